//go:build soak

package jobs_test

import (
	"errors"
	"sync"
	"testing"
	"time"

	"rekon/db"
)

// TestSoakServerHangs: a server that hangs is given up, and the run says so.
func TestSoakServerHangs(t *testing.T) {
	t.Parallel()
	want := undisturbed(t)
	s, o := outage(t)
	var once sync.Once
	o.StopAt(func(at string) error {
		if at == "stored" {
			once.Do(s.Freeze)
		}
		return nil
	})
	begun := time.Now()
	_, err := o.Run(t.Context())
	s.Thaw()
	t.Logf("given up after %s", time.Since(begun).Round(time.Second))
	if !errors.Is(err, db.ErrUnavailable) {
		t.Errorf("the run says: %v", err)
	}
	back := o.again()
	back.run()
	equal(t, "the end", back.snapshot(), want)
}

// TestSoakServerDownForAMinute stops the server for a minute in the middle of a pass, with
// passes every ten seconds meanwhile, as a schedule makes them.
func TestSoakServerDownForAMinute(t *testing.T) {
	t.Parallel()
	want := undisturbed(t)
	s, o := outage(t)
	down := false
	o.StopAt(func(at string) error {
		if at == "stored" && !down {
			down = true
			s.Kill()
			time.AfterFunc(time.Minute, s.Start)
		}
		return nil
	})
	failed := 0
	for ; ; failed++ {
		_, err := o.Run(t.Context())
		if err == nil {
			break
		}
		if !errors.Is(err, db.ErrUnavailable) {
			t.Errorf("the run says: %v", err)
		}
		time.Sleep(10 * time.Second)
	}
	t.Logf("%d passes failed, and one finished", failed)
	if failed == 0 {
		t.Error("no pass met the outage: the test shows nothing")
	}
	o.StopAt(nil)
	back := o.again()
	back.run()
	equal(t, "the end", back.snapshot(), want)
}
