package xlsx

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"rekon/reconcile"
)

// formerBook is a workbook that was put out before a correction, and kept.
func formerBook(at time.Time) reconcile.Published {
	return reconcile.Published{File: "hasil/2020/TW1/BKPP/Variansi BKPP 2020 TW1.xlsx", SHA256: "ab" + strings.Repeat("0123456789", 6) + "ef", At: at,
		Kept: "arsip/ab/ab" + strings.Repeat("0123456789", 6) + "ef.xlsx"}
}

// corrected is the last of results, each of which took the place of the one before it
// after the close-out, for a reason.
func corrected(results []reconcile.Result, reasons ...string) reconcile.Result {
	last := results[len(results)-1]
	last.ClosedOut = closedOut(last.Period.Quarter)
	for i, why := range reasons {
		at := last.ClosedOut.AddDate(0, 0, 3+i)
		last.Changes = append(last.Changes, reconcile.Amendment{At: at, Reason: why, Former: formerBook(at.AddDate(0, 0, -1)), Changes: reconcile.Compare(results[i], results[i+1])})
	}
	return last
}

// smallLine is a kegiatan with its targets and budgets of Triwulan I and of the year.
func smallLine(code, unit string, target, budget int64) reconcile.Line {
	number := func(n int64) decimal.NullDecimal { return decimal.NewNullDecimal(decimal.NewFromInt(n)) }
	l := reconcile.Line{Code: code, Level: reconcile.LevelKegiatan, Unit: unit, Aggregation: reconcile.Akumulatif, Polarity: reconcile.Positif,
		Path: reconcile.Path{Program: "1. Program", Kegiatan: code + ". Kegiatan " + code}}
	l.Target[0], l.Target[1], l.Target[reconcile.Year] = reconcile.Quantity{Value: number(target)}, reconcile.Quantity{Value: number(target)}, reconcile.Quantity{Value: number(2 * target)}
	if budget > 0 {
		l.Budget[0], l.Budget[1], l.Budget[reconcile.Year] = reconcile.Amount{Value: number(budget)}, reconcile.Amount{Value: number(budget)}, reconcile.Amount{Value: number(2 * budget)}
	}
	return l
}

// smallRow is a row of a report: people or a letter, and rupiah unless "".
func smallRow(line, physical, money string) reconcile.Realization {
	r := reconcile.Realization{Line: line}
	if d, err := decimal.NewFromString(physical); err == nil {
		r.Physical.Value = decimal.NewNullDecimal(d)
	} else {
		r.Physical.Letter = physical
	}
	if money != "" {
		r.Money.Value = decimal.NewNullDecimal(decimal.RequireFromString(money))
	}
	return r
}

// smallResults are one quarter as it was told three times: 1.1 did less and spent less than
// was said first, 1.2 is graded BB and not B, and 1.3 is not in the plan any more.
func smallResults() []reconcile.Result {
	letters := smallLine("1.2", "Predikat", 0, 500000)
	letters.Aggregation, letters.Scale = reconcile.PosisiAkhir, "SAKIP"
	for _, i := range []int{0, 1, reconcile.Year} {
		letters.Target[i] = reconcile.Quantity{Letter: "BB"}
	}
	plan := reconcile.Plan{Year: 2020, Revision: 1, FromQuarter: 1, File: "rencana.xlsx", Agency: reconcile.Agency{Code: "BKPP", Name: "Badan Kepegawaian"},
		Lines: []reconcile.Line{smallLine("1.1", "Orang", 5, 1000000), letters, smallLine("1.3", "Dokumen", 1, 0)}}
	without := plan
	without.Lines, without.Revision = plan.Lines[:2:2], 2
	result := func(plan reconcile.Plan, revision int, rows ...reconcile.Realization) reconcile.Result {
		report := reconcile.Report{Period: reconcile.Period{Year: 2020, Quarter: 1}, Revision: revision, File: "TW I.xlsx", ReceivedAt: closedOut(1).AddDate(0, 0, -5), Realizations: rows}
		return settle(reconcile.Reconcile(plan, report.Period, []reconcile.Report{report}, reconcile.DefaultRules()))
	}
	first := []reconcile.Realization{smallRow("1.1", "5", "1000000"), smallRow("1.2", "B", "500000"), smallRow("1.3", "1", "")}
	second := slices.Clone(first)
	second[0], second[1] = smallRow("1.1", "4", "900500.50"), smallRow("1.2", "BB", "500000")
	return []reconcile.Result{result(plan, 1, first...), result(plan, 2, second...), result(without, 2, second[:2]...)}
}

// correctedSamples are corrections of every kind: one, several, there and back, of a later
// quarter, of a quarter with very much in it, after a withdrawal.
func correctedSamples(tb testing.TB) map[string]reconcile.Result {
	tb.Helper()
	small := smallResults()
	lost := corrected(small[:2], "Laporan revisi 2 dari 'TW I.xlsx' diterima 14 April 2020")
	lost.Changes[0].Former.Kept = ""
	taken := corrected(small[:2], "Laporan revisi 2 dari 'TW I.xlsx' diterima 14 April 2020")
	taken.Changes = slices.Insert(taken.Changes, 0, reconcile.Amendment{At: taken.ClosedOut.AddDate(0, 0, 1), Reason: "Laporan revisi 1 ditarik: salah OPD", Taken: &small[0]})
	return map[string]reconcile.Result{
		"once":    lost,
		"several": corrected(small, "Laporan revisi 2 dari 'TW I.xlsx' diterima 14 April 2020", "Rencana revisi 2 (Kepmen 12/2020)"),
		"back":    corrected([]reconcile.Result{small[0], small[1], small[0]}, "Laporan revisi 2 dari 'TW I.xlsx' diterima 14 April 2020", "Laporan revisi 2 ditarik: salah triwulan; laporan revisi 1 berlaku lagi"),
		"taken":   taken,
		"large": corrected([]reconcile.Result{oddResult(tb, 3, 1, 3), sampleResult(tb, 3), oddResult(tb, 3, 2)},
			"Laporan Triwulan II (revisi 1) diterima 14 Oktober 2020; "+strings.Repeat("Ketentuan berubah: toleransi rupiah Rp1.000 atau 5% menjadi Rp1.000 atau 3% ", 6), "Laporan Triwulan I revisi 2 ditarik: salah OPD"),
	}
}
