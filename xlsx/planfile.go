package xlsx

import (
	"errors"
	"time"

	"rekon/reconcile"
)

// ReadPlanFile opens the bytes of a plan workbook and reads it, within a time, 0 for
// no bound. What cannot be opened or read is a plan without lines and one finding.
func ReadPlanFile(name string, data []byte, limits Limits, within time.Duration, set Settings) PlanReading {
	out, problem := Guard(within, name, hash(data), func(stop *Stop) PlanReading {
		limits.Stop = stop
		b, err := Open(name, data, limits)
		var failed *OpenError
		if errors.As(err, &failed) {
			return unreadPlan(name, failed.Finding)
		}
		defer b.Close()
		out := ReadPlan(b, set)
		out.Plan.Findings = append(out.Plan.Findings, b.Notices()...)
		return out
	}, func(PlanReading) {})
	if problem != nil {
		return unreadPlan(name, *problem)
	}
	return out
}

func unreadPlan(name string, f reconcile.Finding) PlanReading {
	return PlanReading{First: f.Source, Plan: reconcile.Plan{File: name, SHA256: f.Source.SHA256, Findings: []reconcile.Finding{f}}}
}
