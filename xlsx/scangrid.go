package xlsx

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

// sheetRoom is the room that the rows and cells of a sheet ask for. The library behind
// us makes every row down to the last one named and every cell of a row up to its
// last one, also those that carry but a format, and those that are left out.
type sheetRoom struct {
	rows    int64
	loose   int // rows that do not say where they stand, or stand where one is
	cells   int64
	present int64 // cells that stand in the part

	merges []span
	beyond bool // a row or column is named that no sheet has

	lengths  []int64 // of the shared strings
	repeated int64   // bytes of those that the cells repeat
	wildest  int64   // of the longest

	row, width, column int
	below              int // the lowest row named so far
	named              int // how often the row says where it stands
	cell               int // the depth of the cell at hand, 0 outside
	value              int // the depth of its value
	isShared           bool
	digits             []byte
}

// open is called with each element and its depth.
func (g *sheetRoom) open(e tagKind, depth int) {
	if g.value > 0 {
		g.digits = append(g.digits[:0], '?') // an element within a number
	}
	switch {
	case e == elementRow:
		g.flush()
		g.row++
		g.loose++
		g.named = 0
		g.rows = max(g.rows, int64(g.row))
	case e == elementCell:
		g.present++
		g.column++
		g.width = max(g.width, g.column)
		if g.cell == 0 {
			g.cell, g.isShared = depth, false
		}
	case e == elementValue && g.cell > 0 && g.isShared && g.value == 0:
		g.value, g.digits = depth, g.digits[:0]
	}
}

// close is called at the end of the element of a depth.
func (g *sheetRoom) close(depth int) {
	if g.value == depth {
		g.value = 0
		g.repeat()
	}
	if g.cell == depth {
		g.cell = 0
	}
}

// number takes text, which may be that of a shared string's number.
func (g *sheetRoom) number(p []byte) {
	if g.value > 0 && len(g.digits) < scanKeep {
		g.digits = append(g.digits, p[:min(len(p), scanKeep)]...)
	}
}

// repeat counts a use of a shared string.
func (g *sheetRoom) repeat() {
	if len(g.digits) == 0 {
		return
	}
	n, err := strconv.Atoi(strings.TrimSpace(string(g.digits)))
	switch {
	case err != nil:
		g.repeated += g.wildest // it may be any
	case n >= 0 && n < len(g.lengths):
		g.repeated += g.lengths[n]
	}
}

// attribute reads where rows and cells stand, and of what kind they are. What is
// written in references to characters may be anything.
func (g *sheetRoom) attribute(e tagKind, name, value string) {
	escaped := strings.Contains(value, "&")
	switch {
	case name == "t" && e == elementCell:
		g.isShared = g.isShared || value == "s" || escaped
	case name == "r" && e == elementRow:
		g.row = excelize.TotalRows
		if !escaped {
			_, g.row = g.reference(value)
		}
		if g.named++; g.named == 1 && g.row > g.below {
			g.below = g.row
			g.loose--
		} else if g.named == 2 {
			g.loose++
		}
		g.rows = max(g.rows, int64(g.row))
	case name == "ref" && e == elementMerge:
		g.merges = append(g.merges, rangeOf(value))
	case name == "r" && e == elementCell:
		col, row := excelize.MaxColumns, excelize.TotalRows
		if !escaped {
			col, row = g.reference(value)
		}
		if row != g.row {
			g.flush()
			g.row = row
		}
		g.column = col
		g.width = max(g.width, col)
		g.rows = max(g.rows, int64(row))
	}
}

// reference reads the place of a cell or the number of a row.
func (g *sheetRoom) reference(value string) (col, row int) {
	col, row = reference(value)
	g.beyond = g.beyond || col > excelize.MaxColumns || row > excelize.TotalRows
	return min(col, excelize.MaxColumns), min(row, excelize.TotalRows)
}

// flush ends a row.
func (g *sheetRoom) flush() {
	g.cells += int64(g.width)
	g.width, g.column = 0, 0
}

// reference reads the place of a cell such as XFD12, or the number of a row, cut a
// little above what a sheet can have.
func reference(value string) (col, row int) {
	for _, c := range strings.TrimSpace(value) {
		switch {
		case c >= 'A' && c <= 'Z':
			col = min(col*26+int(c-'A')+1, excelize.MaxColumns+1)
		case c >= 'a' && c <= 'z':
			col = min(col*26+int(c-'a')+1, excelize.MaxColumns+1)
		case c >= '0' && c <= '9':
			row = min(row*10+int(c-'0'), excelize.TotalRows+1)
		}
	}
	return col, row
}

func longestOf(lengths []int64) int64 {
	if len(lengths) == 0 {
		return 0
	}
	return slices.Max(lengths)
}

// rangeOf reads a range such as A1:C3.
func rangeOf(value string) span {
	from, to, ok := strings.Cut(value, ":")
	if !ok {
		to = from
	}
	left, top := reference(from)
	right, bottom := reference(to)
	return span{min(left, right), min(top, bottom), max(left, right), max(top, bottom)}
}

// overlap reports whether any two of some ranges have a cell in common.
func overlap(ranges []span) bool {
	ranges = slices.Clone(ranges)
	slices.SortFunc(ranges, func(a, b span) int { return cmp.Compare(a.top, b.top) })
	var open []span
	for _, r := range ranges {
		open = slices.DeleteFunc(open, func(o span) bool { return o.bottom < r.top })
		if slices.ContainsFunc(open, func(o span) bool { return o.left <= r.right && r.left <= o.right }) {
			return true
		}
		open = append(open, r)
	}
	return false
}
