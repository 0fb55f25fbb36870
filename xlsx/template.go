package xlsx

import (
	"errors"
	"io"

	"rekon/reconcile"
)

// WriteTemplate writes the workbook in which an agency fills in one quarter's
// realization of the plan.
func WriteTemplate(w io.Writer, plan reconcile.Plan, period reconcile.Period, rules reconcile.Rules) error {
	return errors.New("the entry workbook is not written yet")
}
