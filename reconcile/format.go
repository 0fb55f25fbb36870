package reconcile

import (
	"strings"

	"github.com/shopspring/decimal"
)

// FormatRupiah writes an amount as offices do: "Rp1.234.567,89", rounded half
// away from zero to the sen, whole amounts without decimals, "-Rp500" below zero.
func FormatRupiah(d decimal.Decimal) string {
	d = d.Round(2)
	text := d.StringFixed(2)
	if d.IsInteger() {
		text = d.StringFixed(0)
	}
	if digits, negative := strings.CutPrefix(text, "-"); negative {
		return "-Rp" + indonesian(digits)
	}
	return "Rp" + indonesian(text)
}

// FormatNumber writes a number in full as "1.234,5", without padding zeros.
func FormatNumber(d decimal.Decimal) string { return indonesian(d.String()) }

// FormatQuantity writes a physical figure in a unit: "5 Orang", "26,25%", "BB",
// "BB (72,5)" where a number was graded, and "–" where nothing is said. Without a
// unit the one typed with the figure is written.
func FormatQuantity(q Quantity, unit string) string {
	if unit == "" {
		unit = q.Unit
	}
	switch {
	case !q.Said():
		return "–"
	case !q.Value.Valid:
		return q.Letter
	case q.Letter != "":
		return q.Letter + " (" + FormatNumber(q.Value.Decimal) + ")"
	case unit == Persen:
		return FormatNumber(q.Value.Decimal) + "%"
	case unit == "" || unit == Predikat:
		return FormatNumber(q.Value.Decimal)
	}
	return FormatNumber(q.Value.Decimal) + " " + unit
}

// Place names a cell to staff: "Lembar PROGRAM KEGIATAN, sel I12"; the file where
// no more is known.
func Place(s Source) string {
	switch {
	case s.Sheet == "" && s.Cell == "":
		return s.File
	case s.Sheet == "":
		return "Sel " + s.Cell
	case s.Cell == "":
		return "Lembar " + s.Sheet
	}
	return "Lembar " + s.Sheet + ", sel " + s.Cell
}

// indonesian turns a plain decimal number into id-ID: a dot before every third
// digit of the whole part, a comma before the decimals.
func indonesian(plain string) string {
	digits, negative := strings.CutPrefix(plain, "-")
	whole, fraction, decimals := strings.Cut(digits, ".")
	var b strings.Builder
	if negative {
		b.WriteByte('-')
	}
	for i, r := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteByte('.')
		}
		b.WriteRune(r)
	}
	if decimals {
		b.WriteString("," + fraction)
	}
	return b.String()
}
