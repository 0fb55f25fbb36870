package xlsx

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"rekon/reconcile"
)

// alwaysRecalculate makes LibreOffice ignore the values stored beside formulas.
const alwaysRecalculate = `<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>`

// libreOffice converts workbooks in a profile of its own, all in one call, and
// gives the folder of the results. Without LibreOffice the test is skipped, or
// fails where REKON_REQUIRE_LIBREOFFICE=1.
func libreOffice(t *testing.T, to string, books map[string][]byte) string {
	t.Helper()
	soffice, err := exec.LookPath("soffice")
	if err != nil {
		if os.Getenv("REKON_REQUIRE_LIBREOFFICE") == "1" {
			t.Fatal("LibreOffice is required and not installed")
		}
		t.Skip("LibreOffice is not installed")
	}
	dir := t.TempDir()
	profile := filepath.Join(dir, "profile")
	write(t, filepath.Join(profile, "user", "registrymodifications.xcu"), []byte(alwaysRecalculate))
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	args := []string{"-env:UserInstallation=file://" + profile, "--headless", "--convert-to", to, "--outdir", filepath.Join(dir, "out")}
	for name, data := range books {
		path := filepath.Join(dir, "in", name+".xlsx")
		write(t, path, data)
		args = append(args, path)
	}
	if out, err := exec.CommandContext(ctx, soffice, args...).CombinedOutput(); err != nil {
		t.Fatalf("soffice: %v\n%s", err, out)
	}
	return filepath.Join(dir, "out")
}

func write(t *testing.T, path string, data []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
}

// reopen opens a workbook for its raw values.
func reopen(t *testing.T, data []byte) *excelize.File {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return f
}

// formulaCells lists the cells of a workbook that hold a formula.
func formulaCells(t *testing.T, f *excelize.File) map[string][]string {
	t.Helper()
	cells := map[string][]string{}
	for _, sheet := range f.GetSheetList() {
		for row := 1; row <= 200; row++ {
			for col := 1; col <= 60; col++ {
				name, _ := excelize.CoordinatesToCellName(col, row)
				if formula, _ := f.GetCellFormula(sheet, name); formula != "" {
					cells[sheet] = append(cells[sheet], name)
				}
			}
		}
	}
	return cells
}

// sameValue compares two stored values: texts exactly, numbers to a tenth of a sen
// and to fifteen digits.
func sameValue(a, b string) bool {
	x, errA := strconv.ParseFloat(a, 64)
	y, errB := strconv.ParseFloat(b, 64)
	if errA != nil || errB != nil {
		return a == b
	}
	return math.Abs(x-y) <= 0.001 && math.Abs(x-y) <= 1e-9+1e-13*math.Abs(x)
}

// Every formula, calculated anew by LibreOffice, yields the value stored beside it.
func TestFormulasYieldTheirStoredValues(t *testing.T) {
	t.Parallel()
	books := map[string][]byte{"canary": canary(t), "template": filledTemplate(t), "plandiff": planDiffBytes(t), "change": varianceBytes(t, changedResult(t))}
	for name, r := range sampleResults(t) {
		books[name] = varianceBytes(t, r)
	}
	summaries := sampleSummaries(t)
	for _, name := range []string{"tw1", "tw3", "gap", "odd", "silent"} {
		books["ringkasan-"+name] = summaryBytes(t, summaries[name])
	}
	for name, form := range sampleForms(t) {
		books[name] = e81Bytes(t, form)
	}
	for name, r := range correctedSamples(t) {
		books["koreksi-"+name] = varianceBytes(t, r)
		books["ringkasan-koreksi-"+name] = summaryBytes(t, summaryOfResult(t, r, reconcile.Standing{}))
	}
	books["ringkasan-semua"] = overviewBytes(t, sampleOverview(t, 9, 2))
	out := libreOffice(t, "xlsx:Calc MS Excel 2007 XML", books)
	for name, data := range books {
		recalculated, err := os.ReadFile(filepath.Join(out, name+".xlsx"))
		if err != nil {
			t.Fatal(err)
		}
		ours, theirs := reopen(t, data), reopen(t, recalculated)
		switch name {
		case "canary":
			if v, _ := theirs.GetCellValue("Sheet1", "B1"); v != "2" {
				t.Fatalf("LibreOffice did not recalculate: %s", v)
			}
		case "template":
			expectUnderstood(t, theirs)
		default:
			compareFormulas(t, name, ours, theirs)
		}
	}
}

