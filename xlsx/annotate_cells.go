package xlsx

import (
	"encoding/xml"
	"errors"
	"hash/maphash"
	"io"
	"maps"
	"slices"
	"strconv"

	"github.com/xuri/excelize/v2"
)

// gridCell is a cell as the part says it.
type gridCell struct {
	style int    // its number
	rest  uint64 // a digest of type, formula and value; 0 for nothing
}

// grid is what a sheet says of its cells, rows and columns.
type grid struct {
	cells map[[2]int]gridCell // by column and row
	rows  map[int]string      // what is said of whole rows
	style map[int]int         // of whole rows
	cols  map[int]string      // what is said of whole columns, up to a bound
	dress map[int]int         // the styles of whole columns
}

// maxGridColumns bounds columns that are compared one by one; a run to the last
// column of a sheet is compared as far.
const maxGridColumns = 2048

// digestSeed makes equal texts equal digests within this process.
var digestSeed = maphash.MakeSeed()

// readGrid reads the cells of a sheet as a stream, for they may be many, and the
// columns from its tree.
func readGrid(part []byte, root *node) (grid, error) {
	g := grid{cells: map[[2]int]gridCell{}, rows: map[int]string{}, style: map[int]int{}, cols: map[int]string{}, dress: map[int]int{}}
	if cols := root.child("cols"); cols != nil {
		for _, col := range cols.children {
			g.readColumns(col)
		}
	}
	d := reader(part)
	for row, col := 0, 0; ; {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return g, nil
		}
		if err != nil {
			return g, err
		}
		start, ok := token.(xml.StartElement)
		switch {
		case !ok:
		case start.Name.Local == "row":
			row, col = g.readRow(attributes(start.Attr), row), 0
		case start.Name.Local == "c":
			if col, err = g.readCell(d, start, row, col); err != nil {
				return g, err
			}
		}
	}
}

func (g grid) readColumns(col *node) {
	from, _ := strconv.Atoi(col.attrs["min"])
	to, _ := strconv.Atoi(col.attrs["max"])
	style, _ := strconv.Atoi(col.attrs["style"])
	plain := &node{name: "col", attrs: maps.Clone(col.attrs)}
	delete(plain.attrs, "min")
	delete(plain.attrs, "max")
	for i := from; i <= min(to, maxGridColumns); i++ {
		g.cols[i], g.dress[i] = plain.text(), style
	}
}

// readRow notes what is said of a row and gives its number; one without a number
// follows the last.
func (g grid) readRow(attrs map[string]string, last int) int {
	row, err := strconv.Atoi(attrs["r"])
	if err != nil {
		row = last + 1
	}
	if attrs["customFormat"] != "" {
		g.style[row], _ = strconv.Atoi(attrs["s"])
	}
	delete(attrs, "r")
	if len(attrs) > 0 {
		g.rows[row] = (&node{name: "row", attrs: attrs}).text()
	}
	return row
}

// readCell reads a cell to its end and gives its column.
func (g grid) readCell(d *xml.Decoder, start xml.StartElement, row, last int) (int, error) {
	attrs := attributes(start.Attr)
	at := [2]int{last + 1, row}
	if ref := attrs["r"]; ref != "" {
		col, r, err := excelize.CellNameToCoordinates(ref)
		if err != nil {
			return 0, err
		}
		at = [2]int{col, r}
	}
	cell := gridCell{}
	cell.style, _ = strconv.Atoi(attrs["s"])
	inside, err := parseRest(d)
	if err != nil {
		return 0, err
	}
	if text := inside.text(); len(inside.children) > 0 {
		kind := attrs["t"]
		if kind == "n" {
			kind = ""
		}
		cell.rest = maphash.String(digestSeed, kind+text)
	}
	g.cells[at] = cell
	return at[0], nil
}

// shown is the style that a cell shows: its own, its row's or its column's.
func (g grid) shown(at [2]int) int {
	if cell, there := g.cells[at]; there {
		return cell.style
	}
	if style, whole := g.style[at[1]]; whole {
		return style
	}
	return g.dress[at[0]]
}

// compareGrid compares cells one by one. Marked ones may have another fill, and
// nothing else.
func (c *comparison) compareGrid(sheet string, before, after grid, marked map[[2]int]markKind) error {
	if !maps.Equal(before.cols, after.cols) {
		return unfit("sheet %s: columns differ", sheet)
	}
	if !maps.Equal(before.rows, after.rows) {
		return unfit("sheet %s: rows differ", sheet)
	}
	for _, of := range []grid{before, after} {
		for at := range of.cells {
			if before.cells[at].rest != after.cells[at].rest {
				return unfit("sheet %s, cell %s is changed", sheet, cellName(at[0], at[1]))
			}
			if _, is := marked[at]; !is && before.shown(at) != after.shown(at) {
				return unfit("sheet %s, cell %s looks otherwise", sheet, cellName(at[0], at[1]))
			}
		}
	}
	for at, kind := range marked {
		was, is := c.styles[0].xf(before.shown(at)), c.styles[1].xf(after.shown(at))
		if was == nil || is == nil || c.styles[1].markOf(is) != kind {
			return unfit("sheet %s, cell %s has not the fill it should have", sheet, cellName(at[0], at[1]))
		}
		if unfilled(was) != unfilled(is) {
			return unfit("sheet %s, cell %s has lost its style", sheet, cellName(at[0], at[1]))
		}
	}
	return nil
}

// inOrder reports whether a sheet's elements stand as they must.
func inOrder(sheet *node) bool {
	last := 0
	for _, c := range sheet.children {
		switch i := slices.Index(sheetOrder, c.name); {
		case i < 0: // of another kind, or in several versions
		case i < last:
			return false
		default:
			last = i
		}
	}
	return true
}

// compareSheet compares one sheet of hers.
func (c *comparison) compareSheet(l leaf) error {
	if err := c.compareNotes(l); err != nil {
		return err
	}
	same, err := unselected(c.her[l.part])
	if err == nil && string(same) == string(c.ours[l.part]) {
		return nil
	}
	before, err := parseOutside(c.her[l.part], "sheetData")
	if err != nil {
		return err
	}
	after, err := parseOutside(c.ours[l.part], "sheetData")
	if err != nil {
		return err
	}
	if inOrder(before) && !inOrder(after) {
		return unfit("sheet %s: its elements are out of order", l.name)
	}
	for _, root := range []*node{before, after} {
		for _, view := range root.find("sheetView") {
			delete(view.attrs, "tabSelected")
		}
	}
	skip := func(n *node) bool {
		return slices.Contains([]string{"cols", "dimension", "legacyDrawing"}, n.name)
	}
	if what := sameChildren(before, after, skip); what != "" {
		return unfit("sheet %s: %s", l.name, what)
	}
	old, err := readGrid(c.her[l.part], before)
	if err != nil {
		return err
	}
	now, err := readGrid(c.ours[l.part], after)
	if err != nil {
		return err
	}
	return c.compareGrid(l.name, old, now, c.marked[l.name])
}
