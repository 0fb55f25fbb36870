package db

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jmoiron/sqlx"

	"rekon/reconcile"
)

// Message is a letter to one recipient. It is queued in the transaction that stores
// what it tells, once for each thing told, whoever tries again. What it says is not
// stored: it is composed from what it is about when it is sent.
type Message struct {
	ID        int64  // given by the database
	MessageID string // tells the letter from all others, each time that it is sent
	Kind      MessageKind
	To        string           // one address
	Agency    string           // "" where it is not known
	Period    reconcile.Period // zero where it is not known
	Drop      int64            // the drop that it tells of, 0 for none
	Revision  int              // of the report or the plan that it tells of, 0 for none
	Days      int              // of a reminder: how many before the due date
	QueuedAt  time.Time
	GiveUpAt  time.Time // when it is not tried any more

	State    MessageState
	Attempts int
	NextAt   time.Time // of a waiting one
	Error    string    // of the last attempt, "" for none
	EndedAt  time.Time // of one that waits no more
}

// MessageKind is what a letter tells.
type MessageKind string

// To who reports: a workbook was taken, or given back; a report was taken back; the due
// date comes; it has passed. To the head: how the quarter stands, and how it does since a
// report was taken back, or since a change of the plan moved what was closed out.
const (
	WithdrawalMessage       MessageKind = "penarikan"
	ReceiptMessage          MessageKind = "tanda-terima"
	ReturnMessage           MessageKind = "pengembalian"
	ReminderMessage         MessageKind = "pengingat"
	LateMessage             MessageKind = "keterlambatan"
	SummaryMessage          MessageKind = "ringkasan"
	WithdrawnSummaryMessage MessageKind = "ringkasan-penarikan"
	PlanSummaryMessage      MessageKind = "ringkasan-rencana"
)

// toHead are the kinds for which [MessageKind.ToHead] holds, in SQL.
const toHead = `('` + string(SummaryMessage) + `', '` + string(WithdrawnSummaryMessage) + `', '` + string(PlanSummaryMessage) + `')`

// ToHead reports whether a letter goes to the head of the agency, with the quarter on one
// page.
func (k MessageKind) ToHead() bool {
	return k == SummaryMessage || k == WithdrawnSummaryMessage || k == PlanSummaryMessage
}

// MessageState is how far a letter is.
type MessageState string

// A letter waits; a mail server has taken it; it was given up; or a later one tells
// more, and it is not sent.
const (
	Waiting    MessageState = "menunggu"
	Sent       MessageState = "terkirim"
	GivenUp    MessageState = "gagal"
	Superseded MessageState = "digantikan"
)

type messageRow struct {
	About     string `db:"about"`
	Recipient string `db:"recipient"`
	MessageID string `db:"message_id"`
	Kind      text   `db:"kind"`
	Agency    text   `db:"agency"`
	Year      number `db:"year"`
	Quarter   number `db:"quarter"`
	Drop      number `db:"drop_id"`
	Revision  number `db:"revision"`
	Days      number `db:"days_before"`
	QueuedAt  moment `db:"queued_at"`
	State     text   `db:"state"`
	Attempts  int    `db:"attempts"`
	NextAt    moment `db:"next_at"`
	GiveUpAt  moment `db:"give_up_at"`
	Error     text   `db:"error"`
	EndedAt   moment `db:"ended_at"`
}

// about is the same for what is the same thing told.
func (m Message) about() string {
	of := m.Drop
	if m.Kind == PlanSummaryMessage {
		of = int64(m.Revision)
	}
	return fmt.Sprintf("%s %s %d %d %d %d", m.Kind, m.Agency, m.Period.Year, m.Period.Quarter, of, m.Days)
}

func messageOf(m Message) messageRow {
	return messageRow{
		About: m.about(), Recipient: m.To, MessageID: m.MessageID, Kind: text(m.Kind), Agency: text(m.Agency),
		Year: number(m.Period.Year), Quarter: number(m.Period.Quarter), Drop: number(m.Drop), Revision: number(m.Revision),
		Days: number(m.Days), QueuedAt: moment{m.QueuedAt}, State: text(Waiting), NextAt: moment{m.QueuedAt}, GiveUpAt: moment{m.GiveUpAt},
	}
}

func (r messageRow) message(id int64) Message {
	return Message{
		ID: id, MessageID: r.MessageID, Kind: MessageKind(r.Kind), To: r.Recipient, Agency: string(r.Agency),
		Period: reconcile.Period{Year: int(r.Year), Quarter: int(r.Quarter)}, Drop: int64(r.Drop), Revision: int(r.Revision),
		Days: int(r.Days), QueuedAt: r.QueuedAt.Time, GiveUpAt: r.GiveUpAt.Time, State: MessageState(r.State),
		Attempts: r.Attempts, NextAt: r.NextAt.Time, Error: string(r.Error), EndedAt: r.EndedAt.Time,
	}
}

// queue stores letters that are not stored yet, and gives those that it stored.
func queue(ctx context.Context, d *DB, tx *sqlx.Tx, messages []Message) (queued []Message, err error) {
	var rows []messageRow
	for _, m := range messages {
		before, err := get[text](ctx, tx, `SELECT message_id FROM messages WHERE about = ? AND recipient = ?`, m.about(), m.To)
		if err != nil {
			return nil, err
		}
		if before == "" {
			rows = append(rows, messageOf(m))
		}
		if before == "" || before == text(m.MessageID) { // by an attempt of ours whose answer was lost
			queued = append(queued, m)
		}
	}
	return queued, insert(ctx, d, tx, "messages", rows...)
}

// queueFor stores the letters that tell of a drop. A summary tells what changed since
// the close-out, so that there is none before it.
func queueFor(ctx context.Context, d *DB, tx *sqlx.Tx, drop int64, messages []Message) error {
	var out []Message
	for _, m := range messages {
		m.Drop = drop
		if m.Kind.ToHead() {
			closed, err := isClosedOut(ctx, tx, keyOf(m.Agency, m.Period))
			if err != nil {
				return err
			}
			if !closed {
				continue
			}
		}
		out = append(out, m)
	}
	_, err := queue(ctx, d, tx, out)
	return err
}

// queueOfPlan stores the letters that tell of a revision of a plan.
func queueOfPlan(ctx context.Context, d *DB, tx *sqlx.Tx, revision int, messages []Message) error {
	messages = slices.Clone(messages)
	for i := range messages {
		messages[i].Revision = revision
	}
	_, err := queue(ctx, d, tx, messages)
	return err
}

// Remind queues reminders to an agency, and gives those that were not queued before:
// none once a report of the quarter was accepted, or it is closed.
func (d *DB) Remind(ctx context.Context, agency string, p reconcile.Period, messages []Message) (queued []Message, err error) {
	err = d.tx(ctx, func(tx *sqlx.Tx) error {
		queued = nil
		reported, err := get[int](ctx, tx, `SELECT COUNT(*) FROM agency_quarters
			WHERE agency = ? AND year = ? AND quarter = ? AND (revision > 0 OR status = ?)`, agency, p.Year, p.Quarter, text(reconcile.Ditutup))
		if err == nil && reported == 0 {
			queued, err = queue(ctx, d, tx, messages)
		}
		return err
	})
	return queued, d.wrap(err, fmt.Sprintf("queueing reminders to %s", agency))
}
