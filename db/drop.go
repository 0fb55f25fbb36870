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

// Outcome is what became of a dropped file.
type Outcome string

// The outcomes: stored as a report, given back, or the very bytes that are
// stored already.
const (
	Accepted  Outcome = "accepted"
	Returned  Outcome = "returned"
	Duplicate Outcome = "duplicate"
)

// Drop is a file taken from the inbox, kept for ever. Agency, Period and Revision
// are as far as they are known; for an accepted file and a duplicate they name
// the report that holds its figures.
type Drop struct {
	ID          int64  // given by the database
	Name        string // path in the inbox, with slashes
	SHA256      string // lower-case hex
	ReceivedAt  time.Time
	DecidedAt   time.Time
	Outcome     Outcome // set by the method that stores the drop
	Agency      string
	Period      reconcile.Period
	Revision    int
	Findings    []reconcile.Finding // what reading found, in order
	PublishedAt time.Time           // zero until the effects outside the database are done
	Holder      string              // whose claim on Name this rests on; "" for none
	Messages    []Message           // that tell of it, to be queued when it is stored
}

type dropRow struct {
	Name        text   `db:"name"`
	SHA256      text   `db:"sha256"`
	ReceivedAt  moment `db:"received_at"`
	DecidedAt   moment `db:"decided_at"`
	Outcome     string `db:"outcome"`
	Agency      text   `db:"agency"`
	Year        number `db:"year"`
	Quarter     number `db:"quarter"`
	Revision    number `db:"revision"`
	Errors      text   `db:"errors"` // codes of its errors, each once
	PublishedAt moment `db:"published_at"`
}

type dropFindingRow struct {
	Drop int64 `db:"drop_id"`
	findingRow
}

// Return stores that a file was given back, and gives the drop's number. When
// standing is not nil, it becomes the agency's standing in that quarter unless a
// report was accepted there, the quarter is closed, or it has no row since no plan holds for it.
func (d *DB) Return(ctx context.Context, drop Drop, standing *AgencyQuarter) (id int64, err error) {
	drop.Outcome = Returned
	id, err = d.storeDrop(ctx, drop, func(tx *sqlx.Tx) (int64, error) {
		id, err := insertDrop(ctx, d, tx, drop)
		if err == nil && standing != nil {
			err = standRejected(ctx, tx, *standing)
		}
		return id, err
	})
	return id, d.wrap(err, "storing the return of "+drop.Name)
}

func standRejected(ctx context.Context, tx *sqlx.Tx, q AgencyQuarter) error {
	_, err := tx.ExecContext(ctx, `UPDATE agency_quarters
		SET status = ?, due_at = ?, received_at = ?, late_days = ?, errors = ?, warnings = ?
		WHERE agency = ? AND year = ? AND quarter = ? AND revision = 0 AND status <> '`+string(reconcile.Ditutup)+`'`,
		text(q.Status), moment{q.Due}, moment{q.ReceivedAt}, q.LateDays, q.Errors, q.Warnings,
		q.Agency.Code, q.Period.Year, q.Period.Quarter)
	return err
}

// Duplicate stores that a file holds the bytes of a report that is stored, which
// drop.Agency, Period and Revision name, and gives the drop's number.
func (d *DB) Duplicate(ctx context.Context, drop Drop) (id int64, err error) {
	drop.Outcome = Duplicate
	id, err = d.storeDrop(ctx, drop, func(tx *sqlx.Tx) (int64, error) { return insertDrop(ctx, d, tx, drop) })
	return id, d.wrap(err, "storing the duplicate "+drop.Name)
}

func insertDrop(ctx context.Context, d *DB, tx *sqlx.Tx, drop Drop) (int64, error) {
	row := dropRow{
		Name: text(drop.Name), SHA256: text(drop.SHA256), ReceivedAt: moment{drop.ReceivedAt},
		DecidedAt: moment{drop.DecidedAt}, Outcome: string(drop.Outcome), Agency: text(drop.Agency),
		Year: number(drop.Period.Year), Quarter: number(drop.Period.Quarter), Revision: number(drop.Revision),
		Errors: text(errorCodes(drop.Findings)),
	}
	id, err := insertOne(ctx, tx, "drops", row)
	if err != nil {
		return 0, err
	}
	var findings []dropFindingRow
	for i, f := range drop.Findings {
		findings = append(findings, dropFindingRow{id, findingOf(i, f)})
	}
	return id, inOrder(
		func() error { return record(ctx, d, tx, eventOfDrop(id, row)) },
		func() error { return insert(ctx, d, tx, "findings", findings...) },
		func() error { return queueFor(ctx, d, tx, id, drop.Messages) },
	)
}

func errorCodes(findings []reconcile.Finding) string {
	var codes []string
	seen := map[reconcile.Code]bool{}
	for _, f := range findings {
		if f.Severity() == reconcile.Error && !seen[f.Code] {
			seen[f.Code] = true
			codes = append(codes, string(f.Code))
		}
	}
	return strings.Join(codes, " ")
}

// PendingDrops lists the drops whose effects outside the database are not known
// to be done, oldest first, with their findings.
func (d *DB) PendingDrops(ctx context.Context) (out []Drop, err error) {
	var rows []struct {
		ID int64 `db:"id"`
		dropRow
	}
	var findings []dropFindingRow
	err = d.read(ctx, func(tx *sqlx.Tx) error {
		if err := tx.SelectContext(ctx, &rows, `SELECT id, `+columns[dropRow]()+` FROM drops
			WHERE published_at IS NULL ORDER BY id`); err != nil {
			return err
		}
		return tx.SelectContext(ctx, &findings, `SELECT `+columns[dropFindingRow]()+` FROM findings
			WHERE drop_id IN (SELECT id FROM drops WHERE published_at IS NULL) ORDER BY drop_id, ord`)
	})
	byDrop := map[int64][]reconcile.Finding{}
	for _, f := range findings {
		byDrop[f.Drop] = append(byDrop[f.Drop], f.finding())
	}
	for _, r := range rows {
		drop := r.drop(r.ID)
		drop.Findings = byDrop[r.ID]
		out = append(out, drop)
	}
	return out, d.wrap(err, "reading the pending drops")
}

