package xlsx

import (
	"maps"
	"slices"
	"strconv"
)

// A workbook in which rows or columns stand elsewhere, because one was taken out or
// because another version laid it out, is compared by what stands before a row and above
// a column.

// tableKeys are the rows and columns of a sheet by their words.
type tableKeys struct {
	rows, columns map[string]int
	heading       int // row of the headings, 0 for none
}

// keysOf reads the words of a sheet. A second row or column of the same words is told
// apart by its number.
func keysOf(s *Sheet) tableKeys {
	k := tableKeys{rows: map[string]int{}, columns: map[string]int{}}
	for row := 1; row <= len(s.rows) && k.heading == 0; row++ {
		if w := s.own(1, row); w == "Kode" || w == "No" {
			k.heading = row
		}
	}
	for row := k.heading + 1; row <= len(s.rows); row++ {
		k.add(k.rows, rowWords(s, row), row)
	}
	for col := 1; col <= s.width; col++ {
		k.add(k.columns, k.columnWords(s, col), col)
	}
	return k
}

func (k tableKeys) add(to map[string]int, words string, at int) {
	if words == "" {
		return
	}
	key := words
	for n := 2; to[key] != 0; n++ {
		key = words + " (" + strconv.Itoa(n) + ")"
	}
	to[key] = at
}

// rowWords are the first words of a row: its code, or what it is called.
func rowWords(s *Sheet, row int) string {
	if w := s.own(1, row); w != "" {
		return w
	}
	return s.own(2, row)
}

// columnWords are the title of a column with that of its group; where a sheet has no
// headings its letters.
func (k tableKeys) columnWords(s *Sheet, col int) string {
	if k.heading == 0 {
		return columnName(col)
	}
	group, title := s.text(col, k.heading), ""
	if _, row := s.origin(1, k.heading+1); row == k.heading { // the heading has two rows
		title = s.text(col, k.heading+1)
	}
	if title == "" || title == group {
		return group
	}
	return group + " / " + title
}

// isMoved reports whether words of one sheet stand in another row or column of the other.
func isMoved(want, found *Sheet) bool {
	w, f := keysOf(want), keysOf(found)
	moved := func(want, found map[string]int) bool {
		stands := map[int]bool{}
		for _, at := range found {
			stands[at] = true
		}
		for words, at := range want {
			if there := found[words]; there != 0 && there != at {
				return true
			}
		}
		return false
	}
	return moved(w.rows, f.rows) || moved(w.columns, f.columns)
}

// compareKeyed compares the figures of a sheet by the words of their rows and columns and
// gives how many it found. Of the same layout, rows and columns that are gone or were
// added are told.
func (c *bookComparison) compareKeyed(name string, sameForm bool) (compared int) {
	w, f := c.want.sheets[name], c.found.sheets[name]
	should, is := keysOf(w), keysOf(f)
	if sameForm {
		c.compareWords(name, RowDiffers, should.rows, is.rows)
		c.compareWords(name, ColumnDiffers, should.columns, is.columns)
	}
	rowAt, columnAt := inverted(should.rows), inverted(should.columns)
	for _, row := range slices.Sorted(maps.Keys(rowAt)) {
		for _, col := range slices.Sorted(maps.Keys(columnAt)) {
			at := bookCell{name, col, row}
			if _, figure := c.shown[at]; !figure {
				continue
			}
			there := bookCell{name, is.columns[columnAt[col]], is.rows[rowAt[row]]}
			if there.col == 0 || there.row == 0 {
				continue
			}
			compared++
			want, found := c.want.cell(w, col, row), c.found.cell(f, there.col, there.row)
			found.formula = want.formula
			if !sameForm {
				found.format = want.format
			}
			before := len(c.out)
			if c.compareCell(at, want, found); len(c.out) > before {
				c.out[before].Cell = there.name()
			}
		}
	}
	return compared
}

func inverted(keys map[string]int) map[int]string {
	out := map[int]string{}
	for words, at := range keys {
		out[at] = words
	}
	return out
}

// compareWords tells which rows or columns are gone or were added.
func (c *bookComparison) compareWords(sheet string, aspect Aspect, want, found map[string]int) {
	for _, words := range slices.Sorted(maps.Keys(want)) {
		if found[words] == 0 {
			d := CellDifference{Sheet: sheet, Cell: words, Aspect: aspect, Found: "tidak ada lagi", Derived: "ada"}
			if aspect == RowDiffers {
				d.Line = c.shown[bookCell{sheet, 1, want[words]}].Line
			}
			c.out = append(c.out, d)
		}
	}
	for _, words := range slices.Sorted(maps.Keys(found)) {
		if want[words] == 0 {
			c.out = append(c.out, CellDifference{Sheet: sheet, Cell: words, Aspect: aspect, Found: "ditambahkan", Derived: "tidak ada"})
		}
	}
}
