package reconcile

import (
	"slices"
	"strings"

	"github.com/shopspring/decimal"
)

// Because adds a reason for the figure's reading, in Bahasa, behind those it has.
func (f Figure) Because(why string) Figure {
	f.add(why)
	return f
}

func (f *Figure) add(why string) {
	switch {
	case why == "":
	case f.Why == "":
		f.Why = why
	default:
		f.Why += "; " + why
	}
}

// words writes one of the figure's values as its messages do.
func (f *Figure) words(v decimal.Decimal) string {
	if f.rupiah {
		return FormatRupiah(v)
	}
	return FormatNumber(v) + percentSign(f.Unit)
}

// explain says how a cell that holds no plain number was read, before anything is
// rounded to the sen: an auditor asks a year later, when the cell no longer shows it.
func (f *Figure) explain(r Reading) {
	if len(f.Options) == 0 {
		return
	}
	switch stored, err := decimal.NewFromString(f.Cell.Raw); {
	case len(f.Options) > 1:
		f.add("'" + Shown(f.Cell) + "' dapat berarti " + alternatives(f.rounded(), f.words))
	case f.Cell.Kind == CellText:
		f.add(strings.TrimRight("teks '"+clip(f.Cell.Raw)+"' dibaca "+f.inUnit()+" "+r.Manner, " "))
	case f.Cell.Percent && f.rupiah: // refused
	case f.Cell.Percent:
		f.add(FormatNumber(f.Options[0].Shift(-2)) + " berformat persen = " + f.words(f.Options[0]))
	case err == nil && !stored.Equal(f.Options[0]):
		f.add(FormatNumber(stored) + " dibulatkan ke 15 angka yang disimpan Excel")
	}
	f.add(f.Cell.Note)
}

// inUnit writes the only value with the unit typed beside it.
func (f *Figure) inUnit() string {
	if f.rupiah || f.Unit == "" {
		return f.words(f.Options[0])
	}
	return FormatQuantity(Quantity{Value: null(f.Options[0])}, f.Unit)
}

// rounded are the possible values as they would be stored.
func (f *Figure) rounded() []decimal.Decimal {
	out := slices.Clone(f.Options)
	for i := range out {
		if f.rupiah {
			out[i], _ = RoundSen(out[i])
		}
	}
	return out
}

// manner names the way of writing that gives digits with these separators their one
// value.
func manner(seps string, r Reading) string {
	switch {
	case !r.Settled() || seps == "":
		return ""
	case r.Odd:
		return "menurut susunan kelompok angkanya"
	case strings.Contains(seps, " "):
		return "dengan spasi di antara ribuan"
	}
	groups := seps[0] // of two kinds of separator the first stands between groups
	if len(seps) == 1 {
		groups = '.' + ',' - seps[0] // one separator with one reading is a decimal mark
	}
	if groups == '.' {
		return "menurut penulisan Indonesia"
	}
	return "menurut penulisan Inggris"
}
