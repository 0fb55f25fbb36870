package reconcile

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode"
)

// cellOf makes a cell from how a test writes it: "n 0.25" is a stored number,
// "p 0.25" one shown as a percentage, "t 5 Org" a text, and the others by name.
func cellOf(text string) Cell {
	c := Cell{Source: Source{Sheet: "REAL", Cell: "G7"}}
	kind, raw, _ := strings.Cut(text, " ")
	c.Raw = raw
	switch kind {
	case "n":
		c.Kind = CellNumber
	case "p":
		c.Kind, c.Percent = CellNumber, true
	case "t":
		c.Kind = CellText
	case "date":
		c.Kind = CellDate
	case "bool":
		c.Kind = CellBool
	case "error":
		c.Kind = CellError
	case "formula":
		c.Kind = CellUncalculated
	case "blank":
		c.Kind = CellBlank
	default:
		panic(text)
	}
	return c
}

// showFigure writes the problem, else the letter and the value with its unit; "~"
// marks irregular separators, "r" what was rounded. "blank" says nothing.
func showFigure(f Figure) string {
	if f.Blank() {
		return "blank"
	}
	if f.Problem != "" {
		return string(f.Problem)
	}
	var out []string
	if f.Letter != "" {
		out = append(out, f.Letter)
	}
	for _, v := range f.Options {
		out = append(out, v.String())
	}
	text := strings.Join(out, "/")
	if f.Odd {
		text += "~"
	}
	if f.Rounded {
		text += " r"
	}
	return strings.TrimSpace(text + " " + f.Unit)
}

var amountCells = []struct{ cell, want string }{
	{"blank ", "blank"}, {"t ", "blank"}, {"t -", "blank"}, {"t –", "blank"}, {"t \u00a0", "blank"},
	{"n 0", "0"}, {"t 0", "0"}, {"t nihil", "0"}, {"t Rp 0,-", "0"},
	{"n 12500000", "12500000"}, {"n 1.5E+9", "1500000000"}, {"n 21720000.000000004", "21720000"}, {"n 52566624.999999993", "52566625"},
	{"t 12.500.000", "12500000"}, {"t Rp 12.500.000,-", "12500000"}, {"t 12,500,000.00", "12500000"}, {"t 12.500.000 rupiah", "12500000"},
	{"t Rp 12.500.000 Rupiah", "12500000"}, {"t １２．５００．０００", "12500000"},
	{"t 15.000.000.00", "15000000~"}, {"t 52.566,625.00", "52566625~"},
	{"n 0.005", "0.01 r"}, {"n 1.005", "1.01 r"}, {"n 1234.567", "1234.57 r"}, {"t 1234,567", "1234.57 r"}, {"n 12500000.10", "12500000.1"},
	{"t 1.234.567,8912", "1234567.89 r"}, {"n 844376625.3333334", "844376625.33 r"},
	{"n -5", "amount-negative"}, {"t -5", "amount-negative"}, {"t (1.000.000)", "amount-negative"}, {"t (Rp 1.000.000)", "amount-negative"},
	{"t -Rp500", "amount-negative"}, {"t -1.234", "amount-negative"}, {"n -0", "0"},
	{"t 1.234", "amount-ambiguous"}, {"t Rp 1.234", "amount-ambiguous"}, {"t 1,234", "amount-ambiguous"}, {"t 52.566,625", "amount-ambiguous"},
	{"t 12,x", "amount-unreadable"}, {"t 12.50.000", "amount-unreadable"}, {"t 1/2", "amount-unreadable"}, {"t lima juta", "amount-unreadable"},
	{"t 12,5 juta", "amount-unreadable"}, {"t 5 Org", "amount-unreadable"}, {"t 95%", "amount-unreadable"}, {"p 0.95", "amount-unreadable"},
	{"t BB", "amount-unreadable"}, {"t 12.500.00O", "amount-unreadable"}, {"t 10²", "amount-unreadable"},
	{"n 1E+400", "amount-unreadable"}, {"n 1E+15", "amount-unreadable"}, {"n 999999999999999", "999999999999999"}, {"n x", "amount-unreadable"},
	{"t 9999999999999999", "amount-unreadable"}, {"t 1234567890123456789", "amount-unreadable"}, {"n ", "amount-unreadable"},
	{"date 43831", "amount-unreadable"}, {"bool TRUE", "amount-unreadable"}, {"error #REF!", "cell-error"}, {"error #DIV/0!", "cell-error"},
	{"t #REF!", "cell-error"}, {"t  #N/A ", "cell-error"}, {"t #NAME?", "cell-error"}, {"t #5", "amount-unreadable"},
	{"formula ", "formula-uncalculated"},
}

