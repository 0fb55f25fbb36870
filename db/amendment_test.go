package db_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/shopspring/decimal"

	"rekon/db"
	"rekon/db/dbtest"
	"rekon/reconcile"
)

// corrected is an acceptance in which some figures of every line, and one of the totals,
// are others than those of every sample.
func corrected(s db.State, r reconcile.Report) db.Acceptance {
	a := acceptance(s, r)
	res := &a.Results[0]
	res.ComputedAt = noon.Add(time.Duration(r.Revision) * time.Hour).Truncate(time.Microsecond)
	for i := range res.Variances {
		v := &res.Variances[i]
		v.MoneyYTD.Actual.Value = decimal.NewNullDecimal(decimal.New(int64(100*r.Revision+i), -2))
		v.Physical.Actual.Value = decimal.NewNullDecimal(decimal.RequireFromString("0.1234567890123456")) // finer than is stored
		v.Physical.Capaian = decimal.NullDecimal{}
		v.PhysicalYTD.Status = reconcile.Melampaui
	}
	res.Totals.ActualYTD = decimal.NewNullDecimal(decimal.New(int64(r.Revision), 17)) // the widest there is
	return a
}

func closeOut(t *testing.T, d *db.DB, q int) {
	t.Helper()
	if done, err := d.CloseOut(t.Context(), "BKPP", quarter(q), noon, 0); !done || err != nil {
		t.Fatal(done, err)
	}
}

func stored(t *testing.T, d *db.DB, q int) reconcile.Result {
	t.Helper()
	r, ok, err := d.Result(t.Context(), "BKPP", quarter(q))
	if err != nil || !ok {
		t.Fatal(ok, err)
	}
	return r
}

// told are amendments in short: the reason, what had been published, and how much moved.
func told(as []reconcile.Amendment) (out []string) {
	for _, a := range as {
		out = append(out, fmt.Sprintf("%s %s | %s %.4s | %d of %d lines", a.At.Format("15.04"), a.Reason, a.Former.File, a.Former.SHA256, len(a.Changes), a.Lines()))
	}
	return out
}

// TestAmendments: before the close-out nothing is kept; after it every figure that moved
// is, as it was and as it is in the tables, with the reason and the workbook before it.
// What is stored again as it was is no amendment.
func TestAmendments(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p, _ := give(t, d, "BKPP", 3)
		accept(t, d, corrected(state(t, d, "BKPP"), sampleReport(p, 1, 2)))
		equal(t, "before the close-out", told(stored(t, d, 1).Changes), nil)
		closeOut(t, d, 1)
		publish(t, d, "hasil/Variansi.xlsx", "aaaa"+hash[4:])

		before := stored(t, d, 1)
		accept(t, d, corrected(state(t, d, "BKPP"), sampleReport(p, 1, 3)))
		after := stored(t, d, 1)
		reason := fmt.Sprintf("Laporan revisi 3 dari '%s' diterima %s: %s", after.Report.File, reconcile.LongDate(after.Report.ReceivedAt), after.Report.Reason)
		first := "08.30 " + reason + " | hasil/Variansi.xlsx aaaa | 4 of 3 lines"
		equal(t, "the first", told(after.Changes), []string{first})
		if diff := cmp.Diff(reconcile.Compare(before, after), after.Changes[0].Changes, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("what moved: %s", diff)
		}

		s := state(t, d, "BKPP")
		if err := d.SaveResults(t.Context(), db.Update{Agency: "BKPP", Year: year, Version: s.Version, Results: []reconcile.Result{after}}); err != nil {
			t.Fatal(err)
		}
		equal(t, "the same again", told(stored(t, d, 1).Changes), []string{first})

		accept(t, d, acceptance(state(t, d, "BKPP"), sampleReport(p, 1, 4)))
		all := stored(t, d, 1)
		equal(t, "the second", len(all.Changes), 2)
		equal(t, "the first stays", told(all.Changes)[0], first)
		if diff := cmp.Diff(reconcile.Compare(before, all), reconcile.Net(all.Changes), cmpopts.SortSlices(lessChange), cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("both together: %s", diff)
		}
		pending, err := d.PendingResults(t.Context())
		if err != nil || len(pending) != 1 || !pending[0].Amended {
			t.Errorf("pending %+v, %v", pending, err)
		}
	})
}

