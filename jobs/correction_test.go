package jobs_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/xuri/excelize/v2"

	"rekon/jobs"
	"rekon/jobs/smtptest"
	"rekon/reconcile"
)

// sheetText is what a sheet of a published workbook says, a row on each line.
func (o *office) sheetText(name, sheet string) string {
	o.t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader([]byte(o.read(name))))
	if err != nil {
		o.t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	rows, err := f.GetRows(sheet)
	if err != nil {
		o.t.Fatalf("%s: %v", name, err)
	}
	var b strings.Builder
	for _, row := range rows {
		fmt.Fprintln(&b, strings.Join(row, "|"))
	}
	return b.String()
}

// says asserts that a text contains words.
func (o *office) says(what, text string, words ...string) {
	o.t.Helper()
	for _, w := range words {
		if !strings.Contains(text, w) {
			o.t.Errorf("%s does not say %q:\n%s", what, w, text)
		}
	}
}

// TestCorrectionIsTold in the same words and numbers in both workbooks, the overview, the
// letter to the head and the status page; the workbook before it lies where it is said to.
func TestCorrectionIsTold(t *testing.T) {
	eachPlanned(t, func(o *office) {
		s := o.mailed(smtptest.Options{Plain: true})
		o.drop("tw1.xlsx", edited(o.t, fixture(o.t, tw1), map[string]any{spent: 12000000}))
		o.run()
		o.now = night
		o.closeOut()
		o.sendMail()
		first, was := o.read(o.variance(1)), o.result(1).Totals.Actual.Decimal
		o.later(3 * 24 * time.Hour)
		o.drop("koreksi.xlsx", edited(o.t, fixture(o.t, tw1), map[string]any{spent: 12500000}))
		o.run()
		sent := len(s.Letters())
		o.sendMail()

		period := reconcile.Period{Year: 2020, Quarter: 1}
		half := reconcile.FormatRupiah(was) + ", menjadi " + reconcile.FormatRupiah(was.Add(decimal.NewFromInt(500000)))
		sentence := "Dikoreksi setelah tutup buku tanggal 11 April 2020 (pada 14 April 2020): 3 baris berubah; realisasi semula " + half +
			"; alasan: Laporan revisi 2 dari 'koreksi.xlsx' diterima 14 April 2020."
		o.says("Ringkasan", o.sheetText(o.variance(1), "Ringkasan"), sentence)
		o.says("the head's page", o.sheetText(o.SummaryPath("BKPP", period), "Ringkasan"), sentence)
		o.says("the overview", o.sheetText(o.SummaryPath("", period), "Ringkasan"), "Dikoreksi setelah tutup buku: BKPP (pada 14 April 2020).")
		o.says("the status page", o.read("hasil/index.html"), "dikoreksi pada 14 April 2020")
		sum := hash([]byte(first))
		kept := "arsip/" + sum[:2] + "/" + sum + ".xlsx"
		for _, name := range []string{o.variance(1), o.SummaryPath("BKPP", period)} {
			o.says(name, o.sheetText(name, "Koreksi"), "disimpan di "+kept, o.variance(1))
		}
		equal(o.t, "what lies there", o.read(kept) == first, true)
		_, all := o.letters(s, sent)
		var told bool
		for _, l := range all {
			if strings.HasPrefix(l.Subject, "Ringkasan") {
				told = true
				equal(o.t, "its subject", strings.HasPrefix(l.Subject, "Ringkasan BKPP Triwulan I 2020 (dikoreksi): "), true)
				o.says("the letter", l.Text, sentence, "Realisasi anggaran triwulan: semula "+half, "Dikoreksi setelah tutup buku\n",
					"3. Bimbingan Teknis Implementasi peraturan perundang-undangan (1.1.1.PKSA.1)\n")
			}
		}
		equal(o.t, "the head got a letter", told, true)
	})
}

// TestWithdrawalIsToldToTheHead: of a quarter that was closed out and has no report left
// her page says what she was told before, and why that is gone.
func TestWithdrawalIsToldToTheHead(t *testing.T) {
	eachPlanned(t, func(o *office) {
		o.closedOut()
		was := o.result(1).Totals.Actual.Decimal
		order := jobs.WithdrawOrder{Agency: "BKPP", Period: reconcile.Period{Year: 2020, Quarter: 1}, Reason: "salah OPD"}
		if _, err := o.Withdraw(o.t.Context(), order); err != nil {
			o.t.Fatal(err)
		}
		summary := o.SummaryPath("BKPP", order.Period)
		o.says("the head's page", o.sheetText(summary, "Ringkasan"),
			"realisasi semula "+reconcile.FormatRupiah(was)+", menjadi kosong; alasan: Laporan revisi 1 ditarik: salah OPD.")
		o.says("Koreksi", o.sheetText(summary, "Koreksi"), "Status laporan||", "|Belum Lapor|", "Laporan revisi 1 ditarik: salah OPD")
	})
}
