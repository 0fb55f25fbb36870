package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// A workbook in the text form of testdata/cases, which README.md there explains.
type book struct {
	sheets []*sheet
	now    *sheet // the one that directives speak of
	is1904 bool   // days are counted from 1904
}

type sheet struct {
	name       string
	hidden     bool
	row        int                    // last row typed
	cells      map[int]map[int]string // as typed, by row and column
	formats    map[int]map[int]string
	merges     []string
	hiddenRows map[int]bool
	hiddenCols map[int]bool
}

var (
	rowLine   = regexp.MustCompile(`^(\d+)? *\|(.*)$`)
	directive = regexp.MustCompile(`^([a-z]+) (.+)$`)
)

// bookOf makes the workbook of a text file, or gives the bytes of any other file.
func bookOf(tb testing.TB, name string) []byte {
	tb.Helper()
	if filepath.Ext(name) == ".txt" {
		return readBook(tb, name).xlsx(tb)
	}
	data, err := os.ReadFile(name)
	if err != nil {
		tb.Fatal(err)
	}
	return data
}

func readBook(tb testing.TB, name string) *book {
	tb.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		tb.Fatal(err)
	}
	b := &book{}
	for i, line := range strings.Split(string(data), "\n") {
		if line = strings.TrimSpace(line); line == "" || line[0] == '#' {
			continue
		}
		if other, is := strings.CutPrefix(line, "use "); is {
			b = readBook(tb, filepath.Join(filepath.Dir(name), other))
		} else if err := b.read(line); err != nil {
			tb.Fatalf("%s:%d: %v", name, i+1, err)
		}
	}
	return b
}

func (b *book) read(line string) error {
	if m := rowLine.FindStringSubmatch(line); m != nil {
		return b.readRow(m[1], m[2])
	}
	m := directive.FindStringSubmatch(line)
	if m == nil {
		return fmt.Errorf("%q is neither a row nor a directive", line)
	}
	word, rest := m[1], m[2]
	if word == "sheet" {
		b.now = b.sheet(rest)
		return nil
	}
	if word == "calendar" && rest == "1904" {
		b.is1904 = true
		return nil
	}
	if b.now == nil {
		return fmt.Errorf("%q comes before any sheet", line)
	}
	return b.now.direct(word, rest)
}

// sheet is the one of a name, made where there is none.
func (b *book) sheet(name string) *sheet {
	for _, s := range b.sheets {
		if s.name == name {
			return s
		}
	}
	s := &sheet{name: name, cells: map[int]map[int]string{}, formats: map[int]map[int]string{},
		hiddenRows: map[int]bool{}, hiddenCols: map[int]bool{}}
	b.sheets = append(b.sheets, s)
	return s
}

func (b *book) readRow(number, cells string) error {
	if b.now == nil {
		return fmt.Errorf("a row before any sheet: %s", cells)
	}
	s := b.now
	s.row++
	if number != "" {
		n, err := strconv.Atoi(number)
		if err != nil || n < s.row {
			return fmt.Errorf("row %s comes after row %d", number, s.row-1)
		}
		s.row = n
	}
	for i, text := range strings.Split(cells, "|") {
		put(s.cells, s.row, i+1, text)
	}
	return nil
}

// put keeps what a cell says, without the spaces that line up the columns; \n and
// \u00a0 stand for what one cannot see.
func put(at map[int]map[int]string, row, col int, text string) {
	if at[row] == nil {
		at[row] = map[int]string{}
	}
	at[row][col] = unseen.ReplaceAllStringFunc(strings.Trim(text, " "), func(s string) string {
		s, _ = strconv.Unquote(`"` + s + `"`)
		return s
	})
}

var unseen = regexp.MustCompile(`\\n|\\u[0-9a-f]{4}`)

// direct carries out what a line says of the sheet.
func (s *sheet) direct(word, rest string) error {
	first, second, _ := strings.Cut(rest, " ")
	switch {
	case word == "set":
		cell, value, found := strings.Cut(rest, "=")
		if !found {
			return fmt.Errorf("set %s: say which value", rest)
		}
		return s.each(strings.TrimSpace(cell), func(row, col int) { put(s.cells, row, col, value) })
	case word == "format":
		return s.each(first, func(row, col int) { put(s.formats, row, col, second) })
	case word == "merge":
		s.merges = append(s.merges, strings.Fields(rest)...)
		return nil
	case word == "rename":
		s.name = rest
		return nil
	case word == "hide" && rest == "sheet":
		s.hidden = true
		return nil
	case word == "hide" && first == "rows":
		return s.each("A"+strings.Replace(second, "-", ":A", 1), func(row, _ int) { s.hiddenRows[row] = true })
	case word == "hide" && first == "columns":
		return s.each(strings.Replace(second, "-", "1:", 1)+"1", func(_, col int) { s.hiddenCols[col] = true })
	case word == "blank" && first == "rows":
		return s.each("A"+strings.Replace(second, "-", ":A", 1), func(row, _ int) { delete(s.cells, row) })
	}
	return fmt.Errorf("%s %s: no such directive", word, rest)
}

// each visits the cells of a range such as B7 or B7:C9.
func (s *sheet) each(area string, do func(row, col int)) error {
	from, to, found := strings.Cut(area, ":")
	if !found {
		to = from
	}
	left, top, err := excelize.CellNameToCoordinates(from)
	if err != nil {
		return err
	}
	right, bottom, err := excelize.CellNameToCoordinates(to)
	if err != nil {
		return err
	}
	for row := top; row <= bottom; row++ {
		for col := left; col <= right; col++ {
			do(row, col)
		}
	}
	return nil
}
