package db_test

import (
	"slices"
	"strings"
	"testing"

	"rekon/db"
	"rekon/db/dbtest"
	"rekon/reconcile"
)

func TestPlanRevisions(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		first := samplePlan("BKPP", 3)
		if r := savePlan(t, d, first); r != 1 {
			t.Errorf("first revision %d", r)
		}
		if r, changed, err := d.SavePlan(t.Context(), first, noon, due); r != 1 || changed || err != nil {
			t.Errorf("the same again: %d %v %v", r, changed, err)
		}
		version := state(t, d, "BKPP").Version
		second := first
		second.FromQuarter, second.Lines, second.Agency.Name = 4, first.Lines[1:], "Badan Lain"
		if r := savePlan(t, d, second); r != 2 {
			t.Errorf("second revision %d", r)
		}
		if now := state(t, d, "BKPP").Version; now <= version {
			t.Errorf("version %d after %d", now, version)
		}
		second.Revision, second.Agency.Name = 2, first.Agency.Name
		all, err := d.Plans(t.Context(), "BKPP", year)
		if err != nil {
			t.Fatal(err)
		}
		equal(t, "plans", all, []reconcile.Plan{first, second})
		got, ok, err := d.LatestPlan(t.Context(), "BKPP", year)
		if err != nil || !ok {
			t.Fatal(ok, err)
		}
		equal(t, "latest", got, second)
		if _, ok, err := d.LatestPlan(t.Context(), "BKPP", year+1); ok || err != nil {
			t.Errorf("another year: %v %v", ok, err)
		}
	})
}

func TestPlanOpensQuarters(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		_, a := give(t, d, "BKPP", 1)
		p := samplePlan("BKPP", 2)
		p.FromQuarter = 3
		savePlan(t, d, p)
		got, err := d.AgencyQuarters(t.Context(), db.QuarterFilter{Year: year})
		if err != nil {
			t.Fatal(err)
		}
		want := []db.AgencyQuarter{a.Quarters[0]}
		for q := 2; q <= 4; q++ {
			want = append(want, db.AgencyQuarter{Agency: p.Agency, Period: quarter(q), Status: reconcile.BelumLapor, Due: due(quarter(q))})
		}
		equal(t, "standings", got, want)
	})
}

// TestQuartersBeforeThePlan: a first plan from a later quarter on owes nothing for those
// before it; an earlier plan, which may come later, opens its quarters.
func TestQuartersBeforeThePlan(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := samplePlan("BKPP", 2)
		for _, from := range []int{3, 4, 2} {
			p.FromQuarter = from
			savePlan(t, d, p)
			var open []int
			for _, q := range state(t, d, "BKPP").Quarters {
				open = append(open, q.Period.Quarter)
			}
			equal(t, "open", open, map[int][]int{3: {3, 4}, 4: {3, 4}, 2: {2, 3, 4}}[from])
		}
	})
}

// TestAgencies keeps codes apart that differ in case alone.
func TestAgencies(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		for _, code := range []string{"DINKES", "bkpp", "BKPP"} {
			savePlan(t, d, samplePlan(code, 1))
		}
		next := samplePlan("DINKES", 1)
		next.Year = year + 1
		savePlan(t, d, next)

		all, err := d.Agencies(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		equal(t, "agencies", all, []reconcile.Agency{{Code: "BKPP", Name: "Badan BKPP"}, {Code: "DINKES", Name: "Badan DINKES"}, {Code: "bkpp", Name: "Badan bkpp"}})
		some, err := d.PlanAgencies(t.Context(), year+1)
		if err != nil {
			t.Fatal(err)
		}
		equal(t, "agencies of next year", some, []reconcile.Agency{{Code: "DINKES", Name: "Badan DINKES"}})
		rows, err := d.AgencyQuarters(t.Context(), db.QuarterFilter{Agency: "bkpp", Quarter: 2})
		if err != nil || len(rows) != 1 || rows[0].Agency.Code != "bkpp" {
			t.Errorf("filtered: %v %v", rows, err)
		}
	})
}

func TestPlanRefused(t *testing.T) {
	for name, c := range map[string]struct {
		spoil func(p *reconcile.Plan)
		want  string
	}{
		"twice":   {func(p *reconcile.Plan) { p.Lines[1].Code = p.Lines[0].Code }, "line P1.K1 stands twice"},
		"quarter": {func(p *reconcile.Plan) { p.FromQuarter = 0 }, "from quarter 0"},
		"file":    {func(p *reconcile.Plan) { p.Lines[1].Target[2].Source.SHA256 = "other" }, "line P1.K2: "},
		"no code": {func(p *reconcile.Plan) { p.Agency.Code = "" }, `code ""`},
		"space":   {func(p *reconcile.Plan) { p.Lines[0].Code = "P1 " }, `plan_lines, line_code: code "P1 "`},
		"long":    {func(p *reconcile.Plan) { p.Lines[0].Code = strings.Repeat("é", 256) }, "longer than 255"},
	} {
		t.Run(name, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				p := samplePlan("BKPP", 2)
				p.Lines = slices.Clone(p.Lines)
				c.spoil(&p)
				_, changed, err := d.SavePlan(t.Context(), p, noon, due)
				if err == nil || changed || !strings.Contains(err.Error(), c.want) {
					t.Errorf("changed %v, %v", changed, err)
				}
				equal(t, "database", dump(t, d), nil)
			})
		})
	}
}
