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
	data   []byte
	report reconcile.Report
}

// publishDrop writes what the sender of a drop gets: a receipt, or the workbook
// back with what to mend. Doing it again writes the same.
func (j *Job) publishDrop(ctx context.Context, d db.Drop, of content) ([]string, error) {
	defer j.timed(stagePublish)()
	if d.Outcome == db.Returned {
		return j.giveBack(ctx, d, of.data)
	}
	r, err := j.receiptOf(ctx, d, of)
	if err != nil {
		return nil, err
	}
	receipt := path.Join(j.ResultFolder(d.Agency, d.Period), receiptName(d))
	if err := j.writeFile(receipt, r.text()); err != nil {
		return nil, err
	}
	return []string{receipt}, j.withdrawReturn(d)
}

// receiptOf is the receipt of a drop that was taken.
func (j *Job) receiptOf(ctx context.Context, d db.Drop, of content) (receipt, error) {
	r := receipt{Drop: d, read: of.report, variance: j.VariancePath(d.Agency, d.Period), due: reconcile.DueDate(d.Period, j.rules())}
	if d.Outcome != db.Accepted || d.Revision < 2 {
		return r, nil
	}
	before, _, err := j.DB.ReportBefore(ctx, d.Agency, d.Period, d.Revision)
	r.before = before
	return r, err
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
// written. Those that another worker is at are left to it, unless it dies.
func (j *Job) PublishResults(ctx context.Context) ([]string, error) {
	var pass Pass
	h := j.newHold()
	others := h.patience()
	for {
		held, err := j.publishResults(ctx, h, nil, &pass)
		if held == 0 || !others.wait(ctx) {
			return pass.Published, errors.Join(err, h.end(ctx))
		}
	}
}

func (j *Job) publishResults(ctx context.Context, h *hold, fresh resultCache, pass *Pass) (held int, err error) {
	pending, err := j.DB.PendingResults(ctx)
	if err != nil {
		return 0, err
	}
	var errs []error
	if slices.ContainsFunc(pending, isStale) {
		errs = append(errs, j.refreshAll(ctx, pending)) // those that are well are published all the same
		if pending, err = j.DB.PendingResults(ctx); err != nil {
			return 0, errors.Join(append(errs, err)...)
		}
	}
	pending = slices.DeleteFunc(pending, isStale) // changed again meanwhile; the next pass sees to it
	for part := range slices.Chunk(pending, chunk) {
		n, err := j.publishPart(ctx, h, part, fresh, pass)
		held, errs = held+n, append(errs, err)
	}
	return held, errors.Join(errs...)
}

func isStale(p db.Publication) bool { return p.Stale }

// publishPart claims results and publishes those that it was given.
func (j *Job) publishPart(ctx context.Context, h *hold, part []db.Publication, fresh resultCache, pass *Pass) (held int, err error) {
	var items []db.Item
	for _, p := range part {
		items = append(items, p.Item())
	}
	claims, err := h.claim(ctx, items)
	if err != nil {
		return 0, err
	}
	written := make([]string, len(part))
	errs := make([]error, len(part))
	j.sideBySide(len(part), func(i int) {
		if claims[i].Mine {
			written[i], errs[i] = j.publishResult(ctx, h, part[i], fresh)
		}
	})
	for i := range part {
		if !claims[i].Mine || isLost(errs[i]) {
			held, errs[i] = held+1, nil
		}
	}
	pass.Published = append(pass.Published, slices.DeleteFunc(written, func(w string) bool { return w == "" })...)
	return held, errors.Join(errs...)
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

func (j *Job) publishResult(ctx context.Context, h *hold, p db.Publication, fresh resultCache) (written string, err error) {
	defer j.survive(&err)
	if ctx.Err() != nil {
		return "", nil // told to stop; the next pass sees to it
	}
	ctx, release := j.inHand(ctx)
	defer release()
	defer j.timed(stageVariance)()
	p.Holder = h.ID
	r, ok := fresh[cacheKey{p.Agency, p.Period, p.Version}]
	if !ok || p.Amended { // the database knows what moved
		var err error
		if r, ok, err = j.DB.Result(ctx, p.Agency, p.Period); err != nil || !ok {
			return "", err
		}
	}
	p.File = j.VariancePath(p.Agency, p.Period)
	sum, err := j.putVariance(ctx, h, p, r)
	if err != nil {
		return "", err
	}
	err = j.DB.MarkResultPublished(ctx, p, j.Now(), sum)
	if errors.Is(err, db.ErrConflict) { // the workbook there may have been a newer one
		return "", j.DB.Republish(ctx, p.Agency, p.Period)
	}
	if err != nil {
		return "", err
	}
	h.done(p.Item())
	return p.File, j.reached("result marked")
}

// putVariance writes the variance workbook of a result where it is published, keeping the
// one that it replaces, and gives its SHA-256.
func (j *Job) putVariance(ctx context.Context, h *hold, p db.Publication, r reconcile.Result) (string, error) {
	if err := j.keepAmended(ctx, p, r); err != nil {
		return "", err
	}
	var b bytes.Buffer
	if err := xlsx.WriteVariance(&b, j.nameKept(r)); err != nil {
		return "", fmt.Errorf("variance workbook of %s, %d TW %s: %w", p.Agency, p.Period.Year, p.Period.Roman(), err)
	}
	if err := h.still(ctx, p.Item()); err != nil {
		return "", err
	}
	if err := j.keepFormer(ctx, former{p.Agency, p.Period, p.File, ""}, b.Bytes()); err != nil {
		return "", err
	}
	sum := sha256.Sum256(b.Bytes())
	return hex.EncodeToString(sum[:]), errors.Join(j.writeFile(p.File, b.Bytes()), j.reached("workbook written"))
}

// finishDrops does for drops that an earlier pass stored what it could not do any
// more. It gives the names of those that are not finished now, and how many of them
// are in other hands.
func (j *Job) finishDrops(ctx context.Context, h *hold, pass *Pass) (unfinished map[string]bool, held int, err error) {
	drops, err := j.DB.PendingDrops(ctx)
	unfinished = map[string]bool{}
	var errs []error
	for part := range slices.Chunk(drops, chunk) {
		n, err := j.finishPart(ctx, h, part, unfinished, pass)
		held, errs = held+n, append(errs, err)
	}
	return unfinished, held, errors.Join(append(errs, err)...)
}

func (j *Job) finishPart(ctx context.Context, h *hold, part []db.Drop, unfinished map[string]bool, pass *Pass) (held int, err error) {
	for _, d := range part {
		unfinished[d.Name] = true
	}
	claims, err := h.claimStored(ctx, part)
	if err != nil {
		return 0, err
	}
	var errs []error
	for i, d := range part {
		if ctx.Err() != nil {
			break
		}
		if !claims[i].Mine {
			held++
			continue
		}
		d.Holder = h.ID
		paths, err := j.finishDrop(ctx, h, d)
		if err != nil {
			errs = append(errs, fmt.Errorf("finishing %s: %w", d.Name, err))
			continue
		}
		delete(unfinished, d.Name)
		pass.Taken = append(pass.Taken, finished(d, paths))
		j.Metrics.taken(finished(d, paths))
		j.about(d).Info("finished what an earlier pass left", "outcome", d.Outcome)
	}
	return held, errors.Join(errs...)
}

// finishDrop finishes one drop, with the receipt that it would have got at first.
func (j *Job) finishDrop(ctx context.Context, h *hold, d db.Drop) (paths []string, err error) {
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
			d.Findings, of.report = r.Findings, r.Report
		}
	}
	return j.finish(ctx, h, d, of, func() error { return j.clear(file{name: d.Name}, d) })
}

// finished tells of a drop that an earlier pass decided about.
func finished(d db.Drop, paths []string) Taken {
	return Taken{ReceivedAt: d.ReceivedAt, Paths: paths, Decision: Decision{
		Name: d.Name, SHA256: d.SHA256, Outcome: d.Outcome, Agency: d.Agency, Period: d.Period,
		Report: reconcile.Report{Period: d.Period, Revision: d.Revision, SHA256: d.SHA256}, Findings: d.Findings}}
}
