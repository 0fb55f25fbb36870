package reconcile

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestMoney computes a kegiatan's rupiah by hand: plan, actual, deviation,
// serapan and status of the quarter and to date; pagu and sisa. The default
// tolerance is Rp1.000 and 5 % of the period's plan.
func TestMoney(t *testing.T) {
	const even = "100000 100000 100000 100000 400000"
	tests := []struct {
		name, budget, reported string
		quarter, toDate        string
		sisa                   string
	}{
		{"as planned", even, "100000", "100000 100000 0 100 Sesuai Rencana", "100000 100000 0 25 Sesuai Rencana", "300000"},
		{"below, within 5 %", even, "95001", "100000 95001 -4999 95.001 Sesuai Rencana", "100000 95001 -4999 23.7503 Sesuai Rencana", "304999"},
		{"below, at 5 %", even, "95000", "100000 95000 -5000 95 Di Bawah Rencana", "100000 95000 -5000 23.75 Di Bawah Rencana", "305000"},
		{"above, within 5 %", even, "104999.99", "100000 104999.99 4999.99 105 Sesuai Rencana", "100000 104999.99 4999.99 26.25 Sesuai Rencana", "295000.01"},
		{"above, at 5 %", even, "105000", "100000 105000 5000 105 Di Atas Rencana", "100000 105000 5000 26.25 Di Atas Rencana", "295000"},
		{"within Rp1.000", "10000 - - - 20000", "9000.01", "10000 9000.01 -999.99 90.0001 Sesuai Rencana", "10000 9000.01 -999.99 45.0001 Sesuai Rencana", "10999.99"},
		{"at Rp1.000", "10000 - - - 20000", "9000", "10000 9000 -1000 90 Di Bawah Rencana", "10000 9000 -1000 45 Di Bawah Rencana", "11000"},
		{"blank", even, "-", "100000 - - - Belum Lapor !", "100000 - - - Belum Lapor !", "400000"},
		{"no report", even, "x", "100000 - - - Belum Lapor !", "100000 - - - Belum Lapor !", "400000"},
		{"zero is said", even, "0", "100000 0 -100000 0 Di Bawah Rencana", "100000 0 -100000 0 Di Bawah Rencana", "400000"},
		{"no plan, blank", "- 5000 - - 5000", "-", "- - - - null", "- - - - null", "5000"},
		{"no plan, 0", "- 5000 - - 5000", "0", "- 0 0 - Sesuai Rencana", "- 0 0 0 Sesuai Rencana", "5000"},
		{"no plan, spent within Rp1.000", "- 5000 - - 5000", "1", "- 1 1 - Di Atas Rencana", "- 1 1 0.02 Di Atas Rencana", "4999"},
		{"plan 0, blank", "0 5000 - - 5000", "-", "0 - - - null", "0 - - - null", "5000"},
		{"plan 0, 0", "0 5000 - - 5000", "0", "0 0 0 - Sesuai Rencana", "0 0 0 0 Sesuai Rencana", "5000"},
		{"plan 0, spent", "0 5000 - - 5000", "700", "0 700 700 - Di Atas Rencana", "0 700 700 14 Di Atas Rencana", "4300"},
		{"nothing planned at all", "- - - - -", "-", "- - - - null", "- - - - null", "-"},
		{"no pagu", "100000 - - - -", "100000", "100000 100000 0 100 Sesuai Rencana", "100000 100000 0 - Sesuai Rencana", "-"},
		{"pagu 0", "- - - - 0", "5", "- 5 5 - Melebihi Pagu", "- 5 5 - Melebihi Pagu", "-5"},
		{"above the pagu, quarter below plan", even, "370000 1 1 40000", "100000 40000 -60000 40 Melebihi Pagu", "400000 410002 10002 102.5005 Melebihi Pagu", "-10002"},
		{"exactly the pagu", even, "100000 100000 100000 100000", "100000 100000 0 100 Sesuai Rencana", "400000 400000 0 100 Sesuai Rencana", "0"},
		{"above the pagu, now blank", "1000 1000 - - 2000", "2001 -", "1000 - - - Melebihi Pagu !", "2000 2001 1 100.05 Melebihi Pagu !", "-1"},
		{"two quarters", even, "90000 120000", "100000 120000 20000 120 Di Atas Rencana", "200000 210000 10000 52.5 Di Atas Rencana", "190000"},
		{"no report before", even, "x 100000", "100000 100000 0 100 Sesuai Rencana", "200000 100000 -100000 25 Di Bawah Rencana !", "300000"},
		{"no report before, still as planned", even, "x 200000", "100000 200000 100000 200 Di Atas Rencana", "200000 200000 0 50 Sesuai Rencana !", "200000"},
		{"no report now, no plan", "5000 - - - 5000", "5000 x", "- - - - null", "5000 5000 0 100 Sesuai Rencana", "0"},
		{"blank before", even, "- 100000", "100000 100000 0 100 Sesuai Rencana", "200000 100000 -100000 25 Di Bawah Rencana !", "300000"},
		{"no plan and blank before", "- 5000 - - 5000", "- 5000", "5000 5000 0 100 Sesuai Rencana", "5000 5000 0 100 Sesuai Rencana", "0"},
		{"no plan, no report before", "- 5000 - - 5000", "x 5000", "5000 5000 0 100 Sesuai Rencana", "5000 5000 0 100 Sesuai Rencana !", "0"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			v := onlyVariance(t, plannedLine("k1", "", "", "", tt.budget), "", tt.reported, DefaultRules())
			if got := showMoney(v.Money); got != tt.quarter {
				t.Errorf("quarter: %s\nwant     %s", got, tt.quarter)
			}
			if got := showMoney(v.MoneyYTD); got != tt.toDate {
				t.Errorf("to date: %s\nwant     %s", got, tt.toDate)
			}
			if got := showNull(v.Sisa); got != tt.sisa {
				t.Errorf("sisa: %s, want %s", got, tt.sisa)
			}
		})
	}
}

