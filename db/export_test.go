package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"strings"
	"time"
)

// What the tests reach beyond the package's surface.

// OpenWrapped opens a database whose connections pass through wrap.
func OpenWrapped(ctx context.Context, dsn string, wrap func(driver.Connector) driver.Connector) (*DB, error) {
	return open(ctx, dsn, wrap)
}

// OpenHasty opens a database with bounds that a test can wait for.
func OpenHasty(ctx context.Context, dsn string, answer, patience time.Duration) (*DB, error) {
	src, err := parseDSN(dsn)
	if err != nil {
		return nil, err
	}
	src.mysql.Timeout, src.mysql.ReadTimeout, src.mysql.WriteTimeout = answer, answer, answer
	d, _, err := connect(ctx, src, func(c driver.Connector) driver.Connector { return c })
	if err == nil {
		d.patience = patience
	}
	return d, err
}

// SQL is the pool beneath d.
func (d *DB) SQL() *sql.DB { return d.x.DB }

// RecentServer reads a server's version.
func RecentServer(version string) bool { return recentServer(version) }

// Migrations are the embedded migrations.
var Migrations = migrations

// DifferencesOf is where two JSON texts differ, "" for nowhere.
func DifferencesOf(a, b string) string {
	var places []string
	for _, u := range jsonDifferences("rest", a, b) {
		places = append(places, u.place)
	}
	return strings.Join(places, " ")
}
