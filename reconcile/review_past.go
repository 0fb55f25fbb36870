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
		if repeats(e.row.Physical.Value, total(before)) && !nearer(e.row.Physical.Value.Decimal, own, e.targetTo(e.quarter).Value) {
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
		if own := e.purse.plan.Value; repeats(e.row.Money.Value, before.Value.Decimal) && !(own.Valid && own.Decimal.Equal(before.Value.Decimal)) {
			e.ask(LooksCumulative, e.paid, decimal.NullDecimal{},
				"realisasi %s sama dengan jumlah triwulan sebelumnya, tampaknya angka kumulatif (rencana %s, s.d. triwulan ini %s). Tulis realisasi %s saja, atau jelaskan pada Keterangan.",
				rupiahOrDash(e.row.Money), rupiahOrDash(e.purse.plan), rupiahOrDash(e.purse.planTo), e.quarterName())
		}
	}
	if e.agg == PosisiAkhir {
		e.askFell()
	}
}

// askToDate asks about a figure that was read from one s.d. triwulan, once a report of a
// quarter before was corrected or taken back: what was stated to date does not hold then.
func (e *entry) askToDate() {
	now := e.quarter - 1
	if less := e.row.Physical.Less; less.Valid && e.sums {
		e.askStated(e.delivered, e.row.Physical.Value, less, total(saidOf(e.actual[:now])), e.number)
	}
	if less := e.row.Money.Less; less.Valid && e.leaf {
		var before Amount
		for _, a := range e.spent[:now] {
			before = addAmount(before, a)
		}
		e.askStated(e.paid, e.row.Money.Value, less, before.Value.Decimal, FormatRupiah)
	}
}

func (e *entry) askStated(at Source, own, less decimal.NullDecimal, before decimal.Decimal, write func(decimal.Decimal) string) {
	if !own.Valid || less.Decimal.Equal(before) {
		return
	}
	stated := own.Decimal.Add(less.Decimal)
	e.ask(TodateDiffers, at, null(stated.Sub(own.Decimal).Sub(before)),
		"tertulis s.d. %s %s. Saat diterima, triwulan sebelumnya %s, sehingga triwulan ini dihitung %s; kini triwulan sebelumnya %s. Bila yang tertulis s.d. triwulan yang benar, kirim ulang laporan ini.",
		e.quarterName(), write(stated), write(less.Decimal), write(own.Decimal), write(before))
}

// number writes a number in the line's unit.
func (e *entry) number(d decimal.Decimal) string { return e.quantity(Quantity{Value: null(d)}) }

// repeats reports whether a quarter's value is the sum of the quarters before it. For
// rupiah, exact to the sen, that is enough to ask unless the quarter's plan says so.
func repeats(value decimal.NullDecimal, before decimal.Decimal) bool {
	return value.Valid && value.Decimal.IsPositive() && value.Decimal.Equal(before)
}

// nearer reports whether a value lies nearer to the quarter's own target than to the
// target to date: 70 people a quarter, planned and delivered, repeat without being
// cumulative.
func nearer(value decimal.Decimal, own, toDate decimal.NullDecimal) bool {
	return own.Valid && toDate.Valid && value.Sub(own.Decimal).Abs().LessThan(value.Sub(toDate.Decimal).Abs())
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
