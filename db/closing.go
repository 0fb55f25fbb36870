package db

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"

	"rekon/reconcile"
)

// ErrClosed says that a quarter is closed: its figures stay as they are.
var ErrClosed = errors.New("the quarter is closed: `rekon reopen` opens it again, with a reason")

// ClosedError names the closed quarters that a plan would hold in. It is an [ErrClosed].
type ClosedError struct {
	Agency  string
	Periods []reconcile.Period
}

func (e *ClosedError) Error() string {
	var names []string
	for _, p := range e.Periods {
		names = append(names, fmt.Sprintf("TW %s %d", p.Roman(), p.Year))
	}
	return fmt.Sprintf("%s: %s closed: import it from a later quarter (--from-quarter), or open them again with `rekon reopen`", e.Agency, strings.Join(names, ", "))
}

// Is lets a ClosedError pass for an [ErrClosed].
func (e *ClosedError) Is(target error) bool { return target == ErrClosed }

// RefuseClosed refuses, with a [ClosedError], a plan that would hold in a quarter of these.
func RefuseClosed(closed []Closing, agency string, fromQuarter int) error {
	e := &ClosedError{Agency: agency}
	for _, c := range closed {
		if c.Agency == agency && c.Period.Quarter >= fromQuarter {
			e.Periods = append(e.Periods, c.Period)
		}
	}
	if len(e.Periods) == 0 {
		return nil
	}
	return e
}

func refuseClosedFrom(ctx context.Context, tx *sqlx.Tx, p reconcile.Plan) error {
	closed, err := closings(ctx, tx, QuarterFilter{Agency: p.Agency.Code, Year: p.Year})
	if err != nil {
		return err
	}
	return RefuseClosed(closed, p.Agency.Code, p.FromQuarter)
}

// Closing closes a quarter of an agency, or opens it again.
type Closing struct {
	Agency string
	Period reconcile.Period
	At     time.Time
	By     Actor  // zero for [DB.By]
	Reason string // may be "" for a closing
}

type closingRow struct {
	quarterKey
	At     moment `db:"closed_at"`
	Host   text   `db:"host"`
	User   text   `db:"user"`
	Reason text   `db:"reason"`
}

func (c Closing) row() closingRow {
	return closingRow{keyOf(c.Agency, c.Period), moment{c.At}, text(c.By.Host), text(c.By.User), text(clean(c.Reason))}
}

func (r closingRow) closing() Closing {
	return Closing{string(r.Agency), r.period(), r.At.Time, Actor{string(r.Host), string(r.User)}, string(r.Reason)}
}

// CloseQuarter closes a quarter, once: false where it is closed. From then on no report of it is
// taken and its result is not computed anew. It refuses with [ErrConflict] while the
// result waits to be. Where no report was accepted the days of delay stand still.
func (d *DB) CloseQuarter(ctx context.Context, c Closing) (done bool, err error) {
	c.By = d.actor(c.By)
	done, err = d.closing(ctx, c, ClosedEvent, func(tx *sqlx.Tx, closed bool) error {
		if closed {
			return errUnchanged
		}
		before, err := standing(ctx, tx, keyOf(c.Agency, c.Period))
		if err != nil {
			return err
		}
		if err := insert(ctx, d, tx, "closings", c.row()); err != nil {
			return err
		}
		if before.Revision == 0 {
			before.LateDays = reconcile.LateDays(c.At, before.Due.Time)
		}
		_, err = tx.ExecContext(ctx, `UPDATE agency_quarters SET status = ?, late_days = ? WHERE agency = ? AND year = ? AND quarter = ?`,
			text(reconcile.Ditutup), before.LateDays, c.Agency, c.Period.Year, c.Period.Quarter)
		return err
	})
	return done, d.wrap(err, fmt.Sprintf("closing %s, %d TW %s", c.Agency, c.Period.Year, c.Period.Roman()))
}

