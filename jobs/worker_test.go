package jobs_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/robfig/cron/v3"

	"rekon/jobs"
)

// clock is a scheduler whose time comes when the test says so.
type clock struct {
	jobs    []cron.Job
	running sync.WaitGroup
	started chan struct{}
}

func newClock() *clock { return &clock{started: make(chan struct{})} }

func (c *clock) Schedule(_ cron.Schedule, j cron.Job) cron.EntryID {
	c.jobs = append(c.jobs, j)
	return cron.EntryID(len(c.jobs))
}

func (c *clock) Start() { close(c.started) }

func (c *clock) Stop() context.Context {
	idle, cancel := context.WithCancel(context.Background())
	go func() {
		c.running.Wait()
		cancel()
	}()
	return idle
}

// tick is the time of the nth job: it is done, on a routine of its own.
func (c *clock) tick(n int) (done chan struct{}) {
	<-c.started
	done = make(chan struct{})
	c.running.Go(func() {
		c.jobs[n].Run()
		close(done)
	})
	return done
}

// journal is a log that can be read while it is written.
type journal struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (j *journal) Write(p []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.b.Write(p)
}

// lines are "LEVEL job message".
func (j *journal) lines(t *testing.T) []string {
	t.Helper()
	j.mu.Lock()
	defer j.mu.Unlock()
	var out []string
	for line := range strings.Lines(j.b.String()) {
		var l struct{ Level, Job, Msg, Run string }
		if err := json.Unmarshal([]byte(line), &l); err != nil {
			t.Fatalf("%v: %s", err, line)
		}
		out = append(out, strings.Join(strings.Fields(l.Level+" "+l.Job+" "+l.Msg), " "))
	}
	return out
}

// serving starts a worker and gives what stops it and tells how it ended.
func serving(t *testing.T, w *jobs.Worker) (stop func() error) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- w.Serve(ctx) }()
	<-w.Clock.(*clock).started
	return func() error {
		cancel()
		return <-ended
	}
}

func newWorker(tasks ...jobs.Task) (*jobs.Worker, *clock, *journal) {
	for i := range tasks {
		tasks[i].Schedule = every
	}
	c, log := newClock(), &journal{}
	return &jobs.Worker{Tasks: tasks, Grace: time.Hour, Clock: c, Now: func() time.Time { return april }, Log: slog.New(slog.NewJSONHandler(log, nil))}, c, log
}

// reckoning is a schedule that tells whenever it is asked for its next time.
type reckoning chan struct{}

func (r reckoning) Next(now time.Time) time.Time {
	r <- struct{}{}
	return now.Add(time.Hour)
}

// TestClockSetBack: all times are reckoned anew when the clock was set back, and only
// then.
func TestClockSetBack(t *testing.T) {
	w, _, log := newWorker()
	w.Clock = jobs.NewClock()
	reckoned := make(reckoning, 9)
	w.Clock.Schedule(reckoned, cron.FuncJob(func() {}))
	w.Clock.Start()
	defer w.Clock.Stop()
	<-reckoned
	looks := []time.Duration{0, time.Minute, -time.Hour, -59 * time.Minute}
	w.Now = func() time.Time {
		now := april.Add(looks[0])
		looks = looks[1:]
		return now
	}
	ctx, stop := context.WithCancel(t.Context())
	minutes, ended := make(chan time.Time), make(chan struct{})
	go func() {
		w.KeepTime(ctx, minutes)
		close(ended)
	}()
	for range 3 {
		minutes <- april
	}
	<-reckoned
	stop()
	<-ended
	equal(t, "reckoned once more", len(reckoned), 0)
	equal(t, "said", log.lines(t), []string{"WARN the clock was set back: all times are reckoned anew"})
}

