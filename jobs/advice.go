package jobs

import (
	"bytes"
	"path"
	"strings"

	"rekon/db"
	"rekon/reconcile"
	"rekon/xlsx"
)

// advice is what to do about a file that is no workbook, step by step.
type advice struct {
	what  string
	steps []string
}

const (
	dropAgain = "Salin berkas .xlsx itu ke folder masuk."
	saveAs    = "Pilih File > Simpan Sebagai, jenis \"Excel Workbook (*.xlsx)\"."
)

var (
	adviceEmpty = advice{"Berkas ini kosong: ukurannya 0 bita, biasanya karena penyalinannya terputus.", []string{
		"Buka laporan aslinya di Excel dan pastikan isinya ada.", "Simpan, tutup Excel, lalu salin lagi berkasnya ke folder masuk."}}
	adviceTorn = advice{"Berkas ini terpotong: hanya sebagian yang sampai, biasanya karena penyalinannya terputus.", []string{
		"Cari berkas aslinya di komputer Anda dan pastikan dapat dibuka di Excel.", "Tutup Excel, salin lagi berkasnya ke folder masuk, dan tunggu sampai selesai."}}
	advicePDF = advice{"Berkas ini PDF, walaupun namanya mungkin lain. Angka dalam PDF tidak dapat dibaca.", []string{
		"Cari buku kerja Excel yang menjadi asal PDF ini.", dropAgain, "Bila hanya ada PDF, isi buku kerja isian dari folder templat, lalu kirim itu."}}
	adviceODS = advice{"Berkas ini berformat OpenDocument (.ods) dari LibreOffice.", []string{
		"Buka di LibreOffice Calc.", "Pilih File > Simpan Sebagai, jenis \"Excel 2007-365 (.xlsx)\".", dropAgain}}
	adviceCSV = advice{"Berkas ini teks (.csv atau .txt), bukan buku kerja Excel. Judul dan susunan laporannya tidak ada di dalamnya.", []string{
		"Buka laporan aslinya di Excel.", saveAs, dropAgain}}
	adviceZip = advice{"Berkas ini arsip zip, bukan buku kerja Excel.", []string{
		"Klik kanan, pilih Ekstrak Semua (Extract All).", "Salin buku kerja .xlsx di dalamnya ke folder masuk, bukan zip-nya."}}
	adviceOther = advice{"Berkas ini bukan buku kerja Excel yang dapat dibaca, atau susunannya rusak.", []string{
		"Buka di Excel. Bila Excel menawarkan perbaikan, terima.", saveAs, dropAgain, "Bila Excel tidak dapat membukanya, isi buku kerja isian dari folder templat, lalu kirim itu."}}
	adviceOld = advice{"Berkas ini berformat Excel lama (.xls, Excel 97-2003).", []string{
		"Buka di Excel atau LibreOffice.", saveAs, dropAgain}}
	adviceLocked = advice{"Berkas ini dikunci dengan sandi, sehingga isinya tidak dapat dibaca.", []string{
		"Buka di Excel dengan sandinya.", "Pilih File > Info > Protect Workbook > Encrypt with Password, kosongkan sandinya, lalu OK.", "Simpan, lalu salin lagi berkasnya ke folder masuk."}}
	adviceLarge = advice{"Berkas ini terlalu besar untuk laporan realisasi.", []string{
		"Buka di Excel. Hapus lembar, gambar dan lampiran yang bukan bagian laporan.",
		"Hapus baris dan kolom kosong di bawah dan di kanan tabel: tandai, klik kanan, pilih Hapus (Delete).",
		"Simpan, lalu salin lagi berkasnya ke folder masuk."}}
	adviceList = advice{"Berkas ini daftar perbaikan yang dibuat rekon, bukan laporannya.", []string{
		"Buka buku kerja laporan yang ada di sebelahnya.", "Perbaiki sel-sel yang tertulis dalam daftar, lalu simpan.", "Salin buku kerja laporan itu ke folder masuk."}}
)

// adviceFor goes by the kind of problem.
func adviceFor(d db.Drop, data []byte) advice {
	p := problemOf(d)
	if p == nil {
		return adviceOther
	}
	switch p.Code {
	case reconcile.LegacyFormat:
		return adviceOld
	case reconcile.Encrypted:
		return adviceLocked
	case reconcile.TooLarge:
		return adviceLarge
	case reconcile.NotARealization:
		return adviceList
	}
	return adviceByContent(path.Ext(d.Name), data)
}

// adviceByContent tells files apart that are no workbooks.
func adviceByContent(ext string, data []byte) advice {
	ext = strings.ToLower(ext)
	switch {
	case len(data) == 0:
		return adviceEmpty
	case bytes.HasPrefix(data, []byte("%PDF")):
		return advicePDF
	case xlsx.IsTornZip(data):
		return adviceTorn
	case bytes.HasPrefix(data, []byte("PK")) && bytes.Contains(data[:min(len(data), 200)], []byte("opendocument")):
		return adviceODS
	case ext == ".csv" || ext == ".txt" || ext == ".tsv":
		return adviceCSV
	case bytes.HasPrefix(data, []byte("PK")) && ext == ".zip":
		return adviceZip
	default:
		return adviceOther
	}
}

// noteText is the page that goes with a file that is no workbook.
func noteText(d db.Drop, data []byte) []byte {
	a := adviceFor(d, data)
	var n note
	n.line("BERKAS INI BELUM DAPAT DITERIMA")
	n.line("")
	n.line("%s", a.what)
	n.line("Tidak ada angka dari berkas ini yang disimpan.")
	n.line("")
	n.line("Yang perlu dilakukan:")
	for i, step := range a.steps {
		n.line("%3d. %s", i+1, step)
	}
	n.line("")
	n.facts(aboutDrop(d))
	if p := problemOf(d); p == nil || p.Code == reconcile.TooLarge || a.what == adviceOther.what {
		n.findings("Keterangan", d.Findings, reconcile.Error) // elsewhere the advice says it already
	}
	return []byte(n.String())
}
