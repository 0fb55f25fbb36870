package xlsx

import (
	"bytes"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"rekon/reconcile"
)

// filledInput is the input sheet of a form with some cells filled in: by line code and
// heading, "" the year at the end of the Renstra.
func filledInput(t *testing.T, form reconcile.E81, cells map[[2]string]any) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := WriteE81Input(&b, form); err != nil {
		t.Fatal(err)
	}
	f := reopen(t, b.Bytes())
	rows, err := f.GetRows(sheetE81Input)
	if err != nil {
		t.Fatal(err)
	}
	columns := map[string]int{}
	for i, title := range rows[inputHeader-1] {
		columns[title] = i + 1
	}
	for at, value := range cells {
		row, col := 0, columns[at[1]]
		for i, r := range rows {
			if len(r) > 0 && r[0] == at[0] && i >= inputHeader {
				row = i + 1
			}
		}
		if at[0] == "" {
			row, col = 4, inputMeasure
		}
		if row == 0 || col == 0 {
			t.Fatal("no such cell", at)
		}
		if err := f.SetCellValue(sheetE81Input, cellName(col, row), value); err != nil {
			t.Fatal(err)
		}
	}
	b.Reset()
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func readInput(data []byte, form reconcile.E81) (reconcile.Renstra, []string) {
	renstra, findings := ReadE81Input("isian.xlsx", data, DefaultLimits(), time.Minute, form)
	var out []string
	for _, f := range findings {
		out = append(out, strings.TrimSpace(string(f.Code)+" "+f.Source.Cell+" "+f.Line))
		if place := reconcile.Place(f.Source); !strings.HasPrefix(f.Message, place) {
			out = append(out, "without its place: "+f.Message)
		}
	}
	return renstra, out
}

// What an office fills in comes back as it was typed, and nothing else does.
func TestE81InputIsReadBack(t *testing.T) {
	form := sampleE81(t, 2, false, 1, 2)
	empty, findings := readInput(filledInput(t, form, nil), form)
	if len(findings) > 0 || len(empty.Lines) > 0 || empty.EndYear != 0 {
		t.Fatal(empty, findings)
	}
	got, findings := readInput(filledInput(t, form, map[[2]string]any{
		{"", ""}: 2021,
		{"1.1.1.PKSA.1", e81InputTitles[inputTargetK-1]}:     100,
		{"1.1.1.PKSA.1", e81InputTitles[inputTargetRp-1]}:    "1.250.000.000,50",
		{"1.1.1.PKSA.1", e81InputTitles[inputPastK-1]}:       "60 Org",
		{"1.1.1.PKSA.1", e81InputTitles[inputPastRp-1]}:      0,
		{"1.1.1.PKSA.1", e81InputTitles[inputResponsible-1]}: "=1+1",
		{"1.1.2.PPA.1", e81InputTitles[inputTargetK-1]}:      0.95,
		{"1.1.2.PPA.1", e81InputTitles[inputPastK-1]}:        "-",
		{"3.4.5", e81InputTitles[inputTargetK-1]}:            "a",
		{"3.4.5", e81InputTitles[inputPastK-1]}:              "BB (72,5)",
	}), form)
	if len(findings) > 0 {
		t.Fatal(findings)
	}
	show := map[string]string{}
	for code, l := range got.Lines {
		rp := func(p reconcile.Pair) string {
			if !p.Rp.Valid {
				return "-"
			}
			return p.Rp.Decimal.String()
		}
		show[code] = strings.Join([]string{l.Target.K.Text(), rp(l.Target), l.Past.K.Text(), rp(l.Past), l.Unit}, "|")
	}
	want := map[string]string{"1.1.1.PKSA.1": "100|1250000000.5|60|0|=1+1", "1.1.2.PPA.1": "95|-||-|", "3.4.5": "A|-|BB|-|"}
	if diff := cmp.Diff(want, show); diff != "" || got.EndYear != 2021 || got.File != "isian.xlsx" || len(got.SHA256) != 64 {
		t.Error(diff, got.EndYear, got.File, got.SHA256)
	}
}

