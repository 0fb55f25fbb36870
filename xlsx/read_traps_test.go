package xlsx

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"rekon/reconcile"
)

// trap is a cell as Excel stores it after people have been at it: what it reads as
// in rupiah and as the figure of a percent line, "!" before what a message has to say.
type trap struct {
	name          string
	value         any
	format        string
	rupiah, share string
	why           string // part of the reason of what was read
}

var traps = []trap{
	{"plain", 12500000, "General", "12500000", "12500000", ""},
	{"25 in a percent row", 25, "General", "! ", "25", ""},
	{"a fraction with a percent format", 0.25, "0%", "!bukan angka rupiah", "25", "0,25 berformat persen = 25%"},
	{"a fraction with no format", 0.25, "General", "0.25", "!'0,25' dapat berarti 0,25 atau 25", ""},
	{"26 in a percent format", 26, "0.00%", "!'2.600%' bukan angka rupiah", "!'2.600%' (yang tersimpan 26) dapat berarti 2.600% atau 26%", ""},
	{"a percent in a custom format", 0.2625, `0.0 %;[Red]-0.0 %`, "!bukan angka rupiah", "26.25", "0,2625 berformat persen = 26,25%"},
	{"a percent below one half only", 0.25, `[<=1]0%;0`, "!bukan angka rupiah", "25", "berformat persen"},
	{"the other section of that format", 25, `[<=1]0%;0`, "25", "25", ""},
	{"a percent sign as decoration", 26.25, `0.00" %"`, "26.25", "26.25", ""},
	{"a percent sign as text", "26,25%", "@", "!bukan angka rupiah", "26.25", "menurut penulisan Indonesia"},

	{"1/2 became a date", 43862, "d-mmm", "!(1 Februari 2020); mungkin yang diketik 1/2 atau 1-2, pada Excel berbahasa Inggris 2/1", "!mungkin yang diketik 1/2", ""},
	{"3-4 became a date", 43924, "d-mmm", "!(3 April 2020); mungkin yang diketik 3/4 atau 3-4", "!3/4 atau 3-4", ""},
	{"12/25 became a date", 44190, "d-mmm", "!(25 Desember 2020); mungkin yang diketik 25/12 atau 25-12.", "!25/12", ""},
	{"3-40 became a month", 14671, "mmm-yy", "!(Maret 1940); mungkin yang diketik 3/40 atau 3-40", "!3/40", ""},
	{"a date in full", 43924, "dd/mm/yyyy", "!3 April 2020", "!3 April 2020", ""},
	{"a date in the Indonesian of Excel", 43924, `[$-421]dd mmmm yyyy;@`, "!3 April 2020", "!3 April 2020", ""},
	{"25 typed where a date was", 25, "d-mmm", "!tanggal; mungkin yang diketik 25.", "!mungkin yang diketik 25.", ""},
	{"0 typed where a date was", 0, "dd/mm/yyyy", "!mungkin yang diketik 0.", "!mungkin yang diketik 0.", ""},
	{"12500000 typed where a date was", 12500000, "dd/mm/yyyy", "!mungkin yang diketik 12500000.", "!12500000", ""},
	{"0,5 typed where a date was", 12.5, "dd/mm/yyyy", "!mungkin yang diketik 12,5.", "!12,5.", ""},
	{"12.30 became a time", 0.5208333333333334, "h:mm", "!jam (12:30); mungkin yang diketik 12.30 atau 12:30", "!12.30", ""},
	{"12.30.15 became a time", 0.5210069444444444, "h:mm:ss", "!12.30.15", "!12.30.15", ""},
	{"26:30 became a length of time", 1.1041666666666667, "[h]:mm", "!jam (26:30)", "!26.30", ""},
	{"hours alone", 1.5, "[h]", "!jam (36:00)", "!36.00", ""},
	{"25 typed where a time was", 25, "[h]:mm:ss", "!mungkin yang diketik 25.", "!25.", ""},

	{"a number stored as text", "12500000", "@", "12500000", "12500000", "teks '12500000' dibaca"},
	{"a percent stored as text", "25", "@", "25", "25", "teks '25' dibaca"},
	{"no-break spaces", "12\u00a0500\u00a0000", "General", "12500000", "12500000", "dengan spasi di antara ribuan"},
	{"narrow no-break spaces", "\u202f12\u202f500\u202f000", "General", "12500000", "12500000", "dengan spasi"},
	{"full-width digits", "１２．５００．０００，００", "General", "12500000", "12500000", "menurut penulisan Indonesia"},
	{"Rp and a dash", "Rp 12.500.000,-", "General", "12500000", "!dalam", "menurut penulisan Indonesia"},
	{"Rp. and a dash", "Rp. 12.500.000,-", "General", "12500000", "!dalam", "menurut penulisan Indonesia"},
	{"words behind the figure", "12.500.000,00 (dua belas juta lima ratus ribu rupiah)", "General", "!bukan angka rupiah. Tulis angka saja", "!dalam", ""},
	{"parentheses", "(12.500.000)", "General", "!bernilai negatif", "!bernilai negatif", ""},
	{"parentheses by an accounting format", -12500000, `_("Rp"* #,##0.00_);_("Rp"* (#,##0.00);_("Rp"* "-"??_);_(@_)`, "!bernilai negatif", "!bernilai negatif", ""},
	{"an accounting zero, shown as a dash", 0, `_("Rp"* #,##0.00_);_("Rp"* (#,##0.00);_("Rp"* "-"??_);_(@_)`, "0", "0", ""},
	{"an accounting format", 12500000, `_-[$Rp-421]* #,##0_-;-[$Rp-421]* #,##0_-;_-[$Rp-421]* "-"_-;_-@_-`, "12500000", "12500000", ""},
	{"separators of another country in a format", 12500000, `#.##0,00_-`, "12500000", "12500000", ""},
	{"shown in thousands", 12500000, `0.0,"rb"`, "12500000", "12500000", "format sel menampilkannya dalam ribuan, yang dihitung nilai selnya"},
	{"shown in millions", 12500000, `#,##0.0,,"jt"`, "12500000", "12500000", "dalam jutaan"},
	{"shown in thousands from a thousand on", 12500000, `[>=1000]#,##0,"rb";0`, "12500000", "12500000", "dalam ribuan"},
	{"not a thousand", 500, `[>=1000]#,##0,"rb";0`, "500", "500", ""},
	{"not shown", 12500000, ";;;", "12500000", "12500000", "format sel menyembunyikannya"},
	{"noughts in the format", 12195, `#,##0".000"`, "!tersimpan 12.195, tampak 12.195.000 karena format selnya", "!tersimpan 12.195, tampak 12.195.000 karena format selnya", ""},
	{"noughts escaped", 12195, `"Rp"\ #,##0\.\0\0\0;[Red]-0`, "!tersimpan 12.195, tampak 12.195.000 karena format selnya", "!tersimpan 12.195, tampak 12.195.000 karena format selnya", ""},
	{"noughts without groups", 12195, `_-0\.000".000"_-`, "!tersimpan 12.195, tampak 12.195.000 karena format selnya", "!tersimpan 12.195, tampak 12.195.000 karena format selnya", ""},
	{"noughts in the section for less", 12195, `#,##0;-#,##0".000"`, "12195", "12195", ""},
	{"noughts for what is left off", 12195000, `#,##0,".000"`, "12195000", "12195000", "format sel"},
	{"noughts for the sen", 12195, `#,##0",00"`, "12195", "12195", ""},
	{"a digit in front", 250, `"1."000`, "!tersimpan 250, tampak 1.250 karena", "!tampak 1.250", ""},
	{"a digit in a percentage", 0.26, `0"0"%`, "!tersimpan 26%, tampak 260% karena", "!tampak 260%", ""},
	{"a digit in the unit", 25, `0" m2"`, "25", "25", ""},
	{"a digit in the word before", 25, `"TW1 "0`, "25", "25", ""},
	{"a unit in the format", 25, `0" Hari"`, "25", "25", ""},
	{"a unit of letters that dates have", 25, `0" dms y h"`, "25", "25", ""},
	{"an escaped letter", 25, `0\d\h`, "25", "25", ""},
	{"a fraction format", 25.5, `# ?/?`, "25.5", "25.5", ""},

	{"an error as text", "#REF!", "General", "!kesalahan rumus #REF!", "!kesalahan rumus #REF!", ""},
	{"another error as text", " #DIV/0! ", "General", "!kesalahan rumus", "!kesalahan rumus", ""},
	{"an error of LibreOffice as text", "Err:508", "General", "!kesalahan rumus", "!kesalahan rumus", ""},
	{"true", true, "General", "!'TRUE' bukan angka rupiah", "!'TRUE' bukan angka", ""},
	{"scientific", 1.25e7, "0.00E+00", "12500000", "12500000", ""},
	{"scientific as text", "1,25E+07", "@", "!bukan angka rupiah", "!bukan angka", ""},
	{"fifteen digits", 123456789012345, "0", "123456789012345", "!bukan angka", ""},
	{"sixteen digits", 1234567890123456, "0", "!terlalu besar", "!bukan angka", ""},
	{"sixteen digits as text", "1234567890123456", "@", "!terlalu besar", "!bukan angka", ""},
}

