package xlsx

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"
	"github.com/xuri/excelize/v2"

	"rekon/reconcile"
)

// sourceTable says where each cell that was read stands on Sumber: below the facts and
// the rules a block for each line, its name and then a row for each cell.
type sourceTable struct {
	facts     []fact
	header    int // heading row
	last      int // of the blocks
	documents []document
}

// Columns of Sumber.
const (
	srcCode, srcFigure, srcValue, srcUnit, srcDocument, srcSheet, srcCell, srcTyped, srcWhy = 1, 2, 3, 4, 5, 6, 7, 8, 9
)

var (
	sourceTitles = []string{"Kode", "Angka", "Nilai", "Satuan", "Dokumen", "Lembar", "Sel", "Tertulis", "Cara dibaca"}
	sourceWidths = []float64{16, 25, 18, 9, 22, 20, 7, 19, 40}
)

// sourceKind is what a cell that was read tells of a line.
type sourceKind int

const (
	cellTarget sourceKind = iota
	cellBudget
	cellDelivered
	cellPaid
	cellKinds
)

// sourceCell is a row of Sumber.
type sourceCell struct {
	figure reconcile.NamedFigure
	origin *reconcile.Origin
	slot   int // quarter-1, or [reconcile.Year]
	row    int
}

// lineCells are the cells read of a line, by kind, in the order of the year.
type lineCells [cellKinds][]sourceCell

// placeSources settles the rows of Sumber, which formulas elsewhere point to.
func (v *varianceBook) placeSources() {
	s := &v.sources
	s.documents = documentsOf(v.r)
	s.facts = append(factsOf(v.r), explainFact(v.r))
	s.header = len(s.facts) + 6
	x := reconcile.NewLineage(*v.r)
	row := s.header
	for _, e := range v.entries {
		if e.v == nil {
			continue
		}
		row++
		e.source = row
		targets, budgets, delivered, paid := x.LineCells(e.at)
		for kind, cells := range [cellKinds][]reconcile.Explanation{targets, budgets, delivered, paid} {
			for i, c := range cells {
				slot := i
				if kind <= int(cellBudget) && i == len(cells)-1 {
					slot = reconcile.Year
				}
				if e.tells(c, slot) {
					row++
					e.cells[kind] = append(e.cells[kind], sourceCell{c.Figure, c.Cell, slot, row})
				}
			}
		}
	}
	s.last = row
}

// tells reports whether a cell is worth a row: it says something, or was due to.
func (e *entry) tells(c reconcile.Explanation, slot int) bool {
	if c.Figure.Said() {
		return true
	}
	if c.Cell == nil {
		return false
	}
	return e.due(c, slot) || c.Cell.Why != "" || strings.Trim(c.Cell.Typed, " -–") != ""
}

// due reports whether a report was to say something in the cell.
func (e *entry) due(c reconcile.Explanation, slot int) bool {
	switch {
	case c.Cell.Report == nil || slot >= reconcile.Year:
		return false
	case c.Figure.Kind == reconcile.PhysicalFigure:
		return e.v.Line.Target[slot].Said()
	}
	return e.leaf() && e.v.Line.Budget[slot].Value.Decimal.IsPositive()
}

// said are the cells of a kind that hold a number, of the quarters up to one.
func (e *entry) said(kind sourceKind, quarter int) []sourceCell {
	return slices.DeleteFunc(slices.Clone(e.cells[kind]), func(c sourceCell) bool {
		return c.slot >= quarter || !c.figure.Value.Valid
	})
}

// spot is the value of a row of Sumber, seen from another sheet.
func (c sourceCell) spot() string {
	return sheetSources + "!" + columnLetters(srcValue) + strconv.Itoa(c.row)
}

