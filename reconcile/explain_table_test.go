package reconcile

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// explained is one figure of a line, by hand.
type explained struct {
	name, unit, targets, physical string // as in plannedLine and past
	budget, money                 string
	edit                          func(*Line, *Rules)
	figure, text                  string
	numbers                       string // "" where a cell, the last position or a reason says it
	says                          string // in what else is said of it: formula, reasons, rules
}

func negative(l *Line, _ *Rules)     { l.Polarity = Negatif }
func byRatio(l *Line, r *Rules)      { l.Polarity, r.NegativeRatio = Negatif, true }
func capAt120(_ *Line, r *Rules)     { r.CapaianCap = null(dec("120")) }
func onSAKIP(l *Line, _ *Rules)      { l.Scale = "SAKIP" }
func asPosition(l *Line, _ *Rules)   { l.Aggregation = PosisiAkhir }
func onePointBand(_ *Line, r *Rules) { r.PhysicalTolerance = Tolerance{dec("1"), dec("10")} }

// The figures were worked out by hand.
var explainedByHand = []explained{
	{name: "sum of targets", unit: "Orang", targets: "5 9 9 12 35", physical: "5 8", figure: "physical_ytd.target", text: "14 Orang", numbers: "5 + 9 = 14", says: "aturan (4): jumlah triwulan sama dengan target setahun"},
	{name: "sum of output", unit: "Orang", targets: "5 9 9 12 35", physical: "5 8", figure: "physical_ytd.actual", text: "13 Orang", numbers: "5 + 8 = 13"},
	{name: "deviation", unit: "Orang", targets: "5 9 9 12 35", physical: "5 8", figure: "physical_ytd.deviation", text: "-1 Orang", numbers: "13 - 14 = -1"},
	{name: "capaian in full", unit: "Orang", targets: "5 9 9 12 35", physical: "5 8", figure: "physical_ytd.capaian", text: "92,8571%", numbers: "13 / 14 x 100 = 92,8571%", says: "polaritas positif"},
	{name: "below target", unit: "Orang", targets: "5 9 9 12 35", physical: "5 8", figure: "physical_ytd.status", text: "Tidak Tercapai", numbers: "|-1| ≥ max(0; 0 / 100 x 14)", says: "rekon.yaml: rules.tolerance.physical: absolute: 0, percent: 0"},
	{name: "within tolerance", unit: "Orang", targets: "5 9 9 12 35", physical: "5 8", edit: onePointBand, figure: "physical_ytd.status", text: "Tercapai", numbers: "|-1| < max(1; 10 / 100 x 14)", says: "absolute: 1, percent: 10"},
	{name: "one cell", unit: "Orang", targets: "5 9 9 12 35", physical: "5 8", figure: "physical.actual", text: "8 Orang"},
	{name: "blank is not 0", unit: "Orang", targets: "5 9 9 12 35", physical: "5 -", figure: "physical.actual", text: "–", says: "kosong atau '-': tidak dilaporkan, bukan nol"},
	{name: "nothing reported", unit: "Orang", targets: "5 9 9 12 35", physical: "5 -", figure: "physical.status", text: "Belum Lapor", says: "Ada target, realisasi belum dilaporkan."},
	{name: "a quarter without report", unit: "Orang", targets: "5 9 9 12 35", physical: "x 8", figure: "physical_ytd.incomplete", text: "ya", says: "Laporan Triwulan I belum ada."},
	{name: "a blank quarter", unit: "Orang", targets: "5 9 9 12 35", physical: "- 8", figure: "physical_ytd.incomplete", text: "ya", says: "Target Triwulan I 5 Orang belum dilaporkan realisasinya."},
	{name: "letters", unit: Predikat, targets: "- - - BB BB", physical: "- - - B", edit: onSAKIP, figure: "physical.status", text: "Tidak Tercapai", numbers: "4 > 3", says: "Skala SAKIP: AA > 90"},
	{name: "a graded number", unit: Predikat, targets: "- - - BB BB", physical: "- - - 81", edit: onSAKIP, figure: "physical.status", text: "Melampaui Target", numbers: "2 < 3"},
	{name: "letters have no percentage", unit: Predikat, targets: "- - - BB BB", physical: "- - - B", edit: onSAKIP, figure: "physical.capaian", text: "–", says: "tanpa selisih dan tanpa persentase"},
	{name: "posisi akhir, one quarter", unit: "Persen", targets: "- - - 95 95", physical: "90 92", figure: "physical_ytd.actual", text: "92%", says: "aturan (1): satu triwulan saja yang terisi"},
	{name: "not due yet", unit: "Persen", targets: "- - - 95 95", physical: "90 92", figure: "physical.status", text: "Belum Jatuh Tempo", says: "masih ada target pada triwulan berikutnya"},
	{name: "tahunan before the fourth quarter", unit: "Orang", targets: "- - - - 20", physical: "5 5", figure: "physical.target", text: "–", says: "jatuh tempo pada Triwulan IV"},
	{name: "tahunan in the fourth quarter", unit: "Orang", targets: "- - - - 20", physical: "5 5 4 5", figure: "physical.actual", text: "19 Orang", numbers: "5 + 5 + 4 + 5 = 19", says: "aturan (2): hanya target setahun yang terisi"},
	{name: "tetap", unit: "Orang", targets: "10 10 10 10 10", physical: "9 10", figure: "physical_ytd.actual", text: "10 Orang", says: "aturan (3): keempat triwulan sama dengan target setahun"},
	{name: "the last filled quarter", unit: "Orang", targets: "10 20 30 40 40", physical: "12 -", figure: "physical_ytd.actual", text: "12 Orang", says: "angka terakhir yang dinyatakan, dari Triwulan I"},
	{name: "neither sum nor position", unit: "Orang", targets: "10 20 30 40 70", physical: "12 20", figure: "physical_ytd.target", text: "30 Orang", numbers: "10 + 20 = 30", says: "aturan (6)"},
	{name: "set by hand", unit: "Orang", targets: "5 9 9 12 35", physical: "5 8", edit: asPosition, figure: "physical_ytd.target", text: "9 Orang", says: `rekon.yaml: lines: "k1": aggregation: posisi-akhir`},
	{name: "less is better", unit: "Orang", targets: "10 10 10 10 40", physical: "12", edit: negative, figure: "physical.capaian", text: "80%", numbers: "(2 x 10 - 12) / 10 x 100 = 80%", says: "rules.negative_formula: (2T-R)/T"},
	{name: "less is better, as a ratio", unit: "Orang", targets: "10 10 10 10 40", physical: "12", edit: byRatio, figure: "physical.capaian", text: "83,3333%", numbers: "10 / 12 x 100 = 83,3333%", says: "rules.negative_formula: T/R"},
	{name: "less is better, judged", unit: "Orang", targets: "10 10 10 10 40", physical: "12", edit: negative, figure: "physical.status", text: "Tidak Tercapai", numbers: "|2| ≥ max(0; 0 / 100 x 10)"},
	{name: "capped", unit: "Orang", targets: "10 10 10 10 40", physical: "13", edit: capAt120, figure: "physical.capaian_capped", text: "120%", numbers: "min(120%; max(0; 130%)) = 120%", says: "rekon.yaml: rules.capaian_cap: 120"},
	{name: "floored", unit: "Orang", targets: "10 10 10 10 40", physical: "25", edit: negative, figure: "physical.capaian_capped", text: "0%", numbers: "max(0; -50%) = 0%"},
	{name: "target 0", unit: "Orang", targets: "0 10 10 10 30", physical: "3", figure: "physical.capaian", text: "–", says: "Target 0 tidak mempunyai capaian"},
	{name: "predikat at its bound", unit: "Nilai", targets: "100 - - - 100", physical: "91", figure: "predikat", text: "Sangat Tinggi", numbers: "bulat(91%) = 91 ≥ 91", says: "Permendagri 54/2010 dan 86/2017"},
	{name: "predikat by more decimals than are shown", unit: "Nilai", targets: "1000000 - - - 1000000", physical: "904999.6", figure: "predikat", text: "Tinggi", numbers: "91 > bulat(90,49996%) = 90 ≥ 76"},
	{name: "no predikat on incomplete data", unit: "Orang", targets: "5 9 9 12 35", physical: "- 8", figure: "predikat", text: "–", says: "yang belum lengkap tidak dinilai."},
	{name: "efisien", unit: "Orang", targets: "10 10 10 10 40", physical: "9", budget: "1000 1000 - - 2000", money: "800", figure: "efisiensi", text: "efisien", numbers: "90% - Rp800 / Rp1.000 x 100 = 10 > 5", says: "rules.efisiensi_band: 5"},
	{name: "cukup efisien", unit: "Orang", targets: "10 10 10 10 40", physical: "9", budget: "1000 1000 - - 2000", money: "850", figure: "efisiensi", text: "cukup efisien", numbers: "5 ≥ 90% - Rp850 / Rp1.000 x 100 = 5 ≥ -5"},
	{name: "serapan to date", unit: "Orang", budget: "1000 1000 - - 2000", money: "800 400.5", figure: "money_ytd.serapan", text: "60,025%", numbers: "Rp1.200,50 / Rp2.000 x 100 = 60,025%", says: "pagu setahun"},
	{name: "serapan of the quarter", unit: "Orang", budget: "1000 1000 - - 2000", money: "800 400.5", figure: "money.serapan", text: "40,05%", numbers: "Rp400,50 / Rp1.000 x 100 = 40,05%"},
	{name: "serapan without a plan", unit: "Orang", budget: "- 1000 - - 2000", money: "800", figure: "money.serapan", text: "–", says: "Tidak ada anggaran triwulan untuk dibandingkan."},
	{name: "spent without a plan", unit: "Orang", budget: "- 1000 - - 2000", money: "800", figure: "money.status", text: "Di Atas Rencana", numbers: "Rp800 - Rp0 = Rp800", says: "tidak ada anggaran pada masa ini"},
	{name: "below plan", unit: "Orang", budget: "1000000 - - - 1000000", money: "900000", figure: "money.status", text: "Di Bawah Rencana", numbers: "|-Rp100.000| ≥ max(Rp1.000; 5 / 100 x Rp1.000.000)", says: "rules.tolerance.money: absolute: 1000, percent: 5"},
	{name: "as planned", unit: "Orang", budget: "1000000 - - - 1000000", money: "960000", figure: "money.status", text: "Sesuai Rencana", numbers: "|-Rp40.000| < max(Rp1.000; 5 / 100 x Rp1.000.000)"},
	{name: "beyond the pagu", unit: "Orang", budget: "1000 1000 - - 2000", money: "2500", figure: "money.status", text: "Melebihi Pagu", numbers: "Rp2.500 > Rp2.000"},
	{name: "sisa", unit: "Orang", budget: "1000 1000 - - 2000", money: "800 400.5", figure: "sisa", text: "Rp799,50", numbers: "Rp2.000 - Rp1.200,50 = Rp799,50"},
	{name: "sisa of what nothing was spent on", unit: "Orang", budget: "- - - 2000 2000", money: "-", figure: "sisa", text: "Rp2.000", numbers: "Rp2.000 - Rp0 = Rp2.000", says: "Belum ada realisasi; dihitung 0."},
	{name: "money lacking", unit: "Orang", budget: "1000 1000 - - 2000", money: "- 400", figure: "money_ytd.incomplete", text: "ya", says: "Anggaran Triwulan I Rp1.000 pada kegiatan 'Kegiatan k1' (k1) belum dilaporkan realisasinya."},
}

