package main

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"math/rand/v2"
	"os"
	"os/exec"
	"path"
	"strings"
	"syscall"
	"testing"
	"time"

	"rekon/db/dbtest"
)

const (
	copying = "masih disalin"
	written = "masih dibuka atau ditulis"
	inExcel = "masih dibuka di Excel"
)

// newDrive is a site with the plan of one agency, and the office's machine that sees its
// share.
func newDrive(t *testing.T, settings ...string) *staff {
	t.Helper()
	t.Parallel()
	s := newSite(t, dbtest.SQLite(t))
	s.rekon("plan", "import", fixturePath(t, planBook), "--agency", "BKPP", "--year", "2020")
	return s.staff(settings...)
}

// looks is one pass over the share, as root, who is told who has a file open.
func (m *staff) looks() passJSON { return m.pass(m.command("run", "--json")) }

// looksBlind is a pass by a worker that is not told.
func (m *staff) looksBlind() passJSON {
	c := m.command("run", "--json")
	c.Path, c.Args = "/usr/bin/setpriv", append([]string{"setpriv", "--bounding-set=-lease"}, c.Args...)
	return m.pass(c)
}

func (m *staff) pass(c *exec.Cmd) (p passJSON) {
	m.t.Helper()
	code, out := m.ends(c)
	if code != exitDone && code != exitRejected {
		m.t.Fatalf("exit code %d\n%s", code, out)
	}
	if err := json.Unmarshal([]byte(out), &p); err != nil {
		m.t.Fatalf("%v: %s", err, out)
	}
	return p
}

// leaves asserts that a pass leaves the one file where it is, and says why.
func (m *staff) leaves(p passJSON, name string, why ...string) {
	m.t.Helper()
	if len(p.Taken) > 0 || len(p.Left) != 1 || p.Left[0].File != name {
		m.t.Fatalf("taken %+v, left %+v", p.Taken, p.Left)
	}
	for _, w := range why {
		if p.Left[0].Reason == w {
			return
		}
	}
	m.t.Errorf("%s is left: %s; expected %q", name, p.Left[0].Reason, why)
}

// takes asserts that a pass accepts the one file, with all of its bytes.
func (m *staff) takes(p passJSON, name string, data []byte) {
	m.t.Helper()
	if len(p.Taken) != 1 || p.Taken[0].File != name || p.Taken[0].Outcome != "accepted" || p.Taken[0].SHA256 != sumOf(data) {
		m.t.Fatalf("taken %+v, left %+v", p.Taken, p.Left)
	}
	m.dropped = append(m.dropped, dropped{name, sumOf(data)})
	m.done()
}

// long is a report that takes several writes to copy: some of them bring nothing but a
// picture that nobody reads.
func long(t testing.TB, amount string) []byte {
	t.Helper()
	data := padded(t, spending(t, amount), picture)
	at := bytes.Index(data, make([]byte, picture))
	_, _ = rand.NewChaCha8([32]byte{}).Read(data[at : at+picture])
	sum := binary.LittleEndian.AppendUint32(nil, crc32.ChecksumIEEE(data[at:at+picture]))
	zeros := binary.LittleEndian.AppendUint32(nil, crc32.ChecksumIEEE(make([]byte, picture)))
	return bytes.ReplaceAll(data, zeros, sum)
}

const picture = 230 << 10

// TestSambaSlowUpload looks again and again while a report is copied, also by a client
// that gives it an old time from the beginning. It is taken when it is all there.
func TestSambaSlowUpload(t *testing.T) {
	for _, settings := range [][]string{nil, {"kernel oplocks = yes"}} {
		t.Run(strings.Join(settings, ""), func(t *testing.T) {
			m := newDrive(t, settings...)
			for i, aged := range []bool{false, true} {
				data := long(t, fmt.Sprint(i+1))
				u := m.uploads("tw1.xlsx", data)
				for u.size("tw1.xlsx") < int64(len(data))-64<<10 {
					if aged {
						m.ages("tw1.xlsx")
					}
					m.leaves(m.looks(), "tw1.xlsx", copying, written)
					m.leaves(m.looksBlind(), "tw1.xlsx", copying, written)
					u.goesOn()
				}
				u.ends()
				m.takes(m.looks(), "tw1.xlsx", data)
			}
		})
	}
}

