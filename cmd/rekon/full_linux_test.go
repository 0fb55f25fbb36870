package main

import (
	"os"
	"strings"
	"syscall"
	"testing"

	"rekon/db/dbtest"
)

// disk is a small one, of which tests leave as much room as they like.
type disk struct {
	t    testing.TB
	path string
}

// newDisk mounts a disk over a folder until the test ends.
func newDisk(t testing.TB, path string) disk {
	t.Helper()
	if os.Getuid() != 0 {
		t.Skip("only root can mount a small disk: not run")
	}
	must(t, os.MkdirAll(path, 0o755))
	must(t, syscall.Mount("none", path, "tmpfs", 0, "size=8m"))
	t.Cleanup(func() { must(t, syscall.Unmount(path, syscall.MNT_DETACH)) })
	return disk{t, path}
}

// readOnly makes it one that nobody may write to, or ends that.
func (d disk) readOnly(is bool) {
	d.t.Helper()
	flags := uintptr(syscall.MS_REMOUNT)
	if is {
		flags |= syscall.MS_RDONLY
	}
	must(d.t, syscall.Mount("none", d.path, "tmpfs", flags, "size=8m"))
}

// leave fills it but for so many blocks.
func (d disk) leave(blocks int) {
	d.t.Helper()
	d.free()
	f, err := os.Create(d.path + "/.penuh")
	must(d.t, err)
	for piece := make([]byte, os.Getpagesize()); d.room() > blocks; {
		_, err := f.Write(piece)
		must(d.t, err)
	}
	must(d.t, f.Close())
}

func (d disk) room() int {
	d.t.Helper()
	var s syscall.Statfs_t
	must(d.t, syscall.Statfs(d.path, &s))
	return int(s.Bfree)
}

// free makes room.
func (d disk) free() {
	d.t.Helper()
	must(d.t, os.RemoveAll(d.path+"/.penuh"))
}

// smallDisk is a site whose share, or whose database, lies on a small disk, with a report
// to take, one to give back, and a plan for this year, whose entry workbook is missing.
func smallDisk(t *testing.T, holdsShare bool) (*site, disk) {
	t.Helper()
	var d disk
	dsn := dbtest.SQLite(t)
	if !holdsShare {
		d = newDisk(t, t.TempDir()+"/disk")
		dsn = "sqlite:" + d.path + "/rekon.db"
	}
	s := newSite(t, dsn)
	if holdsShare {
		d = newDisk(t, s.share("."))
		s.rekon("init")
	}
	s.plans()
	must(t, os.RemoveAll(s.share("templat/"+thisYear())))
	first := fixtureBytes(t, firstBook)
	s.copies("tw1.xlsx", first)
	s.copies("keliru.xlsx", retyped(t, first, spentCell, `t="inlineStr"><is><t>12,x</t></is>`))
	return s, d
}

// copies puts a file into the inbox that may lie on another disk.
func (s *site) copies(name string, data []byte) {
	s.t.Helper()
	must(s.t, os.WriteFile(s.share(".datang"), data, 0o600))
	must(s.t, os.Rename(s.share(".datang"), s.share("masuk/"+name)))
	s.dropped = append(s.dropped, dropped{name, sumOf(data)})
}

// full makes a pass while there is so little room, asserts that it says so and that all
// is well on the disk, and tells whether it got through all the same.
func (s *site) full(d disk, blocks int) (through bool) {
	s.t.Helper()
	d.leave(blocks)
	code, out := s.ends(s.command("run"))
	through = code == exitDone || code == exitRejected
	if !through && (code != exitFailed || !strings.Contains(out, "disk full: make room")) {
		s.t.Errorf("with room for %d blocks: exit code %d\n%s", blocks, code, out)
	}
	d.free()
	s.whole()
	return through
}

// TestDiskFull gives a pass room block by block until it gets through, each time going on
// from where it failed. It ends as one that always had room.
func TestDiskFull(t *testing.T) {
	for what, holdsShare := range map[string]bool{"share": true, "database": false} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			calm, _ := smallDisk(t, holdsShare)
			calm.rekon("run")
			calm.done()
			s, d := smallDisk(t, holdsShare)
			failed := 0
			for blocks := 0; !s.full(d, blocks); blocks += 1 + failed/4 {
				failed++
			}
			s.done()
			sameEnding(t, s.ending(), calm.ending())
			if failed < 4 {
				t.Errorf("the disk was full %d times only", failed)
			}
			t.Logf("the disk was full %d times", failed)
		})
	}
}

// TestServeWaitsForRoom: a share that cannot be written, or is full, is told of once, with
// the mend; the worker goes on when it can.
func TestServeWaitsForRoom(t *testing.T) {
	t.Parallel()
	s, d := smallDisk(t, true)
	w := &worker{t: t, office: s.dir}
	d.readOnly(true)
	if out, err := s.command("status").Output(); err != nil || !strings.Contains(string(out), "TIDAK DAPAT DIPAKAI: share, masuk: ") {
		t.Errorf("status: %v\n%s", err, out)
	}
	w.start()
	w.fails(s, "read-only file system: mount it for writing")
	d.readOnly(false)
	w.until("it goes on", func() bool { return w.saidTimes(over) == 1 })
	d.leave(4)
	s.copies("tw2.xlsx", fixtureBytes(t, wideBook))
	w.fails(s, "disk full: make room")
	d.free()
	w.until("it goes on", func() bool { return w.saidTimes(over) == 2 && len(s.waiting()) == 0 })
	must(t, w.stop())
	if n := w.saidTimes(trouble); n != 2 {
		t.Errorf("told of trouble %d times: %q", n, w.log())
	}
	s.done()
}

// fails waits until the worker told of a trouble, and made some more passes.
func (w *worker) fails(s *site, why string) {
	w.t.Helper()
	w.until(why, func() bool {
		said, err := os.ReadFile(w.office + "/log")
		must(w.t, err)
		return strings.Contains(string(said), why)
	})
	passes := func() (n int) {
		for _, row := range dbtest.Dump(w.t, s.dsn) {
			if strings.HasPrefix(row, "runs ") && strings.Contains(row, why) {
				n++
			}
		}
		return n
	}
	before := passes()
	w.until("it tried again", func() bool { return passes() >= before+2 })
}
