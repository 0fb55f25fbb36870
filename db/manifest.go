package db

import (
	"context"
	"fmt"

	"github.com/jmoiron/sqlx"

	"rekon/reconcile"
)

// Manifest is which workbooks of a quarter are published: the SHA-256 of each, "" for one
// that is not. Agency "" is that of the summary of all agencies.
type Manifest struct {
	Agency            string
	Period            reconcile.Period
	Variance, Summary string
}

type manifestRow struct {
	Agency   string `db:"agency"`
	Year     int    `db:"year"`
	Quarter  int    `db:"quarter"`
	Variance text   `db:"variance_sha256"`
	Summary  text   `db:"summary_sha256"`
}

func (r manifestRow) manifest() Manifest {
	return Manifest{r.Agency, reconcile.Period{Year: r.Year, Quarter: r.Quarter}, string(r.Variance), string(r.Summary)}
}

// published is what is published of each quarter, and what its manifest lists. A result
// that waits to be published again has the workbook that was put out last.
const published = `SELECT k.agency, k.year, k.quarter,
		CASE WHEN r.agency IS NULL THEN NULL ELSE COALESCE(r.workbook_sha256, (SELECT p.sha256 FROM publications p
			WHERE p.id = (SELECT MAX(l.id) FROM publications l WHERE l.agency = k.agency AND l.year = k.year AND l.quarter = k.quarter)))
		END AS variance_sha256,
		CASE WHEN s.workbook_sha256 = '' THEN NULL ELSE s.workbook_sha256 END AS summary_sha256,
		m.variance_sha256 AS listed_variance, m.summary_sha256 AS listed_summary
	FROM (SELECT agency, year, quarter FROM results UNION SELECT agency, year, quarter FROM summaries
		UNION SELECT agency, year, quarter FROM manifests WHERE agency <> '') k
	LEFT JOIN results r ON r.agency = k.agency AND r.year = k.year AND r.quarter = k.quarter
	LEFT JOIN summaries s ON s.agency = k.agency AND s.year = k.year AND s.quarter = k.quarter
	LEFT JOIN manifests m ON m.agency = k.agency AND m.year = k.year AND m.quarter = k.quarter`

// PendingManifests lists what is published of the quarters whose manifest lists something
// else, by agency, year and quarter.
func (d *DB) PendingManifests(ctx context.Context, f QuarterFilter) ([]Manifest, error) {
	var rows []manifestRow
	err := d.list(ctx, &rows, `SELECT agency, year, quarter, variance_sha256, summary_sha256 FROM (`+published+`) x
		WHERE (COALESCE(variance_sha256, '') <> COALESCE(listed_variance, '') OR COALESCE(summary_sha256, '') <> COALESCE(listed_summary, ''))
			AND (? = '' OR agency = ?) AND (? = 0 OR year = ?) AND (? = 0 OR quarter = ?)
		ORDER BY agency, year, quarter`, f.Agency, f.Agency, f.Year, f.Year, f.Quarter, f.Quarter)
	return manifestsOf(rows), d.wrap(err, "reading which manifests are to be written")
}

func manifestsOf(rows []manifestRow) (out []Manifest) {
	for _, r := range rows {
		out = append(out, r.manifest())
	}
	return out
}

// Manifests lists what the manifests of a year list, by agency and quarter; the agency ""
// has those of all agencies.
func (d *DB) Manifests(ctx context.Context, agency string, year int) ([]Manifest, error) {
	var rows []manifestRow
	err := d.list(ctx, &rows, `SELECT `+columns[manifestRow]()+` FROM manifests WHERE agency = ? AND year = ? ORDER BY quarter`, agency, year)
	return manifestsOf(rows), d.wrap(err, fmt.Sprintf("reading the manifests of %s %d", agency, year))
}

// SaveManifest stores what the manifest of a quarter lists now; nothing for one that was
// removed.
func (d *DB) SaveManifest(ctx context.Context, m Manifest) error {
	row := manifestRow{m.Agency, m.Period.Year, m.Period.Quarter, text(m.Variance), text(m.Summary)}
	err := d.tx(ctx, func(tx *sqlx.Tx) error {
		err := deleteQuarters(ctx, tx, "manifests", m.Agency, m.Period.Year, []int{m.Period.Quarter})
		if err != nil || m.Variance == "" && m.Summary == "" {
			return err
		}
		return insert(ctx, d, tx, "manifests", row)
	})
	return d.wrap(err, fmt.Sprintf("storing the manifest of %s, %d TW %s", m.Agency, m.Period.Year, m.Period.Roman()))
}
