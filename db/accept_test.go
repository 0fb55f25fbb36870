package db_test

import (
	"errors"
	"slices"
	"testing"

	"rekon/db"
	"rekon/db/dbtest"
	"rekon/reconcile"
)

func TestAcceptReadsBack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p, a := give(t, d, "BKPP", 3)
		got, ok, err := d.Result(t.Context(), "BKPP", quarter(1))
		if err != nil || !ok {
			t.Fatal(ok, err)
		}
		equal(t, "result", got, a.Results[0])

		s := state(t, d, "BKPP")
		equal(t, "agency", s.Agency, p.Agency)
		equal(t, "plans", s.Plans, []reconcile.Plan{p})
		equal(t, "reports", s.Reports, []reconcile.Report{a.Report})
		equal(t, "standing", s.Quarters[0], a.Quarters[0])
		if s.NextRevision(1) != 2 || s.NextRevision(2) != 1 {
			t.Errorf("next revisions %d and %d", s.NextRevision(1), s.NextRevision(2))
		}
	})
}

func TestAcceptAgain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p, first := give(t, d, "BKPP", 3)
		second := sampleReport(p, 1, 2)
		second.Realizations = second.Realizations[:2]
		accept(t, d, acceptance(state(t, d, "BKPP"), second))

		reports, err := d.Reports(t.Context(), "BKPP", year)
		if err != nil {
			t.Fatal(err)
		}
		equal(t, "latest", reports, []reconcile.Report{second})
		for revision, want := range map[int]reconcile.Report{0: second, 1: first.Report, 2: second} {
			got, ok, err := d.Report(t.Context(), "BKPP", quarter(1), revision)
			if err != nil || !ok {
				t.Fatal(ok, err)
			}
			equal(t, "report", got, want)
		}
		if _, ok, err := d.Report(t.Context(), "BKPP", quarter(1), 3); ok || err != nil {
			t.Errorf("revision 3: %v, %v", ok, err)
		}
	})
}

func TestAcceptRefusesWhatChangedMeanwhile(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p, _ := give(t, d, "BKPP", 2)
		old := state(t, d, "BKPP")
		p.Decree = "DPPA"
		savePlan(t, d, p)
		before := dump(t, d)
		if _, err := d.Accept(t.Context(), acceptance(old, sampleReport(p, 2, 1))); !errors.Is(err, db.ErrConflict) {
			t.Errorf("after a plan: %v", err)
		}
		if err := d.SaveResults(t.Context(), acceptance(old, sampleReport(p, 1, 1)).Update); !errors.Is(err, db.ErrConflict) {
			t.Errorf("SaveResults: %v", err)
		}
		if _, err := d.Accept(t.Context(), acceptance(state(t, d, "BKPP"), sampleReport(p, 1, 3))); !errors.Is(err, db.ErrConflict) {
			t.Errorf("a revision left out: %v", err)
		}
		equal(t, "database", dump(t, d), before)
	})
}

// TestLaterQuarters accepts an earlier quarter anew: results of later quarters
// that come along are replaced, those that do not wait to be computed anew.
func TestLaterQuarters(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p, _ := give(t, d, "BKPP", 2)
		for q := 2; q <= 3; q++ {
			accept(t, d, acceptance(state(t, d, "BKPP"), sampleReport(p, q, 1)))
		}
		publishAll(t, d)

		s := state(t, d, "BKPP")
		a := acceptance(s, sampleReport(p, 1, 2))
		second := sampleResult(p, s.Reports[1])
		second.Totals.Capaian.Count = 77
		a.Results = append(a.Results, second)
		accept(t, d, a)

		equal(t, "pending", pending(t, d), map[int]bool{1: false, 2: false, 3: true})
		got, _, err := d.Result(t.Context(), "BKPP", quarter(2))
		if err != nil || got.Totals.Capaian.Count != 77 {
			t.Errorf("quarter 2: count %d, %v", got.Totals.Capaian.Count, err)
		}
		third := state(t, d, "BKPP")
		u := db.Update{Agency: "BKPP", Year: year, Version: third.Version, Results: []reconcile.Result{sampleResult(p, third.Reports[2])}}
		if err := d.SaveResults(t.Context(), u); err != nil {
			t.Fatal(err)
		}
		equal(t, "pending", pending(t, d), map[int]bool{1: false, 2: false, 3: false})
	})
}

