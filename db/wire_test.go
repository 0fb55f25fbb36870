package db_test

import (
	"context"
	"database/sql/driver"
	"sync/atomic"
	"testing"

	"rekon/db"
)

// wire stands between the package and the engine: it counts what goes over it,
// and can fail the n-th.
type wire struct {
	trips  atomic.Int64
	failAt atomic.Int64 // 0: never
	err    error
}

// trip counts one statement, begin or commit.
func (w *wire) trip() error {
	if n := w.trips.Add(1); n == w.failAt.Load() {
		return w.err
	}
	return nil
}

// openWired opens a migrated database over a wire.
func openWired(t *testing.T, dsn string) (*db.DB, *wire) {
	t.Helper()
	w := &wire{}
	d, err := db.OpenWrapped(t.Context(), dsn, func(c driver.Connector) driver.Connector { return wiredConnector{c, w} })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	if _, _, err := d.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	return d, w
}

type wiredConnector struct {
	driver.Connector
	w *wire
}

func (c wiredConnector) Connect(ctx context.Context) (driver.Conn, error) {
	conn, err := c.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	return &wiredConn{conn, c.w}, nil
}

type wiredConn struct {
	driver.Conn
	w *wire
}

func (c *wiredConn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	if err := c.w.trip(); err != nil {
		return nil, err
	}
	return c.Conn.(driver.ExecerContext).ExecContext(ctx, query, args)
}

func (c *wiredConn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	if err := c.w.trip(); err != nil {
		return nil, err
	}
	return c.Conn.(driver.QueryerContext).QueryContext(ctx, query, args)
}

func (c *wiredConn) PrepareContext(ctx context.Context, query string) (driver.Stmt, error) {
	return c.Conn.(driver.ConnPrepareContext).PrepareContext(ctx, query)
}

func (c *wiredConn) BeginTx(ctx context.Context, opts driver.TxOptions) (driver.Tx, error) {
	if err := c.w.trip(); err != nil {
		return nil, err
	}
	tx, err := c.Conn.(driver.ConnBeginTx).BeginTx(ctx, opts)
	return wiredTx{tx, c.w}, err
}

func (c *wiredConn) ResetSession(ctx context.Context) error {
	return c.Conn.(driver.SessionResetter).ResetSession(ctx)
}

func (c *wiredConn) IsValid() bool { return c.Conn.(driver.Validator).IsValid() }

func (c *wiredConn) CheckNamedValue(v *driver.NamedValue) (err error) {
	if checker, ok := c.Conn.(driver.NamedValueChecker); ok {
		return checker.CheckNamedValue(v)
	}
	v.Value, err = driver.DefaultParameterConverter.ConvertValue(v.Value)
	return err
}

type wiredTx struct {
	driver.Tx
	w *wire
}

func (t wiredTx) Commit() error {
	if err := t.w.trip(); err != nil {
		_ = t.Rollback()
		return err
	}
	return t.Tx.Commit()
}
