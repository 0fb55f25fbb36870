package xlsx

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"rekon/reconcile"
)

// sampleE81 is the form of the sample plan up to a quarter, of made-up reports of some
// quarters.
func sampleE81(tb testing.TB, quarter int, renstra bool, reported ...int) reconcile.E81 {
	tb.Helper()
	plan := samplePlan(tb)
	var reports []reconcile.Report
	for _, q := range reported {
		reports = append(reports, sampleReport(plan, q))
	}
	r := settle(reconcile.Reconcile(plan, reconcile.Period{Year: plan.Year, Quarter: quarter}, reports, reconcile.DefaultRules()))
	filled := reconcile.Renstra{}
	if renstra {
		filled = sampleRenstra(plan)
	}
	return reconcile.EvaluateE81(r, reports, filled, reconcile.Head{Name: "Drs. H. Ahmad Fulan, M.Si", NIP: "19650101 199003 1 001"})
}

// sampleRenstra fills in every line that has something to fill in.
func sampleRenstra(plan reconcile.Plan) reconcile.Renstra {
	out := reconcile.Renstra{EndYear: 2021, File: "isian.xlsx", Lines: map[string]reconcile.RenstraLine{}}
	of := func(d decimal.NullDecimal, factor int64) decimal.NullDecimal {
		d.Decimal = d.Decimal.Mul(decimal.NewFromInt(factor))
		return d
	}
	for _, l := range plan.Lines {
		year := l.Target[reconcile.Year]
		line := reconcile.RenstraLine{
			Target: reconcile.Pair{K: reconcile.Quantity{Value: of(year.Value, 5), Letter: year.Letter}},
			Past:   reconcile.Pair{K: reconcile.Quantity{Value: of(year.Value, 3), Letter: year.Letter}},
		}
		if l.Level == reconcile.LevelKegiatan {
			line.Target.Rp, line.Past.Rp = of(l.Budget[reconcile.Year].Value, 5), of(l.Budget[reconcile.Year].Value, 3)
		}
		out.Lines[l.Code] = line
	}
	return out
}

