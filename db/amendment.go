package db

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jmoiron/sqlx"

	"rekon/reconcile"
)

// A quarter that was closed out has been told to others. What replaces its result from
// then on is kept beside it as an amendment: semula and menjadi of every figure that
// moved, with the reason, in the transaction that replaces it.

type amendmentRow struct {
	quarterKey
	Number    int       `db:"number"`
	At        moment    `db:"amended_at"`
	Reason    string    `db:"reason"`
	Former    formerRow `db:"former"`
	Withdrawn snapshot  `db:"withdrawn"` // what the next report is compared with
}

// formerRow names the workbook that had been put out before; NULL where there was none.
type formerRow struct {
	File   text   `db:"file"`
	SHA256 text   `db:"sha256"`
	At     moment `db:"published_at"`
}

// snapshot is a result that a withdrawal took away.
type snapshot = jsonText[*reconcile.Result]

type changeRow struct {
	quarterKey
	Number   int     `db:"number"`
	Ord      int     `db:"ord"`
	Line     text    `db:"line_code"`
	LineName text    `db:"line_name"`
	Figure   string  `db:"figure"`
	Was      saidRow `db:"was"`
	Is       saidRow `db:"is"`
}

// saidRow is what a figure said.
type saidRow struct {
	Value figure `db:"value"`
	Word  text   `db:"word"`
	Unit  text   `db:"unit"`
}

// amend stores what the results of u change in quarters that were closed out, and queues the
// letters that tell of it. It runs before they replace those that are stored.
func amend(ctx context.Context, d *DB, tx *sqlx.Tx, u Update) error {
	c, err := readClosed(ctx, tx, u)
	if err != nil || len(c.before) == 0 {
		return err
	}
	var heads []amendmentRow
	var rows []changeRow
	var events []Event
	var tell []Message
	for _, r := range u.Results {
		before, ok := c.before[r.Period.Quarter]
		if !ok {
			continue
		}
		changes := Moved(before, r)
		if len(changes) == 0 && before.Report.Revision == r.Report.Revision {
			continue
		}
		head := c.amendment(keyOf(u.Agency, r.Period), moment{r.ComputedAt}, reconcile.WhyReplaced(before, r, c.withdrawn))
		from := len(rows)
		for i, change := range changes {
			rows = append(rows, changeOf(head, i, change))
		}
		event, err := eventOfAmendment(head, rows[from:])
		if err != nil {
			return err
		}
		heads, events = append(heads, head), append(events, event)
		if len(changes) > 0 && before.Plan.Revision != r.Plan.Revision {
			tell = append(tell, u.about(r.Period)...)
		}
	}
	return inOrder(
		func() error { return insert(ctx, d, tx, "amendments", heads...) },
		func() error { return insert(ctx, d, tx, "changes", rows...) },
		func() error { return record(ctx, d, tx, events...) },
		func() error {
			_, err := queue(ctx, d, tx, tell)
			return err
		})
}

// about are the letters about a quarter.
func (u Update) about(p reconcile.Period) (out []Message) {
	for _, m := range u.Messages {
		if m.Period == p {
			out = append(out, m)
		}
	}
	return out
}

// amendWithdrawn keeps what a withdrawal takes away from a quarter that was closed out and
// has no report left, to be compared with the next one.
func amendWithdrawn(ctx context.Context, d *DB, tx *sqlx.Tx, w Withdrawal) error {
	c, err := readClosed(ctx, tx, Update{Agency: w.Agency, Year: w.Period.Year, Results: []reconcile.Result{{Period: w.Period}}})
	before, ok := c.before[w.Period.Quarter]
	if err != nil || !ok {
		return err
	}
	head := c.amendment(keyOf(w.Agency, w.Period), moment{w.At}, reconcile.WhyReplaced(before, reconcile.Result{Plan: before.Plan, Period: w.Period, Rules: before.Rules, Program: before.Program, Earlier: before.Earlier}, c.withdrawn))
	head.Withdrawn = snapshot{V: &before}
	event, err := eventOfAmendment(head, nil)
	return inOrder(
		func() error { return err },
		func() error { return insert(ctx, d, tx, "amendments", head) },
		func() error { return record(ctx, d, tx, event) })
}

// Moved lists what two results of a quarter say differently, rounded as it is stored and
// without what is nothing but finer digits.
func Moved(before, after reconcile.Result) []reconcile.Change {
	changes := reconcile.Compare(before, after)
	for i := range changes {
		for _, f := range []*reconcile.NamedFigure{&changes[i].Was, &changes[i].Is} {
			f.Word = clean(f.Word)
			switch f.Kind {
			case reconcile.RupiahFigure:
				f.Value.Decimal = f.Value.Decimal.Round(2)
			case reconcile.PercentFigure:
				f.Value = reconcile.RoundPercent(f.Value)
			default:
				f.Value.Decimal = f.Value.Decimal.Round(12)
			}
		}
	}
	return slices.DeleteFunc(changes, reconcile.Change.Same)
}

