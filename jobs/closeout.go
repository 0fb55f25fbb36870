package jobs

import (
	"context"
	"errors"

	"rekon/db"
)

// The names of the jobs in the records of their runs.
const (
	IntakeJob   = "intake"
	CloseOutJob = "close_out"
)

// CloseOut closes out the quarters whose due date has passed, each agency's once: who
// has not reported has the days of delay stored, the totals are kept as they stand,
// and entry workbooks for the next quarter are put out. It locks nothing: a report
// that comes later is taken, and what was kept stays beside it. It gives the quarters
// that it closed out.
func (j *Job) CloseOut(ctx context.Context) (closed []db.AgencyQuarter, err error) {
	if err := errors.Join(j.DB.CheckSchema(ctx), j.mounted()); err != nil {
		return nil, err
	}
	_, err = j.PublishResults(ctx) // computes what is stale
	errs := []error{err}
	due, err := j.DB.DueQuarters(ctx, j.Now())
	errs = append(errs, err)
	for _, q := range due {
		if ctx.Err() != nil {
			break
		}
		done, err := j.closeOut(ctx, &q)
		if done {
			closed = append(closed, q)
		}
		errs = append(errs, err)
	}
	summaries, err := j.PublishSummaries(ctx)
	errs = append(errs, err, j.PublishManifests(ctx), j.PublishTemplates(ctx))
	return closed, errors.Join(append(errs, j.PublishStatus(ctx, len(closed)+len(summaries) > 0), ctx.Err())...)
}

// closeOut closes out one quarter, and gives it the days of delay it then has.
func (j *Job) closeOut(ctx context.Context, q *db.AgencyQuarter) (bool, error) {
	ctx, release := j.inHand(ctx)
	defer release()
	if err := j.reached("close-out"); err != nil {
		return false, err
	}
	now := j.Now()
	q.LateDays = LateDays(*q, now)
	done, err := j.DB.CloseOut(ctx, q.Agency.Code, q.Period, now, q.LateDays, j.lettersOfCloseOut(*q)...)
	if done {
		j.Log.Info("closed out", "agency", q.Agency.Code, "year", q.Period.Year, "quarter", q.Period.Quarter, "status", q.Status)
	}
	return done, err
}
