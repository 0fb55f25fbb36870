package xlsx

import (
	"slices"
	"strings"

	"rekon/reconcile"
)

// noSlot marks a figure column whose heading names no period.
const noSlot = -1

// column is a column whose heading was understood.
type column struct {
	col     int
	field   field
	slot    int  // reconcile slot of a figure: quarter-1, reconcile.Year, or noSlot
	span    bool // of another period than a quarter or the year: s.d. triwulan, a month
	percent bool // the heading says %
	scaled  bool // the heading says thousands or millions
	budget  bool // the lowest heading says Anggaran and not realisasi
	sasaran bool // an indicator that is said to be that of the sasaran
	heading string
	cell    string // of the lowest heading cell
}

// heading is one of the headings above each other in a column.
type heading struct {
	text  string
	words wordList
}

func (t *table) readColumns() {
	for col := 1; col <= t.sheet.width; col++ {
		if c, ok := t.readColumn(col); ok {
			t.columns = append(t.columns, c)
		}
	}
	t.settleIndicators()
	t.settlePercents()
	t.settleBudgets()
}

// readColumn classifies a column from the headings above each other in it.
func (t *table) readColumn(col int) (column, bool) {
	levels, cell := t.headings(col)
	if len(levels) == 0 {
		return column{}, false
	}
	low := levels[0].words
	c := column{col: col, slot: noSlot, cell: cell, percent: low.any("%", "persen", "persentase")}
	c.budget = low.any("anggaran") && !low.any("realisasi", "real")
	c.sasaran = low.any("sasaran", "strategis", "utama", "iku", "tujuan")
	for _, h := range levels {
		c.heading = strings.TrimSuffix(h.text+" / "+c.heading, " / ")
		c.scaled = c.scaled || scaledWord.MatchString(h.text)
	}
	c.setPeriod(levels)
	if c.field = noteField(low); c.field != fieldNone {
		return c, true
	}
	figure := figureField(levels)
	label := labelField(low)
	if label != fieldNone && (figure == fieldNone || !low.any("target", "realisasi", "real", "rp", "pagu", "anggaran", "%", "capaian")) {
		c.field = label
		return c, true
	}
	c.field = figure
	return c, figure != fieldNone
}

// setPeriod finds the period a column belongs to.
func (c *column) setPeriod(levels []heading) {
	quarters := map[int]bool{}
	year := false
	for _, h := range levels {
		for _, q := range quartersIn(h.text) {
			quarters[q] = true
			c.slot = q - 1
		}
		c.span = c.span || isCumulative(h.words) || h.words.any(otherPeriods...)
		year = year || h.words.any("akhir", "tahun", "tahunan", "setahun", "berjalan", "jumlah", "total") ||
			slices.ContainsFunc(h.words, yearWord.MatchString)
	}
	switch {
	case len(quarters) > 1:
		c.span = true
	case len(quarters) == 0 && year:
		c.slot = reconcile.Year
	}
}

// headings gives the headings over a column, the lowest first. The heading of
// several columns is that of the first, and of none where they have their own.
func (t *table) headings(col int) (levels []heading, cell string) {
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
			if oc != col || t.hasBelow(col, or) {
				return nil, ""
			}
			cell = cellName(oc, or)
		}
		levels = append(levels, heading{text, headingWords(text)})
	}
	return levels, cell
}

// hasBelow: columns that share a merged heading have headings of their own.
func (t *table) hasBelow(col, row int) bool {
	for _, m := range t.sheet.merges[row] {
		if m.left != col || m.top != row {
			continue
		}
		for below := m.bottom + 1; below <= t.bottom; below++ {
			for c := m.left; c <= m.right; c++ {
				if t.sheet.own(c, below) != "" {
					return true
				}
			}
		}
	}
	return false
}

// groupLeft finds the group heading that an unmerged row means for a column: the
// nearest to the left that speaks of periods or figures, with no label between. A
// group reaches no further than the one above it.
func (t *table) groupLeft(col, row int) (int, int) {
	if len(t.sheet.merges[row]) > 0 {
		return col, row
	}
	for c := col; c >= 1; c-- {
		if text := t.sheet.own(c, row); text != "" {
			w := wordList(headingWords(text))
			if len(quartersIn(text)) > 0 || w.any("target", "realisasi", "kondisi", "pagu", "anggaran") {
				return c, row
			}
			break
		}
		for above := t.top; above < row; above++ {
			if t.sheet.own(c, above) != "" {
				return col, row
			}
		}
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
		if c := &t.columns[i]; c.field == fieldIndikator && c.col > name && !c.sasaran {
			if _, taken := t.column(fieldMeasure); !taken {
				c.field = fieldMeasure
			}
		}
	}
}

// settlePercents leaves a realisasi in % alone where the same realisasi has a
// column of its own.
func (t *table) settlePercents() {
	for i := range t.columns {
		c := &t.columns[i]
		if c.field == fieldActual && c.percent && slices.ContainsFunc(t.columns, func(o column) bool {
			return o.field == c.field && !o.percent && o.slot == c.slot && o.span == c.span
		}) {
			c.field = fieldPercent
		}
	}
}

// settleBudgets tells "Anggaran" under "Realisasi Anggaran" from what was spent of
// it, where that has a column of its own.
func (t *table) settleBudgets() {
	for i := range t.columns {
		c := &t.columns[i]
		if c.field == fieldSpent && c.budget && slices.ContainsFunc(t.columns, func(o column) bool {
			return o.field == c.field && !o.budget && o.slot == c.slot && o.span == c.span
		}) {
			c.field = fieldBudget
		}
	}
}
