package main

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"rekon/db"
	"rekon/jobs"
)

// comesBackMarked: a workbook that was given back is the sender's own with marks and
// a list; read again it says what it said before, and given back again it is the same.
// It gives the workbook, nil where what was dropped is none.
func (o *caseOffice) comesBackMarked(s situation, data []byte, answer checkJSON, taken jobs.Taken) []byte {
	t := o.t
	t.Helper()
	if slices.ContainsFunc(answer.Findings, func(f findingJSON) bool { return f.Sheet == "" }) {
		o.comesBackWithNote(s, taken)
		return nil
	}
	if len(taken.Paths) != 1 || !strings.HasSuffix(taken.Paths[0], " - PERBAIKAN.xlsx") {
		t.Fatalf("it is given back as %q, want her own workbook, marked: %s", taken.Paths, o.app.err)
	}
	marked := o.written(taken.Paths[0])
	before, after := contentOf(t, data), contentOf(t, marked)
	if list := after.sheets[0]; list != "Perbaikan" {
		t.Errorf("the first sheet is %q", list)
	}
	delete(after.cells, after.sheets[0])
	if diff := cmp.Diff(before.cells, after.cells); diff != "" {
		t.Errorf("the sender's cells are not as she sent them:\n%s", diff)
	}
	_, again := o.checked(o.put(s.drop, marked))
	if diff := cmp.Diff(answer.Findings, again.Findings); diff != "" {
		t.Errorf("her workbook says otherwise once it is marked:\n%s", diff)
	}
	second := o.pass(s.drop, marked)
	if second.Outcome != db.Returned || len(second.Paths) != 1 {
		t.Fatalf("marked and sent again it is %s, as %q", second.Outcome, second.Paths)
	}
	if diff := cmp.Diff(contentOf(t, marked), contentOf(t, o.written(second.Paths[0])), cmp.AllowUnexported(content{})); diff != "" {
		t.Errorf("marked twice it is not the same:\n%s", diff)
	}
	if len(s.mends) > 0 {
		o.isMended(s.mended(), second.Paths[0], changed(t, marked, s.mends))
	}
	return marked
}

// isMended: she mends the very file that came back, and drops it as it is called; it
// is accepted, and nothing waits for her any more.
func (o *caseOffice) isMended(s situation, name string, mended []byte) {
	t := o.t
	t.Helper()
	s.drop = path.Base(name)
	_, answer := o.checked(o.put(s.drop, mended))
	if diff := differing(s.text(), s.found(answer)); diff != "" {
		t.Errorf("mended it is not as wanted:\n%s", diff)
	}
	taken := o.pass(s.drop, mended)
	o.givenBackOrStored(s, mended, answer, taken)
	if _, err := o.job.Share.Stat(name); err == nil {
		t.Errorf("%s is still there", name)
	}
}

// comesBackWithNote: what is no workbook comes back as it was, with a page of words.
func (o *caseOffice) comesBackWithNote(s situation, taken jobs.Taken) {
	o.t.Helper()
	var names []string
	for _, p := range taken.Paths {
		names = append(names, path.Ext(p))
	}
	if diff := cmp.Diff([]string{path.Ext(s.drop), ".txt"}, names); diff != "" {
		o.t.Errorf("it comes back as %q", taken.Paths)
	}
}

func (o *caseOffice) written(name string) []byte {
	o.t.Helper()
	data, err := fs.ReadFile(o.job.Share.FS(), name)
	if err != nil {
		o.t.Fatal(err)
	}
	return data
}

// content is what a workbook holds: of each cell its value, formula and type.
type content struct {
	sheets   []string
	cells    map[string]map[string]string
	comments map[string][]string
}

func contentOf(t *testing.T, data []byte) content {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	c := content{sheets: f.GetSheetList(), cells: map[string]map[string]string{}, comments: map[string][]string{}}
	for _, sheet := range c.sheets {
		rows, err := f.GetRows(sheet, excelize.Options{RawCellValue: true})
		if err != nil {
			t.Fatal(err)
		}
		c.cells[sheet] = map[string]string{}
		for row, values := range rows {
			for col := range values {
				name, _ := excelize.CoordinatesToCellName(col+1, row+1)
				formula, _ := f.GetCellFormula(sheet, name)
				if kind, _ := f.GetCellType(sheet, name); values[col] != "" || formula != "" {
					c.cells[sheet][name] = fmt.Sprintf("%q %q %d", values[col], formula, kind)
				}
			}
		}
		comments, err := f.GetComments(sheet)
		if err != nil {
			t.Fatal(err)
		}
		for _, said := range comments {
			c.comments[sheet] = append(c.comments[sheet], said.Cell+" "+said.Text)
		}
	}
	return c
}

// inLibreOffice opens and saves every marked workbook there, all in one call.
func inLibreOffice(t *testing.T, marked map[string][]byte) map[string][]byte {
	t.Helper()
	soffice, err := exec.LookPath("soffice")
	if err != nil {
		if os.Getenv("REKON_REQUIRE_LIBREOFFICE") == "1" {
			t.Fatal("LibreOffice is required and not installed")
		}
		t.Skip("LibreOffice is not installed")
	}
	in, out := t.TempDir(), t.TempDir()
	args := []string{"-env:UserInstallation=file://" + t.TempDir(), "--headless", "--convert-to", "xlsx", "--outdir", out}
	for name, data := range marked {
		file := filepath.Join(in, name+".xlsx")
		if err := os.WriteFile(file, data, 0o600); err != nil {
			t.Fatal(err)
		}
		args = append(args, file)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	if text, err := exec.CommandContext(ctx, soffice, args...).CombinedOutput(); err != nil {
		t.Fatalf("soffice: %v\n%s", err, text)
	}
	saved := map[string][]byte{}
	for name, data := range marked {
		if saved[name], err = os.ReadFile(filepath.Join(out, name+".xlsx")); err != nil {
			t.Errorf("%s does not open: %v", name, err)
		} else if diff := cmp.Diff(contentOf(t, data).sheets, contentOf(t, saved[name]).sheets); diff != "" {
			t.Errorf("%s opens with other sheets: %s", name, diff)
		}
	}
	return saved
}
