package xlsx

import (
	"regexp"
	"slices"
	"strings"

	"rekon/reconcile"
)

// bookView is a workbook as its reader sees it: sheets by name, cells by what they mean
// and not by how a program numbers its styles and strings.
type bookView struct {
	*Book
	names  []string // of all sheets in their order, also those without cells
	sheets map[string]*Sheet
	looks  map[int]cellLook
}

// viewedCell is a cell: its value and kind, its formula, how it is dressed.
type viewedCell struct {
	value   string
	kind    reconcile.CellKind
	formula string
	format  cellLook
}

// cellLook is a cell's format as far as a program keeps it that saves a workbook again: the
// number format, the fill, the colour of the letters and their other marks, the lines around
// the cell, and how it is aligned.
type cellLook struct{ number, fill, letters, font, lines, align string }

func viewOf(b *Book) bookView {
	v := bookView{Book: b, names: b.file.GetSheetList(), sheets: map[string]*Sheet{}, looks: map[int]cellLook{}}
	for _, s := range b.Sheets {
		v.sheets[s.Name] = s
	}
	return v
}

// cell reads a cell.
func (v *bookView) cell(s *Sheet, col, row int) viewedCell {
	v.look()
	name := cellName(col, row)
	c := viewedCell{value: s.raw(col, row)}
	if formula, err := v.file.GetCellFormula(s.Name, name); err == nil {
		c.formula = plainFormula(formula)
	}
	if c.value == "" {
		return c
	}
	if kind, err := v.file.GetCellType(s.Name, name); err == nil {
		c.kind = cellKind(kind)
	}
	if id, err := v.file.GetCellStyle(s.Name, name); err == nil {
		c.format = v.lookOf(id)
	}
	return c
}

// same reports whether two cells hold the same: numbers to the digits that a spreadsheet
// keeps.
func (c viewedCell) same(o viewedCell) bool {
	if c.value == o.value && (c.kind == o.kind || c.formula != "" && o.formula != "") {
		return true
	}
	if c.kind != o.kind || c.value == "" || o.value == "" || c.kind != reconcile.CellNumber {
		return false
	}
	a, ok := reconcile.ReadStored(c.value)
	b, ok2 := reconcile.ReadStored(o.value)
	return ok && ok2 && a.Equal(b)
}

// quotedText is a text in a formula, or the name of a sheet.
var quotedText = regexp.MustCompile(`"[^"]*"|'[^']*'|[^"']+`)

// plainFormula is a formula in one spelling: programs space, and prefix what is new to
// the format, as they like.
func plainFormula(f string) string {
	f = strings.TrimPrefix(f, "=")
	var b strings.Builder
	for _, part := range quotedText.FindAllString(f, -1) {
		if part[0] != '"' && part[0] != '\'' {
			part = strings.NewReplacer(" ", "", "\n", "", "_xlfn.", "").Replace(part)
		}
		b.WriteString(part)
	}
	return b.String()
}

// charts lists the ranges that the charts of the workbook show, sorted.
func (v *bookView) charts() (out []string) {
	v.file.Pkg.Range(func(name, part any) bool {
		path, _ := name.(string)
		content, ok := part.([]byte)
		if ok && strings.HasPrefix(strings.ToLower(path), "xl/charts/chart") {
			_ = scan(content, func(e *element) { // what is broken in it shows nothing
				if e.Name.Local == "f" {
					out = append(out, strings.ReplaceAll(textOf(content, e, "f"), "'", ""))
				}
			})
		}
		return true
	})
	slices.Sort(out)
	return out
}
