package db

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"

	"rekon/reconcile"
)

// resultRow is the head of a result: its totals, and what it rests on.
type resultRow struct {
	quarterKey
	Version      int64  `db:"version"` // of the agency's year when it was stored
	PlanRevision int    `db:"plan_revision"`
	Submission   number `db:"submission_revision"`
	Status       text   `db:"status"`
	totalsRow
	Rules      jsonText[reconcile.Rules]  `db:"rules"`
	Rest       jsonText[reconcile.Result] `db:"rest"` // what has no column
	ComputedAt moment                     `db:"computed_at"`
}

// totalsRow are an agency's totals of a quarter.
type totalsRow struct {
	Money         totalRow `db:"money"`
	MoneyYTD      totalRow `db:"money_ytd"`
	Pagu          money    `db:"pagu"`
	Sisa          money    `db:"sisa"`
	Capaian       percent  `db:"capaian_mean"`
	CapaianCount  int      `db:"capaian_count"`
	CapaianYTD    percent  `db:"capaian_ytd_mean"`
	CapaianYTDCnt int      `db:"capaian_ytd_count"`
}

type totalRow struct {
	Plan       money   `db:"plan"`
	Actual     money   `db:"actual"`
	Deviation  money   `db:"deviation"`
	Serapan    percent `db:"serapan"`
	Incomplete bool    `db:"incomplete"`
}

type resultFindingRow struct {
	quarterKey
	findingRow
}

// saveResults replaces the stored results of the quarters in u, and keeps what moves in
// those that were closed out.
func saveResults(ctx context.Context, d *DB, tx *sqlx.Tx, u Update) error {
	var quarters []int
	var heads []resultRow
	var lines []varianceRow
	var findings []resultFindingRow
	for _, r := range u.Results {
		key := keyOf(u.Agency, r.Period)
		quarters = append(quarters, r.Period.Quarter)
		heads = append(heads, resultOf(key, u.Version+1, r))
		for i, v := range r.Variances {
			lines = append(lines, varianceOf(key, i, v))
		}
		for i, f := range r.Findings {
			findings = append(findings, resultFindingRow{key, findingOf(i, f)})
		}
	}
	if len(quarters) == 0 {
		return nil
	}
	return inOrder(
		func() error { return amend(ctx, d, tx, u) },
		func() error { return deleteQuarters(ctx, tx, "variances", u.Agency, u.Year, quarters) },
		func() error { return deleteQuarters(ctx, tx, "result_findings", u.Agency, u.Year, quarters) },
		func() error { return deleteQuarters(ctx, tx, "results", u.Agency, u.Year, quarters) },
		func() error { return insert(ctx, d, tx, "results", heads...) },
		func() error { return insert(ctx, d, tx, "variances", lines...) },
		func() error { return insert(ctx, d, tx, "result_findings", findings...) },
	)
}

// resultOf leaves in Rest what is kept nowhere else: the head of the plan with
// its findings, which reports of earlier quarters it rests on, and a quarter without
// a report.
func resultOf(key quarterKey, version int64, r reconcile.Result) resultRow {
	rest := r
	rest.Plan.Lines, rest.Rules, rest.Variances, rest.Findings = nil, reconcile.Rules{}, nil, nil
	rest.Totals, rest.Status, rest.ComputedAt = reconcile.Totals{}, "", time.Time{}
	rest.ClosedOut, rest.Changes = time.Time{}, nil
	if r.Report.Revision > 0 {
		rest.Report = reconcile.Report{}
	}
	rest.Earlier = slices.Clone(r.Earlier)
	for i := range rest.Earlier {
		rest.Earlier[i].Realizations, rest.Earlier[i].Findings = nil, nil // those of the submission
		rest.Earlier[i].Rows = reconcile.RowTally{}
	}
	return resultRow{
		quarterKey: key, Version: version, PlanRevision: r.Plan.Revision, Submission: number(r.Report.Revision),
		Status: text(r.Status), totalsRow: totalsOf(r.Totals),
		Rules: jsonText[reconcile.Rules]{r.Rules}, Rest: jsonText[reconcile.Result]{rest}, ComputedAt: moment{r.ComputedAt},
	}
}

// result is what the row tells of it.
func (h resultRow) result() reconcile.Result {
	r := h.Rest.V
	r.Rules, r.Totals, r.Status, r.ComputedAt = h.Rules.V, h.totals(), reconcile.Status(h.Status), h.ComputedAt.Time
	return r
}

