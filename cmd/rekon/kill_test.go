package main

import (
	"math/rand/v2"
	"os"
	"slices"
	"sync"
	"testing"
	"time"
)

// What a site goes through while the program is killed is a list of commands, each of
// which is given until it got through. It has to end as one that nobody disturbed.

// course is what is done with a busy site on one engine, and how that ends.
type course struct {
	engine
	stages []stage
	ending []string
}

// stage is a command, how long it takes, and the points that it reaches.
type stage struct {
	args   []string
	takes  time.Duration
	points []string
}

// commands are those of the course: a pass, the close-out, a plan in which one line
// changed, which computes the reported quarters anew, and a pass that finds nothing new.
func (s *site) commands() [][]string {
	s.t.Helper()
	revised := retyped(s.t, fixtureBytes(s.t, planBook), "Diklat Pim TK.IV", "Diklat Kepemimpinan IV")
	must(s.t, os.WriteFile(s.dir+"/revised.xlsx", revised, 0o600))
	return [][]string{{"run"}, {"closeout"}, {"plan", "import", "revised.xlsx", "--agency", "BKPP", "--year", "2020"}, {"run"}}
}

var courses sync.Map // by engine, each a func() course that is run once

// undisturbed is the course on an engine when nobody disturbs it.
func undisturbed(t *testing.T, e engine) course {
	t.Helper()
	once, _ := courses.LoadOrStore(e.name, sync.OnceValue(func() course {
		s := newSite(t, e.dsn(t))
		s.busy()
		c := course{engine: e}
		for _, args := range s.commands() {
			begun := time.Now()
			points := s.points(args...)
			c.stages = append(c.stages, stage{args, time.Since(begun), points})
		}
		s.done()
		c.ending = s.ending()
		return c
	}))
	return once.(func() course)()
}

// TestKilledAtPoints kills the program at each of the points between two steps, one after
// the other, over one site.
func TestKilledAtPoints(t *testing.T) {
	onEachEngine(t, func(t *testing.T, e engine) {
		c := undisturbed(t, e)
		s := newSite(t, e.dsn(t))
		s.busy()
		defer s.watch(true)()
		killed := 0
		for i, args := range s.commands() {
			for _, point := range distinct(c.stages[i].points) {
				if s.dies(point+":1", args...) {
					killed++
					s.whole()
					s.leasesEnd()
				}
			}
			s.rekon(args...)
		}
		if killed < len(distinct(c.stages[0].points)) {
			t.Errorf("killed %d times only", killed)
		}
		t.Logf("killed %d times", killed)
		s.done()
		sameEnding(t, s.ending(), c.ending)
	})
}

// distinct are the names of points in their order.
func distinct(points []string) (names []string) {
	for _, p := range points {
		if !slices.Contains(names, p) {
			names = append(names, p)
		}
	}
	return names
}

// TestKilledBinary kills the program as it is shipped at random moments.
func TestKilledBinary(t *testing.T) {
	onEachEngine(t, func(t *testing.T, e engine) {
		c := undisturbed(t, e)
		random := seeded(t, 0)
		for killed := 0; killed < 8 && !t.Failed(); {
			killed += c.killed(t, random)
		}
	})
}

// killed goes the course over a site of its own and kills each command at random moments
// until it gets through, or has been killed often enough. It tells how often that was.
func (c course) killed(t *testing.T, random *rand.Rand) (times int) {
	t.Helper()
	s := newSite(t, c.dsn(t))
	s.busy()
	defer s.watch(random.IntN(2) == 0)()
	for i, args := range s.commands() {
		for range 6 {
			kind := args
			if args[0] == "run" && random.IntN(2) == 0 {
				kind = []string{"serve"}
			}
			if !s.killAfter(time.Duration(random.Int64N(int64(c.stages[i].takes))), kind...) {
				break
			}
			times++
			s.whole()
			if random.IntN(4) > 0 { // else who comes next has to wait
				s.leasesEnd()
			}
		}
		s.rekon(args...)
	}
	s.done()
	sameEnding(t, s.ending(), c.ending)
	t.Logf("killed %d times", times)
	return times
}
