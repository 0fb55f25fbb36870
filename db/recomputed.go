package db

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jmoiron/sqlx"

	"rekon/reconcile"
)

// rests is what a stored result was computed from.
type rests struct {
	Quarter    int    `db:"quarter"`
	Plan       int    `db:"plan_revision"`
	Submission number `db:"submission_revision"`
}

// recordRecomputed adds to the history which results of u take the place of stored ones,
// and why: as told, or for what they rest on now. It runs before they do. That of the
// quarter which the caller records by itself is left out.
func recordRecomputed(ctx context.Context, d *DB, tx *sqlx.Tx, u Update, itself int, why string) error {
	if !slices.ContainsFunc(u.Results, func(r reconcile.Result) bool { return r.Period.Quarter != itself }) {
		return nil
	}
	var stored []rests
	err := tx.SelectContext(ctx, &stored, `SELECT quarter, plan_revision, submission_revision FROM results
		WHERE agency = ? AND year = ?`, u.Agency, u.Year)
	before := map[int]rests{}
	for _, r := range stored {
		before[r.Quarter] = r
	}
	var events []Event
	for _, r := range u.Results {
		now := rests{r.Period.Quarter, r.Plan.Revision, number(r.Report.Revision)}
		was, known := before[r.Period.Quarter]
		if !known || r.Period.Quarter == itself {
			continue
		}
		e := Event{Agency: u.Agency, At: r.ComputedAt, Kind: RecomputedEvent, Period: r.Period, Revision: r.Report.Revision,
			Reason: why, Detail: fmt.Sprintf("rencana revisi %d, laporan revisi %d", now.Plan, now.Submission)}
		if why == "" {
			e.Reason = now.since(was)
		}
		events = append(events, e)
	}
	if err != nil {
		return err
	}
	return record(ctx, d, tx, events...)
}

// since says what changed under a result.
func (r rests) since(was rests) string {
	switch {
	case r.Plan != was.Plan:
		return fmt.Sprintf("rencana revisi %d menjadi %d", was.Plan, r.Plan)
	case r.Submission != was.Submission:
		return fmt.Sprintf("laporan revisi %d menjadi %d", was.Submission, r.Submission)
	case r.Quarter == 1: // no quarter before it
		return "triwulan dibuka lagi"
	default:
		return "angka triwulan sebelumnya berubah, atau triwulan dibuka lagi"
	}
}

// recordKept adds to the history which closed quarters keep their results, though what
// they rest on changed.
func recordKept(ctx context.Context, d *DB, tx *sqlx.Tx, u Update, at time.Time, why string) error {
	var events []Event
	for _, p := range u.Kept {
		events = append(events, Event{Agency: u.Agency, At: at, Kind: KeptEvent, Period: p, Reason: why})
	}
	return record(ctx, d, tx, events...)
}
