package jobs

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"time"

	"rekon/db"
	"rekon/reconcile"
	"rekon/xlsx"
)

// PlanImport is a plan workbook to be stored.
type PlanImport struct {
	Agency      string // code
	Year        int
	FromQuarter int    // 1, or the first quarter a change in the year holds for
	Decree      string // the decision it rests on
}

// Imported is the outcome of an import.
type Imported struct {
	Plan    reconcile.Plan // as stored, with revision and codes
	Changed bool           // false when the same plan was stored already
}

// RejectedPlan is a plan that was not imported for its errors.
type RejectedPlan struct{ Findings []reconcile.Finding }

func (e *RejectedPlan) Error() string {
	return fmt.Sprintf("plan not imported: %d errors", count(e.Findings, reconcile.Error))
}

// ImportPlan stores a plan workbook as the agency's next revision, keeps the codes
// of lines that were there before, and computes the reported quarters anew. The
// original is kept in arsip/.
func (j *Job) ImportPlan(ctx context.Context, name string, data []byte, in PlanImport) (Imported, error) {
	return j.importPlan(ctx, name, data, in, j.Now())
}

func (j *Job) importPlan(ctx context.Context, name string, data []byte, in PlanImport, at time.Time) (Imported, error) {
	if err := errors.Join(j.DB.CheckSchema(ctx), j.mounted()); err != nil {
		return Imported{}, err
	}
	plan, before, err := j.following(ctx, name, data, in)
	if err != nil {
		return Imported{}, err
	}
	if err := j.archive(plan.SHA256, name, data); err != nil {
		return Imported{}, err
	}
	if err := j.reached("plan archived"); err != nil {
		return Imported{}, err
	}
	if !isLatest(plan, before) {
		if err := errors.Join(j.journal(importEntry(plan, path.Base(name), at)), j.reached("plan journalled")); err != nil {
			return Imported{}, err
		}
	}
	out := Imported{Plan: plan}
	due := func(p reconcile.Period) time.Time { return reconcile.Due(p, j.rules()) }
	tell, err := j.lettersOfUnreported(ctx, plan, before)
	if err != nil {
		return out, err
	}
	if out.Plan.Revision, out.Changed, err = j.DB.SavePlan(ctx, plan, at, due, tell...); err != nil {
		return out, err
	}
	return out, j.followPlan(ctx, in)
}

// TryPlan tells what importing a plan workbook would do, and writes nothing.
func (j *Job) TryPlan(ctx context.Context, name string, data []byte, in PlanImport) (Imported, error) {
	if err := j.DB.CheckSchema(ctx); err != nil {
		return Imported{}, err
	}
	plan, before, err := j.following(ctx, name, data, in)
	if plan.Revision = len(before); err == nil && !isLatest(plan, before) {
		plan.Revision++
	}
	return Imported{plan, plan.Revision > len(before)}, err
}

// following reads a plan workbook as the revision that follows those that are stored,
// and gives those too. It refuses one that touches a closed quarter.
func (j *Job) following(ctx context.Context, name string, data []byte, in PlanImport) (plan reconcile.Plan, before []reconcile.Plan, err error) {
	agencies, err := j.DB.Agencies(ctx)
	if err != nil {
		return plan, nil, err
	}
	if before, err = j.DB.Plans(ctx, in.Agency, in.Year); err != nil {
		return plan, nil, err
	}
	plan = j.readPlan(name, data, in, planContext{j.Settings, j.Same[in.Agency], agencies, before})
	if count(plan.Findings, reconcile.Error) > 0 {
		return plan, before, &RejectedPlan{plan.Findings}
	}
	if isLatest(plan, before) {
		return plan, before, nil
	}
	closed, err := j.DB.Closings(ctx, db.QuarterFilter{Agency: in.Agency, Year: in.Year})
	return plan, before, errors.Join(err, db.RefuseClosed(closed, in.Agency, in.FromQuarter))
}

// planContext is what a plan workbook is read with.
type planContext struct {
	xlsx.Settings
	same     map[string]string  // older codes that a person confirmed
	agencies []reconcile.Agency // whose names are known
	before   []reconcile.Plan   // the revisions that it follows
}

// readPlan reads a plan workbook as the revision that follows those before it. With an
// error among its findings it is no plan.
func (j *Job) readPlan(name string, data []byte, in PlanImport, with planContext) reconcile.Plan {
	reading := xlsx.ReadPlanFile(path.Base(name), data, j.Limits, j.ReadTime, with.Settings)
	plan := reading.Plan
	plan.Findings = append(plan.Findings, contradictions(reading, in, with.agencies)...)
	plan.Year, plan.FromQuarter, plan.Decree = in.Year, in.FromQuarter, in.Decree
	plan.Agency = reconcile.Agency{Code: in.Agency, Name: j.agencyName(in.Agency, reading.Agency)}
	if count(plan.Findings, reconcile.Error) == 0 {
		candidates := recode(&plan, with.before, with.same)
		characterize(plan.Lines, with.Settings)
		plan.Findings = append(reconcile.ChangeFindings(with.before, plan, reading.Stated), candidates...)
	}
	return plan
}

