package xlsx_test

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"rekon/reconcile"
	"rekon/xlsx"
)

// TestPlanCounts: 33 lines, 95 physical targets, 153 amounts, of which the seed's
// text bears out every single one.
func TestPlanCounts(t *testing.T) {
	plan := xlsx.ReadPlan(open(t, planFile, fixture(t, planFile)), settings())
	if plan.Agency != agencyName || plan.Plan.Year != 2020 {
		t.Errorf("agency %q, year %d", plan.Agency, plan.Plan.Year)
	}
	levels := map[reconcile.Level]int{}
	targets, amounts := 0, 0
	for _, l := range plan.Plan.Lines {
		levels[l.Level]++
		for slot := range l.Target {
			targets += count(l.Target[slot].Said())
			amounts += count(l.Budget[slot].Said())
			if l.Budget[slot].Said() && l.Budget[slot].Source.Cell == "" {
				t.Errorf("%s: an amount without its cell", l.Code)
			}
		}
	}
	want := map[reconcile.Level]int{reconcile.LevelSasaran: 5, reconcile.LevelProgram: 6, reconcile.LevelKegiatan: 22}
	if diff := cmp.Diff(want, levels); diff != "" {
		t.Error(diff)
	}
	if targets != 95 || amounts != 153 {
		t.Errorf("%d targets, %d amounts; want 95, 153", targets, amounts)
	}
}

func count(said bool) int {
	if said {
		return 1
	}
	return 0
}

// TestPlanAgainstSeed compares every figure with the published text, which was
// typed by another hand than the workbook.
func TestPlanAgainstSeed(t *testing.T) {
	text, err := os.ReadFile("../testdata/rencana-aksi-2020.txt")
	if err != nil {
		t.Fatal(err)
	}
	var rows [][]string
	for _, line := range strings.Split(string(text), "\n") {
		fields := strings.Split(line, "\t")
		if n := len(fields); n >= 13 && strings.ContainsAny(fields[n-1], "0123456789") && len(fields[n-1]) > 4 {
			rows = append(rows, fields)
		}
	}
	lines := plan2020().Lines
	if len(rows) != len(lines) {
		t.Fatalf("%d rows in the text, %d lines read", len(rows), len(lines))
	}
	for i, l := range lines {
		name := rows[i][len(rows[i])-11]
		if l.Level != reconcile.LevelSasaran {
			name = rows[i][len(rows[i])-12]
		}
		if strings.TrimSpace(name) != l.Name() {
			t.Errorf("line %d is %q, in the text %q", i, l.Name(), name)
		}
		figures := rows[i][len(rows[i])-10:]
		for slot := range reconcile.Slots {
			if want, got := seedTarget(figures[2*slot]), l.Target[slot].Text(); want != got {
				t.Errorf("%s slot %d: target %q, in the text %q", l.Code, slot, got, want)
			}
			if want, got := seedAmount(figures[2*slot+1]), amountText(l.Budget[slot]); want != got {
				t.Errorf("%s slot %d: amount %q, in the text %q", l.Code, slot, got, want)
			}
		}
	}
}

func amountText(a reconcile.Amount) string {
	if !a.Said() {
		return ""
	}
	return a.Value.Decimal.String()
}

// seedAmount reads the text's amounts by what they all have: two decimals behind
// the last separator.
func seedAmount(s string) string {
	digits := strings.NewReplacer(".", "", ",", "", " ", "").Replace(s)
	if digits == "" {
		return ""
	}
	return decimal.RequireFromString(digits).Shift(-2).String()
}

func seedTarget(s string) string {
	s = strings.TrimSpace(s)
	if s == "-" {
		return ""
	}
	for _, unit := range []string{" Orang", " Org", " Dok", " Bulan", "%"} {
		s = strings.ReplaceAll(s, unit, "")
	}
	return s
}

