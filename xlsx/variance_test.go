package xlsx

import (
	"bytes"
	"io"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/xuri/excelize/v2"

	"rekon/reconcile"
)

// readLines reads Variansi back by its headings: line code, then "group|title".
func readLines(t *testing.T, f *excelize.File) map[string]map[string]string {
	t.Helper()
	rows, err := f.GetRows(sheetVariance)
	if err != nil {
		t.Fatal(err)
	}
	var titles []string
	group := ""
	for i := range max(len(rows[headerRow-1]), len(rows[headerRow-2])) {
		title := at(rows[headerRow-1], i)
		if g := at(rows[headerRow-2], i); g != "" {
			group = g
		}
		if title == "" {
			title, group = group, ""
		}
		titles = append(titles, strings.Trim(group+"|"+title, "|"))
	}
	lines := map[string]map[string]string{}
	for _, row := range rows[headerRow:] {
		code := at(row, 0)
		if code == "" {
			continue
		}
		if _, err := strconv.Atoi(code[:1]); err != nil {
			break // the legend
		}
		lines[code] = map[string]string{}
		for i, title := range titles {
			lines[code][title] = at(row, i)
		}
	}
	return lines
}

func at(row []string, i int) string {
	if i < len(row) {
		return row[i]
	}
	return ""
}

// expectNumber compares a stored cell with a figure: blank for null, else equal
// to the digits a spreadsheet keeps.
func expectNumber(t *testing.T, what, cell string, d decimal.NullDecimal) {
	t.Helper()
	want := ""
	if d.Valid {
		want = strconv.FormatFloat(number(d.Decimal), 'g', 15, 64)
	}
	if got := cell; got != "" {
		v, err := strconv.ParseFloat(got, 64)
		if err != nil {
			t.Errorf("%s is %q", what, got)
			return
		}
		cell = strconv.FormatFloat(v, 'g', 15, 64)
	}
	if cell != want {
		t.Errorf("%s: stored %q, want %q", what, cell, want)
	}
}

func TestVarianceShowsTheResult(t *testing.T) {
	for name, r := range sampleResults(t) {
		lines := readLines(t, reopen(t, varianceBytes(t, r)))
		if len(lines) != len(r.Variances) {
			t.Errorf("%s: %d lines, want %d", name, len(lines), len(r.Variances))
		}
		q := "TRIWULAN " + r.Period.Roman()
		for _, v := range r.Variances {
			row, what := lines[v.Line.Code], name+" "+v.Line.Code+" "
			expectPhysical(t, what+"fisik ", row, "FISIK "+q, v.Physical)
			expectPhysical(t, what+"fisik s.d. ", row, "FISIK S.D. "+q, v.PhysicalYTD)
			expectMoney(t, what+"anggaran ", row, "ANGGARAN "+q+" (Rp)", v.Money)
			expectMoney(t, what+"anggaran s.d. ", row, "ANGGARAN S.D. "+q+" (Rp)", v.MoneyYTD)
			expectNumber(t, what+"pagu", row["TAHUN 2020 (Rp)|Pagu"], v.Pagu)
			expectNumber(t, what+"sisa", row["TAHUN 2020 (Rp)|Sisa"], v.Sisa)
			if row["Predikat"] != v.Predikat || row["Efisiensi"] != v.Efisiensi || row["Tindak Lanjut"] != v.Notes.TindakLanjut {
				t.Errorf("%s: %q %q %q", what, row["Predikat"], row["Efisiensi"], row["Tindak Lanjut"])
			}
		}
	}
}

