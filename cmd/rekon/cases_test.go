package main

import (
	"bytes"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"github.com/xuri/excelize/v2"

	"rekon/db"
	"rekon/jobs"
	"rekon/reconcile"
)

// keep is where to put the workbooks of the cases, for a look at them in Excel:
//
//	go test ./cmd/rekon -run TestCases -keep /tmp/buku
var keep = flag.String("keep", "", "folder for the workbooks of TestCases")

// TestCases reads every situation of testdata/cases the way the program does, by
// `rekon check` and then by a pass over the share, and holds the laws that are true
// of any workbook.
func TestCases(t *testing.T) {
	const cases = "../../testdata/cases"
	entries, err := os.ReadDir(cases)
	if err != nil {
		t.Fatal(err)
	}
	offices, count := &offices{dir: t.TempDir(), marked: map[string][]byte{}}, 0
	t.Run("read", func(t *testing.T) {
		for _, e := range entries {
			if _, err := os.Stat(filepath.Join(cases, e.Name(), "kasus.txt")); err != nil {
				continue // a file, or told as events
			}
			count++
			t.Run(e.Name(), func(t *testing.T) {
				t.Parallel()
				tryCase(t, offices, filepath.Join(cases, e.Name()))
			})
		}
	})
	if count < 60 {
		t.Errorf("%d cases: at least sixty are promised", count)
	}
	t.Run("opened", func(t *testing.T) {
		for name, saved := range inLibreOffice(t, offices.marked) {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				trySaved(t, offices, filepath.Join(cases, name), saved)
			})
		}
	})
}

