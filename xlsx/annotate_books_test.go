package xlsx_test

import (
	"archive/zip"
	"bytes"
	"encoding/base64"
	"fmt"
	_ "image/png" // the library asks how large a picture is
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"rekon/reconcile"
)

// sample is a workbook to be marked, with what is wrong in it.
type sample struct {
	name     string // base name
	data     []byte
	findings []reconcile.Finding
	whole    bool // it can be marked
}

// wrong is a finding at a cell.
func wrong(code reconcile.Code, sheet, cell string) reconcile.Finding {
	at := reconcile.Source{File: "laporan.xlsx", SHA256: "00", Sheet: sheet, Cell: cell}
	return reconcile.Finding{Code: code, Source: at, Message: reconcile.Place(at) + ": '12,x' bukan angka rupiah. Tulis angka saja, misalnya 12.500.000,00."}
}

// wrongs are an error and a question on one sheet.
func wrongs(sheet string, cells ...string) (out []reconcile.Finding) {
	for i, c := range cells {
		out = append(out, wrong([]reconcile.Code{reconcile.AmountUnreadable, reconcile.OverBudget}[i%2], sheet, c))
	}
	return out
}

// samples are workbooks of every kind that people and programs make.
func samples(tb testing.TB) map[string]sample {
	tb.Helper()
	out := map[string]sample{}
	for _, dir := range []string{"../testdata", "../cmd/rekon/demo"} {
		files, err := filepath.Glob(dir + "/*.xlsx")
		must(tb, err)
		for _, file := range files {
			data, err := os.ReadFile(file)
			must(tb, err)
			findings := readFile(tb, filepath.Base(file), data).findings
			if len(findings) == 0 {
				findings = wrongs(programs, "I7", "J8")
			}
			out[filepath.Base(file)] = sample{data: data, findings: findings, whole: true}
		}
	}
	for name, make := range handmade {
		f := excelize.NewFile()
		must(tb, f.SetSheetRow("Sheet1", "A1", &[]any{"Uraian", "Realisasi", "Rp"}))
		must(tb, f.SetSheetRow("Sheet1", "A2", &[]any{"Diklat", 5, 12500000.5}))
		findings := make(tb, f)
		if findings == nil {
			findings = wrongs("Sheet1", "B2", "C2", "F20")
		}
		out[name] = sample{data: saved(tb, f), findings: findings, whole: true}
		must(tb, f.Close())
	}
	for name, s := range rewritten(tb) {
		out[name] = s
	}
	for name, s := range out {
		if s.name == "" {
			s.name = "laporan.xlsx"
		}
		out[name] = s
	}
	return out
}

