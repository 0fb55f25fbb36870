package db_test

import (
	"errors"
	"testing"
	"time"

	"rekon/db"
	"rekon/db/dbtest"
	"rekon/reconcile"
)

// withdrawal takes back a report of the first quarter.
func withdrawal(revision int) db.Withdrawal {
	return db.Withdrawal{Agency: "BKPP", Period: quarter(1), Revision: revision, At: noon.Add(time.Duration(revision) * time.Hour), Reason: "salah kamar"}
}

func withdraw(t *testing.T, d *db.DB, w db.Withdrawal, results ...reconcile.Result) {
	t.Helper()
	s := state(t, d, w.Agency)
	u := db.Update{Agency: w.Agency, Year: year, Version: s.Version, Results: results}
	for _, r := range results {
		u.Quarters = append(u.Quarters, standing(w.Agency, r.Report))
	}
	if err := d.Withdraw(t.Context(), w, u); err != nil {
		t.Fatal(err)
	}
}

// TestWithdraw takes back one report after the other: the one before is in force again,
// and after the first it is as if nothing had come, but for what was given back.
func TestWithdraw(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		d.By = sari
		p, first := give(t, d, "BKPP", 3)
		bad := []reconcile.Finding{{Code: reconcile.AmountUnreadable}, {Code: reconcile.LineMissing}}
		_, err := d.Return(t.Context(), db.Drop{Name: "x.xlsx", SHA256: hash, ReceivedAt: noon.Add(72 * time.Hour), DecidedAt: noon.Add(72 * time.Hour),
			Agency: "BKPP", Period: quarter(1), Findings: bad}, nil)
		if err != nil {
			t.Fatal(err)
		}
		second := sampleReport(p, 1, 2)
		accept(t, d, acceptance(state(t, d, "BKPP"), second))
		accept(t, d, acceptance(state(t, d, "BKPP"), sampleReport(p, 2, 1)))
		publishAll(t, d)

		withdraw(t, d, withdrawal(2), sampleResult(p, first.Report))
		s := state(t, d, "BKPP")
		equal(t, "in force", s.Reports[0], first.Report)
		equal(t, "the next revision", s.NextRevision(1), 3)
		equal(t, "stale", pending(t, d), map[int]bool{1: false, 2: true})
		if _, known, err := d.SubmissionByHash(t.Context(), second.SHA256); known || err != nil {
			t.Error("its bytes are still those of a report", err)
		}
		got, _, err := d.Report(t.Context(), "BKPP", quarter(1), 2)
		equal(t, "error", err, nil)
		equal(t, "still stored", got, second)
		before, ok, err := d.ReportBefore(t.Context(), "BKPP", quarter(1), 3)
		equal(t, "before a third", before, first.Report)
		equal(t, "error", err, nil)
		equal(t, "is there", ok, true)

		withdraw(t, d, withdrawal(1))
		s = state(t, d, "BKPP")
		equal(t, "reports", len(s.Reports), 1)
		equal(t, "the next revision", s.NextRevision(1), 3)
		if _, ok, err := d.Result(t.Context(), "BKPP", quarter(1)); ok || err != nil {
			t.Error("its result is there", err)
		}
		q := s.Quarters[0]
		equal(t, "standing", q, db.AgencyQuarter{Agency: q.Agency, Period: quarter(1), Status: reconcile.Ditolak, Due: due(quarter(1)),
			ReceivedAt: noon.Add(72 * time.Hour).UTC().Truncate(time.Microsecond), LateDays: 1, Errors: 1, Warnings: 1})
		equal(t, "pending", pending(t, d), map[int]bool{2: true})
		equal(t, "withdrawn", len(s.Withdrawn), 2)
		equal(t, "by", s.Withdrawn[0].By, sari)

		third := sampleReport(p, 1, 3)
		third.SHA256 = second.SHA256
		for i := range third.Realizations {
			third.Realizations[i] = second.Realizations[i]
		}
		accept(t, d, acceptance(s, third)) // the very bytes again
		equal(t, "in force", state(t, d, "BKPP").Reports[0].Revision, 3)
		equal(t, "faults", faults(t, d), nil)
		equal(t, "history", kinds(events(t, d, db.QuarterFilter{Agency: "BKPP", Quarter: 1})),
			[]string{"plan", "accepted", "returned", "accepted", "withdrawn", "recomputed", "withdrawn", "accepted"})
	})
}

func kinds(events []db.Event) (out []string) {
	for _, e := range events {
		out = append(out, string(e.Kind))
	}
	return out
}

// TestWithdrawIsRefused: what is not in force, of a closed quarter, or on what is no
// longer so.
func TestWithdrawIsRefused(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p, _ := give(t, d, "BKPP", 1)
		old := state(t, d, "BKPP")
		accept(t, d, acceptance(old, sampleReport(p, 1, 2)))
		now := state(t, d, "BKPP")
		try := func(revision int, version int64) error {
			return d.Withdraw(t.Context(), withdrawal(revision), db.Update{Agency: "BKPP", Year: year, Version: version})
		}
		for what, err := range map[string]error{"replaced": try(1, now.Version), "not there": try(3, now.Version), "on old data": try(2, old.Version)} {
			if !errors.Is(err, db.ErrConflict) {
				t.Errorf("%s: %v", what, err)
			}
		}
		closeQuarter(t, d, 1)
		if err := try(2, state(t, d, "BKPP").Version); !errors.Is(err, db.ErrClosed) {
			t.Errorf("closed: %v", err)
		}
		equal(t, "withdrawn", len(state(t, d, "BKPP").Withdrawn), 0)
	})
}

// TestWithdrawAfterTheCloseout keeps what was told, with why it went.
func TestWithdrawAfterTheCloseout(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p, _ := give(t, d, "BKPP", 1)
		if _, err := d.CloseOut(t.Context(), "BKPP", quarter(1), due(quarter(1)).Add(50*time.Hour), 3); err != nil {
			t.Fatal(err)
		}
		before := stored(t, d, 1)
		withdraw(t, d, withdrawal(1))
		closedOut, amendments, err := d.Amendments(t.Context(), "BKPP", quarter(1))
		if err != nil || len(amendments) != 1 || amendments[0].Taken == nil {
			t.Fatalf("%+v, %v", amendments, err)
		}
		equal(t, "closed out", closedOut.Equal(due(quarter(1)).Add(50*time.Hour)), true)
		equal(t, "what was taken back", len(reconcile.Compare(before, *amendments[0].Taken)), 0)
		q := state(t, d, "BKPP").Quarters[0]
		equal(t, "status", q.Status, reconcile.BelumLapor)
		equal(t, "days late, when closed out", q.LateDays, reconcile.LateDays(due(quarter(1)).Add(50*time.Hour), due(quarter(1))))
		accept(t, d, acceptance(state(t, d, "BKPP"), sampleReport(p, 1, 2)))
		r, _, err := d.Result(t.Context(), "BKPP", quarter(1))
		if err != nil || len(r.Changes) == 0 {
			t.Fatal("no change is told of", err)
		}
		equal(t, "why", r.Changes[0].Reason, "Laporan revisi 1 ditarik: salah kamar")
	})
}
