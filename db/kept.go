package db

import (
	"context"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"

	"rekon/reconcile"
)

// AgencyYear is all that is kept together: an agency's budget year.
type AgencyYear struct {
	Agency string `db:"agency"`
	Year   int    `db:"year"`
}

// Years lists the agencies' years of which anything is stored, by agency and year.
func (d *DB) Years(ctx context.Context) (out []AgencyYear, err error) {
	err = d.list(ctx, &out, `SELECT agency, year FROM agency_years
		UNION SELECT agency, year FROM plans UNION SELECT agency, year FROM submissions
		UNION SELECT agency, year FROM results UNION SELECT agency, year FROM agency_quarters
		ORDER BY agency, year`)
	return out, d.wrap(err, "reading which years are stored")
}

// Kept is what is stored of an agency's year without its figures: what came in, and
// what was made of it.
type Kept struct {
	Agency      reconcile.Agency
	Year        int
	Version     int64
	Plans       []PlanRevision // without lines and findings, oldest first
	Drops       []Drop         // of a known quarter of the year, in the order in which they were stored
	Submissions []Submission   // every revision, by quarter
	Results     []ResultHead   // by quarter
	Quarters    []AgencyQuarter
	Closeouts   []Closeout
	Amended     []AmendedQuarter // by quarter and number
	Withdrawn   []Withdrawal     // reports that were taken back, by quarter and revision
	Closed      []Closing        // quarters that are closed
}

// PlanRevision is a stored plan with the time of its import.
type PlanRevision struct {
	reconcile.Plan
	ImportedAt time.Time
}

// ResultHead is what a stored result rests on, and its workbook.
type ResultHead struct {
	Period       reconcile.Period
	Stale        bool
	PlanRevision int
	Revision     int // of the report
	Rules        reconcile.Rules
	Program      string // that computed it
	ComputedAt   time.Time
	ClosedOut    time.Time // zero before
	Changes      []reconcile.Amendment
	Published    bool
	SHA256       string // of the workbook as it was published last, "" before
}

// FirstPlans lists the first plan that was ever imported of each agency, without lines and
// findings: its title named the agency.
func (d *DB) FirstPlans(ctx context.Context) (out []PlanRevision, err error) {
	var rows []struct {
		planRow
		Name text `db:"name"`
	}
	err = d.list(ctx, &rows, `SELECT p.*, a.name FROM (SELECT `+columns[planRow]()+` FROM plans) p
		JOIN agencies a ON a.code = p.agency ORDER BY p.agency, p.imported_at, p.year, p.revision`)
	for _, r := range rows {
		if len(out) == 0 || out[len(out)-1].Agency.Code != string(r.Agency) {
			out = append(out, PlanRevision{r.plan(string(r.Name)), r.ImportedAt.Time})
		}
	}
	return out, d.wrap(err, "reading the first plans")
}

// Kept reads what is stored of an agency's year, in one snapshot.
func (d *DB) Kept(ctx context.Context, agency string, year int) (k Kept, err error) {
	err = d.read(ctx, func(tx *sqlx.Tx) (err error) {
		k = Kept{Agency: reconcile.Agency{Code: agency}, Year: year}
		if k.Version, err = get[int64](ctx, tx, `SELECT version FROM agency_years WHERE agency = ? AND year = ?`, agency, year); err != nil {
			return err
		}
		k.Agency.Name, err = get[string](ctx, tx, `SELECT name FROM agencies WHERE code = ?`, agency)
		return inOrder(
			func() error { return err },
			func() error { return k.readPlans(ctx, tx) },
			func() error { return k.readDrops(ctx, tx) },
			func() error { return k.readSubmissions(ctx, tx) },
			func() error { return k.readResults(ctx, tx) },
			func() error {
				k.Quarters, err = agencyQuarters(ctx, tx, QuarterFilter{Agency: agency, Year: year})
				return err
			},
			func() error {
				k.Closeouts, err = closeouts(ctx, tx, `agency = ? AND year = ?`, agency, year)
				return err
			},
			func() error {
				k.Amended, err = amendedQuarters(ctx, tx, agency, year)
				return err
			},
			func() error {
				k.Withdrawn, err = withdrawals(ctx, tx, agency, year)
				return err
			},
			func() error {
				k.Closed, err = closings(ctx, tx, QuarterFilter{Agency: agency, Year: year})
				return err
			})
	})
	return k, d.wrap(err, fmt.Sprintf("reading what is kept of %s %d", agency, year))
}

