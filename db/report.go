package db

import (
	"context"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"

	"rekon/reconcile"
)

// Submission is an accepted report without its figures.
type Submission struct {
	Agency       string
	Period       reconcile.Period
	Revision     int
	Latest       bool // no later report of the quarter was accepted
	Drop         int64
	File         string
	SHA256       string
	ReceivedAt   time.Time
	PlanRevision int // of the plan it was read against
}

type submissionRow struct {
	quarterKey
	Revision     int    `db:"revision"`
	Drop         int64  `db:"drop_id"`
	File         text   `db:"file"`
	SHA256       text   `db:"sha256"`
	ReceivedAt   moment `db:"received_at"`
	PlanRevision int    `db:"plan_revision"`
}

type realizationRow struct {
	quarterKey
	Revision     int         `db:"revision"`
	Line         code        `db:"line_code"`
	Ord          int         `db:"ord"`
	Physical     quantityRow `db:"physical"`
	Money        amountRow   `db:"money"`
	Pendorong    text        `db:"pendorong"`
	Penghambat   text        `db:"penghambat"`
	TindakLanjut text        `db:"tindak_lanjut"`
	Keterangan   text        `db:"keterangan"`
	placeRow
}

// readingRow says how the cells of a realization were read, where that is not plain.
type readingRow struct {
	quarterKey
	Revision int  `db:"revision"`
	Line     code `db:"line_code"`
	Physical text `db:"physical"`
	Money    text `db:"money"`
}

// toDateRow says what was taken off a figure s.d. triwulan, see [reconcile.Amount].
type toDateRow struct {
	quarterKey
	Revision int      `db:"revision"`
	Line     code     `db:"line_code"`
	Physical quantity `db:"physical_less"`
	Money    money    `db:"money_less"`
}

// reasonRow is why a report replaces one before it, where its sender says so.
type reasonRow struct {
	quarterKey
	Revision int  `db:"revision"`
	Reason   text `db:"reason"`
}

func reasonsOf(key quarterKey, r reconcile.Report) (rows []reasonRow) {
	if r.Reason != "" {
		rows = append(rows, reasonRow{key, r.Revision, text(r.Reason)})
	}
	return rows
}

func toDateOf(key quarterKey, r reconcile.Report) (rows []toDateRow) {
	for _, x := range r.Realizations {
		if x.Physical.Less.Valid || x.Money.Less.Valid {
			rows = append(rows, toDateRow{key, r.Revision, code(x.Line), quantity{x.Physical.Less}, money{x.Money.Less}})
		}
	}
	return rows
}

func readingsOf(key quarterKey, r reconcile.Report) (rows []readingRow) {
	for _, x := range r.Realizations {
		if x.Physical.Why != "" || x.Money.Why != "" {
			rows = append(rows, readingRow{key, r.Revision, code(x.Line), text(x.Physical.Why), text(x.Money.Why)})
		}
	}
	return rows
}

// insertReport writes an accepted report. Its revision must be the next one of
// its quarter.
func insertReport(ctx context.Context, d *DB, tx *sqlx.Tx, a Acceptance, drop int64) error {
	r, key := a.Report, keyOf(a.Agency, a.Report.Period)
	latest, err := get[int](ctx, tx, `SELECT COALESCE(MAX(revision), 0) FROM submissions
		WHERE agency = ? AND year = ? AND quarter = ?`, key.Agency, key.Year, key.Quarter)
	if err != nil {
		return err
	}
	if r.Revision != latest+1 {
		return fmt.Errorf("revision %d after revision %d: %w", r.Revision, latest, ErrConflict)
	}
	return inOrder(
		func() error { return insert(ctx, d, tx, "submissions", submissionOf(key, r, drop, a.planRevision())) },
		func() error { return insert(ctx, d, tx, "submission_reasons", reasonsOf(key, r)...) },
		func() error { return insert(ctx, d, tx, "realizations", realizationsOf(key, r)...) },
		func() error { return insert(ctx, d, tx, "readings", readingsOf(key, r)...) },
		func() error { return insert(ctx, d, tx, "todate_readings", toDateOf(key, r)...) },
	)
}

