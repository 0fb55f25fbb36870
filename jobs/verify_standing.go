package jobs

import (
	"fmt"
	"slices"
	"time"

	"rekon/db"
	"rekon/reconcile"
)

// What happens to how an agency stands, as db does it.

// due is when a quarter's report was due as its plan was imported, as its close-out keeps it
// or else its standing: of the rules of the year those that fit, else what a former due day
// gave, else that of a close-out which is as the history tells it.
func (r *replay) due(quarter int) time.Time {
	p := r.period(quarter)
	stored, has := r.keptStanding(quarter)
	if c, closed := r.keptCloseout(quarter); closed {
		stored, has = c.AgencyQuarter, true
	}
	due, fits := r.fittingDue(quarter, stored.Due)
	if !has || fits {
		return due
	}
	when := "saat rencananya diimpor"
	if !r.isFormerDay(stored) {
		if _, told := r.toldCloseout(quarter); !told {
			return due
		}
		when = "saat tutup buku"
	}
	r.notice(p, fmt.Sprintf("Batas lapor Triwulan %s %d tersimpan %s %s, menurut ketentuan sekarang (rules.due_day) %s.",
		p.Roman(), p.Year, reconcile.LongDate(stored.Due.Add(-1)), when, reconcile.LongDate(reconcile.DueDate(p, r.Settings.Rules))), nil)
	return stored.Due
}

func (r *replay) keptCloseout(quarter int) (db.Closeout, bool) {
	i := slices.IndexFunc(r.kept.Closeouts, func(c db.Closeout) bool { return c.Period.Quarter == quarter })
	if i < 0 {
		return db.Closeout{}, false
	}
	return r.kept.Closeouts[i], true
}

// toldCloseout is a quarter's close-out as it is stored, if the history has a hash over it.
// The due day may be another before and after it, and no rules keep the one between.
func (r *replay) toldCloseout(quarter int) (db.Closeout, bool) {
	c, has := r.keptCloseout(quarter)
	return c, has && slices.ContainsFunc(r.told, func(e db.Event) bool { return e.Witnesses(c) })
}

// dueAnew is when it is due once something came in, under the rules of that day: those that
// fit, else as it was.
func (r *replay) dueAnew(q db.AgencyQuarter) time.Time {
	if stored, has := r.keptStanding(q.Period.Quarter); has {
		if due, fits := r.fittingDue(q.Period.Quarter, stored.Due); fits {
			return due
		}
	}
	return q.Due
}

func (r *replay) keptStanding(quarter int) (db.AgencyQuarter, bool) {
	i := slices.IndexFunc(r.kept.Quarters, func(q db.AgencyQuarter) bool { return q.Period.Quarter == quarter })
	if i < 0 {
		return db.AgencyQuarter{}, false
	}
	return r.kept.Quarters[i], true
}

// fittingDue is the due date that rules of the year give, the one that is stored if any does.
func (r *replay) fittingDue(quarter int, stored time.Time) (due time.Time, fits bool) {
	due = likeliest(r.rulesFor(quarter), func(rules int) time.Time { return reconcile.Due(r.period(quarter), r.rules[rules]) }, stored.Equal)
	return due, due.Equal(stored)
}

// isFormerDay reports whether the day of the month that gave a due date gave those of all
// quarters for which nothing came in. They are kept from when the plan was imported, and no
// result keeps the rules of then. One that was changed alone is not as the others are.
func (r *replay) isFormerDay(due db.AgencyQuarter) bool {
	rules := r.Settings.Rules
	rules.DueDay = dueDay(due)
	gives := func(q db.AgencyQuarter) bool { return q.Due.Equal(reconcile.Due(q.Period, rules)) }
	return gives(due) && !slices.ContainsFunc(r.kept.Quarters, func(q db.AgencyQuarter) bool {
		came := slices.ContainsFunc(r.kept.Drops, func(d db.Drop) bool { return d.Period == q.Period })
		return !came && !gives(q)
	})
}

// dueDay is the day of the month by which a report is due.
func dueDay(q db.AgencyQuarter) int { return q.Due.Add(-1).In(reconcile.WIB).Day() }

func (r *replay) isReported(quarter int) bool { return len(r.counting(quarter)) > 0 }

func (r *replay) givenBack(h happening) {
	i := slices.IndexFunc(r.kept.Drops, func(d db.Drop) bool { return d.ID == h.drop })
	q, has := r.standing[h.quarter]
	if i < 0 || !has {
		return
	}
	r.returned[h.quarter] = r.kept.Drops[i]
	if _, closed := r.closed[h.quarter]; !closed && !r.isReported(h.quarter) {
		q.Due = r.dueAnew(q)
		r.standing[h.quarter] = rejectedAs(q, r.kept.Drops[i])
	}
}