// expectUnderstood: LibreOffice has taken in what guards an entry workbook.
func expectUnderstood(t *testing.T, f *excelize.File) {
	t.Helper()
	if v, _ := f.GetCellValue(sheetGuide, "D23"); v != "14250000.5" {
		t.Errorf("Petunjuk adds up to %q", v)
	}
	for _, sheet := range []string{sheetIndicators, sheetPrograms} {
		dvs, err := f.GetDataValidations(sheet)
		if err != nil || len(dvs) == 0 {
			t.Errorf("%s: %d validations, %v", sheet, len(dvs), err)
		}
		p, err := f.GetSheetProtection(sheet)
		if err != nil || !p.SelectUnlockedCells {
			t.Errorf("%s: protection %+v, %v", sheet, p, err)
		}
	}
	sheet, cell := cellOf(t, f, "1.1.2.PPA.1", "Realisasi")
	if !openCell(t, f, sheet, cell) {
		t.Errorf("%s!%s is locked", sheet, cell)
	}
}

// filledTemplate is an entry workbook with one amount in it.
func filledTemplate(t *testing.T) []byte {
	t.Helper()
	f := reopen(t, templateBytes(t, samplePlan(t), 1))
	sheet, cell := cellOf(t, f, "1.1.1.PKSA.1", "Realisasi (Rp)")
	if err := f.SetCellValue(sheet, cell, 14250000.5); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func compareFormulas(t *testing.T, name string, ours, theirs *excelize.File) {
	t.Helper()
	count := 0
	for sheet, cells := range formulaCells(t, ours) {
		for _, cell := range cells {
			a, _ := ours.GetCellValue(sheet, cell)
			b, _ := theirs.GetCellValue(sheet, cell)
			count++
			if !sameValue(a, b) {
				formula, _ := ours.GetCellFormula(sheet, cell)
				t.Errorf("%s %s!%s: %s stored as %q, LibreOffice says %q", name, sheet, cell, formula, a, b)
			}
		}
	}
	t.Logf("%s: %d formulas", name, count)
	least := 300
	switch {
	case strings.Contains(name, "koreksi-"):
		least = 50
	case strings.HasPrefix(name, "ringkasan-"):
		least = 60
	case strings.HasPrefix(name, "e81-"), name == "plandiff":
		least = 200
	}
	if count < least {
		t.Errorf("%s: only %d formulas", name, count)
	}
}

// canary is a workbook whose stored value is wrong.
func canary(t *testing.T) []byte {
	t.Helper()
	f := excelize.NewFile()
	sw, err := f.NewStreamWriter("Sheet1")
	if err != nil {
		t.Fatal(err)
	}
	if err := sw.SetRow("A1", []any{1, excelize.Cell{Formula: "A1+1", Value: 5.0}}); err != nil {
		t.Fatal(err)
	}
	if err := sw.Flush(); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// firstSheet is a workbook of which only the first sheet is printed.
func firstSheet(t *testing.T, data []byte) []byte {
	t.Helper()
	f := reopen(t, data)
	for _, sheet := range f.GetSheetList()[1:] {
		if err := f.SetSheetVisible(sheet, false); err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestSummaryIsOnePage, and each figure fits into its column.
func TestSummaryIsOnePage(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("pdfinfo"); err != nil {
		t.Skip("pdfinfo is not installed")
	}
	books := map[string][]byte{}
	for name, r := range sampleResults(t) {
		books[name] = firstSheet(t, varianceBytes(t, r))
	}
	summaries := sampleSummaries(t)
	for _, name := range []string{"one", "many", "nothing", "late"} {
		books["ringkasan-"+name] = firstSheet(t, summaryBytes(t, summaries[name]))
	}
	for name, r := range correctedSamples(t) {
		books["koreksi-"+name] = firstSheet(t, varianceBytes(t, r))
		books["ringkasan-koreksi-"+name] = firstSheet(t, summaryBytes(t, summaryOfResult(t, r, reconcile.Standing{})))
	}
	for _, n := range []int{0, 1, 40, 200} {
		books[fmt.Sprint("semua-", n)] = firstSheet(t, overviewBytes(t, sampleOverview(t, n, 2)))
	}
	books["semua-besar"] = firstSheet(t, overviewBytes(t, vastOverview(t)))
	out := libreOffice(t, "pdf", books)
	for name := range books {
		text, err := exec.Command("pdftotext", filepath.Join(out, name+".pdf"), "-").Output()
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(text, []byte("##")) {
			t.Errorf("%s: a figure is wider than its column:\n%s", name, text)
		}
		info, err := exec.Command("pdfinfo", filepath.Join(out, name+".pdf")).Output()
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Contains(info, []byte("Pages:           1\n")) {
			t.Errorf("%s: Ringkasan is not one page:\n%s", name, info)
		}
	}
}
