package jobs_test

import (
	"bytes"
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/xuri/excelize/v2"

	"rekon/db"
	"rekon/jobs"
	"rekon/jobs/smtptest"
	"rekon/reconcile"
)

// TestNoLetterWithoutItsWorkbooks: a workbook that is gone is written again before the
// head gets his letter; while one cannot be read the letter waits, and says why.
func TestNoLetterWithoutItsWorkbooks(t *testing.T) {
	eachPlanned(t, func(o *office) {
		s := o.mailed(smtptest.Options{Plain: true})
		o.drop("tw1.xlsx", fixture(o.t, tw1))
		o.run()
		equal(o.t, "receipt", o.sendMail(), jobs.Mailing{Sent: 1})
		o.now = night
		o.closeOut()
		for _, name := range []string{"hasil/2020/TW1/BKPP/Ringkasan BKPP 2020 TW1.xlsx", "hasil/2020/TW1/BKPP/Variansi BKPP 2020 TW1.xlsx"} {
			want := o.read(name)
			if err := os.Remove(o.path(name)); err != nil {
				o.t.Fatal(err)
			}
			o.later(2 * time.Hour)
			equal(o.t, "without "+name, o.sendMail(), jobs.Mailing{Deferred: 1})
			waits, err := o.DB.Messages(o.t.Context(), db.Waiting)
			if err != nil || len(waits) != 1 || !strings.Contains(waits[0].Error, name) {
				o.t.Fatalf("waits: %+v, %v", waits, err)
			}
			o.run()
			equal(o.t, "written again: "+name, o.read(name) == want, true)
		}
		name := "hasil/2020/TW1/BKPP/Variansi BKPP 2020 TW1.xlsx"
		if err := os.Rename(o.path(name), o.path("aside")); err != nil {
			o.t.Fatal(err)
		}
		if err := os.Mkdir(o.path(name), 0o755); err != nil {
			o.t.Fatal(err)
		}
		o.later(2 * time.Hour)
		equal(o.t, "unreadable", o.sendMail(), jobs.Mailing{Deferred: 1})
		o.later(100 * time.Hour)
		equal(o.t, "given up in the end", o.sendMail(), jobs.Mailing{GivenUp: 1})
		if err := os.Remove(o.path(name)); err != nil {
			o.t.Fatal(err)
		}
		if err := os.Rename(o.path("aside"), o.path(name)); err != nil {
			o.t.Fatal(err)
		}
		if _, err := o.DB.RetryMessages(o.t.Context(), o.now, o.now.Add(time.Hour)); err != nil {
			o.t.Fatal(err)
		}
		equal(o.t, "mended", o.sendMail(), jobs.Mailing{Sent: 1})
		_, all := o.letters(s, 1)
		equal(o.t, "attached", len(all[0].Attached), 2)
	})
}

// TestLettersWithoutTheShare: while the share is away, what needs no file of it goes out,
// and the rest waits for it.
func TestLettersWithoutTheShare(t *testing.T) {
	eachPlanned(t, func(o *office) {
		s := o.mailed(smtptest.Options{Plain: true})
		o.ReminderDays = []int{7}
		o.importPlan(of(o.t, "Dinas Kesehatan", fixture(o.t, plan)), "DINKES")
		o.drop("tw1.xlsx", fixture(o.t, tw1))
		o.run()
		equal(o.t, "reminded", len(o.reminded()), 1)
		backup := o.t.TempDir()
		o.takeAway(backup)
		equal(o.t, "without the share", o.sendMail(), jobs.Mailing{Sent: 1, Deferred: 1})
		subjects, _ := o.letters(s, 0)
		equal(o.t, "sent", subjects, []string{"staf@rekon.test Diterima: laporan BKPP Triwulan I 2020, revisi 1"})
		if err := os.CopyFS(o.dir, os.DirFS(backup)); err != nil {
			o.t.Fatal(err)
		}
		back := openOffice(o.t, o.dsn, o.dir)
		back.Mail, back.now = o.Mail, o.now.Add(2*time.Hour)
		equal(o.t, "when it is back", back.sendMail(), jobs.Mailing{Sent: 1})
		_, all := back.letters(s, 1)
		equal(o.t, "attached", len(all[0].Attached), 1)
	})
}

// TestReminderWithoutItsForm: an entry workbook that someone took out of the folder holds
// no reminder up.
func TestReminderWithoutItsForm(t *testing.T) {
	eachPlanned(t, func(o *office) {
		s := o.mailed(smtptest.Options{Plain: true})
		if err := os.Remove(o.path("templat/2020/BKPP/Realisasi BKPP 2020 TW1.xlsx")); err != nil {
			o.t.Fatal(err)
		}
		o.remindAll("staf@rekon.test")
		equal(o.t, "mailing", o.sendMail(), jobs.Mailing{Sent: 1})
		_, all := o.letters(s, 0)
		equal(o.t, "attached", len(all[0].Attached), 0)
	})
}

