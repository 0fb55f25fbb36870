package jobs

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"rekon/db"
)

// Missing is an original of arsip/ that the database does not know to have come in, or
// what the journal there knows to have been done to a quarter.
type Missing struct {
	Name   string
	SHA256 string
	At     time.Time // when it came in, or was done
	Plan   string    // code of the agency whose plan it is, "" for a report
	Event  db.Event  // what was done to a quarter; without a kind for what came in

	entry entry
}

// Missing lists what came in by the journal in arsip/ and is not stored, in the order in
// which it came.
func (j *Job) Missing(ctx context.Context) ([]Missing, error) {
	if err := errors.Join(j.DB.CheckSchema(ctx), j.mounted()); err != nil {
		return nil, err
	}
	all, err := j.entries()
	if err != nil {
		return nil, err
	}
	stored, err := j.DB.Originals(ctx)
	if err != nil {
		return nil, err
	}
	done, err := j.done(ctx)
	var out []Missing
	for _, e := range all {
		if e.Event != nil {
			if event := e.event(); !done[event] {
				out = append(out, Missing{Name: string(event.Kind), At: e.At, Event: event, entry: e})
			}
			continue
		}
		if stored[e.original()] {
			continue
		}
		m := Missing{Name: e.Name, SHA256: e.SHA256, At: e.At, entry: e}
		if e.Plan != nil {
			m.Plan = e.Plan.Agency
		}
		out = append(out, m)
	}
	return out, err
}

// done are the closings, reopenings and withdrawals that the history knows, as
// [entry.event] names them.
func (j *Job) done(ctx context.Context) (map[db.Event]bool, error) {
	events, err := j.DB.History(ctx, db.QuarterFilter{})
	out := map[db.Event]bool{}
	for _, e := range events {
		out[db.Event{Agency: e.Agency, At: e.At, Kind: e.Kind, Period: e.Period, Revision: e.Revision}] = true
	}
	return out, err
}

// Restore takes in again, from arsip/, what the database does not know: after it was put
// back as it was some time ago. Everything is done in the order in which it came, with
// the time of receipt that it had, and closings, reopenings and withdrawals between. What cannot be restored stops nothing else. No letter
// tells of it: that was done when it came in.
func (j *Job) Restore(ctx context.Context, missing []Missing) (Pass, error) {
	defer func(m *Mail) { j.Mail = m }(j.Mail)
	j.Mail = nil
	var pass Pass
	var errs []error
	h := j.newHold()
	for _, m := range missing {
		if ctx.Err() != nil {
			break
		}
		if err := j.restore(ctx, h, m.entry, &pass); err != nil {
			errs = append(errs, fmt.Errorf("%s of %s: %w", m.Name, m.At.Format(time.RFC3339), err))
		}
	}
	_, failed := j.finishEvents(ctx, h)
	_, err := j.publishResults(ctx, h, nil, &pass)
	errs = append(errs, failed, err, h.end(ctx))
	_, err = j.PublishSummaries(ctx)
	errs = append(errs, err, j.PublishManifests(ctx), j.PublishTemplates(ctx), j.PublishStatus(ctx, len(pass.Taken) > 0))
	return pass, errors.Join(append(errs, ctx.Err())...)
}

// doAgain does to a quarter what the journal says was done to it, at that time and by that
// person.
func (j *Job) doAgain(ctx context.Context, h *hold, e entry, pass *Pass) error {
	v, by := e.Event, db.Actor{Host: e.Event.Host, User: e.Event.User}
	if v.Kind == db.WithdrawnEvent {
		_, err := j.withdraw(ctx, WithdrawOrder{Agency: v.Agency, Period: v.period(), Reason: v.Reason, at: e.At, by: by, rev: v.Revision})
		return err
	}
	if _, err := j.publishResults(ctx, h, nil, pass); err != nil { // computes what is stale
		return err
	}
	do := map[db.EventKind]func(context.Context, db.Closing) (bool, error){db.ClosedEvent: j.DB.CloseQuarter, db.ReopenedEvent: j.DB.Reopen}[v.Kind]
	if do == nil {
		return fmt.Errorf("%q is nothing that this program knows to be done to a quarter", v.Kind)
	}
	_, err := j.oneQuarter(ctx, CloseOrder{Period: v.period(), Reason: v.Reason, at: e.At, by: by}, v.Agency, do)
	return err
}

func (j *Job) restore(ctx context.Context, h *hold, e entry, pass *Pass) error {
	if e.Event != nil {
		return j.doAgain(ctx, h, e, pass)
	}
	data, err := j.original(e)
	if err != nil {
		return err
	}
	if e.Plan != nil {
		p := PlanImport{Agency: e.Plan.Agency, Year: e.Plan.Year, FromQuarter: e.Plan.FromQuarter, Decree: e.Plan.Decree}
		_, err := j.importPlan(ctx, e.Name, data, p, e.At)
		return err
	}
	return j.takeAgain(ctx, h, e, data, pass)
}

// original reads a kept original, of one that is too large to be read its beginning.
func (j *Job) original(e entry) ([]byte, error) {
	name := j.archivePath(e.SHA256, e.Name)
	sum, err := j.hashFile(name)
	if err != nil {
		return nil, err
	}
	if sum != e.SHA256 {
		return nil, fmt.Errorf("share, %s: no longer what was dropped, its SHA-256 is %s: put it back from a backup", name, sum)
	}
	return j.keptBytes(name)
}

// keptBytes are those of a kept original, of one that is too large its beginning.
func (j *Job) keptBytes(name string) ([]byte, error) {
	in, _, err := j.openRegular(name)
	if err != nil {
		return nil, err
	}
	data, err := io.ReadAll(io.LimitReader(in, j.Limits.Bytes+1))
	return data, errors.Join(err, in.Close())
}

// takeAgain takes a workbook as if it lay in the inbox. If it still does, it is cleared.
func (j *Job) takeAgain(ctx context.Context, h *hold, e entry, data []byte, pass *Pass) error {
	agencies, err := j.known(ctx)
	if err != nil {
		return err
	}
	claims, err := h.claim(ctx, []db.Item{{Kind: db.InboxFile, Name: e.Name}})
	if err != nil {
		return err
	}
	if !claims[0].Mine {
		return errors.New("a worker has a file of this name in hand: stop `rekon serve` first")
	}
	in := j.open(e.Name, data, e.SHA256, agencies)
	in.file, in.receivedAt = file{name: e.Name, time: e.modified()}, e.At
	if size := int64(len(data)); size > j.Limits.Bytes || j.isHeavy(size) {
		in.data = nil // as in receive
	}
	defer in.close()
	taken, err := j.take(ctx, h, &in)
	if err != nil {
		return err
	}
	pass.Taken = append(pass.Taken, *taken)
	return nil
}
