package db

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"
)

// ErrLost says that the claim which the work rests on was taken over by another worker.
var ErrLost = errors.New("another worker has taken it over")

// Renew extends every lease of a holder.
func (d *DB) Renew(ctx context.Context, h Holder) error {
	err := d.tx(ctx, func(tx *sqlx.Tx) error {
		now, err := d.clock(ctx, tx)
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `UPDATE claims SET expires_at = ? WHERE holder = ?`, moment{now.Add(h.Lease)}, h.ID)
		return err
	})
	return d.wrap(err, "renewing the leases of "+h.ID)
}

// Holds extends the lease on one item, and refuses with [ErrLost] when it is not the
// holder's any more.
func (d *DB) Holds(ctx context.Context, h Holder, item Item) error {
	err := d.tx(ctx, func(tx *sqlx.Tx) error {
		now, err := d.clock(ctx, tx)
		if err != nil {
			return err
		}
		res, err := tx.ExecContext(ctx, `UPDATE claims SET expires_at = ? WHERE id = ? AND holder = ?`,
			moment{now.Add(h.Lease)}, item.key(), h.ID)
		return touched(res, err, ErrLost)
	})
	return d.wrap(err, "renewing the lease on "+item.Name)
}

// GiveUp ends every lease of a holder. That a file was there, and since when, is kept
// for who claims it next: it goes before later ones, as what a dead worker had does.
func (d *DB) GiveUp(ctx context.Context, h Holder) error {
	err := d.tx(ctx, func(tx *sqlx.Tx) error {
		now, err := d.clock(ctx, tx)
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `UPDATE claims SET holder = NULL, expires_at = ? WHERE holder = ?`, moment{now}, h.ID)
		return err
	})
	return d.wrap(err, "giving up the claims of "+h.ID)
}

// ForgetClaims removes what expired before a moment: files that left the inbox
// unread.
func (d *DB) ForgetClaims(ctx context.Context, before time.Time) error {
	err := d.tx(ctx, func(tx *sqlx.Tx) error {
		_, err := tx.ExecContext(ctx, `DELETE FROM claims WHERE expires_at < ?`, moment{before})
		return err
	})
	return d.wrap(err, "removing old claims")
}

// Release ends claims on files that turned out to be gone.
func (d *DB) Release(ctx context.Context, h Holder, items []Item) error {
	err := d.tx(ctx, func(tx *sqlx.Tx) error {
		for _, i := range items {
			if err := release(ctx, tx, h.ID, i); err != nil {
				return err
			}
		}
		return nil
	})
	return d.wrap(err, fmt.Sprintf("releasing %d claims", len(items)))
}

// release ends one claim when its work is done.
func release(ctx context.Context, tx *sqlx.Tx, holder string, item Item) error {
	if holder == "" {
		return nil
	}
	_, err := tx.ExecContext(ctx, `DELETE FROM claims WHERE id = ? AND holder = ?`, item.key(), holder)
	return err
}

// Identify notes whose files a holder has claimed: agency's code by file, "" for a file
// of no known agency.
func (d *DB) Identify(ctx context.Context, h Holder, agencies map[string]string) error {
	if len(agencies) == 0 {
		return nil
	}
	err := d.tx(ctx, func(tx *sqlx.Tx) error {
		for name, agency := range agencies {
			if _, err := tx.ExecContext(ctx, `UPDATE claims SET identified = ?, agency = ? WHERE id = ? AND holder = ?`,
				true, text(agency), Item{Kind: InboxFile, Name: name}.key(), h.ID); err != nil {
				return err
			}
		}
		return nil
	})
	return d.wrap(err, fmt.Sprintf("noting the agencies of %d files", len(agencies)))
}

// Rival is a file that another worker has claimed.
type Rival struct {
	Name       string
	Modified   time.Time
	Identified bool
	Agency     string // "" while not identified, and of no known agency
	Expired    bool   // its worker is dead, or gave it up
}

// Rivals lists the files of the inbox that others than the holder have claimed, or had.
func (d *DB) Rivals(ctx context.Context, h Holder) (out []Rival, err error) {
	var rows []claimRow
	err = d.read(ctx, func(tx *sqlx.Tx) error {
		now, err := d.clock(ctx, tx)
		if err != nil {
			return err
		}
		rows, out = nil, nil
		err = tx.SelectContext(ctx, &rows, `SELECT `+columns[claimRow]()+` FROM claims WHERE kind = ? AND (holder IS NULL OR holder <> ?)`,
			string(InboxFile), h.ID)
		for _, r := range rows {
			out = append(out, Rival{Name: string(r.Name), Modified: time.Unix(0, r.Modified), Identified: r.Identified,
				Agency: string(r.Agency), Expired: !r.ExpiresAt.After(now)})
		}
		return err
	})
	return out, d.wrap(err, "reading what others work on")
}

// Forsake removes claims of dead workers on files that are not there any more, or not
// the same.
func (d *DB) Forsake(ctx context.Context, names []string) error {
	err := d.tx(ctx, func(tx *sqlx.Tx) error {
		now, err := d.clock(ctx, tx)
		if err != nil {
			return err
		}
		for _, name := range names {
			if _, err := tx.ExecContext(ctx, `DELETE FROM claims WHERE id = ? AND expires_at <= ?`,
				Item{Kind: InboxFile, Name: name}.key(), moment{now}); err != nil {
				return err
			}
		}
		return nil
	})
	return d.wrap(err, "removing the claims of dead workers")
}
