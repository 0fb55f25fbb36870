package reconcile

import (
	"github.com/shopspring/decimal"
)

// askCumulative asks whether a figure repeats what earlier quarters already
// reported, or takes some of it back.
func (e *entry) askCumulative() {
	now := e.quarter - 1
	if e.agg == Akumulatif && e.sums && e.unbroken {
		before, own := saidOf(e.actual[:now]), e.line.Target[now].Value
		if repeats(e.row.Physical.Value, total(before), own, e.targetTo(e.quarter).Value) {
			e.ask(LooksCumulative, e.delivered, decimal.NullDecimal{},
				"realisasi %s sama dengan jumlah triwulan sebelumnya, tampaknya angka kumulatif (target %s, s.d. triwulan ini %s). Tulis realisasi %s saja, atau jelaskan pada Keterangan.",
				e.quantity(e.row.Physical), e.quantity(e.line.Target[now]), e.quantity(e.targetTo(e.quarter).Quantity), e.quarterName())
		}
	}
	if e.leaf && e.unbroken {
		var before Amount
		for _, a := range e.spent[:now] {
			before = addAmount(before, a)
		}
		if repeats(e.row.Money.Value, before.Value.Decimal, e.purse.plan.Value, e.purse.planTo.Value) {
			e.ask(LooksCumulative, e.paid, decimal.NullDecimal{},
				"realisasi %s sama dengan jumlah triwulan sebelumnya, tampaknya angka kumulatif (rencana %s, s.d. triwulan ini %s). Tulis realisasi %s saja, atau jelaskan pada Keterangan.",
				rupiahOrDash(e.row.Money), rupiahOrDash(e.purse.plan), rupiahOrDash(e.purse.planTo), e.quarterName())
		}
	}
	if e.agg == PosisiAkhir {
		e.askFell()
	}
}

// repeats reports whether a quarter's value looks like the sum to date: it equals
// the sum of the quarters before it, and lies no nearer to the quarter's own plan
// than to the plan to date. Without both plans the sum alone decides.
func repeats(value decimal.NullDecimal, before decimal.Decimal, own, toDate decimal.NullDecimal) bool {
	if !value.Valid || !value.Decimal.IsPositive() || !value.Decimal.Equal(before) {
		return false
	}
	if !own.Valid || !toDate.Valid {
		return true
	}
	fromOwn, fromSum := value.Decimal.Sub(own.Decimal).Abs(), value.Decimal.Sub(toDate.Decimal).Abs()
	return fromOwn.GreaterThanOrEqual(fromSum)
}

// askFell asks about a position that is worse than the one reported last: lower,
// higher where less is better, of a lower rank among letters.
func (e *entry) askFell() {
	now := e.actual[e.quarter-1]
	for q := e.quarter - 1; q >= 1; q-- {
		before := e.actual[q-1]
		if !before.Said() {
			continue
		}
		if e.worse(now, before) {
			e.ask(CumulativeFell, e.delivered, deviation(now, before),
				"realisasi %s lebih buruk daripada %s pada %s, padahal yang dilaporkan adalah posisi s.d. triwulan. Periksa angkanya, atau jelaskan pada Keterangan.",
				e.quantity(now), e.quantity(before), QuarterNames[q-1])
		}
		return
	}
}

// worse compares two positions of the same unit.
func (t track) worse(now, before Quantity) bool {
	if now.Letter != "" || before.Letter != "" {
		scale, _ := t.rules.Scale(t.line.Scale)
		a, b := scale.Rank(now.Letter), scale.Rank(before.Letter)
		return a >= 0 && b >= 0 && a > b
	}
	if now.Unit != before.Unit && now.Unit != "" && before.Unit != "" {
		return false
	}
	change := deviation(now, before)
	if t.line.Polarity == Negatif {
		return change.Valid && change.Decimal.IsPositive()
	}
	return change.Valid && change.Decimal.IsNegative()
}

// deviation is a less b; null for letters and where either says nothing.
func deviation(a, b Quantity) decimal.NullDecimal {
	if a.Letter != "" || b.Letter != "" || !a.Value.Valid || !b.Value.Valid {
		return decimal.NullDecimal{}
	}
	return null(a.Value.Decimal.Sub(b.Value.Decimal))
}
