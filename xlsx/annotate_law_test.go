package xlsx_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"rekon/xlsx"
)

// each goes through the samples in order.
func eachSample(t *testing.T, do func(t *testing.T, s sample)) {
	t.Helper()
	all := samples(t)
	for _, name := range slices.Sorted(maps.Keys(all)) {
		t.Run(name, func(t *testing.T) { do(t, all[name]) })
	}
}

func annotate(tb testing.TB, s sample, data []byte) xlsx.Annotated {
	tb.Helper()
	out, err := xlsx.Annotate(returned(s.name, s.findings), data, xlsx.DefaultLimits())
	must(tb, err)
	return out
}

// TestAnnotateKeepsHers: whatever she sends comes back marked, with all that is
// hers as it was, or untouched beside a list; and the same each time.
func TestAnnotateKeepsHers(t *testing.T) {
	t.Parallel()
	eachSample(t, func(t *testing.T, s sample) {
		out := annotate(t, s, s.data)
		if out.Whole != s.whole {
			t.Fatalf("whole: %v (%s)", out.Whole, out.Why)
		}
		if again := annotate(t, s, s.data); !bytes.Equal(again.Data, out.Data) {
			t.Error("other bytes the second time")
		}
		if !out.Whole {
			expectList(t, s, out.Data)
			return
		}
		hers, ours := book(t, s.data), book(t, out.Data)
		if diff := cmp.Diff(hers.GetSheetList(), ours.GetSheetList()[1:]); diff != "" {
			t.Error(diff)
		}
		marked := map[string]bool{}
		for _, f := range s.findings {
			marked[f.Source.Sheet+"!"+firstCell(t, hers, f.Source.Sheet, f.Source.Cell)] = true
		}
		if diff := cmp.Diff(cellsOf(t, hers, marked), cellsOf(t, ours, marked)); diff != "" {
			t.Errorf("cells (-hers +ours):\n%s", diff)
		}
		if diff := cmp.Diff(settingsOf(t, hers), settingsOf(t, ours)); diff != "" {
			t.Errorf("settings (-hers +ours):\n%s", diff)
		}
		after := partsOf(t, out.Data)
		for name, part := range partsOf(t, s.data) {
			if strings.Contains(name, "media/") || strings.Contains(name, "charts/") || strings.Contains(name, "drawings/drawing") ||
				strings.Contains(name, "theme") || strings.Contains(name, "vbaProject") || strings.Contains(name, "customXml") ||
				strings.Contains(name, "printerSettings") || strings.Contains(name, "tables/") || strings.Contains(name, "sharedStrings") || strings.Contains(name, "ctrlProps") {
				if after[name] != part {
					t.Errorf("%s is changed", name)
				}
			}
		}
	})
}

// TestAnnotateTwice: marks come off before new ones, so that twice is as once.
func TestAnnotateTwice(t *testing.T) {
	t.Parallel()
	eachSample(t, func(t *testing.T, s sample) {
		if !s.whole {
			return
		}
		once := annotate(t, s, s.data)
		twice := annotate(t, s, once.Data)
		if !twice.Whole {
			t.Fatal(twice.Why)
		}
		after := partsOf(t, twice.Data)
		for name, part := range partsOf(t, once.Data) {
			now := after[name]
			if name == "[Content_Types].xml" { // whose lines may stand in another order
				part, now = sortedLines(part), sortedLines(now)
			}
			if part != now {
				t.Errorf("%s differs", name)
			}
		}
		bare, err := xlsx.TakeOff(once.Data)
		must(t, err)
		hers, left := book(t, s.data), book(t, bare)
		if diff := cmp.Diff(hers.GetSheetList(), left.GetSheetList()); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff(cellsOf(t, hers, nil), cellsOf(t, left, nil)); diff != "" {
			t.Errorf("cells without marks (-hers +left):\n%s", diff)
		}
	})
}

func sortedLines(xml string) string { return strings.Join(sorted(strings.Split(xml, "<")), "<") }

