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
	n := v.r.Period.Quarter
	said := e.said(cellTarget, n)
	switch e.v.Line.Aggregation {
	case reconcile.Akumulatif, "":
		return provided(v.quarterSum(e, said, colPhysical+inPlan), sum(numbersOf(said)...), figure).formula
	case reconcile.PosisiAkhir, reconcile.Tetap:
		if len(said) > 0 {
			last := said[len(said)-1]
			return provided(last.spot(), last.figure.Value, figure).formula
		}
	case reconcile.Tahunan:
		if year := e.said(cellTarget, reconcile.Slots); n == reconcile.Year && len(year) > len(said) {
			last := year[len(year)-1]
			return provided(last.spot(), last.figure.Value, figure).formula
		}
	}
	return ""
}

// quarterSum adds the quarters' figures on Sumber; in the first quarter it is that
// quarter's own cell on Variansi.
func (v *varianceBook) quarterSum(e *entry, cells []sourceCell, own columnID) string {
	if v.r.Period.Quarter == 1 {
		c := v.at(own, e.row)
		return "IF(" + c + `="","",` + c + ")"
	}
	return blankSum(spots(cells))
}

// actual is what was reported in the quarter, or s.d. triwulan: the earlier
// quarters' figures stand on Sumber.
func (v *varianceBook) actual(e *entry, ytd bool) content {
	quarter, q := e.v.Physical.Actual, e.v.PhysicalYTD.Actual
	own := v.at(colPhysical+inActual, e.row)
	same := "IF(" + own + `="","",` + own + ")"
	earlier := e.said(cellDelivered, v.r.Period.Quarter-1)
	switch {
	case !ytd && v.broughtByYear(e):
		return quantity(quarter, v.yearFormula(e, quarter.Value))
	case !ytd:
		return quantity(quarter, "")
	case quarter.Said() && (!v.cumulates(e) || v.broughtByYear(e)), !quarter.Said() && !q.Said():
		return quantity(q, provided(same, quarter.Value, q.Value).formula)
	case v.cumulates(e):
		return quantity(q, v.addEarlier(own, earlier, quarter.Value, q.Value))
	case len(earlier) > 0:
		last := earlier[len(earlier)-1]
		return quantity(q, provided(last.spot(), last.figure.Value, q.Value).formula)
	}
	return quantity(q, "")
}

// yearFormula adds up all that the year brought, quarter by quarter on Sumber.
func (v *varianceBook) yearFormula(e *entry, figure decimal.NullDecimal) string {
	all := e.said(cellDelivered, reconcile.Year)
	return provided(blankSum(spots(all)), sum(numbersOf(all)...), figure).formula
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
func (v *varianceBook) addEarlier(now string, earlier []sourceCell, quarter, figure decimal.NullDecimal) string {
	formula := "IF(" + now + `="","",` + now + ")"
	if len(earlier) > 0 {
		formula = blankSum(spots(earlier) + "," + now)
	}
	parts := append(numbersOf(earlier), quarter)
	return provided(formula, sum(parts...), figure, append(parts, figure)...).formula
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
	said := e.said(cellBudget, v.r.Period.Quarter)
	return provided(v.quarterSum(e, said, colMoney+inPlan), sum(numbersOf(said)...), figure, append(numbersOf(said), figure)...)
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
	return result{value: figure, formula: v.addEarlier(v.at(colMoney+inActual, e.row), e.said(cellPaid, v.r.Period.Quarter-1), e.v.Money.Actual.Value, figure)}
}

// pagu is the year's budget.
func (v *varianceBook) pagu(e *entry) result {
	if e.leaf() {
		return result{value: e.v.Pagu}
	}
	return v.childSum(e, colPagu, func(c *entry) decimal.NullDecimal { return c.v.Pagu }, e.v.Pagu)
}
