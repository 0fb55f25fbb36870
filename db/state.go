package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"github.com/jmoiron/sqlx"

	"rekon/reconcile"
)

// State is everything that the results of an agency's year rest on, read in one
// snapshot.
type State struct {
	Agency   reconcile.Agency
	Year     int
	Version  int64              // raised by every write; 0 when nothing is stored yet
	Plans    []reconcile.Plan   // every revision, oldest first
	Reports  []reconcile.Report // that in force of each quarter that has one, by quarter
	Quarters []AgencyQuarter    // by quarter
	// Withdrawn are the reports that were taken back, by quarter and revision; Closed the
	// quarters that are closed.
	Withdrawn []Withdrawal
	Closed    []Closing
}

// NextRevision is the revision that a new report of the quarter will have. That of one
// that was taken back is not given again.
func (s State) NextRevision(quarter int) int {
	last := 0
	for _, r := range s.Reports {
		if r.Period.Quarter == quarter {
			last = max(last, r.Revision)
		}
	}
	for _, w := range s.Withdrawn {
		if w.Period.Quarter == quarter {
			last = max(last, w.Revision)
		}
	}
	return last + 1
}

// IsClosed tells how a quarter was closed; false while it is open.
func (s State) IsClosed(quarter int) (Closing, bool) {
	i := slices.IndexFunc(s.Closed, func(c Closing) bool { return c.Period.Quarter == quarter })
	if i < 0 {
		return Closing{}, false
	}
	return s.Closed[i], true
}

// State reads what is stored for an agency and year. Nothing stored is no error:
// the State then has neither version nor plans.
func (d *DB) State(ctx context.Context, agency string, year int) (State, error) {
	s := State{Agency: reconcile.Agency{Code: agency}, Year: year}
	err := d.read(ctx, func(tx *sqlx.Tx) (err error) {
		const version = `SELECT version FROM agency_years WHERE agency = ? AND year = ?`
		if s.Version, err = get[int64](ctx, tx, version, agency, year); err != nil {
			return err
		}
		if s.Agency.Name, err = get[string](ctx, tx, `SELECT name FROM agencies WHERE code = ?`, agency); err != nil {
			return err
		}
		if s.Plans, err = plans(ctx, tx, agency, year); err != nil {
			return err
		}
		if s.Reports, err = reports(ctx, tx, agency, year); err != nil {
			return err
		}
		if s.Withdrawn, err = withdrawals(ctx, tx, agency, year); err != nil {
			return err
		}
		if s.Closed, err = closings(ctx, tx, QuarterFilter{Agency: agency, Year: year}); err != nil {
			return err
		}
		s.Quarters, err = agencyQuarters(ctx, tx, QuarterFilter{Agency: agency, Year: year})
		return err
	})
	return s, d.wrap(err, fmt.Sprintf("reading %s %d", agency, year))
}

// raise takes the agency's year for the writer until the end of its transaction.
// It refuses with ErrConflict when the version is not the one that was read.
func raise(ctx context.Context, tx *sqlx.Tx, agency string, year int, version int64) error {
	res, err := tx.ExecContext(ctx, `UPDATE agency_years SET version = version + 1
		WHERE agency = ? AND year = ? AND version = ?`, agency, year, version)
	return touched(res, err, ErrConflict)
}

// get reads one value, the zero value when there is no row.
func get[T any](ctx context.Context, tx *sqlx.Tx, query string, args ...any) (T, error) {
	var v T
	err := tx.GetContext(ctx, &v, query, args...)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return v, err
}
