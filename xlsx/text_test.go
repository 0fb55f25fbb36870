package xlsx

import (
	"testing"
	"time"

	"rekon/reconcile"
)

// TestPosition: a quarter is told as of its last day, unless its report came before that.
func TestPosition(t *testing.T) {
	first := reconcile.Period{Year: 2026, Quarter: 4}
	for received, want := range map[time.Time]string{
		{}: "Triwulan IV Tahun 2026, posisi 31 Desember 2026",
		time.Date(2027, time.January, 5, 9, 0, 0, 0, reconcile.WIB):     "Triwulan IV Tahun 2026, posisi 31 Desember 2026",
		time.Date(2027, time.January, 1, 0, 0, 0, 0, reconcile.WIB):     "Triwulan IV Tahun 2026, posisi 31 Desember 2026",
		time.Date(2026, time.December, 31, 23, 59, 0, 0, reconcile.WIB): "Triwulan IV Tahun 2026, posisi 31 Desember 2026 (triwulan belum berakhir waktu laporan masuk)",
		time.Date(2026, time.December, 1, 9, 0, 0, 0, reconcile.WIB):    "Triwulan IV Tahun 2026, posisi 1 Desember 2026 (triwulan belum berakhir waktu laporan masuk)",
	} {
		if got := position(first, received); got != want {
			t.Errorf("%v: %s", received, got)
		}
	}
}
