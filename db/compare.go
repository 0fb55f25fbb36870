package db

import (
	"context"
	"fmt"
	"slices"

	"github.com/jmoiron/sqlx"

	"rekon/reconcile"
)

// Expected is what should be stored of an agency's year. Only the revisions and the
// quarters that are named in it are looked at.
type Expected struct {
	Agency    string
	Year      int
	Plans     []PlanRevision
	Reports   []Submitted
	Results   []reconcile.Result // with ComputedAt as stored
	Quarters  []AgencyQuarter
	Closeouts []Closeout
}

// Submitted is a report that should be stored, and the drop that it came with.
type Submitted struct {
	Submission
	Report reconcile.Report
	Name   string // of the drop, in the inbox
}

// Compare compares every column of the tables that are derived with what should be
// stored there. It gives what differs, in the order of the tables, and how many rows
// were looked at.
func (d *DB) Compare(ctx context.Context, e Expected) (out []Mismatch, rows int, err error) {
	err = d.read(ctx, func(tx *sqlx.Tx) error {
		c := comparer{ctx: ctx, tx: tx, e: e}
		for _, compare := range []func() error{c.plans, c.planLines, c.reports, c.drops, c.results, c.resultRows, c.quarters, c.closeouts} {
			if err := compare(); err != nil {
				return err
			}
		}
		out, rows = c.out, c.rows
		return nil
	})
	return out, rows, d.wrap(err, fmt.Sprintf("comparing what is stored of %s %d", e.Agency, e.Year))
}

// comparer compares table by table.
type comparer struct {
	ctx  context.Context
	tx   *sqlx.Tx
	e    Expected
	out  []Mismatch
	rows int
}

func (c *comparer) plans() error {
	var heads []planRow
	var findings []planFindingRow
	for _, p := range c.e.Plans {
		heads = append(heads, planOf(p.Plan, p.Revision, p.ImportedAt))
		for i, f := range p.Findings {
			findings = append(findings, planFindingRow{planKey{code(c.e.Agency), c.e.Year, p.Revision}, findingOf(i, f)})
		}
	}
	return inOrder(
		func() error { return compareRows(c, "plans", heads, c.isPlan, "revision") },
		func() error { return compareRows(c, "plan_findings", findings, c.isPlan, "revision", "ord") },
	)
}

func (c *comparer) planLines() error {
	var lines []planLineRow
	var figures []planFigureRow
	var readings []planReadingRow
	for _, p := range c.e.Plans {
		key := planKey{code(c.e.Agency), c.e.Year, p.Revision}
		for i, l := range p.Lines {
			lines = append(lines, planLineOf(key, i, l))
			figures = append(figures, planFiguresOf(key, l)...)
			readings = append(readings, planReadingsOf(key, l)...)
		}
	}
	return inOrder(
		func() error { return compareRows(c, "plan_lines", lines, c.isPlan, "revision", "line_code") },
		func() error {
			return compareRows(c, "plan_figures", figures, c.isPlan, "revision", "line_code", "slot")
		},
		func() error {
			return compareRows(c, "plan_readings", readings, c.isPlan, "revision", "line_code", "slot")
		},
	)
}

func (c *comparer) isPlan(r row) bool {
	return slices.ContainsFunc(c.e.Plans, func(p PlanRevision) bool { return r["revision"] == fmt.Sprint(p.Revision) })
}

func (c *comparer) reports() error {
	var heads []submissionRow
	var rows []realizationRow
	var readings []readingRow
	var toDate []toDateRow
	for _, s := range c.e.Reports {
		key := keyOf(c.e.Agency, s.Period)
		heads = append(heads, submissionOf(key, s.Report, s.Drop, s.PlanRevision))
		rows = append(rows, realizationsOf(key, s.Report)...)
		readings, toDate = append(readings, readingsOf(key, s.Report)...), append(toDate, toDateOf(key, s.Report)...)
	}
	return inOrder(
		func() error { return compareRows(c, "submissions", heads, c.isReport, "quarter", "revision") },
		func() error {
			return compareRows(c, "realizations", rows, c.isReport, "quarter", "revision", "line_code")
		},
		func() error {
			return compareRows(c, "readings", readings, c.isReport, "quarter", "revision", "line_code")
		},
		func() error {
			return compareRows(c, "todate_readings", toDate, c.isReport, "quarter", "revision", "line_code")
		},
	)
}

func (c *comparer) isReport(r row) bool {
	return slices.ContainsFunc(c.e.Reports, func(s Submitted) bool {
		return r["quarter"] == fmt.Sprint(s.Period.Quarter) && r["revision"] == fmt.Sprint(s.Revision)
	})
}