func tryCase(t *testing.T, offices *offices, folder string) {
	s := readSituation(t, folder)
	o := offices.open(t, s, folder)
	for _, name := range s.before {
		if taken := o.pass("sebelum.xlsx", bookOf(t, name)); taken.Outcome != db.Accepted {
			t.Fatalf("%s was to be accepted before: %v", name, findingsJSON(taken.Findings))
		}
	}
	data := o.workbook(s)
	if *keep != "" {
		if err := os.WriteFile(filepath.Join(*keep, filepath.Base(folder)+filepath.Ext(s.drop)), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	file := o.put(s.drop, data)
	first, answer := o.checked(file)
	if second, _ := o.checked(file); second != first {
		t.Errorf("read again it says otherwise:\n%s\n%s", first, second)
	}
	if diff := differing(s.text(), s.found(answer)); diff != "" {
		t.Errorf("%s (- wanted, + found)\n%s", s.reason, diff)
	}
	told := map[string]bool{}
	for _, f := range answer.Findings {
		checkFinding(t, f)
		if key := fmt.Sprint(f.Code, f.Sheet, "!", f.Cell); told[key] {
			t.Errorf("two findings %s", key)
		} else {
			told[key] = true
		}
	}
	taken := o.pass(s.drop, data)
	o.givenBackOrStored(s, data, answer, taken)
	if taken.Outcome == db.Returned {
		offices.keep(filepath.Base(folder), o.comesBackMarked(s, data, answer, taken))
	}
}

// trySaved: a marked workbook that she saved in LibreOffice says what it said, but for
// formulas, which are calculated there; and where there are several, its marks do not
// pile up.
func trySaved(t *testing.T, offices *offices, folder string, saved []byte) {
	s := readSituation(t, folder)
	s.findings = slices.DeleteFunc(s.findings, func(e expected) bool { return strings.Contains(e.finding, string(reconcile.FormulaUncalculated)) })
	if len(s.findings) == 0 {
		return
	}
	o := offices.open(t, s, folder)
	for _, name := range s.before {
		o.pass("sebelum.xlsx", bookOf(t, name))
	}
	_, answer := o.checked(o.put(s.drop, saved))
	if diff := differing(s.text(), s.found(answer)); diff != "" {
		t.Errorf("saved in LibreOffice it says otherwise:\n%s", diff)
	}
	if len(answer.Findings) < 2 {
		return // time is short
	}
	taken := o.pass(s.drop, saved)
	if len(taken.Paths) != 1 {
		t.Fatalf("saved in LibreOffice it comes back as %q: %s", taken.Paths, o.app.err)
	}
	again, before := contentOf(t, o.written(taken.Paths[0])), contentOf(t, offices.marked[filepath.Base(folder)])
	if diff := cmp.Diff(before.comments, again.comments); diff != "" {
		t.Errorf("saved in LibreOffice and marked again, other comments:\n%s", diff)
	}
}

// differing lists the lines that only one of two texts has.
func differing(want, got []string) string {
	var out strings.Builder
	for _, line := range want {
		if i := slices.Index(got, line); i >= 0 {
			got = slices.Delete(slices.Clone(got), i, i+1)
		} else {
			out.WriteString("- " + line + "\n")
		}
	}
	for _, line := range got {
		out.WriteString("+ " + line + "\n")
	}
	return out.String()
}

// workbook is what the case drops: the one in its folder, or an entry workbook the
// office puts out, with some cells changed.
func (o *caseOffice) workbook(s situation) []byte {
	o.t.Helper()
	var out bytes.Buffer
	if s.entry == 0 {
		out.Write(bookOf(o.t, s.book))
	} else if err := o.job.WriteTemplate(o.t.Context(), &out, s.plans[0].agency, reconcile.Period{Year: o.now.Year(), Quarter: s.entry}); err != nil {
		o.t.Fatal(err)
	}
	return changed(o.t, out.Bytes(), s.sets)
}

// changed is a workbook with some cells changed by a library, as in Excel.
func changed(tb testing.TB, data []byte, sets [][2]string) []byte {
	tb.Helper()
	if len(sets) == 0 {
		return data
	}
	f, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		tb.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	for _, set := range sets {
		name, cell, _ := strings.Cut(set[0], "!")
		if plainNumber.MatchString(set[1]) {
			err = f.SetCellDefault(name, cell, set[1])
		} else {
			err = f.SetCellStr(name, cell, set[1])
		}
		if err != nil {
			tb.Fatalf("%s: %v", set[0], err)
		}
	}
	var out bytes.Buffer
	if err := f.Write(&out); err != nil {
		tb.Fatal(err)
	}
	return out.Bytes()
}

// checkFinding: a finding has a place, which its message begins with.
func checkFinding(t *testing.T, f findingJSON) {
	t.Helper()
	at := reconcile.Place(reconcile.Source{Sheet: f.Sheet, Cell: f.Cell})
	if f.Sheet == "" {
		at = "Berkas "
	}
	if f.Severity == reconcile.Info {
		at = "Lembar " + f.Sheet
	}
	if f.Cell == "" || !strings.HasPrefix(f.Message, at) || f.Code.Severity() != f.Severity {
		t.Errorf("%s %s at %q %q: %s", f.Severity, f.Code, f.Sheet, f.Cell, f.Message)
	}
}

// givenBackOrStored: the workbook is given back or stored, never both, and what is
// stored is what the check said.
func (o *caseOffice) givenBackOrStored(s situation, data []byte, answer checkJSON, taken jobs.Taken) {
	t := o.t
	t.Helper()
	o.archived(data, taken)
	want, folder := db.Accepted, o.config.Folders.Hasil
	switch {
	case answer.Verdict == verdictRejected:
		want, folder = db.Returned, o.config.Folders.Perbaikan
	case s.again:
		want = db.Duplicate
	}
	if taken.Outcome != want || len(taken.Paths) == 0 {
		t.Errorf("the pass says %s and writes %v, the check said %s", taken.Outcome, taken.Paths, answer.Verdict)
	}
	for _, p := range taken.Paths {
		if !strings.HasPrefix(p, folder+"/") {
			t.Errorf("%s is written beside what was %s", p, want)
		}
	}
	stored := o.storedReport(taken)
	if want != db.Accepted {
		if stored != nil && stored.SHA256 == taken.SHA256 && !s.again {
			t.Error("it was given back and is stored")
		}
		return
	}
	if diff := cmp.Diff(answer.Findings, findingsJSON(taken.Findings)); diff != "" {
		t.Errorf("the pass finds otherwise than the check: %s", diff)
	}
	if stored == nil || stored.SHA256 != taken.SHA256 {
		t.Fatal("it was accepted and is not stored")
	}
	o.addsUp(answer, *stored)
	if r := taken.Report.Rows; r.Seen != r.Taken+r.Found+r.Recognised || r.Taken < len(taken.Report.Realizations) || r.Seen == 0 {
		t.Errorf("of %d rows %d were taken for %d lines, %d found wrong, %d recognised", r.Seen, r.Taken, len(taken.Report.Realizations), r.Found, r.Recognised)
	}
}

// storedReport is what stands for the quarter of a taken workbook, nil for nothing.
func (o *caseOffice) storedReport(taken jobs.Taken) *reconcile.Report {
	o.t.Helper()
	reports, err := o.job.DB.Reports(o.t.Context(), taken.Agency, taken.Period.Year)
	if err != nil {
		o.t.Fatal(err)
	}
	for i := range reports {
		if reports[i].Period == taken.Period {
			return &reports[i]
		}
	}
	return nil
}

// addsUp: rupiah of the lines taken, stored and computed are one sum, and the
// workbook of variances can be opened.
func (o *caseOffice) addsUp(answer checkJSON, stored reconcile.Report) {
	t := o.t
	t.Helper()
	sum := decimal.Zero
	for _, l := range answer.Lines {
		if l.Money != nil {
			sum = sum.Add(decimal.RequireFromString(*l.Money))
		}
	}
	kept := total(stored.Realizations).Decimal
	r, ok, err := o.job.DB.Result(t.Context(), *answer.Agency, stored.Period)
	if err != nil || !ok {
		t.Fatalf("no variances: %v", err)
	}
	if !kept.Equal(sum) || !r.Totals.Actual.Decimal.Equal(sum) || answer.Totals.Money != nil && *answer.Totals.Money != sum.String() {
		t.Errorf("read %s, said %v, stored %s, computed %s", sum, answer.Totals.Money, kept, r.Totals.Actual.Decimal)
	}
	books, err := fs.Glob(o.job.Share.FS(), path.Join(o.config.Folders.Hasil, "*", "*", "*", "Variansi*.xlsx"))
	if err != nil || len(books) == 0 {
		t.Fatalf("no workbook of variances: %v", err)
	}
	for _, name := range books {
		f, err := excelize.OpenFile(filepath.Join(o.config.Share, name))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		_ = f.Close()
	}
}

// archived: the bytes as they were dropped lie in arsip/, and the inbox is empty.
func (o *caseOffice) archived(data []byte, taken jobs.Taken) {
	t := o.t
	t.Helper()
	kept := false
	err := fs.WalkDir(o.job.Share.FS(), o.config.Folders.Arsip, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.Contains(name, taken.SHA256) {
			return err
		}
		got, err := fs.ReadFile(o.job.Share.FS(), name)
		kept = kept || bytes.Equal(got, data)
		return err
	})
	if err != nil || !kept {
		t.Errorf("its bytes are not in the archive: %v", err)
	}
	if _, err := os.Stat(filepath.Join(o.config.Share, o.config.Folders.Masuk, filepath.FromSlash(taken.Name))); err == nil {
		t.Error("it still lies in the inbox")
	}
}
