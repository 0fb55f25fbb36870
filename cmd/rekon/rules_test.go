package main

import (
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
)

const rulesFile = "../../docs/rekon.rules.yml"

var metricName = regexp.MustCompile(`\brekon_[a-z_]+[a-z]`)

// TestAlertRules: the example of alert rules asks for metrics that the worker has, and
// all that it has are described for the administrator.
func TestAlertRules(t *testing.T) {
	have := metricsServed(t)
	data, err := os.ReadFile(rulesFile)
	must(t, err)
	var rules struct {
		Groups []struct {
			Name  string
			Rules []struct {
				Alert       string
				Expr        string
				For         string
				Labels      map[string]string
				Annotations map[string]string
			}
		}
	}
	must(t, yaml.UnmarshalWithOptions(data, &rules, yaml.Strict()))
	asked := 0
	for _, g := range rules.Groups {
		for _, r := range g.Rules {
			for _, name := range metricName.FindAllString(r.Expr, -1) {
				asked++
				if have[name] == "" {
					t.Errorf("%s asks for %s, which there is not", r.Alert, name)
				}
			}
			if r.Labels["severity"] == "" || r.Annotations["summary"] == "" || r.Annotations["description"] == "" {
				t.Errorf("%s does not say how urgent it is, what it means and what to do", r.Alert)
			}
		}
	}
	if asked < 8 {
		t.Errorf("only %d metrics are asked for", asked)
	}
	doc, err := os.ReadFile("../../docs/operasi.md")
	must(t, err)
	for _, name := range metricName.FindAllString(string(doc), -1) {
		if have[name] == "" {
			t.Errorf("operasi.md describes %s, which there is not", name)
		}
	}
	for _, name := range slices.Sorted(maps.Values(have)) {
		if !strings.Contains(string(doc), "`"+name+"`") {
			t.Errorf("operasi.md does not describe %s", name)
		}
	}
	t.Run("promtool", func(t *testing.T) {
		promtool(t, "", "check", "rules", "--lint-fatal", rulesFile)
		promtool(t, "", "test", "rules", "testdata/rules.test.yml")
	})
}

// metricsServed are the names of a worker's series, and of the metrics they belong to.
func metricsServed(t *testing.T) map[string]string {
	t.Helper()
	w := newServing(t)
	at := w.startListening()
	w.measures(at, `rekon_inbox_files 0`, `rekon_agencies_unreported{quarter="4",year="2020"} 1`, `rekon_reachable{what="share"} 1`)
	_, metrics := fetch(t, at+"/metrics")
	must(t, w.stop())
	have := map[string]string{}
	for line := range strings.Lines(metrics) {
		words := strings.Fields(line)
		if len(words) < 4 || words[1] != "TYPE" || !strings.HasPrefix(words[2], "rekon_") {
			continue
		}
		have[words[2]] = words[2]
		if words[3] == "histogram" {
			for _, end := range []string{"_bucket", "_sum", "_count"} {
				have[words[2]+end] = words[2]
			}
		}
	}
	return have
}
