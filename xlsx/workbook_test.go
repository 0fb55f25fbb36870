package xlsx

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"testing"

	"github.com/xuri/excelize/v2"

	"rekon/reconcile"
)

// writtenBooks are workbooks of both kinds.
func writtenBooks(t *testing.T) map[string][]byte {
	t.Helper()
	books := map[string][]byte{"template": templateBytes(t, samplePlan(t), 2), "template-odd": templateBytes(t, oddResult(t, 2, 1).Plan, 3)}
	for name, r := range sampleResults(t) {
		books[name] = varianceBytes(t, r)
	}
	for name, s := range sampleSummaries(t) {
		books["summary-"+name] = summaryBytes(t, s)
	}
	books["overview"] = overviewBytes(t, sampleOverview(t, 6, 2))
	books["empty"] = varianceBytes(t, reconcile.Reconcile(reconcile.Plan{}, reconcile.Period{Year: 2020, Quarter: 1}, nil, reconcile.DefaultRules()))
	return books
}

// Each part is well-formed and undated, the table of contents comes first, and
// cells stand in order.
func TestPartsAreSound(t *testing.T) {
	for name, data := range writtenBooks(t) {
		z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
		if err != nil {
			t.Fatal(err)
		}
		if z.File[0].Name != "[Content_Types].xml" {
			t.Errorf("%s begins with %s", name, z.File[0].Name)
		}
		for _, part := range z.File {
			if !part.Modified.IsZero() && part.Modified.Year() > 1980 {
				t.Errorf("%s %s is dated %s", name, part.Name, part.Modified)
			}
			r, err := part.Open()
			if err != nil {
				t.Fatal(err)
			}
			if err := readXML(t, name+" "+part.Name, r); err != nil {
				t.Errorf("%s %s: %v", name, part.Name, err)
			}
		}
	}
}

// readXML reads a part to its end and watches the order of rows and cells.
func readXML(t *testing.T, what string, r io.Reader) error {
	t.Helper()
	d := xml.NewDecoder(r)
	row, col := 0, 0
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		start, ok := token.(xml.StartElement)
		if !ok || start.Name.Local != "c" {
			continue
		}
		for _, a := range start.Attr {
			if a.Name.Local != "r" {
				continue
			}
			c, r, err := excelize.CellNameToCoordinates(a.Value)
			if err != nil || r < row || r == row && c <= col {
				t.Errorf("%s: cell %s is out of order (%v)", what, a.Value, err)
			}
			row, col = r, c
		}
	}
}

// Merged ranges that overlap make a spreadsheet repair the file.
func TestMergesDoNotOverlap(t *testing.T) {
	for name, data := range writtenBooks(t) {
		f := reopen(t, data)
		for _, sheet := range f.GetSheetList() {
			merges, err := f.GetMergeCells(sheet)
			if err != nil {
				t.Fatal(err)
			}
			taken := map[[2]int]string{}
			for _, m := range merges {
				left, top, _ := excelize.CellNameToCoordinates(m.GetStartAxis())
				right, bottom, _ := excelize.CellNameToCoordinates(m.GetEndAxis())
				for c := left; c <= right; c++ {
					for r := top; r <= bottom; r++ {
						if other, twice := taken[[2]int{c, r}]; twice {
							t.Errorf("%s %s: %s overlaps %s", name, sheet, m.GetStartAxis(), other)
						}
						taken[[2]int{c, r}] = m.GetStartAxis()
					}
				}
			}
		}
	}
}

// Sheets of paper that stand side by side are equally wide, so that fitting them
// to so many pages breaks where it should.
func TestPrintedSheetsAreEvenlyWide(t *testing.T) {
	var needs [needsSheetWide]float64
	for _, c := range (needsTable{}).columns()[3:] {
		needs[c.sheet] += c.width + columnPadding
	}
	if slices.Max(needs[:])-slices.Min(needs[:]) > 0.01 {
		t.Errorf("sheets of Perhatian are %v wide", needs)
	}
	for _, r := range sampleResults(t) {
		v := newVarianceBook(newDraft(sheetVariance), &r)
		var wide [printedSheets]float64
		for _, c := range v.columns[2:] {
			wide[c.sheet] += c.width + columnPadding
		}
		if slices.Max(wide[:])-slices.Min(wide[:]) > 0.01 {
			t.Errorf("sheets of Variansi are %v wide", wide)
		}
	}
}
