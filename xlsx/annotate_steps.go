package xlsx

import (
	"slices"
	"strings"

	"rekon/reconcile"
)

// What rekon says of a workbook that no change of a cell turns into a report.
const (
	isOurs = "ini hasil rekon, bukan laporan. Untuk melapor, isi buku kerja dari folder templat."
	isPlan = "ini rencana aksi, tanpa kolom Realisasi. Rencana diimpor oleh administrator; untuk melapor, isi buku kerja dari folder templat."
)

// OtherSteps are what to do, in three sentences, about a workbook that cannot be mended in
// its cells: one of rekon's own, a plan, or a report for a closed quarter; nil for any
// other.
func OtherSteps(fs []reconcile.Finding) []string {
	is := func(code reconcile.Code, words string) bool {
		return slices.ContainsFunc(fs, func(f reconcile.Finding) bool { return f.Code == code && strings.Contains(f.Message, words) })
	}
	fillIn := "Untuk melapor, isi buku kerja isian triwulan itu dari folder templat, atau buku kerja laporan Anda sendiri."
	switch {
	case is(reconcile.NotARealization, isOurs):
		return []string{"Berkas ini dibuat rekon dan tidak perlu dikirim: mengubah selnya tidak menjadikannya laporan.", fillIn,
			"Simpan, lalu salin buku kerja itu, bukan berkas ini, ke folder masuk."}
	case is(reconcile.NotARealization, isPlan):
		return []string{"Berkas ini rencana aksi: mengubah selnya tidak menjadikannya laporan. Rencana baru atau perubahannya diserahkan kepada administrator rekon.", fillIn,
			"Simpan, lalu salin buku kerja itu, bukan berkas ini, ke folder masuk."}
	case is(reconcile.QuarterClosed, ""):
		return []string{"Triwulannya sudah ditutup: mengubah sel saja tidak membuat laporan ini diterima.",
			"Bila ada angka yang memang harus berubah, minta administrator rekon membuka triwulan itu lagi, dan sebutkan alasannya. Bila tidak, tidak perlu mengirim apa-apa.",
			"Setelah dibuka, salin lagi laporannya ke folder masuk."}
	}
	return nil
}

// steps are what to do about the workbook, one after the other.
func (l *mendList) steps() []string {
	if other := OtherSteps(l.Findings); other != nil {
		return other
	}
	return []string{
		"Perbaiki selnya " + l.where() + ". Klik tempatnya pada daftar di bawah untuk pindah ke sel itu.",
		"Simpan. Angka yang sudah benar tidak perlu diubah, dan nama berkas boleh tetap.",
		"Salin lagi ke folder masuk. Laporan diterima setelah semua yang bertanda PERBAIKI selesai.",
	}
}

// wayHeading stands above the steps.
func (l *mendList) wayHeading() string {
	if OtherSteps(l.Findings) != nil {
		return "Yang dapat dilakukan"
	}
	return "Cara mengirim lagi"
}
