//go:build soak

package main

import (
	"fmt"
	"slices"
	"sync/atomic"
	"testing"
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
