package jobs_test

import (
	"errors"
	"os"
	"testing"
	"time"

	"rekon/db"
	"rekon/jobs"
	"rekon/reconcile"
)

// TestPublishAgain: whatever was done to the files of a quarter, they are again as they
// were put out, and what lay in their place is kept.
func TestPublishAgain(t *testing.T) {
	eachPlanned(t, func(o *office) {
		period := reconcile.Period{Year: 2020, Quarter: 1}
		o.drop("tw1.xlsx", fixture(o.t, tw1))
		o.run()
		if _, err := o.PublishAgain(o.t.Context(), "BKPP", reconcile.Period{Year: 2019, Quarter: 1}); !errors.Is(err, jobs.ErrNothingPublished) {
			o.t.Error("of a year without anything:", err)
		}
		files := []string{o.VariancePath("BKPP", period), o.SummaryPath("BKPP", period), o.SummaryPath("", period),
			o.ManifestPath("BKPP", period), o.ManifestPath("", period)}
		was := map[string]string{}
		for _, name := range files {
			was[name] = o.read(name)
		}
		for name, spoil := range map[string]func(string) error{
			"written over": func(path string) error { return os.WriteFile(path, []byte("diubah "+path), 0o600) },
			"removed":      os.Remove,
		} {
			for _, file := range files {
				if err := spoil(o.path(file)); err != nil {
					o.t.Fatal(err)
				}
			}
			if len(o.verified(db.QuarterFilter{}).Differences) == 0 {
				o.t.Fatal(name, "is not found")
			}
			o.later(time.Hour)
			names, err := o.PublishAgain(o.t.Context(), "BKPP", period)
			if err != nil {
				o.t.Fatal(err)
			}
			equal(o.t, "written", names, files[:2])
			for _, file := range files {
				equal(o.t, name+": "+file, o.read(file) == was[file], true)
			}
			for _, d := range o.verified(db.QuarterFilter{}).Differences {
				o.t.Error(name, d)
			}
		}
		for _, file := range files[:3] {
			equal(o.t, "kept: "+file, o.keeps("diubah "+o.path(file)), true)
		}
		o.whole()
	})
}
