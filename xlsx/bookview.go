package xlsx

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

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

// cellLook is what of a cell's format means something: the number format, the fill, and
// the colour of the letters.
type cellLook struct{ number, fill, letters string }

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

// builtInFormats are the codes of the formats that a program may write by number
// (ECMA-376 part 1, 18.8.30), of those that we use.
var builtInFormats = map[int]string{1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 49: "@"}

func (v *bookView) lookOf(id int) cellLook {
	if l, known := v.looks[id]; known {
		return l
	}
	var l cellLook
	if s, err := v.file.GetStyle(id); err == nil {
		l.number = numberFormat(s)
		l.fill = v.fill(id)
		if s.Font != nil {
			l.letters = plainColor(s.Font.Color, s.Font.ColorTheme)
		}
	}
	v.looks[id] = l
	return l
}

// fill is the colour behind a style, "" for none. The library gives it only where a style
// says twice that it has one, which not every program does.
func (v *bookView) fill(id int) string {
	styles := v.file.Styles
	if styles == nil || styles.CellXfs == nil || styles.Fills == nil || id < 0 || id >= len(styles.CellXfs.Xf) {
		return ""
	}
	n := styles.CellXfs.Xf[id].FillID
	if n == nil || *n < 0 || *n >= len(styles.Fills.Fill) {
		return ""
	}
	p := styles.Fills.Fill[*n].PatternFill
	if p == nil || p.PatternType != "solid" || p.FgColor == nil {
		return ""
	}
	return plainColor(p.FgColor.RGB, p.FgColor.Theme)
}

// numberFormat is the code of a style's number format, "" for the general one.
func numberFormat(s *excelize.Style) string {
	code := builtInFormats[s.NumFmt]
	switch {
	case s.CustomNumFmt != nil && *s.CustomNumFmt != "":
		code = *s.CustomNumFmt
	case code == "" && s.NumFmt > 0:
		code = "no. " + strconv.Itoa(s.NumFmt)
	}
	if strings.EqualFold(code, "general") {
		return ""
	}
	return strings.ReplaceAll(code, `\`, "")
}

// plainColor is a colour as RRGGBB, or by its number in the theme, which no workbook of
// ours names.
func plainColor(s string, theme *int) string {
	if s == "" && theme != nil {
		return "tema " + strconv.Itoa(*theme)
	}
	s = strings.ToUpper(strings.TrimPrefix(s, "#"))
	if len(s) == 8 {
		s = s[2:]
	}
	return s
}

// parted says in words in what two looks differ.
func parted(found, want cellLook) (is, should string) {
	switch {
	case found.number != want.number:
		return cmp.Or(found.number, "umum"), cmp.Or(want.number, "umum")
	case found.fill != want.fill:
		return "warna latar " + orNone(found.fill), "warna latar " + orNone(want.fill)
	}
	return "warna huruf " + orNone(found.letters), "warna huruf " + orNone(want.letters)
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
