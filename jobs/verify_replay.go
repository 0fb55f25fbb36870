package jobs

import (
	"context"
	"maps"
	"slices"
	"time"

	"rekon/db"
	"rekon/reconcile"
	"rekon/xlsx"
)

// replay goes once more through what was done to an agency's year, from the originals. It
// holds what is in force at the moment that it has come to.
type replay struct {
	*Job
	kept  db.Kept
	told  []db.Event // of the year, by number
	known []xlsx.Known
	files keptFiles
	rules []reconcile.Rules // today's, then others that results of the year keep
	out   *Verification

	plans     []db.PlanRevision
	reports   []db.Submitted // every one that was accepted, in that order
	withdrawn []db.Withdrawal
	closed    map[int]db.Closing // by quarter
	returned  map[int]db.Drop    // given back last, by quarter
	closedOut map[int]time.Time
	standing  map[int]db.AgencyQuarter // of quarters that no report is in force of, else all but what follows from it
	basis     map[int]*basis           // what the result of a quarter rests on
	computed  map[computation]computed
	last      map[int]reconcile.Result // of a quarter that was closed out: what stands, or was taken away last
	amended   []db.AmendedQuarter

	results   []reconcile.Result // in the end
	published []reconcile.Result // those of them whose workbook is put out
	quarters  []db.AgencyQuarter
	closeouts []db.Closeout
	summaries []derivedSummary
	fromStore []reconcile.Plan // as stored, once they are asked for
}

// basis is what was in force when a quarter was computed last.
type basis struct {
	state   db.State
	reports []reconcile.Report // those in force, and those that they replaced
}

type computation struct {
	quarter int
	basis   *basis
	rules   int // which of the replay's
}

type computed struct {
	result   reconcile.Result
	standing db.AgencyQuarter
	ok       bool
}

// happen carries the replay over something that was done.
func (r *replay) happen(ctx context.Context, h happening) (err error) {
	if r.basis == nil {
		r.closed, r.returned, r.closedOut = map[int]db.Closing{}, map[int]db.Drop{}, map[int]time.Time{}
		r.standing, r.basis, r.computed = map[int]db.AgencyQuarter{}, map[int]*basis{}, map[computation]computed{}
		r.last = map[int]reconcile.Result{}
	}
	switch h.kind {
	case db.PlanEvent:
		err = r.imported(ctx, h)
	case db.AcceptedEvent:
		err = r.accepted(ctx, h)
	case db.ReturnedEvent:
		r.givenBack(h)
	case db.WithdrawnEvent:
		r.takenBack(h)
	case db.ClosedOutEvent:
		r.wasClosedOut(h)
	case db.ClosedEvent:
		r.close(h)
	case db.ReopenedEvent:
		r.reopen(h)
	case db.RecomputedEvent:
		r.recomputed(h.quarter, h.at)
	case db.DuplicateEvent, db.KeptEvent, db.AmendedEvent: // change nothing that a result rests on
	}
	return err
}

// period is that of a quarter of the year.
func (r *replay) period(quarter int) reconcile.Period {
	return reconcile.Period{Year: r.kept.Year, Quarter: quarter}
}

// state is what is in force now.
func (r *replay) state() db.State {
	s := db.State{Agency: r.kept.Agency, Year: r.kept.Year}
	for _, p := range r.plans {
		s.Plans = append(s.Plans, p.Plan)
	}
	for q := 1; q <= 4; q++ {
		if counting := r.counting(q); len(counting) > 0 {
			s.Reports = append(s.Reports, counting[len(counting)-1])
		}
	}
	s.Withdrawn = slices.Clone(r.withdrawn)
	for _, q := range slices.Sorted(maps.Keys(r.closed)) {
		s.Closed = append(s.Closed, r.closed[q])
	}
	return s
}

// counting are the reports of a quarter that were not taken back, by revision.
func (r *replay) counting(quarter int) (out []reconcile.Report) {
	for _, s := range r.reports {
		taken := slices.ContainsFunc(r.withdrawn, func(w db.Withdrawal) bool { return w.Period == s.Period && w.Revision == s.Revision })
		if s.Period.Quarter == quarter && !taken {
			out = append(out, s.Report)
		}
	}
	slices.SortFunc(out, func(a, b reconcile.Report) int { return a.Revision - b.Revision })
	return out
}

// rebase has the results from a quarter on rest on what is in force now, but for those of
// closed quarters.
func (r *replay) rebase(from int) {
	b := &basis{state: r.state()}
	for q := 1; q <= 4; q++ {
		counting := r.counting(q)
		b.reports = append(b.reports, counting[max(0, len(counting)-2):]...)
	}
	for q := from; q <= 4; q++ {
		if _, closed := r.closed[q]; !closed {
			r.basis[q] = b
		}
	}
}

// computeUnder computes a quarter from what its result rests on, under some of the rules.
func (r *replay) computeUnder(quarter, rules int) computed {
	key := computation{quarter, r.basis[quarter], rules}
	if c, done := r.computed[key]; done || key.basis == nil {
		return c
	}
	var c computed
	c.result, c.standing, c.ok = r.compute(key.basis.state, key.basis.reports, r.period(quarter), time.Time{}, r.under(rules))
	r.computed[key] = c
	return c
}

// under are the settings with some of the rules.
func (r *replay) under(rules int) xlsx.Settings {
	set := r.Settings
	set.Rules = r.rules[rules]
	return set
}

// rulesOf are today's rules and others that results of a year keep, also those which a
// withdrawal took away.
func rulesOf(k db.Kept, today reconcile.Rules) []reconcile.Rules {
	kept := []reconcile.Rules{}
	for _, h := range k.Results {
		kept = append(kept, h.Rules)
	}
	for _, a := range k.Amended {
		if a.Taken != nil {
			kept = append(kept, a.Taken.Rules)
		}
	}
	out := []reconcile.Rules{today}
	for _, rules := range kept {
		if ruleIndex(out, rules) < 0 {
			out = append(out, rules)
		}
	}
	return out
}

// ruleIndex finds rules among others; -1 for none.
func ruleIndex(all []reconcile.Rules, one reconcile.Rules) int {
	return slices.IndexFunc(all, func(r reconcile.Rules) bool { return len(reconcile.RulesReplaced(r, one)) == 0 })
}

// head is what is kept of a quarter's stored result; false for none.
func (r *replay) head(quarter int) (db.ResultHead, bool) {
	i := slices.IndexFunc(r.kept.Results, func(h db.ResultHead) bool { return h.Period.Quarter == quarter })
	if i < 0 {
		return db.ResultHead{}, false
	}
	return r.kept.Results[i], true
}

// rulesFor are the rules to try for a quarter, the likeliest first: those that its result
// keeps, or the last one that was taken away.
func (r *replay) rulesFor(quarter int) (order []int) {
	if h, ok := r.head(quarter); ok {
		order = append(order, ruleIndex(r.rules, h.Rules))
	}
	for _, a := range slices.Backward(r.kept.Amended) {
		if len(order) == 0 && a.Period.Quarter == quarter && a.Taken != nil {
			order = append(order, ruleIndex(r.rules, a.Taken.Rules))
		}
	}
	for i := range r.rules {
		if !slices.Contains(order, i) {
			order = append(order, i)
		}
	}
	return order
}

// likeliest does something under one set of rules after the other, until it comes to what
// is stored; else it is what comes of the first.
func likeliest[T any](order []int, under func(rules int) T, stored func(T) bool) T {
	var first T
	for n, rules := range order {
		v := under(rules)
		if len(order) == 1 || stored(v) {
			return v
		}
		if n == 0 {
			first = v
		}
	}
	return first
}
