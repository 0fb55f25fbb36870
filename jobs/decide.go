package jobs

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"rekon/db"
	"rekon/reconcile"
	"rekon/xlsx"
)

// Decision is what is to become of a workbook, before anything is written.
type Decision struct {
	Name     string // path in the inbox
	SHA256   string
	Outcome  db.Outcome
	Agency   string // code, "" while unknown
	Period   reconcile.Period
	Report   reconcile.Report    // as read, with its revision
	Findings []reconcile.Finding // all: with an error among them it is given back
	Result   *reconcile.Result   // of its quarter, when it is accepted

	update db.Update
}

// Errors and Warnings count the findings of a severity.
func (d Decision) Errors() int { return count(d.Findings, reconcile.Error) }

// Warnings counts the questions to the sender.
func (d Decision) Warnings() int { return count(d.Findings, reconcile.Warning) }

func count(fs []reconcile.Finding, s reconcile.Severity) int {
	n := 0
	for _, f := range fs {
		if f.Severity() == s {
			n++
		}
	}
	return n
}

// incoming is a workbook that was read and opened, not yet judged.
type incoming struct {
	file       file
	receivedAt time.Time
	sha256     string
	data       []byte
	book       *xlsx.Book       // nil when it could not be opened, or is too heavy to be held
	first      reconcile.Source // its first cell
	problem    *reconcile.Finding
	identity   xlsx.Identity
}

// open reads a workbook as far as one can without the database.
func (j *Job) open(name string, data []byte, sum string, agencies []xlsx.Known) incoming {
	defer j.timed(stageOpen)()
	in, problem := xlsx.Guard(j.ReadTime, name, sum,
		func(stop *xlsx.Stop) incoming { return j.openNow(name, data, sum, agencies, stop) },
		func(in incoming) { in.close() })
	if problem != nil {
		return incoming{file: file{name: name}, sha256: sum, data: data, problem: problem}
	}
	return in
}

func (j *Job) openNow(name string, data []byte, sum string, agencies []xlsx.Known, stop *xlsx.Stop) incoming {
	in := incoming{file: file{name: name}, sha256: sum, data: data}
	book, err := j.openBook(name, data, stop)
	var failed *xlsx.OpenError
	if errors.As(err, &failed) {
		in.problem = &failed.Finding
		in.problem.Source.SHA256 = sum
		return in
	}
	read := false
	defer func() {
		if !read {
			book.Close()
		}
	}()
	folder := strings.TrimPrefix(path.Dir(name), ".")
	in.identity = xlsx.Identify(book, folder, agencies)
	in.identity.Findings = append(in.identity.Findings, book.Notices()...)
	in.first = book.First()
	read = true
	j.hold(&in, book)
	return in
}

// openBook opens a workbook to be read as this office's.
func (j *Job) openBook(name string, data []byte, stop *xlsx.Stop) (*xlsx.Book, error) {
	book, err := xlsx.Open(path.Base(name), data, j.limits(stop, 1))
	if err == nil {
		book.Headings = j.Settings.Headings
	}
	return book, err
}

// hold keeps a workbook open, unless it is too heavy for that: then it is opened again
// when it is its turn.
func (j *Job) hold(in *incoming, book *xlsx.Book) {
	if j.isHeavy(book.Weight()) {
		book.Close()
		return
	}
	in.book = book
}

// Check reads one workbook and decides about it, writing nothing. Name may carry
// folders inside the inbox.
func (j *Job) Check(ctx context.Context, name string, data []byte, sum string) (Decision, error) {
	agencies, err := j.known(ctx)
	if err != nil {
		return Decision{}, err
	}
	in := j.open(name, data, sum, agencies)
	defer in.close()
	return j.decide(ctx, &in, j.Now())
}

// isDamaged: it is an archive that cannot be opened.
func (in *incoming) isDamaged() bool {
	return in.problem != nil && in.problem.Code == reconcile.NotAWorkbook && xlsx.IsZip(in.data)
}

func (in *incoming) close() {
	if in.book != nil {
		in.book.Close()
	}
}

// decide judges a workbook against what is stored: taken whole, or given back
// whole with every finding.
func (j *Job) decide(ctx context.Context, in *incoming, received time.Time) (Decision, error) {
	defer j.timed(stageDecide)()
	d := Decision{Name: in.file.name, SHA256: in.sha256, Outcome: db.Returned}
	if in.problem != nil {
		d.Findings = []reconcile.Finding{*in.problem}
		return d, nil
	}
	if !d.identified(in) {
		return d, nil
	}
	state, err := j.DB.State(ctx, d.Agency, d.Period.Year)
	if err != nil {
		return d, err
	}
	if c, closed := state.IsClosed(d.Period.Quarter); closed {
		d.Findings = append(d.Findings, quarterClosed(in.first, c))
		return d, nil
	}
	if err := j.readFigures(in, &d, state, received, j.Settings); err != nil || d.Errors() > 0 {
		return d, err
	}
	err = j.accept(ctx, &d, state)
	return d, err
}

