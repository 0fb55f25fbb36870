package reconcile

import (
	"fmt"
	"strings"
	"testing"
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
