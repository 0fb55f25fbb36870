package xlsx

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"rekon/reconcile"
)

// correctionTable reads the figures of Koreksi: a heading or a line as it stands, a figure
// as "title | unit | semula | menjadi | difference | remark".
func correctionTable(t *testing.T, f *excelize.File, corrections int) (out []string) {
	t.Helper()
	rows, err := f.GetRows(sheetCorrections)
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows[correctionsHeader+corrections+2:] {
		switch {
		case at(row, 0) != "":
			out = append(out, row[0])
		case at(row, 1) != "" || at(row, 3)+at(row, 4)+at(row, 5) == "":
			out = append(out, strings.TrimSpace(at(row, 1)+" "+at(row, 2)))
		default:
			out = append(out, strings.Join([]string{at(row, 2), at(row, 3), at(row, 4), at(row, 5), at(row, 6), at(row, 7)}, " | "))
		}
	}
	return out
}

var lessSpent = []string{
	"Perangkat daerah: Badan Kepegawaian",
	"Predikat kinerja |  | Sangat Tinggi | Tinggi |  | berubah",
	"Realisasi anggaran triwulan | Rp | 1500000 | 1400500.5 | -99499.5 | berkurang",
	"Deviasi anggaran triwulan | Rp | 0 | -99499.5 | -99499.5 | berkurang",
	"Serapan triwulan | % | 100 | 93.3667 | -6.6333 | berkurang",
	"Realisasi anggaran s.d. triwulan | Rp | 1500000 | 1400500.5 | -99499.5 | berkurang",
	"Deviasi anggaran s.d. triwulan | Rp | 0 | -99499.5 | -99499.5 | berkurang",
	"Serapan s.d. triwulan | % | 50 | 46.6834 | -3.3166 | berkurang",
	"Sisa anggaran | Rp | 1500000 | 1599499.5 | 99499.5 | bertambah",
	"Rata-rata capaian triwulan | % | 100 | 90 | -10 | berkurang",
	"Rata-rata capaian s.d. triwulan | % | 100 | 90 | -10 | berkurang",
	"1.1 1.1. Kegiatan 1.1",
	"Realisasi fisik triwulan | Orang | 5 | 4 | -1 | berkurang",
	"Deviasi fisik triwulan | Orang | 0 | -1 | -1 | berkurang",
	"Capaian triwulan | % | 100 | 80 | -20 | berkurang",
	"Capaian dengan batas triwulan | % | 100 | 80 | -20 | berkurang",
	"Status fisik triwulan |  | Tercapai | Tidak Tercapai |  | berubah",
	"Realisasi fisik s.d. triwulan | Orang | 5 | 4 | -1 | berkurang",
	"Deviasi fisik s.d. triwulan | Orang | 0 | -1 | -1 | berkurang",
	"Capaian s.d. triwulan | % | 100 | 80 | -20 | berkurang",
	"Capaian dengan batas s.d. triwulan | % | 100 | 80 | -20 | berkurang",
	"Status fisik s.d. triwulan |  | Tercapai | Tidak Tercapai |  | berubah",
	"Realisasi anggaran triwulan | Rp | 1000000 | 900500.5 | -99499.5 | berkurang",
	"Deviasi anggaran triwulan | Rp | 0 | -99499.5 | -99499.5 | berkurang",
	"Serapan triwulan | % | 100 | 90.0501 | -9.9499 | berkurang",
	"Status keuangan triwulan |  | Sesuai Rencana | Di Bawah Rencana |  | berubah",
	"Realisasi anggaran s.d. triwulan | Rp | 1000000 | 900500.5 | -99499.5 | berkurang",
	"Deviasi anggaran s.d. triwulan | Rp | 0 | -99499.5 | -99499.5 | berkurang",
	"Serapan s.d. triwulan | % | 50 | 45.025 | -4.975 | berkurang",
	"Status keuangan s.d. triwulan |  | Sesuai Rencana | Di Bawah Rencana |  | berubah",
	"Sisa anggaran | Rp | 1000000 | 1099499.5 | 99499.5 | bertambah",
	"Predikat kinerja |  | Sangat Tinggi | Tinggi |  | berubah",
	"Efisiensi |  | cukup efisien | tidak efisien |  | berubah",
	"1.2 1.2. Kegiatan 1.2",
	"Realisasi fisik triwulan | Predikat | B | BB |  | berubah",
	"Status fisik triwulan |  | Tidak Tercapai | Tercapai |  | berubah",
	"Realisasi fisik s.d. triwulan | Predikat | B | BB |  | berubah",
	"Status fisik s.d. triwulan |  | Tidak Tercapai | Tercapai |  | berubah",
}

