package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"rekon/reconcile"
)

// desk is where someone works with rekon: commands are given as they are typed, at the
// time that the clock on it shows.
type desk struct {
	t   testing.TB
	dir string // with rekon.yaml
	dsn string
	now time.Time
}

// answer is what a command left behind.
type answer struct {
	code      int
	out, errs string
}

// newDesk makes an office with these settings by `rekon init`.
func newDesk(t testing.TB, dsn, settings string) *desk {
	t.Helper()
	d := &desk{t: t, dir: t.TempDir(), dsn: dsn}
	d.settings([]byte("database: " + strconv.Quote(dsn) + "\n" + settings))
	d.does(exitDone, "init", d.dir)
	return d
}

// settings writes rekon.yaml. Here no workbook has to settle.
func (d *desk) settings(yaml []byte) {
	d.t.Helper()
	must(d.t, os.WriteFile(filepath.Join(d.dir, "rekon.yaml"), append(yaml, "\nsettle: 0s\n"...), 0o600))
}

// day sets the clock to nine in the morning, or to the minute that is said.
func (d *desk) day(date string) {
	d.t.Helper()
	form := "2006-01-02 15:04"
	if !strings.Contains(date, ":") {
		date += " 09:00"
	}
	at, err := time.ParseInLocation(form, date, reconcile.WIB)
	must(d.t, err)
	d.now = at
}

// rekon gives a command, and waits for its end.
func (d *desk) rekon(args ...string) answer {
	var out, errs bytes.Buffer
	now := d.now
	a := &app{out: plain{&out}, err: plain{&errs}, now: func() time.Time { return now }}
	if len(args) > 0 && args[0] != "init" {
		args = append([]string{"--config", filepath.Join(d.dir, "rekon.yaml")}, args...)
	}
	code := a.run(d.t.Context(), args)
	return answer{code, out.String(), errs.String()}
}

// does gives a command that must end with a code, and gives what it printed.
func (d *desk) does(code int, args ...string) string {
	d.t.Helper()
	got := d.rekon(args...)
	if got.code != code {
		d.t.Fatalf("rekon %s: exit code %d, want %d\n%s%s", strings.Join(args, " "), got.code, code, got.out, got.errs)
	}
	return got.out
}

// asks is does with --json, whose answer goes into a value.
func (d *desk) asks(into any, code int, args ...string) {
	d.t.Helper()
	out := d.does(code, append(args, "--json")...)
	if err := json.Unmarshal([]byte(out), into); err != nil {
		d.t.Fatalf("rekon %s: %v\n%s", strings.Join(args, " "), err, out)
	}
}

// share is a path in the share.
func (d *desk) share(name string) string {
	return filepath.Join(d.dir, "share", filepath.FromSlash(name))
}

// put lays a workbook into masuk/, an hour ago.
func (d *desk) put(name string, data []byte) {
	d.t.Helper()
	file, at := d.share("masuk/"+name), d.now.Add(-time.Hour)
	must(d.t, os.MkdirAll(filepath.Dir(file), 0o755))
	must(d.t, os.WriteFile(file, data, 0o600))
	must(d.t, os.Chtimes(file, at, at))
}

// original is where the bytes of a workbook lie in arsip/, as a path in the share.
func (d *desk) original(data []byte) string {
	d.t.Helper()
	sum := sumOf(data)
	found, err := filepath.Glob(d.share("arsip/" + sum[:2] + "/" + sum + "*"))
	if err != nil || len(found) != 1 {
		d.t.Fatalf("%d originals %s in arsip/: %v", len(found), sum, err)
	}
	return "arsip/" + sum[:2] + "/" + filepath.Base(found[0])
}
