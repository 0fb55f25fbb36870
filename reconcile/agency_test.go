package reconcile

import (
	"testing"
	"time"
)

func TestAgencyStatus(t *testing.T) {
	due := time.Date(2020, 4, 11, 0, 0, 0, 0, WIB)
	came := func(at time.Time) *Report { return &Report{ReceivedAt: at} }
	early, late := came(due.Add(-time.Nanosecond)), came(due)
	warning := []Finding{{Code: HiddenRows}, {Code: LineMissing}}
	tests := []struct {
		name  string
		state AgencyState
		want  Status
	}{
		{"closed", AgencyState{Closed: true}, Ditutup},
		{"closed comes first", AgencyState{Closed: true, Rejected: true, Report: late, Findings: warning}, Ditutup},
		{"nothing came", AgencyState{}, BelumLapor},
		{"given back", AgencyState{Rejected: true}, Ditolak},
		{"in time", AgencyState{Report: early}, Diterima},
		{"given back after it was accepted", AgencyState{Report: early, Rejected: true}, Diterima},
		{"late", AgencyState{Report: late}, Terlambat},
		{"late comes before a warning", AgencyState{Report: late, Findings: warning}, Terlambat},
		{"a warning", AgencyState{Report: early, Findings: warning}, DiterimaCatatan},
		{"an info", AgencyState{Report: early, Findings: warning[:1]}, Diterima},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tt.state.Due = due
			if got := AgencyStatus(tt.state); got != tt.want {
				t.Errorf("%s, want %s", got, tt.want)
			}
		})
	}
}

func TestDue(t *testing.T) {
	tests := []struct {
		quarter, day int
		want         string // the due date; late from the next midnight in Jakarta
	}{
		{1, 10, "2020-04-10"}, {2, 10, "2020-07-10"}, {3, 10, "2020-10-10"}, {4, 10, "2021-01-10"},
		{1, 31, "2020-04-30"}, {4, 31, "2021-01-31"}, {1, 0, "2020-04-01"},
	}
	for _, tt := range tests {
		p, rules := Period{2020, tt.quarter}, Rules{DueDay: tt.day}
		if got := DueDate(p, rules).Format(time.DateOnly); got != tt.want {
			t.Errorf("quarter %d, day %d: %s, want %s", tt.quarter, tt.day, got, tt.want)
		}
		first := Due(p, rules)
		if last := first.Add(-time.Nanosecond).Format(time.DateOnly); last != tt.want || first.Hour() != 0 {
			t.Errorf("quarter %d, day %d: late from %s", tt.quarter, tt.day, first)
		}
	}
}

func TestLateDays(t *testing.T) {
	due := Due(Period{2020, 1}, DefaultRules())
	for received, want := range map[string]int{
		"2020-03-01T00:00:00+07:00": 0, "2020-04-10T23:59:59+07:00": 0, "2020-04-11T00:00:00+07:00": 1, "2020-04-11T23:59:59+07:00": 1,
		"2020-04-12T00:00:00+07:00": 2, "2020-04-10T16:59:59Z": 0, "2020-04-10T17:00:00Z": 1, "2020-05-10T12:00:00+07:00": 30,
	} {
		at, err := time.Parse(time.RFC3339, received)
		if err != nil {
			t.Fatal(err)
		}
		if got := LateDays(at, due); got != want {
			t.Errorf("%s: %d, want %d", received, got, want)
		}
	}
}
