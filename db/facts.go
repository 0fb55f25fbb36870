package db

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/jmoiron/sqlx"

	"rekon/reconcile"
)

// The entries that tell of a row follow from it, so that the two can be compared.

func eventOfPlan(r planRow) Event {
	return Event{
		Agency: string(r.Agency), At: r.ImportedAt.Time, Kind: PlanEvent, Period: reconcile.Period{Year: r.Year, Quarter: r.FromQuarter},
		Revision: r.Revision, SHA256: string(r.SHA256), Reason: string(r.Decree), Detail: string(r.File),
	}
}

// The detail of an entry of a drop is its name, the mark, and when it came in, in Jakarta.
const (
	ReceivedMark   = ", masuk "
	ReceivedFormat = "2006-01-02 15.04.05 WIB"
)

var dropEvents = map[Outcome]EventKind{Accepted: AcceptedEvent, Returned: ReturnedEvent, Duplicate: DuplicateEvent}

func eventOfDrop(id int64, r dropRow) Event {
	return Event{
		Agency: string(r.Agency), At: r.DecidedAt.Time, Kind: dropEvents[Outcome(r.Outcome)],
		Period: reconcile.Period{Year: int(r.Year), Quarter: int(r.Quarter)}, Revision: int(r.Revision), Drop: id,
		SHA256: string(r.SHA256), Reason: string(r.Errors),
		Detail: string(r.Name) + ReceivedMark + r.ReceivedAt.In(reconcile.WIB).Format(ReceivedFormat),
	}
}

// eventOfCloseout names what was kept, and has a SHA-256 over all of it but its key.
func eventOfCloseout(r closeoutRow) (Event, error) {
	sum, err := contentHash("closeouts", r)
	if err != nil {
		return Event{}, err
	}
	detail := string(r.Status)
	if r.LateDays > 0 {
		detail += fmt.Sprintf(", terlambat %d hari", r.LateDays)
	}
	if r.MoneyYTD.Actual.Valid {
		detail += ", realisasi s.d. triwulan " + reconcile.FormatRupiah(r.MoneyYTD.Actual.Decimal)
	}
	return Event{
		Agency: string(r.Agency), At: r.ClosedAt.Time, Kind: ClosedOutEvent, Period: r.period(), Revision: r.Revision,
		SHA256: sum, Detail: detail,
	}, nil
}

// Witnesses reports whether an entry of the history tells of a close-out and says that it is
// as it was stored.
func (e Event) Witnesses(c Closeout) bool {
	told, err := eventOfCloseout(closeoutOf(c))
	return err == nil && e.Intact() && e.fact() == told.fact() && e.SHA256 == told.SHA256
}

