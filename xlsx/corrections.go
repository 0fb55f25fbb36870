package xlsx

import (
	"fmt"
	"strconv"

	"github.com/shopspring/decimal"
	"github.com/xuri/excelize/v2"

	"rekon/reconcile"
)

// sheetCorrections tells what was corrected after the close-out, of a variance workbook
// and of a summary: each correction with its reason and the workbook before it, then
// semula and menjadi of every figure. A change of the plan is not among it by itself.
const sheetCorrections = "Koreksi"

// correctionsHeader is the row of the heading over the corrections.
const correctionsHeader = 7

// Columns of Koreksi.
const (
	corrNo, corrCode, corrFigure, corrUnit, corrWas, corrIs, corrMoved, corrRemark = 1, 2, 3, 4, 5, 6, 7, 8
)

var correctionWidths = []float64{5, 17, 46, 12, 21, 21, 21, 18}

// corrections is the sheet Koreksi.
type corrections struct {
	titling
	r      *reconcile.Result
	shown  func([]reconcile.Change) []reconcile.Change // the figures that it tells of
	each   bool                                        // also those of each correction, where there are several
	place  func(line string) string                    // where a line stands in the workbook; "" for nowhere
	footer string
	rows   []correctionRow
}

// correctionRow is a row of the figures: the heading of a correction, a line, or one of
// its figures.
type correctionRow struct {
	title  string
	line   *reconcile.Change // whose line it names
	change *reconcile.Change
}

// header is the heading row of the figures, below the corrections.
func (c *corrections) header() int { return correctionsHeader + len(c.r.Changes) + 2 }

// lay settles the rows below the heading of the figures: of all corrections together where
// there are several, then of each.
func (c *corrections) lay() {
	n := len(c.r.Changes)
	if n > 1 {
		c.group(fmt.Sprintf("SEMUA %d KOREKSI BERSAMA: semula sebelum koreksi pertama, menjadi sekarang", n), c.r.Net())
		if !c.each {
			return
		}
	}
	for i, a := range c.r.Changes {
		title := fmt.Sprintf("KOREKSI %d, %s", i+1, reconcile.LongTime(a.At))
		if a.Taken != nil && len(a.Changes) == 0 {
			title += ": laporan ditarik; tidak ada laporan yang berlaku sampai koreksi berikutnya"
		}
		c.group(title, a.Changes)
	}
}

func (c *corrections) group(title string, changes []reconcile.Change) {
	changes = c.shown(changes)
	if len(changes) == 0 {
		title += " (tidak ada angka yang berubah)"
	}
	c.rows = append(c.rows, correctionRow{title: title})
	for i := range changes {
		if i == 0 || changes[i].Line != changes[i-1].Line {
			c.rows = append(c.rows, correctionRow{line: &changes[i]})
		}
		c.rows = append(c.rows, correctionRow{change: &changes[i]})
	}
}

// rowOf is where a line is told of first; 0 for nowhere.
func (c *corrections) rowOf(code string) int {
	for i, r := range c.rows {
		if r.line != nil && r.line.Line == code {
			return c.header() + 1 + i
		}
	}
	return 0
}

// writeCorrections writes Koreksi.
func (d *draft) writeCorrections(c *corrections) {
	setup := printing{widths: correctionWidths, pagesWide: 1, titleRows: [2]int{c.header(), c.header()}, footer: c.footer, tab: "6B3FA0"}
	p := d.open(sheetCorrections, setup)
	for i, r := range c.rows {
		if r.line == nil || i >= maxLinks {
			continue
		}
		if to := c.place(r.line.Line); to != "" {
			d.keep(d.f.SetCellHyperLink(sheetCorrections, cellAt(corrCode, c.header()+1+i), to, "Location"))
		}
	}
	p.begin(setup)
	c.what = "KOREKSI SETELAH TUTUP BUKU"
	p.title(c.titling, 0)
	p.band(corrNo, corrRemark, c.r.Correction(), look{face: faceBold, ground: groundAttention, middle: true}, 16)
	p.next(excelize.RowOpts{Height: 6})
	c.writeList(p)
	p.next(excelize.RowOpts{Height: 8})
	p.heads("", "Kode", "Angka", "Satuan", "Semula", "Menjadi", "Bertambah/ (Berkurang)", "Keterangan")
	for _, r := range c.rows {
		c.writeRow(p, r)
	}
	p.end()
}

// writeList writes one row for each correction.
func (c *corrections) writeList(p *page) {
	p.blank(corrNo, corrRemark, headingLook)
	for col, s := range map[int]string{corrNo: "No", corrCode: "Waktu", corrFigure: "Alasan", corrUnit: "Buku kerja yang diterbitkan sebelumnya, dan tempatnya disimpan", corrRemark: "Yang berubah"} {
		p.text(col, s, headingLook)
	}
	p.merge(corrUnit, corrMoved)
	p.next(excelize.RowOpts{Height: 18})
	for i, a := range c.r.Changes {
		former, moved, cell := formerWords(a.Former), movedWords(a), look{}
		p.blank(corrNo, corrRemark, cell)
		p.text(corrNo, strconv.Itoa(i+1), look{align: alignCenter})
		p.text(corrCode, reconcile.LongTime(a.At), cell)
		p.text(corrFigure, a.Reason, cell)
		p.text(corrUnit, former, cell)
		p.merge(corrUnit, corrMoved)
		p.text(corrRemark, moved, cell)
		p.next(excelize.RowOpts{Height: heightFor(max(linesIn(reconcile.LongTime(a.At), p.width(corrCode, corrCode), cell), linesIn(a.Reason, p.width(corrFigure, corrFigure), cell),
			linesIn(former, p.width(corrUnit, corrMoved), cell), linesIn(moved, p.width(corrRemark, corrRemark), cell)))})
	}
}

