package xlsx

import (
	"strconv"

	"github.com/xuri/excelize/v2"

	"rekon/reconcile"
)

// form is a table to be filled in.
type form struct {
	*template
	sheet   string
	lines   []*reconcile.Line
	columns []formColumn
	heights []float64
	checks  checks
	asks    bool // why the report replaces one that was taken: on one of the tables
}

// formColumn is one column of a form.
type formColumn struct {
	title   string
	width   float64
	quarter bool                           // below the quarter's heading
	parent  func(l *reconcile.Line) string // a name that is merged down over the rows below it
	cell    func(*form, *reconcile.Line) excelize.Cell
	kind    func(*form, *reconcile.Line) entryKind // of cells to be filled in
}

// Rows of a form: title, agency, what to fill in, the reason of a correction or a gap, two
// heading rows.
const (
	formHeader = 6
	formFirst  = formHeader + 1
)

func indicatorColumns() []formColumn {
	return append([]formColumn{
		{title: "Kode", width: 8, cell: (*form).code},
		{title: "Tujuan", width: 24, parent: func(l *reconcile.Line) string { return l.Path.Tujuan }},
		{title: "Sasaran Strategis", width: 26, parent: func(l *reconcile.Line) string { return l.Path.Sasaran }},
		{title: "Indikator Kinerja Sasaran", width: 34, cell: (*form).lineName},
		{title: "Target", width: 9, quarter: true, cell: (*form).target},
		{title: "Satuan", width: 9, quarter: true, cell: (*form).unit},
		{title: "Realisasi", width: 11, quarter: true, kind: (*form).physicalKind},
	}, noteEntries(22)...)
}

func programColumns() []formColumn {
	return append([]formColumn{
		{title: "Kode", width: 11, cell: (*form).code},
		{title: "Tujuan", width: 13, parent: func(l *reconcile.Line) string { return l.Path.Tujuan }},
		{title: "Sasaran Strategis", width: 13, parent: func(l *reconcile.Line) string { return l.Path.Sasaran }},
		{title: "Indikator Kinerja Sasaran", width: 13, parent: func(l *reconcile.Line) string { return l.Path.Indikator }},
		{title: "Program / Kegiatan", width: 29, cell: (*form).lineName},
		{title: "Indikator Kinerja Program (Outcome dan Output)", width: 24, cell: (*form).measureName},
		{title: "Target", width: 8, quarter: true, cell: (*form).target},
		{title: "Satuan", width: 8, quarter: true, cell: (*form).unit},
		{title: "Realisasi", width: 9, quarter: true, kind: (*form).physicalKind},
		{title: "Pagu (Rp)", width: 14, quarter: true, cell: (*form).budget},
		{title: "Realisasi (Rp)", width: 14, quarter: true, kind: (*form).moneyKind},
	}, noteEntries(16)...)
}

func noteEntries(width float64) []formColumn {
	var columns []formColumn
	for _, title := range []string{"Faktor Pendorong", "Faktor Penghambat", "Tindak Lanjut", "Keterangan"} {
		columns = append(columns, formColumn{title: title, width: width, quarter: true,
			kind: func(*form, *reconcile.Line) entryKind { return entryNote }})
	}
	return columns
}

func (t *template) newForm(sheet string, lines []*reconcile.Line, columns []formColumn) *form {
	f := &form{template: t, sheet: sheet, lines: lines, columns: columns}
	f.measureRows()
	for i, l := range lines {
		for j, c := range columns {
			if c.kind != nil {
				f.checks.add(c.kind(f, l), l.Scale, columnLetters(j+1)+strconv.Itoa(formFirst+i))
			}
		}
	}
	return f
}

// detail reports whether a line is one that is carried out, not a heading over
// others.
func detail(l *reconcile.Line) bool {
	return l.Level == reconcile.LevelKegiatan || l.Level == reconcile.LevelSubKegiatan
}

