package xlsx

import (
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"rekon/reconcile"
)

// CompareVariance compares a published variance workbook with what its result yields
// today: nothing differs when the bytes are the same; else every cell of every sheet is
// compared by value, formula and format, so that a workbook that was only saved again
// differs in nothing. A figure that differs is named. Published is not trusted: it is
// opened within the limits, and the error is an [*OpenError] where it is no workbook.
func CompareVariance(published []byte, r reconcile.Result, limits Limits) ([]CellDifference, error) {
	d, err := draftVariance(r)
	if err != nil {
		return nil, err
	}
	return compareBook(published, d, limits)
}

// CompareSummary does what [CompareVariance] does with the summary workbook of an agency.
func CompareSummary(published []byte, s reconcile.Summary, limits Limits) ([]CellDifference, error) {
	d, err := draftSummary(s)
	if err != nil {
		return nil, err
	}
	return compareBook(published, d, limits)
}

// CompareOverview does what [CompareVariance] does with the summary workbook of all
// agencies.
func CompareOverview(published []byte, o reconcile.Overview, limits Limits) ([]CellDifference, error) {
	d, err := draftOverview(o)
	if err != nil {
		return nil, err
	}
	return compareBook(published, d, limits)
}

func compareBook(published []byte, d *draft, limits Limits) ([]CellDifference, error) {
	var today bytes.Buffer
	if err := d.finish(&today); err != nil {
		return nil, err
	}
	if bytes.Equal(published, today.Bytes()) {
		return nil, nil
	}
	found, err := Open("", published, limits)
	if err != nil {
		return nil, err
	}
	defer found.Close()
	limits.Reserve = nil // asking again while the other is held would wait for itself
	limits.Bytes = max(limits.Bytes, int64(today.Len()))
	want, err := Open("", today.Bytes(), limits)
	if err != nil {
		return nil, fmt.Errorf("opening what was written: %w", err)
	}
	defer want.Close()
	c := bookComparison{want: viewOf(want), found: viewOf(found), shown: d.shown, moved: map[string]bool{}}
	c.compare()
	return c.out, nil
}

// bookComparison holds a published workbook against what should have been published.
type bookComparison struct {
	want, found bookView
	shown       map[bookCell]Shown
	moved       map[string]bool // sheets in which rows or columns stand elsewhere
	out         []CellDifference
}

func (c *bookComparison) compare() {
	switch {
	case c.isAnother():
	case c.want.Props["rekon_form"] != c.found.Props["rekon_form"]:
		c.compareForms()
	default:
		c.compareSheets()
		c.compareCharts()
	}
}

// tell keeps a difference at a cell of the workbook as it should be.
func (c *bookComparison) tell(at bookCell, aspect Aspect, found, derived string) {
	c.out = append(c.out, CellDifference{Sheet: at.sheet, Cell: at.name(), Shown: c.shown[at], Aspect: aspect, Found: found, Derived: derived})
}

// identity are the properties by which a workbook says what it is, in the order in which
// they are asked for, with the words for it.
var identity = []struct{ property, words string }{
	{"rekon_kind", "buku kerja %s"}, {"rekon_agency", "milik %s"}, {"rekon_year", "untuk tahun %s"},
	{"rekon_quarter", "untuk Triwulan %s"}, {"rekon_plan_revision", "dari rencana revisi %s"}, {"rekon_report_revision", "dari laporan revisi %s"},
}

// isAnother tells of a workbook that says itself that it is another one; comparing its
// cells would say nothing more.
func (c *bookComparison) isAnother() bool {
	for _, i := range identity {
		is, should := c.found.Props[i.property], c.want.Props[i.property]
		if is != "" && is != should {
			c.out = append(c.out, CellDifference{Aspect: BookDiffers, Found: fmt.Sprintf(i.words, is), Derived: fmt.Sprintf(i.words, should)})
			return true
		}
	}
	return false
}

// compareForms compares with a workbook of another layout, by code and title.
func (c *bookComparison) compareForms() {
	by := orNone(c.found.Props["rekon_program"])
	before, n := len(c.out), 0
	for _, name := range c.want.names {
		if c.found.sheets[name] != nil {
			n += c.compareKeyed(name, false)
		}
	}
	said := fmt.Sprintf("Buku kerja ini ditulis rekon versi %s dengan susunan lain; yang dibandingkan %d angka menurut kode baris dan judul kolom", by, n)
	c.out = slices.Insert(c.out, before, CellDifference{Aspect: LayoutDiffers, Found: said})
}

