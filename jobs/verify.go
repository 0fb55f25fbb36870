package jobs

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"sync/atomic"

	"rekon/db"
	"rekon/reconcile"
	"rekon/xlsx"
)

// Verification is what [Job.Verify] looked at and found.
type Verification struct {
	Checked     Checked
	Differences []Difference // by agency, year and quarter
	Notices     []Notice     // likewise

	cards map[string]reconcile.Card // derived, by the stamp of their summary
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

func (c *Checked) add(o Checked) {
	c.Years += o.Years
	c.Originals += o.Originals
	c.Rows += o.Rows
	c.Figures += o.Figures
	c.Workbooks += o.Workbooks
	c.Entries += o.Entries
}

// Notice is something that the reader of a verification should know and that is no
// difference: rules changed, or a result waits to be computed anew.
type Notice struct {
	Agency  string
	Period  reconcile.Period // Quarter 0: of the whole year
	Message string           // in Bahasa
	// Changes are the figures that would move if the quarter were computed today.
	Changes []reconcile.Change
}

// Verify reads the kept originals again, derives anew from them what is stored of the
// quarters that a filter chooses, and compares: with the database, with what was published,
// and with the history. Each result is derived under the rules that it keeps. It writes
// nothing. An agency's year that cannot be looked at does not keep the others from it; when
// the context ends it stops between two files.
func (j *Job) Verify(ctx context.Context, f db.QuarterFilter) (v Verification, err error) {
	if err := errors.Join(j.DB.CheckSchema(ctx), j.mounted()); err != nil {
		return v, err
	}
	years, err := j.DB.Years(ctx)
	if err != nil {
		return v, err
	}
	years = slices.DeleteFunc(years, func(y db.AgencyYear) bool { return !f.Chooses(y.Agency, reconcile.Period{Year: y.Year}) })
	files, err := j.verifyOriginals(ctx, f, len(years), &v)
	if err != nil {
		return v, err
	}
	known, err := j.known(ctx)
	if err != nil {
		return v, err
	}
	if files.names, err = j.verifyNames(ctx, f, &v); err != nil {
		return v, err
	}
	known = renamed(known, files.names)
	v.cards = map[string]reconcile.Card{}
	parts, errs := make([]Verification, len(years)), make([]error, len(years))
	var done atomic.Int64
	j.sideBySide(len(years), func(i int) {
		if ctx.Err() == nil {
			parts[i], errs[i] = j.verifyYear(ctx, f, years[i], known, files)
			errs[i] = parts[i].named(years[i].Agency, years[i].Year, errs[i])
			j.tell(files.count+int(done.Add(1)), files.count+len(years))
		}
	})
	for _, p := range parts {
		v.add(p)
	}
	errs = append(errs, v.named("", f.Year, j.verifyOverviews(ctx, f, &v)), v.named("", f.Year, j.verifyJournal(ctx, f, &v)),
		j.verifyStrays(ctx, f, files, &v), v.untold(f, j.verifyHistory(ctx, f, &v)))
	v.sort()
	return v, errors.Join(append(withoutStop(ctx, errs), ctx.Err())...)
}

// withoutStop leaves out the errors that only say that the context ended.
func withoutStop(ctx context.Context, errs []error) []error {
	return slices.DeleteFunc(errs, func(err error) bool { return ctx.Err() != nil && errors.Is(err, ctx.Err()) })
}

func (v *Verification) add(p Verification) {
	v.Checked.add(p.Checked)
	v.Differences = append(v.Differences, p.Differences...)
	v.Notices = append(v.Notices, p.Notices...)
	maps.Copy(v.cards, p.cards)
}

// named has a column that cannot be read be a difference, and gives any other error back.
func (v *Verification) named(agency string, year int, err error) error {
	if !errors.Is(err, db.ErrUnreadable) {
		return err
	}
	v.Differences = append(v.Differences, Difference{Kind: StoredDiffers, Agency: agency, Period: reconcile.Period{Year: year}, Place: "basis data", Found: err.Error(),
		Message: fmt.Sprintf("Isi basis data diubah sehingga tidak dapat dibaca lagi (%v), jadi yang lain dari tahun ini belum diperiksa. Pulihkan dari cadangan.", err)})
	return nil
}

// untold has a column that cannot be read be a difference of the history, which is then not
// compared with what is stored.
func (v *Verification) untold(f db.QuarterFilter, err error) error {
	if !errors.Is(err, db.ErrUnreadable) {
		return err
	}
	v.Differences = append(v.Differences, Difference{Kind: HistoryDiffers, Agency: f.Agency, Period: reconcile.Period{Year: f.Year}, Place: "basis data, tabel history", Found: err.Error(),
		Message: fmt.Sprintf("Riwayat hanya diperiksa rangkaiannya dan belum dibandingkan dengan yang tersimpan, karena isi basis data tidak dapat dibaca lagi (%v). Pulihkan dari cadangan, lalu periksa lagi.", err)})
	return nil
}

// sort brings what was found into the order of its readers.
func (v *Verification) sort() {
	slices.SortStableFunc(v.Differences, func(a, b Difference) int { return compareWhose(a.Agency, a.Period, b.Agency, b.Period) })
	slices.SortStableFunc(v.Notices, func(a, b Notice) int { return compareWhose(a.Agency, a.Period, b.Agency, b.Period) })
}

func compareWhose(a string, p reconcile.Period, b string, q reconcile.Period) int {
	return cmp.Or(cmp.Compare(a, b), cmp.Compare(p.Year, q.Year), cmp.Compare(p.Quarter, q.Quarter))
}

// verifyHistory checks the chains of the history, and that they tell what is stored. A chain
// is whole or not, whatever quarter was asked for.
func (j *Job) verifyHistory(ctx context.Context, f db.QuarterFilter, v *Verification) error {
	entries, err := j.DB.History(ctx, f)
	if err != nil {
		return err
	}
	v.Checked.Entries = len(entries)
	faults, err := j.DB.HistoryFaults(ctx)
	for _, x := range faults {
		if f.Agency == "" || f.Agency == x.Agency {
			v.Differences = append(v.Differences, Difference{Kind: HistoryDiffers, Agency: x.Agency, Period: x.Period,
				Place: historyPlace(x), Message: "Riwayat: " + x.Message + "."})
		}
	}
	return err
}

// verifyYear derives an agency's year and compares it with what is stored and published,
// once more as long as a worker stored something meanwhile: half of that is no difference.
func (j *Job) verifyYear(ctx context.Context, f db.QuarterFilter, y db.AgencyYear, known []xlsx.Known, files keptFiles) (v Verification, err error) {
	defer j.survive(&err)
	kept, err := j.DB.Kept(ctx, y.Agency, y.Year)
	for err == nil {
		named := kept
		named.Agency.Name = cmp.Or(files.names[y.Agency], kept.Agency.Name)
		if v, err = j.verifyKept(ctx, f, named, known, files); err != nil || len(v.Differences) == 0 {
			return v, err
		}
		var now db.Kept
		if now, err = j.DB.Kept(ctx, y.Agency, y.Year); reflect.DeepEqual(now, kept) {
			break
		}
		kept = now
	}
	return v, err
}

// verifyKept derives a year from what is kept of it; once more where a result keeps other rules
// than gave it, for all that follows from these would differ with them.
func (j *Job) verifyKept(ctx context.Context, f db.QuarterFilter, kept db.Kept, known []xlsx.Known, files keptFiles) (v Verification, err error) {
	begin := func(k db.Kept) replay {
		v = Verification{Checked: Checked{Years: 1}}
		return replay{Job: j, kept: k, known: known, files: files, rules: rulesOf(k, j.rules()), out: &v}
	}
	r := begin(kept)
	if err := r.verify(ctx, f); err != nil {
		return v, err
	}
	ruled, other, err := r.ruledAsComputed(ctx)
	if err != nil || !other {
		return v, err
	}
	r = begin(ruled)
	return v, r.verify(ctx, f)
}

// verify derives the year and compares.
func (r *replay) verify(ctx context.Context, f db.QuarterFilter) error {
	var err error
	if r.told, err = r.DB.History(ctx, db.QuarterFilter{Agency: r.kept.Agency.Code, Year: r.kept.Year}); err != nil {
		return err
	}
	for _, h := range happeningsOf(r.kept, r.told) {
		if err := errors.Join(ctx.Err(), r.happen(ctx, h)); err != nil {
			return err
		}
	}
	if err := r.derive(ctx); err != nil {
		return err
	}
	if err := r.deriveSummaries(ctx); err != nil {
		return err
	}
	r.verifyFormer()
	return r.compare(ctx, f)
}

// compare compares what was derived with what is stored and published.
func (r *replay) compare(ctx context.Context, f db.QuarterFilter) error {
	mismatches, rows, err := r.DB.Compare(ctx, r.expected(f.Quarter))
	if err != nil {
		return err
	}
	r.out.Checked.Rows = rows
	for _, m := range mismatches {
		r.out.Differences = append(r.out.Differences, r.difference(m))
	}
	err = r.verifyWorkbooks(ctx, f)
	r.out.restrict(f)
	return err
}

// restrict leaves what concerns the quarter that was asked for, and what concerns the whole
// year.
func (v *Verification) restrict(f db.QuarterFilter) {
	other := func(p reconcile.Period) bool { return f.Quarter != 0 && p.Quarter != 0 && p.Quarter != f.Quarter }
	v.Differences = slices.DeleteFunc(v.Differences, func(d Difference) bool { return other(d.Period) })
	v.Notices = slices.DeleteFunc(v.Notices, func(n Notice) bool { return other(n.Period) })
}
