package xlsx

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"rekon/reconcile"
)

// The list of what is to be mended is one sheet: before the sender's own ones in
// her workbook, or alone in a workbook of its own.

const sheetMends = "Perbaikan"

// mendWidths are the columns: number, place, word, what is wrong, how to mend, and
// two that are hidden, of which the last remembers.
var mendWidths = []float64{5, 34, 12, 50, 48, 1, 1}

const mendColumns = 5 // that are seen

// mendList is the sheet being written.
type mendList struct {
	*page
	Return
	link   func(f reconcile.Finding) string // "" for none
	kind   string                           // of the links
	memory []string                         // of the hidden column, from the first row on
}

// addSheet puts our sheet before hers and opens the workbook there.
func (m *marker) addSheet(f *excelize.File) error {
	m.sheet = freeSheet(f.GetSheetList())
	if err := newFirstSheet(f, m.sheet); err != nil {
		return err
	}
	names := f.GetSheetList()
	list := &mendList{Return: m.Return, kind: "Location", link: func(x reconcile.Finding) string {
		if x.Source.Sheet == "" || !slices.Contains(names, x.Source.Sheet) {
			return ""
		}
		return place(x.Source)
	}}
	for _, was := range m.former {
		text, err := json.Marshal(was)
		if err != nil {
			return err
		}
		list.memory = append(list.memory, string(text))
	}
	return list.write(&draft{f: f, styles: map[look]int{}}, m.sheet)
}

// place is a cell as links name it.
func place(s reconcile.Source) string {
	return "'" + strings.ReplaceAll(s.Sheet, "'", "''") + "'!" + s.Cell
}

// freeSheet is the name of our sheet: another one where she has a sheet so called.
func freeSheet(names []string) string {
	name := sheetMends
	for n := 1; slices.ContainsFunc(names, func(s string) bool { return strings.EqualFold(s, name) }); n++ {
		name = "Perbaikan rekon"
		if n > 1 {
			name += " " + strconv.Itoa(n)
		}
	}
	return name
}

// newFirstSheet makes a sheet before all others and opens the workbook there. The
// library would give its part the name of another one where parts are numbered
// otherwise than sheets, and leaves the names of a single sheet behind.
func newFirstSheet(f *excelize.File, name string) error {
	f.GetSheetList() // reads the workbook
	all := f.WorkBook.Sheets.Sheet
	was, highest := all[0].SheetID, 0
	for _, s := range all {
		highest = max(highest, s.SheetID)
	}
	for ; ; highest++ {
		if _, taken := f.Pkg.Load(fmt.Sprintf("xl/worksheets/sheet%d.xml", highest+1)); !taken {
			break
		}
	}
	all[0].SheetID = max(was, highest)
	_, err := f.NewSheet(name)
	f.WorkBook.Sheets.Sheet[0].SheetID = was
	if err != nil {
		return err
	}
	for _, her := range f.GetSheetList() {
		_, _ = f.GetSheetView(her, 0) // made where there is none: to move a sheet the library needs it
	}
	if err := f.MoveSheet(name, f.GetSheetName(0)); err != nil {
		return err
	}
	if names := f.WorkBook.DefinedNames; names != nil {
		for i := range names.DefinedName {
			if id := names.DefinedName[i].LocalSheetID; id != nil {
				next := *id + 1
				names.DefinedName[i].LocalSheetID = &next
			}
		}
	}
	f.SetActiveSheet(0)
	if views := f.WorkBook.BookViews; views != nil && len(views.WorkBookView) > 0 {
		views.WorkBookView[0].FirstSheet = 0
	}
	return nil
}

// List is a workbook of its own with what to mend, whose links lead into the
// sender's workbook beside it.
func List(r Return) ([]byte, error) {
	d := newDraft(sheetMends)
	d.describe("Perbaikan "+r.Name, "Daftar perbaikan laporan realisasi", r.ReceivedAt)
	file := linkEscapes.Replace(r.Name)
	list := &mendList{Return: r, kind: "External", link: func(x reconcile.Finding) string {
		if x.Source.Sheet == "" {
			return ""
		}
		return file + "#" + linkEscapes.Replace(place(x.Source))
	}}
	if err := list.write(d, sheetMends); err != nil {
		return nil, err
	}
	var out bytes.Buffer
	err := d.finish(&out)
	return out.Bytes(), err
}

// linkEscapes guards what has a meaning of its own in a link.
var linkEscapes = strings.NewReplacer("%", "%25", " ", "%20", "#", "%23", "?", "%3F", `"`, "%22", "<", "%3C", ">", "%3E")

const mendHeader = 13 // the heading row

func (l *mendList) write(d *draft, sheet string) error {
	setup := printing{widths: mendWidths, pagesWide: 1, titleRows: [2]int{mendHeader, mendHeader}, footer: l.Name, tab: "B4371F"}
	l.page = d.open(sheet, setup)
	rows := l.rows()
	for i, r := range rows {
		if r.finding == nil || i >= maxLinks {
			continue
		}
		if link := l.link(*r.finding); link != "" {
			d.keep(d.f.SetCellHyperLink(sheet, "B"+strconv.Itoa(i+1), link, l.kind))
		}
	}
	l.memory = append([]string{listMarker}, l.memory...)
	l.begin(setup)
	hideColumns(l.page)
	for _, r := range rows {
		l.put1(r)
	}
	for len(l.memory) > 0 {
		l.remember()
		l.next(excelize.RowOpts{Hidden: true})
	}
	l.end()
	return d.err
}

// hideColumns hides those behind the table.
func hideColumns(p *page) {
	if p.sw != nil {
		p.keep(p.sw.SetColVisible(mendColumns+1, memoryColumn, false))
	}
}

// remember writes the next memory into its hidden cell.
func (l *mendList) remember() {
	if len(l.memory) > 0 {
		l.text(memoryColumn, l.memory[0], look{bare: true, ragged: true})
		l.memory = l.memory[1:]
	}
}