// Reopen opens a closed quarter again, once: false where it is open. Its result, and those
// after it, become stale, since what they rest on may have changed meanwhile.
func (d *DB) Reopen(ctx context.Context, c Closing) (done bool, err error) {
	c.By = d.actor(c.By)
	key := keyOf(c.Agency, c.Period)
	done, err = d.closing(ctx, c, ReopenedEvent, func(tx *sqlx.Tx, closed bool) error {
		if !closed {
			return errUnchanged
		}
		return inOrder(
			func() error {
				return deleteQuarters(ctx, tx, "closings", c.Agency, c.Period.Year, []int{c.Period.Quarter})
			},
			func() error { return standReopened(ctx, tx, key) },
			func() error { return markStale(ctx, tx, c.Agency, c.Period.Year, c.Period.Quarter) })
	})
	return done, d.wrap(err, fmt.Sprintf("opening %s, %d TW %s again", c.Agency, c.Period.Year, c.Period.Roman()))
}

// closing is one transaction that closes or opens a quarter; change refuses with
// errUnchanged what is done already.
func (d *DB) closing(ctx context.Context, c Closing, kind EventKind, change func(tx *sqlx.Tx, closed bool) error) (done bool, err error) {
	tried := false
	err = d.tx(ctx, func(tx *sqlx.Tx) error {
		again := tried
		tried = true
		if _, err := tx.ExecContext(ctx, `UPDATE agency_years SET version = version + 1 WHERE agency = ? AND year = ?`, c.Agency, c.Period.Year); err != nil {
			return err // the agency's year is ours until the end
		}
		event := eventOfClosing(kind, c.row())
		if again {
			stored, err := get[int](ctx, tx, `SELECT COUNT(*) FROM history WHERE agency = ? AND kind = ? AND year = ? AND quarter = ? AND at = ?`,
				c.Agency, string(kind), c.Period.Year, c.Period.Quarter, moment{c.At})
			if err != nil || stored > 0 {
				return err // an attempt of ours whose answer was lost
			}
		}
		closed, err := isClosed(ctx, tx, keyOf(c.Agency, c.Period))
		return inOrder(
			func() error { return err },
			func() error { return change(tx, closed) },
			func() error { return record(ctx, d, tx, event) })
	})
	if errors.Is(err, errUnchanged) {
		return false, nil
	}
	return err == nil, err
}

// standReopened gives a quarter the status that it had before it was closed.
func standReopened(ctx context.Context, tx *sqlx.Tx, key quarterKey) error {
	status, err := get[text](ctx, tx, `SELECT status FROM results WHERE agency = ? AND year = ? AND quarter = ?`,
		string(key.Agency), key.Year, key.Quarter)
	if err == nil && status == "" {
		return standUnreported(ctx, tx, key)
	}
	if err == nil {
		_, err = tx.ExecContext(ctx, `UPDATE agency_quarters SET status = ? WHERE agency = ? AND year = ? AND quarter = ?`,
			status, string(key.Agency), key.Year, key.Quarter)
	}
	return err
}

func isClosed(ctx context.Context, tx *sqlx.Tx, key quarterKey) (bool, error) {
	n, err := get[int](ctx, tx, `SELECT COUNT(*) FROM closings WHERE agency = ? AND year = ? AND quarter = ?`,
		string(key.Agency), key.Year, key.Quarter)
	return n > 0, err
}

// refuseClosed refuses with [ErrClosed] what would change a closed quarter.
func refuseClosed(ctx context.Context, tx *sqlx.Tx, key quarterKey) error {
	closed, err := isClosed(ctx, tx, key)
	if err == nil && closed {
		err = ErrClosed
	}
	return err
}

// Closings lists the closed quarters, by year, quarter and agency.
func (d *DB) Closings(ctx context.Context, f QuarterFilter) (out []Closing, err error) {
	err = d.read(ctx, func(tx *sqlx.Tx) error {
		out, err = closings(ctx, tx, f)
		return err
	})
	return out, d.wrap(err, "reading the closed quarters")
}

func closings(ctx context.Context, tx *sqlx.Tx, f QuarterFilter) (out []Closing, err error) {
	var rows []closingRow
	err = tx.SelectContext(ctx, &rows, `SELECT `+columns[closingRow]()+` FROM closings
		WHERE (? = '' OR agency = ?) AND (? = 0 OR year = ?) AND (? = 0 OR quarter = ?)
		ORDER BY year, quarter, agency`, f.Agency, f.Agency, f.Year, f.Year, f.Quarter, f.Quarter)
	for _, r := range rows {
		out = append(out, r.closing())
	}
	return out, err
}
