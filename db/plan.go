package db

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jmoiron/sqlx"

	"rekon/reconcile"
)

type planKey struct {
	Agency   code `db:"agency"`
	Year     int  `db:"year"`
	Revision int  `db:"revision"`
}

type planRow struct {
	planKey
	FromQuarter int    `db:"from_quarter"`
	Decree      text   `db:"decree"`
	File        text   `db:"file"`
	SHA256      text   `db:"sha256"`
	ImportedAt  moment `db:"imported_at"`
}

var (
	errUnchanged = errors.New("unchanged") // rolls back a SavePlan that has nothing to store
	errNewYear   = errors.New("new year")  // nothing is stored yet for the agency and year
)

// SavePlan stores a plan as the next revision for its agency and year; what
// plan.Revision says is not looked at. A plan whose bytes, first quarter and
// decree are those of the latest revision changes nothing: that revision is
// returned with changed false. The agency is created when it is unknown; a known
// one keeps its name. Each quarter from the plan's first on gets its row in
// agency_quarters, Belum Lapor and due as due says, where it has none: of the quarters
// that no plan holds for nothing is owed. Results from the first quarter on are stale
// (see [DB.PendingResults]) until computed anew. A plan that would hold in a closed quarter
// is refused with a [ClosedError]. Letters that tell of the revision are queued with it.
func (d *DB) SavePlan(ctx context.Context, plan reconcile.Plan, at time.Time, due func(reconcile.Period) time.Time, tell ...Message) (revision int, changed bool, err error) {
	agency, year := plan.Agency.Code, plan.Year
	if err = checkPlan(plan); err == nil {
		tried := false
		err = d.tx(ctx, func(tx *sqlx.Tx) error {
			again := tried
			tried = true
			latest, err := takeYear(ctx, d, tx, plan)
			if err == nil && again {
				revision, err = storedAt(ctx, tx, plan, at)
			}
			if err != nil || again && revision > 0 {
				return err
			}
			if revision = latest.Revision; samePlan(latest, plan) {
				return errUnchanged
			}
			revision++
			return inOrder(
				func() error { return refuseClosedFrom(ctx, tx, plan) },
				func() error { return insertPlan(ctx, d, tx, plan, revision, at) },
				func() error { return openQuarters(ctx, d, tx, plan, due) },
				func() error { return markStale(ctx, tx, agency, year, plan.FromQuarter) },
				func() error { return queueOfPlan(ctx, d, tx, revision, tell) },
			)
		})
	}
	if errors.Is(err, errUnchanged) {
		return revision, false, nil
	}
	return revision, err == nil, d.wrap(err, fmt.Sprintf("storing the plan %s %d", agency, year))
}

func samePlan(r planRow, p reconcile.Plan) bool {
	return string(r.SHA256) == p.SHA256 && r.FromQuarter == p.FromQuarter && string(r.Decree) == clean(p.Decree)
}

// storedAt is the revision that a plan became in an attempt whose answer was lost; 0
// for none. Another plan may have come after it.
func storedAt(ctx context.Context, tx *sqlx.Tx, p reconcile.Plan, at time.Time) (int, error) {
	return get[int](ctx, tx, `SELECT COALESCE(MAX(revision), 0) FROM plans WHERE agency = ? AND year = ?
		AND sha256 = ? AND from_quarter = ? AND COALESCE(decree, '') = ? AND imported_at = ?`,
		p.Agency.Code, p.Year, p.SHA256, p.FromQuarter, clean(p.Decree), moment{at})
}

// checkPlan refuses what the tables could only keep wrongly.
func checkPlan(p reconcile.Plan) error {
	if p.FromQuarter < 1 || p.FromQuarter > 4 {
		return fmt.Errorf("it holds from quarter %d: there are 1 to 4", p.FromQuarter)
	}
	seen := map[string]bool{}
	for _, l := range p.Lines {
		if seen[l.Code] {
			return fmt.Errorf("line %s stands twice in it", l.Code)
		}
		seen[l.Code] = true
		for slot := range reconcile.Slots {
			if err := sameFile(p.SHA256, l.Source, l.Target[slot].Source, l.Budget[slot].Source); err != nil {
				return fmt.Errorf("line %s: %w", l.Code, err)
			}
		}
	}
	return nil
}

