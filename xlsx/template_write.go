package xlsx

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/xuri/excelize/v2"
)

func (f *form) write() {
	setup := printing{pagesWide: 1, titleRows: [2]int{formHeader - 1, formHeader}, footer: f.footer(), tab: "1F3A5F",
		freeze: columnLetters(f.firstEntry()) + strconv.Itoa(formFirst)}
	for _, c := range f.columns {
		setup.widths = append(setup.widths, c.width)
	}
	p := f.open(f.sheet, setup)
	f.checks.apply(f.draft, f.sheet, f.rules)
	f.protect(f.sheet)
	p.begin(setup)
	f.writeHead(p)
	for i := range f.lines {
		f.writeLine(p, i)
	}
	f.writeSignature(p)
	p.end()
}

// firstEntry is the column after the names.
func (f *form) firstEntry() int {
	return 1 + slices.IndexFunc(f.columns, func(c formColumn) bool { return c.quarter })
}

// protect locks the sheet without a password: widths, heights and filters may be
// changed, the plan may not by accident.
func (t *template) protect(sheet string) {
	t.keep(t.f.ProtectSheet(sheet, &excelize.SheetProtectionOptions{
		SelectLockedCells: true, SelectUnlockedCells: true, FormatColumns: true, FormatRows: true, AutoFilter: true,
	}))
}

func (f *form) writeHead(p *page) {
	n := len(f.columns)
	run := look{bare: true, align: alignCenter, middle: true}
	for _, row := range []struct {
		text string
		look look
		high float64
	}{
		{f.title(), run.in(faceTitle), 24},
		{f.agency(), run.in(faceHeading), 18},
		{fmt.Sprintf("Isi sel kuning saja. Kosong berarti belum dilaporkan; tulis 0 bila memang nihil. Rencana revisi %d.", f.plan.Revision), run.in(faceMuted), 16},
	} {
		p.text(1, row.text, row.look)
		p.merge(1, n)
		p.next(excelize.RowOpts{Height: row.high})
	}
	f.writeReason(p)
	f.writeHeadings(p)
}

// writeReason asks why the report replaces one that was taken, in a row that is a gap where
// the reason is asked elsewhere.
func (f *form) writeReason(p *page) {
	if !f.asks {
		p.next(excelize.RowOpts{Height: 6})
		return
	}
	first, last := f.firstEntry(), len(f.columns)
	p.text(1, "Alasan perbaikan, bila laporan ini menggantikan yang sudah diterima:", look{bare: true, align: alignRight, middle: true})
	p.merge(1, first-1)
	p.blank(first, last, entryNote.look())
	p.merge(first, last)
	p.next(excelize.RowOpts{Height: heightFor(2)})
}

// writeHeadings writes the two heading rows: the quarter stands over its columns.
func (f *form) writeHeadings(p *page) {
	first := 0
	for i, c := range f.columns {
		p.blank(i+1, i+1, headingLook)
		switch {
		case !c.quarter:
			p.text(i+1, c.title, headingLook)
			p.mergeDown(i+1, i+1, 2)
		case first == 0:
			first = i + 1
			p.text(first, "TRIWULAN "+f.period.Roman(), headingLook)
		}
	}
	p.merge(first, len(f.columns))
	p.next(excelize.RowOpts{Height: 18})
	for i, c := range f.columns {
		p.blank(i+1, i+1, headingLook)
		if c.quarter {
			p.text(i+1, c.title, headingLook)
		}
	}
	p.next(excelize.RowOpts{Height: 30})
}

func (f *form) writeLine(p *page, i int) {
	l := f.lines[i]
	for j, c := range f.columns {
		switch {
		case c.parent != nil:
			f.writeParent(p, j, i)
		case c.kind != nil:
			p.put(j+1, excelize.Cell{StyleID: p.style(c.kind(f, l).look())})
		default:
			p.put(j+1, c.cell(f, l))
		}
	}
	p.next(excelize.RowOpts{Height: f.heights[i]})
}

// writeParent writes a parent's name once, merged down over its rows.
func (f *form) writeParent(p *page, column, i int) {
	c := f.columns[column]
	p.blank(column+1, column+1, look{})
	if i > 0 && f.sameParents(c, i-1, i) {
		return
	}
	p.text(column+1, c.parent(f.lines[i]), look{})
	p.mergeDown(column+1, column+1, f.span(c, i))
}

// writeSignature leaves room for place, date and the head's name, open to be
// typed into.
func (f *form) writeSignature(p *page) {
	last := len(f.columns)
	l := look{bare: true, align: alignCenter, open: true}
	p.next()
	for _, s := range []string{"....................., ........................... " + strconv.Itoa(f.period.Year), "Kepala " + f.agency(), "", "", "", "(.................................................)", "NIP. ......................................"} {
		p.blank(last-1, last, l)
		p.text(last-1, s, l)
		p.merge(last-1, last)
		p.next(excelize.RowOpts{Height: heightFor(linesIn(s, p.width(last-1, last), l))})
	}
}
