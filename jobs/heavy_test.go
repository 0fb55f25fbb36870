package jobs_test

import (
	"testing"
	"time"

	"rekon/xlsx"
)

// weightOf is the memory that a workbook takes at most.
func weightOf(t testing.TB, data []byte) int64 {
	t.Helper()
	b, err := xlsx.Open("lap.xlsx", data, xlsx.DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	return b.Weight()
}

// TestMarkedInTurn: a workbook that shares its memory with others is marked, with
// what it reserved, and gives that back.
func TestMarkedInTurn(t *testing.T) {
	eachPlanned(t, func(o *office) {
		bad := edited(o.t, fixture(o.t, tw1), map[string]any{spent: "12,x"})
		o.Limits.Memory, o.ReadTime = 8*weightOf(o.t, bad), time.Minute
		o.drop("a.xlsx", bad)
		o.drop("b.xlsx", edited(o.t, bad, map[string]any{"PROGRAM KEGIATAN!A60": "x"}))
		equal(o.t, "outcomes", outcomes(o.run()), []string{"a.xlsx returned", "b.xlsx returned"})
		equal(o.t, "marked", o.files("perbaikan"), []string{"BKPP/a - PERBAIKAN.xlsx", "BKPP/b - PERBAIKAN.xlsx"})
		equal(o.t, "reserved", o.Reserved(), int64(0))
	})
}

// TestHeavyKnowsHeadings: the office's own words over columns hold for workbooks of
// every weight.
func TestHeavyKnowsHeadings(t *testing.T) {
	eachPlanned(t, func(o *office) {
		odd := edited(o.t, fixture(o.t, tw1), map[string]any{"PROGRAM KEGIATAN!I5": "SP2D"})
		o.Settings.Headings = xlsx.Headings{"realisasi_rupiah": {"SP2D"}}
		for _, memory := range []int64{xlsx.DefaultLimits().Memory, 2 * weightOf(o.t, odd)} {
			o.Limits.Memory = memory
			d, err := o.Check(o.t.Context(), "tw1.xlsx", odd, hash(odd))
			if err != nil {
				o.t.Fatal(err)
			}
			lines := 0
			for _, r := range d.Report.Realizations {
				if r.Money.Said() {
					lines++
				}
			}
			equal(o.t, "lines with rupiah", lines, 22)
		}
	})
}