// TestCorrectionsAreShown: every figure that moved stands on Koreksi as it was and as it
// is, by correction, and the lines that moved are marked in words and linked both ways.
func TestCorrectionsAreShown(t *testing.T) {
	r := corrected(smallResults()[:2], "Laporan revisi 2 dari 'TW I.xlsx' diterima 14 April 2020")
	f := reopen(t, varianceBytes(t, r))
	if got := strings.Join(f.GetSheetList(), " "); got != "Ringkasan Variansi Koreksi Temuan Sumber" {
		t.Errorf("sheets: %s", got)
	}
	want := append([]string{"KOREKSI 1, 14 April 2020 pukul 01.00 WIB"}, lessSpent...)
	if diff := cmp.Diff(want, correctionTable(t, f, 1)); diff != "" {
		t.Error(diff)
	}
	lines := readLines(t, f)
	for code, want := range map[string]string{"1.1": "dikoreksi (21)", "1.2": "dikoreksi (4)", "1.3": ""} {
		if got := lines[code]["Koreksi setelah tutup buku"]; got != want {
			t.Errorf("%s is marked %q, want %q", code, got, want)
		}
	}
	leadsTo(t, f, sheetVariance, "dikoreksi (21)", "1.1")
	leadsTo(t, f, sheetCorrections, "1.1", "1.1")
	leadsTo(t, f, sheetSummary, correctionLinkWords, "No")
	if said, err := f.SearchSheet(sheetSummary, r.Correction()); err != nil || len(said) != 1 {
		t.Errorf("Ringkasan says the sentence at %v, %v", said, err)
	}
}

// leadsTo: the cell of a sheet that says something is linked to one that says another.
func leadsTo(t *testing.T, f *excelize.File, sheet, says, to string) {
	t.Helper()
	cells, err := f.SearchSheet(sheet, says)
	if err != nil || len(cells) == 0 {
		t.Errorf("%s does not say %q: %v", sheet, says, err)
		return
	}
	linked, target, err := f.GetCellHyperLink(sheet, cells[0])
	there, cell, _ := strings.Cut(strings.ReplaceAll(target, "'", ""), "!")
	got, errThere := f.GetCellValue(there, cell)
	if !linked || err != nil || errThere != nil || got != to {
		t.Errorf("%s!%s leads to %s, which says %q, want %q; %v %v", sheet, cells[0], target, got, to, err, errThere)
	}
}

// TestSeveralCorrections: what they moved together stands first, then each; a line that is
// gone says what it was; each names the workbook before it, and where that is kept.
func TestSeveralCorrections(t *testing.T) {
	all := correctedSamples(t)
	f := reopen(t, varianceBytes(t, all["several"]))
	got := strings.Join(correctionTable(t, f, 2), "\n")
	for _, want := range []string{
		"SEMUA 2 KOREKSI BERSAMA: semula sebelum koreksi pertama, menjadi sekarang\nPerangkat daerah: Badan Kepegawaian\n",
		"Rata-rata capaian triwulan | % | 100 | 80 | -20 | berkurang\n",
		"KOREKSI 1, 14 April 2020 pukul 01.00 WIB\n" + strings.Join(lessSpent, "\n") + "\nKOREKSI 2, 15 April 2020 pukul 01.00 WIB\n" + strings.Join([]string{
			"Perangkat daerah: Badan Kepegawaian",
			"Rata-rata capaian triwulan | % | 90 | 80 | -10 | berkurang",
			"Rata-rata capaian s.d. triwulan | % | 90 | 80 | -10 | berkurang",
			"1.3 1.3. Kegiatan 1.3",
			"Target triwulan | Dokumen | 1 |  |  | menjadi kosong",
			"Realisasi fisik triwulan | Dokumen | 1 |  |  | menjadi kosong",
			"Deviasi fisik triwulan | Dokumen | 0 |  |  | menjadi kosong",
			"Capaian triwulan | % | 100 |  |  | menjadi kosong",
		}, "\n") + "\n",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("Koreksi does not say %q:\n%s", want, got)
		}
	}
	if n := strings.Count(got, "1.3 1.3. Kegiatan 1.3"); n != 2 { // together, and the second
		t.Errorf("1.3 is told of %d times", n)
	}
	for name, want := range map[string][]string{
		"several": {"1 | 14 April 2020 pukul 01.00 WIB | Laporan revisi 2 dari 'TW I.xlsx' diterima 14 April 2020 | " +
			"hasil/2020/TW1/BKPP/Variansi BKPP 2020 TW1.xlsx, diterbitkan 13 April 2020 pukul 01.00 WIB; disimpan di " + formerBook(closedOut(1)).Kept + " (SHA-256 " + formerBook(closedOut(1)).SHA256 + ") | 2 baris, 35 angka",
			"Rencana revisi 2 (Kepmen 12/2020)"},
		"once":  {"isinya tidak tersimpan"},
		"taken": {"Belum ada buku kerja yang diterbitkan. | tidak ada angka", "Laporan revisi 1 ditarik: salah OPD"},
	} {
		rows, err := reopen(t, varianceBytes(t, all[name])).GetRows(sheetCorrections)
		if err != nil {
			t.Fatal(err)
		}
		var list string
		for i := range all[name].Changes {
			row := rows[correctionsHeader+i]
			list += strings.Join([]string{at(row, 0), at(row, 1), at(row, 2), at(row, 3), at(row, 7)}, " | ") + "\n"
		}
		for _, w := range want {
			if !strings.Contains(list, w) {
				t.Errorf("%s: the list does not say %q:\n%s", name, w, list)
			}
		}
	}
	back := reopen(t, varianceBytes(t, all["back"]))
	if got := correctionTable(t, back, 2)[0]; !strings.HasSuffix(got, "(tidak ada angka yang berubah)") {
		t.Errorf("there and back: %s", got)
	}
	for code, line := range readLines(t, back) {
		if _, marked := line["Koreksi setelah tutup buku"]; marked {
			t.Errorf("%s is marked, though nothing is different", code)
		}
	}
}

