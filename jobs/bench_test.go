package jobs

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"rekon/db"
	"rekon/reconcile"
	"rekon/xlsx"
)

// benchAgencies is how many agencies report in the benchmark, each with the 2020
// plan's lines.
const benchAgencies = 200

// BenchmarkPass measures one pass over 200 dropped workbooks on SQLite against a
// floor measured in the same process: excelize opening the same files and reading
// value, type, number format and formula of every cell, then writing workbooks of
// as many sheets and cells as the variance workbooks have, with as many goroutines
// and nothing else.
func BenchmarkPass(b *testing.B) {
	for range b.N {
		b.StopTimer()
		j, dropped := benchShare(b)
		runtime.GC()
		resetPeak()
		b.StartTimer()
		begun := time.Now()
		pass, err := j.Run(b.Context())
		took := time.Since(begun)
		b.StopTimer()
		peak := peakMegabytes()
		if err != nil || len(pass.Taken) != benchAgencies || len(pass.Published) != benchAgencies {
			b.Fatalf("taken %d, published %d: %v", len(pass.Taken), len(pass.Published), err)
		}
		shape := shapeOf(b, j, pass.Published[0])
		runtime.GC()
		begun = time.Now()
		j.sideBySide(len(dropped), func(i int) {
			readFloor(b, dropped[i])
			writeFloor(b, shape)
		})
		floor := time.Since(begun)
		b.ReportMetric(benchAgencies/took.Seconds(), "workbooks/s")
		b.ReportMetric(took.Seconds()/floor.Seconds(), "ratio-to-floor")
		b.ReportMetric(peak, "peak-MB")
		b.ReportMetric(float64(j.workers()), "goroutines")
	}
}

// benchShare makes a share with 200 imported plans and 200 dropped reports.
func benchShare(b *testing.B) (*Job, [][]byte) {
	b.Helper()
	j := benchOffice(b)
	var dropped [][]byte
	for i := range benchAgencies {
		code, name := benchAgency(i)
		plan := retitled(b, "rencana-aksi-2020.xlsx", name, nil)
		if _, err := j.ImportPlan(b.Context(), "plan.xlsx", plan, PlanImport{Agency: code, Year: 2020, FromQuarter: 1}); err != nil {
			b.Fatal(err)
		}
		report := retitled(b, "realisasi-tw1-tunggal.xlsx", name, nil)
		dropped = append(dropped, report)
		benchDrop(b, j, code, report)
	}
	return j, dropped
}

func benchAgency(i int) (code, name string) {
	return fmt.Sprintf("OPD%03d", i+1), fmt.Sprintf("DINAS CONTOH %03d KABUPATEN BENGKALIS", i+1)
}

// benchDrop puts a settled file into the inbox.
func benchDrop(b *testing.B, j *Job, name string, data []byte) {
	b.Helper()
	target, then := path.Join(j.Folders.Masuk, name+".xlsx"), j.Now().Add(-time.Hour)
	if err := errors.Join(j.Share.WriteFile(target, data, 0o644), j.Share.Chtimes(target, then, then)); err != nil {
		b.Fatal(err)
	}
}

// benchOffice is an empty share and database, on 9 April 2020.
func benchOffice(b *testing.B) *Job {
	b.Helper()
	ctx := context.Background()
	dir := b.TempDir()
	database, err := db.Open(ctx, "sqlite:"+filepath.Join(dir, "rekon.db"))
	if err != nil {
		b.Fatal(err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _, _ = root.Close(), database.Close() })
	if _, _, err := database.Migrate(ctx); err != nil {
		b.Fatal(err)
	}
	now := time.Date(2020, 4, 9, 17, 0, 0, 0, reconcile.WIB)
	j := &Job{
		DB: database, Share: root, Folders: DefaultFolders(), Limits: xlsx.DefaultLimits(),
		Settings: xlsx.Settings{Rules: reconcile.DefaultRules()}, Sleep: Sleep,
		Now: func() time.Time { return now }, Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
	}
	if err := j.Prepare(); err != nil {
		b.Fatal(err)
	}
	return j
}

