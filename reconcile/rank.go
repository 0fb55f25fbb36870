package reconcile

import (
	"cmp"
	"slices"

	"github.com/shopspring/decimal"
)

// Need is a planned line that needs the head of its agency, with what is at stake.
type Need struct {
	Agency    string // code
	Code      string
	Level     Level
	Name      string // as typed, with its number
	OverPagu  bool   // its rupiah to date exceed the year's pagu
	Unit      string
	Money     decimal.Decimal     // rupiah that stray from the plan, or are due and not accounted for
	Output    decimal.Decimal     // rupiah of the plan whose target is not reached
	Shortfall decimal.NullDecimal // points of capaian that lack to 100; null where none is short or no percentage exists
	Unmet     bool                // the target is not reached
	Saved     bool                // the target is reached, and less was spent than planned; nothing else
	// Unreported: due in the quarter and nothing was said of it. Doubtful: a figure needs
	// clarification, or a question of the reviewer lies on the line. RestsOnPlan: a
	// warning of the plan check lies on a figure it is measured by.
	Unreported, Doubtful, RestsOnPlan bool
	Budget                            decimal.Decimal     // the plan to date; the year's pagu where nothing was planned yet
	Capaian                           decimal.NullDecimal // to date, raw
	Serapan                           decimal.NullDecimal // rupiah to date in percent of the plan to date
	Why                               string              // in Bahasa, for the head
	Notes                             Notes               // what staff wrote beside it
}

// Stake is the consequence of a line in rupiah: the larger of the rupiah that stray and
// the plan whose target is not reached. The two are not added, since money that was not
// spent and the output that is missing for it are one consequence.
func (n Need) Stake() decimal.Decimal { return decimal.Max(n.Money, n.Output) }

// lack is the shortfall for ordering: all of it where no percentage exists.
func (n Need) lack() decimal.Decimal {
	switch {
	case n.Shortfall.Valid:
		return n.Shortfall.Decimal
	case n.Unmet:
		return hundred
	}
	return decimal.Zero
}

// CompareNeeds orders lines by their consequence; the larger one comes first:
//
//  1. what is above the year's pagu, which no one may spend, comes before all else; what
//     only took less money than planned, with its target reached, comes after what
//     lacks something; and what is only doubtful, so that nothing can be computed, last;
//  2. the larger [Need.Stake] in rupiah;
//  3. the larger shortfall of capaian, in points;
//  4. what is due and not reported;
//  5. what is doubtful;
//  6. the larger plan;
//  7. the codes of agency and line, so that the order is total.
func CompareNeeds(a, b Need) int {
	return cmp.Or(
		cmp.Compare(a.kind(), b.kind()),
		b.Stake().Cmp(a.Stake()),
		b.lack().Cmp(a.lack()),
		first(a.Unreported, b.Unreported),
		first(a.Doubtful, b.Doubtful),
		b.Budget.Cmp(a.Budget),
		cmp.Compare(a.Agency, b.Agency),
		cmp.Compare(a.Code, b.Code))
}

// The kinds of consequence, the first to be seen to first.
const (
	aboveBudget = iota
	lacking
	saving
	doubted
)

func (n Need) kind() int {
	switch {
	case n.OverPagu:
		return aboveBudget
	case n.Saved:
		return saving
	case n.Doubtful && !n.Unmet && !n.Unreported && n.Stake().IsZero():
		return doubted
	}
	return lacking
}

// first puts what is so before what is not.
func first(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return -1
	}
	return 1
}

// Needs lists the lines of a quarter that need the head of the agency, by
// [CompareNeeds]; lines with nothing to say are left out. All figures are to date (s.d.
// triwulan), of a result whose percentages are rounded, see [Result.Rounded].
//
// Money is what a kegiatan (a sub kegiatan where it has some) spent beside its plan, by
// a deviation that counts; what it spent above the year's pagu; or the plan of the
// quarter where that is due and not reported. Rupiah of programs and indicators are
// sums of these and not counted again.
//
// Output is the part of a line's plan, on any level, whose target is not reached: the
// plan times the points of capaian that lack to 100; all of it where no percentage
// exists (letters, a target of 0). Where the target is due and not reported it is no
// less than the plan of the quarter. A line without a plan to date is weighed by its
// pagu.
func Needs(r Result) []Need {
	w := newWeigher(r)
	var out []Need
	for i := range r.Variances {
		if n, needs := w.weigh(&r.Variances[i]); needs {
			out = append(out, n)
		}
	}
	slices.SortFunc(out, CompareNeeds)
	return out
}

// weigher weighs the lines of a result.
type weigher struct {
	r       Result
	divided map[string]bool // by code: kegiatan that have sub kegiatan
	asked   map[string]int  // by code: questions about the line
	planned doubts          // cells that a warning of the plan lies on
	named   map[string]bool // lines that one names
}

