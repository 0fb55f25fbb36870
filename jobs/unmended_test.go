package jobs_test

import (
	"testing"
	"time"
)

// TestUnmended: what was given back is owed until the agency's report for the quarter
// is taken, or a file of that name; each once, and not for ever.
func TestUnmended(t *testing.T) {
	eachPlanned(t, func(o *office) {
		owed := func() (out []string) {
			drops, err := o.Unmended(o.t.Context())
			if err != nil {
				o.t.Fatal(err)
			}
			for _, d := range drops {
				out = append(out, d.Name)
			}
			return out
		}
		pass := func(name string, data []byte) {
			o.later(time.Minute)
			o.drop(name, data)
			o.run()
		}
		good, faulty := fixture(o.t, tw1), edited(o.t, fixture(o.t, tw1), map[string]any{spent: "12,x"})
		pass("b/lap.xlsx", []byte("bukan buku kerja"))
		pass("lap.xlsx", []byte("bukan buku kerja"))
		pass("tw1.xlsx", faulty)
		pass("tw1 lagi.xlsx", edited(o.t, faulty, map[string]any{spent: "13,x"}))
		equal(o.t, "given back", owed(), []string{"b/lap.xlsx", "lap.xlsx", "tw1 lagi.xlsx"})
		pass("b/lap - PERBAIKAN - Salin (2).xlsx", good)
		equal(o.t, "the report was taken under another's name", owed(), []string{"lap.xlsx"})
		o.later(93 * 24 * time.Hour)
		equal(o.t, "long ago", owed(), []string(nil))
	})
}