// compareSheets compares sheet by sheet, first whether they are there.
func (c *bookComparison) compareSheets() {
	for _, name := range c.found.names {
		if c.want.sheets[name] == nil {
			c.out = append(c.out, CellDifference{Sheet: name, Aspect: SheetDiffers, Found: "ditambahkan", Derived: "tidak ada"})
		}
	}
	for _, name := range c.want.names {
		w, f := c.want.sheets[name], c.found.sheets[name]
		switch {
		case f == nil:
			c.out = append(c.out, CellDifference{Sheet: name, Aspect: SheetDiffers, Found: "tidak ada lagi", Derived: "ada"})
			c.moved[name] = true
			continue
		case f.Hidden != w.Hidden:
			c.out = append(c.out, CellDifference{Sheet: name, Aspect: SheetDiffers, Found: "disembunyikan", Derived: "tampak"})
		}
		if isMoved(w, f) {
			c.moved[name] = true
		}
	}
	for _, name := range c.want.names {
		switch {
		case c.found.sheets[name] == nil:
		case c.moved[name]:
			c.compareKeyed(name, true)
		default:
			c.compareCells(name)
			c.compareLooks(name)
		}
	}
}

// compareCharts compares which cells the charts show.
func (c *bookComparison) compareCharts() {
	if f, w := c.found.charts(), c.want.charts(); !slices.Equal(f, w) {
		c.out = append(c.out, CellDifference{Aspect: ChartDiffers, Found: "memuat grafik dari " + orNone(strings.Join(f, ", ")), Derived: orNone(strings.Join(w, ", "))})
	}
}

// compareCells compares two sheets cell by cell, in reading order.
func (c *bookComparison) compareCells(name string) {
	w, f := c.want.sheets[name], c.found.sheets[name]
	for row := 1; row <= max(len(w.rows), len(f.rows)); row++ {
		for col := 1; col <= max(w.width, f.width); col++ {
			c.compareCell(bookCell{name, col, row}, c.want.cell(w, col, row), c.found.cell(f, col, row))
		}
	}
}

// compareCell compares one cell: a formula may be another one where the cells that it
// names stand elsewhere now, as long as it yields the same.
func (c *bookComparison) compareCell(at bookCell, want, found viewedCell) {
	same := want.same(found)
	switch {
	case !same:
		c.tell(at, ValueDiffers, found.value, want.value)
	case want.formula != found.formula && !c.leadsElsewhere(want.formula):
		c.tell(at, FormulaDiffers, found.formula, want.formula)
	case want.value != "" && want.format != found.format:
		is, should := parted(found.format, want.format)
		c.tell(at, FormatDiffers, is, should)
	}
}

func (c *bookComparison) leadsElsewhere(formula string) bool {
	for name := range c.moved {
		if strings.Contains(formula, name+"!") || strings.Contains(formula, name+"'!") {
			return true
		}
	}
	return false
}

// compareLooks compares what is merged and what is hidden in two sheets.
func (c *bookComparison) compareLooks(name string) {
	w, f := c.want.sheets[name], c.found.sheets[name]
	merged, should := f.spans(), w.spans()
	for _, m := range sortedSpans(merged, should) {
		switch at := (bookCell{name, m.left, m.top}); {
		case !should[m]:
			c.tell(at, MergeDiffers, m.text(), "tidak digabung")
		case !merged[m]:
			c.tell(at, MergeDiffers, "tidak digabung", m.text())
		}
	}
	for _, row := range f.hiddenRows {
		if !slices.Contains(w.hiddenRows, row) {
			c.tell(bookCell{name, 1, row}, HiddenDiffers, "baris disembunyikan", "tampak")
		}
	}
	for col := 1; col <= w.width; col++ {
		if f.isHiddenColumn(col) && !w.isHiddenColumn(col) {
			c.tell(bookCell{name, col, 1}, HiddenDiffers, "kolom disembunyikan", "tampak")
		}
	}
}

// spans are the merged ranges of a sheet.
func (s *Sheet) spans() map[span]bool {
	out := map[span]bool{}
	for _, of := range s.merges {
		for _, m := range of {
			out[m] = true
		}
	}
	return out
}

func (m span) text() string { return cellName(m.left, m.top) + ":" + cellName(m.right, m.bottom) }

// sortedSpans are the ranges of both, in reading order.
func sortedSpans(a, b map[span]bool) []span {
	all := maps.Clone(a)
	maps.Copy(all, b)
	return slices.SortedFunc(maps.Keys(all), func(x, y span) int {
		return cmp.Or(cmp.Compare(x.top, y.top), cmp.Compare(x.left, y.left), cmp.Compare(x.bottom, y.bottom), cmp.Compare(x.right, y.right))
	})
}
