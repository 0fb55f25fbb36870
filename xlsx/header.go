package xlsx

import (
	"slices"
	"strconv"
	"strings"

	"rekon/reconcile"
)

// noSlot marks a figure column whose heading names no period.
const noSlot = -1

// column is a column whose heading was understood.
type column struct {
	col        int
	field      field
	slot       int  // reconcile slot of a figure: quarter-1, reconcile.Year, or noSlot
	cumulative bool // s.d. triwulan
	heading    string
	cell       string // of the lowest heading cell
}

// table is the part of a sheet under a heading.
type table struct {
	sheet   *Sheet
	top     int // first heading row
	bottom  int // last heading row
	columns []column
}

const maxHeadingRows = 5

// findTable looks for the first block of heading rows that names lines and
// figures.
func findTable(s *Sheet) (*table, bool) {
	for row := 1; row <= len(s.rows); row++ {
		if !startsHeading(s, row) {
			continue
		}
		t := &table{sheet: s, top: row, bottom: row}
		for t.bottom < len(s.rows) && t.bottom-t.top+1 < maxHeadingRows && continuesHeading(s, t.bottom+1) {
			t.bottom++
		}
		t.readColumns()
		if t.has(field.isName) && t.has(field.isFigure) {
			return t, true
		}
	}
	return nil, false
}

// startsHeading: at least two headings, one of which names lines.
func startsHeading(s *Sheet, row int) bool {
	count, name := 0, false
	for col := 1; col <= s.width; col++ {
		text := s.own(col, row)
		if text == "" || !isHeading(text) {
			continue
		}
		count++
		name = name || labelField(headingWords(text)).isName() || labelField(headingWords(text)) == fieldMeasure
	}
	return name && count >= 2
}

// continuesHeading: what stands in the row is headings only.
func continuesHeading(s *Sheet, row int) bool {
	any := false
	for col := 1; col <= s.width; col++ {
		text := s.own(col, row)
		if text == "" {
			continue
		}
		if !isHeading(text) {
			return false
		}
		any = true
	}
	return any || spansFromAbove(s, row)
}

func spansFromAbove(s *Sheet, row int) bool {
	return slices.ContainsFunc(s.merges[row], func(m span) bool { return m.top < row && m.bottom >= row })
}

// isNumberRow recognises the row of column numbers under a heading.
func isNumberRow(s *Sheet, row int) bool {
	count := 0
	for col := 1; col <= s.width; col++ {
		text := strings.Trim(s.own(col, row), "() ")
		if text == "" {
			continue
		}
		n, err := strconv.Atoi(text)
		if err != nil || n < 0 || n > 99 {
			return false
		}
		count++
	}
	return count >= 3
}

func (t *table) has(is func(field) bool) bool {
	return slices.ContainsFunc(t.columns, func(c column) bool { return is(c.field) })
}

func (t *table) column(f field) (column, bool) {
	i := slices.IndexFunc(t.columns, func(c column) bool { return c.field == f })
	if i < 0 {
		return column{}, false
	}
	return t.columns[i], true
}

func (t *table) readColumns() {
	for col := 1; col <= t.sheet.width; col++ {
		if c, ok := t.readColumn(col); ok {
			t.columns = append(t.columns, c)
		}
	}
	t.settleIndicators()
}

// readColumn classifies a column from the headings above each other in it.
func (t *table) readColumn(col int) (column, bool) {
	levels, texts, cell := t.headings(col)
	if len(levels) == 0 {
		return column{}, false
	}
	c := column{col: col, slot: noSlot, cell: cell, heading: strings.Join(texts, " / ")}
	t.setPeriod(&c, levels)
	if c.field = noteField(levels[0]); c.field != fieldNone {
		return c, true
	}
	figure := figureField(levels)
	if label := labelField(levels[0]); label != fieldNone && (figure == fieldNone || !levels[0].any("target", "realisasi", "real", "rp", "pagu", "anggaran", "%", "capaian")) {
		c.field = label
		return c, true
	}
	c.field = figure
	return c, figure != fieldNone
}

