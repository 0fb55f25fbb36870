package xlsx

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"rekon/reconcile"
)

// sampleChange is the sample plan changed from Triwulan IV on: an amount, a line that is
// gone, one that is new and named like a formula, one renamed, one in another unit.
func sampleChange(tb testing.TB) []reconcile.Plan {
	tb.Helper()
	first := samplePlan(tb)
	second := samplePlan(tb)
	second.Revision, second.FromQuarter, second.Decree, second.SHA256 = 2, 4, "DPPA 12/2020", "d"
	var lines []reconcile.Line
	for _, l := range second.Lines {
		switch l.Code {
		case "1.1.1.PKSA.1":
			l.Target[3].Value, l.Target[4].Value = of("8"), of("23")
			l.Budget[3].Value, l.Budget[4].Value = of("45000000.55"), of("110000000.55")
		case "1.1.1.PKSA.5":
			continue
		case "2.3.4.PPA.5":
			l.Path.Kegiatan = "5. Penyelesaian Pensiun dan Taspen"
		case "2.3.4.PPA.6":
			l.Unit = "Dokumen"
		}
		lines = append(lines, l)
		if l.Code == "1.1.1.PKSA.1" {
			l.Code, l.Path.Kegiatan = "1.1.1.PKSA.9", `=HYPERLINK("http://contoh","9. Seleksi Terbuka")`
			lines = append(lines, l)
		}
	}
	second.Lines = lines
	return []reconcile.Plan{first, second}
}

func of(s string) decimal.NullDecimal {
	return decimal.NewNullDecimal(decimal.RequireFromString(s))
}

func planDiffBytes(tb testing.TB) []byte {
	tb.Helper()
	plans := sampleChange(tb)
	was, _ := reconcile.Effective(plans[:1], 4)
	is, _ := reconcile.Effective(plans, 4)
	var b bytes.Buffer
	if err := WritePlanDiff(&b, reconcile.DiffPlans(was, is), reconcile.Head{Name: "Drs. H. CONTOH KEPALA, M.Si", NIP: "19700101 199001 1 001"}); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

// TestPlanDiffBook: the comparison states semula, menjadi and the difference of each
// line as live formulas, what is new and gone in words, and no name as a formula.
func TestPlanDiffBook(t *testing.T) {
	data := planDiffBytes(t)
	if !bytes.Equal(data, planDiffBytes(t)) {
		t.Error("the same comparison gives other bytes")
	}
	f := reopen(t, data)
	rows, err := f.GetRows(sheetYearDiff)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string][]string{}
	at := map[string]int{}
	for i, r := range rows {
		if len(r) >= diffMoney {
			got[r[0]], at[r[0]] = r, i+1
		}
	}
	for code, want := range map[string][]string{
		"1.1.1.PKSA.1": {"20", "100000000", "23", "110000000.55", "3", "10000000.55", "10", "Berubah"},
		"1.1.1.PKSA.5": {"5", "345000000", "", "", "-5", "-345000000", "-100", "Tidak ada lagi"},
		"1.1.1.PKSA.9": {"", "", "23", "110000000.55", "23", "110000000.55", "", "Baru"},
		"2.3.4.PPA.5":  {"200", "171206000", "200", "171206000", "0", "0", "0", "Berubah"},
		"2.3.4.PPA.4":  {"250", "55450000", "250", "55450000", "0", "0", "0", "Tetap"},
		"1.2.3.PPA.2":  {"500", "78440000", "500", "78440000", "0", "0", "0", "Tetap"},
		// The sum of its kegiatan: 5.852.255.900 - 345.000.000 + 10.000.000,55 + 110.000.000,55.
		"1.1.1.PKSA": {"", "5852255900", "", "5627255901.1", "", "-224999998.9", "-3.8447", "Berubah; tertulis Rp5.507.255.900"},
		"1.1.1":      {"95", "5852255900", "95", "5627255901.1", "0", "-224999998.9", "-3.8447", "Berubah; tertulis Rp5.507.255.900"},
		"2.3.4.PPA":  {"", "728352500", "", "728352500", "", "0", "0", "Tetap"},
	} {
		r := got[code]
		if r == nil {
			t.Errorf("%s is not shown", code)
			continue
		}
		for i, w := range want {
			if !sameValue(r[diffTargetWas-1+i], w) {
				t.Errorf("%s: %q, want %q in column %d", code, r[diffTargetWas-1+i], w, diffTargetWas+i)
			}
		}
		name, _ := f.GetCellFormula(sheetYearDiff, cellAt(2, at[code]))
		change, _ := f.GetCellFormula(sheetYearDiff, cellAt(diffMoney, at[code]))
		if name != "" || change == "" {
			t.Errorf("%s: its name is the formula %q, its change the formula %q", code, name, change)
		}
		budget, _ := f.GetCellFormula(sheetYearDiff, cellAt(diffMoneyIs, at[code]))
		if isSum := !strings.Contains(code, ".PKSA.") && !strings.Contains(code, ".PPA."); isSum != strings.Contains(budget, "SUM(") {
			t.Errorf("%s: its budget has the formula %q", code, budget)
		}
	}
	// 10.435.154.900 - 345.000.000 + 10.000.000,55 + 110.000.000,55
	total := got["JUMLAH ANGGARAN KEGIATAN"]
	if len(total) < diffMoney || total[diffMoneyWas-1] != "10435154900" || !sameValue(total[diffMoneyIs-1], "10210154901.1") || !sameValue(total[diffMoney-1], "-224999998.9") {
		t.Errorf("totals %q", total)
	}
}

// changedResult is Triwulan IV of the sample plan after a change.
func changedResult(tb testing.TB) reconcile.Result {
	tb.Helper()
	plan, _ := reconcile.Effective(sampleChange(tb), 4)
	var reports []reconcile.Report
	for q := 1; q <= 4; q++ {
		reports = append(reports, sampleReport(samplePlan(tb), q))
	}
	return reconcile.Reconcile(plan, reconcile.Period{Year: 2020, Quarter: 4}, reports, reconcile.DefaultRules())
}

// TestVarianceOfAChange: from the quarter of a change on the workbook shows the year's
// target and budget as they were and as they are, and what was spent on a line that is
// gone.
func TestVarianceOfAChange(t *testing.T) {
	f := reopen(t, varianceBytes(t, changedResult(t)))
	rows, err := f.GetRows(sheetVariance)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, r := range rows {
		if len(r) > 0 {
			got[r[0]] = strings.Join(r, "|")
		}
	}
	for code, want := range map[string][]string{
		"1.1.1.PKSA.1": {"|20|23|berubah|100000000|110000000.55|"},
		"1.1.1.PKSA.5": {"|5||tidak ada lagi mulai Triwulan IV|345000000|"},
		"1.1.1.PKSA.9": {"||23|baru mulai Triwulan IV||110000000.55|"},
	} {
		for _, w := range want {
			if !strings.Contains(got[code], w) {
				t.Errorf("%s: %q lacks %q", code, got[code], w)
			}
		}
	}
	page, err := f.GetRows(sheetSummary)
	if err != nil {
		t.Fatal(err)
	}
	if text := fmt.Sprint(page); !strings.Contains(text, "Rencana berubah mulai Triwulan IV, DPPA 12/2020. Pagu semula Rp10.435.154.900, menjadi Rp10.210.154.901,10.") {
		t.Errorf("the first page says nothing of the change: %s", text)
	}
}
