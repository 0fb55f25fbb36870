package xlsx

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"rekon/reconcile"
)

func templateBytes(tb testing.TB, plan reconcile.Plan, quarter int) []byte {
	tb.Helper()
	var b bytes.Buffer
	if err := WriteTemplate(&b, plan, reconcile.Period{Year: plan.Year, Quarter: quarter}, reconcile.DefaultRules()); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

// cellOf finds the cell of a line in a form by its code and the title over it.
func cellOf(t *testing.T, f *excelize.File, code, title string) (sheet, cell string) {
	t.Helper()
	for _, sheet := range []string{sheetIndicators, sheetPrograms} {
		rows, err := f.GetRows(sheet)
		if err != nil {
			continue
		}
		for i, row := range rows {
			if at(row, 0) != code || i < formHeader {
				continue
			}
			for j := range max(len(rows[formHeader-1]), len(rows[formHeader-2])) {
				if at(rows[formHeader-1], j) == title || at(rows[formHeader-2], j) == title {
					name, _ := excelize.CoordinatesToCellName(j+1, i+1)
					return sheet, name
				}
			}
		}
	}
	t.Fatalf("no cell for %s, %s", code, title)
	return "", ""
}

func openCell(t *testing.T, f *excelize.File, sheet, cell string) bool {
	t.Helper()
	id, err := f.GetCellStyle(sheet, cell)
	if err != nil {
		t.Fatal(err)
	}
	style, err := f.GetStyle(id)
	if err != nil {
		t.Fatal(err)
	}
	return style.Protection != nil && !style.Protection.Locked
}

// What staff fill in comes back as they meant it.
func TestTemplateIsReadBack(t *testing.T) {
	plan := samplePlan(t)
	f := reopen(t, templateBytes(t, plan, 1))
	fill := func(code, title string, value any) {
		sheet, cell := cellOf(t, f, code, title)
		if !openCell(t, f, sheet, cell) {
			t.Errorf("%s!%s for %s is locked", sheet, cell, title)
		}
		if err := f.SetCellValue(sheet, cell, value); err != nil {
			t.Fatal(err)
		}
	}
	fill("1.1.2", "Realisasi", 0.2625) // typed 26,25 into a cell of percent
	fill("2.3.4", "Realisasi", "B")
	fill("1.1.1.PKSA.1", "Realisasi", 4)
	fill("1.1.1.PKSA.1", "Realisasi (Rp)", 14250000.5)
	fill("1.1.1.PKSA.1", "Faktor Penghambat", "- jadwal bergeser")
	fill("1.1.2.PPA.1", "Realisasi", 0)
	fill("1.1.2.PPA.1", "Realisasi (Rp)", 0)
	fill("1.1.1.PKSA", "Keterangan", "tertunda")
	fillReason(t, f, "salah jumlah Triwulan II")
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	report := readBack(t, plan, 1, b.Bytes())
	got := map[string]string{}
	for _, r := range report.Realizations {
		if r.Physical.Said() || r.Money.Said() || r.Notes != (reconcile.Notes{}) {
			got[r.Line] = fmt.Sprintf("%s %v %v", r.Physical.Text(), r.Money.Value.Decimal, strings.TrimSpace(r.Notes.Penghambat+r.Notes.Keterangan))
		}
	}
	want := map[string]string{
		"1.1.2": "26.25 0 ", "2.3.4": "B 0 ", "1.1.1.PKSA.1": "4 14250000.5 - jadwal bergeser", "1.1.2.PPA.1": "0 0 ", "1.1.1.PKSA": " 0 tertunda",
	}
	for code, w := range want {
		if got[code] != w {
			t.Errorf("%s came back as %q, want %q", code, got[code], w)
		}
	}
	if len(got) != len(want) {
		t.Errorf("came back: %v", got)
	}
	if len(report.Realizations) != len(plan.Lines) {
		t.Errorf("%d of %d lines are found", len(report.Realizations), len(plan.Lines))
	}
	for _, finding := range report.Findings {
		t.Errorf("finding: %s %s", finding.Code, finding.Message)
	}
	if report.Reason != "salah jumlah Triwulan II" {
		t.Errorf("the reason came back as %q", report.Reason)
	}
}

// fillReason types why a report replaces one before it into the open cell that asks for it,
// of which there is one.
func fillReason(t *testing.T, f *excelize.File, reason string) {
	t.Helper()
	var places []string
	for _, sheet := range f.GetSheetList() {
		labels, err := f.SearchSheet(sheet, "^Alasan perbaikan.*:$", true)
		if err != nil {
			t.Fatal(err)
		}
		for _, label := range labels {
			col, row, _ := excelize.CellNameToCoordinates(label)
			for !openCell(t, f, sheet, columnLetters(col)+strconv.Itoa(row)) {
				col++
			}
			places = append(places, columnLetters(col)+strconv.Itoa(row))
			if err := f.SetCellStr(sheet, places[len(places)-1], reason); err != nil {
				t.Fatal(err)
			}
		}
	}
	if len(places) != 1 {
		t.Errorf("asked at %v", places)
	}
}

func readBack(t *testing.T, plan reconcile.Plan, quarter int, data []byte) reconcile.Report {
	t.Helper()
	book, err := Open("Realisasi.xlsx", data, DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	id := Identify(book, "", []Known{{Agency: plan.Agency}})
	if id.Agency != plan.Agency.Code || id.Period != (reconcile.Period{Year: plan.Year, Quarter: quarter}) || len(id.Findings) > 0 {
		t.Errorf("identified as %+v", id)
	}
	return ReadRealization(book, Context{Period: id.Period, Plan: plan, Settings: Settings{Rules: reconcile.DefaultRules()}})
}

// An entry workbook says nothing until it is filled in, in any quarter, and is
// known as such.
func TestTemplateStatesNothing(t *testing.T) {
	plan := samplePlan(t)
	for q := 1; q <= 4; q++ {
		report := readBack(t, plan, q, templateBytes(t, plan, q))
		for _, r := range report.Realizations {
			if r.Physical.Said() || r.Money.Said() || r.Notes != (reconcile.Notes{}) {
				t.Errorf("TW%d %s states something: %+v", q, r.Line, r)
			}
		}
		if len(report.Findings) != 1 || report.Findings[0].Code != reconcile.NotARealization {
			t.Errorf("TW%d findings: %+v", q, report.Findings)
		}
	}
}

func TestTemplateProtection(t *testing.T) {
	plan := samplePlan(t)
	f := reopen(t, templateBytes(t, plan, 4))
	for _, c := range []struct {
		code, title string
		open        bool
	}{
		{"1.1.1.PKSA.1", "Target", false}, {"1.1.1.PKSA.1", "Pagu (Rp)", false}, {"1.1.1.PKSA.1", "Program / Kegiatan", false}, {"1.1.1.PKSA.1", "Kode", false},
		{"1.1.1.PKSA.1", "Realisasi", true}, {"1.1.1.PKSA.1", "Realisasi (Rp)", true}, {"1.1.1.PKSA.1", "Tindak Lanjut", true},
		{"1.1.1.PKSA", "Realisasi", false}, {"1.1.1.PKSA", "Realisasi (Rp)", false}, {"1.1.1.PKSA", "Keterangan", true},
		{"1.1.1", "Realisasi", true},
	} {
		sheet, cell := cellOf(t, f, c.code, c.title)
		if got := openCell(t, f, sheet, cell); got != c.open {
			t.Errorf("%s %s (%s) open: %v", c.code, c.title, cell, got)
		}
	}
	for _, sheet := range f.GetSheetList() {
		p, err := f.GetSheetProtection(sheet)
		if err != nil || p.Password != "" || !p.SelectLockedCells || !p.SelectUnlockedCells || !p.FormatColumns || !p.FormatRows || !p.AutoFilter || p.InsertRows || p.DeleteRows || p.FormatCells {
			t.Errorf("%s: %+v %v", sheet, p, err)
		}
	}
}

func TestTemplateValidation(t *testing.T) {
	plan := samplePlan(t)
	f := reopen(t, templateBytes(t, plan, 4))
	kinds := map[string]int{}
	for _, sheet := range []string{sheetIndicators, sheetPrograms} {
		dvs, err := f.GetDataValidations(sheet)
		if err != nil {
			t.Fatal(err)
		}
		for _, dv := range dvs {
			kinds[dv.Type+" "+*dv.PromptTitle] += len(strings.Fields(dv.Sqref))
			for what, s := range map[string]*string{"title": dv.PromptTitle, "error title": dv.ErrorTitle} {
				if len([]rune(*s)) > 32 {
					t.Errorf("%s too long: %s", what, *s)
				}
			}
			for what, s := range map[string]*string{"prompt": dv.Prompt, "error": dv.Error} {
				if len([]rune(*s)) > 255 {
					t.Errorf("%s too long: %s", what, *s)
				}
			}
			if dv.Type == "decimal" && (dv.Operator != "greaterThanOrEqual" || dv.Formula1 != "0" || *dv.ErrorStyle != "stop") {
				t.Errorf("validation %+v", dv)
			}
		}
	}
	want := map[string]int{"list Predikat SAKIP": 2, "list Predikat IKM": 1, "decimal Persen": 9, "decimal Angka": 16, "decimal Rupiah": 22}
	for k, n := range want {
		if kinds[k] != n {
			t.Errorf("%s on %d cells, want %d", k, kinds[k], n)
		}
	}
	if len(kinds) != len(want) {
		t.Errorf("validations: %v", kinds)
	}
}

func TestTemplateSetUp(t *testing.T) {
	plan := samplePlan(t)
	data := templateBytes(t, plan, 2)
	if !bytes.Equal(data, templateBytes(t, plan, 2)) {
		t.Error("the same plan gave other bytes")
	}
	f := reopen(t, data)
	want := map[string]string{PropKind: "realisasi", PropAgency: "BKPP", propAgencyName: plan.Agency.Name, PropYear: "2020", PropQuarter: "2", PropRevision: "1"}
	got := customProps(t, f)
	for k, v := range want {
		if got[k] != v {
			t.Errorf("%s is %q, want %q", k, got[k], v)
		}
	}
	if title, _ := f.GetCellValue(sheetPrograms, "A1"); title != "LAPORAN REALISASI RENCANA AKSI TRIWULAN II TAHUN 2020" {
		t.Errorf("title %q", title)
	}
	names := map[string]string{}
	for _, n := range f.GetDefinedName() {
		names[n.Scope] = n.RefersTo
	}
	if got := names[sheetPrograms]; got != "'PROGRAM KEGIATAN'!$5:$6" {
		t.Errorf("print titles %q", got)
	}
	if panes, err := f.GetPanes(sheetPrograms); err != nil || panes.TopLeftCell != "G7" {
		t.Errorf("panes %+v %v", panes, err)
	}
	sheet, cell := cellOf(t, f, "1.1.2.PPA.1", "Target")
	if v, _ := f.GetCellValue(sheet, cell); v != "0.23" {
		t.Errorf("a target of 23%% is stored as %s", v)
	}
	if v, _ := f.GetCellValue(sheet, cell, excelize.Options{RawCellValue: false}); v != "23.00%" {
		t.Errorf("a target of 23%% is shown as %s", v)
	}
}

// A plan of programs only, with sub kegiatan and nasty names.
func TestTemplateOfOtherPlans(t *testing.T) {
	r := oddResult(t, 2, 1)
	plan := r.Plan
	var lines []reconcile.Line
	for _, l := range plan.Lines {
		if l.Level == reconcile.LevelSasaran {
			continue
		}
		l.Path.Tujuan = "=1+1 " + l.Path.Tujuan
		l.Measure = "+cmd\x00|x"
		lines = append(lines, l)
	}
	plan.Lines, plan.Agency.Name = lines, "@Dinas & Co"
	f := reopen(t, templateBytes(t, plan, 2))
	if got := f.GetSheetList(); len(got) != 2 || got[1] != sheetPrograms {
		t.Errorf("sheets %v", got)
	}
	for sheet, cells := range formulaCells(t, f) {
		if sheet != sheetGuide {
			t.Errorf("formulas on %s: %v", sheet, cells)
		}
	}
	for _, l := range lines {
		sheet, cell := cellOf(t, f, l.Code, "Realisasi (Rp)")
		parent := false
		for _, x := range lines {
			parent = parent || x.Parent == l.Code
		}
		if open := openCell(t, f, sheet, cell); open != (detail(&l) && !parent) {
			t.Errorf("%s: rupiah open %v", l.Code, open)
		}
	}
	if _, err := f.GetRows(sheetPrograms); err != nil {
		t.Fatal(err)
	}
	empty := plan
	empty.Lines = nil
	reopen(t, templateBytes(t, empty, 1))
}
