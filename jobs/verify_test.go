package jobs_test

import (
	"os"
	"strings"
	"testing"
	"time"

	"rekon/db"
	"rekon/jobs"
	"rekon/reconcile"
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
