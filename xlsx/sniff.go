package xlsx

import (
	"archive/zip"
	"bytes"
	"fmt"
	"strings"

	"rekon/reconcile"
)

// sniff tells from the first bytes of a file why it cannot be a workbook that we
// read; an empty code where it can.
func sniff(data []byte, limits Limits) (reconcile.Code, string) {
	const mend = " Buka di Excel atau LibreOffice, pilih Simpan Sebagai .xlsx, lalu kirim lagi."
	switch {
	case len(data) == 0:
		return reconcile.NotAWorkbook, "berkas kosong (0 bita). Simpan ulang dari Excel, lalu kirim lagi."
	case int64(len(data)) > limits.Bytes:
		return reconcile.TooLarge, fmt.Sprintf("ukurannya %d MB, paling besar %d MB. Hapus gambar dan lembar yang tidak perlu, lalu kirim lagi.", len(data)>>20, limits.Bytes>>20)
	case bytes.HasPrefix(data, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")):
		if bytes.Contains(data, utf16le("EncryptedPackage")) {
			return reconcile.Encrypted, "berkas dikunci dengan sandi. Buka di Excel, hapus sandinya lewat File > Info > Protect Workbook, simpan, lalu kirim lagi."
		}
		return reconcile.LegacyFormat, "berformat Excel lama (.xls)." + mend
	case bytes.HasPrefix(data, []byte("%PDF")):
		return reconcile.NotAWorkbook, "berkas ini PDF. Kirim buku kerja Excel (.xlsx) aslinya."
	case !bytes.HasPrefix(data, []byte("PK")):
		return reconcile.NotAWorkbook, "berkas ini bukan buku kerja Excel (.xlsx)." + mend
	}
	return sniffZip(data, limits, mend)
}

func sniffZip(data []byte, limits Limits, mend string) (reconcile.Code, string) {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return reconcile.NotAWorkbook, "berkas terpotong atau rusak. Salin ulang berkas aslinya, lalu kirim lagi."
	}
	unpacked, limit := uint64(0), uint64(limits.Unpacked)
	content := false
	for _, f := range z.File {
		if unpacked += min(f.UncompressedSize64, limit+1); unpacked > limit {
			return reconcile.TooLarge, "isi berkas jauh lebih besar daripada ukurannya. Hapus lembar dan gambar yang tidak perlu, lalu kirim lagi."
		}
		content = content || strings.EqualFold(f.Name, "[Content_Types].xml")
		if f.Name == "mimetype" {
			return reconcile.NotAWorkbook, "berkas ini berformat OpenDocument (.ods)." + mend
		}
	}
	if !content {
		return reconcile.NotAWorkbook, "berkas ini arsip zip, bukan buku kerja Excel (.xlsx). Kirim buku kerjanya langsung."
	}
	return "", ""
}

// IsTornZip reports whether data begins like a workbook and lacks its directory,
// as one does that is still being copied.
func IsTornZip(data []byte) bool {
	if !bytes.HasPrefix(data, []byte("PK\x03\x04")) {
		return false
	}
	_, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	return err != nil
}

func utf16le(s string) []byte {
	var out []byte
	for _, c := range []byte(s) {
		out = append(out, c, 0)
	}
	return out
}
