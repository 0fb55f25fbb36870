package reconcile

import (
	"time"

	"github.com/shopspring/decimal"
)

// Head is who signs for an agency; blank where unknown.
type Head struct{ Name, NIP string }

// Standing is how an agency stands in a quarter, as it is stored.
type Standing struct {
	Status     Status
	Due        time.Time // the first instant that is late
	ReceivedAt time.Time // of the report that counts, or of what was given back; zero for none
	LateDays   int       // of the report; without one, when the quarter was closed out
	Revision   int       // of the accepted report, 0 for none
	ClosedAt   time.Time // when the quarter was closed out, zero before
	ClosedWith int       // the revision that counted then, 0 for none
}

// Figures are what agency-wide totals say of one period.
type Figures struct {
	Plan, Actual, Deviation decimal.NullDecimal // rupiah over the kegiatan
	Serapan                 decimal.NullDecimal // percent: of the quarter's plan, or to date of the year's pagu
	OfPlan                  decimal.NullDecimal // rupiah in percent of the period's plan
	Capaian                 Mean                // over the kegiatan that have one
	Incomplete              bool                // rupiah or output of a line was due and not reported
}

// Point is the end of a quarter on the curve of the year: rupiah since its beginning.
type Point struct {
	Plan   decimal.NullDecimal // null where the plan has no quarters
	Actual decimal.NullDecimal // null where nothing was reported, and after the summary's quarter
}

// Card is how an agency stands in a quarter, in short: what an overview of agencies is
// made of. Its needs are the first [NeedsShown].
type Card struct {
	Agency       Agency
	Head         Head
	Period       Period
	Standing     Standing
	PlanRevision int
	Due          int      // lines that were due or reported in the quarter
	Missing      int      // lines of these that are not reported
	Silent       []Period // earlier quarters that owe a report and have none
	Needs        []Need   // by consequence, see [Needs]
	NeedsInAll   int
	Quarter, YTD Figures
	Pagu, Sisa   decimal.NullDecimal
	Predikat     string // of the mean capaian to date; "" without one and on incomplete data
	Curve        [Year]Point
	Doubts       int       // warnings on the report
	PlanDoubts   int       // warnings on the plan the figures rest on
	Corrections  int       // after the close-out
	CorrectedAt  time.Time // the last of them, zero for none
}

// NeedsShown is how many lines the printed page shows.
const NeedsShown = 5

// Summary is what the head of an agency is told of a quarter, in the order of the
// questions: is it complete, what needs me, how do we stand. What it rests on stands
// behind it. It is made by [Summarize] and never computed with.
type Summary struct {
	Card
	Ranked     []Need // all lines that need the head, by consequence
	Unreported []Need // what is due and not reported, in the plan's order
	Before     *Card  // the quarter before, nil where that has no report
	Rows       []SummaryRow
	Result     Result
	Earlier    []Report // heads of the earlier reports of the year
	Behind     string   // file name of the variance workbook beside it, "" for none
}

// SummaryRow is an indicator or a program, or a kegiatan where a plan has neither.
type SummaryRow struct {
	Variance
	Depth       int                 // 0 for what stands under nothing
	Quarter     Mean                // capaian of the quarter, over its kegiatan that have one
	Capaian     Mean                // the same to date
	OfPlan      decimal.NullDecimal // rupiah to date in percent of the plan to date
	Kegiatan    int
	Missing     int  // lines of it that are due and not reported
	Partial     bool // the capaian to date of one of these lacks a quarter
	RestsOnPlan bool
}

// Incomplete reports whether a figure of the row lacks something that was due.
func (r SummaryRow) Incomplete() bool {
	return r.Missing > 0 || r.Partial || r.Money.Incomplete || r.MoneyYTD.Incomplete
}

// Complete reports whether all that was due is reported. Nothing is shown as good
// before.
func (c Card) Complete() bool {
	return c.Standing.Revision > 0 && c.Missing == 0 && len(c.Silent) == 0 && !c.Quarter.Incomplete && !c.YTD.Incomplete
}

