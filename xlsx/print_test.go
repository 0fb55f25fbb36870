package xlsx

import (
	"fmt"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// printedText is a cell that says something in words, with the cells it is joined with.
type printedText struct {
	text                     string
	look                     look // its face and indent
	wraps                    bool
	left, top, right, bottom int
}

func (c printedText) at(sheet string) string { return sheet + "!" + cellAt(c.left, c.top) }

// textsOn reads back what a sheet says in words.
func textsOn(f *excelize.File, sheet string) (out []printedText) {
	joined := map[string]string{}
	for _, m := range held(f.GetMergeCells(sheet)) {
		joined[m.GetStartAxis()] = m.GetEndAxis()
	}
	for r, cells := range held(f.GetRows(sheet)) {
		for i, text := range cells {
			c := printedText{text: text, left: i + 1, top: r + 1, right: i + 1, bottom: r + 1}
			cell := cellAt(c.left, c.top)
			if kind := held(f.GetCellType(sheet, cell)); text == "" || kind != excelize.CellTypeSharedString && kind != excelize.CellTypeInlineString {
				continue
			}
			if end := joined[cell]; end != "" {
				c.right, c.bottom, _ = excelize.CellNameToCoordinates(end)
			}
			c.look, c.wraps = lettering(held(f.GetStyle(held(f.GetCellStyle(sheet, cell)))))
			out = append(out, c)
		}
	}
	return out
}

// lettering is the face and indent of a style, and whether its text wraps.
func lettering(style *excelize.Style) (l look, wraps bool) {
	for i, font := range fonts {
		if style.Font != nil && font.Size == style.Font.Size && font.Bold == style.Font.Bold {
			l.face = face(i)
			break
		}
	}
	if style.Alignment != nil {
		l.indent, wraps = uint8(style.Alignment.Indent), style.Alignment.WrapText
	}
	return l, wraps
}

// held is what a workbook of our own holds.
func held[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// widthOn is that of columns of a sheet together.
func widthOn(f *excelize.File, sheet string, from, to int) (w float64) {
	for col := from; col <= to; col++ {
		w += held(f.GetColWidth(sheet, columnLetters(col)))
	}
	return w
}

// TestFootersDoNotOverlap: on each kind of paper what stands at the left ends before what
// stands at the right, however long it is; a number at its beginning is not read as the
// size of letters, nor "&" as a code.
func TestFootersDoNotOverlap(t *testing.T) {
	const bkpp = "BADAN KEPEGAWAIAN, PENDIDIKAN DAN PELATIHAN KABUPATEN BENGKALIS – Triwulan IV Tahun 2020"
	for paper, p := range map[float64]printing{842: {}, 1191: {paper: paperA3}, 595: {upright: true}} {
		for said, cut := range map[string]bool{bkpp: false, strings.Repeat("WADUK & KOLAM ", 90): true, "2020 TW1.xlsx": false, "R&D": false} {
			p.footer = said
			d := newDraft(sheetAgencies)
			d.open(sheetAgencies, p)
			footer := held(d.f.GetHeaderFooter(sheetAgencies)).OddFooter
			left, right, ok := strings.Cut(strings.TrimPrefix(footer, "&L&8"), "&R&8")
			if !ok || strings.Contains(footer, "&C") {
				t.Fatalf("the footer is %q", footer)
			}
			if left == "" || left[0] == '2' {
				t.Errorf("%q is read as letters of another size", footer)
			}
			left = strings.TrimSpace(strings.ReplaceAll(left, "&&", "&"))
			if right = strings.ReplaceAll(right, "&A", sheetAgencies); footerWidth(left)+footerWidth(right) > paper-2*0.4*72 {
				t.Errorf("%q and %q overlap on %v points", left, right, paper)
			}
			if !cut && left != said {
				t.Errorf("%q became %q", said, left)
			}
		}
	}
}

// lineOnPaper is how high a line is, to the size of its letters.
const lineOnPaper = 1.15

// tooLow names the cells of a sheet whose lines are higher together than their rows.
func tooLow(f *excelize.File, sheet string) (out []string) {
	for _, c := range textsOn(f, sheet) {
		high, lines := 0.0, 1
		for row := c.top; row <= c.bottom; row++ {
			high += held(f.GetRowHeight(sheet, row))
		}
		if c.wraps {
			lines = linesIn(c.text, widthOn(f, sheet, c.left, c.right), c.look)
		}
		if float64(lines)*fonts[c.look.face].Size*lineOnPaper > high {
			out = append(out, fmt.Sprintf("%s: %d lines of %q in %v points", c.at(sheet), lines, c.text, high))
		}
	}
	return out
}

// TestRowsHoldTheirText: no line of what Formulir E.81 and a comparison of plans say is
// cut by its row, also where a change in the year has more to say.
func TestRowsHoldTheirText(t *testing.T) {
	books := map[string][]byte{"comparison": planDiffBytes(t), "changed": e81Bytes(t, changedE81(t))}
	for name, form := range sampleForms(t) {
		books[name] = e81Bytes(t, form)
	}
	for name, data := range books {
		f := reopen(t, data)
		for _, sheet := range f.GetSheetList() {
			for _, cut := range tooLow(f, sheet) {
				t.Errorf("%s: %s", name, cut)
			}
		}
	}
}