func TestPlanMakesResultsStale(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p, _ := give(t, d, "BKPP", 2)
		accept(t, d, acceptance(state(t, d, "BKPP"), sampleReport(p, 2, 1)))
		list, err := d.PendingResults(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		publishAll(t, d)
		p.FromQuarter = 2
		savePlan(t, d, p)
		equal(t, "pending", pending(t, d), map[int]bool{2: true})
		i := slices.IndexFunc(list, func(p db.Publication) bool { return p.Period.Quarter == 2 })
		if err := d.MarkResultPublished(t.Context(), list[i], noon, hash); !errors.Is(err, db.ErrConflict) {
			t.Errorf("publishing a stale result: %v", err)
		}
	})
}

// TestResultWithoutReport stores what stands in a quarter nobody reported.
func TestResultWithoutReport(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := samplePlan("BKPP", 2)
		savePlan(t, d, p)
		want := sampleResult(p, reconcile.Report{Period: quarter(3)})
		s := state(t, d, "BKPP")
		if err := d.SaveResults(t.Context(), db.Update{Agency: "BKPP", Year: year, Version: s.Version, Results: []reconcile.Result{want}}); err != nil {
			t.Fatal(err)
		}
		got, ok, err := d.Result(t.Context(), "BKPP", quarter(3))
		if err != nil || !ok {
			t.Fatal(ok, err)
		}
		equal(t, "result", got, want)
		if _, ok, err := d.Result(t.Context(), "BKPP", quarter(2)); ok || err != nil {
			t.Errorf("quarter 2: %v %v", ok, err)
		}
	})
}

func TestUpdateOfAnotherYearIsRefused(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p, a := give(t, d, "BKPP", 2)
		s := state(t, d, "BKPP")
		for name, spoil := range map[string]func(a *db.Acceptance){
			"standing of another agency": func(a *db.Acceptance) { a.Quarters[0].Agency.Code = "DINKES" },
			"result of another year":     func(a *db.Acceptance) { a.Results[0].Period.Year++ },
			"no result of the quarter":   func(a *db.Acceptance) { a.Results = nil },
			"a variance too few":         func(a *db.Acceptance) { a.Results[0].Variances = a.Results[0].Variances[1:] },
			"a figure of another file":   func(a *db.Acceptance) { a.Report.Realizations[1].Money.Source.SHA256 = hash },
		} {
			bad := acceptance(s, sampleReport(p, 1, 2))
			spoil(&bad)
			if _, err := d.Accept(t.Context(), bad); err == nil {
				t.Errorf("%s was accepted", name)
			}
		}
		equal(t, "reports", state(t, d, "BKPP").Reports, []reconcile.Report{a.Report})
	})
}

func accept(t *testing.T, d *db.DB, a db.Acceptance) {
	t.Helper()
	if _, err := d.Accept(t.Context(), a); err != nil {
		t.Fatal(err)
	}
}

// pending gives the quarters whose result waits, and whether it is stale.
func pending(t *testing.T, d *db.DB) map[int]bool {
	t.Helper()
	list, err := d.PendingResults(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	out := map[int]bool{}
	for _, p := range list {
		out[p.Period.Quarter] = p.Stale
	}
	return out
}

func publishAll(t *testing.T, d *db.DB) {
	t.Helper()
	list, err := d.PendingResults(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range list {
		if err := d.MarkResultPublished(t.Context(), p, noon, hash); err != nil {
			t.Fatal(err)
		}
	}
	equal(t, "pending", pending(t, d), map[int]bool{})
}

// A result keeps the reports it was computed from, also when one of them has been
// replaced since.
func TestResultKeepsItsEarlierReports(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p, first := give(t, d, "BKPP", 2)
		later := acceptance(state(t, d, "BKPP"), sampleReport(p, 2, 1))
		later.Results[0].Earlier = []reconcile.Report{first.Report}
		accept(t, d, later)
		accept(t, d, acceptance(state(t, d, "BKPP"), sampleReport(p, 1, 2)))
		got, ok, err := d.Result(t.Context(), "BKPP", quarter(2))
		if err != nil || !ok {
			t.Fatal(ok, err)
		}
		equal(t, "result", got, later.Results[0])
	})
}
