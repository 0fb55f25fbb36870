package xlsx

import (
	"errors"
	"fmt"
	"strings"

	"github.com/xuri/excelize/v2"

	"rekon/reconcile"
)

// Sheet holds the values of one worksheet. Rows and columns count from 1.
type Sheet struct {
	Name   string
	Hidden bool

	book       *Book
	rows       [][]string
	width      int
	hiddenRows []int // that hold something
	merges     map[int][]span
	found      []*table // once looked for
	searched   bool
}

// span is a merged range, clipped to what the sheet uses.
type span struct{ left, top, right, bottom int }

var errNotCells = errors.New("no cells, such as a chart sheet")

func (b *Book) loadSheet(name string, limits Limits) (*Sheet, error) {
	s := &Sheet{Name: name, book: b, merges: map[int][]span{}}
	visible, err := b.file.GetSheetVisible(name)
	if err != nil {
		return nil, fmt.Errorf("lembar %s: %w", name, err)
	}
	s.Hidden = !visible
	return s, s.readRows(limits)
}

// readRows reads all raw values in one walk of the sheet's XML.
func (s *Sheet) readRows(limits Limits) error {
	rows, err := s.book.file.Rows(s.Name)
	if err != nil {
		return errNotCells
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		s.book.look()
		values, err := rows.Columns(excelize.Options{RawCellValue: true})
		if err != nil {
			return fmt.Errorf("lembar %s: %w", s.Name, err)
		}
		if err := s.checkRow(values, limits); err != nil {
			return err
		}
		if len(s.rows) < limits.Rows {
			s.rows = append(s.rows, values)
		}
		s.width = max(s.width, len(values))
		if len(values) > 0 && rows.GetRowOpts().Hidden {
			s.hiddenRows = append(s.hiddenRows, len(s.rows))
		}
	}
	return rows.Error()
}

// checkRow refuses a row beyond the limits, and more cells in all than the workbook
// has: then several of its sheets are one and the same.
func (s *Sheet) checkRow(values []string, limits Limits) error {
	if len(values) == 0 {
		return nil
	}
	if len(values) > limits.Columns || len(s.rows) >= limits.Rows {
		return refuse(reconcile.TooLarge, "lembar %s berisi lebih dari %d baris atau %d kolom. %s", s.Name, limits.Rows, limits.Columns, trimSheets)
	}
	for _, v := range values {
		if v != "" {
			s.book.cells++
		}
	}
	if s.book.cells > s.book.parcel.cells {
		return refuse(reconcile.NotAWorkbook, "beberapa lembarnya menunjuk isi yang sama. %s", saveAnew)
	}
	return nil
}

// readMerges reads the merged ranges; the library then reads the sheet as a whole,
// and finds what is broken in it.
func (s *Sheet) readMerges(limits Limits) error {
	cells, err := s.book.file.GetMergeCells(s.Name, true)
	if err != nil && strings.Contains(err.Error(), "not a worksheet") {
		return errNotCells
	}
	if err != nil {
		return fmt.Errorf("lembar %s: %w", s.Name, err)
	}
	for _, c := range cells {
		left, top, err1 := excelize.CellNameToCoordinates(c.GetStartAxis())
		right, bottom, err2 := excelize.CellNameToCoordinates(c.GetEndAxis())
		if err1 != nil || err2 != nil {
			continue
		}
		if left > limits.Columns {
			continue
		}
		m := span{left, top, min(right, limits.Columns), min(bottom, len(s.rows))}
		s.width = max(s.width, m.right)
		for row := top; row <= m.bottom; row++ {
			s.merges[row] = append(s.merges[row], m)
		}
	}
	return nil
}

// origin is the cell that holds the value of a cell: itself, or the first of the
// merged range it lies in.
func (s *Sheet) origin(col, row int) (int, int) {
	for _, m := range s.merges[row] {
		if col >= m.left && col <= m.right {
			return m.left, m.top
		}
	}
	return col, row
}

// raw is the stored value of a cell.
func (s *Sheet) raw(col, row int) string {
	if row < 1 || row > len(s.rows) || col < 1 || col > len(s.rows[row-1]) {
		return ""
	}
	return s.rows[row-1][col-1]
}

