package jobs_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"rekon/db"
	"rekon/db/dbtest"
	"rekon/jobs"
	"rekon/reconcile"
	"rekon/xlsx"
)

// april is when these tests take place, one day before the reports are due.
var april = time.Date(2020, time.April, 9, 9, 30, 0, 0, reconcile.WIB)

const (
	plan = "rencana-aksi-2020.xlsx"
	tw1  = "realisasi-tw1-tunggal.xlsx"
	tw2  = "realisasi-tw2-lebar.xlsx"
)

// office is a share and a database with a job over them, and a clock that only
// the test moves.
type office struct {
	t *testing.T
	*jobs.Job
	dir, dsn string
	now      time.Time
	dropped  int
}

// each runs a test on every engine in an office of its own.
func each(t *testing.T, f func(o *office)) {
	t.Helper()
	dbtest.EachDSN(t, func(t *testing.T, dsn string) {
		t.Parallel()
		f(newOffice(t, dsn))
	})
}

// newOffice is one without a plan.
func newOffice(t *testing.T, dsn string) *office {
	t.Helper()
	dbtest.Open(t, dsn)
	o := openOffice(t, dsn, t.TempDir())
	if err := o.Prepare(); err != nil {
		t.Fatal(err)
	}
	return o
}

// eachPlanned is each with the plan of BKPP stored.
func eachPlanned(t *testing.T, f func(o *office)) {
	t.Helper()
	each(t, func(o *office) {
		o.importPlan(fixture(o.t, plan), "BKPP")
		f(o)
	})
}

// openOffice opens a share and a database that are there already.
func openOffice(t *testing.T, dsn, dir string) *office {
	t.Helper()
	o := &office{t: t, dir: dir, dsn: dsn, now: april}
	d, err := db.Open(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	share, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = share.Close()
		_ = d.Close()
	})
	o.Job = &jobs.Job{
		DB: d, Share: share, Folders: jobs.DefaultFolders(), Settle: 5 * time.Second, Limits: xlsx.DefaultLimits(),
		Settings: xlsx.Settings{Rules: reconcile.DefaultRules()}, Workers: 2, Log: slog.New(slog.DiscardHandler),
		Now:   func() time.Time { return o.now },
		Sleep: func(context.Context, time.Duration) error { return nil },
	}
	return o
}