// Summarize makes the summary of a quarter from its result, the results of the earlier
// quarters of the year that have one, and how the agency stands. Of a quarter without a
// report the result is that of the plan alone. Percentages are rounded, as they are
// shown.
func Summarize(r Result, earlier []Result, standing Standing, head Head) Summary {
	r = r.afterWithdrawal(standing.Status).Rounded()
	s := Summary{Card: card(r, standing, head), Ranked: Needs(r), Unreported: unreported(r), Rows: summaryRows(r), Result: r}
	s.Missing, s.NeedsInAll = len(s.Unreported), len(s.Ranked)
	s.Needs = s.Ranked[:min(NeedsShown, len(s.Ranked))]
	for q := 1; q < r.Period.Quarter; q++ {
		before, ok := resultOf(earlier, q)
		if !ok {
			if r.Plan.owes(q) {
				s.Silent = append(s.Silent, Period{r.Period.Year, q})
			}
			continue
		}
		s.Curve[q-1].Actual = before.Totals.ActualYTD
		s.Earlier = append(s.Earlier, headOf(before.Report))
		if q == r.Period.Quarter-1 {
			c := card(before.Rounded(), Standing{Revision: before.Report.Revision}, head)
			s.Before = &c
		}
	}
	s.Predikat = s.predikat()
	return s
}

func resultOf(results []Result, quarter int) (Result, bool) {
	for _, r := range results {
		if r.Period.Quarter == quarter && r.Report.Revision > 0 {
			return r, true
		}
	}
	return Result{}, false
}

// headOf is a report without its figures.
func headOf(r Report) Report {
	r.Realizations, r.Findings = nil, nil
	return r
}

// card gathers what the totals of a result say.
func card(r Result, standing Standing, head Head) Card {
	t := r.Totals
	c := Card{
		Agency: r.Plan.Agency, Head: head, Period: r.Period, Standing: standing, PlanRevision: r.Plan.Revision,
		Quarter: Figures{t.Plan, t.Actual, t.Deviation, t.Serapan, RoundPercent(percent(t.Actual, t.Plan)), t.Capaian, t.Incomplete},
		YTD:     Figures{t.PlanYTD, t.ActualYTD, t.DeviationYTD, t.SerapanYTD, RoundPercent(percent(t.ActualYTD, t.PlanYTD)), t.CapaianYTD, t.IncompleteYTD},
		Pagu:    t.Pagu, Sisa: t.Sisa, PlanDoubts: len(r.PlanWarnings()),
		Corrections: len(r.Changes), CorrectedAt: r.Corrected(),
	}
	for _, f := range r.Findings {
		if f.Severity() == Warning {
			c.Doubts++
		}
	}
	for _, v := range r.Variances {
		if v.Physical.Target.Said() || v.Physical.Actual.Said() || positive(v.Money.Plan) || v.Money.Actual.Said() {
			c.Due++
		}
		c.Quarter.Incomplete = c.Quarter.Incomplete || v.Physical.Status == BelumLapor
		c.YTD.Incomplete = c.YTD.Incomplete || v.PhysicalYTD.Incomplete
	}
	c.Curve = plannedCurve(r)
	if r.Period.Quarter >= 1 && r.Period.Quarter <= Year && standing.Revision > 0 {
		c.Curve[r.Period.Quarter-1].Actual = t.ActualYTD
	}
	return c
}

// plannedCurve adds up the plan of the leaves, quarter by quarter.
func plannedCurve(r Result) (out [Year]Point) {
	w := newWeigher(r)
	var sum Amount
	for q := range Year {
		for _, v := range r.Variances {
			if w.holdsMoney(v.Line) {
				sum = addAmount(sum, v.Line.Budget[q])
			}
		}
		out[q].Plan = sum.Value
	}
	return out
}

// predikat judges the mean capaian to date; nothing is judged on incomplete data.
func (s Summary) predikat() string {
	return s.Result.Rules.predikat(Physical{Capped: s.YTD.Capaian.Value, Incomplete: !s.Complete()})
}

// unreported are the lines that are due in the quarter and not reported.
func unreported(r Result) (out []Need) {
	w := newWeigher(r)
	for i := range r.Variances {
		if n, _ := w.weigh(&r.Variances[i]); n.Unreported {
			out = append(out, n)
		}
	}
	return out
}
