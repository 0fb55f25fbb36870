package xlsx_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"rekon/reconcile"
)

// changes leave every cell where it is.
var changes = map[string]func(h shape, s *gridSheet){
	"as it is": func(shape, *gridSheet) {},
	"unmerged": func(_ shape, s *gridSheet) { s.merges = nil },
	"heading unmerged": func(h shape, s *gridSheet) {
		s.merges = slices.DeleteFunc(s.merges, func(m [4]int) bool { return h.isHeading(m[1]) })
	},
	"extra columns to the right": func(h shape, s *gridSheet) {
		for row := 1; row <= h.last; row++ {
			switch {
			case row == h.top || row == h.again:
				s.set(cellRef(h.width+1, row), "Bukti Dukung")
			case row == h.bottom || row == h.againEnd:
				s.set(cellRef(h.width+3, row), "Diverifikasi oleh")
			case row >= h.first && !h.isHeading(row):
				s.set(cellRef(h.width+1, row), "Surat No. 12/2020")
				s.set(cellRef(h.width+3, row), "12")
			}
		}
	},
	"parents on every row": func(h shape, s *gridSheet) { parents(h, s, true) },
	"parents merged":       func(h shape, s *gridSheet) { parents(h, s, false) },
	"column numbers": func(h shape, s *gridSheet) {
		if h.numbers == 0 { // in place of the page break's second heading row
			return
		}
		for at := range s.cells {
			if at[1] == h.numbers {
				delete(s.cells, at)
			}
		}
	},
	"column numbers with formulas": func(h shape, s *gridSheet) {
		for at := range s.cells {
			if at[1] == h.numbers && at[0] > 4 {
				s.set(cellRef(at[0], at[1]), fmt.Sprintf("%d=(%d/%d)x100", at[0], at[0]-1, at[0]-2))
			}
		}
	},
	"headings in other words": func(h shape, s *gridSheet) {
		words := strings.NewReplacer("TRIWULAN IV", "TW-4", "TRIWULAN III", "Tri Wulan 3", "TRIWULAN II", "Trw. II", "TRIWULAN I", "TW1",
			"Realisasi (Rp)", "Real. Keuangan (Rp.)", "Realisasi", "Real.", "Pagu (Rp)", "Anggaran DPA", "(Rp)", "Rp.",
			"TUJUAN", "Tujuan", "PROGRAM / KEGIATAN", "Program/Kegiatan", "INDIKATOR KINERJA SASARAN", "Indikator\nSasaran")
		s.edit(func(_, row int, text string) string {
			if h.isHeading(row) {
				return words.Replace(text)
			}
			return text
		})
	},
	"no signature": func(h shape, s *gridSheet) {
		for at := range s.cells {
			if at[1] > h.last {
				delete(s.cells, at)
			}
		}
	},
	"two signatures side by side": func(h shape, s *gridSheet) {
		for col := 1; col <= h.width; col++ {
			for i, text := range []string{"Bengkalis, 8 April 2020", "Mengetahui,", "KEPALA BADAN", "", "(nama kepala badan)", "NIP. 19700101 199003 1 001"} {
				if text != "" {
					s.set(cellRef(col, h.last+2+i), text)
				}
			}
		}
	},
	"signature right below the table": func(h shape, s *gridSheet) {
		for at := range s.cells {
			if at[1] > h.last {
				delete(s.cells, at)
			}
		}
		for _, col := range []int{2, h.names, h.names + 2, h.names + 4} {
			for i, text := range []string{"Bengkalis, 8 April 2020", "Kepala Badan Kepegawaian", "(nama kepala badan)", "NIP. 197001011990031001"} {
				s.set(cellRef(col, h.last+1+i), text)
			}
		}
	},
	"a total below": func(h shape, s *gridSheet) {
		s.set(cellRef(1, h.last+1), "JUMLAH")
		s.merges = append(s.merges, [4]int{1, h.last + 1, h.names, h.last + 1})
		s.total(h, h.last+1, map[string]string{
			"plan" + indicators: "M 9955354900", "plan" + programs: "O 10435154900", "single" + programs: "I 1612714265.5", "wide" + programs: "M 2051408090.37",
		})
	},
	"title in one cell": func(_ shape, s *gridSheet) {
		s.set("A1", s.cells[[2]int{1, 1}].text+"\n"+s.cells[[2]int{1, 2}].text)
		delete(s.cells, [2]int{1, 2})
	},
	"agency over three rows": func(_ shape, s *gridSheet) {
		s.merges = slices.DeleteFunc(s.merges, func(m [4]int) bool { return m[1] == 2 })
		s.set("A2", "BADAN KEPEGAWAIAN, PENDIDIKAN")
		s.set("B2", "DAN PELATIHAN")
		s.set("A3", "KABUPATEN BENGKALIS")
	},
}

