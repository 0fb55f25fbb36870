package xlsx

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"

	"rekon/reconcile"
)

// Limits bound what a workbook may ask of us.
type Limits struct {
	Bytes    int64 // of the file
	Unpacked int64 // of its parts together, as they really unpack
	Rows     int   // of a sheet
	Columns  int   // of a sheet
	Sheets   int
	Memory   int64 // bytes that reading it may take; 0 for no bound
	Stop     *Stop // ends the reading when it is set; nil for never

	// Reserve is told what memory a workbook will take before it is parsed, and may
	// wait, see [Stop.Await]; what it gives is called when the workbook is closed. Who
	// waits while holding another may wait for ever. Nil for nobody.
	Reserve func(bytes int64) (release func())
}

// DefaultLimits leave room for any honest report.
func DefaultLimits() Limits {
	return Limits{Bytes: 20 << 20, Unpacked: 200 << 20, Rows: 20000, Columns: 500, Sheets: 50, Memory: 512 << 20}
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
	parcel parcel
	cells  int64 // read so far
	stop   *Stop
	free   func() // what was reserved; may be nil
}

// OpenError tells why a file could not be opened as a workbook, as a finding.
type OpenError struct{ Finding reconcile.Finding }

func (e *OpenError) Error() string {
	return fmt.Sprintf("%s: %s", e.Finding.Source.File, e.Finding.Message)
}

// Open reads a workbook from its bytes. What is no workbook we can read comes
// back as an [*OpenError], also when the library behind it panics.
func Open(name string, data []byte, limits Limits) (book *Book, err error) {
	b := &Book{Name: name, SHA256: hash(data), styles: map[int]cellFormat{}, Props: map[string]string{}, stop: limits.Stop}
	defer func() {
		if r := recover(); r != nil {
			err = broken(r)
		}
		if err != nil {
			b.Close()
			book, err = nil, b.openError(err)
		}
	}()
	return b, b.open(data, limits)
}

// Weight is the memory that the workbook takes at most, in bytes.
func (b *Book) Weight() int64 { return b.parcel.memory }

func hash(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

func (b *Book) open(data []byte, limits Limits) (err error) {
	if err := sniff(data, limits); err != nil {
		return err
	}
	if b.parcel, err = weigh(data, limits); err != nil {
		return err
	}
	if limits.Reserve != nil {
		b.free = limits.Reserve(b.parcel.memory)
	}
	b.look()
	b.file, err = excelize.OpenReader(bytes.NewReader(data), excelize.Options{
		RawCellValue: true, UnzipSizeLimit: limits.Unpacked, UnzipXMLSizeLimit: limits.Unpacked,
	})
	if err != nil {
		return refuse(reconcile.NotAWorkbook, "bukan buku kerja Excel yang utuh. %s", saveAnew)
	}
	if err := b.load(limits); err != nil {
		return err
	}
	if len(b.Sheets) == 0 && b.list {
		return refuse(reconcile.NotARealization, "ini daftar perbaikan dari rekon, bukan laporannya. Perbaiki buku kerja laporannya, lalu kirim itu.")
	}
	if len(b.Sheets) == 0 {
		return refuse(reconcile.NotAWorkbook, "tidak berisi lembar kerja. Kirim buku kerja yang berisi laporannya.")
	}
	return nil
}

// openError is the finding for what kept a workbook from being opened.
func (b *Book) openError(err error) *OpenError {
	var r *refusal
	if !errors.As(err, &r) {
		r = &refusal{reconcile.NotAWorkbook, "tidak dapat dibaca. " + saveAnew}
	}
	at := reconcile.Source{File: b.Name, SHA256: b.SHA256, Cell: "A1"}
	return &OpenError{reconcile.Finding{Code: r.code, Source: at, Message: "Berkas " + b.Name + ": " + r.message}}
}

// Close releases what the workbook holds.
func (b *Book) Close() {
	if b.file != nil {
		_ = b.file.Close()
	}
	if b.free != nil {
		b.free()
	}
}

// load reads every sheet, first all their rows: the library writes a sheet anew
// before it gives the rows of one that it has read as a whole.
func (b *Book) load(limits Limits) error {
	names := b.file.GetSheetList()
	if len(names) > limits.Sheets+1 { // one may be ours
		return tooManySheets(len(names), limits)
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
		return tooManySheets(len(b.Sheets), limits)
	}
	for _, s := range slices.Clone(b.Sheets) {
		err := s.readMerges(limits)
		if errors.Is(err, errNotCells) {
			b.Sheets = slices.DeleteFunc(b.Sheets, func(x *Sheet) bool { return x == s })
		} else if err != nil {
			return err
		}
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

func tooManySheets(n int, limits Limits) error {
	return refuse(reconcile.TooLarge, "berisi %d lembar, paling banyak %d. Hapus lembar yang tidak perlu, lalu kirim lagi.", n, limits.Sheets)
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
