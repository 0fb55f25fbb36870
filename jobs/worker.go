package jobs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"regexp"
	"sync"
	"time"

	"github.com/robfig/cron/v3"

	"rekon/db"
)

// Worker does tasks on their schedules until it is told to stop. A task is the same
// code that its one-shot command runs. One that fails, for the database or the share
// cannot be reached, does not end the worker: it says so once, and the task is tried
// again at its next time.
type Worker struct {
	Tasks []Task
	Grace time.Duration // for the file in hand, once it is told to stop
	Log   *slog.Logger
	Clock Scheduler // [NewClock], or that of a test
	Now   func() time.Time

	turn  sync.Mutex // one task at a time, but for those beside them
	state map[string]*taskState
}

// taskState is what a worker remembers of a task.
type taskState struct {
	trouble string    // what was last said of it, "" when all is well
	since   time.Time // when its schedule was last looked at
	owed    bool      // it may have missed a time
}

// Task is something to be done again and again.
type Task struct {
	Name     string
	Schedule cron.Schedule
	AtStart  bool // done once when the worker starts, too
	Beside   bool // done beside the others: what it waits for holds up none of them
	Do       func(context.Context, Occasion) error
	// Missed tells which time was missed while nobody was there, or the task failed;
	// zero for none. It is asked at the start and after a failure, every minute until
	// it is made up for, once. Nil for a task whose next time does as well.
	Missed func(context.Context) (time.Time, error)
}

// Occasion is one time that a task is done.
type Occasion struct {
	Run          string // tells it from all others
	Why          db.Why
	ScheduledFor time.Time    // zero when no schedule asked for it
	Log          *slog.Logger // names task and run
}

// Scheduler calls jobs at the times of their schedules.
type Scheduler interface {
	Schedule(cron.Schedule, cron.Job) cron.EntryID
	Start()
	Stop() context.Context // which ends when no job runs any more
}

// NewClock is the scheduler by the clock of the machine.
func NewClock() Scheduler { return cron.New(cron.WithLogger(cron.DiscardLogger)) }

// ParseSchedule reads a cron expression, with or without seconds, by the clock of
// Jakarta.
func ParseSchedule(spec string) (cron.Schedule, error) {
	fields := cron.SecondOptional | cron.Minute | cron.Hour | cron.Dom | cron.Month | cron.Dow
	when, err := cron.NewParser(fields).Parse("CRON_TZ=Asia/Jakarta " + spec)
	if err != nil {
		return nil, fmt.Errorf("schedule %q: %w", spec, err)
	}
	return when, nil
}

// ErrUnfinished says that a worker was told to stop, and something took longer than
// it had.
var ErrUnfinished = errors.New("stopped in the middle of a file: the next run finishes it")

// Serve works until the context ends, then gives the file in hand its time. It is
// called once.
func (w *Worker) Serve(ctx context.Context) error {
	w.state = map[string]*taskState{}
	var first []cron.Job
	for _, t := range w.Tasks {
		w.state[t.Name] = &taskState{since: w.Now(), owed: t.Missed != nil}
		w.Clock.Schedule(t.Schedule, w.job(t, func() { w.onTime(ctx, t) }))
		if t.AtStart {
			first = append(first, w.job(t, func() { w.do(ctx, t, db.CaughtUp, time.Time{}) }))
		}
	}
	for _, t := range w.Tasks { // after the first intake: what lies there belongs to the quarter
		if t.Missed != nil {
			makeUp := w.job(t, func() { w.makeUp(ctx, t) })
			w.Clock.Schedule(cron.Every(time.Minute), makeUp)
			first = append(first, makeUp)
		}
	}
	w.Log.Info("started")
	var starting sync.WaitGroup
	starting.Go(func() {
		for _, job := range first {
			job.Run()
		}
	})
	w.Clock.Start()
	minutes := time.NewTicker(time.Minute)
	defer minutes.Stop()
	w.keepTime(ctx, minutes.C)
	w.Log.Info("stopping: what is in hand is finished", "within", w.Grace.String())
	return w.finish(context.WithoutCancel(ctx), w.Clock.Stop(), &starting)
}

