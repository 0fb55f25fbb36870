package jobs_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"rekon/db"
	"rekon/jobs"
)

// TestRecorded: a run is recorded with how it ended, also when it was told to stop.
func TestRecorded(t *testing.T) {
	eachPlanned(t, func(o *office) {
		o.Grace = time.Hour
		run := func(id string, ctx context.Context, err error) {
			o.t.Helper()
			r := db.Run{ID: id, Job: jobs.IntakeJob, Why: db.Asked, Host: "server", PID: 7}
			got := o.Recorded(ctx, r, func(context.Context) (jobs.Done, error) { return jobs.Done{Taken: 2, Returned: 1}, err })
			if !errors.Is(got, err) {
				o.t.Errorf("%s: %v, want %v", id, got, err)
			}
		}
		stopped, stop := context.WithCancel(o.t.Context())
		run("a", o.t.Context(), nil)
		run("b", o.t.Context(), errors.New("gagal sekali"))
		r := db.Run{ID: "c", Job: jobs.IntakeJob, Why: db.Scheduled, ScheduledFor: april}
		err := o.Recorded(stopped, r, func(ctx context.Context) (jobs.Done, error) { stop(); return jobs.Done{}, ctx.Err() })
		if !errors.Is(err, context.Canceled) {
			o.t.Error(err)
		}
		equal(o.t, "runs", o.rows("runs", "id", "job", "why", "scheduled_for", "started_at", "finished_at", "host", "pid", "outcome", "taken", "returned"), []string{
			"a intake perintah <nil> 2020-04-09 2020-04-09 server 7 selesai 2 1",
			"b intake perintah <nil> 2020-04-09 2020-04-09 server 7 gagal 2 1",
			"c intake jadwal 2020-04-09 2020-04-09 2020-04-09 <nil> 0 dihentikan 0 0"})
	})
}

// TestIntakeIsRecorded with what it took, and idle ones are forgotten after a week.
func TestIntakeIsRecorded(t *testing.T) {
	eachPlanned(t, func(o *office) {
		pass := func(id string) {
			o.t.Helper()
			if _, err := o.Intake(o.t.Context(), db.Run{ID: id, Why: db.Asked}); err != nil {
				o.t.Fatal(err)
			}
		}
		o.drop("tw1.xlsx", fixture(o.t, tw1))
		o.drop("salah.xlsx", []byte("bukan buku kerja"))
		pass("a")
		pass("b")
		o.later(8 * 24 * time.Hour)
		if _, err := o.CloseOutRecorded(o.t.Context(), db.Run{ID: "x", Why: db.CaughtUp}); err != nil {
			o.t.Fatal(err)
		}
		equal(o.t, "runs", o.rows("runs", "id", "job", "taken", "returned"), []string{"a intake 1 1", "b intake 0 0", "x close_out 0 0"})
		o.later(8 * 24 * time.Hour)
		pass("c")
		if _, err := o.CloseOutRecorded(o.t.Context(), db.Run{ID: "y", Why: db.Scheduled}); err != nil {
			o.t.Fatal(err)
		}
		equal(o.t, "runs a week later", o.rows("runs", "id", "outcome"), []string{"a selesai", "c selesai", "x selesai", "y selesai"})
	})
}

// TestFailuresAreForgotten after a week, also while the job goes on failing: once a minute
// adds up.
func TestFailuresAreForgotten(t *testing.T) {
	each(t, func(o *office) {
		broken := errors.New("rusak")
		for _, id := range []string{"a", "b"} {
			err := o.Recorded(o.t.Context(), db.Run{ID: id, Job: jobs.IntakeJob, Why: db.Scheduled},
				func(context.Context) (jobs.Done, error) { return jobs.Done{}, broken })
			equal(o.t, "the error", errors.Is(err, broken), true)
			o.later(8 * 24 * time.Hour)
		}
		equal(o.t, "kept", o.rows("runs", "id", "outcome"), []string{"b gagal"})
	})
}

// TestMissed: the last time of the schedule that no success followed.
func TestMissed(t *testing.T) {
	nightly, err := jobs.ParseSchedule("0 1 * * *")
	if err != nil {
		t.Fatal(err)
	}
	eachPlanned(t, func(o *office) {
		missed := func(what string, want time.Time) {
			o.t.Helper()
			got, err := o.Missed(o.t.Context(), jobs.CloseOutJob, nightly)
			if err != nil || !got.Equal(want) {
				o.t.Errorf("%s: %s, want %s, %v", what, got, want, err)
			}
		}
		record := func(id string, err error) {
			_ = o.Recorded(o.t.Context(), db.Run{ID: id, Job: jobs.CloseOutJob, Why: db.Scheduled},
				func(context.Context) (jobs.Done, error) { return jobs.Done{}, err })
		}
		last := night.AddDate(0, 0, -2) // 9 April 01.00
		missed("never done", last)
		record("a", errors.New("gagal"))
		missed("failed", last)
		record("b", nil)
		missed("done", time.Time{})
		o.now = night
		missed("at the very time", night)
		o.now = night.Add(-time.Second)
		missed("a second before, and down the night before", night.AddDate(0, 0, -1))
		record("c", nil)
		missed("done late", time.Time{})
		o.now = night.AddDate(0, 0, 40).Add(time.Hour)
		missed("down for long: the last one only", night.AddDate(0, 0, 40))
		record("d", nil)
		missed("made up for", time.Time{})
	})
}
