package jobs

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"path"
	"slices"
	"strconv"

	"rekon/db"
	"rekon/reconcile"
	"rekon/xlsx"
)

// ResultFolder is where an agency's results of a quarter are published.
func (j *Job) ResultFolder(agency string, p reconcile.Period) string {
	return path.Join(j.Folders.Hasil, yearText(p), "TW"+strconv.Itoa(p.Quarter), safeName(agency))
}

// VariancePath is where the variance workbook of a quarter is published.
func (j *Job) VariancePath(agency string, p reconcile.Period) string {
	return path.Join(j.ResultFolder(agency, p), fmt.Sprintf("Variansi %s %d TW%d.xlsx", safeName(agency), p.Year, p.Quarter))
}

func yearText(p reconcile.Period) string { return strconv.Itoa(p.Year) }

// content is what a drop holds: its bytes, nil to be taken from arsip/, and, when it
// was accepted, what was read.
type content struct {
	data []byte
	rows []reconcile.Realization
}

// publishDrop writes what the sender of a drop gets: a receipt, or the workbook
// back with what to mend. Doing it again writes the same.
func (j *Job) publishDrop(ctx context.Context, d db.Drop, of content) ([]string, error) {
	defer j.timed(stagePublish)()
	if d.Outcome == db.Returned {
		return j.giveBack(ctx, d, of.data)
	}
	r := receipt{Drop: d, rows: of.rows, variance: j.VariancePath(d.Agency, d.Period), due: reconcile.DueDate(d.Period, j.rules())}
	if d.Outcome == db.Accepted && d.Revision > 1 {
		before, _, err := j.DB.Report(ctx, d.Agency, d.Period, d.Revision-1)
		if err != nil {
			return nil, err
		}
		r.before = before.Realizations
	}
	receipt := path.Join(j.ResultFolder(d.Agency, d.Period), receiptName(d))
	if err := j.writeFile(receipt, r.text()); err != nil {
		return nil, err
	}
	return []string{receipt}, j.withdrawReturn(d)
}

// resultCache holds results that this pass has just stored, by the version they
// were stored under, so that they need not be read again.
type resultCache map[cacheKey]reconcile.Result

type cacheKey struct {
	agency  string
	period  reconcile.Period
	version int64
}

func (c resultCache) add(u db.Update) {
	for _, r := range u.Results {
		c[cacheKey{u.Agency, r.Period, u.Version + 1}] = r
	}
}

// PublishResults writes the variance workbook of every result that waits for one,
// computing anew those whose plan or earlier quarter changed. It gives the paths
// written.
func (j *Job) PublishResults(ctx context.Context, fresh resultCache) ([]string, error) {
	pending, err := j.DB.PendingResults(ctx)
	if err != nil {
		return nil, err
	}
	var failed error
	if slices.ContainsFunc(pending, func(p db.Publication) bool { return p.Stale }) {
		failed = j.refreshAll(ctx, pending) // those that are well are published all the same
		if pending, err = j.DB.PendingResults(ctx); err != nil {
			return nil, errors.Join(failed, err)
		}
	}
	written := make([]string, len(pending))
	errs := make([]error, len(pending))
	j.sideBySide(len(pending), func(i int) {
		written[i], errs[i] = j.publishResult(ctx, pending[i], fresh)
	})
	return slices.DeleteFunc(written, func(w string) bool { return w == "" }), errors.Join(failed, errors.Join(errs...))
}

// refreshAll computes stale results anew, each agency's year once.
func (j *Job) refreshAll(ctx context.Context, pending []db.Publication) error {
	var errs []error
	done := map[cacheKey]bool{}
	for _, p := range pending { // by quarter: the first computes those after it
		key := cacheKey{agency: p.Agency, period: reconcile.Period{Year: p.Period.Year}}
		if !p.Stale || done[key] {
			continue
		}
		done[key] = true
		if err := j.refresh(ctx, p); err != nil && !errors.Is(err, db.ErrConflict) {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

func (j *Job) publishResult(ctx context.Context, p db.Publication, fresh resultCache) (written string, err error) {
	defer j.survive(&err)
	if ctx.Err() != nil {
		return "", nil // told to stop; the next pass sees to it
	}
	ctx, release := j.inHand(ctx)
	defer release()
	if p.Stale {
		return "", nil // changed again meanwhile; the next pass sees to it
	}
	defer j.timed(stageVariance)()
	r, ok := fresh[cacheKey{p.Agency, p.Period, p.Version}]
	if !ok {
		var err error
		if r, ok, err = j.DB.Result(ctx, p.Agency, p.Period); err != nil || !ok {
			return "", err
		}
	}
	var b bytes.Buffer
	if err := xlsx.WriteVariance(&b, r); err != nil {
		return "", fmt.Errorf("variance workbook of %s, %d TW %s: %w", p.Agency, p.Period.Year, p.Period.Roman(), err)
	}
	target := j.VariancePath(p.Agency, p.Period)
	if err := errors.Join(j.writeFile(target, b.Bytes()), j.reached("workbook written")); err != nil {
		return "", err
	}
	sum := sha256.Sum256(b.Bytes())
	err = j.DB.MarkResultPublished(ctx, p, j.Now(), hex.EncodeToString(sum[:]))
	if errors.Is(err, db.ErrConflict) { // the workbook there may have been a newer one
		return "", j.DB.Republish(ctx, p.Agency, p.Period)
	}
	if err != nil {
		return "", err
	}
	return target, j.reached("result marked")
}

// finishDrops does for drops that an earlier pass stored what it could not do any
// more. It gives the names of those that it could not finish either.
func (j *Job) finishDrops(ctx context.Context, pass *Pass) (unfinished map[string]bool, err error) {
	drops, err := j.DB.PendingDrops(ctx)
	if err != nil {
		return nil, err
	}
	unfinished = map[string]bool{}
	var errs []error
	for _, d := range drops {
		if ctx.Err() != nil {
			break
		}
		paths, err := j.finishDrop(ctx, d)
		if err != nil {
			unfinished[d.Name] = true
			errs = append(errs, fmt.Errorf("finishing %s: %w", d.Name, err))
			continue
		}
		pass.Taken = append(pass.Taken, finished(d, paths))
		j.Metrics.taken(finished(d, paths))
		j.about(d).Info("finished what an earlier pass left", "outcome", d.Outcome)
	}
	return unfinished, errors.Join(errs...)
}

// finishDrop finishes one drop, with the receipt that it would have got at first.
func (j *Job) finishDrop(ctx context.Context, d db.Drop) (paths []string, err error) {
	defer j.survive(&err)
	ctx, release := j.inHand(ctx)
	defer release()
	var of content
	if d.Outcome == db.Accepted {
		r, ok, err := j.DB.Result(ctx, d.Agency, d.Period)
		if err != nil {
			return nil, err
		}
		if ok && r.Report.Revision == d.Revision {
			d.Findings, of.rows = r.Findings, r.Report.Realizations
		}
	}
	return j.finish(ctx, d, of, func() error { return j.clear(file{name: d.Name}, d) })
}

// finished tells of a drop that an earlier pass decided about.
func finished(d db.Drop, paths []string) Taken {
	return Taken{ReceivedAt: d.ReceivedAt, Paths: paths, Decision: Decision{
		Name: d.Name, SHA256: d.SHA256, Outcome: d.Outcome, Agency: d.Agency, Period: d.Period,
		Report: reconcile.Report{Period: d.Period, Revision: d.Revision, SHA256: d.SHA256}, Findings: d.Findings}}
}
