package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/jmoiron/sqlx"
)

// tx runs f as one write transaction. When the server undoes it, or is lost, the
// whole of f runs again (see [DB.retry]): f sets its results anew each time, and
// finds what a commit did whose answer was lost.
func (d *DB) tx(ctx context.Context, f func(*sqlx.Tx) error) error {
	return d.within(ctx, &sql.TxOptions{Isolation: sql.LevelReadCommitted}, f)
}

// read runs f on one snapshot of the database.
func (d *DB) read(ctx context.Context, f func(*sqlx.Tx) error) error {
	return d.within(ctx, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true}, f)
}

// list reads the rows of one query into a slice.
func (d *DB) list(ctx context.Context, rows any, query string, args ...any) error {
	return d.retry(ctx, func(c *sqlx.Conn) error { return c.SelectContext(ctx, rows, query, args...) })
}

func (d *DB) within(ctx context.Context, opts *sql.TxOptions, f func(*sqlx.Tx) error) error {
	return d.retry(ctx, func(c *sqlx.Conn) error {
		tx, err := c.BeginTxx(ctx, opts)
		if err != nil {
			return err
		}
		defer func() { _ = tx.Rollback() }() // after a commit it does nothing
		if err := f(tx); err != nil {
			return err
		}
		return tx.Commit()
	})
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
