package reconcile

import "github.com/shopspring/decimal"

// InferAggregation says how the quarters of a line add up over the year, by the
// first that fits: letters, or one filled quarter equal to the year in a unit of
// position (posisi akhir); only the year filled (tahunan); four quarters each
// equal to the year (tetap); quarters that sum to the year (akumulatif); the last
// filled quarter equal to the year (posisi akhir). Where none fits akumulatif is
// assumed and doubt is true. A line without any target has no aggregation.
func InferAggregation(l Line) (agg Aggregation, doubt bool) {
	filled, year := saidOf(l.Target[:Year]), l.Target[Year]
	switch {
	case !l.HasTarget():
		return "", false
	case hasLetters(l), len(filled) == 1 && sameFigure(filled[0], year) && isPosition(l.Unit):
		return PosisiAkhir, false
	case len(filled) == 0:
		return Tahunan, false
	case len(filled) == Year && allSame(filled, year):
		return Tetap, false
	case year.Said() && total(filled).Equal(year.Value.Decimal):
		return Akumulatif, false
	case sameFigure(filled[len(filled)-1], year):
		return PosisiAkhir, false
	}
	return Akumulatif, true
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
