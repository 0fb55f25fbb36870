package reconcile

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// corrected are results of one plan whose report says other things from one revision to
// the next: rupiah of k1 and people of k1 by revision.
func correctedResults(quarter int, said ...[2]string) (out []Result) {
	plan := planOf(plannedLine("k1", "", "Orang", "5 5 - - 10", "1000 1000 - - 2000"), plannedLine("k2", "", "Orang", "1 1 - - 2", "500 500 - - 1000"))
	for _, s := range said {
		now := reportOf(quarter, reported(quarter, "k1", s[0], s[1]), reported(quarter, "k2", "1", "500"))
		reports := []Report{now}
		if quarter == 2 {
			reports = []Report{reportOf(1, reported(1, "k1", "5", "1000"), reported(1, "k2", "1", "500")), now}
		}
		r := Reconcile(plan, Period{2020, quarter}, reports, DefaultRules())
		r.Status, r.ClosedOut = Diterima, time.Date(2020, 4, 11, 1, 0, 0, 0, WIB)
		out = append(out, r)
	}
	return out
}

// amended is the last of results, each of which took the place of the one before.
func amended(reason string, results ...Result) Result {
	last := results[len(results)-1]
	for i := 1; i < len(results); i++ {
		last.Changes = append(last.Changes, Amendment{At: time.Date(2020, 4, 13+i, 9, 30, 0, 0, WIB), Reason: reason, Changes: Compare(results[i-1], results[i])})
	}
	return last
}

// TestCorrection: one sentence says when, how far, semula and menjadi of the realisasi
// and why, in every turn that a correction can take.
func TestCorrection(t *testing.T) {
	const head = "Dikoreksi setelah tutup buku tanggal 11 April 2020 "
	first := correctedResults(1, [2]string{"5", "1000"}, [2]string{"4", "900.5"}, [2]string{"4", "1200"}, [2]string{"5", "1000"})
	second := correctedResults(2, [2]string{"5", "1000"}, [2]string{"5", "400"})
	earlier := second[0]
	earlier.Totals.ActualYTD = null(dec("2500"))
	none := Reconcile(first[0].Plan, first[0].Period, nil, DefaultRules())
	taken := Amendment{At: time.Date(2020, 4, 15, 9, 0, 0, 0, WIB), Reason: "Laporan revisi 1 ditarik: salah OPD.", Taken: &first[0]}
	for _, c := range []struct {
		name string
		is   Result
		want string
	}{
		{"never", first[0], ""},
		{"once", amended("Laporan revisi 2", first[:2]...), head + "(pada 14 April 2020): 1 baris berubah; realisasi semula Rp1.500, menjadi Rp1.400,50; alasan: Laporan revisi 2."},
		{"twice", amended("Laporan revisi 3", first[:3]...), head + "(2 kali, terakhir 15 April 2020): 1 baris berubah; realisasi semula Rp1.500, menjadi Rp1.700; alasan terakhir: Laporan revisi 3."},
		{"there and back", amended("seperti semula", first...), head + "(3 kali, terakhir 16 April 2020): tidak ada angka yang berubah; realisasi tetap Rp1.500; alasan terakhir: seperti semula."},
		{"a later quarter", amended("x", second...), head + "(pada 14 April 2020): 1 baris berubah; realisasi triwulan semula Rp1.500, menjadi Rp900, s.d. triwulan semula Rp3.000, menjadi Rp2.400; alasan: x."},
		{"an earlier quarter", amended("Triwulan I dikoreksi (revisi 2)", second[0], earlier), head + "(pada 14 April 2020): tidak ada baris yang berubah; realisasi s.d. triwulan semula Rp3.000, menjadi Rp2.500; alasan: Triwulan I dikoreksi (revisi 2)."},
		{"taken back", withdrawn(none, first[0].ClosedOut, taken), head + "(pada 15 April 2020): 2 baris berubah; realisasi semula Rp1.500, menjadi kosong; alasan: Laporan revisi 1 ditarik: salah OPD."},
		{"a long reason", amended(strings.Repeat("panjang\n", 100), first[:2]...), head + "(pada 14 April 2020): 1 baris berubah; realisasi semula Rp1.500, menjadi Rp1.400,50; alasan: " +
			strings.Repeat("panjang ", 30)[:239] + "…."},
	} {
		if got := c.is.Correction(); got != c.want {
			t.Errorf("%s: %s\nwant %s", c.name, got, c.want)
		}
	}
}

