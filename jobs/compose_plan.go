package jobs

import (
	"context"
	"fmt"
	"slices"

	"rekon/db"
	"rekon/reconcile"
)

// isOver reports whether another letter tells the head what this one would: that about the
// report in force, or any later one where this tells of the plan.
func (j *Job) isOver(ctx context.Context, m db.Message, inForce int) (bool, error) {
	if m.Kind == db.PlanSummaryMessage {
		return j.DB.IsFollowed(ctx, m)
	}
	return m.Revision != inForce, nil
}

// planWords say that the plan changed under a quarter that was closed out; "" where that is
// not what a letter tells.
func (j *Job) planWords(ctx context.Context, m db.Message) (string, error) {
	if m.Kind != db.PlanSummaryMessage {
		return "", nil
	}
	plans, err := j.DB.Plans(ctx, m.Agency, m.Period.Year)
	i := slices.IndexFunc(plans, func(p reconcile.Plan) bool { return p.Revision == m.Revision })
	if err != nil || i < 0 {
		return "", err
	}
	by := ""
	if plans[i].Decree != "" {
		by = ", dengan " + plans[i].Decree
	}
	return fmt.Sprintf("Rencana diubah%s: revisi %d berlaku mulai Triwulan %s. Angka triwulan ini, yang sudah tutup buku, dihitung ulang menurut rencana itu.",
		by, m.Revision, reconcile.Period{Quarter: plans[i].FromQuarter}.Roman()), nil
}

// lettersOfUnreported tell the head of quarters that were closed out without a report and in
// which a plan changes what she was told. Of reported ones their results tell, see [db.Update].
func (j *Job) lettersOfUnreported(ctx context.Context, plan reconcile.Plan, before []reconcile.Plan) ([]db.Message, error) {
	if j.Mail == nil || len(before) == 0 || isLatest(plan, before) {
		return nil, nil
	}
	states, err := j.DB.SummaryStates(ctx, db.QuarterFilter{Agency: plan.Agency.Code, Year: plan.Year})
	if err != nil {
		return nil, err
	}
	reports, err := j.DB.Reports(ctx, plan.Agency.Code, plan.Year)
	var moved []reconcile.Result
	plan.Revision = len(before) + 1
	for _, s := range states {
		if s.ClosedAt.IsZero() || s.Revision > 0 || s.Period.Quarter < plan.FromQuarter {
			continue
		}
		was, held := j.planFor(before, s.Period.Quarter)
		is, _ := j.planFor(append(slices.Clone(before), plan), s.Period.Quarter)
		now := reconcile.Reconcile(is, s.Period, reports, j.rules())
		if held && len(reconcile.Compare(reconcile.Reconcile(was, s.Period, reports, j.rules()).Rounded(), now.Rounded())) > 0 {
			moved = append(moved, now)
		}
	}
	return j.lettersOfPlan(moved), err
}
