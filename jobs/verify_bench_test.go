package jobs

import (
	"testing"
	"time"

	"rekon/db"
	"rekon/reconcile"
)

// BenchmarkVerify derives anew and compares a year of 200 agencies by 4 quarters on SQLite:
// 200 plans, 800 reports, 800 variance workbooks.
func BenchmarkVerify(b *testing.B) {
	j := benchYear(b)
	b.ResetTimer()
	for range b.N {
		resetPeak()
		begun := time.Now()
		v, err := j.Verify(b.Context(), db.QuarterFilter{})
		if err != nil || len(v.Differences) > 0 || v.Checked.Originals != 5*benchAgencies {
			b.Fatalf("%+v, %d differences: %v", v.Checked, len(v.Differences), err)
		}
		b.ReportMetric(float64(v.Checked.Originals)/time.Since(begun).Seconds(), "originals/s")
		b.ReportMetric(float64(v.Checked.Rows), "rows")
		b.ReportMetric(float64(v.Checked.Figures), "figures")
		b.ReportMetric(peakMegabytes(), "peak-MB")
		b.ReportMetric(float64(j.workers()), "goroutines")
	}
}

// benchYear is an office in which all agencies reported all quarters, the same figures in
// each.
func benchYear(b *testing.B) *Job {
	b.Helper()
	j, _ := benchShare(b)
	now := j.Now()
	j.Now = func() time.Time { return now }
	for q := 1; q <= 4; q++ {
		p := reconcile.Period{Year: 2020, Quarter: q}
		if now = reconcile.Due(p, j.rules()).Add(-24 * time.Hour); q > 1 {
			for i := range benchAgencies {
				code, name := benchAgency(i)
				title, columns := "TRIWULAN "+p.Roman()+" TAHUN 2020", "TRIWULAN "+p.Roman()
				benchDrop(b, j, code, retitled(b, "realisasi-tw1-tunggal.xlsx", name, map[string]string{
					"RENCANA AKSI!A1": "LAPORAN REALISASI RENCANA AKSI " + title, "RENCANA AKSI!D4": columns,
					"PROGRAM KEGIATAN!A1": "LAPORAN REALISASI RENCANA AKSI PROGRAM KEGIATAN " + title,
					"PROGRAM KEGIATAN!F4": columns, "PROGRAM KEGIATAN!F26": columns,
				}))
			}
		}
		pass, err := j.Run(b.Context())
		if n := pass.Count(db.Accepted); err != nil || n != benchAgencies {
			b.Fatalf("quarter %d: %d accepted: %v", q, n, err)
		}
	}
	return j
}
