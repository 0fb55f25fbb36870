package db

import (
	"context"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"

	"rekon/reconcile"
)

// SummaryState is what the summary workbook of an agency's quarter rests on, and which
// one was published last.
type SummaryState struct {
	AgencyQuarter
	Version        int64     // of all that is stored for the agency's year
	ClosedAt       time.Time // when it was closed out, zero before
	ClosedRevision int       // the report that counted then
	Stamp          string    // of the one published, "" for none
	SHA256         string    // of its workbook
	Pending        bool      // the overview does not show it yet
}

// Summary is what was published of an agency's quarter.
type Summary struct {
	Agency string
	Period reconcile.Period
	Stamp  string // tells what it was made from
	SHA256 string // of the workbook
	Card   reconcile.Card
	// Pending: the overview does not show it yet. It is read, never written.
	Pending bool
}

type summaryRow struct {
	quarterKey
	Stamp       text                     `db:"stamp"`
	Card        jsonText[reconcile.Card] `db:"card"`
	SHA256      text                     `db:"workbook_sha256"`
	PublishedAt moment                   `db:"published_at"`
}

func (r summaryRow) summary() Summary {
	return Summary{Agency: string(r.Agency), Period: r.period(), Stamp: string(r.Stamp), SHA256: string(r.SHA256), Card: r.Card.V, Pending: r.PublishedAt.IsZero()}
}

// SummaryStates lists the quarters of all agencies that a plan holds for, by year, quarter
// and agency.
func (d *DB) SummaryStates(ctx context.Context, f QuarterFilter) (out []SummaryState, err error) {
	var rows []struct {
		agencyQuarterRow
		Name      text   `db:"name"`
		Version   int64  `db:"version"`
		ClosedAt  moment `db:"closed_at"`
		ClosedRev number `db:"closed_revision"`
		Stamp     text   `db:"stamp"`
		SHA256    text   `db:"workbook_sha256"`
		Pending   bool   `db:"pending"`
	}
	err = d.list(ctx, &rows, `SELECT q.*, a.name, y.version, c.closed_at, c.revision AS closed_revision,
			s.stamp, s.workbook_sha256, s.stamp IS NOT NULL AND s.published_at IS NULL AS pending
		FROM (SELECT `+columns[agencyQuarterRow]()+` FROM agency_quarters) q
		JOIN agencies a ON a.code = q.agency
		JOIN agency_years y ON y.agency = q.agency AND y.year = q.year
		LEFT JOIN closeouts c ON c.agency = q.agency AND c.year = q.year AND c.quarter = q.quarter
		LEFT JOIN summaries s ON s.agency = q.agency AND s.year = q.year AND s.quarter = q.quarter
		WHERE (? = '' OR q.agency = ?) AND (? = 0 OR q.year = ?) AND (? = 0 OR q.quarter = ?)
		ORDER BY q.year, q.quarter, q.agency`, f.Agency, f.Agency, f.Year, f.Year, f.Quarter, f.Quarter)
	for _, r := range rows {
		q := AgencyQuarter{
			Agency: reconcile.Agency{Code: string(r.Agency), Name: string(r.Name)}, Period: r.period(),
			Status: reconcile.Status(r.Status), Due: r.Due.Time, ReceivedAt: r.ReceivedAt.Time,
			LateDays: r.LateDays, Revision: r.Revision, Errors: r.Errors, Warnings: r.Warnings,
		}
		out = append(out, SummaryState{q, r.Version, r.ClosedAt.Time, int(r.ClosedRev), string(r.Stamp), string(r.SHA256), r.Pending})
	}
	return out, d.wrap(err, "reading which summaries are published")
}

// SaveSummary stores what was published of an agency's quarter. It waits for the
// overview again unless the workbook and the card are as they were: another workbook may be of
// another layout, in which the overview is then made, too.
func (d *DB) SaveSummary(ctx context.Context, s Summary) error {
	row := summaryRow{quarterKey: keyOf(s.Agency, s.Period), Stamp: text(s.Stamp), SHA256: text(s.SHA256), Card: jsonText[reconcile.Card]{V: s.Card}}
	err := d.tx(ctx, func(tx *sqlx.Tx) error {
		row.PublishedAt = moment{}
		before, err := summaries(ctx, tx, `agency = ? AND year = ? AND quarter = ?`, s.Agency, s.Period.Year, s.Period.Quarter)
		if err != nil {
			return err
		}
		if len(before) == 1 && before[0].SHA256 == row.SHA256 && sameJSON(before[0].Card, row.Card) {
			row.PublishedAt = before[0].PublishedAt
		}
		return inOrder(
			func() error {
				return deleteQuarters(ctx, tx, "summaries", s.Agency, s.Period.Year, []int{s.Period.Quarter})
			},
			func() error { return insert(ctx, d, tx, "summaries", row) })
	})
	return d.wrap(err, fmt.Sprintf("storing the summary of %s, %d TW %s", s.Agency, s.Period.Year, s.Period.Roman()))
}

// ForgetSummary has the summary workbook of an agency's quarter written again.
func (d *DB) ForgetSummary(ctx context.Context, agency string, p reconcile.Period) error {
	err := d.tx(ctx, func(tx *sqlx.Tx) error {
		_, err := tx.ExecContext(ctx, `UPDATE summaries SET stamp = '', workbook_sha256 = ''
			WHERE agency = ? AND year = ? AND quarter = ?`, agency, p.Year, p.Quarter)
		return err
	})
	return d.wrap(err, fmt.Sprintf("marking the summary of %s, %d TW %s as waiting", agency, p.Year, p.Roman()))
}

// sameJSON reports whether two values are stored alike.
func sameJSON[T any](a, b jsonText[T]) bool {
	x, errA := a.Value()
	y, errB := b.Value()
	return errA == nil && errB == nil && x == y
}

// Summaries reads what was published of a quarter, by agency.
func (d *DB) Summaries(ctx context.Context, p reconcile.Period) (out []Summary, err error) {
	err = d.read(ctx, func(tx *sqlx.Tx) error {
		rows, err := summaries(ctx, tx, `year = ? AND quarter = ? ORDER BY agency`, p.Year, p.Quarter)
		out = nil
		for _, r := range rows {
			out = append(out, r.summary())
		}
		return err
	})
	return out, d.wrap(err, fmt.Sprintf("reading the summaries of %d TW %s", p.Year, p.Roman()))
}

func summaries(ctx context.Context, tx *sqlx.Tx, condition string, args ...any) (rows []summaryRow, err error) {
	err = tx.SelectContext(ctx, &rows, `SELECT `+columns[summaryRow]()+` FROM summaries WHERE `+condition, args...)
	return rows, err
}

// MarkOverview notes that the overview of a quarter shows these summaries; one that was
// replaced meanwhile still waits.
func (d *DB) MarkOverview(ctx context.Context, shown []Summary, at time.Time) error {
	err := d.tx(ctx, func(tx *sqlx.Tx) error {
		for _, s := range shown {
			if _, err := tx.ExecContext(ctx, `UPDATE summaries SET published_at = ?
				WHERE agency = ? AND year = ? AND quarter = ? AND stamp = ? AND published_at IS NULL`,
				moment{at}, s.Agency, s.Period.Year, s.Period.Quarter, s.Stamp); err != nil {
				return err
			}
		}
		return nil
	})
	return d.wrap(err, "storing that an overview is published")
}
