package jobs_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"rekon/db"
	"rekon/db/dbtest"
	"rekon/jobs"
	"rekon/jobs/smtptest"
	"rekon/reconcile"
)

var (
	tw1Of2020 = reconcile.Period{Year: 2020, Quarter: 1}
	july      = time.Date(2020, time.July, 2, 9, 0, 0, 0, reconcile.WIB)
)

const variance1 = "hasil/2020/TW1/BKPP/Variansi BKPP 2020 TW1.xlsx"

func (o *office) withdraw(reason string) jobs.Withdrawn {
	o.t.Helper()
	w, err := o.Withdraw(o.t.Context(), jobs.WithdrawOrder{Agency: "BKPP", Period: tw1Of2020, Reason: reason})
	if err != nil {
		o.t.Fatal(err)
	}
	return w
}

// whole makes sure that the history tells what is stored, that all can be derived anew, and
// that nothing waits.
func (o *office) whole() {
	o.t.Helper()
	faults, err := o.DB.HistoryFaults(o.t.Context())
	if err != nil || len(faults) > 0 {
		o.t.Error(faults, err)
	}
	left, err := o.DB.PendingEvents(o.t.Context())
	if err != nil || len(left) > 0 {
		o.t.Error(left, err)
	}
	o.clean("whole")
}

// sums are the rupiah of a quarter and to date.
func (o *office) sums(quarter int) string {
	t := o.result(quarter).Totals
	return t.Actual.Decimal.String() + " " + t.ActualYTD.Decimal.String()
}

// TestWithdraw: after each withdrawal figures, workbooks and standing are what they would
// be if the report had never come.
func TestWithdraw(t *testing.T) {
	eachPlanned(t, func(o *office) {
		first := fixture(o.t, tw1)
		o.drop("tw2.xlsx", fixture(o.t, tw2))
		o.run()
		alone := o.sums(2)
		o.drop("tw1.xlsx", first)
		o.run()
		once, onceLater, workbook := o.sums(1), o.sums(2), o.cells(variance1, "Variansi")
		o.drop("salah.xlsx", edited(o.t, first, map[string]any{spent: 12195001}))
		o.run()
		if o.sums(1) == once || o.sums(2) == onceLater {
			o.t.Fatal("the second report changes nothing")
		}

		w := o.withdraw("bukan dari kami")
		equal(o.t, "withdrawn", []int{w.Revision, w.Again.Revision, len(w.Recomputed)}, []int{2, 1, 2})
		equal(o.t, "figures", []string{o.sums(1), o.sums(2)}, []string{once, onceLater})
		equal(o.t, "the workbook", o.cells(variance1, "Variansi"), workbook)
		equal(o.t, "revision", o.standing(1).Revision, 1)
		note := fmt.Sprintf("hasil/2020/TW1/BKPP/Penarikan laporan %s (revisi 2).txt", o.now.Format("2006-01-02 15.04.05"))
		for _, want := range []string{"bukan dari kami", "Yang berlaku sekarang laporan revisi 1", "salah.xlsx"} {
			if !strings.Contains(o.read(note), want) {
				o.t.Errorf("the note does not say %q", want)
			}
		}
		o.whole()

		published := hash([]byte(o.read(variance1)))
		o.later(time.Hour)
		w = o.withdraw("salah triwulan")
		equal(o.t, "status", []reconcile.Status{w.Standing.Status, o.standing(1).Status}, []reconcile.Status{reconcile.BelumLapor, reconcile.BelumLapor})
		equal(o.t, "figures", o.sums(2), alone)
		if _, err := os.Stat(o.path(variance1)); !os.IsNotExist(err) {
			o.t.Error("the workbook is there:", err)
		}
		if !slices.Contains(o.originals(), published[:2]+"/"+published+".xlsx") {
			o.t.Error("the workbook that was removed is not kept")
		}
		if page := o.read("hasil/index.html"); strings.Contains(page, "Variansi%20BKPP%202020%20TW1") {
			o.t.Error("the status page leads to it")
		}
		if _, err := o.Withdraw(o.t.Context(), jobs.WithdrawOrder{Agency: "BKPP", Period: tw1Of2020, Reason: "lagi"}); !errors.Is(err, jobs.ErrNoReport) {
			o.t.Error(err)
		}
		o.whole()

		o.drop("benar.xlsx", first) // the very bytes, which are no duplicate
		o.drop("sama.xlsx", first)  // but these are
		equal(o.t, "again", outcomes(o.run()), []string{"benar.xlsx accepted 3", "sama.xlsx duplicate 3"})
		equal(o.t, "figures", []string{o.sums(1), o.sums(2)}, []string{once, onceLater})
		_, figures, _ := strings.Cut(workbook, " WIB")
		if again := o.cells(variance1, "Variansi"); !strings.Contains(again, "laporan revisi 3, ") || !strings.HasSuffix(again, figures) {
			o.t.Error("the workbook does not show the report that was sent again")
		}
		o.whole()
	})
}

