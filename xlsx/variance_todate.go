package xlsx

import (
	"github.com/shopspring/decimal"

	"rekon/reconcile"
)

// target is the line's target of the quarter, or s.d. triwulan from the quarters'
// targets on Sumber. A target for the year only falls due in Triwulan IV.
func (v *varianceBook) target(e *entry, ytd bool) content {
	q := e.v.Physical.Target
	switch {
	case ytd:
		q = e.v.PhysicalYTD.Target
		return quantity(q, v.targetFormula(e, q.Value))
	case e.v.Line.Aggregation == reconcile.Tahunan:
		return quantity(q, v.targetFormula(e, q.Value))
	default:
		return quantity(q, "")
	}
}

func (v *varianceBook) targetFormula(e *entry, figure decimal.NullDecimal) string {
	l, n := &e.v.Line, v.r.Period.Quarter
	s := &v.sources
	switch l.Aggregation {
	case reconcile.Akumulatif, "":
		values := make([]decimal.NullDecimal, n)
		for i := range values {
			values[i] = l.Target[i].Value
		}
		return provided(v.quarterSum(e, s.targets, colPhysical+inPlan), sum(values...), figure).formula
	case reconcile.PosisiAkhir, reconcile.Tetap:
		for i := n - 1; i >= 0; i-- {
			if l.Target[i].Said() {
				return provided(s.cell(s.targets+i, e), l.Target[i].Value, figure).formula
			}
		}
	case reconcile.Tahunan:
		if n == 4 && l.Target[reconcile.Year].Said() {
			return provided(s.cell(s.targets+n, e), l.Target[reconcile.Year].Value, figure).formula
		}
	}
	return ""
}

// quarterSum adds the quarters' figures on Sumber, from the column given; in the
// first quarter it is that quarter's own cell on Variansi.
func (v *varianceBook) quarterSum(e *entry, from int, own columnID) string {
	n := v.r.Period.Quarter
	if n == 1 {
		c := v.at(own, e.row)
		return "IF(" + c + `="","",` + c + ")"
	}
	return blankSum(v.sources.cell(from, e) + ":" + v.sources.local(from+n-1, e))
}

// actual is what was reported in the quarter, or s.d. triwulan: the earlier
// quarters' figure stands on Sumber.
func (v *varianceBook) actual(e *entry, ytd bool) content {
	quarter, q := e.v.Physical.Actual, e.v.PhysicalYTD.Actual
	own := v.at(colPhysical+inActual, e.row)
	same := "IF(" + own + `="","",` + own + ")"
	switch {
	case !ytd && v.broughtByYear(e):
		return quantity(quarter, v.addEarlier(e, v.sources.cell(v.sources.now, e), v.sources.earlier, e.reported().Physical.Value, v.earlierQuantity(e), quarter.Value))
	case !ytd:
		return quantity(quarter, "")
	case quarter.Said() && (!v.cumulates(e) || v.broughtByYear(e)), !quarter.Said() && !q.Said():
		return quantity(q, provided(same, quarter.Value, q.Value).formula)
	case v.cumulates(e):
		return quantity(q, v.addEarlier(e, own, v.sources.earlier, quarter.Value, v.earlierQuantity(e), q.Value))
	default:
		return quantity(q, v.sources.cell(v.sources.earlier, e))
	}
}

// broughtByYear: a target for the year is measured, in Triwulan IV, by all that
// the year brought, not by what was reported for the quarter.
func (v *varianceBook) broughtByYear(e *entry) bool {
	reported, shown := e.reported().Physical.Value, e.v.Physical.Actual.Value
	return shown.Valid && reported.Valid && !shown.Decimal.Equal(reported.Decimal)
}

// cumulates reports whether realisasi of the line add up over the quarters.
func (v *varianceBook) cumulates(e *entry) bool {
	switch e.v.Line.Aggregation {
	case reconcile.PosisiAkhir, reconcile.Tetap:
		return false
	case reconcile.Tahunan:
		u, _ := v.r.Rules.Unit(e.v.Line.Unit)
		return u.Counted
	default:
		return true
	}
}

// addEarlier adds this quarter's cell to the earlier quarters' on Sumber.
func (v *varianceBook) addEarlier(e *entry, now string, column int, quarter, earlier, figure decimal.NullDecimal) string {
	formula := "IF(" + now + `="","",` + now + ")"
	if v.r.Period.Quarter > 1 {
		formula = blankSum(v.sources.cell(column, e) + "," + now)
	}
	return provided(formula, sum(earlier, quarter), figure, earlier, quarter, figure).formula
}

// earlierQuantity is what the earlier quarters add to the figure to date; of a
// line that shows its last position only where this quarter says nothing.
func (v *varianceBook) earlierQuantity(e *entry) decimal.NullDecimal {
	now, toDate := e.reported().Physical.Value, e.v.PhysicalYTD.Actual.Value
	if v.cumulates(e) {
		return before(toDate, now)
	}
	if now.Valid {
		return none()
	}
	return toDate
}

// before is the figure to date less this quarter's; null where they are the same,
// as nobody can tell whether zero was reported or nothing.
func before(toDate, now decimal.NullDecimal) decimal.NullDecimal {
	if !toDate.Valid || !now.Valid {
		return toDate
	}
	if toDate.Decimal.Equal(now.Decimal) {
		return none()
	}
	return minus(toDate, now)
}

// plan is the budget of the quarter or to date: of a program or indicator the sum
// of its kegiatan, to date of a kegiatan the sum of its quarters on Sumber.
func (v *varianceBook) plan(e *entry, ytd bool) result {
	id, of := colMoney+inPlan, func(c *entry) decimal.NullDecimal { return c.v.Money.Plan.Value }
	if ytd {
		id, of = colMoneyYTD+inPlan, func(c *entry) decimal.NullDecimal { return c.v.MoneyYTD.Plan.Value }
	}
	figure := of(e)
	switch {
	case !e.leaf():
		return v.childSum(e, id, of, figure)
	case !ytd:
		return result{value: figure}
	}
	values := make([]decimal.NullDecimal, v.r.Period.Quarter)
	for i := range values {
		values[i] = e.v.Line.Budget[i].Value
	}
	return provided(v.quarterSum(e, v.sources.budgets, colMoney+inPlan), sum(values...), figure, append(values, figure)...)
}

// spent is the realisasi in rupiah of the quarter or to date.
func (v *varianceBook) spent(e *entry, ytd bool) result {
	id, of := colMoney+inActual, func(c *entry) decimal.NullDecimal { return c.v.Money.Actual.Value }
	if ytd {
		id, of = colMoneyYTD+inActual, func(c *entry) decimal.NullDecimal { return c.v.MoneyYTD.Actual.Value }
	}
	figure := of(e)
	switch {
	case !e.leaf():
		return v.childSum(e, id, of, figure)
	case !ytd:
		return result{value: figure}
	}
	now := e.v.Money.Actual.Value
	return result{value: figure, formula: v.addEarlier(e, v.at(colMoney+inActual, e.row), v.sources.earlierSpent, now, before(figure, now), figure)}
}

// pagu is the year's budget.
func (v *varianceBook) pagu(e *entry) result {
	if e.leaf() {
		return result{value: e.v.Pagu}
	}
	return v.childSum(e, colPagu, func(c *entry) decimal.NullDecimal { return c.v.Pagu }, e.v.Pagu)
}
