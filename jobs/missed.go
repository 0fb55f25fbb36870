package jobs

import (
	"context"
	"time"

	"github.com/robfig/cron/v3"
)

// lookBack is how far back a schedule is looked at when no run of it is known.
const lookBack = 366 * 24 * time.Hour

// Missed is the last time at which a schedule asked for a job that was not done since
// with success; zero for none.
func (j *Job) Missed(ctx context.Context, job string, when cron.Schedule) (time.Time, error) {
	now := j.Now()
	after := now.Add(-lookBack)
	last, ok, err := j.DB.LastSuccess(ctx, job)
	if err != nil {
		return time.Time{}, err
	}
	if ok {
		after = last.StartedAt
		if last.ScheduledFor.After(after) { // its clock ran ahead
			after = last.ScheduledFor
		}
	}
	return latest(when, after, now), nil
}

// latest is the last time of a schedule after one moment and not after another; zero
// for none.
func latest(when cron.Schedule, after, now time.Time) time.Time {
	comes := func(after time.Time) bool {
		next := when.Next(after)
		return !next.IsZero() && !next.After(now)
	}
	if !comes(after) {
		return time.Time{}
	}
	for step := now.Sub(after) / 2; step > 0; step /= 2 {
		for comes(after.Add(step)) {
			after = after.Add(step)
		}
	}
	return when.Next(after)
}