// TestHeadSeesCorrections: the page says the same sentence, and Koreksi has the figures
// that she was shown.
func TestHeadSeesCorrections(t *testing.T) {
	r := correctedSamples(t)["several"]
	s := summaryOfResult(t, r, reconcile.Standing{ClosedAt: closedOut(1), ClosedWith: 1})
	f := reopen(t, summaryBytes(t, s))
	if got := strings.Join(f.GetSheetList(), " "); got != "Ringkasan Koreksi Perhatian Kinerja Grafik Diragukan Sumber" {
		t.Errorf("sheets: %s", got)
	}
	leadsTo(t, f, sheetSummary, correctionLinkWords, "No")
	if said, err := f.SearchSheet(sheetSummary, r.Correction()); err != nil || len(said) != 1 {
		t.Errorf("the page says the sentence at %v, %v", said, err)
	}
	table := strings.Join(correctionTable(t, f, 2), "\n")
	for _, want := range []string{"Predikat kinerja |  | Sangat Tinggi | Tinggi |  | berubah", "1.1 1.1. Kegiatan 1.1\nRealisasi fisik triwulan | Orang | 5 | 4 | -1 | berkurang\nCapaian triwulan | % | 100 | 80 | -20 | berkurang"} {
		if !strings.Contains(table, want) {
			t.Errorf("Koreksi does not say %q:\n%s", want, table)
		}
	}
	if strings.Contains(table, "KOREKSI 1") {
		t.Error("Koreksi tells the head of each correction by itself")
	}
	if strings.Contains(table, "dengan batas") || strings.Contains(table, "Deviasi fisik") {
		t.Errorf("Koreksi says what the head is not shown:\n%s", table)
	}
	if got := s.Afterwards(); got != "" {
		t.Errorf("the page says twice that it was corrected: %s", got)
	}
}

// TestOverviewNamesWhoWasCorrected, and is as it was where nobody was.
func TestOverviewNamesWhoWasCorrected(t *testing.T) {
	o := sampleOverview(t, 3, 1)
	text := func() string {
		var all strings.Builder
		f := reopen(t, overviewBytes(t, o))
		for _, sheet := range []string{sheetSummary, sheetAgencies} {
			rows, err := f.GetRows(sheet)
			if err != nil {
				t.Fatal(err)
			}
			for _, row := range rows {
				fmt.Fprintln(&all, strings.Join(row, "|"))
			}
		}
		return all.String()
	}
	if strings.Contains(text(), "Dikoreksi") {
		t.Error("nobody was corrected")
	}
	o.Cards[1].Corrections, o.Cards[1].CorrectedAt = 2, closedOut(1).AddDate(0, 0, 9)
	got := text()
	for _, want := range []string{"Dikoreksi setelah tutup buku: OPD-02 (2 kali, terakhir 20 April 2020).", "|Dikoreksi setelah tutup buku\n", "|2 kali, terakhir 20 April 2020\n"} {
		if !strings.Contains(got, want) {
			t.Errorf("it does not say %q:\n%s", want, got)
		}
	}
}
