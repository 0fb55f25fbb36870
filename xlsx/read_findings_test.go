package xlsx_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
)

// sheetEdit writes into the programme sheet of a fixture.
type sheetEdit struct {
	tb testing.TB
	f  *excelize.File
}

func (e sheetEdit) set(cell string, value any) {
	e.tb.Helper()
	must(e.tb, e.f.SetCellValue(programs, cell, value))
}

func (e sheetEdit) clear(cells ...string) {
	e.tb.Helper()
	for _, c := range cells {
		must(e.tb, e.f.SetCellValue(programs, c, nil))
	}
}

// style shows a cell in a number format.
func (e sheetEdit) style(cell, format string) {
	e.tb.Helper()
	id, err := e.f.NewStyle(&excelize.Style{CustomNumFmt: &format})
	must(e.tb, err)
	must(e.tb, e.f.SetCellStyle(programs, cell, cell, id))
}

// thousands divides the amounts of a column.
func (e sheetEdit) thousands(col string, by float64) {
	e.tb.Helper()
	for row := 6; row <= 35; row++ {
		cell := fmt.Sprint(col, row)
		text, err := e.f.GetCellValue(programs, cell, excelize.Options{RawCellValue: true})
		must(e.tb, err)
		if v, err := strconv.ParseFloat(text, 64); err == nil {
			e.set(cell, v/by)
		}
	}
}

func editedPrograms(tb testing.TB, file string, change func(e sheetEdit)) []byte {
	tb.Helper()
	return edited(tb, file, func(f *excelize.File) { change(sheetEdit{tb, f}) })
}