func expectPhysical(t *testing.T, what string, row map[string]string, group string, p reconcile.Physical) {
	t.Helper()
	if p.Actual.Letter == "" {
		expectNumber(t, what+"realisasi", row[group+"|Realisasi"], p.Actual.Value)
	} else if got := row[group+"|Realisasi"]; got != reconcile.FormatQuantity(p.Actual, "") {
		t.Errorf("%srealisasi is %q", what, got)
	}
	if p.Target.Letter == "" {
		expectNumber(t, what+"target", row[group+"|Target"], p.Target.Value)
	}
	expectNumber(t, what+"deviasi", row[group+"|Deviasi"], p.Deviation)
	expectNumber(t, what+"capaian", row[group+"|Capaian (%)"], p.Capaian)
	if graded, ok := row[group+"|Capaian dinilai (%)"]; ok {
		expectNumber(t, what+"capaian dinilai", graded, p.Capped)
	}
	if got := row[group+"|Status"]; got != string(p.Status) {
		t.Errorf("%sstatus is %q, want %q", what, got, p.Status)
	}
}

func expectMoney(t *testing.T, what string, row map[string]string, group string, m reconcile.Money) {
	t.Helper()
	expectNumber(t, what+"anggaran", row[group+"|Anggaran"], m.Plan.Value)
	expectNumber(t, what+"realisasi", row[group+"|Realisasi"], m.Actual.Value)
	expectNumber(t, what+"deviasi", row[group+"|Deviasi"], m.Deviation)
	expectNumber(t, what+"serapan", row[group+"|Serapan (%)"], m.Serapan)
	if got := row[group+"|Status"]; got != string(m.Status) {
		t.Errorf("%sstatus is %q, want %q", what, got, m.Status)
	}
}

// A computed cell without a formula is one whose arithmetic the workbook cannot
// show. In an ordinary year there is none.
func TestEveryComputedFigureHasItsFormula(t *testing.T) {
	for q := 1; q <= 4; q++ {
		r := sampleResult(t, q)
		v := newVarianceBook(newDraft(sheetVariance), &r)
		for _, e := range v.entries {
			if e.v == nil {
				continue
			}
			for _, c := range v.columns {
				if x := c.cell(e); hasArithmetic(c.id, e) && x.result.value.Valid && x.formula == "" {
					t.Errorf("TW%d %s %s %s: %v has no formula", q, e.v.Line.Code, c.group, c.title, x.result.value.Decimal)
				}
			}
		}
		for _, c := range v.columns {
			if c.total != nil {
				if x := c.total(); x.result.value.Valid && x.formula == "" {
					t.Errorf("TW%d total %s %s has no formula", q, c.group, c.title)
				}
			}
		}
	}
}

func hasArithmetic(id columnID, e *entry) bool {
	switch id {
	case colPhysical + inPlan, colPhysical + inActual, colWritten:
		return false
	case colMoney + inPlan, colMoney + inActual, colPagu:
		return !e.leaf()
	default:
		return true
	}
}

func TestVarianceIsDeterministic(t *testing.T) {
	r := sampleResult(t, 2)
	first := varianceBytes(t, r)
	for range 20 {
		if !bytes.Equal(first, varianceBytes(t, r)) {
			t.Fatal("the same Result gave other bytes")
		}
	}
}

// Blank is not zero, in neither direction.
func TestBlankIsNotZero(t *testing.T) {
	r := sampleResult(t, 1)
	zero := decimal.NewNullDecimal(decimal.Zero)
	r.Variances[6].Physical.Actual = reconcile.Quantity{Value: zero}
	r.Variances[6].Physical.Deviation = decimal.NewNullDecimal(decimal.NewFromInt(-5))
	r.Variances[8].Physical.Actual = reconcile.Quantity{}
	r.Variances[8].Physical.Deviation, r.Variances[8].Physical.Capaian = none(), none()
	lines := readLines(t, reopen(t, varianceBytes(t, r)))
	if got := lines[r.Variances[6].Line.Code]["FISIK TRIWULAN I|Realisasi"]; got != "0" {
		t.Errorf("zero is shown as %q", got)
	}
	blank := lines[r.Variances[8].Line.Code]
	for _, title := range []string{"Realisasi", "Deviasi", "Capaian (%)"} {
		if got := blank["FISIK TRIWULAN I|"+title]; got != "" {
			t.Errorf("%s: nothing said is shown as %q", title, got)
		}
	}
}