func e81Bytes(tb testing.TB, form reconcile.E81) []byte {
	tb.Helper()
	var b bytes.Buffer
	if err := WriteE81(&b, form); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

// sampleForms are forms of every kind: open and filled in, whole years and gaps.
func sampleForms(tb testing.TB) map[string]reconcile.E81 {
	tb.Helper()
	whole := sampleE81(tb, 2, true, 1, 2)
	whole.Complete, whole.Predikat, whole.RenstraWord = true, "Sangat Tinggi", "Sangat Rendah"
	return map[string]reconcile.E81{
		"e81-whole":  whole,
		"e81-tw1":    sampleE81(tb, 1, false, 1),
		"e81-tw2":    sampleE81(tb, 2, true, 1, 2),
		"e81-gap":    sampleE81(tb, 3, true, 1, 3),
		"e81-year":   sampleE81(tb, 4, true, 1, 2, 3, 4),
		"e81-silent": sampleE81(tb, 2, false),
		"e81-change": changedE81(tb),
	}
}

// changedE81 is the form of a year in which a change from Triwulan IV on took a
// kegiatan out and gave another more.
func changedE81(tb testing.TB) reconcile.E81 {
	tb.Helper()
	first, second := samplePlan(tb), samplePlan(tb)
	second.Revision, second.FromQuarter, second.Decree, second.SHA256 = 2, 4, "DPPA 12/2020", "dppa"
	second.Lines = slices.DeleteFunc(second.Lines, func(l reconcile.Line) bool { return l.Code == "1.1.1.PKSA.2" })
	for i := range second.Lines {
		if l := &second.Lines[i]; l.Code == "1.1.1.PKSA.1" {
			l.Budget[reconcile.Year].Value = decimal.NewNullDecimal(decimal.NewFromInt(150_000_000))
			l.Target[reconcile.Year].Value = decimal.NewNullDecimal(decimal.NewFromInt(25))
		}
	}
	plan, _ := reconcile.Effective([]reconcile.Plan{first, second}, 4)
	reports := []reconcile.Report{sampleReport(first, 1), sampleReport(first, 2), sampleReport(first, 3), sampleReport(second, 4)}
	r := settle(reconcile.Reconcile(plan, reconcile.Period{Year: 2020, Quarter: 4}, reports, reconcile.DefaultRules()))
	return reconcile.EvaluateE81(r, reports, reconcile.Renstra{}, reconcile.Head{})
}

// formCells are the cells of a written form's row of a line, by their column.
func formCells(t *testing.T, form reconcile.E81, code string) func(column int) (value, formula string) {
	t.Helper()
	f := reopen(t, e81Bytes(t, form))
	at := slices.IndexFunc(form.Rows, func(r reconcile.E81Row) bool { return r.Line.Code == code })
	if at < 0 {
		t.Fatal("no row", code)
	}
	return func(column int) (value, formula string) {
		value, _ = f.GetCellValue(SheetE81, cellAt(column, rowOf(at)))
		formula, _ = f.GetCellFormula(SheetE81, cellAt(column, rowOf(at)))
		return value, formula
	}
}

// What was spent on a line that a change took out stays and is told; the year's target
// is the one that holds for the last quarter, beside the one before.
func TestE81TellsOfAChange(t *testing.T) {
	form := changedE81(t)
	gone := formCells(t, form, "1.1.1.PKSA.2")
	if year, _ := gone(e81Year + 1); year != "" {
		t.Error("a year's budget of a line that is gone:", year)
	}
	spent := decimal.Zero
	for q := 1; q <= 3; q++ {
		for _, r := range sampleReport(samplePlan(t), q).Realizations {
			if r.Line == "1.1.1.PKSA.2" {
				spent = spent.Add(r.Money.Value.Decimal)
			}
		}
	}
	if actual, _ := gone(e81Actual + 1); actual != spent.String() || spent.IsZero() {
		t.Errorf("spent %s, want %s", actual, spent)
	}
	if last, _ := gone(quarterColumn(4) + 1); last != "" {
		t.Error("after the change:", last)
	}
	if remarks, _ := gone(e81Remarks); !strings.Contains(remarks, "Tidak lagi direncanakan mulai TW IV") {
		t.Error(remarks)
	}
	more := formCells(t, form, "1.1.1.PKSA.1")
	if year, _ := more(e81Year + 1); year != "150000000" {
		t.Error("the year's budget:", year)
	}
	if remarks, _ := formCells(t, form, "1.1.1.PKSA")(e81Remarks); !strings.HasPrefix(remarks, "Pagu semula Rp5.852.255.900") {
		t.Error("of the program:", remarks)
	}
	if remarks, _ := more(e81Remarks); !strings.HasPrefix(remarks, "Target semula 20 Orang; pagu semula Rp100.000.000") {
		t.Error(remarks)
	}
}

// A stored figure that rests on other quarters than those beside it, as of a closed
// quarter after an earlier one was corrected, has no formula and says so.
func TestE81SaysWhenItDiffers(t *testing.T) {
	plan := samplePlan(t)
	reports := []reconcile.Report{sampleReport(plan, 1), sampleReport(plan, 2)}
	r := settle(reconcile.Reconcile(plan, reconcile.Period{Year: 2020, Quarter: 2}, reports, reconcile.DefaultRules()))
	for i := range reports[0].Realizations {
		if row := &reports[0].Realizations[i]; row.Line == "1.1.1.PKSA.1" {
			row.Money.Value.Decimal = row.Money.Value.Decimal.Add(decimal.NewFromInt(1))
		}
	}
	form := reconcile.EvaluateE81(r, reports, reconcile.Renstra{}, reconcile.Head{})
	cells := formCells(t, form, "1.1.1.PKSA.1")
	actual, formula := cells(e81Actual + 1)
	if remarks, _ := cells(e81Remarks); formula != "" || actual != "38750001.56" || remarks != "Kolom 12 dari basis data, berbeda dengan triwulannya" {
		t.Errorf("%q %q %q", actual, formula, remarks)
	}
	if _, formula := formCells(t, form, "1.1.1.PKSA.3")(e81Actual + 1); formula == "" {
		t.Error("a line that agrees lost its formula")
	}
}

// Texts of plans, reports and input sheets stay texts.
func TestE81ExecutesNoText(t *testing.T) {
	const bad = `=HYPERLINK("http://x","y")`
	form := sampleE81(t, 2, true, 1, 2)
	for i := range form.Rows {
		row := &form.Rows[i]
		row.Line.Path = reconcile.Path{Sasaran: bad, Indikator: bad, Program: bad, Kegiatan: bad}
		row.Line.Code, row.Line.Measure, row.Unit = bad, bad, bad
		if row.Line.Unit == "Orang" {
			row.Line.Unit = `"=1+1`
		}
	}
	form.Pendorong, form.Agency.Name, form.Head.Name = []reconcile.Remark{{Text: bad}}, bad, bad
	f := reopen(t, e81Bytes(t, form))
	for sheet, cells := range formulaCells(t, f) {
		for _, cell := range cells {
			if formula, _ := f.GetCellFormula(sheet, cell); strings.Contains(formula, "HYPERLINK") || strings.Contains(formula, "1+1") {
				t.Error(cell, formula)
			}
		}
	}
	if name, _ := f.GetCellValue(SheetE81, cellAt(e81Name, rowOf(2))); name != bad {
		t.Error(name)
	}
}

// The same form gives the same bytes.
func TestE81IsDeterministic(t *testing.T) {
	form := sampleE81(t, 2, true, 1, 2)
	first := e81Bytes(t, form)
	for i := range 3 {
		if !bytes.Equal(first, e81Bytes(t, form)) {
			t.Fatal(fmt.Sprint("writing ", i+2, " differs"))
		}
	}
}

// Why a quarter says nothing is told by a word: not reported, reported after the quarter
// that is shown, before there was a plan.
func TestE81NamesWhatIsNotThere(t *testing.T) {
	later := sampleE81(t, 1, false, 1, 2)
	young := sampleE81(t, 2, false, 2)
	young.Owed[0] = false
	for name, test := range map[string]struct {
		form    reconcile.E81
		quarter int
		want    string
	}{"not reported": {later, 3, "belum lapor"}, "reported later": {later, 2, "tidak dimuat"}, "before the plan": {young, 1, "tanpa rencana"}} {
		cells := formCells(t, test.form, "1.1.1.PKSA.1")
		k, _ := cells(quarterColumn(test.quarter))
		rp, _ := cells(quarterColumn(test.quarter) + 1)
		if k != test.want || rp != test.want {
			t.Errorf("%s: %q, %q", name, k, rp)
		}
	}
}

// The averages are live, and their words follow the rules.
func TestE81Averages(t *testing.T) {
	form := sampleE81(t, 2, true, 1, 2)
	f := reopen(t, e81Bytes(t, form))
	at := rowOf(len(form.Rows)) + 1
	for col, want := range map[int]decimal.NullDecimal{e81Actual: form.Capaian.Value, e81Rate: form.RenstraRate.Value, e81Rate + 1: form.Total.RateRp} {
		value, _ := f.GetCellValue(SheetE81, cellAt(col, at))
		if value != want.Decimal.String() || !want.Valid {
			t.Errorf("column %d: %s, want %s", col, value, want.Decimal)
		}
		if formula, _ := f.GetCellFormula(SheetE81, cellAt(col, at)); formula == "" {
			t.Errorf("column %d has no formula", col)
		}
	}
	if word, _ := f.GetCellValue(SheetE81, cellAt(e81Actual, at+1)); word != "data belum lengkap" {
		t.Error("judged on incomplete data:", word)
	}
	form.Complete, form.Predikat = true, "Sangat Tinggi"
	f = reopen(t, e81Bytes(t, form))
	if word, _ := f.GetCellValue(SheetE81, cellAt(e81Actual, at+1)); word != "Sangat Tinggi" {
		t.Error("predikat:", word)
	}
}

// TestE81LeavesTheYearOfTheSignatureOpen once the year that the form evaluates is over.
func TestE81LeavesTheYearOfTheSignatureOpen(t *testing.T) {
	for quarter, want := range map[int]string{1: " 2020", 3: " 2020", 4: " 20...."} {
		rows, err := reopen(t, e81Bytes(t, sampleE81(t, quarter, true, 1))).GetRows(SheetE81)
		if err != nil {
			t.Fatal(err)
		}
		dates := 0
		for _, text := range slices.Concat(rows...) {
			if strings.Contains(text, ", tanggal ..") {
				dates++
				if !strings.HasSuffix(text, "."+want) {
					t.Errorf("Triwulan %d is signed %q, want%s", quarter, text, want)
				}
			}
		}
		if dates != 2 {
			t.Errorf("Triwulan %d has %d dates", quarter, dates)
		}
	}
}
