package db

import (
	"context"

	"github.com/jmoiron/sqlx"

	"rekon/reconcile"
)

type planLineRow struct {
	planKey
	Line        code `db:"line_code"`
	Ord         int  `db:"ord"`
	Level       text `db:"level"`
	Parent      text `db:"parent"`
	Tujuan      text `db:"tujuan"`
	Sasaran     text `db:"sasaran"`
	Indikator   text `db:"indikator"`
	Program     text `db:"program"`
	Kegiatan    text `db:"kegiatan"`
	SubKegiatan text `db:"subkegiatan"`
	Measure     text `db:"measure"`
	Unit        text `db:"unit"`
	Aggregation text `db:"aggregation"`
	Polarity    text `db:"polarity"`
	Scale       text `db:"scale"`
	placeRow
}

// planFigureRow holds the target and the budget of a line for one slot: quarters
// 1 to 4, and 5 for the year. A slot in which nothing is written has no row.
type planFigureRow struct {
	planKey
	Line   code        `db:"line_code"`
	Slot   int         `db:"slot"`
	Target quantityRow `db:"target"`
	Budget amountRow   `db:"budget"`
}

// planReadingRow says how the cells of a slot were read, where that is not plain.
type planReadingRow struct {
	planKey
	Line   code `db:"line_code"`
	Slot   int  `db:"slot"`
	Target text `db:"target"`
	Budget text `db:"budget"`
}

type planFindingRow struct {
	planKey
	findingRow
}

func planLineOf(key planKey, ord int, l reconcile.Line) planLineRow {
	return planLineRow{
		planKey: key, Line: code(l.Code), Ord: ord, Level: text(l.Level), Parent: text(l.Parent),
		Tujuan: text(l.Path.Tujuan), Sasaran: text(l.Path.Sasaran), Indikator: text(l.Path.Indikator),
		Program: text(l.Path.Program), Kegiatan: text(l.Path.Kegiatan), SubKegiatan: text(l.Path.SubKegiatan),
		Measure: text(l.Measure), Unit: text(l.Unit), Aggregation: text(l.Aggregation),
		Polarity: text(l.Polarity), Scale: text(l.Scale), placeRow: placeOf(l.Source),
	}
}

func planFiguresOf(key planKey, l reconcile.Line) []planFigureRow {
	var rows []planFigureRow
	for slot := range reconcile.Slots {
		r := planFigureRow{key, code(l.Code), slot + 1, quantityOf(l.Target[slot]), amountOf(l.Budget[slot])}
		if r.Target != (quantityRow{}) || r.Budget != (amountRow{}) {
			rows = append(rows, r)
		}
	}
	return rows
}

func planReadingsOf(key planKey, l reconcile.Line) (rows []planReadingRow) {
	for slot := range reconcile.Slots {
		if t, b := l.Target[slot].Why, l.Budget[slot].Why; t != "" || b != "" {
			rows = append(rows, planReadingRow{key, code(l.Code), slot + 1, text(t), text(b)})
		}
	}
	return rows
}

func (r planLineRow) line(file, sha256 string) reconcile.Line {
	return reconcile.Line{
		Code: string(r.Line), Level: reconcile.Level(r.Level), Parent: string(r.Parent),
		Path: reconcile.Path{
			Tujuan: string(r.Tujuan), Sasaran: string(r.Sasaran), Indikator: string(r.Indikator),
			Program: string(r.Program), Kegiatan: string(r.Kegiatan), SubKegiatan: string(r.SubKegiatan),
		},
		Measure: string(r.Measure), Unit: string(r.Unit), Aggregation: reconcile.Aggregation(r.Aggregation),
		Polarity: reconcile.Polarity(r.Polarity), Scale: string(r.Scale), Source: r.source(file, sha256),
	}
}

// Plans reads every revision of an agency's plan for a year, oldest first, with
// lines and findings.
func (d *DB) Plans(ctx context.Context, agency string, year int) (out []reconcile.Plan, err error) {
	err = d.read(ctx, func(tx *sqlx.Tx) error {
		out, err = plans(ctx, tx, agency, year)
		return err
	})
	return out, d.wrap(err, "reading the plans of "+agency)
}

