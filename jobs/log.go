package jobs

import (
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"runtime/debug"

	"rekon/db"
	"rekon/reconcile"
)

// What is logged of a file names it: its place in the inbox, its hash, and the agency
// and period as far as they are known. What stands in its cells is logged for
// debugging alone; messages of findings quote cells.

// about is the log of what is done with a drop.
func (j *Job) about(d db.Drop) *slog.Logger {
	return j.Log.With("file", d.Name, "sha256", d.SHA256, "agency", d.Agency, "year", d.Period.Year, "quarter", d.Period.Quarter)
}

// logTaken records what became of a file. Rows that nobody can account for are a
// defect of ours, or a workbook such as we have not met: they are named.
func (j *Job) logTaken(t Taken) {
	j.Metrics.taken(t)
	log, n := j.about(t.drop(0)), t.Report.Rows
	log.Info("taken", "outcome", t.Outcome, "errors", t.Errors(), "warnings", t.Warnings(),
		"rows_seen", n.Seen, "rows_taken", n.Taken, "rows_found", n.Found, "rows_recognised", n.Recognised)
	for _, f := range t.Findings {
		if f.Code == reconcile.RowsUnaccounted {
			log.Warn("rows unaccounted for", "code", f.Code, "sheet", f.Source.Sheet, "cell", f.Source.Cell)
		}
		log.Debug("finding", "code", f.Code, "sheet", f.Source.Sheet, "cell", f.Source.Cell, "message", f.Message)
	}
}

// survive makes an error of a panic, so that one file stops no other. What it says may
// be out of a cell, but for what the Go runtime itself says.
func (j *Job) survive(err *error) {
	r := recover()
	if r == nil {
		return
	}
	j.Log.Debug("broke down", "panic", fmt.Sprint(r), "stack", string(debug.Stack()))
	*err = errors.Join(*err, fmt.Errorf("%w: %s", errBroken, panicWords(r)))
}

// errBroken says that the program itself failed over a file.
var errBroken = errors.New("broke down over it")

// panicWords are as much of a panic as may be logged.
func panicWords(r any) string {
	if own, ok := r.(runtime.Error); ok {
		return own.Error()
	}
	return fmt.Sprintf("%T", r)
}
