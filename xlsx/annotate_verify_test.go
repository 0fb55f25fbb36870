package xlsx

import (
	"bytes"
	"maps"
	"regexp"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"rekon/reconcile"
)

// guardedBook is a workbook with something of every kind that could get lost.
func guardedBook(t *testing.T) []byte {
	t.Helper()
	f := excelize.NewFile()
	keep := func(err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	keep(f.SetSheetRow("Sheet1", "A1", &[]any{"Uraian", 5, 12500000.5}))
	keep(f.SetCellFormula("Sheet1", "C4", "=SUM(C1:C3)"))
	keep(f.MergeCell("Sheet1", "A5", "B6"))
	keep(f.AddComment("Sheet1", excelize.Comment{Cell: "A1", Author: "Ibu Sri", Text: "Tolong dicek"}))
	keep(f.SetRowVisible("Sheet1", 7, false))
	keep(f.SetColWidth("Sheet1", "B", "B", 30))
	dv := excelize.NewDataValidation(true)
	dv.Sqref = "B1:B9"
	keep(dv.SetDropList([]string{"1", "5"}))
	keep(f.AddDataValidation("Sheet1", dv))
	style, err := f.NewStyle(&excelize.Style{NumFmt: 10, Font: &excelize.Font{Bold: true}})
	keep(err)
	keep(f.SetCellStyle("Sheet1", "B1", "C1", style))
	_, err = f.NewSheet("Lain")
	keep(err)
	keep(f.SetCellInt("Lain", "B2", 3))
	keep(f.SetDefinedName(&excelize.DefinedName{Name: "Cetak", RefersTo: "Lain!$A$1", Scope: "Lain"}))
	var out bytes.Buffer
	keep(f.Write(&out))
	return out.Bytes()
}

// TestVerifySeesLosses spoils a marked workbook in one place after another: each
// time it must not pass for hers.
func TestVerifySeesLosses(t *testing.T) {
	limits := DefaultLimits()
	data := guardedBook(t)
	at := reconcile.Source{File: "laporan.xlsx", SHA256: "00", Sheet: "Sheet1", Cell: "B1"}
	m := &marker{Return: Return{Name: "laporan.xlsx", Findings: []reconcile.Finding{{Code: reconcile.AmountUnreadable, Source: at, Message: "salah"}}}, limits: limits}
	out, err := m.mark(data)
	if err != nil {
		t.Fatal(err)
	}
	her, err := unpack(data, limits)
	if err != nil {
		t.Fatal(err)
	}
	hers, err := Open("laporan.xlsx", data, limits)
	if err != nil {
		t.Fatal(err)
	}
	defer hers.Close()
	if err := m.verify(her, out, hers); err != nil {
		t.Fatalf("unspoiled: %v", err)
	}
	const one, other, book, styles = "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml", "xl/workbook.xml", "xl/styles.xml"
	for name, spoil := range map[string]struct{ part, from, to string }{
		"a value":            {one, `<v>12500000.5</v>`, `<v>12500000.6</v>`},
		"a type":             {one, `<c r="A1" t="s">`, `<c r="A1" t="str">`},
		"a formula":          {one, `SUM\(C1:C3\)`, `SUM(C1:C2)`},
		"a cell's style":     {one, `<c r="C1" s="\d+"`, `<c r="C1"`},
		"the marked style":   {one, `<c r="B1" s="\d+"`, `<c r="B1" s="0"`},
		"a merge":            {one, `<mergeCells.*</mergeCells>`, ``},
		"a validation":       {one, `sqref="B1:B9"`, `sqref="B1:B8"`},
		"the order":          {one, `(<mergeCells.*</mergeCells>)(.*</dataValidations>)`, `$2$1`},
		"a hidden row":       {one, ` hidden="true"`, ``},
		"a width":            {one, `width="30"`, `width="31"`},
		"the drawing":        {one, `<legacyDrawing[^>]*></legacyDrawing>`, ``},
		"a prefix":           {one, ` xmlns:r="[^"]*"`, ``},
		"another sheet":      {other, `<v>3</v>`, `<v>4</v>`},
		"a sheet":            {book, `<sheet name="Lain"[^>]*></sheet>`, ``},
		"a name":             {book, `Lain!\$A\$1`, `Lain!$$A$$2`},
		"a name's sheet":     {book, `localSheetId="2"`, `localSheetId="1"`},
		"a number format":    {styles, `numFmtId="10"`, `numFmtId="9"`},
		"her comment":        {"xl/comments1.xml", `Tolong dicek`, `Tolong`},
		"our comment":        {"xl/comments1.xml", `REKON`, `BUKAN`},
		"a box":              {"xl/drawings/vmlDrawing1.vml", `<x:Row>0</x:Row><x:Column>1</x:Column>`, `<x:Row>0</x:Row><x:Column>2</x:Column>`},
		"a relation":         {"xl/worksheets/_rels/sheet1.xml.rels", `comments1.xml`, `comments9.xml`},
		"a line of contents": {contentTypesPart, `/xl/theme/theme1.xml`, `/xl/theme/theme9.xml`},
		"another part":       {"xl/theme/theme1.xml", `Office`, `Kantor`},
		"a part":             {"xl/theme/theme1.xml", `(?s).*`, ``},
		"the end of a part":  {one, `</worksheet>`, ``},
	} {
		parts, err := unpack(out, limits)
		if err != nil {
			t.Fatal(err)
		}
		parts = maps.Clone(parts)
		changed := regexp.MustCompile(spoil.from).ReplaceAllString(string(parts[spoil.part]), spoil.to)
		if changed == string(parts[spoil.part]) {
			t.Errorf("%s: nothing to spoil in %s", name, parts[spoil.part])
			continue
		}
		parts[spoil.part] = []byte(changed)
		if changed == "" {
			delete(parts, spoil.part)
		}
		spoiled, err := parts.pack()
		if err != nil {
			t.Fatal(err)
		}
		if err := m.verify(her, spoiled, hers); err == nil {
			t.Errorf("%s is lost and no one sees it", name)
		}
	}
}

// TestAnnotateSurvivesPanics: where the library breaks down she gets a list.
func TestAnnotateSurvivesPanics(t *testing.T) {
	data := guardedBook(t)
	parts, err := unpack(data, DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	parts[stylesPart] = []byte(strings.Replace(string(parts[stylesPart]), "<cellXfs", "<cellXfsx", 1))
	parts[stylesPart] = []byte(strings.Replace(string(parts[stylesPart]), "</cellXfs>", "</cellXfsx>", 1))
	if data, err = parts.pack(); err != nil {
		t.Fatal(err)
	}
	at := reconcile.Source{File: "laporan.xlsx", SHA256: "00", Sheet: "Sheet1", Cell: "B1"}
	out, err := Annotate(Return{Name: "laporan.xlsx", Findings: []reconcile.Finding{{Code: reconcile.AmountUnreadable, Source: at, Message: "salah"}}}, data, DefaultLimits())
	if err != nil || out.Whole || len(out.Data) == 0 || out.Why == "" {
		t.Errorf("%v, whole %v, why %q", err, out.Whole, out.Why)
	}
}
