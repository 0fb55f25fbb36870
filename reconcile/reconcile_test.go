package reconcile

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// Permendagri 54/2010 and 86/2017, after rounding to a whole percent.
func TestPredikat(t *testing.T) {
	for actual, want := range map[string]string{
		"120": "Sangat Tinggi", "91": "Sangat Tinggi", "90.5": "Sangat Tinggi", "90.4999": "Tinggi", "76": "Tinggi", "75.5": "Tinggi",
		"75.4": "Sedang", "65.5": "Sedang", "65.4": "Rendah", "50.5": "Rendah", "50.49": "Sangat Rendah", "0": "Sangat Rendah",
	} {
		v := onlyVariance(t, plannedLine("k1", "", "Nilai", "100 - - - 100", ""), actual, "", DefaultRules())
		if v.Predikat != want {
			t.Errorf("capaian %s: %q, want %q", actual, v.Predikat, want)
		}
	}
}

// Predikat and efisiensi rest on the year to date and on the capped capaian, and
// there are none on incomplete data.
func TestJudgementToDate(t *testing.T) {
	const targets, budget = "100 100 - - 200", "1000 1000 - - 2000"
	tests := []struct {
		name, unit, physical, money, cap string
		predikat, efisiensi              string
	}{
		{"efisien", "Orang", "90", "849.99", "", "Tinggi", "efisien"},
		{"five points ahead", "Orang", "90", "850", "", "Tinggi", "cukup efisien"},
		{"even", "Orang", "90", "900", "", "Tinggi", "cukup efisien"},
		{"five points behind", "Orang", "90", "950", "", "Tinggi", "cukup efisien"},
		{"tidak efisien", "Orang", "90", "950.01", "", "Tinggi", "tidak efisien"},
		{"thirds, five points ahead", "Orang", "40", "350", "", "Sangat Rendah", "cukup efisien"},
		{"to date, not the quarter", "Orang", "100 50", "900 900", "", "Sedang", "tidak efisien"},
		{"nothing done, nothing spent", "Orang", "0", "0", "", "Sangat Rendah", "cukup efisien"},
		{"capped", "Orang", "120", "1000", "100", "Sangat Tinggi", "cukup efisien"},
		{"not capped", "Orang", "120", "1000", "", "Sangat Tinggi", "efisien"},
		{"no money", "Orang", "90", "-", "", "Tinggi", ""},
		{"no output", "Orang", "-", "900", "", "", ""},
		{"a quarter lacking", "Orang", "x 100", "x 900", "", "", ""},
		{"output lacking before", "Orang", "- 100", "900 900", "", "", ""},
		{"money lacking before", "Orang", "100 100", "- 900", "", "Sangat Tinggi", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			rules := DefaultRules()
			if tt.cap != "" {
				rules.CapaianCap = null(dec(tt.cap))
			}
			v := onlyVariance(t, plannedLine("k1", "", tt.unit, targets, budget), tt.physical, tt.money, rules)
			if v.Predikat != tt.predikat || v.Efisiensi != tt.efisiensi {
				t.Errorf("%q, %q; want %q, %q", v.Predikat, v.Efisiensi, tt.predikat, tt.efisiensi)
			}
		})
	}
	none := onlyVariance(t, plannedLine("k1", "", "Orang", targets, "0 - - - 5"), "90", "3", DefaultRules())
	if none.Efisiensi != "" {
		t.Errorf("efisiensi %q against a plan of 0", none.Efisiensi)
	}
}

