package reconcile

import (
	"cmp"
	"slices"
)

// ledger is a plan with the reports of its year laid beside it: for each quarter
// up to the period's the report that stands and, line by line, its row.
type ledger struct {
	plan    Plan
	quarter int // 1 to 4, 0 for a period that is none
	rules   Rules
	reports [Year]*Report        // by quarter-1, nil where none came
	rows    [Year][]*Realization // by quarter-1 and line, nil where it has no row
	extra   [Year][]Realization  // rows that no line took
	leaf    [Year][]bool         // by quarter-1 and line: its budget counts, and its rupiah
	paid    [Year][]bool         // by quarter-1 and line: its rupiah count
	above   [][]int              // by line: the lines its rupiah roll up into
}

func newLedger(plan Plan, period Period, reports []Report, rules Rules) ledger {
	l := ledger{plan: plan, rules: rules}
	if period.Quarter >= 1 && period.Quarter <= Year {
		l.quarter = period.Quarter
	}
	index := map[string]int{}
	for i, line := range plan.Lines {
		if _, twice := index[line.Code]; !twice {
			index[line.Code] = i
		}
	}
	l.linkLines(index)
	for i := range reports {
		q := reports[i].Period.Quarter
		if reports[i].Period.Year != period.Year || q < 1 || q > l.quarter {
			continue
		}
		if l.reports[q-1] == nil || compareReports(reports[i], *l.reports[q-1]) > 0 {
			l.reports[q-1] = &reports[i]
		}
	}
	for q := range Year {
		l.layRows(q, index)
		l.paid[q] = l.paidIn(q)
	}
	return l
}

// compareReports orders the reports of one quarter; the greater one stands.
func compareReports(a, b Report) int {
	return cmp.Or(cmp.Compare(a.Revision, b.Revision), a.ReceivedAt.Compare(b.ReceivedAt),
		cmp.Compare(a.SHA256, b.SHA256), cmp.Compare(a.File, b.File))
}

// linkLines finds the lines whose rupiah count in a quarter (kegiatan, or their sub
// kegiatan where they have some in it) and the lines above each.
func (l *ledger) linkLines(index map[string]int) {
	lines := l.plan.Lines
	for q := range Year {
		l.leaf[q] = leavesIn(lines, q+1)
	}
	l.above = make([][]int, len(lines))
	for i, line := range lines {
		up, known := index[line.Parent]
		for known && line.Parent != "" && up != i && !slices.Contains(l.above[i], up) {
			l.above[i] = append(l.above[i], up)
			line = lines[up]
			up, known = index[line.Parent]
		}
	}
}

// leavesIn tells of each line whether its rupiah count in a quarter. A line that is
// gone goes on counting: nothing that was reported on it is lost.
func leavesIn(lines []Line, quarter int) []bool {
	divided := map[string]bool{}
	for _, line := range lines {
		if line.Level == LevelSubKegiatan && line.HoldsIn(quarter) {
			divided[line.Parent] = true
		}
	}
	out := make([]bool, len(lines))
	for i, line := range lines {
		out[i] = line.Level == LevelSubKegiatan || line.Level == LevelKegiatan && !divided[line.Code]
	}
	return out
}

// paidIn tells of each line whether what its row says of rupiah counts. That of a
// kegiatan that has sub kegiatan only now does where they say nothing: it was reported
// when the kegiatan had none.
func (l ledger) paidIn(q int) []bool {
	out, below := slices.Clone(l.leaf[q]), map[string]bool{}
	for i, line := range l.plan.Lines {
		if row := l.rows[q][i]; line.Level == LevelSubKegiatan && row != nil && row.SaidMoney() {
			below[line.Parent] = true
		}
	}
	for i, line := range l.plan.Lines {
		if row := l.rows[q][i]; line.Level == LevelKegiatan && row != nil && row.SaidMoney() && !below[line.Code] {
			out[i] = true
		}
	}
	return out
}

// isLeaf reports whether the rupiah of a line count in the period's quarter.
func (l ledger) isLeaf(i int) bool { return l.quarter > 0 && l.leaf[l.quarter-1][i] }

// layRows lays the rows of a quarter's report beside the lines, in the order of
// the sheet, and sets aside those that no line takes.
func (l *ledger) layRows(q int, index map[string]int) {
	l.rows[q] = make([]*Realization, len(l.plan.Lines))
	if l.reports[q] == nil {
		return
	}
	rows := slices.Clone(l.reports[q].Realizations)
	slices.SortStableFunc(rows, func(a, b Realization) int {
		ac, ar := splitCell(a.Source.Cell)
		bc, br := splitCell(b.Source.Cell)
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Source.Sheet, b.Source.Sheet), cmp.Compare(ar, br), cmp.Compare(ac, bc))
	})
	for i := range rows {
		at, planned := index[rows[i].Line]
		if !planned || l.rows[q][at] != nil {
			l.extra[q] = append(l.extra[q], rows[i])
			continue
		}
		l.rows[q][at] = &rows[i]
	}
}

// at is the ledger as it stood in an earlier quarter.
func (l ledger) at(quarter int) ledger {
	l.quarter = quarter
	return l
}

// report is the period's, nil where none came.
func (l ledger) report() *Report {
	if l.quarter == 0 {
		return nil
	}
	return l.reports[l.quarter-1]
}

// silent reports whether a quarter has no report, counted from 0, and owes one.
func (l ledger) silent(q int) bool { return l.reports[q] == nil && l.plan.owes(q+1) }

// row is the period's row of a line, empty where it has none.
func (l ledger) row(i int) (r Realization, there bool) {
	if l.quarter == 0 || l.rows[l.quarter-1][i] == nil {
		return Realization{}, false
	}
	return *l.rows[l.quarter-1][i], true
}

// sheets are the sheets of the period's report in the order of the plan's lines.
func (l ledger) sheets() []string {
	var out []string
	for i := range l.plan.Lines {
		if r, there := l.row(i); there && sheetOf(r) != "" && !slices.Contains(out, sheetOf(r)) {
			out = append(out, sheetOf(r))
		}
	}
	return out
}

// firstSheet is the first of them, "" where no row has a place.
func (l ledger) firstSheet() string {
	if sheets := l.sheets(); len(sheets) > 0 {
		return sheets[0]
	}
	return ""
}

func sheetOf(r Realization) string {
	return orText(r.Source.Sheet, orText(r.Physical.Source.Sheet, r.Money.Source.Sheet))
}
