package db

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"
)

// A letter that waits is sent by one worker at a time: who takes it holds it for the
// length of a lease, by the clock that leases run by. What was taken by a worker that
// died is taken by another when the lease has run out.

// Outbox is one worker's hold on the letters that wait.
type Outbox struct {
	db     *DB
	holder string
	lease  time.Duration
}

// Outbox gives a worker what it sends letters from. A letter must be sent and settled
// within the lease.
func (d *DB) Outbox(holder string, lease time.Duration) *Outbox { return &Outbox{d, holder, lease} }

// ready are letters whose effects on the share are there: what they tell of can be
// looked at, and be attached; what a correction changes in later quarters, too.
const ready = `(drop_id IS NULL OR EXISTS (SELECT 1 FROM drops d WHERE d.id = messages.drop_id AND d.published_at IS NOT NULL))
	AND (kind NOT IN ` + toHead + ` OR NOT EXISTS (SELECT 1 FROM results r WHERE r.agency = messages.agency
		AND r.year = messages.year AND r.quarter >= messages.quarter AND r.published_at IS NULL))`

// Next takes the letter that is due the longest; false when none is.
func (o *Outbox) Next(ctx context.Context, at time.Time) (m Message, ok bool, err error) {
	tried := false
	err = o.db.tx(ctx, func(tx *sqlx.Tx) error {
		ours := "" // what an attempt took whose answer was lost
		if tried {
			ours = o.holder
		}
		ok, tried = false, true
		now, err := o.db.clock(ctx, tx)
		if err != nil {
			return err
		}
		const free = `state = ? AND next_at <= ? AND (held_until IS NULL OR held_until <= ? OR holder = ?)`
		var rows []struct {
			ID int64 `db:"id"`
			messageRow
		}
		if err := tx.SelectContext(ctx, &rows, `SELECT id, `+columns[messageRow]()+` FROM messages
			WHERE `+free+` AND `+ready+` ORDER BY next_at, id LIMIT 20`, string(Waiting), moment{at}, moment{now}, ours); err != nil {
			return err
		}
		for _, r := range rows { // another worker may be ahead with the first ones
			res, err := tx.ExecContext(ctx, `UPDATE messages SET holder = ?, held_until = ? WHERE id = ? AND `+free,
				o.holder, moment{now.Add(o.lease)}, r.ID, string(Waiting), moment{at}, moment{now}, ours)
			if err != nil {
				return err
			}
			if n, err := res.RowsAffected(); err != nil || n > 0 {
				m, ok = r.message(r.ID), err == nil
				return err
			}
		}
		return nil
	})
	return m, ok && err == nil, o.db.wrap(err, "taking a letter to send")
}

// Settle stores how an attempt ended, and lets go of the letter. It refuses with
// [ErrLost] when the lease had run out and another worker has it.
func (o *Outbox) Settle(ctx context.Context, m Message) error {
	tried := false
	err := o.db.tx(ctx, func(tx *sqlx.Tx) error {
		again := tried
		tried = true
		res, err := tx.ExecContext(ctx, `UPDATE messages SET state = ?, attempts = ?, next_at = ?, error = ?, ended_at = ?,
			holder = NULL, held_until = NULL WHERE id = ? AND holder = ?`,
			string(m.State), m.Attempts, moment{m.NextAt}, text(m.Error), moment{m.EndedAt}, m.ID, o.holder)
		err = touched(res, err, ErrLost)
		if !again || !errors.Is(err, ErrLost) {
			return err
		}
		settled, failed := get[int](ctx, tx, `SELECT COUNT(*) FROM messages WHERE id = ? AND state = ? AND attempts = ? AND holder IS NULL`,
			m.ID, string(m.State), m.Attempts)
		if settled > 0 { // by an attempt of ours whose answer was lost
			return failed
		}
		return errors.Join(err, failed)
	})
	return o.db.wrap(err, fmt.Sprintf("storing what became of letter %d", m.ID))
}

// Messages lists letters by state, all of them where none is named, in the order in
// which they were queued.
func (d *DB) Messages(ctx context.Context, states ...MessageState) (out []Message, err error) {
	query, args := `SELECT id, `+columns[messageRow]()+` FROM messages`, []any(nil)
	if len(states) > 0 {
		if query, args, err = sqlx.In(query+` WHERE state IN (?)`, states); err != nil {
			return nil, err
		}
	}
	var rows []struct {
		ID int64 `db:"id"`
		messageRow
	}
	err = d.list(ctx, &rows, query+` ORDER BY id`, args...)
	for _, r := range rows {
		out = append(out, r.message(r.ID))
	}
	return out, d.wrap(err, "reading the letters")
}

// IsFollowed reports whether a later letter to the head tells the recipient of a letter how
// the same quarter stands.
func (d *DB) IsFollowed(ctx context.Context, m Message) (followed bool, err error) {
	err = d.read(ctx, func(tx *sqlx.Tx) error {
		n, err := get[int](ctx, tx, `SELECT COUNT(*) FROM messages WHERE id > ? AND recipient = ? AND agency = ? AND year = ? AND quarter = ?
			AND kind IN `+toHead, m.ID, m.To, m.Agency, m.Period.Year, m.Period.Quarter)
		followed = n > 0
		return err
	})
	return followed, d.wrap(err, fmt.Sprintf("looking for letters after %d", m.ID))
}

// CountMessages counts the letters of each state that has some.
func (d *DB) CountMessages(ctx context.Context) (map[MessageState]int, error) {
	var rows []struct {
		State text `db:"state"`
		N     int  `db:"n"`
	}
	err := d.list(ctx, &rows, `SELECT state, COUNT(*) AS n FROM messages GROUP BY state`)
	out := map[MessageState]int{}
	for _, r := range rows {
		out[MessageState(r.State)] = r.N
	}
	return out, d.wrap(err, "counting the letters")
}

// RetryMessages has every letter that was given up tried again from now on, and every
// waiting one at once. It gives how many were given up.
func (d *DB) RetryMessages(ctx context.Context, at, giveUp time.Time) (n int, err error) {
	err = d.tx(ctx, func(tx *sqlx.Tx) error {
		res, err := tx.ExecContext(ctx, `UPDATE messages SET state = ?, attempts = 0, next_at = ?, give_up_at = ?, ended_at = NULL WHERE state = ?`,
			string(Waiting), moment{at}, moment{giveUp}, string(GivenUp))
		if err != nil {
			return err
		}
		again, err := res.RowsAffected()
		if err != nil {
			return err
		}
		n = int(again)
		_, err = tx.ExecContext(ctx, `UPDATE messages SET next_at = ? WHERE state = ? AND next_at > ?`, moment{at}, string(Waiting), moment{at})
		return err
	})
	return n, d.wrap(err, "trying again what was given up")
}
