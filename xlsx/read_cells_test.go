package xlsx_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rekon/reconcile"
)

// withPart changes one part of a workbook as text.
func withPart(tb testing.TB, data []byte, part string, change func(xml string) string) []byte {
	tb.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	must(tb, err)
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	seen := false
	for _, f := range z.File {
		r, err := f.Open()
		must(tb, err)
		text, err := io.ReadAll(r)
		must(tb, err)
		if f.Name == part {
			seen = true
			text = []byte(change(string(text)))
		}
		to, err := w.Create(f.Name)
		must(tb, err)
		_, err = to.Write(text)
		must(tb, err)
	}
	must(tb, w.Close())
	if !seen {
		tb.Fatal("no part " + part)
	}
	return out.Bytes()
}

const programsPart = "xl/worksheets/sheet2.xml"

// withCell writes a cell of the programme sheet as the XML it is stored as, which
// keeps its style; %s is where its attributes go.
func withCell(tb testing.TB, data []byte, cell, format string) []byte {
	tb.Helper()
	return withPart(tb, data, programsPart, func(xml string) string {
		c := regexp.MustCompile(`<c r="` + cell + `"([^>]*?)(?:/>|>.*?</c>)`)
		m := c.FindStringSubmatch(xml)
		if m == nil {
			tb.Fatalf("no cell %s in %s", cell, programsPart)
		}
		attrs := regexp.MustCompile(` t="[^"]*"`).ReplaceAllString(m[1], "")
		return strings.Replace(xml, m[0], fmt.Sprintf(format, `r="`+cell+`"`+attrs), 1)
	})
}

