//go:build ignore

// Command make writes the sample workbooks of the demo: a report in the entry
// workbook that rekon puts out, and one in the office's own form with mistakes
// that offices make. All realizations are made up. Run it with go generate.
package main

import (
	"bytes"
	"log"
	"os"
	"path/filepath"
	"strings"

	"github.com/xuri/excelize/v2"

	"rekon/reconcile"
	"rekon/xlsx"
)

const fixtures = "../../testdata/"

func main() {
	log.SetFlags(0)
	plan, err := os.ReadFile(fixtures + "rencana-aksi-2020.xlsx")
	check(err)
	check(os.WriteFile("demo/rencana-aksi-2020.xlsx", plan, 0o644))
	good(plan)
	faulty()
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

// good fills the entry workbook with the figures of the sample report.
func good(plan []byte) {
	set := xlsx.Settings{Rules: reconcile.DefaultRules()}
	book, err := xlsx.Open("rencana-aksi-2020.xlsx", plan, xlsx.DefaultLimits())
	check(err)
	p := xlsx.ReadPlan(book, set).Plan
	p.Agency = reconcile.Agency{Code: "BKPP", Name: "BADAN KEPEGAWAIAN, PENDIDIKAN DAN PELATIHAN KABUPATEN BENGKALIS"}
	p.Revision = 1
	data, err := os.ReadFile(fixtures + "realisasi-tw1-tunggal.xlsx")
	check(err)
	sample, err := xlsx.Open("realisasi.xlsx", data, xlsx.DefaultLimits())
	check(err)
	period := reconcile.Period{Year: 2020, Quarter: 1}
	report := xlsx.ReadRealization(sample, xlsx.Context{Period: period, Plan: p, Settings: set})
	var b bytes.Buffer
	check(xlsx.WriteTemplate(&b, p, period, set.Rules))
	f, err := excelize.OpenReader(&b)
	check(err)
	fill(f, report)
	check(f.SaveAs("demo/CONTOH Realisasi BKPP 2020 TW1.xlsx"))
}

// notes are what staff wrote beside a line: pendorong, penghambat, tindak lanjut.
var notes = map[string][3]string{
	"1.1.1.PKSA.1":    {"", "Jadwal bimtek bergeser ke April", "Dilaksanakan 14-16 April"},
	"1.1.1.PKSA.3":    {"", "Tagihan akomodasi angkatan I belum masuk", "SPJ diajukan paling lambat 20 April"},
	"1.1.1.PKSA.4":    {"", "Peserta menunggu jadwal LAN", "Kepastian jadwal diminta ke LAN dan BPSDM"},
	"1.1.2.PPA.3":     {"", "Pembayaran sewa CAT menunggu berita acara", "Berita acara ditandatangani pekan kedua April"},
	"1.1.2.PPA.4":     {"", "Tagihan SPP semester genap belum terbit", "Dibayar setelah tagihan kampus terbit, paling lambat Mei"},
	"1.2.3.PPA.1":     {"", "Kunjungan ke dua kecamatan ditunda", "Dijadwalkan ulang pada Mei"},
	"2.3.4.PPA.5":     {"", "Satu berkas pensiun menunggu kelengkapan dari BKN", "Kelengkapan disusulkan ke Kanreg BKN"},
	"3.4.5.PPSPCKK.1": {"Tim penyusun telah dibentuk", "LKjIP masih dalam reviu Inspektorat", "Reviu dijadwalkan selesai 17 April"},
}

// fill types the report's figures into the open cells of the entry workbook, by
// the line codes.
func fill(f *excelize.File, report reconcile.Report) {
	for _, sheet := range f.GetSheetList() {
		columns := map[string]int{}
		rows, err := f.GetRows(sheet)
		check(err)
		for r, row := range rows {
			for c, text := range row {
				if strings.HasPrefix(text, "Kode") || strings.HasPrefix(text, "Realisasi") || strings.HasPrefix(text, "Faktor") || text == "Tindak Lanjut" {
					columns[text] = c + 1
				}
			}
			if columns["Kode"] == 0 || len(row) < columns["Kode"] {
				continue
			}
			for _, x := range report.Realizations {
				if x.Line == row[columns["Kode"]-1] {
					fillRow(f, sheet, columns, r+1, x)
				}
			}
		}
	}
}

func fillRow(f *excelize.File, sheet string, columns map[string]int, row int, x reconcile.Realization) {
	set := func(heading string, value any) {
		cell, err := excelize.CoordinatesToCellName(columns[heading], row)
		check(err)
		check(f.SetCellValue(sheet, cell, value))
	}
	if q := x.Physical; q.Value.Valid {
		v := q.Value.Decimal
		if q.Unit == reconcile.Persen {
			v = v.Shift(-2)
		}
		set("Realisasi", v.InexactFloat64())
	}
	if x.Money.Said() {
		set("Realisasi (Rp)", x.Money.Value.Decimal.InexactFloat64())
	}
	if n, ok := notes[x.Line]; ok {
		if n[0] != "" {
			set("Faktor Pendorong", n[0])
		}
		set("Faktor Penghambat", n[1])
		set("Tindak Lanjut", n[2])
	}
}

// faulty makes five mistakes in the office's own form, one target that is not the
// plan's, and a comment of the sender's own.
func faulty() {
	f, err := excelize.OpenFile(filepath.Join(fixtures, "realisasi-tw1-tunggal.xlsx"))
	check(err)
	const sheet = "PROGRAM KEGIATAN"
	for cell, value := range map[string]any{
		"A1":  "CONTOH - LAPORAN REALISASI RENCANA AKSI PROGRAM KEGIATAN TRIWULAN I TAHUN 2020",
		"I7":  "12,x",
		"I9":  "221.190",
		"G29": "201 Dok",
		"D30": "3. Penerbitan SK PNS dan Penyelesaian Karpeg",
		"G32": "#REF!",
		"F16": "27%",
	} {
		check(f.SetCellValue(sheet, cell, value))
	}
	check(f.AddComment(sheet, excelize.Comment{Cell: "I18", Author: "Sri", Text: "Termasuk SPJ bulan Maret"}))
	dress(f)
	check(f.SaveAs("demo/CONTOH Realisasi BKPP 2020 TW1 (keliru).xlsx"))
}

// dress gives the form the widths and heights that the office prints it with.
func dress(f *excelize.File) {
	wide, one, all, a4, landscape := true, 1, 0, 9, "landscape"
	for _, sheet := range f.GetSheetList() {
		check(f.SetSheetProps(sheet, &excelize.SheetPropsOptions{FitToPage: &wide}))
		check(f.SetPageLayout(sheet, &excelize.PageLayoutOptions{Size: &a4, Orientation: &landscape, FitToWidth: &one, FitToHeight: &all}))
		rows, err := f.GetRows(sheet)
		check(err)
		for r, row := range rows {
			lines := 1
			for c, text := range row {
				name, err := excelize.ColumnNumberToName(c + 1)
				check(err)
				width := 30.0
				if c > 4 {
					width = 17
				}
				check(f.SetColWidth(sheet, name, name, width))
				if r > 2 && r < len(rows)-8 {
					lines = max(lines, len(text)/int(width)+1)
				}
			}
			check(f.SetRowHeight(sheet, r+1, float64(15*lines)))
		}
	}
}
