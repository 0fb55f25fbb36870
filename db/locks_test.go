package db_test

import (
	"database/sql"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-sql-driver/mysql"

	"rekon/db"
	"rekon/db/dbtest"
)

// rival is a transaction of another program that holds rows.
type rival struct {
	t  *testing.T
	tx *sql.Tx
}

func newRival(t *testing.T, d *db.DB) *rival {
	t.Helper()
	tx, err := d.SQL().BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = tx.Rollback() })
	return &rival{t: t, tx: tx}
}

func (r *rival) do(statement string) {
	r.t.Helper()
	if _, err := r.tx.ExecContext(r.t.Context(), statement); err != nil {
		r.t.Error(err)
	}
}

// impatient opens a database that waits a second for a lock.
func impatient(t *testing.T, dsn string) *db.DB {
	t.Helper()
	d := open(t, dsn)
	d.SQL().SetMaxOpenConns(1)
	if _, err := d.SQL().ExecContext(t.Context(), `SET SESSION innodb_lock_wait_timeout = 1`); err != nil {
		t.Fatal(err)
	}
	return d
}

func code(err error) uint16 {
	var e *mysql.MySQLError
	if errors.As(err, &e) {
		return e.Number
	}
	return 0
}

const holdYear = `UPDATE agency_years SET version = version WHERE agency = 'BKPP'`

// TestLockWait: what waits too long for another's lock is done once that is gone.
func TestLockWait(t *testing.T) {
	dsn := dbtest.MariaDB(t)
	direct := dbtest.Open(t, dsn)
	p, _ := give(t, direct, "BKPP", 3)
	a := acceptance(state(t, direct, "BKPP"), sampleReport(p, 1, 2))
	r := newRival(t, direct)
	r.do(holdYear)
	d := impatient(t, dsn)
	var told []uint16
	d.OnRetry = func(err error) {
		told = append(told, code(err))
		_ = r.tx.Rollback()
	}
	accept(t, d, a)
	equal(t, "tried again after", told, []uint16{1205})
	equal(t, "revision", state(t, direct, "BKPP").Reports[0].Revision, 2)
}

// TestLockNeverGiven: a lock that is held for good ends in an error that tells how
// often it was tried, and the database itself is not given up.
func TestLockNeverGiven(t *testing.T) {
	dsn := dbtest.MariaDB(t)
	direct := dbtest.Open(t, dsn)
	give(t, direct, "BKPP", 3)
	r := newRival(t, direct)
	r.do(holdYear)
	d, err := db.OpenHasty(t.Context(), dsn, time.Minute, time.Nanosecond)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	d.SQL().SetMaxOpenConns(1)
	if _, err := d.SQL().ExecContext(t.Context(), `SET SESSION innodb_lock_wait_timeout = 1`); err != nil {
		t.Fatal(err)
	}
	_, err = d.CloseOut(t.Context(), "BKPP", quarter(1), noon, 0)
	if code(err) != 1205 || errors.Is(err, db.ErrUnavailable) || !strings.Contains(err.Error(), "(tried ") {
		t.Errorf("it says: %v", err)
	}
	if _, err := d.Agencies(t.Context()); err != nil {
		t.Error(err)
	}
}

// TestDeadlock has a transaction with more to lose take the rows of an acceptance the
// other way round: the server undoes the acceptance, which is done again.
func TestDeadlock(t *testing.T) {
	dsn := dbtest.MariaDB(t)
	direct := dbtest.Open(t, dsn)
	p, _ := give(t, direct, "BKPP", 3)
	give(t, direct, "DINKES", 300)
	a := acceptance(state(t, direct, "BKPP"), sampleReport(p, 1, 2))
	r := newRival(t, direct)
	r.do(`UPDATE variances SET name = 'lain' WHERE agency = 'DINKES'`) // heavy
	r.do(`UPDATE agency_quarters SET late_days = late_days + 1 WHERE agency = 'BKPP'`)
	d := open(t, dsn)
	var told []uint16
	d.OnRetry = func(err error) {
		told = append(told, code(err))
		_ = r.tx.Rollback()
	}
	var work sync.WaitGroup
	work.Go(func() { accept(t, d, a) })
	awaitWaiting(t, direct)
	if _, err := r.tx.ExecContext(t.Context(), holdYear); err != nil && !errors.Is(err, sql.ErrTxDone) {
		t.Errorf("the rival is undone: %v", err)
	}
	work.Wait()
	equal(t, "tried again after", told, []uint16{1213})
	equal(t, "revision", state(t, direct, "BKPP").Reports[0].Revision, 2)
}

// awaitWaiting returns once a transaction waits for a lock.
func awaitWaiting(t *testing.T, d *db.DB) {
	t.Helper()
	for range 100 {
		var waiting int
		row := d.SQL().QueryRowContext(t.Context(), `SELECT COUNT(*) FROM information_schema.innodb_lock_waits`)
		if err := row.Scan(&waiting); err != nil {
			t.Fatal(err)
		}
		if waiting > 0 {
			return
		}
		time.Sleep(150 * time.Millisecond) // asked sooner, the server repeats its last answer
	}
	t.Fatal("nobody waits for a lock")
}