func TestReadAmount(t *testing.T) {
	for _, c := range amountCells {
		f := ReadAmount(cellOf(c.cell))
		f.Unit = ""
		if got := showFigure(f); got != c.want {
			t.Errorf("%s is read %s, want %s", c.cell, got, c.want)
		}
		checkFigure(t, c.cell, f)
		if a := f.Amount(); a.Said() != (c.want != "blank" && f.Problem == "") {
			t.Errorf("%s: said %t", c.cell, a.Said())
		}
	}
}

// checkFigure holds what is true of every figure.
func checkFigure(t *testing.T, what string, f Figure) {
	t.Helper()
	if (f.Problem == "") != (f.Detail == "") {
		t.Errorf("%s: problem %q, detail %q", what, f.Problem, f.Detail)
	}
	if f.Problem != "" && (f.Problem.Severity() != Error || f.Amount().Said() || f.Quantity().Said()) {
		t.Errorf("%s: %s and yet %v %v", what, f.Problem, f.Amount(), f.Quantity())
	}
	ambiguous := f.Problem == AmountAmbiguous || f.Problem == TargetUnreadable || f.Problem == AmountNegative
	if len(f.Options) > 1 && !ambiguous {
		t.Errorf("%s: %v without a doubt, %q", what, f.Options, f.Problem)
	}
	if f.Problem == "" && len(f.Options) == 1 && f.Options[0].IsNegative() {
		t.Errorf("%s: %s", what, f.Options[0])
	}
}

// The line of a test: its unit and, for letters, its scale.
var (
	inOrang   = [2]string{"Orang", ""}
	inPersen  = [2]string{"Persen", ""}
	inDesa    = [2]string{"Desa", ""}
	inNilai   = [2]string{"Nilai", ""}
	inRupiah  = [2]string{"Rupiah", ""}
	inSAKIP   = [2]string{"Predikat", "SAKIP"}
	inIKM     = [2]string{"Predikat", "IKM"}
	inLetters = [2]string{"Predikat", ""}
	unknown   = [2]string{"", ""}
)

