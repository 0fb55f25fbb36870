package db

import (
	"context"
	"time"

	"github.com/jmoiron/sqlx"

	"rekon/reconcile"
)

// AgencyQuarter is how an agency stands in a quarter: a row of the table
// agency_quarters, which other systems read too.
type AgencyQuarter struct {
	Agency     reconcile.Agency // the name is read, never written
	Period     reconcile.Period
	Status     reconcile.Status
	Due        time.Time // the first instant that is late
	ReceivedAt time.Time // of the report that counts, or of what was given back; zero for none
	LateDays   int       // 0 when in time
	Revision   int       // of the accepted report, 0 for none
	Errors     int       // findings of that severity in what the status rests on
	Warnings   int
}

// QuarterFilter chooses rows; a zero field means any.
type QuarterFilter struct {
	Agency  string
	Year    int
	Quarter int
}

// Chooses reports whether a filter chooses an agency's quarter; quarter 0 is the whole
// year, of which a quarter is chosen.
func (f QuarterFilter) Chooses(agency string, p reconcile.Period) bool {
	return (f.Agency == "" || f.Agency == agency) && (f.Year == 0 || f.Year == p.Year) && (f.Quarter == 0 || p.Quarter == 0 || f.Quarter == p.Quarter)
}

type agencyRow struct {
	Code code   `db:"code"`
	Name string `db:"name"`
}

type yearRow struct {
	Agency  code  `db:"agency"`
	Year    int   `db:"year"`
	Version int64 `db:"version"`
}

type agencyQuarterRow struct {
	quarterKey
	Status     text   `db:"status"`
	Due        moment `db:"due_at"`
	ReceivedAt moment `db:"received_at"`
	LateDays   int    `db:"late_days"`
	Revision   int    `db:"revision"`
	Errors     int    `db:"errors"`
	Warnings   int    `db:"warnings"`
}

// quarterKey begins the key of every table that is kept by quarter.
type quarterKey struct {
	Agency  code `db:"agency"`
	Year    int  `db:"year"`
	Quarter int  `db:"quarter"`
}

func keyOf(agency string, p reconcile.Period) quarterKey {
	return quarterKey{code(agency), p.Year, p.Quarter}
}

func (k quarterKey) period() reconcile.Period {
	return reconcile.Period{Year: k.Year, Quarter: k.Quarter}
}

// Agencies lists the agencies that ever had a plan, by code.
func (d *DB) Agencies(ctx context.Context) ([]reconcile.Agency, error) {
	var out []reconcile.Agency
	err := d.list(ctx, &out, `SELECT code, name FROM agencies ORDER BY code`)
	return out, d.wrap(err, "reading the agencies")
}

// PlanAgencies lists the agencies that have a plan for the year, by code.
func (d *DB) PlanAgencies(ctx context.Context, year int) ([]reconcile.Agency, error) {
	var out []reconcile.Agency
	err := d.list(ctx, &out, `SELECT a.code, a.name FROM agencies a
		JOIN agency_years y ON y.agency = a.code WHERE y.year = ? ORDER BY a.code`, year)
	return out, d.wrap(err, "reading the agencies")
}

// AgencyQuarters lists how the agencies stand, by year, quarter and agency. Every
// agency has a row for each quarter that a plan of its holds for.
func (d *DB) AgencyQuarters(ctx context.Context, f QuarterFilter) (out []AgencyQuarter, err error) {
	err = d.read(ctx, func(tx *sqlx.Tx) error {
		out, err = agencyQuarters(ctx, tx, f)
		return err
	})
	return out, d.wrap(err, "reading how the agencies stand")
}

func agencyQuarters(ctx context.Context, tx *sqlx.Tx, f QuarterFilter) ([]AgencyQuarter, error) {
	var rows []struct {
		agencyQuarterRow
		Name text `db:"name"`
	}
	err := tx.SelectContext(ctx, &rows, `SELECT q.*, a.name FROM (SELECT `+columns[agencyQuarterRow]()+`
		FROM agency_quarters) q JOIN agencies a ON a.code = q.agency
		WHERE (? = '' OR q.agency = ?) AND (? = 0 OR q.year = ?) AND (? = 0 OR q.quarter = ?)
		ORDER BY q.year, q.quarter, q.agency`, f.Agency, f.Agency, f.Year, f.Year, f.Quarter, f.Quarter)
	var out []AgencyQuarter
	for _, r := range rows {
		out = append(out, AgencyQuarter{
			Agency: reconcile.Agency{Code: string(r.Agency), Name: string(r.Name)}, Period: r.period(),
			Status: reconcile.Status(r.Status), Due: r.Due.Time, ReceivedAt: r.ReceivedAt.Time,
			LateDays: r.LateDays, Revision: r.Revision, Errors: r.Errors, Warnings: r.Warnings,
		})
	}
	return out, err
}

func agencyQuarterOf(q AgencyQuarter) agencyQuarterRow {
	return agencyQuarterRow{
		quarterKey: keyOf(q.Agency.Code, q.Period), Status: text(q.Status), Due: moment{q.Due},
		ReceivedAt: moment{q.ReceivedAt}, LateDays: q.LateDays, Revision: q.Revision,
		Errors: q.Errors, Warnings: q.Warnings,
	}
}
