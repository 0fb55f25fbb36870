package jobs

import (
	"context"
	"fmt"
	"path"
	"slices"
	"strings"
	"time"

	"rekon/db"
	"rekon/reconcile"
)

// verifyJournal compares the journal in arsip/ with the database, both ways: all that came in
// and was done by the one, the other must know as the same. Since a drop's entry does not say
// whose it is, all are looked at or none. What still lies in the inbox waits for a pass.
func (j *Job) verifyJournal(ctx context.Context, f db.QuarterFilter, v *Verification) error {
	if f != (db.QuarterFilter{}) {
		return nil
	}
	due, err := j.dueEntries(ctx)
	if err != nil {
		return err
	}
	there, err := j.entries()
	if err != nil {
		v.Differences = append(v.Differences, Difference{Kind: OriginalDiffers, Place: path.Join(j.Folders.Arsip, journalFolder), Found: err.Error(),
			Message: fmt.Sprintf("Jurnal di arsip tidak dapat dibaca seluruhnya: %v. Kembalikan dari cadangan.", err)})
		return nil
	}
	v.Differences = append(v.Differences, compareJournal(due, there)...)
	return j.verifyUnknown(ctx, due, v)
}

// verifyUnknown tells of entries of the journal that the database does not know.
func (j *Job) verifyUnknown(ctx context.Context, due map[string]dueEntry, v *Verification) error {
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
		if _, compared := due[m.entry.path]; !waiting[m.Name] && !compared {
			v.Differences = append(v.Differences, unknownEntry(m))
		}
	}
	return err
}

// dueEntry is an entry that the journal should have by the database, and whose it is.
type dueEntry struct {
	entry
	agency string
	period reconcile.Period
}

// dueEntries are those of the journal by what is stored, by path; not those of events that
// wait for being written down.
func (j *Job) dueEntries(ctx context.Context) (map[string]dueEntry, error) {
	files, err := j.DB.Files(ctx)
	if err != nil {
		return nil, err
	}
	events, err := j.DB.History(ctx, db.QuarterFilter{})
	if err != nil {
		return nil, err
	}
	waiting, err := j.DB.PendingEvents(ctx)
	out := map[string]dueEntry{}
	add := func(e entry, agency string, p reconcile.Period) { out[j.journalPath(e)] = dueEntry{e, agency, p} }
	for _, f := range files {
		if !f.Plan {
			add(entry{SHA256: f.SHA256, Name: f.Name, At: f.At.UTC()}, f.Agency, f.Period)
		}
	}
	for _, e := range events {
		switch {
		case slices.ContainsFunc(waiting, func(w db.Event) bool { return w.Agency == e.Agency && w.Number == e.Number }):
		case e.Kind == db.PlanEvent:
			plan := reconcile.Plan{SHA256: e.SHA256, Agency: reconcile.Agency{Code: e.Agency}, Year: e.Period.Year, FromQuarter: e.Period.Quarter, Decree: e.Reason}
			add(importEntry(plan, strings.TrimSuffix(e.Detail, db.RecordedLater), e.At), e.Agency, reconcile.Period{Year: e.Period.Year})
		case e.Kind == db.ClosedEvent, e.Kind == db.ReopenedEvent, e.Kind == db.WithdrawnEvent:
			add(eventEntry(e), e.Agency, e.Period)
		}
	}
	return out, err
}

// compareJournal tells which of the entries that are due are not there, or say otherwise.
// What is older than the journal has no entry.
func compareJournal(due map[string]dueEntry, there []entry) (out []Difference) {
	if len(there) == 0 {
		return nil
	}
	has, told := map[string]entry{}, map[string]bool{}
	begun := there[0].At
	for _, e := range there {
		has[e.path], told[e.tells()] = e, true
		if at, ok := nameTime(e.path); ok && at.Before(begun) {
			begun = at
		}
	}
	for name, d := range due {
		e, ok := has[name]
		if told[d.tells()] || !ok && d.At.Before(begun) {
			continue
		}
		x := Difference{Kind: OriginalDiffers, Agency: d.agency, Period: d.period, Place: name, Derived: d.tells()}
		x.Message = fmt.Sprintf("Jurnal di arsip tidak lagi mencatat %s pada %s. Kembalikan %s dari cadangan.", d.what(), d.when(), name)
		if ok {
			x.Found, x.Derived = otherParts(x.Derived, e.tells())
			x.Message = fmt.Sprintf("Jurnal di arsip, %s, mencatat lain daripada basis data tentang %s pada %s: %s. Kembalikan dari cadangan yang lebih tua di antara keduanya.",
				name, d.what(), d.when(), x.Found)
		}
		out = append(out, x)
	}
	slices.SortFunc(out, func(a, b Difference) int { return strings.Compare(a.Place, b.Place) })
	return out
}

// otherParts are the parts in which an entry says something else, and what they should say.
func otherParts(should, is string) (found, derived string) {
	was, now := strings.Split(should, partBreak), strings.Split(is, partBreak)
	if len(was) != len(now) {
		return is, should
	}
	var f, d []string
	for i := range was {
		if was[i] != now[i] {
			f, d = append(f, now[i]), append(d, was[i])
		}
	}
	return strings.Join(f, partBreak), strings.Join(d, partBreak)
}

const partBreak = "; "

// tells is what an entry says, but for when the file had been changed, which is stored
// nowhere else.
func (e entry) tells() string {
	out := []string{e.At.UTC().Format(time.RFC3339Nano), e.Name, e.SHA256}
	if p := e.Plan; p != nil {
		out = append(out, p.Agency, fmt.Sprintf("tahun %d mulai Triwulan %d", p.Year, p.FromQuarter), p.Decree)
	}
	if v := e.Event; v != nil {
		out = append(out, v.Kind.Words(), v.Agency, fmt.Sprintf("Triwulan %d %d", v.Quarter, v.Year), fmt.Sprintf("revisi %d", v.Revision), v.User+"@"+v.Host, v.Reason)
	}
	return strings.Join(out, partBreak)
}

// what names in Bahasa what an entry tells of.
func (e entry) what() string {
	switch {
	case e.Plan != nil:
		return fmt.Sprintf("rencana %s '%s'", e.Plan.Agency, e.Name)
	case e.Event != nil:
		return fmt.Sprintf("%s, %s Triwulan %s %d", e.Event.Kind.Words(), e.Event.Agency, e.Event.period().Roman(), e.Event.Year)
	default:
		return fmt.Sprintf("berkas '%s'", e.Name)
	}
}

func (e entry) when() string { return e.At.In(reconcile.WIB).Format(db.ReceivedFormat) }

// unknownEntry tells of an entry of the journal that the database does not know.
func unknownEntry(m Missing) Difference {
	d := Difference{Kind: OriginalDiffers, Agency: m.Plan, Place: m.entry.path, Derived: m.SHA256}
	switch {
	case m.Plan != "":
		d.Period.Year = m.entry.Plan.Year
	case m.Event.Kind != "":
		d.Agency, d.Period, d.Derived = m.Event.Agency, m.Event.Period, string(m.Event.Kind)
	}
	d.Message = fmt.Sprintf("Jurnal di arsip mencatat %s pada %s, tetapi basis data tidak mengenalnya. Bila basis datanya dari cadangan, "+
		"jalankan `rekon restore`.", m.entry.what(), m.entry.when())
	return d
}
