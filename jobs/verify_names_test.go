package jobs_test

import (
	"strings"
	"testing"
	"time"

	"rekon/db"
	"rekon/db/dbtest"
)

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