// A warning on a figure turns Tercapai and Melampaui into Perlu Klarifikasi where
// the status rests on it, and nowhere else.
func TestPerluKlarifikasi(t *testing.T) {
	mark := func(code Code, at Source, doubts ...Source) []Finding {
		return []Finding{{Code: code, Source: at, Doubts: doubts}}
	}
	target := func(slot int) Source { return planCell("k1", slot) }
	actual := func(q int) Source { return reportCell(q, "k1", "C") }
	const summed, position, yearly = "5 5 5 5 30", "10 20 30 40 40", "- - - - 20"
	tests := []struct {
		name, targets, reported string
		plan, report            []Finding
		quarter, toDate         Status
	}{
		{"none", summed, "5 5", nil, nil, Tercapai, Tercapai},
		{"target of the quarter", summed, "5 5", mark(UnitMixed, target(1)), nil, PerluKlarifikasi, PerluKlarifikasi},
		{"target before", summed, "5 5", mark(UnitMixed, target(0)), nil, Tercapai, PerluKlarifikasi},
		{"target to come", summed, "5 5", mark(UnitMixed, target(2)), nil, Tercapai, Tercapai},
		{"doubted by a warning elsewhere", summed, "5 5", mark(UnitDoubtful, target(4), target(0)), nil, Tercapai, PerluKlarifikasi},
		{"the year's target, early", summed, "5 5", mark(TargetQuarters, target(4)), nil, Tercapai, Tercapai},
		{"the year's target, at its end", summed, "5 5 5 5", mark(TargetQuarters, target(4)), nil, Tercapai, PerluKlarifikasi},
		{"more than planned", summed, "5 6", mark(UnitMixed, target(1)), nil, PerluKlarifikasi, PerluKlarifikasi},
		{"less than planned", summed, "5 4", mark(UnitMixed, target(1)), nil, TidakTercapai, TidakTercapai},
		{"blank", summed, "5 -", mark(UnitMixed, target(1)), nil, BelumLapor, TidakTercapai},
		{"the actual", summed, "5 5", nil, mark(AmountRepaired, actual(2)), PerluKlarifikasi, PerluKlarifikasi},
		{"the actual before", summed, "5 5", nil, mark(AmountRepaired, actual(1)), Tercapai, PerluKlarifikasi},
		{"its budget", summed, "5 5", mark(AmountRepaired, planCell("k1", 6)), mark(AmountRepaired, reportCell(2, "k1", "D")), Tercapai, Tercapai},
		{"an info", summed, "5 5", mark(NameRepeated, target(1)), nil, Tercapai, Tercapai},
		{"an error", summed, "5 5", mark(TargetUnreadable, target(1)), nil, Tercapai, Tercapai},
		{"no place", summed, "5 5", mark(SheetTotals, Source{}, Source{}), nil, Tercapai, Tercapai},
		{"another file", summed, "5 5", mark(UnitMixed, Source{File: "x", Sheet: "PLAN", Cell: "B1"}), nil, Tercapai, Tercapai},
		{"position, the one that stands", position, "10 20", mark(UnitMixed, target(1)), nil, PerluKlarifikasi, PerluKlarifikasi},
		{"position, an earlier one", position, "10 20", mark(UnitMixed, target(0)), mark(AmountRepaired, actual(1)), Tercapai, Tercapai},
		{"year only", yearly, "5 5 5 5", mark(UnitMixed, target(4)), nil, PerluKlarifikasi, PerluKlarifikasi},
		{"year only, one of the sum", yearly, "5 5 5 5", nil, mark(AmountRepaired, actual(2)), PerluKlarifikasi, PerluKlarifikasi},
		{"asked about now", "5 4 - - 9", "5 7", nil, nil, PerluKlarifikasi, PerluKlarifikasi},
		{"asked about in its own quarter", "4 5 - - 9", "7 5", nil, nil, Tercapai, PerluKlarifikasi},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			plan := planOf(plannedLine("k1", "", "Orang", tt.targets, ""))
			plan.Findings = tt.plan
			reports := past("k1", tt.reported, "")
			reports[len(reports)-1].Findings = tt.report
			v := Reconcile(plan, Period{2020, len(reports)}, reports, DefaultRules()).Variances[0]
			if v.Physical.Status != tt.quarter || v.PhysicalYTD.Status != tt.toDate {
				t.Errorf("%s, to date %s; want %s, %s", v.Physical.Status, v.PhysicalYTD.Status, tt.quarter, tt.toDate)
			}
		})
	}
}

// A letter with a warning, too, is not green.
func TestPerluKlarifikasiLetter(t *testing.T) {
	line := plannedLine("k1", "", Predikat, "- - - BB BB", "")
	line.Scale = "SAKIP"
	plan := planOf(line)
	plan.Findings = []Finding{{Code: UnitDoubtful, Source: planCell("k1", 3)}}
	v := Reconcile(plan, Period{2020, 4}, past("k1", "- - - BB", ""), DefaultRules()).Variances[0]
	if v.Physical.Status != PerluKlarifikasi {
		t.Errorf("%s", v.Physical.Status)
	}
}

// Which report stands: of the year, not after the period, the highest revision.
func TestReportsThatCount(t *testing.T) {
	plan := planOf(plannedLine("k1", "", "Orang", "5 5 5 5 20", "10 10 10 10 40"))
	old, again := reportOf(2, reported(2, "k1", "1", "1")), reportOf(2, reported(2, "k1", "4", "9"))
	again.Revision = 2
	other, after := reportOf(1, reported(1, "k1", "3", "3")), reportOf(3, reported(3, "k1", "5", "10"))
	other.Period.Year = 2019
	first := reportOf(1, reported(1, "k1", "5", "10"))
	r := Reconcile(plan, Period{2020, 2}, []Report{again, after, other, old, first}, DefaultRules())
	if got, want := showPhysical(r.Variances[0].PhysicalYTD), "10 9 -1 90 90 Tidak Tercapai"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if diff := cmp.Diff(again, r.Report); diff != "" {
		t.Errorf("the report: %s", diff)
	}
	if r.Status != "" || !r.ComputedAt.Equal(time.Time{}) {
		t.Errorf("status %q and time %v are the caller's", r.Status, r.ComputedAt)
	}
}