func (k *Kept) readPlans(ctx context.Context, tx *sqlx.Tx) error {
	rows, err := stored[planRow](ctx, tx, "plans", `agency = ? AND year = ? ORDER BY revision`, k.Agency.Code, k.Year)
	for _, r := range rows {
		k.Plans = append(k.Plans, PlanRevision{r.plan(k.Agency.Name), r.ImportedAt.Time})
	}
	return err
}

func (k *Kept) readDrops(ctx context.Context, tx *sqlx.Tx) error {
	var rows []struct {
		ID int64 `db:"id"`
		dropRow
	}
	err := tx.SelectContext(ctx, &rows, `SELECT id, `+columns[dropRow]()+` FROM drops
		WHERE agency = ? AND year = ? ORDER BY decided_at, id`, k.Agency.Code, k.Year)
	if err != nil {
		return err
	}
	findings, err := stored[dropFindingRow](ctx, tx, "findings", `drop_id IN (SELECT id FROM drops
		WHERE agency = ? AND year = ?) ORDER BY drop_id, ord`, k.Agency.Code, k.Year)
	of := map[int64][]reconcile.Finding{}
	for _, f := range findings {
		of[f.Drop] = append(of[f.Drop], f.finding())
	}
	for _, r := range rows {
		drop := r.drop(r.ID)
		drop.Findings = of[r.ID]
		k.Drops = append(k.Drops, drop)
	}
	return err
}

func (k *Kept) readSubmissions(ctx context.Context, tx *sqlx.Tx) error {
	rows, err := stored[submissionRow](ctx, tx, "submissions", `agency = ? AND year = ? ORDER BY quarter, revision`, k.Agency.Code, k.Year)
	for _, r := range rows {
		k.Submissions = append(k.Submissions, r.submission())
	}
	return err
}

func (k *Kept) readResults(ctx context.Context, tx *sqlx.Tx) error {
	var rows []struct {
		quarterKey
		Stale        bool                       `db:"stale"`
		PlanRevision int                        `db:"plan_revision"`
		Revision     number                     `db:"submission_revision"`
		Rules        jsonText[reconcile.Rules]  `db:"rules"`
		Rest         jsonText[reconcile.Result] `db:"rest"`
		ComputedAt   moment                     `db:"computed_at"`
		PublishedAt  moment                     `db:"published_at"`
		SHA256       text                       `db:"workbook_sha256"`
	}
	err := tx.SelectContext(ctx, &rows, `SELECT agency, year, quarter, stale, plan_revision, submission_revision, rules, rest,
		computed_at, published_at, workbook_sha256 FROM results WHERE agency = ? AND year = ? ORDER BY quarter`, k.Agency.Code, k.Year)
	for _, r := range rows {
		h := ResultHead{
			Period: r.period(), Stale: r.Stale, PlanRevision: r.PlanRevision, Revision: int(r.Revision), Rules: r.Rules.V, Program: r.Rest.V.Program,
			ComputedAt: r.ComputedAt.Time, Published: !r.PublishedAt.IsZero(), SHA256: string(r.SHA256),
		}
		if err == nil {
			h.ClosedOut, h.Changes, err = amendments(ctx, tx, k.Agency.Code, h.Period)
		}
		k.Results = append(k.Results, h)
	}
	return err
}
