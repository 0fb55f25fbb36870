package jobs

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"rekon/db"
	"rekon/reconcile"
)

// WithdrawOrder asks for the report in force of a quarter to be taken back.
type WithdrawOrder struct {
	Agency string // code
	Period reconcile.Period
	Reason string
	DryRun bool // only say what it would do

	at  time.Time // when it was done, of one that is restored
	by  db.Actor
	rev int
}

// Withdrawn is what a withdrawal did, or would do.
type Withdrawn struct {
	db.Withdrawal
	Report     reconcile.Report   // that was taken back
	Again      reconcile.Report   // that is in force from then on; revision 0 for none
	Standing   db.AgencyQuarter   // of the quarter afterwards
	Recomputed []reconcile.Period // quarters computed anew
	Closed     []reconcile.Period // later quarters that keep their figures, since they are closed
}

// ErrNoReport says that no report of a quarter is in force.
var ErrNoReport = errors.New("no report is in force: see `rekon history`")

// Withdraw takes back the report in force: the one before it is in force again, or the
// quarter is as if none had come. Later quarters are computed anew, the workbooks of the
// quarter are replaced or removed, and the original stays in arsip/.
func (j *Job) Withdraw(ctx context.Context, o WithdrawOrder) (Withdrawn, error) {
	if err := errors.Join(j.DB.CheckSchema(ctx), j.mounted()); err != nil {
		return Withdrawn{}, err
	}
	w, err := j.withdraw(ctx, o)
	if err != nil || o.DryRun {
		return w, err
	}
	return w, j.followEvents(ctx)
}

// withdraw stores a withdrawal, once more when another worker changed what it rests on.
func (j *Job) withdraw(ctx context.Context, o WithdrawOrder) (w Withdrawn, err error) {
	if o.at.IsZero() {
		o.at = j.Now().UTC().Truncate(time.Microsecond)
	}
	for range maxConflicts {
		var u db.Update
		if w, u, err = j.planWithdrawal(ctx, o); err != nil || o.DryRun {
			return w, err
		}
		if err = errors.Join(j.DB.Withdraw(ctx, w.Withdrawal, u), j.reached("report withdrawn")); !errors.Is(err, db.ErrConflict) {
			return w, err
		}
	}
	return w, err
}

// planWithdrawal computes what a withdrawal would come to.
func (j *Job) planWithdrawal(ctx context.Context, o WithdrawOrder) (w Withdrawn, u db.Update, err error) {
	w.Withdrawal = db.Withdrawal{Agency: o.Agency, Period: o.Period, At: o.at, By: o.by, Reason: o.Reason}
	what := fmt.Sprintf("%s, %d TW %s", o.Agency, o.Period.Year, o.Period.Roman())
	state, err := j.DB.State(ctx, o.Agency, o.Period.Year)
	if err != nil {
		return w, u, err
	}
	if _, closed := state.IsClosed(o.Period.Quarter); closed {
		return w, u, fmt.Errorf("%s: %w", what, db.ErrClosed)
	}
	i := slices.IndexFunc(state.Reports, func(r reconcile.Report) bool { return r.Period == o.Period })
	if i < 0 {
		return w, u, fmt.Errorf("%s: %w", what, ErrNoReport)
	}
	w.Report, w.Revision = state.Reports[i], state.Reports[i].Revision
	if o.rev > 0 && o.rev != w.Revision {
		return w, u, fmt.Errorf("%s: revision %d is in force, not %d", what, w.Revision, o.rev)
	}
	again, ok, err := j.DB.ReportBefore(ctx, o.Agency, o.Period, w.Revision)
	if err != nil {
		return w, u, err
	}
	if state.Reports = slices.Delete(slices.Clone(state.Reports), i, i+1); ok {
		state.Reports, w.Again = slices.Insert(state.Reports, i, again), again
	}
	reports, err := j.withReplaced(ctx, state, o.Period.Quarter)
	if err != nil {
		return w, u, err
	}
	w.Messages = append(
		j.address(db.Message{Kind: db.WithdrawalMessage, Agency: o.Agency, Period: o.Period, Revision: w.Revision}),
		j.address(db.Message{Kind: db.WithdrawnSummaryMessage, Agency: o.Agency, Period: o.Period, Revision: w.Again.Revision})...)
	u = j.recompute(state, reports, o.Period.Quarter, o.at)
	return w, u, j.describe(ctx, &w, u)
}

// describe says what follows from a withdrawal.
func (j *Job) describe(ctx context.Context, w *Withdrawn, u db.Update) (err error) {
	for i, r := range u.Results {
		w.Recomputed = append(w.Recomputed, r.Period)
		if r.Period == w.Period {
			w.Standing = u.Quarters[i]
		}
	}
	w.Closed = u.Kept
	if w.Again.Revision == 0 {
		w.Standing, err = j.DB.StandingWithout(ctx, w.Agency, w.Period)
	}
	return err
}

// followEvents does what follows outside the database from what a command has just done.
// What another worker has in hand is left to the next pass.
func (j *Job) followEvents(ctx context.Context) error {
	h := j.newHold()
	others := h.patience()
	var err error
	for {
		var held int
		if held, err = j.finishEvents(ctx, h); held == 0 || !others.wait(ctx) {
			break
		}
	}
	err = errors.Join(err, h.end(ctx))
	_, failed := j.PublishResults(ctx)
	_, failed2 := j.PublishSummaries(ctx)
	return errors.Join(err, failed, failed2, j.PublishManifests(ctx), j.PublishTemplates(ctx), j.PublishStatus(ctx, true))
}