// total writes the sum of a column, by file and sheet.
func (s *gridSheet) total(h shape, row int, sums map[string]string) {
	file := map[int]string{13: "plan", 15: "plan", 8: "single", 10: "single", 19: "wide", 21: "wide"}[h.width]
	if col, sum, ok := strings.Cut(sums[file+s.name], " "); ok {
		at, _, err := excelize.CellNameToCoordinates(col + "1")
		if err != nil {
			panic(err)
		}
		s.cells[[2]int{at, row}] = gridCell{text: sum, number: true, format: 4}
	}
}

// parents writes the names above a kegiatan on every row, or merges them down over
// their rows.
func parents(h shape, s *gridSheet, typed bool) {
	s.merges = slices.DeleteFunc(s.merges, func(m [4]int) bool { return !h.isHeading(m[1]) && m[1] >= h.first })
	for col := 1; col <= min(3, h.names-1); col++ {
		start := 0
		end := func(row int) {
			if start > 0 && row-1 > start && !typed {
				s.merges = append(s.merges, [4]int{col, start, col, row - 1})
			}
			start = 0
		}
		text := ""
		for row := h.first; row <= h.last; row++ {
			own := s.cells[[2]int{col, row}].text
			switch {
			case h.isHeading(row) || row == h.numbers:
				end(row)
			case own != "":
				end(row)
				start, text = row, own
			case col > 1 && s.cells[[2]int{col - 1, row}].text != "" && !typed:
				end(row)
				text = ""
			case typed && text != "":
				s.set(cellRef(col, row), text)
			}
		}
		end(h.last + 1)
	}
}

func TestChangedForms(t *testing.T) {
	t.Parallel()
	for name, change := range changes {
		for _, file := range []string{planFile, singleFile, wideFile} {
			t.Run(name+"/"+file, func(t *testing.T) {
				g := readGrid(t, fixture(t, file))
				for _, s := range g {
					change(shapeOf(file, s.name), s)
				}
				same(t, file, g.bytes(t), nil, nil)
			})
		}
	}
}

// TestSheetNames: what a sheet is called does not matter.
func TestSheetNames(t *testing.T) {
	for _, file := range []string{planFile, singleFile, wideFile} {
		g := readGrid(t, fixture(t, file))
		names := map[string]string{indicators: "Lampiran II (a)", programs: "Sheet2"}
		for _, s := range g {
			s.name = names[s.name]
		}
		same(t, file, g.bytes(t), nil, names)
	}
}

// respelled are ways in which offices write the names of lines.
var respelled = map[string]func(string) string{
	"upper case":     strings.ToUpper,
	"lower case":     strings.ToLower,
	"spaces, breaks": func(s string) string { return "  " + strings.ReplaceAll(s, " ", " \n\u00a0 ") + "\t" },
	"no punctuation": func(s string) string {
		return strings.NewReplacer(".", " ", ",", " ", ";", "", ":", "", "(", " ", ")", " ").Replace(s)
	},
	"no numbers": func(s string) string { return strings.TrimLeft(s, "0123456789. ") },
	"1) numbers": func(s string) string { return strings.Replace(s, ". ", ") ", 1) },
	"bullets": func(s string) string {
		return "- " + strings.TrimLeft(s, "0123456789. ")
	},
	"ampersand": func(s string) string { return strings.ReplaceAll(s, " dan ", " & ") },
}

