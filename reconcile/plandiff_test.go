package reconcile

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestDiffPlans: rupiah of programs and indicators are the sums of their kegiatan, before
// and after; what is written on their rows stands beside. A line is altered where its sum
// is.
func TestDiffPlans(t *testing.T) {
	line := func(code, parent, budget string) Line { return plannedLine(code, parent, "Orang", "1 1 1 1 4", budget) }
	before := revision(1, 0,
		line("s1", "", "- - - - 300"), line("p1", "s1", "- - - - 300"),
		line("k1", "p1", "10 20 30 40 100"), line("k2", "p1", "50 50 50 50 200"),
		line("p2", "", "1 1 1 1 4"), line("k3", "p2", "1 1 1 1 4"))
	after := revision(2, 4,
		line("s1", "", "- - - - 300"), line("p1", "s1", "- - - - 900"),
		line("k1", "p1", "10 20 30 45 105"), line("k4", "p1", "- - - 7 7"),
		line("p2", "", "1 1 1 1 4"), line("k3", "p2", "1 1 1 1 4"))
	was, _ := Effective([]Plan{before}, Year)
	is, _ := Effective([]Plan{before, after}, Year)
	d := DiffPlans(was, is)
	// k2 is gone from Triwulan IV on: its quarters before then stay planned, its year is 0.
	want := map[string]string{
		"s1": "berubah 60 60 | 70 70 | 80 80 | 90 52 | 300 112 written - 300",
		"p1": "berubah 60 60 | 70 70 | 80 80 | 90 52 | 300 112 written - 900",
		"k1": "berubah 10 10 | 20 20 | 30 30 | 40 45 | 100 105 written - -",
		"k2": "hilang 50 50 | 50 50 | 50 50 | 50 - | 200 - written - -",
		"k4": "baru - - | - - | - - | - 7 | - 7 written - -",
		"p2": "tetap 1 1 | 1 1 | 1 1 | 1 1 | 4 4 written - -",
		"k3": "tetap 1 1 | 1 1 | 1 1 | 1 1 | 4 4 written - -",
	}
	for _, l := range d.Lines {
		var slots []string
		for i := range Slots {
			slots = append(slots, showNull(l.Rupiah.Was[i].Value)+" "+showNull(l.Rupiah.Is[i].Value))
		}
		a, b := l.Written()
		got := fmt.Sprintf("%s %s written %s %s", l.Turn, strings.Join(slots, " | "), showNull(a.Value), showNull(b.Value))
		if code := l.Line().Code; got != want[code] {
			t.Errorf("%s: %s, want %s", code, got, want[code])
		}
	}
	if len(d.Lines) != len(want) {
		t.Errorf("%d lines, want %d", len(d.Lines), len(want))
	}
	if got := showNull(d.Totals.Was[Year].Value) + " " + showNull(d.Totals.Is[Year].Value); got != "304 116" {
		t.Errorf("totals of the year %s, want 304 116", got)
	}
}

// TestPaguBefore: the year's budget before a change is what the plan before it says, summed as
// the comparison of both sums it.
func TestPaguBefore(t *testing.T) {
	first := revision(1, 1,
		plannedLine("s1", "", "Persen", "- - - - 90", "- - - - 999"), // what an indicator's row says does not count
		plannedLine("p1", "s1", "", "", "- - - - 888"),
		plannedLine("k1", "p1", "Orang", "1 1 1 1 4", "10 10 10 10 40"),
		plannedLine("k2", "p1", "Orang", "- - - 4 4", "- - - 70 70"), // taken out, and only of TW IV
		plannedLine("k3", "p1", "Orang", "1 1 1 1 4", "5 5 5 5 20"))
	change := revision(2, 4,
		plannedLine("s1", "", "Persen", "- - - - 90", "- - - - 999"),
		plannedLine("p1", "s1", "", "", "- - - - 1"),
		plannedLine("k1", "p1", "Orang", "- - - 1 4", "- - - 15 45"),
		plannedLine("x1", "k1", "Orang", "- - - 1 1", "- - - 15 45"), // divides k1
		plannedLine("k3", "p1", "Orang", "- - - 1 4", "- - - 5 20"),
		plannedLine("k4", "p1", "Orang", "- - - 3 3", "- - - 9 9"))
	change.Decree = "DPPA 12/2020"
	was, _ := Effective([]Plan{first}, 4)
	is, _ := Effective([]Plan{first, change}, 4)
	if was.PaguBefore() != nil || was.ChangeWords(null(dec("130"))) != "" {
		t.Error("a plan that did not change")
	}
	got := map[string]string{}
	r := Reconcile(is, Period{2020, 4}, []Report{reportOf(4, reported(4, "k3", "1", "5"))}, DefaultRules())
	for code, pagu := range r.Plan.PaguBefore() {
		got[code] = showNull(pagu)
	}
	want := map[string]string{"": showNull(DiffPlans(was, is).Totals.Was[Year].Value)}
	for _, l := range DiffPlans(was, is).Lines {
		want[l.Line().Code] = showNull(l.Rupiah.Was[Year].Value)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if got["p1"] != "130" || got["k1"] != "40" || got["k2"] != "70" || got["x1"] != "-" || got[""] != "130" {
		t.Errorf("%v", got)
	}
	if words := r.Plan.ChangeWords(r.Totals.Pagu); words != "Rencana berubah mulai Triwulan IV, DPPA 12/2020. Pagu semula Rp130, menjadi Rp74." {
		t.Error(words)
	}
}
