package xlsx

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"
	"github.com/xuri/excelize/v2"

	"rekon/reconcile"
)

// brief is the one printed page of a summary: is the quarter complete, what needs me,
// how do we stand. That of an agency and that of all of them are laid out alike.
type brief struct {
	*draft
	title, who, when string
	headline         string
	ground           ground   // of the headline
	complete         bool     // else no figure is shown as good
	notices          []notice // below the headline
	needs            []reconcile.Need
	needsNote        string // below them
	noNeeds          string // instead of them
	name             func(reconcile.Need) string
	lead             func(reconcile.Need) (file, place string) // to the line in another workbook
	titles           [5]string
	figures          standingFigures
	charts           []*excelize.Chart
	wide             bool // charts below each other, as wide as the page
	office           string
	head             reconcile.Head
	provenance       string
	footer           string
	rows             []func(*page) // one for each row of the sheet
}

// notice is a sentence that must not be overlooked.
type notice struct {
	text string
	look look
	link string // a place in the workbook; "" for none
}

// standingRow is a row of the table of figures: the quarter before, this one, the
// change, and both to date.
type standingRow struct {
	label  string
	number format
	cells  func(row int) [5]content
}

// Columns of the page; the sheet is A4 upright.
const (
	briefNo, briefLabel, briefOne, briefTwo, briefThree, briefFour, briefFive = 1, 2, 3, 4, 5, 6, 7
)

// A chart spans rows of the sheet, so many beside the other and fewer as wide as the page.
const (
	chartRows, wideChartRows = 12, 11
	chartRowHeight           = 15.0 // points
	chartRowPixels           = 18   // of such a row, by the library's reckoning
)

var briefWidths = []float64{4, 19, 14.5, 14.5, 14.5, 17, 17}

// breadth is how wide columns are by the reckoning with which the library finds the cell in
// which a chart ends: so wide it ends at their edge, however wide a program draws them.
func breadth(widths []float64) (pixels uint) {
	for _, w := range widths {
		pixels += uint(w*8 + 0.5)
	}
	return pixels
}

// write lays the page out and writes it. Charts are set before the rows are streamed,
// so their place is counted first.
func (b *brief) write() {
	setup := printing{widths: briefWidths, pagesWide: 1, pagesHigh: 1, footer: b.footer, tab: "7A1F0B", upright: true}
	p := b.open(sheetSummary, setup)
	b.layHead()
	b.layNeeds()
	b.layStanding()
	b.layCharts()
	b.laySignature()
	p.begin(setup)
	for _, row := range b.rows {
		row(p)
	}
	p.end()
}

func (b *brief) row(f func(*page)) { b.rows = append(b.rows, f) }

func (b *brief) space(height float64) {
	b.row(func(p *page) { p.next(excelize.RowOpts{Height: height}) })
}

// line is a row of words over the whole width.
func (b *brief) line(s string, l look, height float64) {
	if s != "" {
		b.row(func(p *page) { p.band(briefNo, briefFive, s, l, height) })
	}
}

// layHead answers the first question: is it complete, and how late is it?
func (b *brief) layHead() {
	banner := look{bare: true, align: alignCenter, middle: true}
	b.line(b.title, banner.in(faceTitle), 22)
	b.line(strings.ToUpper(b.who), banner.in(faceHeading), 16)
	b.line(b.when, banner, 15)
	b.space(5)
	b.question("1. APAKAH TRIWULAN INI LENGKAP?")
	b.line(b.headline, look{face: faceHeading, ground: b.ground, align: alignCenter, middle: true}, 22)
	for _, n := range b.notices {
		if n.link != "" {
			b.keep(b.f.SetCellHyperLink(sheetSummary, cellAt(briefNo, len(b.rows)+1), n.link, "Location"))
		}
		b.line(n.text, n.look, 16)
	}
	b.space(5)
}

func (b *brief) question(s string) {
	b.line(s, look{face: faceHeading, bare: true, middle: true}, 18)
}

