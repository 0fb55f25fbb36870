package main

import (
	"database/sql"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"rekon/db/dbtest"
)

// worker is `rekon serve` as it is shipped, over an office of its own that looks
// every second.
type worker struct {
	t      *testing.T
	office string
	*exec.Cmd
}

func newServing(t *testing.T) *worker {
	t.Helper()
	w := &worker{t: t, office: t.TempDir()}
	must(t, os.WriteFile(w.office+"/rekon.yaml", []byte("settle: 0s\nschedule: {intake: '* * * * * *', close_out: none, reminder: none, stop_within: 5m}\n"), 0o600))
	w.rekon("init")
	w.rekon("plan", "import", fixturePath(t, "rencana-aksi-2020.xlsx"), "--agency", "BKPP", "--year", "2020")
	return w
}

func (w *worker) rekon(args ...string) {
	w.t.Helper()
	c := exec.Command(rekonBinary, args...)
	c.Dir = w.office
	if out, err := c.CombinedOutput(); err != nil {
		w.t.Fatalf("%s: %v\n%s", args, err, out)
	}
}

// start starts the worker; its log is a file, which the test can read meanwhile.
func (w *worker) start(flags ...string) {
	w.t.Helper()
	log, err := os.Create(w.office + "/log")
	must(w.t, err)
	w.Cmd = exec.Command(rekonBinary, append([]string{"serve"}, flags...)...)
	w.Dir, w.Stdout, w.Stderr = w.office, log, log
	must(w.t, w.Start())
	must(w.t, log.Close())
	w.t.Cleanup(func() { _ = w.Process.Kill() })
}

// log are the messages so far; every line is JSON.
func (w *worker) log() (said []string) {
	w.t.Helper()
	data, err := os.ReadFile(w.office + "/log")
	must(w.t, err)
	for line := range strings.Lines(string(data)) {
		var l struct{ Msg, Job, Run string }
		if !strings.HasSuffix(line, "\n") {
			break // being written
		}
		if err := json.Unmarshal([]byte(line), &l); err != nil {
			w.t.Fatalf("%v: %s", err, line)
		}
		if l.Job != "" && l.Run == "" && l.Msg != "panic" {
			w.t.Errorf("without the run it belongs to: %s", line)
		}
		said = append(said, l.Msg)
	}
	return said
}

func (w *worker) saidTimes(msg string) int {
	w.t.Helper()
	n := 0
	for _, m := range w.log() {
		if m == msg {
			n++
		}
	}
	return n
}

