package xlsx

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"github.com/xuri/excelize/v2"

	"rekon/reconcile"
)

// Limits bound what a workbook may ask of us.
type Limits struct {
	Bytes    int64 // of the file
	Unpacked int64 // of its parts together
	Rows     int   // of a sheet
	Columns  int   // of a sheet
	Sheets   int
}

// DefaultLimits leave room for any honest report.
func DefaultLimits() Limits {
	return Limits{Bytes: 20 << 20, Unpacked: 200 << 20, Rows: 20000, Columns: 500, Sheets: 50}
}

// Book is an opened workbook: the cells of its sheets, and what it says of
// itself. Close it.
type Book struct {
	Name   string // base name as dropped
	SHA256 string
	Sheets []*Sheet
	Props  map[string]string // custom document properties
	// Headings are the office's own; set them before anything is read.
	Headings Headings

	file   *excelize.File
	styles map[int]cellFormat
	list   bool // it carries our sheet of an earlier return
}

// OpenError tells why a file could not be opened as a workbook, as a finding.
type OpenError struct{ Finding reconcile.Finding }

func (e *OpenError) Error() string {
	return fmt.Sprintf("%s: %s", e.Finding.Source.File, e.Finding.Message)
}

// Open reads a workbook from its bytes. What is no workbook we can read comes
// back as an [*OpenError], also when the library behind it panics.
func Open(name string, data []byte, limits Limits) (book *Book, err error) {
	sum := sha256.Sum256(data)
	at := reconcile.Source{File: name, SHA256: hex.EncodeToString(sum[:]), Cell: "A1"}
	fail := func(code reconcile.Code, message string) *OpenError {
		return &OpenError{reconcile.Finding{Code: code, Source: at, Message: "Berkas " + name + ": " + message}}
	}
	defer func() {
		if r := recover(); r != nil {
			book, err = nil, fail(reconcile.NotAWorkbook, "susunan berkas rusak dan tidak dapat dibaca. Buka di Excel, simpan ulang sebagai .xlsx, lalu kirim lagi.")
		}
	}()
	if code, message := sniff(data, limits); code != "" {
		return nil, fail(code, message)
	}
	f, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{
		RawCellValue: true, UnzipSizeLimit: limits.Unpacked, UnzipXMLSizeLimit: limits.Unpacked,
	})
	if err != nil {
		if strings.Contains(err.Error(), "size exceeds") {
			return nil, fail(reconcile.TooLarge, "isi berkas terlalu besar. Hapus lembar dan gambar yang tidak perlu, lalu kirim lagi.")
		}
		return nil, fail(reconcile.NotAWorkbook, "bukan buku kerja Excel yang utuh. Buka di Excel, simpan ulang sebagai .xlsx, lalu kirim lagi.")
	}
	if isPadded(f) {
		_ = f.Close()
		return nil, fail(reconcile.TooLarge, "formatnya sampai ke baris atau kolom yang jauh. Hapus baris dan kolom kosong di bawah dan di kanan tabel, lalu kirim lagi.")
	}
	b := &Book{Name: name, SHA256: at.SHA256, file: f, styles: map[int]cellFormat{}, Props: map[string]string{}}
	if err := b.load(limits); err != nil {
		b.Close()
		if errors.Is(err, errTooLarge) {
			return nil, fail(reconcile.TooLarge, err.Error()+". Hapus baris, kolom atau lembar kosong yang tidak perlu, lalu kirim lagi.")
		}
		return nil, fail(reconcile.NotAWorkbook, "tidak dapat dibaca. Buka di Excel, simpan ulang sebagai .xlsx, lalu kirim lagi.")
	}
	if len(b.Sheets) == 0 && b.list {
		b.Close()
		return nil, fail(reconcile.NotARealization, "ini daftar perbaikan dari rekon, bukan laporannya. Perbaiki buku kerja laporannya, lalu kirim itu.")
	}
	if len(b.Sheets) == 0 {
		b.Close()
		return nil, fail(reconcile.NotAWorkbook, "tidak berisi lembar kerja. Kirim buku kerja yang berisi laporannya.")
	}
	return b, nil
}

// Close releases what the workbook holds.
func (b *Book) Close() { _ = b.file.Close() }

var errTooLarge = errors.New("melebihi batas ukuran")

func (b *Book) load(limits Limits) error {
	names := b.file.GetSheetList()
	if len(names) > limits.Sheets+1 { // one may be ours
		return errTooLarge
	}
	for _, name := range names {
		s, err := b.loadSheet(name, limits)
		if errors.Is(err, errNotCells) {
			continue
		}
		if err != nil {
			return err
		}
		if s.isList() {
			b.list = true
			continue
		}
		b.Sheets = append(b.Sheets, s)
	}
	if len(b.Sheets) > limits.Sheets {
		return errTooLarge
	}
	props, err := b.file.GetCustomProps()
	if err != nil {
		return nil //nolint:nilerr // damaged properties say nothing; titles and names still do
	}
	for _, p := range props {
		b.Props[p.Name] = strings.TrimSpace(fmt.Sprint(p.Value))
	}
	return nil
}

// source is the place of a cell in this workbook.
func (b *Book) source(sheet, cell string) reconcile.Source {
	return reconcile.Source{File: b.Name, SHA256: b.SHA256, Sheet: sheet, Cell: cell}
}

// First is the first cell of the workbook, for what concerns it as a whole.
func (b *Book) First() reconcile.Source {
	if len(b.Sheets) == 0 {
		return b.source("", "A1")
	}
	return b.source(b.Sheets[0].Name, "A1")
}

// sheetNames lists the sheets in their order.
func (b *Book) sheetNames() []string {
	var names []string
	for _, s := range b.Sheets {
		names = append(names, s.Name)
	}
	return names
}
