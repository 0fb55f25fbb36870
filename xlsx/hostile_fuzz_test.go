package xlsx_test

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/xuri/excelize/v2"

	"rekon/reconcile"
	"rekon/xlsx"
)

// choices turns bytes into decisions, so that the fuzzer learns which matter.
type choices struct{ left []byte }

func (c *choices) pick(n int) int {
	if n <= 1 || len(c.left) == 0 {
		return 0
	}
	v := int(c.left[0])
	c.left = c.left[1:]
	if n > 256 && len(c.left) > 0 {
		v = v<<8 | int(c.left[0])
		c.left = c.left[1:]
	}
	return v % n
}

func pickFrom[T any](c *choices, list []T) T { return list[c.pick(len(list))] }

var (
	anyTag       = regexp.MustCompile(`<[A-Za-z][^<>]*>`)
	anyAttribute = regexp.MustCompile(`([A-Za-z:]+)="([^"]*)"`)
	anyText      = regexp.MustCompile(`>([^<>]+)<`)
	tagName      = regexp.MustCompile(`^<([A-Za-z:]+)`)
)

// extremes are values that attributes and texts must stand.
var extremes = strings.Split(`|0|1|-1|2|1048576|1048577|16385|999999999|99999999999999999999|-9223372036854775808|1e308|NaN|0.1|A1|XFD1048576|XFE1|a1|$A$1|A1:B2|B2:A1|A1:A1048576|`+
	`s|n|b|e|str|inlineStr|d|x|true|hidden|veryHidden|rId1|rId2|rId99|worksheets/sheet1.xml|/xl/worksheets/sheet1.xml|../workbook.xml|http://127.0.0.1:1/|External|`+
	`&#65;1|&amp;|&lt;|&x;|_x0041_|_x0000_|é|\u202e|#REF!|JUMLAH|Realisasi|12.500.000|2020-01-01|44000|0%|yyyy|General|`+strings.Repeat("a", 300), "|")

// pieces are elements to be put somewhere.
var pieces = []string{
	`<c r="A1"><v>1</v></c>`, `<c t="s"><v>0</v></c>`, `<c><f>A1+1</f></c>`, `<c r="XFD1" s="1"/>`, `<row r="1"><c><v>2</v></c></row>`, `<row/>`, `<row r="0"><c r="C3"><v>5</v></c></row>`,
	`<mergeCells><mergeCell ref="A1:C9"/><mergeCell ref="B2:D3"/></mergeCells>`, `<mergeCell ref="A5:A4"/>`, `<!-- x -->`, `<![CDATA[x]]>`, `<?x y?>`, `<x:y xmlns:x="z"/>`, `<a>`, `</a>`, `<sheetData/>`, `<si><t>x</t></si>`,
	`<is><t>x</t></is>`, `<f t="shared" si="0" ref="A1:Z9">A1</f>`, `<f t="shared" si="7"/>`, `<f t="array" ref="A1">SUM(A1)</f>`, `<sheet name="x" sheetId="9" r:id="rId1"/>`, `<cols><col min="1" max="16384" hidden="1"/></cols>`, `<xf numFmtId="9"/>`,
}

// mutate changes one thing in the XML of a part.
func mutate(c *choices, xml string) string {
	at := func(re *regexp.Regexp, group int) (from, to int, ok bool) {
		all := re.FindAllStringSubmatchIndex(xml, -1)
		if len(all) == 0 {
			return 0, 0, false
		}
		m := all[c.pick(len(all))]
		return m[2*group], m[2*group+1], true
	}
	element := func() (from, to int, ok bool) {
		from, to, ok = at(anyTag, 0)
		if !ok || strings.HasSuffix(xml[from:to], "/>") {
			return from, to, ok
		}
		end := "</" + tagName.FindStringSubmatch(xml[from:to])[1] + ">"
		if n := strings.Index(xml[to:], end); n >= 0 {
			to += n + len(end)
		}
		return from, to, true
	}
	cut := func(from, to int, by string) string { return xml[:from] + by + xml[to:] }
	switch c.pick(10) {
	case 0:
		if from, to, ok := element(); ok {
			return cut(from, to, "")
		}
	case 1:
		if from, to, ok := element(); ok {
			return cut(from, to, strings.Repeat(xml[from:to], 2+c.pick(3)))
		}
	case 2: // swap two
		if a, b, ok := element(); ok {
			if x, y, ok := element(); ok && x >= b {
				return xml[:a] + xml[x:y] + xml[b:x] + xml[a:b] + xml[y:]
			}
		}
	case 3, 4, 5:
		if from, to, ok := at(anyAttribute, 2); ok {
			return cut(from, to, pickFrom(c, extremes))
		}
	case 6:
		if from, to, ok := at(anyAttribute, 0); ok {
			return cut(from, to, "")
		}
	case 7:
		if from, to, ok := at(anyText, 1); ok {
			return cut(from, to, pickFrom(c, extremes))
		}
	case 8:
		if _, to, ok := at(anyTag, 0); ok {
			return cut(to, to, pickFrom(c, pieces))
		}
	default:
		switch c.pick(4) {
		case 0:
			return strings.ReplaceAll(xml, "http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://purl.oclc.org/ooxml/spreadsheetml/main")
		case 1:
			return xml[:min(len(xml), c.pick(65536))]
		case 2:
			if from, to, ok := at(anyTag, 0); ok { // another name
				return cut(from, to, strings.Replace(xml[from:to], "<", "<x:", 1))
			}
		default:
			if from, to, ok := at(anyAttribute, 1); ok {
				return cut(from, to, pickFrom(c, []string{"r", "s", "t", "ref", "r:id", "x", "xmlns", "hidden", "numFmtId"}))
			}
		}
	}
	return xml
}

