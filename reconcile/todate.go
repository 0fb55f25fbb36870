package reconcile

import (
	"slices"

	"github.com/shopspring/decimal"
)

// Past is what is stored of the quarters before one of the same year. It turns
// figures to date (s.d. triwulan) into those of the quarter: what is summed over
// the year is less by what the quarters before brought, a position stands as it is.
type Past struct {
	period  Period
	reports [Year]*Report // by quarter-1, nil for none
}

// NewPast gathers the reports of the quarters before a period.
func NewPast(period Period, reports []Report) Past {
	p := Past{period: period}
	for i, r := range reports {
		if r.Period.Year == period.Year && r.Period.Quarter >= 1 && r.Period.Quarter < period.Quarter {
			p.reports[r.Period.Quarter-1] = &reports[i]
		}
	}
	return p
}

// Missing lists the quarters before that have no report: figures to date cannot be
// told apart without them.
func (p Past) Missing() []Period {
	var out []Period
	for q := 1; q < p.period.Quarter; q++ {
		if p.reports[q-1] == nil {
			out = append(out, Period{Year: p.period.Year, Quarter: q})
		}
	}
	return out
}

// Silent lists the quarters before in which a line held and whose report says nothing
// of it.
func (p Past) Silent(line Line, says func(Realization) bool) []Period {
	var out []Period
	for q := 1; q < p.period.Quarter; q++ {
		report := p.reports[q-1]
		if report != nil && line.HoldsIn(q) && !slices.ContainsFunc(report.Realizations, func(r Realization) bool { return r.Line == line.Code && says(r) }) {
			out = append(out, Period{Year: p.period.Year, Quarter: q})
		}
	}
	return out
}

// Spent is the sum of the rupiah stored for some lines, by their codes.
func (p Past) Spent(codes ...string) decimal.Decimal {
	return p.sum(codes, func(r Realization) decimal.NullDecimal { return r.Money.Value })
}

// Reached is the sum of the physical figures stored for a line; 0 where the last
// position counts.
func (p Past) Reached(line Line, rules Rules) decimal.Decimal {
	if !Summed(line, rules) {
		return decimal.Zero
	}
	return p.sum([]string{line.Code}, func(r Realization) decimal.NullDecimal { return r.Physical.Value })
}

// Amount is what rupiah to date leave to the quarter, after those stored for some
// lines by their codes.
func (p Past) Amount(f Figure, codes ...string) Figure {
	return f.since(p.Spent(codes...), AmountNegative, FormatRupiah)
}

// Quantity is what a physical figure to date leaves to the quarter.
func (p Past) Quantity(f Figure, line Line, rules Rules) Figure {
	if !Summed(line, rules) {
		return f
	}
	return f.since(p.Reached(line, rules), TargetUnreadable, func(d decimal.Decimal) string {
		return FormatQuantity(Quantity{Value: null(d)}, line.Unit)
	})
}

func (p Past) sum(codes []string, of func(Realization) decimal.NullDecimal) decimal.Decimal {
	sum := decimal.Zero
	for _, report := range p.reports {
		if report == nil {
			continue
		}
		for _, r := range report.Realizations {
			if v := of(r); v.Valid && slices.Contains(codes, r.Line) {
				sum = sum.Add(v.Decimal)
			}
		}
	}
	return sum
}

// Summed reports whether the quarters of a line's physical figure add up over the
// year; otherwise the last position counts.
func Summed(line Line, rules Rules) bool { return newTrack(line, rules).sums }

// since takes what came before from a figure to date. One below that is a problem:
// no quarter is negative.
func (f Figure) since(before decimal.Decimal, problem Code, format func(decimal.Decimal) string) Figure {
	todate := f.Options
	f.Options = make([]decimal.Decimal, len(todate))
	for i, v := range todate {
		f.Options[i] = v.Sub(before)
	}
	f.Less = null(before)
	if f.Problem == "" && len(todate) > 0 && f.Options[0].IsNegative() {
		f.fail(problem, "angka s.d. triwulan ini %s, padahal yang tersimpan dari triwulan sebelumnya sudah %s. Periksa angkanya; "+
			"bila laporan triwulan sebelumnya yang keliru, kirim ulang laporan itu dulu.", format(todate[0]), format(before))
		f.Options = nil
	}
	if len(f.Options) > 1 {
		return f.Because("dikurangi " + format(before) + " dari triwulan sebelumnya")
	}
	if f.Problem == "" && len(todate) == 1 {
		return f.Because("angka s.d. triwulan " + format(todate[0]) + " dikurangi " + format(before) + " dari triwulan sebelumnya")
	}
	return f
}
