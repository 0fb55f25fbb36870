package db

import (
	"context"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"

	"rekon/reconcile"
)

// Withdrawal takes back an accepted report that went to the wrong quarter or agency.
type Withdrawal struct {
	Agency   string
	Period   reconcile.Period
	Revision int
	At       time.Time
	By       Actor // zero for [DB.By]
	Reason   string
	Messages []Message // that tell of it, to be queued with it; never read
}

type withdrawalRow struct {
	quarterKey
	Revision int    `db:"revision"`
	At       moment `db:"withdrawn_at"`
	Host     text   `db:"host"`
	User     text   `db:"user"`
	Reason   string `db:"reason"`
}

func (r withdrawalRow) withdrawal() Withdrawal {
	return Withdrawal{Agency: string(r.Agency), Period: r.period(), Revision: r.Revision, At: r.At.Time, By: Actor{string(r.Host), string(r.User)}, Reason: r.Reason}
}

// Withdraw takes a report back: the one in force, else it refuses with [ErrConflict], of a
// quarter that is not closed, else with [ErrClosed]. The report stays stored and its
// revision is not given again. Results are those of its quarter where an earlier report is
// in force again, and of later quarters; those left out become stale. Without an earlier
// report the quarter's result goes and the agency stands as if none had been accepted.
func (d *DB) Withdraw(ctx context.Context, w Withdrawal, u Update) error {
	w.By = d.actor(w.By)
	err := u.check()
	if err == nil {
		err = d.tx(ctx, func(tx *sqlx.Tx) error { return d.withdraw(ctx, tx, w, u) })
	}
	return d.wrap(err, fmt.Sprintf("withdrawing revision %d of %s, %d TW %s", w.Revision, w.Agency, w.Period.Year, w.Period.Roman()))
}

func (d *DB) withdraw(ctx context.Context, tx *sqlx.Tx, w Withdrawal, u Update) error {
	key := keyOf(w.Agency, w.Period)
	row := withdrawalRow{key, w.Revision, moment{w.At}, text(w.By.Host), text(w.By.User), clean(w.Reason)}
	before, err := get[moment](ctx, tx, `SELECT withdrawn_at FROM withdrawals WHERE agency = ? AND year = ? AND quarter = ? AND revision = ?`,
		w.Agency, w.Period.Year, w.Period.Quarter, w.Revision)
	if err != nil || before.Equal(w.At.Truncate(time.Microsecond)) {
		return err // an attempt of ours whose answer was lost
	}
	taken, err := get[submissionRow](ctx, tx, `SELECT `+columns[submissionRow]()+` FROM submissions s
		WHERE s.agency = ? AND s.year = ? AND s.quarter = ? AND `+latest, w.Agency, w.Period.Year, w.Period.Quarter)
	if err != nil {
		return err
	}
	if taken.Revision != w.Revision {
		return ErrConflict
	}
	why := fmt.Sprintf("laporan Triwulan %s revisi %d ditarik", w.Period.Roman(), w.Revision)
	return inOrder(
		func() error { return raise(ctx, tx, w.Agency, w.Period.Year, u.Version) },
		func() error { return refuseClosed(ctx, tx, key) },
		func() error { return insert(ctx, d, tx, "withdrawals", row) },
		func() error {
			return record(ctx, d, tx, eventOfWithdrawal(withdrawnRow{row, taken.SHA256, taken.File}))
		},
		func() error { return d.withoutReport(ctx, tx, w, u) },
		func() error { return recordRecomputed(ctx, d, tx, u, 0, why) },
		func() error { return recordKept(ctx, d, tx, u, w.At, why) },
		func() error { return markStale(ctx, tx, w.Agency, w.Period.Year, w.Period.Quarter) },
		func() error { return saveUpdate(ctx, d, tx, u) },
		func() error { return queueFor(ctx, d, tx, taken.Drop, w.Messages) },
	)
}

// withoutReport clears a quarter of which no report is left.
func (d *DB) withoutReport(ctx context.Context, tx *sqlx.Tx, w Withdrawal, u Update) error {
	for _, r := range u.Results {
		if r.Period == w.Period {
			return nil
		}
	}
	if err := amendWithdrawn(ctx, d, tx, w); err != nil {
		return err
	}
	for _, table := range []string{"variances", "result_findings", "results", "summaries"} {
		if err := deleteQuarters(ctx, tx, table, w.Agency, w.Period.Year, []int{w.Period.Quarter}); err != nil {
			return err
		}
	}
	return standUnreported(ctx, tx, keyOf(w.Agency, w.Period))
}

