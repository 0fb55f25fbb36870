package xlsx

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"rekon/reconcile"
)

// raisedResult is that of a quarter in which a change of the plan holds: of Triwulan IV,
// the budget of every line is a rupiah more.
func raisedResult(tb testing.TB) reconcile.Result {
	tb.Helper()
	before, after := samplePlan(tb), samplePlan(tb)
	after.Revision, after.FromQuarter, after.Decree, after.File = 2, 4, "DPPA 900/12/2020", "dppa.xlsx"
	after.SHA256 = strings.Repeat("d", 64)
	for i := range after.Lines {
		for slot := range reconcile.Slots {
			b := &after.Lines[i].Budget[slot]
			b.Source.File, b.Source.SHA256 = after.File, after.SHA256
			after.Lines[i].Target[slot].Source.File, after.Lines[i].Target[slot].Source.SHA256 = after.File, after.SHA256
			if b.Said() && slot >= 3 {
				b.Value = decimal.NewNullDecimal(b.Value.Decimal.Add(decimal.NewFromInt(1)))
			}
		}
	}
	plan, ok := reconcile.Effective([]reconcile.Plan{before, after}, 4)
	if !ok {
		tb.Fatal("no plan holds")
	}
	var reports []reconcile.Report
	for q := 1; q <= 4; q++ {
		reports = append(reports, sampleReport(plan, q))
	}
	return settle(reconcile.Reconcile(plan, reconcile.Period{Year: 2020, Quarter: 4}, reports, reconcile.DefaultRules()))
}

// sumberRow is a row of Sumber as it has to be.
type sumberRow struct{ code, figure, document, sheet, cell, typed string }

// Every figure that the plan states up to the quarter and of the year, and every one
// that the reports state, stands on Sumber with its document, its cell and what is typed
// there; and nothing else does.
func TestSourcesListEveryCell(t *testing.T) {
	results := map[string]reconcile.Result{"tw1": sampleResult(t, 1), "tw3": sampleResult(t, 3), "changed": raisedResult(t)}
	for name, r := range results {
		t.Run(name, func(t *testing.T) {
			f := reopen(t, varianceBytes(t, r))
			rows, err := f.GetRows(sheetSources)
			if err != nil {
				t.Fatal(err)
			}
			var got []sumberRow
			for _, row := range rows {
				if len(row) >= srcCell && strings.Contains(row[srcDocument-1], "revisi") && row[srcValue-1] != "kosong" {
					row = append(row, "", "")
					got = append(got, sumberRow{row[0], row[1], row[4], row[5], row[6], row[7]})
				}
			}
			want := wantedRows(r)
			for _, w := range want {
				if !slices.Contains(got, w) {
					t.Errorf("%+v is not there", w)
				}
			}
			if len(got) != len(want) {
				t.Errorf("%d rows, want %d", len(got), len(want))
			}
		})
	}
}

