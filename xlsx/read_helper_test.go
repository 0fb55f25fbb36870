package xlsx_test

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/xuri/excelize/v2"

	"rekon/reconcile"
	"rekon/xlsx"
)

const (
	planFile    = "rencana-aksi-2020.xlsx"
	singleFile  = "realisasi-tw1-tunggal.xlsx"
	wideFile    = "realisasi-tw2-lebar.xlsx"
	programs    = "PROGRAM KEGIATAN"
	indicators  = "RENCANA AKSI"
	agencyName  = "BADAN KEPEGAWAIAN, PENDIDIKAN DAN PELATIHAN KABUPATEN BENGKALIS"
	singleTotal = "1612714265.5"
	wideTotal   = "2051408090.37"
)

func settings() xlsx.Settings { return xlsx.Settings{Rules: reconcile.DefaultRules()} }

// offices are the agencies that a workbook may come from in these tests.
func offices() []xlsx.Known {
	return []xlsx.Known{
		{Agency: reconcile.Agency{Code: "BKPP", Name: agencyName}, Aliases: []string{"BKPP Bengkalis", "BKD"}},
		{Agency: reconcile.Agency{Code: "DISDIK", Name: "Dinas Pendidikan Kabupaten Bengkalis"}},
		{Agency: reconcile.Agency{Code: "DISHUB", Name: "Dinas Perhubungan"}},
	}
}

func fixture(tb testing.TB, name string) []byte {
	tb.Helper()
	data, err := os.ReadFile("../testdata/" + name)
	if err != nil {
		tb.Fatal(err)
	}
	return data
}

func open(tb testing.TB, name string, data []byte) *xlsx.Book {
	tb.Helper()
	b, err := xlsx.Open(name, data, xlsx.DefaultLimits())
	if err != nil {
		tb.Fatalf("%s: %v", name, err)
	}
	tb.Cleanup(b.Close)
	return b
}

// edited is a copy of a fixture with changes made through excelize.
func edited(tb testing.TB, name string, change func(f *excelize.File)) []byte {
	tb.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(fixture(tb, name)))
	if err != nil {
		tb.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	change(f)
	return saved(tb, f)
}

func saved(tb testing.TB, f *excelize.File) []byte {
	tb.Helper()
	var out bytes.Buffer
	if _, err := f.WriteTo(&out); err != nil {
		tb.Fatal(err)
	}
	return out.Bytes()
}

// must is for the setters of excelize in the making of a workbook.
func must(tb testing.TB, err error) {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
}

var plan2020 = sync.OnceValue(func() reconcile.Plan {
	data, err := os.ReadFile("../testdata/" + planFile)
	if err != nil {
		panic(err)
	}
	b, err := xlsx.Open(planFile, data, xlsx.DefaultLimits())
	if err != nil {
		panic(err)
	}
	defer b.Close()
	plan := xlsx.ReadPlan(b, settings()).Plan
	plan.Agency = reconcile.Agency{Code: "BKPP", Name: agencyName}
	return plan
})

// read is what becomes of a workbook in the way the pipeline reads it: opened,
// identified, read against the plan. Folder is the one it was dropped in.
type read struct {
	identity xlsx.Identity
	report   reconcile.Report
	findings []reconcile.Finding
}

func readIn(tb testing.TB, folder, name string, data []byte, plan reconcile.Plan, earlier ...reconcile.Report) read {
	tb.Helper()
	b, err := xlsx.Open(name, data, xlsx.DefaultLimits())
	var failed *xlsx.OpenError
	if errors.As(err, &failed) {
		return read{findings: []reconcile.Finding{failed.Finding}}
	} else if err != nil {
		tb.Fatal(err)
	}
	defer b.Close()
	r := read{identity: xlsx.Identify(b, folder, offices())}
	r.findings = slices.Clone(r.identity.Findings)
	if r.identity.Period.Quarter > 0 {
		r.report = xlsx.ReadRealization(b, xlsx.Context{Period: r.identity.Period, Plan: plan, Earlier: earlier, Settings: settings()})
		r.findings = append(r.findings, r.report.Findings...)
	}
	for _, f := range r.findings {
		checkFinding(tb, f)
	}
	return r
}