// TestAnnotateAfterLibreOffice: all that is given back opens there, and what was
// saved there loses our marks as well: what remains is what LibreOffice makes of
// the workbook as she sent it.
func TestAnnotateAfterLibreOffice(t *testing.T) {
	t.Parallel()
	all := samples(t)
	in := map[string][]byte{}
	for name, s := range all {
		plain := strings.TrimSuffix(name, ".xlsx")
		in[plain+" sent"], in[plain+" marked"] = s.data, annotate(t, s, s.data).Data
	}
	dir := xlsx.LibreOffice(t, "xlsx:Calc MS Excel 2007 XML", in)
	for name, s := range all {
		t.Run(name, func(t *testing.T) {
			plain := strings.TrimSuffix(name, ".xlsx")
			marked, err := os.ReadFile(filepath.Join(dir, plain+" marked.xlsx"))
			must(t, err)
			if !s.whole {
				return
			}
			sent, err := os.ReadFile(filepath.Join(dir, plain+" sent.xlsx"))
			must(t, err)
			bare, err := xlsx.TakeOff(marked)
			must(t, err)
			want, got := book(t, sent), book(t, bare)
			if diff := cmp.Diff(want.GetSheetList(), got.GetSheetList()); diff != "" {
				t.Error(diff)
			}
			left, hers := seen(t, got), seen(t, book(t, s.data))
			wanted := seen(t, want)
			for at, c := range left { // what LibreOffice flattened comes back as she sent it
				if c.Fill == hers[at].Fill {
					w := wanted[at]
					w.Fill = c.Fill
					wanted[at] = w
				}
			}
			if diff := cmp.Diff(wanted, left); diff != "" {
				t.Errorf("cells (-sent +bare):\n%s", diff)
			}
			again, err := xlsx.Annotate(returned("laporan.xlsx", s.findings), marked, xlsx.DefaultLimits())
			must(t, err)
			if !again.Whole {
				t.Fatal(again.Why)
			}
			if diff := cmp.Diff(notesOf(t, book(t, annotate(t, s, s.data).Data)), notesOf(t, book(t, again.Data))); diff != "" {
				t.Errorf("comments (-once +again):\n%s", diff)
			}
		})
	}
}

// expectList: the list leads into the workbook beside it.
func expectList(t *testing.T, s sample, list []byte) {
	t.Helper()
	f := book(t, list)
	if diff := cmp.Diff([]string{"Perbaikan"}, f.GetSheetList()); diff != "" {
		t.Error(diff)
	}
	found := false
	for row := 1; row < 30; row++ {
		cell, _ := excelize.CoordinatesToCellName(2, row)
		ok, link, err := f.GetCellHyperLink("Perbaikan", cell)
		must(t, err)
		found = found || ok && link == s.name+"#'Sheet1'!B2"
	}
	if !found {
		t.Error("no link to the cell")
	}
}

func book(tb testing.TB, data []byte) *excelize.File {
	tb.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{RawCellValue: true})
	must(tb, err)
	tb.Cleanup(func() { _ = f.Close() })
	return f
}

// firstCell is where a finding on a cell is marked.
func firstCell(tb testing.TB, f *excelize.File, sheet, cell string) string {
	tb.Helper()
	merges, err := f.GetMergeCells(sheet)
	if err != nil {
		return cell
	}
	col, row, err := excelize.CellNameToCoordinates(cell)
	must(tb, err)
	for _, m := range merges {
		left, top, err := excelize.CellNameToCoordinates(m.GetStartAxis())
		must(tb, err)
		right, bottom, err := excelize.CellNameToCoordinates(m.GetEndAxis())
		must(tb, err)
		if col >= left && col <= right && row >= top && row <= bottom {
			return m.GetStartAxis()
		}
	}
	return cell
}

// cellOf is all that a person could tell of a cell.
type cellOf struct {
	Value, Formula, Link string
	Fill                 string
	Type                 excelize.CellType
	Rich                 int
	Style                excelize.Style
}

// cellsOf reads the cells of her sheets, without the fill of the marked ones.
func cellsOf(tb testing.TB, f *excelize.File, marked map[string]bool) map[string]cellOf {
	tb.Helper()
	out := map[string]cellOf{}
	styles := map[int]excelize.Style{}
	for _, sheet := range f.GetSheetList() {
		rows, err := f.GetRows(sheet, excelize.Options{RawCellValue: true})
		must(tb, err)
		if len(rows) > 0 && len(rows[0]) == 7 && strings.HasPrefix(rows[0][6], "rekon:") {
			continue
		}
		for row := range max(25, len(rows)) {
			for col := range 14 {
				cell, _ := excelize.CoordinatesToCellName(col+1, row+1)
				c := cellOf{}
				c.Value, err = f.GetCellValue(sheet, cell)
				must(tb, err)
				c.Formula, err = f.GetCellFormula(sheet, cell)
				must(tb, err)
				if c.Value != "" || c.Formula != "" {
					c.Type, err = f.GetCellType(sheet, cell)
					must(tb, err)
				}
				_, c.Link, err = f.GetCellHyperLink(sheet, cell)
				must(tb, err)
				runs, err := f.GetCellRichText(sheet, cell)
				must(tb, err)
				c.Rich = len(runs)
				id, err := f.GetCellStyle(sheet, cell)
				must(tb, err)
				style, known := styles[id]
				if !known {
					got, err := f.GetStyle(id)
					must(tb, err)
					style = *got
					styles[id] = style
				}
				c.Style = style
				c.Style.Fill = excelize.Fill{}
				if !marked[sheet+"!"+cell] {
					c.Fill = fillOf(tb, f, id)
				}
				out[sheet+"!"+cell] = c
			}
		}
	}
	return out
}