// TestFindings provokes what reading can find one by one in a copy of the
// single-quarter fixture: exactly the findings listed, the message with the words
// that tell the mend.
func TestFindings(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(e sheetEdit)
		want   []string // code and place, sorted
		words  []string // in the first finding's message
	}{
		{"unreadable amount", func(e sheetEdit) { e.set("I12", "12,x") },
			[]string{"amount-unreadable PROGRAM KEGIATAN!I12"}, []string{"'12,x' bukan angka rupiah", "Tulis angka saja", "12.500.000,00"}},
		{"words for an amount", func(e sheetEdit) { e.set("I12", "belum ada") },
			[]string{"amount-unreadable PROGRAM KEGIATAN!I12"}, []string{"'belum ada' bukan angka rupiah"}},
		{"amount with another unit", func(e sheetEdit) { e.set("I12", "5 Org") }, []string{"amount-unreadable PROGRAM KEGIATAN!I12"}, nil},
		{"amount in millions", func(e sheetEdit) { e.set("I12", "12 juta") }, []string{"amount-unreadable PROGRAM KEGIATAN!I12"}, nil},
		{"truth for an amount", func(e sheetEdit) { e.set("I12", true) }, []string{"amount-unreadable PROGRAM KEGIATAN!I12"}, []string{"Tulis angka saja"}},
		{"date for an amount", func(e sheetEdit) { e.set("I12", 43931); e.style("I12", "dd/mm/yyyy") },
			[]string{"amount-unreadable PROGRAM KEGIATAN!I12"}, []string{"tanggal", "Ubah format sel menjadi Number"}},
		{"percent for an amount", func(e sheetEdit) { e.set("I12", 0.25); e.style("I12", "0%") },
			[]string{"amount-unreadable PROGRAM KEGIATAN!I12"}, nil},
		{"ambiguous amount", func(e sheetEdit) { e.set("I12", "1.234") },
			[]string{"amount-ambiguous PROGRAM KEGIATAN!I12"}, []string{"Rp1.234", "Rp1,23", "Tulis", "1.234,00"}},
		{"ambiguous amount, settled by the program", func(e sheetEdit) { e.set("I12", "1.234"); e.set("I6", 612423745) },
			[]string{"amount-repaired PROGRAM KEGIATAN!I12"}, []string{"'1.234' dibaca Rp1.234", "Tulis 1.234,00"}},
		{"ambiguous amount, not the program's", func(e sheetEdit) { e.set("I12", "1.234"); e.set("I6", 612423000) },
			[]string{"amount-ambiguous PROGRAM KEGIATAN!I12"}, nil},
		{"negative amount", func(e sheetEdit) { e.set("I12", -5000) }, []string{"amount-negative PROGRAM KEGIATAN!I12"}, []string{"negatif", "tanpa tanda minus"}},
		{"negative in brackets", func(e sheetEdit) { e.set("I12", "(5.000.000,00)") }, []string{"amount-negative PROGRAM KEGIATAN!I12"}, nil},
		{"oddly grouped amount", func(e sheetEdit) { e.set("I12", "5.000.000.00") },
			[]string{"amount-repaired PROGRAM KEGIATAN!I12"}, []string{"'5.000.000.00' dibaca Rp5.000.000", "Tulis 5.000.000,00"}},
		{"three decimals", func(e sheetEdit) { e.set("I12", 5000.125) },
			[]string{"amount-rounded PROGRAM KEGIATAN!I12"}, []string{"Rp5.000,13", "dua desimal"}},
		{"unreadable realisasi", func(e sheetEdit) { e.set("G7", "lima") }, []string{"target-unreadable PROGRAM KEGIATAN!G7"}, []string{"'lima' bukan angka"}},
		{"negative realisasi", func(e sheetEdit) { e.set("G7", -5) }, []string{"target-unreadable PROGRAM KEGIATAN!G7"}, []string{"negatif"}},
		{"date for a realisasi", func(e sheetEdit) { e.set("G7", 43931); e.style("G7", "d-mmm") }, []string{"target-unreadable PROGRAM KEGIATAN!G7"}, []string{"tanggal"}},
		{"fraction or percent", func(e sheetEdit) { e.set("G16", 0.23); e.style("G16", "General") },
			[]string{"target-unreadable PROGRAM KEGIATAN!G16"}, []string{"0,23 atau 23", "Tulis dengan jelas"}},
		{"another unit", func(e sheetEdit) { e.set("G7", "5 Dok") }, []string{"unit-mismatch PROGRAM KEGIATAN!G7"}, []string{"Dokumen", "Orang"}},
		{"percent for persons", func(e sheetEdit) { e.set("G7", 1); e.style("G7", "0%") }, []string{"unit-mismatch PROGRAM KEGIATAN!G7"}, []string{"100%"}},
		{"unknown unit", func(e sheetEdit) { e.set("G7", "5 potong") }, []string{"unit-mismatch PROGRAM KEGIATAN!G7"}, []string{"potong"}},
		{"a letter for persons", func(e sheetEdit) { e.set("G7", "BB") }, []string{"predicate-unknown PROGRAM KEGIATAN!G7"}, []string{"Tulis angkanya"}},
		{"a letter off the scale", func(e sheetEdit) { e.set("G34", "DD") }, []string{"predicate-unknown PROGRAM KEGIATAN!G34"}, []string{"SAKIP", "AA, A, BB"}},
		{"the text of an error", func(e sheetEdit) { e.set("I12", "#REF!") },
			[]string{"cell-error PROGRAM KEGIATAN!I12"}, []string{"#REF!"}},
		{"formula without a value", func(e sheetEdit) {
			e.clear("I12")
			must(e.tb, e.f.SetCellFormula(programs, "I12", "SUM(I7:I11)"))
		}, []string{"formula-uncalculated PROGRAM KEGIATAN!I12"}, []string{"F9"}},
		{"a typing error in a name", func(e sheetEdit) { e.set("D16", "1. Penempaatan PNS") },
			[]string{"line-unplanned PROGRAM KEGIATAN!D16"}, []string{"'1. Penempaatan PNS' tidak ada dalam rencana", "Mungkin maksud Anda: '1. Penempatan PNS' (1.1.2.PPA.1)"}},
		{"a slip in a program's name", func(e sheetEdit) { e.set("D6", "Program Peningkatan Kapsitas Sumberdaya Aparatur") },
			[]string{"line-unplanned PROGRAM KEGIATAN!D6"}, []string{"8 kegiatan di bawahnya", "kegiatannya tidak perlu diubah", "Mungkin maksud Anda: 'Program Peningkatan Kapasitas"}},
		{"a slip in the name of a program that stands alone with a figure", func(e sheetEdit) {
			e.set("D6", "Program Peningkatan Kapsitas Sumberdaya Aparatur")
			e.set("G6", "50%")
			for row := 7; row <= 14; row++ {
				for _, col := range []string{"D", "E", "F", "G", "H", "I", "J"} {
					e.clear(col + strconv.Itoa(row))
				}
			}
		}, []string{"line-unplanned PROGRAM KEGIATAN!D6"}, nil},
		{"another name for a program", func(e sheetEdit) { e.set("D6", "Program Pengembangan SDM") },
			[]string{"line-unplanned PROGRAM KEGIATAN!D6"}, []string{"8 kegiatan di bawahnya", "Program Peningkatan Kapasitas"}},
		{"a line under another program", func(e sheetEdit) { e.set("D35", "1. Penempatan PNS") },
			[]string{"line-unplanned PROGRAM KEGIATAN!D35"}, []string{"di bawah program yang sama"}},
		{"an unplanned line with no realisasi", func(e sheetEdit) {
			for i, v := range []string{"7. Kegiatan lain", "", "", "", "1000"} {
				e.set(cellRef(4+i, 36), v)
			}
		}, []string{"plan-altered PROGRAM KEGIATAN!D36"}, nil},
		{"a line twice", func(e sheetEdit) { e.set("D17", "1. Penempatan PNS") },
			[]string{"line-duplicate PROGRAM KEGIATAN!D17"}, []string{"satu baris rencana ditulis dua kali", "sel D16", "sisakan satu baris"}},
		{"a figure without a line", func(e sheetEdit) { e.clear("D17", "E17") }, []string{"line-unplanned PROGRAM KEGIATAN!G17"}, []string{"tanpa nama kegiatan"}},
		{"a figure below all lines", func(e sheetEdit) { e.set("I38", 1612714265.5) }, []string{"line-unplanned PROGRAM KEGIATAN!I38"}, []string{"beri tanda JUMLAH"}},
		{"a NIP below all lines", func(e sheetEdit) { e.set("I38", "197001011990031001") }, nil, nil},
		{"three figures that count up", func(e sheetEdit) {
			e.set("F38", 5)
			e.set("G38", 6)
			e.set("I38", 7)
		}, []string{"line-unplanned PROGRAM KEGIATAN!G38"}, nil},
		{"no realisasi columns for the quarter", func(e sheetEdit) { e.set("F4", "TRIWULAN II"); e.set("F26", "TRIWULAN II") },
			[]string{"header-missing PROGRAM KEGIATAN!A4", "period-conflict PROGRAM KEGIATAN!I5"}, []string{"judul kolom", "Triwulan II", "Samakan"}},
		{"an unknown heading over rupiah", func(e sheetEdit) { e.set("I5", "SP2D"); e.set("I27", "SP2D") },
			[]string{"header-missing PROGRAM KEGIATAN!H5"}, []string{"'TRIWULAN I / Pagu (Rp)' ada", "beri judul 'Realisasi (Rp)'"}},
		{"an unknown heading over the work", func(e sheetEdit) { e.set("G5", "Hasilnya"); e.set("G27", "Hasilnya") },
			[]string{"header-missing PROGRAM KEGIATAN!F5"}, []string{"kolom Realisasi untuk Triwulan I tidak ada"}},
		{"a column twice", func(e sheetEdit) { e.set("J5", "Realisasi (Rp)"); e.set("J27", "Realisasi (Rp)") },
			[]string{"header-missing PROGRAM KEGIATAN!J5"}, []string{"dua kolom terbaca sebagai Realisasi (Rp)", "sel I5", "Sisakan satu kolom"}},
		{"thousands in the heading", func(e sheetEdit) { e.set("I5", "Realisasi Rp (000)"); e.set("I27", "Realisasi Rp (000)") },
			[]string{"unit-mismatch PROGRAM KEGIATAN!I5"}, []string{"ribuan rupiah", "'12.195.000' (sel I7) berarti Rp12.195.000.000", "pagu setahun Rp100.000.000", "17 sel lain", "tulis (Rp) pada judul"}},
		{"thousands in the heading, one amount in full", func(e sheetEdit) {
			e.set("I5", "Realisasi Rp (000)")
			e.set("I27", "Realisasi Rp (000)")
			e.thousands("I", 1000)
			e.set("I9", 221190000)
		}, []string{"amount-scaled PROGRAM KEGIATAN!I5", "unit-mismatch PROGRAM KEGIATAN!I9"}[1:], []string{"'221.190.000' (sel I9) berarti Rp221.190.000.000"}},
		{"two scales in one heading", func(e sheetEdit) { e.set("I5", "Realisasi Rp juta (000)"); e.set("I27", "Realisasi Rp juta (000)") },
			[]string{"unit-mismatch PROGRAM KEGIATAN!I5"}, []string{"dua satuan rupiah", "Tulis rupiah penuh"}},
		{"millions in the title", func(e sheetEdit) { e.set("A3", "(dalam jutaan rupiah)") },
			[]string{"unit-mismatch PROGRAM KEGIATAN!I5"}, []string{"menurut judul", "jutaan rupiah"}},
		{"to date in the first quarter", func(e sheetEdit) { e.set("F4", "S.D. TRIWULAN I"); e.set("F26", "S.D. TRIWULAN I") }, nil, nil},
		{"a plan column changed", func(e sheetEdit) { e.set("H8", 103969501) },
			[]string{"plan-altered PROGRAM KEGIATAN!H8 1"}, []string{"kolom rencana 'TRIWULAN I / Pagu (Rp)' berisi '103.969.501'", "Rp103.969.500", "Yang dipakai adalah rencana aksi"}},
		{"a target changed", func(e sheetEdit) { e.set("F7", "6 Org") }, []string{"plan-altered PROGRAM KEGIATAN!F7 1"}, []string{"berisi '6 Org', dalam rencana aksi 5 Orang"}},
		{"a target's unit changed", func(e sheetEdit) { e.set("F7", "5 Dok") }, []string{"plan-altered PROGRAM KEGIATAN!F7"}, []string{"5 Orang"}},
		{"an unreadable plan column", func(e sheetEdit) { e.set("H8", "#REF!") }, []string{"plan-altered PROGRAM KEGIATAN!H8"}, nil},
		{"a sum that is not one", func(e sheetEdit) { e.set("I6", 1) },
			[]string{"budget-rollup PROGRAM KEGIATAN!I6 612422510"}, []string{"Rp612.422.511", "jumlah kegiatannya"}},
		{"a total that is one", func(e sheetEdit) { e.set("A36", "JUMLAH"); e.set("I36", 1612714265.5) }, nil, nil},
		{"a total that is none", func(e sheetEdit) { e.set("A36", "JUMLAH"); e.set("I36", 1612714000) },
			[]string{"sheet-totals PROGRAM KEGIATAN!I36 265.5"}, []string{"jumlah tertulis Rp1.612.714.000", "Rp1.612.714.265,50", "Yang dihitung adalah baris-barisnya"}},
		{"a total over what cannot be read", func(e sheetEdit) { e.set("A36", "JUMLAH"); e.set("I36", 1); e.set("I12", "12,x") },
			[]string{"amount-unreadable PROGRAM KEGIATAN!I12"}, nil},
		{"a mean is no total", func(e sheetEdit) { e.set("A36", "Rata-rata"); e.set("I36", 1) }, nil, nil},
		{"hidden columns", func(e sheetEdit) { must(e.tb, e.f.SetColVisible(programs, "H:I", false)) },
			[]string{"hidden-rows PROGRAM KEGIATAN!H5"}, []string{"kolom tersembunyi H, I ikut dibaca"}},
		{"a sum that is one", func(e sheetEdit) { e.set("I6", 612422511) }, nil, nil},
		{"hidden rows", func(e sheetEdit) { must(e.tb, e.f.SetRowVisible(programs, 9, false)) },
			[]string{"hidden-rows PROGRAM KEGIATAN!A9"}, []string{"1 baris tersembunyi ikut dibaca"}},
		{"hidden sheet", func(e sheetEdit) { must(e.tb, e.f.SetSheetVisible(programs, false)) },
			[]string{"hidden-rows PROGRAM KEGIATAN!A1"}, []string{"lembar tersembunyi ini ikut dibaca"}},
		{"one amount for two lines", func(e sheetEdit) { e.clear("I8"); must(e.tb, e.f.MergeCell(programs, "I7", "I8")) },
			[]string{"amount-unreadable PROGRAM KEGIATAN!I7"}, []string{"digabung", "Pisahkan"}},
		{"one realisasi for two lines", func(e sheetEdit) { e.clear("G30"); must(e.tb, e.f.MergeCell(programs, "G29", "G30")) },
			[]string{"target-unreadable PROGRAM KEGIATAN!G29"}, []string{"digabung"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := readFile(t, "laporan.xlsx", editedPrograms(t, singleFile, c.change))
			if diff := cmp.Diff(sorted(c.want), listed(r.findings)); diff != "" {
				t.Fatalf("%s\n%s", diff, messages(r.findings))
			}
			for _, w := range c.words {
				if !strings.Contains(r.findings[0].Message, w) {
					t.Errorf("does not say %q: %s", w, r.findings[0].Message)
				}
			}
		})
	}
}

