package xlsx

import (
	"fmt"
	"strings"
	"time"

	"github.com/shopspring/decimal"
)

// since1904 reports whether the workbook counts its days from 1904, as those made
// on old Macintoshes do.
func (b *Book) since1904() bool {
	props, err := b.file.GetWorkbookProps()
	return err == nil && props.Date1904 != nil && *props.Date1904
}

// dateNote says what a spreadsheet made of something typed, and what that probably
// was: a guess for the person who knows, never a figure.
func dateNote(v decimal.Decimal, format section, since1904 bool) string {
	days := v.Floor()
	y, m, d, ok := calendar(days.IntPart(), since1904)
	switch {
	case v.IsNegative() || !days.BigInt().IsInt64() || format.time && !format.date && v.IsInteger() && !v.IsZero():
		return "tanggal; mungkin yang diketik " + plainWords(v)
	case format.time && !format.date || days.IsZero() && !v.IsZero():
		return clockNote(v)
	case !ok || y < 1990 && !format.months || y < 1930 || y > 2079: // a number in a cell that was made for dates
		return "tanggal; mungkin yang diketik " + plainWords(v)
	case format.months && d == 1:
		return fmt.Sprintf("tanggal (%s %d); mungkin yang diketik %d/%02d atau %d-%02d", months[m-1], y, m, y%100, m, y%100)
	case d <= 12 && d != m:
		return fmt.Sprintf("tanggal (%d %s %d); mungkin yang diketik %d/%d atau %d-%d, pada Excel berbahasa Inggris %d/%d", d, months[m-1], y, d, m, d, m, m, d)
	default:
		return fmt.Sprintf("tanggal (%d %s %d); mungkin yang diketik %d/%d atau %d-%d", d, months[m-1], y, d, m, d, m)
	}
}

// plainWords writes a number as one types it.
func plainWords(v decimal.Decimal) string { return strings.Replace(v.String(), ".", ",", 1) }

// clockNote is for a time of day or a length of time.
func clockNote(v decimal.Decimal) string {
	seconds := v.Mul(decimal.NewFromInt(86400)).Round(0).IntPart()
	h, m, s := seconds/3600, seconds/60%60, seconds%60
	if s != 0 {
		return fmt.Sprintf("jam (%d:%02d:%02d); mungkin yang diketik %d.%02d.%02d atau %d:%02d:%02d", h, m, s, h, m, s, h, m, s)
	}
	return fmt.Sprintf("jam (%d:%02d); mungkin yang diketik %d.%02d atau %d:%02d", h, m, h, m, h, m)
}

// calendar is the day of a serial number. The calendar that begins in 1900 has a
// 29 February in that year, which never was; day 1 of the other is 2 January 1904.
func calendar(serial int64, since1904 bool) (year, month, day int, ok bool) {
	const last = 2958465 // 31 December 9999
	if serial < 0 || serial > last {
		return 0, 0, 0, false
	}
	epoch := time.Date(1899, time.December, 30, 0, 0, 0, 0, time.UTC)
	switch {
	case since1904:
		epoch = time.Date(1904, time.January, 1, 0, 0, 0, 0, time.UTC)
	case serial == 60:
		return 1900, 2, 29, true
	case serial < 60:
		epoch = epoch.AddDate(0, 0, 1)
	}
	t := epoch.AddDate(0, 0, int(serial))
	return t.Year(), int(t.Month()), t.Day(), true
}

// isoNote is for a date that is stored as text, 2020-04-10T00:00:00.
func isoNote(raw string) string {
	t, err := time.Parse(time.DateOnly, raw[:min(len(raw), 10)])
	if err != nil {
		return ""
	}
	const epoch = 25569 // 1 January 1970
	return dateNote(decimal.NewFromInt(t.Unix()/86400+epoch), section{date: true}, false)
}
