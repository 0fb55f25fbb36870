package jobs

import (
	"context"
	"fmt"
	"path"

	"rekon/db"
	"rekon/reconcile"
)

// verifyJournal compares the journal in arsip/ with the database, which must know all that
// came in and was done by it. Since a drop's entry does not say whose it is, all are looked at
// or none. What still lies in the inbox waits for a pass.
func (j *Job) verifyJournal(ctx context.Context, f db.QuarterFilter, v *Verification) error {
	if f != (db.QuarterFilter{}) {
		return nil
	}
	if _, err := j.entries(); err != nil {
		v.Differences = append(v.Differences, Difference{Kind: OriginalDiffers, Place: path.Join(j.Folders.Arsip, journalFolder), Found: err.Error(),
			Message: fmt.Sprintf("Jurnal di arsip tidak dapat dibaca seluruhnya: %v. Kembalikan dari cadangan.", err)})
		return nil
	}
	first, err := j.Missing(ctx)
	if err != nil || len(first) == 0 {
		return err
	}
	waiting := map[string]bool{}
	for _, m := range first {
		if _, err := j.Share.Stat(path.Join(j.Folders.Masuk, m.Name)); err == nil && m.Plan == "" && m.Event.Kind == "" {
			waiting[m.Name] = true
		}
	}
	missing, err := j.Missing(ctx) // a worker may have stored what the first look found
	for _, m := range missing {
		if !waiting[m.Name] {
			v.Differences = append(v.Differences, j.unknown(m))
		}
	}
	return err
}

// unknown tells of an entry of the journal that the database does not know.
func (j *Job) unknown(m Missing) Difference {
	d := Difference{Kind: OriginalDiffers, Agency: m.Plan, Place: j.journalPath(m.entry), Derived: m.SHA256}
	what := fmt.Sprintf("berkas '%s'", m.Name)
	switch {
	case m.Plan != "":
		d.Period.Year = m.entry.Plan.Year
		what = fmt.Sprintf("rencana %s '%s'", m.Plan, m.Name)
	case m.Event.Kind != "":
		d.Agency, d.Period, d.Derived = m.Event.Agency, m.Event.Period, string(m.Event.Kind)
		what = fmt.Sprintf("%s %s Triwulan %s %d", m.Event.Kind, m.Event.Agency, m.Event.Period.Roman(), m.Event.Period.Year)
	}
	d.Message = fmt.Sprintf("Jurnal di arsip mencatat %s pada %s, tetapi basis data tidak mengenalnya. Bila basis datanya dari cadangan, "+
		"jalankan `rekon restore`.", what, m.At.In(reconcile.WIB).Format(db.ReceivedFormat))
	return d
}