func submissionOf(key quarterKey, r reconcile.Report, drop int64, planRevision int) submissionRow {
	return submissionRow{key, r.Revision, drop, text(r.File), text(r.SHA256), moment{r.ReceivedAt}, planRevision}
}

func realizationsOf(key quarterKey, r reconcile.Report) (rows []realizationRow) {
	for i, x := range r.Realizations {
		rows = append(rows, realizationRow{
			quarterKey: key, Revision: r.Revision, Line: code(x.Line), Ord: i,
			Physical: quantityOf(x.Physical), Money: amountOf(x.Money), placeRow: placeOf(x.Source),
			Pendorong: text(x.Notes.Pendorong), Penghambat: text(x.Notes.Penghambat),
			TindakLanjut: text(x.Notes.TindakLanjut), Keterangan: text(x.Notes.Keterangan),
		})
	}
	return rows
}

// Reports reads the latest report of each quarter that has one, by quarter, with
// realizations and findings.
func (d *DB) Reports(ctx context.Context, agency string, year int) (out []reconcile.Report, err error) {
	err = d.read(ctx, func(tx *sqlx.Tx) error {
		out, err = reports(ctx, tx, agency, year)
		return err
	})
	return out, d.wrap(err, "reading the reports of "+agency)
}

// ReportBefore reads the report that a revision replaced: the last one before it that was
// not taken back. It gives false when there is none.
func (d *DB) ReportBefore(ctx context.Context, agency string, p reconcile.Period, revision int) (reconcile.Report, bool, error) {
	var out []reconcile.Report
	err := d.read(ctx, func(tx *sqlx.Tx) (err error) {
		out, err = reportsWhere(ctx, tx, `s.quarter = ? AND s.revision = `+highest+` AND l.revision < ?)`, agency, p.Year, p.Quarter, revision)
		return err
	})
	if err != nil || len(out) == 0 {
		return reconcile.Report{}, false, d.wrap(err, "reading a report of "+agency)
	}
	return out[0], true, nil
}

// Report reads one report; revision 0 means the one in force. It gives false when there
// is none.
func (d *DB) Report(ctx context.Context, agency string, p reconcile.Period, revision int) (reconcile.Report, bool, error) {
	var out []reconcile.Report
	err := d.read(ctx, func(tx *sqlx.Tx) (err error) {
		if revision == 0 {
			out, err = reportsWhere(ctx, tx, `s.quarter = ? AND `+latest, agency, p.Year, p.Quarter)
		} else {
			out, err = reportsWhere(ctx, tx, `s.quarter = ? AND s.revision = ?`, agency, p.Year, p.Quarter, revision)
		}
		return err
	})
	if err != nil || len(out) == 0 {
		return reconcile.Report{}, false, d.wrap(err, "reading a report of "+agency)
	}
	return out[0], true, nil
}

// counts chooses the submissions of a name that were not taken back.
const counts = `NOT EXISTS (SELECT 1 FROM withdrawals w
	WHERE w.agency = %[1]s.agency AND w.year = %[1]s.year AND w.quarter = %[1]s.quarter AND w.revision = %[1]s.revision)`

// highest is the last submission of the quarter of s that was not taken back.
var highest = `(SELECT MAX(l.revision) FROM submissions l
	WHERE l.agency = s.agency AND l.year = s.year AND l.quarter = s.quarter AND ` + fmt.Sprintf(counts, "l")

// latest chooses the submissions s that are in force: not taken back, and none later is.
var latest = `s.revision = ` + highest + `)`

func reports(ctx context.Context, tx *sqlx.Tx, agency string, year int) ([]reconcile.Report, error) {
	return reportsWhere(ctx, tx, latest, agency, year)
}