// handmade workbooks are those that the library makes; nil findings are the usual
// ones.
var handmade = map[string]func(tb testing.TB, f *excelize.File) []reconcile.Finding{
	"plain": func(testing.TB, *excelize.File) []reconcile.Finding { return nil },
	"her comments": func(tb testing.TB, f *excelize.File) []reconcile.Finding {
		must(tb, f.AddComment("Sheet1", excelize.Comment{Cell: "A1", Author: "Ibu Sri", Text: "Tolong dicek"}))
		must(tb, f.AddComment("Sheet1", excelize.Comment{Cell: "B2", Author: "Ibu Sri", Paragraph: []excelize.RichTextRun{
			{Text: "Ibu Sri: ", Font: &excelize.Font{Bold: true}}, {Text: "sudah sesuai SPJ"}}}))
		return nil
	},
	"like ours": func(tb testing.TB, f *excelize.File) []reconcile.Finding {
		for i, colour := range []string{"FFE58F", "F9B7A5"} {
			id, err := f.NewStyle(&excelize.Style{Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{colour}}, NumFmt: 4})
			must(tb, err)
			must(tb, f.SetCellStyle("Sheet1", fmt.Sprintf("B%d", 2+i), fmt.Sprintf("D%d", 2+i), id))
		}
		for cell, text := range map[string]string{"A1": "REKON – PERHATIKAN: tolong dicek", "A2": "REKON – PERIKSA ulang", "D2": "REKON – PERBAIKI"} {
			must(tb, f.AddComment("Sheet1", excelize.Comment{Cell: cell, Author: "Ani", Text: text}))
		}
		return wrongs("Sheet1", "B2", "A2", "F20", "B20")
	},
	"pictures": func(tb testing.TB, f *excelize.File) []reconcile.Finding {
		must(tb, f.AddPictureFromBytes("Sheet1", "D2", &excelize.Picture{Extension: ".png", File: dot(tb), Format: &excelize.GraphicOptions{AltText: "lambang"}}))
		must(tb, f.AddChart("Sheet1", "E5", &excelize.Chart{Type: excelize.Col, Series: []excelize.ChartSeries{{Name: "Sheet1!$C$1", Categories: "Sheet1!$A$2", Values: "Sheet1!$C$2"}}}))
		return nil
	},
	"guarded": func(tb testing.TB, f *excelize.File) []reconcile.Finding {
		dv := excelize.NewDataValidation(true)
		dv.Sqref = "B2:B9"
		must(tb, dv.SetDropList([]string{"1", "5", "9"}))
		must(tb, f.AddDataValidation("Sheet1", dv))
		format, err := f.NewConditionalStyle(&excelize.Style{Font: &excelize.Font{Color: "9A0511"}, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"FEC7CE"}}})
		must(tb, err)
		must(tb, f.SetConditionalFormat("Sheet1", "C2:C9", []excelize.ConditionalFormatOptions{{Type: "cell", Criteria: ">", Format: &format, Value: "6"}}))
		must(tb, f.ProtectSheet("Sheet1", &excelize.SheetProtectionOptions{Password: "rahasia", SelectLockedCells: true, SelectUnlockedCells: true}))
		must(tb, f.ProtectWorkbook(&excelize.WorkbookProtectionOptions{LockStructure: true}))
		must(tb, f.AutoFilter("Sheet1", "A1:C2", nil))
		return nil
	},
	"several sheets": func(tb testing.TB, f *excelize.File) []reconcile.Finding {
		for _, name := range []string{"Jum'at 'ini' x", "Perbaikan", "perbaikan REKON", "Rahasia"} {
			_, err := f.NewSheet(name)
			must(tb, err)
			must(tb, f.SetCellStr(name, "B2", "=1+1"))
		}
		must(tb, f.SetSheetVisible("Rahasia", false))
		must(tb, f.SetPanes("Jum'at 'ini' x", &excelize.Panes{Freeze: true, XSplit: 1, YSplit: 1, TopLeftCell: "B2", ActivePane: "bottomRight"}))
		must(tb, f.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", RefersTo: "'Jum''at ''ini'' x'!$1:$2", Scope: "Jum'at 'ini' x"}))
		must(tb, f.SetDefinedName(&excelize.DefinedName{Name: "Pagu", RefersTo: "Sheet1!$C$2"}))
		f.SetActiveSheet(2)
		return append(wrongs("Jum'at 'ini' x", "B2", "C4"), append(wrongs("Perbaikan", "B2"), wrongs("Rahasia", "B2", "XFD1")...)...)
	},
	"coloured": func(tb testing.TB, f *excelize.File) []reconcile.Finding {
		accent := 4
		for cell, style := range map[string]*excelize.Style{
			"B2": {Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"D9E1F2"}}, Font: &excelize.Font{ColorTheme: &accent, Bold: true}, NumFmt: 4,
				Border: []excelize.Border{{Type: "left", Color: "FF0000", Style: 2}}, Protection: &excelize.Protection{Locked: false}},
			"C2": {Fill: excelize.Fill{Type: "gradient", Color: []string{"FFFFFF", "4E71BE"}, Shading: 1}, NumFmt: 10},
			"D2": {Fill: excelize.Fill{Type: "pattern", Pattern: 4, Color: []string{"FFC000"}}},
		} {
			id, err := f.NewStyle(style)
			must(tb, err)
			must(tb, f.SetCellStyle("Sheet1", cell, cell, id))
		}
		id, err := f.NewStyle(&excelize.Style{Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"E2EFDA"}}, NumFmt: 3})
		must(tb, err)
		must(tb, f.SetColStyle("Sheet1", "F", id))
		must(tb, f.SetRowStyle("Sheet1", 12, 12, id))
		return wrongs("Sheet1", "B2", "C2", "D2", "F20", "F21", "H12")
	},
	"merged": func(tb testing.TB, f *excelize.File) []reconcile.Finding {
		must(tb, f.MergeCell("Sheet1", "B2", "C5"))
		must(tb, f.SetRowVisible("Sheet1", 7, false))
		must(tb, f.SetColVisible("Sheet1", "E", false))
		must(tb, f.SetColWidth("Sheet1", "A", "A", 31.5))
		must(tb, f.SetRowHeight("Sheet1", 2, 44))
		return wrongs("Sheet1", "C5", "B2", "E7")
	},
	"formulas": func(tb testing.TB, f *excelize.File) []reconcile.Finding {
		must(tb, f.SetSheetRow("Sheet1", "B3", &[]any{7, 8}))
		must(tb, f.SetCellFormula("Sheet1", "C4", "=SUM(C2:C3)"))
		shared, span := excelize.STCellFormulaTypeShared, "D2:D5"
		must(tb, f.SetCellFormula("Sheet1", "D2", "=B2*2", excelize.FormulaOpts{Type: &shared, Ref: &span}))
		must(tb, f.SetCellRichText("Sheet1", "A3", []excelize.RichTextRun{{Text: "tebal", Font: &excelize.Font{Bold: true}}, {Text: " dan tipis "}}))
		must(tb, f.SetCellHyperLink("Sheet1", "A2", "https://example.go.id/a?b=1&c=2", "External"))
		must(tb, f.AddTable("Sheet1", &excelize.Table{Range: "H1:I3", Name: "Tabel1"}))
		return wrongs("Sheet1", "C4", "D2", "D4", "A3", "A2")
	},
	"buttons": func(tb testing.TB, f *excelize.File) []reconcile.Finding {
		must(tb, f.AddFormControl("Sheet1", excelize.FormControl{Cell: "E1", Type: excelize.FormControlButton, Text: "Hitung", Width: 80, Height: 30}))
		must(tb, f.AddFormControl("Sheet1", excelize.FormControl{Cell: "E4", Type: excelize.FormControlCheckBox, Text: "Selesai", CellLink: "F4", Checked: true}))
		return nil
	},
	"thousand": func(tb testing.TB, f *excelize.File) (out []reconcile.Finding) {
		for i := range 1000 {
			cell := fmt.Sprintf("%c%d", 'B'+i%5, 2+i/5)
			must(tb, f.SetCellStr("Sheet1", cell, "x"))
			out = append(out, wrongs("Sheet1", cell)...)
		}
		return out
	},
	"wicked words": func(testing.TB, *excelize.File) []reconcile.Finding {
		bad := wrong(reconcile.AmountUnreadable, "Sheet1", "B2")
		bad.Message = "=cmd|' /C calc'!A0 <b>&amp;\x00\x0b]]> " + strings.Repeat("panjang ", 9000)
		return []reconcile.Finding{bad, wrong(reconcile.HiddenRows, "Sheet1", "A1"), wrong(reconcile.AgencyUnknown, "", "A1"), wrong(reconcile.PlanAltered, "Tidak Ada", "B2")}
	},
}

