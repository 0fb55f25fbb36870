package jobs

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"rekon/db"
	"rekon/reconcile"
)

// What replaces the result of a quarter that was closed out is kept beside it, with semula
// and menjadi. The history says when each was computed, so that all of it can be derived.

// recomputed computes a quarter that was closed out, and what that moved.
func (r *replay) recomputed(quarter int, at time.Time) {
	if _, done := r.closedOut[quarter]; !done {
		return
	}
	c := r.computeUnder(quarter, r.rulesFor(quarter)[0])
	if !c.ok {
		return
	}
	before, ok := r.last[quarter]
	r.last[quarter] = c.result
	changes := []reconcile.Change(nil)
	if ok {
		changes = db.Moved(before, c.result)
	}
	if !ok || len(changes) == 0 && before.Report.Revision == c.result.Report.Revision {
		return
	}
	r.amend(quarter, reconcile.Amendment{At: at, Reason: reconcile.WhyReplaced(before, c.result, r.withdrawals()), Changes: changes}, nil)
}

// tookAway keeps what a withdrawal takes away from a quarter of which no report is left.
func (r *replay) tookAway(quarter int, at time.Time) {
	before, ok := r.last[quarter]
	if !ok {
		return
	}
	without := reconcile.Result{Plan: before.Plan, Period: before.Period, Rules: before.Rules, Program: before.Program, Earlier: before.Earlier}
	r.amend(quarter, reconcile.Amendment{At: at, Reason: reconcile.WhyReplaced(before, without, r.withdrawals())}, &before)
}

// amend adds an amendment, with the workbook before it and what else is not derived as it is
// stored.
func (r *replay) amend(quarter int, a reconcile.Amendment, taken *reconcile.Result) {
	a.Taken = taken
	x := db.AmendedQuarter{Period: r.period(quarter), Number: 1, Amendment: a}
	for _, before := range r.amended {
		if before.Period == x.Period {
			x.Number++
		}
	}
	for _, k := range r.kept.Amended {
		if k.Period == x.Period && k.Number == x.Number {
			x.Former = k.Former
			if taken != nil && k.Taken != nil {
				was := *taken
				was.Rules, was.Program, was.ComputedAt = k.Taken.Rules, k.Taken.Program, k.Taken.ComputedAt
				x.Taken = &was
			}
		}
	}
	r.amended = append(r.amended, x)
}

func (r *replay) withdrawals() (out []reconcile.Withdrawal) {
	for _, w := range r.withdrawn {
		out = append(out, reconcile.Withdrawal{Period: w.Period, Revision: w.Revision, Reason: w.Reason})
	}
	slices.SortFunc(out, func(a, b reconcile.Withdrawal) int {
		return cmp.Or(cmp.Compare(a.Period.Quarter, b.Period.Quarter), cmp.Compare(a.Revision, b.Revision))
	})
	return out
}

// amendments are those that should be stored. Where one says that rules or the program
// changed meanwhile, what it moved cannot be derived, for the rules before are kept nowhere;
// nor where it is from before the history told of them. Then those of the quarter are as
// they are stored, and the history tells whether they still are what they were.
func (r *replay) amendments() (out []db.AmendedQuarter) {
	past := map[int]bool{}
	for _, k := range r.kept.Amended {
		for _, sign := range []string{"Ketentuan berubah", "Dihitung dengan rekon", "ditetapkan lain"} {
			past[k.Period.Quarter] = past[k.Period.Quarter] || strings.Contains(k.Reason, sign)
		}
	}
	for _, e := range r.told {
		if e.Kind == db.AmendedEvent && strings.HasSuffix(e.Detail, db.RecordedLater) {
			past[e.Period.Quarter] = true
		}
	}
	for _, a := range r.amended {
		if !past[a.Period.Quarter] {
			out = append(out, a)
		}
	}
	for _, k := range r.kept.Amended {
		if past[k.Period.Quarter] {
			out = append(out, k)
		}
	}
	return out
}

// withAmendments are results with what moved in them since the close-out, as it should be
// stored.
func (r *replay) withAmendments(results []reconcile.Result) []reconcile.Result {
	results, amended := slices.Clone(results), r.amendments()
	for i := range results {
		results[i].Changes = nil
		for _, a := range amended {
			if a.Period == results[i].Period {
				results[i].Changes = append(results[i].Changes, a.Amendment)
			}
		}
	}
	return results
}

// verifyFormer makes sure that the workbooks which amendments name as published before are
// kept: in arsip/, or still where they were put, while nothing has taken their place.
func (r *replay) verifyFormer() {
	looked := map[string]bool{}
	for _, a := range r.kept.Amended {
		f := keptFile{what: "Buku kerja yang diterbitkan sebelumnya", sum: a.Former.SHA256, first: db.File{Agency: r.kept.Agency.Code, Period: a.Period}, names: []string{a.Former.File}}
		f.path = r.keptPath(db.File{SHA256: f.sum, Name: a.Former.File})
		if f.sum == "" || looked[f.path] {
			continue
		}
		looked[f.path] = true
		if now, err := r.hashFile(a.Former.File); err == nil && now == f.sum {
			continue
		}
		r.out.Checked.Originals++
		if d := r.verifyOriginal(f); d != nil {
			r.out.Differences = append(r.out.Differences, *d)
		}
	}
}
