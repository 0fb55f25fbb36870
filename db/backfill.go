package db

import (
	"cmp"
	"context"
	"slices"

	"github.com/jmoiron/sqlx"
)

// backfill gives the rows of a database from before there was a history their entries,
// in the order of their times and marked as recorded later. It does nothing once there
// is a single entry, but for corrections, which were told later than the rest.
func (d *DB) backfill(ctx context.Context) error {
	err := d.tx(ctx, func(tx *sqlx.Tx) error {
		stored, err := untold(ctx, tx)
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

// untold are the entries that are to be made.
func untold(ctx context.Context, tx *sqlx.Tx) ([]Event, error) {
	entries, err := get[int](ctx, tx, `SELECT COUNT(*) FROM history`)
	if err != nil {
		return nil, err
	}
	if entries == 0 {
		return storedFacts(ctx, tx)
	}
	corrections, err := get[int](ctx, tx, `SELECT COUNT(*) FROM history WHERE kind = ?`, string(AmendedEvent))
	if err != nil || corrections > 0 {
		return nil, err
	}
	return amendedFacts(ctx, tx)
}
