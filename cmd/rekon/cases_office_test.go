package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"rekon/jobs"
	"rekon/reconcile"
)

// offices are made once for a set of plans and settings, and copied for each case.
type offices struct {
	dir    string
	lock   sync.Mutex
	made   map[string]string
	marked map[string][]byte // workbooks given back, by case
}

// keep remembers a marked workbook of a case, if there is one.
func (all *offices) keep(name string, marked []byte) {
	if marked != nil {
		all.lock.Lock()
		defer all.lock.Unlock()
		all.marked[name] = marked
	}
}

// caseOffice is an office of one case's own.
type caseOffice struct {
	*office
	t   *testing.T
	app *app
	out *bytes.Buffer
	now time.Time
}

// open gives the case an office with its plans and settings.
func (all *offices) open(t *testing.T, s situation, folder string) *caseOffice {
	t.Helper()
	return openOffice(t, all.copied(t, s, folder), s.plans)
}

// desk is one at which the case's commands are given, in such an office.
func (all *offices) desk(t *testing.T, s situation, folder string) *desk {
	t.Helper()
	d := &desk{t: t, dir: all.copied(t, s, folder)}
	d.dsn = "sqlite:" + filepath.Join(d.dir, "rekon.db")
	settings, err := os.ReadFile(filepath.Join(d.dir, "rekon.yaml"))
	must(t, err)
	d.settings(settings)
	return d
}

// copied is a copy of an office with the plans and settings of a case.
func (all *offices) copied(t *testing.T, s situation, folder string) (dir string) {
	t.Helper()
	settings := filepath.Join(folder, "rekon.yaml")
	if _, err := os.Stat(settings); err != nil {
		settings = filepath.Join(filepath.Dir(folder), "rekon.yaml")
	}
	key := settings
	for _, p := range s.plans {
		key += "\n" + p.file
	}
	all.lock.Lock()
	model := all.made[key]
	if model == "" {
		model = filepath.Join(all.dir, "kantor"+string(rune('a'+len(all.made))))
		makeOffice(t, model, settings, s.plans)
		if all.made == nil {
			all.made = map[string]string{}
		}
		all.made[key] = model
	}
	all.lock.Unlock()
	dir = t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(model)); err != nil {
		t.Fatal(err)
	}
	return dir
}

// makeOffice is `rekon init` and `rekon plan import`.
func makeOffice(t *testing.T, dir, settings string, plans []plannedFor) {
	t.Helper()
	data, err := os.ReadFile(settings)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "rekon.yaml"), data, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := (&app{out: &bytes.Buffer{}, err: &bytes.Buffer{}}).init(t.Context(), dir); err != nil {
		t.Fatal(err)
	}
	o := openOffice(t, dir, plans)
	for _, p := range plans {
		in := jobs.PlanImport{Agency: p.agency, Year: o.now.Year(), FromQuarter: 1}
		if _, err := o.job.ImportPlan(t.Context(), filepath.Base(p.file), bookOf(t, p.file), in); err != nil {
			t.Fatalf("%s: %v", p.file, err)
		}
	}
	if err := o.close(); err != nil {
		t.Fatal(err)
	}
}

// openOffice opens an office on the eve of the first quarter's due date.
func openOffice(t *testing.T, dir string, plans []plannedFor) *caseOffice {
	t.Helper()
	year, err := time.Parse("2006", plans[0].year)
	if err != nil {
		t.Fatal(err)
	}
	o := &caseOffice{t: t, out: &bytes.Buffer{}, now: time.Date(year.Year(), time.April, 9, 9, 0, 0, 0, reconcile.WIB)}
	o.app = &app{out: o.out, err: &bytes.Buffer{}, configFile: filepath.Join(dir, "rekon.yaml"), json: true}
	if o.office, err = o.app.open(t.Context(), true); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = o.close() }) // a second time where it was closed already
	o.job.Now, o.job.Settle = func() time.Time { return o.now }, 0
	return o
}

// put drops a settled file into masuk/ and gives its path.
func (o *caseOffice) put(name string, data []byte) string {
	o.t.Helper()
	file := filepath.Join(o.config.Share, o.config.Folders.Masuk, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		o.t.Fatal(err)
	}
	if err := os.WriteFile(file, data, 0o600); err != nil {
		o.t.Fatal(err)
	}
	settled := o.now.Add(-time.Hour)
	if err := os.Chtimes(file, settled, settled); err != nil {
		o.t.Fatal(err)
	}
	return file
}

// checked is what `rekon check --json` says.
func (o *caseOffice) checked(file string) (text string, answer checkJSON) {
	o.t.Helper()
	o.out.Reset()
	if err := o.app.check(o.t.Context(), o.office, file); err != nil && !strings.Contains(o.out.String(), verdictRejected) {
		o.t.Fatal(err)
	}
	if err := json.Unmarshal(o.out.Bytes(), &answer); err != nil {
		o.t.Fatal(err)
	}
	return o.out.String(), answer
}

// pass drops a workbook and makes one pass over the share, which must take it.
func (o *caseOffice) pass(name string, data []byte) jobs.Taken {
	o.t.Helper()
	o.put(name, data)
	pass, err := o.job.Run(o.t.Context())
	if err != nil || len(pass.Taken) != 1 {
		o.t.Fatalf("%d taken, %d left: %v", len(pass.Taken), len(pass.Left), err)
	}
	return pass.Taken[0]
}