// dot is a picture.
func dot(tb testing.TB) []byte {
	tb.Helper()
	data, err := base64.StdEncoding.DecodeString("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")
	must(tb, err)
	return data
}

// rewritten workbooks are those of other programs, made by changing parts.
func rewritten(tb testing.TB) map[string]sample {
	tb.Helper()
	commented := func() []byte {
		f := excelize.NewFile()
		must(tb, f.SetSheetRow("Sheet1", "A1", &[]any{"Uraian", "Realisasi", "Rp"}))
		must(tb, f.AddComment("Sheet1", excelize.Comment{Cell: "A1", Author: "Ibu Sri", Text: "Tolong dicek"}))
		return saved(tb, f)
	}
	usual := wrongs("Sheet1", "B2", "C2", "F20")
	plain := saved(tb, excelize.NewFile())
	return map[string]sample{
		"strict": {findings: usual, data: eachPart(tb, plain, func(name, part string) (string, string) {
			for from, to := range map[string]string{
				"http://schemas.openxmlformats.org/spreadsheetml/2006/main":                 "http://purl.oclc.org/ooxml/spreadsheetml/main",
				"http://schemas.openxmlformats.org/officeDocument/2006/relationships":       "http://purl.oclc.org/ooxml/officeDocument/relationships",
				"http://schemas.openxmlformats.org/officeDocument/2006/extended-properties": "http://purl.oclc.org/ooxml/officeDocument/extendedProperties",
				"http://schemas.openxmlformats.org/drawingml/2006/main":                     "http://purl.oclc.org/ooxml/drawingml/main",
				"http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes":      "http://purl.oclc.org/ooxml/officeDocument/docPropsVTypes",
				"http://schemas.openxmlformats.org/officeDocument/2006/sharedTypes":         "http://purl.oclc.org/ooxml/officeDocument/sharedTypes",
			} {
				part = strings.ReplaceAll(part, from, to)
			}
			return name, part
		})},
		"comments of another library": {findings: usual, whole: true, data: eachPart(tb, commented(), func(name, part string) (string, string) {
			name = strings.NewReplacer("xl/comments1.xml", "xl/comments/comment1.xml", "drawings/vmlDrawing1.vml", "drawings/commentsDrawing1.vml").Replace(name)
			part = strings.NewReplacer("../comments1.xml", "/xl/comments/comment1.xml", "../drawings/vmlDrawing1.vml", "/xl/drawings/commentsDrawing1.vml",
				"/xl/comments1.xml", "/xl/comments/comment1.xml", `_x0000_s1025"`, `_x0000_s0001"`).Replace(part)
			return name, part
		})},
		"shapes of another program": {findings: usual, whole: true, data: eachPart(tb, commented(), func(name, part string) (string, string) {
			return name, strings.ReplaceAll(part, `id="_x0000_s1025"`, `id="shape_0"`)
		})},
		"header pictures":        {findings: usual, whole: true, data: headerPicture(tb)},
		"macros":                 {name: "laporan.xlsm", findings: usual, whole: true, data: macros(tb, plain)},
		"macros by another name": {findings: usual, data: macros(tb, plain)},
		"parts out of order": {findings: usual, whole: true, data: eachPart(tb, plain, func(name, part string) (string, string) {
			rename := strings.NewReplacer("worksheets/sheet1.xml", "worksheets/sheet2.xml")
			return rename.Replace(name), rename.Replace(part)
		})},
		"prefixed": {findings: usual, whole: false, data: eachPart(tb, plain, func(name, part string) (string, string) {
			if strings.HasPrefix(name, "xl/worksheets/sheet") {
				part = strings.NewReplacer("<?", "<?", "</", "</x:", "<", "<x:", `xmlns="http://schemas.openxmlformats.org/spreadsheetml`, `xmlns:x="http://schemas.openxmlformats.org/spreadsheetml`).Replace(part)
			}
			return name, part
		})},
		"other letters": {findings: usual, whole: true, data: eachPart(tb, commented(), func(name, part string) (string, string) {
			rename := strings.NewReplacer("xl/sharedStrings.xml", "xl/SharedStrings.xml")
			return rename.Replace(name), rename.Replace(part)
		})},
		"a kind unknown": {findings: usual, whole: true, data: eachPart(tb, plain, func(name, part string) (string, string) {
			if name == "xl/worksheets/sheet1.xml" {
				part = strings.Replace(part, "</worksheet>", "<baru><isi/></baru></worksheet>", 1)
			}
			return name, part
		})},
		"as Excel writes": {findings: usual, whole: true, data: asExcel(tb)},
		"kept parts": {findings: usual, whole: true, data: withParts(tb, plain, map[string]string{
			"customXml/item1.xml": "<catatan>isi</catatan>", "xl/printerSettings/printerSettings1.bin": "\x00\x01printer", "xl/media/image9.emf": "emf",
		})},
	}
}

