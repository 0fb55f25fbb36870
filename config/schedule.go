package config

import (
	"fmt"
	"strings"
	"time"

	"github.com/robfig/cron/v3"
)

func (d *decoder) schedule(v value, dst *Schedule) {
	d.fields(v, map[string]func(value){
		"intake":      func(v value) { d.cron(v, &dst.Intake) },
		"close_out":   func(v value) { d.cron(v, &dst.CloseOut) },
		"stop_within": func(v value) { d.duration(v, &dst.StopWithin, time.Second, time.Hour) },
		"lease":       func(v value) { d.duration(v, &dst.Lease, time.Second, time.Hour) },
	})
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
