package main

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/xuri/excelize/v2"
)

// The parts of a workbook are written here as Excel stores them: numbers with their
// formats, formulas with or without the value last calculated, errors, dates.
const (
	xmlHead   = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	mainSpace = `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"`
	relSpace  = `xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"`
	relType   = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
	partType  = "application/vnd.openxmlformats-officedocument.spreadsheetml."
)

// xlsx writes the workbook.
func (b *book) xlsx(tb testing.TB) []byte {
	tb.Helper()
	w := &bookWriter{styles: []string{"General"}, epoch: time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)}
	settings := ""
	if b.is1904 {
		settings, w.epoch = `<workbookPr date1904="1"/>`, time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	var types, sheets, rels strings.Builder
	for i, s := range b.sheets {
		n := strconv.Itoa(i + 1)
		w.part("xl/worksheets/sheet"+n+".xml", w.sheet(s))
		fmt.Fprintf(&types, `<Override PartName="/xl/worksheets/sheet%s.xml" ContentType="%sworksheet+xml"/>`, n, partType)
		state := ""
		if s.hidden {
			state = ` state="hidden"`
		}
		fmt.Fprintf(&sheets, `<sheet name="%s" sheetId="%s"%s r:id="rId%s"/>`, escape(s.name), n, state, n)
		fmt.Fprintf(&rels, `<Relationship Id="rId%s" Type="%sworksheet" Target="worksheets/sheet%s.xml"/>`, n, relType, n)
	}
	w.part("xl/styles.xml", w.styleSheet())
	w.part("xl/sharedStrings.xml", w.sharedStrings())
	w.part("xl/workbook.xml", `<workbook `+mainSpace+` `+relSpace+`>`+settings+`<sheets>`+sheets.String()+`</sheets></workbook>`)
	w.part("xl/_rels/workbook.xml.rels", relationships(rels.String()+
		`<Relationship Id="rIdS" Type="`+relType+`styles" Target="styles.xml"/>`+
		`<Relationship Id="rIdT" Type="`+relType+`sharedStrings" Target="sharedStrings.xml"/>`))
	w.part("_rels/.rels", relationships(`<Relationship Id="rId1" Type="`+relType+`officeDocument" Target="xl/workbook.xml"/>`))
	w.part("[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">`+
		`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>`+
		`<Override PartName="/xl/workbook.xml" ContentType="`+partType+`sheet.main+xml"/>`+
		`<Override PartName="/xl/styles.xml" ContentType="`+partType+`styles+xml"/>`+
		`<Override PartName="/xl/sharedStrings.xml" ContentType="`+partType+`sharedStrings+xml"/>`+types.String()+`</Types>`)
	return w.zip(tb)
}

func relationships(list string) string {
	return `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` + list + `</Relationships>`
}

type bookWriter struct {
	names, parts []string
	styles       []string // number formats, by style
	texts        []string // shared
	epoch        time.Time
}

func (w *bookWriter) part(name, content string) {
	w.names, w.parts = append(w.names, name), append(w.parts, xmlHead+content)
}

// zip packs the parts, the table of contents first.
func (w *bookWriter) zip(tb testing.TB) []byte {
	tb.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for i := len(w.names) - 1; i >= 0; i-- {
		f, err := z.Create(w.names[i])
		if err != nil {
			tb.Fatal(err)
		}
		if _, err := f.Write([]byte(w.parts[i])); err != nil {
			tb.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		tb.Fatal(err)
	}
	return out.Bytes()
}

func (w *bookWriter) sheet(s *sheet) string {
	var out strings.Builder
	out.WriteString(`<worksheet ` + mainSpace + `>`)
	if len(s.hiddenCols) > 0 {
		out.WriteString(`<cols>`)
		for _, col := range slices.Sorted(maps.Keys(s.hiddenCols)) {
			fmt.Fprintf(&out, `<col min="%d" max="%d" width="9" hidden="1" customWidth="1"/>`, col, col)
		}
		out.WriteString(`</cols>`)
	}
	out.WriteString(`<sheetData>`)
	for _, row := range slices.Sorted(maps.Keys(s.cells)) {
		hidden := ""
		if s.hiddenRows[row] {
			hidden = ` hidden="1"`
		}
		fmt.Fprintf(&out, `<row r="%d"%s>`, row, hidden)
		for _, col := range slices.Sorted(maps.Keys(s.cells[row])) {
			name, _ := excelize.CoordinatesToCellName(col, row)
			out.WriteString(w.cell(name, s.cells[row][col], s.formats[row][col]))
		}
		out.WriteString(`</row>`)
	}
	out.WriteString(`</sheetData>`)
	if len(s.merges) > 0 {
		fmt.Fprintf(&out, `<mergeCells count="%d">`, len(s.merges))
		for _, m := range s.merges {
			fmt.Fprintf(&out, `<mergeCell ref="%s"/>`, m)
		}
		out.WriteString(`</mergeCells>`)
	}
	return out.String() + `</worksheet>`
}

var (
	plainNumber = regexp.MustCompile(`^-?\d+(\.\d+)?$`)
	plainDate   = regexp.MustCompile(`^\d{4}-\d\d-\d\d$`)
	cellError   = regexp.MustCompile(`^#(REF!|DIV/0!|VALUE!|NAME\?|NUM!|NULL!|N/A)$`)
)

// cell stores what was typed: a number, 25%, a date, an error, a formula with or
// without its value (=A1+1 -> 7), else a text; an apostrophe makes a text of all.
func (w *bookWriter) cell(name, typed, format string) string {
	kind, content := "", ""
	text, forced := strings.CutPrefix(typed, "'")
	formula, isFormula := strings.CutPrefix(typed, "=")
	if isFormula {
		formula, typed, _ = strings.Cut(formula, " -> ")
		content = `<f>` + escape(formula) + `</f>`
	}
	percent, isPercent := strings.CutSuffix(typed, "%")
	switch {
	case typed == "":
	case forced:
		kind, content = "s", w.text(text)
	case plainNumber.MatchString(typed):
		content += `<v>` + typed + `</v>`
	case isPercent && plainNumber.MatchString(percent):
		content += `<v>` + decimal.RequireFromString(percent).Shift(-2).String() + `</v>`
		format = orFormat(format, "0%")
	case plainDate.MatchString(typed):
		day, _ := time.Parse(time.DateOnly, typed)
		content += fmt.Sprintf(`<v>%d</v>`, int(day.Sub(w.epoch).Hours()/24))
		format = orFormat(format, "d-mmm")
	case cellError.MatchString(typed):
		kind, content = "e", content+`<v>`+typed+`</v>`
	case isFormula:
		kind, content = "str", content+`<v>`+escape(typed)+`</v>`
	default:
		kind, content = "s", w.text(typed)
	}
	if content == "" && format == "" {
		return ""
	}
	attrs := fmt.Sprintf(` r="%s" s="%d"`, name, w.style(orFormat(format, "General")))
	if kind != "" {
		attrs += ` t="` + kind + `"`
	}
	return `<c` + attrs + `>` + content + `</c>`
}

func orFormat(format, usual string) string {
	if format == "" {
		return usual
	}
	return format
}

func (w *bookWriter) text(s string) string {
	i := slices.Index(w.texts, s)
	if i < 0 {
		i = len(w.texts)
		w.texts = append(w.texts, s)
	}
	return `<v>` + strconv.Itoa(i) + `</v>`
}

func (w *bookWriter) style(format string) int {
	i := slices.Index(w.styles, format)
	if i < 0 {
		i = len(w.styles)
		w.styles = append(w.styles, format)
	}
	return i
}

func (w *bookWriter) styleSheet() string {
	var formats, xfs strings.Builder
	for i, f := range w.styles {
		if i == 0 {
			xfs.WriteString(`<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>`)
			continue
		}
		fmt.Fprintf(&formats, `<numFmt numFmtId="%d" formatCode="%s"/>`, 163+i, escape(f))
		fmt.Fprintf(&xfs, `<xf numFmtId="%d" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>`, 163+i)
	}
	out := `<styleSheet ` + mainSpace + `>`
	if formats.Len() > 0 {
		out += fmt.Sprintf(`<numFmts count="%d">%s</numFmts>`, len(w.styles)-1, formats.String())
	}
	return out + `<fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>` +
		`<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>` +
		`<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>` +
		`<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>` +
		fmt.Sprintf(`<cellXfs count="%d">%s</cellXfs></styleSheet>`, len(w.styles), xfs.String())
}

func (w *bookWriter) sharedStrings() string {
	var out strings.Builder
	out.WriteString(`<sst ` + mainSpace + `>`)
	for _, s := range w.texts {
		out.WriteString(`<si><t xml:space="preserve">` + escape(s) + `</t></si>`)
	}
	return out.String() + `</sst>`
}

func escape(s string) string {
	var out bytes.Buffer
	_ = xml.EscapeText(&out, []byte(s)) // a buffer takes all
	return out.String()
}