// asExcel is a workbook with what a recent Excel puts into one: names of its own,
// a revision, controls in two versions, a row that says how it was measured.
func asExcel(tb testing.TB) []byte {
	tb.Helper()
	f := excelize.NewFile()
	must(tb, f.SetSheetRow("Sheet1", "A1", &[]any{"Uraian", "Realisasi", "Rp"}))
	bold, err := f.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
	must(tb, err)
	must(tb, f.SetCellStyle("Sheet1", "A1", "C1", bold))
	must(tb, f.AddFormControl("Sheet1", excelize.FormControl{Cell: "E1", Type: excelize.FormControlCheckBox, Text: "Selesai"}))
	const relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	data := eachPart(tb, saved(tb, f), func(name, part string) (string, string) {
		switch name {
		case "xl/worksheets/sheet1.xml":
			part = strings.Replace(part, "<worksheet ", `<worksheet xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" mc:Ignorable="x14ac xr" xmlns:x14ac="http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac" xmlns:xr="http://schemas.microsoft.com/office/spreadsheetml/2014/revision" xr:uid="{00000000-0001-0000-0000-000000000000}" `, 1)
			part = strings.Replace(part, `<row r="1"`, `<row r="1" spans="1:3" x14ac:dyDescent="0.25"`, 1)
			part = strings.Replace(part, "</worksheet>", `<mc:AlternateContent><mc:Choice xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main" Requires="x14"><controls><control shapeId="1025" xmlns:r="`+relations+`" r:id="rId77" name="Check Box 1"/></controls></mc:Choice></mc:AlternateContent>`+
				`<extLst><ext uri="{78C0D931-6437-407d-A8EE-F0AAD7539E65}" xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"><x14:conditionalFormattings/></ext></extLst></worksheet>`, 1)
		case "xl/worksheets/_rels/sheet1.xml.rels":
			part = strings.Replace(part, "</Relationships>", `<Relationship Id="rId77" Type="`+relations+`/ctrlProp" Target="../ctrlProps/ctrlProp1.xml"/></Relationships>`, 1)
		case "xl/workbook.xml":
			part = strings.Replace(part, "<sheets>", `<xr:revisionPtr xmlns:xr="http://schemas.microsoft.com/office/spreadsheetml/2014/revision" revIDLastSave="0" documentId="8_{0}"/><sheets>`, 1)
		case "xl/styles.xml":
			part = strings.ReplaceAll(part, `<b val="1"></b>`, "<b/>")
		case "[Content_Types].xml":
			part = strings.Replace(part, "</Types>", `<Override PartName="/xl/ctrlProps/ctrlProp1.xml" ContentType="application/vnd.ms-excel.controlproperties+xml"/></Types>`, 1)
		}
		return name, part
	})
	return withParts(tb, data, map[string]string{"xl/ctrlProps/ctrlProp1.xml": `<formControlPr xmlns="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main" objectType="CheckBox"/>`})
}

