package db

import (
	"context"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"

	"rekon/reconcile"
)

// Publication is a stored result and how far its workbook is.
type Publication struct {
	Agency     string
	Period     reconcile.Period
	Version    int64 // tells this result from one that replaces it
	Stale      bool  // what it rests on changed: compute it anew first
	ComputedAt time.Time
	Amended    bool   // something moved since the quarter was closed out
	Holder     string // who has claimed its publication; "" for nobody
	File       string // where its workbook was put, on the share
}

// Item is what a worker claims to publish it.
func (p Publication) Item() Item {
	return Item{Kind: QuarterResult, Name: fmt.Sprintf("%s %d TW%d", p.Agency, p.Period.Year, p.Period.Quarter)}
}

// PendingResults lists the results that wait for their workbook, by agency, year
// and quarter: those never published, and the stale.
func (d *DB) PendingResults(ctx context.Context) ([]Publication, error) {
	var rows []struct {
		quarterKey
		Version    int64  `db:"version"`
		Stale      bool   `db:"stale"`
		ComputedAt moment `db:"computed_at"`
		Amended    bool   `db:"amended"`
	}
	err := d.list(ctx, &rows, `SELECT agency, year, quarter, version, stale, computed_at,
			EXISTS (SELECT 1 FROM amendments a WHERE a.agency = r.agency AND a.year = r.year AND a.quarter = r.quarter) AS amended
		FROM results r WHERE published_at IS NULL ORDER BY agency, year, quarter`)
	var out []Publication
	for _, r := range rows {
		out = append(out, Publication{Agency: string(r.Agency), Period: r.period(), Version: r.Version, Stale: r.Stale,
			ComputedAt: r.ComputedAt.Time, Amended: r.Amended})
	}
	return out, d.wrap(err, "reading the pending results")
}

// MarkResultPublished notes when the workbook of a result was published, where, and its
// SHA-256, adds it to those that were, and ends its holder's claim. It refuses with [ErrConflict] when another
// result took its place or it became stale meanwhile.
func (d *DB) MarkResultPublished(ctx context.Context, p Publication, at time.Time, sha256 string) error {
	err := d.tx(ctx, func(tx *sqlx.Tx) error {
		res, err := tx.ExecContext(ctx, `UPDATE results SET published_at = ?, workbook_sha256 = ?
			WHERE agency = ? AND year = ? AND quarter = ? AND version = ? AND stale = ?`,
			moment{at}, sha256, p.Agency, p.Period.Year, p.Period.Quarter, p.Version, false)
		return inOrder(
			func() error { return touched(res, err, ErrConflict) },
			func() error { return recordPublication(ctx, d, tx, p, at, sha256) },
			func() error { return release(ctx, tx, p.Holder, p.Item()) })
	})
	return d.wrap(err, fmt.Sprintf("marking the result of %s, %d TW %s as published", p.Agency, p.Period.Year, p.Period.Roman()))
}

// Republish makes a quarter's result wait for its workbook again, for a worker who
// found that another's result had taken the place of the one it wrote.
func (d *DB) Republish(ctx context.Context, agency string, p reconcile.Period) error {
	err := d.tx(ctx, func(tx *sqlx.Tx) error {
		_, err := tx.ExecContext(ctx, `UPDATE results SET published_at = NULL
			WHERE agency = ? AND year = ? AND quarter = ?`, agency, p.Year, p.Quarter)
		return err
	})
	return d.wrap(err, fmt.Sprintf("marking the result of %s, %d TW %s as waiting", agency, p.Year, p.Roman()))
}

// markStale makes the results from a quarter on wait for being computed anew, but for
// those of closed quarters.
func markStale(ctx context.Context, tx *sqlx.Tx, agency string, year, fromQuarter int) error {
	_, err := tx.ExecContext(ctx, `UPDATE results SET stale = ?, published_at = NULL
		WHERE agency = ? AND year = ? AND quarter >= ? AND NOT EXISTS (SELECT 1 FROM closings c
			WHERE c.agency = results.agency AND c.year = results.year AND c.quarter = results.quarter)`, true, agency, year, fromQuarter)
	return err
}
