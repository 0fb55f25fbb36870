package jobs_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"rekon/db"
	"rekon/reconcile"
	"rekon/xlsx"
)

const (
	varianceTW1 = "hasil/2020/TW1/BKPP/Variansi BKPP 2020 TW1.xlsx"
	varianceTW2 = "hasil/2020/TW2/BKPP/Variansi BKPP 2020 TW2.xlsx"
	summaryTW1  = "hasil/2020/TW1/BKPP/Ringkasan BKPP 2020 TW1.xlsx"
	overviewTW1 = "hasil/2020/TW1/Ringkasan 2020 TW1.xlsx"
)

// tamper is something that somebody does to a published file, and what a verification
// then finds: kind, quarter, line and figure, the place within the workbook.
type tamper struct {
	name string
	file string
	do   func(t *testing.T, name string, data []byte)
	want []string
}

func overwrite(t *testing.T, name string, data []byte) {
	t.Helper()
	if err := os.WriteFile(name, data, 0o600); err != nil {
		t.Fatal(err)
	}
}

// inCell edits cells with a program that writes the whole workbook anew.
func inCell(edit func(f *excelize.File) error) func(t *testing.T, name string, data []byte) {
	return func(t *testing.T, name string, data []byte) {
		t.Helper()
		f, err := excelize.OpenReader(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = f.Close() }()
		if err := errors.Join(edit(f), f.SaveAs(name)); err != nil {
			t.Fatal(err)
		}
	}
}