// StandingWithout is how an agency would stand in a quarter if no report had ever been
// accepted: by what was given back last, and by the close-out.
func (d *DB) StandingWithout(ctx context.Context, agency string, p reconcile.Period) (q AgencyQuarter, err error) {
	err = d.read(ctx, func(tx *sqlx.Tx) error {
		q, err = standingWithout(ctx, tx, keyOf(agency, p))
		return err
	})
	return q, d.wrap(err, "reading how "+agency+" would stand")
}

func standingWithout(ctx context.Context, tx *sqlx.Tx, key quarterKey) (q AgencyQuarter, err error) {
	qs, err := agencyQuarters(ctx, tx, QuarterFilter{Agency: string(key.Agency), Year: key.Year, Quarter: key.Quarter})
	if err != nil || len(qs) == 0 {
		return q, err
	}
	q = AgencyQuarter{Agency: qs[0].Agency, Period: qs[0].Period, Due: qs[0].Due}
	closedAt, err := get[moment](ctx, tx, `SELECT closed_at FROM closeouts WHERE agency = ? AND year = ? AND quarter = ?`,
		string(key.Agency), key.Year, key.Quarter)
	if err != nil {
		return q, err
	}
	if !closedAt.IsZero() {
		q.LateDays = reconcile.LateDays(closedAt.Time, q.Due)
	}
	rejected, err := lastReturn(ctx, tx, key, &q)
	q.Status = reconcile.AgencyStatus(reconcile.AgencyState{Rejected: rejected, Due: q.Due})
	return q, err
}

// standUnreported lets an agency stand in a quarter as if no report had been accepted.
func standUnreported(ctx context.Context, tx *sqlx.Tx, key quarterKey) error {
	q, err := standingWithout(ctx, tx, key)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `UPDATE agency_quarters SET status = ?, received_at = ?, late_days = ?, revision = 0, errors = ?, warnings = ?
		WHERE agency = ? AND year = ? AND quarter = ?`,
		text(q.Status), moment{q.ReceivedAt}, q.LateDays, q.Errors, q.Warnings, string(key.Agency), key.Year, key.Quarter)
	return err
}

// lastReturn gives a standing what was given back last in its quarter; false for nothing.
func lastReturn(ctx context.Context, tx *sqlx.Tx, key quarterKey, q *AgencyQuarter) (bool, error) {
	drop, err := get[struct {
		ID         int64  `db:"id"`
		ReceivedAt moment `db:"received_at"`
	}](ctx, tx, `SELECT id, received_at FROM drops WHERE agency = ? AND year = ? AND quarter = ? AND outcome = ?
		ORDER BY decided_at DESC, id DESC LIMIT 1`, string(key.Agency), key.Year, key.Quarter, string(Returned))
	if err != nil || drop.ID == 0 {
		return false, err
	}
	var findings []dropFindingRow
	err = tx.SelectContext(ctx, &findings, `SELECT `+columns[dropFindingRow]()+` FROM findings WHERE drop_id = ?`, drop.ID)
	q.ReceivedAt, q.LateDays = drop.ReceivedAt.Time, reconcile.LateDays(drop.ReceivedAt.Time, q.Due)
	for _, f := range findings {
		switch f.finding().Severity() {
		case reconcile.Error:
			q.Errors++
		case reconcile.Warning:
			q.Warnings++
		}
	}
	return true, err
}

// withdrawals reads the reports of an agency's year that were taken back.
func withdrawals(ctx context.Context, tx *sqlx.Tx, agency string, year int) (out []Withdrawal, err error) {
	var rows []withdrawalRow
	err = tx.SelectContext(ctx, &rows, `SELECT `+columns[withdrawalRow]()+` FROM withdrawals
		WHERE agency = ? AND year = ? ORDER BY quarter, revision`, agency, year)
	for _, r := range rows {
		out = append(out, r.withdrawal())
	}
	return out, err
}