// TestFindingsTogether: whatever is wrong is told in one pass.
func TestFindingsTogether(t *testing.T) {
	r := readFile(t, "laporan.xlsx", editedPrograms(t, singleFile, func(e sheetEdit) {
		e.set("I7", "12,x")
		e.set("I8", "1.234")
		e.set("I9", -1)
		e.set("G7", "5 Dok")
		e.set("G9", "lima")
		e.set("G34", "XX")
		e.set("D16", "1. Penempaatan PNS")
		e.set("D32", "4. Penyelesaian Taspen dan Karis/Karsu")
		e.set("H10", 1)
		e.set("I12", "5.000.000.00")
		e.set("I13", 0.125)
		e.set("I35", true)
		e.clear("I28")
		must(e.tb, e.f.SetCellFormula(programs, "I28", "1+1"))
	}))
	want := sorted([]string{
		"amount-unreadable PROGRAM KEGIATAN!I7", "amount-ambiguous PROGRAM KEGIATAN!I8", "amount-negative PROGRAM KEGIATAN!I9",
		"unit-mismatch PROGRAM KEGIATAN!G7", "target-unreadable PROGRAM KEGIATAN!G9", "predicate-unknown PROGRAM KEGIATAN!G34",
		"line-unplanned PROGRAM KEGIATAN!D16", "line-duplicate PROGRAM KEGIATAN!D32", "plan-altered PROGRAM KEGIATAN!H10 -303543749",
		"amount-repaired PROGRAM KEGIATAN!I12", "amount-rounded PROGRAM KEGIATAN!I13", "amount-unreadable PROGRAM KEGIATAN!I35",
		"formula-uncalculated PROGRAM KEGIATAN!I28",
	})
	if diff := cmp.Diff(want, listed(r.findings)); diff != "" {
		t.Errorf("%s\n%s", diff, messages(r.findings))
	}
	got := figures(r.report)
	for _, code := range []string{"1.1.1.PKSA.1", "1.1.1.PKSA.2", "1.1.1.PKSA.3", "2.3.4.PPA.1", "3.4.5.PPSPCKK.1"} {
		if !strings.HasSuffix(got[code], "| nil") {
			t.Errorf("%s has a figure from an unreadable cell: %s", code, got[code])
		}
	}
	if _, ok := got["1.1.2.PPA.1"]; ok {
		t.Error("a resemblance was applied")
	}
}

