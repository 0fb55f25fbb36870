package xlsx

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/shopspring/decimal"

	"rekon/reconcile"
)

// sampleE81 is the form of the sample plan up to a quarter, of made-up reports of some
// quarters.
func sampleE81(tb testing.TB, quarter int, renstra bool, reported ...int) reconcile.E81 {
	tb.Helper()
	plan := samplePlan(tb)
	var reports []reconcile.Report
	for _, q := range reported {
		reports = append(reports, sampleReport(plan, q))
	}
	r := settle(reconcile.Reconcile(plan, reconcile.Period{Year: plan.Year, Quarter: quarter}, reports, reconcile.DefaultRules()))
	filled := reconcile.Renstra{}
	if renstra {
		filled = sampleRenstra(plan)
	}
	return reconcile.EvaluateE81(r, reports, filled, reconcile.Head{Name: "Drs. H. Ahmad Fulan, M.Si", NIP: "19650101 199003 1 001"})
}

// sampleRenstra fills in every line that has something to fill in.
func sampleRenstra(plan reconcile.Plan) reconcile.Renstra {
	out := reconcile.Renstra{EndYear: 2021, File: "isian.xlsx", Lines: map[string]reconcile.RenstraLine{}}
	of := func(d decimal.NullDecimal, factor int64) decimal.NullDecimal {
		d.Decimal = d.Decimal.Mul(decimal.NewFromInt(factor))
		return d
	}
	for _, l := range plan.Lines {
		year := l.Target[reconcile.Year]
		line := reconcile.RenstraLine{
			Target: reconcile.Pair{K: reconcile.Quantity{Value: of(year.Value, 5), Letter: year.Letter}},
			Past:   reconcile.Pair{K: reconcile.Quantity{Value: of(year.Value, 3), Letter: year.Letter}},
		}
		if l.Level == reconcile.LevelKegiatan {
			line.Target.Rp, line.Past.Rp = of(l.Budget[reconcile.Year].Value, 5), of(l.Budget[reconcile.Year].Value, 3)
		}
		out.Lines[l.Code] = line
	}
	return out
}

func e81Bytes(tb testing.TB, form reconcile.E81) []byte {
	tb.Helper()
	var b bytes.Buffer
	if err := WriteE81(&b, form); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

// sampleForms are forms of every kind: open and filled in, whole years and gaps.
func sampleForms(tb testing.TB) map[string]reconcile.E81 {
	tb.Helper()
	return map[string]reconcile.E81{
		"e81-tw1":    sampleE81(tb, 1, false, 1),
		"e81-tw2":    sampleE81(tb, 2, true, 1, 2),
		"e81-gap":    sampleE81(tb, 3, true, 1, 3),
		"e81-year":   sampleE81(tb, 4, true, 1, 2, 3, 4),
		"e81-silent": sampleE81(tb, 2, false),
	}
}

// The same form gives the same bytes.
func TestE81IsDeterministic(t *testing.T) {
	form := sampleE81(t, 2, true, 1, 2)
	first := e81Bytes(t, form)
	for i := range 3 {
		if !bytes.Equal(first, e81Bytes(t, form)) {
			t.Fatal(fmt.Sprint("writing ", i+2, " differs"))
		}
	}
}
