package jobs_test

import (
	"context"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"rekon/db"
	"rekon/db/dbtest"
	"rekon/jobs"
	"rekon/reconcile"
	"rekon/xlsx"
)

func (o *office) verified(f db.QuarterFilter) jobs.Verification {
	o.t.Helper()
	v, err := o.Verify(o.t.Context(), f)
	if err != nil {
		o.t.Fatal(err)
	}
	return v
}

// clean makes sure that all can be derived anew.
func (o *office) clean(when string) {
	o.t.Helper()
	v := o.verified(db.QuarterFilter{})
	for _, d := range v.Differences {
		o.t.Errorf("%s: %s (%s): %q, derived %q", when, d.Message, d.Place, d.Found, d.Derived)
	}
	for _, n := range v.Notices {
		o.t.Errorf("%s: %s", when, n.Message)
	}
}

// TestVerifyAYear: an agency's year is derived anew after each thing that is done to it.
func TestVerifyAYear(t *testing.T) {
	each(t, func(o *office) {
		changeOffice(o)
		o.clean("three quarters")
		o.now = time.Date(2020, time.October, 11, 9, 0, 0, 0, reconcile.WIB)
		o.closeOut()
		o.clean("closed out")
		one := jobs.CloseOrder{Period: tw1Of2020}
		if _, err := o.CloseQuarter(o.t.Context(), one); err != nil {
			o.t.Fatal(err)
		}
		o.later(time.Hour)
		o.drop("tw2 betul.xlsx", reportBook(o.t, 2, "5.01.02.2.01|Penempatan Pegawai|8|9500000"))
		equal(o.t, "outcome", outcomes(o.run()), []string{"tw2 betul.xlsx accepted 2"})
		o.clean("a correction behind the third quarter")
		o.later(time.Hour)
		o.importChange(4, changedPlan...)
		o.clean("a change from the fourth quarter on")
		o.later(time.Hour)
		o.drop("tw1.xlsx", reportBook(o.t, 1, "5.01.02.2.01|Penempatan Pegawai|6|1000000"))
		equal(o.t, "outcome", outcomes(o.run()), []string{"tw1.xlsx returned"})
		o.drop("tw4.xlsx", reportBook(o.t, 4, "5.01.02.2.01|Penempatan Pegawai|19|14000000", "5.01.02.2.04|Seleksi Terbuka|3|6500000"))
		o.run()
		o.clean("the fourth quarter")
		o.later(time.Hour)
		if _, err := o.ReopenQuarter(o.t.Context(), jobs.CloseOrder{Period: tw1Of2020, Reason: "keliru"}); err != nil {
			o.t.Fatal(err)
		}
		o.clean("opened again")
		o.withdraw("salah kirim")
		o.clean("withdrawn")
		equal(o.t, "looked at", o.verified(db.QuarterFilter{}).Checked.Originals, 8+5) // and the workbooks before corrections
	})
}

// TestVerifyFindsChangedOriginals: each file in arsip/ that is not what came in is named,
// and nothing else is, since what is stored is taken for it.
func TestVerifyFindsChangedOriginals(t *testing.T) {
	eachPlanned(t, func(o *office) {
		taken, returned := fixture(o.t, tw1), []byte("bukan buku kerja")
		o.drop("tw1.xlsx", taken)
		o.drop("salah.txt", returned)
		o.run()
		o.drop("lagi.xlsx", taken)
		o.run()
		o.clean("before")
		for _, data := range [][]byte{fixture(o.t, plan), taken, returned} {
			name := "arsip/" + hash(data)[:2] + "/" + hash(data)
			if name += ".xlsx"; len(data) < 100 {
				name = strings.TrimSuffix(name, ".xlsx") + ".txt"
			}
			changed := append([]byte{}, data...)
			changed[len(changed)/2] ^= 1
			for what, put := range map[string]func() error{
				"changed": func() error { return os.WriteFile(o.path(name), changed, 0o600) },
				"missing": func() error { return os.Remove(o.path(name)) },
				"no file": func() error { return os.Mkdir(o.path(name), 0o700) },
			} {
				_ = os.Remove(o.path(name))
				if err := put(); err != nil && what != "missing" {
					o.t.Fatal(err)
				}
				found := o.verified(db.QuarterFilter{}).Differences
				if len(found) != 1 || found[0].Kind != jobs.OriginalDiffers || found[0].Place != name {
					o.t.Errorf("%s %s: %+v", name, what, found)
				}
			}
			_ = os.Remove(o.path(name))
			o.put(name, data, o.now)
			o.clean("put back")
		}
	})
}