// keepTime waits until the context ends. The scheduler waits for times that it reckoned
// by the clock as it was: where that is set back, as after a start with a wrong one, it
// would do nothing for as long, and reckons anew.
func (w *Worker) keepTime(ctx context.Context, minutes <-chan time.Time) {
	for last := w.wallClock(); ; {
		select {
		case <-minutes:
		case <-ctx.Done():
			return
		}
		now := w.wallClock()
		if now.Before(last) {
			w.Log.Warn("the clock was set back: all times are reckoned anew", "before", last, "now", now)
			w.Clock.Stop() // what runs goes on
			w.Clock.Start()
		}
		last = now
	}
}

// wallClock is what the clock on the wall says, which may be set.
func (w *Worker) wallClock() time.Time { return w.Now().Round(0) }

// finish waits for what still runs, for as long as it may.
func (w *Worker) finish(ctx context.Context, idle context.Context, starting *sync.WaitGroup) error {
	done, finished := context.WithCancel(ctx)
	go func() {
		starting.Wait()
		<-idle.Done()
		finished()
	}()
	if err := Sleep(done, w.Grace); err == nil {
		return ErrUnfinished
	}
	w.Log.Info("stopped")
	return nil
}

// job is what the scheduler calls for a task: skipped while it is still being done,
// and back the next time when it breaks down.
func (w *Worker) job(t Task, do func()) cron.Job {
	log := cronLog{w.Log.With("job", t.Name)}
	turn := cron.FuncJob(func() {
		if !t.Beside {
			w.turn.Lock()
			defer w.turn.Unlock()
		}
		do()
	})
	return cron.NewChain(cron.SkipIfStillRunning(log), cron.Recover(log)).Then(turn)
}

// onTime does a task because its schedule says so.
func (w *Worker) onTime(ctx context.Context, t Task) {
	s, now := w.state[t.Name], w.Now()
	at := latest(t.Schedule, s.since, now)
	s.since = now
	w.do(ctx, t, db.Scheduled, at)
}

// makeUp does a task that has missed its time.
func (w *Worker) makeUp(ctx context.Context, t Task) {
	s := w.state[t.Name]
	if !s.owed || ctx.Err() != nil {
		return
	}
	log := w.Log.With("job", t.Name, "run", NewRunID())
	at, err := t.Missed(ctx)
	switch {
	case err != nil:
		w.tell(ctx, log, t.Name, err)
	case at.IsZero():
		s.owed = false
	default:
		w.do(ctx, t, db.CaughtUp, at)
	}
}

func (w *Worker) do(ctx context.Context, t Task, why db.Why, at time.Time) {
	if ctx.Err() != nil {
		return
	}
	s, run := w.state[t.Name], NewRunID()
	log := w.Log.With("job", t.Name, "run", run)
	s.owed = t.Missed != nil // should it break down
	err := t.Do(ctx, Occasion{run, why, at, log})
	s.owed = s.owed && err != nil
	w.tell(ctx, log, t.Name, err)
}

// passing are the parts of an error that differ from one time to the next.
var passing = regexp.MustCompile(`\.rekon-[0-9a-f]+-\w+\.tmp|:\d+->|tried \d+ times over \w+`)

// tell says what goes wrong with a task when that begins, when it changes and when it
// is over.
func (w *Worker) tell(ctx context.Context, log *slog.Logger, task string, err error) {
	if err != nil && ctx.Err() != nil {
		log.Info("stopped between two files", "why", err.Error())
		return
	}
	before, now := w.state[task].trouble, ""
	if err != nil {
		now = passing.ReplaceAllString(err.Error(), "")
	}
	if errors.Is(err, ErrElsewhere) {
		log.Debug("left to another worker")
		return
	}
	switch w.state[task].trouble = now; {
	case now == before:
	case now == "":
		log.Info("works again")
	default:
		log.Error("could not; it is tried again at its next time", "error", err.Error())
	}
}

// cronLog is the scheduler's own log. That a job is skipped, since the one before
// still runs, is no news.
type cronLog struct{ *slog.Logger }

func (l cronLog) Info(what string, args ...any) { l.Debug(what, args...) }

func (l cronLog) Error(err error, what string, args ...any) {
	l.Debug(what, "error", err)
	l.Logger.Error(what, append([]any{"error", panicWords(err)}, args...)...)
}