func lessChange(a, b reconcile.Change) bool {
	return a.Line+" "+a.Is.Name < b.Line+" "+b.Is.Name
}

// publish marks what is pending as published.
func publish(t *testing.T, d *db.DB, file, sha256 string) {
	t.Helper()
	list, err := d.PendingResults(t.Context())
	if err != nil || len(list) == 0 {
		t.Fatal(list, err)
	}
	for _, p := range list {
		p.File = file
		if err := d.MarkResultPublished(t.Context(), p, noon, sha256); err != nil {
			t.Fatal(err)
		}
	}
}

// TestLaterQuarterIsAmended: a correction of Triwulan I moves the closed Triwulan II,
// whose reason says so; a plan that is computed with later has its own.
func TestLaterQuarterIsAmended(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p, _ := give(t, d, "BKPP", 2)
		accept(t, d, acceptance(state(t, d, "BKPP"), sampleReport(p, 2, 1)))
		resting := func(on int, plan reconcile.Plan) reconcile.Result {
			r := sampleResult(plan, state(t, d, "BKPP").Reports[1])
			r.Earlier = []reconcile.Report{{Period: quarter(1), Revision: on}}
			return r
		}
		s := state(t, d, "BKPP")
		if err := d.SaveResults(t.Context(), db.Update{Agency: "BKPP", Year: year, Version: s.Version, Results: []reconcile.Result{resting(1, p)}}); err != nil {
			t.Fatal(err)
		}
		closeOut(t, d, 2)
		a := acceptance(state(t, d, "BKPP"), sampleReport(p, 1, 2))
		second := resting(2, p)
		second.Totals.ActualYTD = decimal.NewNullDecimal(decimal.NewFromInt(5))
		a.Results = append(a.Results, second)
		accept(t, d, a)

		changed := p
		changed.Decree, changed.FromQuarter = "DPPA 12/2020", 2
		changed.Revision = savePlan(t, d, changed)
		s = state(t, d, "BKPP")
		third := resting(2, changed)
		if err := d.SaveResults(t.Context(), db.Update{Agency: "BKPP", Year: year, Version: s.Version, Results: []reconcile.Result{third}}); err != nil {
			t.Fatal(err)
		}
		var reasons []string
		for _, a := range stored(t, d, 2).Changes {
			reasons = append(reasons, a.Reason)
		}
		equal(t, "reasons", reasons, []string{"Triwulan I dikoreksi (revisi 2)", "Rencana revisi 2 (DPPA 12/2020) mulai Triwulan II"})
		equal(t, "Triwulan I was not closed out", told(stored(t, d, 1).Changes), nil)
	})
}

// TestAmendingTakesAsManyStatements for many lines as for one.
func TestAmendingTakesAsManyStatements(t *testing.T) {
	dbtest.EachDSN(t, func(t *testing.T, dsn string) {
		d, w := openWired(t, dsn)
		trips := map[int]int64{}
		for _, lines := range []int{1, 330} {
			agency := fmt.Sprintf("OPD%d", lines)
			p, _ := give(t, d, agency, lines)
			if _, err := d.CloseOut(t.Context(), agency, quarter(1), noon, 0); err != nil {
				t.Fatal(err)
			}
			a := corrected(state(t, d, agency), sampleReport(p, 1, 2))
			w.trips.Store(0)
			accept(t, d, a)
			trips[lines] = w.trips.Load()
			r, _, err := d.Result(t.Context(), agency, quarter(1))
			if err != nil || len(r.Changes) != 1 || r.Changes[0].Lines() != lines {
				t.Fatalf("%d amendments, %v", len(r.Changes), err)
			}
		}
		t.Logf("statements by lines: %v", trips)
		if trips[1] != trips[330] {
			t.Errorf("statements by lines: %v", trips)
		}
	})
}
