package db

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"
)

// Several workers share one database: what one of them works on, it claims. A claim is
// a lease: its holder renews it, and one that runs out is taken over. All moments of
// leases are those of the database server's clock, so that the hosts' own need not
// agree.

// Holder is who works: one run of one worker.
type Holder struct {
	ID    string
	Lease time.Duration // how long it may say nothing before it is taken for dead
}

// Item is something that one worker at a time works on.
type Item struct {
	Kind     Kind
	Name     string
	Size     int64     // of a file: another file under the name is another item
	Modified time.Time // the same
}

// Kind says what an item is.
type Kind string

// A file in the inbox, by its path there; the result of a quarter; a job.
const (
	InboxFile     Kind = "masuk"
	QuarterResult Kind = "hasil"
	ScheduledJob  Kind = "pekerjaan"
)

// key is the item's key in the database, of a length that every engine takes.
func (i Item) key() string {
	sum := sha256.Sum256([]byte(string(i.Kind) + "\x00" + i.Name))
	return hex.EncodeToString(sum[:])
}

// Claim is the answer to one who wants to work on an item.
type Claim struct {
	Mine       bool      // else another holder's, or a stored drop of that name is to be finished first
	ReceivedAt time.Time // when a worker first claimed this very file
}

type claimRow struct {
	ID         string `db:"id"`
	Kind       text   `db:"kind"`
	Name       text   `db:"name"`
	Size       int64  `db:"size"`
	Modified   int64  `db:"modified_ns"`
	Holder     text   `db:"holder"` // NULL when it was given up
	ExpiresAt  moment `db:"expires_at"`
	ReceivedAt moment `db:"received_at"`
	Identified bool   `db:"identified"`
	Agency     text   `db:"agency"`
	Drop       number `db:"drop_id"`
}

// Claim claims items by compare-and-set, those that nobody holds any more too, and
// answers for each in their order. A file keeps the time at which it was claimed first,
// whoever died over it. A file is not given while a stored drop of its name is
// unfinished.
func (d *DB) Claim(ctx context.Context, h Holder, at time.Time, items []Item) ([]Claim, error) {
	return d.claim(ctx, h, at, items, func(pending map[string]int64, i int) bool {
		_, is := pending[items[i].Name]
		return !is || items[i].Kind != InboxFile
	})
}

// ClaimStored claims the names of stored drops, to finish them. One that was finished
// meanwhile is not given.
func (d *DB) ClaimStored(ctx context.Context, h Holder, at time.Time, drops []Drop) ([]Claim, error) {
	var items []Item
	for _, drop := range drops {
		items = append(items, drop.item())
	}
	return d.claim(ctx, h, at, items, func(pending map[string]int64, i int) bool { return pending[drops[i].Name] == drops[i].ID })
}

// claim claims what may be claimed, by the numbers of pending drops under their names.
func (d *DB) claim(ctx context.Context, h Holder, at time.Time, items []Item, may func(pending map[string]int64, i int) bool) (out []Claim, err error) {
	if len(items) == 0 {
		return nil, nil
	}
	err = d.tx(ctx, func(tx *sqlx.Tx) error {
		c := claiming{d: d, tx: tx, holder: h, at: at.UTC().Truncate(time.Microsecond), taken: map[string]claimRow{}, pending: map[string]int64{}}
		if err := c.look(ctx, items); err != nil {
			return err
		}
		out = make([]Claim, len(items))
		for i, item := range items {
			if !may(c.pending, i) {
				continue
			}
			if out[i], err = c.one(ctx, item); err != nil {
				return err
			}
		}
		return insert(ctx, d, tx, "claims", c.added...)
	})
	return out, d.wrap(err, fmt.Sprintf("claiming %d of %s", len(items), items[0].Kind))
}

// claiming is one transaction that claims items.
type claiming struct {
	d       *DB
	tx      *sqlx.Tx
	holder  Holder
	at, now time.Time // the caller's clock, and that of leases
	taken   map[string]claimRow
	pending map[string]int64 // drops to be finished
	added   []claimRow
}

// look reads what is claimed and what is pending.
func (c *claiming) look(ctx context.Context, items []Item) (err error) {
	if c.now, err = c.d.clock(ctx, c.tx); err != nil {
		return err
	}
	var keys []string
	for _, i := range items {
		keys = append(keys, i.key())
	}
	query, args, err := sqlx.In(`SELECT `+columns[claimRow]()+` FROM claims WHERE id IN (?)`, keys)
	if err != nil {
		return err
	}
	var rows []claimRow
	if err := c.tx.SelectContext(ctx, &rows, query, args...); err != nil {
		return err
	}
	for _, r := range rows {
		c.taken[r.ID] = r
	}
	var drops []struct {
		ID   int64 `db:"id"`
		Name text  `db:"name"`
	}
	err = c.tx.SelectContext(ctx, &drops, `SELECT id, name FROM drops WHERE published_at IS NULL`)
	for _, drop := range drops {
		c.pending[string(drop.Name)] = drop.ID
	}
	return err
}

func (c *claiming) one(ctx context.Context, item Item) (Claim, error) {
	row := claimRow{
		ID: item.key(), Kind: text(item.Kind), Name: text(item.Name), Size: item.Size, Modified: nanoseconds(item.Modified),
		Holder: text(c.holder.ID), ExpiresAt: moment{c.now.Add(c.holder.Lease)}, ReceivedAt: moment{c.at},
	}
	before, known := c.taken[row.ID]
	if !known {
		c.added = append(c.added, row)
		return Claim{true, c.at}, nil
	}
	if before.Size == row.Size && before.Modified == row.Modified {
		row.ReceivedAt = before.ReceivedAt
	}
	mine := before.Holder == row.Holder
	if !mine && before.Holder != "" && before.ExpiresAt.After(c.now) {
		return Claim{}, nil
	}
	res, err := c.tx.ExecContext(ctx, `UPDATE claims SET size = ?, modified_ns = ?, holder = ?, expires_at = ?, received_at = ?,
		identified = ?, agency = NULL, drop_id = NULL WHERE id = ? AND (holder IS NULL OR holder = ? OR expires_at <= ?)`,
		row.Size, row.Modified, row.Holder, row.ExpiresAt, row.ReceivedAt, false, row.ID, row.Holder, moment{c.now})
	if err != nil {
		return Claim{}, err
	}
	n, err := res.RowsAffected()
	return Claim{n > 0, row.ReceivedAt.Time}, err
}

// nanoseconds of a moment since 1970; 0 for the zero time.
func nanoseconds(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixNano()
}

// clock is the time by which leases run: the server's, or this machine's where the
// database is a file on it.
func (d *DB) clock(ctx context.Context, tx *sqlx.Tx) (time.Time, error) {
	if d.dialect.clock == "" {
		return time.Now().UTC().Truncate(time.Microsecond), nil //nolint:forbidigo // a clock between processes, as the server's is
	}
	return get[time.Time](ctx, tx, d.dialect.clock)
}