func TestRespelledNames(t *testing.T) {
	for name, spell := range respelled {
		for _, file := range []string{singleFile, wideFile} {
			t.Run(name+"/"+file, func(t *testing.T) {
				g := readGrid(t, fixture(t, file))
				for _, s := range g {
					h := shapeOf(file, s.name)
					s.edit(func(col, row int, text string) string {
						if col <= h.names && row >= h.first && row <= h.last && !h.isHeading(row) {
							return spell(text)
						}
						return text
					})
				}
				same(t, file, g.bytes(t), nil, nil)
			})
		}
	}
}

// TestOtherTitles: the same said with other words and in other places.
func TestOtherTitles(t *testing.T) {
	for name, title := range map[string][]string{
		"short":        {"REALISASI TW I 2020", "Badan Kepegawaian, Pendidikan dan Pelatihan", "Kabupaten Bengkalis"},
		"OPD":          {"Formulir Laporan Kinerja", "OPD : Badan Kepegawaian, Pendidikan dan Pelatihan Kabupaten Bengkalis", "Periode: Triwulan 1 Tahun 2020"},
		"alias":        {"LAPORAN TRIWULAN KE-I TAHUN ANGGARAN 2020", "BKPP Bengkalis", ""},
		"in words":     {"Laporan Realisasi Triwulan Pertama Tahun 2020", agencyName, ""},
		"with a date":  {"TRIWULAN I TAHUN 2020", agencyName, "Dicetak 5 Januari 2021"},
		"one sentence": {"Laporan Realisasi Rencana Aksi Badan Kepegawaian, Pendidikan dan Pelatihan Kabupaten Bengkalis Triwulan I Tahun 2020", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			g := readGrid(t, fixture(t, singleFile))
			for _, s := range g {
				for i, text := range title {
					s.set(cellRef(1, i+1), text)
				}
			}
			same(t, singleFile, g.bytes(t), nil, nil)
		})
	}
}

// insertRows makes room for rows below a row.
func (s *gridSheet) insertRows(below, n int) {
	s.move(func(c, r int) (int, int) {
		if r > below {
			return c, r + n
		}
		return c, r
	})
}

// TestInsertedRows: headings, titles and totals between the lines.
func TestInsertedRows(t *testing.T) {
	for name, rows := range map[string]func(h shape, s *gridSheet, below int) int{
		"heading": func(h shape, s *gridSheet, below int) int {
			n := h.bottom - h.top + 1
			s.insertRows(below, n)
			for row := h.top; row <= h.bottom; row++ {
				copyRow(s, row, below+1+row-h.top)
			}
			return n
		},
		"title and heading": func(h shape, s *gridSheet, below int) int {
			n := h.bottom
			s.insertRows(below, n)
			for row := 1; row <= h.bottom; row++ {
				copyRow(s, row, below+row)
			}
			return n
		},
		"column numbers": func(h shape, s *gridSheet, below int) int {
			s.insertRows(below, 1)
			for col := 1; col <= h.width; col++ {
				s.cells[[2]int{col, below + 1}] = gridCell{text: fmt.Sprint(col), number: true}
			}
			return 1
		},
		"bracketed numbers": func(h shape, s *gridSheet, below int) int {
			s.insertRows(below, 1)
			for col := 1; col <= h.width; col++ {
				s.set(cellRef(col, below+1), fmt.Sprintf("(%d)", col))
			}
			return 1
		},
		"subtotal": func(h shape, s *gridSheet, below int) int {
			s.insertRows(below, 1)
			s.set(cellRef(1, below+1), "Jumlah Program Peningkatan Kapasitas Sumberdaya Aparatur")
			s.total(h, below+1, map[string]string{"plan" + programs: "O 5852255900", "single" + programs: "I 612422511", "wide" + programs: "M 1025314120.5"})
			return 1
		},
	} {
		for _, file := range []string{planFile, singleFile, wideFile} {
			t.Run(name+"/"+file, func(t *testing.T) {
				g := readGrid(t, fixture(t, file))
				s, h := g.sheet(programs), shapeOf(file, programs)
				below := h.first + 8 // the last kegiatan of the first program
				s.merges = slices.DeleteFunc(s.merges, func(m [4]int) bool { return m[1] <= below && m[3] > below })
				n := rows(h, s, below)
				to := map[string]place{programs: func(c, r int) (int, int) {
					if r > below {
						return c, r + n
					}
					return c, r
				}}
				same(t, file, g.bytes(t), to, nil)
			})
		}
	}
}