// One agency with an indicator, a program of two kegiatan of which one has sub
// kegiatan, a program without any, and a program under no indicator.
func rolledPlan() Plan {
	return planOf(
		plannedLine("s1", "", "", "", "- - - - 900000"), // typed: counts nowhere
		plannedLine("p2", "s1", "", "", "77 - - - 500000"),
		plannedLine("k3", "p2", "", "", "100000 - - - 100000"),
		plannedLine("k4", "p2", "", "", "999 - - - 999"), // has sub kegiatan: not a leaf
		plannedLine("x5", "k4", "", "", "50000 - - - 50000"),
		plannedLine("x6", "k4", "", "", "20000 - - - 30000"),
		plannedLine("p7", "s1", "", "", "5 - - - 5"),
		plannedLine("p8", "", "", "", ""),
		plannedLine("k9", "p8", "", "", "- 4000 - - 4000"),
	)
}

func TestRollup(t *testing.T) {
	rows := func(change ...Realization) []Report {
		given := []Realization{reported(1, "p2", "-", "12345"), reported(1, "k3", "-", "90000"),
			reported(1, "x5", "-", "50000"), reported(1, "x6", "-", "20000"), reported(1, "k9", "-", "-")}
		for _, c := range change {
			for i := range given {
				if given[i].Line == c.Line {
					given[i] = c
				}
			}
		}
		return []Report{reportOf(1, given...)}
	}
	tests := []struct {
		name    string
		reports []Report
		want    map[string]string
	}{
		{"all reported", rows(), map[string]string{
			"s1": "170000 160000 -10000 94.1176 Di Bawah Rencana",
			"p2": "170000 160000 -10000 94.1176 Di Bawah Rencana",
			"k3": "100000 90000 -10000 90 Di Bawah Rencana",
			"k4": "70000 70000 0 100 Sesuai Rencana",
			"p7": "- - - - null", "p8": "- - - - null", "k9": "- - - - null",
		}},
		{"a leaf blank", rows(reported(1, "x6", "-", "-")), map[string]string{
			"s1": "170000 140000 -30000 82.3529 Belum Lapor !", "p2": "170000 140000 -30000 82.3529 Belum Lapor !",
			"k3": "100000 90000 -10000 90 Di Bawah Rencana", "k4": "70000 50000 -20000 71.4286 Belum Lapor !",
			"x6": "20000 - - - Belum Lapor !",
		}},
		{"a leaf blank, the others above the pagu", rows(reported(1, "x6", "-", "-"), reported(1, "x5", "-", "80001")), map[string]string{
			"k4": "70000 80001 10001 114.2871 Melebihi Pagu !", "p2": "170000 170001 1 100.0006 Belum Lapor !",
		}},
		{"nothing came", nil, map[string]string{
			"s1": "170000 - - - Belum Lapor !", "k4": "70000 - - - Belum Lapor !", "p7": "- - - - null", "p8": "- - - - null",
		}},
		{"spent without a plan", rows(reported(1, "k9", "-", "300")), map[string]string{
			"p8": "- 300 300 - Di Atas Rencana", "s1": "170000 160000 -10000 94.1176 Di Bawah Rencana",
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for _, v := range Reconcile(rolledPlan(), Period{2020, 1}, tt.reports, DefaultRules()).Variances {
				if want, asked := tt.want[v.Line.Code]; asked && showMoney(v.Money) != want {
					t.Errorf("%s: %s\nwant %s", v.Line.Code, showMoney(v.Money), want)
				}
			}
		})
	}
}

