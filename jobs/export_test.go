package jobs

import (
	"context"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"rekon/db"
)

// What the tests reach beyond the package's surface.

// StopAt has at called between any two steps that a kill may part.
func (j *Job) StopAt(at func(point string) error) { j.at = at }

// InHand is the context of the work on one file.
func (j *Job) InHand(ctx context.Context) (context.Context, context.CancelFunc) { return j.inHand(ctx) }

// Reserved is the memory that heavy workbooks hold.
func (j *Job) Reserved() int64 {
	j.room.mu.Lock()
	defer j.room.mu.Unlock()
	return j.room.taken
}

// PlainName is a name without the marks of earlier returns.
func PlainName(base string) string { return plainName(base) }

// LogTaken records what became of a file.
func (j *Job) LogTaken(t Taken) { j.logTaken(t) }

// Registry is what the metrics are read from.
func (m *Metrics) Registry() *prometheus.Registry { return m.registry }

// StatusPage is the page for a state, with links to what is on the share.
func (j *Job) StatusPage(quarters []db.AgencyQuarter, returned []db.Drop) ([]byte, error) {
	v := statusViewOf(statusState{Quarters: quarters, Returned: returned}, j.Now(), j.statusLinks())
	v.Written = j.Now()
	return v.render()
}

// ShownYears are the years that a status page shows of these quarters.
func ShownYears(quarters []db.AgencyQuarter, now time.Time) (out []int) {
	for _, q := range shownYears(quarters, now) {
		out = append(out, q.Period.Year)
	}
	return out
}

// ReminderDue is the reminder that is due, if one is.
func ReminderDue(due, now time.Time, days []int) (int, bool) { return reminderDue(due, now, days) }

// BackOff is how long to wait after so many attempts.
func BackOff(attempts int) time.Duration { return backOff(attempts) }

// KeepTime waits until the context ends, and looks at the clock whenever a minute is over.
func (w *Worker) KeepTime(ctx context.Context, minutes <-chan time.Time) { w.keepTime(ctx, minutes) }
