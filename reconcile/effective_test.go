package reconcile

import (
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

// A line that is new from a quarter on was not planned before; one that is gone is
// gone; warnings come along with the figures they lie on.
func TestEffectiveLines(t *testing.T) {
	first := revision(1, 1, plannedLine("k1", "", "Orang", "1 2 3 4 10", "1 2 3 4 10"), plannedLine("k2", "", "Orang", "1 1 1 1 4", ""))
	mark := func(code string, slot int) Finding {
		return Finding{Code: UnitMixed, Source: planCell(code, slot)}
	}
	first.Findings = []Finding{mark("k1", 0), mark("k1", 2), mark("k2", 0), mark("k1", 5), {Code: UnitDoubtful, Source: planCell("k1", 4), Doubts: []Source{planCell("k1", 1)}}}
	second := revision(2, 3, plannedLine("k3", "", "Orang", "7 7 7 7 28", "5 5 5 5 20"), plannedLine("k1", "", "Orang", "- - 3 5 11", ""))
	second.Findings = []Finding{{Code: SheetTotals, Source: Source{File: "dppa.xlsx", Cell: "A1"}}}
	plan, _ := Effective([]Plan{first, second}, 3)
	if len(plan.Lines) != 2 || plan.Revision != 2 {
		t.Fatalf("%d lines of revision %d", len(plan.Lines), plan.Revision)
	}
	if got, want := showTargets(plan.Lines[0]), "- - 7 7 28 - - 5 5 20"; got != want {
		t.Errorf("new line %s, want %s", got, want)
	}
	want := []string{"sheet-totals A1", "unit-mixed A1", "unit-mixed F1", "unit-doubtful E1"}
	if diff := cmp.Diff(want, showFindings(plan.Findings)); diff != "" {
		t.Error(diff)
	}
	if len(second.Findings) != 1 {
		t.Error("the revision's own findings grew")
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
