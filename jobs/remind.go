package jobs

import (
	"context"
	"errors"
	"time"

	"rekon/db"
	"rekon/reconcile"
)

// ReminderJob is the name of the reminding in the records of its runs.
const ReminderJob = "reminder"

// Reminded is an agency that is reminded of a quarter's due date.
type Reminded struct {
	db.AgencyQuarter
	Days int      // the reminder of so many days before
	To   []string // whom a letter was queued to; none without mail
}

// Remind reminds each agency that has a plan and no accepted report of a due date that
// comes, once for each of the job's ReminderDays. Of several that were missed the last
// one counts. Without mail it only tells who would be reminded.
func (j *Job) Remind(ctx context.Context) (out []Reminded, err error) {
	if err := j.DB.CheckSchema(ctx); err != nil {
		return nil, err
	}
	qs, err := j.DB.AgencyQuarters(ctx, db.QuarterFilter{})
	if err != nil {
		return nil, err
	}
	var errs []error
	for _, q := range qs {
		if ctx.Err() != nil {
			break
		}
		days, due := reminderDue(q.Due, j.Now(), j.ReminderDays)
		if !due || q.Revision > 0 {
			continue
		}
		r, ok, err := j.remind(ctx, q, days)
		if ok {
			out = append(out, r)
		}
		errs = append(errs, err)
	}
	return out, errors.Join(append(errs, ctx.Err())...)
}

// remind queues the reminder of one agency; false when that was done before.
func (j *Job) remind(ctx context.Context, q db.AgencyQuarter, days int) (Reminded, bool, error) {
	ctx, release := j.inHand(ctx)
	defer release()
	r := Reminded{AgencyQuarter: q, Days: days}
	log := j.Log.With("agency", q.Agency.Code, "year", q.Period.Year, "quarter", q.Period.Quarter, "days", days)
	letters := j.address(db.Message{Kind: db.ReminderMessage, Agency: q.Agency.Code, Period: q.Period, Days: days})
	if len(letters) == 0 {
		log.Warn("to be reminded, and there is no address: look at mail and agencies in rekon.yaml")
		return r, true, nil
	}
	queued, err := j.DB.Remind(ctx, q.Agency.Code, q.Period, letters)
	for _, m := range queued {
		r.To = append(r.To, m.To)
	}
	if len(r.To) > 0 {
		log.Info("reminded", "to", r.To)
	}
	return r, len(r.To) > 0, errors.Join(err, j.reached("reminded"))
}

// reminderDue is the reminder whose day has come and that is nearest to the due date:
// so many days before it, on the Friday before where that is a weekend. Due is the
// first late instant; there is none from then on.
func reminderDue(due, now time.Time, days []int) (nearest int, ok bool) {
	if !now.Before(due) {
		return 0, false
	}
	for _, n := range days {
		day := due.In(reconcile.WIB).AddDate(0, 0, -1-n)
		switch day.Weekday() {
		case time.Saturday:
			day = day.AddDate(0, 0, -1)
		case time.Sunday:
			day = day.AddDate(0, 0, -2)
		default:
		}
		if !now.Before(day) && (!ok || n < nearest) {
			nearest, ok = n, true
		}
	}
	return nearest, ok
}

// RemindRecorded is [Job.Remind] with a record.
func (j *Job) RemindRecorded(ctx context.Context, r db.Run) (out []Reminded, err error) {
	r.Job = ReminderJob
	err = j.Recorded(ctx, r, func(ctx context.Context) (Done, error) {
		out, err = j.Remind(ctx)
		return Done{}, err
	})
	return out, err
}
