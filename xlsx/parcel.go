package xlsx

import (
	"archive/zip"
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"rekon/reconcile"
)

// Bounds of what any program that saves workbooks makes.
const (
	maxParts    = 5000
	maxMerged   = 10000        // ranges of a sheet; each is compared with every other
	maxOverlaps = 500          // ranges of a sheet in which any overlap
	maxLoose    = 10000        // rows of a sheet without a number; each moves all that follow
	maxDeep     = 200          // elements within each other
	maxCellText = 32767 * 4    // bytes of a cell's text, whose letters Excel bounds
	maxPadded   = 4 << 20      // cells and rows of a sheet, with those left out
	entryMark   = "PK\x01\x02" // begins an entry of an archive's directory
)

// refusal is why a file is not opened.
type refusal struct {
	code    reconcile.Code
	message string
}

func (r *refusal) Error() string { return r.message }

func refuse(code reconcile.Code, format string, args ...any) error {
	return &refusal{code, fmt.Sprintf(format, args...)}
}

const (
	saveAnew   = "Buka di Excel, simpan ulang sebagai .xlsx, lalu kirim lagi."
	makeSmall  = "Hapus lembar, gambar dan format yang tidak perlu, lalu kirim lagi."
	trimSheets = "Hapus baris dan kolom kosong di bawah dan di kanan tabel, lalu kirim lagi."
)

// parcel is what a workbook's archive holds, found out before anything parses it.
type parcel struct {
	memory int64 // bytes that opening and reading it takes at most
	cells  int64 // that stand in its sheets
	macros bool
	links  bool // to other workbooks or sources of data
}

// weigh unpacks every part of the archive once, a little at a time, counts what is
// really there, whatever the directory says, and refuses what goes beyond a limit.
func weigh(data []byte, limits Limits) (parcel, error) {
	p := parcel{memory: spared(int64(len(data)) * packedCost)}
	if bytes.Count(data, []byte(entryMark)) > maxParts {
		return p, refuse(reconcile.TooLarge, "berisi lebih dari %d bagian. %s", maxParts, makeSmall)
	}
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return p, refuse(reconcile.NotAWorkbook, "berkas terpotong atau rusak. Salin ulang berkas aslinya, lalu kirim lagi.")
	}
	if err := checkForm(z); err != nil {
		return p, err
	}
	if err := checkEntries(z, limits); err != nil {
		return p, err
	}
	files := slices.Clone(z.File)
	slices.SortStableFunc(files, func(a, b *zip.File) int { // what the cells repeat comes first
		return cmp.Compare(rank(a), rank(b))
	})
	left := limits.Unpacked
	var lengths []int64
	for _, f := range files {
		s, err := scanPart(f, lengths, &left)
		if err != nil {
			return p, err
		}
		lengths = append(lengths, s.shared...)
		if err := p.add(f, s, limits); err != nil {
			return p, err
		}
	}
	return p, nil
}

