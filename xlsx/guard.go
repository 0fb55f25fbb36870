package xlsx

import (
	"path"
	"sync/atomic"
	"time"

	"rekon/reconcile"
)

// tooLong ends reading whose time is up, from wherever it is: see [Guard].
type tooLong struct{}

// Stop ends the reading of a workbook from elsewhere.
type Stop struct {
	set   atomic.Bool
	over  chan struct{} // closed once it is set
	limit time.Duration // 0 for no bound
	clock *time.Timer
}

func newStop(limit time.Duration) *Stop {
	s := &Stop{over: make(chan struct{}), limit: limit, clock: time.NewTimer(limit)}
	if limit <= 0 {
		s.clock.Stop()
	}
	return s
}

func (s *Stop) end() {
	s.set.Store(true)
	close(s.over)
}

// Await waits for the turn of a reading that others are before, and then begins its
// time anew. That is up, though, when none of those has come to an end in twice the
// time of one: whoever hangs must not have all others hang. It is false when there is
// no time for reading any more.
func (s *Stop) Await(turn <-chan struct{}) bool {
	if s.limit <= 0 {
		<-turn
		return true
	}
	s.clock.Stop()
	patience := time.NewTimer(2 * s.limit)
	defer patience.Stop()
	select {
	case <-turn:
		s.clock.Reset(s.limit)
		return true
	case <-patience.C:
		s.clock.Reset(0)
		<-s.over
	case <-s.over:
	}
	return false
}

// StopBy has reading the workbook end when the stop is set. The next look at a cell
// then panics with a value that [Guard] makes a finding of, so that no reading goes
// on behind anybody's back.
func (b *Book) StopBy(s *Stop) { b.stop = s }

// look is called for every cell that is looked at.
func (b *Book) look() {
	if b.stop != nil && b.stop.set.Load() {
		panic(tooLong{})
	}
}

// broken is the refusal for what reading a workbook panicked with.
func broken(r any) error {
	if _, late := r.(tooLong); late {
		return refuse(reconcile.TooLarge, "pembacaannya melebihi batas waktu. %s", makeSmall)
	}
	return refuse(reconcile.NotAWorkbook, "susunan berkas rusak dan tidak dapat dibaca. %s", saveAnew)
}

// Guard does a part of reading the workbook of a name within a time, 0 for no bound:
// read is given what stops it. If it takes longer, or makes the program panic, that is a
// finding instead; what comes out of it too late is let go. Reading ends by itself
// soon after its time, since the cells of a [Book] can no longer be looked at. Waiting
// for its turn is no part of it: see [Stop.Await].
func Guard[T any](limit time.Duration, name, sum string, read func(*Stop) T, late func(T)) (out T, problem *reconcile.Finding) {
	stop := newStop(limit)
	defer stop.clock.Stop()
	type answer struct {
		value T
		err   error
	}
	done := make(chan answer, 1)
	go func() {
		a := answer{}
		defer func() {
			if r := recover(); r != nil {
				a.err = broken(r)
			}
			done <- a
		}()
		a.value = read(stop)
	}()
	var err error
	select {
	case a := <-done:
		if a.err == nil {
			return a.value, nil
		}
		err = a.err
	case <-stop.clock.C:
		stop.end()
		go func() {
			if a := <-done; a.err == nil {
				late(a.value)
			}
		}()
		err = broken(tooLong{})
	}
	b := Book{Name: path.Base(name), SHA256: sum}
	return out, &b.openError(err).Finding
}
