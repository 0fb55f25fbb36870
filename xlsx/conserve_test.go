package xlsx

import (
	"os"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"rekon/reconcile"
)

// conserved reads the single-quarter fixture with a fault put into the reader before
// it proves that nothing was lost.
func conserved(t *testing.T, fault func(r *realizationReader)) []reconcile.Finding {
	t.Helper()
	open := func(name string) *Book {
		data, err := os.ReadFile("../testdata/" + name)
		if err != nil {
			t.Fatal(err)
		}
		b, err := Open(name, data, DefaultLimits())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(b.Close)
		return b
	}
	set := Settings{Rules: reconcile.DefaultRules()}
	plan := ReadPlan(open("rencana-aksi-2020.xlsx"), set).Plan
	r := newRealizationReader(open("realisasi-tw1-tunggal.xlsx"), Context{Period: reconcile.Period{Year: 2020, Quarter: 1}, Plan: plan, Settings: set})
	r.read()
	fault(r)
	r.report.Findings = nil
	r.conserve()
	return r.report.Findings
}

// TestConserve: a reader that loses a row, an amount or a sen is found out.
func TestConserve(t *testing.T) {
	programs := func(r *realizationReader) *account { return r.accounts[1] }
	for name, c := range map[string]struct {
		fault func(r *realizationReader)
		words string // "" for no finding
	}{
		"as it is":      {func(*realizationReader) {}, ""},
		"a row lost":    {func(r *realizationReader) { delete(programs(r).fates, 8) }, "baris 8 berisi angka"},
		"rows lost":     {func(r *realizationReader) { clear(programs(r).fates) }, "baris 7, 8, 9, 10, 11, 12, 13, 14, 16, 17 dan "},
		"a row dropped": {func(r *realizationReader) { programs(r).fates[8] = fateRecognised }, "berjumlah Rp1.514.151.179,50, yang terbaca Rp1.612.714.265,50"},
		"a sen more": {func(r *realizationReader) {
			m := &r.report.Realizations[7].Money.Value
			m.Decimal = m.Decimal.Add(decimal.RequireFromString("0.01"))
		}, "yang terbaca Rp1.612.714.265,51"},
		"an amount forgotten": {func(r *realizationReader) { r.report.Realizations[7].Money = reconcile.Amount{} }, "berjumlah Rp1.612.714.265,50, yang terbaca"},
	} {
		t.Run(name, func(t *testing.T) {
			found := conserved(t, c.fault)
			if c.words == "" {
				if len(found) > 0 {
					t.Error(found[0].Message)
				}
				return
			}
			if len(found) != 1 || found[0].Code != reconcile.RowsUnaccounted || found[0].Severity() != reconcile.Error || !strings.Contains(found[0].Message, c.words) {
				t.Errorf("%v, want %q", found, c.words)
			}
		})
	}
}