// until waits for something to become so.
func (w *worker) until(what string, so func() bool) {
	w.t.Helper()
	for range 6000 {
		if so() {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	w.t.Fatalf("never: %s; it said %q", what, w.log())
}

func (w *worker) stop() error {
	w.t.Helper()
	must(w.t, w.Process.Signal(syscall.SIGTERM))
	return w.Wait()
}

func (w *worker) found(pattern string) int {
	w.t.Helper()
	names, err := filepath.Glob(w.office + "/share/" + pattern)
	must(w.t, err)
	return len(names)
}

// drop puts a workbook into masuk/ in one move, since it is not waited for to settle.
func (w *worker) drop(name, fixture string) {
	w.t.Helper()
	must(w.t, copyFile(fixturePath(w.t, fixture), w.office+"/"+name))
	must(w.t, os.Rename(w.office+"/"+name, w.office+"/share/masuk/"+name))
}

// TestServe: a workbook that is dropped while it works is taken; it ends when it is
// told to.
func TestServe(t *testing.T) {
	t.Parallel()
	w := newServing(t)
	w.start()
	w.until("started", func() bool { return w.saidTimes("started") == 1 })
	w.drop("tw1.xlsx", "realisasi-tw1-tunggal.xlsx")
	w.until("published", func() bool { return w.found("hasil/2020/TW1/BKPP/Variansi*.xlsx") == 1 })
	w.drop("x.xlsx", "rencana-aksi-2020.xlsx")
	w.until("given back", func() bool { return w.found("perbaikan/*") > 0 && w.found("masuk/*") == 0 })
	if err := w.stop(); err != nil {
		t.Errorf("ended with %v: %q", err, w.log())
	}
	if w.saidTimes("taken") != 2 || w.saidTimes("stopped") != 1 {
		t.Errorf("said %q", w.log())
	}
}

// What a worker says of trouble.
const trouble, over = "could not; it is tried again at its next time", "works again"

// TestServeWaitsForWhatIsMissing: neither the share nor the database must be there;
// it says so once, and goes on once they are.
func TestServeWaitsForWhatIsMissing(t *testing.T) {
	t.Parallel()
	w := newServing(t)
	must(t, os.Rename(w.office+"/share", w.office+"/away"))
	w.start()
	w.until("the share is missed", func() bool { return w.saidTimes(trouble) == 1 })
	must(t, os.Rename(w.office+"/away", w.office+"/share"))
	w.until("it goes on", func() bool { return w.saidTimes(over) == 1 })
	must(t, os.Rename(w.office+"/rekon.db", w.office+"/away.db"))
	w.until("the database is missed", func() bool { return w.saidTimes(trouble) == 2 })
	w.drop("tw1.xlsx", "realisasi-tw1-tunggal.xlsx")
	must(t, os.Rename(w.office+"/away.db", w.office+"/rekon.db"))
	w.until("the workbook is taken", func() bool { return w.found("masuk/*") == 0 && w.saidTimes(over) == 2 })
	if err := w.stop(); err != nil || w.saidTimes(trouble) != 2 {
		t.Errorf("ended with %v: %q", err, w.log())
	}
}

// TestServeToldToStop in the middle of many files: it ends in order, nothing is half
// done, and the next run takes the rest.
func TestServeToldToStop(t *testing.T) {
	w := newServing(t)
	s := &site{t: t, dir: w.office, dsn: "sqlite:" + w.office + "/rekon.db", dropped: dropReports(t, w.office+"/share/masuk")}
	w.start()
	w.until("the first is done", func() bool { return w.found("hasil/2020/TW1/BKPP/Tanda terima *.txt") > 0 })
	if err := w.stop(); err != nil {
		t.Errorf("ended with %v: %q", err, w.log())
	}
	s.whole()
	taken := 0
	for _, row := range dbtest.Dump(t, "sqlite:"+w.office+"/rekon.db") {
		if !strings.HasPrefix(row, "drops ") {
			continue
		}
		taken++
		if strings.HasSuffix(row, "published_at=<nil>") {
			t.Errorf("half done: %s", row)
		}
	}
	if left := w.found("masuk/*"); taken+left != reports {
		t.Errorf("%d taken and %d left, of %d", taken, left, reports)
	}
	t.Logf("told to stop after %d of %d", taken, reports)
	w.rekon("run")
	checkReports(t, w.office)
}

// TestServeSecondSignal stops at once, though the database keeps it waiting for what
// is in hand. The next run finishes it.
func TestServeSecondSignal(t *testing.T) {
	t.Parallel()
	w := newServing(t)
	dropReports(t, w.office+"/share/masuk")
	w.start()
	w.until("the first is done", func() bool { return w.found("hasil/2020/TW1/BKPP/Tanda terima *.txt") > 0 })
	release := lockDatabase(t, w.office+"/rekon.db") // neither a file nor the run can be ended now
	must(t, w.Process.Signal(syscall.SIGTERM))
	w.until("it was told", func() bool { return w.saidTimes("stopping: what is in hand is finished") == 1 })
	must(t, w.Process.Signal(syscall.SIGTERM))
	err := w.Wait()
	release()
	var ended *exec.ExitError
	if !errors.As(err, &ended) || ended.Sys().(syscall.WaitStatus).Signal() != syscall.SIGTERM {
		t.Errorf("ended with %v: %q", err, w.log())
	}
	w.rekon("run")
	checkReports(t, w.office)
}

// lockDatabase lets nobody else write until it is released.
func lockDatabase(t *testing.T, file string) (release func()) {
	t.Helper()
	pool, err := sql.Open("sqlite", "file:"+file+"?_txlock=immediate&_busy_timeout=60000")
	must(t, err)
	tx, err := pool.BeginTx(t.Context(), nil)
	must(t, err)
	return func() {
		must(t, tx.Rollback())
		must(t, pool.Close())
	}
}

// TestServeMakesUpForACloseOut that was missed while nobody was there, once, and the
// record says why it is late.
func TestServeMakesUpForACloseOut(t *testing.T) {
	w := newServing(t)
	must(t, os.WriteFile(w.office+"/rekon.yaml", []byte("settle: 0s\nschedule: {close_out: '0 1 * * *'}\n"), 0o600))
	for _, wait := range []func() bool{
		func() bool { return w.saidTimes("close-out") == 1 },
		func() bool { return w.found("hasil/2020/TW1/BKPP/Variansi*.xlsx") == 1 },
	} {
		w.start()
		w.until("done", wait)
		w.drop("tw1.xlsx", "realisasi-tw1-tunggal.xlsx") // for the second start
		if err := w.stop(); err != nil {
			t.Errorf("ended with %v: %q", err, w.log())
		}
	}
	if w.runs("job=close_out") != 1 || w.runs("job=close_out", "why=susulan", "scheduled_for=2") != 1 {
		t.Errorf("%d close-outs", w.runs("job=close_out"))
	}
	if n := len(w.rows("closeouts ", "status=Belum Lapor")); n != 4 {
		t.Errorf("%d quarters of 2020 are closed out", n)
	}
}

// rows of the database that hold all the words.
func (w *worker) rows(words ...string) (out []string) {
	w.t.Helper()
rows:
	for _, row := range dbtest.Dump(w.t, "sqlite:"+w.office+"/rekon.db") {
		for _, word := range words {
			if !strings.Contains(row, word) {
				continue rows
			}
		}
		out = append(out, row)
	}
	return out
}

func (w *worker) runs(words ...string) int { return len(w.rows(append(words, "runs id=")...)) }

// TestServeSettings: what is wrong with them ends it at once.
func TestServeSettings(t *testing.T) {
	w := &worker{t: t, office: t.TempDir()}
	must(t, os.WriteFile(w.office+"/rekon.yaml", []byte("schedule: {intake: setiap menit}\n"), 0o600))
	w.start()
	err := w.Wait()
	var ended *exec.ExitError
	if !errors.As(err, &ended) || ended.ExitCode() != exitUsage {
		t.Errorf("ended with %v", err)
	}
}
