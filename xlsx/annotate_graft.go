package xlsx

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

// The library writes every part anew that it has read, and leaves out what it does
// not know. So of what it wrote only what is new is taken over into her own parts:
// a style's number at a marked cell, the styles behind hers, our sheet in the list
// of sheets. All else stays byte for byte as she sent it.

// edit replaces a stretch of a part.
type edit struct {
	from, to int
	text     string
}

// edited carries out edits that do not overlap; of several at one place the first
// comes first.
func edited(part []byte, edits []edit) []byte {
	slices.SortStableFunc(edits, func(a, b edit) int { return cmp.Compare(a.from, b.from) })
	var out []byte
	at := 0
	for _, e := range edits {
		out = append(append(out, part[at:e.from]...), e.text...)
		at = e.to
	}
	return append(out, part[at:]...)
}

// styleIDs are the new styles of cells, by sheet, column and row.
type styleIDs map[string]map[[2]int]int

func (s styleIDs) set(sheet string, col, row, id int) {
	if s[sheet] == nil {
		s[sheet] = map[[2]int]int{}
	}
	s[sheet][[2]int{col, row}] = id
}

// graft takes what is new in a workbook that the library wrote over into hers.
func graft(before folio, written []byte, ids styleIDs, limits Limits) ([]byte, error) {
	limits.Unpacked += 16 << 20
	after, err := unpack(written, limits)
	if err != nil {
		return nil, err
	}
	workbook, leaves, err := before.leaves()
	if err != nil {
		return nil, err
	}
	after.keepNames(before)
	for _, l := range leaves {
		if l.kind != "worksheet" || after[l.part] == nil {
			continue
		}
		sheet, err := unselected(before[l.part])
		if err == nil {
			sheet, err = restyled(sheet, ids[l.name])
		}
		if err != nil {
			return nil, err
		}
		after[l.part] = sheet
	}
	if after[stylesPart], err = graftStyles(before[stylesPart], after[stylesPart]); err != nil {
		return nil, err
	}
	if after[workbook], err = graftWorkbook(before[workbook], after[workbook]); err != nil {
		return nil, err
	}
	return after.pack()
}

// keepNames gives parts back their names where the library wrote them in other
// letters, such as SharedStrings.xml.
func (f folio) keepNames(before folio) {
	for name := range before {
		if f[name] != nil {
			continue
		}
		for other := range f {
			if strings.EqualFold(other, name) && before[other] == nil {
				delete(f, other)
				f[name] = before[name]
			}
		}
	}
}

// unselected is a sheet that is not among those that are open.
func unselected(part []byte) ([]byte, error) {
	if !bytes.Contains(part, []byte("tabSelected")) {
		return part, nil
	}
	var edits []edit
	err := scan(part, func(e *element) {
		if e.Name.Local != "sheetView" {
			return
		}
		if m := selectedTab.FindIndex(part[e.start:e.bodyStart]); m != nil {
			edits = append(edits, edit{from: e.start + m[0], to: e.start + m[1]})
		}
	})
	return edited(part, edits), err
}

var (
	selectedTab = regexp.MustCompile(`\stabSelected\s*=\s*("[^"]*"|'[^']*')`)
	styleAttr   = regexp.MustCompile(`\ss\s*=\s*("[^"]*"|'[^']*')`)
	countAttr   = regexp.MustCompile(`\scount\s*=\s*("[^"]*"|'[^']*')`)
)

// restyled gives cells of a sheet other styles. A cell that is not there is put
// where it belongs.
func restyled(part []byte, ids map[[2]int]int) ([]byte, error) {
	if len(ids) == 0 {
		return part, nil
	}
	r := restyler{part: part, left: map[int]map[int]int{}}
	for at, id := range ids {
		if r.left[at[1]] == nil {
			r.left[at[1]] = map[int]int{}
		}
		r.left[at[1]][at[0]] = id
	}
	err := scan(part, func(e *element) {
		if r.err == nil {
			r.visit(e)
		}
	})
	if err = errors.Join(err, r.err); err != nil {
		return nil, err
	}
	if len(r.left) > 0 {
		return nil, unfit("no place for a cell")
	}
	return edited(part, r.edits), nil
}

// restyler visits the cells of a row before the row, and rows before the sheet.
type restyler struct {
	part  []byte
	left  map[int]map[int]int // by row and column
	cells []placed            // of the row being read
	rows  []placed
	edits []edit
	err   error
}

// placed is a row or a cell by its number and where it begins.
type placed struct{ number, start int }

func (r *restyler) visit(e *element) {
	switch e.Name.Local {
	case "c":
		col, row, err := excelize.CellNameToCoordinates(e.attr("r"))
		if err != nil {
			r.err = unfit("a cell without its name")
			return
		}
		r.cells = append(r.cells, placed{col, e.start})
		if id, marked := r.left[row][col]; marked {
			r.attribute(e, styleAttr, fmt.Sprintf(` s="%d"`, id))
			delete(r.left[row], col)
		}
	case "row":
		row, err := strconv.Atoi(e.attr("r"))
		if err != nil {
			r.err = unfit("a row without its number")
			return
		}
		r.rows = append(r.rows, placed{row, e.start})
		r.fill(e, r.cells, r.left[row], func(col int) string { return newCell(col, row, r.left[row][col]) })
		delete(r.left, row)
		r.cells = nil
	case "sheetData":
		r.fill(e, r.rows, r.left, func(row int) string {
			text := ""
			for _, col := range sortedKeys(r.left[row]) {
				text += newCell(col, row, r.left[row][col])
			}
			return fmt.Sprintf(`<row r="%d">%s</row>`, row, text)
		})
		clear(r.left)
	}
}

func newCell(col, row, style int) string {
	return fmt.Sprintf(`<c r="%s" s="%d"/>`, cellName(col, row), style)
}

func sortedKeys[V any](m map[int]V) (out []int) {
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

// fill puts what is missing among the children of an element, in their order.
func (r *restyler) fill(e *element, children []placed, missing any, text func(number int) string) {
	var numbers []int
	switch m := missing.(type) {
	case map[int]int:
		numbers = sortedKeys(m)
	case map[int]map[int]int:
		numbers = sortedKeys(m)
	}
	if len(numbers) == 0 {
		return
	}
	tag := tagOf(r.part, e)
	if tag != e.Name.Local {
		r.err = unfit("no plain <%s>", e.Name.Local)
		return
	}
	if e.closed {
		all := ">"
		for _, n := range numbers {
			all += text(n)
		}
		slash := bytes.LastIndexByte(r.part[:e.end], '/')
		r.edits = append(r.edits, edit{slash, e.end, all + "</" + tag + ">"})
		return
	}
	for _, n := range numbers {
		at := e.bodyEnd
		if i := slices.IndexFunc(children, func(p placed) bool { return p.number > n }); i >= 0 {
			at = children[i].start
		}
		r.edits = append(r.edits, edit{at, at, text(n)})
	}
}

// attribute sets an attribute of an element.
func (r *restyler) attribute(e *element, old *regexp.Regexp, text string) {
	r.edits = append(r.edits, attributeEdit(r.part, e, old, text))
}

// attributeEdit replaces an attribute, or adds it behind the name of the element.
func attributeEdit(part []byte, e *element, old *regexp.Regexp, text string) edit {
	if m := old.FindIndex(part[e.start:e.bodyStart]); m != nil {
		return edit{e.start + m[0], e.start + m[1], text}
	}
	at := e.start + 1 + len(tagOf(part, e))
	return edit{at, at, text}
}