// TestVerifyFindsFormerWorkbooks: what was published before a correction is kept.
func TestVerifyFindsFormerWorkbooks(t *testing.T) {
	eachPlanned(t, func(o *office) {
		o.closedOut()
		first := []byte(o.read(o.variance(1)))
		o.drop("koreksi.xlsx", edited(o.t, fixture(o.t, tw1), map[string]any{spent: 12195001}))
		o.run()
		o.clean("before")
		name := "arsip/" + hash(first)[:2] + "/" + hash(first) + ".xlsx"
		for what, data := range map[string][]byte{"changed": append(first, 0), "missing": nil} {
			_ = os.Remove(o.path(name))
			if data != nil {
				o.put(name, data, o.now)
			}
			found := o.verified(db.QuarterFilter{}).Differences
			if len(found) != 1 || found[0].Kind != jobs.OriginalDiffers || found[0].Place != name {
				o.t.Errorf("%s: %+v", what, found)
			}
		}
	})
}

// TestVerifyAnOlderDatabase: corrections from before the history told of them are what they
// are once `rekon migrate` has told of them, and no later edit of them goes unseen.
func TestVerifyAnOlderDatabase(t *testing.T) {
	eachPlanned(t, func(o *office) {
		o.closedOut()
		o.later(time.Hour)
		o.drop("betul.xlsx", edited(o.t, fixture(o.t, tw1), map[string]any{spent: 12195001}))
		o.run()
		dbtest.Exec(o.t, o.dsn, `DELETE FROM history`)
		dbtest.Exec(o.t, o.dsn, `DELETE FROM changes WHERE figure = 'totals.serapan'`) // as if it had not been counted then
		if _, _, err := o.DB.Migrate(o.t.Context()); err != nil {
			o.t.Fatal(err)
		}
		kinds := func() map[jobs.DifferenceKind]int {
			n := map[jobs.DifferenceKind]int{}
			for _, d := range o.verified(db.QuarterFilter{}).Differences {
				n[d.Kind]++
			}
			delete(n, jobs.WorkbookDiffers) // which shows the figure that was taken out above
			return n
		}
		equal(o.t, "brought up to date", kinds(), map[jobs.DifferenceKind]int{})
		dbtest.Exec(o.t, o.dsn, `UPDATE changes SET is_value = '1' WHERE figure = 'totals.actual'`)
		equal(o.t, "edited", kinds(), map[jobs.DifferenceKind]int{jobs.HistoryDiffers: 1})
	})
}

// TestVerifyARestoredDatabase: what the journal tells and the database of last night does
// not know is named, and once it is read again all is well.
func TestVerifyARestoredDatabase(t *testing.T) {
	eachPlanned(t, func(o *office) {
		lastNight := dbtest.Backup(o.t, o.dsn)
		o.later(time.Hour)
		o.drop("tw1.xlsx", fixture(o.t, tw1))
		o.drop("salah.txt", []byte("bukan buku kerja"))
		o.run()
		o.later(time.Hour)
		o.importPlan(edited(o.t, fixture(o.t, plan), map[string]any{"PROGRAM KEGIATAN!E9": "Jumlah Pegawai ASN yang dilatih"}), "BKPP")
		o.later(time.Hour)
		o.withdraw("salah kirim")
		o.drop("menunggu.xlsx", fixture(o.t, tw2))
		o.clean("today")

		back := openOffice(o.t, lastNight, o.dir)
		back.now = o.now
		found := back.verified(db.QuarterFilter{}).Differences
		var told []string
		for _, d := range found {
			if d.Kind == jobs.OriginalDiffers { // what was put out since differs, too
				told = append(told, string(d.Kind)+" "+d.Agency+" "+d.Derived)
			}
		}
		equal(o.t, "not known", told, []string{"original  " + hash(fixture(o.t, tw1)), "original  " + hash([]byte("bukan buku kerja")),
			"original BKPP " + o.rows("plans", "sha256")[1], "original BKPP withdrawn"})
		missing, err := back.Missing(o.t.Context())
		if err != nil {
			o.t.Fatal(err)
		}
		if _, err := back.Restore(o.t.Context(), missing); err != nil {
			o.t.Fatal(err)
		}
		back.clean("restored")
	})
}