// retitled is a fixture under another agency's name, with other cells changed, too.
func retitled(b *testing.B, fixture, name string, cells map[string]string) []byte {
	f, err := excelize.OpenFile(filepath.Join("..", "testdata", fixture))
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	for _, sheet := range f.GetSheetList() {
		if err := f.SetCellStr(sheet, "A2", name); err != nil {
			b.Fatal(err)
		}
	}
	for place, text := range cells {
		sheet, cell, _ := strings.Cut(place, "!")
		if err := f.SetCellStr(sheet, cell, text); err != nil {
			b.Fatal(err)
		}
	}
	var out bytes.Buffer
	if err := f.Write(&out); err != nil {
		b.Fatal(err)
	}
	return out.Bytes()
}

func readFloor(b *testing.B, data []byte) {
	f, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		b.Error(err)
		return
	}
	defer func() { _ = f.Close() }()
	for _, sheet := range f.GetSheetList() {
		rows, err := f.GetRows(sheet, excelize.Options{RawCellValue: true})
		if err != nil {
			b.Error(err)
			return
		}
		for r, row := range rows {
			for c := range row {
				cell, _ := excelize.CoordinatesToCellName(c+1, r+1)
				_, _ = f.GetCellValue(sheet, cell, excelize.Options{RawCellValue: true})
				_, _ = f.GetCellType(sheet, cell)
				_, _ = f.GetCellFormula(sheet, cell)
				if style, err := f.GetCellStyle(sheet, cell); err == nil {
					_, _ = f.GetStyle(style)
				}
			}
		}
	}
}

// shapeOf gives the values of a written workbook, sheet by sheet, with as many
// blank cells as it dresses.
func shapeOf(b *testing.B, j *Job, name string) [][][]any {
	data, err := fs.ReadFile(j.Share.FS(), name)
	if err != nil {
		b.Fatal(err)
	}
	f, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	var shape [][][]any
	for i, sheet := range f.GetSheetList() {
		rows, err := f.GetRows(sheet, excelize.Options{RawCellValue: true})
		if err != nil {
			b.Fatal(err)
		}
		blank := cellCount(b, data, i+1)
		var values [][]any
		for _, row := range rows {
			var cells []any
			for _, v := range row {
				if v != "" {
					blank--
				}
				cells = append(cells, typed(v))
			}
			values = append(values, cells)
		}
		for r := range values {
			for range blank / (len(values) - r) {
				values[r] = append(values[r], excelize.Cell{StyleID: 1})
				blank--
			}
		}
		shape = append(shape, values)
	}
	return shape
}

func typed(v string) any {
	if v == "" {
		return nil
	}
	if n, err := strconv.ParseFloat(v, 64); err == nil {
		return n
	}
	return v
}

// cellCount is how many cells a sheet of the file has.
func cellCount(b *testing.B, data []byte, sheet int) int {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		b.Fatal(err)
	}
	xml, err := fs.ReadFile(z, "xl/worksheets/sheet"+strconv.Itoa(sheet)+".xml")
	if err != nil {
		b.Fatal(err)
	}
	return bytes.Count(xml, []byte("<c "))
}

func writeFloor(b *testing.B, shape [][][]any) {
	f := excelize.NewFile()
	defer func() { _ = f.Close() }()
	for i, rows := range shape {
		name := fmt.Sprintf("S%d", i)
		_, err := f.NewSheet(name)
		if err != nil {
			b.Error(err)
			return
		}
		w, err := f.NewStreamWriter(name)
		if err != nil {
			b.Error(err)
			return
		}
		for r, row := range rows {
			if err := w.SetRow(fmt.Sprintf("A%d", r+1), row); err != nil {
				b.Error(err)
			}
		}
		if err := w.Flush(); err != nil {
			b.Error(err)
		}
	}
	if err := f.Write(io.Discard); err != nil {
		b.Error(err)
	}
}

// resetPeak begins a new measurement of the process's peak memory (Linux).
func resetPeak() { _ = os.WriteFile("/proc/self/clear_refs", []byte("5"), 0) }

var peakLine = regexp.MustCompile(`VmHWM:\s*(\d+) kB`)

func peakMegabytes() float64 {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	m := peakLine.FindStringSubmatch(strings.TrimSpace(string(status)))
	if m == nil {
		return 0
	}
	kb, _ := strconv.ParseFloat(m[1], 64)
	return kb / 1024
}
