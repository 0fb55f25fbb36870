package reconcile

import (
	"slices"

	"github.com/shopspring/decimal"
)

// track is a line's physical targets and what was reported of them, with the way
// its quarters add up over the year.
type track struct {
	line     Line
	rules    Rules
	agg      Aggregation    // the line's, inferred where it has none
	yearly   bool           // only the year has a target, due in quarter IV
	sums     bool           // quarters are summed, otherwise the last position counts
	actual   [Year]Quantity // by quarter-1
	reported [Year]bool     // whether the quarter has a report at all
	silent   [Year]bool     // it has none and owes one
}

// basis is a figure with the cells it rests on.
type basis struct {
	Quantity
	cells []Source
}

func (l ledger) track(i int) track {
	t := newTrack(l.plan.Lines[i], l.rules)
	for q := range l.quarter {
		t.reported[q], t.silent[q] = l.reports[q] != nil, l.silent(q)
		if row := l.rows[q][i]; row != nil {
			t.actual[q] = t.graded(row.Physical)
		}
	}
	return t
}

func newTrack(line Line, rules Rules) track {
	agg := line.Aggregation
	if agg == "" {
		agg, _ = InferAggregation(line)
	}
	unit, _ := rules.Unit(line.Unit)
	return track{
		line: line, rules: rules, agg: agg,
		yearly: line.Target[Year].Said() && (agg == Tahunan || len(saidOf(line.Target[:Year])) == 0),
		sums:   !hasLetters(line) && (agg == Akumulatif || agg == Tahunan && unit.Counted),
	}
}

// graded gives a number reported for a line of letters its letter on the scale.
func (t track) graded(q Quantity) Quantity {
	if scale, ok := t.rules.Scale(t.line.Scale); ok && hasLetters(t.line) && q.Letter == "" && q.Value.Valid {
		q.Letter = scale.Grade(q.Value.Decimal)
	}
	return q
}

// targetIn is the target of a quarter; a yearly one falls due in quarter IV.
func (t track) targetIn(q int) basis {
	slot := q - 1
	switch {
	case t.yearly && q == Year:
		slot = Year
	case t.yearly || q < 1:
		return basis{}
	}
	return basis{t.line.Target[slot], []Source{t.line.Target[slot].Source}}
}

// targetTo is the target up to a quarter. At the end of the year it rests on the
// year's target too, which stands beside it.
func (t track) targetTo(q int) basis {
	if t.yearly {
		return t.targetIn(q)
	}
	b := t.combine(t.line.Target[:q])
	if q == Year {
		b.cells = append(b.cells, t.line.Target[Year].Source)
	}
	return b
}

// actualIn is what was reported for a quarter. When a yearly target falls due it
// is measured by what the year brought, unless that quarter says nothing.
func (t track) actualIn(q int) basis {
	if q < 1 {
		return basis{}
	}
	if own := t.actual[q-1]; !t.yearly || q < Year || !own.Said() {
		return basis{own, []Source{own.Source}}
	}
	return t.actualTo(q)
}

func (t track) actualTo(q int) basis { return t.combine(t.actual[:q]) }

// combine sums the quarters, or takes the last one that says something. A figure
// that one cell states keeps its source.
func (t track) combine(quarters []Quantity) basis {
	said := saidOf(quarters)
	if len(said) == 0 {
		return basis{}
	}
	last := said[len(said)-1]
	numbers := slices.DeleteFunc(slices.Clone(said), func(q Quantity) bool { return !q.Value.Valid })
	if !t.sums || len(numbers) < 2 {
		return basis{last, []Source{last.Source}}
	}
	b := basis{Quantity: Quantity{Value: null(total(numbers)), Unit: numbers[0].Unit}}
	for _, n := range numbers {
		b.cells = append(b.cells, n.Source)
		if n.Unit != b.Unit {
			b.Unit = ""
		}
	}
	return b
}

// later reports whether the line has a target still to come after a quarter: of a
// later quarter, or of the year where the quarters so far do not cover it.
func (t track) later(q int) bool {
	year := t.line.Target[Year]
	switch {
	case q >= Year:
		return false
	case t.yearly || len(saidOf(t.line.Target[q:Year])) > 0:
		return true
	case !year.Said():
		return false
	case t.sums:
		return year.Value.Decimal.GreaterThan(total(t.line.Target[:q]))
	}
	return !sameFigure(t.combine(t.line.Target[:q]).Quantity, year)
}

// missing reports whether a quarter had a target and nothing was said of it.
func (t track) missing(q int) bool { return t.targetIn(q).Said() && !t.actual[q-1].Said() }

// incomplete reports whether the figures to date lack a quarter: one before this that
// owes a report and has none, or one that was due and of which nothing was said.
func (t track) incomplete(q int) bool {
	if !t.line.HasTarget() {
		return false
	}
	for i := 1; i <= q; i++ {
		if i < q && t.silent[i-1] && t.line.HoldsIn(i) || t.missing(i) {
			return true
		}
	}
	return false
}

// percentPlaces is the precision of a percentage before it is shown: enough that
// rounding to four decimals is exact for amounts up to 100 trillion rupiah.
const percentPlaces = 20

var hundred = decimal.NewFromInt(100)

// percent is part of whole in percent; null where either is or the whole is 0.
func percent(part, whole decimal.NullDecimal) decimal.NullDecimal {
	if !part.Valid || !whole.Valid || whole.Decimal.IsZero() {
		return decimal.NullDecimal{}
	}
	return null(part.Decimal.Mul(hundred).DivRound(whole.Decimal, percentPlaces))
}

// capaian is the achievement in percent, raw: R/T x 100; for negative polarity
// (2T-R)/T x 100, or T/R x 100 by the rules. Null for a target of 0.
func (t track) capaian(target, actual decimal.Decimal) decimal.NullDecimal {
	switch {
	case target.IsZero():
		return decimal.NullDecimal{}
	case t.line.Polarity != Negatif:
		return percent(null(actual), null(target))
	case t.rules.NegativeRatio:
		return percent(null(target), null(actual))
	}
	return percent(null(target.Add(target).Sub(actual)), null(target))
}

// capped keeps a capaian between 0 and the rules' cap.
func capped(raw decimal.NullDecimal, limit decimal.NullDecimal) decimal.NullDecimal {
	if !raw.Valid {
		return raw
	}
	d := decimal.Max(raw.Decimal, decimal.Zero)
	if limit.Valid {
		d = decimal.Min(d, limit.Decimal)
	}
	return null(d)
}
