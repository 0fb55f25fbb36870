package xlsx

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"rekon/reconcile"
)

// noSlot marks a figure column whose heading names no period.
const noSlot = -1

// column is a column whose heading was understood.
type column struct {
	col     int
	last    int // where a heading merged over several columns ends
	field   field
	slot    int  // reconcile slot of a figure: quarter-1, reconcile.Year, or noSlot
	span    bool // of another period than a quarter or the year: s.d. triwulan, a month
	sofar   bool // s.d. triwulan: of all quarters up to the slot's, or up to the report's
	percent bool // the heading says %
	scale   scale
	version version // of a plan that changed in the year
	budget  bool    // the lowest heading says Anggaran and not realisasi
	sasaran bool    // an indicator that is said to be that of the sasaran
	year    int     // that the heading names, 0 for none
	named   bool    // the settings name this heading
	known   bool    // its lowest heading has no word that we do not know
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
	t.settleVersions()
}

// readColumn classifies a column from the headings above each other in it.
func (t *table) readColumn(col int) (column, bool) {
	levels, cell := t.headings(col)
	if len(levels) == 0 {
		return column{}, false
	}
	low := levels[0].words
	c := column{col: col, last: t.headingEnd(cell), slot: noSlot, cell: cell, percent: low.any("%", "persen", "persentase"), scale: fullRp}
	c.budget = low.any("anggaran") && !low.any("realisasi", "real")
	c.sasaran = low.any("sasaran", "strategis", "utama", "iku", "tujuan")
	for _, h := range levels {
		c.heading = strings.TrimSuffix(h.text+" / "+c.heading, " / ")
		c.scale = c.scale.and(scaleIn(h.text))
	}
	c.setPeriod(levels)
	c.field, c.named = t.sheet.book.Headings.field(levels[0].text, c.heading)
	if !c.named {
		c.field = fieldOf(levels)
	}
	if c.version = versionOf(levels); c.version != versionNone && c.field == fieldNone && low.any("k", "kinerja", "fisik", "volume") {
		c.field = fieldTarget
	}
	c.known = t.sheet.isHeading(levels[0].text)
	c.settlePeriod(levels)
	return c, c.field != fieldNone
}

// fieldOf is the field that the headings of a column name by their own words.
func fieldOf(levels []heading) field {
	low := levels[0].words
	if note := noteField(low); note != fieldNone {
		return note
	}
	figure := figureField(levels)
	label := labelField(low)
	if label != fieldNone && (figure == fieldNone || !low.any("target", "realisasi", "real", "rp", "pagu", "anggaran", "%", "capaian")) {
		return label
	}
	return figure
}

// setPeriod finds the period that the headings of a column name.
func (c *column) setPeriod(levels []heading) {
	quarters := map[int]bool{}
	year, other := false, false
	for i, h := range levels {
		for _, q := range quartersIn(withTriwulan(h.text, levels[i+1:])) {
			quarters[q] = true
			c.slot = max(c.slot, q-1)
		}
		c.sofar = c.sofar || isCumulative(h.words)
		other = other || h.words.any(otherPeriods...)
		year = year || h.words.any("akhir", "tahun", "tahunan", "setahun", "berjalan", "jumlah", "total") ||
			slices.ContainsFunc(h.words, yearWord.MatchString)
		if i := slices.IndexFunc(h.words, yearWord.MatchString); i >= 0 {
			c.year, _ = strconv.Atoi(h.words[i])
		}
	}
	switch {
	case len(quarters) > 1:
		c.sofar = len(quarters) == c.slot+1 // Triwulan I and II, without a gap
		other = other || !c.sofar
	case len(quarters) == 0 && year:
		c.slot = reconcile.Year
	}
	c.sofar = c.sofar && !other
	c.span = c.sofar || other
}

var bareQuarter = regexp.MustCompile(`(?i)^(?:i{1,3}|iv)$`)

// withTriwulan completes a heading that is only a quarter's number by the word that
// stands above it.
func withTriwulan(text string, above []heading) string {
	if bareQuarter.MatchString(text) && slices.ContainsFunc(above, func(h heading) bool { return h.words.any("triwulan", "triwulanan", "wulan", "tw", "trw") }) {
		return "triwulan " + text
	}
	return text
}

