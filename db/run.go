package db

import (
	"context"
	"errors"
	"time"

	"github.com/jmoiron/sqlx"
)

// Run is one time that a job was done.
type Run struct {
	ID           string
	Job          string
	Why          Why
	ScheduledFor time.Time // zero when no schedule asked for it
	StartedAt    time.Time
	FinishedAt   time.Time // zero while it runs, and of one that was killed
	Host         string
	PID          int
	Outcome      RunOutcome // "" while it runs
	Error        string
	Taken        int // files that were stored
	Returned     int // files that were given back
}

// Why says what a job was done for.
type Why string

// A job is done by its schedule, later than that since nobody was there to do it, or
// by a command.
const (
	Scheduled Why = "jadwal"
	CaughtUp  Why = "susulan"
	Asked     Why = "perintah"
)

// RunOutcome is how a run ended.
type RunOutcome string

// A run did all that there was to do, could not, or was told to stop.
const (
	Succeeded RunOutcome = "selesai"
	Failed    RunOutcome = "gagal"
	Stopped   RunOutcome = "dihentikan"
)

type runRow struct {
	ID           text   `db:"id"`
	Job          text   `db:"job"`
	Why          text   `db:"why"`
	ScheduledFor moment `db:"scheduled_for"`
	StartedAt    moment `db:"started_at"`
	FinishedAt   moment `db:"finished_at"`
	Host         text   `db:"host"`
	PID          int    `db:"pid"`
	Outcome      text   `db:"outcome"`
	Error        text   `db:"error"`
	Taken        int    `db:"taken"`
	Returned     int    `db:"returned"`
}

// BeginRun stores that a job is being done; r.ID is this run's alone.
func (d *DB) BeginRun(ctx context.Context, r Run) error {
	row := runRow{
		ID: text(r.ID), Job: text(r.Job), Why: text(r.Why), ScheduledFor: moment{r.ScheduledFor}, StartedAt: moment{r.StartedAt},
		Host: text(r.Host), PID: r.PID,
	}
	err := d.tx(ctx, func(tx *sqlx.Tx) error {
		stored, err := get[int](ctx, tx, `SELECT COUNT(*) FROM runs WHERE id = ?`, r.ID)
		if err != nil || stored > 0 { // by an attempt whose answer was lost
			return err
		}
		return insert(ctx, d, tx, "runs", row)
	})
	return d.wrap(err, "storing that "+r.Job+" begins")
}

// EndRun stores how a run that was begun ended.
func (d *DB) EndRun(ctx context.Context, r Run) error {
	err := d.tx(ctx, func(tx *sqlx.Tx) error {
		res, err := tx.ExecContext(ctx, `UPDATE runs SET finished_at = ?, outcome = ?, error = ?, taken = ?, returned = ? WHERE id = ?`,
			moment{r.FinishedAt}, text(r.Outcome), text(r.Error), r.Taken, r.Returned, r.ID)
		return touched(res, err, errors.New("there is no such run"))
	})
	return d.wrap(err, "storing how "+r.Job+" ended")
}

// ForgetRuns removes runs of a job that began before a moment and took no file: those
// that failed, and when idle is said those that succeeded, too. One a minute adds up.
func (d *DB) ForgetRuns(ctx context.Context, job string, before time.Time, idle bool) error {
	err := d.tx(ctx, func(tx *sqlx.Tx) error {
		_, err := tx.ExecContext(ctx, `DELETE FROM runs WHERE job = ? AND started_at < ? AND taken = 0 AND returned = 0
			AND (? OR outcome IS NULL OR outcome <> ?)`, job, moment{before}, idle, string(Succeeded))
		return err
	})
	return d.wrap(err, "removing old runs of "+job)
}

// LastSuccess is the last run of a job that succeeded; false when there is none.
func (d *DB) LastSuccess(ctx context.Context, job string) (Run, bool, error) {
	return d.lastRun(ctx, job, `outcome = ?`, string(Succeeded))
}

// LastRun is the last run of a job that came to an end; false when there is none.
func (d *DB) LastRun(ctx context.Context, job string) (Run, bool, error) {
	return d.lastRun(ctx, job, `outcome IS NOT NULL`)
}

func (d *DB) lastRun(ctx context.Context, job, which string, args ...any) (Run, bool, error) {
	var rows []runRow
	err := d.list(ctx, &rows, `SELECT `+columns[runRow]()+` FROM runs
		WHERE job = ? AND `+which+` ORDER BY started_at DESC, id DESC LIMIT 1`, append([]any{job}, args...)...)
	if err != nil || len(rows) == 0 {
		return Run{}, false, d.wrap(err, "looking for the last run of "+job)
	}
	return rows[0].run(), true, nil
}

func (r runRow) run() Run {
	return Run{
		ID: string(r.ID), Job: string(r.Job), Why: Why(r.Why), ScheduledFor: r.ScheduledFor.Time, StartedAt: r.StartedAt.Time,
		FinishedAt: r.FinishedAt.Time, Host: string(r.Host), PID: r.PID, Outcome: RunOutcome(r.Outcome), Error: string(r.Error),
		Taken: r.Taken, Returned: r.Returned,
	}
}
