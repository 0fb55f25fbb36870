package jobs

import (
	"context"
	"fmt"
	"slices"

	"rekon/db"
	"rekon/reconcile"
)

// derive comes to the results and standings that should be stored once all has happened.
func (r *replay) derive(ctx context.Context) error {
	for q := 1; q <= 4; q++ {
		if err := r.deriveQuarter(ctx, q); err != nil {
			return err
		}
	}
	return nil
}

func (r *replay) deriveQuarter(ctx context.Context, q int) error {
	head, stored := r.head(q)
	_, closed := r.closed[q]
	if stored && head.Stale && !closed {
		return r.waiting(ctx, head.Period)
	}
	c := r.computeUnder(q, r.rulesFor(q)[0])
	if !c.ok {
		if s, has := r.standing[q]; has {
			r.quarters = append(r.quarters, s)
		}
		return nil
	}
	x := c.result
	if stored {
		x.Rules, x.Program, x.ComputedAt = head.Rules, head.Program, head.ComputedAt
		x.ClosedOut, x.Changes = head.ClosedOut, head.Changes
		r.compareRules(q, x)
	}
	r.results, r.quarters = append(r.results, x), append(r.quarters, r.asClosed(c.standing))
	r.out.Checked.Figures += figuresOf(x)
	if stored {
		r.deriveHead(head, x)
	}
	return nil
}

// deriveHead looks at what waits to be done with a result: to be put out, which is told; to be
// computed anew, which never is of a closed quarter.
func (r *replay) deriveHead(head db.ResultHead, x reconcile.Result) {
	p := head.Period
	if head.Stale {
		r.out.Differences = append(r.out.Differences, r.difference(db.Mismatch{Table: "results", Row: fmt.Sprintf("quarter=%d", p.Quarter), Quarter: p.Quarter,
			Column: "stale", Stored: "1", Is: "0"}))
	}
	if head.Published {
		r.published = append(r.published, x)
	} else {
		r.notice(p, fmt.Sprintf("Buku kerja Triwulan %s %d menunggu diterbitkan, jadi belum diperiksa: jalankan `rekon run`, lalu periksa lagi.", p.Roman(), p.Year), nil)
	}
}

// waiting takes a quarter as it is stored, since it waits to be computed anew.
func (r *replay) waiting(ctx context.Context, p reconcile.Period) error {
	r.notice(p, fmt.Sprintf("Triwulan %s %d menunggu dihitung ulang, jadi angkanya belum diperiksa: jalankan `rekon run`, lalu periksa lagi.", p.Roman(), p.Year), nil)
	x, ok, err := r.DB.Result(ctx, r.kept.Agency.Code, p)
	if ok {
		r.results = append(r.results, x)
	}
	for _, q := range r.kept.Quarters {
		if q.Period == p {
			r.quarters = append(r.quarters, q)
		}
	}
	return err
}

// compareRules says which rules and which program a result was computed with, where they are
// not today's, and what would move if it were computed now.
func (r *replay) compareRules(q int, was reconcile.Result) {
	now := was
	now.Rules, now.Program = r.Settings.Rules, r.Program
	other := len(reconcile.RulesReplaced(was.Rules, now.Rules)) > 0
	if !other && (was.Program == "" || was.Program == now.Program) {
		return
	}
	var changes []reconcile.Change
	if c := r.computeUnder(q, 0); other && c.ok {
		changes = reconcile.Compare(was, c.result)
	}
	p := was.Period
	r.notice(p, fmt.Sprintf("Triwulan %s %d tersimpan dengan ketentuan saat dihitung, yang kini lain. %s.", p.Roman(), p.Year, reconcile.WhyReplaced(was, now, nil)), changes)
}

// ruledAsComputed is what is kept, with the rules of results whose figures do not follow from
// those that they keep, and do from others of the year; false where there are none.
func (r *replay) ruledAsComputed(ctx context.Context) (db.Kept, bool, error) {
	kept, other := r.kept, false
	kept.Results = slices.Clone(kept.Results)
	for i, head := range kept.Results {
		if len(r.rules) == 1 || head.Stale || !slices.ContainsFunc(r.out.Differences, func(d Difference) bool { return d.Kind == StoredDiffers && d.Period == head.Period }) {
			continue
		}
		stored, ok, err := r.DB.Result(ctx, r.kept.Agency.Code, head.Period)
		if err != nil {
			return kept, false, err
		}
		gives := func(rules int) bool {
			c := r.computeUnder(head.Period.Quarter, rules)
			return ok && c.ok && len(reconcile.Compare(stored, c.result)) == 0
		}
		order := r.rulesFor(head.Period.Quarter)
		if n := slices.IndexFunc(order, gives); n > 0 {
			kept.Results[i].Rules, other = r.rules[order[n]], true
		}
	}
	return kept, other, nil
}

func (r *replay) notice(p reconcile.Period, message string, changes []reconcile.Change) {
	r.out.Notices = append(r.out.Notices, Notice{r.kept.Agency.Code, p, message, changes})
}

func figuresOf(x reconcile.Result) int {
	n := len(x.Totals.NamedFigures()) + 1
	for _, v := range x.Variances {
		n += len(v.NamedFigures())
	}
	return n
}

// expected is what should be stored, of one quarter or of all.
func (r *replay) expected(quarter int) db.Expected {
	e := db.Expected{Agency: r.kept.Agency.Code, Year: r.kept.Year, Quarter: quarter, Plans: r.plans,
		Results: r.results, Quarters: r.quarters, Closeouts: r.closeouts, Amended: r.amendments(), Summaries: r.shouldSummaries()}
	for _, s := range r.reports {
		if quarter == 0 || s.Period.Quarter == quarter {
			e.Reports = append(e.Reports, s)
		}
	}
	return e
}
