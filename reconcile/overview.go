package reconcile

import (
	"cmp"
	"slices"

	"github.com/shopspring/decimal"
)

// Overview is what the regent's office is told of a quarter: all agencies that have a
// plan, in the same order of questions as a [Summary]. It is made by [Oversee].
type Overview struct {
	Period Period
	Cards  []Card // by code
	// Open are the agencies whose report is not complete: those without a report first,
	// the latest, then the largest pagu.
	Open []Card
	// Needs ranks the lines of all agencies, the first [NeedsShown] of each. Those of
	// agencies without any report are left out: what these owe is the report.
	Needs        []Need
	Quarter, YTD Figures // sums; the capaian is the plain mean of the agencies'
	Pagu, Sisa   decimal.NullDecimal
	Curve        [Year]Point
	Reported     int // agencies with a report
	Completed    int // agencies whose report is complete
	Late         int // agencies that reported late, or have not and are overdue
	Asked        int // agencies with questions on their report, complete or not
	PlanDoubts   int // agencies whose figures rest on a doubtful plan
	// Before is the quarter before of the same year, nil for none.
	Before *Overview
	// Summaries are the summary workbooks of the agencies by code, as paths from that of
	// all of them.
	Summaries map[string]string
}

// Oversee gathers how the agencies stand in a quarter. The order of the cards does not
// matter.
func Oversee(p Period, cards []Card) Overview {
	cards = slices.Clone(cards)
	slices.SortFunc(cards, func(a, b Card) int { return cmp.Compare(a.Agency.Code, b.Agency.Code) })
	o := Overview{Period: p, Cards: cards}
	var quarter, toDate []Figures
	for _, c := range cards {
		quarter, toDate = append(quarter, c.Quarter), append(toDate, c.YTD)
		o.Pagu, o.Sisa = plusNull(o.Pagu, c.Pagu), plusNull(o.Sisa, c.Sisa)
		for q := range Year {
			o.Curve[q] = Point{plusNull(o.Curve[q].Plan, c.Curve[q].Plan), plusNull(o.Curve[q].Actual, c.Curve[q].Actual)}
		}
		o.count(c)
	}
	o.Quarter, o.YTD = allFigures(quarter), allFigures(toDate)
	o.YTD.Serapan = RoundPercent(percent(o.YTD.Actual, o.Pagu))
	slices.SortFunc(o.Needs, CompareNeeds)
	slices.SortStableFunc(o.Open, compareOpen)
	return o
}

func (o *Overview) count(c Card) {
	if c.Standing.Revision > 0 {
		o.Reported++
		o.Needs = append(o.Needs, c.Needs...)
	}
	if c.Complete() {
		o.Completed++
	} else {
		o.Open = append(o.Open, c)
	}
	if c.Standing.LateDays > 0 {
		o.Late++
	}
	if c.Doubts > 0 {
		o.Asked++
	}
	if c.PlanDoubts > 0 {
		o.PlanDoubts++
	}
}

// compareOpen puts those without a report first, then the latest, the largest pagu.
func compareOpen(a, b Card) int {
	return cmp.Or(first(a.Standing.Revision == 0, b.Standing.Revision == 0),
		cmp.Compare(b.Standing.LateDays, a.Standing.LateDays), b.Pagu.Decimal.Cmp(a.Pagu.Decimal))
}

// Complete reports whether all that was due of all agencies is reported.
func (o Overview) Complete() bool { return len(o.Open) == 0 && len(o.Cards) > 0 }

// allFigures adds the rupiah of agencies; the capaian is the plain mean of theirs. The
// deviation is that of the sums, so that it agrees with them where an agency has not
// reported and has no deviation of its own.
func allFigures(of []Figures) (sum Figures) {
	var capaian []decimal.NullDecimal
	for _, f := range of {
		sum.Plan, sum.Actual = plusNull(sum.Plan, f.Plan), plusNull(sum.Actual, f.Actual)
		sum.Incomplete = sum.Incomplete || f.Incomplete
		capaian = append(capaian, f.Capaian.Value)
	}
	sum.Deviation = spent(Amount{Value: sum.Plan}, Amount{Value: sum.Actual})
	sum.Serapan = RoundPercent(percent(sum.Actual, sum.Plan))
	sum.OfPlan = sum.Serapan
	sum.Capaian = roundedMean(capaian)
	return sum
}

// plusNull adds what is said.
func plusNull(a, b decimal.NullDecimal) decimal.NullDecimal {
	return addAmount(Amount{Value: a}, Amount{Value: b}).Value
}