func newWeigher(r Result) weigher {
	w := weigher{r: r, divided: map[string]bool{}, asked: map[string]int{}, planned: doubts{}, named: map[string]bool{}}
	for _, v := range r.Variances {
		if v.Line.Level == LevelSubKegiatan && v.Line.HoldsIn(r.Period.Quarter) {
			w.divided[v.Line.Parent] = true
		}
	}
	for _, f := range r.Findings {
		if f.Severity() == Warning && f.Line != "" && f.Code != LineMissing && f.Code != OverBudget {
			w.asked[f.Line]++
		}
	}
	w.planned.add(r.Plan.Findings)
	for _, f := range r.PlanWarnings() {
		w.named[f.Line] = f.Line != ""
	}
	return w
}

// holdsMoney reports whether a line's rupiah are its own and no sums.
func (w weigher) holdsMoney(l Line) bool {
	return l.Level == LevelSubKegiatan || l.Level == LevelKegiatan && !w.divided[l.Code]
}

// restsOnPlan reports whether a warning of the plan check lies on a line or on a figure
// that it is measured by.
func (w weigher) restsOnPlan(l Line) bool {
	rests := w.named[l.Code]
	for i := range Slots {
		rests = rests || w.planned[l.Target[i].Source] || w.planned[l.Budget[i].Source] && w.holdsMoney(l)
	}
	return rests
}

func (w weigher) weigh(v *Variance) (n Need, needs bool) {
	l, leaf := v.Line, w.holdsMoney(v.Line)
	n = Need{
		Agency: w.r.Plan.Agency.Code, Code: l.Code, Level: l.Level, Name: l.Name(), Unit: l.Unit, Notes: v.Notes,
		OverPagu:    leaf && v.MoneyYTD.Status == MelebihiPagu,
		Unreported:  v.Physical.Status == BelumLapor || leaf && v.Money.Status == BelumLapor,
		Doubtful:    v.Physical.Status == PerluKlarifikasi || v.PhysicalYTD.Status == PerluKlarifikasi || w.asked[l.Code] > 0,
		RestsOnPlan: w.restsOnPlan(l),
		Unmet:       v.PhysicalYTD.Status == TidakTercapai || v.PhysicalYTD.Status == BelumLapor,
		Budget:      weight(v), Capaian: v.PhysicalYTD.Capaian,
		Serapan: RoundPercent(percent(v.MoneyYTD.Actual.Value, v.MoneyYTD.Plan.Value)),
	}
	gone := w.isGone(l)
	if leaf && !(gone && v.MoneyYTD.Status == DiBawah) {
		n.Money = astray(v)
	}
	n.Saved = leaf && !gone && !n.Unreported && v.MoneyYTD.Status == DiBawah && reached(v.PhysicalYTD)
	if n.Unmet = n.Unmet && !gone; !gone {
		n.Shortfall = shortfall(v.PhysicalYTD)
	}
	n.Output = missed(v, n)
	n.Why = w.why(v, n, leaf)
	return n, n.OverPagu || n.Unreported || n.Doubtful || n.Unmet || n.Money.IsPositive()
}

// isGone: a change of the plan took the line out. Its target and what was not spent of its
// budget are no matter any more; what was spent beyond it is.
func (w weigher) isGone(l Line) bool { return !l.HoldsIn(w.r.Period.Quarter) }

// weight is the plan to date, the year's pagu where nothing was planned yet.
func weight(v *Variance) decimal.Decimal {
	if positive(v.MoneyYTD.Plan) {
		return v.MoneyYTD.Plan.Value.Decimal
	}
	return decimal.Max(v.Pagu.Decimal, decimal.Zero)
}

// due is the plan of the quarter, of which nothing was reported.
func due(v *Variance) decimal.Decimal {
	return decimal.Max(v.Money.Plan.Value.Decimal, decimal.Zero)
}

// astray are the rupiah of a leaf that are not as planned.
func astray(v *Variance) decimal.Decimal {
	sum, m := decimal.Zero, v.MoneyYTD
	switch m.Status {
	case DiBawah, DiAtas, MelebihiPagu:
		sum = m.Deviation.Decimal.Abs()
	case BelumLapor:
		sum = m.Plan.Value.Decimal
	}
	if m.Status == MelebihiPagu && v.Sisa.Valid {
		sum = decimal.Max(sum, v.Sisa.Decimal.Neg())
	}
	if v.Money.Status == BelumLapor {
		sum = decimal.Max(sum, due(v))
	}
	return sum
}

// shortfall is what capaian lacks to 100, null where it lacks nothing or does not exist.
func shortfall(p Physical) decimal.NullDecimal {
	if p.Status != TidakTercapai || !p.Capped.Valid || p.Capped.Decimal.GreaterThanOrEqual(hundred) {
		return decimal.NullDecimal{}
	}
	return null(hundred.Sub(p.Capped.Decimal))
}

// missed is the plan whose target is not reached, to the sen.
func missed(v *Variance, n Need) decimal.Decimal {
	out := decimal.Zero
	if n.Unmet {
		out = n.Budget.Mul(n.lack()).Shift(-2).Round(2)
	}
	if v.Physical.Status == BelumLapor {
		out = decimal.Max(out, due(v))
	}
	return out
}
