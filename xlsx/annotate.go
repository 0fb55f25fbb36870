package xlsx

import (
	"bytes"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"rekon/reconcile"
)

// Return is a workbook that goes back to its sender, with what to mend.
type Return struct {
	Name       string // base name as dropped
	Agency     string // "" while unknown
	Period     reconcile.Period
	ReceivedAt time.Time
	Findings   []reconcile.Finding
}

// Annotated is what the sender gets.
type Annotated struct {
	Data []byte
	// Whole: Data is her own workbook, marked. Otherwise it could not be marked
	// without loss: Data is a list of its own, whose links lead into the untouched
	// workbook of the name given, which must lie beside it.
	Whole bool
	Why   string // it is not whole; for the log
}

// Annotate marks every finding at its cell of the sender's own workbook and puts
// a sheet before hers that lists what to mend. Marks of an earlier return come off
// first. What it wrote is read again and compared with what she sent, and where
// anything of hers is not the same she gets a separate list instead. Equal input
// gives equal bytes. What cannot be opened is an [*OpenError].
func Annotate(r Return, data []byte, limits Limits) (Annotated, error) {
	book, err := Open(r.Name, data, limits)
	if err != nil {
		return Annotated{}, err
	}
	defer book.Close()
	r.Findings = reconcile.SortFindings(r.Findings, book.sheetNames())
	marked, why := annotate(r, data, book, limits)
	if why == nil {
		return Annotated{Data: marked, Whole: true}, nil
	}
	list, err := List(r)
	return Annotated{Data: list, Why: why.Error()}, err
}

// MarkedCopies is how many times the memory of reading a workbook its marking takes.
const MarkedCopies = 6

// annotate gives the reason where the workbook cannot be marked.
func annotate(r Return, data []byte, book *Book, limits Limits) (out []byte, err error) {
	defer func() {
		if p := recover(); p != nil {
			out, err = nil, unfit("the library broke down: %v", p)
		}
	}()
	if limits.Memory > 0 && book.parcel.memory > limits.Memory/MarkedCopies {
		return nil, unfit("it is too large to be held several times")
	}
	clear, err := takeOff(data, limits)
	if err != nil {
		return nil, err
	}
	her, err := unpack(clear, limits)
	if err != nil {
		return nil, err
	}
	if err := fitness(r.Name, her); err != nil {
		return nil, err
	}
	m := &marker{Return: r, limits: limits}
	if out, err = m.mark(clear); err != nil {
		return nil, err
	}
	return out, m.verify(her, out, book)
}

// fitness refuses what is known to break.
func fitness(name string, her folio) error {
	workbook, leaves, err := her.leaves()
	if err != nil {
		return err
	}
	if bytes.Contains(her[workbook], []byte("http://purl.oclc.org/ooxml/spreadsheetml/main")) {
		return unfit("strict OOXML")
	}
	macros := bytes.Contains(her[contentTypesPart], []byte("macroEnabled.main+xml"))
	if macros != strings.EqualFold(path.Ext(name), ".xlsm") {
		return unfit("its content is not what its name says")
	}
	if len(leaves) == 0 || her[stylesPart] == nil {
		return unfit("it has no sheets or styles")
	}
	return nil
}

// markKind says how urgent a mark is.
type markKind byte

const (
	markMend markKind = 'M'
	markAsk  markKind = 'A'
)

// markWords stand beside every colour.
var markWords = map[markKind]string{markMend: "PERBAIKI", markAsk: "PERIKSA"}

// The fills of marks are colours that no one else is likely to use: by them we
// know ours again.
const (
	markFillMend = "F9B7A5"
	markFillAsk  = "FFE58F"
)

var markFills = map[markKind]string{markMend: markFillMend, markAsk: markFillAsk}

// mark is a cell that something is wrong with.
type mark struct {
	sheet    string
	col, row int
	kind     markKind
	findings []reconcile.Finding
}

func (k mark) cell() string { return cellName(k.col, k.row) }

// marker marks one workbook.
type marker struct {
	Return
	limits Limits
	marks  []mark
	former []formerFill
	noted  map[string][]string // cells with a comment of ours, by sheet
	sheet  string              // the name of our sheet
}

// mark writes the workbook with its marks.
func (m *marker) mark(data []byte) ([]byte, error) {
	f, err := openFile(data, m.limits)
	if err != nil {
		return nil, err
	}
	m.collect(f)
	_ = f.Close()
	if data, err = m.addNotes(data); err != nil {
		return nil, err
	}
	if f, err = openFile(data, m.limits); err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	parts, err := unpack(data, m.limits)
	if err != nil {
		return nil, err
	}
	ids, err := m.paint(f, parts)
	if err != nil {
		return nil, err
	}
	if err := m.addSheet(f); err != nil {
		return nil, err
	}
	out, err := savedBytes(f)
	if err != nil {
		return nil, err
	}
	return graft(parts, out, ids, m.limits)
}

