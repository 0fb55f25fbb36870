package reconcile

import (
	"strings"

	"github.com/shopspring/decimal"
)

// Shown is what a cell holds as its writer sees it in her Excel: a number in the
// Indonesian way, with a percent sign where its format has one; a text as typed,
// shortened for a message.
func Shown(c Cell) string {
	v, ok := ReadStored(c.Raw)
	switch {
	case c.Kind != CellNumber || !ok:
		return clip(c.Raw)
	case c.Percent:
		return FormatNumber(v.Shift(2)) + "%"
	}
	return FormatNumber(v)
}

// clip shortens what a cell says for a message.
func clip(s string) string { return clipTo(s, 120) }

// clipTo is a text on one line, of so many letters at most.
func clipTo(s string, letters int) string {
	r := []rune(strings.Join(strings.Fields(s), " "))
	if len(r) > letters {
		return string(r[:letters-1]) + "…"
	}
	return string(r)
}

func alternatives(vs []decimal.Decimal, format func(decimal.Decimal) string) string {
	var out []string
	for _, v := range vs {
		out = append(out, format(v))
	}
	return strings.Join(out, " atau ")
}

// FormatFull writes an amount with its sen and without the currency, as staff
// should type it: 12.500.000,00.
func FormatFull(d decimal.Decimal) string {
	s := strings.TrimPrefix(FormatRupiah(d), "Rp")
	if !strings.Contains(s, ",") {
		s += ",00"
	}
	return s
}
