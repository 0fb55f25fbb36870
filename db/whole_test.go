package db_test

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"testing"

	"github.com/go-sql-driver/mysql"

	"rekon/db"
	"rekon/db/dbtest"
)

// tables are those the migrations make, after their files' names.
func tables(t *testing.T, dialect string) []string {
	t.Helper()
	files, err := fs.ReadDir(db.Migrations, "migrations/"+dialect)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, f := range files {
		out = append(out, strings.TrimSuffix(f.Name(), ".sql")[len("00001_"):])
	}
	return out
}

// dump is all that a database holds, but for the numbers it gave.
func dump(t *testing.T, d *db.DB) (out []string) {
	t.Helper()
	for _, table := range tables(t, d.Dialect()) {
		out = append(out, dumpTable(t, d, table)...)
	}
	return out
}

func dumpTable(t *testing.T, d *db.DB, table string) (out []string) {
	t.Helper()
	rows, err := d.SQL().QueryContext(t.Context(), "SELECT * FROM "+table)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	columns, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	for rows.Next() {
		values := make([]any, len(columns))
		for i := range values {
			values[i] = new(any)
		}
		if err := rows.Scan(values...); err != nil {
			t.Fatal(err)
		}
		line := table
		for i, v := range values {
			line += fmt.Sprintf(" %s=%s", columns[i], *v.(*any))
		}
		out = append(out, line)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}

// TestAcceptIsWhole fails every statement of an acceptance that amends a quarter in turn,
// and the commit: each time the database is as it was before.
func TestAcceptIsWhole(t *testing.T) {
	dbtest.EachDSN(t, func(t *testing.T, dsn string) {
		d, w := openWired(t, dsn)
		p, _ := give(t, d, "BKPP", 3)
		closeOut(t, d, 1)
		a := corrected(state(t, d, "BKPP"), sampleReport(p, 1, 2))
		before := dump(t, d)
		w.err = errors.New("the wire broke")
		for n := int64(1); ; n++ {
			w.trips.Store(0)
			w.failAt.Store(n)
			id, err := d.Accept(t.Context(), a)
			w.failAt.Store(0)
			if err == nil {
				if n < 12 {
					t.Errorf("only %d statements were failed", n-1)
				}
				break
			}
			if id != 0 {
				t.Errorf("a number, %d, for a drop that is not stored", id)
			}
			equal(t, fmt.Sprintf("after failing statement %d", n), dump(t, d), before)
		}
		if s := state(t, d, "BKPP"); s.Reports[0].Revision != 2 {
			t.Errorf("revision %d", s.Reports[0].Revision)
		}
	})
}

// TestDeadlockIsTriedAgain reports a deadlock at every statement in turn, the
// commit among them: the acceptance is stored all the same, and once, and each time
// that is told.
func TestDeadlockIsTriedAgain(t *testing.T) {
	d, w := openWired(t, dbtest.MariaDB(t))
	p := samplePlan("BKPP", 3)
	savePlan(t, d, p)
	var told []error
	d.OnRetry = func(err error) { told = append(told, err) }
	w.err = &mysql.MySQLError{Number: 1213, Message: "Deadlock found when trying to get lock"}
	for n := 1; ; n++ {
		a := acceptance(state(t, d, "BKPP"), sampleReport(p, 1, n))
		w.trips.Store(0)
		w.failAt.Store(int64(n))
		accept(t, d, a)
		used := w.trips.Load()
		w.failAt.Store(0)
		if s := state(t, d, "BKPP"); s.Reports[0].Revision != n {
			t.Fatalf("revision %d after %d acceptances", s.Reports[0].Revision, n)
		}
		if used < int64(n) {
			if len(told) != n-1 || !errors.Is(told[0], w.err) {
				t.Errorf("told %d times of %d retries: %v", len(told), n-1, told)
			}
			return
		}
	}
}

// TestRoundTripsAreConstant accepts small and large workbooks, and one that says why it
// corrects another.
func TestRoundTripsAreConstant(t *testing.T) {
	dbtest.EachDSN(t, func(t *testing.T, dsn string) {
		d, w := openWired(t, dsn)
		trips := func(agency string, lines int, reason string) int64 {
			p := samplePlan(agency, lines)
			savePlan(t, d, p)
			r := sampleReport(p, 1, 1)
			r.Reason = reason
			a := acceptance(state(t, d, agency), r)
			w.trips.Store(0)
			accept(t, d, a)
			return w.trips.Load()
		}
		one, some, many, corrects := trips("SATU", 1, ""), trips("PULUHAN", 33, ""), trips("RATUSAN", 330, ""), trips("BETUL", 33, "salah ketik")
		if one != some || some != many || some > 22 || corrects != some+1 {
			t.Errorf("statements for 1, 33, 330 lines: %d, %d, %d; with a reason %d", one, some, many, corrects)
		}
	})
}
