package db

import (
	"context"
	"database/sql/driver"
	"errors"
	"io"
	"net"

	"github.com/go-sql-driver/mysql"
	"github.com/pressly/goose/v3"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// dialect is all that differs between the engines beside the migrations.
type dialect struct {
	name          string // also the folder of its migrations
	goose         goose.Dialect
	tableExists   string              // counts the tables of a name
	serverVersion string              // asks version and wsrep_on; "" where the engine is built in
	clock         string              // asks the server's time; "" where it is this machine's
	maxParams     int                 // placeholders one statement may have
	trouble       func(error) trouble // how an error is met
}

var sqliteDialect = dialect{
	name:        "sqlite",
	goose:       goose.DialectSQLite3,
	tableExists: `SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = ?`,
	maxParams:   32766,
	trouble: func(err error) trouble {
		var e *sqlite.Error
		if errors.As(err, &e) && (e.Code()&0xff == sqlite3.SQLITE_BUSY || e.Code()&0xff == sqlite3.SQLITE_LOCKED) {
			return busy
		}
		return final
	},
}

var mysqlDialect = dialect{
	name:          "mysql",
	goose:         goose.DialectMySQL,
	tableExists:   `SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = ?`,
	serverVersion: `SHOW VARIABLES WHERE Variable_name IN ('version', 'wsrep_on')`,
	clock:         `SELECT UTC_TIMESTAMP(6)`,
	maxParams:     65535,
	trouble:       mysqlTrouble,
}

func mysqlTrouble(err error) trouble {
	var e *mysql.MySQLError
	var network *net.OpError
	switch {
	case errors.As(err, &e):
		return mysqlCode(e.Number)
	case errors.As(err, &network), errors.Is(err, mysql.ErrInvalidConn), errors.Is(err, driver.ErrBadConn),
		errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF),
		errors.Is(err, context.DeadlineExceeded): // while connecting; see timely
		return lost
	}
	return final
}

func mysqlCode(number uint16) trouble {
	switch number {
	case 1213, // deadlock, or a Galera node lost the race
		1205, // lock wait timeout
		1020, // row changed since the snapshot
		1062: // two writers created the same row; the second finds it next time
		return busy
	case 1047, // the Galera node is not ready
		1053, 1927, 1152, // the server shuts down, or ended the connection
		1290, 1836: // read-only, as a server is that another has taken over from
		return lost
	}
	return final
}
