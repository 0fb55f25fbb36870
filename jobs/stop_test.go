package jobs_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"rekon/jobs"
)

// TestToldToStop: the pass ends between two files. The file in hand is finished, the
// others stay where they are, and the next pass takes them.
func TestToldToStop(t *testing.T) {
	eachPlanned(t, func(o *office) {
		o.Grace, o.Workers = time.Hour, 1
		for i, name := range []string{"a.xlsx", "b.xlsx", "c.xlsx"} {
			o.drop(name, edited(o.t, fixture(o.t, tw1), map[string]any{spent: i + 1}))
		}
		ctx, stop := context.WithCancel(o.t.Context())
		defer stop()
		o.StopAt(func(point string) error {
			if point == "stored" {
				stop()
			}
			return nil
		})
		pass, err := o.Run(ctx)
		if !errors.Is(err, context.Canceled) || strings.Count(err.Error(), "\n") > 0 {
			o.t.Errorf("ended with %v", err)
		}
		equal(o.t, "taken", outcomes(pass), []string{"a.xlsx accepted 1"})
		equal(o.t, "drops", o.rows("drops", "name", "published_at"), []string{"a.xlsx 2020-04-09"})
		equal(o.t, "inbox", o.files("masuk"), []string{"b.xlsx", "c.xlsx"})
		receipts := slices.DeleteFunc(o.files("hasil/2020"), func(name string) bool { return !strings.Contains(name, "Tanda terima") })
		equal(o.t, "receipts", len(receipts), 1)
		for _, left := range pass.Left {
			if !strings.Contains(left.Reason, "dihentikan") {
				o.t.Errorf("%s is left: %s", left.Name, left.Reason)
			}
		}
		o.StopAt(nil)
		equal(o.t, "next", outcomes(o.run()), []string{"b.xlsx accepted 2", "c.xlsx accepted 3"})
		equal(o.t, "results", o.rows("results", "submission_revision", "published_at"), []string{"3 2020-04-09"})
	})
}

// TestToldToStopBeforeAFile: nothing is begun any more.
func TestToldToStopBeforeAFile(t *testing.T) {
	eachPlanned(t, func(o *office) {
		o.Grace, o.Settle = time.Hour, 2*time.Hour // fresh files are waited for
		o.drop("a.xlsx", fixture(o.t, tw1))
		ctx, stop := context.WithCancel(o.t.Context())
		o.Sleep = func(context.Context, time.Duration) error { stop(); return nil }
		if _, err := o.Run(ctx); !errors.Is(err, context.Canceled) {
			o.t.Error(err)
		}
		equal(o.t, "inbox", o.files("masuk"), []string{"a.xlsx"})
		equal(o.t, "arsip", len(o.originals()), 1) // the plan
		equal(o.t, "drops", len(o.rows("drops", "name")), 0)
	})
}

// TestGraceEnds: the file in hand has its time and no more.
func TestGraceEnds(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	long, release := (&jobs.Job{Grace: time.Hour}).InHand(ctx)
	defer release()
	short, releaseShort := (&jobs.Job{Grace: time.Nanosecond}).InHand(ctx)
	defer releaseShort()
	none, releaseNone := (&jobs.Job{}).InHand(ctx)
	defer releaseNone()
	for _, c := range []context.Context{long, short, none} {
		if c.Err() != nil {
			t.Error("ended before it was told to stop")
		}
	}
	stop()
	<-short.Done()
	if long.Err() != nil || none.Err() == nil {
		t.Errorf("long %v, none %v", long.Err(), none.Err())
	}
}
