package xlsx_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"rekon/reconcile"
	"rekon/xlsx"
)

// e81Rows are the lines of a small Form E.81: its sasaran or code, its name, what is
// measured, target and anggaran of the year, realisasi of two quarters.
var e81Rows = []struct {
	sasaran, code, name, measure string
	figures                      []any // year K, Rp, TW I K, Rp, TW II K, Rp
}{
	{"Meningkatnya layanan kepegawaian", "5.03.02", "PROGRAM KEPEGAWAIAN DAERAH", "Persentase ASN terlayani", []any{"90%", nil, nil, nil, nil, nil}},
	{"", "5.03.02.2.01", "Pengadaan dan Informasi Kepegawaian ASN", "Jumlah dokumen pengadaan", []any{"4 Dokumen", 100_000_000, "1 Dokumen", 20_000_000, "1 Dokumen", 25_500_000.5}},
	{"", "5.03.02.2.02", "Mutasi dan Promosi ASN", "Jumlah ASN yang dimutasi", []any{"40 Orang", 60_000_000, "10 Orang", 15_000_000, "12 Orang", 14_000_000}},
}

// e81Columns are the column groups of Permendagri 86/2017, Form E.81.
var e81Columns = []string{
	"Target Renstra Perangkat Daerah pada Tahun 2021 (Akhir Periode Renstra Perangkat Daerah)",
	"Realisasi Capaian Kinerja Renstra Perangkat Daerah sampai dengan Renja Perangkat Daerah Tahun Lalu (2019)",
	"Target Kinerja dan Anggaran Renja Perangkat Daerah Tahun Berjalan (Tahun 2020) yang Dievaluasi",
	"I", "II", "III", "IV",
	"Realisasi Capaian Kinerja dan Anggaran Renja Perangkat Daerah yang Dievaluasi",
	"Realisasi Kinerja dan Anggaran Renstra Perangkat Daerah s/d Tahun 2020",
	"Tingkat Capaian Kinerja dan Realisasi Anggaran Renstra Perangkat Daerah s/d Tahun 2020 (%)",
}

// e81 lays the form out as the regulation prints it; some offices add a column % or
// write Rp (000). Realized fills the first quarters. Printed has the column numbers
// above K | Rp, as the regulation has them.
func e81(tb testing.TB, realized int, subs []string, divide float64, printed bool) []byte {
	tb.Helper()
	low, labels, numbers := 8, 8, 9
	if printed {
		low, labels, numbers = 9, 7, 8
	}
	f := excelize.NewFile()
	defer func() { _ = f.Close() }()
	set := func(col, row int, value any) { must(tb, f.SetCellValue("Sheet1", cellRef(col, row), value)) }
	merge := func(left, top, right, bottom int) {
		must(tb, f.MergeCell("Sheet1", cellRef(left, top), cellRef(right, bottom)))
	}
	set(1, 1, "Formulir E.81")
	set(1, 2, "EVALUASI TERHADAP HASIL RENJA PERANGKAT DAERAH")
	set(1, 3, "BADAN KEPEGAWAIAN, PENDIDIKAN DAN PELATIHAN KABUPATEN BENGKALIS")
	title := "PERIODE PELAKSANAAN TAHUN 2020"
	if realized > 0 {
		title = fmt.Sprintf("PERIODE PELAKSANAAN TRIWULAN %s TAHUN 2020", reconcile.Period{Quarter: realized}.Roman())
	}
	set(1, 4, title)
	for i, h := range []string{"No", "Sasaran", "Kode", "Program/Kegiatan", "Indikator Kinerja Program (Outcome)/Kegiatan (Output)"} {
		set(i+1, 6, h)
		merge(i+1, 6, i+1, labels)
	}
	n := len(subs)
	for g, h := range e81Columns {
		left := 6 + g*n
		switch {
		case h == "I":
			set(left, 6, "Realisasi Kinerja Pada Triwulan")
			merge(left, 6, left+4*n-1, 6)
			fallthrough
		case len(h) <= 3:
			set(left, 7, h)
			merge(left, 7, left+n-1, 7)
		default:
			set(left, 6, h)
			merge(left, 6, left+n-1, 7)
		}
		for i, s := range subs {
			set(left+i, low, s)
		}
	}
	right := 6 + len(e81Columns)*n
	set(right, 6, "Unit Perangkat Daerah Penanggung Jawab")
	set(right+1, 6, "Ket.")
	for col := 1; col <= right+1; col++ {
		set(col, numbers, col)
	}
	at := func(group int, money bool) int {
		if money {
			return 6 + group*n + n - 1
		}
		return 6 + group*n
	}
	for i, r := range e81Rows {
		row := 10 + i
		for col, v := range []any{i + 1, r.sasaran, r.code, r.name, r.measure} {
			if v != "" {
				set(col+1, row, v)
			}
		}
		put := func(group int, physical, money any) {
			set(at(group, false), row, physical)
			switch m := money.(type) {
			case int:
				set(at(group, true), row, float64(m)/divide)
			case float64:
				set(at(group, true), row, m/divide)
			}
		}
		put(0, "400 Orang", 999_000_000)
		put(1, "120 Orang", 333_000_000)
		put(2, r.figures[0], r.figures[1])
		for q := range realized {
			put(3+q, r.figures[2+2*q], r.figures[3+2*q])
		}
		put(8, "500 Orang", 444_000_000)
		set(at(9, false), row, 75)
		set(at(9, true), row, 80)
	}
	foot := 10 + len(e81Rows)
	set(1, foot, "Rata-rata capaian kinerja (%)")
	set(at(9, false), foot, 75)
	set(1, foot+1, "Predikat kinerja")
	set(at(9, false), foot+1, "Sedang")
	for i, text := range []string{"Faktor pendorong keberhasilan kinerja:", "Faktor penghambat pencapaian kinerja:",
		"Tindak lanjut yang diperlukan dalam triwulan berikutnya:", "Tindak lanjut yang diperlukan dalam Renja Perangkat Daerah berikutnya:"} {
		set(4, foot+2+i, text)
	}
	set(at(7, false), foot+7, "Bengkalis, 10 Juli 2020")
	set(at(7, false), foot+8, "KEPALA BADAN")
	return saved(tb, f)
}

