package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/jmoiron/sqlx"
)

// Errors that callers tell apart with [errors.Is].
var (
	// ErrConflict: what a write rests on changed meanwhile; read and compute anew.
	ErrConflict = errors.New("data changed meanwhile")
	// ErrNotMigrated: the schema is missing or older than this program needs.
	ErrNotMigrated = errors.New("the database is not up to date: run `rekon migrate`")
	// ErrNewerSchema: a newer rekon has migrated the database.
	ErrNewerSchema = errors.New("the database belongs to a newer rekon: update this program")
	// ErrServerTooOld: the server is older than MariaDB 10.6 or MySQL 8.0.
	ErrServerTooOld = errors.New("database server too old: rekon needs MariaDB 10.6 or MySQL 8.0, or newer")
	// ErrUnreadable: a column holds what rekon does not write there.
	ErrUnreadable = errors.New("changed by something else than rekon")
	// ErrRange: a figure has more digits than its column can hold.
	ErrRange = errors.New("figure too large to store")
)

// DB is an open database. It is safe for concurrent use.
type DB struct {
	// OnRetry is told of an error before what failed with it is tried again; nil for
	// nobody. It is set before the database is used, and called by many at once.
	OnRetry func(error)
	// By is who works, for the history. It is set before the database is used.
	By Actor

	x       *sqlx.DB
	dialect dialect
	source  source

	patience time.Duration // [patience], or that of a test
	givenUp  atomic.Bool   // a moment ago
}

// Open opens the database named by dsn and checks that it answers; it neither
// creates nor changes a schema (see [DB.Migrate] and [DB.CheckSchema]). The
// forms of dsn are
//
//	sqlite:PATH
//	mysql://user:password@host:3306/name?tls=true|skip-verify|preferred|false
//	mysql://user:password@/name?socket=/run/mysqld/mysqld.sock
//
// A password may hold any character; a % in it is written %25. TLS is used where
// the server offers it unless tls says otherwise. An SQLite file that does not
// exist yet is made by Migrate, not by Open. Errors never show the password.
func Open(ctx context.Context, dsn string) (*DB, error) {
	return open(ctx, dsn, func(c driver.Connector) driver.Connector { return c })
}

func open(ctx context.Context, dsn string, wrap func(driver.Connector) driver.Connector) (*DB, error) {
	src, err := parseDSN(dsn)
	if err != nil {
		return nil, err
	}
	d, cluster, err := connect(ctx, src, wrap)
	if err != nil || !cluster {
		return d, err
	}
	// Two connections may lead to two nodes: each waits for what the other has written.
	src.mysql.Params["wsrep_sync_wait"] = "1"
	if err := d.Close(); err != nil {
		return nil, err
	}
	d, _, err = connect(ctx, src, wrap)
	return d, err
}

// connect makes the pool and looks who answers: a node of a Galera cluster or not.
func connect(ctx context.Context, src source, wrap func(driver.Connector) driver.Connector) (d *DB, cluster bool, err error) {
	connector, err := src.connector()
	if err != nil {
		return nil, false, fmt.Errorf("database %s: %w", src, err)
	}
	pool := sql.OpenDB(wrap(connector))
	pool.SetMaxOpenConns(8)
	pool.SetMaxIdleConns(4)
	pool.SetConnMaxIdleTime(30 * time.Second) // what stands between may forget it after a minute
	pool.SetConnMaxLifetime(3 * time.Minute)
	d = &DB{x: sqlx.NewDb(pool, src.dialect.name), dialect: src.dialect, source: src, patience: patience}
	if cluster, err = d.ask(ctx); err != nil {
		return nil, false, errors.Join(err, pool.Close())
	}
	return d, cluster, nil
}

// Ping checks that the database answers and is one that rekon can work with. An
// SQLite file that does not exist yet is fine and is not created. It tries once.
func (d *DB) Ping(ctx context.Context) error {
	_, err := d.ask(ctx)
	return err
}

// ask is Ping, and tells whether a node of a Galera cluster answers.
func (d *DB) ask(ctx context.Context) (cluster bool, err error) {
	if d.absent() {
		return false, d.source.checkFolder()
	}
	if err := d.x.PingContext(ctx); err != nil {
		return false, fmt.Errorf("database %s: %w", d.source, withMend(err))
	}
	if d.dialect.serverVersion == "" {
		return false, nil
	}
	var answer []struct {
		Name  string `db:"Variable_name"`
		Value string `db:"Value"`
	}
	if err := d.x.SelectContext(ctx, &answer, d.dialect.serverVersion); err != nil {
		return false, fmt.Errorf("database %s: asking its version: %w", d.source, err)
	}
	said := map[string]string{}
	for _, v := range answer {
		said[v.Name] = v.Value
	}
	if !recentServer(said["version"]) {
		return false, fmt.Errorf("database %s is %s: %w", d.source, said["version"], ErrServerTooOld)
	}
	return said["wsrep_on"] == "ON", nil
}

// absent reports whether the database is an SQLite file not made yet.
func (d *DB) absent() bool {
	if d.source.path == "" {
		return false
	}
	_, err := os.Stat(d.source.path)
	return errors.Is(err, os.ErrNotExist)
}

// Close closes the database. That a server is gone, and cannot be said farewell, is no
// error: what was committed is.
func (d *DB) Close() error {
	err := d.x.Close()
	if d.source.mysql != nil {
		return nil
	}
	return d.wrap(err, "closing")
}

// Dialect is "sqlite" or "mysql" (which MariaDB is too).
func (d *DB) Dialect() string { return d.dialect.name }

// String names the database without its password.
func (d *DB) String() string { return d.source.String() }

// recentServer reads a server's version, such as
// "10.11.19-MariaDB-0+deb12u1" or "8.0.36".
func recentServer(version string) bool {
	number, _, _ := strings.Cut(version, "-")
	parts := append(strings.Split(number, "."), "0", "0")
	major, err1 := strconv.Atoi(parts[0])
	minor, err2 := strconv.Atoi(parts[1])
	if err1 != nil || err2 != nil {
		return false
	}
	if strings.Contains(version, "MariaDB") {
		return major > 10 || major == 10 && minor >= 6
	}
	return major >= 8
}
