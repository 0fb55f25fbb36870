package reconcile

import "github.com/shopspring/decimal"

// InferAggregation says how the quarters of a line add up over the year, by the
// first that fits: letters, or one filled quarter equal to the year in a unit of
// position (posisi akhir); only the year filled (tahunan); four quarters each
// equal to the year (tetap); quarters that sum to the year (akumulatif); the last
// filled quarter equal to the year (posisi akhir). Where none fits akumulatif is
// assumed and doubt is true. A line without any target has no aggregation.
func InferAggregation(l Line) (agg Aggregation, doubt bool) {
	rule := aggregationRule(l)
	return rule.gives, rule.doubt
}

// inference is one of the rules that [InferAggregation] goes by.
type inference struct {
	gives  Aggregation
	doubt  bool
	number int    // its place among them, from 1; 0 for a line without any target
	why    string // what it saw in the plan, in Bahasa
}

func aggregationRule(l Line) inference {
	filled, year := saidOf(l.Target[:Year]), l.Target[Year]
	switch {
	case !l.HasTarget():
		return inference{why: "baris ini tidak mempunyai target"}
	case hasLetters(l):
		return inference{PosisiAkhir, false, 1, "targetnya berupa predikat huruf"}
	case len(filled) == 1 && sameFigure(filled[0], year) && isPosition(l.Unit):
		return inference{PosisiAkhir, false, 1, "satu triwulan saja yang terisi, sama dengan target setahun, dalam " + l.Unit}
	case len(filled) == 0:
		return inference{Tahunan, false, 2, "hanya target setahun yang terisi"}
	case len(filled) == Year && allSame(filled, year):
		return inference{Tetap, false, 3, "keempat triwulan sama dengan target setahun"}
	case year.Said() && total(filled).Equal(year.Value.Decimal):
		return inference{Akumulatif, false, 4, "jumlah triwulan sama dengan target setahun"}
	case sameFigure(filled[len(filled)-1], year):
		return inference{PosisiAkhir, false, 5, "triwulan terakhir yang terisi sama dengan target setahun"}
	}
	return inference{Akumulatif, true, 6, "target triwulan dan setahun tidak menunjukkan cara lain, maka dianggap dijumlahkan"}
}

// isPosition reports whether a unit measures a position rather than a count.
func isPosition(unit string) bool {
	return unit == Persen || unit == "Nilai" || unit == "Indeks" || unit == "Poin"
}

func hasLetters(l Line) bool {
	for _, t := range l.Target {
		if t.Letter != "" {
			return true
		}
	}
	return false
}

// saidOf are the figures that state something, in their order.
func saidOf(qs []Quantity) []Quantity {
	var out []Quantity
	for _, q := range qs {
		if q.Said() {
			out = append(out, q)
		}
	}
	return out
}

// sameFigure compares what two figures state; false where either says nothing.
func sameFigure(a, b Quantity) bool {
	if a.Letter != "" || b.Letter != "" {
		return a.Letter == b.Letter
	}
	return a.Value.Valid && b.Value.Valid && a.Value.Decimal.Equal(b.Value.Decimal)
}

func allSame(qs []Quantity, as Quantity) bool {
	for _, q := range qs {
		if !sameFigure(q, as) {
			return false
		}
	}
	return true
}

// total sums the numbers among the figures.
func total(qs []Quantity) decimal.Decimal {
	sum := decimal.Zero
	for _, q := range qs {
		if q.Value.Valid {
			sum = sum.Add(q.Value.Decimal)
		}
	}
	return sum
}