func copyRow(s *gridSheet, from, to int) {
	for at, c := range s.cells {
		if at[1] == from {
			s.cells[[2]int{at[0], to}] = c
		}
	}
	for _, m := range s.merges {
		if m[1] == from {
			s.merges = append(s.merges, [4]int{m[0], to, m[2], to + m[3] - m[1]})
		}
	}
}

// TestStacked: both tables on one sheet, the second below the first.
func TestStacked(t *testing.T) {
	for _, file := range []string{planFile, singleFile, wideFile} {
		for _, gap := range []int{0, 3} {
			t.Run(fmt.Sprint(file, gap), func(t *testing.T) {
				g := readGrid(t, fixture(t, file))
				first, second := g.sheet(indicators), g.sheet(programs)
				below := first.sheetBottom() + gap
				shift := func(c, r int) (int, int) { return c, r + below }
				second.move(shift)
				for at, c := range second.cells {
					first.cells[at] = c
				}
				first.merges = append(first.merges, second.merges...)
				// Two findings of a code on a sheet's heading are one.
				oneHead := func(fs []reconcile.Finding) []reconcile.Finding {
					return slices.DeleteFunc(slices.Clone(fs), func(f reconcile.Finding) bool {
						return f.Code == reconcile.SheetTotals && f.Source.Sheet == programs
					})
				}
				sameBut(t, file, grid{first}.bytes(t), map[string]place{programs: shift}, map[string]string{programs: indicators}, oneHead)
			})
		}
	}
}

// TestKodeColumn: codes decide where names are free, and a code of the office's
// own accounts does no harm.
func TestKodeColumn(t *testing.T) {
	for name, code := range map[string]func(line reconcile.Line, row int) string{
		"ours":    func(l reconcile.Line, _ int) string { return l.Code },
		"theirs":  func(_ reconcile.Line, row int) string { return fmt.Sprintf("4.05.01.%02d", row) },
		"numbers": func(_ reconcile.Line, row int) string { return fmt.Sprint(row) },
	} {
		for _, spoiled := range []bool{false, true} {
			if spoiled && name != "ours" {
				continue
			}
			t.Run(fmt.Sprint(name, spoiled), func(t *testing.T) {
				single := readFile(t, singleFile, fixture(t, singleFile)).report
				g := readGrid(t, fixture(t, singleFile))
				lines := map[string]reconcile.Line{}
				for _, l := range plan2020().Lines {
					lines[l.Code] = l
				}
				to := map[string]place{}
				var asked []reconcile.Finding
				for _, s := range g {
					h := shapeOf(singleFile, s.name)
					to[s.name] = func(c, r int) (int, int) { return c + 1, r }
					s.move(to[s.name])
					s.set(cellRef(1, h.top), "KODE")
					for _, x := range single.Realizations {
						if x.Source.Sheet != s.name {
							continue
						}
						col, row := refCell(t, x.Source.Cell)
						s.set(cellRef(1, row), code(lines[x.Line], row))
						if spoiled { // read by its code, and asked about
							s.set(cellRef(col+1, row), "Kegiatan dengan nama lain sama sekali "+fmt.Sprint(row))
							asked = append(asked, reconcile.Finding{Code: reconcile.PlanAltered, Line: x.Line, Source: x.Source})
						}
					}
				}
				sameBut(t, singleFile, g.bytes(t), to, nil, func(fs []reconcile.Finding) []reconcile.Finding { return append(fs, asked...) })
			})
		}
	}
}
