package xlsx

import (
	"fmt"
	"strings"
	"time"
	units "unicode/utf16"
	"unicode/utf8"

	"rekon/reconcile"
)

// maxText is what a cell holds, in UTF-16 units.
const maxText = 32767

const cutMark = " … [dipotong]" // 13 of them

// clean makes typed text fit for a cell: characters that XML forbids go, line
// ends become one kind, and what is too long for a cell is cut visibly.
func clean(s string) string {
	if isClean(s) {
		return s
	}
	s = strings.ReplaceAll(strings.ToValidUTF8(s, ""), "\r\n", "\n")
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\r':
			return '\n'
		case r < ' ' && r != '\n' && r != '\t', r == 0xFFFE, r == 0xFFFF:
			return -1
		}
		return r
	}, s)
	if u := units.Encode([]rune(s)); len(u) > maxText {
		s = strings.TrimRight(string(units.Decode(u[:maxText-13])), "\uFFFD") + cutMark
	}
	return s
}

// isClean is a quick look at what nearly every text is.
func isClean(s string) bool {
	if len(s) > maxText {
		return false
	}
	for _, r := range s {
		if r < ' ' && r != '\n' && r != '\t' || r == utf8.RuneError || r == 0xFFFE || r == 0xFFFF {
			return false
		}
	}
	return true
}

var months = reconcile.MonthNames

// quarterEnd is the last day of a quarter.
func quarterEnd(p reconcile.Period) time.Time {
	return time.Date(p.Year, time.Month(p.Quarter*3+1), 0, 0, 0, 0, 0, reconcile.WIB)
}

// position says as of which day a quarter is told: its last, or that on which a report came
// before it had ended.
func position(p reconcile.Period, received time.Time) string {
	end := quarterEnd(p)
	if !received.IsZero() && received.Before(end.AddDate(0, 0, 1)) {
		return periodWords(p) + ", posisi " + reconcile.LongDate(received) + " (triwulan belum berakhir waktu laporan masuk)"
	}
	return periodWords(p) + ", posisi " + reconcile.LongDate(end)
}

// checkPeriod refuses a period that is no quarter of a year.
func checkPeriod(p reconcile.Period) error {
	if p.Quarter < 1 || p.Quarter > 4 {
		return fmt.Errorf("triwulan %d does not exist: want 1 to 4", p.Quarter)
	}
	return nil
}