// wantedRows are made from the plan and the reports alone.
func wantedRows(r reconcile.Result) (want []sumberRow) {
	letter, n := map[string]string{}, 0
	note := func(of string) { n++; letter[of] = string(rune('A' + n - 1)) }
	note("rencana revisi " + strconv.Itoa(r.Plan.Revision))
	for _, h := range slices.Backward(r.Plan.Older) {
		note("rencana revisi " + strconv.Itoa(h.Revision))
	}
	reports := append(slices.Clone(r.Earlier), r.Report)
	for _, x := range slices.Backward(reports) {
		note("laporan TW " + x.Period.Roman() + " revisi " + strconv.Itoa(x.Revision))
	}
	add := func(code, figure, document string, at reconcile.Source, typed string) {
		want = append(want, sumberRow{code, figure, letter[document] + ". " + document, at.Sheet, at.Cell, typed})
	}
	for _, l := range r.Plan.Lines {
		for _, slot := range []int{0, 1, 2, 3, reconcile.Year} {
			if slot < reconcile.Year && slot >= r.Period.Quarter {
				continue
			}
			when, pagu, revision := "setahun", "Pagu anggaran", r.Plan.Revision
			if slot < reconcile.Year {
				when = "Triwulan " + reconcile.Period{Quarter: slot + 1}.Roman()
				pagu = "Anggaran " + when
				if slot+1 < r.Plan.FromQuarter {
					revision--
				}
			}
			document := "rencana revisi " + strconv.Itoa(revision)
			if x := l.Target[slot]; x.Said() {
				add(l.Code, "Target "+when, document, x.Source, x.Typed)
			}
			if x := l.Budget[slot]; x.Said() {
				add(l.Code, pagu, document, x.Source, x.Typed)
			}
		}
	}
	for _, report := range reports {
		quarter := "Triwulan " + report.Period.Roman()
		document := "laporan TW " + report.Period.Roman() + " revisi 1"
		for _, x := range report.Realizations {
			if x.Physical.Said() {
				add(x.Line, "Realisasi fisik "+quarter, document, x.Physical.Source, x.Physical.Typed)
			}
			if x.Money.Said() {
				add(x.Line, "Realisasi anggaran "+quarter, document, x.Money.Source, x.Money.Typed)
			}
		}
	}
	return want
}

// From each line one click leads to its cells, and back.
func TestSourcesAreReached(t *testing.T) {
	r := sampleResult(t, 2)
	f := reopen(t, varianceBytes(t, r))
	rows, err := f.GetRows(sheetVariance)
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for i, row := range rows {
		if len(row) == 0 || !slices.ContainsFunc(r.Plan.Lines, func(l reconcile.Line) bool { return l.Code == row[0] }) {
			continue
		}
		found++
		here := "A" + strconv.Itoa(i+1)
		ok, target, err := f.GetCellHyperLink(sheetVariance, here)
		there := strings.TrimPrefix(target, "'"+sheetSources+"'!")
		if err != nil || !ok || there == target {
			t.Fatalf("%s leads to %q (%v)", here, target, err)
		}
		if code, _ := f.GetCellValue(sheetSources, there); code != row[0] {
			t.Errorf("%s of %s leads to %q at %s", here, row[0], code, there)
		}
		if _, back, _ := f.GetCellHyperLink(sheetSources, there); back != "'"+sheetVariance+"'!"+here {
			t.Errorf("%s leads back to %q", there, back)
		}
	}
	if found != len(r.Plan.Lines) {
		t.Errorf("%d lines", found)
	}
}

// Sumber names every original with its whole hash, the decree, and when it came in.
func TestSourcesNameTheOriginals(t *testing.T) {
	r := raisedResult(t)
	f := reopen(t, varianceBytes(t, r))
	rows, err := f.GetRows(sheetSources)
	if err != nil {
		t.Fatal(err)
	}
	cells := slices.Concat(rows...)
	for _, want := range []string{
		"A. Rencana", "dppa.xlsx", "SHA-256 " + strings.Repeat("d", 64), "Revisi 2, berlaku mulai Triwulan IV, dasar: DPPA 900/12/2020",
		"B. Rencana semula", "SHA-256 " + r.Plan.Older[0].SHA256, "Revisi 1, dasar: Rencana Aksi 2020",
		"C. Laporan TW IV", "Revisi 1, diterima 8 Januari 2021 pukul 10.15 WIB", "F. Laporan TW I", "Revisi 1, diterima 8 April 2020 pukul 10.15 WIB",
		"rekon explain --agency BKPP --year 2020 --quarter 4 --line KODE --figure NAMA",
	} {
		if !slices.Contains(cells, want) {
			t.Errorf("%q is not there", want)
		}
	}
	if joined := strings.Join(cells, "\n"); !strings.Contains(joined, "Akumulatif: triwulan dijumlahkan (disimpulkan dari rencana, aturan (4): jumlah triwulan sama dengan target setahun). Makin besar makin baik.") {
		t.Error("no word about how the quarters add up")
	}
}