var quantityCells = []struct {
	line       [2]string
	cell, want string
}{
	// nothing said, and zero
	{inOrang, "blank ", "blank"}, {inOrang, "t -", "blank"}, {inOrang, "t –", "blank"}, {inSAKIP, "t -", "blank"}, {inPersen, "t ", "blank"},
	{inOrang, "n 0", "0"}, {inOrang, "t nihil", "0"}, {inPersen, "n 0", "0"}, {inPersen, "p 0", "0 Persen"}, {inPersen, "t 0%", "0 Persen"},

	// counted things
	{inOrang, "n 5", "5"}, {inOrang, "t 5", "5"}, {inOrang, "t 5 Org", "5 Orang"}, {inOrang, "t 5 org.", "5 Orang"}, {inOrang, "t 5 ORANG", "5 Orang"},
	{inOrang, "t 5Org", "5 Orang"}, {inOrang, "n 2.5", "2.5"}, {inOrang, "t ５ Org", "5 Orang"}, {inOrang, "t 1.234.567 Org", "1234567 Orang"},
	{unknown, "t 5 Org", "5 Orang"}, {unknown, "t 2 Dok.", "2 Dokumen"}, {unknown, "t 3 Lap", "3 Laporan"}, {unknown, "t 12 Bln", "12 Bulan"},
	{unknown, "t 10 OH", "10 Orang-Hari"}, {unknown, "t 10 Orang - Hari", "10 Orang-Hari"}, {unknown, "t 10 Orang–Jam", "10 Orang-Jam"},
	{unknown, "t 4 OB", "4 Orang-Bulan"}, {unknown, "t 4 Keg", "4 Kegiatan"}, {unknown, "t 7 desa", "7 desa"}, {unknown, "n 7", "7"},
	{inDesa, "t 7 desa", "7 Desa"}, {inDesa, "t 7 DESA.", "7 Desa"}, {inDesa, "t 7 Desa", "7 Desa"}, {inDesa, "t 7 Kelurahan", "unit-mismatch"},

	// percentages
	{inPersen, "p 0.23", "23 Persen"}, {inPersen, "p 0.2625", "26.25 Persen"}, {inPersen, "p 0.07000000000000001", "7 Persen"},
	{inPersen, "p 1", "100 Persen"}, {inPersen, "p 0.01", "1 Persen"}, {inPersen, "p 0.2375", "23.75 Persen"}, {inPersen, "p 0.57999999999999996", "58 Persen"},
	{inPersen, "t 23%", "23 Persen"}, {inPersen, "t 23,75 %", "23.75 Persen"}, {inPersen, "t 23.75%", "23.75 Persen"}, {inPersen, "t 95 persen", "95 Persen"},
	{inPersen, "t 95 Prosen", "95 Persen"}, {inPersen, "t 0,25%", "0.25 Persen"}, {inPersen, "t 1%", "1 Persen"}, {inPersen, "t ７５％", "75 Persen"},
	{inPersen, "n 25", "25"}, {inPersen, "t 25", "25"}, {inPersen, "n 1.01", "1.01"}, {inPersen, "n 100", "100"},
	{inPersen, "n 0.25", "target-unreadable"}, {inPersen, "t 0,25", "target-unreadable"}, {inPersen, "n 1", "target-unreadable"}, {inPersen, "t 1", "target-unreadable"},
	{inNilai, "n 0.25", "0.25"}, {inNilai, "n 1", "1"}, {unknown, "n 0.25", "0.25"}, {unknown, "p 0.25", "25 Persen"},

	// the wrong unit
	{inOrang, "t 5 Dok", "unit-mismatch"}, {inOrang, "t 95%", "unit-mismatch"}, {inOrang, "p 0.05", "unit-mismatch"}, {inPersen, "t 5 Org", "unit-mismatch"},
	{inOrang, "t 5 OH", "unit-mismatch"}, {inOrang, "t 5 Rp", "unit-mismatch"}, {inOrang, "t Rp 5", "unit-mismatch"}, {inOrang, "t 1.234 Dok", "unit-mismatch"},
	{[2]string{"Dokumen", ""}, "t 5 Laporan", "unit-mismatch"}, {inRupiah, "t Rp 5.000.000", "5000000 Rupiah"}, {inRupiah, "n 5000000", "5000000"},

	// what is no figure
	{inOrang, "t 12,x", "target-unreadable"}, {inOrang, "t 1/2", "target-unreadable"}, {inOrang, "t lima", "target-unreadable"}, {inOrang, "t 5 ribu", "target-unreadable"},
	{inOrang, "t 5 s.d. 10", "target-unreadable"}, {inOrang, "t 12.50.000", "target-unreadable"}, {inOrang, "n -5", "target-unreadable"}, {inOrang, "t (5)", "target-unreadable"},
	{inOrang, "t 1.234", "target-unreadable"}, {inOrang, "t 1.234 Org", "target-unreadable"}, {inOrang, "n 1E+400", "target-unreadable"}, {inOrang, "n 1E+12", "target-unreadable"},
	{inOrang, "n 999999999999", "999999999999"}, {inOrang, "t 5*", "target-unreadable"}, {unknown, "t 5?", "target-unreadable"}, {unknown, "t 1O", "target-unreadable"},
	{inOrang, "date 43831", "target-unreadable"}, {inOrang, "bool FALSE", "target-unreadable"}, {inOrang, "error #N/A", "cell-error"}, {inSAKIP, "error #N/A", "cell-error"},
	{inOrang, "formula ", "formula-uncalculated"}, {inSAKIP, "formula ", "formula-uncalculated"}, {inSAKIP, "date 43831", "target-unreadable"},

	// letters
	{unknown, "t BB", "BB"}, {unknown, "t b", "B"}, {inSAKIP, "t BB", "BB"}, {inSAKIP, "t bb", "BB"}, {inSAKIP, "t AA", "AA"}, {inSAKIP, "t D", "D"},
	{inSAKIP, "t B (Baik)", "B"}, {inSAKIP, "t B(Baik)", "B"}, {inSAKIP, "t B.", "B"}, {inSAKIP, "t Predikat B", "B"}, {inSAKIP, "t nilai BB", "BB"},
	{inSAKIP, "t ＢＢ", "BB"}, {inSAKIP, "t 'BB", "BB"}, {inIKM, "t A", "A"}, {inLetters, "t CC", "CC"},
	{inSAKIP, "t BB (72,5)", "BB/72.5"}, {inSAKIP, "t B (72,5)", "predicate-unknown"}, {inIKM, "t B (76,61)", "B/76.61"}, {inIKM, "t A (76,61)", "predicate-unknown"},
	{inIKM, "t BB", "predicate-unknown"}, {inIKM, "t AA", "predicate-unknown"}, {inSAKIP, "t AB", "predicate-unknown"}, {inSAKIP, "t DD", "predicate-unknown"},
	{inSAKIP, "t Baik", "predicate-unknown"}, {inSAKIP, "t Sangat Baik", "predicate-unknown"}, {inSAKIP, "t B+", "predicate-unknown"}, {inSAKIP, "t E", "predicate-unknown"},
	{inOrang, "t B", "predicate-unknown"}, {inPersen, "t BB", "predicate-unknown"}, {inNilai, "t A", "predicate-unknown"}, {inOrang, "t Baik", "target-unreadable"},

	// numbers for letters, graded at the bounds
	{inSAKIP, "n 100", "AA/100"}, {inSAKIP, "n 90.01", "AA/90.01"}, {inSAKIP, "n 90.001", "AA/90.001"}, {inSAKIP, "n 90", "A/90"}, {inSAKIP, "n 80.01", "A/80.01"},
	{inSAKIP, "n 80", "BB/80"}, {inSAKIP, "n 70.01", "BB/70.01"}, {inSAKIP, "n 70", "B/70"}, {inSAKIP, "n 60.01", "B/60.01"}, {inSAKIP, "n 60", "CC/60"},
	{inSAKIP, "n 50.01", "CC/50.01"}, {inSAKIP, "n 50", "C/50"}, {inSAKIP, "n 30.01", "C/30.01"}, {inSAKIP, "n 30", "D/30"}, {inSAKIP, "n 0", "D/0"},
	{inSAKIP, "t 72,5", "BB/72.5"}, {inSAKIP, "t 72.5", "BB/72.5"}, {inSAKIP, "t 72,5 poin", "BB/72.5 Poin"},
	{inSAKIP, "n 100.01", "predicate-unknown"}, {inSAKIP, "n 725", "predicate-unknown"}, {inSAKIP, "n -1", "target-unreadable"}, {inSAKIP, "t 72 Org", "unit-mismatch"},
	{inSAKIP, "t 1.234", "target-unreadable"},
	{inIKM, "n 100", "A/100"}, {inIKM, "n 88.31", "A/88.31"}, {inIKM, "n 88.3", "B/88.3"}, {inIKM, "n 76.61", "B/76.61"}, {inIKM, "n 76.6", "C/76.6"},
	{inIKM, "n 65", "C/65"}, {inIKM, "n 64.99", "D/64.99"}, {inIKM, "n 25", "D/25"}, {inIKM, "n 24.99", "predicate-unknown"}, {inIKM, "n 100.01", "predicate-unknown"},
	{inIKM, "n 88.305", "A/88.305"}, {inIKM, "n 88.304", "B/88.304"}, {inIKM, "n 76.605", "B/76.605"}, {inIKM, "n 64.995", "C/64.995"}, // between two bounds
	{inIKM, "n 3.2", "predicate-unknown"}, {inIKM, "n 0", "predicate-unknown"},
}

