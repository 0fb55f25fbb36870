package jobs

import (
	"net/http"
	"runtime"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"rekon/db"
	"rekon/reconcile"
)

// The stages of a workbook's way, as the metrics name them; see the package's story.
const (
	stageArchive  = "archive"
	stageOpen     = "open"
	stageDecide   = "decide"
	stageStore    = "store"
	stagePublish  = "publish"
	stageClear    = "clear"
	stageMark     = "mark"
	stageVariance = "variance"
)

// Metrics are what this process has done, counted for Prometheus. They hold names that
// are ours alone: no names of files, and nothing of what stands in them. A nil Metrics
// counts nothing.
type Metrics struct {
	registry *prometheus.Registry
	files    *prometheus.CounterVec
	findings *prometheus.CounterVec
	stages   *prometheus.HistogramVec
	retries  prometheus.Counter
}

// NewMetrics has metrics of a version of the program. All that is known beforehand
// stands at zero, so that a first time is seen as a rise.
func NewMetrics(version string) *Metrics {
	m := &Metrics{
		registry: prometheus.NewRegistry(),
		files: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "rekon_files_total",
			Help: "Files that were done with, each once. The reason of one that was given back is the first of its errors."},
			[]string{"outcome", "reason"}),
		findings: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "rekon_findings_total",
			Help: "Findings in the files that were done with."}, []string{"severity", "code"}),
		stages: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "rekon_stage_duration_seconds",
			Help:    "How long a stage of a workbook's way took, whether it succeeded or not.",
			Buckets: []float64{.001, .005, .01, .05, .1, .25, .5, 1, 2.5, 5, 10, 30, 60}}, []string{"stage"}),
		retries: prometheus.NewCounter(prometheus.CounterOpts{Name: "rekon_database_retries_total",
			Help: "Times that a transaction or a query was tried again, for the database undid or refused it or was lost."}),
	}
	build := prometheus.NewGauge(prometheus.GaugeOpts{Name: "rekon_build_info", Help: "The program; always 1.",
		ConstLabels: prometheus.Labels{"version": version, "goversion": runtime.Version()}})
	build.Set(1)
	m.registry.MustRegister(m.files, m.findings, m.stages, m.retries, build,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	m.begin()
	return m
}

func (m *Metrics) begin() {
	for _, o := range []db.Outcome{db.Accepted, db.Duplicate} {
		m.files.WithLabelValues(string(o), "")
	}
	for _, c := range reconcile.Codes() {
		m.findings.WithLabelValues(string(c.Severity()), string(c))
		if c.Severity() == reconcile.Error {
			m.files.WithLabelValues(string(db.Returned), string(c))
		}
	}
	for _, s := range []string{stageArchive, stageOpen, stageDecide, stageStore, stagePublish, stageClear, stageMark, stageVariance} {
		m.stages.WithLabelValues(s)
	}
}

// Handler answers Prometheus with what is counted.
func (m *Metrics) Handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{MaxRequestsInFlight: 4})
}

// Retried counts what the database is asked again.
func (m *Metrics) Retried(error) {
	if m != nil {
		m.retries.Inc()
	}
}

// taken counts a file that is done with.
func (m *Metrics) taken(t Taken) {
	if m == nil {
		return
	}
	reason := ""
	for _, f := range t.Findings {
		m.findings.WithLabelValues(string(f.Severity()), string(f.Code)).Inc()
		if t.Outcome == db.Returned && reason == "" && f.Severity() == reconcile.Error {
			reason = string(f.Code)
		}
	}
	m.files.WithLabelValues(string(t.Outcome), reason).Inc()
}

// timed begins a stage, and gives what ends it.
func (j *Job) timed(stage string) (end func()) {
	if j.Metrics == nil {
		return func() {}
	}
	begun := j.Now()
	return func() { j.Metrics.stages.WithLabelValues(stage).Observe(j.Now().Sub(begun).Seconds()) }
}
