package xlsx

import (
	"maps"
	"slices"
	"strconv"
	"strings"
)

// styleTable is what the styles of a workbook say, by number.
type styleTable struct {
	root *node
	xfs  []*node
}

// compareStyles: all styles of hers are there under their numbers.
func (c *comparison) compareStyles() error {
	for i, f := range []folio{c.her, c.ours} {
		root, err := parse(f[stylesPart])
		if err != nil {
			return err
		}
		c.styles[i].root = root
		if xfs := root.child("cellXfs"); xfs != nil {
			c.styles[i].xfs = xfs.children
		}
	}
	before, after := c.styles[0].root, c.styles[1].root
	for _, kind := range before.children {
		now := after.child(kind.name)
		if now == nil && len(kind.children) == 0 {
			continue
		}
		if now == nil || len(now.children) < len(kind.children) {
			return unfit("styles: %s are lost", kind.name)
		}
		for i, one := range kind.children {
			if x, y := one.text(), now.children[i].text(); x != y {
				return unfit("styles: %s %d: %s", kind.name, i, difference15(x, y))
			}
		}
	}
	return nil
}

// gridCell is a cell as the part says it.
type gridCell struct {
	style string // its number, "" for none of its own
	rest  string // type, formula and value
}

// grid is what a sheet says of its cells, rows and columns.
type grid struct {
	cells map[string]gridCell
	rows  map[string]string // attributes by number
	style map[string]string // of whole rows, by number
	cols  map[int]string    // attributes by number, up to a bound
}

// maxGridColumns bounds columns that are compared one by one; a run to the last
// column of a sheet is compared as far.
const maxGridColumns = 2048

func readGrid(root *node) grid {
	g := grid{cells: map[string]gridCell{}, rows: map[string]string{}, style: map[string]string{}, cols: map[int]string{}}
	if data := root.child("sheetData"); data != nil {
		for _, row := range data.children {
			g.readRow(row)
		}
	}
	if cols := root.child("cols"); cols != nil {
		for _, col := range cols.children {
			from, _ := strconv.Atoi(col.attrs["min"])
			to, _ := strconv.Atoi(col.attrs["max"])
			delete(col.attrs, "min")
			delete(col.attrs, "max")
			for i := from; i <= min(to, maxGridColumns); i++ {
				g.cols[i] = col.text()
			}
		}
	}
	return g
}

func (g grid) readRow(row *node) {
	number := row.attrs["r"]
	for _, c := range row.children {
		cell := gridCell{style: c.attrs["s"]}
		ref, kind := c.attrs["r"], c.attrs["t"]
		if kind == "n" {
			kind = ""
		}
		cell.rest = kind
		for _, x := range c.children {
			cell.rest += x.text()
		}
		if len(c.children) == 0 {
			cell.rest = ""
		}
		g.cells[ref] = cell
	}
	if row.attrs["customFormat"] != "" {
		g.style[number] = row.attrs["s"]
	}
	delete(row.attrs, "r")
	row.children = nil
	row.chars = ""
	if len(row.attrs) > 0 {
		g.rows[number] = row.text()
	}
}

