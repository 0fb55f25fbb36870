package jobs_test

import (
	"slices"
	"strings"
	"testing"

	"rekon/db"
	"rekon/db/dbtest"
	"rekon/jobs"
)

// TestVerifyOtherDueDay: the day by which reports are due may change after a plan was imported.
// What was stored under the former one is told, and only what no one day gives differs.
func TestVerifyOtherDueDay(t *testing.T) {
	eachPlanned(t, func(o *office) {
		o.now = night
		o.closeOut()
		o.Settings.Rules.DueDay = 15
		v := o.verified(db.QuarterFilter{})
		if len(v.Differences) > 0 || len(v.Notices) != 4 ||
			!strings.HasPrefix(v.Notices[0].Message, "Batas lapor Triwulan I 2020 tersimpan 10 April 2020 saat rencananya diimpor, menurut ketentuan sekarang (rules.due_day) 15 April 2020") {
			o.t.Errorf("%+v %+v", v.Differences, v.Notices)
		}
		o.drop("salah.xlsx", edited(o.t, fixture(o.t, tw1), map[string]any{spent: "1,2,x"}))
		o.run()
		if v = o.verified(db.QuarterFilter{}); len(v.Differences) > 0 || len(v.Notices) != 4 || o.standing(1).LateDays != 0 {
			o.t.Errorf("given back: %+v %+v", v, o.standing(1))
		}
		dbtest.Exec(o.t, o.dsn, `UPDATE agency_quarters SET due_at = '2020-04-20 17:00:00' WHERE quarter = 1`)
		found := o.verified(db.QuarterFilter{}).Differences
		if !slices.ContainsFunc(found, func(d jobs.Difference) bool {
			return strings.HasSuffix(d.Place, "kolom due_at") && d.Period.Quarter == 1
		}) {
			o.t.Errorf("%+v", found)
		}
	})
}

// TestVerifyDueDayChangedTwice: the day by which reports are due may change before a close-out
// and once more after it. What was closed out under the day between is told, and only what was
// changed behind rekon's back differs.
func TestVerifyDueDayChangedTwice(t *testing.T) {
	for what, report := range map[string]func(o *office){
		"given back": func(o *office) {
			o.drop("salah.xlsx", edited(o.t, fixture(o.t, tw1), map[string]any{spent: "1,2,x"}))
			o.run()
		},
		"withdrawn": func(o *office) {
			o.drop("tw1.xlsx", fixture(o.t, tw1))
			o.run()
			o.withdraw("salah kirim")
		},
		"corrected": func(o *office) {
			o.drop("tw1.xlsx", fixture(o.t, tw1))
			o.run()
		},
	} {
		t.Run(what, func(t *testing.T) {
			eachPlanned(t, func(o *office) {
				o.Settings.Rules.DueDay = 5
				report(o)
				o.now = night
				o.closeOut()
				o.Settings.Rules.DueDay = 15
				if what == "corrected" {
					o.drop("betul.xlsx", edited(o.t, fixture(o.t, tw1), map[string]any{spent: 12195001}))
					o.run()
				}
				o.betweenDueDays()
			})
		})
	}
}

// betweenDueDays: that the close-out of TW I was under another due day than today's is told, and
// one that was changed is found.
func (o *office) betweenDueDays() {
	o.t.Helper()
	v := o.verified(db.QuarterFilter{})
	for _, d := range v.Differences {
		o.t.Errorf("%s (%s): %q, derived %q", d.Message, d.Place, d.Found, d.Derived)
	}
	const told = "Batas lapor Triwulan I 2020 tersimpan 5 April 2020 saat tutup buku, menurut ketentuan sekarang (rules.due_day) 15 April 2020."
	if !slices.ContainsFunc(v.Notices, func(n jobs.Notice) bool { return n.Message == told }) {
		o.t.Errorf("not told: %+v", v.Notices)
	}
	b := behind{o, dbtest.Behind(o.t, o.dsn)}
	for _, change := range []string{"due_at = '2020-04-20 17:00:00'", "due_at = '2020-04-10 17:00:00'", "late_days = late_days + 1"} {
		column, _, _ := strings.Cut(change, " ")
		found := b.differingAfter("closeouts", "UPDATE closeouts SET "+change+" WHERE quarter = 1")
		for _, want := range []string{"stored 1: kolom " + column, "history 1"} {
			if !slices.ContainsFunc(found, func(d jobs.Difference) bool { return shortly(d) == want }) {
				o.t.Errorf("%s: no %q in %+v", change, want, found)
			}
		}
	}
}
