package reconcile

import (
	"regexp"
	"strings"

	"github.com/shopspring/decimal"
	"golang.org/x/text/unicode/norm"
)

// Reading is what a typed text can mean as a number. A text is settled when it
// has exactly one value; with several it stays a doubt until sums decide.
type Reading struct {
	Blank  bool              // nothing said: empty, "-" or a dash
	Values []decimal.Decimal // every value the text allows, the plainest first
	Odd    bool              // separators are irregular, as in 15.000.000.00
	Unit   string            // what stands behind the number, as typed
}

// Settled reports whether the text has exactly one value.
func (r Reading) Settled() bool { return !r.Blank && len(r.Values) == 1 }

var (
	rupiahSign = regexp.MustCompile(`^(?i:rp|idr)\.?\s*`)
	rupiahTail = regexp.MustCompile(`[.,]\s*-+$`)
	plainForm  = regexp.MustCompile(`^\d+(?:[., ]\d+)*$`)
	withUnit   = regexp.MustCompile(`^([(+-]?\s*\d[\d., ]*\)?)\s*(\D*)$`)
)

// maxDigits bounds the digits of a number that people type; beyond it a text is
// not an amount.
const maxDigits = 18

// ReadNumber reads a number as people type it, with all its possible values:
// id-ID (1.234.567,89), en-US (1,234,567.89), a grouping that leaves one reading
// (15.000.000.00), Rp and ",-" around it, parentheses or a minus for negatives,
// "nihil" for zero, and a unit behind it. 1.234 and 1,234 have two values. A text
// that is no number has none.
func ReadNumber(text string) Reading {
	s := cleanText(text)
	switch strings.ToLower(s) {
	case "", "-", "--", "–", "—", "−":
		return Reading{Blank: true}
	case "nihil":
		return Reading{Values: []decimal.Decimal{decimal.Zero}}
	}
	s = rupiahTail.ReplaceAllString(rupiahSign.ReplaceAllString(s, ""), "")
	m := withUnit.FindStringSubmatch(s)
	if m == nil {
		return Reading{}
	}
	digits, negative, ok := takeSign(strings.TrimSpace(m[1]))
	if !ok || !plainForm.MatchString(digits) {
		return Reading{}
	}
	r := readGroups(digits)
	r.Unit = strings.TrimSpace(m[2])
	if negative {
		for i := range r.Values {
			r.Values[i] = r.Values[i].Neg()
		}
	}
	return r
}

// cleanText folds the disguises of a number: full-width digits, no-break spaces,
// the apostrophe that makes a text of it.
func cleanText(text string) string {
	s := norm.NFKC.String(text)
	s = strings.TrimLeft(strings.TrimSpace(s), "'’`")
	return strings.Join(strings.Fields(s), " ")
}

// takeSign strips a minus, a plus or a pair of parentheses.
func takeSign(s string) (rest string, negative, ok bool) {
	open, shut := strings.HasPrefix(s, "("), strings.HasSuffix(s, ")")
	if open != shut {
		return "", false, false
	}
	if open {
		return strings.TrimSpace(s[1 : len(s)-1]), true, true
	}
	if rest, found := strings.CutPrefix(s, "-"); found {
		return strings.TrimSpace(rest), true, true
	}
	return strings.TrimSpace(strings.TrimPrefix(s, "+")), false, true
}

