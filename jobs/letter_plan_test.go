package jobs_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"rekon/db"
	"rekon/jobs"
	"rekon/jobs/smtptest"
	"rekon/reconcile"
)

// correctedPlan is the first plan with another target and pagu in TW II, and so to date
// after it.
var correctedPlan = slices.Concat(firstPlan[:1],
	[]string{"5.01.02.2.01|Penempatan Pegawai|Orang|5|10000000|14|15000000|9|10000000|12|10000000|40|45000000"}, firstPlan[2:])

// toHead are the letters to the head that wait.
func (o *office) toHead() (out []db.Message) {
	o.t.Helper()
	waiting, err := o.DB.Messages(o.t.Context(), db.Waiting)
	if err != nil {
		o.t.Fatal(err)
	}
	for _, m := range waiting {
		if m.Kind.ToHead() {
			out = append(out, m)
		}
	}
	return out
}

// TestHeadsLetterOfAPlanChange: a plan that is changed back into quarters that were closed out
// is told to the head, once for each quarter whose figures moved, with what they were and are.
// Before the close-out, and where nothing moved, nobody is told.
func TestHeadsLetterOfAPlanChange(t *testing.T) {
	each(t, func(o *office) {
		s := o.mailed(smtptest.Options{Plain: true})
		changeOffice(o)
		o.importChange(3, firstPlan...)
		equal(o.t, "before the close-out", len(o.toHead()), 0)
		o.closeOut()
		o.sendMail()
		sent := len(s.Letters())

		o.later(time.Hour)
		o.importChange(4, changedPlan...)
		o.importChange(2, firstPlan...)
		equal(o.t, "nothing moved", len(o.toHead()), 0)
		o.later(time.Hour)
		o.importChange(2, correctedPlan...)
		equal(o.t, "mailing", o.sendMail(), jobs.Mailing{Sent: 2})
		subjects, all := o.letters(s, sent)
		equal(o.t, "letters", subjects, []string{
			"kepala@rekon.test Ringkasan BKPP Triwulan II 2020 (dikoreksi): LENGKAP – 1 CATATAN PERLU DIJAWAB", "kepala@rekon.test Ringkasan BKPP Triwulan III 2020 (dikoreksi): LENGKAP"})
		for i, words := range [][]string{
			{"Rencana diubah, dengan DPPA 12/2020: revisi 5 berlaku mulai Triwulan II.", "Dikoreksi setelah tutup buku\n", "Rencana anggaran triwulan: semula Rp10.000.000, menjadi Rp15.000.000"},
			{"Rencana diubah, dengan DPPA 12/2020: revisi 5 berlaku mulai Triwulan II.", "Dikoreksi setelah tutup buku\n", "Rencana anggaran s.d. triwulan: semula Rp30.000.000, menjadi Rp35.000.000"},
		} {
			for _, w := range words {
				if !strings.Contains(all[i].Text, w) {
					o.t.Errorf("%q does not stand in:\n%s", w, all[i].Text)
				}
			}
			name := fmt.Sprintf("BKPP 2020 TW%d.xlsx", i+2)
			for _, book := range []string{"Ringkasan ", "Variansi "} {
				equal(o.t, "attached", string(all[i].Attached[book+name]), o.read(fmt.Sprintf("hasil/2020/TW%d/BKPP/%s", i+2, book+name)))
			}
		}
		o.importChange(2, correctedPlan...)
		o.run()
		equal(o.t, "the same again", len(o.toHead()), 0)
		o.clean("afterwards")
	})
}

