package xlsx_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"rekon/reconcile"
	"rekon/xlsx"
)

// zipped makes an archive of texts by name.
func zipped(tb testing.TB, parts ...string) []byte {
	tb.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for i := 0; i+1 < len(parts); i += 2 {
		f, err := w.Create(parts[i])
		must(tb, err)
		_, err = f.Write([]byte(parts[i+1]))
		must(tb, err)
	}
	must(tb, w.Close())
	return out.Bytes()
}

// compound begins like the old binary formats of Office.
const compound = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

// TestOpenRefuses: what is no workbook we read is given back with the reason and
// the way out.
func TestOpenRefuses(t *testing.T) {
	whole := fixture(t, singleFile)
	small := xlsx.DefaultLimits()
	small.Bytes = 1000
	narrow := func(change func(*xlsx.Limits)) xlsx.Limits {
		l := xlsx.DefaultLimits()
		change(&l)
		return l
	}
	locked := bytes.NewBuffer(nil)
	f := excelize.NewFile()
	_, err := f.WriteTo(locked, excelize.Options{Password: "rahasia"})
	must(t, err)
	for _, c := range []struct {
		name   string
		data   []byte
		limits xlsx.Limits
		code   reconcile.Code
		words  string
	}{
		{"empty", nil, xlsx.DefaultLimits(), reconcile.NotAWorkbook, "berkas kosong"},
		{"text", []byte("Realisasi;Rp\n1;2\n"), xlsx.DefaultLimits(), reconcile.NotAWorkbook, "bukan buku kerja"},
		{"web page", []byte("<html><table><tr><td>1</td></tr></table></html>"), xlsx.DefaultLimits(), reconcile.NotAWorkbook, "Simpan Sebagai .xlsx"},
		{"PDF", []byte("%PDF-1.7\n..."), xlsx.DefaultLimits(), reconcile.NotAWorkbook, "PDF"},
		{"picture", []byte("\x89PNG\r\n\x1a\n...."), xlsx.DefaultLimits(), reconcile.NotAWorkbook, "bukan buku kerja"},
		{"torn", whole[:len(whole)/2], xlsx.DefaultLimits(), reconcile.NotAWorkbook, "terpotong"},
		{"PK and no more", []byte("PK"), xlsx.DefaultLimits(), reconcile.NotAWorkbook, "terpotong"},
		{"archive", zipped(t, "laporan.xlsx", string(whole)), xlsx.DefaultLimits(), reconcile.NotAWorkbook, "arsip zip"},
		{"empty archive", zipped(t), xlsx.DefaultLimits(), reconcile.NotAWorkbook, "arsip zip"},
		{"OpenDocument", zipped(t, "mimetype", "application/vnd.oasis.opendocument.spreadsheet", "content.xml", "<x/>"), xlsx.DefaultLimits(), reconcile.NotAWorkbook, "OpenDocument"},
		{"document", zipped(t, "[Content_Types].xml", "<Types/>", "word/document.xml", "<x/>"), xlsx.DefaultLimits(), reconcile.NotAWorkbook, "simpan ulang"},
		{"no parts", zipped(t, "[Content_Types].xml", ""), xlsx.DefaultLimits(), reconcile.NotAWorkbook, "simpan ulang"},
		{"no sheets", withPart(t, fixtureSaved(t), "xl/workbook.xml", func(s string) string {
			from, to := strings.Index(s, "<sheets>"), strings.Index(s, "</sheets>")
			return s[:from] + s[to+len("</sheets>"):]
		}), xlsx.DefaultLimits(), reconcile.NotAWorkbook, "tidak berisi lembar"},
		{"binary workbook", zipped(t, "[Content_Types].xml", "<Types/>", "xl/workbook.bin", "\x00\x01"), xlsx.DefaultLimits(), reconcile.NotAWorkbook, "Simpan Sebagai .xlsx"},
		{"old format", []byte(compound + strings.Repeat("\x00", 600)), xlsx.DefaultLimits(), reconcile.LegacyFormat, ".xls"},
		{"password", locked.Bytes(), xlsx.DefaultLimits(), reconcile.Encrypted, "hapus sandinya"},
		{"too many bytes", whole, small, reconcile.TooLarge, "paling besar"},
		{"unpacks to too much", whole, narrow(func(l *xlsx.Limits) { l.Unpacked = 5000 }), reconcile.TooLarge, "jauh lebih besar"},
		{"too many rows", whole, narrow(func(l *xlsx.Limits) { l.Rows = 20 }), reconcile.TooLarge, "Hapus baris"},
		{"too many columns", whole, narrow(func(l *xlsx.Limits) { l.Columns = 9 }), reconcile.TooLarge, "kolom"},
		{"too many sheets", whole, narrow(func(l *xlsx.Limits) { l.Sheets = 1 }), reconcile.TooLarge, "lembar"},
		{"a broken sheet", withPart(t, fixtureSaved(t), programsPart, func(s string) string { return s[:len(s)/2] }), xlsx.DefaultLimits(), reconcile.NotAWorkbook, "simpan ulang"},
		{"a sheet broken at its begin", withPart(t, fixtureSaved(t), programsPart, func(s string) string { return strings.Replace(s, "<sheetData>", "<sheetData><row", 1) }), xlsx.DefaultLimits(), reconcile.NotAWorkbook, "simpan ulang"},
		{"formats without end", withPart(t, fixtureSaved(t), programsPart, func(s string) string {
			var b strings.Builder
			for row := 100; row < 600; row++ {
				fmt.Fprintf(&b, `<row r="%d"><c r="XFD%d" s="1"/></row>`, row, row)
			}
			return strings.Replace(s, "</sheetData>", b.String()+"</sheetData>", 1)
		}), xlsx.DefaultLimits(), reconcile.TooLarge, "di bawah dan di kanan tabel"},
		{"merges without end", withPart(t, fixtureSaved(t), programsPart, func(s string) string {
			var b strings.Builder
			for row := 100; row < 19000; row++ {
				fmt.Fprintf(&b, `<mergeCell ref="A%d:B%d"/>`, row, row)
			}
			return strings.Replace(s, "<mergeCell ", b.String()+"<mergeCell ", 1)
		}), xlsx.DefaultLimits(), reconcile.TooLarge, "kirim lagi"},
	} {
		t.Run(c.name, func(t *testing.T) {
			start := time.Now()
			b, err := xlsx.Open("laporan TW I.xlsx", c.data, c.limits)
			var failed *xlsx.OpenError
			if !errors.As(err, &failed) {
				t.Fatalf("opened as %v, error %v", b, err)
			}
			checkFinding(t, failed.Finding)
			if failed.Finding.Code != c.code || !strings.Contains(failed.Finding.Message, c.words) {
				t.Errorf("%s: %s", failed.Finding.Code, failed.Finding.Message)
			}
			if took := time.Since(start); took > 5*time.Second {
				t.Errorf("took %v", took)
			}
		})
	}
}