// fillOf is the fill of a style as the library holds it: it does not tell all
// colours.
func fillOf(tb testing.TB, f *excelize.File, style int) string {
	tb.Helper()
	if f.Styles.CellXfs == nil || f.Styles.CellXfs.Xf[style].FillID == nil || *f.Styles.CellXfs.Xf[style].FillID == 0 {
		return ""
	}
	fill := *f.Styles.Fills.Fill[*f.Styles.CellXfs.Xf[style].FillID]
	if p := fill.PatternFill; p != nil && p.PatternType == "solid" { // whose second colour no one sees
		text, err := json.Marshal(p.FgColor)
		must(tb, err)
		return string(text)
	}
	text, err := json.Marshal(fill)
	must(tb, err)
	return string(text)
}

// seen are the cells that a person sees. Fonts are left out: the library does not
// tell the first one of a workbook from none, and LibreOffice numbers them as they
// come.
func seen(tb testing.TB, f *excelize.File) map[string]cellOf {
	tb.Helper()
	out := cellsOf(tb, f, nil)
	for at, c := range out {
		sheet, cell, _ := strings.Cut(at, "!")
		if firstCell(tb, f, sheet, cell) != cell {
			delete(out, at)
			continue
		}
		c.Style.Font = nil
		out[at] = c
	}
	return out
}

// settingsOf is what her sheets have beside cells, and the workbook beside sheets.
func settingsOf(tb testing.TB, f *excelize.File) string {
	tb.Helper()
	out := map[string]any{}
	for _, sheet := range f.GetSheetList() {
		if cell, _ := f.GetCellValue(sheet, "G1"); strings.HasPrefix(cell, "rekon:") {
			continue
		}
		validations, err := f.GetDataValidations(sheet)
		must(tb, err)
		formats, err := f.GetConditionalFormats(sheet)
		must(tb, err)
		merges, err := f.GetMergeCells(sheet)
		must(tb, err)
		protection, err := f.GetSheetProtection(sheet)
		must(tb, err)
		panes, err := f.GetPanes(sheet)
		must(tb, err)
		visible, err := f.GetSheetVisible(sheet)
		must(tb, err)
		tables, err := f.GetTables(sheet)
		must(tb, err)
		pictures, err := f.GetPictureCells(sheet)
		must(tb, err)
		controls, err := f.GetFormControls(sheet)
		must(tb, err)
		hidden := []bool{}
		for i := 1; i <= 9; i++ {
			row, err := f.GetRowVisible(sheet, i)
			must(tb, err)
			name, _ := excelize.ColumnNumberToName(i)
			col, err := f.GetColVisible(sheet, name)
			must(tb, err)
			hidden = append(hidden, row, col)
		}
		out[sheet] = []any{validations, formats, merges, protection, panes, visible, tables, pictures, controls, hidden}
	}
	names := []string{}
	for _, n := range f.GetDefinedName() {
		if n.Scope != f.GetSheetList()[0] || !strings.HasPrefix(n.RefersTo, "'Perbaikan") {
			names = append(names, n.Name+" "+n.RefersTo+" "+n.Scope)
		}
	}
	out["names"] = names
	text, err := json.MarshalIndent(out, "", " ")
	must(tb, err)
	return string(text)
}

// notesOf are the comments of a workbook by cell.
func notesOf(tb testing.TB, f *excelize.File) map[string]string {
	tb.Helper()
	out := map[string]string{}
	for _, sheet := range f.GetSheetList() {
		comments, err := f.GetComments(sheet)
		must(tb, err)
		for _, c := range comments {
			text := c.Text
			for _, p := range c.Paragraph {
				text += p.Text
			}
			out[sheet+"!"+c.Cell] += strings.ReplaceAll(text, "\r\n", "\n")
		}
	}
	return out
}
