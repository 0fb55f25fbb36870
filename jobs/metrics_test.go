package jobs_test

import (
	"errors"
	"log/slog"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus/testutil"

	"rekon/db"
	"rekon/jobs"
	"rekon/reconcile"
)

// scrape is what Prometheus is answered.
func scrape(t *testing.T, m *jobs.Metrics) string {
	t.Helper()
	w := httptest.NewRecorder()
	m.Handler().ServeHTTP(w, httptest.NewRequest("GET", "/metrics", nil))
	if w.Code != 200 {
		t.Fatalf("%d: %s", w.Code, w.Body)
	}
	return w.Body.String()
}

// counted are the lines of a metric that are not zero, without the metric's name.
func counted(t *testing.T, m *jobs.Metrics, metric string) (out []string) {
	t.Helper()
	for line := range strings.Lines(scrape(t, m)) {
		rest, is := strings.CutPrefix(strings.TrimSpace(line), metric)
		if is && !strings.HasSuffix(rest, " 0") && strings.IndexAny(rest, "{ ") == 0 {
			out = append(out, rest)
		}
	}
	return out
}

// TestMetrics: what is taken and given back is counted once, also when a later pass
// finished it, and each stage that it went through.
func TestMetrics(t *testing.T) {
	eachPlanned(t, func(o *office) {
		o.Metrics = jobs.NewMetrics("1.2.3")
		o.drop("a.xlsx", fixture(o.t, tw1))
		o.run()
		o.drop("a lagi.xlsx", fixture(o.t, tw1))
		o.drop("rusak.xlsx", []byte("bukan buku kerja"))
		o.drop("salah.xlsx", edited(o.t, fixture(o.t, tw2), map[string]any{"PROGRAM KEGIATAN!M7": "18,x"}))
		o.StopAt(func(point string) error {
			if point == "published" {
				return errors.New("the power failed")
			}
			return nil
		})
		if _, err := o.Run(o.t.Context()); err == nil {
			o.t.Fatal("it went on")
		}
		equal(o.t, "counted before they are done with", counted(o.t, o.Metrics, "rekon_files_total"), []string{`{outcome="accepted",reason=""} 1`})
		o.StopAt(nil)
		o.run()
		equal(o.t, "files", counted(o.t, o.Metrics, "rekon_files_total"), []string{
			`{outcome="accepted",reason=""} 1`, `{outcome="duplicate",reason=""} 1`,
			`{outcome="returned",reason="amount-unreadable"} 1`, `{outcome="returned",reason="not-a-workbook"} 1`})
		equal(o.t, "stages", counted(o.t, o.Metrics, "rekon_stage_duration_seconds_count"), []string{
			`{stage="archive"} 4`, `{stage="clear"} 4`, `{stage="decide"} 4`, `{stage="mark"} 4`, `{stage="open"} 4`,
			`{stage="publish"} 7`, `{stage="store"} 3`, `{stage="variance"} 1`})
		findings := strings.Join(counted(o.t, o.Metrics, "rekon_findings_total"), "\n")
		for _, want := range []string{`{code="amount-unreadable",severity="error"} 1`, `{code="not-a-workbook",severity="error"} 1`} {
			if !strings.Contains(findings, want) {
				o.t.Errorf("findings without %s:\n%s", want, findings)
			}
		}
		o.Metrics.Retried(errors.New("deadlock"))
		equal(o.t, "retries", counted(o.t, o.Metrics, "rekon_database_retries_total"), []string{" 1"})
		problems, err := testutil.GatherAndLint(o.Metrics.Registry())
		if err != nil || len(problems) > 0 {
			o.t.Errorf("%v %v", problems, err)
		}
	})
}

// TestMetricsHoldOurNamesAlone: the series there are before any file came are all
// that there can be.
func TestMetricsHoldOurNamesAlone(t *testing.T) {
	m := jobs.NewMetrics("1.2.3")
	series := func() (n int) {
		return testutil.CollectAndCount(m.Registry(), "rekon_files_total", "rekon_findings_total", "rekon_stage_duration_seconds")
	}
	before := series()
	for _, c := range reconcile.Codes() {
		for _, outcome := range []db.Outcome{db.Accepted, db.Duplicate, db.Returned} {
			if outcome != db.Returned || c.Severity() == reconcile.Error {
				j := &jobs.Job{Metrics: m, Log: slog.New(slog.DiscardHandler)}
				j.LogTaken(jobs.Taken{Decision: jobs.Decision{Outcome: outcome, Findings: []reconcile.Finding{{Code: c}}}})
			}
		}
	}
	if after := series(); after != before || before < 60 {
		t.Errorf("%d series became %d", before, after)
	}
}
