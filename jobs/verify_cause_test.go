package jobs_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"rekon/db"
	"rekon/db/dbtest"
	"rekon/reconcile"
)

// foundWhere is what differs: kinds and places.
func (o *office) foundWhere() (out []string) {
	o.t.Helper()
	for _, d := range o.verified(db.QuarterFilter{}).Differences {
		out = append(out, fmt.Sprintf("%s %s", d.Kind, d.Place))
	}
	return out
}

// TestVerifyNameOfAnAgency: a name that is stored otherwise than the first plan gives it is one
// difference, and nothing that follows differs for it.
func TestVerifyNameOfAnAgency(t *testing.T) {
	eachPlanned(t, func(o *office) {
		o.drop("tw1.xlsx", fixture(o.t, tw1))
		o.later(100 * 24 * time.Hour)
		o.run()
		before := o.verified(db.QuarterFilter{}).Checked
		dbtest.Exec(o.t, o.dsn, `UPDATE agencies SET name = 'DINAS PALSU'`)
		v := o.verified(db.QuarterFilter{})
		if len(v.Differences) != 1 || len(v.Notices) > 0 || !strings.Contains(v.Differences[0].Message, "tersimpan 'DINAS PALSU', menurut judul rencana pertamanya") {
			o.t.Errorf("%+v %+v", v.Differences, v.Notices)
		}
		equal(o.t, "looked at", v.Checked, before)
	})
}

// TestVerifyNamesTheCause: rules and a standing that were changed behind rekon's back are one
// difference, where all that follows from them would differ.
func TestVerifyNamesTheCause(t *testing.T) {
	eachPlanned(t, func(o *office) {
		o.drop("tw1.xlsx", fixture(o.t, tw1))
		o.later(100 * 24 * time.Hour)
		o.run()
		before := o.verified(db.QuarterFilter{}).Checked
		for _, x := range []struct{ do, undo, place, says string }{
			{`UPDATE results SET rules = REPLACE(rules, '"Percent":"5"', '"Percent":"50"')`, `UPDATE results SET rules = REPLACE(rules, '"Percent":"50"', '"Percent":"5"')`,
				"results, baris quarter=1, kolom rules.MoneyTolerance.Percent", "bukan yang dipakai menghitungnya ('5')"},
			{`UPDATE agency_quarters SET errors = errors + 1 WHERE quarter = 2`, `UPDATE agency_quarters SET errors = errors - 1 WHERE quarter = 2`,
				"agency_quarters, baris quarter=2, kolom errors", ""},
		} {
			dbtest.Exec(o.t, o.dsn, x.do)
			v := o.verified(db.QuarterFilter{})
			if len(v.Differences) != 1 || len(v.Notices) > 0 || !strings.HasSuffix(v.Differences[0].Place, x.place) || !strings.Contains(v.Differences[0].Message, x.says) {
				o.t.Errorf("%s: %+v %+v", x.do, v.Differences, v.Notices)
			}
			equal(o.t, "looked at", v.Checked, before)
			dbtest.Exec(o.t, o.dsn, x.undo)
		}
		o.clean("put back")
	})
}

// TestVerifyWhatCannotBeRead: a column that holds what rekon does not write there is a
// difference, and no verification that broke off.
func TestVerifyWhatCannotBeRead(t *testing.T) {
	eachPlanned(t, func(o *office) {
		o.drop("tw1.xlsx", fixture(o.t, tw1))
		o.run()
		o.now = time.Date(2020, time.April, 11, 9, 0, 0, 0, reconcile.WIB)
		o.closeOut()
		o.later(time.Hour)
		o.withdraw("salah kirim")
		dbtest.Exec(o.t, o.dsn, `UPDATE amendments SET withdrawn = '1'`)
		equal(o.t, "found", o.foundWhere(), []string{"history basis data, tabel history", "stored basis data"})
	})
}
