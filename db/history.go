package db

import (
	"cmp"
	"context"
	"time"

	"github.com/jmoiron/sqlx"

	"rekon/reconcile"
)

// The history says what happened and is only ever added to: by [record], in the
// transaction that does what it tells. Each agency has a chain of entries, and what is of
// no known agency has one, too. Two who add to the same chain at once meet at its key,
// and the second begins anew (see [DB.retry]). docs/adr/0009 says what the hashes show
// and what they cannot.

// Actor is who works: set as [DB.By] before the database is used.
type Actor struct {
	Host string // the machine's name
	User string // the account's
}

// actor is who is named, else who works.
func (d *DB) actor(named Actor) Actor {
	if named == (Actor{}) {
		return d.By
	}
	return named
}

// EventKind is what an entry of the history tells.
type EventKind string

// A plan was stored; a file was taken, given back, or held what is stored; a quarter's
// result was computed anew, or kept since it is closed though what it rests on changed; a
// quarter was closed out, closed, opened again; a report was taken back; what was closed
// out was corrected.
const (
	PlanEvent       EventKind = "plan"
	AcceptedEvent   EventKind = "accepted"
	ReturnedEvent   EventKind = "returned"
	DuplicateEvent  EventKind = "duplicate"
	RecomputedEvent EventKind = "recomputed"
	KeptEvent       EventKind = "kept"
	ClosedOutEvent  EventKind = "closed-out"
	ClosedEvent     EventKind = "closed"
	ReopenedEvent   EventKind = "reopened"
	WithdrawnEvent  EventKind = "withdrawn"
	AmendedEvent    EventKind = "amended"
)

// Words say in Bahasa what an entry tells; of a kind that there is not, itself.
func (k EventKind) Words() string { return cmp.Or(eventWords[k], string(k)) }

var eventWords = map[EventKind]string{
	PlanEvent: "rencana disimpan", AcceptedEvent: "laporan diterima", ReturnedEvent: "dikembalikan",
	DuplicateEvent: "sudah pernah diterima", RecomputedEvent: "dihitung ulang", KeptEvent: "angka dipertahankan", ClosedOutEvent: "tutup buku",
	ClosedEvent: "triwulan ditutup", ReopenedEvent: "triwulan dibuka lagi", WithdrawnEvent: "laporan ditarik",
	AmendedEvent: "dikoreksi setelah tutup buku",
}

// Event is an entry of the history.
type Event struct {
	Agency string // whose chain it stands in, "" for that of no known agency
	Number int    // in its chain, from 1
	At     time.Time
	Actor
	Kind     EventKind
	Period   reconcile.Period // of a plan, the first quarter that it holds for
	Revision int              // of the plan or the report, or the number of a correction; 0 for none
	Drop     int64            // 0 for none
	SHA256   string           // of the file; of a close-out or a correction, over what was kept
	Reason   string           // what a person gave, a plan's decree, or the codes of errors
	Detail   string           // one line in Bahasa
	Before   string           // Hash of the entry before, "" for the first
	Hash     string           // see [Event.digest]
}

type eventRow struct {
	Agency      string `db:"agency"`
	Number      int    `db:"number"`
	At          moment `db:"at"`
	Host        text   `db:"host"`
	User        text   `db:"user"`
	Kind        string `db:"kind"`
	Year        number `db:"year"`
	Quarter     number `db:"quarter"`
	Revision    number `db:"revision"`
	Drop        number `db:"drop_id"`
	SHA256      text   `db:"sha256"`
	Reason      text   `db:"reason"`
	Detail      text   `db:"detail"`
	Before      text   `db:"before_hash"`
	Hash        string `db:"hash"`
	PublishedAt moment `db:"published_at"`
}

// record adds entries, all of one agency, to its chain.
func record(ctx context.Context, d *DB, tx *sqlx.Tx, events ...Event) error {
	if len(events) == 0 {
		return nil
	}
	last, err := get[eventRow](ctx, tx, `SELECT `+columns[eventRow]()+` FROM history
		WHERE agency = ? ORDER BY number DESC LIMIT 1`, events[0].Agency)
	if err != nil {
		return err
	}
	var rows []eventRow
	for _, e := range events {
		e.Actor = d.actor(e.Actor)
		last = eventOf(e.after(last.Number, last.Hash))
		rows = append(rows, last)
	}
	return insert(ctx, d, tx, "history", rows...)
}

// after is the entry as it is stored behind another of its chain.
func (e Event) after(number int, hash string) Event {
	e.Number, e.Before = number+1, hash
	e.At = e.At.UTC().Truncate(time.Microsecond)
	for _, s := range []*string{&e.Agency, &e.Host, &e.User, &e.SHA256, &e.Reason, &e.Detail} {
		*s = clean(*s)
	}
	e.Hash = e.digest()
	return e
}

func eventOf(e Event) eventRow {
	row := eventRow{
		Agency: e.Agency, Number: e.Number, At: moment{e.At}, Host: text(e.Host), User: text(e.User), Kind: string(e.Kind),
		Year: number(e.Period.Year), Quarter: number(e.Period.Quarter), Revision: number(e.Revision), Drop: number(e.Drop),
		SHA256: text(e.SHA256), Reason: text(e.Reason), Detail: text(e.Detail), Before: text(e.Before), Hash: e.Hash,
	}
	if !e.Kind.hasEffects() {
		row.PublishedAt = row.At
	}
	return row
}

// hasEffects: something outside the database follows from the entry itself.
func (k EventKind) hasEffects() bool {
	return k == ClosedEvent || k == ReopenedEvent || k == WithdrawnEvent
}

func (r eventRow) event() Event {
	return Event{
		Agency: r.Agency, Number: r.Number, At: r.At.Time, Actor: Actor{string(r.Host), string(r.User)}, Kind: EventKind(r.Kind),
		Period: reconcile.Period{Year: int(r.Year), Quarter: int(r.Quarter)}, Revision: int(r.Revision), Drop: int64(r.Drop),
		SHA256: string(r.SHA256), Reason: string(r.Reason), Detail: string(r.Detail), Before: string(r.Before), Hash: r.Hash,
	}
}

// History lists what happened, by agency and in the order of each chain; "" as the
// filter's agency means all. What concerns a whole year concerns each of its quarters,
// and a plan all those from its first one on.
func (d *DB) History(ctx context.Context, f QuarterFilter) (out []Event, err error) {
	err = d.read(ctx, func(tx *sqlx.Tx) error {
		all, err := history(ctx, tx, f.Agency)
		out = nil
		for _, e := range all {
			if e.Concerns(f) {
				out = append(out, e)
			}
		}
		return err
	})
	return out, d.wrap(err, "reading the history")
}

func history(ctx context.Context, tx *sqlx.Tx, agency string) (out []Event, err error) {
	var rows []eventRow
	err = tx.SelectContext(ctx, &rows, `SELECT `+columns[eventRow]()+` FROM history
		WHERE ? = '' OR agency = ? ORDER BY agency, number`, agency, agency)
	for _, r := range rows {
		out = append(out, r.event())
	}
	return out, err
}

// Concerns reports whether an entry is about what a filter chooses.
func (e Event) Concerns(f QuarterFilter) bool {
	switch {
	case f.Agency != "" && e.Agency != f.Agency, f.Year != 0 && e.Period.Year != f.Year:
		return false
	case f.Quarter == 0 || e.Period.Quarter == 0 && e.Period.Year != 0:
		return true
	case e.Kind == PlanEvent:
		return e.Period.Quarter <= f.Quarter
	default:
		return e.Period.Quarter == f.Quarter
	}
}
