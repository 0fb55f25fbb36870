package xlsx

import "strings"

// footerSize is that of the letters at the foot of a page, in points.
const footerSize = 8

// sideMargin is that of a page at its left and at its right, in inches.
const sideMargin = 0.4

// foot is what stands at the foot of each page, in the codes of ECMA-376 part 1,
// 18.3.1.46: at the left whose it is, at the right the sheet, where there is room for its
// name, and the page. Nothing stands in the middle, where a long name at the left would
// run into it.
func (p printing) foot(sheet string) string {
	page := "Halaman &P dari &N"
	if !p.upright {
		page = "&A – " + page
	}
	count := strings.NewReplacer("&A", sheet, "&P", "000", "&N", "000").Replace(page)
	return "&L&8" + footerText(p.footer, p.breadth()-footerWidth("   "+count)) + "&R&8" + page
}

// breadth is that of the paper between its margins, in points.
func (p printing) breadth() float64 {
	const margins = 2 * sideMargin * 72
	switch {
	case p.paper == paperA3:
		return 1191 - margins
	case p.upright:
		return 595 - margins
	}
	return 842 - margins
}

// footerText guards a text inside the codes of a page footer, cut to the room there is.
func footerText(s string, room float64) string {
	s = strings.ReplaceAll(clean(s), "\n", " ")
	for r := []rune(s); footerWidth(s) > room && len(r) > 0; {
		r = r[:len(r)-1]
		s = strings.TrimSpace(string(r)) + "…"
	}
	if s != "" && s[0] >= '0' && s[0] <= '9' {
		s = " " + s // else it would be read as part of the size before it
	}
	return strings.ReplaceAll(s, "&", "&&")
}

// footerWidth is how wide a text is at the foot of a page, in points.
func footerWidth(s string) float64 {
	spaces := strings.Count(s, " ")
	return (wordWidth(strings.ReplaceAll(s, " ", "")) + 278*float64(spaces)) * footerSize / 1000
}