// mutable are the parts worth changing.
var mutable = []string{programsPart, programsPart, programsPart, sheetOne, "xl/worksheets/sheet2.xml", stringsXL, stylesXL, bookXL, relsXL, typesXL, "docProps/custom.xml"}

// FuzzXML changes the XML inside real workbooks, one of ours among them, element by
// element, and reads the whole twice.
func FuzzXML(f *testing.F) {
	var form bytes.Buffer
	must(f, xlsx.WriteTemplate(&form, plan2020(), reconcile.Period{Year: 2020, Quarter: 1}, reconcile.DefaultRules()))
	bases := [][]byte{fixture(f, singleFile), fixture(f, wideFile), fixture(f, planFile), fixtureSaved(f), form.Bytes(), small(f)}
	for base := range bases {
		for op := range 10 {
			for _, at := range []byte{0, 7, 40, 200} {
				f.Add(byte(base), []byte{byte(op), byte(op), at, at * 3, at, 1, 3, byte(op), 5, at})
			}
		}
	}
	f.Fuzz(func(t *testing.T, base byte, decisions []byte) {
		c := &choices{decisions}
		parts := partsOf(t, bases[int(base)%len(bases)])
		for range 6 {
			part := pickFrom(c, mutable)
			if text, ok := parts[part]; ok && len(c.left) > 0 {
				parts[part] = mutate(c, text)
			}
		}
		data := zipOf(t, parts)
		a := readAnything(t, data)
		if len(decisions)%3 > 0 {
			return
		}
		if b := readAnything(t, data); a != b {
			t.Errorf("read twice, it says\n%s\nand\n%s", a, b)
		}
	})
}

// FuzzHeader puts heading words and merged ranges at random over a table of numbers,
// every one another: what is taken for rupiah stands in its cell, or that times what
// the heading says the figures are in.
func FuzzHeader(f *testing.F) {
	for i := range 40 {
		f.Add([]byte{byte(i), byte(i * 7), byte(i * 31), byte(i * 3), 9, byte(i), 200, byte(i * 5), 4, byte(i * 11), 17, byte(i * 13), 77, byte(i), 3, 5, 90, byte(i * 2), 61, 33, byte(i * 17), 8})
	}
	names := []string{"Program Pelayanan Administrasi Perkantoran", "1. Penyediaan Jasa Surat Menyurat", "Program Peningkatan Disiplin Aparatur", "JUMLAH", "2. Penempatan PNS", "Mengetahui,", "-", ""}
	f.Fuzz(func(t *testing.T, decisions []byte) {
		c := &choices{decisions}
		b := excelize.NewFile()
		defer func() { _ = b.Close() }()
		must(t, b.SetCellStr("Sheet1", "A1", "LAPORAN REALISASI TRIWULAN I TAHUN 2020"))
		must(t, b.SetCellStr("Sheet1", "A2", agencyName))
		columns, depth := 3+c.pick(12), 1+c.pick(4)
		for row := 3; row < 3+depth; row++ {
			for col := 1; col <= columns; col++ {
				if c.pick(4) > 0 {
					must(t, b.SetCellStr("Sheet1", cellRef(col, row), pickFrom(c, spiteful)))
				}
			}
		}
		for range c.pick(6) {
			col, row := 1+c.pick(columns), 3+c.pick(depth+2)
			must(t, b.MergeCell("Sheet1", cellRef(col, row), cellRef(min(col+c.pick(4), columns), row+c.pick(4))))
		}
		typed := map[string]decimal.Decimal{}
		for row := 3 + depth; row < 13+depth; row++ {
			must(t, b.SetCellStr("Sheet1", cellRef(1+c.pick(2), row), pickFrom(c, names)))
			for col := 3; col <= columns; col++ {
				n := int64(1000*row + 7*col)
				typed[cellRef(col, row)] = decimal.NewFromInt(n)
				must(t, b.SetCellInt("Sheet1", cellRef(col, row), n))
			}
		}
		data := saved(t, b)
		if a, again := readAnything(t, data), readAnything(t, data); a != again {
			t.Errorf("read twice, it says\n%s\nand\n%s", a, again)
		}
		book := open(t, "laporan.xlsx", data)
		for _, x := range xlsx.ReadRealization(book, xlsx.Context{Period: reconcile.Period{Year: 2020, Quarter: 1}, Plan: plan2020(), Settings: settings()}).Realizations {
			if !x.Money.Said() {
				continue
			}
			was, ok := typed[x.Money.Source.Cell]
			scaled := slices.ContainsFunc([]int64{1, 1000, 1000000, 1000000000}, func(n int64) bool {
				return x.Money.Value.Decimal.Equal(was.Mul(decimal.NewFromInt(n)))
			})
			if !ok || !scaled {
				t.Errorf("%s took %s from %s, where %s stands", x.Line, x.Money.Value.Decimal, x.Money.Source, was)
			}
		}
	})
}

// summary tells what was read of a workbook, to compare two readings.
func summary(findings []reconcile.Finding, report reconcile.Report) string {
	var b strings.Builder
	for _, f := range findings {
		fmt.Fprintf(&b, "%s %s %s %s\n", f.Code, f.Source, f.Line, f.Message)
	}
	for _, x := range report.Realizations {
		fmt.Fprintf(&b, "%s %s %s %s\n", x.Line, x.Physical.Text(), x.Money.Value.Decimal, x.Money.Source)
	}
	return b.String()
}