// characterize says anew of lines what their own figures and the settings say, once
// they have the codes under which the settings name them.
func characterize(lines []reconcile.Line, set xlsx.Settings) {
	for i := range lines {
		lines[i].Polarity, lines[i].Scale = reconcile.Positif, ""
		reconcile.Characterize(&lines[i], set.Rules)
		set.Apply(&lines[i])
	}
}

// isLatest: importing the plan changes nothing.
func isLatest(p reconcile.Plan, before []reconcile.Plan) bool {
	if len(before) == 0 {
		return false
	}
	last := before[len(before)-1]
	return last.SHA256 == p.SHA256 && last.FromQuarter == p.FromQuarter && last.Decree == p.Decree
}

// followPlan brings what is published up to a stored plan, also where the import
// changed nothing: one before may have been killed here.
func (j *Job) followPlan(ctx context.Context, in PlanImport) error {
	if err := j.reached("plan stored"); err != nil {
		return err
	}
	if err := j.renewTemplates(ctx, in.Agency, in.Year); err != nil {
		return err
	}
	if err := j.reached("templates renewed"); err != nil {
		return err
	}
	_, err := j.PublishResults(ctx)
	_, failed := j.PublishSummaries(ctx)
	return errors.Join(err, failed, j.PublishManifests(ctx), j.PublishTemplates(ctx), j.PublishStatus(ctx, true))
}

// recode keeps the codes of the revisions before, in lines and in findings. A line
// that was gone for a while is among them as it last stood; same are the older codes
// that a person confirmed. It tells of lines that may be older ones.
func recode(plan *reconcile.Plan, revisions []reconcile.Plan, same map[string]string) (candidates []reconcile.Finding) {
	var before []reconcile.Line
	for _, p := range slices.Backward(revisions) {
		for _, l := range p.Lines {
			if !slices.ContainsFunc(before, func(b reconcile.Line) bool { return b.Code == l.Code }) {
				before = append(before, l)
			}
		}
	}
	old := make([]string, len(plan.Lines))
	for i, l := range plan.Lines {
		old[i] = l.Code
	}
	reconcile.KeepCodes(before, plan.Lines)
	reconcile.Confirm(before, plan.Lines, same)
	for i := range plan.Findings {
		if n := slices.Index(old, plan.Findings[i].Line); n >= 0 {
			plan.Findings[i].Line = plan.Lines[n].Code
		}
	}
	if len(revisions) == 0 {
		return nil
	}
	return reconcile.Candidates(plan.Agency.Code, before, revisions[len(revisions)-1].Lines, plan.Lines)
}

func (j *Job) agencyName(code, title string) string {
	if title != "" {
		return title
	}
	for _, a := range j.Agencies {
		if a.Code == code && a.Name != "" {
			return a.Name
		}
	}
	return code
}

// contradictions compares the title rows with what the import was told: the year,
// and the agency, whose name must not be that of another one.
func contradictions(r xlsx.PlanReading, in PlanImport, agencies []reconcile.Agency) []reconcile.Finding {
	var out []reconcile.Finding
	at := r.First
	for _, a := range agencies {
		if a.Code != in.Agency && r.Agency != "" && reconcile.NormalName(a.Name) == reconcile.NormalName(r.Agency) {
			out = append(out, reconcile.Finding{Code: reconcile.AgencyConflict, Source: at, Message: fmt.Sprintf(
				"%s: judulnya '%s', nama perangkat daerah yang tersimpan dengan kode %s, bukan %s. Periksa berkas atau --agency.", reconcile.Place(at), r.Agency, a.Code, in.Agency)})
		}
	}
	if r.Plan.Year == 0 || r.Plan.Year == in.Year {
		return out
	}
	return append(out, reconcile.Finding{Code: reconcile.PeriodConflict, Source: at, Message: fmt.Sprintf(
		"%s: menurut judulnya rencana ini untuk tahun %d, bukan %d. Periksa berkas atau --year.", reconcile.Place(at), r.Plan.Year, in.Year)})
}

// refresh computes a stale result anew, and those after it.
func (j *Job) refresh(ctx context.Context, p db.Publication) error {
	state, err := j.DB.State(ctx, p.Agency, p.Period.Year)
	if err != nil {
		return err
	}
	reports, err := j.withReplaced(ctx, state, p.Period.Quarter)
	if err != nil {
		return err
	}
	u := j.recompute(state, reports, p.Period.Quarter, j.Now())
	u.Messages = j.lettersOfPlan(u.Results)
	if err := j.DB.SaveResults(ctx, u); err != nil {
		return err
	}
	return j.reached("recomputed")
}

