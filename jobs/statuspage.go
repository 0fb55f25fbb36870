package jobs

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"time"

	"rekon/db"
	"rekon/reconcile"
)

// The status page, hasil/index.html, bears the time at which it was written. It is
// written when what it tells has changed, and by the first run of each day in Jakarta
// whatever happened: days of delay grow overnight, and a page that is not of today says
// that no run came to its end since. So a pass without work writes nothing, and a dead
// worker is seen within a day. Whose clock is right, the reader's or ours, the page
// leaves to the reader: it states the date, and warns when it is two days old.
//
// Several workers may write it. Each writes what the database held a moment before, and
// one may put an older state over a newer one. The page therefore carries a digest of
// the state that it shows: the next run compares, and mends it.

// statusState is what the page shows, as the database holds it.
type statusState struct {
	Quarters  []db.AgencyQuarter
	Corrected []db.CorrectedQuarter
	Returned  []db.Drop        // given back, with their effects on the share
	Pending   []db.Publication // results whose workbook is not the latest
}

// StatusPath is where the status page lies.
func (j *Job) StatusPath() string { return path.Join(j.Folders.Hasil, "index.html") }

// PublishStatus writes the status page if what it tells has changed, or it is not of
// today. Which workbooks there are on the share is looked up only after work was done,
// or the state has changed: on a file server a look at each takes long.
func (j *Job) PublishStatus(ctx context.Context, worked bool) error {
	if ctx.Err() != nil {
		return nil // told to stop; the next run sees to it
	}
	ctx, release := j.inHand(ctx)
	defer release()
	now := j.Now()
	state, err := j.statusState(ctx, now)
	if err != nil {
		return err
	}
	there, err := j.statusThere()
	if err != nil {
		return err
	}
	digest := state.digest(now)
	same := there.digest == digest
	if same && !worked {
		return nil
	}
	view := statusViewOf(state, now, j.statusLinks())
	view.Digest = digest
	if same { // unless it leads elsewhere now, it stays
		view.Written = there.written
		if page, err := view.render(); err != nil || bytes.Equal(page, there.page) {
			return err
		}
	}
	view.Written = now
	page, err := view.render()
	if err != nil {
		return err
	}
	return j.writeFile(j.StatusPath(), page)
}

// statusState reads what the page shows: the years that have begun to be reported.
func (j *Job) statusState(ctx context.Context, now time.Time) (s statusState, err error) {
	if s.Quarters, err = j.DB.AgencyQuarters(ctx, db.QuarterFilter{}); err != nil {
		return s, err
	}
	s.Quarters = shownYears(s.Quarters, now)
	if len(s.Quarters) == 0 {
		return s, nil
	}
	if s.Corrected, err = j.DB.Corrected(ctx, db.QuarterFilter{}); err != nil {
		return s, err
	}
	since := time.Date(s.Quarters[0].Period.Year, time.January, 1, 0, 0, 0, 0, reconcile.WIB)
	if s.Returned, err = j.DB.Returns(ctx, since); err != nil {
		return s, err
	}
	s.Pending, err = j.DB.PendingResults(ctx)
	return s, err
}

// shownYears keeps the quarters of the latest two years of which one has ended or been
// reported; of the first year while there is none.
func shownYears(quarters []db.AgencyQuarter, now time.Time) []db.AgencyQuarter {
	var years, begun []int
	for _, q := range quarters { // by year
		years = append(years, q.Period.Year)
		if Ended(q.Period, now) || !q.ReceivedAt.IsZero() {
			begun = append(begun, q.Period.Year)
		}
	}
	years, begun = slices.Compact(years), slices.Compact(begun)
	shown := begun[max(0, len(begun)-2):]
	if len(begun) == 0 {
		shown = years[:min(1, len(years))]
	}
	return slices.DeleteFunc(quarters, func(q db.AgencyQuarter) bool { return !slices.Contains(shown, q.Period.Year) })
}

// digest stands for the state on one day, as this program shows it. The numbers that
// the database gives are left out: they differ after a run that was killed.
func (s statusState) digest(now time.Time) string {
	s.Returned, s.Pending = slices.Clone(s.Returned), slices.Clone(s.Pending)
	for i := range s.Returned {
		s.Returned[i].ID = 0
	}
	for i := range s.Pending {
		s.Pending[i].Version = 0
	}
	h := sha256.New()
	_ = json.NewEncoder(h).Encode([]any{s, now.In(reconcile.WIB).Format(time.DateOnly), statusHTML, statusCSS, statusJS})
	return hex.EncodeToString(h.Sum(nil)[:8])
}

// writtenPage is the page that lies on the share; all zero for none, or none of ours.
type writtenPage struct {
	page    []byte
	digest  string
	written time.Time
}

var statusHead = regexp.MustCompile(`<meta name="rekon" content="([0-9a-f]+) ([^"]+)">`)

func (j *Job) statusThere() (w writtenPage, err error) {
	f, size, err := j.openRegular(j.StatusPath())
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, gone) {
		return w, nil
	}
	if err != nil {
		return w, err
	}
	defer func() { _ = f.Close() }()
	if w.page, err = io.ReadAll(io.LimitReader(f, size)); err != nil {
		return w, shareError(j.StatusPath(), err)
	}
	if m := statusHead.FindSubmatch(w.page); m != nil {
		w.digest = string(m[1])
		w.written, _ = time.Parse(time.RFC3339Nano, string(m[2])) // else it is written anew
	}
	return w, nil
}
