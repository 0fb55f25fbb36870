package reconcile

import "time"

// WIB is the office's clock, Asia/Jakarta, which knows no daylight saving.
var WIB = time.FixedZone("WIB", 7*60*60)

// AgencyState is what is known of an agency in a quarter.
type AgencyState struct {
	Closed   bool      // the quarter is closed for it
	Rejected bool      // a workbook came and was given back
	Report   *Report   // the report that stands, nil where none was ever accepted
	Findings []Finding // of that report: Result.Findings
	Due      time.Time // see [Due]
}

// AgencyStatus is the flag of an agency in a quarter.
func AgencyStatus(s AgencyState) Status { return BelumLapor }

// Due is the first instant at which a report of the period is late.
func Due(p Period, rules Rules) time.Time { return time.Time{} }

// LateDays is by how many days in Jakarta a report came late; 0 for in time.
func LateDays(received, due time.Time) int { return 0 }