func TestReadQuantity(t *testing.T) {
	for _, c := range quantityCells {
		what := fmt.Sprintf("%s in %v", c.cell, c.line)
		f := ReadQuantity(cellOf(c.cell), c.line[0], c.line[1], DefaultRules())
		if got := showFigure(f); got != c.want {
			t.Errorf("%s is read %s, want %s (%s)", what, got, c.want, f.Detail)
		}
		checkFigure(t, what, f)
		q := f.Quantity()
		if q.Said() != (c.want != "blank" && f.Problem == "") || q.Letter != "" && f.Letter != q.Letter {
			t.Errorf("%s: %v", what, q)
		}
		if q.Typed != cellOf(c.cell).Raw || q.Source != cellOf(c.cell).Source {
			t.Errorf("%s lost its cell: %v", what, q)
		}
	}
}

// A message says what is wrong and how to mend it, and what it tells people to
// type is then understood.
func TestFigureMessages(t *testing.T) {
	const remark = " Kosongkan bila belum dilaporkan; tulis 0 bila memang belum ada; penjelasannya pada kolom Keterangan."
	amounts := []struct{ cell, want string }{
		{"t 12,x", "'12,x' bukan angka rupiah. Tulis angka saja, misalnya 12.500.000,00."},
		{"t 1.234", "'1.234' dapat berarti Rp1.234 atau Rp1,23. Tulis dengan pemisah yang jelas, misalnya 1.234,00."},
		{"t 1.234,567", "'1.234,567' dapat berarti Rp1.234,57 atau Rp1.234.567. Tulis dengan pemisah yang jelas, misalnya 1.234,57."},
		{"n -5", "'-5' bernilai negatif. Tulis realisasi tanpa tanda minus atau kurung; pengembalian belanja dikurangkan dari realisasi."},
		{"error #REF!", "berisi kesalahan rumus #REF!. Perbaiki rumusnya atau tulis angkanya."},
		{"formula ", "berisi rumus yang belum dihitung. Buka berkas di Excel, tekan F9, simpan, lalu kirim lagi."},
		{"date 43831", "Excel mengubah isian menjadi tanggal. Ubah format sel menjadi Number, lalu tulis ulang angkanya."},
		{"bool TRUE", "'TRUE' bukan angka rupiah. Tulis angka saja, misalnya 12.500.000,00."},
		{"t " + strings.Repeat("x", 120), "'" + strings.Repeat("x", 120) + "' bukan angka rupiah. Tulis angka saja, misalnya 12.500.000,00." + remark},
		{"t " + strings.Repeat("x", 121), "'" + strings.Repeat("x", 119) + "…' bukan angka rupiah. Tulis angka saja, misalnya 12.500.000,00." + remark},
		{"t " + strings.Repeat("panjang ", 20), "'" + strings.Repeat("panjang ", 14) + "panjang…' bukan angka rupiah. Tulis angka saja, misalnya 12.500.000,00." + remark},
		{"t Belum dilaksanakan, menunggu juknis", "'Belum dilaksanakan, menunggu juknis' bukan angka rupiah. Tulis angka saja, misalnya 12.500.000,00." + remark},
		{"t cair tw2", "'cair tw2' bukan angka rupiah. Tulis angka saja, misalnya 12.500.000,00."},
		{"p 0.5", "'50%' bukan angka rupiah. Tulis angka saja, misalnya 12.500.000,00."},
		{"n -221190000.004", "'-221.190.000,004' bernilai negatif. Tulis realisasi tanpa tanda minus atau kurung; pengembalian belanja dikurangkan dari realisasi."},
	}
	for _, c := range amounts {
		if got := ReadAmount(cellOf(c.cell)).Detail; got != c.want {
			t.Errorf("%s: %s\nwant %s", c.cell, got, c.want)
		}
	}
	quantities := []struct {
		line       [2]string
		cell, want string
	}{
		{inOrang, "t lima", "'lima' bukan angka. Tulis angka saja, misalnya 25." + remark},
		{inOrang, "t tidak ada", "'tidak ada' bukan angka. Tulis angka saja, misalnya 25." + remark},
		{inOrang, "n -5", "'-5' bernilai negatif. Tulis angka tanpa tanda minus."},
		{inOrang, "t 1.234", "'1.234' dapat berarti 1.234 atau 1,234. Tulis dengan jelas, misalnya 1234."},
		{inOrang, "t 1.234,567", "'1.234,567' dapat berarti 1.234,567 atau 1.234.567. Tulis dengan jelas, misalnya 1234567."},
		{inPersen, "n 0.25", "'0,25' dapat berarti 0,25 atau 25. Tulis dengan jelas, misalnya 25%."},
		{inPersen, "p 26", "'2.600%' (yang tersimpan 26) dapat berarti 2.600% atau 26%. Ketik 26%; bila benar 2.600%, tulis sebagai teks."},
		{[2]string{}, "p 26.5", "'2.650%' (yang tersimpan 26,5) dapat berarti 2.650% atau 26,5%. Ketik 26,5%; bila benar 2.650%, tulis sebagai teks."},
		{inPersen, "p 9.999", ""},
		{inPersen, "p 10", "'1.000%' (yang tersimpan 10) dapat berarti 1.000% atau 10%. Ketik 10%; bila benar 1.000%, tulis sebagai teks."},
		{inPersen, "t 2600%", ""},
		{inOrang, "p 26", "'2.600%' dalam Persen, sedangkan target baris ini dalam Orang. Tulis angkanya dalam Orang."},
		{inPersen, "t 1.234", "'1.234' dapat berarti 1.234 atau 1,234. Tulis dengan jelas, misalnya 1234%."},
		{inOrang, "t 5 Dok", "'5 Dok' dalam Dokumen, sedangkan target baris ini dalam Orang. Tulis angkanya dalam Orang."},
		{inOrang, "p 0.05", "'5%' dalam Persen, sedangkan target baris ini dalam Orang. Tulis angkanya dalam Orang."},
		{inOrang, "t B", "'B' adalah predikat, sedangkan target baris ini dalam Orang. Tulis angkanya."},
		{inIKM, "t BB", "predikat 'BB' tidak ada pada skala IKM. Pilih salah satu: A, B, C, D."},
		{inSAKIP, "t Baik", "predikat 'Baik' tidak ada pada skala SAKIP. Pilih salah satu: AA, A, BB, B, CC, C, D."},
		{inIKM, "n 24", "nilai '24' di luar skala IKM. Tulis salah satu predikat A, B, C, D, atau nilai di dalam skala."},
		{inSAKIP, "t B (72,5)", "'B (72,5)': nilai 72,5 pada skala SAKIP adalah BB. Tulis salah satunya."},
		{inSAKIP, "t 72 Org", "'72 Org' dalam Orang, sedangkan target baris ini berupa predikat SAKIP. Tulis salah satu: AA, A, BB, B, CC, C, D."},
		{inOrang, "bool TRUE", "'TRUE' bukan angka. Tulis angka saja, misalnya 25."},
	}
	for _, c := range quantities {
		if got := ReadQuantity(cellOf(c.cell), c.line[0], c.line[1], DefaultRules()).Detail; got != c.want {
			t.Errorf("%s in %v: %s\nwant %s", c.cell, c.line, got, c.want)
		}
	}
}