// takeYear takes the year of the plan's agency for the writer, creating both
// where they are new, and reads the latest revision, zero for none.
func takeYear(ctx context.Context, d *DB, tx *sqlx.Tx, p reconcile.Plan) (latest planRow, err error) {
	agency, year := p.Agency.Code, p.Year
	res, err := tx.ExecContext(ctx, `UPDATE agency_years SET version = version + 1 WHERE agency = ? AND year = ?`, agency, year)
	if err = touched(res, err, errNewYear); errors.Is(err, errNewYear) {
		return latest, newYear(ctx, d, tx, p)
	}
	if err != nil {
		return latest, err
	}
	return get[planRow](ctx, tx, `SELECT `+columns[planRow]()+` FROM plans
		WHERE agency = ? AND year = ? ORDER BY revision DESC LIMIT 1`, agency, year)
}

func newYear(ctx context.Context, d *DB, tx *sqlx.Tx, p reconcile.Plan) error {
	known, err := get[int](ctx, tx, `SELECT COUNT(*) FROM agencies WHERE code = ?`, p.Agency.Code)
	if err == nil && known == 0 {
		err = insert(ctx, d, tx, "agencies", agencyRow{code(p.Agency.Code), clean(p.Agency.Name)})
	}
	if err != nil {
		return err
	}
	return insert(ctx, d, tx, "agency_years", yearRow{code(p.Agency.Code), p.Year, 1})
}

func insertPlan(ctx context.Context, d *DB, tx *sqlx.Tx, p reconcile.Plan, revision int, at time.Time) error {
	key := planKey{code(p.Agency.Code), p.Year, revision}
	var lines []planLineRow
	var figures []planFigureRow
	var readings []planReadingRow
	for i, l := range p.Lines {
		lines = append(lines, planLineOf(key, i, l))
		figures = append(figures, planFiguresOf(key, l)...)
		readings = append(readings, planReadingsOf(key, l)...)
	}
	var findings []planFindingRow
	for i, f := range p.Findings {
		findings = append(findings, planFindingRow{key, findingOf(i, f)})
	}
	row := planOf(p, revision, at)
	return inOrder(
		func() error { return record(ctx, d, tx, eventOfPlan(row)) },
		func() error { return insert(ctx, d, tx, "plans", row) },
		func() error { return insert(ctx, d, tx, "plan_lines", lines...) },
		func() error { return insert(ctx, d, tx, "plan_figures", figures...) },
		func() error { return insert(ctx, d, tx, "plan_readings", readings...) },
		func() error { return insert(ctx, d, tx, "plan_findings", findings...) },
	)
}

func planOf(p reconcile.Plan, revision int, at time.Time) planRow {
	return planRow{planKey{code(p.Agency.Code), p.Year, revision}, p.FromQuarter, text(p.Decree), text(p.File), text(p.SHA256), moment{at}}
}

// openQuarters gives each quarter that a plan holds for its row where it has none.
func openQuarters(ctx context.Context, d *DB, tx *sqlx.Tx, plan reconcile.Plan, due func(reconcile.Period) time.Time) error {
	agency, year := plan.Agency.Code, plan.Year
	var have []int
	err := tx.SelectContext(ctx, &have, `SELECT quarter FROM agency_quarters WHERE agency = ? AND year = ?`, agency, year)
	if err != nil {
		return err
	}
	var rows []agencyQuarterRow
	for q := plan.FromQuarter; q <= reconcile.Year; q++ {
		p := reconcile.Period{Year: year, Quarter: q}
		if !slices.Contains(have, q) {
			rows = append(rows, agencyQuarterRow{quarterKey: keyOf(agency, p), Status: text(reconcile.BelumLapor), Due: moment{due(p)}})
		}
	}
	return insert(ctx, d, tx, "agency_quarters", rows...)
}
