package db

import (
	"context"
	"fmt"
	"slices"

	"github.com/jmoiron/sqlx"

	"rekon/reconcile"
)

// Expected is what should be stored of an agency's year, and nothing else. With a Quarter
// only the rows of that quarter are looked at, beside the plans.
type Expected struct {
	Agency    string
	Year      int
	Quarter   int // 0 for all
	Plans     []PlanRevision
	Reports   []Submitted
	Results   []reconcile.Result // with ComputedAt as stored
	Quarters  []AgencyQuarter
	Closeouts []Closeout
	Amended   []AmendedQuarter // with the workbook before them as stored
	Summaries []Summary        // of every quarter that has one, with the stamp that is right now
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
		for _, compare := range []func() error{c.plans, c.planLines, c.reports, c.drops, c.results, c.resultRows, c.quarters, c.closeouts, c.amended, c.summaries} {
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
		func() error { return compareRows(c, "plans", heads, "revision") },
		func() error { return compareRows(c, "plan_findings", findings, "revision", "ord") },
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
		func() error { return compareRows(c, "plan_lines", lines, "revision", "line_code") },
		func() error { return compareRows(c, "plan_figures", figures, "revision", "line_code", "slot") },
		func() error { return compareRows(c, "plan_readings", readings, "revision", "line_code", "slot") },
	)
}

func (c *comparer) reports() error {
	var heads []submissionRow
	var rows []realizationRow
	var readings []readingRow
	var toDate []toDateRow
	var reasons []reasonRow
	for _, s := range c.e.Reports {
		key := keyOf(c.e.Agency, s.Period)
		heads = append(heads, submissionOf(key, s.Report, s.Drop, s.PlanRevision))
		rows = append(rows, realizationsOf(key, s.Report)...)
		readings, toDate = append(readings, readingsOf(key, s.Report)...), append(toDate, toDateOf(key, s.Report)...)
		reasons = append(reasons, reasonsOf(key, s.Report)...)
	}
	return inOrder(
		func() error { return compareRows(c, "submissions", heads, "quarter", "revision") },
		func() error { return compareRows(c, "submission_reasons", reasons, "quarter", "revision") },
		func() error { return compareRows(c, "realizations", rows, "quarter", "revision", "line_code") },
		func() error { return compareRows(c, "readings", readings, "quarter", "revision", "line_code") },
		func() error { return compareRows(c, "todate_readings", toDate, "quarter", "revision", "line_code") },
	)
}

// drops compares the drops of the reports, whose times are not derived, and what
// reading them found.
func (c *comparer) drops() error {
	have, err := stored[storedDrop](c.ctx, c.tx, "drops", `agency = ? AND year = ?`, c.e.Agency, c.e.Year)
	if err != nil {
		return err
	}
	var drops, stand []storedDrop
	var findings []dropFindingRow
	read := map[int64]bool{}
	for _, s := range c.e.Reports {
		was := storedDrop{ID: s.Drop}
		if i := slices.IndexFunc(have, func(h storedDrop) bool { return h.ID == s.Drop }); i >= 0 {
			was = have[i]
			stand = append(stand, was)
		}
		read[s.Drop] = true
		drops = append(drops, storedDrop{s.Drop, acceptedDrop(s, was.dropRow)})
		for i, f := range s.Report.Findings {
			findings = append(findings, dropFindingRow{s.Drop, findingOf(i, f)})
		}
	}
	found, err := stored[dropFindingRow](c.ctx, c.tx, "findings",
		`drop_id IN (SELECT id FROM drops WHERE agency = ? AND year = ?)`, c.e.Agency, c.e.Year)
	found = slices.DeleteFunc(found, func(f dropFindingRow) bool { return !read[f.Drop] })
	return inOrder(
		func() error { return err },
		func() error { return compareWith(c, "drops", stand, drops, "id") },
		func() error { return compareWith(c, "findings", found, findings, "drop_id", "ord") })
}

type storedDrop struct {
	ID int64 `db:"id"`
	dropRow
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
	for _, h := range have {
		withoutRows(h.Rest.V.Earlier)
	}
	var heads []resultRow
	for _, r := range c.e.Results {
		key, version := keyOf(c.e.Agency, r.Period), int64(0)
		if i := slices.IndexFunc(have, func(h resultRow) bool { return h.quarterKey == key }); i >= 0 {
			version = have[i].Version
		}
		heads = append(heads, resultOf(key, version, r))
	}
	return compareWith(c, "results", have, heads, "quarter")
}

// withoutRows leaves out of a result what was once kept of the reports before it by chance.
func withoutRows(earlier []reconcile.Report) {
	for i := range earlier {
		earlier[i].Rows = reconcile.RowTally{}
	}
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
	return inOrder(
		func() error { return compareRows(c, "variances", lines, "quarter", "line_code") },
		func() error { return compareRows(c, "result_findings", findings, "quarter", "ord") },
	)
}

func (c *comparer) quarters() error {
	var rows []agencyQuarterRow
	for _, q := range c.e.Quarters {
		rows = append(rows, agencyQuarterOf(q))
	}
	return compareRows(c, "agency_quarters", rows, "quarter")
}

func (c *comparer) closeouts() error {
	var rows []closeoutRow
	for _, q := range c.e.Closeouts {
		rows = append(rows, closeoutOf(q))
	}
	return compareRows(c, "closeouts", rows, "quarter")
}

func (c *comparer) amended() error {
	have, err := stored[amendmentRow](c.ctx, c.tx, "amendments", `agency = ? AND year = ?`, c.e.Agency, c.e.Year)
	for _, h := range have {
		if h.Withdrawn.V != nil {
			withoutRows(h.Withdrawn.V.Earlier)
		}
	}
	var heads []amendmentRow
	var changes []changeRow
	for _, a := range c.e.Amended {
		head, rows := a.rows(c.e.Agency)
		heads, changes = append(heads, head), append(changes, rows...)
	}
	return inOrder(
		func() error { return err },
		func() error { return compareWith(c, "amendments", have, heads, "quarter", "number") },
		func() error { return compareRows(c, "changes", changes, "quarter", "number", "ord") },
	)
}

// summaries compares the cards. A summary with another stamp than is right now waits to be
// made anew, and its card with it.
func (c *comparer) summaries() error {
	have, err := stored[summaryRow](c.ctx, c.tx, "summaries", `agency = ? AND year = ?`, c.e.Agency, c.e.Year)
	if err != nil {
		return err
	}
	var rest, should []summaryRow
	for _, h := range have {
		i := slices.IndexFunc(c.e.Summaries, func(s Summary) bool { return s.Period == h.period() })
		if i >= 0 && c.e.Summaries[i].Stamp != string(h.Stamp) {
			continue
		}
		rest = append(rest, h)
		if i >= 0 {
			h.Card.V = c.e.Summaries[i].Card
			should = append(should, h)
		}
	}
	return compareWith(c, "summaries", rest, should, "quarter")
}
