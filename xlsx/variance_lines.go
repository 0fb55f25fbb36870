package xlsx

import (
	"fmt"
	"strconv"

	"github.com/xuri/excelize/v2"

	"rekon/reconcile"
)

// headerRow is the lower row of the heading of Variansi.
const headerRow = 6

// place is a cell of another sheet, for a link; "" where there is no row.
func (v *varianceBook) place(sheet, column string, row int) string {
	if row == 0 {
		return ""
	}
	return "'" + sheet + "'!" + column + strconv.Itoa(row)
}

// writeLines writes Variansi.
func (v *varianceBook) writeLines() {
	setup := printing{pagesWide: printedSheets, titleRows: [2]int{headerRow - 1, headerRow}, titleCols: "$A:$B",
		freeze: "C" + strconv.Itoa(headerRow+1), footer: v.footer(), tab: "1F3A5F",
		filter: fmt.Sprintf("A%d:%s%d", headerRow, columnLetters(len(v.columns)), max(v.last, headerRow+1))}
	for _, c := range v.columns {
		setup.widths = append(setup.widths, c.width)
	}
	p := v.open(sheetVariance, setup)
	v.linkLines()
	p.begin(setup)
	v.writeTitle(p, "VARIANSI RENCANA AKSI", 2)
	v.writeHeadings(p)
	for _, e := range v.entries {
		v.writeEntry(p, e)
	}
	v.writeTotals(p)
	v.writeLegend(p)
	p.end()
}

// writeTitle writes the four rows above a table: what, when, who, how it stands.
// Where the first columns are printed on every sheet of paper, they keep within
// those; otherwise (within 0) they run on.
func (v *varianceBook) writeTitle(p *page, what string, within int) {
	basis := ""
	if within > 0 {
		basis = v.basis()
	}
	p.title(titling{what, v.when, v.who, "Status: " + v.status(), v.incomplete, basis}, within)
}

// titling are the words above a table: what, when, who, how it stands, and on what that
// rests; loud where figures are missing.
type titling struct {
	what, when, who, standing string
	loud                      bool
	basis                     string
}

// title writes the four rows above a table.
func (p *page) title(t titling, within int) {
	run := look{bare: true, ragged: true}
	p.text(1, t.what, run.in(faceTitle))
	p.next(excelize.RowOpts{Height: 20})
	p.text(1, t.when, run.in(faceHeading))
	p.next(excelize.RowOpts{Height: 15})
	p.titleLine(t.who, look{face: faceBold, bare: true, ragged: within == 0}, within)
	p.next(excelize.RowOpts{Height: p.titleHeight(t.who, within)})
	standing := look{face: faceBold, bare: true, ragged: within == 0}
	if t.loud {
		standing.face = faceLoud
	}
	p.titleLine(t.standing, standing, within)
	if t.basis != "" {
		p.text(within+1, t.basis, run.in(faceMuted))
	}
	p.next(excelize.RowOpts{Height: p.titleHeight(t.standing, within)})
}

func (p *page) titleLine(s string, l look, within int) {
	p.text(1, s, l)
	p.merge(1, max(1, within))
}

func (p *page) titleHeight(s string, within int) float64 {
	if within == 0 {
		return heightFor(1)
	}
	return heightFor(linesIn(s, p.width(1, within), look{face: faceLoud}))
}

// basis names the revisions the figures rest on.
func (v *varianceBook) basis() string {
	s := fmt.Sprintf("Rencana revisi %d", v.r.Plan.Revision)
	if v.r.Plan.Changed() {
		s += fmt.Sprintf(" (perubahan mulai %s%s)", reconcile.QuarterNames[v.r.Plan.FromQuarter-1], decreeWords(v.r.Plan))
	}
	if v.r.Report.Revision > 0 {
		s += fmt.Sprintf("; laporan revisi %d, diterima %s", v.r.Report.Revision, reconcile.LongTime(v.r.Report.ReceivedAt))
	}
	return s
}

// decreeWords names the decision that a plan rests on, after a comma.
func decreeWords(p reconcile.Plan) string {
	if p.Decree == "" {
		return ""
	}
	return ", " + p.Decree
}

// linkLines leads from the codes to Sumber, from the counts to Temuan and from what was
// corrected to Koreksi.
func (v *varianceBook) linkLines() {
	for _, c := range v.columns {
		if c.id != colCode && c.id != colFindings && c.id != colCorrected {
			continue
		}
		for _, e := range v.entries {
			if e.v == nil || len(v.entries) > maxLinks {
				continue
			}
			if link := c.cell(e).link; link != "" {
				v.keep(v.f.SetCellHyperLink(sheetVariance, v.at(c.id, e.row), link, "Location"))
			}
		}
	}
}

