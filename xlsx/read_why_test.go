package xlsx_test

import (
	"slices"
	"strings"
	"testing"

	"rekon/reconcile"
)

// realized is what was read for a line.
func realized(tb testing.TB, r reconcile.Report, line string) reconcile.Realization {
	tb.Helper()
	i := slices.IndexFunc(r.Realizations, func(x reconcile.Realization) bool { return x.Line == line })
	if i < 0 {
		tb.Fatal("no line " + line)
	}
	return r.Realizations[i]
}

// TestReadingsSayWhy: a figure keeps how its cell was read, where it is no plain
// number.
func TestReadingsSayWhy(t *testing.T) {
	r := readFile(t, "laporan.xlsx", editedPrograms(t, singleFile, func(e sheetEdit) {
		e.set("I7", "12.195.000,00")
		e.set("G17", 0.2625)
		e.style("G17", "0%")
		e.set("I17", 28344960)
		e.style("I17", `#,##0,"rb"`)
	}))
	if len(r.findings) > 0 {
		t.Fatal(messages(r.findings))
	}
	text, share := realized(t, r.report, "1.1.1.PKSA.1"), realized(t, r.report, "1.1.2.PPA.2")
	for _, c := range []struct{ got, want string }{
		{text.Physical.Why, "teks '5 Org' dibaca 5 Orang"},
		{text.Money.Why, "teks '12.195.000,00' dibaca Rp12.195.000 menurut penulisan Indonesia"},
		{share.Physical.Why, "0,2625 berformat persen = 26,25%"},
		{share.Money.Why, "format sel menampilkannya dalam ribuan, yang dihitung nilai selnya"},
	} {
		if c.got != c.want {
			t.Errorf("%q, want %q", c.got, c.want)
		}
	}
}

// TestSettledByTheProgram: an amount with two readings keeps what decided, and no
// sum decides while another of its parts cannot be read.
func TestSettledByTheProgram(t *testing.T) {
	change := func(also func(e sheetEdit)) read {
		return readFile(t, "laporan.xlsx", editedPrograms(t, singleFile, func(e sheetEdit) {
			e.set("I12", "1.234")
			e.set("I6", 612423745)
			also(e)
		}))
	}
	r := change(func(sheetEdit) {})
	var why []string
	for _, x := range r.report.Realizations {
		if x.Money.Why != "" {
			why = append(why, x.Money.Source.Cell+" "+x.Money.Why)
		}
	}
	if len(why) != 1 || why[0] != "I12 '1.234' dapat berarti Rp1.234 atau Rp1,23; jumlah pada baris program menentukan Rp1.234" {
		t.Error(why)
	}
	r = change(func(e sheetEdit) { e.set("I7", "12.195.000x"); e.set("I6", 612423745-12195000) })
	got := listed(r.findings, reconcile.AmountAmbiguous, reconcile.AmountRepaired, reconcile.AmountUnreadable)
	if strings.Join(got, ", ") != "amount-ambiguous PROGRAM KEGIATAN!I12, amount-unreadable PROGRAM KEGIATAN!I7" {
		t.Error(got)
	}
}