// TestCorrectionTellsOfLaterQuarters: a correction of TW I changes the figures to date of
// TW II; the head gets one letter that names both, with what belongs to it. The report
// of TW II, which came after TW I, tells of itself alone.
func TestCorrectionTellsOfLaterQuarters(t *testing.T) {
	eachPlanned(t, func(o *office) {
		s := o.mailed(smtptest.Options{Plain: true})
		o.drop("tw1.xlsx", fixture(o.t, tw1))
		o.run()
		o.later(time.Hour)
		o.drop("tw2.xlsx", fixture(o.t, tw2))
		o.run()
		o.now = time.Date(2020, time.July, 12, 1, 0, 0, 0, reconcile.WIB)
		o.closeOut()
		equal(o.t, "receipts and close-outs", o.sendMail(), jobs.Mailing{Sent: 4})
		before := o.result(2).Totals.ActualYTD.Decimal

		o.later(time.Hour)
		o.drop("benar.xlsx", edited(o.t, fixture(o.t, tw1), map[string]any{spent: 12195001}))
		o.run()
		if o.result(2).Totals.ActualYTD.Decimal.Equal(before) {
			o.t.Fatal("TW II is as it was")
		}
		equal(o.t, "mailing", o.sendMail(), jobs.Mailing{Sent: 2})
		subjects, all := o.letters(s, 4)
		equal(o.t, "of the correction", subjects, []string{
			"staf@rekon.test Diterima: laporan BKPP Triwulan I 2020, revisi 2", "kepala@rekon.test Ringkasan BKPP Triwulan I 2020 (dikoreksi): LENGKAP"})
		now := reconcile.FormatRupiah(o.result(2).Totals.ActualYTD.Decimal.Round(0))
		for _, words := range []string{"dihitung ulang dengan laporan ini", "1. Triwulan II: ", now + " dari pagu setahun"} {
			if !strings.Contains(all[1].Text, words) {
				o.t.Errorf("%q does not stand in:\n%s", words, all[1].Text)
			}
		}
		equal(o.t, "attached", string(all[1].Attached["Ringkasan BKPP 2020 TW2.xlsx"]), o.read("hasil/2020/TW2/BKPP/Ringkasan BKPP 2020 TW2.xlsx"))

		o.later(time.Hour)
		o.drop("benar2.xlsx", edited(o.t, fixture(o.t, tw2), map[string]any{"PROGRAM KEGIATAN!A60": "catatan"}))
		o.run()
		equal(o.t, "mailing", o.sendMail(), jobs.Mailing{Sent: 2})
		if _, all = o.letters(s, 6); strings.Contains(all[1].Text, "Triwulan sesudahnya") {
			o.t.Errorf("TW II changes nothing else:\n%s", all[1].Text)
		}
	})
}

// TestCorrectionBehindAClosedQuarter: a closed quarter keeps its figures, and the letter
// about a correction before it says so.
func TestCorrectionBehindAClosedQuarter(t *testing.T) {
	eachPlanned(t, func(o *office) {
		s := o.mailed(smtptest.Options{Plain: true})
		o.drop("tw1.xlsx", fixture(o.t, tw1))
		o.drop("tw2.xlsx", fixture(o.t, tw2))
		o.run()
		o.now = time.Date(2020, time.July, 12, 1, 0, 0, 0, reconcile.WIB)
		o.closeOut()
		if _, err := o.DB.CloseQuarter(o.t.Context(), db.Closing{Agency: "BKPP", Period: reconcile.Period{Year: 2020, Quarter: 2}, At: o.now}); err != nil {
			o.t.Fatal(err)
		}
		o.run()
		o.sendMail()
		sent := len(s.Letters())
		o.later(time.Hour)
		o.drop("benar.xlsx", edited(o.t, fixture(o.t, tw1), map[string]any{spent: 12195001}))
		o.run()
		equal(o.t, "mailing", o.sendMail(), jobs.Mailing{Sent: 2})
		_, all := o.letters(s, sent)
		if !strings.Contains(all[1].Text, "1. Triwulan II: DITUTUP\n   Angkanya: tetap seperti waktu ditutup") {
			o.t.Error(all[1].Text)
		}
		equal(o.t, "attached", len(all[1].Attached), 2)
	})
}