// layNeeds answers the second: which lines need me?
func (b *brief) layNeeds() {
	b.question("2. APA YANG MEMERLUKAN KEPUTUSAN?")
	if len(b.needs) == 0 {
		b.line(b.noNeeds, look{middle: true, indent: 1}, 18)
		b.space(5)
		return
	}
	b.row(func(p *page) {
		p.text(briefNo, "No", headingLook)
		p.blank(briefLabel, briefTwo, headingLook)
		p.text(briefLabel, "Baris, dan mengapa", headingLook)
		p.merge(briefLabel, briefTwo)
		p.text(briefThree, "Konsekuensi (Rp)", headingLook)
		p.text(briefFour, "Faktor Penghambat", headingLook)
		p.text(briefFive, "Tindak Lanjut", headingLook)
		p.next(excelize.RowOpts{Height: 17})
	})
	for i, n := range b.needs {
		b.layNeed(i, n)
	}
	b.line(b.needsNote, look{face: faceSmall, bare: true}, 12)
	b.space(5)
}

// What staff wrote beside a line stands in so many letters at most; it is whole on
// Perhatian.
const (
	notesLetters = 120
	unwritten    = "(belum diisi)"
)

// layNeed writes a line on two rows: its name, and below it why.
func (b *brief) layNeed(i int, n reconcile.Need) {
	name := short(b.name(n), 130)
	hindrance, mend := short(orBlank(n.Notes.Penghambat, unwritten), notesLetters), short(orBlank(n.Notes.TindakLanjut, unwritten), notesLetters)
	ground := needGround(n)
	file, place := b.lead(n)
	b.beside(sheetSummary, fmt.Sprintf("%s%d", columnLetters(briefNo), len(b.rows)+1), file, place) // on the name LibreOffice would not break its lines
	b.row(func(p *page) {
		bold := look{face: faceBold, middle: true, indent: 1}
		p.text(briefNo, strconv.Itoa(i+1), look{face: faceBold, align: alignCenter, middle: true, ground: ground})
		p.mergeDown(briefNo, briefNo, 2)
		p.blank(briefLabel, briefTwo, bold)
		p.text(briefLabel, name, bold)
		p.merge(briefLabel, briefTwo)
		stake := decimal.NewNullDecimal(n.Stake())
		seen := seenOn(sheetNeeds, needStake, needsHeader+1+i, stake)
		seen.shows = Shown{Agency: n.Agency, Line: n.Code}
		p.figure(briefThree, seen, formatNoPlaces)
		p.text(briefFour, hindrance, notesLook(hindrance))
		p.mergeDown(briefFour, briefFour, 2)
		p.text(briefFive, mend, notesLook(mend))
		p.mergeDown(briefFive, briefFive, 2)
		p.next(excelize.RowOpts{Height: heightFor(linesIn(name, p.width(briefLabel, briefTwo), bold))})
	})
	b.row(func(p *page) {
		p.blank(briefNo, briefNo, look{ground: ground})
		why := look{indent: 1}
		p.blank(briefLabel, briefTwo, why)
		p.text(briefLabel, n.Why, why)
		p.merge(briefLabel, briefTwo)
		p.text(briefThree, needMarks(n), look{face: faceSmall, align: alignCenter, ground: ground})
		p.blank(briefFour, briefFive, look{})
		beside := max(linesIn(hindrance, p.width(briefFour, briefFour), notesLook(hindrance)), linesIn(mend, p.width(briefFive, briefFive), notesLook(mend)))
		beside -= linesIn(name, p.width(briefLabel, briefTwo), look{face: faceBold, indent: 1})
		lines := max(linesIn(n.Why, p.width(briefLabel, briefTwo), why), beside, linesIn(needMarks(n), p.width(briefThree, briefThree), look{face: faceSmall}))
		p.next(excelize.RowOpts{Height: heightFor(lines)})
	})
}

func notesLook(s string) look {
	if s == unwritten {
		return look{face: faceMuted, indent: 1}
	}
	return look{indent: 1}
}

// needGround goes with the words of needMarks.
func needGround(n reconcile.Need) ground {
	switch {
	case n.Unreported:
		return groundUnreported
	case n.OverPagu, n.Unmet:
		return groundBad
	}
	return groundAttention
}

// needMarks says in a few words what kind of consequence it is.
func needMarks(n reconcile.Need) string {
	var out []string
	switch {
	case n.OverPagu:
		out = append(out, "melebihi pagu")
	case n.Unreported:
		out = append(out, "belum dilaporkan")
	}
	if n.Capaian.Valid {
		out = append(out, "capaian "+reconcile.FormatNumber(n.Capaian.Decimal.Round(2))+"%")
	}
	if n.Serapan.Valid {
		out = append(out, "realisasi "+reconcile.FormatNumber(n.Serapan.Decimal.Round(2))+"% dari rencana")
	}
	if n.Doubtful {
		out = append(out, "diragukan")
	}
	return strings.Join(out, "; ")
}

