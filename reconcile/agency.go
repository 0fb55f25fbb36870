package reconcile

import "time"

// WIB is the office's clock, Asia/Jakarta, which knows no daylight saving.
var WIB = time.FixedZone("WIB", 7*60*60)

// AgencyState is what is known of an agency in a quarter.
type AgencyState struct {
	Closed   bool      // the quarter is closed for it
	Rejected bool      // a workbook came and was given back
	Report   *Report   // the report that stands, nil where none was ever accepted
	Findings []Finding // of that report: Result.Findings, not the plan's
	Due      time.Time // the first instant that is late, see [Due]
}

// AgencyStatus is the flag of an agency in a quarter, the first that fits: a
// closed quarter, nothing came, something came and nothing was ever accepted,
// received late, accepted with a warning, accepted. A line that was due and is not
// reported is a warning, line-missing.
func AgencyStatus(s AgencyState) Status {
	switch {
	case s.Closed:
		return Ditutup
	case s.Report == nil && !s.Rejected:
		return BelumLapor
	case s.Report == nil:
		return Ditolak
	case !s.Report.ReceivedAt.Before(s.Due):
		return Terlambat
	}
	for _, f := range s.Findings {
		if f.Severity() == Warning {
			return DiterimaCatatan
		}
	}
	return Diterima
}

// DueDate is the day a report is due, at its first instant in Jakarta: the rules'
// day of the month after the quarter, its last day where the month is shorter.
func DueDate(p Period, rules Rules) time.Time {
	month := time.Month(3*p.Quarter + 1)
	last := time.Date(p.Year, month+1, 0, 0, 0, 0, 0, WIB).Day()
	return time.Date(p.Year, month, max(1, min(rules.DueDay, last)), 0, 0, 0, 0, WIB)
}

// Due is the first instant at which a report of the period is late: the end of the
// due date in Jakarta.
func Due(p Period, rules Rules) time.Time { return DueDate(p, rules).AddDate(0, 0, 1) }

// LateDays is by how many calendar days in Jakarta a report came after its due
// date, 0 when it came in time. Due is the first late instant, see [Due].
func LateDays(received, due time.Time) int {
	days := jakartaDay(received) - jakartaDay(due.Add(-1))
	return int(max(days, 0))
}

// jakartaDay numbers the calendar days of Jakarta.
func jakartaDay(t time.Time) int64 {
	y, m, d := t.In(WIB).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / (24 * 60 * 60)
}
