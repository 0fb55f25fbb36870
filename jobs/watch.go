package jobs

import (
	"context"
	"errors"
	"sync"
	"time"

	"rekon/db"
)

const (
	lookEvery    = 15 * time.Second // and after each run
	answerWithin = 4 * time.Second  // of the database or the share, before it counts as away
)

// Watch knows what no counter tells, since it goes on while nothing is done: whether
// database and share can be reached, how long files have waited, which job ought to
// have been done. It looks again and again beside the work, so that neither a scrape
// nor a health check waits for a share that hangs.
type Watch struct {
	Jobs []Regular
	Now  func() time.Time
	// Each opens what a job stands on anew, since it may come back as another one, and
	// closes it again.
	WithDatabase func(context.Context, func(*Job) error) error
	WithShare    func(func(*Job) error) error

	database, share, inbox, standing probe
	again                            chan struct{}
	stopping                         <-chan struct{}
	begun                            time.Time

	lock  sync.Mutex
	known known
}

// known is what the last looks found; what could not be looked at stays as it was.
type known struct {
	reachable  map[string]bool
	waiting    *Waiting
	standings  []Standing
	unreported []Unreported
	letters    map[db.MessageState]int
}

// Start begins to look, until the context ends; done is closed once it has ended.
func (w *Watch) Start(ctx context.Context) (done <-chan struct{}) {
	w.begun, w.again, w.stopping = w.Now(), make(chan struct{}, 1), ctx.Done()
	w.known.reachable = map[string]bool{}
	w.database.look = func(ctx context.Context) error { return w.WithDatabase(ctx, func(*Job) error { return nil }) }
	w.share.look = func(context.Context) error { return w.WithShare((*Job).Usable) }
	w.inbox.look = func(context.Context) error { return w.WithShare(w.lookAtInbox) }
	w.standing.look = func(ctx context.Context) error {
		return w.WithDatabase(ctx, func(j *Job) error { return w.lookAtJobs(ctx, j) })
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for ctx.Err() == nil {
			w.look(ctx)
			w.rest(ctx)
		}
	}()
	return ended
}

// Again has it look at once, since something was done.
func (w *Watch) Again() {
	select {
	case w.again <- struct{}{}:
	default: // it will anyway
	}
}

func (w *Watch) rest(ctx context.Context) {
	timer := time.NewTimer(lookEvery)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-w.again:
	case <-ctx.Done():
	}
}

// look asks all at once, and waits for the answers as long as it is worth.
func (w *Watch) look(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), answerWithin)
	defer cancel()
	var all sync.WaitGroup
	for _, p := range []*probe{&w.inbox, &w.standing} {
		all.Go(func() { _ = p.ask(ctx) }) // what it cannot know stays as it was
	}
	all.Go(func() { _, _ = w.reach(ctx) })
	all.Wait()
}

// reach asks whether database and share can be reached, within a bound. That who wants
// to know has gone says nothing of them.
func (w *Watch) reach(ctx context.Context) (database, share error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), answerWithin)
	defer cancel()
	var both sync.WaitGroup
	both.Go(func() { database = w.database.ask(ctx) })
	both.Go(func() { share = w.share.ask(ctx) })
	both.Wait()
	w.lock.Lock()
	defer w.lock.Unlock()
	w.known.reachable["database"], w.known.reachable["share"] = database == nil, share == nil
	return database, share
}

func (w *Watch) lookAtInbox(j *Job) error {
	waiting, err := j.Waiting()
	if err != nil {
		return err
	}
	w.lock.Lock()
	defer w.lock.Unlock()
	w.known.waiting = &waiting
	return nil
}

func (w *Watch) lookAtJobs(ctx context.Context, j *Job) error {
	standings, err1 := j.Standings(ctx, w.Jobs)
	unreported, err2 := j.Unreported(ctx)
	letters, err3 := j.DB.CountMessages(ctx)
	if err := errors.Join(err1, err2, err3); err != nil {
		return err
	}
	w.lock.Lock()
	defer w.lock.Unlock()
	w.known.standings, w.known.unreported, w.known.letters = standings, unreported, letters
	return nil
}