func readFile(tb testing.TB, name string, data []byte, earlier ...reconcile.Report) read {
	tb.Helper()
	return readIn(tb, "", name, data, plan2020(), earlier...)
}

// checkFinding holds for every finding of any workbook: it has a cell, and its
// message names the place before it says anything.
func checkFinding(tb testing.TB, f reconcile.Finding) {
	tb.Helper()
	if f.Source.Cell == "" {
		tb.Errorf("%s has no cell: %s", f.Code, f.Message)
	}
	if f.Source.SHA256 == "" || f.Source.File == "" {
		tb.Errorf("%s has no file: %+v", f.Code, f.Source)
	}
	place := reconcile.Place(f.Source)
	if f.Source.Sheet == "" {
		place = "Berkas " + f.Source.File
	}
	if f.Code == reconcile.HiddenRows {
		place = "Lembar " + f.Source.Sheet
	}
	if !strings.HasPrefix(f.Message, place+": ") {
		tb.Errorf("%s does not name its place %q: %s", f.Code, place, f.Message)
	}
}

// line is what was read for one line: its physical figure and its rupiah, "nil"
// where nothing is said.
func figures(r reconcile.Report) map[string]string {
	out := map[string]string{}
	for _, x := range r.Realizations {
		physical, money := "nil", "nil"
		if x.Physical.Said() {
			physical = x.Physical.Text()
		}
		if x.Money.Said() {
			money = x.Money.Value.Decimal.String()
		}
		out[x.Line] = physical + " | " + money
	}
	return out
}

func sumMoney(r reconcile.Report) string {
	sum := decimal.Zero
	for _, x := range r.Realizations {
		if x.Money.Said() {
			sum = sum.Add(x.Money.Value.Decimal)
		}
	}
	return sum.String()
}

func verdict(fs []reconcile.Finding) string {
	out := "accepted"
	for _, f := range fs {
		switch f.Severity() {
		case reconcile.Error:
			return "rejected"
		case reconcile.Warning:
			out = "accepted-with-warnings"
		}
	}
	return out
}

// listed are the findings of some codes (all when none are given) as
// "code sheet!cell difference", sorted.
func listed(fs []reconcile.Finding, codes ...reconcile.Code) []string {
	var out []string
	for _, f := range fs {
		if len(codes) > 0 && !slices.Contains(codes, f.Code) {
			continue
		}
		s := fmt.Sprintf("%s %s", f.Code, f.Source)
		if f.Difference.Valid {
			s += " " + f.Difference.Decimal.String()
		}
		out = append(out, s)
	}
	slices.Sort(out)
	return out
}

// messages shows findings whole, for failures.
func messages(fs []reconcile.Finding) string {
	var b strings.Builder
	for _, f := range fs {
		fmt.Fprintf(&b, "  %s %s [%s]: %s\n", f.Code, f.Source, f.Line, f.Message)
	}
	return b.String()
}

func errorsOnly(fs []reconcile.Finding) []reconcile.Finding {
	return slices.DeleteFunc(slices.Clone(fs), func(f reconcile.Finding) bool { return f.Severity() != reconcile.Error })
}

// grid is a workbook as cells that can be moved about.
type grid []*gridSheet

type gridSheet struct {
	name   string
	cells  map[[2]int]gridCell // by column and row
	merges [][4]int            // left, top, right, bottom
}

type gridCell struct {
	text   string // raw
	number bool
	format int
}

func readGrid(tb testing.TB, data []byte) grid {
	tb.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(data))
	must(tb, err)
	defer func() { _ = f.Close() }()
	var g grid
	for _, name := range f.GetSheetList() {
		s := &gridSheet{name: name, cells: map[[2]int]gridCell{}}
		rows, err := f.GetRows(name, excelize.Options{RawCellValue: true})
		must(tb, err)
		for r, row := range rows {
			for c, v := range row {
				if v == "" {
					continue
				}
				ref := cellRef(c+1, r+1)
				kind, err := f.GetCellType(name, ref)
				must(tb, err)
				id, err := f.GetCellStyle(name, ref)
				must(tb, err)
				style, err := f.GetStyle(id)
				must(tb, err)
				s.cells[[2]int{c + 1, r + 1}] = gridCell{v, kind == excelize.CellTypeNumber || kind == excelize.CellTypeUnset, style.NumFmt}
			}
		}
		merged, err := f.GetMergeCells(name, true)
		must(tb, err)
		for _, m := range merged {
			left, top := refCell(tb, m.GetStartAxis())
			right, bottom := refCell(tb, m.GetEndAxis())
			s.merges = append(s.merges, [4]int{left, top, right, bottom})
		}
		g = append(g, s)
	}
	return g
}

