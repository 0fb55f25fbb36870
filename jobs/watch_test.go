package jobs_test

import (
	"context"
	"errors"
	"fmt"
	"net/http/httptest"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"rekon/db"
	"rekon/jobs"
)

// ask has a watch's handler answer.
func ask(t *testing.T, w *jobs.Watch, m *jobs.Metrics) func(path string) (int, string) {
	t.Helper()
	handler := w.Handler(m)
	return func(path string) (int, string) {
		out := httptest.NewRecorder()
		handler.ServeHTTP(out, httptest.NewRequest("GET", path, nil))
		return out.Code, out.Body.String()
	}
}

// TestShareHangs: a share whose server is gone keeps nobody waiting for long, neither
// those who ask nor those who scrape, and at most one looks at it for each thing there
// is to know.
func TestShareHangs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithCancel(t.Context())
		back := make(chan struct{})
		var looking, most atomic.Int64
		w := &jobs.Watch{
			Now:          time.Now,
			WithDatabase: func(context.Context, func(*jobs.Job) error) error { return nil },
			WithShare: func(func(*jobs.Job) error) error {
				most.Store(max(most.Load(), looking.Add(1)))
				defer looking.Add(-1)
				<-back
				return nil
			},
		}
		w.Start(ctx)
		answer := ask(t, w, jobs.NewMetrics("test"))
		before, begun := runtime.NumGoroutine(), time.Now()
		for range 5 { // one after the other, and side by side
			var all sync.WaitGroup
			for range 40 {
				all.Go(func() {
					status, body := answer("/readyz")
					if status != 503 || body != "database: ok\nshare: NOT REACHED: no answer in time\n" {
						t.Errorf("%d %q", status, body)
					}
				})
			}
			if status, metrics := answer("/metrics"); status != 200 || strings.Contains(metrics, "rekon_inbox_files ") {
				t.Errorf("%d %s", status, metrics)
			}
			all.Wait()
			time.Sleep(time.Minute)
		}
		if waited := time.Since(begun); waited > 6*time.Minute {
			t.Errorf("they waited for %s", waited-5*time.Minute)
		}
		if _, metrics := answer("/metrics"); !strings.Contains(metrics, `rekon_reachable{what="share"} 0`) || !strings.Contains(metrics, `rekon_reachable{what="database"} 1`) {
			t.Error(metrics)
		}
		if now := runtime.NumGoroutine(); now > before+3 || most.Load() != 2 {
			t.Errorf("%d goroutines became %d; %d looked at once", before, now, most.Load())
		}
		close(back)
		synctest.Wait()
		if status, body := answer("/readyz"); status != 200 {
			t.Errorf("back again: %d %q", status, body)
		}
		stop()
		synctest.Wait()
		if status, body := answer("/readyz"); status != 503 || body != "stopping\n" {
			t.Errorf("told to stop: %d %q", status, body)
		}
	})
}

