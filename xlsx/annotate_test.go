package xlsx_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"rekon/reconcile"
	"rekon/xlsx"
)

// faulty is a fixture with cells that cannot be taken.
func faulty(tb testing.TB) []byte {
	tb.Helper()
	return edited(tb, singleFile, func(f *excelize.File) {
		must(tb, f.SetCellStr(programs, "I7", "12,x"))
		must(tb, f.SetCellStr(programs, "G7", "5 Rupiah"))
		must(tb, f.SetCellStr(programs, "I9", "-50.000"))
	})
}

func returned(name string, findings []reconcile.Finding) xlsx.Return {
	return xlsx.Return{Name: name, Agency: "BKPP", Period: reconcile.Period{Year: 2020, Quarter: 1}, Findings: findings}
}

// annotated marks a workbook whole, with the findings that reading it gives.
func annotated(tb testing.TB, name string, data []byte) []byte {
	tb.Helper()
	return markedWith(tb, name, data, readFile(tb, name, data).findings)
}

func markedWith(tb testing.TB, name string, data []byte, findings []reconcile.Finding) []byte {
	tb.Helper()
	out, err := xlsx.Annotate(returned(name, findings), data, xlsx.DefaultLimits())
	must(tb, err)
	if !out.Whole {
		tb.Fatalf("%s: %s", name, out.Why)
	}
	return out.Data
}

// TestAnnotateMarksTheCell: what is wrong stands at its cell, as a comment and a
// colour, and on the first sheet.
func TestAnnotateMarksTheCell(t *testing.T) {
	out := annotated(t, singleFile, faulty(t))
	f, err := excelize.OpenReader(bytes.NewReader(out))
	must(t, err)
	if got := f.GetSheetList(); got[0] != "Perbaikan" || len(got) != 3 || f.GetActiveSheetIndex() != 0 {
		t.Errorf("sheets %v, active %d", got, f.GetActiveSheetIndex())
	}
	comments, err := f.GetComments(programs)
	must(t, err)
	found := map[string]string{}
	for _, c := range comments {
		text := c.Text
		for _, p := range c.Paragraph {
			text += p.Text
		}
		found[c.Cell] = text
	}
	for cell, words := range map[string]string{"I7": "12,x", "G7": "5", "I9": "negatif"} {
		if text := found[cell]; !strings.HasPrefix(text, "REKON – PERBAIKI\n") || !strings.Contains(text, words) {
			t.Errorf("%s: %q", cell, text)
		}
		id, err := f.GetCellStyle(programs, cell)
		must(t, err)
		style, err := f.GetStyle(id)
		must(t, err)
		if len(style.Fill.Color) != 1 || style.Fill.Color[0] != "F9B7A5" {
			t.Errorf("%s is filled %v", cell, style.Fill)
		}
	}
}
