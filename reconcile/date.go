package reconcile

import (
	"fmt"
	"strings"
	"time"
)

// MonthNames are the months in Bahasa, January first.
var MonthNames = strings.Fields("Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember")

// LongDate is a day as offices write it, in Jakarta: "31 Maret 2020".
func LongDate(t time.Time) string {
	t = t.In(WIB)
	return fmt.Sprintf("%d %s %d", t.Day(), MonthNames[t.Month()-1], t.Year())
}

// LongTime is a moment as offices write it: "9 April 2020 pukul 08.05 WIB"; "" for none.
func LongTime(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return LongDate(t) + t.In(WIB).Format(" pukul 15.04 WIB")
}
