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