// readGroups gives the values of digits and separators by their group structure.
// Regular readings come first; only where there is none may separators be mixed.
func readGroups(s string) Reading {
	parts := strings.FieldsFunc(s, isSeparator)
	if len(strings.Join(parts, "")) > maxDigits {
		return Reading{}
	}
	seps := strings.Map(func(r rune) rune {
		if isSeparator(r) {
			return r
		}
		return -1
	}, s)
	last := len(parts) - 1
	if last == 0 {
		return Reading{Values: []decimal.Decimal{joinNumber(parts, "")}}
	}
	head, tail := parts[:last], parts[last]
	whole := isGrouped(parts)
	decimalMark := seps[last-1] != ' '
	var r Reading
	if whole && uniform(seps) {
		r.Values = append(r.Values, joinNumber(parts, ""))
	}
	if decimalMark && (last == 1 || isGrouped(head) && uniform(seps[:last-1]) && seps[0] != seps[last-1]) {
		r.Values = append(r.Values, joinNumber(head, tail))
		if last > 1 && whole { // 1.234,567 may be a mixed 1.234.567
			r.Values = append(r.Values, joinNumber(parts, ""))
		}
	}
	if len(r.Values) > 0 {
		return r
	}
	if whole {
		r = Reading{Odd: true, Values: []decimal.Decimal{joinNumber(parts, "")}}
	}
	if decimalMark && isGrouped(head) {
		r.Odd = true
		r.Values = append(r.Values, joinNumber(head, tail))
	}
	return r
}

func isSeparator(r rune) bool { return r == '.' || r == ',' || r == ' ' }

// isGrouped reports whether digits stand in groups of three behind a first group
// of one to three that does not begin with 0.
func isGrouped(parts []string) bool {
	if len(parts) > 1 && (len(parts[0]) > 3 || parts[0][0] == '0') {
		return false
	}
	for _, p := range parts[1:] {
		if len(p) != 3 {
			return false
		}
	}
	return true
}

func uniform(seps string) bool { return strings.Count(seps, seps[:1]) == len(seps) }

func joinNumber(groups []string, fraction string) decimal.Decimal {
	s := strings.Join(groups, "")
	if fraction != "" {
		s += "." + fraction
	}
	return decimal.RequireFromString(s)
}

// RoundSen rounds an amount in rupiah half away from zero to the sen; rounded
// says whether that changed it.
func RoundSen(d decimal.Decimal) (sen decimal.Decimal, rounded bool) {
	sen = d.Round(2)
	return sen, !sen.Equal(d)
}

// maxExponent bounds the exponent of a number stored in a cell.
const maxExponent = 30

// ReadStored reads the number a cell stores, such as 0.07000000000000001 or
// 1.5E+9, rounded to the 15 significant digits that Excel keeps.
func ReadStored(raw string) (decimal.Decimal, bool) {
	if len(raw) > 40 {
		return decimal.Decimal{}, false
	}
	if _, exp, found := strings.Cut(strings.ToUpper(raw), "E"); found && len(strings.TrimLeft(exp, "+-0")) > 2 {
		return decimal.Decimal{}, false
	}
	d, err := decimal.NewFromString(raw)
	if err != nil || d.Exponent() > maxExponent {
		return decimal.Decimal{}, false
	}
	if extra := d.NumDigits() - 15; extra > 0 {
		d = d.Round(-d.Exponent() - int32(extra))
	}
	return d, true
}

// SettleSum picks from each figure's possible values the one combination whose
// first figures add up to the last. A figure without values counts as nothing
// said. It answers only when exactly one combination fits.
func SettleSum(options [][]decimal.Decimal) ([]decimal.Decimal, bool) {
	combinations := 1
	for _, o := range options {
		if combinations *= max(len(o), 1); combinations > 4096 {
			return nil, false
		}
	}
	if len(options) < 2 || len(options[len(options)-1]) == 0 {
		return nil, false
	}
	var found []decimal.Decimal
	for n := range combinations {
		pick := make([]decimal.Decimal, len(options))
		sum := decimal.Zero
		for i, o := range options {
			if len(o) > 0 {
				pick[i], n = o[n%len(o)], n/len(o)
			}
			if i < len(options)-1 {
				sum = sum.Add(pick[i])
			}
		}
		if sum.Equal(pick[len(pick)-1]) {
			if found != nil {
				return nil, false
			}
			found = pick
		}
	}
	return found, found != nil
}