func TestExplainedByHand(t *testing.T) {
	for _, tt := range explainedByHand {
		t.Run(tt.name, func(t *testing.T) {
			line, rules := plannedLine("k1", "", tt.unit, tt.targets, tt.budget), DefaultRules()
			if tt.edit != nil {
				tt.edit(&line, &rules)
			}
			reports := past("k1", tt.physical, tt.money)
			r := Reconcile(planOf(line), Period{2020, max(fieldCount(tt.physical), fieldCount(tt.money))}, reports, rules)
			e, ok := NewLineage(r).Explain("K1", tt.figure)
			if !ok || e.Figure.Text() != tt.text || e.Numbers != tt.numbers || e.Fault != "" {
				t.Errorf("%s, %q (%s); want %s, %q", e.Figure.Text(), e.Numbers, e.Fault, tt.text, tt.numbers)
			}
			said := []string{e.Formula}
			said = append(said, e.Because...)
			for _, c := range e.AllRules() {
				said = append(said, c.Text, c.From)
			}
			if !strings.Contains(strings.Join(said, "\n"), tt.says) {
				t.Errorf("%q does not say %q", said, tt.says)
			}
		})
	}
}

// What is reported of a sum is each leaf's, with its code.
func TestExplainedSum(t *testing.T) {
	plan := planOf(plannedLine("p1", "", "", "", "- - - - 9"), plannedLine("k2", "p1", "Orang", "5 - - - 5", "10 - - - 10"),
		plannedLine("k3", "p1", "Orang", "5 - - - 5", "20 - - - 20"), plannedLine("k4", "p1", "Orang", "5 - - - 5", "- - - - -"))
	r := Reconcile(plan, Period{2020, 1}, []Report{reportOf(1, reported(1, "p1", "-", "999"), reported(1, "k2", "5", "7.25"), reported(1, "k3", "5", "18"))}, DefaultRules())
	x := NewLineage(r)
	e, _ := x.Explain("p1", "money.actual")
	if e.Numbers != "Rp7,25 + Rp18 = Rp25,25" || len(e.Inputs) != 2 || e.Inputs[0].Line.Code != "k2" || e.Inputs[1].Line.Code != "k3" {
		t.Errorf("%q of %d", e.Numbers, len(e.Inputs))
	}
	if at := e.Inputs[1].Cell; at == nil || at.Source != reportCell(1, "k3", "D") || at.Typed != "18" || at.Report.File != "tw1.xlsx" {
		t.Errorf("%+v", at)
	}
	if e, _ := x.Explain("p1", "pagu_written"); e.Figure.Text() != "Rp9" || e.Cell == nil || e.Cell.Source != planCell("p1", 9) {
		t.Errorf("written %s, %+v", e.Figure.Text(), e.Cell)
	}
	if e, _ := x.Explain("", "totals.serapan"); e.Numbers != "Rp25,25 / Rp30 x 100 = 84,1667%" {
		t.Errorf("totals %q", e.Numbers)
	}
	// (100 + 100) / 2: the third kegiatan has no capaian.
	if e, _ := x.Explain("", "totals.capaian"); e.Numbers != "(100% + 100%) / 2 = 100%" {
		t.Errorf("mean %q", e.Numbers)
	}
}

