package jobs_test

import (
	"fmt"
	"path"
	"strings"
	"testing"
	"time"

	"rekon/db/dbtest"
	"rekon/jobs"
	"rekon/reconcile"
)

// spent2 is the cell of another kegiatan's rupiah in the workbook of TW I.
const spent2 = "PROGRAM KEGIATAN!I8"

// amended are the amendments of a quarter in short.
func (o *office) amended(quarter int) (out []string) {
	o.t.Helper()
	for _, a := range o.result(quarter).Changes {
		out = append(out, fmt.Sprintf("%s | after %.8s | %d lines", a.Reason, a.Former.SHA256, a.Lines()))
	}
	return out
}

// reported1 has TW I reported and closed out, some days before now.
func (o *office) closedOut() {
	o.t.Helper()
	o.drop("tw1.xlsx", fixture(o.t, tw1))
	o.run()
	o.now = night
	o.closeOut()
	o.later(3 * 24 * time.Hour)
}

func (o *office) variance(quarter int) string {
	return o.VariancePath("BKPP", reconcile.Period{Year: 2020, Quarter: quarter})
}

// kept reports whether arsip/ keeps a workbook that was published.
func (o *office) keeps(book string) bool {
	sum := hash([]byte(book))
	return o.read(path.Join("arsip", sum[:2], sum+".xlsx")) == book
}

// TestLateCorrections: two corrections after the close-out are two amendments, each with
// the figures that it moved and the workbook before it, which is kept.
func TestLateCorrections(t *testing.T) {
	eachPlanned(t, func(o *office) {
		o.drop("awal.xlsx", edited(o.t, fixture(o.t, tw1), map[string]any{spent: 1000000}))
		o.run()
		draft := o.read(o.variance(1))
		o.closedOut()
		equal(o.t, "before the close-out", o.amended(1), nil)
		if got := o.originals(); len(got) != 3 || strings.Contains(strings.Join(got, " "), hash([]byte(draft))) {
			o.t.Errorf("drafts are kept: %q", got)
		}

		first, summary := o.read(o.variance(1)), o.read(o.SummaryPath("BKPP", reconcile.Period{Year: 2020, Quarter: 1}))
		before := o.result(1)
		o.drop("koreksi 1.xlsx", edited(o.t, fixture(o.t, tw1), map[string]any{spent: 12195001}))
		o.run()
		second := o.read(o.variance(1))
		o.later(time.Hour)
		o.drop("koreksi 2.xlsx", edited(o.t, fixture(o.t, tw1), map[string]any{spent: 12195002, spent2: 1}))
		o.run()
		equal(o.t, "amendments", o.amended(1), []string{
			"Laporan revisi 3 dari 'koreksi 1.xlsx' diterima 14 April 2020 | after " + hash([]byte(first))[:8] + " | 3 lines",
			"Laporan revisi 4 dari 'koreksi 2.xlsx' diterima 14 April 2020 | after " + hash([]byte(second))[:8] + " | 4 lines",
		})
		if !o.keeps(first) || !o.keeps(second) || !o.keeps(summary) {
			o.t.Error("what was published is not kept")
		}
		if got, want := len(reconcile.Net(o.result(1).Changes)), len(reconcile.Compare(before, o.result(1))); got != want || got == 0 {
			o.t.Errorf("%d figures moved in all, %d by comparison", got, want)
		}
	})
}

// TestEarlierQuarterCorrected: what a correction of Triwulan I moves in Triwulan II, which
// is closed out as well, is told there, and so is what a plan moves.
func TestEarlierQuarterCorrected(t *testing.T) {
	eachPlanned(t, func(o *office) {
		o.closedOut()
		o.now = time.Date(2020, time.July, 8, 9, 0, 0, 0, reconcile.WIB)
		o.drop("tw2.xlsx", fixture(o.t, tw2))
		o.run()
		o.now = time.Date(2020, time.July, 11, 1, 0, 0, 0, reconcile.WIB)
		o.closeOut()
		second := o.read(o.variance(2))
		o.drop("koreksi.xlsx", edited(o.t, fixture(o.t, tw1), map[string]any{spent: 12195001}))
		o.run()
		third := o.read(o.variance(2))
		changed := edited(o.t, fixture(o.t, plan), map[string]any{"PROGRAM KEGIATAN!I7": 40000000})
		if _, err := o.ImportPlan(o.t.Context(), "perubahan.xlsx", changed, jobs.PlanImport{Agency: "BKPP", Year: 2020, FromQuarter: 2, Decree: "DPPA 12/2020"}); err != nil {
			o.t.Fatal(err)
		}
		equal(o.t, "Triwulan I", len(o.amended(1)), 1)
		got := o.amended(2)
		equal(o.t, "Triwulan II", len(got), 2)
		equal(o.t, "the first", strings.HasPrefix(got[0], "Triwulan I dikoreksi (revisi 2) | after "+hash([]byte(second))[:8]), true)
		equal(o.t, "the second", strings.HasPrefix(got[1], "Rencana revisi 2 (DPPA 12/2020) mulai Triwulan II | after "+hash([]byte(third))[:8]), true)
		if !o.keeps(second) || !o.keeps(third) {
			o.t.Error("what was published is not kept")
		}
	})
}

// TestWhatOthersWroteIsKept, also before the close-out.
func TestWhatOthersWroteIsKept(t *testing.T) {
	eachPlanned(t, func(o *office) {
		o.drop("tw1.xlsx", fixture(o.t, tw1))
		o.run()
		theirs := "ditulis orang lain"
		o.put(o.variance(1), []byte(theirs), o.now)
		o.drop("koreksi.xlsx", edited(o.t, fixture(o.t, tw1), map[string]any{spent: 12195001}))
		o.run()
		if !o.keeps(theirs) {
			o.t.Error("what somebody wrote is lost")
		}
	})
}

// TestKilledWhilePublishingACorrection between any two steps: the workbook before it is
// kept, and nothing is different from one that was not killed.
func TestKilledWhilePublishingACorrection(t *testing.T) {
	prepare := func(o *office) string {
		o.Workers = 1
		o.importPlan(fixture(o.t, plan), "BKPP")
		o.closedOut()
		first := o.read(o.variance(1))
		o.drop("koreksi.xlsx", edited(o.t, fixture(o.t, tw1), map[string]any{spent: 12195001}))
		return first
	}
	onEach(t, func(t *testing.T, dsn func(testing.TB) string, _ bool) {
		fresh := func() *office {
			address := dsn(t)
			dbtest.Open(t, address)
			o := openOffice(t, address, t.TempDir())
			if err := o.Prepare(); err != nil {
				t.Fatal(err)
			}
			return o
		}
		o := fresh()
		prepare(o)
		points := o.kill(0, pass)
		want := o.snapshot()
		for nth, point := range points {
			if point != "former workbook kept" && point != "workbook written" && point != "summary written" {
				continue
			}
			o := fresh()
			first := prepare(o)
			o.kill(nth+1, pass)
			back := o.again()
			back.run()
			if !back.keeps(first) {
				t.Errorf("killed at %s: what was published is not kept", point)
			}
			equal(t, "killed at "+point, back.snapshot(), want)
		}
	})
}