// A doubt that sums decided is settled: rounded only if the chosen reading was.
func TestSettle(t *testing.T) {
	for _, c := range []struct{ cell, pick, want string }{
		{"t 1.234", "1234", "1234"}, {"t 1.234", "1.23", "1.23 r"}, {"t 1.234,567", "1234.57", "1234.57 r"}, {"t 1.234,567", "1234567", "1234567"},
		{"t 1.230", "1.23", "1.23"},
	} {
		f := ReadAmount(cellOf(c.cell))
		if f.Problem != AmountAmbiguous || !contains(f.Options, dec(c.pick)) {
			t.Fatalf("%s: %s %v", c.cell, f.Problem, f.Options)
		}
		f.Settle(dec(c.pick), "jumlah program")
		if got := showFigure(f); got != c.want {
			t.Errorf("%s settled as %s is %s, want %s", c.cell, c.pick, got, c.want)
		}
		if a := f.Amount(); !a.Value.Decimal.Equal(dec(c.pick)) || a.Typed != cellOf(c.cell).Raw {
			t.Errorf("%s settled as %s gives %v", c.cell, c.pick, a)
		}
	}
}

func FuzzReadFigure(f *testing.F) {
	for i, c := range quantityCells {
		f.Add(cellOf(c.cell).Raw, i)
	}
	for i, c := range amountCells {
		f.Add(cellOf(c.cell).Raw, i)
	}
	lines := [][2]string{inOrang, inPersen, inDesa, inNilai, inSAKIP, inIKM, inLetters, unknown}
	rules := DefaultRules()
	f.Fuzz(func(t *testing.T, raw string, choice int) {
		line := lines[int(uint(choice)%8)]
		cell := Cell{Raw: raw, Kind: CellKind(uint(choice) / 8 % 7), Percent: uint(choice)/56%2 == 1}
		what := fmt.Sprintf("%v in %v", cell, line)
		amount := ReadAmount(cell)
		checkFigure(t, what, amount)
		if v := amount.Amount().Value; v.Valid && v.Decimal.Exponent() < -2 {
			t.Errorf("%s has a part of a sen: %s", what, v.Decimal)
		}
		q := ReadQuantity(cell, line[0], line[1], rules)
		checkFigure(t, what, q)
		if s, ordinal := rules.Scale(line[1]); ordinal && q.Problem == "" && !q.Blank() {
			if s.Rank(q.Letter) < 0 || len(q.Options) > 0 && s.Grade(q.Options[0]) != q.Letter {
				t.Errorf("%s: %s", what, showFigure(q))
			}
		}
		if line == inOrang && q.Problem == "" && (q.Letter != "" || q.Unit != "" && q.Unit != "Orang") {
			t.Errorf("%s: %s", what, showFigure(q))
		}
		checkWhy(t, what, amount)
		checkWhy(t, what, q)
		if r := ReadNumber(raw); cell.Kind == CellText && (amount.Amount().Said() || q.Quantity().Value.Valid && q.Letter == "") && !r.Settled() {
			t.Errorf("%s is taken and reads %s", what, showReading(r))
		}
		checkFormatted(t, amount, q, line)
		if cell.Kind > CellText && (q.Problem == "" || amount.Problem == "") {
			t.Errorf("%s: %s, %s", what, showFigure(amount), showFigure(q))
		}
		if digit := slices.ContainsFunc([]rune(raw), func(r rune) bool { return unicode.IsNumber(r) && r != '0' }); !digit {
			for _, v := range slices.Concat(amount.Options, q.Options) {
				if !v.IsZero() {
					t.Errorf("%s: %s out of nothing", what, v)
				}
			}
		}
	})
}