// TestOpenTorn: a workbook of which only a part has arrived can be told from one
// that is broken.
func TestOpenTorn(t *testing.T) {
	whole := fixture(t, singleFile)
	for name, torn := range map[bool][]byte{true: whole[:len(whole)-100], false: whole} {
		if xlsx.IsTornZip(torn) != name {
			t.Errorf("torn %v is told as %v", name, !name)
		}
	}
	for _, begun := range []string{"P", "PK", "PK\x03\x04", "\x00\x00\x00\x00\x00", string(whole[:5000])} {
		if !xlsx.IsUnfinished([]byte(begun)) {
			t.Errorf("%.9q counts as finished", begun)
		}
	}
	for _, other := range []string{"", "%PDF", "PX", compound, string(whole)} {
		if xlsx.IsUnfinished([]byte(other)) {
			t.Errorf("%.9q counts as unfinished", other)
		}
	}
	for _, other := range []string{"", "PK", "%PDF", compound} {
		if xlsx.IsTornZip([]byte(other)) {
			t.Errorf("%q counts as torn", other)
		}
	}
}

// TestOpenHonestOddities: formats to the last row or column, a chart sheet, damaged
// properties and parts we do not know keep nobody from reporting.
func TestOpenHonestOddities(t *testing.T) {
	for name, data := range map[string][]byte{
		"formats to the last column": withPart(t, fixtureSaved(t), programsPart, func(s string) string {
			return strings.Replace(s, "</sheetData>", `<row r="60"><c r="XFD60" s="1"/></row></sheetData>`, 1)
		}),
		"formats to the last row": withPart(t, fixtureSaved(t), programsPart, func(s string) string {
			return strings.Replace(s, "</sheetData>", `<row r="1048576" s="1" customFormat="1"><c r="A1048576" s="1"/></row></sheetData>`, 1)
		}),
		"chart sheet": edited(t, singleFile, func(f *excelize.File) {
			must(t, f.AddChartSheet("Grafik", &excelize.Chart{Type: excelize.Col, Series: []excelize.ChartSeries{{Values: "'PROGRAM KEGIATAN'!$I$7:$I$14"}}}))
		}),
		"empty sheets": edited(t, singleFile, func(f *excelize.File) {
			for _, n := range []string{"Sheet3", "Sheet4"} {
				_, err := f.NewSheet(n)
				must(t, err)
			}
		}),
		"a sheet of lists, hidden": edited(t, singleFile, func(f *excelize.File) {
			_, err := f.NewSheet("daftar")
			must(t, err)
			must(t, f.SetSheetCol("daftar", "A1", &[]string{"Satuan", "Orang", "Dokumen"}))
			must(t, f.SetSheetVisible("daftar", false, true))
		}),
		"styled row numbers": withPart(t, fixtureSaved(t), programsPart, func(s string) string {
			return strings.Replace(s, `<row r="7"`, `<row spans="1:10" r = '7'`, 1)
		}),
	} {
		t.Run(name, func(t *testing.T) { same(t, singleFile, data, nil, nil) })
	}
}