// Words of the office are words, whatever they look like.
func TestTypedTextIsNeverAFormula(t *testing.T) {
	r := sampleResult(t, 1)
	nasty := []string{`=HYPERLINK("http://x","y")`, "+62 811", "-lihat lampiran", "@SUM(A1)", "=1+1\n=2", "_x0041_ tetap", "a\x00b\x0b\x1fc\uFFFEd\xffe", strings.Repeat("é", 40000)}
	for i, s := range nasty {
		r.Variances[i].Notes.Keterangan = s
		r.Variances[i].Line.Measure = s
	}
	r.Plan.Agency.Name = "=cmd|' /C calc'!A0 & Co"
	r.Findings = append(r.Findings, reconcile.Finding{Code: reconcile.LineMissing, Message: "=1+1", Line: "=2+2"})
	f := reopen(t, varianceBytes(t, r))
	lines := readLines(t, f)
	for i, s := range nasty[:6] {
		if got := lines[r.Variances[i].Line.Code]["Keterangan"]; got != s {
			t.Errorf("%q came back as %q", s, got)
		}
	}
	if got := lines[r.Variances[6].Line.Code]["Keterangan"]; got != "abcde" {
		t.Errorf("illegal characters: %q", got)
	}
	if got := lines[r.Variances[7].Line.Code]["Keterangan"]; !strings.HasSuffix(got, cutMark) || len([]rune(got)) != maxText {
		t.Errorf("a long text has %d letters, ends %q", len([]rune(got)), got[len(got)-20:])
	}
	for sheet, cells := range formulaCells(t, f) {
		for _, cell := range cells {
			if formula, _ := f.GetCellFormula(sheet, cell); strings.Contains(formula, "HYPERLINK") || strings.Contains(formula, "1+1") || strings.Contains(formula, "cmd") {
				t.Errorf("%s!%s is a formula: %s", sheet, cell, formula)
			}
		}
	}
}

// Thirteen digits of rupiah and the sen survive the binary float; more become
// text rather than a wrong number.
func TestAmountsKeepTheSen(t *testing.T) {
	for _, s := range []string{"9999999999999.99", "1234567890123.45", "0.01", "-9999999999999.98", "10435154900", "0.1", "123456.70"} {
		d := decimal.RequireFromString(s)
		stored := strconv.FormatFloat(number(d), 'f', -1, 64)
		if back := decimal.RequireFromString(stored); !back.Equal(d) || !storable(decimal.NewNullDecimal(d)) {
			t.Errorf("%s is stored as %s", s, stored)
		}
	}
	big := result{value: decimal.NewNullDecimal(decimal.RequireFromString("123456789012345.67"))}
	if c := rupiah(big); c.text != "123.456.789.012.345,67" {
		t.Errorf("an amount beyond 15 digits is shown as %q %v", c.text, c.value())
	}
}