// TestPlanTroubles lists every finding of the plan, by hand from domain.md.
func TestPlanTroubles(t *testing.T) {
	var repaired []string
	for _, row := range []string{"9", "11", "23", "24", "31", "32", "36", "37"} {
		for _, col := range []string{"G", "I", "K", "M", "O"} {
			repaired = append(repaired, "amount-repaired PROGRAM KEGIATAN!"+col+row)
		}
	}
	fs := plan2020().Findings
	for _, f := range fs {
		checkFinding(t, f)
	}
	want := sorted(append(repaired,
		"budget-rollup PROGRAM KEGIATAN!K8 345000000", "budget-rollup PROGRAM KEGIATAN!O8 345000000",
		"target-quarters PROGRAM KEGIATAN!N33 20",
		"sheet-totals RENCANA AKSI!M6 134800000", "sheet-totals PROGRAM KEGIATAN!O6 345000000",
		"number-clash PROGRAM KEGIATAN!B25", "number-clash PROGRAM KEGIATAN!C25",
		"number-clash PROGRAM KEGIATAN!B27", "number-clash PROGRAM KEGIATAN!C27",
		"unit-mixed PROGRAM KEGIATAN!F35",
		"unit-doubtful PROGRAM KEGIATAN!F32", "unit-doubtful PROGRAM KEGIATAN!F33", "unit-doubtful PROGRAM KEGIATAN!F34",
		"unit-doubtful PROGRAM KEGIATAN!F35", "unit-doubtful PROGRAM KEGIATAN!F38",
		"target-annual-only PROGRAM KEGIATAN!N24", "target-annual-only PROGRAM KEGIATAN!N36",
		"name-repeated PROGRAM KEGIATAN!D22", "name-repeated PROGRAM KEGIATAN!D27",
		"indicator-unmatched PROGRAM KEGIATAN!D25 134800000",
	))
	if diff := cmp.Diff(want, listed(fs)); diff != "" {
		t.Error(diff)
	}
	for code, words := range map[string][]string{
		"K8":  {"Rp2.233.878.650", "Rp2.578.878.650", "Rp345.000.000", "5. Penyediaan Pendidikan"},
		"N33": {"280", "300 Orang"},
		"G32": {"'52.566,625.00'", "Rp52.566.625", "satu-satunya", "Rp210.266.500", "Tulis 52.566.625,00."},
		"M6":  {"Rp9.955.354.900", "Rp10.090.154.900", "Rp10.435.154.900"},
	} {
		for _, f := range fs {
			for _, w := range words {
				if f.Source.Cell == code && f.Severity() == reconcile.Warning && f.Code != reconcile.UnitDoubtful && !strings.Contains(f.Message, w) {
					t.Errorf("%s %s does not say %q: %s", f.Code, code, w, f.Message)
				}
			}
		}
	}
}

// TestPlanTotals: the agency's totals are those of its 22 kegiatan.
func TestPlanTotals(t *testing.T) {
	var quarter, year decimal.Decimal
	for _, l := range plan2020().Lines {
		if l.Level == reconcile.LevelKegiatan {
			quarter = quarter.Add(l.Budget[2].Value.Decimal)
			year = year.Add(l.Budget[reconcile.Year].Value.Decimal)
		}
	}
	if quarter.String() != "3724603400" || year.String() != "10435154900" {
		t.Errorf("Triwulan III %s, year %s", quarter, year)
	}
}

// TestPlanLines: units, scales and how the quarters add up.
func TestPlanLines(t *testing.T) {
	want := map[string]string{
		"1.1.1": "Persen posisi-akhir ", "1.1.2": "Persen akumulatif ", "1.2.3": "Persen akumulatif ",
		"2.3.4": "Predikat posisi-akhir IKM", "3.4.5": "Predikat posisi-akhir SAKIP",
		"1.1.1.PKSA": "  ", "1.1.1.PKSA.1": "Orang akumulatif ", "1.1.1.PKSA.2": "  ", "1.1.1.PKSA.6": "Orang akumulatif ",
		"1.2.3.PPA.2": "Orang tahunan ", "2.3.4.PPA.3": "Orang akumulatif ", "2.3.4.PPA.5": "Orang akumulatif ",
		"2.3.4.PPA.6": "Bulan tahunan ", "3.4.5.PPSPCKK": "Predikat posisi-akhir SAKIP", "3.4.5.PPSPCKK.1": "Dokumen akumulatif ",
	}
	parents := map[string]string{"1.1.1.PKSA.5": "1.1.1.PKSA", "1.1.1.PKSA": "1.1.1", "1.3.4.PDA": "", "1.3.4.PDA.3": "1.3.4.PDA", "2.3.4.PPA": "2.3.4"}
	for _, l := range plan2020().Lines {
		if w, ok := want[l.Code]; ok && w != l.Unit+" "+string(l.Aggregation)+" "+l.Scale {
			t.Errorf("%s: %s %s %s, want %s", l.Code, l.Unit, l.Aggregation, l.Scale, w)
		}
		delete(want, l.Code)
		if p, ok := parents[l.Code]; ok && p != l.Parent {
			t.Errorf("%s rolls up into %q, want %q", l.Code, l.Parent, p)
		}
	}
	if len(want) > 0 {
		t.Errorf("no such lines: %v", want)
	}
}

