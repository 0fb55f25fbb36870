package jobs

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"rekon/db"
	"rekon/reconcile"
)

// imported reads a plan revision again.
func (r *replay) imported(ctx context.Context, h happening) error {
	p := r.revision(h)
	if p.SHA256 == "" {
		return nil // neither a row nor an entry says which file
	}
	before := make([]reconcile.Plan, len(r.plans))
	for i, x := range r.plans {
		before[i] = x.Plan
	}
	plan, err := r.readPlanAgain(ctx, p, before)
	if err != nil {
		return err
	}
	plan.Agency, plan.Revision = r.kept.Agency, p.Revision
	p.Plan = plan
	r.plans = append(r.plans, p)
	for q := p.FromQuarter; q <= reconcile.Year; q++ {
		if _, has := r.standing[q]; !has {
			r.standing[q] = db.AgencyQuarter{Agency: r.kept.Agency, Period: r.period(q), Status: reconcile.BelumLapor, Due: r.due(q)}
		}
	}
	r.rebase(p.FromQuarter)
	return nil
}

// revision is the head of a plan revision, as the history tells it, else as its row does.
func (r *replay) revision(h happening) (p db.PlanRevision) {
	if i := slices.IndexFunc(r.kept.Plans, func(p db.PlanRevision) bool { return p.Revision == h.revision }); i >= 0 {
		p = r.kept.Plans[i]
	}
	if e := h.told; e.Kind != "" {
		p.SHA256, p.FromQuarter, p.Decree, p.ImportedAt = e.SHA256, e.Period.Quarter, e.Reason, e.At
		p.File, p.Revision, p.Year = cmp.Or(strings.TrimSuffix(e.Detail, db.RecordedLater), p.File), e.Revision, e.Period.Year
	}
	return p
}

// readPlanAgain reads a plan as its import did; as it is stored where the original is not
// what it was.
func (r *replay) readPlanAgain(ctx context.Context, p db.PlanRevision, before []reconcile.Plan) (reconcile.Plan, error) {
	stored := func() (reconcile.Plan, error) { return r.storedPlan(ctx, p) }
	place := r.keptPath(db.File{SHA256: p.SHA256, Name: p.File})
	if place == "" || r.files.broken[place] {
		return stored()
	}
	data, err := r.keptBytes(place)
	if err != nil {
		return stored()
	}
	was, err := stored()
	if err != nil {
		return was, err
	}
	in := PlanImport{Agency: r.kept.Agency.Code, Year: r.kept.Year, FromQuarter: p.FromQuarter, Decree: p.Decree}
	plan := likeliest(r.rulesFor(p.FromQuarter), func(rules int) reconcile.Plan {
		return r.readPlan(p.File, data, in, planContext{r.under(rules), r.confirmed(was), nil, before})
	}, func(x reconcile.Plan) bool { return db.SamePlan(x, was) })
	if count(plan.Findings, reconcile.Error) > 0 {
		r.unread(reconcile.Period{Year: r.kept.Year}, p.File, place, "tidak dapat diimpor lagi ("+codesOf(plan.Findings)+")")
		return was, nil
	}
	return plan, nil
}

// storedPlan is a revision as the database has it, without lines where it has none.
func (r *replay) storedPlan(ctx context.Context, p db.PlanRevision) (reconcile.Plan, error) {
	if r.fromStore == nil {
		var err error
		if r.fromStore, err = r.DB.Plans(ctx, r.kept.Agency.Code, r.kept.Year); err != nil {
			return p.Plan, err
		}
	}
	if i := slices.IndexFunc(r.fromStore, func(x reconcile.Plan) bool { return x.Revision == p.Revision }); i >= 0 {
		return r.fromStore[i], nil
	}
	return p.Plan, nil
}

// confirmed are the older codes that a person had confirmed when a plan was imported: not
// those of lines that it was stored with as new ones.
func (r *replay) confirmed(stored reconcile.Plan) map[string]string {
	out := map[string]string{}
	for line, old := range r.Same[r.kept.Agency.Code] {
		later := slices.ContainsFunc(stored.Lines, func(l reconcile.Line) bool {
			return l.Code == line || l.Code != old && reconcile.NormalName(l.Name()) == reconcile.NormalName(line)
		})
		if !later {
			out[line] = old
		}
	}
	return out
}

func codesOf(findings []reconcile.Finding) string {
	var out []string
	for _, f := range findings {
		if f.Severity() == reconcile.Error && !slices.Contains(out, string(f.Code)) {
			out = append(out, string(f.Code))
		}
	}
	return strings.Join(out, ", ")
}