// TestWithdrawalIsTold: staff are told by mail, once for each report, why, and what counts.
func TestWithdrawalIsTold(t *testing.T) {
	eachPlanned(t, func(o *office) {
		s := o.mailed(smtptest.Options{})
		for n := range 2 {
			o.drop(fmt.Sprintf("tw1 %d.xlsx", n), edited(o.t, fixture(o.t, tw1), map[string]any{spent: 12195000 + n}))
		}
		o.run()
		o.withdraw("bukan dari kami")
		o.sendMail()
		o.withdraw("salah triwulan")
		o.sendMail()
		told := map[string]string{}
		for _, l := range s.Letters() {
			if letter := openLetter(o.t, l); strings.HasPrefix(letter.Subject, "Ditarik") {
				told[letter.Subject] = letter.Text
			}
		}
		equal(o.t, "letters", len(told), 2)
		for subject, wants := range map[string][]string{
			"Ditarik: laporan BKPP Triwulan I 2020, revisi 2": {"bukan dari kami", "Yang berlaku sekarang laporan revisi 1", "tw1 1.xlsx"},
			"Ditarik: laporan BKPP Triwulan I 2020, revisi 1": {"salah triwulan", "Sekarang belum ada laporan", "tw1 0.xlsx"},
		} {
			for _, want := range wants {
				if !strings.Contains(told[subject], want) {
					o.t.Errorf("%q does not say %q: %s", subject, want, told[subject])
				}
			}
		}
	})
}

// TestWithdrawDryRun changes nothing, and says what would be.
func TestWithdrawDryRun(t *testing.T) {
	eachPlanned(t, func(o *office) {
		o.drop("keliru.xlsx", edited(o.t, fixture(o.t, tw1), map[string]any{spent: "12,x"}))
		o.drop("tw1.xlsx", fixture(o.t, tw1))
		o.run()
		before := o.snapshot()
		order := jobs.WithdrawOrder{Agency: "BKPP", Period: tw1Of2020, Reason: "salah", DryRun: true}
		w, err := o.Withdraw(o.t.Context(), order)
		equal(o.t, "error", err, nil)
		equal(o.t, "status", w.Standing.Status, reconcile.Ditolak)
		equal(o.t, "afterwards", o.snapshot(), before)
		closed, err := o.CloseQuarter(o.t.Context(), jobs.CloseOrder{Period: tw1Of2020, DryRun: true})
		equal(o.t, "error", err, nil)
		equal(o.t, "would be closed", closed[0].Done, true)
		equal(o.t, "afterwards", o.snapshot(), before)
		order.DryRun = false
		_, err = o.Withdraw(o.t.Context(), order)
		equal(o.t, "error", err, nil)
		equal(o.t, "status", o.standing(1).Status, reconcile.Ditolak)
	})
}

