package jobs_test

import (
	"os"
	"path"
	"strings"
	"testing"

	"rekon/db"
)

// TestVerifyStrays: a file in arsip/ that rekon did not put there is named, and is no difference;
// what it keeps as evidence is not.
func TestVerifyStrays(t *testing.T) {
	eachPlanned(t, func(o *office) {
		o.drop("tw1.xlsx", fixture(o.t, tw1))
		o.run()
		overwrite(o.t, o.path(varianceTW1), []byte("bukan buku kerja"))
		_, err := o.PublishAgain(o.t.Context(), "BKPP", tw1Of2020)
		must(o.t, err)
		o.clean("evidence kept")
		stray, posing := "arsip/titipan.xlsx", "arsip/00/"+strings.Repeat("0", 64)+".xlsx"
		for _, name := range []string{stray, posing} {
			must(o.t, os.MkdirAll(path.Dir(o.path(name)), 0o700))
			overwrite(o.t, o.path(name), []byte("titipan"))
		}
		v := o.verified(db.QuarterFilter{})
		want := "2 berkas di arsip bukan dari rekon, dan tidak ada yang merujuknya: '" + posing + "', '" + stray + "'."
		if len(v.Differences) > 0 || len(v.Notices) != 1 || v.Notices[0].Message != want {
			o.t.Errorf("%+v %+v", v.Differences, v.Notices)
		}
	})
}
