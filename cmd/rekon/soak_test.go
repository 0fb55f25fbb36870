//go:build soak

package main

import (
	"fmt"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"rekon/db/dbtest"
)

// soakKills is how many random moments are tried on each engine.
const soakKills = 1000

// TestSoakKilledBinary kills the program at a thousand random moments on each engine. Each
// course has a seed of its own.
func TestSoakKilledBinary(t *testing.T) {
	onEachEngine(t, func(t *testing.T, e engine) {
		c := undisturbed(t, e)
		var killed, courses atomic.Int64
		t.Cleanup(func() { t.Logf("%s: killed %d times in %d courses", e.name, killed.Load(), courses.Load()) })
		for lane := range 2 {
			t.Run(fmt.Sprint(lane), func(t *testing.T) {
				t.Parallel()
				for killed.Load() < soakKills && !t.Failed() {
					nth := int(courses.Add(1)) - 1
					t.Run(fmt.Sprint(nth), func(t *testing.T) { killed.Add(int64(c.killed(t, seeded(t, nth)))) })
				}
			})
		}
	})
}

// TestSoakKilledAtPoints kills each command of the course at each of the points between
// two steps: when it is first reached, when it is last, and between.
func TestSoakKilledAtPoints(t *testing.T) {
	onEachEngine(t, func(t *testing.T, e engine) {
		c := undisturbed(t, e)
		var killed atomic.Int64
		t.Cleanup(func() { t.Logf("%s: killed %d times", e.name, killed.Load()) })
		for i, stage := range c.stages {
			for _, at := range chosenTimes(stage.points) {
				t.Run(stage.args[0]+" "+at, func(t *testing.T) {
					t.Parallel()
					if c.killedAt(t, i, at) {
						killed.Add(1)
					}
				})
			}
		}
	})
}

// killedAt goes the course over a site of its own, and kills one of its commands at a point.
func (c course) killedAt(t *testing.T, nth int, at string) (killed bool) {
	t.Helper()
	s := newSite(t, c.dsn(t))
	s.busy()
	defer s.watch(nth%2 == 0)()
	for i, args := range s.commands() {
		if i == nth {
			killed = s.dies(at, args...)
			s.whole()
		}
		s.rekon(args...)
	}
	if !killed {
		t.Logf("%s was not reached: two workers take turns in another way each time", at)
	}
	s.done()
	sameEnding(t, s.ending(), c.ending)
	return killed
}

// TestSoakWorkers lets four processes take in two thousand files of a hundred and fifty
// agencies, and kills two of them over it; it ends as with one process, which nobody
// disturbs.
func TestSoakWorkers(t *testing.T) {
	const agencies, files = 150, 2000
	crowd := func(t *testing.T, commands []string, killAt ...int) ([]string, time.Duration) {
		c := newSite(t, dbtest.MariaDB(t)).crowd(seeded(t, 0), agencies, files)
		took := c.together(commands, killAt...)
		t.Logf("%d files by %v, killed at %v: %s", files, commands, killAt, took)
		c.asExpected()
		return c.ending(), took
	}
	four := []string{"serve", "serve", "serve", "serve"}
	var want []string
	var alone time.Duration
	t.Run("one", func(t *testing.T) { want, alone = crowd(t, four[:1]) })
	t.Run("four", func(t *testing.T) {
		got, took := crowd(t, four)
		if want != nil {
			t.Logf("four take %.2f of the time that one takes", took.Seconds()/alone.Seconds())
			sameEnding(t, got, want)
		}
	})
	for _, commands := range [][]string{four, {"run", "run", "run", "run"}} {
		t.Run(commands[0]+" and two killed", func(t *testing.T) {
			random := seeded(t, 1)
			if got, _ := crowd(t, commands, 200+random.IntN(500), 800+random.IntN(800)); want != nil { // else it runs alone
				sameEnding(t, got, want)
			}
		})
	}
}

// chosenTimes are the first time, the last, and three between, of each point.
func chosenTimes(points []string) (at []string) {
	for _, name := range distinct(points) {
		n := 0
		for _, p := range points {
			if p == name {
				n++
			}
		}
		var times []int
		for _, k := range []int{1, 1 + n/4, 1 + n/2, 1 + 3*n/4, n} {
			if k = min(k, n); !slices.Contains(times, k) {
				times = append(times, k)
				at = append(at, fmt.Sprintf("%s:%d", name, k))
			}
		}
	}
	return at
}
