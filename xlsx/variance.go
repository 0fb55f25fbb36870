package xlsx

import (
	"errors"
	"io"

	"rekon/reconcile"
)

// WriteVariance writes the variance workbook of one agency's quarter: Ringkasan,
// Variansi, Temuan and Sumber. The same Result gives the same bytes.
func WriteVariance(w io.Writer, r reconcile.Result) error {
	return errors.New("the variance workbook is not written yet")
}
