package xlsx

import (
	"regexp"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"rekon/reconcile"
)

// literal is what a section writes around a number where that has digits of its own,
// as #,##0".000" has: 12195 is then shown as 12.195.000.
type literal struct {
	before, behind string
	grouped        bool
	places         int32 // decimals
	scale          int32 // thousands that are left off
}

var (
	formatToken   = regexp.MustCompile(`(?s)"[^"]*"|\\.|_.|\*.|\[[^\]]*\]|[0#?.,]+|.`)
	currencyMark  = regexp.MustCompile(`^\[\$([^\]-]*)[^\]]*\]$`)
	digitsBefore  = regexp.MustCompile(`(?:^|[^\pL\d])(\d[\d., ]*)$`) // those of "TW1" are no part of the number
	digitsBehind  = regexp.MustCompile(`^[., ]*\d[\d., ]*`)           // nor those of " m2"
	trailingScale = regexp.MustCompile(`[0#?](,+)$`)
)

// maxCode is the length of a code that Excel lets one write.
const maxCode = 255

// readLiteral finds the digits that a section adds to those of the number.
func readLiteral(code string) literal {
	if len(code) > maxCode {
		return literal{}
	}
	tokens := formatToken.FindAllString(code, -1)
	places := func(token string) bool {
		return strings.Trim(token, "0#?.,") == "" && strings.ContainsAny(token, "0#?")
	}
	first := slices.IndexFunc(tokens, places)
	if first < 0 {
		return literal{}
	}
	last := first
	for i := first; i < len(tokens); i++ {
		if places(tokens[i]) {
			last = i
		}
	}
	l := literal{before: written(tokens[:first]), behind: written(tokens[last+1:]), grouped: last > first}
	if !digitsBefore.MatchString(l.before) && !digitsBehind.MatchString(l.behind) {
		return literal{}
	}
	number := tokens[last]
	if m := trailingScale.FindStringSubmatch(number); m != nil {
		l.scale, number = int32(len(m[1])), strings.TrimRight(number, ",")
	}
	whole, decimals, _ := strings.Cut(number, ".")
	l.places, l.grouped = int32(len(decimals)), l.grouped || strings.Contains(whole, ",")
	return l
}

// written is what tokens without a place for digits write.
func written(tokens []string) string {
	var b strings.Builder
	for _, t := range tokens {
		switch t[0] {
		case '"':
			b.WriteString(strings.Trim(t, `"`))
		case '\\':
			b.WriteString(t[1:])
		case '_', '*':
		case '[':
			if m := currencyMark.FindStringSubmatch(t); m != nil {
				b.WriteString(m[1])
			}
		default:
			b.WriteString(t)
		}
	}
	return b.String()
}

// seen is the number that a reader of the cell sees, "" where it is the value itself,
// rounded as any format may round it.
func (s section) seen(v decimal.Decimal) string {
	l := s.literal
	if l == (literal{}) || s.date || s.time {
		return ""
	}
	if s.percent {
		v = v.Shift(2)
	}
	v = v.Shift(-3 * l.scale).Round(l.places)
	number := l.plain(v)
	before := ""
	if m := digitsBefore.FindStringSubmatch(l.before); m != nil {
		before = m[1]
	}
	number = strings.TrimSpace(before + number + digitsBehind.FindString(l.behind))
	same := func(r decimal.Decimal) bool { return r.Equal(v.Shift(3 * l.scale)) }
	if read := reconcile.ReadNumber(number).Values; len(read) > 0 && !slices.ContainsFunc(read, func(r decimal.Decimal) bool { return !same(r) }) {
		return ""
	}
	if s.percent {
		number += "%"
	}
	return number
}

// plain writes the number itself as the section does.
func (l literal) plain(v decimal.Decimal) string {
	number := reconcile.FormatNumber(v)
	if !l.grouped {
		number = strings.ReplaceAll(number, ".", "")
	}
	if l.places == 0 {
		return number
	}
	whole, decimals, _ := strings.Cut(number, ",")
	return whole + "," + decimals + strings.Repeat("0", max(int(l.places)-len(decimals), 0))
}
