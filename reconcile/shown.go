package reconcile

import "strings"

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
func clip(s string) string {
	r := []rune(strings.Join(strings.Fields(s), " "))
	if len(r) > 120 {
		return string(r[:119]) + "…"
	}
	return string(r)
}
