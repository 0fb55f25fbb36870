package reconcile

import (
	"slices"

	"github.com/shopspring/decimal"
)

// purse is the rupiah of a leaf, or what leaves add up to (rolled); neither for a
// program or an indicator that has none.
type purse struct {
	leaf, rolled       bool
	plan, actual       Amount // of the quarter
	planTo, actualTo   Amount // s.d. triwulan
	pagu               Amount
	missing, missingTo bool // a plan of which nothing was reported
}

// own are the rupiah that the lines themselves bring, in the quarters in which theirs
// count; never what stands on a program's or an indicator's own row.
func (l ledger) own() []purse {
	out := make([]purse, len(l.plan.Lines))
	for i := range out {
		out[i] = l.ownPurse(i, func(q int) (planned, paid bool) { return l.leaf[q][i], l.paid[q][i] })
	}
	return out
}

// rolledUp are the rupiah of every line: its own, and those of the lines below it.
func (l ledger) rolledUp(own []purse) []purse {
	out := slices.Clone(own)
	for i, p := range own {
		for _, up := range l.above[i] {
			if p.leaf {
				out[up] = out[up].plus(p)
			}
		}
	}
	return out
}

// rowPurse is what stands on a line's own row, whether it counts or not.
func (l ledger) rowPurse(i int) purse {
	return l.ownPurse(i, func(int) (planned, paid bool) { return true, true })
}

// ownPurse is what a line's own row says in the quarters in which that counts. It is a
// leaf if it does in one.
func (l ledger) ownPurse(i int, counts func(q int) (planned, paid bool)) purse {
	line, p := l.plan.Lines[i], purse{}
	if planned, _ := counts(max(l.quarter, 1) - 1); planned {
		p.leaf, p.pagu = true, line.Budget[Year]
	}
	for q := range l.quarter {
		plan, actual := line.Budget[q], Amount{}
		planned, paid := counts(q)
		if !planned {
			plan = Amount{}
		}
		if row := l.rows[q][i]; paid && row != nil {
			actual = row.Money
		}
		p.leaf = p.leaf || planned || paid
		p.planTo, p.actualTo = addAmount(p.planTo, plan), addAmount(p.actualTo, actual)
		missing := positive(plan) && !actual.Said()
		p.missingTo = p.missingTo || missing || planned && q < l.quarter-1 && l.silent(q) && line.HoldsIn(q+1)
		if q == l.quarter-1 {
			p.plan, p.actual, p.missing = plan, actual, missing
		}
	}
	return p
}

func (p purse) plus(o purse) purse {
	return purse{
		rolled: true,
		plan:   addAmount(p.plan, o.plan), actual: addAmount(p.actual, o.actual),
		planTo: addAmount(p.planTo, o.planTo), actualTo: addAmount(p.actualTo, o.actualTo),
		pagu:    addAmount(p.pagu, o.pagu),
		missing: p.missing || o.missing, missingTo: p.missingTo || o.missingTo,
	}
}

// addAmount sums what is said; the sum of one said amount keeps its source.
func addAmount(sum, a Amount) Amount {
	switch {
	case !a.Said():
		return sum
	case !sum.Said():
		return a
	}
	return Amount{Value: null(sum.Value.Decimal.Add(a.Value.Decimal))}
}

func positive(a Amount) bool { return a.Said() && a.Value.Decimal.IsPositive() }

// spent is the deviation from a plan; a plan that says nothing counts as 0. Null
// where nothing was reported.
func spent(plan, actual Amount) decimal.NullDecimal {
	if !actual.Said() {
		return decimal.NullDecimal{}
	}
	return null(actual.Value.Decimal.Sub(plan.Value.Decimal))
}

// excess is by how much the rupiah to date exceed the year's pagu; null where they
// do not.
func (p purse) excess() decimal.NullDecimal {
	if !p.pagu.Said() || !p.actualTo.Said() || p.actualTo.Value.Decimal.LessThanOrEqual(p.pagu.Value.Decimal) {
		return decimal.NullDecimal{}
	}
	return null(p.actualTo.Value.Decimal.Sub(p.pagu.Value.Decimal))
}

// sisa is the pagu less the rupiah to date.
func (p purse) sisa() decimal.NullDecimal {
	if !p.pagu.Said() {
		return decimal.NullDecimal{}
	}
	return null(p.pagu.Value.Decimal.Sub(p.actualTo.Value.Decimal))
}

// quarter is the comparison of one quarter, its serapan against its own plan.
func (p purse) quarter(tolerance Tolerance) Money {
	return Money{
		Plan: p.plan, Actual: p.actual, Incomplete: p.missing,
		Deviation: spent(p.plan, p.actual),
		Serapan:   percent(p.actual.Value, p.plan.Value),
		Status:    p.flag(p.plan, p.actual, p.missing && p.rolled, tolerance),
	}
}

// toDate is the comparison up to a quarter, its serapan against the year's pagu.
func (p purse) toDate(tolerance Tolerance) Money {
	return Money{
		Plan: p.planTo, Actual: p.actualTo, Incomplete: p.missingTo,
		Deviation: spent(p.planTo, p.actualTo),
		Serapan:   percent(p.actualTo.Value, p.pagu.Value),
		Status:    p.flag(p.planTo, p.actualTo, false, tolerance),
	}
}

// flag judges rupiah. Above the year's pagu comes before all else; a quarter's sum
// that lacks a leaf is no more than Belum Lapor. What lacks an earlier quarter is
// judged as it stands and marked incomplete.
func (p purse) flag(plan, actual Amount, lacking bool, tolerance Tolerance) Status {
	switch {
	case !p.leaf && !p.rolled:
		return ""
	case p.excess().Valid:
		return MelebihiPagu
	case lacking, positive(plan) && !actual.Said():
		return BelumLapor
	case !actual.Said():
		return ""
	}
	deviation := spent(plan, actual).Decimal
	counts := tolerance.reached(deviation, plan.Value.Decimal) || !positive(plan)
	switch {
	case counts && deviation.IsPositive():
		return DiAtas
	case counts && deviation.IsNegative():
		return DiBawah
	}
	return SesuaiRencana
}
