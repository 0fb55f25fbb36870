package reconcile

import (
	"slices"

	"github.com/shopspring/decimal"
)

// PlanDiff lays two states of an agency's plan side by side, each with the figures of
// the whole year as they hold: semula and menjadi. It is made by [DiffPlans].
type PlanDiff struct {
	Was, Is Plan
	Lines   []LineDiff // in the order of Is, with what is gone where it stood
	Totals  BudgetDiff // of the lines whose rupiah count
}

// Turn says what became of a line.
type Turn string

// The turns of a line.
const (
	Unchanged Turn = "tetap"
	Altered   Turn = "berubah"
	Brought   Turn = "baru"
	Taken     Turn = "hilang"
)

// LineDiff is a line before and after; the zero Line where it was, or is, not planned.
type LineDiff struct {
	Was, Is Line
	Turn    Turn
	Leaf    bool       // its rupiah count in the totals, before or after
	Rupiah  BudgetDiff // its own where they count, else the sum of the lines below it
}

// BudgetDiff is a budget by slot before and after.
type BudgetDiff struct{ Was, Is [Slots]Amount }

// DiffPlans compares two states of a plan line by line, by code: those that [Effective]
// gives for the last quarter.
func DiffPlans(was, is Plan) PlanDiff {
	d := PlanDiff{Was: was, Is: is}
	before, after := leavesIn(was.Lines, Year), leavesIn(is.Lines, Year)
	var rupiahWas, rupiahIs [][Slots]Amount
	rupiahWas, d.Totals.Was = was.budgets()
	rupiahIs, d.Totals.Is = is.budgets()
	for i, l := range is.Lines {
		at := indexOf(was.Lines, l.Code)
		diff := LineDiff{Is: l, Leaf: after[i], Rupiah: BudgetDiff{Is: rupiahIs[i]}}
		if at >= 0 {
			diff.Was, diff.Leaf, diff.Rupiah.Was = was.Lines[at], diff.Leaf || before[at], rupiahWas[at]
		}
		if diff.Turn = diff.turn(); diff.Turn != "" {
			d.Lines = append(d.Lines, diff)
		}
	}
	return d
}

// turn is "" for a line that neither state plans.
func (d LineDiff) turn() Turn {
	was, is := d.Was.Code != "" && d.Was.Gone == 0, d.Is.Gone == 0
	switch {
	case !was && !is:
		return ""
	case !was:
		return Brought
	case !is:
		return Taken
	case d.same():
		return Unchanged
	}
	return Altered
}

// same reports whether targets, budgets, those written on its row too, name, indicator
// and unit say the same.
func (d LineDiff) same() bool {
	for slot := range Slots {
		if a, b := d.Was.Target[slot], d.Is.Target[slot]; a.Said() != b.Said() || a.Said() && !sameFigure(a, b) {
			return false
		}
		if !sameAmount(d.Was.Budget[slot], d.Is.Budget[slot]) || !sameAmount(d.Rupiah.Was[slot], d.Rupiah.Is[slot]) {
			return false
		}
	}
	return d.Was.Unit == d.Is.Unit && !d.Renamed() && NormalName(d.Was.Measure) == NormalName(d.Is.Measure)
}

// Renamed reports whether the line bears another name, or another number, than before.
func (d LineDiff) Renamed() bool {
	return d.Was.Code != "" && cleanName(d.Was.Name()) != cleanName(d.Is.Name())
}

// Line is the line as it is, or as it was where it is gone.
func (d LineDiff) Line() Line {
	if d.Turn == Taken {
		return d.Was
	}
	return d.Is
}

// Former is the name that the line bore before, "" where it still does or is gone.
func (d LineDiff) Former() string {
	if d.Turn == Taken || !d.Renamed() {
		return ""
	}
	return d.Was.Name()
}

// ChangeOf is menjadi less semula, where one that says nothing counts as 0; null where
// neither says anything.
func ChangeOf(was, is decimal.NullDecimal) decimal.NullDecimal {
	if !was.Valid && !is.Valid {
		return was
	}
	return null(is.Decimal.Sub(was.Decimal))
}

// Written is the year's budget that stands on the line's own row where that is not what
// is counted, as on the row of a program; it says nothing where the two agree.
func (d LineDiff) Written() (was, is Amount) {
	was, is = d.Was.Budget[Year], d.Is.Budget[Year]
	if sameAmount(was, d.Rupiah.Was[Year]) {
		was = Amount{}
	}
	if sameAmount(is, d.Rupiah.Is[Year]) {
		is = Amount{}
	}
	return was, is
}

func sameAmount(a, b Amount) bool {
	return a.Said() == b.Said() && a.Value.Decimal.Equal(b.Value.Decimal)
}

// budgets are the rupiah by slot of each line, its own where they count and else the sum
// of those below it, and of the agency.
func (p Plan) budgets() (lines [][Slots]Amount, totals [Slots]Amount) {
	lines = make([][Slots]Amount, len(p.Lines))
	for slot := range Slots {
		var sums []Amount
		sums, totals[slot] = p.summed(min(slot+1, Year), func(l Line) Amount { return l.Budget[slot] })
		for i, sum := range sums {
			lines[i][slot] = sum
		}
	}
	return lines, totals
}

// summed are rupiah of each line, its own where they count in a quarter and else the sum of
// those below it, and of the agency.
func (p Plan) summed(quarter int, of func(Line) Amount) (lines []Amount, total Amount) {
	l := newLedger(p, Period{}, nil, Rules{})
	lines = make([]Amount, len(p.Lines))
	for i, leaf := range leavesIn(p.Lines, quarter) {
		if !leaf {
			continue
		}
		own := of(p.Lines[i])
		total = addAmount(total, own)
		for _, at := range append(slices.Clone(l.above[i]), i) {
			lines[at] = addAmount(lines[at], own)
		}
	}
	return lines, total
}

// PaguBefore is the year's budget before a change in the year, of each line by its code, of
// its own where its rupiah counted then and else the sum of those below it, and of the agency
// by ""; nothing for a plan that did not change.
func (p Plan) PaguBefore() map[string]decimal.NullDecimal {
	if !p.Changed() {
		return nil
	}
	out := map[string]decimal.NullDecimal{}
	lines, total := p.summed(max(begins(p)-1, 1), func(l Line) Amount { return l.WasBudget })
	for i, l := range p.Lines {
		out[l.Code] = lines[i].Value
	}
	out[""] = total.Value
	return out
}
