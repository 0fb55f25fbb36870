package reconcile

import "testing"

// Reasons are kept in the order they were given, and stay with the settled figure.
func TestBecause(t *testing.T) {
	f := ReadAmount(cellOf("n 5")).Because("").Because("judul (Rp 000): dikali 1.000").Because("").Because("s.d. dikurangi TW I")
	const want = "judul (Rp 000): dikali 1.000; s.d. dikurangi TW I"
	if f.Why != want || f.Amount().Why != want || f.Quantity().Why != want {
		t.Errorf("%q, %q, %q", f.Why, f.Amount().Why, f.Quantity().Why)
	}
}

// A plain number needs no words; any other cell says how it was read.
func TestWhyAmount(t *testing.T) {
	for _, c := range []struct{ cell, want string }{
		{"n 12500000", ""}, {"n 1.5E+9", ""}, {"n 0", ""}, {"blank ", ""}, {"t -", ""}, {"n 12500000.10", ""},
		{"t 12.500.000,00", "teks '12.500.000,00' dibaca Rp12.500.000 menurut penulisan Indonesia"},
		{"t 1.234.567", "teks '1.234.567' dibaca Rp1.234.567 menurut penulisan Indonesia"},
		{"t 1234,5", "teks '1234,5' dibaca Rp1.234,50 menurut penulisan Indonesia"},
		{"t Rp. 12.500.000,-", "teks 'Rp. 12.500.000,-' dibaca Rp12.500.000 menurut penulisan Indonesia"},
		{"t 12,500,000.00", "teks '12,500,000.00' dibaca Rp12.500.000 menurut penulisan Inggris"},
		{"t 1,234,567", "teks '1,234,567' dibaca Rp1.234.567 menurut penulisan Inggris"},
		{"t 23.75", "teks '23.75' dibaca Rp23,75 menurut penulisan Inggris"},
		{"t 12 500 000", "teks '12 500 000' dibaca Rp12.500.000 dengan spasi di antara ribuan"},
		{"t 15.000.000.00", "teks '15.000.000.00' dibaca Rp15.000.000 menurut susunan kelompok angkanya"},
		{"t 12500000", "teks '12500000' dibaca Rp12.500.000"},
		{"t nihil", "teks 'nihil' dibaca Rp0"},
		{"t 1.234", "'1.234' dapat berarti Rp1.234 atau Rp1,23"},
		{"n 1.005", "dibulatkan ke sen"},
		{"n 52566624.999999993", "52.566.624,999999993 dibulatkan ke 15 angka yang disimpan Excel"},
		{"n 844376625.3333334", "844.376.625,3333334 dibulatkan ke 15 angka yang disimpan Excel; dibulatkan ke sen"},
		{"t 1.234.567,8912", "teks '1.234.567,8912' dibaca Rp1.234.567,89 menurut penulisan Indonesia; dibulatkan ke sen"},
		{"t 12,x", ""}, {"date 43831", ""}, {"p 0.95", ""}, {"t 95%", ""}, {"error #REF!", ""},
	} {
		if got := ReadAmount(cellOf(c.cell)).Why; got != c.want {
			t.Errorf("%s: %q, want %q", c.cell, got, c.want)
		}
	}
}

func TestWhyQuantity(t *testing.T) {
	for _, c := range []struct {
		line       [2]string
		cell, want string
	}{
		{inOrang, "n 5", ""}, {inPersen, "n 25", ""}, {inSAKIP, "t BB", ""}, {inOrang, "t -", ""},
		{inPersen, "p 0.2625", "0,2625 berformat persen = 26,25%"},
		{inPersen, "p 0.07000000000000001", "0,07 berformat persen = 7%"},
		{inPersen, "n 0.25", "'0,25' dapat berarti 0,25 atau 25"},
		{inPersen, "t 26,25 %", "teks '26,25 %' dibaca 26,25% menurut penulisan Indonesia"},
		{inOrang, "t 5 Org", "teks '5 Org' dibaca 5 Orang"},
		{inDesa, "t 7 DESA.", "teks '7 DESA.' dibaca 7 Desa"},
		{inOrang, "t 25", "teks '25' dibaca 25"},
		{inOrang, "t 1.234 Org", "'1.234 Org' dapat berarti 1.234 atau 1,234"},
		{inSAKIP, "t Predikat B", "teks 'Predikat B' dibaca predikat B"},
		{inSAKIP, "t bb", "teks 'bb' dibaca predikat BB"},
		{inSAKIP, "n 72.5", "nilai 72,5 pada skala SAKIP = BB"},
		{inSAKIP, "t 72,5 poin", "teks '72,5 poin' dibaca 72,5 Poin menurut penulisan Indonesia; nilai 72,5 pada skala SAKIP = BB"},
		{inOrang, "t lima", ""},
	} {
		if got := ReadQuantity(cellOf(c.cell), c.line[0], c.line[1], DefaultRules()).Why; got != c.want {
			t.Errorf("%s in %v: %q, want %q", c.cell, c.line, got, c.want)
		}
	}
}

// What stands under a heading in thousands is told in thousands.
func TestWhyScaled(t *testing.T) {
	for cell, want := range map[string]string{
		"n 12500": "", "t 12.500,00": "teks '12.500,00' dibaca 12.500 menurut penulisan Indonesia", "t 1.234": "'1.234' dapat berarti 1.234 atau 1,234",
	} {
		if got := ReadScaled(cellOf(cell), dec("1000")).Why; got != want {
			t.Errorf("%s: %q, want %q", cell, got, want)
		}
	}
}

// What a number format makes a reader believe is said beside a plain number, too.
func TestWhyNote(t *testing.T) {
	c := cellOf("n 12500000")
	c.Note = "format sel menampilkannya dalam ribuan, yang dihitung nilai selnya"
	if got := ReadAmount(c).Why; got != c.Note {
		t.Errorf("%q", got)
	}
	c = cellOf("date 43862")
	c.Note = "tanggal (1 Februari 2020); mungkin yang diketik 1/2 atau 1-2"
	want := "Excel mengubah isian menjadi tanggal (1 Februari 2020); mungkin yang diketik 1/2 atau 1-2. Ubah format sel menjadi Number, lalu tulis ulang angkanya."
	if f := ReadAmount(c); f.Detail != want || f.Why != "" || f.Amount().Said() {
		t.Errorf("%q, %q", f.Detail, f.Why)
	}
}

// A figure to date says what was taken off it, also while it has two readings.
func TestWhyToDate(t *testing.T) {
	before := []Report{reportOf(1, reported(1, "k1", "-", "1"))}
	past := NewPast(Period{2020, 2}, before)
	for cell, want := range map[string]string{
		"n 1234":  "angka s.d. triwulan Rp1.234 dikurangi Rp1 dari triwulan sebelumnya",
		"t 1.234": "'1.234' dapat berarti Rp1.234 atau Rp1,23; dikurangi Rp1 dari triwulan sebelumnya",
	} {
		if got := past.Amount(ReadAmount(cellOf(cell)), "k1").Why; got != want {
			t.Errorf("%s: %q, want %q", cell, got, want)
		}
	}
}