// trapBook has one trap a row, in column A.
func trapBook(t *testing.T) []byte {
	t.Helper()
	f := excelize.NewFile()
	for i, c := range traps {
		name, _ := excelize.CoordinatesToCellName(1, i+1)
		style, err := f.NewStyle(&excelize.Style{CustomNumFmt: &c.format})
		if err == nil {
			err = f.SetCellValue("Sheet1", name, c.value)
		}
		if err == nil {
			err = f.SetCellStyle("Sheet1", name, name, style)
		}
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
	}
	return bytesOf(t, f)
}

func bytesOf(t *testing.T, f *excelize.File) []byte {
	t.Helper()
	var out bytes.Buffer
	if _, err := f.WriteTo(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// checkTraps reads every trap of a workbook.
func checkTraps(t *testing.T, data []byte) {
	t.Helper()
	b, err := Open("jebakan.xlsx", data, DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	for i, c := range traps {
		cell := b.Sheets[0].cell(1, i+1)
		checkTrap(t, c, "rupiah", c.rupiah, reconcile.ReadAmount(cell))
		checkTrap(t, c, "persen", c.share, reconcile.ReadQuantity(cell, reconcile.Persen, "", reconcile.DefaultRules()))
	}
}

func checkTrap(t *testing.T, c trap, as, want string, f reconcile.Figure) {
	t.Helper()
	message, wrong := strings.CutPrefix(want, "!")
	switch {
	case message == " ": // not asked about
	case wrong && (f.Problem == "" || !strings.Contains(f.Detail, message)):
		t.Errorf("%s as %s: %v, %q does not say %q", c.name, as, f.Options, f.Detail, message)
	case !wrong && (f.Problem != "" || len(f.Options) != 1 || f.Options[0].String() != want):
		t.Errorf("%s as %s: %v %q, want %s", c.name, as, f.Options, f.Detail, want)
	case !wrong && (c.why == "") != (f.Why == "") || !wrong && !strings.Contains(f.Why, c.why):
		t.Errorf("%s as %s: because %q, want %q", c.name, as, f.Why, c.why)
	}
}

func TestTraps(t *testing.T) { checkTraps(t, trapBook(t)) }

// LibreOffice writes the same cells with its own types and formats.
func TestTrapsFromLibreOffice(t *testing.T) {
	out := libreOffice(t, "xlsx:Calc MS Excel 2007 XML", map[string][]byte{"jebakan": trapBook(t)})
	data, err := os.ReadFile(filepath.Join(out, "jebakan.xlsx"))
	if err != nil {
		t.Fatal(err)
	}
	checkTraps(t, data)
}

// The day of a serial number in both calendars: the one that begins in 1900 has a
// 29 February that never was.
func TestCalendar(t *testing.T) {
	for _, c := range []struct {
		serial    int64
		since1904 bool
		want      [3]int
	}{
		{1, false, [3]int{1900, 1, 1}}, {31, false, [3]int{1900, 1, 31}}, {59, false, [3]int{1900, 2, 28}}, {60, false, [3]int{1900, 2, 29}},
		{61, false, [3]int{1900, 3, 1}}, {25569, false, [3]int{1970, 1, 1}}, {43831, false, [3]int{2020, 1, 1}}, {2958465, false, [3]int{9999, 12, 31}},
		{0, true, [3]int{1904, 1, 1}}, {1, true, [3]int{1904, 1, 2}}, {60, true, [3]int{1904, 3, 1}}, {42369, true, [3]int{2020, 1, 1}},
		{-1, false, [3]int{}}, {2958466, false, [3]int{}},
	} {
		y, m, d, ok := calendar(c.serial, c.since1904)
		if [3]int{y, m, d} != c.want || ok != (c.want[0] > 0) {
			t.Errorf("%d (1904: %t) is %d-%d-%d", c.serial, c.since1904, y, m, d)
		}
	}
}

// A workbook of the 1904 calendar: the same serial is another day.
func TestTraps1904(t *testing.T) {
	f := excelize.NewFile()
	yes, format := true, "d-mmm"
	style, err := f.NewStyle(&excelize.Style{CustomNumFmt: &format})
	for _, err := range []error{err, f.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &yes}),
		f.SetCellValue("Sheet1", "A1", 42400), f.SetCellStyle("Sheet1", "A1", "A1", style)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	b, err := Open("1904.xlsx", bytesOf(t, f), DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	got := reconcile.ReadAmount(b.Sheets[0].cell(1, 1))
	if got.Amount().Said() || !strings.Contains(got.Detail, "(1 Februari 2020); mungkin yang diketik 1/2 atau 1-2") {
		t.Errorf("%v %s", got.Options, got.Detail)
	}
}