// TestVerifyOtherRules: rules and a program that are others than a result was computed with
// are told with what would move, also of what was read under them, and are no difference.
func TestVerifyOtherRules(t *testing.T) {
	eachPlanned(t, func(o *office) {
		o.Program = "v1"
		o.drop("tw1.xlsx", fixture(o.t, tw1))
		o.run()
		o.clean("before")
		then := o.Settings.Rules
		o.Program = "v2"
		o.Settings.Rules.MoneyTolerance = reconcile.Tolerance{}
		o.Settings.Rules.DueDay = 5
		o.Settings.Rules.AddUnit("Orang", []string{"Keg"}, nil)
		v := o.verified(db.QuarterFilter{})
		if len(v.Differences) > 0 || len(v.Notices) != 1 {
			o.t.Fatalf("%+v %+v", v.Differences, v.Notices)
		}
		for _, want := range []string{"toleransi rupiah", "batas lapor tanggal 10 menjadi 5", "satuan", "Dihitung dengan rekon v2, semula v1"} {
			if !strings.Contains(v.Notices[0].Message, want) {
				o.t.Errorf("the notice does not say %q: %s", want, v.Notices[0].Message)
			}
		}
		was, now := o.result(1), o.result(1)
		o.Settings.Rules = then
		o.Settings.Rules.MoneyTolerance = reconcile.Tolerance{}
		v = o.verified(db.QuarterFilter{})
		now = reconcile.Reconcile(now.Plan, now.Period, []reconcile.Report{now.Report}, o.Settings.Rules).Rounded()
		now.Status = was.Status
		equal(o.t, "figures that would move", len(v.Notices[0].Changes), len(reconcile.Compare(was, now)))
		if len(v.Notices[0].Changes) == 0 || len(v.Differences) > 0 {
			o.t.Errorf("%+v", v)
		}
	})
}

// TestVerifyOtherRulesOfATakenResult: what a withdrawal took away after the close-out is
// derived under the rules that it keeps, too.
func TestVerifyOtherRulesOfATakenResult(t *testing.T) {
	eachPlanned(t, func(o *office) {
		o.drop("tw1.xlsx", fixture(o.t, tw1))
		o.run()
		o.now = time.Date(2020, time.April, 11, 9, 0, 0, 0, reconcile.WIB)
		o.closeOut()
		o.later(time.Hour)
		o.withdraw("salah kirim")
		o.clean("withdrawn")
		o.Settings.Rules.MoneyTolerance = reconcile.Tolerance{}
		v := o.verified(db.QuarterFilter{})
		if len(v.Differences) > 0 || len(v.Notices) != 1 || !strings.HasPrefix(v.Notices[0].Message, "Ringkasan BKPP 2020 TW1.xlsx: masih berkas yang diterbitkan, dan menunggu ditulis lagi") {
			o.t.Errorf("under rules that touch no result, but what the summary says of them: %+v %+v", v.Differences, v.Notices)
		}
		o.run()
		o.clean("written again")
	})
}

// TestVerifyOtherSettings: what rekon.yaml says otherwise of a line is kept with no result.
// It differs, and the cause is named.
func TestVerifyOtherSettings(t *testing.T) {
	eachPlanned(t, func(o *office) {
		o.drop("tw1.xlsx", fixture(o.t, tw1))
		o.run()
		o.Settings.Lines = map[string]xlsx.LineSetting{"1.1.1.PKSA.1": {Polarity: reconcile.Negatif}}
		found := o.verified(db.QuarterFilter{}).Differences
		named := func(d jobs.Difference) bool {
			return d.Line == "1.1.1.PKSA.1" && strings.Contains(d.Message, "'lines' pada rekon.yaml")
		}
		if !slices.ContainsFunc(found, named) || slices.ContainsFunc(found, func(d jobs.Difference) bool { return d.Line != "1.1.1.PKSA.1" && d.Line != "" }) {
			o.t.Errorf("%+v", found)
		}
	})
}

