package jobs

import (
	"context"
	"fmt"
	"slices"

	"rekon/reconcile"
)

// DiffPlans compares the plan of an agency's year as it stood after one revision with
// how it stood after another; 0 and 0 are the last two.
func (j *Job) DiffPlans(ctx context.Context, agency string, year, from, to int) (reconcile.PlanDiff, error) {
	plans, err := j.DB.Plans(ctx, agency, year)
	if err != nil {
		return reconcile.PlanDiff{}, err
	}
	if to == 0 {
		from, to = len(plans)-1, len(plans)
	}
	if len(plans) == 0 {
		return reconcile.PlanDiff{}, fmt.Errorf("%s %d: %w", agency, year, ErrNoPlan)
	}
	if from < 1 || to > len(plans) || from >= to {
		return reconcile.PlanDiff{}, fmt.Errorf("%s %d: revisions %d and %d cannot be compared: %d are stored; name an earlier and a later one, or a FILE to compare with", agency, year, from, to, len(plans))
	}
	d, err := j.diff(plans[:from], plans[:to])
	d.Is.Findings = nil // told when it was imported
	return d, err
}

// DiffWith compares the stored plan with what importing a workbook would make of it. It
// writes nothing. A workbook that would not be imported is refused as by [Job.ImportPlan].
func (j *Job) DiffWith(ctx context.Context, name string, data []byte, in PlanImport) (reconcile.PlanDiff, error) {
	plan, before, err := j.following(ctx, name, data, in)
	if err != nil {
		return reconcile.PlanDiff{}, err
	}
	plan.Revision = len(before) + 1
	d, err := j.diff(before, append(slices.Clone(before), plan))
	d.Is.Findings = plan.Findings
	return d, err
}

// diff compares what holds at the end of the year after some revisions with what holds
// after more of them.
func (j *Job) diff(before, after []reconcile.Plan) (reconcile.PlanDiff, error) {
	was, _ := j.planFor(before, reconcile.Year)
	is, ok := j.planFor(after, reconcile.Year)
	if !ok {
		return reconcile.PlanDiff{}, ErrNoPlan
	}
	return reconcile.DiffPlans(was, is), nil
}
