package jobs

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"path"

	"rekon/db"
	"rekon/reconcile"
)

// A closing, a reopening and a withdrawal are done once the database has them. What
// follows outside it can be repeated, and a pass does what a command that was killed has
// left: the entry in the journal, and for a withdrawal the workbooks that have to go.

// finishEvents does what follows from entries of the history. It tells how many have to
// wait for another worker.
func (j *Job) finishEvents(ctx context.Context, h *hold) (held int, err error) {
	events, err := j.DB.PendingEvents(ctx)
	errs := []error{err}
	for _, e := range events {
		if ctx.Err() != nil {
			break
		}
		wait, err := j.finishEvent(ctx, h, e)
		if wait {
			held++
		}
		errs = append(errs, err)
	}
	return held, errors.Join(errs...)
}

func (j *Job) finishEvent(ctx context.Context, h *hold, e db.Event) (wait bool, err error) {
	ctx, release := j.inHand(ctx)
	defer release()
	if err := errors.Join(j.journal(eventEntry(e)), j.reached("event journalled")); err != nil {
		return false, err
	}
	if e.Kind == db.WithdrawnEvent {
		if wait, err = j.clearWithdrawn(ctx, h, e); wait || err != nil {
			return wait, err
		}
	}
	return false, errors.Join(j.DB.MarkEventPublished(ctx, e, j.Now()), j.reached("event marked"))
}

// clearWithdrawn tells who looks into hasil/ that a report was taken back, and removes the
// workbooks of a quarter that has none left. While another worker is writing them it
// waits.
func (j *Job) clearWithdrawn(ctx context.Context, h *hold, e db.Event) (wait bool, err error) {
	item := db.Publication{Agency: e.Agency, Period: e.Period}.Item()
	claims, err := h.claim(ctx, []db.Item{item})
	if err != nil || !claims[0].Mine {
		return err == nil, err
	}
	again, left, err := j.DB.Report(ctx, e.Agency, e.Period, 0)
	if err != nil {
		return false, err
	}
	if err := j.writeFile(j.withdrawalPath(e), withdrawalNote(e, again)); err != nil {
		return false, err
	}
	if !left {
		if err := j.removeWorkbooks(ctx, e.Agency, e.Period); err != nil {
			return false, err
		}
	}
	h.done(item)
	return false, j.DB.Release(ctx, h.Holder, []db.Item{item})
}

// removeWorkbooks removes what was published of a quarter without a report, keeping it in
// arsip/; a summary that still has something to tell is written anew instead.
func (j *Job) removeWorkbooks(ctx context.Context, agency string, p reconcile.Period) error {
	files := []string{j.VariancePath(agency, p)}
	states, err := j.DB.SummaryStates(ctx, db.QuarterFilter{Agency: agency, Year: p.Year, Quarter: p.Quarter})
	if err != nil {
		return err
	}
	for _, s := range states {
		if !j.isTold(s) {
			files = append(files, j.SummaryPath(agency, p))
		}
	}
	var errs []error
	for _, file := range files {
		errs = append(errs, j.removeKept(file))
	}
	return errors.Join(errs...)
}

// removeKept removes a workbook from hasil/ once it is kept in arsip/.
func (j *Job) removeKept(file string) error {
	data, err := fs.ReadFile(j.Share.FS(), file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return shareError(file, err)
	}
	sum := sha256.Sum256(data)
	if err := errors.Join(j.archive(hex.EncodeToString(sum[:]), file, data), j.reached("workbook kept")); err != nil {
		return err
	}
	if err := ignoreMissing(j.Share.Remove(file)); err != nil {
		return shareError(file, err)
	}
	return errors.Join(j.syncFolder(path.Dir(file)), j.reached("workbook removed"))
}

// withdrawalPath is where the note of a withdrawal lies, beside the receipts.
func (j *Job) withdrawalPath(e db.Event) string {
	return path.Join(j.ResultFolder(e.Agency, e.Period), fmt.Sprintf("Penarikan laporan %s (revisi %d).txt",
		e.At.In(reconcile.WIB).Format("2006-01-02 15.04.05"), e.Revision))
}

// withdrawalNote tells that a report was taken back, and what counts from then on.
func withdrawalNote(e db.Event, again reconcile.Report) []byte {
	var n note
	n.line("LAPORAN DITARIK")
	n.line("")
	n.line("Laporan revisi %d untuk Triwulan %s Tahun %d tidak berlaku lagi.", e.Revision, e.Period.Roman(), e.Period.Year)
	if again.Revision > 0 {
		n.line("Yang berlaku sekarang laporan revisi %d, diterima %s.", again.Revision, FormatTime(again.ReceivedAt))
	} else {
		n.line("Sekarang belum ada laporan yang berlaku untuk triwulan ini. Kirim laporan yang benar ke folder masuk.")
	}
	n.line("")
	n.field("Alasan", oneLine(e.Reason))
	n.field("Ditarik", FormatTime(e.At))
	n.field("Berkas", oneLine(e.Detail))
	n.field("SHA-256", e.SHA256)
	return []byte(n.String())
}