func partName(f *zip.File) string { return strings.ToLower(strings.ReplaceAll(f.Name, `\`, "/")) }

func rank(f *zip.File) int {
	if partName(f) == "xl/sharedstrings.xml" {
		return 0
	}
	return 1
}

// scanPart unpacks a part, and takes what came out from what is left.
func scanPart(f *zip.File, lengths []int64, left *int64) (*partScan, error) {
	s := newScan(rank(f) == 0, lengths)
	in, err := f.Open()
	if err != nil {
		return nil, refuse(reconcile.NotAWorkbook, "bagian di dalamnya tidak dapat dibuka. %s", saveAnew)
	}
	_, err = io.Copy(s, io.LimitReader(in, *left+1))
	if err = errors.Join(err, in.Close()); err != nil && s.size <= *left {
		return nil, refuse(reconcile.NotAWorkbook, "berkas terpotong atau rusak. Salin ulang berkas aslinya, lalu kirim lagi.")
	}
	if *left -= s.size; *left < 0 {
		return nil, refuse(reconcile.TooLarge, "isinya jauh lebih besar daripada ukurannya. %s", makeSmall)
	}
	return s, nil
}

// add counts a part in.
func (p *parcel) add(f *zip.File, s *partScan, limits Limits) error {
	name := partName(f)
	p.macros = p.macros || path.Base(name) == "vbaproject.bin" || strings.HasPrefix(name, "xl/macrosheets/")
	p.links = p.links || strings.HasPrefix(name, "xl/externallinks/external") || name == "xl/connections.xml"
	p.memory += spared(partCost + s.memory(limits.Rows))
	p.cells += s.present
	if s.binary {
		return nil
	}
	switch {
	case s.doctype:
		return refuse(reconcile.NotAWorkbook, "bagian %s berisi deklarasi DOCTYPE, yang tidak ada dalam buku kerja Excel. %s", path.Base(f.Name), saveAnew)
	case s.encoding || s.deepest > maxDeep:
		return refuse(reconcile.NotAWorkbook, "susunan bagian %s tidak seperti buku kerja Excel. %s", path.Base(f.Name), saveAnew)
	case s.beyond:
		return refuse(reconcile.NotAWorkbook, "menyebut baris atau kolom yang tidak ada di Excel. %s", saveAnew)
	case s.cells+s.rows > maxPadded:
		return refuse(reconcile.TooLarge, "formatnya sampai ke baris atau kolom yang jauh. %s", trimSheets)
	case len(s.merges) > maxMerged || len(s.merges) > maxOverlaps && overlap(s.merges):
		return refuse(reconcile.TooLarge, "sel gabungannya terlalu banyak (%d) atau bertumpang tindih. Pisahkan sel gabungan di luar tabel, lalu kirim lagi.", len(s.merges))
	case s.loose > maxLoose:
		return refuse(reconcile.TooLarge, "barisnya tidak bernomor dan terlalu banyak. %s", saveAnew)
	case s.longest > maxCellText && isText(name):
		return refuse(reconcile.TooLarge, "ada sel dengan teks yang lebih panjang daripada 32.767 huruf. Pendekkan teksnya, lalu kirim lagi.")
	case limits.Memory > 0 && p.memory > limits.Memory:
		return refuse(reconcile.TooLarge, "untuk membacanya diperlukan memori lebih dari %s. %s", megabytes(limits.Memory), makeSmall)
	}
	return nil
}

// isText: parts whose texts are those of cells.
func isText(name string) bool {
	return name == "xl/sharedstrings.xml" || strings.HasPrefix(name, "xl/worksheets/")
}

// checkEntries refuses what no program saves: entries that lie over each other or
// bear one name, names that lead elsewhere, locked entries. What the directory says
// of sizes is only taken for what it asks of memory.
func checkEntries(z *zip.Reader, limits Limits) error {
	type extent struct{ from, to int64 }
	var extents []extent
	names := map[string]bool{}
	claimed := int64(0)
	for _, f := range z.File {
		name := partName(f)
		if claimed += int64(min(f.UncompressedSize64, uint64(limits.Unpacked)+1)); claimed > limits.Unpacked {
			return refuse(reconcile.TooLarge, "isinya jauh lebih besar daripada ukurannya. %s", makeSmall)
		}
		if f.Flags&1 != 0 {
			return refuse(reconcile.Encrypted, "berkas dikunci dengan sandi. Hapus sandinya, lalu kirim lagi.")
		}
		if names[name] || slices.Contains(strings.Split(name, "/"), "..") {
			return refuse(reconcile.NotAWorkbook, "susunan arsipnya rusak: bagian ganda atau bernama janggal. %s", saveAnew)
		}
		names[name] = true
		from, err := f.DataOffset()
		if err != nil {
			return refuse(reconcile.NotAWorkbook, "berkas terpotong atau rusak. Salin ulang berkas aslinya, lalu kirim lagi.")
		}
		extents = append(extents, extent{from, from + int64(f.CompressedSize64)})
	}
	slices.SortFunc(extents, func(a, b extent) int { return cmp.Compare(a.from, b.from) })
	for i := 1; i < len(extents); i++ {
		if extents[i].from < extents[i-1].to {
			return refuse(reconcile.NotAWorkbook, "susunan arsipnya rusak: bagian-bagiannya bertumpang tindih. %s", saveAnew)
		}
	}
	return nil
}
