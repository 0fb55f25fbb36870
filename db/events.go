package db

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"
)

// PendingEvents lists the entries of the history from which something follows outside the
// database that is not known to be done, in the order of their times.
func (d *DB) PendingEvents(ctx context.Context) (out []Event, err error) {
	var rows []eventRow
	err = d.list(ctx, &rows, `SELECT `+columns[eventRow]()+` FROM history WHERE published_at IS NULL ORDER BY at, agency, number`)
	for _, r := range rows {
		out = append(out, r.event())
	}
	return out, d.wrap(err, "reading what is left to do of the history")
}

// MarkEventPublished notes when what follows from an entry outside the database was done.
func (d *DB) MarkEventPublished(ctx context.Context, e Event, at time.Time) error {
	err := d.tx(ctx, func(tx *sqlx.Tx) error {
		res, err := tx.ExecContext(ctx, `UPDATE history SET published_at = ? WHERE agency = ? AND number = ?`, moment{at}, e.Agency, e.Number)
		return touched(res, err, errors.New("there is no such entry"))
	})
	return d.wrap(err, fmt.Sprintf("marking entry %d of %s as done", e.Number, e.Agency))
}
