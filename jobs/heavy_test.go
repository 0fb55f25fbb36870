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
