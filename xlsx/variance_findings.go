package xlsx

import (
	"fmt"
	"strconv"

	"github.com/xuri/excelize/v2"

	"rekon/reconcile"
)

// listedFinding is a row of Temuan.
type listedFinding struct {
	reconcile.Finding
	origin string
}

// The workbooks a finding lies in.
const (
	originReport = "Laporan"
	originPlan   = "Rencana"
)

// findingsHeader is the heading row of Temuan.
const findingsHeader = 5

// listFindings puts the report's findings before the plan's and counts those of
// each line.
func (v *varianceBook) listFindings() {
	v.noted = map[string]int{}
	for _, f := range v.r.Findings {
		v.findings = append(v.findings, listedFinding{f, originReport})
	}
	for _, f := range v.r.Plan.Findings {
		v.findings = append(v.findings, listedFinding{f, originPlan})
	}
	for _, f := range v.findings {
		if f.Line != "" {
			v.noted[f.Line]++
		}
	}
}

// lastFinding is the last row of Temuan.
func (v *varianceBook) lastFinding() int { return findingsHeader + max(1, len(v.findings)) }

// firstFinding is the row of a line's first finding.
func (v *varianceBook) firstFinding(line string) int {
	for i, f := range v.findings {
		if f.Line == line {
			return findingsHeader + 1 + i
		}
	}
	return 0
}

// findingColumn is one column of Temuan.
type findingColumn struct {
	title string
	width float64
	cell  func(i int, f *listedFinding) content
}

func (v *varianceBook) findingColumns() []findingColumn {
	names := map[string]*entry{}
	for _, e := range v.entries {
		if e.v != nil {
			names[e.v.Line.Code] = e
		}
	}
	return []findingColumn{
		{"No", 6, func(i int, _ *listedFinding) content { return centered(strconv.Itoa(i + 1)) }},
		{"Tingkat", 12, func(_ int, f *listedFinding) content {
			return content{text: severityWords[f.Severity()], align: alignCenter, ground: severityTones[f.Severity()]}
		}},
		{"Pada", 10, func(_ int, f *listedFinding) content { return centered(f.origin) }},
		{"Lembar", 20, func(_ int, f *listedFinding) content { return words(f.Source.Sheet) }},
		{"Sel", 8, func(_ int, f *listedFinding) content { return centered(f.Source.Cell) }},
		{"Kode Baris", 15, func(_ int, f *listedFinding) content {
			c := content{text: f.Line}
			if e := names[f.Line]; e != nil {
				c.link = v.place(sheetVariance, "A", e.row)
			}
			return c
		}},
		{"Uraian Baris", 34, func(_ int, f *listedFinding) content {
			if e := names[f.Line]; e != nil {
				return words(e.v.Line.Name())
			}
			return content{}
		}},
		{"Pesan", 70, func(_ int, f *listedFinding) content { return words(f.Message) }},
		{"Selisih", 18, func(_ int, f *listedFinding) content { return difference(f.Finding) }},
		{"Jenis Temuan", 22, func(_ int, f *listedFinding) content { return content{text: string(f.Code), face: faceSmall} }},
	}
}

// difference is by how much two figures disagree, in rupiah or the line's unit.
func difference(f reconcile.Finding) content {
	c := measured(result{value: f.Difference})
	if f.Difference.Valid && f.Difference.Decimal.Exponent() >= -2 {
		c.number = formatTwoPlaces
	}
	return c
}

// writeFindings writes Temuan.
func (v *varianceBook) writeFindings() {
	columns := v.findingColumns()
	setup := printing{pagesWide: 1, titleRows: [2]int{findingsHeader, findingsHeader}, freeze: fmt.Sprintf("A%d", findingsHeader+1),
		footer: v.footer(), tab: "B45309", filter: fmt.Sprintf("A%d:%s%d", findingsHeader, columnLetters(len(columns)), v.lastFinding())}
	for _, c := range columns {
		setup.widths = append(setup.widths, c.width)
	}
	p := v.open(sheetFindings, setup)
	v.linkFindings(columns)
	p.begin(setup)
	v.writeTitle(p, "TEMUAN", 0)
	for i, c := range columns {
		p.text(i+1, c.title, headingLook)
	}
	p.next()
	for i := range v.findings {
		lines := 1
		for j, c := range columns {
			lines = max(lines, writeFinding(p, j+1, c.cell(i, &v.findings[i]).of(v.findings[i].Line)))
		}
		p.next(excelize.RowOpts{Height: heightFor(lines)})
	}
	if len(v.findings) == 0 {
		p.text(1, "Tidak ada temuan, baik pada laporan maupun pada rencana.", look{bare: true, ragged: true})
		p.next()
	}
	p.end()
}

// writeFinding gives the lines the cell takes.
func writeFinding(p *page, col int, c content) int {
	l := look{face: c.face, ground: c.ground, align: c.align, format: c.number}
	if c.link != "" {
		l.face = faceLinked
	}
	if c.text != "" {
		l.format = formatGeneral
	}
	p.show(col, c, l)
	return linesIn(c.text, p.width(col, col), l)
}

func (v *varianceBook) linkFindings(columns []findingColumn) {
	for i := range v.findings {
		for j, c := range columns {
			if link := c.cell(i, &v.findings[i]).link; link != "" && i < maxLinks {
				v.keep(v.f.SetCellHyperLink(sheetFindings, columnLetters(j+1)+strconv.Itoa(findingsHeader+1+i), link, "Location"))
			}
		}
	}
}