// LatestPlan reads the latest revision; false when there is no plan.
func (d *DB) LatestPlan(ctx context.Context, agency string, year int) (reconcile.Plan, bool, error) {
	all, err := d.Plans(ctx, agency, year)
	if err != nil || len(all) == 0 {
		return reconcile.Plan{}, false, err
	}
	return all[len(all)-1], true, nil
}

func plans(ctx context.Context, tx *sqlx.Tx, agency string, year int) ([]reconcile.Plan, error) {
	const where = ` WHERE agency = ? AND year = ? ORDER BY revision`
	var heads []planRow
	var lines []planLineRow
	var figures []planFigureRow
	var readings []planReadingRow
	var findings []planFindingRow
	err := inOrder(
		func() error {
			return tx.SelectContext(ctx, &heads, `SELECT `+columns[planRow]()+` FROM plans`+where, agency, year)
		},
		func() error {
			return tx.SelectContext(ctx, &lines, `SELECT `+columns[planLineRow]()+` FROM plan_lines`+where+`, ord`, agency, year)
		},
		func() error {
			return tx.SelectContext(ctx, &figures, `SELECT `+columns[planFigureRow]()+` FROM plan_figures`+where, agency, year)
		},
		func() error {
			return tx.SelectContext(ctx, &readings, `SELECT `+columns[planReadingRow]()+` FROM plan_readings`+where, agency, year)
		},
		func() error {
			return tx.SelectContext(ctx, &findings, `SELECT `+columns[planFindingRow]()+` FROM plan_findings`+where+`, ord`, agency, year)
		})
	if err != nil || len(heads) == 0 {
		return nil, err
	}
	name, err := get[string](ctx, tx, `SELECT name FROM agencies WHERE code = ?`, agency)
	out := make([]reconcile.Plan, len(heads))
	for i, h := range heads {
		out[i] = h.plan(name)
	}
	assemble(out, lines, figures, readings, findings)
	return out, err
}

func (r planRow) plan(agencyName string) reconcile.Plan {
	return reconcile.Plan{
		Agency: reconcile.Agency{Code: string(r.Agency), Name: agencyName}, Year: r.Year, Revision: r.Revision,
		FromQuarter: r.FromQuarter, Decree: string(r.Decree), File: string(r.File), SHA256: string(r.SHA256),
	}
}

// assemble hands lines, figures and findings to the plan of their revision. What belongs
// to none, since somebody removed it, is left out.
func assemble(plans []reconcile.Plan, lines []planLineRow, figures []planFigureRow, readings []planReadingRow, findings []planFindingRow) {
	type lineKey struct {
		revision int
		line     code
	}
	of := map[int]*reconcile.Plan{}
	for i := range plans {
		of[plans[i].Revision] = &plans[i]
	}
	place := map[lineKey]int{}
	line := func(revision int, c code) *reconcile.Line {
		i, ok := place[lineKey{revision, c}]
		if !ok {
			return &reconcile.Line{}
		}
		return &of[revision].Lines[i]
	}
	for _, r := range lines {
		if p := of[r.Revision]; p != nil {
			place[lineKey{r.Revision, r.Line}] = len(p.Lines)
			p.Lines = append(p.Lines, r.line(p.File, p.SHA256))
		}
	}
	for _, r := range figures {
		if p, l := of[r.Revision], line(r.Revision, r.Line); p != nil {
			l.Target[r.Slot-1] = r.Target.quantity(p.File, p.SHA256)
			l.Budget[r.Slot-1] = r.Budget.amount(p.File, p.SHA256)
		}
	}
	for _, r := range readings {
		l := line(r.Revision, r.Line)
		l.Target[r.Slot-1].Why, l.Budget[r.Slot-1].Why = string(r.Target), string(r.Budget)
	}
	for _, r := range findings {
		if p := of[r.Revision]; p != nil {
			p.Findings = append(p.Findings, r.finding())
		}
	}
}
