package db

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/jmoiron/sqlx"
)

// ErrUnavailable says that an operation was given up since the server could not be
// reached, or would not work, for longer than rekon waits. What follows within a
// moment is refused with it at once, so that a run without a database ends soon; the
// next run takes up what this one left.
var ErrUnavailable = errors.New("the database is not available: is the server running?")

const (
	patience  = 12 * time.Second      // for an operation that failed once
	firstWait = 10 * time.Millisecond // at most, before the second attempt; doubled each time
	lastWait  = time.Second           // at most, before any attempt
	pause     = 5 * time.Second       // in which nothing is tried once the server is given up
)

// trouble is how an error is met.
type trouble int

const (
	final trouble = iota // trying again would not help
	busy                 // the server undid the transaction, or did not begin it
	lost                 // server or connection are of no use; a commit may have been done
)

// retry does f on a connection until it succeeds, fails for good or has had
// [patience], with waits that grow and differ from those of others. A server that
// was lost may lie behind a proxy: the next attempt connects anew.
func (d *DB) retry(ctx context.Context, f func(*sqlx.Conn) error) error {
	if d.givenUp.Load() {
		return ErrUnavailable
	}
	var over <-chan time.Time
	begun := time.Now() //nolint:forbidigo // says how long it was tried, not when
	for n, wait := 1, firstWait; ; n, wait = n+1, min(2*wait, lastWait) {
		kind, err := d.attempt(ctx, f)
		switch {
		case kind == final:
			return withMend(err)
		case ctx.Err() != nil:
			return fmt.Errorf("%w (last tried: %w)", ctx.Err(), err)
		case over == nil:
			over = time.After(d.patience)
		}
		select {
		case <-over:
			took := time.Since(begun).Round(time.Second) //nolint:forbidigo // as above
			return d.giveUp(kind, fmt.Errorf("%w (tried %d times over %s)", err, n, took))
		case <-ctx.Done():
			return fmt.Errorf("%w (last tried: %w)", ctx.Err(), err)
		case <-time.After(rand.N(wait)):
		}
		if d.OnRetry != nil {
			d.OnRetry(err)
		}
	}
}

// attempt does f once, and leaves no connection to a lost server in the pool.
func (d *DB) attempt(ctx context.Context, f func(*sqlx.Conn) error) (trouble, error) {
	c, err := d.x.Connx(ctx)
	if err != nil {
		return d.dialect.trouble(err), err
	}
	defer func() { _ = c.Close() }()
	err = f(c)
	kind := d.dialect.trouble(err)
	if kind == lost {
		_ = c.Raw(func(any) error { return driver.ErrBadConn })
	}
	return kind, err
}

// giveUp ends the attempts of an operation.
func (d *DB) giveUp(kind trouble, err error) error {
	if kind != lost {
		return err
	}
	d.givenUp.Store(true)
	time.AfterFunc(pause, func() { d.givenUp.Store(false) })
	return fmt.Errorf("%w (%w)", ErrUnavailable, err)
}