// spots are the values of rows in one block, seen from another sheet; "" for none.
func spots(cells []sourceCell) string {
	if len(cells) == 0 {
		return ""
	}
	first := cells[0].spot()
	if len(cells) == 1 {
		return first
	}
	return first + ":" + columnLetters(srcValue) + strconv.Itoa(cells[len(cells)-1].row)
}

// numbersOf are those that rows hold.
func numbersOf(cells []sourceCell) []decimal.NullDecimal {
	out := make([]decimal.NullDecimal, len(cells))
	for i, c := range cells {
		out[i] = c.figure.Value
	}
	return out
}

// reported is the line's row of the report; empty where there is none.
func (e *entry) reported() *reconcile.Realization {
	if e.report == nil {
		return &reconcile.Realization{}
	}
	return e.report
}

// writeSources writes Sumber: what was read, the rules, and each line's cells.
func (v *varianceBook) writeSources() {
	s := &v.sources
	setup := printing{pagesWide: 1, titleRows: [2]int{s.header, s.header}, footer: v.footer(), tab: "52606D", widths: sourceWidths,
		filter: fmt.Sprintf("A%d:%s%d", s.header, columnLetters(len(sourceWidths)), max(s.last, s.header+1))}
	p := v.open(sheetSources, setup)
	for _, e := range v.entries {
		if e.v != nil && len(v.entries) <= maxLinks {
			v.keep(v.f.SetCellHyperLink(sheetSources, "A"+strconv.Itoa(e.source), v.place(sheetVariance, "A", e.row), "Location"))
		}
	}
	p.begin(setup)
	v.writeTitle(p, "SUMBER DAN ATURAN", 0)
	for _, f := range s.facts {
		p.text(1, f.name, look{face: faceBold, bare: true, ragged: true})
		p.text(2, f.value, look{bare: true, ragged: true})
		p.next()
	}
	p.next(excelize.RowOpts{Height: 6})
	for i, t := range sourceTitles {
		p.text(i+1, t, headingLook)
	}
	p.next(excelize.RowOpts{Height: 17})
	for _, e := range v.entries {
		if e.v == nil {
			continue
		}
		v.writeSourceLine(p, e)
		for kind, cells := range e.cells {
			for _, c := range cells {
				v.writeSourceCell(p, e, sourceKind(kind), c)
			}
		}
	}
	v.writeUnplanned(p)
	p.end()
}

// writeSourceLine writes a line's name, and how its quarters add up, above its cells.
func (v *varianceBook) writeSourceLine(p *page, e *entry) {
	l := look{face: faceBold, ground: groundLight}
	p.blank(srcCode, srcWhy, l)
	p.text(srcCode, e.v.Line.Code, l.in(faceLinked))
	p.text(srcFigure, levelWords[e.v.Line.Level]+": "+e.v.Line.Name(), l)
	p.merge(srcFigure, srcSheet-1)
	how := v.addsUp(e)
	p.text(srcSheet, how, l.in(facePlain))
	p.merge(srcSheet, srcWhy)
	lines := max(linesIn(levelWords[e.v.Line.Level]+": "+e.v.Line.Name(), p.width(srcFigure, srcSheet-1), l), linesIn(how, p.width(srcSheet, srcWhy), l))
	p.next(excelize.RowOpts{Height: heightFor(lines)})
}

// addsUp says how the physical figures of a line add up over the year, which way is
// better, and where its rupiah come from.
func (v *varianceBook) addsUp(e *entry) string {
	var out []string
	if e.v.Line.HasTarget() {
		words, from := reconcile.AggregationWords(e.v.Line, v.r.Rules)
		out = append(out, strings.TrimSuffix(words, ".")+" ("+from+").")
		if e.v.Line.Polarity == reconcile.Negatif {
			better, _ := reconcile.PolarityWords(e.v.Line, v.r.Rules)
			out = append(out, better)
		} else {
			out = append(out, "Makin besar makin baik.")
		}
	}
	if !e.leaf() {
		out = append(out, "Rupiahnya jumlah baris di bawahnya; yang tertulis di sini dibandingkan, tidak dihitung.")
	}
	if e.v.Line.Gone > 0 {
		out = append(out, "Tidak ada lagi mulai "+reconcile.QuarterNames[e.v.Line.Gone-1]+".")
	}
	return strings.Join(out, " ")
}

