package xlsx

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"rekon/reconcile"
)

// spoiled is a published workbook after somebody's hand in it.
func spoiled(t *testing.T, data []byte, edit func(f *excelize.File) error) []byte {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	if err := edit(f); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := f.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// repacked is a workbook with a part of it edited as text, without any library that
// would write the rest anew.
func repacked(t *testing.T, data []byte, part string, edit func(string) string) []byte {
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
		if err != nil {
			t.Fatal(err)
		}
		if f.Name == part {
			changed := edit(string(content))
			if changed == string(content) {
				t.Fatalf("nothing was edited in %s", part)
			}
			content = []byte(changed)
		}
		to, err := w.Create(f.Name)
		if err == nil {
			_, err = to.Write(content)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func compared(t *testing.T, data []byte, r reconcile.Result) []string {
	t.Helper()
	ds, err := CompareVariance(data, r, DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	return told(ds)
}

func told(ds []CellDifference) []string {
	var out []string
	for _, d := range ds {
		out = append(out, strings.Join([]string{d.Place(), string(d.Aspect), d.Line, d.Figure, d.Found, d.Derived}, "|"))
	}
	return out
}

// cellShowing is where a figure stands on a sheet.
func cellShowing(t *testing.T, r reconcile.Result, sheet string, s Shown) bookCell {
	t.Helper()
	d, err := draftVariance(r)
	for at, shown := range drafted(t, d, err).shown {
		if at.sheet == sheet && shown == s {
			return at
		}
	}
	t.Fatalf("%v stands nowhere on %s", s, sheet)
	return bookCell{}
}

func TestEditedWorkbookIsFoundCellByCell(t *testing.T) {
	t.Parallel()
	r := sampleResult(t, 2)
	data := varianceBytes(t, r)
	i := slices.IndexFunc(r.Variances, func(v reconcile.Variance) bool {
		return v.Line.Target[0].Value.Valid && v.MoneyYTD.Serapan.Valid && v.Physical.Status == reconcile.TidakTercapai
	})
	line := r.Variances[i].Line.Code
	serapan := cellShowing(t, r, sheetVariance, Shown{Line: line, Figure: "money_ytd.serapan"})
	status := cellShowing(t, r, sheetVariance, Shown{Line: line, Figure: "physical.status"})
	target := cellShowing(t, r, sheetSources, Shown{Line: line, Figure: "target.q1"})
	total := cellShowing(t, r, sheetSummary, Shown{Figure: "totals.sisa"})
	kept := func(f *excelize.File, at bookCell) string {
		s, _ := f.GetCellValue(at.sheet, at.name(), excelize.Options{RawCellValue: true})
		return s
	}
	const lined = "keliling tipis B8C2CC"
	f := reopen(t, data)
	formula, _ := f.GetCellFormula(serapan.sheet, serapan.name())
	for _, c := range []struct {
		name string
		edit func(f *excelize.File) error
		want []string
	}{
		{"nothing", func(*excelize.File) error { return nil }, nil},
		{"a value", func(f *excelize.File) error {
			return errors.Join(f.SetCellValue(serapan.sheet, serapan.name(), 99.5), f.SetCellFormula(serapan.sheet, serapan.name(), formula))
		}, []string{fmt.Sprintf("Variansi!%s|nilai|%s|money_ytd.serapan|99.5|%s", serapan.name(), line, kept(f, serapan))}},
		{"a formula", func(f *excelize.File) error { return f.SetCellFormula(serapan.sheet, serapan.name(), formula+"+0") },
			[]string{fmt.Sprintf("Variansi!%s|rumus|%s|money_ytd.serapan|%s+0|%s", serapan.name(), line, formula, formula)}},
		{"a figure for its formula", func(f *excelize.File) error { return f.SetCellFormula(serapan.sheet, serapan.name(), "") },
			[]string{fmt.Sprintf("Variansi!%s|rumus|%s|money_ytd.serapan||%s", serapan.name(), line, formula)}},
		{"the decimal places", func(f *excelize.File) error {
			id, err := f.NewStyle(&excelize.Style{NumFmt: 9, Font: &excelize.Font{Color: "1F2933"}})
			return errors.Join(err, f.SetCellStyle(serapan.sheet, serapan.name(), serapan.name(), id))
		}, []string{fmt.Sprintf("Variansi!%s|format|%s|money_ytd.serapan|0%%|#,##0.00", serapan.name(), line)}},
		{"the colour of a flag", func(f *excelize.File) error {
			id, err := f.NewStyle(&excelize.Style{Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"CFE4F7"}}, Font: &excelize.Font{Color: "1F2933"}})
			return errors.Join(err, f.SetCellStyle(status.sheet, status.name(), status.name(), id))
		}, []string{fmt.Sprintf("Variansi!%s|format|%s|physical.status|warna latar CFE4F7|warna latar F7CDBD", status.name(), line)}},
		{"letters as pale as the paper", func(f *excelize.File) error {
			id, err := f.NewStyle(&excelize.Style{NumFmt: 4, Font: &excelize.Font{Color: "FFFFFF"}})
			return errors.Join(err, f.SetCellStyle(serapan.sheet, serapan.name(), serapan.name(), id))
		}, []string{fmt.Sprintf("Variansi!%s|format|%s|money_ytd.serapan|warna huruf FFFFFF|warna huruf 1F2933", serapan.name(), line)}},
		{"letters made bold", dressed(serapan, func(s *excelize.Style) { s.Font.Bold = true }),
			[]string{fmt.Sprintf("Variansi!%s|format|%s|money_ytd.serapan|huruf Arial 9 tebal|huruf Arial 9", serapan.name(), line)}},
		{"another lettering", dressed(serapan, func(s *excelize.Style) { s.Font.Family, s.Font.Size = "Calibri", 6 }),
			[]string{fmt.Sprintf("Variansi!%s|format|%s|money_ytd.serapan|huruf Calibri 6|huruf Arial 9", serapan.name(), line)}},
		{"no lines around it", dressed(serapan, func(s *excelize.Style) { s.Border = nil }),
			[]string{fmt.Sprintf("Variansi!%s|format|%s|money_ytd.serapan|garis tepi –|garis tepi %s", serapan.name(), line, lined)}},
		{"pushed aside", dressed(serapan, func(s *excelize.Style) { s.Alignment.Horizontal, s.Alignment.Indent = "left", 3 }),
			[]string{fmt.Sprintf("Variansi!%s|format|%s|money_ytd.serapan|perataan kiri, atas, menjorok 3, dilipat|perataan kanan, atas, dilipat", serapan.name(), line)}},
		{"a flag", func(f *excelize.File) error { return f.SetCellValue(status.sheet, status.name(), "Melampaui Target") },
			[]string{fmt.Sprintf("Variansi!%s|nilai|%s|physical.status|Melampaui Target|%s", status.name(), line, kept(f, status))}},
		{"a source", func(f *excelize.File) error { return f.SetCellValue(target.sheet, target.name(), 7777) },
			[]string{fmt.Sprintf("Sumber!%s|nilai|%s|target.q1|7777|%s", target.name(), line, kept(f, target))}},
		{"a total on the first page", func(f *excelize.File) error { return f.SetCellValue(total.sheet, total.name(), 1) },
			[]string{fmt.Sprintf("Ringkasan!%s|nilai||totals.sisa|1|%s", total.name(), kept(f, total))}},
		{"a number as text", func(f *excelize.File) error { return f.SetCellStr(target.sheet, target.name(), kept(f, target)) },
			[]string{fmt.Sprintf("Sumber!%s|nilai|%s|target.q1|%s|%[3]s", target.name(), line, kept(f, target))}},
		{"a sheet removed", func(f *excelize.File) error { return f.DeleteSheet(sheetFindings) }, []string{"Temuan|lembar|||tidak ada lagi|ada"}},
		{"a sheet added", func(f *excelize.File) error { _, err := f.NewSheet("Catatan"); return err }, []string{"Catatan|lembar|||ditambahkan|tidak ada"}},
		{"a sheet hidden", func(f *excelize.File) error { return f.SetSheetVisible(sheetFindings, false) }, []string{"Temuan|lembar|||disembunyikan|tampak"}},
		{"a row hidden", func(f *excelize.File) error { return f.SetRowVisible(sheetVariance, serapan.row, false) },
			[]string{fmt.Sprintf("Variansi!A%d|tampilan|%s||baris disembunyikan|tampak", serapan.row, line)}},
		{"cells taken apart", func(f *excelize.File) error { return f.UnmergeCell(sheetSummary, "A1", "H1") }, []string{"Ringkasan!A1|gabungan sel|||tidak digabung|A1:H1"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := compared(t, spoiled(t, data, c.edit), r); !slices.Equal(got, c.want) {
				t.Errorf("got %q\nwant %q", got, c.want)
			}
		})
	}
}

// dressed changes the style of a cell.
func dressed(at bookCell, change func(*excelize.Style)) func(*excelize.File) error {
	return func(f *excelize.File) error {
		id, err := f.GetCellStyle(at.sheet, at.name())
		if err != nil {
			return err
		}
		s, err := f.GetStyle(id)
		if err != nil {
			return err
		}
		change(s)
		id, err = f.NewStyle(s)
		return errors.Join(err, f.SetCellStyle(at.sheet, at.name(), at.name(), id))
	}
}

// A row that is taken out is named, and nothing else: what stands below it moved up.
func TestRemovedRowIsNamedOnce(t *testing.T) {
	r := sampleResult(t, 2)
	at := cellShowing(t, r, sheetVariance, Shown{Line: r.Variances[3].Line.Code, Figure: "pagu"})
	data := spoiled(t, varianceBytes(t, r), func(f *excelize.File) error { return f.RemoveRow(sheetVariance, at.row) })
	got := compared(t, data, r)
	want := fmt.Sprintf("Variansi!%s|baris|%[1]s||tidak ada lagi|ada", r.Variances[3].Line.Code)
	if len(got) == 0 || got[0] != want || len(got) > 5 {
		t.Errorf("got %q", got)
	}
}

// What was edited in the parts of the file is found as well as what a program edited.
func TestEditedPartIsFound(t *testing.T) {
	r := sampleResult(t, 2)
	data := repacked(t, varianceBytes(t, r), "xl/worksheets/sheet2.xml", func(s string) string {
		return strings.Replace(s, "Tidak Tercapai", "Tercapai", 1)
	})
	got := compared(t, data, r)
	if len(got) != 1 || !strings.Contains(got[0], "|nilai|") || !strings.HasSuffix(got[0], ".status|Tercapai|Tidak Tercapai") {
		t.Errorf("got %q", got)
	}
}

// The workbook of another agency, quarter or revision says so itself.
func TestAnotherWorkbookIsNamedAsAWhole(t *testing.T) {
	r, other := sampleResult(t, 2), sampleResult(t, 2)
	other.Plan.Agency.Code = "SETDA"
	for what, c := range map[string]struct {
		data []byte
		want string
	}{
		"agency":  {varianceBytes(t, other), "|buku kerja|||milik SETDA|milik BKPP"},
		"quarter": {varianceBytes(t, sampleResult(t, 1)), "|buku kerja|||untuk Triwulan 1|untuk Triwulan 2"},
	} {
		if got := compared(t, c.data, r); !slices.Equal(got, []string{c.want}) {
			t.Errorf("%s: got %q", what, got)
		}
	}
}

// A workbook of another layout is compared by code and title: a figure that was changed
// is found, and nothing else but that it is one.
func TestOtherLayoutIsComparedByCodeAndTitle(t *testing.T) {
	r := sampleResult(t, 2)
	line := r.Variances[3].Line.Code
	at := cellShowing(t, r, sheetVariance, Shown{Line: line, Figure: "money_ytd.actual"})
	older := func(f *excelize.File) error {
		return errors.Join(f.InsertRows(sheetVariance, 1, 2), f.InsertCols(sheetVariance, "D", 1),
			f.SetCustomProps(excelize.CustomProperty{Name: "rekon_form", Value: int32(0)}),
			f.SetCustomProps(excelize.CustomProperty{Name: "rekon_program", Value: "v0.1"}))
	}
	got := compared(t, spoiled(t, varianceBytes(t, r), older), r)
	if len(got) != 1 || !strings.Contains(got[0], "|susunan|||Buku kerja ini ditulis rekon versi v0.1 dengan susunan lain") {
		t.Errorf("got %q", got)
	}
	got = compared(t, spoiled(t, varianceBytes(t, r), func(f *excelize.File) error {
		return errors.Join(older(f), f.SetCellValue(sheetVariance, cellName(at.col+1, at.row+2), 123))
	}), r)
	if len(got) != 2 || !strings.Contains(got[1], fmt.Sprintf("Variansi!%s|nilai|%s|money_ytd.actual|123|", cellName(at.col+1, at.row+2), line)) {
		t.Errorf("got %q", got)
	}
}

// In the summaries a figure is named as in the variance workbook, also the one that only
// feeds a chart, and a chart that shows other cells.
func TestEditedSummaryIsFound(t *testing.T) {
	s := sampleSummaries(t)["tw3"]
	data := summaryBytes(t, s)
	edited := func(edit func(f *excelize.File) error) []string {
		ds, err := CompareSummary(spoiled(t, data, edit), s, DefaultLimits())
		if err != nil {
			t.Fatal(err)
		}
		return told(ds)
	}
	if got := edited(func(*excelize.File) error { return nil }); len(got) > 0 {
		t.Errorf("untouched: %q", got)
	}
	got := edited(func(f *excelize.File) error { return f.SetCellValue(sheetCharts, "C6", 100) })
	if len(got) != 1 || !strings.HasPrefix(got[0], "Grafik!C6|nilai|"+s.Rows[0].Line.Code+"||100|") {
		t.Errorf("got %q", got)
	}
	moved := repacked(t, data, "xl/charts/chart2.xml", func(x string) string { return strings.ReplaceAll(x, "$E$", "$D$") })
	ds, err := CompareSummary(moved, s, DefaultLimits())
	if err != nil || len(ds) != 1 || ds[0].Aspect != ChartDiffers {
		t.Errorf("got %v %v", ds, err)
	}
	o := sampleOverview(t, 3, 2)
	changed := spoiled(t, overviewBytes(t, o), func(f *excelize.File) error { return f.SetCellValue(sheetAgencies, "O7", 1) })
	ds, err = CompareOverview(changed, o, DefaultLimits())
	if err != nil || len(ds) != 1 || ds[0].Agency != o.Cards[1].Agency.Code || ds[0].Figure != "totals.pagu" {
		t.Errorf("got %v %v", ds, err)
	}
}

// What is no workbook is an error, and no panic.
func TestPublishedFileThatIsNoWorkbook(t *testing.T) {
	r := sampleResult(t, 1)
	data := varianceBytes(t, r)
	for name, bad := range map[string][]byte{"empty": nil, "text": []byte("halo"), "truncated": data[:len(data)/2], "tail": data[len(data)/2:]} {
		var failed *OpenError
		if _, err := CompareVariance(bad, r, DefaultLimits()); !errors.As(err, &failed) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// LibreOffice numbers styles anew, shares strings and calculates: none of it is a
// difference.
func TestSavedAgainByLibreOfficeDiffersInNothing(t *testing.T) {
	t.Parallel()
	r, s, o := sampleResult(t, 3), sampleSummaries(t)["tw3"], sampleOverview(t, 6, 2)
	odd := oddResult(t, 4, 1, 2, 4)
	out := libreOffice(t, "xlsx", map[string][]byte{"variansi": varianceBytes(t, r), "odd": varianceBytes(t, odd),
		"ringkasan": summaryBytes(t, s), "semua": overviewBytes(t, o)})
	again := func(name string) []byte {
		data, err := os.ReadFile(filepath.Join(out, name+".xlsx"))
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	for name, compare := range map[string]func() ([]CellDifference, error){
		"variansi":  func() ([]CellDifference, error) { return CompareVariance(again("variansi"), r, DefaultLimits()) },
		"odd":       func() ([]CellDifference, error) { return CompareVariance(again("odd"), odd, DefaultLimits()) },
		"ringkasan": func() ([]CellDifference, error) { return CompareSummary(again("ringkasan"), s, DefaultLimits()) },
		"semua":     func() ([]CellDifference, error) { return CompareOverview(again("semua"), o, DefaultLimits()) },
	} {
		ds, err := compare()
		if err != nil {
			t.Fatal(err)
		}
		if len(ds) > 0 {
			t.Errorf("%s: %d differences, such as %q", name, len(ds), told(ds[:min(8, len(ds))]))
		}
	}
	edited := spoiled(t, again("variansi"), func(f *excelize.File) error { return f.SetCellValue(sheetVariance, "A8", "X") })
	if ds, err := CompareVariance(edited, r, DefaultLimits()); err != nil || len(ds) == 0 {
		t.Errorf("edited after it was saved again: %v %v", ds, err)
	}
}
