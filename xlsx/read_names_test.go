package xlsx_test

import (
	"strings"
	"testing"

	"rekon/reconcile"
	"rekon/xlsx"
)

// readNamed reads the single-quarter fixture with one name written otherwise, by an
// office with these words for one another.
func readNamed(t *testing.T, from, to string, words ...[]string) reconcile.Report {
	t.Helper()
	changed := 0
	data := editedPrograms(t, singleFile, func(e sheetEdit) {
		rows, err := e.f.GetRows(programs)
		must(t, err)
		for i, row := range rows {
			for j, text := range row {
				if strings.Contains(text, from) && i > 5 && j < 5 {
					e.set(cellRef(j+1, i+1), strings.Replace(text, from, to, 1))
					changed++
				}
			}
		}
	})
	if changed != 1 {
		t.Fatalf("%q stands in %d cells", from, changed)
	}
	b := open(t, "laporan.xlsx", data)
	set := settings()
	set.Rules.Names = words
	return xlsx.ReadRealization(b, xlsx.Context{Period: reconcile.Period{Year: 2020, Quarter: 1}, Plan: plan2020(), Settings: set})
}

// TestNamesOfAnOffice: PNS is ASN only where the office says so; until then it is a
// suggestion, and so is a slip.
func TestNamesOfAnOffice(t *testing.T) {
	from, to := "Penempatan PNS", "Penempatan ASN"
	asks := func(r reconcile.Report, name string) {
		t.Helper()
		got := errorsOnly(r.Findings)
		if len(got) != 1 || got[0].Code != reconcile.LineUnplanned || !strings.Contains(got[0].Message, "Mungkin maksud Anda: '"+name) {
			t.Errorf("%s", messages(r.Findings))
		}
	}
	asks(readNamed(t, from, to), "1. Penempatan PNS'")
	asks(readNamed(t, from, "Penempatna PNS", []string{"PNS", "ASN"}), "1. Penempatan PNS'")
	if r := readNamed(t, from, to, []string{"PNS", "ASN"}); len(r.Findings) > 0 || sumMoney(r) != singleTotal {
		t.Errorf("%s in all\n%s", sumMoney(r), messages(r.Findings))
	}
	if r := readNamed(t, "1. Penempatan PNS", "(III) PENEM\u00adPATAN\npns:"); len(r.Findings) > 0 || sumMoney(r) != singleTotal {
		t.Errorf("%s in all\n%s", sumMoney(r), messages(r.Findings))
	}
}

// TestProgramsWithLetters: programs that an office counts in letters or in Roman
// numbers are programs, and their kegiatan stand under them.
func TestProgramsWithLetters(t *testing.T) {
	for _, marks := range []string{"A. |B. |C. |D. |E. |F. |G. ", "I. |II. |III. |IV. |V. |VI. |VII. ", "(1) |(2) |(3) |(4) |(5) |(6) |(7) ", "A) |B) |C) |D) |E) |F) |G) "} {
		mark, n := strings.Split(marks, "|"), 0
		data := editedPrograms(t, singleFile, func(e sheetEdit) {
			rows, err := e.f.GetRows(programs)
			must(t, err)
			for i, row := range rows {
				for j, text := range row {
					if strings.HasPrefix(text, "Program ") && i > 4 && j < 5 {
						e.set(cellRef(j+1, i+1), mark[n]+strings.ToUpper(text))
						n++
					}
				}
			}
		})
		r := readFile(t, "laporan.xlsx", data)
		if n != 6 || len(r.findings) > 0 || sumMoney(r.report) != singleTotal {
			t.Errorf("%s: %d programs, %s in all\n%s", marks, n, sumMoney(r.report), messages(r.findings))
		}
	}
}
