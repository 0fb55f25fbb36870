package xlsx_test

import (
	"strings"
	"testing"
)

// TestReasonOfACorrection: why a report replaces one before it is read above the table, and may
// speak of quarters, years and agencies without being a title.
func TestReasonOfACorrection(t *testing.T) {
	const mention = "salah ketik dari Triwulan II TAHUN 2019, Dinas Pendidikan Kabupaten Bengkalis (dalam jutaan rupiah)"
	for _, c := range []struct {
		name  string
		cells map[string]string // beside the title, on one sheet
		want  string
	}{
		{"behind its label", map[string]string{"A3": "Alasan perbaikan: SPJ Maret salah ketik"}, "SPJ Maret salah ketik"},
		{"in the next cell", map[string]string{"A3": "ALASAN KOREKSI :", "B3": "  SPJ Maret\nsalah ketik "}, "SPJ Maret salah ketik"},
		{"further right, without a colon", map[string]string{"A3": "Alasan Ralat", "D3": "SPJ Maret"}, "SPJ Maret"},
		{"with words to the label", map[string]string{"A3": "Alasan revisi laporan (bila ada):", "C3": "SPJ Maret"}, "SPJ Maret"},
		{"speaking of other things", map[string]string{"A3": "Alasan perbaikan: " + mention}, mention},
		{"speaking of them in the next cell", map[string]string{"A3": "Alasan perbaikan:", "B3": mention}, mention},
		{"nothing filled in", map[string]string{"A3": "Alasan perbaikan, bila ada:"}, ""},
		{"no label", map[string]string{"A3": "Alasan perbaikan jalan menuju kantor", "B3": "rusak"}, ""},
		{"another reason", map[string]string{"A3": "Alasan: hujan"}, ""},
		{"beyond measure", map[string]string{"A3": "Alasan perbaikan: " + strings.Repeat("a", 3000)}, strings.Repeat("a", 1999) + "…"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := readFile(t, "laporan.xlsx", editedPrograms(t, singleFile, func(e sheetEdit) {
				for cell, text := range c.cells {
					e.set(cell, text)
				}
			}))
			if r.report.Reason != c.want {
				t.Errorf("%q, want %q", r.report.Reason, c.want)
			}
			if len(r.findings) > 0 || sumMoney(r.report) != singleTotal {
				t.Error(messages(r.findings), sumMoney(r.report))
			}
		})
	}
}

// TestReasonsOnTwoSheets: both are kept, the same one once.
func TestReasonsOnTwoSheets(t *testing.T) {
	for second, want := range map[string]string{"SPJ Maret": "SPJ Maret", "satuan": "satuan; SPJ Maret", "": "SPJ Maret"} {
		r := readFile(t, "laporan.xlsx", editedPrograms(t, singleFile, func(e sheetEdit) {
			e.set("A3", "Alasan perbaikan: SPJ Maret")
			must(t, e.f.SetCellStr("RENCANA AKSI", "A3", "Alasan perbaikan: "+second))
		}))
		if r.report.Reason != want {
			t.Errorf("%q, want %q", r.report.Reason, want)
		}
	}
}