// setPeriod finds the period a column belongs to.
func (t *table) setPeriod(c *column, levels []wordList) {
	for _, w := range levels {
		if q := quarterIn(w); q > 0 && c.slot == noSlot {
			c.slot = q - 1
		}
		c.cumulative = c.cumulative || w.any("sd", "kumulatif") || w.any("sampai")
	}
	if c.slot == noSlot && slices.ContainsFunc(levels, func(w wordList) bool {
		return w.any("akhir", "tahunan", "setahun", "berjalan", "jumlah", "total")
	}) {
		c.slot = reconcile.Year
	}
}

// headings gives the headings over a column, the lowest first.
func (t *table) headings(col int) (levels []wordList, texts []string, cell string) {
	seen := map[[2]int]bool{}
	for row := t.bottom; row >= t.top; row-- {
		oc, or := t.sheet.origin(col, row)
		text := squeeze(t.sheet.raw(oc, or))
		if text == "" && len(levels) > 0 {
			oc, or = t.groupLeft(col, row)
			text = squeeze(t.sheet.raw(oc, or))
		}
		if text == "" || seen[[2]int{oc, or}] || or < t.top {
			continue
		}
		seen[[2]int{oc, or}] = true
		if cell == "" {
			cell = cellName(oc, or)
		}
		levels = append(levels, headingWords(text))
		texts = append([]string{text}, texts...)
	}
	return levels, texts, cell
}

// groupLeft finds the group heading that an unmerged row means for a column: the
// nearest to the left that speaks of periods or figures, with no label between.
func (t *table) groupLeft(col, row int) (int, int) {
	for c := col - 1; c >= 1; c-- {
		oc, or := t.sheet.origin(c, row)
		text := squeeze(t.sheet.raw(oc, or))
		if text == "" {
			continue
		}
		w := wordList(headingWords(text))
		if oc == c && or == row && len(t.sheet.merges[row]) == 0 && (quarterIn(w) > 0 || w.any("target", "realisasi", "kondisi", "pagu", "anggaran")) {
			return oc, or
		}
		break
	}
	return col, row
}

// settleIndicators tells the indicator of the sasaran from that of the kegiatan:
// one that stands behind the names of kegiatan measures them.
func (t *table) settleIndicators() {
	name := 0
	for _, c := range t.columns {
		if c.field >= fieldProgramKegiatan && c.field <= fieldSubKegiatan {
			name = c.col
		}
	}
	if name == 0 {
		// A sheet of indicators only: "Indikator Kinerja Program" names its lines.
		if _, ok := t.column(fieldIndikator); !ok {
			for i := range t.columns {
				if t.columns[i].field == fieldMeasure {
					t.columns[i].field = fieldIndikator
					return
				}
			}
		}
		return
	}
	for i := range t.columns {
		if c := &t.columns[i]; c.field == fieldIndikator && c.col > name {
			if _, taken := t.column(fieldMeasure); !taken {
				c.field = fieldMeasure
			}
		}
	}
}

// repeatsHeading reports whether a row below repeats the heading or its column
// numbers, as at a page break.
func (t *table) repeatsHeading(row int) bool {
	if isNumberRow(t.sheet, row) {
		return t.namesNothing(row)
	}
	any := false
	for col := 1; col <= t.sheet.width; col++ {
		text := t.sheet.own(col, row)
		if text == "" {
			continue
		}
		if !isHeading(text) {
			return false
		}
		any = true
	}
	return any || t.sheet.blankRow(row) && t.headingAbove(row)
}

func (t *table) headingAbove(row int) bool {
	for col := 1; col <= t.sheet.width; col++ {
		if _, or := t.sheet.origin(col, row); or < row && isHeading(t.sheet.text(col, row)) {
			return true
		}
	}
	return false
}

// namesNothing: no name column of the row holds words.
func (t *table) namesNothing(row int) bool {
	for _, c := range t.columns {
		if c.field.isName() && strings.ContainsFunc(t.sheet.own(c.col, row), isLetter) {
			return false
		}
	}
	return true
}

func isLetter(r rune) bool { return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' }