// cellStyle is the style that a cell shows.
func (g grid) cellStyle(ref string) string {
	cell, there := g.cells[ref]
	row := strings.TrimLeft(ref, "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
	col := g.cols[columnOf(ref)]
	switch style, whole := g.style[row]; {
	case there:
		return cell.style
	case whole:
		return style
	default:
		_, after, _ := strings.Cut(col, " style=")
		number, _, _ := strings.Cut(strings.TrimSuffix(after, ">"), " ")
		return number
	}
}

func columnOf(ref string) int {
	n := 0
	for _, r := range ref {
		if r < 'A' || r > 'Z' {
			break
		}
		n = n*26 + int(r-'A') + 1
	}
	return n
}

// compareSheet compares one sheet of hers, and looks for our comments on it.
func (c *comparison) compareSheet(l leaf) error {
	before, err := parse(c.her[l.part])
	if err != nil {
		return err
	}
	after, err := parse(c.ours[l.part])
	if err != nil {
		return err
	}
	for _, root := range []*node{before, after} {
		for _, view := range root.find("sheetView") {
			delete(view.attrs, "tabSelected")
		}
	}
	marked := map[string]markKind{}
	for _, k := range c.m.marks {
		if k.sheet == l.name {
			marked[k.cell()] = k.kind
		}
	}
	skip := func(n *node) bool {
		return slices.Contains([]string{"sheetData", "cols", "dimension", "legacyDrawing"}, n.name)
	}
	if what := sameChildren(before, after, skip); what != "" {
		return unfit("sheet %s: %s", l.name, what)
	}
	if err := c.compareGrid(l.name, readGrid(before), readGrid(after), marked); err != nil {
		return err
	}
	return c.compareNotes(l)
}

func (c *comparison) compareGrid(sheet string, before, after grid, marked map[string]markKind) error {
	if !maps.Equal(before.cols, after.cols) {
		return unfit("sheet %s: columns differ", sheet)
	}
	if !maps.Equal(before.rows, after.rows) {
		return unfit("sheet %s: rows differ", sheet)
	}
	for _, of := range []grid{before, after} {
		for ref := range of.cells {
			if before.cells[ref].rest != after.cells[ref].rest {
				return unfit("sheet %s, cell %s is changed", sheet, ref)
			}
			if _, is := marked[ref]; !is && before.cellStyle(ref) != after.cellStyle(ref) {
				return unfit("sheet %s, cell %s looks otherwise", sheet, ref)
			}
		}
	}
	for ref, kind := range marked {
		was, is := c.style(0, before.cellStyle(ref)), c.style(1, after.cellStyle(ref))
		if was == nil || is == nil || !strings.Contains(c.fillOf(is), markFills[kind]) {
			return unfit("sheet %s, cell %s is not marked", sheet, ref)
		}
		if a, b := unfilled(was), unfilled(is); a != b {
			return unfit("sheet %s, cell %s has lost its style", sheet, ref)
		}
	}
	return nil
}

// style is one of the styles before or after, by its number.
func (c *comparison) style(which int, number string) *node {
	n, _ := strconv.Atoi(number)
	if n >= len(c.styles[which].xfs) {
		return nil
	}
	return c.styles[which].xfs[n]
}

func (c *comparison) fillOf(xf *node) string {
	n, _ := strconv.Atoi(xf.attrs["fillId"])
	fills := c.styles[1].root.child("fills")
	if fills == nil || n >= len(fills.children) {
		return ""
	}
	return fills.children[n].text()
}

// unfilled spells a style out without its fill.
func unfilled(xf *node) string {
	plain := *xf
	plain.attrs = maps.Clone(xf.attrs)
	delete(plain.attrs, "fillId")
	delete(plain.attrs, "applyFill")
	return plain.text()
}

// compareNotes: her comments are as they were, ours are where they belong, and
// each has its box.
func (c *comparison) compareNotes(l leaf) error {
	hers, err := c.her.commented(l.part)
	if err != nil {
		return err
	}
	now, err := c.ours.commented(l.part)
	if err != nil {
		return err
	}
	for ref, text := range hers {
		if now[ref] != text {
			return unfit("sheet %s: the comment on %s is lost", l.name, ref)
		}
	}
	for _, ref := range c.m.noted[l.name] {
		if !isOurNote(now[ref]) {
			return unfit("sheet %s: no comment of ours on %s", l.name, ref)
		}
	}
	if len(now) != len(hers)+len(c.m.noted[l.name]) {
		return unfit("sheet %s has %d comments", l.name, len(now))
	}
	return c.compareBoxes(l)
}

// compareBoxes: what is drawn on the sheet in the old way is kept whole.
func (c *comparison) compareBoxes(l leaf) error {
	before, err := c.her.notePaper(l.part)
	if err != nil {
		return err
	}
	after, err := c.ours.notePaper(l.part)
	if err != nil {
		return err
	}
	if before.drawing != "" && before.drawing != after.drawing || before.comments != "" && before.comments != after.comments {
		return unfit("sheet %s has another drawing", l.name)
	}
	boxes := map[[2]int]bool{}
	var shapes []string
	if err := scan(c.ours[after.drawing], func(e *element) {
		if e.Name.Local == "shape" {
			boxes[noteCell(c.ours[after.drawing], e)] = true
			shapes = append(shapes, string(c.ours[after.drawing][e.start:e.end]))
		}
	}); err != nil {
		return err
	}
	lost := false
	if err := scan(c.her[before.drawing], func(e *element) {
		lost = lost || e.Name.Local == "shape" && !slices.Contains(shapes, string(c.her[before.drawing][e.start:e.end]))
	}); err != nil {
		return err
	}
	for _, k := range c.m.marks {
		if k.sheet == l.name && slices.Contains(c.m.noted[l.name], k.cell()) && !boxes[[2]int{k.col, k.row}] {
			lost = true
		}
	}
	if lost {
		return unfit("sheet %s has lost a shape", l.name)
	}
	return nil
}