// TestVerifyWhatWaits: a result that waits to be computed anew is told, and is no difference.
func TestVerifyWhatWaits(t *testing.T) {
	eachPlanned(t, func(o *office) {
		o.drop("tw1.xlsx", fixture(o.t, tw1))
		o.run()
		o.StopAt(func(point string) error {
			if point == "plan stored" {
				return errors.New("killed")
			}
			return nil
		})
		data := edited(o.t, fixture(o.t, plan), map[string]any{"PROGRAM KEGIATAN!E9": "Jumlah Pegawai ASN yang dilatih"})
		if _, err := o.ImportPlan(o.t.Context(), "rencana.xlsx", data, jobs.PlanImport{Agency: "BKPP", Year: 2020, FromQuarter: 1}); err == nil {
			o.t.Fatal("not killed")
		}
		o.StopAt(nil)
		v := o.verified(db.QuarterFilter{})
		if len(v.Differences) > 0 || len(v.Notices) != 1 || !strings.Contains(v.Notices[0].Message, "menunggu dihitung ulang") {
			o.t.Errorf("%+v %+v", v.Differences, v.Notices)
		}
		o.run()
		o.clean("computed anew")
		dbtest.Exec(o.t, o.dsn, `UPDATE results SET published_at = NULL, workbook_sha256 = NULL`)
		v = o.verified(db.QuarterFilter{})
		if len(v.Differences) > 0 || len(v.Notices) != 1 || !strings.Contains(v.Notices[0].Message, "menunggu diterbitkan") {
			o.t.Errorf("%+v %+v", v.Differences, v.Notices)
		}
		o.run()
		o.clean("published again")
	})
}

// TestVerifyChooses: a filter leaves the other agencies and quarters out, and a context that
// ends stops it.
func TestVerifyChooses(t *testing.T) {
	eachPlanned(t, func(o *office) {
		o.importPlan(of(o.t, "Dinas Sosial", fixture(o.t, plan)), "DINSOS")
		o.drop("tw1.xlsx", fixture(o.t, tw1))
		o.drop("tw2.xlsx", fixture(o.t, tw2))
		o.run()
		for _, edit := range []string{`UPDATE variances SET sisa = '1' WHERE line_code = '1.1.1.PKSA.1'`, `UPDATE plan_lines SET measure = 'x' WHERE agency = 'DINSOS' AND line_code = '1.1.1.PKSA.1'`} {
			dbtest.Exec(o.t, o.dsn, edit)
		}
		for f, want := range map[db.QuarterFilter]int{
			{}: 3, {Agency: "BKPP"}: 2, {Agency: "BKPP", Year: 2020, Quarter: 2}: 1, {Agency: "DINSOS"}: 1, {Year: 2019}: 0, {Agency: "BKPP", Quarter: 3}: 0,
		} {
			if found := o.verified(f).Differences; len(found) != want {
				o.t.Errorf("%+v: %d found, want %d: %+v", f, len(found), want, found)
			}
		}
		ctx, cancel := context.WithCancel(o.t.Context())
		o.Progress = func(done, _ int) {
			if done == 2 {
				cancel()
			}
		}
		if v, err := o.Verify(ctx, db.QuarterFilter{}); !errors.Is(err, context.Canceled) || v.Checked.Years > 0 || err.Error() != context.Canceled.Error() {
			o.t.Errorf("%+v %v", v.Checked, err)
		}
	})
}

// TestVerifyWhileWorking: what a worker stores meanwhile is no difference.
func TestVerifyWhileWorking(t *testing.T) {
	eachPlanned(t, func(o *office) {
		worker := openOffice(o.t, o.dsn, o.dir)
		done := make(chan struct{})
		go func() {
			defer close(done)
			for i := range 8 {
				worker.later(time.Minute)
				worker.drop("tw1.xlsx", edited(worker.t, fixture(worker.t, tw1), map[string]any{spent: 12195000 + i}))
				if _, err := worker.Run(o.t.Context()); err != nil {
					o.t.Error(err)
				}
			}
		}()
		for working := true; working; {
			select {
			case <-done:
				working = false
			default:
			}
			for _, d := range o.verified(db.QuarterFilter{}).Differences { // what waits meanwhile is none
				o.t.Errorf("meanwhile: %s (%s)", d.Message, d.Place)
			}
		}
	})
}