// TestStoredCells: one amount, in every way in which programs store it.
func TestStoredCells(t *testing.T) {
	for name, cell := range map[string]string{
		"number":               `<c %s><v>12195000</v></c>`,
		"number with type":     `<c %s t="n"><v>12195000</v></c>`,
		"scientific":           `<c %s><v>1.2195E7</v></c>`,
		"binary noise":         `<c %s><v>12195000.000000002</v></c>`,
		"formula":              `<c %s><f>6097500*2</f><v>12195000</v></c>`,
		"external link":        `<c %s><f>[1]Sheet1!$A$1</f><v>12195000</v></c>`,
		"shared formula":       `<c %s><f t="shared" ref="I7:I7" si="0">6097500*2</f><v>12195000</v></c>`,
		"text formula":         `<c %s t="str"><f>"12.195"&amp;".000"</f><v>12.195.000</v></c>`,
		"inline text":          `<c %s t="inlineStr"><is><t>12.195.000,00</t></is></c>`,
		"inline rich text":     `<c %s t="inlineStr"><is><r><t>12.195</t></r><r><rPr><b/></rPr><t>.000,00</t></r></is></c>`,
		"text with apostrophe": `<c %s t="inlineStr"><is><t>'12195000</t></is></c>`,
		"no-break spaces":      "<c %s t=\"inlineStr\"><is><t>\u00a0Rp\u00a012.195.000,00\u00a0</t></is></c>",
		"thin spaces":          "<c %s t=\"inlineStr\"><is><t>12\u2009195\u2009000</t></is></c>",
		"full-width digits":    "<c %s t=\"inlineStr\"><is><t>１２．１９５．０００，００</t></is></c>",
		"line break":           "<c %s t=\"inlineStr\"><is><t xml:space=\"preserve\">12.195.000,00\n</t></is></c>",
		"zero-width space":     "<c %s t=\"inlineStr\"><is><t>12.195.000,00\u200b</t></is></c>",
		"Rp and dash":          `<c %s t="inlineStr"><is><t>Rp. 12.195.000,-</t></is></c>`,
	} {
		t.Run(name, func(t *testing.T) {
			r := readFile(t, "laporan.xlsx", withCell(t, fixtureSaved(t), "I7", cell))
			if len(r.findings) > 0 {
				t.Fatal(messages(r.findings))
			}
			if diff := cmp.Diff(singleFigures(), figures(r.report)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// fixtureSaved is the single-quarter fixture as excelize writes it, whose parts
// have known names.
func fixtureSaved(tb testing.TB) []byte {
	tb.Helper()
	return editedPrograms(tb, singleFile, func(sheetEdit) {})
}

// TestStoredPercents: percentages count with their format, from the raw value.
func TestStoredPercents(t *testing.T) {
	for _, c := range []struct {
		value  any
		format string
		want   string
	}{
		{0.23, "0%", "23"}, {0.2625, "0%", "26.25"}, {0.2625, "0.00%", "26.25"}, {0.07000000000000001, "0%", "7"},
		{0.2625, `0" "%`, "26.25"}, {0.2625, `[$-421]0,00%`, "26.25"}, {0.2625, `0%;[Red]-0%`, "26.25"},
		{26.25, "General", "26.25"}, {26.25, `0.00" %"`, "26.25"}, {26.25, `0.00\%`, "26.25"},
		{"26,25%", "@", "26.25"}, {"26,25 %", "General", "26.25"}, {"26.25%", "General", "26.25"}, {"26,25", "General", "26.25"},
		{"26,25 persen", "General", "26.25"}, {26.25, `#,##0.00_);(#,##0.00)`, "26.25"}, {26.25, `"hari" 0`, "26.25"},
		{26.25, `[Red]0.00`, "26.25"}, {26.25, `_-* #,##0.00_-;-* #,##0.00_-;_-* "-"??_-;_-@_-`, "26.25"},
		{26.25, `_("Rp"* #,##0.00_);_("Rp"* (#,##0.00);_("Rp"* "-"??_);_(@_)`, "26.25"}, {26.25, `[$Rp-421]#,##0.00`, "26.25"},
	} {
		r := readFile(t, "laporan.xlsx", editedPrograms(t, singleFile, func(e sheetEdit) { e.set("G17", c.value); e.style("G17", c.format) }))
		if got := figures(r.report)["1.1.2.PPA.2"]; got != c.want+" | 28344960" || len(r.findings) > 0 {
			t.Errorf("%v as %s: %s, want %s\n%s", c.value, c.format, got, c.want, messages(r.findings))
		}
	}
}

// TestStoredDates: what a spreadsheet made a date of is no figure, in whatever
// format it shows one.
func TestStoredDates(t *testing.T) {
	for _, format := range []string{"dd/mm/yyyy", "d-mmm", "mmm-yy", "[$-421]dd mmmm yyyy", "hh:mm", `yyyy"tahun"`, "[h]:mm", "dddd", `mm\.dd`} {
		r := readFile(t, "laporan.xlsx", editedPrograms(t, singleFile, func(e sheetEdit) {
			for _, cell := range []string{"G7", "I7"} {
				e.set(cell, 43931)
				e.style(cell, format)
			}
		}))
		want := []string{"amount-unreadable PROGRAM KEGIATAN!I7", "target-unreadable PROGRAM KEGIATAN!G7"}
		if diff := cmp.Diff(want, listed(r.findings)); diff != "" {
			t.Errorf("%s: %s", format, diff)
		}
	}
	r := readFile(t, "laporan.xlsx", withCell(t, fixtureSaved(t), "I7", `<c %s t="d"><v>2020-04-10</v></c>`))
	if diff := cmp.Diff([]string{"amount-unreadable PROGRAM KEGIATAN!I7"}, listed(r.findings)); diff != "" {
		t.Error(diff)
	}
}

// TestStoredOddities: errors, truth values and formulas without a value.
func TestStoredOddities(t *testing.T) {
	for name, c := range map[string]struct {
		cell string
		want reconcile.Code
	}{
		"error":                  {`<c %s t="e"><v>#REF!</v></c>`, reconcile.ErrorInCell},
		"formula with an error":  {`<c %s t="e"><f>1/0</f><v>#DIV/0!</v></c>`, reconcile.ErrorInCell},
		"not available":          {`<c %s t="e"><f>VLOOKUP(1,A1:B2,2)</f><v>#N/A</v></c>`, reconcile.ErrorInCell},
		"truth":                  {`<c %s t="b"><v>1</v></c>`, reconcile.AmountUnreadable},
		"formula, no value":      {`<c %s><f>SUM(I8:I9)</f></c>`, reconcile.FormulaUncalculated},
		"formula, empty value":   {`<c %s><f>SUM(I8:I9)</f><v></v></c>`, reconcile.FormulaUncalculated},
		"formula, empty text":    {`<c %s t="str"><f>IF(1=1,"","")</f><v></v></c>`, ""},
		"a number out of bounds": {`<c %s><v>1E+300</v></c>`, reconcile.AmountUnreadable},
		"no number at all":       {`<c %s><v>NaN</v></c>`, reconcile.AmountUnreadable},
	} {
		t.Run(name, func(t *testing.T) {
			r := readFile(t, "laporan.xlsx", withCell(t, fixtureSaved(t), "I7", c.cell))
			var want []string
			if c.want != "" {
				want = []string{string(c.want) + " PROGRAM KEGIATAN!I7"}
			}
			if diff := cmp.Diff(want, listed(r.findings)); diff != "" {
				t.Errorf("%s\n%s", diff, messages(r.findings))
			}
			if got := figures(r.report)["1.1.1.PKSA.1"]; got != "5 | nil" {
				t.Errorf("read as %s", got)
			}
		})
	}
}