// closed is what is stored of quarters that were closed out, before it is replaced.
type closed struct {
	before    map[int]reconcile.Result // by quarter: what stands, or what was taken back
	last      map[int]int              // number of the last amendment
	former    map[int]formerRow        // put out last
	withdrawn []reconcile.Withdrawal
}

// amendment is the next one of a quarter.
func (c closed) amendment(key quarterKey, at moment, reason string) amendmentRow {
	return amendmentRow{quarterKey: key, Number: c.last[key.Quarter] + 1, At: at, Reason: clean(reason), Former: c.former[key.Quarter]}
}

// readClosed reads what the results of u replace in quarters that were closed out.
func readClosed(ctx context.Context, tx *sqlx.Tx, u Update) (closed, error) {
	c := closed{before: map[int]reconcile.Result{}, last: map[int]int{}, former: map[int]formerRow{}}
	var quarters []int
	for _, r := range u.Results {
		quarters = append(quarters, r.Period.Quarter)
	}
	closedOut, err := selectQuarters[quarterKey](ctx, tx, "closeouts", "", u, quarters)
	if err != nil || len(closedOut) == 0 {
		return c, err
	}
	taken, err := withdrawals(ctx, tx, u.Agency, u.Year)
	if err != nil {
		return c, err
	}
	for _, w := range taken {
		c.withdrawn = append(c.withdrawn, reconcile.Withdrawal{Period: w.Period, Revision: w.Revision, Reason: w.Reason})
	}
	quarters = nil
	for _, k := range closedOut {
		quarters = append(quarters, k.Quarter)
	}
	return c, c.read(ctx, tx, u, quarters)
}

func (c *closed) read(ctx context.Context, tx *sqlx.Tx, u Update, quarters []int) error {
	amended, err := selectQuarters[amendmentRow](ctx, tx, "amendments", ` ORDER BY number`, u, quarters)
	if err != nil {
		return err
	}
	for _, a := range amended {
		c.last[a.Quarter] = a.Number
		delete(c.before, a.Quarter)
		if a.Withdrawn.V != nil {
			c.before[a.Quarter] = *a.Withdrawn.V
		}
	}
	put, err := selectQuarters[publicationRow](ctx, tx, "publications", ` ORDER BY id`, u, quarters)
	if err != nil {
		return err
	}
	for _, p := range put {
		c.former[p.Quarter] = formerRow{p.File, p.SHA256, p.At}
	}
	return c.readResults(ctx, tx, u, quarters)
}

func (c *closed) readResults(ctx context.Context, tx *sqlx.Tx, u Update, quarters []int) error {
	heads, err := selectQuarters[resultRow](ctx, tx, "results", "", u, quarters)
	if err != nil {
		return err
	}
	lines, err := selectQuarters[varianceRow](ctx, tx, "variances", ` ORDER BY quarter, ord`, u, quarters)
	if err != nil {
		return err
	}
	for _, h := range heads {
		r := h.result()
		r.Report.Period, r.Report.Revision = r.Period, int(h.Submission)
		for _, l := range lines {
			if l.Quarter == h.Quarter {
				r.Variances = append(r.Variances, l.variance())
			}
		}
		c.before[h.Quarter] = r
	}
	return nil
}

// selectQuarters reads rows of some quarters of an agency's year.
func selectQuarters[T any](ctx context.Context, tx *sqlx.Tx, table, order string, u Update, quarters []int) (rows []T, err error) {
	query, args, err := sqlx.In(`SELECT `+columns[T]()+` FROM `+table+` WHERE agency = ? AND year = ? AND quarter IN (?)`+order,
		u.Agency, u.Year, quarters)
	if err == nil {
		err = tx.SelectContext(ctx, &rows, query, args...)
	}
	return rows, err
}

func changeOf(a amendmentRow, ord int, c reconcile.Change) changeRow {
	return changeRow{
		quarterKey: a.quarterKey, Number: a.Number, Ord: ord, Line: text(c.Line), LineName: text(c.LineName), Figure: c.Is.Name,
		Was: saidRow{figure{c.Was.Value}, text(c.Was.Word), text(c.Was.Unit)}, Is: saidRow{figure{c.Is.Value}, text(c.Is.Word), text(c.Is.Unit)},
	}
}

func (r changeRow) change() reconcile.Change {
	return reconcile.Change{Line: string(r.Line), LineName: string(r.LineName), Was: r.Was.named(r.Figure), Is: r.Is.named(r.Figure)}
}

func (r saidRow) named(name string) reconcile.NamedFigure {
	f, _ := reconcile.FigureNamed(name)
	f.Name, f.Value, f.Word, f.Unit = name, r.Value.NullDecimal, string(r.Word), string(r.Unit)
	return f
}

// AmendedQuarter is what is kept of one replacement of a result that was closed out.
type AmendedQuarter struct {
	Period reconcile.Period
	Number int // in the quarter, from 1
	reconcile.Amendment
}