// accepted reads a report again, with the plans and the other reports in force now.
func (r *replay) accepted(ctx context.Context, h happening) error {
	s, ok := r.submitted(h)
	if !ok {
		return nil
	}
	if err := r.readReportAgain(ctx, &s); err != nil {
		return err
	}
	s.Report.Revision, s.Report.ReceivedAt = s.Revision, s.ReceivedAt
	r.reports = append(r.reports, s)
	r.rebase(s.Period.Quarter)
	r.recomputed(s.Period.Quarter, s.ReceivedAt)
	return nil
}

// submitted is the head of a report, as the history and its rows tell it; false where they
// do not say which file it is.
func (r *replay) submitted(h happening) (s db.Submitted, ok bool) {
	s.Submission = db.Submission{Agency: r.kept.Agency.Code, Period: r.period(h.quarter), Revision: h.revision, Drop: h.drop, SHA256: h.told.SHA256}
	name, received := toldOf(h.told)
	s.Name = name
	take := func(name, sum string, at time.Time) {
		s.Name, s.SHA256 = cmp.Or(s.Name, name), cmp.Or(s.SHA256, sum)
		if s.ReceivedAt.IsZero() || receivedWords(s.ReceivedAt) != received && receivedWords(at) == received {
			s.ReceivedAt = at
		}
	}
	for _, d := range r.kept.Drops {
		if d.ID == h.drop {
			take(d.Name, d.SHA256, d.ReceivedAt)
		}
	}
	for _, x := range r.kept.Submissions {
		if x.Drop == h.drop {
			take(x.File, x.SHA256, x.ReceivedAt)
		}
	}
	return s, s.SHA256 != "" && s.Name != "" && s.Revision > 0
}

// toldOf is what an entry of a drop tells beside its hash: its name, and in words when it
// came in.
func toldOf(e db.Event) (name, received string) {
	i := strings.LastIndex(e.Detail, db.ReceivedMark)
	if i < 0 {
		return "", ""
	}
	received, _, _ = strings.Cut(e.Detail[i+len(db.ReceivedMark):], " (")
	return e.Detail[:i], received
}

func receivedWords(at time.Time) string { return at.In(reconcile.WIB).Format(db.ReceivedFormat) }

// readReportAgain reads a report as it was decided about; as it is stored where the
// original is not what it was.
func (r *replay) readReportAgain(ctx context.Context, s *db.Submitted) error {
	state := r.state()
	plan, _ := r.planFor(state.Plans, s.Period.Quarter)
	s.PlanRevision = plan.Revision
	was, stored, err := r.DB.Report(ctx, s.Agency, s.Period, s.Revision)
	if s.Report = was; err != nil {
		return err
	}
	place := r.keptPath(db.File{SHA256: s.SHA256, Name: s.Name})
	if place == "" || r.files.broken[place] {
		return nil
	}
	data, err := r.keptBytes(place)
	if err != nil {
		return nil // what lies in arsip/ is said once, by verifyOriginals
	}
	in := r.open(s.Name, data, s.SHA256, r.known)
	defer in.close()
	if r.isHeavy(int64(len(data))) {
		in.data = nil // as in receive
	}
	d, err := r.decideAgain(&in, *s, state, was)
	if err != nil {
		return err
	}
	switch {
	case d.Agency == "" || d.Period.Quarter == 0:
		r.unread(s.Period, s.Name, place, "tidak dikenali lagi ("+codesOf(d.Findings)+")")
	case d.Agency != s.Agency || d.Period != s.Period:
		r.unread(s.Period, s.Name, place, fmt.Sprintf("dibaca sebagai laporan '%s' Triwulan %s %d", d.Agency, d.Period.Roman(), d.Period.Year))
	case d.Errors() > 0:
		r.unread(s.Period, s.Name, place, "akan dikembalikan ("+codesOf(d.Findings)+")")
	default:
		s.Report = d.Report
		return nil
	}
	if !stored {
		s.Report = d.Report
	}
	return nil
}

// decideAgain reads a report's figures under the rules that fit.
func (r *replay) decideAgain(in *incoming, s db.Submitted, state db.State, was reconcile.Report) (Decision, error) {
	begun := Decision{Name: s.Name, SHA256: s.SHA256}
	if in.problem != nil {
		begun.Agency, begun.Period, begun.Findings = s.Agency, s.Period, []reconcile.Finding{*in.problem}
		return begun, nil
	}
	if !begun.identified(in) || begun.Agency != s.Agency || begun.Period != s.Period {
		return begun, nil
	}
	begun.Findings = slices.Clip(begun.Findings)
	type read struct {
		Decision
		err error
	}
	got := likeliest(r.rulesFor(s.Period.Quarter), func(rules int) read {
		x := read{Decision: begun}
		x.err = r.readFigures(in, &x.Decision, state, s.ReceivedAt, r.under(rules))
		x.Report.Findings = x.Findings
		return x
	}, func(x read) bool { return x.err == nil && db.SameReport(x.Report, was) })
	return got.Decision, got.err
}