// Rows that no line takes are kept.
func TestUnplanned(t *testing.T) {
	plan := planOf(plannedLine("k1", "", "Orang", "5 5 5 5 20", "10 10 10 10 40"))
	twice, gone, before := reported(2, "k1", "9", "9"), reported(2, "k7", "1", "8"), reported(1, "k6", "1", "7")
	twice.Source.Cell = "B9"
	reports := []Report{reportOf(1, reported(1, "k1", "5", "10"), before), reportOf(2, twice, gone, reported(2, "k1", "5", "10"))}
	r := Reconcile(plan, Period{2020, 2}, reports, DefaultRules())
	if diff := cmp.Diff([]Realization{twice, gone}, r.Unplanned); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]Realization{before}, r.UnplannedBefore); diff != "" {
		t.Error(diff)
	}
	if got := showNull(r.Totals.ActualYTD); got != "20" {
		t.Errorf("to date %s, want 20", got)
	}
}

// The findings of a result are those of reading the report and of its review, in
// the order of the cells; notes come along.
func TestResultFindings(t *testing.T) {
	plan := planOf(plannedLine("k1", "", "Orang", "5 - - - 5", "10 - - - 10"), plannedLine("k2", "", "Orang", "5 - - - 5", ""))
	plan.Findings = []Finding{{Code: UnitMixed, Source: planCell("k1", 0)}}
	row := reported(1, "k1", "2.5", "11")
	row.Notes = Notes{Penghambat: "hujan"}
	report := reportOf(1, row, reported(1, "k2", "-", "-"))
	report.Findings = []Finding{{Code: AmountRepaired, Source: reportCell(1, "k1", "D"), Line: "k1"}}
	r := Reconcile(plan, Period{2020, 1}, []Report{report}, DefaultRules())
	want := []string{"fractional-unit C1 k1", "amount-repaired D1 k1", "over-budget D1 k1 1", "line-missing C2 k2"}
	if diff := cmp.Diff(want, showFindings(r.Findings)); diff != "" {
		t.Error(diff)
	}
	if got := r.Variances[0].Notes.Penghambat; got != "hujan" {
		t.Errorf("note %q", got)
	}
	if !slices.EqualFunc(r.PlanWarnings(), plan.Findings, func(a, b Finding) bool { return a.Source == b.Source }) {
		t.Error("the plan's warnings are not the plan's")
	}
}

// Findings follow the sheets in the order the plan has their lines.
func TestFindingsBySheet(t *testing.T) {
	plan := planOf(plannedLine("s1", "", "Orang", "5 - - - 5", ""), plannedLine("s2", "", "Orang", "5 - - - 5", ""), plannedLine("k3", "", "Orang", "5 - - - 5", ""))
	on := func(sheet, code string) Realization {
		r := reported(1, code, "-", "-")
		r.Source.Sheet, r.Physical.Source.Sheet, r.Money.Source.Sheet = sheet, sheet, sheet
		return r
	}
	nowhere := Realization{Line: "s1", Physical: quantity("5", Source{})}
	r := Reconcile(plan, Period{2020, 1}, []Report{reportOf(1, on("AKHIR", "k3"), on("RENCANA", "s2"), nowhere)}, DefaultRules())
	if diff := cmp.Diff([]string{"line-missing C2 s2", "line-missing C3 k3"}, showFindings(r.Findings)); diff != "" {
		t.Error(diff)
	}
	l := newLedger(plan, Period{2020, 1}, []Report{r.Report}, DefaultRules())
	if got := l.sheets(); !slices.Equal(got, []string{"RENCANA", "AKHIR"}) {
		t.Errorf("sheets %q", got)
	}
}

// TestPlanDoubts: the plan's warnings come along that a Perlu Klarifikasi rests on,
// and no others.
func TestPlanDoubts(t *testing.T) {
	target := func(cell string) Quantity {
		return Quantity{Value: null(dec("5")), Source: Source{Sheet: "P", Cell: cell}}
	}
	line := Line{Code: "a", Level: LevelKegiatan, Unit: "Orang"}
	line.Target[0], line.Target[Year] = target("F9"), target("N9")
	on := Finding{Code: UnitDoubtful, Source: Source{Sheet: "P", Cell: "X1"}, Doubts: []Source{line.Target[0].Source}}
	money := Finding{Code: AmountRepaired, Source: Source{Sheet: "P", Cell: "G9"}}
	info := Finding{Code: TargetAnnualOnly, Source: line.Target[Year].Source}
	r := Result{Plan: Plan{Findings: []Finding{money, on, info}}, Variances: []Variance{{Line: line}}}
	if got := r.PlanDoubts(); got != nil {
		t.Errorf("without the flag: %v", got)
	}
	r.Variances[0].Physical.Status = PerluKlarifikasi
	if got := r.PlanDoubts(); len(got) != 1 || got[0].Code != UnitDoubtful {
		t.Errorf("with the flag: %v", got)
	}
}