func (f *form) wear(l *reconcile.Line) look {
	if l.Level == reconcile.LevelProgram {
		return look{face: faceBold, ground: groundFaint}
	}
	return look{}
}

func (f *form) code(l *reconcile.Line) excelize.Cell {
	return excelize.Cell{StyleID: f.style(f.wear(l).in(faceSmall)), Value: said(l.Code)}
}

func (f *form) lineName(l *reconcile.Line) excelize.Cell {
	w := f.wear(l)
	if l.Level == reconcile.LevelSubKegiatan {
		w.indent = 1
	}
	return excelize.Cell{StyleID: f.style(w), Value: said(l.Name())}
}

func (f *form) measureName(l *reconcile.Line) excelize.Cell {
	return excelize.Cell{StyleID: f.style(f.wear(l).in(facePlain)), Value: said(l.Measure)}
}

func (f *form) unit(l *reconcile.Line) excelize.Cell {
	w := f.wear(l).in(facePlain)
	w.align = alignCenter
	return excelize.Cell{StyleID: f.style(w), Value: said(l.Unit)}
}

// target is the quarter's target in the shape of the plan: a percentage as such.
func (f *form) target(l *reconcile.Line) excelize.Cell {
	c := quantity(l.Target[f.period.Quarter-1], "")
	if c.text == "" && l.Unit == reconcile.Persen && c.result.value.Valid {
		c.result.value.Decimal = c.result.value.Decimal.Shift(-2)
		c.number = formatPercent
	}
	w := f.wear(l).in(facePlain)
	w.align, w.format = c.align, c.number
	return c.cell(f.style(w))
}

func (f *form) budget(l *reconcile.Line) excelize.Cell {
	c := rupiah(result{value: l.Budget[f.period.Quarter-1].Value})
	w := f.wear(l)
	w.align, w.format = c.align, c.number
	return c.cell(f.style(w))
}

// physicalKind is how a line's realisasi is typed. A program without a target has
// none.
func (f *form) physicalKind(l *reconcile.Line) entryKind {
	switch {
	case l.Scale != "" || l.Unit == reconcile.Predikat:
		return entryLetter
	case l.Unit == reconcile.Persen:
		return entryPercent
	case l.Level == reconcile.LevelProgram && !l.HasTarget():
		return entryNone
	default:
		return entryNumber
	}
}

// moneyKind: rupiah are typed where they are spent; above they are added up.
func (f *form) moneyKind(l *reconcile.Line) entryKind {
	if detail(l) && !f.parents[l.Code] {
		return entryMoney
	}
	return entryNone
}

// measureRows settles the heights of the rows; a merged name has room in the rows
// it spans.
func (f *form) measureRows() {
	f.heights = make([]float64, len(f.lines))
	for i, l := range f.lines {
		lines := 2
		for _, c := range f.columns {
			if c.cell != nil {
				s, _ := c.cell(f, l).Value.(string)
				lines = max(lines, linesIn(s, c.width, f.wear(l)))
			}
		}
		f.heights[i] = heightFor(lines)
	}
	for _, c := range f.columns {
		for i := 0; c.parent != nil && i < len(f.lines); {
			n := f.span(c, i)
			need, have := heightFor(linesIn(c.parent(f.lines[i]), c.width, look{})), 0.0
			for k := range n {
				have += f.heights[i+k]
			}
			f.heights[i+n-1] = min(maxHeight, f.heights[i+n-1]+max(0, need-have))
			i += n
		}
	}
}

// span is over how many rows, from row i, a parent's name reaches: it ends where
// the name or one left of it changes.
func (f *form) span(c formColumn, i int) int {
	n := 1
	for i+n < len(f.lines) && f.sameParents(c, i, i+n) {
		n++
	}
	return n
}

func (f *form) sameParents(c formColumn, i, j int) bool {
	for _, left := range f.columns {
		if left.parent != nil && left.parent(f.lines[i]) != left.parent(f.lines[j]) {
			return false
		}
		if left.title == c.title {
			return true
		}
	}
	return true
}
