package jobs

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"

	"rekon/db"
	"rekon/reconcile"
	"rekon/xlsx"
)

// publishedBooks verifies what lies in hasil/, of the quarters that a filter chooses.
type publishedBooks struct {
	*Job
	f   db.QuarterFilter
	out *Verification
}

// publishedBook is a workbook that was put out.
type publishedBook struct {
	agency  string // "" for the overview of all
	period  reconcile.Period
	file    string
	sha256  string // as it is stored
	waits   bool   // to be written again: what is derived now need not stand in it yet
	compare func(data []byte, limits xlsx.Limits) ([]xlsx.CellDifference, error)
}

// verifyWorkbooks compares what was published of an agency's year with the results that
// the originals yield, as they were published. Results that wait to be published are left out.
func (r *replay) verifyWorkbooks(ctx context.Context, f db.QuarterFilter) error {
	p, k := publishedBooks{r.Job, f, r.out}, r.kept
	if err := p.verifyPublications(ctx, k); err != nil {
		return err
	}
	for _, r := range r.withAmendments(r.published) {
		i := slices.IndexFunc(k.Results, func(h db.ResultHead) bool { return h.Period == r.Period })
		if i < 0 || !f.Chooses(k.Agency.Code, r.Period) || ctx.Err() != nil {
			continue
		}
		err := p.verify(publishedBook{k.Agency.Code, r.Period, p.VariancePath(k.Agency.Code, r.Period), k.Results[i].SHA256, false,
			func(data []byte, limits xlsx.Limits) ([]xlsx.CellDifference, error) {
				return p.eitherWay(r, func(r reconcile.Result) ([]xlsx.CellDifference, error) { return xlsx.CompareVariance(data, r, limits) })
			}})
		if err != nil {
			return err
		}
	}
	return errors.Join(p.verifySummaries(ctx, r.summaries), p.verifyManifests(ctx, k.Agency.Code, k.Year), ctx.Err())
}

// verifyPublications makes sure that the list of what was put out ends with what is put out: an
// amendment names from it which workbook was there before. An older version kept none.
func (p publishedBooks) verifyPublications(ctx context.Context, k db.Kept) error {
	for _, h := range k.Results {
		if !h.Published || !p.f.Chooses(k.Agency.Code, h.Period) || ctx.Err() != nil {
			continue
		}
		put, err := p.DB.Published(ctx, k.Agency.Code, h.Period)
		if err != nil {
			return err
		}
		if n := len(put.Workbooks); n > 0 && put.Workbooks[n-1].SHA256 != h.SHA256 {
			is := put.Workbooks[n-1].SHA256
			p.out.Differences = append(p.out.Differences, Difference{Kind: StoredDiffers, Agency: k.Agency.Code, Period: h.Period,
				Place: fmt.Sprintf("basis data, tabel publications, baris quarter=%d, kolom sha256", h.Period.Quarter), Found: is, Derived: h.SHA256,
				Message: fmt.Sprintf("Triwulan %s %d: sidik buku kerja yang terbit terakhir tersimpan '%s' dalam tabel publications, '%s' dalam tabel results.", h.Period.Roman(), h.Period.Year, is, h.SHA256)})
		}
	}
	return nil
}

// eitherWay compares with what would be put out now, and else with what was put out while all
// workbooks before corrections were kept: that one is gone from arsip/ is told by itself.
func (p publishedBooks) eitherWay(r reconcile.Result, compare func(reconcile.Result) ([]xlsx.CellDifference, error)) ([]xlsx.CellDifference, error) {
	r = p.nameKept(r)
	out, err := compare(r)
	if err != nil || len(out) == 0 || !slices.ContainsFunc(r.Changes, func(a reconcile.Amendment) bool { return a.Former.SHA256 != "" && a.Former.Kept == "" }) {
		return out, err
	}
	r.Changes = slices.Clone(r.Changes)
	for i := range r.Changes {
		if f := &r.Changes[i].Former; f.SHA256 != "" {
			f.Kept = p.archivePath(f.SHA256, f.File)
		}
	}
	then, err := compare(r)
	if err != nil || len(then) < len(out) {
		return then, err
	}
	return out, nil
}