func headerPicture(tb testing.TB) []byte {
	tb.Helper()
	f := excelize.NewFile()
	_, err := f.NewSheet("Lain")
	must(tb, err)
	must(tb, f.AddHeaderFooterImage("Lain", &excelize.HeaderFooterImageOptions{File: dot(tb), Extension: ".png", Width: "10pt", Height: "10pt"}))
	return saved(tb, f)
}

// macros is a workbook with a project of macros.
func macros(tb testing.TB, data []byte) []byte {
	tb.Helper()
	data = eachPart(tb, data, func(name, part string) (string, string) {
		switch name {
		case "[Content_Types].xml":
			part = strings.Replace(part, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml", "application/vnd.ms-excel.sheet.macroEnabled.main+xml", 1)
			part = strings.Replace(part, "</Types>", `<Override PartName="/xl/vbaProject.bin" ContentType="application/vnd.ms-office.vbaProject"/></Types>`, 1)
		case "xl/_rels/workbook.xml.rels":
			part = strings.Replace(part, "</Relationships>", `<Relationship Id="rId99" Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject" Target="vbaProject.bin"/></Relationships>`, 1)
		}
		return name, part
	})
	return withParts(tb, data, map[string]string{"xl/vbaProject.bin": "\xd0\xcf\x11\xe0 makro"})
}

// eachPart rewrites the parts of a workbook.
func eachPart(tb testing.TB, data []byte, change func(name, part string) (string, string)) []byte {
	tb.Helper()
	out := map[string]string{}
	for name, part := range partsOf(tb, data) {
		name, part = change(name, part)
		out[name] = part
	}
	return zipOf(tb, out)
}

func withParts(tb testing.TB, data []byte, more map[string]string) []byte {
	tb.Helper()
	parts := partsOf(tb, data)
	maps.Copy(parts, more)
	return zipOf(tb, parts)
}

func partsOf(tb testing.TB, data []byte) map[string]string {
	tb.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	must(tb, err)
	out := map[string]string{}
	for _, file := range z.File {
		r, err := file.Open()
		must(tb, err)
		content, err := io.ReadAll(r)
		must(tb, err)
		out[file.Name] = string(content)
	}
	return out
}

func zipOf(tb testing.TB, parts map[string]string) []byte {
	tb.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range slices.Sorted(maps.Keys(parts)) {
		w, err := z.Create(name)
		must(tb, err)
		_, err = io.WriteString(w, parts[name])
		must(tb, err)
	}
	must(tb, z.Close())
	return b.Bytes()
}
