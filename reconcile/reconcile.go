package reconcile

import (
	"slices"

	"github.com/shopspring/decimal"
)

// Reconcile compares a plan with the reports of its year, for one quarter and
// to date: one variance for each planned line, in the plan's order. The plan is
// the one that holds in the quarter, see [Effective]. Reports may be of any
// quarters, in any order and several of one quarter: the highest revision of each
// quarter up to the period's counts, and the one before it in the period's own is
// what it replaces. The agency's Status, ComputedAt and Program are left to the caller.
func Reconcile(plan Plan, period Period, reports []Report, rules Rules) Result {
	plan = plan.reportedOn(period, reports)
	l := newLedger(plan, period, reports, rules)
	asked := l.review(l.previous(reports))
	doubtful := l.doubts(asked)
	own := l.own()
	purses := l.rolledUp(own)
	r := Result{Plan: plan, Period: period, Rules: rules}
	for i := range plan.Lines {
		r.Variances = append(r.Variances, l.variance(i, purses[i], doubtful))
	}
	r.Totals = l.totals(own, r.Variances)
	for q := range l.quarter {
		if q < l.quarter-1 {
			r.UnplannedBefore = append(r.UnplannedBefore, l.extra[q]...)
			if l.reports[q] != nil {
				r.Earlier = append(r.Earlier, *l.reports[q])
			}
		} else {
			r.Unplanned = l.extra[q]
		}
	}
	if report := l.report(); report != nil {
		r.Report = *report
		r.Findings = SortFindings(slices.Concat(report.Findings, asked), l.sheets())
	}
	return r
}

// previous is the report of the period that the one that stands has replaced.
func (l ledger) previous(reports []Report) *Report {
	var previous *Report
	now := l.report()
	if now == nil {
		return nil
	}
	for i, r := range reports {
		if r.Period == now.Period && r.Revision < now.Revision && (previous == nil || compareReports(r, *previous) > 0) {
			previous = &reports[i]
		}
	}
	return previous
}

// variance computes all that is said of one line.
func (l ledger) variance(i int, p purse, d doubts) Variance {
	t := l.track(i)
	row, _ := l.row(i)
	v := Variance{
		Line:        l.plan.Lines[i],
		Physical:    t.quarter(l.quarter, d),
		PhysicalYTD: t.toDate(l.quarter, d),
		Money:       p.quarter(l.rules.MoneyTolerance),
		MoneyYTD:    p.toDate(l.rules.MoneyTolerance),
		Pagu:        p.pagu.Value,
		PaguWritten: l.plan.Lines[i].Budget[Year].Value,
		Sisa:        p.sisa(),
		Notes:       row.Notes,
	}
	v.Predikat = l.rules.predikat(v.PhysicalYTD)
	v.Efisiensi = l.rules.efisiensi(v.PhysicalYTD, v.MoneyYTD)
	return v
}

// predikat is the predikat kinerja of the capped capaian to date, rounded half
// away from zero to a whole percent (Permendagri 54/2010 and 86/2017); "" without
// a capaian and on incomplete data.
func (r Rules) predikat(p Physical) string {
	if !p.Capped.Valid || p.Incomplete {
		return ""
	}
	whole := p.Capped.Decimal.Round(0)
	for _, b := range r.Bands {
		if whole.GreaterThanOrEqual(b.Min) {
			return b.Name
		}
	}
	return ""
}

// The words of efisiensi.
const (
	Efisien      = "efisien"
	CukupEfisien = "cukup efisien"
	TidakEfisien = "tidak efisien"
)

// efisiensi compares the capped capaian to date with the rupiah to date in percent
// of their plan: efisien when it is ahead by more than the band, in points.
func (r Rules) efisiensi(p Physical, m Money) string {
	used := percent(m.Actual.Value, m.Plan.Value)
	if !p.Capped.Valid || !used.Valid || p.Incomplete || m.Incomplete {
		return ""
	}
	switch points := p.Capped.Decimal.Sub(used.Decimal); {
	case points.GreaterThan(r.EfisiensiBand):
		return Efisien
	case points.GreaterThanOrEqual(r.EfisiensiBand.Neg()):
		return CukupEfisien
	}
	return TidakEfisien
}

// totals are the agency's rupiah over its leaves, and the mean capaian of its
// kegiatan.
func (l ledger) totals(own []purse, variances []Variance) Totals {
	var all purse
	var quarter, toDate []decimal.NullDecimal
	for i, p := range own {
		if p.leaf {
			all = all.plus(p)
		}
		if l.plan.Lines[i].Level == LevelKegiatan {
			quarter = append(quarter, variances[i].Physical.Capped)
			toDate = append(toDate, variances[i].PhysicalYTD.Capped)
		}
	}
	now, year := all.quarter(l.rules.MoneyTolerance), all.toDate(l.rules.MoneyTolerance)
	return Totals{
		Plan: now.Plan.Value, Actual: now.Actual.Value, Deviation: now.Deviation, Serapan: now.Serapan,
		PlanYTD: year.Plan.Value, ActualYTD: year.Actual.Value, DeviationYTD: year.Deviation, SerapanYTD: year.Serapan,
		Pagu: all.pagu.Value, Sisa: all.sisa(),
		Incomplete: now.Incomplete, IncompleteYTD: year.Incomplete,
		Capaian: mean(quarter), CapaianYTD: mean(toDate),
	}
}

// mean is the plain average of what there is.
func mean(values []decimal.NullDecimal) Mean {
	sum, m := decimal.Zero, Mean{}
	for _, v := range values {
		if v.Valid {
			sum, m.Count = sum.Add(v.Decimal), m.Count+1
		}
	}
	if m.Count > 0 {
		m.Value = null(sum.DivRound(decimal.NewFromInt(int64(m.Count)), percentPlaces))
	}
	return m
}

// RoundPercent rounds a percentage to the four decimals it is shown with, half
// away from zero; null stays null.
func RoundPercent(d decimal.NullDecimal) decimal.NullDecimal {
	if !d.Valid {
		return d
	}
	return null(d.Decimal.Round(4))
}
