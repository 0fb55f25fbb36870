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

// CloseOrder asks for a quarter to be closed, or opened again.
type CloseOrder struct {
	Agency string // code; "" for all that have a plan
	Period reconcile.Period
	Reason string
	DryRun bool // only say what it would do

	at time.Time // when it was done, of one that is restored
	by db.Actor
}

// Closed is what became, or would become, of an agency's quarter.
type Closed struct {
	db.AgencyQuarter      // as it stood before
	Done             bool // false where it was closed, or open, already
}

// CloseQuarter closes a quarter that has ended, of one agency or of all: from then on a
// report of it is given back, and its figures stay as they are. An agency that has not
// reported is closed, too.
func (j *Job) CloseQuarter(ctx context.Context, o CloseOrder) ([]Closed, error) {
	if !Ended(o.Period, j.Now()) {
		end := time.Date(o.Period.Year, time.Month(3*o.Period.Quarter+1), 1, 0, 0, 0, 0, reconcile.WIB)
		return nil, fmt.Errorf("%d TW %s has not ended: it can be closed from %s on", o.Period.Year, o.Period.Roman(), end.Format(time.DateOnly))
	}
	if !o.DryRun {
		if _, err := j.PublishResults(ctx); err != nil { // computes what is stale
			return nil, err
		}
	}
	return j.eachQuarter(ctx, o, false, j.DB.CloseQuarter)
}

// ReopenQuarter opens a closed quarter again. What it rests on may have changed meanwhile,
// so that it and those after it are computed anew.
func (j *Job) ReopenQuarter(ctx context.Context, o CloseOrder) ([]Closed, error) {
	return j.eachQuarter(ctx, o, true, j.DB.Reopen)
}

// eachQuarter closes or opens the quarters of an order one after the other. One that fails
// does not keep the others from it.
func (j *Job) eachQuarter(ctx context.Context, o CloseOrder, wasClosed bool, do func(context.Context, db.Closing) (bool, error)) (out []Closed, err error) {
	if err := errors.Join(j.DB.CheckSchema(ctx), j.mounted()); err != nil {
		return nil, err
	}
	f := db.QuarterFilter{Agency: o.Agency, Year: o.Period.Year, Quarter: o.Period.Quarter}
	quarters, err := j.DB.AgencyQuarters(ctx, f)
	if err == nil && len(quarters) == 0 {
		err = fmt.Errorf("%s %d TW %s: %w", o.Agency, o.Period.Year, o.Period.Roman(), ErrNoPlan)
	}
	if err != nil {
		return nil, err
	}
	var errs []error
	for _, q := range quarters {
		if ctx.Err() != nil {
			break
		}
		c := Closed{AgencyQuarter: q, Done: (q.Status == reconcile.Ditutup) == wasClosed}
		if !o.DryRun {
			c.Done, err = j.oneQuarter(ctx, o, q.Agency.Code, do)
			errs = append(errs, err)
		}
		if err == nil {
			out = append(out, c)
		}
	}
	if !o.DryRun {
		errs = append(errs, j.followEvents(ctx))
	}
	return out, errors.Join(append(errs, ctx.Err())...)
}

// oneQuarter closes or opens a quarter, once its result is computed anew where it has to be.
func (j *Job) oneQuarter(ctx context.Context, o CloseOrder, agency string, do func(context.Context, db.Closing) (bool, error)) (done bool, err error) {
	ctx, release := j.inHand(ctx)
	defer release()
	c := db.Closing{Agency: agency, Period: o.Period, At: o.at, By: o.by, Reason: o.Reason}
	if c.At.IsZero() {
		c.At = j.Now()
	}
	for range maxConflicts {
		if done, err = do(ctx, c); !errors.Is(err, db.ErrConflict) {
			break
		}
		pending, failed := j.DB.PendingResults(ctx)
		if err := errors.Join(failed, j.refreshAll(ctx, pending)); err != nil {
			return false, err
		}
	}
	return done, errors.Join(err, j.reached("quarter changed"))
}

// Outdated is a closed quarter that keeps figures which rest on others than hold now.
type Outdated struct {
	Agency string
	Period reconcile.Period
	Why    []string // what changed since it was closed, in Bahasa
}

// Outdated lists the closed quarters under which something was corrected, by agency.
func (j *Job) Outdated(ctx context.Context, f db.QuarterFilter) (out []Outdated, err error) {
	events, err := j.DB.History(ctx, f)
	for _, e := range events {
		i := slices.IndexFunc(out, func(o Outdated) bool { return o.Agency == e.Agency && o.Period == e.Period })
		switch {
		case e.Kind == db.ReopenedEvent && i >= 0:
			out = slices.Delete(out, i, i+1)
		case e.Kind == db.KeptEvent && i >= 0:
			out[i].Why = append(out[i].Why, e.Reason)
		case e.Kind == db.KeptEvent:
			out = append(out, Outdated{e.Agency, e.Period, []string{e.Reason}})
		}
	}
	return out, err
}