func (v *varianceBook) writeSourceCell(p *page, e *entry, kind sourceKind, c sourceCell) {
	lines := 1
	for i, x := range v.sourceContents(e, kind, c) {
		l := look{face: x.face, align: x.align}
		if x.result.value.Valid && x.text == "" {
			l.format = x.number
		}
		p.show(i+1, x.of(e.v.Line.Code), l)
		lines = max(lines, linesIn(x.text, p.width(i+1, i+1), l))
	}
	p.next(excelize.RowOpts{Height: heightFor(lines)})
}

// sourceContents are the columns of a cell that was read.
func (v *varianceBook) sourceContents(e *entry, kind sourceKind, c sourceCell) []content {
	f, o := c.figure, c.origin
	if o == nil {
		o = &reconcile.Origin{}
	}
	value, unit := rupiah(result{value: f.Value}), "Rp"
	if f.Kind == reconcile.PhysicalFigure {
		value, unit = quantity(reconcile.Quantity{Value: f.Value, Letter: f.Word}, ""), f.Unit
	}
	if !f.Said() {
		value = content{text: "kosong", align: alignCenter, face: faceMuted}
	}
	return []content{
		{text: e.v.Line.Code, face: faceSmall}, words(f.Title), value.named(v.shownAs(kind, c.slot)), centered(unit), {text: v.documentWords(*o), face: faceSmall},
		words(o.Source.Sheet), centered(o.Source.Cell), words(o.Typed), {text: o.Why, face: faceSmall},
	}
}

// shownAs names what a cell says: what the plan has in a quarter or the year, what was
// reported for the quarter, and for one before it.
func (v *varianceBook) shownAs(kind sourceKind, slot int) string {
	name := [cellKinds]string{"target", "budget", "physical", "money"}[kind]
	if kind >= cellDelivered && slot == v.r.Period.Quarter-1 {
		return name
	}
	return name + "." + slotName(slot)
}

// slotName is a quarter of a plan, or its year, as JSON names it.
func slotName(i int) string {
	if i == reconcile.Year {
		return "year"
	}
	return "q" + strconv.Itoa(i+1)
}

// documentWords name the document that a cell stands in by its letter among the facts.
func (v *varianceBook) documentWords(o reconcile.Origin) string {
	var d document
	switch {
	case o.Plan != nil:
		d = planDocument("", *o.Plan)
	case o.Report != nil:
		d = reportDocument(*o.Report)
	}
	for _, known := range v.sources.documents {
		if known.sha256 == d.sha256 && known.short == d.short {
			return known.letter + ". " + known.short
		}
	}
	return d.short
}

// writeUnplanned lists rows of the reports that no planned line took: they count
// in no figure.
func (v *varianceBook) writeUnplanned(p *page) {
	rows := append(append([]reconcile.Realization{}, v.r.Unplanned...), v.r.UnplannedBefore...)
	if len(rows) == 0 {
		return
	}
	run := look{bare: true, ragged: true}
	p.next()
	p.text(1, "Baris laporan tanpa baris rencana (tidak dihitung dalam angka mana pun)", run.in(faceHeading))
	p.next()
	for _, r := range rows {
		p.text(1, r.Line, run)
		p.text(2, fmt.Sprintf("%s: fisik %s, rupiah %s", r.Source, reconcile.FormatQuantity(r.Physical, r.Physical.Unit), amountText(r.Money)), run)
		p.next()
	}
}

func amountText(a reconcile.Amount) string {
	if !a.Said() {
		return "–"
	}
	return reconcile.FormatRupiah(a.Value.Decimal)
}