// reportsWhere reads the submissions s of an agency and year that match a
// condition, at most one for each quarter. The arguments begin with agency and year.
func reportsWhere(ctx context.Context, tx *sqlx.Tx, condition string, args ...any) ([]reconcile.Report, error) {
	chosen := ` FROM submissions s WHERE s.agency = ? AND s.year = ? AND ` + condition
	var heads []submissionRow
	var rows reportRows
	of := func(dest any, columns, table, order string) func() error {
		return func() error {
			return tx.SelectContext(ctx, dest, `SELECT `+columns+` FROM `+table+`
				WHERE (agency, year, quarter, revision) IN (SELECT s.agency, s.year, s.quarter, s.revision`+chosen+`)`+order, args...)
		}
	}
	err := inOrder(
		func() error {
			return tx.SelectContext(ctx, &heads, `SELECT `+columns[submissionRow]()+chosen+` ORDER BY s.quarter`, args...)
		},
		of(&rows.figures, columns[realizationRow](), "realizations", ` ORDER BY quarter, ord`),
		of(&rows.readings, columns[readingRow](), "readings", ""),
		of(&rows.toDate, columns[toDateRow](), "todate_readings", ""),
		of(&rows.reasons, columns[reasonRow](), "submission_reasons", ""),
		func() error {
			return tx.SelectContext(ctx, &rows.findings, `SELECT `+columns[dropFindingRow]()+` FROM findings
				WHERE drop_id IN (SELECT s.drop_id`+chosen+`) ORDER BY drop_id, ord`, args...)
		})
	var out []reconcile.Report
	for _, h := range heads {
		out = append(out, rows.report(h))
	}
	return out, err
}

// reportRows are the rows below the heads of reports.
type reportRows struct {
	figures  []realizationRow
	readings []readingRow
	toDate   []toDateRow
	reasons  []reasonRow
	findings []dropFindingRow
}

// report picks the rows of one head out of those of several quarters.
func (rows reportRows) report(h submissionRow) reconcile.Report {
	r := reconcile.Report{
		Period: h.period(), Revision: h.Revision, File: string(h.File), SHA256: string(h.SHA256), ReceivedAt: h.ReceivedAt.Time,
	}
	for _, w := range rows.reasons {
		if w.quarterKey == h.quarterKey {
			r.Reason = string(w.Reason)
		}
	}
	why := map[code]readingRow{}
	for _, w := range rows.readings {
		if w.quarterKey == h.quarterKey {
			why[w.Line] = w
		}
	}
	less := map[code]toDateRow{}
	for _, l := range rows.toDate {
		if l.quarterKey == h.quarterKey {
			less[l.Line] = l
		}
	}
	for _, f := range rows.figures {
		if f.quarterKey == h.quarterKey {
			x := f.realization(r.File, r.SHA256)
			x.Physical.Less, x.Money.Less = less[f.Line].Physical.NullDecimal, less[f.Line].Money.NullDecimal
			x.Physical.Why, x.Money.Why = string(why[f.Line].Physical), string(why[f.Line].Money)
			r.Realizations = append(r.Realizations, x)
		}
	}
	for _, f := range rows.findings {
		if f.Drop == h.Drop {
			r.Findings = append(r.Findings, f.finding())
		}
	}
	return r
}

func (r realizationRow) realization(file, sha256 string) reconcile.Realization {
	return reconcile.Realization{
		Line: string(r.Line), Physical: r.Physical.quantity(file, sha256), Money: r.Money.amount(file, sha256),
		Notes: reconcile.Notes{
			Pendorong: string(r.Pendorong), Penghambat: string(r.Penghambat),
			TindakLanjut: string(r.TindakLanjut), Keterangan: string(r.Keterangan),
		},
		Source: r.source(file, sha256),
	}
}

// SubmissionByHash finds the last report that was accepted with these bytes and not taken
// back; false when there is none.
func (d *DB) SubmissionByHash(ctx context.Context, sha256 string) (Submission, bool, error) {
	var rows []struct {
		submissionRow
		Latest bool `db:"latest"`
	}
	err := d.list(ctx, &rows, `SELECT `+columns[submissionRow]()+`, `+latest+` AS latest
		FROM submissions s WHERE s.sha256 = ? AND `+fmt.Sprintf(counts, "s")+` ORDER BY s.drop_id DESC LIMIT 1`, sha256)
	if err != nil || len(rows) == 0 {
		return Submission{}, false, d.wrap(err, "looking for "+sha256)
	}
	out := rows[0].submission()
	out.Latest = rows[0].Latest
	return out, true, nil
}

func (h submissionRow) submission() Submission {
	return Submission{
		Agency: string(h.Agency), Period: h.period(), Revision: h.Revision, Drop: h.Drop,
		File: string(h.File), SHA256: string(h.SHA256), ReceivedAt: h.ReceivedAt.Time, PlanRevision: h.PlanRevision,
	}
}
