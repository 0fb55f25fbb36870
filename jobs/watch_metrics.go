package jobs

import (
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"rekon/db"
)

// The metrics of what is known.
var (
	reachable = prometheus.NewDesc("rekon_reachable",
		"Whether the database or the share could be reached at the last look.", []string{"what"}, nil)
	inboxFiles = prometheus.NewDesc("rekon_inbox_files", "Files that wait in the inbox.", nil, nil)
	inboxAge   = prometheus.NewDesc("rekon_inbox_oldest_file_age_seconds",
		"How long the file that waits longest has been in the inbox; 0 when none waits.", nil, nil)
	jobSuccess = prometheus.NewDesc("rekon_job_last_success_timestamp_seconds",
		"When a job was last done with success, by whichever worker; 0 when it never was.", []string{"name"}, nil)
	jobOverdue = prometheus.NewDesc("rekon_job_overdue_seconds",
		"For how long a job has not been done though its schedule asked for it; 0 when it was.", []string{"name"}, nil)
	unreported = prometheus.NewDesc("rekon_agencies_unreported",
		"Agencies of which no report was accepted for a quarter that has ended.", []string{"year", "quarter"}, nil)
	letters = prometheus.NewDesc("rekon_letters", "Letters that wait to be sent, and letters that were given up.", []string{"state"}, nil)
)

// Describe gives the metrics of what is known.
func (w *Watch) Describe(out chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{reachable, inboxFiles, inboxAge, jobSuccess, jobOverdue, unreported, letters} {
		out <- d
	}
}

// Collect gives what is known, aged by now. It looks at nothing.
func (w *Watch) Collect(out chan<- prometheus.Metric) {
	gauge := func(d *prometheus.Desc, value float64, labels ...string) {
		out <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, value, labels...)
	}
	w.lock.Lock()
	defer w.lock.Unlock()
	now := w.Now()
	since := func(t time.Time) float64 {
		if t.IsZero() {
			return 0
		}
		return max(0, now.Sub(t).Seconds())
	}
	for what, well := range w.known.reachable {
		value := 0.0
		if well {
			value = 1
		}
		gauge(reachable, value, what)
	}
	if w.known.waiting != nil {
		gauge(inboxFiles, float64(w.known.waiting.Files))
		gauge(inboxAge, since(w.known.waiting.Since))
	}
	for _, s := range w.known.standings {
		success := 0.0
		if !s.Success.IsZero() {
			success = float64(s.Success.UnixMilli()) / 1000
		}
		gauge(jobSuccess, success, s.Name)
		gauge(jobOverdue, since(s.Overdue(w.begun, now)), s.Name)
	}
	if w.known.letters != nil {
		gauge(letters, float64(w.known.letters[db.Waiting]), "waiting")
		gauge(letters, float64(w.known.letters[db.GivenUp]), "given-up")
	}
	for _, u := range w.known.unreported {
		gauge(unreported, float64(len(u.Agencies)), strconv.Itoa(u.Period.Year), strconv.Itoa(u.Period.Quarter))
	}
}