// contentHash is a SHA-256 over rows of a quarter without its key.
func contentHash[T any](table string, rows ...T) (string, error) {
	h := sha256.New()
	for _, r := range rows {
		values, _, err := bindings(reflect.ValueOf(r), table)
		if err != nil {
			return "", err
		}
		for _, v := range values[len(fields(reflect.TypeFor[quarterKey]())):] {
			s := bound(v)
			fmt.Fprintf(h, "%d:%s,", len(s), s)
		}
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// eventOfAmendment has a SHA-256 over the figures that moved, semula and menjadi.
func eventOfAmendment(a amendmentRow, moved []changeRow) (Event, error) {
	sum, err := contentHash("changes", moved...)
	detail := fmt.Sprintf("koreksi ke-%d, %d angka", a.Number, len(moved))
	if a.Withdrawn.V != nil {
		detail = fmt.Sprintf("koreksi ke-%d, tidak ada lagi laporan yang berlaku", a.Number)
	}
	if a.Former.SHA256 != "" {
		detail += ", buku kerja sebelumnya SHA-256 " + string(a.Former.SHA256)
	}
	return Event{
		Agency: string(a.Agency), At: a.At.Time, Kind: AmendedEvent, Period: a.period(), Revision: a.Number,
		SHA256: sum, Reason: a.Reason, Detail: detail,
	}, err
}

// withdrawnRow is a withdrawal with the report that it took back.
type withdrawnRow struct {
	withdrawalRow
	SHA256 text `db:"sha256"`
	File   text `db:"file"`
}

func eventOfWithdrawal(r withdrawnRow) Event {
	return Event{
		Agency: string(r.Agency), At: r.At.Time, Actor: Actor{string(r.Host), string(r.User)}, Kind: WithdrawnEvent, Period: r.period(),
		Revision: r.Revision, SHA256: string(r.SHA256), Reason: r.Reason, Detail: string(r.File),
	}
}

// eventOfClosing tells that a quarter was closed, or opened again.
func eventOfClosing(kind EventKind, r closingRow) Event {
	return Event{Agency: string(r.Agency), At: r.At.Time, Actor: Actor{string(r.Host), string(r.User)}, Kind: kind, Period: r.period(), Reason: string(r.Reason)}
}

// fact is what an entry and its row are brought together by.
type fact struct {
	agency   string
	kind     EventKind
	period   reconcile.Period
	revision int
	drop     int64
}

// fact of a plan leaves out its first quarter, that of a drop all but its number: they
// are compared.
func (e Event) fact() fact {
	f := fact{e.Agency, e.Kind, e.Period, e.Revision, e.Drop}
	switch {
	case e.Drop > 0:
		f = fact{kind: "drop", drop: e.Drop}
	case e.Kind == PlanEvent:
		f.period.Quarter = 0
	case e.Kind == ClosedOutEvent:
		f.revision = 0
	}
	return f
}

// told is how an entry is told to whom its row must be found.
func (e Event) told() string {
	switch {
	case e.Drop > 0:
		return fmt.Sprintf("berkas no. %d (%s)", e.Drop, e.Detail)
	case e.Kind == PlanEvent:
		return fmt.Sprintf("rencana revisi %d tahun %d", e.Revision, e.Period.Year)
	default:
		return fmt.Sprintf("%s (Triwulan %s %d)", e.Kind.Words(), e.Period.Roman(), e.Period.Year)
	}
}

// HistoryFaults checks all chains, and that every row that has an entry has one that says
// the same, and the other way round.
func (d *DB) HistoryFaults(ctx context.Context) (faults []Fault, err error) {
	err = d.read(ctx, func(tx *sqlx.Tx) error {
		recorded, err := history(ctx, tx, "")
		if err != nil {
			return err
		}
		faults = CheckHistory(recorded)
		stored, err := storedFacts(ctx, tx)
		if err == nil {
			faults = append(faults, compareFacts(recorded, stored)...)
		}
		return err
	})
	return faults, d.wrap(err, "checking the history")
}

// compareFacts compares what is recorded with what the rows of other tables say.
func compareFacts(recorded, stored []Event) (faults []Fault) {
	rows := map[fact]Event{}
	for _, s := range stored {
		rows[s.fact()] = s
	}
	for _, e := range standingFacts(recorded) {
		row, ok := rows[e.fact()]
		delete(rows, e.fact())
		if !ok {
			faults = append(faults, e.fault("entri %d: %s tidak ada lagi di basis data", e.Number, e.told()))
		} else if what := e.differs(row); what != "" {
			faults = append(faults, e.fault("entri %d: %s tidak sama dengan yang tersimpan: %s", e.Number, e.told(), what))
		}
	}
	for _, s := range stored {
		if _, left := rows[s.fact()]; left {
			faults = append(faults, s.fault("%s tersimpan tanpa entri riwayat", s.told()))
		}
	}
	return faults
}

// standingFacts are the entries that have a row: not those of results computed anew or kept,
// nor of closings that were ended and what ended them.
func standingFacts(recorded []Event) (out []Event) {
	for _, e := range recorded {
		if e.Kind == ReopenedEvent {
			ended := e
			ended.Kind = ClosedEvent
			out = slices.DeleteFunc(out, func(o Event) bool { return o.fact() == ended.fact() })
		} else if e.Kind != RecomputedEvent && e.Kind != KeptEvent {
			out = append(out, e)
		}
	}
	return out
}

// differs says in which of its facts an entry and its row are not the same, "" for none.
func (e Event) differs(row Event) string {
	var out []string
	say := func(name string, recorded, stored any) {
		if recorded != stored {
			out = append(out, fmt.Sprintf("%s tercatat %v, tersimpan %v", name, recorded, stored))
		}
	}
	say("perangkat daerah", e.Agency, row.Agency)
	say("peristiwa", e.Kind.Words(), row.Kind.Words())
	say("waktu", e.At.UTC(), row.At.UTC())
	say("tahun", e.Period.Year, row.Period.Year)
	say("triwulan", e.Period.Quarter, row.Period.Quarter)
	say("revisi", e.Revision, row.Revision)
	say("SHA-256", e.SHA256, row.SHA256)
	say("alasan", e.Reason, row.Reason)
	if row.Actor != (Actor{}) {
		say("oleh", e.Actor, row.Actor)
	}
	say("keterangan", strings.TrimSuffix(e.Detail, RecordedLater), row.Detail)
	return strings.Join(out, "; ")
}

// RecordedLater ends the detail of an entry that was made for a row from before there
// was a history.
const RecordedLater = " (dicatat kemudian)"

// storedFacts are the entries that the rows of other tables call for.
func storedFacts(ctx context.Context, tx *sqlx.Tx) (out []Event, err error) {
	var plans []planRow
	var drops []struct {
		ID int64 `db:"id"`
		dropRow
	}
	var closeouts []closeoutRow
	var closed []closingRow
	var taken []withdrawnRow
	err = inOrder(
		func() error {
			return tx.SelectContext(ctx, &closed, `SELECT `+columns[closingRow]()+` FROM closings ORDER BY agency, year, quarter`)
		},
		func() error {
			return tx.SelectContext(ctx, &taken, `SELECT w.*, s.sha256, s.file FROM (SELECT `+columns[withdrawalRow]()+` FROM withdrawals) w
				LEFT JOIN submissions s ON s.agency = w.agency AND s.year = w.year AND s.quarter = w.quarter AND s.revision = w.revision
				ORDER BY w.agency, w.year, w.quarter, w.revision`)
		},
		func() error {
			return tx.SelectContext(ctx, &plans, `SELECT `+columns[planRow]()+` FROM plans ORDER BY agency, year, revision`)
		},
		func() error {
			return tx.SelectContext(ctx, &drops, `SELECT id, `+columns[dropRow]()+` FROM drops ORDER BY id`)
		},
		func() error {
			return tx.SelectContext(ctx, &closeouts, `SELECT `+columns[closeoutRow]()+` FROM closeouts ORDER BY agency, year, quarter`)
		},
	)
	for _, r := range plans {
		out = append(out, eventOfPlan(r))
	}
	for _, r := range drops {
		out = append(out, eventOfDrop(r.ID, r.dropRow))
	}
	for _, r := range closed {
		out = append(out, eventOfClosing(ClosedEvent, r))
	}
	for _, r := range taken {
		out = append(out, eventOfWithdrawal(r))
	}
	for _, r := range closeouts {
		e, failed := eventOfCloseout(r)
		if failed != nil {
			return nil, failed
		}
		out = append(out, e)
	}
	if err != nil {
		return nil, err
	}
	amended, err := amendedFacts(ctx, tx)
	return append(out, amended...), err
}

// amendedFacts are the entries that corrections after a close-out call for.
func amendedFacts(ctx context.Context, tx *sqlx.Tx) (out []Event, err error) {
	var heads []amendmentRow
	var rows []changeRow
	err = tx.SelectContext(ctx, &heads, `SELECT `+columns[amendmentRow]()+` FROM amendments ORDER BY agency, year, quarter, number`)
	if err == nil {
		err = tx.SelectContext(ctx, &rows, `SELECT `+columns[changeRow]()+` FROM changes ORDER BY agency, year, quarter, number, ord`)
	}
	type amendment struct {
		quarterKey
		number int
	}
	moved := map[amendment][]changeRow{}
	for _, r := range rows {
		key := amendment{r.quarterKey, r.Number}
		moved[key] = append(moved[key], r)
	}
	for _, h := range heads {
		e, failed := eventOfAmendment(h, moved[amendment{h.quarterKey, h.Number}])
		if failed != nil {
			return nil, failed
		}
		out = append(out, e)
	}
	return out, err
}