// rejected is how an agency stands whose workbook was given back; nil where the
// workbook does not tell whose it is.
func (j *Job) rejected(t Taken) *db.AgencyQuarter {
	if t.Agency == "" || t.Period.Quarter == 0 || t.Period.Year == 0 {
		return nil
	}
	due := reconcile.Due(t.Period, j.rules())
	return &db.AgencyQuarter{
		Agency: reconcile.Agency{Code: t.Agency}, Period: t.Period, Due: due, ReceivedAt: t.ReceivedAt,
		Status:   reconcile.AgencyStatus(reconcile.AgencyState{Rejected: true, Due: due}),
		LateDays: reconcile.LateDays(t.ReceivedAt, due), Errors: t.Errors(), Warnings: t.Warnings(),
	}
}

// OpenQuarter is the quarter that is being reported: the first whose due date has
// not passed, the fourth after that.
func (j *Job) OpenQuarter(year int) reconcile.Period {
	for q := 1; q < 4; q++ {
		if p := (reconcile.Period{Year: year, Quarter: q}); j.Now().Before(reconcile.Due(p, j.rules())) {
			return p
		}
	}
	return reconcile.Period{Year: year, Quarter: 4}
}

// TemplatePath is where the entry workbook of an agency's quarter is put out.
func (j *Job) TemplatePath(agency string, p reconcile.Period) string {
	return path.Join(j.templateFolder(agency, p.Year), fmt.Sprintf("Realisasi %s %d TW%d.xlsx", safeName(agency), p.Year, p.Quarter))
}

func (j *Job) templateFolder(agency string, year int) string {
	return path.Join(j.Folders.Templat, strconv.Itoa(year), safeName(agency))
}

// PublishTemplates puts out the entry workbooks that are missing: for every agency
// with a plan for the running year or the one before while it is being reported.
func (j *Job) PublishTemplates(ctx context.Context) error {
	year := j.Now().In(reconcile.WIB).Year()
	years := []int{year}
	if last := (reconcile.Period{Year: year - 1, Quarter: 4}); j.Now().Before(reconcile.Due(last, j.rules())) {
		years = append(years, last.Year)
	}
	var errs []error
	for _, y := range years {
		agencies, err := j.DB.PlanAgencies(ctx, y)
		errs = append(errs, err)
		for _, a := range agencies {
			errs = append(errs, j.publishTemplate(ctx, a.Code, j.OpenQuarter(y)))
		}
	}
	return errors.Join(errs...)
}

func (j *Job) publishTemplate(ctx context.Context, agency string, p reconcile.Period) (err error) {
	defer j.survive(&err)
	target := j.TemplatePath(agency, p)
	if _, err := j.Share.Stat(target); err == nil {
		return nil
	} else if !errors.Is(err, fs.ErrNotExist) {
		return shareError(target, err)
	}
	var b bytes.Buffer
	err = j.WriteTemplate(ctx, &b, agency, p)
	if errors.Is(err, ErrNoPlan) {
		return nil // it begins in a later quarter
	}
	if err != nil {
		return err
	}
	return j.writeFile(target, b.Bytes())
}

// ErrNoPlan says that no plan is stored that holds for the quarter.
var ErrNoPlan = errors.New("no plan is stored for it: run `rekon plan import` first")

// WriteTemplate writes the entry workbook of an agency's quarter.
func (j *Job) WriteTemplate(ctx context.Context, w *bytes.Buffer, agency string, p reconcile.Period) error {
	plans, err := j.DB.Plans(ctx, agency, p.Year)
	if err != nil {
		return err
	}
	plan, ok := j.planFor(plans, p.Quarter)
	if !ok {
		return fmt.Errorf("%s, %d TW %s: %w", agency, p.Year, p.Roman(), ErrNoPlan)
	}
	return xlsx.WriteTemplate(w, plan, p, j.rules())
}

// renewTemplates writes the entry workbooks anew that an earlier plan put out. What
// lies in their place, which someone may have filled in there, is kept in arsip/.
func (j *Job) renewTemplates(ctx context.Context, agency string, year int) error {
	for q := 1; q <= 4; q++ {
		period := reconcile.Period{Year: year, Quarter: q}
		target := j.TemplatePath(agency, period)
		data, err := fs.ReadFile(j.Share.FS(), target)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return shareError(target, err)
		}
		if err := j.renewTemplate(ctx, agency, period, data); err != nil {
			return err
		}
	}
	return nil
}

func (j *Job) renewTemplate(ctx context.Context, agency string, p reconcile.Period, have []byte) error {
	plans, err := j.DB.Plans(ctx, agency, p.Year)
	if err != nil {
		return err
	}
	plan, ok := j.planFor(plans, p.Quarter)
	if !ok || xlsx.PlanRevision(have, j.Limits) == plan.Revision {
		return nil
	}
	sum := sha256.Sum256(have)
	if err := j.archive(hex.EncodeToString(sum[:]), j.TemplatePath(agency, p), have); err != nil {
		return err
	}
	var b bytes.Buffer
	if err := xlsx.WriteTemplate(&b, plan, p, j.rules()); err != nil {
		return err
	}
	return j.writeFile(j.TemplatePath(agency, p), b.Bytes())
}