// TestHeadsLetterOfAWithdrawal: after the close-out the head is told what holds since a
// report was taken back, of later quarters too, and no letter tells of that report any
// more. Before the close-out nobody has told her anything.
func TestHeadsLetterOfAWithdrawal(t *testing.T) {
	eachPlanned(t, func(o *office) {
		s := o.mailed(smtptest.Options{Plain: true})
		o.drop("tw1.xlsx", fixture(o.t, tw1))
		o.run()
		o.withdraw("bukan dari kami")
		equal(o.t, "receipt and withdrawal", o.sendMail(), jobs.Mailing{Sent: 2})
		o.later(time.Hour)
		o.drop("tw1.xlsx", fixture(o.t, tw1))
		o.drop("tw2.xlsx", fixture(o.t, tw2))
		o.run()
		o.now = time.Date(2020, time.July, 12, 1, 0, 0, 0, reconcile.WIB)
		o.closeOut()
		o.sendMail()
		sent := len(s.Letters())
		once, later := o.result(1).Totals.Actual.Decimal, o.result(2).Totals.ActualYTD.Decimal

		o.later(time.Hour)
		o.drop("salah.xlsx", edited(o.t, fixture(o.t, tw1), map[string]any{spent: 12195001}))
		o.run()
		o.later(time.Hour)
		o.withdraw("salah triwulan")
		equal(o.t, "receipt, withdrawal, summary", o.sendMail(), jobs.Mailing{Sent: 3, Superseded: 1})
		subjects, all := o.letters(s, sent)
		equal(o.t, "letters", subjects, []string{"staf@rekon.test Diterima: laporan BKPP Triwulan I 2020, revisi 3",
			"staf@rekon.test Ditarik: laporan BKPP Triwulan I 2020, revisi 3", "kepala@rekon.test Ringkasan BKPP Triwulan I 2020 (dikoreksi): LENGKAP"})
		for _, words := range []string{"salah triwulan", reconcile.FormatRupiah(once.Round(0)), "dihitung ulang tanpa laporan yang ditarik",
			"1. Triwulan II: ", reconcile.FormatRupiah(later.Round(0)) + " dari pagu setahun"} {
			if !strings.Contains(all[2].Text, words) {
				o.t.Errorf("%q does not stand in:\n%s", words, all[2].Text)
			}
		}
		equal(o.t, "attached", string(all[2].Attached["Variansi BKPP 2020 TW1.xlsx"]), o.read("hasil/2020/TW1/BKPP/Variansi BKPP 2020 TW1.xlsx"))

		o.later(time.Hour)
		o.withdraw("bukan dari kami juga")
		equal(o.t, "withdrawal, summary", o.sendMail(), jobs.Mailing{Sent: 2})
		subjects, all = o.letters(s, sent+3)
		equal(o.t, "to the head", subjects[1], "kepala@rekon.test Ringkasan BKPP Triwulan I 2020: BELUM LENGKAP – BELUM ADA LAPORAN")
		if !strings.Contains(all[1].Text, "bukan dari kami juga") {
			o.t.Error(all[1].Text)
		}
	})
}

// TestHeadsLetterSays the consequence of each line, and the words that the page has about
// a doubtful plan; and its time is the office's.
func TestHeadsLetterSays(t *testing.T) {
	eachPlanned(t, func(o *office) {
		s := o.mailed(smtptest.Options{Plain: true})
		o.drop("tw1.xlsx", fixture(o.t, tw1))
		o.run()
		o.now = night
		o.closeOut()
		equal(o.t, "mailing", o.sendMail(), jobs.Mailing{Sent: 2})
		_, all := o.letters(s, 1)
		text := all[0].Text
		page := o.cells("hasil/2020/TW1/BKPP/Ringkasan BKPP 2020 TW1.xlsx", "Ringkasan")
		const doubtful = "bertumpu pada rencana yang masih diragukan: "
		_, said, _ := strings.Cut(text, doubtful)
		said, _, _ = strings.Cut(said, "\n")
		if said == "" || !strings.Contains(page, doubtful+said) {
			o.t.Errorf("the page does not say %q", doubtful+said)
		}
		equal(o.t, "consequences", strings.Count(text, "Konsekuensi: Rp"), strings.Count(text, "Mengapa: "))
		equal(o.t, "Date", s.Letters()[1].Header.Get("Date"), "Sat, 11 Apr 2020 01:00:00 +0700")
	})
}

