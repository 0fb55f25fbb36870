package main

import (
	"sync"
	"time"

	"rekon/db/dbtest"
)

// watch looks at a site while processes work on it and are killed: at each file the moment
// that it appears under its final name and, where asked to, at each drop's original as
// soon as the database speaks of it. Nothing may be dropped from here on. What is returned
// ends the watch.
func (s *site) watch(books bool) (end func()) {
	s.t.Helper()
	stop := make(chan struct{})
	var both sync.WaitGroup
	files, drops := 0, 0
	look, unblock := s.appearances(&files) // before anything can appear
	both.Go(look)
	if books {
		both.Go(func() { s.speaksOf(&drops, stop) })
	}
	return sync.OnceFunc(func() {
		close(stop)
		unblock()
		both.Wait()
		s.t.Logf("watched %d files appear and %d drops", files, drops)
	})
}

// speaksOf asks the database for new drops again and again, and looks for the original of
// each at once.
func (s *site) speaksOf(drops *int, stop <-chan struct{}) {
	pool := dbtest.Look(s.t, s.dsn)
	defer func() { _ = pool.Close() }()
	const late = 100 // numbers may appear out of their order
	seen, last := map[int64]bool{}, int64(0)
	for {
		select {
		case <-stop:
			*drops = len(seen)
			return
		case <-time.After(5 * time.Millisecond):
		}
		err := eachRow(s.t.Context(), pool, `SELECT id, name, sha256 FROM drops WHERE id > ?`, func(scan func(...any) error) error {
			var id int64
			var name, sum string
			err := scan(&id, &name, &sum)
			if last = max(last, id); err != nil || seen[id] {
				return err
			}
			seen[id] = true
			return s.kept(name, sum)
		}, last-late)
		if err != nil {
			s.t.Errorf("what the database speaks of: %v", err)
		}
	}
}