func fixture(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// edited changes cells of a workbook, named "Sheet!A1".
func edited(t testing.TB, data []byte, cells map[string]any) []byte {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	for place, value := range cells {
		sheet, cell, _ := strings.Cut(place, "!")
		if err := f.SetCellValue(sheet, cell, value); err != nil {
			t.Fatal(err)
		}
	}
	out, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// spent is the cell of the first kegiatan's rupiah in the workbook of TW I.
const spent = "PROGRAM KEGIATAN!I7"

// of gives a workbook to another agency, by its title rows.
func of(t testing.TB, name string, data []byte) []byte {
	t.Helper()
	return edited(t, data, map[string]any{"RENCANA AKSI!A2": name, "PROGRAM KEGIATAN!A2": name})
}

func hash(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

func (o *office) importPlan(data []byte, agency string) jobs.Imported {
	o.t.Helper()
	got, err := o.ImportPlan(o.t.Context(), "rencana.xlsx", data, jobs.PlanImport{Agency: agency, Year: 2020, FromQuarter: 1})
	if err != nil {
		o.t.Fatal(err)
	}
	return got
}

func (o *office) path(name string) string { return filepath.Join(o.dir, filepath.FromSlash(name)) }

// put writes a file into the share.
func (o *office) put(name string, data []byte, at time.Time) {
	o.t.Helper()
	if err := os.MkdirAll(filepath.Dir(o.path(name)), 0o775); err != nil {
		o.t.Fatal(err)
	}
	if err := os.WriteFile(o.path(name), data, 0o664); err != nil {
		o.t.Fatal(err)
	}
	if err := os.Chtimes(o.path(name), at, at); err != nil {
		o.t.Fatal(err)
	}
}

// drop puts a settled file into masuk/, a second later than the one before.
func (o *office) drop(name string, data []byte) {
	o.t.Helper()
	o.dropped++
	o.put("masuk/"+name, data, o.now.Add(-time.Hour+time.Duration(o.dropped)*time.Second))
}

func (o *office) run() jobs.Pass {
	o.t.Helper()
	pass, err := o.Run(o.t.Context())
	if err != nil {
		o.t.Fatal(err)
	}
	return pass
}

// later moves the clock.
func (o *office) later(d time.Duration) { o.now = o.now.Add(d) }

// outcomes tell what became of the files of a pass: "tw1.xlsx accepted 1".
func outcomes(p jobs.Pass) []string {
	var out []string
	for _, t := range p.Taken {
		line := t.Name + " " + string(t.Outcome)
		if t.Report.Revision > 0 {
			line += " " + string(rune('0'+t.Report.Revision))
		}
		out = append(out, line)
	}
	slices.Sort(out)
	return out
}

// files lists the regular files of a folder of the share, with slashes.
func (o *office) files(folder string) []string {
	o.t.Helper()
	var out []string
	err := fs.WalkDir(os.DirFS(o.dir), folder, func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			out = append(out, strings.TrimPrefix(name, folder+"/"))
		}
		return err
	})
	if err != nil {
		o.t.Fatal(err)
	}
	return out
}

// originals are the files of arsip/ but for the journal of how they came.
func (o *office) originals() []string {
	o.t.Helper()
	return slices.DeleteFunc(o.files("arsip"), func(name string) bool { return strings.HasPrefix(name, "catatan/") })
}

func (o *office) read(name string) string {
	o.t.Helper()
	data, err := os.ReadFile(o.path(name))
	if err != nil {
		o.t.Fatal(err)
	}
	return string(data)
}

// cells are the texts of a sheet of a workbook in the share.
func (o *office) cells(name, sheet string) string {
	o.t.Helper()
	f, err := excelize.OpenReader(strings.NewReader(o.read(name)))
	if err != nil {
		o.t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	rows, err := f.GetRows(sheet)
	if err != nil {
		o.t.Fatal(err)
	}
	var b strings.Builder
	for _, row := range rows {
		b.WriteString(strings.Join(row, "\t") + "\n")
	}
	return b.String()
}

// rows are the lines of a table, of which only some columns are shown.
func (o *office) rows(table string, columns ...string) []string {
	o.t.Helper()
	var out []string
	for _, row := range dbtest.Dump(o.t, o.dsn) {
		rest, is := strings.CutPrefix(row, table+" ")
		if !is {
			continue
		}
		var shown []string
		for _, c := range columns {
			_, after, _ := strings.Cut(" "+rest, " "+c+"=")
			value, _, _ := strings.Cut(after, " ")
			shown = append(shown, value)
		}
		out = append(out, strings.Join(shown, " "))
	}
	return out
}

// sorted is rows whose order depends on which worker was first.
func (o *office) sorted(table string, columns ...string) []string {
	o.t.Helper()
	return slices.Sorted(slices.Values(o.rows(table, columns...)))
}

func (o *office) result(quarter int) reconcile.Result {
	o.t.Helper()
	r, ok, err := o.DB.Result(o.t.Context(), "BKPP", reconcile.Period{Year: 2020, Quarter: quarter})
	if err != nil || !ok {
		o.t.Fatal(ok, err)
	}
	return r
}

func (o *office) standing(quarter int) db.AgencyQuarter {
	o.t.Helper()
	got, err := o.DB.AgencyQuarters(o.t.Context(), db.QuarterFilter{Agency: "BKPP", Year: 2020, Quarter: quarter})
	if err != nil || len(got) != 1 {
		o.t.Fatal(got, err)
	}
	return got[0]
}

func equal[T any](t *testing.T, what string, got, want T) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}
