package xlsx_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"rekon/reconcile"
	"rekon/xlsx"
)

// TestPlanFindings provokes in a copy of the plan what its reading can find, beside
// what is wrong in it anyway.
func TestPlanFindings(t *testing.T) {
	known := map[string]bool{}
	for _, s := range listed(plan2020().Findings) {
		known[s] = true
	}
	for _, c := range []struct {
		name   string
		change func(e sheetEdit)
		want   []string
	}{
		{"unreadable", func(e sheetEdit) { e.set("G10", "12,x") }, []string{"amount-unreadable PROGRAM KEGIATAN!G10"}},
		{"ambiguous and settled by the row", func(e sheetEdit) {
			e.set("G10", "1.234")
			e.set("O10", 103969500*3+1234)
		}, []string{"amount-repaired PROGRAM KEGIATAN!G10"}},
		{"negative", func(e sheetEdit) { e.set("G10", -1) }, []string{"amount-negative PROGRAM KEGIATAN!G10"}},
		{"date", func(e sheetEdit) { e.set("G10", 43931); e.style("G10", "dd/mm/yyyy") }, []string{"amount-unreadable PROGRAM KEGIATAN!G10"}},
		{"formula", func(e sheetEdit) {
			e.clear("G10")
			must(e.tb, e.f.SetCellFormula(programs, "G10", "SUM(G11:G12)"))
		}, []string{"formula-uncalculated PROGRAM KEGIATAN!G10"}},
		{"target in words", func(e sheetEdit) { e.set("F9", "lima") }, []string{"target-unreadable PROGRAM KEGIATAN!F9"}},
		{"quarters that are not the year's", func(e sheetEdit) { e.set("G10", 103969499) }, []string{"budget-quarters PROGRAM KEGIATAN!O10 1", "budget-rollup PROGRAM KEGIATAN!G8 -1"}},
		{"a quarter twice", func(e sheetEdit) { e.set("H5", "TRIWULAN I") },
			[]string{"header-missing PROGRAM KEGIATAN!H6", "header-missing PROGRAM KEGIATAN!I6"}},
		{"thousands in one column", func(e sheetEdit) { e.set("O6", "(Rp 000)") }, []string{"amount-scaled PROGRAM KEGIATAN!O6", "budget-quarters PROGRAM KEGIATAN!O10 415462122000"}},
		{"thousands in the title", func(e sheetEdit) { e.set("A3", "dalam ribuan rupiah") }, []string{"amount-scaled PROGRAM KEGIATAN!G6", "amount-scaled PROGRAM KEGIATAN!O6"}},
		{"two scales", func(e sheetEdit) { e.set("O6", "(Rp juta x 1000)") }, []string{"unit-mismatch PROGRAM KEGIATAN!O6"}},
		{"targets to date only", func(e sheetEdit) { e.set("F5", "s.d. TRIWULAN I") },
			[]string{"header-missing PROGRAM KEGIATAN!F6", "header-missing PROGRAM KEGIATAN!G6"}},
		{"one amount for two lines", func(e sheetEdit) { e.clear("G13"); must(e.tb, e.f.MergeCell(programs, "G12", "G13")) },
			[]string{"amount-unreadable PROGRAM KEGIATAN!G12"}},
		{"hidden rows", func(e sheetEdit) { must(e.tb, e.f.SetRowVisible(programs, 12, false)) }, []string{"hidden-rows PROGRAM KEGIATAN!A12"}},
		{"a letter nobody knows", func(e sheetEdit) {
			e.set("L37", "B")
			e.set("N37", "B")
			e.set("E37", "Predikat lembaga")
			e.set("C37", "5. Nilai lain")
		},
			[]string{"predicate-unknown PROGRAM KEGIATAN!L37"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := xlsx.ReadPlan(open(t, planFile, editedPrograms(t, planFile, c.change)), settings())
			for _, f := range p.Plan.Findings {
				checkFinding(t, f)
			}
			got := map[string]bool{}
			for _, s := range listed(p.Plan.Findings) {
				got[s] = true
			}
			for _, want := range c.want {
				if !got[want] {
					t.Errorf("no %s\n%s", want, messages(p.Plan.Findings))
				}
			}
			wanted := strings.Join(c.want, "\n")
			for _, f := range errorsOnly(p.Plan.Findings) {
				if s := listed([]reconcile.Finding{f})[0]; !strings.Contains(wanted, s) {
					t.Errorf("also %s", messages([]reconcile.Finding{f}))
				}
			}
		})
	}
}

// TestPlanCumulative: targets so far beside those of the quarters are left alone.
func TestPlanCumulative(t *testing.T) {
	data := edited(t, planFile, func(f *excelize.File) {
		for _, top := range []string{"4", "28"} {
			must(t, f.SetCellStr(programs, "P"+top, "TARGET S.D. TRIWULAN II"))
			must(t, f.MergeCell(programs, "P"+top, "Q"+top))
		}
		for _, low := range []string{"6", "30"} {
			must(t, f.SetSheetRow(programs, "P"+low, &[]string{"Target", "(Rp)"}))
		}
		for row := 8; row <= 38; row++ {
			if row < 28 || row > 30 {
				must(t, f.SetSheetRow(programs, cellRef(16, row), &[]int{7, 77}))
			}
		}
	})
	same(t, planFile, data, nil, nil)
}

// TestNotAPlan: a realization, and a sheet of words, are no plan.
func TestNotAPlan(t *testing.T) {
	for name, data := range map[string][]byte{"realization": fixture(t, singleFile), "empty": saved(t, excelize.NewFile())} {
		p := xlsx.ReadPlan(open(t, "a.xlsx", data), settings())
		if len(p.Plan.Lines) > 0 || len(p.Plan.Findings) != 1 || p.Plan.Findings[0].Code != reconcile.HeaderMissing {
			t.Errorf("%s: %d lines\n%s", name, len(p.Plan.Lines), messages(p.Plan.Findings))
		}
	}
}

// TestPlanSettings: what is set for a line stands in place of what was inferred.
func TestPlanSettings(t *testing.T) {
	set := settings()
	set.Lines = map[string]xlsx.LineSetting{"1.1.2": {Aggregation: reconcile.PosisiAkhir, Polarity: reconcile.Negatif}, "2.3.4": {Scale: "SAKIP"}}
	got := map[string]string{}
	for _, l := range xlsx.ReadPlan(open(t, planFile, fixture(t, planFile)), set).Plan.Lines {
		if _, ok := set.Lines[l.Code]; ok || l.Code == "1.1.1" {
			got[l.Code] = string(l.Aggregation) + " " + string(l.Polarity) + " " + l.Scale
		}
	}
	want := map[string]string{"1.1.1": "posisi-akhir positif ", "1.1.2": "posisi-akhir negatif ", "2.3.4": "posisi-akhir positif SAKIP"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