// TestClose: what comes for a closed quarter goes back and says what to do, a correction
// of an earlier one leaves it as it is, and once it is open again all is as it had been.
func TestClose(t *testing.T) {
	eachPlanned(t, func(o *office) {
		first, second := fixture(o.t, tw1), fixture(o.t, tw2)
		o.drop("tw1.xlsx", first)
		o.drop("tw2.xlsx", second)
		o.run()
		if _, err := o.CloseQuarter(o.t.Context(), jobs.CloseOrder{Period: reconcile.Period{Year: 2020, Quarter: 2}}); err == nil || !strings.Contains(err.Error(), "2020-07-01") {
			o.t.Error("before it ended:", err)
		}
		o.now = july
		two := jobs.CloseOrder{Period: reconcile.Period{Year: 2020, Quarter: 2}, Reason: "sudah diperiksa"}
		closed, err := o.CloseQuarter(o.t.Context(), two)
		equal(o.t, "error", err, nil)
		equal(o.t, "closed", closed[0].Done, true)
		kept := o.sums(2)

		o.drop("tw2 baru.xlsx", edited(o.t, second, map[string]any{"PROGRAM KEGIATAN!M7": 1}))
		o.drop("tw1 baru.xlsx", edited(o.t, first, map[string]any{spent: 12195001}))
		pass := o.run()
		equal(o.t, "taken", outcomes(pass), []string{"tw1 baru.xlsx accepted 2", "tw2 baru.xlsx returned"})
		i := slices.IndexFunc(pass.Taken, func(t jobs.Taken) bool { return t.Outcome == db.Returned })
		message := pass.Taken[i].Findings[len(pass.Taken[i].Findings)-1].Message
		for _, want := range []string{"Triwulan II tahun 2020 sudah ditutup pada 2 Juli 2020 (sudah diperiksa)", "minta administrator rekon membukanya lagi"} {
			if !strings.Contains(message, want) {
				o.t.Errorf("%q does not say %q", message, want)
			}
		}
		equal(o.t, "figures", o.sums(2), kept)
		equal(o.t, "status", o.standing(2).Status, reconcile.Ditutup)
		outdated, err := o.Outdated(o.t.Context(), db.QuarterFilter{})
		equal(o.t, "error", err, nil)
		equal(o.t, "outdated", outdated, []jobs.Outdated{{Agency: "BKPP", Period: two.Period, Why: []string{"laporan Triwulan I revisi 2 diterima"}}})
		w := o.withdraw("keliru")
		equal(o.t, "left alone", w.Closed, []reconcile.Period{two.Period})
		equal(o.t, "figures", o.sums(2), kept)
		o.drop("tw1 baru.xlsx", edited(o.t, first, map[string]any{spent: 12195002}))
		o.run()

		_, err = o.ReopenQuarter(o.t.Context(), two)
		equal(o.t, "error", err, nil)
		if o.sums(2) == kept {
			o.t.Error("the correction of TW I is not in the figures to date")
		}
		equal(o.t, "status", o.standing(2).Status, o.result(2).Status)
		outdated, err = o.Outdated(o.t.Context(), db.QuarterFilter{})
		equal(o.t, "error", err, nil)
		equal(o.t, "outdated", len(outdated), 0)
		o.whole()
	})
}

// TestCloseAll closes the quarter of all agencies, those without a report too, and owes
// nothing of them any more.
func TestCloseAll(t *testing.T) {
	eachPlanned(t, func(o *office) {
		o.importPlan(of(o.t, "Dinas Sosial", fixture(o.t, plan)), "DINSOS")
		o.drop("tw1.xlsx", fixture(o.t, tw1))
		o.run()
		closed, err := o.CloseQuarter(o.t.Context(), jobs.CloseOrder{Period: tw1Of2020})
		equal(o.t, "error", err, nil)
		var got []string
		for _, c := range closed {
			got = append(got, fmt.Sprint(c.Agency.Code, " ", c.Status, " ", c.Revision, " ", c.Done))
		}
		equal(o.t, "closed", got, []string{"BKPP Diterima 1 true", "DINSOS Belum Lapor 0 true"})
		o.now = july
		owed, err := o.Unreported(o.t.Context())
		equal(o.t, "error", err, nil)
		for _, u := range owed {
			if u.Period == tw1Of2020 && len(u.Agencies) > 0 {
				o.t.Errorf("%v owe the report of a closed quarter", u.Agencies)
			}
		}
		o.whole()
	})
}

// TestKilledWithdrawal kills a withdrawal at each of its points: either it is not done, or
// the next pass does what is left, and comes to the end of one that nobody disturbed.
func TestKilledWithdrawal(t *testing.T) {
	onEach(t, func(t *testing.T, dsn func(testing.TB) string, all bool) {
		t.Run("the only report", func(t *testing.T) { killWithdrawal(t, dsn, 1) })
		if all {
			t.Run("the second report", func(t *testing.T) { killWithdrawal(t, dsn, 2) })
		}
	})
}

// killWithdrawal kills the withdrawal of the last of some reports at each of its points.
func killWithdrawal(t *testing.T, dsn func(testing.TB) string, reports int) {
	prepared := newOffice(t, dsn(t))
	prepared.Workers = 1
	prepared.importPlan(fixture(t, plan), "BKPP")
	prepared.drop("tw2.xlsx", fixture(t, tw2))
	for n := range reports {
		prepared.drop(fmt.Sprintf("tw1 %d.xlsx", n), edited(t, fixture(t, tw1), map[string]any{spent: 12195000 + n}))
	}
	prepared.run()
	before := prepared.snapshot()
	take := func(ctx context.Context, o *office) error {
		_, err := o.Withdraw(ctx, jobs.WithdrawOrder{Agency: "BKPP", Period: tw1Of2020, Reason: "salah"})
		return err
	}
	o := prepared.copied(t)
	points := o.kill(0, take)
	want := o.snapshot()
	t.Logf("%d points: %v", len(points), count(points))
	for _, nth := range chosen(points, false) {
		t.Run(fmt.Sprintf("%d %s", nth, points[nth-1]), func(t *testing.T) {
			t.Parallel()
			o := prepared.copied(t)
			o.kill(nth, take)
			back := o.again()
			back.run()
			if slices.Contains(points[:nth], "report withdrawn") {
				equal(t, "the end", back.snapshot(), want)
			} else {
				equal(t, "the end", back.snapshot(), before)
			}
			back.whole()
		})
	}
}