// TestWatchAges: while neither share nor database can be reached, what was known of
// them grows older from scrape to scrape; a scrape looks at neither.
func TestWatchAges(t *testing.T) {
	each(t, func(o *office) {
		start := time.Now().Truncate(time.Hour).Add(48*time.Hour + 30*time.Minute)
		o.now = start
		if _, err := o.Intake(o.t.Context(), db.Run{ID: "a", Why: db.Asked}); err != nil {
			o.t.Fatal(err)
		}
		o.put("masuk/baru.xlsx", []byte("x"), april) // copied with its time
		o.put("masuk/~$baru.xlsx", []byte("x"), time.Now())
		when, err := jobs.ParseSchedule("0 * * * *")
		if err != nil {
			o.t.Fatal(err)
		}
		var gone atomic.Bool
		var looked, passed atomic.Int64
		unless := func(do func(*jobs.Job) error) error {
			looked.Add(1)
			if gone.Load() {
				return errors.New("away")
			}
			return do(o.Job)
		}
		ctx, stop := context.WithCancel(o.t.Context())
		w := &jobs.Watch{
			Jobs: []jobs.Regular{{Name: jobs.IntakeJob, Schedule: when}, {Name: jobs.CloseOutJob, Schedule: when}},
			Now:  func() time.Time { return start.Add(time.Duration(passed.Load())) }, WithShare: unless,
			WithDatabase: func(_ context.Context, do func(*jobs.Job) error) error { return unless(do) },
		}
		done := w.Start(ctx)
		answer := ask(o.t, w, jobs.NewMetrics("test"))
		until := func(lines ...string) string {
			for {
				_, metrics := answer("/metrics")
				if !slices.ContainsFunc(lines, func(l string) bool { return !strings.Contains(metrics, "\n"+l+"\n") }) {
					return metrics
				}
				if o.t.Context().Err() != nil {
					o.t.Fatal(metrics)
				}
				runtime.Gosched()
			}
		}
		success := fmt.Sprintf(`rekon_job_last_success_timestamp_seconds{name="intake"} %s`, strconv.FormatFloat(float64(start.Unix()), 'g', -1, 64))
		never := `rekon_job_last_success_timestamp_seconds{name="close_out"} 0`
		until(`rekon_inbox_files 1`, success, never, `rekon_job_overdue_seconds{name="intake"} 0`, `rekon_job_overdue_seconds{name="close_out"} 0`)
		gone.Store(true)
		w.Again()
		until(`rekon_reachable{what="share"} 0`, `rekon_reachable{what="database"} 0`)
		before := looked.Load()
		passed.Store(int64(3 * time.Hour))
		metrics := until(`rekon_inbox_files 1`, success, never, `rekon_job_overdue_seconds{name="intake"} 9000`, `rekon_job_overdue_seconds{name="close_out"} 9000`)
		_, age, _ := strings.Cut(metrics, "\nrekon_inbox_oldest_file_age_seconds ")
		age, _, _ = strings.Cut(age, "\n")
		if seconds, err := strconv.ParseFloat(age, 64); err != nil || seconds < (50*time.Hour).Seconds() || seconds > (52*time.Hour).Seconds() {
			o.t.Errorf("the file is %s s old", age)
		}
		if now := looked.Load(); now != before {
			o.t.Errorf("%d looks became %d by scraping", before, now)
		}
		stop()
		<-done
	})
}

// TestStandings: what the database knows of all workers, and who owes a report.
func TestStandings(t *testing.T) {
	eachPlanned(t, func(o *office) {
		o.Lease = time.Second // which the run after the failed one waits for
		hourly, err := jobs.ParseSchedule("0 * * * *")
		if err != nil {
			o.t.Fatal(err)
		}
		intake := func() jobs.Standing {
			got, err := o.Standings(o.t.Context(), []jobs.Regular{{Name: jobs.IntakeJob, Schedule: hourly}})
			if err != nil || len(got) != 1 {
				o.t.Fatal(got, err)
			}
			return got[0]
		}
		owing := func() (out []string) {
			all, err := o.Unreported(o.t.Context())
			if err != nil {
				o.t.Fatal(err)
			}
			for _, u := range all {
				out = append(out, fmt.Sprint(u.Period, u.Agencies, " of ", u.Of, " due ", u.Due.Format(time.DateOnly)))
			}
			return out
		}
		if s := intake(); !s.Success.IsZero() || s.Last.ID != "" {
			o.t.Errorf("before any run: %+v", s)
		}
		equal(o.t, "owed", owing(), []string{"{2020 1} [BKPP] of 1 due 2020-04-10"})
		o.drop("rusak.xlsx", edited(o.t, fixture(o.t, tw1), map[string]any{spent: "12,x"}))
		run := func(id string) error {
			_, err := o.Intake(o.t.Context(), db.Run{ID: id, Why: db.Scheduled})
			return err
		}
		if err := run("a"); err != nil {
			o.t.Error(err)
		}
		equal(o.t, "owed when it was given back", owing(), []string{"{2020 1} [BKPP] of 1 due 2020-04-10"})
		o.later(45 * time.Minute) // 10.15
		o.drop("tw1.xlsx", fixture(o.t, tw1))
		o.StopAt(func(string) error { return errors.New("the power failed") })
		if run("b") == nil {
			o.t.Error("it went on")
		}
		s := intake()
		equal(o.t, "last", s.Last.ID, "b")
		equal(o.t, "success", s.Success.Equal(o.now.Add(-45*time.Minute)), true)
		equal(o.t, "overdue", o.now.Sub(s.Overdue(time.Time{}, o.now)), 15*time.Minute)
		o.StopAt(nil)
		if err := run("c"); err != nil {
			o.t.Error(err)
		}
		equal(o.t, "overdue after all", intake().Overdue(time.Time{}, o.now).IsZero(), true)
		equal(o.t, "owed when it was taken", owing(), []string{"{2020 1} [] of 1 due 2020-04-10"})
	})
}
