package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
)

// What the tests reach beyond the package's surface.

// OpenWrapped opens a database whose connections pass through wrap.
func OpenWrapped(ctx context.Context, dsn string, wrap func(driver.Connector) driver.Connector) (*DB, error) {
	return open(ctx, dsn, wrap)
}

// SQL is the pool beneath d.
func (d *DB) SQL() *sql.DB { return d.x.DB }

// RecentServer reads a server's version.
func RecentServer(version string) bool { return recentServer(version) }

// Migrations are the embedded migrations.
var Migrations = migrations