func openFile(data []byte, limits Limits) (*excelize.File, error) {
	return excelize.OpenReader(bytes.NewReader(data), excelize.Options{
		RawCellValue: true, UnzipSizeLimit: limits.Unpacked, UnzipXMLSizeLimit: limits.Unpacked,
	})
}

func savedBytes(f *excelize.File) ([]byte, error) {
	f.SetZipWriter(newParts)
	f.Theme, f.CalcChain = nil, nil // are kept as they are
	var out bytes.Buffer
	_, err := f.WriteTo(&out)
	return out.Bytes(), err
}

// collect gathers the findings of each cell. A cell of a merged range is marked at
// the range's first one; what has no cell in this workbook is only listed.
func (m *marker) collect(f *excelize.File) {
	at := map[string]int{}
	merges := map[string][]excelize.MergeCell{}
	for _, x := range m.Findings {
		kind := kindOf(x)
		col, row, err := excelize.CellNameToCoordinates(x.Source.Cell)
		if kind == 0 || err != nil || x.Source.Sheet == "" {
			continue
		}
		sheet := x.Source.Sheet
		if _, known := merges[sheet]; !known {
			cells, err := f.GetMergeCells(sheet, true)
			if err != nil {
				continue
			}
			merges[sheet] = cells
		}
		col, row = firstOf(merges[sheet], col, row)
		key := sheet + "!" + cellName(col, row)
		i, known := at[key]
		if !known {
			i = len(m.marks)
			at[key] = i
			m.marks = append(m.marks, mark{sheet: sheet, col: col, row: row, kind: kind})
		}
		m.marks[i].findings = append(m.marks[i].findings, x)
		if kind == markMend {
			m.marks[i].kind = markMend
		}
	}
}

// kindOf is how a finding is marked; 0 for what is only listed.
func kindOf(f reconcile.Finding) markKind {
	switch f.Severity() {
	case reconcile.Error:
		return markMend
	case reconcile.Warning:
		return markAsk
	default:
		return 0
	}
}

func firstOf(merges []excelize.MergeCell, col, row int) (int, int) {
	for _, c := range merges {
		left, top, err1 := excelize.CellNameToCoordinates(c.GetStartAxis())
		right, bottom, err2 := excelize.CellNameToCoordinates(c.GetEndAxis())
		if errors.Join(err1, err2) == nil && col >= left && col <= right && row >= top && row <= bottom {
			return left, top
		}
	}
	return col, row
}

// addNotes puts a comment on each marked cell that has none of hers.
func (m *marker) addNotes(data []byte) ([]byte, error) {
	f, err := unpack(data, m.limits)
	if err != nil {
		return nil, err
	}
	_, leaves, err := f.leaves()
	if err != nil {
		return nil, err
	}
	m.noted = map[string][]string{}
	for i, l := range leaves {
		if !slices.ContainsFunc(m.marks, func(k mark) bool { return k.sheet == l.name }) {
			continue
		}
		hers, err := f.commented(l.part)
		if err != nil {
			return nil, err
		}
		var notes []note
		for _, k := range m.marks {
			if _, taken := hers[k.cell()]; k.sheet == l.name && !taken {
				notes = append(notes, k.note())
				m.noted[l.name] = append(m.noted[l.name], k.cell())
			}
		}
		if err := f.addNotes(l.part, i+1, notes); err != nil {
			return nil, err
		}
	}
	return f.pack()
}

// maxNote keeps a comment to what a person reads beside a cell.
const maxNote = 1200

// note is the one comment of a marked cell.
func (k mark) note() note {
	var b strings.Builder
	for i, f := range k.findings {
		what, mend := split(f)
		if len(k.findings) > 1 {
			fmt.Fprintf(&b, "%d. ", i+1)
		}
		b.WriteString(what)
		if mend != "" {
			b.WriteString("\n→ " + mend)
		}
		b.WriteString("\n")
	}
	text := strings.TrimRight(b.String(), "\n")
	if r := []rune(text); len(r) > maxNote {
		text = string(r[:maxNote]) + "… (selengkapnya di lembar Perbaikan)"
	}
	return note{col: k.col, row: k.row, head: noteMarks[k.kind], text: text}
}