// TestSingleFixture: one quarter in its columns, nothing doubtful.
func TestSingleFixture(t *testing.T) {
	r := readFile(t, singleFile, fixture(t, singleFile))
	if r.identity.Agency != "BKPP" || r.identity.Period != (reconcile.Period{Year: 2020, Quarter: 1}) {
		t.Errorf("identified as %+v", r.identity)
	}
	if len(r.findings) > 0 {
		t.Errorf("findings:\n%s", messages(r.findings))
	}
	if got := sumMoney(r.report); got != singleTotal {
		t.Errorf("sum %s, want %s", got, singleTotal)
	}
	if diff := cmp.Diff(singleFigures(), figures(r.report)); diff != "" {
		t.Error(diff)
	}
}

// singleFigures are the figures of Triwulan I, copied by eye from the workbook.
func singleFigures() map[string]string {
	return map[string]string{
		"1.1.1": "nil | nil", "1.1.2": "23 | nil", "1.2.3": "nil | nil", "2.3.4": "nil | nil", "3.4.5": "nil | nil",
		"1.1.1.PKSA": "nil | nil", "1.1.1.PKSA.1": "5 | 12195000", "1.1.1.PKSA.2": "nil | 98563086",
		"1.1.1.PKSA.3": "5 | 221190000", "1.1.1.PKSA.4": "nil | 280474425", "1.1.1.PKSA.5": "nil | 0",
		"1.1.1.PKSA.6": "nil | 0", "1.1.1.PKSA.7": "nil | 0", "1.1.1.PKSA.8": "nil | 0",
		"1.1.2.PPA": "nil | nil", "1.1.2.PPA.1": "23 | 221553000", "1.1.2.PPA.2": "26.25 | 28344960",
		"1.1.2.PPA.3": "25 | 399101837.25", "1.1.2.PPA.4": "nil | 98754000",
		"1.2.3.PPA": "nil | nil", "1.2.3.PPA.1": "21.37 | 23978500", "1.2.3.PPA.2": "nil | 18041200",
		"1.3.4.PDA": "nil | nil", "1.3.4.PDA.3": "25 | 28813500",
		"2.3.4.PPA": "nil | nil", "2.3.4.PPA.1": "25 | 21474754", "2.3.4.PPA.2": "201 | 47415095.75",
		"2.3.4.PPA.3": "71 | 18853909", "2.3.4.PPA.4": "51 | 10244387.5", "2.3.4.PPA.5": "49 | 39120571",
		"2.3.4.PPA.6": "nil | 23462480", "3.4.5.PPSPCKK": "nil | nil", "3.4.5.PPSPCKK.1": "1 | 21133560",
	}
}

// TestWideFixture: all quarters side by side; with Triwulan I stored, its figures
// are compared and never taken.
func TestWideFixture(t *testing.T) {
	first := readFile(t, singleFile, fixture(t, singleFile)).report
	r := readFile(t, wideFile, fixture(t, wideFile), first)
	if r.identity.Agency != "BKPP" || r.identity.Period != (reconcile.Period{Year: 2020, Quarter: 2}) {
		t.Errorf("identified as %+v", r.identity)
	}
	if got := sumMoney(r.report); got != wideTotal {
		t.Errorf("sum %s, want %s", got, wideTotal)
	}
	if len(r.report.Realizations) != 33 {
		t.Errorf("%d rows, want 33", len(r.report.Realizations))
	}
	var want []string
	for _, row := range []string{
		"7 45000", "8 -16011303", "9 32302500", "10 8195681.25", "16 -5736000", "17 284160", "18 25347114.37", "19 -7630000",
		"21 4611250", "22 -2274760", "24 3976600", "28 1830797", "29 3416830.63", "30 -669233", "31 804025", "32 -6163416",
		"33 -5809280", "35 -2867040",
	} {
		want = append(want, "earlier-quarter-differs PROGRAM KEGIATAN!I"+row)
	}
	if diff := cmp.Diff(sorted(want), listed(r.findings)); diff != "" {
		t.Error(diff)
	}
	lines := map[string]bool{}
	for _, f := range r.findings {
		if lines[f.Line] {
			t.Errorf("two findings for line %s", f.Line)
		}
		lines[f.Line] = true
	}
	if alone := readFile(t, wideFile, fixture(t, wideFile)); len(alone.findings) > 0 {
		t.Errorf("without a stored quarter:\n%s", messages(alone.findings))
	}
}