// amendedQuarters reads all that is kept of an agency's year.
func amendedQuarters(ctx context.Context, tx *sqlx.Tx, agency string, year int) (out []AmendedQuarter, err error) {
	heads, err := stored[amendmentRow](ctx, tx, "amendments", `agency = ? AND year = ? ORDER BY quarter, number`, agency, year)
	if err != nil {
		return nil, err
	}
	rows, err := stored[changeRow](ctx, tx, "changes", `agency = ? AND year = ? ORDER BY quarter, number, ord`, agency, year)
	for _, h := range heads {
		a := AmendedQuarter{Period: h.period(), Number: h.Number, Amendment: h.amendment()}
		for _, r := range rows {
			if r.quarterKey == h.quarterKey && r.Number == h.Number {
				a.Changes = append(a.Changes, r.change())
			}
		}
		out = append(out, a)
	}
	return out, err
}

func (h amendmentRow) amendment() reconcile.Amendment {
	return reconcile.Amendment{At: h.At.Time, Reason: h.Reason, Taken: h.Withdrawn.V,
		Former: reconcile.Published{File: string(h.Former.File), SHA256: string(h.Former.SHA256), At: h.Former.At.Time}}
}

// rows are an amendment as it is stored.
func (a AmendedQuarter) rows(agency string) (head amendmentRow, rows []changeRow) {
	head = amendmentRow{quarterKey: keyOf(agency, a.Period), Number: a.Number, At: moment{a.At}, Reason: clean(a.Reason),
		Former: formerRow{text(a.Former.File), text(a.Former.SHA256), moment{a.Former.At}}}
	if a.Taken != nil {
		head.Withdrawn.V = takenAway(*a.Taken)
	}
	for i, c := range a.Changes {
		rows = append(rows, changeOf(head, i, c))
	}
	return head, rows
}

// takenAway is a result as it is kept when a withdrawal takes it away: as its own tables
// have it.
func takenAway(r reconcile.Result) *reconcile.Result {
	key := keyOf(r.Plan.Agency.Code, r.Period)
	out := resultOf(key, 0, r).result()
	out.Report = reconcile.Report{Period: r.Period, Revision: r.Report.Revision}
	for i, v := range r.Variances {
		out.Variances = append(out.Variances, varianceOf(key, i, v).variance())
	}
	return &out
}

// Amendments reads when a quarter was closed out, zero before, and what moved since, in
// order; also of a quarter that has no result any more.
func (d *DB) Amendments(ctx context.Context, agency string, p reconcile.Period) (closedOut time.Time, out []reconcile.Amendment, err error) {
	err = d.read(ctx, func(tx *sqlx.Tx) error {
		closedOut, out, err = amendments(ctx, tx, agency, p)
		return err
	})
	return closedOut, out, d.wrap(err, fmt.Sprintf("reading what moved in %s, %d TW %s", agency, p.Year, p.Roman()))
}

// CorrectedQuarter is an agency's quarter that was corrected after its close-out.
type CorrectedQuarter struct {
	Agency string // code
	Period reconcile.Period
	Times  int
	Last   time.Time
}

// Corrected lists the quarters that were corrected after their close-out, by year, quarter
// and agency.
func (d *DB) Corrected(ctx context.Context, f QuarterFilter) (out []CorrectedQuarter, err error) {
	var rows []struct {
		quarterKey
		Number int    `db:"number"`
		At     moment `db:"amended_at"`
	}
	err = d.list(ctx, &rows, `SELECT agency, year, quarter, number, amended_at FROM amendments a
		WHERE (? = '' OR agency = ?) AND (? = 0 OR year = ?) AND (? = 0 OR quarter = ?) AND number =
			(SELECT MAX(number) FROM amendments b WHERE b.agency = a.agency AND b.year = a.year AND b.quarter = a.quarter)
		ORDER BY year, quarter, agency`, f.Agency, f.Agency, f.Year, f.Year, f.Quarter, f.Quarter)
	for _, r := range rows {
		out = append(out, CorrectedQuarter{string(r.Agency), r.period(), r.Number, r.At.Time})
	}
	return out, d.wrap(err, "reading which quarters were corrected")
}

func amendments(ctx context.Context, tx *sqlx.Tx, agency string, p reconcile.Period) (closedOut time.Time, out []reconcile.Amendment, err error) {
	const where = ` WHERE agency = ? AND year = ? AND quarter = ?`
	var heads []amendmentRow
	var rows []changeRow
	at, err := get[moment](ctx, tx, `SELECT closed_at FROM closeouts`+where, agency, p.Year, p.Quarter)
	if err == nil {
		err = tx.SelectContext(ctx, &heads, `SELECT `+columns[amendmentRow]()+` FROM amendments`+where+` ORDER BY number`, agency, p.Year, p.Quarter)
	}
	if err == nil && len(heads) > 0 {
		err = tx.SelectContext(ctx, &rows, `SELECT `+columns[changeRow]()+` FROM changes`+where+` ORDER BY number, ord`, agency, p.Year, p.Quarter)
	}
	for _, h := range heads {
		a := h.amendment()
		for _, r := range rows {
			if r.Number == h.Number {
				a.Changes = append(a.Changes, r.change())
			}
		}
		out = append(out, a)
	}
	return at.Time, out, err
}
