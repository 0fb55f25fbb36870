package db

import (
	"errors"

	"github.com/go-sql-driver/mysql"
	"github.com/pressly/goose/v3"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// dialect is all that differs between the engines beside the migrations.
type dialect struct {
	name          string // also the folder of its migrations
	goose         goose.Dialect
	tableExists   string           // counts the tables of a name
	serverVersion string           // asks the version; "" where the engine is built in
	maxParams     int              // placeholders one statement may have
	transient     func(error) bool // a whole transaction may be tried again
}

var sqliteDialect = dialect{
	name:        "sqlite",
	goose:       goose.DialectSQLite3,
	tableExists: `SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = ?`,
	maxParams:   32766,
	transient: func(err error) bool {
		var e *sqlite.Error
		return errors.As(err, &e) && (e.Code()&0xff == sqlite3.SQLITE_BUSY || e.Code()&0xff == sqlite3.SQLITE_LOCKED)
	},
}

var mysqlDialect = dialect{
	name:          "mysql",
	goose:         goose.DialectMySQL,
	tableExists:   `SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = ?`,
	serverVersion: `SELECT VERSION()`,
	maxParams:     65535,
	transient: func(err error) bool {
		var e *mysql.MySQLError
		if !errors.As(err, &e) {
			return false
		}
		switch e.Number {
		case 1213, // deadlock, or a Galera node lost the race
			1205, // lock wait timeout
			1020, // row changed since the snapshot
			1062: // two writers created the same row; the second finds it next time
			return true
		}
		return false
	},
}
