package jobs

import (
	"slices"
	"time"

	"rekon/db"
)

// happening is something that was done to an agency's year, as far as what is stored
// follows from it.
type happening struct {
	kind     db.EventKind
	at       time.Time
	quarter  int // of a plan, the first that it holds for
	revision int
	drop     int64
	told     db.Event // that the history has of it; without a kind for none
}

// key is what an entry of the history and the rows that it tells of have in common.
func (h happening) key() happening {
	switch {
	case h.drop > 0:
		return happening{drop: h.drop}
	case h.kind == db.PlanEvent:
		return happening{kind: h.kind, revision: h.revision}
	case h.kind == db.WithdrawnEvent:
		return happening{kind: h.kind, quarter: h.quarter, revision: h.revision}
	default:
		return happening{kind: h.kind, quarter: h.quarter}
	}
}

// happeningsOf are in the order in which they were stored: that of the history, since
// clocks differ between workers. A row without an entry, or with one that was changed, which
// is a fault of the history, comes where its time says.
func happeningsOf(k db.Kept, told []db.Event) []happening {
	var out []happening
	rows := map[happening]happening{}
	for _, row := range rowsOfYear(k) {
		rows[row.key()] = row
	}
	known := map[happening]bool{}
	for _, e := range told {
		if e.Kind == db.KeptEvent || e.Kind == db.DuplicateEvent || e.Kind == db.AmendedEvent {
			continue
		}
		h := happening{kind: e.Kind, at: e.At, quarter: e.Period.Quarter, revision: e.Revision, drop: e.Drop, told: e}
		if !e.Intact() { // its place still counts
			h = rows[h.key()]
		}
		known[h.key()] = true
		out = append(out, h)
	}
	for _, row := range rowsOfYear(k) {
		if known[row.key()] {
			continue
		}
		i := slices.IndexFunc(out, func(h happening) bool { return h.at.After(row.at) })
		if i < 0 {
			i = len(out)
		}
		out = slices.Insert(out, i, row)
	}
	return out
}

// rowsOfYear are the happenings that have a row of their own.
func rowsOfYear(k db.Kept) (out []happening) {
	drops := map[int64]bool{}
	for _, p := range k.Plans {
		out = append(out, happening{kind: db.PlanEvent, at: p.ImportedAt, quarter: p.FromQuarter, revision: p.Revision})
	}
	for _, d := range k.Drops {
		kind, counts := map[db.Outcome]db.EventKind{db.Accepted: db.AcceptedEvent, db.Returned: db.ReturnedEvent}[d.Outcome]
		if counts {
			drops[d.ID] = true
			out = append(out, happening{kind: kind, at: d.DecidedAt, quarter: d.Period.Quarter, revision: d.Revision, drop: d.ID})
		}
	}
	for _, s := range k.Submissions {
		if !drops[s.Drop] {
			out = append(out, happening{kind: db.AcceptedEvent, at: s.ReceivedAt, quarter: s.Period.Quarter, revision: s.Revision, drop: s.Drop})
		}
	}
	for _, w := range k.Withdrawn {
		out = append(out, happening{kind: db.WithdrawnEvent, at: w.At, quarter: w.Period.Quarter, revision: w.Revision})
	}
	for _, c := range k.Closeouts {
		out = append(out, happening{kind: db.ClosedOutEvent, at: c.ClosedAt, quarter: c.Period.Quarter})
	}
	for _, c := range k.Closed {
		out = append(out, happening{kind: db.ClosedEvent, at: c.At, quarter: c.Period.Quarter})
	}
	return out
}
