package main

import (
	"bytes"
	"os"
	"sync"
	"syscall"
	"testing"
	"time"

	"rekon/db/dbtest"
)

// mate is one of several processes over a site: `rekon serve`, or `rekon run` again and
// again.
type mate struct {
	s       *site
	command string
	ended   chan struct{}

	sync.Mutex
	process      *os.Process
	over, killed bool
}

func (s *site) mate(command string) *mate {
	s.t.Helper()
	m := &mate{s: s, command: command, ended: make(chan struct{})}
	go m.work()
	return m
}

// work starts the program, again when it ends, until it is told to end.
func (m *mate) work() {
	defer close(m.ended)
	for m.once() {
		continue
	}
}

func (m *mate) once() (again bool) {
	c := m.s.command(m.command)
	var said bytes.Buffer
	c.Stderr = &said
	m.Lock()
	if m.over {
		m.Unlock()
		return false
	}
	err := c.Start()
	m.process = c.Process
	m.Unlock()
	if err == nil {
		_ = c.Wait() // its exit code tells
	}
	m.Lock()
	defer m.Unlock()
	if code := c.ProcessState.ExitCode(); !m.killed && code != exitDone && code != exitRejected {
		m.s.t.Errorf("rekon %s: %v, exit code %d\n%s", m.command, err, code, said.String())
		return false
	}
	return true
}

// kill ends it as a power cut does.
func (m *mate) kill() {
	m.Lock()
	m.over, m.killed = true, true
	_ = m.process.Kill()
	m.Unlock()
	<-m.ended
}

// end lets it finish what is in hand.
func (m *mate) end() {
	m.Lock()
	m.over = true
	if m.command == "serve" {
		_ = m.process.Signal(syscall.SIGTERM)
	}
	m.Unlock()
	<-m.ended
}

// together lets processes work on a crowded site until all of it is done, and tells how
// long that took. Each time that so many files have an outcome, one of the first is killed,
// and the last is told to stop and followed by another.
func (c *crowded) together(commands []string, killAt ...int) time.Duration {
	c.t.Helper()
	defer c.watch(true)()
	begun := time.Now()
	var mates []*mate
	for _, command := range commands {
		mates = append(mates, c.mate(command))
	}
	for i, n := range killAt {
		c.await(func() bool { return c.count(`SELECT COUNT(*) FROM drops`) >= n })
		mates[i].kill()
		last := len(mates) - 1
		mates[last].end()
		mates[last] = c.mate(mates[last].command)
	}
	c.await(func() bool {
		return len(c.waiting()) == 0 && c.count(`SELECT COUNT(*) FROM drops WHERE published_at IS NULL`) == 0 &&
			c.count(`SELECT COUNT(*) FROM results WHERE published_at IS NULL`) == 0
	})
	took := time.Since(begun)
	for _, m := range mates[len(killAt):] {
		m.end()
	}
	return took
}

// await waits for something to become so, as long as there is any progress.
func (c *crowded) await(so func() bool) {
	c.t.Helper()
	moved, before := time.Now(), -1
	for !so() && !c.t.Failed() {
		if now := c.count(`SELECT COUNT(*) FROM drops WHERE published_at IS NOT NULL`); now != before {
			moved, before = time.Now(), now
		}
		if time.Since(moved) > 2*time.Minute {
			c.t.Fatalf("nothing happens any more: %d of %d files are done, %d wait", before, len(c.dropped), len(c.waiting()))
		}
		time.Sleep(20 * time.Millisecond)
	}
}

func (c *crowded) count(query string) (n int) {
	c.t.Helper()
	pool := dbtest.Look(c.t, c.dsn)
	defer func() { must(c.t, pool.Close()) }()
	must(c.t, pool.QueryRowContext(c.t.Context(), query).Scan(&n))
	return n
}

// TestWorkersKilled: four workers share an inbox, two of them are killed over it; each file
// has its outcome, exactly once.
func TestWorkersKilled(t *testing.T) {
	t.Parallel()
	random := seeded(t, 0)
	c := newSite(t, dbtest.MariaDB(t)).crowd(random, 6, 60)
	took := c.together([]string{"serve", "run", "run", "serve"}, 5+random.IntN(15), 20+random.IntN(20))
	t.Logf("%d files in %s", len(c.dropped), took)
	c.asExpected()
}
