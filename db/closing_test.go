package db_test

import (
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"rekon/db"
	"rekon/db/dbtest"
	"rekon/reconcile"
)

func closing(q int) db.Closing {
	return db.Closing{Agency: "BKPP", Period: quarter(q), At: noon.Add(time.Hour), Reason: "sudah diperiksa"}
}

func closeQuarter(t *testing.T, d *db.DB, q int) {
	t.Helper()
	if done, err := d.CloseQuarter(t.Context(), closing(q)); !done || err != nil {
		t.Fatal(done, err)
	}
}

// TestClosedQuarter: its figures stay, whatever becomes of what they rest on, until it is
// opened again.
func TestClosedQuarter(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		d.By = sari
		p, _ := give(t, d, "BKPP", 2)
		a := acceptance(state(t, d, "BKPP"), sampleReport(p, 2, 1))
		a.Results[0].Status = reconcile.Diterima
		accept(t, d, a)
		publishAll(t, d)
		closeQuarter(t, d, 2)
		closeQuarter(t, d, 3)
		if again, err := d.CloseQuarter(t.Context(), closing(2)); again || err != nil {
			t.Error("closed twice", err)
		}
		s := state(t, d, "BKPP")
		equal(t, "status", []reconcile.Status{s.Quarters[0].Status, s.Quarters[1].Status, s.Quarters[2].Status},
			[]reconcile.Status{reconcile.Diterima, reconcile.Ditutup, reconcile.Ditutup})
		equal(t, "revision", s.Quarters[1].Revision, 1)
		c, ok := s.IsClosed(2)
		equal(t, "closed", ok, true)
		equal(t, "how", c, db.Closing{Agency: "BKPP", Period: quarter(2), At: noon.Add(time.Hour).UTC().Truncate(time.Microsecond), By: sari, Reason: "sudah diperiksa"})

		accept(t, d, acceptance(s, sampleReport(p, 1, 2))) // an earlier one is corrected
		equal(t, "pending", pending(t, d), map[int]bool{1: false})
		back := standing("BKPP", reconcile.Report{Period: quarter(3)})
		back.Status = reconcile.Ditolak
		if _, err := d.Return(t.Context(), db.Drop{Name: "x", SHA256: hash, ReceivedAt: noon, DecidedAt: noon, Agency: "BKPP", Period: quarter(3)}, &back); err != nil {
			t.Fatal(err)
		}
		equal(t, "status after a return", state(t, d, "BKPP").Quarters[2].Status, reconcile.Ditutup)

		p.Decree = "DPPA"
		_, _, err := d.SavePlan(t.Context(), p, noon, due)
		if !errors.Is(err, db.ErrClosed) || !strings.Contains(err.Error(), "BKPP: TW II 2020, TW III 2020 closed") {
			t.Errorf("a plan for it: %v", err)
		}
		p.FromQuarter = 4
		savePlan(t, d, p)

		for q, want := range map[int]reconcile.Status{2: reconcile.Diterima, 3: reconcile.Ditolak} {
			if done, err := d.Reopen(t.Context(), closing(q)); !done || err != nil {
				t.Fatal(done, err)
			}
			equal(t, "status", state(t, d, "BKPP").Quarters[q-1].Status, want)
		}
		if again, err := d.Reopen(t.Context(), closing(2)); again || err != nil {
			t.Error("opened twice", err)
		}
		equal(t, "pending", pending(t, d), map[int]bool{1: false, 2: true})
		equal(t, "faults", faults(t, d), nil)
		equal(t, "history", kinds(events(t, d, db.QuarterFilter{Agency: "BKPP", Quarter: 2})), []string{"plan", "accepted", "closed", "reopened"})
	})
}

// TestCloseOnceAtOnce: of several who close the same quarter one does it.
func TestCloseOnceAtOnce(t *testing.T) {
	dbtest.EachDSN(t, func(t *testing.T, dsn string) {
		first := dbtest.Open(t, dsn)
		give(t, first, "BKPP", 1)
		var done atomic.Int32
		var wg sync.WaitGroup
		for range 5 {
			d := dbtest.Open(t, dsn)
			wg.Go(func() {
				ok, err := d.CloseQuarter(t.Context(), closing(1))
				if err != nil {
					t.Error(err)
				}
				if ok {
					done.Add(1)
				}
			})
		}
		wg.Wait()
		equal(t, "closed", done.Load(), 1)
		equal(t, "history", kinds(events(t, first, db.QuarterFilter{})), []string{"plan", "accepted", "closed"})
	})
}

// TestCloseWaitsForResults: what waits to be computed anew cannot be closed.
func TestCloseWaitsForResults(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p, _ := give(t, d, "BKPP", 1)
		p.Decree = "DPPA"
		savePlan(t, d, p)
		if done, err := d.CloseQuarter(t.Context(), closing(1)); done || !errors.Is(err, db.ErrConflict) {
			t.Error(done, err)
		}
	})
}

// TestPendingEvents: what follows from a closing, a reopening or a withdrawal is done once.
func TestPendingEvents(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		give(t, d, "BKPP", 1)
		withdraw(t, d, withdrawal(1))
		closeQuarter(t, d, 1)
		left, err := d.PendingEvents(t.Context())
		equal(t, "error", err, nil)
		equal(t, "left", kinds(left), []string{"withdrawn", "closed"})
		if err := d.MarkEventPublished(t.Context(), left[0], noon); err != nil {
			t.Fatal(err)
		}
		left, err = d.PendingEvents(t.Context())
		equal(t, "error", err, nil)
		equal(t, "left", kinds(left), []string{"closed"})
		equal(t, "faults", faults(t, d), nil)
	})
}
