package main

import (
	"encoding/json"
	"strings"
	"testing"

	"rekon/jobs"
	"rekon/reconcile"
)

// TestReadings: check says how a cell was read; null for a plain number.
func TestReadings(t *testing.T) {
	var d jobs.Decision
	d.Report.Realizations = []reconcile.Realization{{Line: "K1", Physical: reconcile.Quantity{Why: "0,2625 berformat persen = 26,25%"}}}
	out, err := json.Marshal(checkOf("laporan.xlsx", d))
	if err != nil || !strings.Contains(string(out), `"readings":{"physical":"0,2625 berformat persen = 26,25%","money":null}`) {
		t.Errorf("%s, %v", out, err)
	}
}