// checkWhy: what was taken from a text says how, with the value; a whole number
// needs no words.
func checkWhy(t *testing.T, what string, f Figure) {
	t.Helper()
	v := f.Quantity()
	switch {
	case !v.Said() || f.Cell.Kind != CellText && f.Cell.Kind != CellNumber:
	case f.Cell.Kind == CellText && f.Why == "" && cleanText(f.Cell.Raw) != f.Letter:
		t.Errorf("%s is %s without a reason", what, showFigure(f))
	case f.Cell.Kind == CellNumber && f.Letter == "" && !f.Cell.Percent && f.Why != "" && f.Cell.Raw == v.Value.Decimal.String():
		t.Errorf("%s is a plain number and yet: %s", what, f.Why)
	}
}

// checkFormatted: a figure written out is read as itself, among what it can mean.
func checkFormatted(t *testing.T, amount, q Figure, line [2]string) {
	t.Helper()
	if a := amount.Amount(); a.Said() {
		text := FormatFull(a.Value.Decimal)
		if again := ReadAmount(Cell{Kind: CellText, Raw: text}).Amount(); !again.Said() || !again.Value.Decimal.Equal(a.Value.Decimal) {
			t.Errorf("%s is written %s and read %v", a.Value.Decimal, text, again)
		}
	}
	quantity := q.Quantity()
	if unit := line[0]; quantity.Value.Valid && quantity.Letter == "" && unit != "" && quantity.Value.Decimal.NumDigits() <= 15 && quantity.Value.Decimal.Exponent() > -15 {
		text := FormatQuantity(quantity, unit)
		if again := ReadQuantity(Cell{Kind: CellText, Raw: text}, unit, line[1], DefaultRules()); !contains(again.Options, quantity.Value.Decimal) {
			t.Errorf("%v is written %s and read %s", quantity, text, showFigure(again))
		}
	}
}

// TestErrorWords: an error value is one too when a program stored it as text.
func TestErrorWords(t *testing.T) {
	for _, raw := range []string{"#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#N/A", " #REF! "} {
		for _, kind := range []CellKind{CellError, CellText} {
			c := Cell{Kind: kind, Raw: raw}
			if got := ReadAmount(c).Problem; got != ErrorInCell {
				t.Errorf("ReadAmount(%q) = %s, want %s", raw, got, ErrorInCell)
			}
			if got := ReadQuantity(c, "Orang", "", DefaultRules()).Problem; got != ErrorInCell {
				t.Errorf("ReadQuantity(%q) = %s, want %s", raw, got, ErrorInCell)
			}
		}
	}
}
