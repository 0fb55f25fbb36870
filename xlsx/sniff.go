package xlsx

import (
	"archive/zip"
	"bytes"
	"fmt"

	"rekon/reconcile"
)

const saveAs = "Buka di Excel atau LibreOffice, pilih Simpan Sebagai .xlsx, lalu kirim lagi."

// sniff tells from the first bytes of a file why it cannot be a workbook that we
// read; nil where it can.
func sniff(data []byte, limits Limits) error {
	switch {
	case len(data) == 0:
		return refuse(reconcile.NotAWorkbook, "berkas kosong (0 bita). Simpan ulang dari Excel, lalu kirim lagi.")
	case int64(len(data)) > limits.Bytes:
		return refuse(reconcile.TooLarge, "ukurannya melampaui batas, paling besar %s. %s", megabytes(limits.Bytes), makeSmall)
	case bytes.HasPrefix(data, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")):
		if bytes.Contains(data, utf16le("EncryptedPackage")) {
			return refuse(reconcile.Encrypted, "berkas dikunci dengan sandi. Buka di Excel, hapus sandinya lewat File > Info > Protect Workbook, simpan, lalu kirim lagi.")
		}
		return refuse(reconcile.LegacyFormat, "berformat Excel lama (.xls). %s", saveAs)
	case bytes.HasPrefix(data, []byte("%PDF")):
		return refuse(reconcile.NotAWorkbook, "berkas ini PDF. Kirim buku kerja Excel (.xlsx) aslinya.")
	case !bytes.HasPrefix(data, []byte("PK")):
		return refuse(reconcile.NotAWorkbook, "berkas ini bukan buku kerja Excel (.xlsx). %s", saveAs)
	}
	return nil
}

// checkForm refuses archives that are no workbooks, and workbooks in another form.
func checkForm(z *zip.Reader) error {
	names := map[string]bool{}
	for _, f := range z.File {
		names[partName(f)] = true
	}
	switch {
	case names["mimetype"]:
		return refuse(reconcile.NotAWorkbook, "berkas ini berformat OpenDocument (.ods). %s", saveAs)
	case !names["[content_types].xml"]:
		return refuse(reconcile.NotAWorkbook, "berkas ini arsip zip, bukan buku kerja Excel (.xlsx). Kirim buku kerjanya langsung.")
	case names["xl/workbook.bin"]:
		return refuse(reconcile.NotAWorkbook, "berkas ini buku kerja biner (.xlsb). %s", saveAs)
	}
	return nil
}

// megabytes writes a size for staff.
func megabytes(n int64) string {
	if n >= 1<<20 {
		return fmt.Sprintf("%d MB", n>>20)
	}
	return fmt.Sprintf("%d KB", n>>10)
}

// IsTornZip reports whether data begins like a workbook and lacks its directory,
// as one does that is still being copied.
func IsTornZip(data []byte) bool {
	if !IsZip(data) {
		return false
	}
	_, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	return err != nil
}

// IsZip reports whether data begins like an archive, as every workbook does.
func IsZip(data []byte) bool { return bytes.HasPrefix(data, []byte(zipStart)) }

const zipStart = "PK\x03\x04"

// IsUnfinished reports whether data may be a workbook that is still being copied: its
// directory is missing, or its beginning, in the room that was set aside for it.
func IsUnfinished(data []byte) bool {
	short := len(data) > 0 && len(data) < len(zipStart) && bytes.HasPrefix([]byte(zipStart), data)
	return short || IsTornZip(data) || bytes.HasPrefix(data, make([]byte, len(zipStart)))
}

func utf16le(s string) []byte {
	var out []byte
	for _, c := range []byte(s) {
		out = append(out, c, 0)
	}
	return out
}
