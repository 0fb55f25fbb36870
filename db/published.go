package db

import (
	"context"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"

	"rekon/reconcile"
)

// publicationRow is a variance workbook that was put out.
type publicationRow struct {
	quarterKey
	File   text   `db:"file"`
	SHA256 text   `db:"sha256"`
	At     moment `db:"published_at"`
}

// recordPublication adds a workbook to those that were put out, unless it is the last one
// again.
func recordPublication(ctx context.Context, d *DB, tx *sqlx.Tx, p Publication, at time.Time, sha256 string) error {
	key := keyOf(p.Agency, p.Period)
	last, err := get[text](ctx, tx, `SELECT sha256 FROM publications WHERE agency = ? AND year = ? AND quarter = ?
		ORDER BY id DESC LIMIT 1`, p.Agency, p.Period.Year, p.Period.Quarter)
	if err != nil || string(last) == sha256 {
		return err
	}
	return insert(ctx, d, tx, "publications", publicationRow{key, text(p.File), text(sha256), moment{at}})
}

// PublishedOf is what is known of the workbooks of a quarter.
type PublishedOf struct {
	ClosedOut bool                  // the quarter was closed out
	Workbooks []reconcile.Published // variance workbooks that were put out, oldest first
}

// Published reads what is known of the workbooks of a quarter.
func (d *DB) Published(ctx context.Context, agency string, p reconcile.Period) (out PublishedOf, err error) {
	err = d.read(ctx, func(tx *sqlx.Tx) error {
		out = PublishedOf{}
		var rows []publicationRow
		if out.ClosedOut, err = isClosedOut(ctx, tx, keyOf(agency, p)); err != nil {
			return err
		}
		err := tx.SelectContext(ctx, &rows, `SELECT `+columns[publicationRow]()+` FROM publications
			WHERE agency = ? AND year = ? AND quarter = ? ORDER BY id`, agency, p.Year, p.Quarter)
		for _, r := range rows {
			out.Workbooks = append(out.Workbooks, reconcile.Published{File: string(r.File), SHA256: string(r.SHA256), At: r.At.Time})
		}
		return err
	})
	return out, d.wrap(err, fmt.Sprintf("reading what was published of %s, %d TW %s", agency, p.Year, p.Roman()))
}
