package config

import (
	"fmt"
	"strings"
	"time"

	"github.com/robfig/cron/v3"
)

func (d *decoder) schedule(v value, dst *Schedule) {
	d.fields(v, map[string]func(value){
		"intake":        func(v value) { d.cron(v, &dst.Intake) },
		"close_out":     func(v value) { d.cron(v, &dst.CloseOut) },
		"reminder":      func(v value) { d.cron(v, &dst.Reminder) },
		"reminder_days": func(v value) { d.days(v, &dst.ReminderDays) },
		"mail":          func(v value) { d.cron(v, &dst.Mail) },
		"stop_within":   func(v value) { d.duration(v, &dst.StopWithin, time.Second, time.Hour) },
		"lease":         func(v value) { d.duration(v, &dst.Lease, time.Second, time.Hour) },
	})
}

// days replaces the whole list of days before a due date.
func (d *decoder) days(v value, dst *[]int) {
	seen := map[int]bool{}
	out := []int{}
	for _, item := range d.items(v) {
		n := -1
		d.integer(item, &n, 0, 60)
		if seen[n] {
			d.problem(item, fmt.Sprintf("%d stands here a second time", n), "Keep one of the two.")
		}
		if n >= 0 && !seen[n] {
			seen[n] = true
			out = append(out, n)
		}
	}
	*dst = out
}

const cronMend = `Write minute hour day month weekday between quotes, for example "* * * * *" for every minute, or none.`

// cron reads when something is done: a cron expression with or without seconds, in
// its usual five or six fields. The zone is the office's and not to be chosen.
func (d *decoder) cron(v value, dst *string) {
	var s string
	if !d.text(v, &s) {
		return
	}
	if s == Never {
		*dst = s
		return
	}
	if strings.Contains(s, "=") { // the parser takes TZ=... here, and breaks down where nothing follows
		d.problem(v, fmt.Sprintf("%q is not a cron expression", s), cronMend)
		return
	}
	fields := cron.SecondOptional | cron.Minute | cron.Hour | cron.Dom | cron.Month | cron.Dow
	when, err := cron.NewParser(fields).Parse(s)
	switch {
	case err != nil:
		d.problem(v, fmt.Sprintf("%q is not a cron expression: %s", s, err), cronMend)
	case when.Next(time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)).IsZero():
		d.problem(v, fmt.Sprintf("%q never comes", s), "Look at day and month, or write none.")
	default:
		*dst = s
	}
}