// TestHeadsLetterIsThePage: the letter gives the figures of the page that goes along, and
// each line that it has with why, whether the quarter was reported or not.
func TestHeadsLetterIsThePage(t *testing.T) {
	eachPlanned(t, func(o *office) {
		s := o.mailed(smtptest.Options{Plain: true})
		o.drop("tw1.xlsx", fixture(o.t, tw1))
		o.run()
		o.now = time.Date(2020, time.July, 12, 1, 0, 0, 0, reconcile.WIB)
		o.closeOut() // TW II is not reported
		o.sendMail()
		o.drop("tw2.xlsx", fixture(o.t, tw2))
		o.run()
		o.sendMail()
		subjects, all := o.letters(s, 0)
		pages := 0
		for i, to := range subjects {
			if strings.HasPrefix(to, "kepala@") {
				checkPage(o.t, all[i], "Ringkasan BKPP 2020 TW"+map[bool]string{true: "2", false: "1"}[strings.Contains(to, "Triwulan II ")]+".xlsx")
				pages++
			}
		}
		equal(o.t, "letters to the head", pages, 3)
	})
}

// checkPage compares a letter with the page that goes along.
func checkPage(t *testing.T, l readLetter, name string) {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(l.Attached[name]), excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatalf("%s: %s: %v", l.Subject, name, err)
	}
	defer func() { _ = f.Close() }()
	rows, err := f.GetRows("Ringkasan")
	if err != nil {
		t.Fatal(err)
	}
	figures, lines := map[string][]string{}, 0
	for i, r := range rows {
		r = append(r, make([]string, 7)...)
		label, _, _ := strings.Cut(r[0], ",")
		figures[label] = r
		if _, err := strconv.Atoi(label); err != nil || len(label) > 2 {
			continue
		}
		_, line := reconcile.SplitNumber(r[1])
		lines++
		for _, words := range []string{line, rows[i+1][1], shownFigure(t, r[3], 0, "Konsekuensi: Rp%s")} {
			if !strings.Contains(l.Text, words) {
				t.Errorf("%s: the page says %q, the letter:\n%s", l.Subject, words, l.Text)
			}
		}
	}
	equal(t, "lines of "+l.Subject, lines, strings.Count(l.Text, "Mengapa: "))
	for _, c := range []struct {
		label  string
		column int
		places int32
		says   string
	}{
		{"Rata-rata capaian (%)", 3, 2, "Capaian triwulan: %s%%"}, {"Rata-rata capaian (%)", 6, 2, "Capaian s.d. triwulan: %s%%"},
		{"Serapan (%); s.d.: dari pagu", 3, 2, "Serapan triwulan: %s%%"}, {"Serapan (%); s.d.: dari pagu", 6, 2, "Serapan s.d. triwulan: %s%%"},
		{"Rata-rata capaian (%)", 2, 2, "Triwulan sebelumnya: capaian %s%%"}, {"Serapan (%); s.d.: dari pagu", 2, 2, "serapan %s%%"},
		{"Serapan (%); s.d.: dari pagu", 4, 2, " %s poin"}, {"Anggaran (rencana)", 3, 0, "rencana Rp%s"}, {"Pagu setahun", 6, 0, "pagu setahun Rp%s"},
		{"Realisasi", 3, 0, "Rp%s dari rencana"}, {"Realisasi", 6, 0, "Rp%s dari pagu setahun"}, {"Sisa pagu", 6, 0, "Sisa pagu: Rp%s"},
	} {
		if words := shownFigure(t, figures[c.label][c.column], c.places, c.says); !strings.Contains(l.Text, words) {
			t.Errorf("%s: the page says %q, the letter:\n%s", l.Subject, words, l.Text)
		}
	}
	const notFinal = "Angka di bawah ini BUKAN angka akhir."
	equal(t, "not final in "+l.Subject, strings.Contains(l.Text, notFinal), figures[notFinal] != nil)
	if words := "Predikat kinerja: " + figures["Predikat kinerja"][6]; !strings.Contains(l.Text, words) {
		t.Errorf("%s: the page says %q, the letter:\n%s", l.Subject, words, l.Text)
	}
}

// shownFigure writes a figure of a workbook as the letter has it; "" for none.
func shownFigure(t *testing.T, raw string, places int32, says string) string {
	t.Helper()
	if raw == "" {
		return ""
	}
	d, err := decimal.NewFromString(raw)
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf(says, reconcile.FormatNumber(d.Abs().Round(places)))
}

// TestRulesRenewSummaries: the summary of a quarter without a report rests on the rules of
// the settings, and follows them.
func TestRulesRenewSummaries(t *testing.T) {
	eachPlanned(t, func(o *office) {
		const own = "hasil/2020/TW1/BKPP/Ringkasan BKPP 2020 TW1.xlsx"
		before := o.read(own)
		o.Settings.Rules.MoneyTolerance.Absolute = decimal.NewFromInt(123_456)
		o.run()
		equal(o.t, "as before", o.read(own) == before, false)
		before = o.read(own)
		o.run()
		equal(o.t, "again", o.read(own) == before, true)
	})
}
