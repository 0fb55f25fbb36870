package db

import (
	"context"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"

	"rekon/reconcile"
)

// Closeout is how an agency stood when a quarter was closed out. It stays as it is
// when a report comes later.
type Closeout struct {
	AgencyQuarter // the agency's name is read, never written
	ClosedAt      time.Time
	Totals        reconcile.Totals // null where nothing was accepted
}

type closeoutRow struct {
	quarterKey
	ClosedAt   moment `db:"closed_at"`
	Status     text   `db:"status"`
	Due        moment `db:"due_at"`
	ReceivedAt moment `db:"received_at"`
	LateDays   int    `db:"late_days"`
	Revision   int    `db:"revision"`
	totalsRow
}

// DueQuarters lists the agencies' quarters whose due date has passed and that are not
// closed out yet, the oldest first.
func (d *DB) DueQuarters(ctx context.Context, at time.Time) (out []AgencyQuarter, err error) {
	err = d.read(ctx, func(tx *sqlx.Tx) error {
		out = nil
		all, err := agencyQuarters(ctx, tx, QuarterFilter{})
		if err != nil {
			return err
		}
		var keys []quarterKey
		if err := tx.SelectContext(ctx, &keys, `SELECT agency, year, quarter FROM closeouts`); err != nil {
			return err
		}
		closed := map[quarterKey]bool{}
		for _, k := range keys {
			closed[k] = true
		}
		for _, q := range all {
			if !q.Due.After(at) && !closed[keyOf(q.Agency.Code, q.Period)] {
				out = append(out, q)
			}
		}
		return nil
	})
	return out, d.wrap(err, "looking for quarters to close out")
}

// CloseOut stores how an agency stands in a quarter, once: false when that was done
// before. Where no report was accepted the days of delay become late. It refuses with
// [ErrConflict] while the quarter's result waits to be computed anew. The letters that
// tell of it are queued; that the agency is late, only if it is.
func (d *DB) CloseOut(ctx context.Context, agency string, p reconcile.Period, at time.Time, late int, tell ...Message) (done bool, err error) {
	tried := false
	err = d.tx(ctx, func(tx *sqlx.Tx) error {
		again := tried
		done, tried = false, true
		key := keyOf(agency, p)
		if _, err := tx.ExecContext(ctx, `UPDATE agency_years SET version = version + 1 WHERE agency = ? AND year = ?`, agency, p.Year); err != nil {
			return err // the agency's year is ours until the end
		}
		before, err := get[moment](ctx, tx, `SELECT closed_at FROM closeouts WHERE agency = ? AND year = ? AND quarter = ?`, agency, p.Year, p.Quarter)
		if err != nil || !before.IsZero() {
			done = again && before.Equal(at.Truncate(time.Microsecond)) // an attempt of ours whose answer was lost
			return err
		}
		if _, err := tx.ExecContext(ctx, `UPDATE agency_quarters SET late_days = ?
			WHERE agency = ? AND year = ? AND quarter = ? AND revision = 0`, late, agency, p.Year, p.Quarter); err != nil {
			return err
		}
		row, err := standing(ctx, tx, key)
		if err != nil {
			return err
		}
		row.ClosedAt, done = moment{at}, true
		event, err := eventOfCloseout(row)
		if err == nil {
			err = inOrder(
				func() error { return insert(ctx, d, tx, "closeouts", row) },
				func() error { return record(ctx, d, tx, event) })
		}
		if err != nil {
			return err
		}
		_, err = queue(ctx, d, tx, fitting(tell, row))
		return err
	})
	return done && err == nil, d.wrap(err, fmt.Sprintf("closing out %s, %d TW %s", agency, p.Year, p.Roman()))
}

// fitting are the letters that tell of a close-out, as it was.
func fitting(tell []Message, as closeoutRow) (out []Message) {
	for _, m := range tell {
		if m.Kind != LateMessage || as.Revision == 0 && as.Status != text(reconcile.Ditutup) {
			m.Revision = as.Revision
			out = append(out, m)
		}
	}
	return out
}

// isClosedOut reports whether a quarter was closed out for an agency.
func isClosedOut(ctx context.Context, tx *sqlx.Tx, key quarterKey) (bool, error) {
	n, err := get[int](ctx, tx, `SELECT COUNT(*) FROM closeouts WHERE agency = ? AND year = ? AND quarter = ?`,
		string(key.Agency), key.Year, key.Quarter)
	return n > 0, err
}

// standing is how an agency stands now, with its totals.
func standing(ctx context.Context, tx *sqlx.Tx, key quarterKey) (closeoutRow, error) {
	qs, err := agencyQuarters(ctx, tx, QuarterFilter{Agency: string(key.Agency), Year: key.Year, Quarter: key.Quarter})
	if err != nil {
		return closeoutRow{}, err
	}
	if len(qs) == 0 {
		return closeoutRow{}, fmt.Errorf("no plan is stored: %w", ErrConflict)
	}
	q := agencyQuarterOf(qs[0])
	row := closeoutRow{
		quarterKey: key, Status: q.Status, Due: q.Due, ReceivedAt: q.ReceivedAt, LateDays: q.LateDays, Revision: q.Revision,
	}
	if q.Revision == 0 {
		return row, nil
	}
	var results []struct {
		totalsRow
		Stale bool `db:"stale"`
	}
	err = tx.SelectContext(ctx, &results, `SELECT `+columns[totalsRow]()+`, stale FROM results
		WHERE agency = ? AND year = ? AND quarter = ?`, string(key.Agency), key.Year, key.Quarter)
	if err != nil {
		return row, err
	}
	if len(results) == 0 || results[0].Stale {
		return row, fmt.Errorf("its result waits to be computed anew: %w", ErrConflict)
	}
	row.totalsRow = results[0].totalsRow
	return row, nil
}

// Closeouts lists the quarters that were closed out, by year, quarter and agency.
func (d *DB) Closeouts(ctx context.Context) (out []Closeout, err error) {
	err = d.read(ctx, func(tx *sqlx.Tx) error {
		out, err = closeouts(ctx, tx, `1 = 1`)
		return err
	})
	return out, d.wrap(err, "reading the close-outs")
}

func closeouts(ctx context.Context, tx *sqlx.Tx, condition string, args ...any) (out []Closeout, err error) {
	var rows []struct {
		closeoutRow
		Name text `db:"name"`
	}
	err = tx.SelectContext(ctx, &rows, `SELECT q.*, a.name FROM (SELECT `+columns[closeoutRow]()+` FROM closeouts WHERE `+condition+`) q
		JOIN agencies a ON a.code = q.agency ORDER BY q.year, q.quarter, q.agency`, args...)
	for _, r := range rows {
		out = append(out, Closeout{
			AgencyQuarter: AgencyQuarter{
				Agency: reconcile.Agency{Code: string(r.Agency), Name: string(r.Name)}, Period: r.period(),
				Status: reconcile.Status(r.Status), Due: r.Due.Time, ReceivedAt: r.ReceivedAt.Time,
				LateDays: r.LateDays, Revision: r.Revision,
			},
			ClosedAt: r.ClosedAt.Time, Totals: r.totals(),
		})
	}
	return out, err
}

func closeoutOf(c Closeout) closeoutRow {
	q := agencyQuarterOf(c.AgencyQuarter)
	return closeoutRow{
		quarterKey: q.quarterKey, ClosedAt: moment{c.ClosedAt}, Status: q.Status, Due: q.Due, ReceivedAt: q.ReceivedAt,
		LateDays: q.LateDays, Revision: q.Revision, totalsRow: totalsOf(c.Totals),
	}
}
