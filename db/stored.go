package db

import (
	"context"
	"time"
)

// Original is one time that a workbook came in: its bytes, and when that was.
type Original struct {
	SHA256 string
	At     time.Time // in UTC, to the microsecond
}

// Originals are all that are stored as a drop or as a revision of a plan.
func (d *DB) Originals(ctx context.Context) (map[Original]bool, error) {
	var rows []struct {
		SHA256 text   `db:"sha256"`
		At     moment `db:"at"`
	}
	out := map[Original]bool{}
	for _, query := range []string{`SELECT sha256, received_at AS at FROM drops`, `SELECT sha256, imported_at AS at FROM plans`} {
		rows = nil
		if err := d.list(ctx, &rows, query); err != nil {
			return nil, d.wrap(err, "reading which originals are stored")
		}
		for _, r := range rows {
			out[Original{string(r.SHA256), r.At.Time}] = true
		}
	}
	return out, nil
}
