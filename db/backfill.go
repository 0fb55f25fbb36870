package db

import (
	"cmp"
	"context"
	"slices"

	"github.com/jmoiron/sqlx"
)

// backfill gives the rows of a database from before there was a history their entries,
// in the order of their times and marked as recorded later. It does nothing once there
// is a single entry.
func (d *DB) backfill(ctx context.Context) error {
	err := d.tx(ctx, func(tx *sqlx.Tx) error {
		n, err := get[int](ctx, tx, `SELECT COUNT(*) FROM history`)
		if err != nil || n > 0 {
			return err
		}
		stored, err := storedFacts(ctx, tx)
		if err != nil {
			return err
		}
		chains := map[string][]Event{}
		var agencies []string
		for _, e := range stored {
			if chains[e.Agency] == nil {
				agencies = append(agencies, e.Agency)
			}
			e.Detail += RecordedLater
			chains[e.Agency] = append(chains[e.Agency], e)
		}
		for _, agency := range agencies {
			slices.SortStableFunc(chains[agency], func(a, b Event) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Drop, b.Drop)) })
			if err := record(ctx, d, tx, chains[agency]...); err != nil {
				return err
			}
		}
		return nil
	})
	return d.wrap(err, "giving what is stored its history")
}