// settlePeriod reads "s.d. akhir tahun" over planned figures as the year, and the
// realisasi of the year that runs ("tahun berjalan", "yang dievaluasi", as in Form
// E.81) as all that was reached in it so far.
func (c *column) settlePeriod(levels []heading) {
	planned, reported := c.isPlanned(), c.isReported()
	if planned || reported {
		c.settleScale(levels)
	}
	running := slices.ContainsFunc(levels, func(h heading) bool { return h.words.any("berjalan", "dievaluasi") })
	switch {
	case c.slot >= 0 && c.slot < reconcile.Year, c.span && !c.sofar:
	case planned && c.slot == reconcile.Year:
		c.sofar, c.span = false, false
	case reported && c.sofar && c.slot == reconcile.Year:
		c.sofar = false // of the years so far
	case reported && running:
		c.slot, c.sofar, c.span = noSlot, true, true
	}
}

// settleScale leaves rupiah their scale; over other figures words of one stand in
// the lowest heading, if at all.
func (c *column) settleScale(levels []heading) {
	if c.field == fieldTarget || c.field == fieldActual {
		c.scale = scaleIn(levels[0].text)
	}
}

// followTitle gives the figure columns whose headings name no period that of the
// title, and rupiah the title's scale.
func (t *table) followTitle() {
	t.named = slices.ContainsFunc(t.columns, func(c column) bool {
		return c.isReported() && !c.span && c.slot >= 0 && c.slot < reconcile.Year
	})
	for i := range t.columns {
		c := &t.columns[i]
		if !c.field.isFigure() && !c.field.isAside() {
			continue
		}
		if c.isMoney() && c.scale == fullRp {
			c.scale = t.title.scale
		}
		if c.slot != noSlot || c.span || t.named {
			continue
		}
		if c.isReported() && t.title.period.Quarter > 0 {
			c.slot = t.title.period.Quarter - 1
		}
		c.sofar, c.span = t.title.sofar, t.title.sofar
	}
}

func (c column) isMoney() bool {
	return c.field == fieldBudget || c.field == fieldSpent || c.field == fieldBudgetWas || c.field == fieldBudgetDiff
}
func (c column) isPlanned() bool  { return c.field == fieldTarget || c.field == fieldBudget }
func (c column) isReported() bool { return c.field == fieldActual || c.field == fieldSpent }

// headings gives the headings over a column, the lowest first. The heading of
// several columns is that of the first, and of none where they have their own.
func (t *table) headings(col int) (levels []heading, cell string) {
	seen := map[[2]int]bool{}
	for row := t.bottom; row >= t.top; row-- {
		oc, or := t.sheet.origin(col, row)
		if or == t.numbers {
			continue
		}
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

// headingEnd is the last column that a heading is merged over.
func (t *table) headingEnd(cell string) int {
	col, row := positionOf(reconcile.Source{Cell: cell})
	for _, m := range t.sheet.merges[row] {
		if m.left == col && m.top == row {
			return m.right
		}
	}
	return col
}

// hasBelow: columns that share a merged heading have headings of their own.
func (t *table) hasBelow(col, row int) bool {
	for _, m := range t.sheet.merges[row] {
		if m.left != col || m.top != row {
			continue
		}
		for below := m.bottom + 1; below <= t.bottom; below++ {
			for c := m.left; c <= m.right; c++ {
				if below != t.numbers && t.sheet.own(c, below) != "" {
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
		if c := &t.columns[i]; c.field == fieldIndikator && c.col > name && !c.sasaran && !c.named {
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
		if c.field == fieldActual && c.percent && !c.named && slices.ContainsFunc(t.columns, func(o column) bool {
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
		if c.field == fieldSpent && c.budget && !c.named && slices.ContainsFunc(t.columns, func(o column) bool {
			return o.field == c.field && !o.budget && o.slot == c.slot && o.span == c.span
		}) {
			c.field = fieldBudget
		}
	}
}
