package xlsx

import (
	"cmp"
	"fmt"
	"strconv"

	"github.com/xuri/excelize/v2"
)

// page is a sheet being streamed from top to bottom. What the library would lose
// after the last row (links, validation, protection) is set before [page.begin].
type page struct {
	*draft
	sheet string
	sw    *excelize.StreamWriter
	row   int // last row written
	wide  []float64
	cells []excelize.Cell
	refs  []any // pointers into cells, as the library wants them
}

// Sizes of paper, by the numbers of ECMA-376 part 1, 18.3.1.63.
const (
	paperA3 = 8
	paperA4 = 9
)

// printing says how a sheet looks on screen and on paper.
type printing struct {
	widths    []float64
	paper     int // A4 where 0
	pagesWide int
	pagesHigh int    // 0 for as many as it takes
	titleRows [2]int // repeated on each page; zeros for none
	titleCols string // repeated on each page, such as "$A:$B"
	freeze    string // the first cell that scrolls
	filter    string // range of the autofilter
	footer    string
	grid      bool // show grid lines on screen
	upright   bool // portrait
	tab       string
}

// open sets a sheet up.
func (d *draft) open(sheet string, p printing) *page {
	f := d.f
	d.keep(f.SetSheetDimension(sheet, "")) // not known yet; the library's own says A1
	if p.filter != "" {
		d.keep(f.AutoFilter(sheet, p.filter, nil)) // first: it resets the sheet's properties
	}
	no, yes := false, true
	d.keep(f.SetSheetProps(sheet, &excelize.SheetPropsOptions{FitToPage: &yes, OutlineSummaryBelow: &no, TabColorRGB: &p.tab}))
	paper, wide, margin, lower, none := cmp.Or(p.paper, paperA4), "landscape", sideMargin, 0.6, 0.3
	if p.upright {
		wide = "portrait"
	}
	d.keep(f.SetPageLayout(sheet, &excelize.PageLayoutOptions{Size: &paper, Orientation: &wide, FitToWidth: &p.pagesWide, FitToHeight: &p.pagesHigh}))
	d.keep(f.SetPageMargins(sheet, &excelize.PageLayoutMarginsOptions{Left: &margin, Right: &margin, Top: &margin, Bottom: &lower, Header: &none, Footer: &none, Horizontally: &yes}))
	d.keep(f.SetHeaderFooter(sheet, &excelize.HeaderFooterOptions{OddFooter: p.foot(sheet)}))
	d.keep(f.SetSheetView(sheet, 0, &excelize.ViewOptions{ShowGridLines: &p.grid}))
	if titles := p.titles(sheet); titles != "" {
		d.name("_xlnm.Print_Titles", titles, sheet)
	}
	return &page{draft: d, sheet: sheet}
}

func (p printing) titles(sheet string) string {
	var s string
	if p.titleCols != "" {
		s = fmt.Sprintf("'%s'!%s", sheet, p.titleCols)
	}
	if p.titleRows[0] > 0 {
		if s != "" {
			s += ","
		}
		s += fmt.Sprintf("'%s'!$%d:$%d", sheet, p.titleRows[0], p.titleRows[1])
	}
	return s
}

// begin starts the stream of rows.
func (p *page) begin(s printing) {
	sw, err := p.f.NewStreamWriter(p.sheet)
	p.keep(err)
	if p.err != nil {
		return
	}
	p.sw, p.wide = sw, s.widths
	for i := 0; i < len(s.widths); {
		j := i + 1
		for j < len(s.widths) && s.widths[j] == s.widths[i] {
			j++
		}
		p.keep(sw.SetColWidth(i+1, j, s.widths[i]))
		i = j
	}
	if s.freeze != "" {
		col, row, err := excelize.CellNameToCoordinates(s.freeze)
		p.keep(err)
		p.keep(sw.SetPanes(freezeAt(s.freeze, col, row)))
	}
	p.cells = make([]excelize.Cell, len(s.widths))
	p.refs = make([]any, len(s.widths))
}

func freezeAt(cell string, col, row int) *excelize.Panes {
	active := "bottomRight"
	if col == 1 {
		active = "bottomLeft"
	}
	return &excelize.Panes{Freeze: true, XSplit: col - 1, YSplit: row - 1, TopLeftCell: cell, ActivePane: active,
		Selection: []excelize.Selection{{SQRef: cell, ActiveCell: cell, Pane: active}}}
}

// width is that of columns together.
func (p *page) width(from, to int) float64 {
	w := 0.0
	for c := from; c <= to && c <= len(p.wide); c++ {
		w += p.wide[c-1]
	}
	return w
}

// blank dresses the cells of the next row, from the column on, without content.
func (p *page) blank(from, to int, l look) {
	id := p.style(l)
	for c := from; c <= to; c++ {
		p.put(c, excelize.Cell{StyleID: id})
	}
}

// put sets a cell of the next row; columns count from 1.
func (p *page) put(col int, c excelize.Cell) {
	if col > len(p.cells) {
		p.keep(fmt.Errorf("sheet %s has no column %d", p.sheet, col))
		return
	}
	p.cells[col-1] = c
	p.refs[col-1] = &p.cells[col-1]
}

// text sets a cell of the next row to typed words, never to a formula.
func (p *page) text(col int, s string, l look) {
	p.put(col, excelize.Cell{StyleID: p.style(l), Value: said(s)})
}

// said is the value of a text cell; nothing for "".
func said(s string) any {
	if s == "" {
		return nil
	}
	return clean(s)
}

// merge joins cells of the next row.
func (p *page) merge(from, to int) { p.mergeDown(from, to, 1) }

// mergeDown joins cells of the next row and of rows below it.
func (p *page) mergeDown(from, to, rows int) {
	if p.sw != nil && (from != to || rows > 1) {
		p.keep(p.sw.MergeCell(columnLetters(from)+strconv.Itoa(p.row+1), columnLetters(to)+strconv.Itoa(p.row+rows)))
	}
}

// band writes words over columns as a row of their own, in as many lines as they need,
// at least so high.
func (p *page) band(from, to int, s string, l look, height float64) {
	p.blank(from, to, l)
	p.text(from, s, l)
	p.merge(from, to)
	if n := linesIn(s, p.width(from, to), l); n > 1 {
		height += float64(n-1) * lineHeight
	}
	p.next(excelize.RowOpts{Height: min(height, maxHeight)})
}

// next writes the row that was put together and begins another one.
func (p *page) next(opts ...excelize.RowOpts) {
	p.row++
	if p.err == nil && p.sw != nil {
		p.keep(p.sw.SetRow("A"+strconv.Itoa(p.row), p.refs, opts...))
	}
	clearRefs(p.refs)
}

func clearRefs(refs []any) {
	for i := range refs {
		refs[i] = nil
	}
}

// end closes the stream.
func (p *page) end() {
	if p.err == nil && p.sw != nil {
		p.keep(p.sw.Flush())
	}
}

// columnLetters names a column, counted from 1.
func columnLetters(col int) string {
	var b [3]byte
	i := len(b)
	for ; col > 0; col = (col - 1) / 26 {
		i--
		b[i] = byte('A' + (col-1)%26)
	}
	return string(b[i:])
}
