package jobs

import (
	"context"
	"crypto/rand"
	"errors"
	"time"

	"rekon/db"
)

// NewRunID tells a run from all others.
func NewRunID() string { return rand.Text()[:12] }

// idleKept is how long the record is kept of a run that failed, or of an intake or a
// mailing that found nothing.
const idleKept = 7 * 24 * time.Hour

// Done is what a run did with files.
type Done struct{ Taken, Returned int }

// Recorded does a job and keeps a record of the run. The record of one that was killed
// has no end.
func (j *Job) Recorded(ctx context.Context, r db.Run, do func(context.Context) (Done, error)) error {
	hand, release := j.inHand(ctx)
	defer release()
	r.StartedAt = j.Now()
	if err := j.DB.BeginRun(ctx, r); err != nil {
		return err
	}
	done, err := do(ctx)
	r.Taken, r.Returned, r.FinishedAt = done.Taken, done.Returned, j.Now()
	switch {
	case err == nil:
		r.Outcome = db.Succeeded
	case ctx.Err() != nil:
		r.Outcome, r.Error = db.Stopped, err.Error()
	default:
		r.Outcome, r.Error = db.Failed, err.Error()
	}
	if failed := j.DB.EndRun(hand, r); failed != nil {
		return errors.Join(err, failed)
	}
	return errors.Join(err,
		j.DB.ForgetRuns(hand, r.Job, r.StartedAt.Add(-idleKept), r.Job == IntakeJob || r.Job == MailJob),
		j.DB.ForgetClaims(hand, r.StartedAt.Add(-idleKept)))
}

// Intake is [Job.Run] with a record.
func (j *Job) Intake(ctx context.Context, r db.Run) (pass Pass, err error) {
	r.Job = IntakeJob
	err = j.Recorded(ctx, r, func(ctx context.Context) (Done, error) {
		pass, err = j.Run(ctx)
		returned := pass.Count(db.Returned)
		return Done{len(pass.Taken) - returned, returned}, err
	})
	return pass, err
}

// CloseOutRecorded is [Job.CloseOut] with a record.
func (j *Job) CloseOutRecorded(ctx context.Context, r db.Run) (closed []db.AgencyQuarter, err error) {
	r.Job = CloseOutJob
	err = j.Recorded(ctx, r, func(ctx context.Context) (Done, error) {
		closed, err = j.CloseOut(ctx)
		return Done{}, err
	})
	return closed, err
}
