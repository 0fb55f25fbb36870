package main

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"rekon/db/dbtest"
)

// site is an office on disk, on which the tests kill the program as it is shipped: they
// drop files into it, start processes over it and end them, and look at the share and the
// database themselves.
type site struct {
	t        testing.TB
	dir, dsn string
	dropped  []dropped
}

// dropped is a file that was put into the inbox. No two have both the same name and the
// same bytes.
type dropped struct{ name, sha256 string }

// engine is where a site keeps its books.
type engine struct {
	name string
	dsn  func(testing.TB) string // of an empty database
}

// onEachEngine runs a test on SQLite and on MariaDB, side by side.
func onEachEngine(t *testing.T, f func(t *testing.T, e engine)) {
	t.Helper()
	for _, e := range []engine{{"sqlite", dbtest.SQLite}, {"mariadb", dbtest.MariaDB}} {
		t.Run(e.name, func(t *testing.T) {
			t.Parallel()
			f(t, e)
		})
	}
}

// siteSettings suit tests: what is dropped has settled, workers look every second, and a
// few hundred kilobytes are heavy, or too large.
const siteSettings = `
settle: 0s
schedule: {intake: "* * * * * *", close_out: none, stop_within: 5m, lease: 1s}
limits: {file_size: 300KB, memory: 32MB}
`

func newSite(t testing.TB, dsn string) *site {
	t.Helper()
	s := &site{t: t, dir: t.TempDir(), dsn: dsn}
	must(t, os.WriteFile(s.dir+"/rekon.yaml", []byte("database: "+strconv.Quote(dsn)+siteSettings), 0o600))
	s.rekon("init")
	return s
}

// command is the program with arguments, over this site.
func (s *site) command(args ...string) *exec.Cmd {
	c := exec.Command(rekonBinary, args...)
	c.Dir = s.dir
	return c
}

// rekon runs the program to its end. That a workbook was given back is no failure.
func (s *site) rekon(args ...string) {
	s.t.Helper()
	if code, out := s.ends(s.command(args...)); code != exitDone && code != exitRejected {
		s.t.Fatalf("rekon %s: exit code %d\n%s", strings.Join(args, " "), code, out)
	}
}

// ends waits for a command, and gives its exit code, -1 for one that was killed.
func (s *site) ends(c *exec.Cmd) (code int, out string) {
	s.t.Helper()
	said, err := c.CombinedOutput()
	var ended *exec.ExitError
	if err != nil && !errors.As(err, &ended) {
		s.t.Fatal(err)
	}
	return c.ProcessState.ExitCode(), string(said)
}

// share is a path in the share.
func (s *site) share(name string) string {
	return filepath.Join(s.dir, "share", filepath.FromSlash(name))
}

// drop puts a file into the inbox in one move, as old as is said.
func (s *site) drop(name string, data []byte, age time.Duration) {
	s.t.Helper()
	temp, at := s.dir+"/dropping", time.Now().Add(-age)
	must(s.t, os.WriteFile(temp, data, 0o600))
	must(s.t, os.Chtimes(temp, at, at))
	must(s.t, os.MkdirAll(filepath.Dir(s.share("masuk/"+name)), 0o775))
	must(s.t, os.Rename(temp, s.share("masuk/"+name)))
	s.dropped = append(s.dropped, dropped{name, sumOf(data)})
}

func sumOf(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// waiting are the files in the inbox.
func (s *site) waiting() (names []string) {
	s.t.Helper()
	inbox := s.share("masuk")
	must(s.t, filepath.WalkDir(inbox, func(name string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			rel, _ := filepath.Rel(inbox, name)
			names = append(names, filepath.ToSlash(rel))
		}
		return err
	}))
	return names
}

// killAfter starts the program and kills it after a while. It tells whether it was killed
// before it ended by itself.
func (s *site) killAfter(delay time.Duration, args ...string) (killed bool) {
	s.t.Helper()
	c := s.command(args...)
	var said strings.Builder
	c.Stdout, c.Stderr = &said, &said
	must(s.t, c.Start())
	ended := make(chan error, 1)
	go func() { ended <- c.Wait() }()
	select {
	case <-time.After(delay):
		_ = c.Process.Kill()
		<-ended
	case <-ended:
	}
	if c.ProcessState.Sys().(syscall.WaitStatus).Signaled() {
		return true
	}
	if code := c.ProcessState.ExitCode(); code != exitDone && code != exitRejected {
		s.t.Errorf("rekon %s: exit code %d\n%s", strings.Join(args, " "), code, said.String())
	}
	return false
}

// dyingBinary is the program that dies at named points, built once.
var dyingBinary = sync.OnceValue(func() string {
	file := rekonBinary + "-dying"
	if out, err := exec.Command("go", "build", "-tags", "killpoints", "-o", file, ".").CombinedOutput(); err != nil {
		panic(string(out) + err.Error())
	}
	return file
})

// dies runs the program to where it reaches a point for the nth time, as in "stored:3". It
// tells whether it came there.
func (s *site) dies(at string, args ...string) bool {
	s.t.Helper()
	c := s.command(args...)
	c.Path, c.Env = dyingBinary(), append(os.Environ(), "REKON_KILL_AT="+at)
	code, out := s.ends(c)
	if code != -1 && code != exitDone && code != exitRejected {
		s.t.Errorf("rekon %s, to be killed at %s: exit code %d\n%s", strings.Join(args, " "), at, code, out)
	}
	return code == -1
}

// points runs the program to its end and gives the points that it reached, in order.
func (s *site) points(args ...string) []string {
	s.t.Helper()
	list := filepath.Join(s.t.TempDir(), "points")
	c := s.command(args...)
	c.Path, c.Env = dyingBinary(), append(os.Environ(), "REKON_POINTS="+list)
	if code, out := s.ends(c); code != exitDone && code != exitRejected {
		s.t.Fatalf("rekon %s: exit code %d\n%s", strings.Join(args, " "), code, out)
	}
	data, err := os.ReadFile(list)
	must(s.t, err)
	return strings.Split(strings.TrimSpace(string(data)), "\n")
}

// leasesEnd lets what a killed process has claimed be free at once, as if a lease had
// passed since.
func (s *site) leasesEnd() {
	s.t.Helper()
	dbtest.Exec(s.t, s.dsn, `UPDATE claims SET expires_at = '2000-01-01 00:00:00'`)
}

// seeded is the nth source of chance of a test, which REKON_SEED repeats.
func seeded(t testing.TB, nth int) *rand.Rand {
	t.Helper()
	seed := firstSeed() + uint64(nth)
	t.Logf("REKON_SEED=%d repeats this", seed)
	return rand.New(rand.NewPCG(seed, 0))
}

var firstSeed = sync.OnceValue(func() uint64 {
	if told, err := strconv.ParseUint(os.Getenv("REKON_SEED"), 10, 64); err == nil {
		return told
	}
	return uint64(time.Now().UnixMicro())
})