// identified takes over whose workbook it is, and reports whether its figures can be
// looked for.
func (d *Decision) identified(in *incoming) bool {
	d.Agency, d.Period, d.Findings = in.identity.Agency, in.identity.Period, in.identity.Findings
	return d.Agency != "" && d.Period.Quarter != 0 && d.Period.Year != 0 && !isWrongKind(d.Findings)
}

// readFigures reads the report of a workbook against the plan and the other reports of
// a state. Where it cannot be read at all, findings say why, and d has no report.
func (j *Job) readFigures(in *incoming, d *Decision, state db.State, received time.Time, set xlsx.Settings) error {
	plan, ok := planUnder(set, state.Plans, d.Period.Quarter)
	if !ok {
		d.Findings = append(d.Findings, planMissing(in.first, *d))
		return nil
	}
	earlier := slices.DeleteFunc(slices.Clone(state.Reports), func(r reconcile.Report) bool { return r.Period == d.Period })
	within := xlsx.Context{Period: d.Period, Plan: plan, Earlier: earlier, Settings: set}
	report, problem, err := j.readReport(in, within)
	if err != nil {
		return err
	}
	if problem != nil {
		d.Findings = append(d.Findings, *problem)
		return nil
	}
	d.Report = report
	d.Report.ReceivedAt = received
	d.Findings = append(d.Findings, d.Report.Findings...)
	if d.Errors() > 0 {
		d.Findings = reconcile.ReviewReturned(plan, d.Period, append(earlier, d.Report), d.Findings, set.Rules)
	}
	return nil
}

// readBook is what was read of a workbook, which is still open.
type readBook struct {
	book   *xlsx.Book
	report reconcile.Report
}

// readReport reads the figures of a workbook, which it opens once more where that
// was too heavy to be held. One that cannot be read in time is let go by who reads
// it, when he has come to an end.
func (j *Job) readReport(in *incoming, within xlsx.Context) (reconcile.Report, *reconcile.Finding, error) {
	book, data := in.book, in.data
	if book == nil && data == nil {
		var err error
		if data, err = fs.ReadFile(j.Share.FS(), j.archivePath(in.sha256, in.file.name)); err != nil {
			return reconcile.Report{}, nil, shareError(in.file.name, err)
		}
	}
	in.book = nil
	r, problem := xlsx.Guard(j.ReadTime, in.file.name, in.sha256, func(stop *xlsx.Stop) (r readBook) {
		if book == nil {
			var err error
			if book, err = j.openBook(in.file.name, data, stop); err != nil {
				panic(err) // it was opened before
			}
		}
		defer func() {
			if r.book == nil {
				book.Close()
			}
		}()
		book.StopBy(stop)
		return readBook{book, xlsx.ReadRealization(book, within)}
	}, func(r readBook) { r.book.Close() })
	if problem == nil {
		j.hold(in, r.book)
	}
	return r.report, problem, nil
}

// accept computes what the report changes: the results of its quarter and of the
// later quarters that are stored.
func (j *Job) accept(ctx context.Context, d *Decision, state db.State) error {
	reports, err := j.withReplaced(ctx, state, d.Period.Quarter+1)
	if err != nil {
		return err
	}
	d.Outcome = db.Accepted
	d.Report.Revision, d.Report.Findings = state.NextRevision(d.Period.Quarter), d.Findings
	d.update = j.recompute(state, append(reports, d.Report), d.Period.Quarter, d.Report.ReceivedAt)
	for i := range d.update.Results {
		if r := &d.update.Results[i]; r.Period == d.Period {
			d.Result, d.Findings = r, r.Findings
		}
	}
	return nil
}

// withReplaced is the stored reports, and of each quarter from one on also the
// report that its latest replaced: the two are compared.
func (j *Job) withReplaced(ctx context.Context, state db.State, from int) ([]reconcile.Report, error) {
	reports := slices.Clone(state.Reports)
	for _, r := range state.Reports {
		if r.Revision < 2 || r.Period.Quarter < from {
			continue
		}
		before, ok, err := j.DB.ReportBefore(ctx, state.Agency.Code, r.Period, r.Revision)
		if err != nil {
			return nil, err
		}
		if ok {
			reports = append(reports, before)
		}
	}
	return reports, nil
}

