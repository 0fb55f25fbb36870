package xlsx

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"rekon/reconcile"
)

// table is the part of a sheet under a heading.
type table struct {
	sheet   *Sheet
	top     int // first heading row
	bottom  int // last heading row
	numbers int // row of column numbers above the last heading row, 0 for none
	end     int // last row that can hold a line
	above   *table
	columns []column
	title   titleRows
	words   map[string]bool // the texts of its heading and of the title above it
	repeats map[int]bool    // rows further down that hold its heading again
	lines   map[int]bool    // rows that name a line, once marked
	walked  *walked         // its rows, once walked
	named   bool            // a column for what was reached names its quarter
	// unpaired: a plan column has no realisasi, and may be the realisasi itself.
	unpaired bool
}

const maxHeadingRows = 5

// tables are the tables of the sheet.
func (s *Sheet) tables() []*table {
	if !s.searched {
		s.found, s.searched = findTables(s), true
	}
	return s.found
}

// findTables looks for blocks of heading rows that name lines and figures. A
// block with the columns of the table above it is that table's heading again, as
// after a page break; one with other columns begins a table.
func findTables(s *Sheet) []*table {
	var out []*table
	for row := 1; row <= len(s.rows); row++ {
		t, ok := tableAt(s, row)
		if !ok {
			continue
		}
		row = t.bottom
		if len(out) == 0 {
			out = append(out, t)
			continue
		}
		last := out[len(out)-1]
		switch {
		case last.sameColumns(t):
			for again := t.top; again <= t.bottom; again++ {
				last.repeats[again] = true
			}
		case len(t.columns) > 2:
			last.end, t.above = t.top-1, last
			out = append(out, t)
		}
	}
	for _, t := range out {
		t.readWords()
		t.end = t.endOfLines()
		t.title = readTitle(t)
		t.followTitle()
	}
	return out
}

// tableAt reads the heading that begins at a row, if one does.
func tableAt(s *Sheet, row int) (*table, bool) {
	if !startsHeading(s, row) {
		return nil, false
	}
	t := &table{sheet: s, top: row, bottom: row, end: len(s.rows), repeats: map[int]bool{}}
	for t.bottom < len(s.rows) && t.bottom-t.top+1 < maxHeadingRows && continuesHeading(s, t.top, t.bottom+1) {
		t.bottom++
	}
	if isNumberRow(s, t.bottom+1) && isFigureRow(s, t.bottom+2) { // as Form E.81 is printed
		t.numbers, t.bottom = t.bottom+1, t.bottom+2
	}
	for t.top > 1 && (isGroupRow(s, t.top-1) || isFigureGroupRow(s, t.top-1)) {
		t.top--
	}
	t.readColumns()
	return t, t.has(field.isName) && t.has(field.isFigure)
}

// startsHeading: at least two headings, one of which names lines, and more than
// what looks like a line's figures.
func startsHeading(s *Sheet, row int) bool {
	headings, filled, name := 0, 0, false
	for col := 1; col <= s.width; col++ {
		switch text := s.own(col, row); {
		case text == "":
		case looksFilled(text):
			filled++
		case s.isHeading(text):
			headings++
			label := s.label(text)
			name = name || label.isName() || label == fieldMeasure
		}
	}
	return name && headings >= 2 && headings > filled
}

// isHeading: the text consists of heading words, or the settings name it.
func (s *Sheet) isHeading(text string) bool { return isHeading(text) || s.book.Headings.has(text) }

// label is what a heading by itself says of the lines, if anything.
func (s *Sheet) label(text string) field {
	if f, ok := s.book.Headings.field(text, text); ok {
		return f
	}
	return labelField(headingWords(text))
}

