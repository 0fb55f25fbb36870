package reconcile

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func revision(number, from int, lines ...Line) Plan {
	return Plan{Year: 2020, Revision: number, FromQuarter: from, Lines: lines}
}

func showTargets(l Line) string {
	var out []string
	for _, q := range l.Target {
		out = append(out, showQuantity(q))
	}
	for _, a := range l.Budget {
		out = append(out, showNull(a.Value))
	}
	return strings.Join(out, " ")
}

func TestEffective(t *testing.T) {
	line := func(targets, budget string) Line { return plannedLine("k1", "", "Orang", targets, budget) }
	first := revision(1, 0, line("1 2 3 4 10", "10 20 30 40 100"))
	fromThree := revision(2, 3, line("- - 5 6 14", "- - 50 60 140"))
	fromFour := revision(3, 4, line("9 9 9 7 15", "90 90 90 70 150"))
	corrected := revision(4, 1, line("2 2 2 2 8", "1 1 1 1 4"))
	lateThree := revision(3, 3, line("8 8 8 8 32", "8 8 8 8 32"))
	const one, three, four = "1 2 3 4 10 10 20 30 40 100", "1 2 5 6 14 10 20 50 60 140", "1 2 5 7 15 10 20 50 70 150"
	tests := []struct {
		name      string
		revisions []Plan
		quarter   int
		want      string
	}{
		{"one plan", []Plan{first}, 1, one},
		{"before the change", []Plan{first, fromThree}, 2, one},
		{"from the change on", []Plan{first, fromThree}, 3, three},
		{"in any order", []Plan{fromThree, first}, 4, three},
		{"between two changes", []Plan{first, fromThree, fromFour}, 3, three},
		{"after two changes", []Plan{fromFour, first, fromThree}, 4, four},
		{"a correction of the whole year", []Plan{first, fromThree, fromFour, corrected}, 2, "2 2 2 2 8 1 1 1 1 4"},
		{"a later change from an earlier quarter", []Plan{first, revision(2, 4, line("7 7 7 7 28", "7 7 7 7 28")), lateThree}, 4, "1 2 8 8 32 10 20 8 8 32"},
		{"dropped and taken up again", []Plan{first, revision(2, 2), fromThree}, 4, "1 - 5 6 14 10 - 50 60 140"},
		{"a change after the year", []Plan{first, revision(2, 6, line("9 9 9 9 36", "8 8 8 8 32"))}, 6, "1 2 3 4 36 10 20 30 40 32"},
		{"nothing before", []Plan{fromFour}, 4, "9 9 9 7 15 90 90 90 70 150"},
		{"nothing yet", []Plan{fromFour}, 3, ""},
		{"no plan", nil, 1, ""},
		{"no quarter", []Plan{first}, 0, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			plan, ok := Effective(tt.revisions, tt.quarter)
			if ok != (tt.want != "") {
				t.Fatalf("holds: %v", ok)
			}
			if ok && showTargets(plan.Lines[0]) != tt.want {
				t.Errorf("%s\nwant %s", showTargets(plan.Lines[0]), tt.want)
			}
		})
	}
	if got := showTargets(fromThree.Lines[0]); got != "- - 5 6 14 - - 50 60 140" {
		t.Errorf("the revision itself became %s", got)
	}
}

// A line that is new from a quarter on was not planned before; one that is gone stays
// with the quarters in which it held; warnings come along with the figures they lie on.
func TestEffectiveLines(t *testing.T) {
	first := revision(1, 1, plannedLine("k1", "", "Orang", "1 2 3 4 10", "1 2 3 4 10"), plannedLine("k2", "", "Orang", "1 1 1 1 4", "2 2 2 2 8"))
	mark := func(code string, slot int) Finding {
		return Finding{Code: UnitMixed, Source: planCell(code, slot)}
	}
	first.Findings = []Finding{mark("k1", 0), mark("k1", 2), mark("k2", 0), mark("k2", 3), mark("k1", 5), {Code: UnitDoubtful, Source: planCell("k1", 4), Doubts: []Source{planCell("k1", 1)}}}
	second := revision(2, 3, plannedLine("k3", "", "Orang", "7 7 7 7 28", "5 5 5 5 20"), plannedLine("k1", "", "Orang", "- - 3 5 11", ""))
	second.Findings = []Finding{{Code: SheetTotals, Source: Source{File: "dppa.xlsx", Cell: "A1"}}}
	plan, _ := Effective([]Plan{first, second}, 3)
	var got []string
	for _, l := range plan.Lines {
		got = append(got, fmt.Sprintf("%s: %s; since %d gone %d; was %s %s", l.Code, showTargets(l), l.Since, l.Gone, showQuantity(l.WasTarget), showNull(l.WasBudget.Value)))
	}
	if diff := cmp.Diff([]string{
		"k3: - - 7 7 28 - - 5 5 20; since 3 gone 0; was - -",
		"k1: 1 2 3 5 11 1 2 - - -; since 0 gone 0; was 10 10",
		"k2: 1 1 - - - 2 2 - - -; since 0 gone 3; was 4 8",
	}, got); diff != "" {
		t.Error(diff)
	}
	want := []string{"sheet-totals A1", "budget-quarters J3 k3 10", "target-quarters E3 k3 14", "unit-mixed A1", "unit-mixed A2", "unit-mixed F1", "unit-doubtful E1"}
	if diff := cmp.Diff(want, showFindings(plan.Findings)); diff != "" {
		t.Error(diff)
	}
	if len(second.Findings) != 1 || len(second.Lines) != 2 {
		t.Error("the revision itself grew")
	}
	if diff := cmp.Diff([]PlanHead{{Revision: 1, FromQuarter: 1}}, plan.Older); diff != "" {
		t.Error(diff)
	}
}

