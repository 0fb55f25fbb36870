package xlsx_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"github.com/xuri/excelize/v2"

	"rekon/reconcile"
	"rekon/xlsx"
)

// entry is an entry workbook for Triwulan I, the rows and columns of its sheets
// found by what stands in them.
type entry struct {
	sheetEdit
	row    map[string]int    // by line
	sheet  map[string]string // by line
	column map[string]int    // by sheet and heading
}

func (e entry) put(line, heading string, value any) {
	e.tb.Helper()
	must(e.tb, e.f.SetCellValue(e.sheet[line], e.at(line, heading), value))
}

func (e entry) at(line, heading string) string {
	e.tb.Helper()
	col, ok := e.column[e.sheet[line]+heading]
	if !ok || e.row[line] == 0 {
		e.tb.Fatalf("no %s for %s", heading, line)
	}
	return cellRef(col, e.row[line])
}

// filled is the entry workbook with the figures of the single-quarter fixture typed
// in as staff would, and then changed.
func filled(tb testing.TB, change func(e entry)) []byte {
	tb.Helper()
	var blank bytes.Buffer
	must(tb, xlsx.WriteTemplate(&blank, plan2020(), reconcile.Period{Year: 2020, Quarter: 1}, reconcile.DefaultRules()))
	f, err := excelize.OpenReader(&blank)
	must(tb, err)
	defer func() { _ = f.Close() }()
	e := entry{sheetEdit{tb, f}, map[string]int{}, map[string]string{}, map[string]int{}}
	codes := map[string]reconcile.Line{}
	for _, l := range plan2020().Lines {
		codes[l.Code] = l
	}
	for _, sheet := range f.GetSheetList() {
		rows, err := f.GetRows(sheet)
		must(tb, err)
		for r, row := range rows {
			for c, text := range row {
				if _, ok := codes[text]; ok && c == 0 {
					e.row[text], e.sheet[text] = r+1, sheet
				}
				if e.column[sheet+text] == 0 {
					e.column[sheet+text] = c + 1
				}
			}
		}
	}
	for code, figures := range singleFigures() {
		physical, money, _ := strings.Cut(figures, " | ")
		if physical != "nil" {
			v, _ := decimal.RequireFromString(physical).Float64()
			if codes[code].Unit == reconcile.Persen {
				v, _ = decimal.RequireFromString(physical).Shift(-2).Float64()
			}
			e.put(code, "Realisasi", v)
		}
		if money != "nil" {
			v, _ := decimal.RequireFromString(money).Float64()
			e.put(code, "Realisasi (Rp)", v)
		}
	}
	if change != nil {
		change(e)
	}
	return saved(tb, f)
}

func TestEntryWorkbook(t *testing.T) {
	r := readFile(t, "apa saja.xlsx", filled(t, nil))
	if len(r.findings) > 0 {
		t.Error(messages(r.findings))
	}
	if diff := cmp.Diff(singleFigures(), figures(r.report)); diff != "" {
		t.Error(diff)
	}
	if sumMoney(r.report) != singleTotal {
		t.Error(sumMoney(r.report))
	}
}

