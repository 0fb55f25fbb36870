package reconcile

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// planIn is a checked plan of one line, read from a workbook of its own.
func planIn(file string, number, from int, l Line, typed map[int]string) Plan {
	for slot := range Slots {
		for _, s := range []*Source{&l.Target[slot].Source, &l.Budget[slot].Source} {
			s.File, s.SHA256 = file, file
		}
		if text, ok := typed[slot]; ok {
			l.Target[slot].Typed = text
		}
	}
	p := revision(number, from, l)
	p.File, p.SHA256 = file, file
	p.Findings = CheckPlan(PlanFacts{Lines: p.Lines}, DefaultRules())
	return p
}

// A doubt about a line, such as its unit, holds wherever a figure rests on it, also when
// the cell that it was first seen at does not hold; one about a cell holds for that cell.
func TestDoubtsAfterChange(t *testing.T) {
	const share, number = "Rasio persentase pegawai", "Jumlah pegawai"
	const good, ask = Tercapai, PerluKlarifikasi
	orang := func(slots ...int) map[int]string {
		typed := map[int]string{}
		for slot := range Slots {
			typed[slot] = "5 Orang"
		}
		for _, slot := range slots {
			typed[slot] = "5 Org"
		}
		return typed
	}
	type sheet struct {
		measure, targets string
		typed            map[int]string
		unit             string
	}
	const summed, position = "5 5 5 5 20", "2 3 4 5 5"
	for _, c := range []struct {
		name            string
		before, now     sheet
		quarter, toDate Status
		findings        []string
	}{
		{"no doubt", sheet{measure: number, targets: summed}, sheet{measure: number, targets: summed}, good, good, nil},
		{"of the line, in both plans", sheet{measure: share, targets: summed}, sheet{measure: share, targets: summed}, ask, ask,
			[]string{"unit-doubtful dppa D1", "unit-doubtful plan A1"}},
		{"of the line, the quarters before left blank", sheet{measure: share, targets: summed}, sheet{measure: share, targets: "- - - 5 20"}, ask, ask,
			[]string{"unit-doubtful dppa D1", "unit-doubtful plan A1"}},
		{"of the line, in the change only", sheet{measure: number, targets: position}, sheet{measure: share, targets: position}, ask, ask,
			[]string{"unit-doubtful dppa D1"}},
		{"of the line, in the change only, due with the year", sheet{measure: number, targets: "- - - - 5"}, sheet{measure: share, targets: "- - - - 5"}, ask, ask,
			[]string{"target-annual-only dppa E1", "unit-doubtful dppa E1"}},
		{"of the line, mended by the change, summed", sheet{measure: share, targets: summed}, sheet{measure: number, targets: summed}, good, ask,
			[]string{"unit-doubtful plan A1"}},
		{"of the line, mended by the change, a position", sheet{measure: share, targets: position}, sheet{measure: number, targets: position}, good, good,
			[]string{"unit-doubtful plan A1"}},
		{"of a line that is new", sheet{}, sheet{measure: share, targets: summed}, ask, ask,
			[]string{"target-quarters dppa E1", "unit-doubtful dppa D1"}},
		{"of one quarter before, in the change only", sheet{measure: number, targets: summed}, sheet{measure: number, targets: summed, typed: orang(0)}, good, good, nil},
		{"of one quarter before, in both plans", sheet{measure: number, targets: summed, typed: orang(0)}, sheet{measure: number, targets: summed, typed: orang(0)}, good, ask,
			[]string{"unit-mixed plan A1"}},
		{"of the quarter", sheet{measure: number, targets: summed}, sheet{measure: number, targets: summed, typed: orang(3)}, ask, ask,
			[]string{"unit-mixed dppa D1"}},
		{"of the year", sheet{measure: number, targets: summed}, sheet{measure: number, targets: summed, typed: orang(4)}, good, ask,
			[]string{"unit-mixed dppa E1"}},
		{"of the year and the quarters", sheet{measure: number, targets: summed}, sheet{measure: number, targets: "5 5 5 5 30"}, ask, ask,
			[]string{"target-quarters dppa E1"}},
		{"of the unit, that changed", sheet{measure: number, targets: summed}, sheet{measure: number, targets: summed, unit: "Dokumen"}, good, ask,
			[]string{"unit-mixed dppa E1"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			plan := func(file string, number, from int, s sheet) Plan {
				if s.targets == "" {
					return planIn(file, number, from, plannedLine("k2", "", "Orang", summed, ""), nil)
				}
				l := plannedLine("k1", "", orText(s.unit, "Orang"), s.targets, "")
				l.Measure = s.measure
				return planIn(file, number, from, l, s.typed)
			}
			first, second := plan("plan", 1, 1, c.before), plan("dppa", 2, 4, c.now)
			year, _ := Effective([]Plan{first, second}, Year)
			got := doubtsIn(year)
			if diff := cmp.Diff(append([]string{}, c.findings...), got); diff != "" {
				t.Error(diff)
			}
			v := reachedInFull(year)
			if v.Physical.Status != c.quarter || v.PhysicalYTD.Status != c.toDate {
				t.Errorf("quarter %s, to date %s; want %s, %s", v.Physical.Status, v.PhysicalYTD.Status, c.quarter, c.toDate)
			}
			second.Findings = ChangeFindings([]Plan{first}, second, nil) // as they are stored
			year, _ = Effective([]Plan{first, second}, Year)
			if diff := cmp.Diff(got, doubtsIn(year)); diff != "" {
				t.Errorf("once it is stored: %s", diff)
			}
		})
	}
}

// doubtsIn are the findings of a plan with their workbook and cell, in order.
func doubtsIn(p Plan) []string {
	out := []string{}
	for _, f := range p.Findings {
		out = append(out, fmt.Sprint(f.Code, " ", f.Source.File, " ", f.Source.Cell))
		if !strings.HasPrefix(f.Message, Place(f.Source)+": ") {
			out = append(out, "but its message says "+f.Message)
		}
	}
	slices.Sort(out)
	return out
}

// reachedInFull is the line k1 in the last quarter, when every target was reached.
func reachedInFull(p Plan) Variance {
	i := indexOf(p.Lines, "k1")
	line := p.Lines[i]
	var reports []Report
	for q, target := range line.Target[:Year] {
		if q == Year-1 && !target.Said() {
			target = line.Target[Year]
		}
		reports = append(reports, reportOf(q+1, reported(q+1, line.Code, orText(target.Text(), "-"), "-")))
	}
	return Reconcile(p, Period{2020, Year}, reports, DefaultRules()).Variances[i]
}