// continuesHeading: most of what stands in the row are headings, or headings above
// reach down into it and nothing looks like a line's name or figure.
func continuesHeading(s *Sheet, top, row int) bool {
	headings, filled, others := 0, 0, 0
	for col := 1; col <= s.width; col++ {
		switch text := s.own(col, row); {
		case text == "":
		case looksFilled(text):
			filled++
		case s.isHeading(text):
			headings++
		default:
			others++
		}
	}
	return headings > filled+others || filled == 0 && slices.ContainsFunc(s.merges[row], func(m span) bool {
		return m.top >= top && m.top < row
	})
}

// isFigureRow: the row says of one column after the other only what its figures are.
func isFigureRow(s *Sheet, row int) bool {
	count := 0
	for col := 1; col <= s.width; col++ {
		text := s.own(col, row)
		if text == "" {
			continue
		}
		if w := wordList(headingWords(text)); !w.any("k", "rp", "%") || !s.isHeading(text) {
			return false
		}
		count++
	}
	return count > 1
}

// looksFilled: a text as it stands in a line, not in a heading: a figure, a dash,
// a numbered name.
func looksFilled(text string) bool {
	if text == "" {
		return false
	}
	first := text[0]
	return (first >= '0' && first <= '9' || first == '-' || first == '(' && len(text) > 1 && text[1] >= '0' && text[1] <= '9') &&
		!yearWord.MatchString(text)
}

// isGroupRow: the row names several periods, over a row that names the columns.
func isGroupRow(s *Sheet, row int) bool {
	count := 0
	for col := 1; col <= s.width; col++ {
		text := s.own(col, row)
		if text == "" {
			continue
		}
		w := wordList(headingWords(text))
		if !s.isHeading(text) || w.any("realisasi", "real", "rencana", "laporan") || len(quartersIn(text)) == 0 && !w.any("akhir") {
			return false
		}
		count++
	}
	return count > 1
}

// isFigureGroupRow: each text of the row says what the figures of the headings right
// below it are, as TARGET and REALISASI over K and Rp.
func isFigureGroupRow(s *Sheet, row int) bool {
	count := 0
	for col := 1; col <= s.width; col++ {
		text, below := s.own(col, row), s.own(col, row+1)
		if text == "" {
			continue
		}
		says := wordList(headingWords(text)).any("target", "realisasi", "real", "kinerja", "keuangan", "fisik", "anggaran", "pagu")
		over := wordList(headingWords(below)).any("k", "rp", "%", "target", "realisasi", "real", "kinerja", "keuangan", "fisik", "anggaran", "pagu")
		if !says || !over || !s.isHeading(text) || !s.isHeading(below) {
			return false
		}
		count++
	}
	return count > 1
}

var columnNumber = regexp.MustCompile(`^\(?(\d{1,2})[a-z]?\)?(?: ?= ?[\d\s()+\-*/:x×%.,]+)?$`)

// isNumberRow recognises the row of column numbers under a heading, with the
// formulas that some write behind them, such as 9=(8/7)x100: 1, 2 and most of
// those that follow. Three small figures of a line are not so.
func isNumberRow(s *Sheet, row int) bool {
	numbers := map[int]bool{}
	count, largest := 0, 0
	for col := 1; col <= s.width; col++ {
		text := s.own(col, row)
		if text == "" {
			continue
		}
		m := columnNumber.FindStringSubmatch(text)
		if m == nil {
			return false
		}
		n, _ := strconv.Atoi(m[1])
		numbers[n] = true
		count, largest = count+1, max(largest, n)
	}
	return len(numbers) >= 3 && numbers[1] && numbers[2] && largest <= 2*count
}

func (t *table) has(is func(field) bool) bool {
	return slices.ContainsFunc(t.columns, func(c column) bool { return is(c.field) })
}

func (t *table) column(f field) (column, bool) {
	i := slices.IndexFunc(t.columns, func(c column) bool { return c.field == f })
	if i < 0 {
		return column{}, false
	}
	return t.columns[i], true
}

// sameColumns: the heading of o says of each column what t's says.
func (t *table) sameColumns(o *table) bool {
	return !slices.ContainsFunc(o.columns, func(b column) bool {
		return !slices.ContainsFunc(t.columns, func(a column) bool {
			return a.col == b.col && a.field == b.field && a.slot == b.slot && a.span == b.span && a.scale == b.scale
		})
	})
}