// TestEntryFindings provokes findings in the entry workbook. {X} stands for the cell
// of the line and column named.
func TestEntryFindings(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(e entry)
		want   string // code, line and heading
	}{
		{"unreadable", func(e entry) { e.put("1.1.1.PKSA.1", "Realisasi (Rp)", "12,x") }, "amount-unreadable 1.1.1.PKSA.1 Realisasi (Rp)"},
		{"negative", func(e entry) { e.put("1.1.1.PKSA.1", "Realisasi (Rp)", -1) }, "amount-negative 1.1.1.PKSA.1 Realisasi (Rp)"},
		{"ambiguous", func(e entry) { e.put("1.1.1.PKSA.1", "Realisasi (Rp)", "1.234") }, "amount-ambiguous 1.1.1.PKSA.1 Realisasi (Rp)"},
		{"words", func(e entry) { e.put("1.1.1.PKSA.1", "Realisasi", "lima") }, "target-unreadable 1.1.1.PKSA.1 Realisasi"},
		{"unit", func(e entry) { e.put("1.1.1.PKSA.1", "Realisasi", "5 Dok") }, "unit-mismatch 1.1.1.PKSA.1 Realisasi"},
		{"letter", func(e entry) { e.put("3.4.5", "Realisasi", "E") }, "predicate-unknown 3.4.5 Realisasi"},
		{"formula", func(e entry) {
			e.put("1.1.1.PKSA.1", "Realisasi (Rp)", nil)
			must(e.tb, e.f.SetCellFormula(programs, e.at("1.1.1.PKSA.1", "Realisasi (Rp)"), "1+1"))
		}, "formula-uncalculated 1.1.1.PKSA.1 Realisasi (Rp)"},
		{"the unit column changed", func(e entry) { e.put("1.1.1.PKSA.1", "Satuan", "Dokumen") }, "unit-mismatch 1.1.1.PKSA.1 Realisasi"},
		{"a plan column changed", func(e entry) { e.put("1.1.1.PKSA.2", "Pagu (Rp)", 5) }, "plan-altered 1.1.1.PKSA.2 Pagu (Rp)"},
		{"code and name of two lines", func(e entry) { e.put("1.1.2.PPA.1", "Kode", "1.1.1.PKSA.1") }, "line-ambiguous 1.1.2.PPA.1 Program / Kegiatan"},
		{"a code we do not know", func(e entry) { e.put("1.1.2.PPA.1", "Kode", "9.9") }, ""},
		{"no code", func(e entry) { e.put("1.1.2.PPA.1", "Kode", nil) }, ""},
		{"another name behind the code", func(e entry) { e.put("1.1.2.PPA.1", "Program / Kegiatan", "1. Penempatan Pegawai") }, "plan-altered 1.1.2.PPA.1 Program / Kegiatan"},
		{"neither code nor name", func(e entry) {
			e.put("1.1.2.PPA.1", "Kode", nil)
			e.put("1.1.2.PPA.1", "Program / Kegiatan", "1. Penempaatan PNS")
		}, "line-unplanned 1.1.2.PPA.1 Program / Kegiatan"},
		{"the program's rupiah", func(e entry) { e.put("1.1.2.PPA", "Realisasi (Rp)", 5) }, "budget-rollup 1.1.2.PPA Realisasi (Rp)"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var want string
			data := filled(t, func(e entry) {
				c.change(e)
				if c.want != "" {
					code, rest, _ := strings.Cut(c.want, " ")
					line, heading, _ := strings.Cut(rest, " ")
					want = code + " " + e.sheet[line] + "!" + e.at(line, heading)
				}
			})
			r := readFile(t, "laporan.xlsx", data)
			var got string
			for _, f := range r.findings {
				got = strings.TrimSpace(got + " " + string(f.Code) + " " + f.Source.String())
			}
			if got != want {
				t.Errorf("%s, want %s\n%s", got, want, messages(r.findings))
			}
		})
	}
}

// TestEntryProperties: properties speak first, and a title that contradicts them is
// a finding.
func TestEntryProperties(t *testing.T) {
	title := func(text string) func(e entry) {
		return func(e entry) { must(e.tb, e.f.SetCellStr(programs, "A2", text)) }
	}
	for name, c := range map[string]struct {
		change func(e entry)
		want   []string
	}{
		"title gone":     {title("-"), nil},
		"another agency": {title("DINAS PENDIDIKAN KABUPATEN BENGKALIS"), []string{"agency-conflict PROGRAM KEGIATAN!A2"}},
		"another quarter": {func(e entry) { must(e.tb, e.f.SetCellStr(programs, "A1", "LAPORAN REALISASI TRIWULAN III TAHUN 2020")) },
			[]string{"period-conflict PROGRAM KEGIATAN!A1"}},
	} {
		t.Run(name, func(t *testing.T) {
			r := readFile(t, "laporan.xlsx", filled(t, c.change))
			got := slices.DeleteFunc(listed(r.findings), func(s string) bool { return strings.Contains(s, "Petunjuk") })
			if diff := cmp.Diff(c.want, got, cmp.Transformer("empty", func(s []string) []string { return append([]string{}, s...) })); diff != "" {
				t.Errorf("%s\n%s", diff, messages(r.findings))
			}
		})
	}
}

// TestNoParents: programs and kegiatan without what stands above them.
func TestNoParents(t *testing.T) {
	g := readGrid(t, fixture(t, singleFile))
	s := g.sheet(programs)
	for at := range s.cells {
		if at[0] <= 3 && at[1] > 3 {
			delete(s.cells, at)
		}
	}
	s.merges = slices.DeleteFunc(s.merges, func(m [4]int) bool { return m[0] <= 3 })
	r := readFile(t, "laporan.xlsx", g.bytes(t))
	if len(r.findings) > 0 {
		t.Error(messages(r.findings))
	}
	want := singleFigures()
	for _, ambiguous := range []string{"1.1.2.PPA", "1.2.3.PPA", "2.3.4.PPA"} {
		delete(want, ambiguous)
	}
	if diff := cmp.Diff(want, figures(r.report)); diff != "" {
		t.Error(diff)
	}
	s.set("G15", "5%") // a realisasi on a row that may be any of three
	r = readFile(t, "laporan.xlsx", g.bytes(t))
	if got := listed(r.findings); !slices.Equal(got, []string{"line-ambiguous PROGRAM KEGIATAN!D15"}) {
		t.Error(messages(r.findings))
	}
	for _, code := range []string{"1.1.2.PPA", "1.2.3.PPA", "2.3.4.PPA"} {
		if !strings.Contains(messages(r.findings), code) {
			t.Errorf("candidate %s is not named:\n%s", code, messages(r.findings))
		}
	}
}