// A cell without a single reading, a code that is none of the plan's, a sum that does
// not agree: each is a finding at its cell.
func TestE81InputFindings(t *testing.T) {
	form := sampleE81(t, 2, false, 1, 2)
	target, past := e81InputTitles[inputTargetK-1], e81InputTitles[inputPastRp-1]
	for name, test := range map[string]struct {
		cells map[[2]string]any
		want  []string
	}{
		"no number":      {map[[2]string]any{{"1.1.1.PKSA.1", target}: "12,x"}, []string{"target-unreadable E9 1.1.1.PKSA.1"}},
		"two readings":   {map[[2]string]any{{"1.1.1.PKSA.1", past}: "1.234"}, []string{"amount-ambiguous H9 1.1.1.PKSA.1"}},
		"another unit":   {map[[2]string]any{{"1.1.1.PKSA.1", target}: "60 Dok"}, []string{"unit-mismatch E9 1.1.1.PKSA.1"}},
		"negative":       {map[[2]string]any{{"1.1.1.PKSA.1", past}: -5}, []string{"amount-negative H9 1.1.1.PKSA.1"}},
		"rounded":        {map[[2]string]any{{"1.1.1.PKSA.1", past}: 5000.126}, []string{"amount-rounded H9 1.1.1.PKSA.1"}},
		"no letter":      {map[[2]string]any{{"3.4.5", target}: "E"}, []string{"predicate-unknown E35 3.4.5"}},
		"no year":        {map[[2]string]any{{"", ""}: "lima"}, []string{"period-conflict C4"}},
		"another period": {map[[2]string]any{{"", ""}: 2019}, []string{"period-conflict C4"}},
		"unknown code":   {map[[2]string]any{{"1.1.1.PKSA.1", "Kode"}: "9.9", {"1.1.1.PKSA.1", past}: 1}, []string{"line-unplanned H9 9.9"}},
		"no code":        {map[[2]string]any{{"1.1.1.PKSA.1", "Kode"}: nil, {"1.1.1.PKSA.1", past}: 1}, []string{"line-unplanned H9"}},
		"twice":          {map[[2]string]any{{"1.1.1.PKSA.1", "Kode"}: "1.1.1.PKSA.2", {"1.1.1.PKSA.1", past}: 1, {"1.1.1.PKSA.2", past}: 1}, []string{"line-duplicate H10 1.1.1.PKSA.2"}},
		"sum alone":      {map[[2]string]any{{"3.4.5.PPSPCKK", past}: 5}, []string{"sum-without-parts H36 3.4.5.PPSPCKK"}},
		"another sum":    {map[[2]string]any{{"3.4.5.PPSPCKK", past}: 5, {"3.4.5.PPSPCKK.1", past}: 7}, []string{"budget-rollup H36 3.4.5.PPSPCKK"}},
		"the same sum":   {map[[2]string]any{{"3.4.5.PPSPCKK", past}: 7, {"3.4.5.PPSPCKK.1", past}: 7}, nil},
	} {
		if _, got := readInput(filledInput(t, form, test.cells), form); !cmp.Equal(test.want, got) {
			t.Errorf("%s: %q, want %q", name, got, test.want)
		}
	}
	if _, got := readInput([]byte("bukan buku kerja"), form); len(got) == 0 || got[0] != "not-a-workbook A1" {
		t.Errorf("no workbook: %q", got)
	}
	if _, got := readInput(e81Bytes(t, form), form); !cmp.Equal(got, []string{"header-missing A1"}) {
		t.Errorf("the form itself: %q", got)
	}
	other := form
	other.Agency.Code, other.Period.Year = "LAIN", 2021
	if _, got := readInput(filledInput(t, form, nil), other); !cmp.Equal(got, []string{"agency-conflict A1", "period-conflict A1"}) {
		t.Errorf("of another: %q", got)
	}
}

// bare is a form without its second sheet and document properties, as an office would
// type it.
func bare(t *testing.T, data []byte) []byte {
	t.Helper()
	f := reopen(t, data)
	for _, name := range []string{PropKind, PropAgency, PropYear, PropQuarter, PropRevision} {
		if err := f.SetCustomProps(excelize.CustomProperty{Name: name}); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.DeleteSheet(sheetE81Basis); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// fixture opens a workbook of the test data.
func fixture(t *testing.T, name string) *Book {
	t.Helper()
	data, err := os.ReadFile("../testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	b, err := Open(name, data, DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.Close)
	return b
}

// The form that is written is one that is understood: read as a report of its last
// quarter it gives that quarter's figures back, line by line.
func TestE81IsUnderstood(t *testing.T) {
	plan, set := samplePlan(t), Settings{Rules: reconcile.DefaultRules()}
	first := ReadRealization(fixture(t, "realisasi-tw1-tunggal.xlsx"), Context{Period: reconcile.Period{Year: 2020, Quarter: 1}, Plan: plan, Settings: set})
	period := reconcile.Period{Year: 2020, Quarter: 2}
	second := ReadRealization(fixture(t, "realisasi-tw2-lebar.xlsx"), Context{Period: period, Plan: plan, Earlier: []reconcile.Report{first}, Settings: set})
	reports := []reconcile.Report{first, second}
	reports[0].Revision, reports[1].Revision = 1, 1
	form := reconcile.EvaluateE81(reconcile.Reconcile(plan, period, reports, set.Rules), reports, reconcile.Renstra{}, reconcile.Head{})
	if got := [...]string{form.Total.Year.Rp.Decimal.String(), form.Total.Actual.Rp.Decimal.String()}; got != [...]string{"10435154900", "3664122355.87"} {
		t.Error("pagu and realisasi to date:", got)
	}
	b, err := Open("Formulir E.81.xlsx", bare(t, e81Bytes(t, form)), DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	if id := Identify(b, "", []Known{{Agency: plan.Agency}}); id.Agency != "BKPP" || id.Period != period || len(id.Findings) > 0 {
		t.Errorf("%+v", id)
	}
	got := ReadRealization(b, Context{Period: period, Plan: plan, Earlier: reports[:1], Settings: set})
	for _, f := range got.Findings {
		if f.Severity() == reconcile.Error || f.Code == reconcile.EarlierQuarterDiffers {
			t.Error(f.Code, f.Source, f.Line, f.Message)
		}
	}
	said := func(r reconcile.Report) map[string]string {
		out := map[string]string{}
		for _, x := range r.Realizations {
			if x.Physical.Said() || x.Money.Said() {
				out[x.Line] = x.Physical.Text() + "|" + x.Money.Value.Decimal.String()
			}
		}
		return out
	}
	if diff := cmp.Diff(said(second), said(got)); diff != "" || len(said(got)) < 22 {
		t.Error(diff, len(said(got)))
	}
}
