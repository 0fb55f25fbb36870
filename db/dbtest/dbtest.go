// Package dbtest gives tests the real engines: an SQLite file, and a MariaDB
// server of their own that needs neither network nor installation rights.
//
// The server starts with the first test that asks for it and serves the whole
// test process; every test gets a schema of its own. A small shell watches over
// it and removes it with all its files as soon as the test process is gone,
// however it ended. Where MariaDB is not installed, the tests that want it are
// skipped with a message, or fail when REKON_REQUIRE_MARIADB is 1.
package dbtest

import (
	"path/filepath"
	"testing"

	"rekon/db"
)

// Each runs f on every engine, each with a migrated and empty database.
func Each(t *testing.T, f func(t *testing.T, d *db.DB)) {
	t.Helper()
	EachDSN(t, func(t *testing.T, dsn string) { f(t, Open(t, dsn)) })
}

// EachDSN runs f on every engine, each with an empty database that is not migrated.
func EachDSN(t *testing.T, f func(t *testing.T, dsn string)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { f(t, SQLite(t)) })
	t.Run("mariadb", func(t *testing.T) { f(t, MariaDB(t)) })
}

// SQLite names a database file that does not exist yet.
func SQLite(tb testing.TB) (dsn string) {
	return "sqlite:" + filepath.Join(tb.TempDir(), "rekon.db")
}

// Open opens and migrates a database, and closes it when the test ends.
func Open(tb testing.TB, dsn string) *db.DB {
	tb.Helper()
	d, err := db.Open(tb.Context(), dsn)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := d.Close(); err != nil {
			tb.Error(err)
		}
	})
	if _, _, err := d.Migrate(tb.Context()); err != nil {
		tb.Fatal(err)
	}
	return d
}
