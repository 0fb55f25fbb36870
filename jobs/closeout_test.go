package jobs_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"rekon/db"
	"rekon/jobs"
	"rekon/reconcile"
)

// night is one hour after the reports of TW I were due.
var night = time.Date(2020, time.April, 11, 1, 0, 0, 0, reconcile.WIB)

// closeOut does it, and gives what was closed out: "BKPP 1 Belum Lapor 1".
func (o *office) closeOut() (closed []string) {
	o.t.Helper()
	got, err := o.CloseOut(o.t.Context())
	if err != nil {
		o.t.Fatal(err)
	}
	for _, q := range got {
		closed = append(closed, fmt.Sprint(q.Agency.Code, " ", q.Period.Quarter, " ", q.Status, " ", q.LateDays))
	}
	return closed
}

// kept is what the close-outs keep: "BKPP 1 Belum Lapor 1 day, spent nothing".
func (o *office) kept() (out []string) {
	o.t.Helper()
	got, err := o.DB.Closeouts(o.t.Context())
	if err != nil {
		o.t.Fatal(err)
	}
	for _, c := range got {
		spent := "nothing"
		if c.Totals.Actual.Valid {
			spent = c.Totals.Actual.Decimal.String() + " of " + c.Totals.Pagu.Decimal.String()
		}
		out = append(out, fmt.Sprint(c.Agency.Code, " ", c.Period.Quarter, " ", c.Status, " ", c.LateDays, " revision ", c.Revision, " spent ", spent))
	}
	return out
}

// TestCloseOut: who has not reported has a day of delay, who has keeps the totals, and
// there are entry workbooks for TW II. The second time nothing changes; a late report
// is taken, and what was kept stays.
func TestCloseOut(t *testing.T) {
	eachPlanned(t, func(o *office) {
		o.importPlan(of(o.t, "Dinas Kesehatan", fixture(o.t, plan)), "DINKES")
		o.importPlan(of(o.t, "Dinas Sosial", fixture(o.t, plan)), "DINSOS")
		o.drop("tw1.xlsx", fixture(o.t, tw1))
		o.drop("dinsos.xlsx", edited(o.t, of(o.t, "Dinas Sosial", fixture(o.t, tw1)), map[string]any{spent: "12,x"}))
		o.run()
		equal(o.t, "too early", len(o.closeOut()), 0)
		before := o.standing(1)

		o.now = night
		bkpp := "BKPP 1 " + string(before.Status) + " 0"
		equal(o.t, "closed out", o.closeOut(), []string{bkpp, "DINKES 1 Belum Lapor 1", "DINSOS 1 Ditolak 1"})
		want := []string{
			bkpp + " revision 1 spent 1612714265.5 of 10435154900",
			"DINKES 1 Belum Lapor 1 revision 0 spent nothing",
			"DINSOS 1 Ditolak 1 revision 0 spent nothing"}
		equal(o.t, "kept", o.kept(), want)
		equal(o.t, "who reported", o.standing(1), before)
		equal(o.t, "days of delay", o.sorted("agency_quarters", "agency", "quarter", "late_days"), []string{
			"BKPP 1 0", "BKPP 2 0", "BKPP 3 0", "BKPP 4 0", "DINKES 1 1", "DINKES 2 0", "DINKES 3 0", "DINKES 4 0",
			"DINSOS 1 1", "DINSOS 2 0", "DINSOS 3 0", "DINSOS 4 0"})
		for _, code := range []string{"BKPP", "DINKES", "DINSOS"} {
			o.read("templat/2020/" + code + "/Realisasi " + code + " 2020 TW2.xlsx")
		}
		once := o.snapshot()
		o.later(24 * time.Hour)
		equal(o.t, "again", len(o.closeOut()), 0)
		after := o.snapshot()
		delete(once.Files, "hasil/index.html") // it has the days of delay of today
		delete(after.Files, "hasil/index.html")
		equal(o.t, "after the second time", after, once)

		o.drop("terlambat.xlsx", of(o.t, "Dinas Kesehatan", fixture(o.t, tw1)))
		equal(o.t, "late", outcomes(o.run()), []string{"terlambat.xlsx accepted 1"})
		equal(o.t, "kept", o.kept(), want)
		equal(o.t, "stands", o.rows("agency_quarters", "agency", "quarter", "status")[4], "DINKES 1 Terlambat")
	})
}

// TestCloseOutOfFreshTotals: a plan that changed after the report is reckoned with.
func TestCloseOutOfFreshTotals(t *testing.T) {
	eachPlanned(t, func(o *office) {
		o.drop("tw1.xlsx", fixture(o.t, tw1))
		o.run()
		stale := errors.New("stopped before it is computed anew")
		o.StopAt(func(point string) error {
			if point == "plan stored" {
				return stale
			}
			return nil
		})
		changed := edited(o.t, fixture(o.t, plan), map[string]any{"PROGRAM KEGIATAN!A1": "RENCANA AKSI PERUBAHAN"})
		if _, err := o.ImportPlan(o.t.Context(), "perubahan.xlsx", changed, jobs.PlanImport{Agency: "BKPP", Year: 2020, FromQuarter: 1}); !errors.Is(err, stale) {
			o.t.Fatal(err)
		}
		o.StopAt(nil)
		equal(o.t, "stale", o.rows("results", "stale", "plan_revision"), []string{"1 1"})
		if done, err := o.DB.CloseOut(o.t.Context(), "BKPP", reconcile.Period{Year: 2020, Quarter: 1}, night, 0); done || !errors.Is(err, db.ErrConflict) {
			o.t.Errorf("stale totals were kept: %v, %v", done, err)
		}
		o.now = night
		equal(o.t, "closed out", len(o.closeOut()), 1)
		equal(o.t, "results", o.rows("results", "stale", "plan_revision"), []string{"0 2"})
		equal(o.t, "kept", len(o.kept()), 1)
	})
}

// TestKilledCloseOut at every point: the next one finishes it, and nothing is
// different from one that was not killed.
func TestKilledCloseOut(t *testing.T) {
	closeOut := func(ctx context.Context, o *office) error {
		_, err := o.CloseOut(ctx)
		return err
	}
	each(t, func(o *office) {
		for _, code := range []string{"BKPP", "DINKES"} {
			o.importPlan(of(o.t, "Badan "+code, fixture(o.t, plan)), code)
		}
		o.now = night
		for nth := 1; ; nth++ {
			points := o.kill(nth, func(ctx context.Context, o *office) error {
				err := closeOut(ctx, o)
				if err == nil {
					return errKilled // it was done: nothing was left to be killed
				}
				return err
			})
			o = o.again()
			if len(points) < nth {
				break
			}
		}
		equal(o.t, "nothing is left", len(o.closeOut()), 0)
		equal(o.t, "kept", o.kept(), []string{"BKPP 1 Belum Lapor 1 revision 0 spent nothing", "DINKES 1 Belum Lapor 1 revision 0 spent nothing"})
		equal(o.t, "entry workbooks", o.files("templat/2020/DINKES"), []string{"Realisasi DINKES 2020 TW1.xlsx", "Realisasi DINKES 2020 TW2.xlsx"})
	})
}