// A figure read from one to date names what was taken off, and why.
func TestExplainedLess(t *testing.T) {
	row := reported(2, "k1", "8", "-")
	row.Physical.Typed, row.Physical.Why, row.Physical.Less = "13", "angka s.d. triwulan 13 dikurangi 5 dari triwulan sebelumnya", null(dec("5"))
	r := Reconcile(planOf(plannedLine("k1", "", "Orang", "5 9 9 12 35", "")), Period{2020, 2}, []Report{reportOf(1, reported(1, "k1", "5", "-")), reportOf(2, row)}, DefaultRules())
	e, _ := NewLineage(r).Explain("k1", "physical.actual")
	if e.Cell == nil || !e.Cell.Less.Decimal.Equal(dec("5")) || !strings.Contains(e.Paragraph(), "adalah 8 Orang, dari sel REAL!C1 pada laporan Triwulan II revisi 1, tertulis '13', dibaca: angka s.d. triwulan 13 dikurangi 5") {
		t.Errorf("%+v\n%s", e.Cell, e.Paragraph())
	}
	row.Physical.Typed, row.Physical.Why = "8 Org", "teks '8 Org' dibaca 8 Orang"
	r = Reconcile(planOf(plannedLine("k1", "", "Orang", "5 9 9 12 35", "")), Period{2020, 2}, []Report{reportOf(2, row)}, DefaultRules())
	if e, _ := NewLineage(r).Explain("k1", "physical.actual"); !strings.Contains(e.Paragraph(), "tertulis '8 Org', dibaca: 8 Orang.") {
		t.Error("a text as typed stands twice: ", e.Paragraph())
	}
}

