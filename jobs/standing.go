package jobs

import (
	"context"
	"errors"
	"time"

	"github.com/robfig/cron/v3"

	"rekon/db"
	"rekon/reconcile"
)

// How the work stands, for those who watch over it: the command that tells it to a
// person, and the metrics.

// Waiting is what lies in the inbox.
type Waiting struct {
	Files int
	Since time.Time // when the one that waits longest came; zero for none
}

// Waiting looks at what lies in the inbox: also what is still being copied, or open in
// Excel.
func (j *Job) Waiting() (Waiting, error) {
	files, _, _, err := j.look()
	w := Waiting{Files: len(files)}
	for _, f := range files {
		came := f.time
		if f.changed.After(came) { // copying may keep an older time
			came = f.changed
		}
		if w.Since.IsZero() || came.Before(w.Since) {
			w.Since = came
		}
	}
	return w, err
}

// Regular is a job that a schedule asks for.
type Regular struct {
	Name     string
	Schedule cron.Schedule
}

// Standing is how a regular job is done.
type Standing struct {
	Regular
	Success time.Time // end of the last run that succeeded; zero when none did
	Last    db.Run    // the last run that came to an end; none while its ID is ""
}

// Overdue is the first time at which the job ought to have been done since it last
// was; zero when there is none. One that was never done is overdue from a moment on.
func (s Standing) Overdue(never, now time.Time) time.Time {
	after := s.Success
	if after.IsZero() {
		after = never
	}
	if next := s.Schedule.Next(after); !next.IsZero() && next.Before(now) {
		return next
	}
	return time.Time{}
}

// Standings tells how regular jobs are done, as the database knows it of all workers.
func (j *Job) Standings(ctx context.Context, regulars []Regular) (out []Standing, err error) {
	for _, r := range regulars {
		success, _, err1 := j.DB.LastSuccess(ctx, r.Name)
		last, _, err2 := j.DB.LastRun(ctx, r.Name)
		if err := errors.Join(err1, err2); err != nil {
			return nil, err
		}
		out = append(out, Standing{r, success.FinishedAt, last})
	}
	return out, nil
}

// Unreported are the agencies that owe the report of a quarter that has ended: none of
// theirs was accepted, and the quarter is not closed.
type Unreported struct {
	Period   reconcile.Period
	Due      time.Time // the first instant that is late
	Agencies []string  // their codes
	Of       int       // agencies that have a plan
}

// Unreported lists the quarters that have ended, the oldest first, with those who owe
// their reports.
func (j *Job) Unreported(ctx context.Context) (out []Unreported, err error) {
	all, err := j.DB.AgencyQuarters(ctx, db.QuarterFilter{})
	for _, q := range all {
		if !Ended(q.Period, j.Now()) {
			continue
		}
		if len(out) == 0 || out[len(out)-1].Period != q.Period {
			out = append(out, Unreported{Period: q.Period, Due: q.Due})
		}
		u := &out[len(out)-1]
		u.Of++
		if q.Revision == 0 && q.Status != reconcile.Ditutup {
			u.Agencies = append(u.Agencies, q.Agency.Code)
		}
	}
	return out, err
}