// DropsSince lists the drops received from a moment on, in the order in which they were
// stored, without their findings.
func (d *DB) DropsSince(ctx context.Context, from time.Time) (out []Drop, err error) {
	var rows []struct {
		ID int64 `db:"id"`
		dropRow
	}
	err = d.list(ctx, &rows, `SELECT id, `+columns[dropRow]()+` FROM drops WHERE received_at >= ? ORDER BY id`, moment{from})
	for _, r := range rows {
		out = append(out, r.drop(r.ID))
	}
	return out, d.wrap(err, "reading the drops")
}

// ReadDrop reads a drop with its findings. One that does not exist is an error.
func (d *DB) ReadDrop(ctx context.Context, id int64) (drop Drop, err error) {
	var rows []dropRow
	var findings []dropFindingRow
	err = d.read(ctx, func(tx *sqlx.Tx) error {
		if err := tx.SelectContext(ctx, &rows, `SELECT `+columns[dropRow]()+` FROM drops WHERE id = ?`, id); err != nil {
			return err
		}
		if len(rows) == 0 {
			return errors.New("there is no such drop")
		}
		return tx.SelectContext(ctx, &findings, `SELECT `+columns[dropFindingRow]()+` FROM findings WHERE drop_id = ? ORDER BY ord`, id)
	})
	if err != nil {
		return Drop{}, d.wrap(err, fmt.Sprintf("reading drop %d", id))
	}
	drop = rows[0].drop(id)
	for _, f := range findings {
		drop.Findings = append(drop.Findings, f.finding())
	}
	return drop, nil
}

func (r dropRow) drop(id int64) Drop {
	return Drop{
		ID: id, Name: string(r.Name), SHA256: string(r.SHA256), ReceivedAt: r.ReceivedAt.Time,
		DecidedAt: r.DecidedAt.Time, Outcome: Outcome(r.Outcome), Agency: string(r.Agency),
		Period:   reconcile.Period{Year: int(r.Year), Quarter: int(r.Quarter)},
		Revision: int(r.Revision), PublishedAt: r.PublishedAt.Time,
	}
}

// Returns lists the drops given back since a moment whose effects outside the database
// are done, oldest first, without their findings. The order does not depend on who stored
// which first.
func (d *DB) Returns(ctx context.Context, since time.Time) (out []Drop, err error) {
	var rows []struct {
		ID int64 `db:"id"`
		dropRow
	}
	err = d.list(ctx, &rows, `SELECT id, `+columns[dropRow]()+` FROM drops
		WHERE outcome = ? AND received_at >= ? AND published_at IS NOT NULL ORDER BY received_at, name, sha256`, string(Returned), moment{since})
	for _, r := range rows {
		out = append(out, r.drop(r.ID))
	}
	return out, d.wrap(err, "reading what was given back")
}

// MarkDropPublished notes when the effects of a drop outside the database were
// done, and ends its holder's claim. A drop that does not exist is an error.
func (d *DB) MarkDropPublished(ctx context.Context, drop Drop, at time.Time) error {
	err := d.tx(ctx, func(tx *sqlx.Tx) error {
		res, err := tx.ExecContext(ctx, `UPDATE drops SET published_at = ? WHERE id = ?`, moment{at}, drop.ID)
		if err := touched(res, err, errors.New("there is no such drop")); err != nil {
			return err
		}
		return release(ctx, tx, drop.Holder, drop.item())
	})
	return d.wrap(err, fmt.Sprintf("marking drop %d as published", drop.ID))
}

// item is the file that a drop came from.
func (drop Drop) item() Item { return Item{Kind: InboxFile, Name: drop.Name} }

// storeDrop is tx for what stores a drop and gives its number. The drop's holder must
// still have its claim, which notes the number in the same transaction: where the answer
// to a commit was lost and all was tried again, the number is found there.
func (d *DB) storeDrop(ctx context.Context, drop Drop, f func(*sqlx.Tx) (int64, error)) (id int64, err error) {
	err = d.tx(ctx, func(tx *sqlx.Tx) (err error) {
		if id, err = f(tx); err != nil || drop.Holder == "" {
			return err
		}
		res, err := tx.ExecContext(ctx, `UPDATE claims SET drop_id = ? WHERE id = ? AND holder = ? AND drop_id IS NULL`,
			id, drop.item().key(), drop.Holder)
		return touched(res, err, ErrLost)
	})
	if err == nil {
		return id, nil
	}
	if drop.Holder != "" && (errors.Is(err, ErrLost) || errors.Is(err, ErrConflict)) {
		if stored, e := d.storedAs(ctx, drop); e != nil || stored != 0 {
			return stored, e
		}
	}
	return 0, err
}

// storedAs is the number under which the holder's claim has been stored, 0 for none.
func (d *DB) storedAs(ctx context.Context, drop Drop) (id int64, err error) {
	var n number
	err = d.read(ctx, func(tx *sqlx.Tx) error {
		n, err = get[number](ctx, tx, `SELECT drop_id FROM claims WHERE id = ? AND holder = ?`, drop.item().key(), drop.Holder)
		return err
	})
	return int64(n), err
}