// Targets of quarters before a change are from the plan that held then.
func TestExplainedChange(t *testing.T) {
	before, after := planOf(plannedLine("k1", "", "Orang", "5 5 5 5 20", "10 10 10 10 40")), planOf(plannedLine("k1", "", "Orang", "5 5 5 9 24", "10 10 10 30 60"))
	after.Revision, after.FromQuarter, after.Decree, after.SHA256, after.File = 2, 4, "DPPA 12/2020", "dppa", "dppa.xlsx"
	before.SHA256, before.File = "plan", "rencana.xlsx"
	for slot := range Slots {
		after.Lines[0].Target[slot].Source.SHA256, after.Lines[0].Budget[slot].Source.SHA256 = "dppa", "dppa"
	}
	plan, _ := Effective([]Plan{before, after}, 4)
	r := Reconcile(plan, Period{2020, 4}, past("k1", "5 5 5 9", "10 10 10 30"), DefaultRules())
	e, _ := NewLineage(r).Explain("k1", "money_ytd.plan")
	var revisions []int
	for _, leaf := range e.Leaves() {
		revisions = append(revisions, leaf.Cell.Plan.Revision)
	}
	if e.Numbers != "Rp10 + Rp10 + Rp10 + Rp30 = Rp60" || !slices.Equal(revisions, []int{1, 1, 1, 2}) {
		t.Errorf("%q of revisions %v", e.Numbers, revisions)
	}
	if !strings.Contains(e.Paragraph(), "adalah rencana revisi 2, berlaku mulai Triwulan IV, dasar: DPPA 12/2020.") {
		t.Error(e.Paragraph())
	}
}

