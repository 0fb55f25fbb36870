package jobs

import (
	"context"
	"errors"
	"fmt"

	"rekon/db"
	"rekon/reconcile"
)

// ErrNothingPublished says that there is nothing to publish of a quarter.
var ErrNothingPublished = errors.New("nothing is published of it: see `rekon status`")

// PublishAgain writes the workbooks of an agency's quarter again from what is stored, with
// their manifest, and the summary of all agencies: for when somebody wrote into one, or
// removed it. What lies in their place and is not ours is kept in arsip/. It computes
// nothing anew. It gives the paths of the workbooks of the agency.
func (j *Job) PublishAgain(ctx context.Context, agency string, p reconcile.Period) ([]string, error) {
	if err := errors.Join(j.DB.CheckSchema(ctx), j.mounted()); err != nil {
		return nil, err
	}
	states, err := j.DB.SummaryStates(ctx, db.QuarterFilter{Agency: agency, Year: p.Year, Quarter: p.Quarter})
	if err != nil {
		return nil, err
	}
	if len(states) == 0 || !j.isTold(states[0]) {
		return nil, fmt.Errorf("%s, %d TW %s: %w", agency, p.Year, p.Roman(), ErrNothingPublished)
	}
	err = errors.Join(j.DB.Republish(ctx, agency, p), j.DB.ForgetSummary(ctx, agency, p),
		j.DB.SaveManifest(ctx, db.Manifest{Agency: agency, Period: p}))
	if err != nil {
		return nil, err
	}
	_, err = j.PublishResults(ctx)
	_, failed := j.PublishSummaries(ctx)
	_, overview := j.writeOverview(ctx, p)
	if err := errors.Join(err, failed, overview, j.PublishManifests(ctx), j.PublishStatus(ctx, true)); err != nil {
		return nil, err
	}
	names := []string{j.SummaryPath(agency, p)}
	if states[0].Revision > 0 {
		names = append([]string{j.VariancePath(agency, p)}, names...)
	}
	return names, nil
}
