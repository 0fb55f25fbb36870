package xlsx

import (
	"bytes"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"rekon/reconcile"
)

// TestAnnotateNumbers: what is listed is numbered through, so that one can say "no. 3"
// of it, and no text stands at the very edge of its cell.
func TestAnnotateNumbers(t *testing.T) {
	at := func(code reconcile.Code, cell string) reconcile.Finding {
		return reconcile.Finding{Code: code, Source: reconcile.Source{Sheet: "A", Cell: cell}, Message: "Lembar A, sel " + cell + ": kosong. Kembalikan isinya."}
	}
	data, err := List(Return{Name: "a.xlsx", Findings: []reconcile.Finding{
		at(reconcile.HiddenRows, "A1"), at(reconcile.OverBudget, "B2"), at(reconcile.AmountUnreadable, "C3"), at(reconcile.UnitMismatch, "D4")}})
	if err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	var got []string
	for row := mendHeader + 1; row <= mendHeader+7; row++ {
		number, _ := f.GetCellValue(sheetMends, cellName(1, row))
		mend, _ := f.GetCellValue(sheetMends, cellName(5, row))
		if mend == number {
			continue // a band
		}
		got = append(got, number+" "+mend)
		for _, column := range []int{2, 4, 5} {
			id, _ := f.GetCellStyle(sheetMends, cellName(column, row))
			if style, err := f.GetStyle(id); err != nil || style.Alignment.Indent == 0 {
				t.Errorf("%s has no indent: %v", cellName(column, row), err)
			}
		}
	}
	const mend = " Kembalikan isinya."
	if want := "1" + mend + "|2" + mend + "|3" + mend + "|4" + mend; strings.Join(got, "|") != want {
		t.Errorf("got %s, want %s", strings.Join(got, "|"), want)
	}
}
