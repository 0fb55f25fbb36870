package xlsx

import "strings"

// Row heights are written out: not every program grows a row to its wrapped text.
const (
	lineHeight = 12.0 // of the 9 point lettering
	rowPadding = 3.0
	maxHeight  = 408.0 // a spreadsheet allows 409

	letterWidth   = 6.0 // points to a unit of column width: a digit of the default font
	columnPadding = 5.0 / 8
)

// heightFor is the height of a row whose longest cell has so many lines.
func heightFor(lines int) float64 {
	return min(maxHeight, lineHeight*float64(max(1, lines))+rowPadding)
}

// linesIn is how many lines a text takes, wrapped at words, in a column of the
// given width. It errs on the side of one more.
func linesIn(s string, width float64, l look) int {
	if s == "" {
		return 0
	}
	room := (width*letterWidth - 7*float64(l.indent)) * 0.97 // points inside the cell
	scale := fonts[l.face].Size / 1000
	if fonts[l.face].Bold {
		scale *= 1.08
	}
	lines := 0
	for part := range strings.Lines(s) {
		lines += wrapped(part, room/scale)
	}
	return lines
}

// wrapped counts the lines of one paragraph, in thousandths of the letter size.
func wrapped(s string, room float64) int {
	lines, used := 1, 0.0
	for word := range strings.FieldsSeq(s) {
		w := wordWidth(word)
		switch {
		case used > 0 && used+278+w <= room:
			used += 278 + w
			continue
		case used > 0:
			lines++
		}
		for used = w; used > room && room > 0; used -= room {
			lines++
		}
	}
	return lines
}

// letterWidths are those of Arial, roughly, in thousandths of the size.
var letterWidths = func() (w [128]float64) {
	for width, letters := range map[float64]string{
		222: "ijl'|", 290: "ft.,:;/()-[]!I", 333: "r", 500: "cksvxyzJ",
		700: "wABCDEFGHKLNOPQRSTUVXYZ", 860: "mMW%",
	} {
		for _, r := range letters {
			w[r] = width
		}
	}
	return w
}()

func wordWidth(word string) float64 {
	w := 0.0
	for _, r := range word {
		if r < 128 && letterWidths[r] > 0 {
			w += letterWidths[r]
		} else {
			w += 556 // digits and most small letters
		}
	}
	return w
}

// evenOut widens columns, each by what it is wide, until every printed sheet of paper is
// as wide as the widest: fitted to so many sheets, a page then ends where a sheet is
// meant to.
func evenOut(widths []float64, sheets []int) {
	wide, bare := map[int]float64{}, map[int]float64{}
	most := 0.0
	for i, w := range widths {
		wide[sheets[i]] += w + columnPadding
		bare[sheets[i]] += w
		most = max(most, wide[sheets[i]])
	}
	for i, w := range widths {
		widths[i] += (most - wide[sheets[i]]) * w / bare[sheets[i]]
	}
}
