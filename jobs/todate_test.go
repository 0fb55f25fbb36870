package jobs_test

import (
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"rekon/reconcile"
)

// A report whose figures are s.d. triwulan rests on what the quarters before it had when
// it came. When one of them is corrected afterwards, its own figures stay as they were
// read, and the difference is asked about at its cell.
func TestCorrectionBehindFiguresToDate(t *testing.T) {
	eachPlanned(t, func(o *office) {
		first := fixture(t, tw1)
		o.drop("tw1.xlsx", first)
		o.run()
		o.later(91 * 24 * time.Hour)
		const heading = "Realisasi s.d. Triwulan II (Rp)"
		o.drop("tw2.xlsx", edited(t, first, map[string]any{
			"RENCANA AKSI!A1": "LAPORAN REALISASI RENCANA AKSI TRIWULAN II TAHUN 2020", "RENCANA AKSI!D4": "TRIWULAN II", "RENCANA AKSI!G5": heading,
			"PROGRAM KEGIATAN!A1": "LAPORAN REALISASI RENCANA AKSI PROGRAM KEGIATAN TRIWULAN II TAHUN 2020",
			"PROGRAM KEGIATAN!F4": "TRIWULAN II", "PROGRAM KEGIATAN!I5": heading,
			"PROGRAM KEGIATAN!F26": "TRIWULAN II", "PROGRAM KEGIATAN!I27": heading,
			spent: "32195000",
		}))
		equal(t, "taken", outcomes(o.run()), []string{"tw2.xlsx accepted 1"})
		o.asked(nil)

		o.later(time.Hour)
		o.drop("tw1 betul.xlsx", edited(t, first, map[string]any{spent: "13195000"}))
		o.run()
		o.asked([]string{"PROGRAM KEGIATAN!I7 1.1.1.PKSA.1 -1000000"})
		if got := o.result(2).Variances[6].Money.Actual.Value.Decimal; !got.Equal(decimal.NewFromInt(20000000)) {
			t.Errorf("the second quarter has %s", got)
		}
		o.clean("a quarter corrected behind figures to date")
	})
}

// asked are the questions about figures to date in the second quarter.
func (o *office) asked(want []string) {
	o.t.Helper()
	var got []string
	for _, f := range o.result(2).Findings {
		if f.Code == reconcile.TodateDiffers {
			got = append(got, f.Source.String()+" "+f.Line+" "+f.Difference.Decimal.String())
		}
	}
	equal(o.t, "asked", got, want)
}
