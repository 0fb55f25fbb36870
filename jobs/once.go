package jobs

import (
	"context"
	"errors"
	"time"

	"rekon/db"
)

// ErrElsewhere says that another worker is doing a job.
var ErrElsewhere = errors.New("another worker is at it")

// Once does a job that is due for all workers together at a time, on one of them: it
// refuses with [ErrElsewhere] while another is at it, and leaves it alone when it was
// done since that time. One that dies over it is followed by another.
func (j *Job) Once(ctx context.Context, job string, at time.Time, do func(context.Context) error) error {
	h := j.newHold()
	claims, err := h.claim(ctx, []db.Item{{Kind: db.ScheduledJob, Name: job}})
	if err == nil && !claims[0].Mine {
		return ErrElsewhere
	}
	var done bool
	if err == nil {
		done, err = j.doneSince(ctx, job, at)
	}
	if err == nil && !done {
		err = do(ctx)
	}
	return errors.Join(err, h.end(ctx))
}

// doneSince reports whether a job was done for a time, or after it.
func (j *Job) doneSince(ctx context.Context, job string, at time.Time) (bool, error) {
	if at.IsZero() {
		return false, nil
	}
	last, ok, err := j.DB.LastSuccess(ctx, job)
	return ok && (!last.ScheduledFor.Before(at) || last.StartedAt.After(at)), err
}
