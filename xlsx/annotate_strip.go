package xlsx

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

// listMarker stands in a hidden cell of our sheet, by which it is known whatever
// its name.
const listMarker = "rekon: lembar perbaikan, tidak dibaca"

// memoryColumn is the hidden column of our sheet that begins with the marker and
// goes on with the former fills.
const memoryColumn = 7

// isList reports whether a sheet is ours.
func (s *Sheet) isList() bool {
	for row := 1; row <= min(3, len(s.rows)); row++ {
		if slices.Contains(s.rows[row-1], listMarker) {
			return true
		}
	}
	return false
}

// takeOff removes the marks of an earlier return: our sheet, our comments, and our
// fills where she has not changed them. A workbook without our sheet and comments
// comes back as it is, for a colour alone may be hers: its marked copy is compared
// with the very bytes that she sent.
func takeOff(data []byte, limits Limits) ([]byte, error) {
	her, err := unpack(data, limits)
	if err != nil {
		return nil, err
	}
	f, err := openFile(data, limits)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	lists, former := readMemory(f)
	parts := maps.Clone(her)
	noted, err := parts.clearNotes()
	if err != nil {
		return nil, err
	}
	if len(lists) == 0 && !noted {
		return data, nil
	}
	clear, painted, err := cleared(parts, lists, former, limits)
	if err != nil {
		return nil, err
	}
	ours, err := unpack(clear, limits)
	if err != nil {
		return nil, err
	}
	c := comparison{her: her, ours: ours, lists: lists, marked: painted}
	return clear, c.compare()
}

// cleared takes our fills and sheets off a workbook without our comments, and tells
// which cells got their former fill.
func cleared(parts folio, lists []string, former []formerFill, limits Limits) ([]byte, map[string]map[[2]int]markKind, error) {
	data, err := parts.pack()
	if err != nil {
		return nil, nil, err
	}
	f, err := openFile(data, limits)
	if err != nil {
		return nil, nil, err
	}
	defer func() { _ = f.Close() }()
	ids, err := unpaint(f, parts, lists, former)
	if err != nil {
		return nil, nil, err
	}
	for _, name := range lists {
		if err := f.DeleteSheet(name); err != nil {
			return nil, nil, err
		}
	}
	out, err := savedBytes(f)
	if err != nil {
		return nil, nil, err
	}
	painted := map[string]map[[2]int]markKind{}
	for sheet, cells := range ids {
		painted[sheet] = map[[2]int]markKind{}
		for at, id := range cells {
			painted[sheet][at] = painter{f: f}.markOf(id) // hers, if any
		}
	}
	out, err = graft(parts, out, ids, limits)
	return out, painted, err
}

// clearNotes takes our comments off all sheets, and tells whether there were any.
func (f folio) clearNotes() (found bool, err error) {
	_, leaves, err := f.leaves()
	if err != nil {
		return false, err
	}
	for _, l := range leaves {
		if l.kind != "worksheet" {
			continue
		}
		notes, err := f.commented(l.part)
		if err != nil {
			return found, err
		}
		for _, text := range notes {
			found = found || isOurNote(text)
		}
		if err := f.dropNotes(l.part); err != nil {
			return found, err
		}
	}
	return found, nil
}

// readMemory finds our sheets, and what they remember.
func readMemory(f *excelize.File) (lists []string, former []formerFill) {
	for _, name := range f.GetSheetList() {
		rows, err := f.GetRows(name, excelize.Options{RawCellValue: true})
		if err != nil || !(&Sheet{rows: rows}).isList() {
			continue
		}
		lists = append(lists, name)
		for _, row := range rows {
			for _, cell := range row {
				var was formerFill
				if strings.HasPrefix(cell, "{") && json.Unmarshal([]byte(cell), &was) == nil && was.Sheet != "" {
					former = append(former, was)
				}
			}
		}
	}
	return lists, former
}

// unpaint gives the cells that still have a mark's fill the one they had before,
// by the numbers of the styles.
func unpaint(f *excelize.File, parts folio, lists []string, former []formerFill) (styleIDs, error) {
	_, leaves, err := parts.leaves()
	if err != nil {
		return nil, err
	}
	ids := styleIDs{}
	p := painter{f: f}
	for _, l := range leaves {
		if l.kind != "worksheet" || slices.Contains(lists, l.name) {
			continue
		}
		cells, err := p.painted(parts[l.part])
		if err != nil {
			return nil, err
		}
		if err = p.restoreAll(l.name, cells, former, ids); err != nil {
			return nil, err
		}
	}
	return ids, nil
}

// restoreAll gives cells their former fills. Other programs fill a merged range as
// its first cell; so what is remembered of that one goes for all.
func (p painter) restoreAll(sheet string, cells []string, former []formerFill, ids styleIDs) error {
	if len(cells) == 0 {
		return nil
	}
	merges, err := p.f.GetMergeCells(sheet, true)
	if err != nil {
		return err
	}
	var firsts []string
	first := make([]int, len(cells)) // of each cell, among them
	for i, cell := range cells {
		col, row, err := excelize.CellNameToCoordinates(cell)
		if err != nil {
			return err
		}
		name := cellName(firstOf(merges, col, row))
		if first[i] = slices.Index(firsts, name); first[i] < 0 {
			first[i], firsts = len(firsts), append(firsts, name)
		}
	}
	memories := recall(sheet, firsts, former)
	for i, cell := range cells {
		id, err := p.f.GetCellStyle(sheet, cell)
		if err != nil {
			return err
		}
		col, row, err := excelize.CellNameToCoordinates(cell)
		if err != nil {
			return err
		}
		ids.set(sheet, col, row, p.restored(id, memories[first[i]]))
	}
	return nil
}

// painted lists the cells of a sheet that have the fill of a mark.
func (p painter) painted(sheet []byte) (cells []string, err error) {
	marked := map[string]bool{}
	for id := range p.f.Styles.CellXfs.Xf {
		if p.markOf(id) != 0 {
			marked[strconv.Itoa(id)] = true
		}
	}
	if len(marked) == 0 {
		return nil, nil
	}
	err = scan(sheet, func(e *element) {
		if e.Name.Local == "c" && marked[e.attr("s")] {
			cells = append(cells, e.attr("r"))
		}
	})
	return cells, err
}

// recall finds what is remembered of each cell. Where rows or columns were put in
// since, cells have moved, but kept their order in a column, or in a row.
func recall(sheet string, cells []string, former []formerFill) []formerFill {
	out := make([]formerFill, len(cells))
	known := make([]bool, len(cells))
	left := slices.DeleteFunc(slices.Clone(former), func(w formerFill) bool {
		i := slices.Index(cells, w.Cell)
		if w.Sheet != sheet {
			return true
		}
		if i >= 0 {
			out[i], known[i] = w, true
		}
		return i >= 0
	})
	for _, same := range []func(a, b string) bool{sameColumn, sameRow} {
		for i, cell := range cells {
			j := slices.IndexFunc(left, func(w formerFill) bool { return same(w.Cell, cell) })
			if !known[i] && j >= 0 {
				out[i], known[i] = left[j], true
				left = slices.Delete(left, j, j+1)
			}
		}
	}
	return out
}

func sameColumn(a, b string) bool {
	return strings.TrimRight(a, "0123456789") == strings.TrimRight(b, "0123456789")
}

func sameRow(a, b string) bool {
	return strings.TrimLeft(a, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == strings.TrimLeft(b, "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
}
