package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/jmoiron/sqlx"
)

const (
	attempts  = 8                     // of a write transaction
	firstWait = 10 * time.Millisecond // at most, before the second attempt; doubled each time
)

// tx runs f as one write transaction. When the server reports a deadlock or a
// busy database, at the commit too, the whole of f runs again, so that f must set
// its results anew each time.
func (d *DB) tx(ctx context.Context, f func(*sqlx.Tx) error) error {
	for attempt := 0; ; attempt++ {
		err := d.once(ctx, &sql.TxOptions{Isolation: sql.LevelReadCommitted}, f)
		if err == nil || attempt == attempts-1 || !d.dialect.transient(err) {
			return err
		}
		if d.OnRetry != nil {
			d.OnRetry(err)
		}
		select {
		case <-time.After(rand.N(firstWait << attempt)):
		case <-ctx.Done():
			return fmt.Errorf("%w (last tried: %w)", ctx.Err(), err)
		}
	}
}

// numbered is tx for what gives a stored drop its number.
func (d *DB) numbered(ctx context.Context, f func(*sqlx.Tx) (int64, error)) (id int64, err error) {
	err = d.tx(ctx, func(tx *sqlx.Tx) (err error) {
		id, err = f(tx)
		return err
	})
	if err != nil {
		return 0, err
	}
	return id, nil
}

// read runs f on one snapshot of the database.
func (d *DB) read(ctx context.Context, f func(*sqlx.Tx) error) error {
	return d.once(ctx, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true}, f)
}

func (d *DB) once(ctx context.Context, opts *sql.TxOptions, f func(*sqlx.Tx) error) error {
	tx, err := d.x.BeginTxx(ctx, opts)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // after a commit it does nothing
	if err := f(tx); err != nil {
		return err
	}
	return tx.Commit()
}

// wrap says which database an error came from and during what.
func (d *DB) wrap(err error, doing string) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("database %s: %s: %w", d, doing, err)
}

// touched gives the error of an UPDATE, and none when it found no row.
func touched(res sql.Result, err, none error) error {
	if err != nil {
		return err
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		return errors.Join(err, none)
	}
	return nil
}

// inOrder runs steps up to the first that fails. None may run after it: a
// server that rolled the transaction back would commit what follows by itself.
func inOrder(steps ...func() error) error {
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}