func TestRollupPagu(t *testing.T) {
	want := map[string][3]string{ // pagu, pagu written, sisa
		"s1": {"180000", "900000", "20000"}, "p2": {"180000", "500000", "20000"},
		"k3": {"100000", "100000", "10000"}, "k4": {"80000", "999", "10000"}, "x6": {"30000", "30000", "10000"},
		"p7": {"-", "5", "-"}, "p8": {"4000", "-", "4000"},
	}
	reports := []Report{reportOf(1, reported(1, "k3", "-", "90000"), reported(1, "x5", "-", "50000"), reported(1, "x6", "-", "20000"))}
	for _, v := range Reconcile(rolledPlan(), Period{2020, 1}, reports, DefaultRules()).Variances {
		got := [3]string{showNull(v.Pagu), showNull(v.PaguWritten), showNull(v.Sisa)}
		if w, asked := want[v.Line.Code]; asked && got != w {
			t.Errorf("%s: pagu, written, sisa %v; want %v", v.Line.Code, got, w)
		}
	}
}

// A program to date is incomplete when a report before was never made.
func TestRollupToDate(t *testing.T) {
	plan := planOf(plannedLine("p1", "", "", "", ""), plannedLine("k2", "p1", "", "", "10000 10000 - - 40000"), plannedLine("k3", "p1", "", "", "- 5000 - - 5000"))
	rows := reportOf(2, reported(2, "k2", "-", "10000"), reported(2, "k3", "-", "5000"))
	v := Reconcile(plan, Period{2020, 2}, []Report{rows}, DefaultRules()).Variances[0]
	if got, want := showMoney(v.MoneyYTD), "25000 15000 -10000 33.3333 Di Bawah Rencana !"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if got, want := showMoney(v.Money), "15000 15000 0 100 Sesuai Rencana"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

func TestTotals(t *testing.T) {
	plan := rolledPlan()
	for i, target := range map[int]string{1: "4 - - - 4", 2: "10 - - - 10", 3: "10 - - - 10", 4: "8 - - - 8", 8: "- 1 - - 1"} {
		l := plannedLine(plan.Lines[i].Code, plan.Lines[i].Parent, "Orang", target, "")
		plan.Lines[i].Target, plan.Lines[i].Unit, plan.Lines[i].Aggregation = l.Target, l.Unit, l.Aggregation
	}
	reports := []Report{reportOf(1, reported(1, "p2", "1", "-"), reported(1, "k3", "13", "90000"), reported(1, "k4", "9", "-"),
		reported(1, "x5", "1", "50000"), reported(1, "x6", "-", "20000"), reported(1, "k9", "7", "300"))}
	rules := DefaultRules()
	rules.CapaianCap = null(dec("120"))
	r := Reconcile(plan, Period{2020, 1}, reports, rules)
	// Plan 100000+50000+20000; actual 90000+50000+20000+300; pagu 100000+50000+30000+4000.
	// Capaian over kegiatan only: k3 130 capped to 120, k4 90; k9 has none.
	mean := Mean{null(dec("105")), 2}
	want := Totals{
		Plan: null(dec("170000")), Actual: null(dec("160300")), Deviation: null(dec("-9700")), Serapan: null(dec("94.2941")),
		PlanYTD: null(dec("170000")), ActualYTD: null(dec("160300")), DeviationYTD: null(dec("-9700")), SerapanYTD: null(dec("87.1196")),
		Pagu: null(dec("184000")), Sisa: null(dec("23700")), Capaian: mean, CapaianYTD: mean,
	}
	got := r.Totals
	got.Serapan, got.SerapanYTD = RoundPercent(got.Serapan), RoundPercent(got.SerapanYTD)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	late := Reconcile(plan, Period{2020, 2}, reports, rules).Totals
	if !late.Incomplete || !late.IncompleteYTD || late.Actual.Valid || late.CapaianYTD.Count != 3 || late.Capaian.Count != 0 || late.Capaian.Value.Valid {
		t.Errorf("a quarter without report: %+v", late)
	}
}
