package jobs_test

import (
	"errors"
	"strings"
	"sync"
	"testing"

	"rekon/db"
	"rekon/db/dbtest"
)

// outage is an office on a server of its own, with an inbox of one of everything.
func outage(t *testing.T) (*dbtest.Server, *office) {
	t.Helper()
	s := dbtest.NewServer(t)
	return s, prepared(t, s.DSN())
}

// undisturbed is what a pass over that inbox leaves.
func undisturbed(t *testing.T) snapshot {
	t.Helper()
	o := prepared(t, dbtest.MariaDB(t))
	o.run()
	return o.snapshot()
}

// TestServerKilledAndBack: a server that is killed at a point of a pass, and started
// again while the pass goes on, is not noticed by those who sent the files.
func TestServerKilledAndBack(t *testing.T) {
	t.Parallel()
	want := undisturbed(t)
	s := dbtest.NewServer(t)
	for _, point := range []string{"archived", "stored"} {
		t.Run(point, func(t *testing.T) {
			o := prepared(t, s.DSN())
			tried := make(chan struct{}, 1000)
			o.DB.OnRetry = func(error) { tried <- struct{}{} }
			var once sync.Once
			var back sync.WaitGroup
			o.StopAt(func(at string) error {
				if at == point {
					once.Do(func() {
						s.Kill()
						back.Go(func() {
							<-tried // noticed
							s.Start()
						})
					})
				}
				return nil
			})
			o.run()
			back.Wait()
			o.StopAt(nil)
			o.run()
			equal(t, "the end", o.snapshot(), want)
		})
	}
}

// TestServerDown: a server that stays away is reported by the run, which ends soon, and
// the next run finishes what this one left.
func TestServerDown(t *testing.T) {
	t.Parallel()
	want := undisturbed(t)
	s, o := outage(t)
	var once sync.Once
	o.StopAt(func(at string) error {
		if at == "stored" {
			once.Do(s.Kill)
		}
		return nil
	})
	_, err := o.Run(t.Context())
	if !errors.Is(err, db.ErrUnavailable) || !strings.Contains(err.Error(), "is the server running? (dial unix") {
		t.Errorf("the run says: %v", err)
	}
	s.Start()
	back := o.again()
	back.run()
	equal(t, "the end", back.snapshot(), want)
}