// TestKilledClosing kills the closing of two agencies' quarter at each of its points. What
// was closed is in the journal after the next pass, and who closes again comes to the same
// end.
func TestKilledClosing(t *testing.T) {
	prepared := newOffice(t, dbtest.SQLite(t))
	prepared.Workers = 1
	prepared.importPlan(fixture(t, plan), "BKPP")
	prepared.importPlan(of(t, "Dinas Sosial", fixture(t, plan)), "DINSOS")
	prepared.drop("tw1.xlsx", fixture(t, tw1))
	prepared.run()
	closing := func(ctx context.Context, o *office) error {
		_, err := o.CloseQuarter(ctx, jobs.CloseOrder{Period: tw1Of2020})
		return err
	}
	o := prepared.copied(t)
	points := o.kill(0, closing)
	want := o.snapshot()
	t.Logf("%d points: %v", len(points), count(points))
	for nth := range points {
		t.Run(fmt.Sprintf("%d %s", nth+1, points[nth]), func(t *testing.T) {
			t.Parallel()
			o := prepared.copied(t)
			o.kill(nth+1, closing)
			back := o.again()
			back.run()
			back.whole()
			journal := slices.DeleteFunc(back.files("arsip/catatan"), func(name string) bool { return !strings.Contains(name, "-closed-") })
			equal(t, "in the journal", len(journal), len(back.rows("closings", "agency")))
			if err := closing(t.Context(), back); err != nil {
				t.Fatal(err)
			}
			equal(t, "the end", back.snapshot(), want)
		})
	}
}

// TestRestoreOfWhatWasDone: closings, reopenings and withdrawals come back from the
// journal, at their times and in their order.
func TestRestoreOfWhatWasDone(t *testing.T) {
	eachPlanned(t, func(o *office) {
		lastNight := dbtest.Backup(o.t, o.dsn)
		o.DB.By = db.Actor{Host: "srv", User: "sari"}
		first := fixture(o.t, tw1)
		one := jobs.CloseOrder{Agency: "BKPP", Period: tw1Of2020, Reason: "sudah diperiksa"}
		must := func(_ any, err error) {
			o.t.Helper()
			if err != nil {
				o.t.Fatal(err)
			}
			o.later(time.Hour)
		}
		o.drop("salah.xlsx", edited(o.t, first, map[string]any{spent: 1}))
		must(o.Run(o.t.Context()))
		o.withdraw("milik orang lain")
		o.later(time.Hour)
		must(o.CloseQuarter(o.t.Context(), one))
		o.drop("terlambat.xlsx", first)
		must(o.Run(o.t.Context()))
		must(o.ReopenQuarter(o.t.Context(), one))
		o.drop("terlambat.xlsx", first)
		must(o.Run(o.t.Context()))
		must(o.CloseQuarter(o.t.Context(), one))
		told, err := o.DB.History(o.t.Context(), db.QuarterFilter{Agency: "BKPP"})
		equal(o.t, "error", err, nil)

		back := openOffice(o.t, lastNight, o.dir)
		back.now = o.now
		missing, err := back.Missing(o.t.Context())
		equal(o.t, "error", err, nil)
		equal(o.t, "missing", len(missing), 3+4)
		_, err = back.Restore(o.t.Context(), missing)
		equal(o.t, "error", err, nil)
		again, err := back.DB.History(o.t.Context(), db.QuarterFilter{Agency: "BKPP"})
		equal(o.t, "error", err, nil)
		equal(o.t, "history", whatHappened(again), whatHappened(told))
		for i, e := range again {
			if was := told[i]; e.Kind == db.ClosedEvent || e.Kind == db.ReopenedEvent || e.Kind == db.WithdrawnEvent {
				equal(o.t, "by whom", e.Actor, was.Actor)
				equal(o.t, "when", e.At, was.At)
			}
		}
		equal(o.t, "status", back.standing(1).Status, reconcile.Ditutup)
		missing, err = back.Missing(o.t.Context())
		equal(o.t, "error", err, nil)
		equal(o.t, "missing afterwards", len(missing), 0)
		back.whole()
	})
}

func whatHappened(events []db.Event) (out []string) {
	for _, e := range events {
		out = append(out, fmt.Sprintf("%s %d r%d %s", e.Kind, e.Period.Quarter, e.Revision, e.Reason))
	}
	return out
}