// TestE81: the official evaluation form gives a plan for the year, and is read as a
// report: K and Rp of the quarter, nothing of the Renstra and of last year.
func TestE81(t *testing.T) {
	for name, form := range map[string]struct {
		subs    []string
		divide  float64
		printed bool
	}{"K, Rp": {[]string{"K", "Rp"}, 1, false}, "K, %, Rp": {[]string{"K", "%", "Rp"}, 1, false}, "Rp (000)": {[]string{"K", "Rp (000)"}, 1000, false},
		"Rp juta": {[]string{"K", "Rp. Juta"}, 1_000_000, false}, "as printed": {[]string{"K", "Rp"}, 1, true}} {
		t.Run(name, func(t *testing.T) {
			reading := xlsx.ReadPlan(open(t, "e81.xlsx", e81(t, 0, form.subs, form.divide, form.printed)), settings())
			plan := reading.Plan
			if reading.Agency != agencyName || plan.Year != 2020 || len(errorsOnly(plan.Findings)) > 0 {
				t.Fatalf("%q %d\n%s", reading.Agency, plan.Year, messages(plan.Findings))
			}
			want := map[string]string{ // blank quarters, then the year
				"5.03.02":      `program under "": Persen tahunan  / / / / 90/`,
				"5.03.02.2.01": `kegiatan under "5.03.02": Dokumen tahunan  / / / / 4/100000000`,
				"5.03.02.2.02": `kegiatan under "5.03.02": Orang tahunan  / / / / 40/60000000`,
			}
			got := planWords(plan)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
			first := readIn(t, "", "e81.xlsx", e81(t, 1, form.subs, form.divide, form.printed), plan)
			second := readIn(t, "", "e81.xlsx", e81(t, 2, form.subs, form.divide, form.printed), plan, first.report)
			for q, r := range []read{first, second} {
				if r.identity.Period != (reconcile.Period{Year: 2020, Quarter: q + 1}) || len(errorsOnly(r.findings)) > 0 {
					t.Errorf("%v\n%s", r.identity.Period, messages(r.findings))
				}
				if form.divide == 1 && len(r.findings) > 0 {
					t.Error(messages(r.findings))
				}
			}
			if diff := cmp.Diff(map[string]string{"5.03.02": "nil | nil", "5.03.02.2.01": "1 | 20000000", "5.03.02.2.02": "10 | 15000000"}, figures(first.report)); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(map[string]string{"5.03.02": "nil | nil", "5.03.02.2.01": "1 | 25500000.5", "5.03.02.2.02": "12 | 14000000"}, figures(second.report)); diff != "" {
				t.Error(diff)
			}
		})
	}
}
