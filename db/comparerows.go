package db

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"
)

// Mismatch is a value of the database that is not what it should be. Without a Column
// the whole row is missing, or is one too many.
type Mismatch struct {
	Table   string
	Row     string // which row of the agency's year, such as "quarter=1 line_code=1.02"
	Quarter int    // 0 where the table has none
	Line    string // "" where the table has none
	Column  string // of a column with JSON with the path in it: "rest.Line.Unit"
	Stored  string // as text; "" for null, and for a row that is missing
	Is      string // what should be stored; "" for null, and for a row that is one too many
}

// row is a row of a table as it is bound, by column.
type row map[string]string

// stored reads the rows of a table.
func stored[T any](ctx context.Context, tx *sqlx.Tx, table, where string, args ...any) (out []T, err error) {
	err = tx.SelectContext(ctx, &out, `SELECT `+columns[T]()+` FROM `+table+` WHERE `+where, args...)
	return out, err
}

// compareRows compares the stored rows of the agency's year with those that should be.
func compareRows[T any](c *comparer, table string, should []T, keys ...string) error {
	have, err := stored[T](c.ctx, c.tx, table, `agency = ? AND year = ?`, c.e.Agency, c.e.Year)
	if err != nil {
		return err
	}
	return compareWith(c, table, have, should, keys...)
}

// compareWith compares rows as they are bound, as far as they are of the quarter that is
// looked at.
func compareWith[T any](c *comparer, table string, have, should []T, keys ...string) error {
	names := columnNames[T]()
	stored, err := rowsOf(table, names, have)
	if err != nil {
		return err
	}
	wanted, err := rowsOf(table, names, should)
	if err != nil {
		return err
	}
	stored, wanted = slices.DeleteFunc(stored, c.isOther), slices.DeleteFunc(wanted, c.isOther)
	c.rows += len(stored)
	at := map[string]row{}
	for _, r := range stored {
		at[r.key(keys)] = r
	}
	for _, w := range wanted {
		s, there := at[w.key(keys)]
		delete(at, w.key(keys))
		if !there {
			c.out = append(c.out, w.mismatch(table, keys, "", "", w.content(names, keys)))
			continue
		}
		c.compareRow(table, names, keys, s, w)
	}
	for _, r := range stored {
		if _, left := at[r.key(keys)]; left {
			c.out = append(c.out, r.mismatch(table, keys, "", r.content(names, keys), ""))
		}
	}
	return nil
}

// isOther: the row is of another quarter than the one that is looked at.
func (c *comparer) isOther(r row) bool {
	q, has := r["quarter"]
	return has && c.e.Quarter != 0 && q != strconv.Itoa(c.e.Quarter)
}

func columnNames[T any]() []string {
	names := fields(reflect.TypeFor[T]())
	for i := range names {
		names[i] = strings.ReplaceAll(names[i], ".", "_")
	}
	return names
}

func (c *comparer) compareRow(table string, names, keys []string, have, want row) {
	for _, n := range names {
		if have[n] == want[n] {
			continue
		}
		places := []unlike{{n, have[n], want[n]}}
		if isJSON(have[n]) && isJSON(want[n]) {
			places = jsonDifferences(n, have[n], want[n])
		}
		for _, u := range places {
			c.out = append(c.out, want.mismatch(table, keys, u.place, u.was, u.is))
		}
	}
}

// rowsOf are rows as they are bound.
func rowsOf[T any](table string, names []string, of []T) ([]row, error) {
	out := make([]row, len(of))
	for i, v := range of {
		args, _, err := bindings(reflect.ValueOf(v), table)
		if err != nil {
			return nil, err
		}
		out[i] = row{}
		for n, a := range args {
			out[i][names[n]] = bound(a)
		}
	}
	return out, nil
}

// bound is a bound value as text.
func bound(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case time.Time:
		return v.UTC().Format(time.RFC3339Nano)
	default:
		return fmt.Sprint(v)
	}
}

func (r row) key(keys []string) string {
	var out []string
	for _, k := range keys {
		out = append(out, k+"="+r[k])
	}
	return strings.Join(out, " ")
}

// content are the columns of a row that are neither null nor in its key.
func (r row) content(names, keys []string) string {
	var out []string
	for _, n := range names {
		if v := r[n]; v != "" && !isJSON(v) && n != "agency" && n != "year" && !slices.Contains(keys, n) {
			out = append(out, n+"="+v)
		}
	}
	return strings.Join(out, " ")
}

func (r row) mismatch(table string, keys []string, column, stored, is string) Mismatch {
	m := Mismatch{Table: table, Row: r.key(keys), Line: r["line_code"], Column: column, Stored: stored, Is: is}
	_, _ = fmt.Sscan(r["quarter"], &m.Quarter)
	return m
}

func isJSON(s string) bool {
	return strings.HasPrefix(s, "{") || strings.HasPrefix(s, "[") || s == "null"
}

// unlike is a place in a JSON text at which another says something else.
type unlike struct{ place, was, is string }

// jsonDifferences finds the places at which two JSON texts differ. Nothing is the same as
// an empty list. Decimals are written without zeros at their end, so that the same number
// is the same text, and a text that only looks like one is compared as it is.
func jsonDifferences(column, a, b string) []unlike {
	var x, y any
	if decode(a, &x) != nil || decode(b, &y) != nil {
		x, y = a, b
	}
	return differ(column, x, y)
}

func decode(s string, into *any) error {
	d := json.NewDecoder(bytes.NewReader([]byte(s)))
	d.UseNumber()
	return d.Decode(into)
}

// differ looks into objects, and into lists of the same length.
func differ(place string, a, b any) (out []unlike) {
	if isNothing(a) && isNothing(b) {
		return nil
	}
	switch x := a.(type) {
	case map[string]any:
		if y, ok := b.(map[string]any); ok {
			for _, k := range keysOf(x, y) {
				out = append(out, differ(place+"."+k, x[k], y[k])...)
			}
			return out
		}
	case []any:
		if y, ok := b.([]any); ok && len(x) == len(y) {
			for i := range x {
				out = append(out, differ(fmt.Sprintf("%s[%d]", place, i), x[i], y[i])...)
			}
			return out
		}
	}
	if reflect.DeepEqual(a, b) {
		return nil
	}
	return []unlike{{place, jsonString(a), jsonString(b)}}
}

func isNothing(v any) bool {
	list, ok := v.([]any)
	return v == nil || ok && len(list) == 0
}

// keysOf are the keys of both, sorted.
func keysOf(x, y map[string]any) []string {
	both := maps.Clone(x)
	maps.Copy(both, y)
	return slices.Sorted(maps.Keys(both))
}

// jsonString writes a value of JSON, "" for nothing.
func jsonString(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return v
	}
	b, _ := json.Marshal(v)
	return string(b)
}