// drops compares the drops of the reports, whose times are not derived, and what
// reading them found.
func (c *comparer) drops() error {
	type storedDrop struct {
		ID int64 `db:"id"`
		dropRow
	}
	have, err := stored[storedDrop](c.ctx, c.tx, "drops", `agency = ? AND year = ?`, c.e.Agency, c.e.Year)
	if err != nil {
		return err
	}
	var drops []storedDrop
	var findings []dropFindingRow
	var stand []storedDrop
	for _, s := range c.e.Reports {
		was := storedDrop{ID: s.Drop}
		if i := slices.IndexFunc(have, func(h storedDrop) bool { return h.ID == s.Drop }); i >= 0 {
			was = have[i]
			stand = append(stand, was)
		}
		drops = append(drops, storedDrop{s.Drop, acceptedDrop(s, was.dropRow)})
		for i, f := range s.Report.Findings {
			findings = append(findings, dropFindingRow{s.Drop, findingOf(i, f)})
		}
	}
	return inOrder(
		func() error { return compareWith(c, "drops", stand, drops, "id") },
		func() error {
			have, err := stored[dropFindingRow](c.ctx, c.tx, "findings",
				`drop_id IN (SELECT drop_id FROM submissions WHERE agency = ? AND year = ?)`, c.e.Agency, c.e.Year)
			have = slices.DeleteFunc(have, func(f dropFindingRow) bool {
				return !slices.ContainsFunc(c.e.Reports, func(s Submitted) bool { return s.Drop == f.Drop })
			})
			if err != nil {
				return err
			}
			return compareWith(c, "findings", have, findings, "drop_id", "ord")
		})
}

func acceptedDrop(s Submitted, was dropRow) dropRow {
	return dropRow{
		Name: text(s.Name), SHA256: text(s.SHA256), ReceivedAt: moment{s.ReceivedAt}, DecidedAt: was.DecidedAt,
		Outcome: string(Accepted), Agency: text(s.Agency), Year: number(s.Period.Year), Quarter: number(s.Period.Quarter),
		Revision: number(s.Revision), Errors: text(errorCodes(s.Report.Findings)), PublishedAt: was.PublishedAt,
	}
}

func (c *comparer) results() error {
	have, err := stored[resultRow](c.ctx, c.tx, "results", `agency = ? AND year = ?`, c.e.Agency, c.e.Year)
	if err != nil {
		return err
	}
	var heads, stand []resultRow
	for _, r := range c.e.Results {
		key, version := keyOf(c.e.Agency, r.Period), int64(0)
		if i := slices.IndexFunc(have, func(h resultRow) bool { return h.quarterKey == key }); i >= 0 {
			stand, version = append(stand, have[i]), have[i].Version
		}
		heads = append(heads, resultOf(key, version, r))
	}
	return compareWith(c, "results", stand, heads, "quarter")
}

func (c *comparer) resultRows() error {
	var lines []varianceRow
	var findings []resultFindingRow
	for _, r := range c.e.Results {
		key := keyOf(c.e.Agency, r.Period)
		for i, v := range r.Variances {
			lines = append(lines, varianceOf(key, i, v))
		}
		for i, f := range r.Findings {
			findings = append(findings, resultFindingRow{key, findingOf(i, f)})
		}
	}
	isResult := func(r row) bool {
		return slices.ContainsFunc(c.e.Results, func(x reconcile.Result) bool { return r["quarter"] == fmt.Sprint(x.Period.Quarter) })
	}
	return inOrder(
		func() error { return compareRows(c, "variances", lines, isResult, "quarter", "line_code") },
		func() error { return compareRows(c, "result_findings", findings, isResult, "quarter", "ord") },
	)
}

func (c *comparer) quarters() error {
	var rows []agencyQuarterRow
	for _, q := range c.e.Quarters {
		rows = append(rows, agencyQuarterOf(q))
	}
	return compareRows(c, "agency_quarters", rows, func(r row) bool {
		return slices.ContainsFunc(c.e.Quarters, func(q AgencyQuarter) bool { return r["quarter"] == fmt.Sprint(q.Period.Quarter) })
	}, "quarter")
}

func (c *comparer) closeouts() error {
	var rows []closeoutRow
	for _, q := range c.e.Closeouts {
		rows = append(rows, closeoutOf(q))
	}
	return compareRows(c, "closeouts", rows, func(r row) bool {
		return slices.ContainsFunc(c.e.Closeouts, func(q Closeout) bool { return r["quarter"] == fmt.Sprint(q.Period.Quarter) })
	}, "quarter")
}
