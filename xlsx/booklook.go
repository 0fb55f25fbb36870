package xlsx

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

// What a cell looks like is read from the parts of its style by their numbers: the library
// gives them only where a style says twice that it has them, which not every program does.

func (v *bookView) lookOf(id int) cellLook {
	if l, known := v.looks[id]; known {
		return l
	}
	var l cellLook
	if s, err := v.file.GetStyle(id); err == nil {
		l.number = numberFormat(s)
	}
	if styles := v.file.Styles; styles != nil && styles.CellXfs != nil && id >= 0 && id < len(styles.CellXfs.Xf) {
		l.fill, l.lines, l.align = v.fill(id), v.lines(id), v.align(id)
		l.letters, l.font = v.font(id)
	}
	v.looks[id] = l
	return l
}

// fill is the colour behind a style, "" for none.
func (v *bookView) fill(id int) string {
	styles := v.file.Styles
	n := styles.CellXfs.Xf[id].FillID
	if styles.Fills == nil || n == nil || *n < 0 || *n >= len(styles.Fills.Fill) {
		return ""
	}
	p := styles.Fills.Fill[*n].PatternFill
	if p == nil || p.PatternType != "solid" || p.FgColor == nil {
		return ""
	}
	return plainColor(p.FgColor.RGB, p.FgColor.Theme)
}

// font is the colour of the letters of a style, and in words what else they are.
func (v *bookView) font(id int) (color, words string) {
	styles := v.file.Styles
	n := styles.CellXfs.Xf[id].FontID
	if styles.Fonts == nil || n == nil || *n < 0 || *n >= len(styles.Fonts.Font) || styles.Fonts.Font[*n] == nil {
		return "", ""
	}
	f := styles.Fonts.Font[*n]
	if f.Color != nil {
		color = plainColor(f.Color.RGB, f.Color.Theme)
	}
	words = fmt.Sprintf("%s %v", f.Name.Value(), f.Sz.Value())
	for _, mark := range []struct {
		is    bool
		words string
	}{{f.B.Value(), "tebal"}, {f.I.Value(), "miring"}, {f.U != nil && f.U.Value() != "none", "bergaris bawah"}, {f.Strike.Value(), "dicoret"}} {
		if mark.is {
			words += " " + mark.words
		}
	}
	return color, words
}

// lines says which lines are drawn around the cells of a style, "" for none.
func (v *bookView) lines(id int) string {
	styles := v.file.Styles
	n := styles.CellXfs.Xf[id].BorderID
	if styles.Borders == nil || n == nil || *n < 0 || *n >= len(styles.Borders.Border) || styles.Borders.Border[*n] == nil {
		return ""
	}
	b, out := styles.Borders.Border[*n], []string(nil)
	last, same := "", true
	for i, line := range listed(b.Left, b.Right, b.Top, b.Bottom) {
		if line == nil || line.Style == "" || line.Style == "none" {
			continue
		}
		words := inBahasa(line.Style)
		if line.Color != nil {
			words += " " + plainColor(line.Color.RGB, line.Color.Theme)
		}
		out = append(out, inBahasa(sides[i])+" "+words)
		same = same && (i == 0 || words == last)
		last = words
	}
	if len(out) == len(sides) && same {
		return "keliling " + last
	}
	return strings.Join(out, ", ")
}

var sides = [...]string{"left", "right", "top", "bottom"}

// inBahasa is a word of the file format for a place or a line.
func inBahasa(word string) string {
	return cmp.Or(map[string]string{"left": "kiri", "right": "kanan", "top": "atas", "bottom": "bawah", "center": "tengah", "general": "umum",
		"justify": "rata kanan kiri", "thin": "tipis", "medium": "sedang", "thick": "tebal", "double": "ganda", "dashed": "putus-putus", "dotted": "titik-titik", "hair": "halus"}[word], word)
}

// listed lists values of a type that the library does not name.
func listed[T any](values ...T) []T { return values }

// align says how the cells of a style are aligned.
func (v *bookView) align(id int) string {
	a := v.file.Styles.CellXfs.Xf[id].Alignment
	if a == nil {
		return inBahasa("general") + ", " + inBahasa("bottom")
	}
	words := inBahasa(cmp.Or(a.Horizontal, "general")) + ", " + inBahasa(cmp.Or(a.Vertical, "bottom"))
	if a.Indent != 0 {
		words += fmt.Sprintf(", menjorok %d", a.Indent)
	}
	if a.WrapText {
		words += ", dilipat"
	}
	return words
}

// builtInFormats are the codes of the formats that a program may write by number
// (ECMA-376 part 1, 18.8.30), of those that we use.
var builtInFormats = map[int]string{1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 49: "@"}

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
	case found.letters != want.letters:
		return "warna huruf " + orNone(found.letters), "warna huruf " + orNone(want.letters)
	case found.font != want.font:
		return "huruf " + orNone(found.font), "huruf " + orNone(want.font)
	case found.lines != want.lines:
		return "garis tepi " + orNone(found.lines), "garis tepi " + orNone(want.lines)
	}
	return "perataan " + found.align, "perataan " + want.align
}
