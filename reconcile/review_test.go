package reconcile

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestReview asks about one line in the last quarter reported: each finding as
// code, cell (C physical, D rupiah), line and difference.
func TestReview(t *testing.T) {
	const targets, even = "5 9 9 12 35", "1000 1000 1000 1000 4000"
	tests := []struct {
		name, unit, targets, budget, physical, money string
		want                                         []string
	}{
		{"nothing to ask", "Orang", targets, even, "5 9", "1000 1000", nil},
		// What was due and is blank.
		{"physical blank", "Orang", targets, "", "-", "", []string{"line-missing C1 k1"}},
		{"rupiah blank", "", "", even, "", "-", []string{"line-missing D1 k1"}},
		{"both blank, one question", "Orang", targets, even, "-", "-", []string{"line-missing C1 k1"}},
		{"blank, not due", "Orang", "- 5 - - 5", "0 5 - - 5", "-", "-", nil},
		{"year only, early", "Orang", "- - - - 5", "", "-", "", nil},
		{"year only, due", "Orang", "- - - - 5", "", "2 - 3 -", "", []string{"line-missing C1 k1"}},
		// Rupiah beside output.
		{"spent, nothing delivered", "Dokumen", "2 1 2 2 7", even, "2 0", "1000 1000", []string{"spent-without-output D1 k1"}},
		{"spent, delivery blank", "Dokumen", targets, even, "-", "1000", []string{"line-missing C1 k1", "spent-without-output D1 k1"}},
		{"spent, no target", "Dokumen", "- 5 - - 5", even, "0", "1000", nil},
		{"spent, a target of 0", "Dokumen", "0 5 - - 5", even, "0", "1000", nil},
		{"spent 0, nothing delivered", "Dokumen", targets, even, "0", "0", nil},
		{"delivered, nothing spent", "Orang", targets, even, "5", "0", []string{"output-without-spending C1 k1"}},
		{"delivered, rupiah blank", "Orang", targets, even, "5", "-", []string{"line-missing D1 k1", "output-without-spending C1 k1"}},
		{"delivered, no budget in the quarter", "Orang", targets, "- 9 - - 9", "5", "0", nil},
		{"delivered, a budget of 0", "Orang", targets, "0 9 - - 9", "5", "-", nil},
		{"nothing delivered, nothing spent", "Orang", targets, even, "0", "0", nil},
		// The pagu.
		{"above the pagu", "", "", even, "", "3000 1000.01", []string{"over-budget D1 k1 0.01"}},
		{"at the pagu", "", "", even, "", "3000 1000", nil},
		{"no pagu", "", "", "1000 - - - -", "", "3000", nil},
		// A capaian over 150 %.
		{"150 %", "Orang", "10 - - - 10", "", "15", "", nil},
		{"above 150 %", "Orang", "10 - - - 10", "", "16", "", []string{"capaian-extreme C1 k1"}},
		{"above 150 % to date only", "Orang", "2 10 - - 12", "", "10 10", "", nil},
		// Whole things.
		{"half a person", "Orang", "5 - - - 5", "", "4.5", "", []string{"fractional-unit C1 k1"}},
		{"half a percent", "Persen", "5 - - - 10", "", "4.5", "", nil},
		{"whole, written with decimals", "Orang", "5 - - - 5", "", "5.00", "", nil},
		{"half a person, not due", "Orang", "- - 5 - 5", "", "4.5", "", []string{"fractional-unit C1 k1"}},
		// Looks cumulative.
		{"repeats, nearer to the plan to date", "Orang", "5 1 - - 6", "", "5 5", "", []string{"capaian-extreme C1 k1", "looks-cumulative C1 k1"}},
		{"repeats, nearer to its own plan", "Orang", "5 5 - - 10", "", "5 5", "", nil},
		{"repeats, as near to both", "Dokumen", "2 1 2 2 7", "", "2 2", "", []string{"capaian-extreme C1 k1", "looks-cumulative C1 k1"}},
		{"repeats, no plan of its own", "Orang", "5 - 5 - 10", "", "5 5", "", []string{"looks-cumulative C1 k1"}},
		{"repeats, no plan of its own and far from the plan to date", "Orang", "10 - 5 - 15", "", "3 3", "", []string{"looks-cumulative C1 k1"}},
		{"sum of three", "Orang", "5 5 5 5 20", "", "5 5 5 15", "", []string{"capaian-extreme C1 k1", "looks-cumulative C1 k1"}},
		{"first quarter", "Orang", "5 5 5 5 20", "", "5", "", nil},
		{"zeros", "Orang", "5 5 5 5 20", "", "0 0", "", nil},
		{"a report is lacking", "Orang", "5 1 1 - 7", "", "x 5 5", "", []string{"capaian-extreme C1 k1"}},
		{"a position may stay", "Nilai", "10 20 30 40 40", "", "10 10", "", nil},
		{"rupiah repeat", "", "", "1000 500 - - 2000", "", "1000 1000", []string{"looks-cumulative D1 k1"}},
		{"rupiah repeat, nearer to their plan", "", "", even, "", "1000 1000", nil},
		{"rupiah repeat without plan", "", "", "1000 - - - 2000", "", "1000 1000", []string{"looks-cumulative D1 k1"}},
		// A position that falls.
		{"falls", "Nilai", "10 20 30 40 40", "", "10 9", "", []string{"cumulative-fell C1 k1 -1"}},
		{"falls behind the last that said something", "Nilai", "10 20 30 40 40", "", "10 20 - 19", "", []string{"cumulative-fell C1 k1 -1"}},
		{"stays", "Nilai", "10 20 30 40 40", "", "10 10", "", nil},
		{"summed quarters may fall", "Orang", targets, "", "5 4", "", nil},
		{"tetap may fall", "Persen", "100 100 100 100 100", "", "100 99", "", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			period := Period{2020, max(fieldCount(tt.physical), fieldCount(tt.money))}
			plan := planOf(plannedLine("k1", "", tt.unit, tt.targets, tt.budget))
			got := showFindings(Review(plan, period, past("k1", tt.physical, tt.money), nil, DefaultRules()))
			slices.Sort(got)
			if diff := cmp.Diff(append([]string{}, tt.want...), got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// Where less is better 0 is a result, and a rise is what is asked about.
func TestReviewNegative(t *testing.T) {
	line := plannedLine("k1", "", "Kali", "5 4 3 2 2", "10 10 10 10 40")
	line.Polarity = Negatif
	for physical, want := range map[string][]string{
		"3 0": {"capaian-extreme C1 k1"}, "3 2": {}, "3 4": {"cumulative-fell C1 k1 1"}, "3 -": {"line-missing C1 k1", "spent-without-output D1 k1"},
	} {
		got := showFindings(Review(planOf(line), Period{2020, 2}, past("k1", physical, "10 9"), nil, DefaultRules()))
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", physical, diff)
		}
	}
}

func TestReviewLetters(t *testing.T) {
	line := plannedLine("k1", "", Predikat, "B B - BB BB", "")
	line.Scale = "SAKIP"
	for physical, want := range map[string][]string{
		"B CC": {"cumulative-fell C1 k1"}, "B B": {}, "B BB": {}, "75 71": {}, "75 61": {"cumulative-fell C1 k1"}, "B E": {}, "AA A": {"cumulative-fell C1 k1"}, "A AA": {},
	} {
		got := showFindings(Review(planOf(line), Period{2020, 2}, past("k1", physical, ""), nil, DefaultRules()))
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", physical, diff)
		}
	}
}

// A position in another unit is not compared.
func TestReviewUnits(t *testing.T) {
	plan := planOf(plannedLine("k1", "", "Nilai", "10 20 30 40 40", ""))
	reports := past("k1", "80 9", "")
	reports[0].Realizations[0].Physical.Unit = "Persen"
	reports[1].Realizations[0].Physical.Unit = "Nilai"
	if got := Review(plan, Period{2020, 2}, reports, nil, DefaultRules()); len(got) > 0 {
		t.Errorf("%v", showFindings(got))
	}
	reports[1].Realizations[0].Physical.Unit = ""
	if got := Review(plan, Period{2020, 2}, reports, nil, DefaultRules()); len(got) != 1 {
		t.Errorf("%v", showFindings(got))
	}
}

// Lines without a row share the first cell of their sheet; lines that were not
// due are not missed.
func TestReviewAbsent(t *testing.T) {
	sasaran := reported(1, "s1", "5", "-")
	sasaran.Source.Sheet = "RENCANA AKSI"
	plan := planOf(
		plannedLine("s1", "", "Orang", "5 - - - 5", ""), plannedLine("s2", "", "Orang", "5 - - - 5", ""),
		plannedLine("k3", "", "", "", "10 - - - 10"), plannedLine("k4", "", "Orang", "5 - - - 5", ""),
		plannedLine("k5", "", "Orang", "- 5 - - 5", "0 - - - 5"), plannedLine("p6", "", "", "", "10 - - - 10"),
		plannedLine("k7", "", "", "", ""),
	)
	got := Review(plan, Period{2020, 1}, []Report{reportOf(1, sasaran, reported(1, "k7", "-", "-"))}, nil, DefaultRules())
	if diff := cmp.Diff([]string{"line-missing A1 s2", "line-missing A1"}, showFindings(got)); diff != "" {
		t.Fatal(diff)
	}
	if got[0].Source.Sheet != "RENCANA AKSI" || got[1].Source.Sheet != "REAL" || got[1].Source.SHA256 != "report1" {
		t.Errorf("at %v and %v", got[0].Source, got[1].Source)
	}
	want := "Lembar REAL, sel A1: 'Kegiatan k3', 'Kegiatan k4' ada pada rencana Triwulan I tetapi barisnya tidak ada di laporan. Tambahkan barisnya beserta realisasinya; tulis 0 bila memang belum ada."
	if got[1].Message != want {
		t.Errorf("%s\nwant %s", got[1].Message, want)
	}
	empty := Review(plan, Period{2020, 1}, []Report{reportOf(1)}, nil, DefaultRules())
	if diff := cmp.Diff([]string{"line-missing A1"}, showFindings(empty)); diff != "" {
		t.Errorf("a report without rows: %s", diff)
	}
	if none := Review(plan, Period{2020, 1}, nil, nil, DefaultRules()); none != nil {
		t.Errorf("no report: %v", showFindings(none))
	}
}

// A question about a figure without a cell is asked at the row's name, then at the
// report's first cell.
func TestReviewPlaces(t *testing.T) {
	plan := planOf(plannedLine("k1", "", "Orang", "5 - - - 5", ""))
	row := Realization{Line: "k1", Source: reportCell(1, "k1", "B")}
	if got := Review(plan, Period{2020, 1}, []Report{reportOf(1, row)}, nil, DefaultRules()); got[0].Source != row.Source {
		t.Errorf("at %v", got[0].Source)
	}
	got := Review(plan, Period{2020, 1}, []Report{reportOf(1, Realization{Line: "k1"})}, nil, DefaultRules())
	if want := (Source{File: "tw1.xlsx", SHA256: "report1", Cell: "A1"}); got[0].Source != want {
		t.Errorf("at %v", got[0].Source)
	}
}

// Rupiah typed on a program's row are compared with its kegiatan.
func TestReviewRollup(t *testing.T) {
	plan := planOf(plannedLine("p1", "", "", "", ""), plannedLine("k2", "p1", "", "", "10 - - - 10"), plannedLine("p3", "", "", "", ""))
	for typed, want := range map[string][]string{"9": {"budget-rollup D1 p1 1"}, "10": {}, "-": {}, "0": {"budget-rollup D1 p1 10"}} {
		rows := reportOf(1, reported(1, "p1", "-", typed), reported(1, "k2", "-", "10"), reported(1, "p3", "-", "0"))
		got := showFindings(Review(plan, Period{2020, 1}, []Report{rows}, nil, DefaultRules()))
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", typed, diff)
		}
	}
}

// Rupiah of a program's row are not taken for cumulative: they count nowhere.
func TestReviewRollupPast(t *testing.T) {
	plan := planOf(plannedLine("p1", "", "", "", "5 1 - - 20"), plannedLine("k2", "p1", "", "", "5 1 - - 20"))
	var reports []Report
	for q := 1; q <= 2; q++ {
		reports = append(reports, reportOf(q, reported(q, "p1", "-", "5"), reported(q, "k2", "-", "5")))
	}
	got := showFindings(Review(plan, Period{2020, 2}, reports, nil, DefaultRules()))
	if diff := cmp.Diff([]string{"looks-cumulative D2 k2"}, got); diff != "" {
		t.Error(diff)
	}
}

// A fall names both figures and the quarter it fell from.
func TestFellMessage(t *testing.T) {
	plan := planOf(plannedLine("k1", "", "Nilai", "10 20 30 40 40", ""))
	got := Review(plan, Period{2020, 3}, past("k1", "10 20.5 19", ""), nil, DefaultRules())
	want := "Lembar REAL, sel C1: realisasi 19 Nilai lebih buruk daripada 20,5 Nilai pada Triwulan II, padahal yang dilaporkan adalah posisi s.d. triwulan. Periksa angkanya, atau jelaskan pada Keterangan."
	if len(got) != 1 || got[0].Message != want {
		t.Errorf("%v", got)
	}
}

func TestFewerLines(t *testing.T) {
	plan := planOf(plannedLine("k1", "", "", "", ""), plannedLine("k2", "", "", "", ""))
	before := reportOf(1, reported(1, "k1", "-", "1"), reported(1, "k2", "1", "-"))
	now := reportOf(1, reported(1, "k1", "-", "1"), reported(1, "k2", "-", "-"))
	now.Revision = 2
	now.SHA256 = "again"
	want := []string{"fewer-lines A1  1"}
	if diff := cmp.Diff(want, showFindings(Review(plan, Period{2020, 1}, []Report{now}, &before, DefaultRules()))); diff != "" {
		t.Error(diff)
	}
	const message = "Lembar REAL, sel A1: laporan ini mengisi 1 baris, laporan yang digantikannya 2 baris (kurang 1); kini kosong: 'Kegiatan k2'. Lengkapi baris yang hilang, atau jelaskan pada Keterangan."
	if got := Review(plan, Period{2020, 1}, []Report{now}, &before, DefaultRules()); got[0].Message != message || got[0].Severity() != Warning {
		t.Errorf("%s", got[0].Message)
	}
	var many []Line
	var all []Realization
	for _, code := range []string{"k1", "k2", "k3", "k4", "k5", "k6", "k7"} {
		many, all = append(many, plannedLine(code, "", "", "", "")), append(all, reported(1, code, "1", "-"))
	}
	full, none := reportOf(1, all...), reportOf(1, reported(1, "k1", "-", "-"))
	if got := Review(planOf(many...), Period{2020, 1}, []Report{none}, &full, DefaultRules()); !strings.Contains(got[0].Message, "0 baris, laporan yang digantikannya 7 baris (kurang 7); kini kosong: 'Kegiatan k1', 'Kegiatan k2', 'Kegiatan k3', 'Kegiatan k4', 'Kegiatan k5' dan 2 lainnya. ") {
		t.Errorf("%s", got[0].Message)
	}
	same := before
	if got := Review(plan, Period{2020, 1}, []Report{before}, &same, DefaultRules()); len(got) > 0 {
		t.Errorf("as many: %v", showFindings(got))
	}
	r := Reconcile(plan, Period{2020, 1}, []Report{now, before}, DefaultRules())
	if diff := cmp.Diff(want, showFindings(r.Findings)); diff != "" {
		t.Errorf("reconciled: %s", diff)
	}
	if got := r.Findings[0].Source; got.SHA256 != "again" || got.Sheet != "REAL" {
		t.Errorf("at %v", got)
	}
}

// A message names the place, both figures and the mend, in Bahasa Indonesia.
func TestReviewMessages(t *testing.T) {
	plan := planOf(plannedLine("k1", "", "Dokumen", "2 1 2 2 7", "21720000 36200000 36200000 50680000 144800000"))
	ask := func(physical, money string) map[Code]string {
		out := map[Code]string{}
		for _, f := range Review(plan, Period{2020, fieldCount(physical)}, past("k1", physical, money), nil, DefaultRules()) {
			if f.Severity() != Warning {
				t.Errorf("%s is %s", f.Code, f.Severity())
			}
			out[f.Code] = f.Message
		}
		return out
	}
	tests := []struct {
		physical, money string
		code            Code
		want            string
	}{
		{"2 0", "1 27475800.5", SpentWithoutOutput, "Lembar REAL, sel D1: realisasi rupiah Rp27.475.800,50, sedangkan realisasi fisiknya 0 Dokumen dari target 1 Dokumen."},
		{"2 1", "1 -", OutputWithoutSpending, "Lembar REAL, sel C1: realisasi fisik 1 Dokumen, sedangkan realisasi rupiahnya belum diisi (rencana Rp36.200.000)."},
		{"2 -", "1 27475800.5", SpentWithoutOutput, "Lembar REAL, sel D1: realisasi rupiah Rp27.475.800,50, sedangkan realisasi fisiknya belum diisi (target 1 Dokumen)."},
		{"2 1", "1 144800000", OverBudget, "Lembar REAL, sel D1: realisasi s.d. Triwulan II Rp144.800.001 melebihi pagu setahun Rp144.800.000, lebih Rp1."},
		{"2 2", "1 9", CapaianExtreme, "Lembar REAL, sel C1: realisasi 2 Dokumen dari target 1 Dokumen, capaian 200% di atas 150%."},
		{"2 2", "1 9", LooksCumulative, "Lembar REAL, sel C1: realisasi 2 Dokumen sama dengan jumlah triwulan sebelumnya, tampaknya angka kumulatif (target 1 Dokumen, s.d. triwulan ini 3 Dokumen)."},
		{"2 1.5", "1 9", FractionalUnit, "Lembar REAL, sel C1: realisasi 1,5 Dokumen tidak bulat, padahal Dokumen dihitung utuh. Tulis angka bulat."},
		{"2 -", "1 9", LineMissing, "Lembar REAL, sel C1: realisasi fisik belum diisi, targetnya 1 Dokumen. Isi realisasinya; tulis 0 bila memang belum ada."},
	}
	for _, tt := range tests {
		if got := ask(tt.physical, tt.money)[tt.code]; !strings.HasPrefix(got, tt.want) {
			t.Errorf("%s\nwant %s", got, tt.want)
		}
	}
}

// A figure read from one s.d. triwulan is asked about once the quarters before it are
// others than were taken off, corrected or taken back; a figure of the quarter is not.
func TestStatedToDate(t *testing.T) {
	plan := planOf(plannedLine("k1", "", "", "5 5 5 5 20", "10 10 10 10 40"))
	for _, c := range []struct {
		name, physical, money string // of the first quarter
		fromToDate            bool
		want                  []string
	}{
		{"as it was", "5", "10", true, []string{}},
		{"physical corrected", "4", "10", true, []string{"todate-differs C1 k1 1"}},
		{"rupiah corrected", "5", "12.5", true, []string{"todate-differs D1 k1 -2.5"}},
		{"taken back", "x", "x", true, []string{"todate-differs C1 k1 5", "todate-differs D1 k1 10"}},
		{"figures of the quarter", "4", "12.5", false, []string{}},
	} {
		reports := past("k1", c.physical+" 6", c.money+" 11")
		if row := &reports[len(reports)-1].Realizations[0]; c.fromToDate {
			row.Physical.Less, row.Money.Less = null(dec("5")), null(dec("10"))
		}
		got := showFindings(Review(plan, Period{2020, 2}, reports, nil, DefaultRules()))
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
	}
}

func TestStatedToDateMessage(t *testing.T) {
	reports := past("k1", "- -", "12.5 11")
	reports[1].Realizations[0].Money.Less = null(dec("10"))
	got := Review(planOf(plannedLine("k1", "", "", "", "10 10 10 10 40")), Period{2020, 2}, reports, nil, DefaultRules())
	want := "Lembar REAL, sel D1: tertulis s.d. Triwulan II Rp21. Saat diterima, triwulan sebelumnya Rp10, sehingga triwulan ini dihitung Rp11; kini triwulan sebelumnya Rp12,50. Bila yang tertulis s.d. triwulan yang benar, kirim ulang laporan ini."
	if len(got) != 1 || got[0].Message != want {
		t.Errorf("%v", got)
	}
}