// TestTasksAreDone: each at its time, those at the start at once, with a run of its
// own each time.
func TestTasksAreDone(t *testing.T) {
	var mu sync.Mutex
	var done, runs []string
	each := make(chan struct{}, 4)
	note := func(name string) func(context.Context, jobs.Occasion) error {
		return func(_ context.Context, at jobs.Occasion) error {
			mu.Lock()
			defer mu.Unlock()
			done, runs = append(done, name), append(runs, at.Run)
			each <- struct{}{}
			return nil
		}
	}
	w, c, _ := newWorker(jobs.Task{Name: "a", AtStart: true, Do: note("a")}, jobs.Task{Name: "b", Do: note("b")})
	stop := serving(t, w)
	<-each // that at the start
	<-c.tick(1)
	<-c.tick(1)
	if err := stop(); err != nil {
		t.Error(err)
	}
	slices.Sort(done)
	equal(t, "done", done, []string{"a", "b", "b"})
	slices.Sort(runs)
	equal(t, "different runs", len(slices.Compact(runs)), 3)
	<-c.tick(0)
	equal(t, "done after the end", len(done), 3)
}

// TestTroubleIsSaidOnce: what cannot be done is said when it begins and when it
// changes, and that it is over; names that are new each time are no change.
func TestTroubleIsSaidOnce(t *testing.T) {
	var err error
	w, c, log := newWorker(jobs.Task{Name: "intake", Do: func(context.Context, jobs.Occasion) error { return err }})
	stop := serving(t, w)
	for _, text := range []string{"", "no share: .rekon-0a1b2c3d-ABCDEFGH.tmp", "no share: .rekon-0a1b2c3d-ZYXWVUTS.tmp", "no database", "no database", "", ""} {
		if err = nil; text != "" {
			err = errors.New(text)
		}
		<-c.tick(0)
	}
	if err := stop(); err != nil {
		t.Error(err)
	}
	equal(t, "said", log.lines(t), []string{
		"INFO started",
		"ERROR intake could not; it is tried again at its next time",
		"ERROR intake could not; it is tried again at its next time",
		"INFO intake works again",
		"INFO stopping: what is in hand is finished",
		"INFO stopped",
	})
}

// TestOneAtATime: while a task is being done its next time is skipped, and another
// task waits for its turn.
func TestOneAtATime(t *testing.T) {
	entered, leave := make(chan string), make(chan struct{})
	do := func(name string) func(context.Context, jobs.Occasion) error {
		return func(context.Context, jobs.Occasion) error {
			entered <- name
			<-leave
			return nil
		}
	}
	w, c, _ := newWorker(jobs.Task{Name: "a", Do: do("a")}, jobs.Task{Name: "b", Do: do("b")})
	stop := serving(t, w)
	first := c.tick(0)
	equal(t, "first", <-entered, "a")
	<-c.tick(0) // skipped: comes back at once
	second := c.tick(1)
	leave <- struct{}{}
	<-first
	equal(t, "then", <-entered, "b")
	leave <- struct{}{}
	<-second
	if err := stop(); err != nil {
		t.Error(err)
	}
}

// TestBreakdownEndsNoWorker: a panic is logged, and the task is done again.
func TestBreakdownEndsNoWorker(t *testing.T) {
	times := 0
	w, c, log := newWorker(jobs.Task{Name: "intake", Do: func(context.Context, jobs.Occasion) error {
		if times++; times == 1 {
			panic("broken")
		}
		return nil
	}})
	stop := serving(t, w)
	<-c.tick(0)
	<-c.tick(0)
	if err := stop(); err != nil {
		t.Error(err)
	}
	equal(t, "times", times, 2)
	if !slices.Contains(log.lines(t), "ERROR intake panic") {
		t.Errorf("said: %q", log.lines(t))
	}
}