// TestNotARealization: a plan and an untouched form are told for what they are.
func TestNotARealization(t *testing.T) {
	untouched := editedPrograms(t, singleFile, func(e sheetEdit) {
		for row := 6; row <= 35; row++ {
			if row != 26 && row != 27 {
				e.clear(fmt.Sprint("G", row), fmt.Sprint("I", row))
			}
		}
		must(e.tb, e.f.SetCellValue(indicators, "E7", nil))
	})
	for name, c := range map[string]struct {
		data        []byte
		want, words string
	}{
		"plan":       {fixture(t, planFile), "not-a-realization RENCANA AKSI!A4", "ini rencana aksi"},
		"untouched":  {untouched, "not-a-realization RENCANA AKSI!A1", "belum ada realisasi Triwulan I yang diisi"},
		"only words": {saved(t, excelize.NewFile()), "header-missing Sheet1!A1", "Program/Kegiatan atau Indikator, Realisasi"},
	} {
		t.Run(name, func(t *testing.T) {
			r := readFile(t, "laporan.xlsx", c.data)
			if got := listed(r.findings); len(got) != 1 || got[0] != c.want || !strings.Contains(r.findings[0].Message, c.words) {
				t.Error(messages(r.findings))
			}
		})
	}
	next := readFile(t, "laporan TW2 2020.xlsx", edited(t, wideFile, func(f *excelize.File) {
		for _, s := range f.GetSheetList() {
			must(t, f.SetCellStr(s, "A1", "LAPORAN REALISASI TRIWULAN III TAHUN 2020"))
		}
	}))
	if next.identity.Period.Quarter != 3 || len(next.findings) == 0 {
		t.Errorf("%+v %s", next.identity, messages(next.findings))
	}
}
