package db

import (
	"errors"
	"fmt"

	"github.com/go-sql-driver/mysql"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// ErrFull says that a write was undone because the database's disk is full.
var ErrFull = errors.New("disk full: make room where the database lies")

// withMend says so of an error that means it; the engines have words of their own.
func withMend(err error) error {
	var embedded *sqlite.Error
	var server *mysql.MySQLError
	switch {
	case errors.As(err, &embedded) && isFullSQLite(embedded.Code()), errors.As(err, &server) && isFullMySQL(server.Number):
		return fmt.Errorf("%w: %w", err, ErrFull)
	}
	return err
}

// isFullSQLite: also of the files beside the database, which WAL needs even to read.
func isFullSQLite(code int) bool {
	return code == sqlite3.SQLITE_FULL || code == sqlite3.SQLITE_IOERR_SHMSIZE || code == sqlite3.SQLITE_IOERR_WRITE
}

// isFullMySQL: 1021 disk full, 1114 the table is.
func isFullMySQL(number uint16) bool { return number == 1021 || number == 1114 }