// How the quarters of a changed line add up is read from the quarters that hold, those
// before the change as they held, and is not turned round by a change of figures.
func TestAggregationAfterChange(t *testing.T) {
	for _, c := range []struct {
		name, unit, before, now string
		from                    int
		want                    Aggregation
		findings                []string
	}{
		{"summed, new quarters blank", "Orang", "5 9 9 12 35", "- - - 20 43", 4, Akumulatif, nil},
		{"summed, old quarters repeated", "Orang", "5 9 9 12 35", "5 9 9 20 43", 4, Akumulatif, nil},
		{"summed, in percent", "Persen", "23 23 23 23 92", "- - - 31 100", 4, Akumulatif, nil},
		{"summed, the rest looks like a position", "Persen", "25 25 25 25 100", "- - - 15 90", 4, Akumulatif, nil},
		{"summed, the year is only the last quarter", "Orang", "5 9 9 12 35", "- - - 20 20", 4, Akumulatif, []string{"target-quarters E1 k1"}},
		{"summed, does not add up", "Orang", "5 9 9 12 35", "- - - 20 50", 4, Akumulatif, []string{"target-quarters E1 k1 7"}},
		{"summed, nothing left", "Orang", "5 9 9 12 35", "- - - 0 23", 4, Akumulatif, nil},
		{"summed, the last quarter falls away", "Orang", "5 9 9 12 35", "- - - - 23", 4, Akumulatif, nil},
		{"summed, from the third quarter", "Orang", "5 9 9 12 35", "- - 1 2 17", 3, Akumulatif, nil},
		{"position, new quarters blank", "Orang", "20 40 60 80 80", "- - - 85 85", 4, PosisiAkhir, nil},
		{"position, old quarters repeated", "Orang", "20 40 60 80 80", "20 40 60 85 85", 4, PosisiAkhir, nil},
		{"position, does not agree", "Orang", "20 40 60 80 80", "- - - 85 90", 4, PosisiAkhir, []string{"target-quarters E1 k1 -115"}},
		{"position, of the last quarter alone", "Persen", "- - - 95 95", "- - - 90 90", 4, PosisiAkhir, nil},
		{"position, letters", "Predikat", "- - - BB BB", "- - - A A", 4, PosisiAkhir, nil},
		{"every quarter, the same again", "Persen", "100 100 100 100 100", "- - - 100 100", 4, Tetap, nil},
		{"every quarter, another from now on", "Orang", "40 40 40 40 40", "- - - 45 45", 4, PosisiAkhir, nil},
		{"only the year, another", "Bulan", "- - - - 12", "- - - - 10", 4, Tahunan, []string{"target-annual-only E1 k1"}},
		{"only the year, now the last quarter", "Orang", "- - - - 500", "- - - 450 450", 4, Akumulatif, nil},
		{"the first plan was in doubt", "Orang", "70 70 70 70 300", "- - - 70 70", 4, Tetap, nil},
		{"another unit", "Orang", "5 9 9 12 35", "- - - 40 40", 4, Akumulatif, []string{"target-quarters E1 k1"}},
		{"no target any more", "Orang", "5 9 9 12 35", "- - - - -", 4, Akumulatif, []string{"target-quarters E1 k1"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			first, second := revision(1, 1, plannedLine("k1", "", c.unit, c.before, "")), revision(2, c.from, plannedLine("k1", "", c.unit, c.now, ""))
			second.Findings = CheckPlan(PlanFacts{Lines: second.Lines}, DefaultRules())
			plan, _ := Effective([]Plan{first, second}, Year)
			if got := plan.Lines[0].Aggregation; got != c.want {
				t.Errorf("%s, want %s", got, c.want)
			}
			if diff := cmp.Diff(append([]string{}, c.findings...), showFindings(plan.Findings)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// The plan of a later quarter names the revisions that its earlier quarters rest on.
func TestEffectiveNamesOlderRevisions(t *testing.T) {
	line := plannedLine("k1", "", "Orang", "1 2 3 4 10", "")
	first := Plan{Revision: 1, FromQuarter: 1, SHA256: "a", Lines: []Line{line}}
	second := Plan{Revision: 2, FromQuarter: 3, SHA256: "b", Decree: "DPPA 1", Lines: []Line{line}}
	third := Plan{Revision: 3, FromQuarter: 4, SHA256: "c", Decree: "DPPA 2", Lines: []Line{line}}
	for quarter, want := range map[int][]PlanHead{
		1: nil,
		3: {first.Head()},
		4: {first.Head(), second.Head()},
	} {
		got, _ := Effective([]Plan{third, first, second}, quarter)
		if !slices.Equal(got.Older, want) {
			t.Errorf("quarter %d rests on %v, want %v", quarter, got.Older, want)
		}
	}
}