// text is the value that a reader sees at a cell: that of its merged range.
func (s *Sheet) text(col, row int) string {
	s.book.look()
	return squeeze(s.raw(s.origin(col, row)))
}

// own is the text of a cell unless a merged range carries it here from a row
// above or a column before.
func (s *Sheet) own(col, row int) string {
	if c, r := s.origin(col, row); c != col || r != row {
		return ""
	}
	return squeeze(s.raw(col, row))
}

// blankRow reports whether no cell of a row holds anything of its own.
func (s *Sheet) blankRow(row int) bool {
	if row > len(s.rows) {
		return true
	}
	for _, v := range s.rows[row-1] {
		if strings.TrimSpace(v) != "" {
			return false
		}
	}
	return true
}

// isHiddenColumn reports whether a column is hidden.
func (s *Sheet) isHiddenColumn(col int) bool {
	visible, err := s.book.file.GetColVisible(s.Name, columnName(col))
	return err == nil && !visible
}

func columnName(col int) string {
	name, err := excelize.ColumnNumberToName(col)
	if err != nil {
		return "A"
	}
	return name
}

// squeeze makes one space of every run of them, and none at the ends.
func squeeze(s string) string {
	space := true
	for i := range len(s) {
		c := s[i]
		if c >= 0x80 || c < ' ' || c == ' ' && space {
			return strings.Join(strings.Fields(s), " ")
		}
		space = c == ' '
	}
	return strings.TrimSuffix(s, " ")
}

func (s *Sheet) source(col, row int) reconcile.Source {
	return s.book.source(s.Name, cellName(col, row))
}

func cellName(col, row int) string {
	name, err := excelize.CoordinatesToCellName(col, row)
	if err != nil {
		return "A1"
	}
	return name
}

// cell reads a cell with its type, formula and number format.
func (s *Sheet) cell(col, row int) reconcile.Cell {
	s.book.look()
	name := cellName(col, row)
	c := reconcile.Cell{Source: s.book.source(s.Name, name)}
	if oc, or := s.origin(col, row); oc != col || or != row {
		return c // the range's first cell speaks for it
	}
	if row > len(s.rows) || col > len(s.rows[row-1]) {
		return c
	}
	f := s.book.file
	c.Raw = s.raw(col, row)
	kind, err := f.GetCellType(s.Name, name)
	if err != nil {
		return c
	}
	if strings.TrimSpace(c.Raw) == "" {
		formula, err := f.GetCellFormula(s.Name, name)
		// An empty text is a formula's result only where it deals with texts; what
		// libraries write before it is calculated bears the same type.
		if err == nil && formula != "" && (kind != excelize.CellTypeFormula || !strings.ContainsAny(formula, `"&`)) {
			c.Kind = reconcile.CellUncalculated
		}
		return c
	}
	c.Kind = cellKind(kind)
	if c.Kind == reconcile.CellBool {
		c.Raw = map[string]string{"0": "FALSE", "1": "TRUE"}[c.Raw]
	}
	if c.Kind == reconcile.CellNumber || c.Kind == reconcile.CellDate {
		s.book.dress(&c)
	}
	return c
}

// dress gives a number what its format shows: a percentage, a date, thousands.
func (b *Book) dress(c *reconcile.Cell) {
	value, ok := reconcile.ReadStored(c.Raw)
	format := b.format(c.Source.Sheet, c.Source.Cell).of(value)
	switch {
	case !ok && c.Kind == reconcile.CellDate: // written out, not counted in days
		c.Note = isoNote(c.Raw)
	case format.date || format.time || c.Kind == reconcile.CellDate:
		c.Kind, c.Note = reconcile.CellDate, dateNote(value, format, b.since1904())
	default:
		c.Percent, c.Note, c.Seen = format.percent, format.note, format.seen(value)
	}
}

func cellKind(t excelize.CellType) reconcile.CellKind {
	switch t {
	case excelize.CellTypeBool:
		return reconcile.CellBool
	case excelize.CellTypeDate:
		return reconcile.CellDate
	case excelize.CellTypeError:
		return reconcile.CellError
	case excelize.CellTypeInlineString, excelize.CellTypeSharedString, excelize.CellTypeFormula:
		return reconcile.CellText // a formula's own type is a text result
	default:
		return reconcile.CellNumber
	}
}