func cellRef(col, row int) string {
	ref, err := excelize.CoordinatesToCellName(col, row)
	if err != nil {
		panic(err)
	}
	return ref
}

func refCell(tb testing.TB, ref string) (col, row int) {
	tb.Helper()
	col, row, err := excelize.CellNameToCoordinates(ref)
	must(tb, err)
	return col, row
}

// bytes writes the grid as a new workbook.
func (g grid) bytes(tb testing.TB) []byte {
	tb.Helper()
	f := excelize.NewFile()
	defer func() { _ = f.Close() }()
	styles := map[int]int{}
	for i, s := range g {
		if i == 0 {
			must(tb, f.SetSheetName("Sheet1", s.name))
		} else {
			_, err := f.NewSheet(s.name)
			must(tb, err)
		}
		for _, at := range slices.SortedFunc(maps.Keys(s.cells), func(a, b [2]int) int { return cmp.Or(a[1]-b[1], a[0]-b[0]) }) {
			c, ref := s.cells[at], cellRef(at[0], at[1])
			if c.number {
				must(tb, f.SetCellDefault(s.name, ref, c.text))
			} else {
				must(tb, f.SetCellStr(s.name, ref, c.text))
			}
			if c.format == 0 {
				continue
			}
			if _, ok := styles[c.format]; !ok {
				id, err := f.NewStyle(&excelize.Style{NumFmt: c.format})
				must(tb, err)
				styles[c.format] = id
			}
			must(tb, f.SetCellStyle(s.name, ref, ref, styles[c.format]))
		}
		for _, m := range s.merges {
			if m[0] != m[2] || m[1] != m[3] {
				must(tb, f.MergeCell(s.name, cellRef(m[0], m[1]), cellRef(m[2], m[3])))
			}
		}
	}
	return saved(tb, f)
}

// move puts every cell elsewhere. The first cell of a merged range keeps its text
// at the range's new corner.
func (s *gridSheet) move(to func(col, row int) (int, int)) {
	cells := map[[2]int]gridCell{}
	for at, c := range s.cells {
		col, row := to(at[0], at[1])
		cells[[2]int{col, row}] = c
	}
	for i, m := range s.merges {
		corner, ok := s.cells[[2]int{m[0], m[1]}]
		oldCol, oldRow := to(m[0], m[1])
		delete(cells, [2]int{oldCol, oldRow})
		left, top, right, bottom := oldCol, oldRow, oldCol, oldRow
		for col := m[0]; col <= m[2]; col++ {
			for row := m[1]; row <= m[3]; row++ {
				c, r := to(col, row)
				left, top, right, bottom = min(left, c), min(top, r), max(right, c), max(bottom, r)
			}
		}
		s.merges[i] = [4]int{left, top, right, bottom}
		if ok {
			cells[[2]int{left, top}] = corner
		}
	}
	s.cells = cells
}

// edit changes the text of every cell that is not a number.
func (s *gridSheet) edit(change func(col, row int, text string) string) {
	for at, c := range s.cells {
		if !c.number {
			c.text = change(at[0], at[1], c.text)
			s.cells[at] = c
		}
	}
}

func (s *gridSheet) set(ref, text string) {
	col, row, err := excelize.CellNameToCoordinates(ref)
	if err != nil {
		panic(err)
	}
	s.cells[[2]int{col, row}] = gridCell{text: text}
}

func (s *gridSheet) sheetBottom() int {
	bottom := 0
	for at := range s.cells {
		bottom = max(bottom, at[1])
	}
	return bottom
}

func (g grid) sheet(name string) *gridSheet {
	for _, s := range g {
		if s.name == name {
			return s
		}
	}
	panic("no sheet " + name)
}

func sorted(s []string) []string {
	slices.Sort(s)
	return s
}