// withdrawn is what the head is told of a quarter whose report was taken back.
func withdrawn(none Result, closedOut time.Time, as ...Amendment) Result {
	none.ClosedOut, none.Changes = closedOut, as
	return Summarize(none, nil, Standing{Status: BelumLapor}, Head{}).Result
}

// TestAfterWithdrawal: what a withdrawal took away is semula while nothing has come
// instead, and the list that was handed in stays as it was.
func TestAfterWithdrawal(t *testing.T) {
	was := correctedResults(1, [2]string{"5", "1000"})[0]
	none := Reconcile(was.Plan, was.Period, nil, DefaultRules())
	list := []Amendment{{Taken: &was}}
	got := withdrawn(none, was.ClosedOut, list...)
	if list[0].Changes != nil {
		t.Error("the list was written to")
	}
	if none.Status = BelumLapor; got.Status != none.Status {
		t.Errorf("status %s", got.Status)
	}
	if diff := cmp.Diff(saying(none.Rounded()), applied(t, saying(was.Rounded()), got.Changes[0].Changes)); diff != "" {
		t.Error(diff)
	}
	if was.Changes = list; len(Summarize(was, nil, Standing{Revision: 1}, Head{}).Result.Changes[0].Changes) != 0 {
		t.Error("a report that counts was compared with what was taken back before it")
	}
}

// TestForHead keeps what was done, spent and reached, and all of the agency.
func TestForHead(t *testing.T) {
	rs := correctedResults(1, [2]string{"5", "1000"}, [2]string{"4", "900.5"})
	var got []string
	for _, c := range ForHead(Compare(rs[0], rs[1])) {
		got = append(got, strings.TrimSpace(c.Line+" "+c.Is.Title+": "+c.Turn()))
	}
	want := []string{
		"Predikat kinerja: semula Sangat Tinggi, menjadi Tinggi",
		"Realisasi anggaran triwulan: semula Rp1.500, menjadi Rp1.400,50",
		"Deviasi anggaran triwulan: semula Rp0, menjadi -Rp99,50",
		"Serapan triwulan: semula 100%, menjadi 93,3667%",
		"Realisasi anggaran s.d. triwulan: semula Rp1.500, menjadi Rp1.400,50",
		"Deviasi anggaran s.d. triwulan: semula Rp0, menjadi -Rp99,50",
		"Serapan s.d. triwulan: semula 50%, menjadi 46,6833%",
		"Sisa anggaran: semula Rp1.500, menjadi Rp1.599,50",
		"Rata-rata capaian triwulan: semula 100%, menjadi 90%",
		"Rata-rata capaian s.d. triwulan: semula 100%, menjadi 90%",
		"k1 Realisasi fisik triwulan: semula 5 Orang, menjadi 4 Orang",
		"k1 Capaian triwulan: semula 100%, menjadi 80%",
		"k1 Status fisik triwulan: semula Tercapai, menjadi Tidak Tercapai",
		"k1 Realisasi fisik s.d. triwulan: semula 5 Orang, menjadi 4 Orang",
		"k1 Capaian s.d. triwulan: semula 100%, menjadi 80%",
		"k1 Status fisik s.d. triwulan: semula Tercapai, menjadi Tidak Tercapai",
		"k1 Realisasi anggaran triwulan: semula Rp1.000, menjadi Rp900,50",
		"k1 Serapan triwulan: semula 100%, menjadi 90,05%",
		"k1 Realisasi anggaran s.d. triwulan: semula Rp1.000, menjadi Rp900,50",
		"k1 Serapan s.d. triwulan: semula 50%, menjadi 45,025%",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