func totalsOf(t reconcile.Totals) totalsRow {
	return totalsRow{
		Money:    totalRow{money{t.Plan}, money{t.Actual}, money{t.Deviation}, percent{t.Serapan}, t.Incomplete},
		MoneyYTD: totalRow{money{t.PlanYTD}, money{t.ActualYTD}, money{t.DeviationYTD}, percent{t.SerapanYTD}, t.IncompleteYTD},
		Pagu:     money{t.Pagu}, Sisa: money{t.Sisa},
		Capaian: percent{t.Capaian.Value}, CapaianCount: t.Capaian.Count,
		CapaianYTD: percent{t.CapaianYTD.Value}, CapaianYTDCnt: t.CapaianYTD.Count,
	}
}

func (h totalsRow) totals() reconcile.Totals {
	q, y := h.Money, h.MoneyYTD
	return reconcile.Totals{
		Plan: q.Plan.NullDecimal, Actual: q.Actual.NullDecimal, Deviation: q.Deviation.NullDecimal,
		Serapan: q.Serapan.NullDecimal, Incomplete: q.Incomplete,
		PlanYTD: y.Plan.NullDecimal, ActualYTD: y.Actual.NullDecimal, DeviationYTD: y.Deviation.NullDecimal,
		SerapanYTD: y.Serapan.NullDecimal, IncompleteYTD: y.Incomplete,
		Pagu: h.Pagu.NullDecimal, Sisa: h.Sisa.NullDecimal,
		Capaian:    reconcile.Mean{Value: h.Capaian.NullDecimal, Count: h.CapaianCount},
		CapaianYTD: reconcile.Mean{Value: h.CapaianYTD.NullDecimal, Count: h.CapaianYTDCnt},
	}
}

// Result reads what was computed for an agency's quarter, as it was handed in but
// for percentages, which come back with 4 decimals, and what moved since the quarter was
// closed out. It gives false when nothing was computed.
func (d *DB) Result(ctx context.Context, agency string, p reconcile.Period) (r reconcile.Result, ok bool, err error) {
	err = d.read(ctx, func(tx *sqlx.Tx) error {
		r, ok, err = result(ctx, tx, agency, p)
		return err
	})
	return r, ok && err == nil, d.wrap(err, fmt.Sprintf("reading the result of %s, %d TW %s", agency, p.Year, p.Roman()))
}

func result(ctx context.Context, tx *sqlx.Tx, agency string, p reconcile.Period) (r reconcile.Result, ok bool, err error) {
	const where = ` WHERE agency = ? AND year = ? AND quarter = ?`
	var heads []resultRow
	var lines []varianceRow
	var findings []resultFindingRow
	read := func(dest any, columns, from string) error {
		return tx.SelectContext(ctx, dest, `SELECT `+columns+` FROM `+from, agency, p.Year, p.Quarter)
	}
	err = inOrder(
		func() error { return read(&heads, columns[resultRow](), `results`+where) },
		func() error { return read(&lines, columns[varianceRow](), `variances`+where+` ORDER BY ord`) },
		func() error {
			return read(&findings, columns[resultFindingRow](), `result_findings`+where+` ORDER BY ord`)
		})
	if err != nil || len(heads) == 0 {
		return r, false, err
	}
	h := heads[0]
	r = h.result()
	if r.ClosedOut, r.Changes, err = amendments(ctx, tx, agency, p); err != nil {
		return r, false, err
	}
	if err := readReports(ctx, tx, &r, agency, p, int(h.Submission)); err != nil {
		return r, false, err
	}
	for _, l := range lines {
		r.Variances = append(r.Variances, l.variance())
		r.Plan.Lines = append(r.Plan.Lines, l.Rest.V.Line)
	}
	for _, f := range findings {
		r.Findings = append(r.Findings, f.finding())
	}
	return r, true, nil
}

// readReports reads the reports that a result was computed from, whatever came after
// them: its own, of the revision given, and those of earlier quarters that its Earlier
// names.
func readReports(ctx context.Context, tx *sqlx.Tx, r *reconcile.Result, agency string, p reconcile.Period, revision int) error {
	which, args := []string{`s.quarter = ? AND s.revision = ?`}, []any{agency, p.Year, p.Quarter, revision}
	for _, e := range r.Earlier {
		which, args = append(which, which[0]), append(args, e.Period.Quarter, e.Revision)
	}
	reports, err := reportsWhere(ctx, tx, `(`+strings.Join(which, ` OR `)+`)`, args...)
	for _, report := range reports {
		if report.Period == p {
			r.Report = report
		} else if i := slices.IndexFunc(r.Earlier, func(e reconcile.Report) bool { return e.Period == report.Period }); i >= 0 {
			r.Earlier[i] = report
		}
	}
	return err
}