// verify compares one workbook.
func (p publishedBooks) verify(b publishedBook) error {
	p.out.Checked.Workbooks++
	data, problem, err := p.readPublished(b.file)
	if err != nil {
		return err
	}
	if problem != "" {
		p.tell(b, Difference{Found: problem, Derived: "buku kerja", Message: problem + "; seharusnya buku kerja yang diterbitkan"})
		return nil
	}
	differences, problem, err := p.compare(b, data)
	if err != nil {
		return err
	}
	switch sum := hashOf(data); {
	case problem != "":
		p.tell(b, Difference{Found: problem, Derived: "buku kerja", Message: problem})
	case b.waits && len(differences) == 0:
	case b.waits && sum == b.sha256:
		p.out.Notices = append(p.out.Notices, Notice{Agency: b.agency, Period: b.period, Message: path.Base(b.file) +
			": masih berkas yang diterbitkan, dan menunggu ditulis lagi menurut keadaan dan pengaturan sekarang: jalankan `rekon run`."})
	case sum == b.sha256:
		p.verifyOurs(b, differences)
	case len(differences) == 0:
		p.tell(b, Difference{Found: "SHA-256 " + sum, Derived: "SHA-256 " + b.sha256, Message: "SHA-256-nya bukan yang tersimpan saat diterbitkan: disimpan ulang; nilai, rumus dan format sel yang berisi (angka, latar, huruf, garis tepi, perataan) sama"})
	default:
		for _, d := range differences {
			p.tell(b, cellDifference(d))
		}
	}
	return nil
}

func cellDifference(d xlsx.CellDifference) Difference {
	return Difference{Line: d.Line, Figure: d.Figure, Place: d.Place(), Found: d.Found, Derived: d.Derived, Message: d.Sentence()}
}

// verifyOurs tells of a workbook that is still the one that we put out. Where it shows
// something else than is derived now, not the workbook was changed: that is told once. One
// that an earlier version laid out otherwise is only to be known of.
func (p publishedBooks) verifyOurs(b publishedBook, differences []xlsx.CellDifference) {
	isLayout := func(d xlsx.CellDifference) bool { return d.Aspect == xlsx.LayoutDiffers }
	if i := slices.IndexFunc(differences, isLayout); i >= 0 {
		p.out.Notices = append(p.out.Notices, Notice{Agency: b.agency, Period: b.period, Message: path.Base(b.file) + ": " + differences[i].Sentence()})
		differences = slices.Delete(differences, i, i+1)
	}
	if len(differences) == 0 {
		return
	}
	first := differences[max(0, slices.IndexFunc(differences, func(d xlsx.CellDifference) bool { return d.Figure != "" }))]
	d := cellDifference(first)
	d.Message = fmt.Sprintf("masih berkas yang diterbitkan, tetapi %d selnya lain daripada yang sekarang diturunkan, di antaranya: %s", len(differences), first.Sentence())
	p.tell(b, d)
}

// tell keeps what differs in a workbook.
func (p publishedBooks) tell(b publishedBook, d Difference) {
	d.Kind, d.Agency, d.Period = WorkbookDiffers, b.agency, b.period
	if d.Place != "" {
		d.Place = ", " + d.Place
	}
	d.Place = b.file + d.Place
	d.Message = path.Base(b.file) + ": " + sentence(d.Message)
	p.out.Differences = append(p.out.Differences, d)
}

func sentence(s string) string {
	if s[len(s)-1] == '.' {
		return s
	}
	return s + "."
}

// compare compares a workbook under guard, since it may be anything. Problem says in
// Bahasa why it cannot be read.
func (p publishedBooks) compare(b publishedBook, data []byte) (out []xlsx.CellDifference, problem string, err error) {
	type answer struct {
		differences []xlsx.CellDifference
		err         error
	}
	a, broken := xlsx.Guard(p.ReadTime, b.file, "", func(stop *xlsx.Stop) (a answer) {
		a.differences, a.err = b.compare(data, p.limits(stop, 2))
		return a
	}, func(answer) {})
	var failed *xlsx.OpenError
	switch {
	case broken != nil, errors.As(a.err, &failed):
		return nil, "tidak dapat dibaca sebagai buku kerja", nil
	case a.err != nil:
		return nil, "", fmt.Errorf("%s: %w", b.file, a.err)
	}
	return a.differences, "", nil
}

// readPublished reads a file of hasil/, which whoever may write there can have replaced by
// anything. Problem says in Bahasa what stands there instead.
func (j *Job) readPublished(name string) (data []byte, problem string, err error) {
	info, err := j.Share.Lstat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, "tidak ada", nil
	case err != nil:
		return nil, "", shareError(name, err)
	case info.IsDir():
		return nil, "sebuah folder berdiri di tempatnya", nil
	case info.Mode()&fs.ModeSymlink != 0:
		return nil, "sebuah tautan berdiri di tempatnya", nil
	case !info.Mode().IsRegular():
		return nil, "bukan berkas biasa", nil
	case info.Size() > j.Limits.Bytes:
		return nil, "terlalu besar untuk dibaca", nil
	}
	f, size, err := j.openRegular(name)
	if err != nil {
		return nil, "", err
	}
	defer func() { _ = f.Close() }()
	var b bytes.Buffer
	if _, err := io.Copy(&b, io.LimitReader(f, size)); err != nil {
		return nil, "", shareError(name, err)
	}
	return b.Bytes(), "", nil
}
