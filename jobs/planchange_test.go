package jobs_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"rekon/jobs"
	"rekon/reconcile"
)

// bookFrom makes a workbook of one sheet from lines of cells parted by "|". What looks
// like a number is one.
func bookFrom(t testing.TB, lines ...string) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer func() { _ = f.Close() }()
	for row, line := range lines {
		for col, text := range strings.Split(line, "|") {
			cell, _ := excelize.CoordinatesToCellName(col+1, row+1)
			var value any = strings.TrimSpace(text)
			var n float64
			if _, err := fmt.Sscanf(value.(string)+"\n", "%g\n", &n); err == nil {
				value = n
			}
			if value != "" {
				if err := f.SetCellValue("Sheet1", cell, value); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	out, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// planBook is a small plan of BKPP for 2020: lines as code, name, unit, then target and
// rupiah of each quarter and of the year.
func planBook(t testing.TB, lines ...string) []byte {
	t.Helper()
	return bookFrom(t, append([]string{
		"RENCANA AKSI TAHUN 2020", "BADAN KEPEGAWAIAN DAERAH", "",
		"Kode|Program / Kegiatan|Satuan|Target Triwulan I|(Rp) Triwulan I|Target Triwulan II|(Rp) Triwulan II|Target Triwulan III|(Rp) Triwulan III|Target Triwulan IV|(Rp) Triwulan IV|Target Akhir Tahun|(Rp) Akhir Tahun",
	}, lines...)...)
}

// reportBook is a report of a quarter: lines as code, name, realisasi and rupiah.
func reportBook(t testing.TB, quarter int, lines ...string) []byte {
	t.Helper()
	return bookFrom(t, append([]string{
		fmt.Sprintf("LAPORAN REALISASI TRIWULAN %s TAHUN 2020", reconcile.Period{Quarter: quarter}.Roman()), "BADAN KEPEGAWAIAN DAERAH", "",
		"Kode|Program / Kegiatan|Realisasi|Realisasi (Rp)",
	}, lines...)...)
}

var firstPlan = []string{
	"5.01.02|Program Kepegawaian",
	"5.01.02.2.01|Penempatan Pegawai|Orang|5|10000000|9|10000000|9|10000000|12|10000000|35|40000000",
	"5.01.02.2.02|Pelatihan Bendahara|Orang|1|2000000|1|2000000|1|2000000|1|2000000|4|8000000",
	"5.01.02.2.03|Indeks Layanan|Nilai|20|1000000|40|1000000|60|1000000|80|1000000|80|4000000",
}

var changedPlan = []string{
	"5.01.02|Program Kepegawaian",
	"5.01.02.2.01|Penempatan Pegawai|Orang||||||| 20|15000000|43|45000000",
	"5.01.02.2.03|Indeks Layanan|Nilai|||||||85|2000000|85|5000000",
	"5.01.02.2.04|Seleksi Terbuka|Orang|||||||3|7000000|3|7000000",
}

// changeOffice has the first plan stored, and three quarters reported.
func changeOffice(o *office) {
	o.t.Helper()
	o.importPlan(planBook(o.t, firstPlan...), "BKPP")
	for q := 1; q <= 3; q++ {
		o.now = time.Date(2020, time.Month(3*q+1), 5, 9, 0, 0, 0, reconcile.WIB)
		o.drop(fmt.Sprintf("tw%d.xlsx", q), reportBook(o.t, q,
			"5.01.02.2.01|Penempatan Pegawai|7|9000000", "5.01.02.2.02|Pelatihan Bendahara|1|2000000", fmt.Sprintf("5.01.02.2.03|Indeks Layanan|%d|1000000", 20*q)))
		equal(o.t, "outcome", outcomes(o.run()), []string{fmt.Sprintf("tw%d.xlsx accepted 1", q)})
	}
	o.now = time.Date(2020, time.October, 20, 9, 0, 0, 0, reconcile.WIB)
}

func (o *office) importChange(quarter int, lines ...string) jobs.Imported {
	o.t.Helper()
	got, err := o.ImportPlan(o.t.Context(), "dppa.xlsx", planBook(o.t, lines...),
		jobs.PlanImport{Agency: "BKPP", Year: 2020, FromQuarter: quarter, Decree: "DPPA 12/2020"})
	if err != nil {
		o.t.Fatal(err)
	}
	return got
}

// told writes the findings of a plan as their codes and cells.
func told(fs []reconcile.Finding) []string {
	out := []string{}
	for _, f := range fs {
		out = append(out, fmt.Sprintf("%s %s %s", f.Code, f.Source.Cell, f.Line))
	}
	return out
}

// shownOf writes what the year to date says of each line of a result.
func shownOf(r reconcile.Result) []string {
	var out []string
	for _, v := range r.Variances {
		out = append(out, fmt.Sprintf("%s target %s of %s, actual %s; plan %s, spent %s of %s; gone %d", v.Line.Code, v.PhysicalYTD.Target.Text(), v.Line.Target[reconcile.Year].Text(),
			v.PhysicalYTD.Actual.Text(), v.MoneyYTD.Plan.Value.Decimal, v.MoneyYTD.Actual.Value.Decimal, v.Pagu.Decimal, v.Line.Gone))
	}
	return append(out, fmt.Sprintf("totals plan %s, spent %s of %s", r.Totals.PlanYTD.Decimal, r.Totals.ActualYTD.Decimal, r.Totals.Pagu.Decimal))
}

// TestChangeInTheYear: from the quarter of the change on the new targets hold, the
// quarters before keep theirs, and what was spent on a line that is gone stays.
func TestChangeInTheYear(t *testing.T) {
	each(t, func(o *office) {
		changeOffice(o)
		third := shownOf(o.result(3))
		got := o.importChange(4, changedPlan...)
		equal(o.t, "findings", told(got.Plan.Findings), []string{})
		equal(o.t, "the third quarter", shownOf(o.result(3)), third)
		o.drop("tw4.xlsx", reportBook(o.t, 4, "5.01.02.2.01|Penempatan Pegawai|22|16000000", "5.01.02.2.02|Pelatihan Bendahara|1|2000000",
			"5.01.02.2.03|Indeks Layanan|85|2000000", "5.01.02.2.04|Seleksi Terbuka|3|6000000"))
		equal(o.t, "a line that is gone", outcomes(o.run()), []string{"tw4.xlsx returned"})
		equal(o.t, "why", o.rows("drops", "errors")[3:], []string{"line-unplanned"})
		o.later(time.Hour)
		o.drop("tw4.xlsx", reportBook(o.t, 4, "5.01.02.2.01|Penempatan Pegawai|22|16000000", "5.01.02.2.02|Pelatihan Bendahara|0|",
			"5.01.02.2.03|Indeks Layanan|85|2000000", "5.01.02.2.04|Seleksi Terbuka|3|6000000"))
		equal(o.t, "without it", outcomes(o.run()), []string{"tw4.xlsx accepted 1"})
		equal(o.t, "the year", shownOf(o.result(4)), []string{
			"5.01.02 target  of , actual ; plan 63000000, spent 60000000 of 57000000; gone 0",
			"5.01.02.2.01 target 43 of 43, actual 43; plan 45000000, spent 43000000 of 45000000; gone 0",
			"5.01.02.2.02 target 3 of , actual 3; plan 6000000, spent 6000000 of 0; gone 4",
			"5.01.02.2.03 target 85 of 85, actual 85; plan 5000000, spent 5000000 of 5000000; gone 0",
			"5.01.02.2.04 target 3 of 3, actual 3; plan 7000000, spent 6000000 of 7000000; gone 0",
			"totals plan 63000000, spent 60000000 of 57000000",
		})
	})
}

// TestChangeCorrected: the first plan is corrected, from the first quarter on, after a
// change; the change holds no more until it is imported again, which is told.
func TestChangeCorrected(t *testing.T) {
	each(t, func(o *office) {
		changeOffice(o)
		o.importChange(4, changedPlan...)
		corrected := append([]string{}, firstPlan...)
		corrected[1] = strings.Replace(corrected[1], "|5|10000000|", "|6|10000000|", 1)
		corrected[1] = strings.Replace(corrected[1], "|35|", "|36|", 1)
		got := o.importPlan(planBook(o.t, corrected...), "BKPP")
		equal(o.t, "told", told(got.Plan.Findings), []string{"change-replaced B5 "})
		equal(o.t, "first quarter", o.result(1).Variances[1].Physical.Target.Text(), "6")
		got = o.importChange(4, changedPlan...)
		equal(o.t, "revision", got.Plan.Revision, 4)
		equal(o.t, "told again", told(got.Plan.Findings), []string{"target-quarters L6 5.01.02.2.01"})
		plans, err := o.DB.Plans(o.t.Context(), "BKPP", 2020)
		if err != nil {
			o.t.Fatal(err)
		}
		year, _ := reconcile.Effective(plans, 4)
		equal(o.t, "first quarter of the year", year.Lines[1].Target[0].Text(), "6")
	})
}

// TestStatedBefore: the plan after the change is taken; what stands before it, and the
// difference, are compared with the plan that is stored.
func TestStatedBefore(t *testing.T) {
	each(t, func(o *office) {
		o.importPlan(planBook(o.t, firstPlan...), "BKPP")
		book := bookFrom(o.t, "RENCANA AKSI PERUBAHAN TAHUN 2020", "BADAN KEPEGAWAIAN DAERAH", "",
			"Kode|Program / Kegiatan|Satuan|Target Triwulan IV Setelah Perubahan|(Rp) Triwulan IV Setelah Perubahan|Target Akhir Tahun Sebelum Perubahan|(Rp) Akhir Tahun Sebelum Perubahan|Target Akhir Tahun Setelah Perubahan|(Rp) Akhir Tahun Setelah Perubahan|(Rp) Akhir Tahun Bertambah/(Berkurang)",
			"5.01.02|Program Kepegawaian",
			"5.01.02.2.01|Penempatan Pegawai|Orang|20|15000000|36|40000000|43|45000000|5000000",
			"5.01.02.2.02|Pelatihan Bendahara|Orang|0|1000000|4|8000000|3|7000000|(1.500.000)",
			"5.01.02.2.03|Indeks Layanan|Nilai|85|1000000||9000000|85|4000000|-5000000")
		got, err := o.ImportPlan(o.t.Context(), "dppa.xlsx", book, jobs.PlanImport{Agency: "BKPP", Year: 2020, FromQuarter: 4, Decree: "DPPA"})
		if err != nil {
			o.t.Fatal(err)
		}
		equal(o.t, "findings", told(got.Plan.Findings), []string{
			"plan-before-differs F6 5.01.02.2.01", "plan-before-differs J7 5.01.02.2.02", "plan-before-differs G8 5.01.02.2.03"})
		year, _ := reconcile.Effective([]reconcile.Plan{got.Plan}, 4)
		equal(o.t, "taken", year.Lines[1].Target[reconcile.Year].Text()+" "+year.Lines[1].Budget[reconcile.Year].Value.Decimal.String(), "43 45000000")
	})
}

// TestRenamedLine: a line of a change that resembles one that is gone is offered, taken
// for it once a person confirms it, and keeps then what was reported on it.
func TestRenamedLine(t *testing.T) {
	each(t, func(o *office) {
		changeOffice(o)
		renamed := append([]string{}, changedPlan...)
		renamed[3] = "5.01.02.2.09|Pelatihan Bendahara Pengeluaran|Orang|||||||2|3000000|5|9000000"
		got := o.importChange(4, renamed...)
		equal(o.t, "offered", told(got.Plan.Findings), []string{"target-quarters L8 5.01.02.2.09", "budget-quarters M8 5.01.02.2.09", "line-candidate B8 5.01.02.2.09"})
		equal(o.t, "until then gone", got.Plan.Lines[3].Code, "5.01.02.2.09")
		o.Same = map[string]map[string]string{"BKPP": {"5.01.02.2.09": "5.01.02.2.02"}}
		renamed[3] += " " // other bytes
		got = o.importChange(4, append(renamed, "Sumber: DPPA")...)
		equal(o.t, "confirmed", told(got.Plan.Findings), []string{})
		plans, err := o.DB.Plans(o.t.Context(), "BKPP", 2020)
		if err != nil {
			o.t.Fatal(err)
		}
		year, _ := reconcile.Effective(plans, 4)
		l := year.Lines[slices.IndexFunc(year.Lines, func(l reconcile.Line) bool { return l.Gone == 0 && l.Parent != "" && l.Source.Cell == "B8" })]
		equal(o.t, "the line", l.Code+" "+l.Target[0].Text()+" "+l.Target[3].Text()+" "+l.Name(), "5.01.02.2.02 1 2 Pelatihan Bendahara Pengeluaran")
		o.clean("a line confirmed after the revision before")
	})
}