func TestVarianceSetUp(t *testing.T) {
	r := sampleResult(t, 2)
	f := reopen(t, varianceBytes(t, r))
	if got := strings.Join(f.GetSheetList(), " "); got != "Ringkasan Variansi Temuan Sumber" {
		t.Errorf("sheets: %s", got)
	}
	names := map[string]string{}
	for _, n := range f.GetDefinedName() {
		names[n.Scope+" "+n.Name] = n.RefersTo
	}
	if got := names["Variansi _xlnm.Print_Titles"]; got != "'Variansi'!$A:$B,'Variansi'!$5:$6" {
		t.Errorf("print titles: %q in %v", got, names)
	}
	layout, err := f.GetPageLayout(sheetVariance)
	if err != nil || *layout.Orientation != "landscape" || *layout.Size != 9 || *layout.FitToHeight != 0 {
		t.Errorf("layout %+v %v", layout, err)
	}
	panes, err := f.GetPanes(sheetVariance)
	if err != nil || !panes.Freeze || panes.TopLeftCell != "C7" {
		t.Errorf("panes %+v %v", panes, err)
	}
	if level, err := f.GetRowOutlineLevel(sheetVariance, 11); err != nil || level != 2 {
		t.Errorf("outline of row 11 is %d %v", level, err)
	}
	if linked, target, err := f.GetCellHyperLink(sheetFindings, "F6"); err != nil || !linked || !strings.HasPrefix(target, "'Variansi'!A") {
		t.Errorf("link of the first finding: %v %q %v", linked, target, err)
	}
	props, err := f.GetDocProps()
	if err != nil || props.Creator != "rekon" || props.Created != "2020-07-09T01:00:00Z" || !strings.HasPrefix(props.Title, "Variansi Badan") {
		t.Errorf("properties %+v %v", props, err)
	}
	if got := customProps(t, f); got["rekon_kind"] != "variansi" || got["rekon_quarter"] != "2" {
		t.Errorf("custom properties %v", got)
	}
}

// What is not complete says so and shows nothing as good.
func TestIncompleteIsLoud(t *testing.T) {
	r := sampleResult(t, 2)
	f := reopen(t, varianceBytes(t, r))
	rows, err := f.GetRows(sheetSummary)
	if err != nil {
		t.Fatal(err)
	}
	all := ""
	for i, row := range rows {
		all += strings.Join(row, " ") + "\n"
		for j := range row {
			cell, _ := excelize.CoordinatesToCellName(j+1, i+1)
			id, _ := f.GetCellStyle(sheetSummary, cell)
			style, err := f.GetStyle(id)
			if err != nil {
				t.Fatal(err)
			}
			if len(style.Fill.Color) > 0 && strings.HasSuffix(style.Fill.Color[0], fills[groundGood]) {
				t.Errorf("%s is shown as good", cell)
			}
		}
	}
	for _, want := range []string{"DATA BELUM LENGKAP", "BUKAN angka akhir", "diragukan", "BELUM DILAPORKAN"} {
		if !strings.Contains(all, want) {
			t.Errorf("Ringkasan does not say %q", want)
		}
	}
}

func TestPeriodIsAQuarter(t *testing.T) {
	for _, q := range []int{-1, 0, 5} {
		p := reconcile.Period{Year: 2020, Quarter: q}
		if err := WriteVariance(io.Discard, reconcile.Result{Period: p}); err == nil {
			t.Errorf("a variance workbook of triwulan %d", q)
		}
		if err := WriteTemplate(io.Discard, reconcile.Plan{}, p, reconcile.DefaultRules()); err == nil {
			t.Errorf("an entry workbook of triwulan %d", q)
		}
	}
}

// Numbers that are written with more zeros say the same, and so does the workbook: what is
// stored comes back without them.
func TestZerosAtTheEndOfNumbersChangeNothing(t *testing.T) {
	r := oddResult(t, 3, 1, 3)
	padded := r
	padded.Variances = slices.Clone(r.Variances)
	pad := func(ds ...*decimal.NullDecimal) {
		for _, d := range ds {
			d.Decimal = d.Decimal.Add(decimal.New(0, -12))
		}
	}
	for _, x := range []*reconcile.Result{&r, &padded} {
		v := &x.Variances[2]
		v.Pagu = decimal.NewNullDecimal(decimal.RequireFromString("12345678901234"))
	}
	for i := range padded.Variances {
		v := &padded.Variances[i]
		pad(&v.Pagu, &v.Sisa, &v.Money.Deviation, &v.MoneyYTD.Deviation, &v.Money.Plan.Value, &v.MoneyYTD.Plan.Value, &v.Physical.Deviation, &v.PhysicalYTD.Deviation)
	}
	if !bytes.Equal(varianceBytes(t, r), varianceBytes(t, padded)) {
		t.Error("the workbook differs")
	}
}