// refuseRange gives a workbook back that the database cannot hold for the size of
// a figure, naming its largest.
func (d *Decision) refuseRange() {
	f := reconcile.Finding{Code: reconcile.AmountUnreadable}
	var largest decimal.Decimal
	for _, r := range d.Report.Realizations {
		if v := r.Money.Value.Decimal.Abs(); v.GreaterThan(largest) {
			largest, f.Code, f.Source, f.Line = v, reconcile.AmountUnreadable, r.Money.Source, r.Line
		}
		if v := r.Physical.Value.Decimal.Abs(); v.GreaterThan(largest) {
			largest, f.Code, f.Source, f.Line = v, reconcile.TargetUnreadable, r.Physical.Source, r.Line
		}
	}
	f.Message = reconcile.Place(f.Source) + ": angka ini terlalu besar untuk disimpan. Periksa jumlah angkanya, lalu kirim lagi."
	d.Outcome, d.Result, d.update, d.Report.Revision = db.Returned, nil, db.Update{}, 0
	d.Findings = append(slices.Clone(d.Findings), f)
	for i := range d.Findings {
		d.Findings[i].Difference = decimal.NullDecimal{} // may be as large
	}
}

// recompute derives the results of all reported quarters from one on that are not closed,
// with how the agency stands in each.
func (j *Job) recompute(state db.State, reports []reconcile.Report, from int, at time.Time) db.Update {
	u := db.Update{Agency: state.Agency.Code, Year: state.Year, Version: state.Version}
	for q := from; q <= 4; q++ {
		r, standing, ok := j.compute(state, reports, reconcile.Period{Year: state.Year, Quarter: q}, at, j.Settings)
		if _, closed := state.IsClosed(q); closed && ok {
			u.Kept = append(u.Kept, r.Period)
		} else if ok {
			u.Results, u.Quarters = append(u.Results, r), append(u.Quarters, standing)
		}
	}
	return u
}

// compute derives the result of a quarter and how the agency stands in it; false
// without a report or a plan.
func (j *Job) compute(state db.State, reports []reconcile.Report, period reconcile.Period, at time.Time, set xlsx.Settings) (r reconcile.Result, standing db.AgencyQuarter, ok bool) {
	plan, ok := planUnder(set, state.Plans, period.Quarter)
	if !ok || !slices.ContainsFunc(reports, func(r reconcile.Report) bool { return r.Period == period }) {
		return r, standing, false
	}
	r = reconcile.Reconcile(plan, period, reports, set.Rules).Rounded()
	r.Plan.Agency, r.ComputedAt, r.Program = state.Agency, at, j.Program
	due := reconcile.Due(period, set.Rules)
	r.Status = reconcile.AgencyStatus(reconcile.AgencyState{Report: &r.Report, Findings: r.Findings, Due: due})
	return r, db.AgencyQuarter{
		Agency: state.Agency, Period: period, Status: r.Status, Due: due,
		ReceivedAt: r.Report.ReceivedAt, LateDays: reconcile.LateDays(r.Report.ReceivedAt, due),
		Revision: r.Report.Revision, Errors: count(r.Findings, reconcile.Error), Warnings: count(r.Findings, reconcile.Warning),
	}, true
}

// planFor is the plan that holds in a quarter, with what the settings say of single
// lines.
func (j *Job) planFor(plans []reconcile.Plan, quarter int) (reconcile.Plan, bool) {
	return planUnder(j.Settings, plans, quarter)
}

func planUnder(set xlsx.Settings, plans []reconcile.Plan, quarter int) (reconcile.Plan, bool) {
	plan, ok := reconcile.Effective(plans, quarter)
	plan.Lines = slices.Clone(plan.Lines)
	for i := range plan.Lines {
		set.Apply(&plan.Lines[i])
	}
	return plan, ok
}

// isWrongKind: it is no realization, so its lines need no reading.
func isWrongKind(fs []reconcile.Finding) bool {
	return slices.ContainsFunc(fs, func(f reconcile.Finding) bool {
		return f.Code == reconcile.NotARealization || f.Code == reconcile.HeaderMissing
	})
}

func quarterClosed(at reconcile.Source, c db.Closing) reconcile.Finding {
	why := ""
	if c.Reason != "" {
		why = " (" + oneLine(c.Reason) + ")"
	}
	return reconcile.Finding{Code: reconcile.QuarterClosed, Source: at, Message: fmt.Sprintf("%s: Triwulan %s tahun %d sudah ditutup pada %s%s, "+
		"jadi laporannya tidak dapat diubah lagi. Bila ada yang harus diperbaiki, minta administrator rekon membukanya lagi dengan menyebutkan "+
		"alasannya, lalu kirim lagi.", reconcile.Place(at), c.Period.Roman(), c.Period.Year, reconcile.LongDate(c.At), why)}
}

func planMissing(at reconcile.Source, d Decision) reconcile.Finding {
	return reconcile.Finding{Code: reconcile.PlanMissing, Source: at, Message: reconcile.Place(at) +
		": belum ada rencana aksi " + d.Agency + " untuk Triwulan " + d.Period.Roman() + " tahun " + yearText(d.Period) +
		". Periksa tahun dan triwulannya, atau minta administrator mengimpor rencananya."}
}
