package jobs

import (
	"bytes"
	"context"
	"fmt"

	"rekon/reconcile"
	"rekon/xlsx"
)

// FormE81 gathers Formulir E.81 of an agency's year up to a quarter, 0 for the last one
// that was reported. Of the Renstra it says what fill gives for the form's lines; nil
// leaves that open.
func (j *Job) FormE81(ctx context.Context, agency string, p reconcile.Period, fill func(reconcile.E81) (reconcile.Renstra, error)) (form reconcile.E81, err error) {
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
	if standing := reportOf(state.Reports, p.Quarter); standing.Revision != r.Report.Revision {
		return form, fmt.Errorf("%s, %d TW %s: a report came in meanwhile: try again", agency, p.Year, p.Roman())
	}
	form = reconcile.EvaluateE81(r, state.Reports, reconcile.Renstra{}, j.Heads[agency])
	if fill == nil {
		return form, nil
	}
	renstra, err := fill(form)
	return reconcile.EvaluateE81(r, state.Reports, renstra, j.Heads[agency]), err
}

// WriteE81Input writes the empty sheet for what Formulir E.81 needs of the Renstra, with
// the lines of the plan that holds at the end of the year.
func (j *Job) WriteE81Input(ctx context.Context, w *bytes.Buffer, agency string, year int) error {
	plans, err := j.DB.Plans(ctx, agency, year)
	if err != nil {
		return err
	}
	plan, ok := j.planFor(plans, reconcile.Year)
	if !ok {
		return fmt.Errorf("%s %d: %w", agency, year, ErrNoPlan)
	}
	r := reconcile.Reconcile(plan, reconcile.Period{Year: year, Quarter: reconcile.Year}, nil, j.rules())
	return xlsx.WriteE81Input(w, reconcile.EvaluateE81(r, nil, reconcile.Renstra{}, reconcile.Head{}))
}

// reportOf is the report of a quarter, empty where none stands.
func reportOf(reports []reconcile.Report, quarter int) reconcile.Report {
	for _, r := range reports {
		if r.Period.Quarter == quarter {
			return r
		}
	}
	return reconcile.Report{}
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
