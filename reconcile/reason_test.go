package reconcile

import (
	"encoding/json"
	"testing"
	"time"
)

// TestWhyReplaced: each fact that a result rests on, alone and together, has its words.
func TestWhyReplaced(t *testing.T) {
	at := time.Date(2020, 4, 14, 2, 0, 0, 0, time.UTC)
	report := func(quarter, revision int) Report {
		return Report{Period: Period{2020, quarter}, Revision: revision, File: "Lap TW.xlsx", ReceivedAt: at}
	}
	result := func(change ...func(*Result)) Result {
		r := Result{Period: Period{2020, 3}, Program: "1.0", Report: report(3, 2), Earlier: []Report{report(1, 2)}, Rules: DefaultRules(),
			Plan: Plan{Revision: 1, FromQuarter: 1}, Variances: []Variance{{Line: Line{Code: "k1", Polarity: Positif}}}}
		for _, c := range change {
			c(&r)
		}
		return r
	}
	because := func(r Report, why string) Report {
		r.Reason = why
		return r
	}
	own := func(revision int) func(*Result) { return func(r *Result) { r.Report = report(3, revision) } }
	earlier := func(reports ...Report) func(*Result) { return func(r *Result) { r.Earlier = reports } }
	rules := func(change func(*Rules)) func(*Result) { return func(r *Result) { change(&r.Rules) } }
	withdrawn := []Withdrawal{{Period{2020, 3}, 2, "salah triwulan"}, {Period{2020, 1}, 2, "salah OPD"}, {Period{2019, 1}, 1, "lain"}}
	for _, c := range []struct {
		name      string
		after     Result
		withdrawn []Withdrawal
		want      string
	}{
		{"nothing", result(), nil, "Dihitung ulang dari laporan, rencana dan ketentuan yang sama"},
		{"a correction", result(own(3)), nil, "Laporan revisi 3 dari 'Lap TW.xlsx' diterima 14 April 2020"},
		{"a correction with its sender's reason", result(func(r *Result) { r.Report = because(report(3, 3), "SPJ Maret salah ketik") }), nil,
			"Laporan revisi 3 dari 'Lap TW.xlsx' diterima 14 April 2020: SPJ Maret salah ketik"},
		{"an earlier quarter is corrected with a reason", result(earlier(because(report(1, 3), "salah ketik"))), nil, "Triwulan I dikoreksi (revisi 3): salah ketik"},
		{"an earlier quarter comes late with a reason", result(earlier(report(1, 2), because(report(2, 1), "bendahara sakit"))), nil,
			"Laporan Triwulan II (revisi 1) diterima 14 April 2020: bendahara sakit"},
		{"the reason of a report that stays", result(earlier(because(report(1, 2), "salah ketik"))), nil, "Dihitung ulang dari laporan, rencana dan ketentuan yang sama"},
		{"taken back", result(own(1)), withdrawn, "Laporan revisi 2 ditarik: salah triwulan; laporan revisi 1 berlaku lagi"},
		{"taken back, and another came", result(own(3)), withdrawn, "Laporan revisi 2 ditarik: salah triwulan; Laporan revisi 3 dari 'Lap TW.xlsx' diterima 14 April 2020"},
		{"an earlier quarter is corrected", result(earlier(report(1, 3))), nil, "Triwulan I dikoreksi (revisi 3)"},
		{"an earlier quarter comes late", result(earlier(report(1, 2), report(2, 1))), nil, "Laporan Triwulan II (revisi 1) diterima 14 April 2020"},
		{"an earlier quarter is taken back", result(earlier()), withdrawn, "Laporan Triwulan I revisi 2 ditarik: salah OPD"},
		{"an earlier quarter is as it was before", result(earlier(report(1, 1))), withdrawn, "Laporan Triwulan I revisi 2 ditarik: salah OPD; revisi 1 berlaku lagi"},
		{"another plan", result(func(r *Result) { r.Plan.Revision, r.Plan.FromQuarter, r.Plan.Decree = 2, 3, "DPPA 12/2020" }), nil,
			"Rencana revisi 2 (DPPA 12/2020) mulai Triwulan III"},
		{"a plan for the whole year", result(func(r *Result) { r.Plan.Revision = 2 }), nil, "Rencana revisi 2"},
		{"a line settled otherwise", result(func(r *Result) { r.Variances = []Variance{{Line: Line{Code: "k1", Polarity: Negatif}}} }), nil,
			"Cara menghitung baris k1 ditetapkan lain"},
		{"rules", result(rules(func(r *Rules) { r.MoneyTolerance.Percent = dec("3"); r.CapaianCap = null(dec("120")); r.Bands = nil })), nil,
			"Ketentuan berubah: toleransi rupiah Rp1.000 atau 5% menjadi Rp1.000 atau 3%, capaian paling tinggi tanpa batas menjadi 120%, predikat kinerja"},
		{"another program", result(func(r *Result) { r.Program = "1.1" }), nil, "Dihitung dengan rekon 1.1, semula 1.0"},
		{"all at once", result(own(3), earlier(report(1, 3)), func(r *Result) { r.Plan.Revision = 2 }), nil,
			"Laporan revisi 3 dari 'Lap TW.xlsx' diterima 14 April 2020; Rencana revisi 2; Triwulan I dikoreksi (revisi 3)"},
	} {
		if got := WhyReplaced(stored(t, result()), c.after, c.withdrawn); got != c.want {
			t.Errorf("%s: %s\nwant %s", c.name, got, c.want)
		}
	}
}

// stored is a result whose rules were written as text and read again: 88.30 comes back as
// 88.3, which is no change.
func stored(t *testing.T, r Result) Result {
	t.Helper()
	text, err := json.Marshal(r.Rules)
	if err != nil {
		t.Fatal(err)
	}
	r.Rules = Rules{}
	if err := json.Unmarshal(text, &r.Rules); err != nil {
		t.Fatal(err)
	}
	return r
}
