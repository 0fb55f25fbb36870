package reconcile

import (
	"slices"

	"github.com/shopspring/decimal"
)

// Settle fixes the value after a sum, named in Bahasa by what it is ("jumlah
// program"), has decided between the options.
func (f *Figure) Settle(v decimal.Decimal, by string) {
	f.add(by + " menentukan " + f.words(v))
	if i := slices.IndexFunc(f.Options, v.Equal); i >= 0 && len(f.Typed) == len(f.Options) {
		f.Typed, f.Read = f.Typed[i:i+1], f.Read[i:i+1]
	}
	f.Options, f.Problem, f.Detail, f.Settled = []decimal.Decimal{v}, "", "", true
	f.Rounded = f.Rounded && !slices.ContainsFunc(f.Typed, func(t decimal.Decimal) bool { return t.Equal(t.Round(2)) })
	if f.Rounded {
		f.add(roundedToSen)
	}
}

// SettleBySum decides between the readings of figures by the sum that they add up
// to: it does so where exactly one choice fits, and says whether one did. A figure
// that cannot be read, or is negative, proves nothing, and neither does a sum that
// says nothing: then all stay as they are.
func SettleBySum(parts []*Figure, sum *Figure, by string) bool {
	all := append(slices.Clone(parts), sum)
	options := make([][]decimal.Decimal, len(all))
	for i, f := range all {
		if f.Problem != "" && !f.doubtful() {
			return false
		}
		options[i] = f.Options
	}
	picked, ok := SettleSum(options)
	for i, f := range all {
		if ok && f.doubtful() {
			f.Settle(picked[i], by)
		}
	}
	return ok
}

// doubtful reports whether nothing is wrong with the figure but that it has more
// than one reading.
func (f *Figure) doubtful() bool {
	return len(f.Options) > 1 && !slices.ContainsFunc(f.Options, decimal.Decimal.IsNegative)
}
