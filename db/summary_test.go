package db_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"rekon/db"
	"rekon/db/dbtest"
	"rekon/reconcile"
)

// TestSummaries: what was published of a quarter comes back as it was handed in, waits
// for the overview until that shows it, and waits again only when its card is another.
func TestSummaries(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		give(t, d, "BKPP", 3)
		at := time.Date(2020, 4, 9, 2, 0, 0, 0, time.UTC)
		first := reconcile.Period{Year: 2020, Quarter: 1}
		s := db.Summary{Agency: "BKPP", Period: first, Stamp: "one", SHA256: "a", Card: reconcile.Card{
			Agency: reconcile.Agency{Code: "BKPP", Name: "Badan"}, Period: first, Standing: reconcile.Standing{Revision: 1, Due: at},
			Pagu:  decimal.NewNullDecimal(decimal.RequireFromString("9007199254740993.01")),
			Needs: []reconcile.Need{{Code: "1.1", Money: decimal.RequireFromString("0.1"), Why: "Baru 4 dari 5.", Notes: reconcile.Notes{Penghambat: "hujan"}}}}}
		states := func() (out []string) {
			t.Helper()
			all, err := d.SummaryStates(t.Context(), db.QuarterFilter{})
			if err != nil {
				t.Fatal(err)
			}
			for _, s := range all {
				out = append(out, fmt.Sprint(s.Agency.Code, " ", s.Period.Quarter, " ", s.Revision, " ", s.Stamp, s.SHA256, " ", s.Pending, " ", s.ClosedRevision))
			}
			return out
		}
		save := func(s db.Summary) {
			t.Helper()
			if err := d.SaveSummary(t.Context(), s); err != nil {
				t.Fatal(err)
			}
		}
		read := func() db.Summary {
			t.Helper()
			all, err := d.Summaries(t.Context(), first)
			if err != nil || len(all) != 1 {
				t.Fatalf("%d summaries, %v", len(all), err)
			}
			return all[0]
		}
		mark := func(s db.Summary) {
			t.Helper()
			if err := d.MarkOverview(t.Context(), []db.Summary{s}, at); err != nil {
				t.Fatal(err)
			}
		}
		equal(t, "before", states()[0], "BKPP 1 1  false 0")
		save(s)
		equal(t, "saved", states()[0], "BKPP 1 1 onea true 0")
		want := s
		want.Pending = true
		equal(t, "as it was handed in", read(), want)

		old := s
		old.Stamp = "older"
		mark(old)
		equal(t, "another one was shown", read().Pending, true)
		mark(s)
		equal(t, "shown", read().Pending, false)

		s.Stamp = "one and a half"
		save(s)
		equal(t, "the same workbook and card", states()[0], "BKPP 1 1 one and a halfa false 0")
		s.Stamp, s.SHA256 = "two", "b"
		save(s)
		equal(t, "another workbook, the same card", states()[0], "BKPP 1 1 twob true 0")
		mark(s)
		s.Card.Needs[0].Money = decimal.RequireFromString("0.2")
		save(s)
		equal(t, "another card", read().Pending, true)
		if _, err := d.CloseOut(t.Context(), "BKPP", first, at, 0); err != nil {
			t.Fatal(err)
		}
		equal(t, "closed out", states()[0], "BKPP 1 1 twob true 1")
	})
}