// maxLinks bounds the linked rows of a sheet: the library compares each link with
// all others.
const maxLinks = 1000

var headingLook = look{face: faceBold, ground: groundHead, align: alignCenter, middle: true}

// writeHeadings writes two rows: groups, and the columns' own titles.
func (v *varianceBook) writeHeadings(p *page) {
	for i := 0; i < len(v.columns); {
		c, j := v.columns[i], i
		for c.group != "" && j+1 < len(v.columns) && v.columns[j+1].group == c.group {
			j++
		}
		p.blank(i+1, j+1, headingLook)
		if c.group == "" {
			p.text(i+1, c.title, headingLook)
			p.mergeDown(i+1, i+1, 2)
		} else {
			p.text(i+1, c.group, headingLook)
			p.merge(i+1, j+1)
		}
		i = j + 1
	}
	p.next(excelize.RowOpts{Height: 18})
	for i, c := range v.columns {
		p.blank(i+1, i+1, headingLook)
		if c.group != "" {
			p.text(i+1, c.title, headingLook)
		}
	}
	p.next(excelize.RowOpts{Height: 26})
}

func (v *varianceBook) writeEntry(p *page, e *entry) {
	if e.v == nil {
		v.writeGroup(p, e)
		return
	}
	lines := 1
	for i, c := range v.columns {
		lines = max(lines, v.writeContent(p, i+1, c.cell(e), e))
	}
	p.next(excelize.RowOpts{OutlineLevel: int(e.depth), Height: heightFor(lines)})
}

// writeGroup writes the name of a tujuan or sasaran above its lines.
func (v *varianceBook) writeGroup(p *page, e *entry) {
	l := look{face: faceBold, ground: e.ground}
	p.blank(1, len(v.columns), l)
	p.text(2, e.heading, l)
	p.text(3, e.label, l.in(facePlain))
	p.next(excelize.RowOpts{Height: heightFor(linesIn(e.heading, p.width(2, 2), l))})
}

// writeContent dresses a cell for its row: indicators and programs are bold, the
// name is indented by its depth, a graded cell keeps its own ground. It gives the
// lines the cell takes.
func (v *varianceBook) writeContent(p *page, col int, c content, e *entry) int {
	l := look{face: c.face, ground: c.ground, align: c.align}
	if c.result.value.Valid || c.formula != "" {
		l.format = c.number
	}
	if l.ground == groundClear {
		l.ground = e.ground
	}
	if l.face == facePlain && !e.isDetail() && !v.columns[col-1].light {
		l.face = faceBold
	}
	if c.link != "" && c.face == facePlain {
		l.face = faceLinked
	}
	if v.columns[col-1].id == colName {
		l.indent = e.depth
	}
	if c.shows = v.shownAt(v.columns[col-1].id, e.row); c.shows.Figure == colWritten.figure() && !writtenOtherwise(e) {
		c.shows.Figure = "" // left blank, since it says nothing more than the pagu
	}
	p.show(col, c, l)
	return linesIn(c.text, p.width(col, col), l)
}

// isDetail: a kegiatan or what is below it.
func (e *entry) isDetail() bool {
	return e.v.Line.Level == reconcile.LevelKegiatan || e.v.Line.Level == reconcile.LevelSubKegiatan
}

func (v *varianceBook) totalLabel() string {
	n := 0
	for _, e := range v.entries {
		if e.isKegiatan() {
			n++
		}
	}
	return fmt.Sprintf("JUMLAH %d KEGIATAN", n)
}

func (v *varianceBook) writeTotals(p *page) {
	for i, c := range v.columns {
		l := look{face: faceBold, ground: groundHead, middle: true}
		var t content
		if c.total != nil {
			t = c.total()
		}
		l.align = t.align
		if t.text == "" {
			l.format = t.number
		}
		if t.ground != groundClear {
			l.ground = t.ground
		}
		if c.total != nil {
			t.shows = v.shownAt(c.id, v.last+1)
		}
		p.show(i+1, t, l)
	}
	p.next(excelize.RowOpts{Height: 26})
}

// writeLegend says how to read the table.
func (v *varianceBook) writeLegend(p *page) {
	p.next(excelize.RowOpts{Height: 6})
	for _, s := range []string{
		"Sel kosong berarti tidak ada yang dinyatakan; 0 berarti nol. Deviasi = realisasi - target (anggaran).",
		"Rupiah program dan indikator adalah jumlah kegiatannya; angka fisik tidak dijumlahkan ke atas.",
		"Klik kode untuk melihat sel asal tiap angka pada lembar Sumber; aturan penilaian ada di lembar yang sama.",
	} {
		p.text(1, s, look{face: faceMuted, bare: true, ragged: true})
		p.next()
	}
}