// TestHeadsLetterOfAnUnreportedQuarter: what she was told of a quarter without a report moves
// with its plan, too: she is told once, and not where nothing moved or a report came since.
func TestHeadsLetterOfAnUnreportedQuarter(t *testing.T) {
	each(t, func(o *office) {
		s := o.mailed(smtptest.Options{Plain: true})
		changeOffice(o)
		o.now = time.Date(2021, time.January, 20, 9, 0, 0, 0, reconcile.WIB)
		o.closeOut()
		o.sendMail()
		sent := len(s.Letters())
		o.later(time.Hour)
		o.importChange(4, firstPlan...)
		equal(o.t, "nothing moved", len(o.toHead()), 0)
		o.importChange(4, changedPlan...)
		o.importChange(4, changedPlan...)
		equal(o.t, "mailing", o.sendMail(), jobs.Mailing{Sent: 1})
		subjects, all := o.letters(s, sent)
		if len(subjects) != 1 || !strings.HasPrefix(subjects[0], "kepala@rekon.test Ringkasan BKPP Triwulan IV 2020: ") {
			o.t.Fatal(subjects)
		}
		for _, w := range []string{"Rencana diubah, dengan DPPA 12/2020: revisi 3 berlaku mulai Triwulan IV.", "Pagu semula Rp52.000.000, menjadi Rp57.000.000."} {
			if !strings.Contains(all[0].Text, w) {
				o.t.Errorf("%q does not stand in:\n%s", w, all[0].Text)
			}
		}
		equal(o.t, "attached", string(all[0].Attached["Ringkasan BKPP 2020 TW4.xlsx"]), o.read("hasil/2020/TW4/BKPP/Ringkasan BKPP 2020 TW4.xlsx"))

		o.later(time.Hour)
		o.importChange(4, firstPlan...)
		o.drop("tw4.xlsx", reportBook(o.t, 4, "5.01.02.2.01|Penempatan Pegawai|8|9500000"))
		o.run()
		equal(o.t, "a report since", o.sendMail(), jobs.Mailing{Sent: 2, Superseded: 1})
		o.clean("afterwards")
	})
}

// TestPlanChangeThatALaterLetterTells: of two changes, and of one before a corrected report,
// the head gets the later letter alone.
func TestPlanChangeThatALaterLetterTells(t *testing.T) {
	each(t, func(o *office) {
		s := o.mailed(smtptest.Options{Plain: true})
		changeOffice(o)
		o.closeOut()
		o.sendMail()
		sent := len(s.Letters())
		o.later(time.Hour)
		o.importChange(3, correctedPlan...)
		o.later(time.Hour)
		o.importChange(3, firstPlan...)
		equal(o.t, "two changes", len(o.toHead()), 2)
		equal(o.t, "mailing", o.sendMail(), jobs.Mailing{Sent: 1, Superseded: 1})
		_, all := o.letters(s, sent)
		if !strings.Contains(all[0].Text, "revisi 3 berlaku mulai Triwulan III") {
			o.t.Error(all[0].Text)
		}

		o.later(time.Hour)
		o.importChange(3, correctedPlan...)
		o.drop("tw3 betul.xlsx", reportBook(o.t, 3, "5.01.02.2.01|Penempatan Pegawai|8|9500000"))
		o.run()
		equal(o.t, "receipt and summary", o.sendMail(), jobs.Mailing{Sent: 2, Superseded: 1})
		if subjects, _ := o.letters(s, sent+1); !slices.ContainsFunc(subjects, func(s string) bool { return strings.HasPrefix(s, "kepala@") }) {
			o.t.Error(subjects)
		}
	})
}

// TestKilledPlanChange kills the change of a plan that moves what was closed out. Tried again,
// or by a pass, it comes to one letter for each quarter that moved.
func TestKilledPlanChange(t *testing.T) {
	onEach(t, func(t *testing.T, dsn func(testing.TB) string, _ bool) {
		closed := newOffice(t, dsn(t))
		closed.mailed(smtptest.Options{Plain: true})
		closed.Workers = 1
		changeOffice(closed)
		closed.closeOut()
		change := func(ctx context.Context, o *office) error {
			_, err := o.ImportPlan(ctx, "dppa.xlsx", planBook(o.t, correctedPlan...), jobs.PlanImport{Agency: "BKPP", Year: 2020, FromQuarter: 2, Decree: "DPPA 12/2020"})
			return err
		}
		o := closed.copied(t)
		points := o.kill(0, change)
		want := o.snapshot()
		told := func(o *office) []string {
			return slices.DeleteFunc(o.sorted("messages", "kind", "quarter", "revision"), func(row string) bool { return !strings.HasPrefix(row, string(db.PlanSummaryMessage)) })
		}
		equal(t, "letters", told(o), []string{"ringkasan-rencana 2 2", "ringkasan-rencana 3 2"})
		for _, nth := range chosen(points, false) {
			t.Run(fmt.Sprintf("%d %s", nth, points[nth-1]), func(t *testing.T) {
				t.Parallel()
				o := closed.copied(t)
				o.kill(nth, change)
				if nth%2 == 0 { // a pass may come first
					o = o.again()
					o.run()
				}
				back := o.again()
				ids := back.rows("messages", "message_id")
				back.kill(0, change)
				equal(t, "the end", back.snapshot(), want)
				equal(t, "those that were queued", back.rows("messages", "message_id")[:len(ids)], ids)
			})
		}
	})
}
