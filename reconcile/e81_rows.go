package reconcile

import (
	"slices"

	"github.com/shopspring/decimal"
)

// arranged are the lines as a tree, each line's row after that of the line it stands under.
func (e *evaluation) arranged() []E81Row {
	var out []E81Row
	children, roots := e.tree()
	e.at = map[int]int{}
	var walk func(line, depth int)
	walk = func(line, depth int) {
		e.at[line] = len(out)
		out = append(out, e.row(line, depth))
		for _, c := range children[line] {
			walk(c, depth+1)
		}
	}
	for _, line := range roots {
		walk(line, 0)
	}
	for line, below := range children {
		for _, c := range below {
			out[e.at[line]].Children = append(out[e.at[line]].Children, e.at[c])
		}
	}
	for i := range slices.Backward(out) {
		if !out[i].Leaf {
			out[i].sum(out)
		}
		out[i].conclude(e.rules)
	}
	return out
}

// tree gives the lines below each line, and those that stand under none: indicators
// first, as they are what the others serve. A parent stands before its children.
func (e *evaluation) tree() (children [][]int, roots []int) {
	children = make([][]int, len(e.plan.Lines))
	var others []int
	for i, l := range e.plan.Lines {
		switch {
		case len(e.above[i]) > 0 && e.above[i][0] < i:
			children[e.above[i][0]] = append(children[e.above[i][0]], i)
		case l.Level == LevelSasaran:
			roots = append(roots, i)
		default:
			others = append(others, i)
		}
	}
	return children, append(roots, others...)
}

// row is what a line says by itself; sums come later.
func (e *evaluation) row(i, depth int) E81Row {
	t, v, filled := e.track(i), e.r.Variances[i], e.renstra.Lines[e.plan.Lines[i].Code]
	row := E81Row{
		Line: t.line, Depth: depth, Leaf: e.isLeaf(i), Target: filled.Target, Past: filled.Past, Unit: filled.Unit,
		Year: Pair{t.line.Target[Year], v.Pagu}, Was: Pair{K: t.line.WasTarget}, Actual: Pair{v.PhysicalYTD.Actual, v.MoneyYTD.Actual.Value},
		Sums: t.sums, Adds: t.sums && !isPosition(t.line.Unit), TargetTo: v.PhysicalYTD.Target, Capaian: v.PhysicalYTD.Capped,
		PartialK: v.PhysicalYTD.Incomplete, PartialRp: v.MoneyYTD.Incomplete,
	}
	if row.Leaf {
		row.Was.Rp = t.line.WasBudget.Value
	}
	for q := range e.quarter {
		row.Quarters[q].K = t.actual[q]
		row.Quarters[q].OpenK = t.missing(q + 1)
		if !row.Leaf {
			continue
		}
		if r := e.rows[q][i]; r != nil {
			row.Quarters[q].Rp = r.Money.Value
		}
		row.Quarters[q].OpenRp = positive(t.line.Budget[q]) && !row.Quarters[q].Rp.Valid
	}
	return row
}

// sum adds the rupiah of the rows below. Those of the Renstra are open unless each of
// these is filled in.
func (row *E81Row) sum(rows []E81Row) {
	row.Target.Rp, row.Past.Rp = row.wholly(rows, (*E81Row).targetRp), row.wholly(rows, (*E81Row).pastRp)
	for _, c := range row.Children {
		row.Was.Rp = plusNull(row.Was.Rp, rows[c].Was.Rp)
	}
	for q := range row.Quarters {
		cell := &row.Quarters[q]
		for _, c := range row.Children {
			below := rows[c].Quarters[q]
			cell.Rp, cell.OpenRp = plusNull(cell.Rp, below.Rp), cell.OpenRp || below.OpenRp
		}
	}
}

func (row *E81Row) targetRp() decimal.NullDecimal { return row.Target.Rp }
func (row *E81Row) pastRp() decimal.NullDecimal   { return row.Past.Rp }

// wholly is the sum of what each row below says; null where one says nothing.
func (row *E81Row) wholly(rows []E81Row, of func(*E81Row) decimal.NullDecimal) (sum decimal.NullDecimal) {
	for _, c := range row.Children {
		below := of(&rows[c])
		if !below.Valid {
			return decimal.NullDecimal{}
		}
		sum = plusNull(sum, below)
	}
	return sum
}

// conclude computes columns 13 and 14.
func (row *E81Row) conclude(rules Rules) {
	row.ToDate.Rp = both(row.Past.Rp, row.Actual.Rp)
	switch {
	case !row.Adds:
		row.ToDate.K = row.Actual.K
	default:
		row.ToDate.K = Quantity{Value: both(row.Past.K.Value, row.Actual.K.Value)}
	}
	row.RateRp = RoundPercent(percent(row.ToDate.Rp, row.Target.Rp))
	target, reached := row.Target.K, row.ToDate.K
	if target.Letter == "" && reached.Letter == "" && target.Value.Valid && reached.Value.Valid {
		row.RateK = RoundPercent(newTrack(row.Line, rules).capaian(target.Value.Decimal, reached.Value.Decimal))
	}
}

// both is the sum of two figures; null unless both say something.
func both(a, b decimal.NullDecimal) decimal.NullDecimal {
	if !a.Valid || !b.Valid {
		return decimal.NullDecimal{}
	}
	return null(a.Decimal.Add(b.Decimal))
}

// total is the row of sums over all kegiatan.
func (e *evaluation) total(rows []E81Row) E81Row {
	t := e.r.Totals
	total := E81Row{Year: Pair{Rp: t.Pagu}, Actual: Pair{Rp: t.ActualYTD}, PartialRp: t.IncompleteYTD}
	for i, row := range rows {
		if row.Leaf {
			total.Children = append(total.Children, i)
		}
	}
	total.sum(rows)
	total.conclude(e.rules)
	return total
}
