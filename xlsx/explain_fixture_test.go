package xlsx_test

import (
	"strings"
	"testing"

	"rekon/reconcile"
	"rekon/reconcile/explaintest"
	"rekon/xlsx"
)

// year2020 are the results of the published plan and the two reports beside it.
func year2020(tb testing.TB) (first, second reconcile.Result) {
	tb.Helper()
	plan := plan2020()
	plan.Revision = 1
	read := func(file string, quarter int, earlier ...reconcile.Report) reconcile.Report {
		r := xlsx.ReadRealization(open(tb, file, fixture(tb, file)),
			xlsx.Context{Period: reconcile.Period{Year: 2020, Quarter: quarter}, Plan: plan, Earlier: earlier, Settings: settings()})
		r.Revision = 1
		return r
	}
	one := read(singleFile, 1)
	reports := []reconcile.Report{one, read(wideFile, 2, one)}
	first = reconcile.Reconcile(plan, reconcile.Period{Year: 2020, Quarter: 1}, reports, settings().Rules)
	second = reconcile.Reconcile(plan, reconcile.Period{Year: 2020, Quarter: 2}, reports, settings().Rules)
	return first, second
}

// Every explanation of every figure of the real year is true.
func TestExplanationsOf2020AreTrue(t *testing.T) {
	first, second := year2020(t)
	for _, r := range []reconcile.Result{first, second} {
		for _, p := range explaintest.Check(r) {
			t.Errorf("TW %s: %s", r.Period.Roman(), p)
		}
	}
}

// One figure of each kind, followed by hand in the workbooks.
func TestExplainedIn2020(t *testing.T) {
	_, second := year2020(t)
	x := reconcile.NewLineage(second)
	for _, tt := range []struct{ line, figure, text, numbers, says string }{
		{"2.3.4.PPA.3", "money_ytd.serapan", "41,95%", "Rp38.723.206 / Rp92.308.000 x 100 = 41,95%", "PROGRAM KEGIATAN!I30 pada laporan Triwulan I revisi 1"},
		{"2.3.4.PPA.3", "physical_ytd.target", "140 Orang", "70 + 70 = 140", "aturan (6)"}, // 280 of 300
		{"1.1.1.PKSA.3", "pagu", "Rp1.825.000.000", "", "PROGRAM KEGIATAN!O11 pada rencana revisi 1, tertulis '1.825.000.000.00', dibaca: Rp1.825.000.000 menurut susunan kelompok angkanya"},
		{"1.1.1.PKSA", "pagu", "Rp5.852.255.900", "Rp100.000.000 + Rp415.878.000 + Rp1.825.000.000 + Rp2.023.625.000 + Rp345.000.000 + Rp407.864.400 + Rp328.863.500 + Rp406.025.000 = Rp5.852.255.900", "jumlah 8 kegiatan"},
		{"1.1.1.PKSA", "pagu_written", "Rp5.507.255.900", "", "PROGRAM KEGIATAN!O8"},
		{"1.1.1", "physical_ytd.target", "–", "", "posisi akhir: "},
		{"1.1.1", "physical.status", "Belum Jatuh Tempo", "", "masih ada target"},
		{"3.4.5", "physical_ytd.capaian", "–", "", "berupa predikat huruf"}, // BB in Triwulan IV
		{"1.2.3.PPA.2", "physical.target", "–", "", "aturan (2): hanya target setahun yang terisi"},
		{"1.2.3.PPA.1", "physical_ytd.target", "47,5%", "23,75 + 23,75 = 47,5", "aturan (4)"},
		{"", "totals.serapan_ytd", "35,1133%", "Rp3.664.122.355,87 / Rp10.435.154.900 x 100 = 35,1133%", "jumlah 22 kegiatan"},
		{"", "totals.actual", "Rp2.051.408.090,37", "", "jumlah 22 kegiatan"},
	} {
		e, ok := x.Explain(tt.line, tt.figure)
		said := e.Paragraph()
		if !ok || e.Figure.Text() != tt.text || tt.numbers != "" && e.Numbers != tt.numbers || !strings.Contains(said, tt.says) {
			t.Errorf("%s %s: %s, %q; want %s, %q, %q in:\n%s", tt.line, tt.figure, e.Figure.Text(), e.Numbers, tt.text, tt.numbers, tt.says, said)
		}
	}
}
