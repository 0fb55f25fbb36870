package reconcile

import (
	"regexp"
	"strings"
	"unicode"

	"github.com/shopspring/decimal"
	"golang.org/x/text/width"
)

// Reading is what a typed text can mean as a number. A text is settled when it
// has exactly one value; with several it stays a doubt until sums decide.
type Reading struct {
	Blank  bool              // nothing said: empty, "-" or a dash
	Values []decimal.Decimal // every value the text allows, the plainest first
	Odd    bool              // separators are irregular, as in 15.000.000.00
	Manner string            // in Bahasa, the way of writing that gives its one value; "" without separators
	Unit   string            // what stands behind the number, as typed; "Rp" where only a Rp stands before it
}

// Settled reports whether the text has exactly one value.
func (r Reading) Settled() bool { return !r.Blank && len(r.Values) == 1 }

var (
	// a sign, Rp, a sign, digits, a parenthesis, a unit
	numberForm = regexp.MustCompile(`^([(+-]?) ?(?i:(rp|idr)\.?)? ?([(+-]?) ?(\d[\d., ]*?) ?(\)?) ?((?:[\pL%(][^\pN]*)?)$`)
	plainForm  = regexp.MustCompile(`^\d+(?:[., ]\d+)*$`)
	senDash    = regexp.MustCompile(`([.,]) ?-+$`) // no sen: Rp 750.000,-
	rupiahUnit = regexp.MustCompile(`^(?i:rp|rupiah|idr)\.?$`)
	notUnit    = regexp.MustCompile(`^(?i:ribu|rb|juta|jt|mil[iy]ar|tril[iy]un)\b|^[Oo]+$`) // multiples, and an O for a 0
)

// maxDigits bounds the digits of a number that people type; beyond it a text is
// not an amount.
const maxDigits = 18

// ReadNumber reads a number as people type it, with all its possible values:
// id-ID (1.234.567,89), en-US (1,234,567.89), a grouping that leaves one reading
// (15.000.000.00), Rp and ",-" around it, parentheses or a minus for negatives,
// "nihil" for zero, and a unit behind it. 1.234 and 1,234 have two values. A text
// that is no number has none, and so has "5 juta", which is not 5.
func ReadNumber(text string) Reading {
	s := cleanText(text)
	if strings.Trim(s, "- ") == "" {
		return Reading{Blank: true}
	}
	if strings.EqualFold(s, "nihil") {
		return Reading{Values: []decimal.Decimal{decimal.Zero}}
	}
	m := numberForm.FindStringSubmatch(senDash.ReplaceAllString(s, "${1}00"))
	if m == nil {
		return Reading{}
	}
	sign, currency, digits, shut, unit := m[1]+m[3], m[2], m[4], m[5], m[6]
	switch {
	case len(sign) > 1, (sign == "(") != (shut == ")"),
		!plainForm.MatchString(digits), notUnit.MatchString(unit):
		return Reading{}
	case currency != "" && unit == "":
		unit = "Rp"
	case currency != "" && !rupiahUnit.MatchString(unit):
		return Reading{}
	}
	r := readGroups(digits)
	if sign == "(" || sign == "-" {
		for i := range r.Values {
			r.Values[i] = r.Values[i].Neg()
		}
	}
	r.Unit = unit
	r.Manner = manner(separators(digits), r)
	return r
}

// cleanText folds the disguises of a number: full-width digits, no-break spaces,
// invisible marks, the many dashes, the apostrophe that makes a text of it. A
// superscript is left alone: 10² is not 102.
func cleanText(text string) string {
	s := strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Cf, r):
			return -1
		case unicode.Is(unicode.Pd, r), r == '−':
			return '-'
		}
		return r
	}, width.Fold.String(text))
	s = strings.TrimLeftFunc(s, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune("'‘’`", r) })
	return strings.Join(strings.Fields(s), " ")
}

// readGroups gives the values of digits and separators by their group structure.
// Regular readings come first; only where there is none may separators be mixed.
func readGroups(s string) Reading {
	parts := strings.FieldsFunc(s, isSeparator)
	if len(strings.Join(parts, "")) > maxDigits {
		return Reading{}
	}
	seps := separators(s)
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
	if decimalMark && isGrouped(head) && len(tail) <= 3 { // 12.500.0000 proves nothing
		r.Odd = true
		r.Values = append(r.Values, joinNumber(head, tail))
	}
	return r
}

func separators(s string) string {
	return strings.Map(func(r rune) rune {
		if isSeparator(r) {
			return r
		}
		return -1
	}, s)
}

func isSeparator(r rune) bool { return r == '.' || r == ',' || r == ' ' }

// isGrouped reports whether digits stand in groups of three behind a first group
// of one to three that does not begin with 0.
func isGrouped(parts []string) bool {
	if len(parts[0]) > 3 || parts[0][0] == '0' {
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