// What moved after the close-out, which warnings lie on the cells, what a closed quarter
// says, and what was tampered with.
func TestExplainedAround(t *testing.T) {
	plan := planOf(plannedLine("k1", "", "Orang", "5 9 9 12 35", "10 - - - 10"))
	plan.Findings = []Finding{{Code: AmountRepaired, Source: planCell("k1", 5), Message: "Lembar PLAN, sel F1: dibaca Rp10."}, {Code: UnitMixed, Source: planCell("k1", 1), Message: "lain"}}
	r := Reconcile(plan, Period{2020, 1}, past("k1", "5", "8"), DefaultRules())
	r.Status = Ditutup
	was, is := NamedFigure{Name: "money.actual", Value: null(dec("7"))}, NamedFigure{Name: "money.actual", Value: null(dec("8"))}
	r.Changes = []Amendment{{At: time.Date(2020, 5, 12, 3, 0, 0, 0, time.UTC), Reason: "Laporan revisi 2", Changes: []Change{{Line: "k1", Was: was, Is: is}}}}
	x := NewLineage(r)
	e, _ := x.Explain("k1", "money.actual")
	if len(e.Changes) != 1 || !strings.Contains(e.Paragraph(), "Setelah tutup buku angka ini berubah pada 12 Mei 2020 pukul 10.00 WIB: semula Rp7, menjadi Rp8 (Laporan revisi 2).") {
		t.Errorf("%+v\n%s", e.Changes, e.Paragraph())
	}
	if e, _ := x.Explain("k1", "money.serapan"); len(e.Doubts) != 1 || e.Doubts[0].Code != AmountRepaired || len(e.Changes) != 0 {
		t.Errorf("%+v", e.Doubts)
	}
	if e, _ := x.Explain("", "status"); len(e.Because) != 1 || e.Because[0] != "Triwulan ini ditutup." {
		t.Errorf("%+v", e.Because)
	}
	r.Variances[0].Money.Serapan = null(dec("81"))
	e, _ = NewLineage(r).Explain("k1", "money.serapan")
	if e.Numbers != "" || !strings.HasPrefix(e.Fault, "Yang tersimpan 81%, sedangkan hitungan ulang dari sel-selnya menghasilkan 80%") {
		t.Errorf("%q, %q", e.Numbers, e.Fault)
	}
}

