package db_test

import (
	"errors"
	"fmt"
	"sync"
	"testing"

	"rekon/db"
	"rekon/db/dbtest"
)

// TestManyAgenciesAtOnce has eight writers, each with a connection pool of its
// own as separate processes have, import a plan and accept reports.
func TestManyAgenciesAtOnce(t *testing.T) {
	dbtest.EachDSN(t, func(t *testing.T, dsn string) {
		dbtest.Open(t, dsn)
		var wg sync.WaitGroup
		for i := range 8 {
			d := dbtest.Open(t, dsn)
			wg.Go(func() {
				p := samplePlan(fmt.Sprintf("OPD%d", i), 33)
				if _, _, err := d.SavePlan(t.Context(), p, noon, due); err != nil {
					t.Error(err)
					return
				}
				for n := range 8 {
					s, err := d.State(t.Context(), p.Agency.Code, year)
					if err != nil {
						t.Error(err)
						return
					}
					if _, err := d.Accept(t.Context(), acceptance(s, sampleReport(p, 1+n%4, 1+n/4))); err != nil {
						t.Errorf("agency %d: %v", i, err)
					}
				}
			})
		}
		wg.Wait()
		d := dbtest.Open(t, dsn)
		for i := range 8 {
			s := state(t, d, fmt.Sprintf("OPD%d", i))
			if len(s.Reports) != 4 || s.Reports[3].Revision != 2 || len(s.Reports[3].Realizations) != 33 {
				t.Errorf("agency %d holds %d reports", i, len(s.Reports))
			}
		}
	})
}

// TestSameQuarterAtOnce has writers accept for one quarter on what they read at
// the same time: one succeeds, the others are told to read anew.
func TestSameQuarterAtOnce(t *testing.T) {
	dbtest.EachDSN(t, func(t *testing.T, dsn string) {
		first := dbtest.Open(t, dsn)
		p, _ := give(t, first, "BKPP", 5)
		a := acceptance(state(t, first, "BKPP"), sampleReport(p, 1, 2))
		const writers = 6
		errs := make([]error, writers)
		var wg sync.WaitGroup
		for i := range writers {
			d := dbtest.Open(t, dsn)
			wg.Go(func() { _, errs[i] = d.Accept(t.Context(), a) })
		}
		wg.Wait()
		won := 0
		for _, err := range errs {
			if err == nil {
				won++
			} else if !errors.Is(err, db.ErrConflict) {
				t.Error(err)
			}
		}
		if won != 1 {
			t.Errorf("%d writers stored revision 2", won)
		}
	})
}

// TestSamePlanAtOnce imports the plan of a new agency from several processes.
func TestSamePlanAtOnce(t *testing.T) {
	dbtest.EachDSN(t, func(t *testing.T, dsn string) {
		first := dbtest.Open(t, dsn)
		var wg sync.WaitGroup
		for i := range 6 {
			d := dbtest.Open(t, dsn)
			wg.Go(func() {
				p := samplePlan("BKPP", 3)
				p.Decree = fmt.Sprint("SK ", i)
				if _, changed, err := d.SavePlan(t.Context(), p, noon, due); err != nil || !changed {
					t.Error(changed, err)
				}
			})
		}
		wg.Wait()
		if s := state(t, first, "BKPP"); len(s.Plans) != 6 || s.Plans[5].Revision != 6 || s.Version != 6 {
			t.Errorf("%d plans, version %d", len(s.Plans), s.Version)
		}
	})
}