// TestBlankZero: a blank, a dash and a zero are not the same.
func TestBlankZero(t *testing.T) {
	for value, want := range map[any]string{
		nil: "nil", "-": "nil", "–": "nil", "—": "nil", " ": "nil", "\u00a0": "nil", " - ": "nil", "": "nil",
		0: "0", "0": "0", "nihil": "0", "Nihil": "0", "NIHIL": "0", "Rp0": "0", "Rp 0,-": "0", "0,00": "0",
	} {
		t.Run(fmt.Sprintf("%q", fmt.Sprint(value)), func(t *testing.T) {
			rupiah := strings.HasPrefix(fmt.Sprint(value), "Rp")
			r := readFile(t, "laporan.xlsx", editedPrograms(t, singleFile, func(e sheetEdit) {
				e.set("I7", value)
				if !rupiah {
					e.set("G29", value)
				}
			}))
			if len(r.findings) > 0 {
				t.Fatal(messages(r.findings))
			}
			got := figures(r.report)
			if got["1.1.1.PKSA.1"] != "5 | "+want {
				t.Errorf("money: %s, want %s", got["1.1.1.PKSA.1"], want)
			}
			if got["2.3.4.PPA.2"] != want+" | 47415095.75" && !rupiah {
				t.Errorf("physical: %s, want %s", got["2.3.4.PPA.2"], want)
			}
		})
	}
}

// TestSecondColumn: a realisasi column beside the table, with or without a gap, is
// not passed over.
func TestSecondColumn(t *testing.T) {
	for _, col := range []string{"L", "N", "Q"} {
		for _, row := range []string{"4", "5"} {
			r := readFile(t, "laporan.xlsx", editedPrograms(t, singleFile, func(e sheetEdit) {
				e.set(col+row, "Realisasi (Rp)")
				e.set(col+"7", 5)
			}))
			if got := listed(errorsOnly(r.findings)); len(got) != 1 || got[0] != "header-missing PROGRAM KEGIATAN!"+col+row {
				t.Errorf("%s%s: %v\n%s", col, row, got, messages(r.findings))
			}
		}
	}
}