func rejectedAs(q db.AgencyQuarter, d db.Drop) db.AgencyQuarter {
	q.Status, q.ReceivedAt, q.LateDays = reconcile.Ditolak, d.ReceivedAt, reconcile.LateDays(d.ReceivedAt, q.Due)
	q.Errors, q.Warnings = count(d.Findings, reconcile.Error), count(d.Findings, reconcile.Warning)
	return q
}

func (r *replay) takenBack(h happening) {
	w := db.Withdrawal{Agency: r.kept.Agency.Code, Period: r.period(h.quarter), Revision: h.revision, At: h.at, Reason: h.told.Reason}
	if i := slices.IndexFunc(r.kept.Withdrawn, func(k db.Withdrawal) bool { return k.Period == w.Period && k.Revision == w.Revision }); i >= 0 && h.told.Kind == "" {
		w = r.kept.Withdrawn[i]
	}
	r.withdrawn = append(r.withdrawn, w)
	r.rebase(h.quarter)
	if !r.isReported(h.quarter) {
		r.standUnreported(h.quarter)
		r.tookAway(h.quarter, h.at)
	}
}

// standUnreported lets the agency stand as if no report had been accepted.
func (r *replay) standUnreported(quarter int) {
	was, has := r.standing[quarter]
	if !has {
		return
	}
	q := db.AgencyQuarter{Agency: was.Agency, Period: was.Period, Due: r.dueAnew(was), Status: reconcile.BelumLapor}
	if at, done := r.closedOut[quarter]; done {
		q.LateDays = reconcile.LateDays(at, q.Due)
	}
	if d, rejected := r.returned[quarter]; rejected {
		q = rejectedAs(q, d)
	}
	r.standing[quarter] = q
}

func (r *replay) wasClosedOut(h happening) {
	q, has := r.standing[h.quarter]
	if !has {
		return
	}
	r.closedOut[h.quarter] = h.at
	c := db.Closeout{AgencyQuarter: q, ClosedAt: h.at}
	if r.isReported(h.quarter) {
		r.closeouts = append(r.closeouts, r.reportedCloseout(c))
		r.recomputed(h.quarter, h.at)
		return
	}
	q.LateDays = LateDays(q, h.at)
	r.standing[h.quarter], c.AgencyQuarter = q, q
	r.closeouts = append(r.closeouts, c)
}

// reportedCloseout adds what follows from the report, under the rules that fit what was
// kept.
func (r *replay) reportedCloseout(c db.Closeout) db.Closeout {
	return likeliest(r.closedOutUnder(c.Period.Quarter), func(rules int) db.Closeout {
		x, q := c, r.computeUnder(c.Period.Quarter, rules)
		if q.ok {
			x.AgencyQuarter, x.Totals = r.asClosed(q.standing), q.result.Totals
		}
		return x
	}, func(x db.Closeout) bool {
		return slices.ContainsFunc(r.kept.Closeouts, func(k db.Closeout) bool { return db.SameCloseout(k, x) })
	})
}

// closedOutUnder are the rules to try for a close-out: those of its quarter, then the same with
// the due day of that time.
func (r *replay) closedOutUnder(quarter int) []int {
	order := r.rulesFor(quarter)
	c, told := r.toldCloseout(quarter)
	if !told {
		return order
	}
	for _, i := range order {
		rules := r.rules[i]
		if rules.DueDay = dueDay(c.AgencyQuarter); ruleIndex(r.rules, rules) < 0 {
			r.rules = append(r.rules, rules)
			order = append(order, len(r.rules)-1)
		}
	}
	return order
}

// asClosed is how an agency stands while its quarter is closed.
func (r *replay) asClosed(q db.AgencyQuarter) db.AgencyQuarter {
	if _, closed := r.closed[q.Period.Quarter]; closed {
		q.Status = reconcile.Ditutup
	}
	return q
}

func (r *replay) close(h happening) {
	r.closed[h.quarter] = db.Closing{Agency: r.kept.Agency.Code, Period: r.period(h.quarter), At: h.at, By: h.told.Actor, Reason: h.told.Reason}
	q, has := r.standing[h.quarter]
	if !has {
		return
	}
	if q.Status = reconcile.Ditutup; !r.isReported(h.quarter) {
		q.LateDays = reconcile.LateDays(h.at, q.Due)
	}
	r.standing[h.quarter] = q
}

func (r *replay) reopen(h happening) {
	delete(r.closed, h.quarter)
	if !r.isReported(h.quarter) {
		r.standUnreported(h.quarter)
	}
	r.rebase(h.quarter)
}