// inPart edits the text of one part and leaves every other byte.
func inPart(part, was, is string) func(t *testing.T, name string, data []byte) {
	return func(t *testing.T, name string, data []byte) {
		t.Helper()
		z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		w := zip.NewWriter(&out)
		for _, f := range z.File {
			r, err := f.Open()
			if err != nil {
				t.Fatal(err)
			}
			content, err := io.ReadAll(r)
			if f.Name == part {
				if !bytes.Contains(content, []byte(was)) {
					t.Fatalf("%s does not hold %q", part, was)
				}
				content = bytes.Replace(content, []byte(was), []byte(is), 1)
			}
			to, err2 := w.Create(f.Name)
			if err := errors.Join(err, err2); err != nil {
				t.Fatal(err)
			}
			if _, err := to.Write(content); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		overwrite(t, name, out.Bytes())
	}
}

func inText(was, is string) func(t *testing.T, name string, data []byte) {
	return func(t *testing.T, name string, data []byte) {
		t.Helper()
		if !bytes.Contains(data, []byte(was)) {
			t.Fatalf("%s does not hold %q", name, was)
		}
		overwrite(t, name, bytes.Replace(data, []byte(was), []byte(is), 1))
	}
}

// standsAt finds the cell of Variansi under a title of a group, in the row of a line.
func standsAt(t *testing.T, o *office, file, line, group, title string) string {
	t.Helper()
	f, err := excelize.OpenFile(o.path(file))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	rows, err := f.GetRows("Variansi")
	if err != nil {
		t.Fatal(err)
	}
	within := ""
	for col, word := range rows[5] {
		if col < len(rows[4]) && rows[4][col] != "" {
			within = rows[4][col]
		}
		if !strings.HasPrefix(within, group) || word != title {
			continue
		}
		for row := range rows {
			if len(rows[row]) > 0 && rows[row][0] == line {
				cell, _ := excelize.CoordinatesToCellName(col+1, row+1)
				return cell
			}
		}
	}
	t.Fatalf("no %s of %s under %s", title, line, group)
	return ""
}

func (o *office) foundIn(file string) (out []string) {
	o.t.Helper()
	for _, d := range o.verified(db.QuarterFilter{}).Differences {
		place := strings.TrimPrefix(strings.TrimPrefix(d.Place, file), ", ")
		out = append(out, strings.Join([]string{string(d.Kind), fmt.Sprint(d.Period.Quarter), d.Line, d.Figure, place}, "|"))
		if d.Message == "" || !strings.HasSuffix(d.Message, ".") {
			o.t.Errorf("it says %q", d.Message)
		}
	}
	return out
}

// Whatever is done to a published file is found and named, once; and what was put back
// is found to be well again.
func TestTamperedWorkbooksAreNamed(t *testing.T) {
	eachPlanned(t, func(o *office) {
		o.drop("tw1.xlsx", fixture(o.t, tw1))
		o.drop("tw2.xlsx", fixture(o.t, tw2))
		o.run()
		o.clean("published")
		line := ""
		for _, v := range o.result(1).Variances {
			if v.Physical.Status == reconcile.TidakTercapai && v.MoneyYTD.Serapan.Valid && v.Line.Level == reconcile.LevelKegiatan {
				line = v.Line.Code
			}
		}
		if line == "" {
			o.t.Fatal("no line fits")
		}
		spent, status := standsAt(o.t, o, varianceTW1, line, "ANGGARAN S.D.", "Realisasi"), standsAt(o.t, o, varianceTW1, line, "FISIK TRIWULAN", "Status")
		set := func(sheet, cell string, value any) func(*excelize.File) error {
			return func(f *excelize.File) error { return f.SetCellValue(sheet, cell, value) }
		}
		whole := func(kind, quarter string) string { return kind + "|" + quarter + "|||" }
		for _, c := range []tamper{
			{"a value", varianceTW1, inCell(set("Variansi", spent, 1)), []string{"workbook|1|" + line + "|money_ytd.actual|Variansi!" + spent}},
			{"a formula", varianceTW1, inCell(func(f *excelize.File) error { return f.SetCellFormula("Variansi", spent, "1+1") }), []string{"workbook|1|" + line + "|money_ytd.actual|Variansi!" + spent}},
			{"a flag", varianceTW1, inCell(set("Variansi", status, "Tercapai")), []string{"workbook|1|" + line + "|physical.status|Variansi!" + status}},
			{"a sheet removed", varianceTW1, inCell(func(f *excelize.File) error { return f.DeleteSheet("Temuan") }), []string{"workbook|1|||Temuan"}},
			{"a word on Sumber", varianceTW2, inPart("xl/worksheets/sheet4.xml", "SHA-256 ", "SHA 256 "), []string{"workbook|2|||Sumber!B6"}},
			{"another quarter's", varianceTW1, func(t *testing.T, name string, _ []byte) { overwrite(t, name, []byte(o.read(varianceTW2))) }, []string{whole("workbook", "1")}},
			{"truncated", varianceTW1, func(t *testing.T, name string, data []byte) { overwrite(t, name, data[:len(data)/2]) }, []string{whole("workbook", "1")}},
			{"empty", varianceTW1, func(t *testing.T, name string, _ []byte) { overwrite(t, name, nil) }, []string{whole("workbook", "1")}},
			{"saved again", varianceTW1, inCell(func(*excelize.File) error { return nil }), []string{whole("workbook", "1")}},
			{"missing", summaryTW1, func(*testing.T, string, []byte) {}, []string{whole("workbook", "1")}},
			{"a folder", varianceTW1, func(t *testing.T, name string, _ []byte) { must(t, os.Mkdir(name, 0o700)) }, []string{whole("workbook", "1")}},
			{"a link", varianceTW1, func(t *testing.T, name string, _ []byte) { must(t, os.Symlink(path.Base(summaryTW1), name)) }, []string{whole("workbook", "1")}},
			{"a figure of a chart", summaryTW1, inCell(set("Grafik", "C6", 100)), []string{"workbook|1|" + firstLine(o) + "||Grafik!C6"}},
			{"a total in the summary", summaryTW1, inCell(set("Kinerja", "S6", 5)), []string{"workbook|1|" + firstLine(o) + "|pagu|Kinerja!S6"}},
			{"an agency in the overview", overviewTW1, inCell(set("Perangkat Daerah", "O6", 5)), []string{"workbook|1||totals.pagu|Perangkat Daerah!O6"}},
			{"a hash in the manifest", manifestTW1, inText(hash([]byte(o.read(varianceTW1))), strings.Repeat("0", 64)), []string{"manifest|1|||" + path.Base(varianceTW1)}},
			{"a line out of the manifest", manifestTW1, inText(hash([]byte(o.read(summaryTW1)))+"  "+path.Base(summaryTW1)+"\n", ""), []string{"manifest|1|||" + path.Base(summaryTW1)}},
			{"a line more in the manifest", manifestTW1, inText("  Variansi", "  lain.xlsx\n"+hash([]byte(o.read(varianceTW1)))+"  Variansi"), []string{"manifest|1|||lain.xlsx"}},
			{"no manifest", manifestTW1, func(*testing.T, string, []byte) {}, []string{whole("manifest", "1")}},
			{"a space more in the manifest", manifestTW1, inText("\n", "\n\n"), []string{whole("manifest", "1")}},
		} {
			data := []byte(o.read(c.file))
			must(o.t, os.Remove(o.path(c.file)))
			c.do(o.t, o.path(c.file), data)
			equal(o.t, c.name, o.foundIn(c.file), c.want)
			must(o.t, os.RemoveAll(o.path(c.file)))
			overwrite(o.t, o.path(c.file), data)
		}
		o.clean("put back")
	})
}

// TestTamperedSummariesThatWait: while a setting is another one, summaries are to be written
// again. What was done to them meanwhile is found all the same, and what was not differs in
// nothing.
func TestTamperedSummariesThatWait(t *testing.T) {
	eachPlanned(t, func(o *office) {
		o.drop("tw1.xlsx", fixture(o.t, tw1))
		o.run()
		o.Settings.Rules.DueDay, o.Settings.Rules.MoneyTolerance = 11, reconcile.Tolerance{}
		before := o.verified(db.QuarterFilter{})
		if len(before.Differences) > 0 || before.Checked.Workbooks != 3 {
			o.t.Errorf("%d workbooks, %+v", before.Checked.Workbooks, before.Differences)
		}
		for _, c := range []tamper{
			{"a total in the summary", summaryTW1, inCell(func(f *excelize.File) error { return f.SetCellValue("Kinerja", "S6", 5) }), []string{"workbook|1|" + firstLine(o) + "|pagu|Kinerja!S6"}},
			{"an agency in the overview", overviewTW1, inCell(func(f *excelize.File) error { return f.SetCellValue("Perangkat Daerah", "O6", 5) }), []string{"workbook|1||totals.pagu|Perangkat Daerah!O6"}},
		} {
			data := []byte(o.read(c.file))
			must(o.t, os.Remove(o.path(c.file)))
			c.do(o.t, o.path(c.file), data)
			equal(o.t, c.name, o.foundIn(c.file), c.want)
			overwrite(o.t, o.path(c.file), data)
		}
	})
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// firstLine is the code of the first row of Kinerja.
func firstLine(o *office) string {
	for _, v := range o.result(1).Variances {
		if v.Line.Level == reconcile.LevelSasaran {
			return v.Line.Code
		}
	}
	return ""
}

// TestSameResultSameBytes: what each engine gives back of a result, on whatever day, is
// the workbook that was published, byte by byte.
func TestSameResultSameBytes(t *testing.T) {
	var guard sync.Mutex
	published := map[string][]string{}
	t.Run("engines", func(t *testing.T) {
		eachPlanned(t, func(o *office) {
			o.drop("tw1.xlsx", fixture(o.t, tw1))
			o.drop("tw2.xlsx", fixture(o.t, tw2))
			o.run()
			o.later(100 * 24 * time.Hour)
			for q, name := range map[int]string{1: varianceTW1, 2: varianceTW2} {
				for range 2 {
					var b bytes.Buffer
					must(o.t, xlsx.WriteVariance(&b, o.result(q)))
					equal(o.t, name, hash(b.Bytes()), hash([]byte(o.read(name))))
				}
				guard.Lock()
				published[name] = append(published[name], hash([]byte(o.read(name))))
				guard.Unlock()
			}
			v := o.verified(db.QuarterFilter{Quarter: 2})
			equal(o.t, "of the second quarter", v.Checked.Workbooks, 2)
		})
	})
	equal(t, "workbooks", len(published), 2)
	for name, sums := range published {
		if len(slices.Compact(sums)) != 1 {
			t.Errorf("%s is another one on the other engine: %v", name, sums)
		}
	}
}