// TestStopWaitsForWhatIsInHand, and no longer than it may.
func TestStopWaitsForWhatIsInHand(t *testing.T) {
	for _, grace := range []time.Duration{time.Hour, time.Nanosecond} {
		entered, leave := make(chan struct{}), make(chan struct{})
		finished := false
		w, c, _ := newWorker(jobs.Task{Name: "intake", Do: func(ctx context.Context, _ jobs.Occasion) error {
			close(entered)
			<-ctx.Done() // told to stop
			<-leave
			finished = true
			return nil
		}})
		w.Grace = grace
		stop := serving(t, w)
		done := c.tick(0)
		<-entered
		if grace == time.Hour {
			close(leave)
			if err := stop(); err != nil || !finished {
				t.Errorf("finished %v, %v", finished, err)
			}
			continue
		}
		if err := stop(); !errors.Is(err, jobs.ErrUnfinished) {
			t.Error(err)
		}
		close(leave)
		<-done
	}
}

// TestSchedulesAreJakartas: an expression means the office's clock, wherever the
// machine stands.
func TestSchedulesAreJakartas(t *testing.T) {
	for spec, want := range map[string]time.Time{
		"0 1 11 1,4,7,10 *": time.Date(2020, time.April, 10, 18, 0, 0, 0, time.UTC), // 11 April 01.00 WIB
		"* * * * *":         time.Date(2020, time.April, 9, 2, 31, 0, 0, time.UTC),
		"*/10 * * * * *":    time.Date(2020, time.April, 9, 2, 30, 10, 0, time.UTC),
	} {
		when, err := jobs.ParseSchedule(spec)
		if err != nil {
			t.Fatal(err)
		}
		if got := when.Next(april.UTC()); !got.Equal(want) {
			t.Errorf("%s: %s, want %s", spec, got, want)
		}
	}
	if _, err := jobs.ParseSchedule("setiap menit"); err == nil {
		t.Error("words are no schedule")
	}
}

// every asks for a task at each full hour.
var every = cron.ConstantDelaySchedule{Delay: time.Hour}

// TestMissedIsMadeUpForOnce: what was missed while nobody was there is done at the
// start, after the intake, and again after a failure until it succeeds, and the
// occasion says why it is late.
func TestMissedIsMadeUpForOnce(t *testing.T) {
	missed := april.Add(-time.Hour)
	var fails error
	var said []string
	each := make(chan struct{}, 9)
	w, c, _ := newWorker(
		jobs.Task{Name: "intake", AtStart: true, Do: func(context.Context, jobs.Occasion) error {
			said = append(said, "intake")
			each <- struct{}{}
			return nil
		}},
		jobs.Task{Name: "close_out",
			Missed: func(context.Context) (time.Time, error) { return missed, nil },
			Do: func(_ context.Context, at jobs.Occasion) error {
				said = append(said, string(at.Why)+" "+at.ScheduledFor.Format(time.TimeOnly))
				each <- struct{}{}
				return fails
			}})
	stop := serving(t, w)
	const byTime, makeUp = 1, 2
	<-each // the intake at the start
	<-each // and what was missed
	for range 3 {
		<-c.tick(makeUp)
	}
	fails = errors.New("no database")
	<-c.tick(byTime)
	<-c.tick(makeUp)
	fails = nil
	<-c.tick(makeUp)
	<-c.tick(makeUp)
	if err := stop(); err != nil {
		t.Error(err)
	}
	equal(t, "done", said, []string{"intake", "susulan 08:30:00", "jadwal 00:00:00", "susulan 08:30:00", "susulan 08:30:00"})
}

// TestNothingMissed: then nothing is made up for.
func TestNothingMissed(t *testing.T) {
	asked := 0
	w, c, _ := newWorker(jobs.Task{Name: "close_out",
		Missed: func(context.Context) (time.Time, error) { asked++; return time.Time{}, nil },
		Do:     func(context.Context, jobs.Occasion) error { t.Error("done"); return nil }})
	stop := serving(t, w)
	for range 3 {
		<-c.tick(1)
	}
	if err := stop(); err != nil || asked != 1 {
		t.Errorf("asked %d times, %v", asked, err)
	}
}