// ages gives a file a time of long ago, as copying it with its times does.
func (m *staff) ages(name string) {
	m.t.Helper()
	m.does("utimes " + name + " -1 -1 2020:01:02-03:04:05 -1")
	if info, err := os.Stat(m.share("masuk/" + name)); err != nil || info.ModTime().Year() != 2020 {
		m.t.Fatalf("%v %v", info.ModTime(), err)
	}
}

// TestStillOpen: a report that is all there waits while somebody has it open to write.
func TestStillOpen(t *testing.T) {
	s := newSite(t, dbtest.SQLite(t))
	s.rekon("plan", "import", fixturePath(t, planBook), "--agency", "BKPP", "--year", "2020")
	m := &staff{site: s}
	data := spending(t, "1")
	must(t, os.WriteFile(s.share("masuk/tw1.xlsx"), data, 0o600))
	for _, old := range []time.Duration{0, 1000 * time.Hour} {
		must(t, os.Chtimes(s.share("masuk/tw1.xlsx"), time.Now().Add(-old), time.Now().Add(-old)))
		f, err := os.OpenFile(s.share("masuk/tw1.xlsx"), os.O_RDWR, 0)
		must(t, err)
		m.leaves(m.looks(), "tw1.xlsx", written)
		must(t, f.Close())
	}
	m.takes(m.looks(), "tw1.xlsx", data)
}

// TestSambaGrowsBetweenLooks: a report that grows from one look to the next has not come
// to rest, whatever time it bears and whoever may know of its writer.
func TestSambaGrowsBetweenLooks(t *testing.T) {
	m := newDrive(t)
	m.set("settle: 0s", "settle: 1s")
	data := long(t, "1")
	u := m.uploads("tw1.xlsx", data)
	m.ages("tw1.xlsx")
	look := make(chan passJSON)
	go func() { look <- m.looksBlind() }()
	for p := (passJSON{}); p.Left == nil; {
		select {
		case p = <-look:
			m.leaves(p, "tw1.xlsx", copying)
		case <-time.After(100 * time.Millisecond):
			if u.size("tw1.xlsx") < int64(len(data))/2 {
				u.goesOn()
			}
		}
	}
	u.ends()
	m.takes(m.looksBlind(), "tw1.xlsx", data)
}

// set changes the settings of the site.
func (s *site) set(from, to string) {
	s.t.Helper()
	text, err := os.ReadFile(s.dir + "/rekon.yaml")
	must(s.t, err)
	if !strings.Contains(string(text), from) {
		s.t.Fatalf("no %q in the settings", from)
	}
	must(s.t, os.WriteFile(s.dir+"/rekon.yaml", []byte(strings.Replace(string(text), from, to, 1)), 0o600))
}

// TestSambaBrokenUpload: what a lost connection left is waited for, and completed.
func TestSambaBrokenUpload(t *testing.T) {
	m := newDrive(t)
	data := long(t, "1")
	u := m.uploads("tw1.xlsx", data)
	u.goesOn()
	u.breaks()
	arrived := m.size("tw1.xlsx")
	for range 2 {
		m.leaves(m.looks(), "tw1.xlsx", copying, written)
	}
	m.writes("tw1.xlsx", data, int(arrived/block), len(data)/block+1)
	m.takes(m.looks(), "tw1.xlsx", data)
	t.Logf("broke off after %d of %d bytes", arrived, len(data))

	torn := long(t, "2")[:arrived] // and this one never is
	u = m.uploads("sobek.xlsx", long(t, "2"))
	u.goesOn()
	u.breaks()
	m.leaves(m.looks(), "sobek.xlsx", copying, written)
	m.ages("sobek.xlsx")
	var p passJSON
	await(t, "the file server lets go of it", func() bool { p = m.looks(); return len(p.Taken) > 0 })
	if p.Taken[0].Outcome != "returned" || p.Taken[0].SHA256 != sumOf(torn) {
		t.Errorf("taken %+v, left %+v", p.Taken, p.Left)
	}
}

// TestSambaPieces: a report that comes in pieces, each written by itself and in whatever
// order, is one report.
func TestSambaPieces(t *testing.T) {
	for _, order := range [][]int{{0, 4, 8, 12}, {12, 8, 4, 0}, {0, 12, 4, 8}} {
		t.Run(fmt.Sprint(order), func(t *testing.T) {
			m := newDrive(t)
			data := long(t, "1")
			for i, from := range order {
				m.writes("tw1.xlsx", data, from, from+4)
				if i < len(order)-1 {
					m.leaves(m.looks(), "tw1.xlsx", copying)
					m.leaves(m.looksBlind(), "tw1.xlsx", copying)
				}
			}
			m.takes(m.looks(), "tw1.xlsx", data)
		})
	}
}

