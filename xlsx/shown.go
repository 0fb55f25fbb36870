package xlsx

import (
	"strings"

	"rekon/reconcile"
)

// Shown says which figure a cell of a written workbook shows. A draft keeps it as it
// writes the cell, so that whoever compares a workbook can name what differs.
type Shown struct {
	Agency string // code, where a workbook shows several
	Line   string // code, "" for totals
	Figure string // as [reconcile.NamedFigure] names it; "" for a cell that only belongs to a line
}

// bookCell is a cell of a workbook.
type bookCell struct {
	sheet    string
	col, row int // from 1
}

// name is the cell as a spreadsheet calls it.
func (p bookCell) name() string { return cellName(p.col, p.row) }

// show writes a content into a cell of the next row and keeps which figure that is.
func (p *page) show(col int, c content, l look) {
	p.put(col, c.cell(p.style(l)))
	if c.shows != (Shown{}) {
		p.shown[bookCell{p.sheet, col, p.row + 1}] = c.shows
	}
}

// named is the content as the figure of a name; of which line, the row knows.
func (c content) named(figure string) content {
	c.shows.Figure = figure
	return c
}

// of is the content as one of a line; "" for none.
func (c content) of(line string) content {
	if c.shows.Line == "" {
		c.shows.Line = line
	}
	return c
}

// ofAgency is the content as one of an agency.
func (c content) ofAgency(code string) content {
	c.shows.Agency = code
	return c
}

// total names the figure of the agency's totals that stands below a line's figure; ""
// where the totals have none of it.
func total(figure string) string {
	block, name, ok := strings.Cut(figure, ".")
	if !ok {
		block, name = "", figure
	}
	name = strings.TrimSuffix(name, "_capped")
	if strings.HasPrefix(block, "physical") && name != "capaian" {
		return "" // physical figures are never added up
	}
	name = "totals." + name
	if strings.HasSuffix(block, "_ytd") {
		name += "_ytd"
	}
	if _, known := reconcile.FigureNamed(name); !known {
		return ""
	}
	return name
}

// figures of a block of Variansi by their place in it, see [inPlan].
var (
	physicalFigures = [...]string{"target", "actual", "deviation", "capaian", "capaian_capped", "status", "incomplete"}
	moneyFigures    = [...]string{"plan", "actual", "deviation", "serapan", "", "status", "incomplete"}
)

// figure is the name of what a column of Variansi shows of a line, "" for none.
func (id columnID) figure() string {
	switch {
	case id >= colMoneyYTD && id < colPagu:
		return "money_ytd." + moneyFigures[id-colMoneyYTD]
	case id >= colMoney && id < colPagu:
		return "money." + moneyFigures[id-colMoney]
	case id >= colPhysicalYTD && id < colPagu:
		return "physical_ytd." + physicalFigures[id-colPhysicalYTD]
	case id >= colPhysical && id < colPagu:
		return "physical." + physicalFigures[id-colPhysical]
	}
	return map[columnID]string{colPagu: "pagu", colWritten: "pagu_written", colSisa: "sisa", colPredikat: "predikat", colEfisiensi: "efisiensi"}[id]
}

// shownAt is the figure that stands in a row of Variansi.
func (v *varianceBook) shownAt(id columnID, row int) Shown {
	if row > v.last {
		return Shown{Figure: total(id.figure())}
	}
	if e := v.entries[row-v.first]; e.v != nil {
		return Shown{Line: e.v.Line.Code, Figure: id.figure()}
	}
	return Shown{}
}
