package db_test

import (
	"testing"
	"time"

	"rekon/db"
	"rekon/db/dbtest"
)

// TestRuns: what is stored of a run reads back, and the last success is the last one
// that succeeded.
func TestRuns(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		at := noon.Truncate(time.Microsecond).UTC()
		run := func(id string, hours int, outcome db.RunOutcome) db.Run {
			begun := at.Add(time.Duration(hours) * time.Hour)
			r := db.Run{ID: id, Job: "intake", Why: db.Scheduled, ScheduledFor: begun.Add(-time.Second), StartedAt: begun, Host: "server", PID: 7}
			if err := d.BeginRun(t.Context(), r); err != nil {
				t.Fatal(err)
			}
			if outcome == "" {
				return r
			}
			r.FinishedAt, r.Outcome, r.Error, r.Taken, r.Returned = begun.Add(time.Minute), outcome, "teks é 😀", 3, 1
			if err := d.EndRun(t.Context(), r); err != nil {
				t.Fatal(err)
			}
			return r
		}
		if _, ok, err := d.LastSuccess(t.Context(), "intake"); ok || err != nil {
			t.Errorf("nothing was done, and found: %v", err)
		}
		run("a", 0, db.Succeeded)
		want := run("b", 1, db.Succeeded)
		run("c", 2, db.Failed)
		run("d", 3, db.Stopped)
		run("e", 4, "")
		got, ok, err := d.LastSuccess(t.Context(), "intake")
		if err != nil || !ok {
			t.Fatal(ok, err)
		}
		equal(t, "last success", got, want)
		if _, ok, _ := d.LastSuccess(t.Context(), "close_out"); ok {
			t.Error("another job's run is found")
		}
		if err := d.EndRun(t.Context(), db.Run{ID: "z"}); err == nil {
			t.Error("a run ended that never began")
		}
	})
}