// readWords remembers the texts of the heading and of the rows above it.
func (t *table) readWords() {
	t.words = map[string]bool{}
	from := 1
	if t.above != nil {
		from = t.top
	}
	for row := from; row <= t.bottom; row++ {
		for col := 1; col <= t.sheet.width; col++ {
			if text := t.sheet.own(col, row); text != "" {
				t.words[wordKey(text)] = true
			}
		}
	}
}

func wordKey(text string) string { return strings.Join(headingWords(text), " ") }

// repeatsHeading reports whether a row below repeats the heading, the title above
// it or its column numbers, as at a page break.
func (t *table) repeatsHeading(row int) bool {
	if t.repeats[row] {
		return true
	}
	if isNumberRow(t.sheet, row) {
		return t.namesNothing(row)
	}
	any := false
	for col := 1; col <= t.sheet.width; col++ {
		text := t.sheet.own(col, row)
		if text == "" {
			continue
		}
		if looksFilled(text) || !t.words[wordKey(text)] {
			return false
		}
		any = true
	}
	return any || t.sheet.blankRow(row) && t.headingAbove(row)
}

func (t *table) headingAbove(row int) bool {
	for col := 1; col <= t.sheet.width; col++ {
		if _, or := t.sheet.origin(col, row); or < row && t.sheet.isHeading(t.sheet.text(col, row)) {
			return true
		}
	}
	return false
}

// namesNothing: no name column of the row holds words.
func (t *table) namesNothing(row int) bool {
	return !slices.ContainsFunc(t.columns, func(c column) bool {
		return c.field.isName() && slices.ContainsFunc(t.namesIn(c, row), func(n rowName) bool { return strings.ContainsFunc(n.text, isLetter) })
	})
}

func isLetter(r rune) bool { return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' }

// signature is how the block begins that ends a form: who signs, or the words below
// Form E.81.
var signature = regexp.MustCompile(`(?i)^(?:mengetahui|menyetujui|disetujui|disahkan|diketahui|dibuat|yang (?:membuat|melaporkan)|nip\b|a\.? ?n\b|plt\b|plh\b|` +
	`kepala|sekretaris|inspektur|camat|lurah|direktur|pengguna anggaran|kuasa pengguna|pejabat|disusun|dievaluasi|` +
	`faktor[- ]faktor|faktor (?:pendorong|pendukung|penghambat)|tindak lanjut yang|(?:catatan|keterangan) ?:)|` +
	`^[\p{L} .]+,(?: *(?:tanggal|tgl\.?))?[ \d.…_]*(?:januari|februari|maret|april|mei|juni|juli|agustus|september|oktober|nopember|november|desember)?[ .…_]*20\d\d$`)

// endOfLines is the row before the signature: below the last figure there may be
// lines that nothing is reported for, but none below a signature.
func (t *table) endOfLines() int {
	last := t.bottom
	for row := t.bottom + 1; row <= t.end; row++ {
		if t.holdsFigure(row) {
			last = row
		}
	}
	for row := last + 1; row <= t.end; row++ {
		for col := 1; col <= t.sheet.width; col++ {
			if signature.MatchString(t.sheet.own(col, row)) {
				return row - 1
			}
		}
	}
	return t.end
}

// isPersonNumber: more digits than any amount or quantity, as a NIP has.
func isPersonNumber(v decimal.Decimal) bool { return v.IsInteger() && v.NumDigits() > 15 }

// holdsFigure: a figure column of the row holds a number, not a person's NIP.
func (t *table) holdsFigure(row int) bool {
	return slices.ContainsFunc(t.columns, func(c column) bool {
		if !c.field.isFigure() {
			return false
		}
		r := reconcile.ReadNumber(t.sheet.own(c.col, row))
		return len(r.Values) > 0 && !isPersonNumber(r.Values[0])
	})
}
