package db

import (
	"context"
	"errors"
	"fmt"

	"github.com/jmoiron/sqlx"

	"rekon/reconcile"
)

// Update is what was computed from a [State]: results, each replacing the one
// stored for its quarter, and the agency's standing in those quarters. All of it
// is of one agency and year.
type Update struct {
	Agency   string
	Year     int
	Version  int64 // of the State
	Results  []reconcile.Result
	Quarters []AgencyQuarter
	Kept     []reconcile.Period // reported quarters that keep their results, since they are closed
	Messages []Message          // about quarters of Results: queued where another plan moves what was closed out
}

// Acceptance is an accepted workbook with all that follows from it. Results hold
// that of the report's quarter, and those of later quarters that are stored: a
// later result that is left out becomes stale.
type Acceptance struct {
	Update
	Drop   Drop // Name, SHA256, times and Holder; the rest follows from Report
	Report reconcile.Report
}

// Accept stores an accepted workbook in one transaction and gives the drop's
// number: the drop, the report with its findings, the results and the standings.
// It refuses with [ErrConflict] when the State it rests on is no longer current.
func (d *DB) Accept(ctx context.Context, a Acceptance) (id int64, err error) {
	if err = a.check(); err == nil {
		id, err = d.storeDrop(ctx, a.Drop, func(tx *sqlx.Tx) (int64, error) { return storeAcceptance(ctx, d, tx, a) })
	}
	return id, d.wrap(err, fmt.Sprintf("accepting %s for %s, %d TW %s",
		a.Drop.Name, a.Agency, a.Year, a.Report.Period.Roman()))
}

func storeAcceptance(ctx context.Context, d *DB, tx *sqlx.Tx, a Acceptance) (id int64, err error) {
	drop := a.Drop
	drop.Outcome, drop.Agency, drop.Findings = Accepted, a.Agency, a.Report.Findings
	drop.Period, drop.Revision = a.Report.Period, a.Report.Revision
	if err := raise(ctx, tx, a.Agency, a.Year, a.Version); err != nil {
		return 0, err
	}
	if id, err = insertDrop(ctx, d, tx, drop); err != nil {
		return 0, err
	}
	p := a.Report.Period
	why := fmt.Sprintf("laporan Triwulan %s revisi %d diterima", p.Roman(), a.Report.Revision)
	return id, inOrder(
		func() error { return insertReport(ctx, d, tx, a, id) },
		func() error { return recordRecomputed(ctx, d, tx, a.Update, p.Quarter, why) },
		func() error { return recordKept(ctx, d, tx, a.Update, a.Drop.DecidedAt, why) },
		func() error { return markStale(ctx, tx, a.Agency, a.Year, a.Report.Period.Quarter) },
		func() error { return saveUpdate(ctx, d, tx, a.Update) },
	)
}

// SaveResults stores results that were computed anew, after a change of the plan
// or of the rules, and the standings, in one transaction. It refuses with
// [ErrConflict] when the State they rest on is no longer current.
func (d *DB) SaveResults(ctx context.Context, u Update) error {
	err := u.check()
	if err == nil {
		err = d.tx(ctx, func(tx *sqlx.Tx) error {
			return inOrder(
				func() error { return raise(ctx, tx, u.Agency, u.Year, u.Version) },
				func() error { return recordRecomputed(ctx, d, tx, u, 0, "") },
				func() error { return saveUpdate(ctx, d, tx, u) },
			)
		})
	}
	return d.wrap(err, fmt.Sprintf("storing results of %s %d", u.Agency, u.Year))
}

// saveUpdate replaces results and standings. The caller has raised the version.
func saveUpdate(ctx context.Context, d *DB, tx *sqlx.Tx, u Update) error {
	return inOrder(
		func() error { return saveResults(ctx, d, tx, u) },
		func() error { return saveQuarters(ctx, d, tx, u) },
	)
}

func saveQuarters(ctx context.Context, d *DB, tx *sqlx.Tx, u Update) error {
	if len(u.Quarters) == 0 {
		return nil
	}
	var quarters []int
	var rows []agencyQuarterRow
	for _, q := range u.Quarters {
		quarters = append(quarters, q.Period.Quarter)
		rows = append(rows, agencyQuarterOf(q))
	}
	if err := deleteQuarters(ctx, tx, "agency_quarters", u.Agency, u.Year, quarters); err != nil {
		return err
	}
	return insert(ctx, d, tx, "agency_quarters", rows...)
}

// deleteQuarters clears a table for quarters whose rows are written anew.
func deleteQuarters(ctx context.Context, tx *sqlx.Tx, table, agency string, year int, quarters []int) error {
	query, args, err := sqlx.In(`DELETE FROM `+table+` WHERE agency = ? AND year = ? AND quarter IN (?)`,
		agency, year, quarters)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, query, args...)
	return err
}

func (u Update) check() error {
	for _, q := range u.Quarters {
		if q.Agency.Code != u.Agency || q.Period.Year != u.Year {
			return fmt.Errorf("standing of %s %d among those of %s %d", q.Agency.Code, q.Period.Year, u.Agency, u.Year)
		}
	}
	for _, r := range u.Results {
		if r.Plan.Agency.Code != u.Agency || r.Period.Year != u.Year {
			return fmt.Errorf("result of %s %d among those of %s %d", r.Plan.Agency.Code, r.Period.Year, u.Agency, u.Year)
		}
		if err := checkLines(r); err != nil {
			return err
		}
	}
	return nil
}

// checkLines makes sure that a result's lines can be read back from its variances.
func checkLines(r reconcile.Result) error {
	if len(r.Variances) != len(r.Plan.Lines) {
		return fmt.Errorf("result of TW %s: %d variances for %d lines", r.Period.Roman(), len(r.Variances), len(r.Plan.Lines))
	}
	for i, v := range r.Variances {
		if v.Line.Code != r.Plan.Lines[i].Code {
			return fmt.Errorf("result of TW %s: variance %d is of line %s, not %s", r.Period.Roman(), i+1, v.Line.Code, r.Plan.Lines[i].Code)
		}
	}
	return nil
}

// planRevision is that of the result of the report's own quarter.
func (a Acceptance) planRevision() int {
	for _, r := range a.Results {
		if r.Period == a.Report.Period {
			return r.Plan.Revision
		}
	}
	return 0
}

func (a Acceptance) check() error {
	if a.Report.Period.Year != a.Year || a.planRevision() == 0 {
		return errors.New("there is no result of the report's quarter")
	}
	for _, r := range a.Report.Realizations {
		if err := sameFile(a.Report.SHA256, r.Source, r.Physical.Source, r.Money.Source); err != nil {
			return fmt.Errorf("line %s: %w", r.Line, err)
		}
	}
	return a.Update.check()
}
