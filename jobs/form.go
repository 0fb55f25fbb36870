package jobs

import (
	"context"
	"fmt"

	"rekon/reconcile"
)

// FormE81 gathers Formulir E.81 of an agency's year up to a quarter, 0 for the last one
// that was reported.
func (j *Job) FormE81(ctx context.Context, agency string, p reconcile.Period, renstra reconcile.Renstra) (form reconcile.E81, err error) {
	state, err := j.DB.State(ctx, agency, p.Year)
	if err != nil {
		return form, err
	}
	if len(state.Plans) == 0 {
		return form, fmt.Errorf("%s %d: %w", agency, p.Year, ErrNoPlan)
	}
	if p.Quarter == 0 {
		p.Quarter = lastReported(state.Reports)
	}
	r, ok, err := j.DB.Result(ctx, agency, p)
	if err != nil {
		return form, err
	}
	if !ok {
		return form, noReport(agency, p)
	}
	return reconcile.EvaluateE81(r, state.Reports, renstra, j.Heads[agency]), nil
}

// lastReported is the last quarter that has a report, 0 for none.
func lastReported(reports []reconcile.Report) (quarter int) {
	for _, r := range reports {
		quarter = max(quarter, r.Period.Quarter)
	}
	return quarter
}

func noReport(agency string, p reconcile.Period) error {
	if p.Quarter == 0 {
		return fmt.Errorf("%s %d: no report was accepted: see `rekon status`", agency, p.Year)
	}
	return fmt.Errorf("%s, %d TW %s: no report was accepted: see `rekon status`", agency, p.Year, p.Roman())
}