// TestExplainedGone: of a line that a change took out the plan's cells are not called blank.
func TestExplainedGone(t *testing.T) {
	before := planOf(plannedLine("k1", "", "Orang", "5 5 5 5 20", "10 10 10 10 40"), plannedLine("k2", "", "Orang", "1 1 1 1 4", ""))
	after := planOf(plannedLine("k2", "", "Orang", "1 1 1 1 4", ""), plannedLine("k3", "", "Orang", "- - - 2 2", "- - - 8 8"))
	before.Revision, after.Revision, after.FromQuarter = 1, 2, 4
	plan, _ := Effective([]Plan{before, after}, 4)
	x := NewLineage(Reconcile(plan, Period{2020, 4}, past("k1", "5 5 5", "10 10 10"), DefaultRules()))
	for code, want := range map[string]string{
		"k1": "Baris ini tidak ada lagi dalam rencana mulai Triwulan IV.",
		"k2": "Selnya kosong atau '-': rencana tidak menyatakannya.",
	} {
		if e, _ := x.Explain(code, "pagu"); !strings.Contains(e.Paragraph(), want) {
			t.Errorf("%s: %s", code, e.Paragraph())
		}
	}
}

// TestExplainedOtherwiseLater: where a later report repeats an earlier quarter otherwise, the
// figures that rest on the earlier one say so, and no others.
func TestExplainedOtherwiseLater(t *testing.T) {
	plan := planOf(plannedLine("k1", "", "Orang", "5 5 - - 10", "10 10 - - 20"), plannedLine("k2", "", "Orang", "5 5 - - 10", "10 10 - - 20"))
	r := Reconcile(plan, Period{2020, 2}, past("k1", "5 5", "8 9"), DefaultRules())
	r.Findings = append(r.Findings, Finding{Code: EarlierQuarterDiffers, Line: "k1", Source: planCell("other", 3), Message: "Triwulan I di sini Rp7."})
	x := NewLineage(r)
	for figure, want := range map[string]bool{"money_ytd.actual": true, "money.actual": false, "pagu": false} {
		e, _ := x.Explain("k1", figure)
		if got := strings.Contains(e.Paragraph(), "Triwulan I di sini Rp7."); got != want {
			t.Errorf("%s: %v, %s", figure, got, e.Paragraph())
		}
	}
}

func TestNearestNames(t *testing.T) {
	line, _ := FigureNames()
	if got := NearestFigures(line, "Serapan"); len(got) == 0 || got[0] != "money.serapan" {
		t.Errorf("%v", got)
	}
	x := NewLineage(Reconcile(planOf(plannedLine("k1", "", "Orang", "5 - - - 5", ""), plannedLine("k2", "", "Orang", "5 - - - 5", "")), Period{2020, 1}, nil, DefaultRules()))
	if got := x.Nearest("kegiatan k2"); len(got) != 2 || got[0].Code != "k2" {
		t.Errorf("%v", got)
	}
	if _, ok := x.Find("K2"); !ok {
		t.Error("a code is another one in capitals")
	}
}
