package db

import (
	"context"
	"database/sql/driver"
	"fmt"
	"reflect"
	"strings"

	"github.com/jmoiron/sqlx"
)

// maxBytes bounds the text of one statement, well below any max_allowed_packet.
const maxBytes = 4 << 20

var valuer = reflect.TypeFor[driver.Valuer]()

// nested reports whether a field is a group of columns.
func nested(f reflect.StructField) bool {
	return f.Type.Kind() == reflect.Struct && !f.Type.Implements(valuer)
}

// fields are the db tags of a row type in order. Those of a nested struct come
// with its own before them: "physical.target".
func fields(t reflect.Type) []string {
	var out []string
	for f := range t.Fields() {
		tag := f.Tag.Get("db")
		switch {
		case !nested(f):
			out = append(out, tag)
		case f.Anonymous:
			out = append(out, fields(f.Type)...)
		default:
			for _, inner := range fields(f.Type) {
				out = append(out, tag+"."+inner)
			}
		}
	}
	return out
}

// bindings are the fields of a row in the order of [fields], as the driver takes
// them, and their size in bytes.
func bindings(row reflect.Value, table string) (args []any, size int, err error) {
	for f, value := range row.Fields() {
		if nested(f) {
			inner, n, err := bindings(value, table)
			if err != nil {
				return nil, 0, err
			}
			args, size = append(args, inner...), size+n
			continue
		}
		arg := value.Interface()
		if v, ok := arg.(driver.Valuer); ok {
			if arg, err = v.Value(); err != nil {
				return nil, 0, fmt.Errorf("%s, %s: %w", table, f.Tag.Get("db"), err)
			}
		}
		s, _ := arg.(string)
		args, size = append(args, arg), size+len(s)+8
	}
	return args, size, nil
}

// columns lists the columns of a row type for a SELECT that scans into it:
// column physical_target goes to field "physical.target".
func columns[T any]() string {
	var out []string
	for _, f := range fields(reflect.TypeFor[T]()) {
		out = append(out, strings.ReplaceAll(f, ".", "_")+" AS `"+f+"`")
	}
	return strings.Join(out, ", ")
}

// insert writes rows with as few statements as the engine allows.
func insert[T any](ctx context.Context, d *DB, tx *sqlx.Tx, table string, rows ...T) error {
	atOnce := d.dialect.maxParams / len(fields(reflect.TypeFor[T]()))
	for len(rows) > 0 {
		n, total, args := 0, 0, []any(nil)
		for n < min(len(rows), atOnce) && total < maxBytes {
			row, size, err := bindings(reflect.ValueOf(rows[n]), table)
			if err != nil {
				return err
			}
			n, total, args = n+1, total+size, append(args, row...)
		}
		if _, err := tx.ExecContext(ctx, insertQuery[T](table, n), args...); err != nil {
			return fmt.Errorf("writing %s: %w", table, err)
		}
		rows = rows[n:]
	}
	return nil
}

// insertOne writes a row and gives the number that the database gave it.
func insertOne[T any](ctx context.Context, tx *sqlx.Tx, table string, row T) (int64, error) {
	args, _, err := bindings(reflect.ValueOf(row), table)
	if err != nil {
		return 0, err
	}
	res, err := tx.ExecContext(ctx, insertQuery[T](table, 1), args...)
	if err != nil {
		return 0, fmt.Errorf("writing %s: %w", table, err)
	}
	return res.LastInsertId()
}

func insertQuery[T any](table string, rows int) string {
	names := fields(reflect.TypeFor[T]())
	marks := "(?" + strings.Repeat(", ?", len(names)-1) + ")"
	return "INSERT INTO " + table + " (" + strings.ReplaceAll(strings.Join(names, ", "), ".", "_") + ") VALUES " +
		marks + strings.Repeat(", "+marks, rows-1)
}