// TestSambaOverwritten: while a worker takes what it finds, staff save the report over and
// over. What is taken was saved just so, and the last counts.
func TestSambaOverwritten(t *testing.T) {
	m := newDrive(t)
	saved := map[string]bool{}
	end := m.serves()
	var last []byte
	for i := range 12 {
		last = long(t, fmt.Sprint(i+1))
		saved[sumOf(last)] = true
		m.does("put " + m.local(last) + " tw1.xlsx")
	}
	await(t, "the last is taken", func() bool { return m.size("tw1.xlsx") < 0 })
	end()
	m.rekon("run") // what it was stopped before
	for _, d := range m.books().drops {
		if !saved[d.sha256] || d.outcome != "accepted" {
			t.Errorf("nobody saved that: %+v", d)
		}
		m.dropped = append(m.dropped, dropped{d.name, d.sha256})
	}
	m.done()
	if b := m.books(); len(b.reports) == 0 || b.reports[len(b.reports)-1].sha256 != sumOf(last) {
		t.Errorf("the last report is not the last saved: %+v", b.reports)
	}
	t.Logf("saved %d times, taken %d", len(saved), len(m.dropped))
}

// serves starts `rekon serve`, and gives what ends it.
func (s *site) serves() (end func()) {
	s.t.Helper()
	c := s.command("serve")
	must(s.t, c.Start())
	s.t.Cleanup(func() { _ = c.Process.Kill() })
	return func() {
		s.t.Helper()
		must(s.t, c.Process.Signal(syscall.SIGTERM))
		must(s.t, c.Wait())
	}
}

// TestSambaExcel saves as Excel does: under a temporary name, the old workbook renamed
// away, the new one renamed into its place, and the owner file beside it all the while.
func TestSambaExcel(t *testing.T) {
	for _, temp := range []string{"8C2F4A00", "8C2F4A00.tmp"} {
		t.Run(temp, func(t *testing.T) {
			m := newDrive(t)
			first, second := long(t, "1"), long(t, "2")
			m.does("put "+m.local([]byte("BKPP"))+" ~$tw1.xlsx", "put "+m.local(first)+" tw1.xlsx")
			m.leaves(m.looks(), "tw1.xlsx", inExcel)
			u := m.uploads(temp, second)
			for _, p := range []passJSON{m.looks(), m.looksBlind()} {
				for _, l := range p.Left {
					if l.File != "tw1.xlsx" && l.File != temp {
						t.Errorf("left: %+v", l)
					}
				}
				if len(p.Taken) > 0 {
					t.Errorf("taken: %+v", p.Taken)
				}
			}
			u.ends()
			for _, step := range []string{"rename tw1.xlsx 9F8E7D6C.tmp", "rename " + temp + " tw1.xlsx", "del 9F8E7D6C.tmp"} {
				if p := m.looks(); len(p.Taken) > 0 {
					t.Errorf("before %q taken: %+v", step, p.Taken)
				}
				m.does(step)
			}
			m.leaves(m.looks(), "tw1.xlsx", inExcel)
			m.does("del ~$tw1.xlsx")
			m.takes(m.looks(), "tw1.xlsx", second)
		})
	}
}

// TestSambaCannotRemove: a report that cannot be taken out of masuk/ is worked on, and
// never twice; it goes when it can.
func TestSambaCannotRemove(t *testing.T) {
	m := newDrive(t)
	data := long(t, "1")
	m.does("mkdir bkpp", "put "+m.local(data)+" bkpp\\tw1.xlsx")
	name := m.share("masuk/bkpp/tw1.xlsx")
	must(t, syscall.Mount(name, name, "", syscall.MS_BIND, "")) // busy
	t.Cleanup(func() { _ = syscall.Unmount(name, 0) })
	for range 3 {
		code, out := m.ends(m.command("run"))
		if code != exitFailed || !strings.Contains(out, path.Base(name)) || !strings.Contains(out, "cannot be removed") {
			t.Errorf("exit code %d\n%s", code, out)
		}
		if b := m.books(); len(b.drops) != 1 || len(b.reports) != 1 {
			t.Fatalf("processed twice: %+v", b)
		}
	}
	must(t, syscall.Unmount(name, 0))
	m.takes(m.looks(), "bkpp/tw1.xlsx", data)
}
