package dbtest

import (
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	_ "modernc.org/sqlite" // to look into the file
)

// Dump is all that a database holds, a line for each row, sorted by table and
// text: "drops id=1 name=x.xlsx ...". The migrations' own table is left out.
func Dump(tb testing.TB, dsn string) []string {
	tb.Helper()
	pool, tables := look(tb, dsn)
	defer func() {
		if err := pool.Close(); err != nil {
			tb.Error(err)
		}
	}()
	var out []string
	for _, table := range strs(tb, pool, tables) {
		if table == "goose_db_version" || table == "sqlite_sequence" {
			continue
		}
		out = append(out, rows(tb, pool, table)...)
	}
	slices.Sort(out)
	return out
}

// Exec changes a database behind rekon's back.
func Exec(tb testing.TB, dsn, statement string) {
	tb.Helper()
	pool, _ := look(tb, dsn)
	_, err := pool.ExecContext(tb.Context(), statement)
	if err = errors.Join(err, pool.Close()); err != nil {
		tb.Fatal(err)
	}
}

// Behind changes a database behind rekon's back, statement by statement, whatever its
// foreign keys say.
func Behind(tb testing.TB, dsn string) (exec func(statement string)) {
	tb.Helper()
	pool, _ := look(tb, dsn)
	pool.SetMaxOpenConns(1)
	tb.Cleanup(func() { _ = pool.Close() })
	exec = func(statement string) {
		tb.Helper()
		if _, err := pool.ExecContext(tb.Context(), statement); err != nil {
			tb.Fatalf("%s: %v", statement, err)
		}
	}
	if strings.HasPrefix(dsn, "mysql") {
		exec(`SET FOREIGN_KEY_CHECKS = 0`)
	}
	return exec
}

// Lock keeps all others from writing a table until unlock has done a statement.
func Lock(tb testing.TB, dsn, table string) (unlock func(statement string)) {
	tb.Helper()
	pool := Look(tb, dsn)
	tx, err := pool.BeginTx(tb.Context(), nil)
	if err == nil {
		_, err = tx.ExecContext(tb.Context(), "UPDATE "+table+" SET name = name")
	}
	if err != nil {
		tb.Fatal(err)
	}
	return func(statement string) {
		tb.Helper()
		_, err := tx.ExecContext(tb.Context(), statement)
		if err := errors.Join(err, tx.Commit(), pool.Close()); err != nil {
			tb.Fatal(err)
		}
	}
}

// Look opens a database to look into it apart from the program. Times are as each driver
// gives them. The caller closes it.
func Look(tb testing.TB, dsn string) *sql.DB {
	tb.Helper()
	pool, _ := look(tb, dsn)
	return pool
}

// look opens a database and gives the query that names its tables. It waits for who
// writes into an SQLite file meanwhile.
func look(tb testing.TB, dsn string) (pool *sql.DB, tables string) {
	tb.Helper()
	file := url.URL{Scheme: "file", OmitHost: true, Path: strings.TrimPrefix(dsn, "sqlite:"), RawQuery: "_busy_timeout=30000"}
	driver, name, tables := "sqlite", file.String(), `SELECT name FROM sqlite_master WHERE type = 'table'`
	if rest, is := strings.CutPrefix(dsn, "mysql://root@/"); is {
		schema, socket, _ := strings.Cut(rest, "?socket=")
		driver, name, tables = "mysql", "root@unix("+socket+")/"+schema, `SHOW TABLES`
	}
	pool, err := sql.Open(driver, name)
	if err != nil {
		tb.Fatal(err)
	}
	return pool, tables
}

func strs(tb testing.TB, pool *sql.DB, query string) (out []string) {
	tb.Helper()
	for _, row := range scan(tb, pool, query) {
		out = append(out, fmt.Sprint(row[0].value))
	}
	return out
}

func rows(tb testing.TB, pool *sql.DB, table string) (out []string) {
	tb.Helper()
	for _, row := range scan(tb, pool, "SELECT * FROM "+table) {
		line := table
		for _, f := range row {
			line += fmt.Sprintf(" %s=%v", f.column, f.value)
		}
		out = append(out, line)
	}
	return out
}

type field struct {
	column string
	value  any
}

func scan(tb testing.TB, pool *sql.DB, query string) (out [][]field) {
	tb.Helper()
	found, err := pool.QueryContext(tb.Context(), query)
	if err != nil {
		tb.Fatal(err)
	}
	defer func() { _ = found.Close() }()
	columns, err := found.Columns()
	if err != nil {
		tb.Fatal(err)
	}
	for found.Next() {
		values := make([]any, len(columns))
		for i := range values {
			values[i] = new(any)
		}
		if err := found.Scan(values...); err != nil {
			tb.Fatal(err)
		}
		var row []field
		for i, v := range values {
			value := *v.(*any)
			if b, is := value.([]byte); is {
				value = string(b)
			}
			row = append(row, field{columns[i], value})
		}
		out = append(out, row)
	}
	if err := found.Err(); err != nil {
		tb.Fatal(err)
	}
	return out
}
