package reconcile

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// randomResult is a result of lines whose codes stand once.
func randomResult(d *dice) Result {
	plan := d.plan()
	seen := map[string]bool{}
	plan.Lines = slices.DeleteFunc(plan.Lines, func(l Line) bool {
		twice := seen[l.Code] || l.Code == ""
		seen[l.Code] = true
		return twice
	})
	r := Reconcile(plan, Period{2020, 1 + d.roll(4)}, d.reports(), d.rules())
	r.Status = pick(d, Diterima, Terlambat, DiterimaCatatan)
	return r
}

// saying is all that a result says, by line and figure; what is not said is left out.
func saying(r Result) map[string]string {
	out := map[string]string{}
	say := func(line string, fs []NamedFigure) {
		for _, f := range fs {
			if f.Said() {
				out[line+" "+f.Name] = said(f)
			}
		}
	}
	say("", []NamedFigure{{Name: "status", Word: string(r.Status)}, {Name: "totals.predikat", Word: told(r).Predikat}})
	say("", r.Totals.NamedFigures())
	for _, v := range r.Variances {
		say(v.Line.Code, v.NamedFigures())
	}
	return out
}

// told is what the head is told of a result, the reports of earlier quarters being those
// that it rests on.
func told(r Result) Summary {
	var earlier []Result
	for _, e := range r.Earlier {
		earlier = append(earlier, Result{Period: e.Period, Report: e})
	}
	return Summarize(r, earlier, Standing{Revision: r.Report.Revision}, Head{})
}

// said is a figure to its last digit, in percent as it is shown.
func said(f NamedFigure) string {
	if f.Kind == PercentFigure {
		f.Value = RoundPercent(f.Value)
	}
	if f.Value.Valid {
		return fmt.Sprint(f.Value.Decimal, " ", f.Word, " ", f.Unit)
	}
	return f.Word + " " + f.Unit
}

// applied are changes made to what a result says.
func applied(t *testing.T, says map[string]string, changes []Change) map[string]string {
	t.Helper()
	out := maps.Clone(says)
	for _, c := range changes {
		key := c.Line + " " + c.Is.Name
		if was := out[key]; c.Was.Name != c.Is.Name || c.Was.Said() != (was != "") || c.Was.Said() && said(c.Was) != was {
			t.Errorf("%s: semula %q, it was %q", key, said(c.Was), was)
		}
		delete(out, key)
		if c.Is.Said() {
			out[key] = said(c.Is)
		}
	}
	return out
}

// TestChangesLeadFromOneResultToTheOther: a result is unchanged against itself; its
// figures with the changes made are those of the other; there and back is nothing, and
// two steps together are the step at once.
func TestChangesLeadFromOneResultToTheOther(t *testing.T) {
	bytes := make([]byte, 3000)
	most := 0
	for seed := range byte(150) {
		rand.NewChaCha8([32]byte{seed, 6}).Read(bytes)
		d := &dice{bytes}
		a, b, c := randomResult(d), randomResult(d), randomResult(d)
		if got := Compare(a, a); len(got) > 0 {
			t.Fatalf("seed %d: %d figures are not themselves: %+v", seed, len(got), got[0])
		}
		there, on := Compare(a, b), Compare(b, c)
		most = max(most, len(there))
		if diff := cmp.Diff(saying(b), applied(t, saying(a), there)); diff != "" {
			t.Fatalf("seed %d: %s", seed, diff)
		}
		if back := Net([]Amendment{{Changes: there}, {Changes: Compare(b, a)}}); len(back) > 0 {
			t.Fatalf("seed %d: there and back moves %+v", seed, back)
		}
		twice := Net([]Amendment{{Changes: there}, {Changes: on}})
		if diff := cmp.Diff(saying(c), applied(t, saying(a), twice)); diff != "" {
			t.Fatalf("seed %d: %s", seed, diff)
		}
		if n := len(Compare(a, c)); len(twice) != n {
			t.Fatalf("seed %d: %d figures moved in two steps, %d at once", seed, len(twice), n)
		}
	}
	if most < 50 {
		t.Errorf("at most %d figures moved: too few to show anything", most)
	}
}

// TestCompare in words: status, totals, a line that is corrected, one that is new, one
// that is gone, one that is measured in another unit.
func TestCompare(t *testing.T) {
	before := Reconcile(planOf(plannedLine("k1", "", "Orang", "5 - - - 5", "1000 - - - 1000"), plannedLine("k2", "", "Orang", "1 - - - 1", "- - - - -"),
		plannedLine("k3", "", "Orang", "7 - - - 7", "- - - - -")), Period{2020, 1}, []Report{reportOf(1, reported(1, "k1", "5", "1000"))}, DefaultRules())
	after := Reconcile(planOf(plannedLine("k4", "", "Orang", "2 - - - 2", "- - - - -"), plannedLine("k1", "", "Orang", "5 - - - 5", "1000 - - - 1000"),
		plannedLine("k3", "", "Dokumen", "7 - - - 7", "- - - - -")), Period{2020, 1}, []Report{reportOf(1, reported(1, "k1", "4", "900.5"))}, DefaultRules())
	before.Status, after.Status = Diterima, Terlambat
	var got []string
	for _, c := range Compare(before, after) {
		if c.Is.Name == "status" || c.Is.Name == "totals.actual" || c.Is.Name == "physical.actual" || c.Is.Name == "physical.target" || c.Is.Name == "money.serapan" {
			got = append(got, fmt.Sprint(c.Line, " ", c.Is.Title, ": ", c.Was.Text(), " > ", c.Is.Text(), " ", showNull(c.Difference()), " ", c.Word()))
		}
	}
	want := []string{
		" Status laporan: Diterima > Terlambat - berubah",
		" Realisasi anggaran triwulan: Rp1.000 > Rp900,50 -99.5 berkurang",
		"k4 Target triwulan: – > 2 Orang - semula kosong",
		"k1 Realisasi fisik triwulan: 5 Orang > 4 Orang -1 berkurang",
		"k1 Serapan triwulan: 100% > 90,05% -9.95 berkurang",
		"k3 Target triwulan: 7 Orang > 7 Dokumen - berubah",
		"k2 Target triwulan: 1 Orang > – - menjadi kosong",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestIndicatorsGone: a change with the sheet of programmes alone says what it takes out.
func TestIndicatorsGone(t *testing.T) {
	indicator := plannedLine("1.1", "", "Persen", "- - - 95 95", "")
	indicator.Level = LevelSasaran
	before, whole := planOf(indicator, plannedLine("k1", "1.1", "Orang", "5 5 5 5 20", "")), planOf(indicator, plannedLine("k1", "1.1", "Orang", "5 5 5 9 24", ""))
	alone := planOf(plannedLine("k1", "", "Orang", "5 5 5 9 24", ""))
	for name, c := range map[string]struct {
		now  Plan
		want int
	}{"both sheets": {whole, 0}, "programmes alone": {alone, 1}} {
		c.now.FromQuarter = 4
		n := 0
		for _, f := range ChangeFindings([]Plan{before}, c.now, nil) {
			if f.Code == IndicatorsGone && strings.Contains(f.Message, "1 indikator pada rencana sebelumnya tidak ada lagi mulai Triwulan IV") {
				n++
			}
		}
		if n != c.want {
			t.Errorf("%s: %d", name, n)
		}
	}
}
