package jobs

import (
	"context"
	"errors"

	"rekon/db"
	"rekon/reconcile"
)

// Verification is what [Job.Verify] looked at and found.
type Verification struct {
	Checked     Checked
	Differences []Difference // by agency, year and quarter
	Notices     []Notice
}

// Checked counts what a verification looked at.
type Checked struct {
	Years     int // of agencies
	Originals int // files in arsip/
	Rows      int // of the database
	Figures   int // of results that were derived anew
	Workbooks int // in hasil/
	Entries   int // of the history
}

// Notice is something that the reader of a verification should know and that is no
// difference: a rule changed, or a result waits to be computed anew.
type Notice struct {
	Agency  string
	Period  reconcile.Period // Quarter 0: of the whole year
	Message string           // in Bahasa
	Changes []reconcile.Change
}

// Verify derives anew, from the originals in arsip/ and with today's program, what is
// stored of the quarters that a filter chooses, and compares. It writes nothing.
func (j *Job) Verify(ctx context.Context, f db.QuarterFilter) (v Verification, err error) {
	if err := errors.Join(j.DB.CheckSchema(ctx), j.mounted()); err != nil {
		return v, err
	}
	years, err := j.DB.Years(ctx)
	if err != nil {
		return v, err
	}
	for _, y := range years {
		if f.Agency != "" && f.Agency != y.Agency || f.Year != 0 && f.Year != y.Year {
			continue
		}
		if err := j.verifyYear(ctx, y, &v); err != nil {
			return v, err
		}
	}
	return v, ctx.Err()
}

func (j *Job) verifyYear(ctx context.Context, y db.AgencyYear, v *Verification) error {
	k, err := j.DB.Kept(ctx, y.Agency, y.Year)
	if err != nil {
		return err
	}
	found, n, err := j.verifyWorkbooks(ctx, k, nil)
	v.Checked.Years++
	v.Checked.Workbooks += n
	v.Differences = append(v.Differences, found...)
	return err
}
