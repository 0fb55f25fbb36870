package db

import (
	"context"
	"time"

	"rekon/reconcile"
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

// File is an original that is stored as a drop or as a revision of a plan.
type File struct {
	Name   string // in the inbox; of a plan, its file's
	SHA256 string
	Agency string           // "" while unknown
	Period reconcile.Period // zero while unknown; Quarter 0 for a plan
	At     time.Time        // when it came in
	Plan   bool
}

// Files lists the originals of all plans and drops, in the order in which they were
// stored, also of those that were given back or held what was stored before.
func (d *DB) Files(ctx context.Context) (out []File, err error) {
	var rows []struct {
		Name    text   `db:"name"`
		SHA256  text   `db:"sha256"`
		Agency  text   `db:"agency"`
		Year    number `db:"year"`
		Quarter number `db:"quarter"`
		At      moment `db:"at"`
	}
	for i, query := range []string{
		`SELECT file AS name, sha256, agency, year, 0 AS quarter, imported_at AS at FROM plans ORDER BY agency, year, revision`,
		`SELECT name, sha256, agency, year, quarter, received_at AS at FROM drops ORDER BY id`,
	} {
		rows = nil
		if err := d.list(ctx, &rows, query); err != nil {
			return nil, d.wrap(err, "reading which originals are kept")
		}
		for _, r := range rows {
			out = append(out, File{string(r.Name), string(r.SHA256), string(r.Agency), reconcile.Period{Year: int(r.Year), Quarter: int(r.Quarter)}, r.At.Time, i == 0})
		}
	}
	return out, nil
}
