package xlsx_test

import (
	"bytes"
	"cmp"
	"maps"
	"slices"
	"testing"

	"github.com/xuri/excelize/v2"
)

// grid is a workbook as cells that can be moved about.
type grid []*gridSheet

type gridSheet struct {
	name   string
	cells  map[[2]int]gridCell // by column and row
	merges [][4]int            // left, top, right, bottom
}

type gridCell struct {
	text   string // raw
	number bool
	format int
}

func readGrid(tb testing.TB, data []byte) grid {
	tb.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(data))
	must(tb, err)
	defer func() { _ = f.Close() }()
	var g grid
	for _, name := range f.GetSheetList() {
		s := &gridSheet{name: name, cells: map[[2]int]gridCell{}}
		rows, err := f.GetRows(name, excelize.Options{RawCellValue: true})
		must(tb, err)
		for r, row := range rows {
			for c, v := range row {
				if v == "" {
					continue
				}
				ref := cellRef(c+1, r+1)
				kind, err := f.GetCellType(name, ref)
				must(tb, err)
				id, err := f.GetCellStyle(name, ref)
				must(tb, err)
				style, err := f.GetStyle(id)
				must(tb, err)
				s.cells[[2]int{c + 1, r + 1}] = gridCell{v, kind == excelize.CellTypeNumber || kind == excelize.CellTypeUnset, style.NumFmt}
			}
		}
		merged, err := f.GetMergeCells(name, true)
		must(tb, err)
		for _, m := range merged {
			left, top := refCell(tb, m.GetStartAxis())
			right, bottom := refCell(tb, m.GetEndAxis())
			s.merges = append(s.merges, [4]int{left, top, right, bottom})
		}
		g = append(g, s)
	}
	return g
}

func cellRef(col, row int) string {
	ref, err := excelize.CoordinatesToCellName(col, row)
	if err != nil {
		panic(err)
	}
	return ref
}

func refCell(tb testing.TB, ref string) (col, row int) {
	tb.Helper()
	col, row, err := excelize.CellNameToCoordinates(ref)
	must(tb, err)
	return col, row
}

// bytes writes the grid as a new workbook.
func (g grid) bytes(tb testing.TB) []byte {
	tb.Helper()
	f := excelize.NewFile()
	defer func() { _ = f.Close() }()
	styles := map[int]int{}
	for i, s := range g {
		if i == 0 {
			must(tb, f.SetSheetName("Sheet1", s.name))
		} else {
			_, err := f.NewSheet(s.name)
			must(tb, err)
		}
		for _, at := range slices.SortedFunc(maps.Keys(s.cells), func(a, b [2]int) int { return cmp.Or(a[1]-b[1], a[0]-b[0]) }) {
			c, ref := s.cells[at], cellRef(at[0], at[1])
			if c.number {
				must(tb, f.SetCellDefault(s.name, ref, c.text))
			} else {
				must(tb, f.SetCellStr(s.name, ref, c.text))
			}
			if c.format == 0 {
				continue
			}
			if _, ok := styles[c.format]; !ok {
				id, err := f.NewStyle(&excelize.Style{NumFmt: c.format})
				must(tb, err)
				styles[c.format] = id
			}
			must(tb, f.SetCellStyle(s.name, ref, ref, styles[c.format]))
		}
		for _, m := range s.merges {
			if m[0] != m[2] || m[1] != m[3] {
				must(tb, f.MergeCell(s.name, cellRef(m[0], m[1]), cellRef(m[2], m[3])))
			}
		}
	}
	return saved(tb, f)
}

// move puts every cell elsewhere. The first cell of a merged range keeps its text
// at the range's new corner.
func (s *gridSheet) move(to func(col, row int) (int, int)) {
	cells := map[[2]int]gridCell{}
	for at, c := range s.cells {
		col, row := to(at[0], at[1])
		cells[[2]int{col, row}] = c
	}
	for i, m := range s.merges {
		corner, ok := s.cells[[2]int{m[0], m[1]}]
		oldCol, oldRow := to(m[0], m[1])
		delete(cells, [2]int{oldCol, oldRow})
		left, top, right, bottom := oldCol, oldRow, oldCol, oldRow
		for col := m[0]; col <= m[2]; col++ {
			for row := m[1]; row <= m[3]; row++ {
				c, r := to(col, row)
				left, top, right, bottom = min(left, c), min(top, r), max(right, c), max(bottom, r)
			}
		}
		s.merges[i] = [4]int{left, top, right, bottom}
		if ok {
			cells[[2]int{left, top}] = corner
		}
	}
	s.cells = cells
}

// edit changes the text of every cell that is not a number.
func (s *gridSheet) edit(change func(col, row int, text string) string) {
	for at, c := range s.cells {
		if !c.number {
			c.text = change(at[0], at[1], c.text)
			s.cells[at] = c
		}
	}
}

func (s *gridSheet) set(ref, text string) {
	col, row, err := excelize.CellNameToCoordinates(ref)
	if err != nil {
		panic(err)
	}
	s.cells[[2]int{col, row}] = gridCell{text: text}
}

func (s *gridSheet) sheetBottom() int {
	bottom := 0
	for at := range s.cells {
		bottom = max(bottom, at[1])
	}
	return bottom
}

func (g grid) sheet(name string) *gridSheet {
	for _, s := range g {
		if s.name == name {
			return s
		}
	}
	panic("no sheet " + name)
}