// layStanding answers the third: how do we stand?
func (b *brief) layStanding() {
	b.question("3. BAGAIMANA KEDUDUKAN KITA?")
	b.row(func(p *page) {
		p.blank(briefNo, briefLabel, headingLook)
		p.text(briefNo, "Rupiah dan capaian", headingLook)
		p.merge(briefNo, briefLabel)
		lines := 1
		for i, s := range b.titles {
			p.text(briefOne+i, s, headingLook)
			lines = max(lines, linesIn(s, p.width(briefOne+i, briefOne+i), headingLook))
		}
		p.next(excelize.RowOpts{Height: heightFor(lines) + 2})
	})
	for _, r := range b.figures.table(len(b.rows) + 1) {
		b.row(func(p *page) { b.writeStanding(p, r) })
	}
	b.space(5)
}

func (b *brief) writeStanding(p *page, r standingRow) {
	label := look{middle: true, indent: 1}
	p.blank(briefNo, briefLabel, label)
	p.text(briefNo, r.label, label)
	p.merge(briefNo, briefLabel)
	lines := linesIn(r.label, p.width(briefNo, briefLabel), label)
	for i, c := range r.cells(p.row + 1) {
		l := look{face: faceBold, align: alignRight, middle: true, ground: c.ground}
		if c.text != "" {
			l.align = alignCenter
			lines = max(lines, linesIn(c.text, p.width(briefOne+i, briefOne+i), l))
		} else {
			l.format = r.number
		}
		p.show(briefOne+i, c, l)
	}
	p.next(excelize.RowOpts{Height: heightFor(lines) + 1})
}

// layCharts sets the charts beside each other, or below each other as wide as the page.
func (b *brief) layCharts() {
	half, high := 4, chartRows // columns of the left one, rows of each
	if b.wide {
		high = wideChartRows
	}
	for i, c := range b.charts {
		column, widths := 1, briefWidths
		switch {
		case b.wide:
		case i == 0:
			widths = briefWidths[:half]
		default:
			column, widths = half+1, briefWidths[half:]
		}
		c.Dimension = excelize.ChartDimension{Width: breadth(widths), Height: uint(high * chartRowPixels)}
		c.Format = excelize.GraphicOptions{AltText: c.Format.AltText}
		if i == 0 {
			for col, w := range briefWidths {
				b.keep(b.f.SetColWidth(sheetSummary, columnLetters(col+1), columnLetters(col+1), w))
			}
		}
		b.keep(b.f.AddChart(sheetSummary, columnLetters(column)+strconv.Itoa(len(b.rows)+1), c))
		if b.wide || i == len(b.charts)-1 {
			for range high {
				b.space(chartRowHeight)
			}
		}
	}
}

// laySignature writes what the page rests on, and where the head signs.
func (b *brief) laySignature() {
	b.space(8)
	const high = 7
	lines := [high]string{".........................., ..............................", "Mengetahui,", orBlank(b.office, strings.Repeat(".", 42)), "", "", orBlank(b.head.Name, "( ........................................ )"), "NIP. " + orBlank(b.head.NIP, "..................................")}
	for i, s := range lines {
		b.row(func(p *page) {
			if i == 0 {
				p.text(briefNo, b.provenance, look{face: faceSmall, bare: true})
				p.mergeDown(briefNo, briefTwo, high)
			}
			l := look{bare: true, align: alignCenter, middle: true}
			if i == 5 {
				l.face = faceBold
			}
			p.text(briefThree, s, l)
			p.merge(briefThree, briefFive)
			p.next(excelize.RowOpts{Height: max(13, lineHeight*float64(linesIn(s, p.width(briefThree, briefFive), l)))})
		})
	}
}

func orBlank(s, blank string) string {
	if s == "" {
		return blank
	}
	return s
}

// seenOn is a cell of another sheet shown here.
func seenOn(sheet, column string, row int, figure decimal.NullDecimal) result {
	if figure.Valid && !storable(figure) {
		return result{value: figure}
	}
	cell := fmt.Sprintf("%s!%s%d", sheet, column, row)
	return result{value: figure, formula: "IF(" + cell + `="","",` + cell + ")"}
}