// formerWords name the workbook that had been put out before, and where it is kept.
func formerWords(f reconcile.Published) string {
	switch {
	case f.SHA256 == "":
		return "Belum ada buku kerja yang diterbitkan."
	case f.Kept == "":
		return fmt.Sprintf("%s, diterbitkan %s; isinya tidak tersimpan, karena sudah diubah atau dihapus orang sebelum diganti. SHA-256 %s", f.File, reconcile.LongTime(f.At), f.SHA256)
	}
	return fmt.Sprintf("%s, diterbitkan %s; disimpan di %s (SHA-256 %s)", f.File, reconcile.LongTime(f.At), f.Kept, f.SHA256)
}

func movedWords(a reconcile.Amendment) string {
	if len(a.Changes) == 0 {
		return "tidak ada angka"
	}
	return fmt.Sprintf("%d baris, %d angka", a.Lines(), len(a.Changes))
}

func (c *corrections) writeRow(p *page, r correctionRow) {
	switch {
	case r.change != nil:
		c.writeChange(p, r.change)
	case r.line != nil:
		c.writeLine(p, r.line)
	default:
		p.band(corrNo, corrRemark, r.title, look{face: faceBold, ground: groundMid, middle: true}, 16)
	}
}

// writeLine names the line that the figures below it are of.
func (c *corrections) writeLine(p *page, of *reconcile.Change) {
	l, code, name := look{face: faceBold, ground: groundFaint}, of.Line, of.LineName
	if code == "" {
		name = "Perangkat daerah: " + c.who
	}
	p.blank(corrNo, corrRemark, l)
	dress := l.in(facePlain)
	if c.place(code) != "" {
		dress = l.in(faceLinked)
	}
	p.text(corrCode, code, dress)
	p.text(corrFigure, name, l)
	p.merge(corrFigure, corrRemark)
	p.next(excelize.RowOpts{OutlineLevel: 1, Height: heightFor(max(linesIn(code, p.width(corrCode, corrCode), dress), linesIn(name, p.width(corrFigure, corrRemark), l)))})
}

// writeChange writes what a figure was, what it is, and by how much it moved.
func (c *corrections) writeChange(p *page, ch *reconcile.Change) {
	lines := 1
	for i, cell := range []content{{}, {}, words(ch.Is.Title), centered(changeUnit(ch)), changeSide(ch.Was), changeSide(ch.Is), changeMoved(ch, p.row+1), centered(ch.Word())} {
		lines = max(lines, writeFinding(p, i+1, cell))
	}
	p.next(excelize.RowOpts{OutlineLevel: 2, Height: heightFor(lines)})
}

// changeUnit is what a figure is measured in, and what it was measured in if in another.
func changeUnit(ch *reconcile.Change) string {
	switch ch.Is.Kind {
	case reconcile.RupiahFigure:
		return "Rp"
	case reconcile.PercentFigure:
		return "%"
	case reconcile.PhysicalFigure:
		if ch.Was.Unit != ch.Is.Unit && ch.Was.Unit != "" && ch.Is.Unit != "" {
			return ch.Was.Unit + " → " + ch.Is.Unit
		}
		return orBlank(ch.Is.Unit, ch.Was.Unit)
	}
	return ""
}

// changeSide is what a figure says on one side.
func changeSide(f reconcile.NamedFigure) content {
	switch f.Kind {
	case reconcile.RupiahFigure:
		return rupiah(result{value: f.Value})
	case reconcile.PercentFigure:
		c := measured(result{value: f.Value})
		c.number = max(c.number, leastPlaces[f.Kind])
		return c
	case reconcile.PhysicalFigure:
		return quantity(reconcile.Quantity{Value: f.Value, Letter: f.Word}, "")
	}
	return centered(f.Word)
}

// changeMoved is menjadi less semula, where both are numbers of a kind.
func changeMoved(ch *reconcile.Change, row int) content {
	d := ch.Difference()
	if !d.Valid || ch.Was.Word != "" || ch.Is.Word != "" {
		return content{}
	}
	places := max(4, -trimmed(d.Decimal).Exponent())
	yields := decimal.NewNullDecimal(d.Decimal.Round(places))
	r := provided(fmt.Sprintf("ROUND(%s-%s,%d)", cellAt(corrIs, row), cellAt(corrWas, row), places), yields, d, ch.Was.Value, ch.Is.Value)
	c := measured(r)
	if ch.Is.Kind == reconcile.RupiahFigure {
		c = rupiah(r)
	}
	if c.text == "" {
		c.number = inBrackets[max(c.number, leastPlaces[ch.Is.Kind])]
	}
	return c
}

// inBrackets are the formats that write what is below zero in brackets.
var inBrackets = map[format]format{formatNoPlaces: formatWholeBrackets, formatTwoPlaces: formatBrackets, formatFourPlaces: formatFineBrackets}

// leastPlaces are the formats with the fewest places in which figures of a kind are shown.
var leastPlaces = map[reconcile.FigureKind]format{reconcile.RupiahFigure: formatTwoPlaces, reconcile.PercentFigure: formatTwoPlaces}
