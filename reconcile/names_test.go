package reconcile

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestSplitNumber(t *testing.T) {
	for _, c := range []struct{ text, number, name string }{
		{"3. Penempatan PNS", "3", "Penempatan PNS"}, {"3 Penempatan PNS", "3", "Penempatan PNS"}, {"3) Penempatan PNS", "3", "Penempatan PNS"},
		{"3.Penempatan PNS", "3", "Penempatan PNS"}, {"3)Penempatan", "3", "Penempatan"}, {"3 . Penempatan PNS", "3", "Penempatan PNS"},
		{"  12.\u00a0 Penempatan\n PNS ", "12", "Penempatan PNS"}, {"１. Penempatan", "1", "Penempatan"},
		{"1.2 Penempatan", "1.2", "Penempatan"}, {"1.2. Penempatan", "1.2", "Penempatan"}, {"1.2.Penempatan", "1.2", "Penempatan"},
		{"5.03.02.2.01.0003 Penempatan", "5.03.02.2.01.0003", "Penempatan"}, {"5.03.02.2.01. Penempatan", "5.03.02.2.01", "Penempatan"},
		{"1.XX.01 Program", "1.XX.01", "Program"}, {"a. Penempatan", "a", "Penempatan"}, {"b) Penempatan", "b", "Penempatan"},
		{"- 3. Penempatan", "3", "Penempatan"}, {"• Penempatan", "", "Penempatan"}, {"- Penempatan", "", "Penempatan"}, {"– a. Penempatan", "a", "Penempatan"},
		{"1. 5 Hari Kerja", "1", "5 Hari Kerja"}, {"1. 2. Penempatan", "1", "2. Penempatan"},
		{"Penempatan PNS", "", "Penempatan PNS"}, {"Penempatan 3 PNS", "", "Penempatan 3 PNS"}, {"100% PNS", "", "100% PNS"}, {"3D Printing", "", "3D Printing"},
		{"A. Penempatan", "", "A. Penempatan"}, {"S. Parman", "", "S. Parman"}, {"a Penempatan", "", "a Penempatan"}, {"1.5juta", "", "1.5juta"},
		{"", "", ""}, {" ", "", ""}, {"-", "", ""}, {"3", "", "3"}, {"3.", "", "3."}, {"3. ", "", "3."}, {"1.2.3", "", "1.2.3"},
	} {
		number, name := SplitNumber(c.text)
		if number != c.number || name != c.name {
			t.Errorf("%q is %q and %q, want %q and %q", c.text, number, name, c.number, c.name)
		}
	}
}

// Names that are the same stand in one row.
var sameNames = [][]string{
	{"Penempatan PNS", "3. Penempatan PNS", "3 Penempatan PNS", "3)  PENEMPATAN  pns", "penempatan\u00a0PNS.", "- 3. Penempatan PNS", "Penempatan, PNS;", "1.2.3 Penempatan PNS", "Ｐenempatan PNS", " a. Penempatan\nPNS :"},
	{"Perencanaan dan Pelaporan", "Perencanaan & Pelaporan", "Perencanaan&Pelaporan", "1. perencanaan & pelaporan", "Perencanaan ＆ Pelaporan"},
	{"Peraturan Perundang-undangan", "Peraturan Perundang undangan", "peraturan perundang - undangan"},
	{"Penyelesaian Karis/Karsu", "Penyelesaian Karis / Karsu", "Penyelesaian Karis Karsu"},
	{"Penerbitan SK PNS (100%)", "3. Penerbitan SK PNS 100 %", "Penerbitan SK PNS - 100%"},
	{"1. 5 Hari Kerja", "2. 5 Hari Kerja", "1. 5Hari kerja"},
	{"1. 6 Hari Kerja"},
	{"Hari Kerja", "5 Hari Kerja", "5. Hari Kerja"},
	{"Penempatan P3K"}, {"Penempatan PNS II"}, {"Penempatan PNS I"}, {"Penempatan PN"}, {"Penempatan"}, {"PNS Penempatan"},
	{"Diklat Pim Tingkat IV"}, {"Diklat Pim Tingkat III"}, {"Diklat 3"}, {"Diklat 4"},
	{"", " ", "-", "..", "–"},
}

func TestNormalName(t *testing.T) {
	for i, same := range sameNames {
		for _, s := range same {
			for j, others := range sameNames {
				for _, o := range others {
					if (NormalName(s) == NormalName(o)) != (i == j) {
						t.Errorf("%q is %q, %q is %q", s, NormalName(s), o, NormalName(o))
					}
				}
			}
		}
	}
}

func FuzzNormalName(f *testing.F) {
	for _, same := range sameNames {
		for _, s := range same {
			f.Add(s)
		}
	}
	for _, s := range []string{"1 2 3 a", "a. b. c", "1.xFoo", "ﬁ İ ẞ", "5 m²", "\xff 1", "& &", "1 &", "٣ a", "1. x̂"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		n := NormalName(s)
		if again := NormalName(n); again != n {
			t.Errorf("%q is %q and then %q", s, n, again)
		}
		for _, varied := range []string{" " + s + " ", strings.TrimSpace(s) + ".", "- " + s, strings.ReplaceAll(s, " ", "  ")} {
			if got := NormalName(varied); got != n {
				t.Errorf("%q is %q, %q is %q", s, n, varied, got)
			}
		}
		if got := NormalName("7. " + n); n != "" && got != n {
			t.Errorf("a number before %q makes it %q", n, got)
		}
		if number, name := SplitNumber(s); number != "" && name == "" {
			t.Errorf("%q is number %q without a name", s, number)
		}
	})
}

// at writes a line's path, "T1/S1/I1/P/1. K", and its level by the names it has.
func at(path, measure string) Line {
	names := append(strings.Split(path, "/"), "", "", "", "", "", "")
	l := Line{Path: Path{names[0], names[1], names[2], names[3], names[4], names[5]}, Measure: measure, Level: LevelSasaran}
	switch {
	case names[5] != "":
		l.Level = LevelSubKegiatan
	case names[4] != "":
		l.Level = LevelKegiatan
	case names[3] != "":
		l.Level = LevelProgram
	}
	return l
}

func lines(paths ...string) []Line {
	out := make([]Line, 0, len(paths))
	for _, p := range paths {
		path, measure, _ := strings.Cut(p, " @ ")
		out = append(out, at(path, measure))
	}
	return out
}

func codesOf(ls []Line) []string {
	out := make([]string, 0, len(ls))
	for _, l := range ls {
		out = append(out, l.Code)
	}
	return out
}

func TestDeriveCodes(t *testing.T) {
	given := at("1. T/1. S/1. I/P/1. K", "")
	given.Code = "KODE-7"
	for _, c := range []struct {
		name string
		in   []Line
		want []string
	}{
		{"numbers of the path", lines(
			"1 Mewujudkan/1 Peningkatan/1 Persentase",
			"1. Mewujudkan/1. Peningkatan/1. Persentase/Program Peningkatan Kapasitas Sumberdaya Aparatur :",
			"1. Mewujudkan/1. Peningkatan/1. Persentase/Program Peningkatan Kapasitas Sumberdaya Aparatur :/1. Bimbingan",
			"2. Mewujudkan/3. Meningkatnya/4. Indeks/Program Pembinaan dan Pengembangan Aparatur :/6. Pemutakhiran"),
			[]string{"1.1.1", "1.1.1.PKSA", "1.1.1.PKSA.1", "2.3.4.PPA.6"}},
		{"the plan's own code", lines(
			"1. T/1. S/1. I/5.03.02 PROGRAM KEPEGAWAIAN DAERAH",
			"1. T/1. S/1. I/5.03.02 PROGRAM KEPEGAWAIAN DAERAH/5.03.02.2.01 Pengadaan",
			"1. T/1. S/1. I/5.03.02 PROGRAM KEPEGAWAIAN DAERAH/5.03.02.2.01 Pengadaan/5.03.02.2.01.0003 Koordinasi"),
			[]string{"5.03.02", "5.03.02.2.01", "5.03.02.2.01.0003"}},
		{"two numbers are no code", lines("1. T/1. S/1. I/Program Satu/1.2 Kegiatan"), []string{"1.1.1.S.1.2"}},
		{"given by the plan", []Line{given}, []string{"KODE-7"}},
		{"long names", lines("1. T/1. S/1. I/Program Satu Dua Tiga Empat Lima Enam Tujuh Delapan Sembilan Sepuluh"), []string{"1.1.1.STELETDS"}},
		{"short words", lines("1. T/1. S/1. I/SK PNS", "1. T/1. S/1. I/SK PNS/SK"), []string{"1.1.1.SP", "1.1.1.SP.S"}},
		{"parents missing", lines("///Program Kepegawaian", "///Program Kepegawaian/2. Penempatan"), []string{"K", "K.2"}},
	} {
		DeriveCodes(c.in)
		if diff := cmp.Diff(c.want, codesOf(c.in)); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
	}
}

// Lines that only their indicator or their names tell apart have codes of their
// own, which say so and do not depend on who comes first.
func TestDeriveCodesApart(t *testing.T) {
	for _, paths := range [][]string{
		{"1. T/1. S/1. I/P/1. K @ Jumlah orang", "1. T/1. S/1. I/P/1. K @ Jumlah dokumen"},
		{"1. T/1. S/1. I/P/1. K", "1. T/1. S/1. I/P/1. L", "1. T/1. S/1. I/P/1. M"},
		{"1. T/1. S/1. I/Program Satu", "1. T/1. S/1. I/Program Sama"},
		{"//-", "//. @ x", "//- @ y"},
		{"//1. I/1.2.3 A", "//2. I/1.2.3 A"},
	} {
		first, second := lines(paths...), lines(paths...)
		slices.Reverse(second)
		DeriveCodes(first)
		DeriveCodes(second)
		slices.Reverse(second)
		if diff := cmp.Diff(codesOf(first), codesOf(second)); diff != "" {
			t.Errorf("%v depend on their order: %s", paths, diff)
		}
		checkCodes(t, first)
	}
	same := lines("1. T/1. S/1. I/P/1. K", "1. T/1. S/1. I/P/1. K", "1. T/1. S/1. I/P/1. K")
	DeriveCodes(same)
	checkCodes(t, same)
	clash := lines("1. T/1. S/1. I/P/1. K @ a", "1. T/1. S/1. I/P/1. K @ b", "x")
	DeriveCodes(clash)
	clash[2].Code, clash[0].Code, clash[1].Code = clash[0].Code, "", ""
	DeriveCodes(clash)
	checkCodes(t, clash)
}

func checkCodes(t *testing.T, ls []Line) {
	t.Helper()
	seen := map[string]bool{}
	for _, l := range ls {
		if l.Code == "" || seen[l.Code] {
			t.Errorf("code %q of %q is empty or not the only one", l.Code, l.Path)
		}
		seen[l.Code] = true
	}
}

// planLines writes a plan from few names, so that many of them coincide.
func (d *dice) planLines(prefix string) []Line {
	var out []Line
	for range d.roll(8) {
		name := func() string {
			return pick(d, "", "1. ", "2. ", "3 ", "1.2.3 ") + prefix + pick(d, "Rapat", "Diklat", "SK", "Program Rapat", "rapat & diklat", "Rapat dan Diklat", "-")
		}
		p := Path{Tujuan: pick(d, "", "1. T"), Sasaran: pick(d, "1. S", "2. S"), Indikator: name()}
		for depth := d.roll(4); depth > 0; depth-- {
			switch depth {
			case 1:
				p.Program = name()
			case 2:
				p.Kegiatan = name()
			case 3:
				p.SubKegiatan = name()
			}
		}
		l := at(strings.Join(p.names(), "/"), pick(d, "", "Jumlah orang", "Jumlah dokumen"))
		out = append(out, l)
	}
	return out
}

func FuzzDeriveCodes(f *testing.F) {
	f.Add([]byte(nil))
	f.Add([]byte(strings.Repeat("triwulan", 30)))
	f.Add([]byte(strings.Repeat("\x07\x01\x01\x01\x00\x02\x01\x00", 20)))
	f.Fuzz(func(t *testing.T, bytes []byte) {
		d := &dice{bytes}
		ls := d.planLines("")
		elsewhere := d.planLines("Lain ")
		for i := range elsewhere {
			elsewhere[i].Path.Tujuan = "77. Lain"
		}
		derived := slices.Clone(ls)
		DeriveCodes(derived)
		checkCodes(t, derived)
		codes := map[string]string{} // by path and measure, where one line has both
		for i, l := range derived {
			key := pathDigest(l)
			if _, twice := codes[key]; twice {
				codes[key] = ""
				continue
			}
			codes[key] = derived[i].Code
		}
		other := shuffle(d, ls)
		for i := range elsewhere {
			if ownCode(elsewhere[i]) {
				elsewhere[i].Path = Path{Tujuan: "77. Lain"}
			}
		}
		other = append(other, elsewhere...)
		DeriveCodes(other)
		checkCodes(t, other)
		for _, l := range other[:len(ls)] {
			if want := codes[pathDigest(l)]; want != "" && want != l.Code {
				t.Errorf("%v had %s and among others %s", l.Path, want, l.Code)
			}
		}
		again := slices.Clone(derived)
		DeriveCodes(again)
		if diff := cmp.Diff(derived, again); diff != "" {
			t.Errorf("codes do not keep: %s", diff)
		}
		LinkParents(derived)
		checkParents(t, derived)
	})
}

// Every parent is a line of a higher level in the line's own path.
func checkParents(t *testing.T, ls []Line) {
	t.Helper()
	byCode := map[string]Line{}
	for _, l := range ls {
		byCode[l.Code] = l
	}
	for _, l := range ls {
		if l.Parent == "" {
			continue
		}
		p, ok := byCode[l.Parent]
		if !ok || levelIndex(p.Level) >= levelIndex(l.Level) {
			t.Errorf("%v rolls up into %v", l.Path, p.Path)
		}
		own, above := l.Path.names(), p.Path.names()
		for i := 2; i <= levelIndex(p.Level); i++ {
			if NormalName(own[i]) != NormalName(above[i]) {
				t.Errorf("%v rolls up into %v", l.Path, p.Path)
			}
		}
	}
}

func TestLinkParents(t *testing.T) {
	for _, c := range []struct {
		name    string
		in      []Line
		parents string // by the place in the list, "-" for none
	}{
		{"number and name agree", lines("1 T/1 S/1 Lulus;", "1 T/1 S/2 Jabatan",
			"1. T/1. S/1. Lulus/P", "1. T/1. S/1. Lulus/P/1. K", "1. T/1. S/2. Jabatan/P", "1. T/1. S/2. Jabatan/P/1. K"), "- - 0 2 1 4"},
		{"the number differs", lines("1 T/2 S/3 Penurunan", "1. T/3. S/4. Penurunan/P", "1. T/3. S/4. Penurunan/P/1. K"), "- - 1"},
		{"the name differs", lines("1 T/1 S/1 Lulus", "1. T/1. S/1. Jabatan/P", "1. T/1. S/1. Jabatan/P/1. K"), "- - 1"},
		{"no numbers at all", lines("T/S/Lulus", "T/S/Lulus/P", "T/S/Lulus/P/K"), "- 0 1"},
		{"no indicator named", lines("T/S/-", "T/S//P", "T/S//P/K"), "- - 1"},
		{"three levels", lines("/S/1. I/P", "/S/1. I/P/1. K", "/S/1. I/P/1. K/1. X", "/S/1. I/P/1. K/2. X", "/S/1. I/P/2. K", "/S/1. I/P/2. K/1. X"), "- 0 1 1 0 4"},
		{"a name under two programs", lines("/S/1. I/P", "/S/1. I/P/1. K", "/S/1. I/Q", "/S/1. I/Q/1. K", "/S/1. I/Q/1. K/1. X", "/S/1. I/P/1. K/1. X"), "- 0 - 2 3 1"},
		{"a program under two indicators", lines("/S/1. I/P", "/S/1. I/P/1. K", "/S/2. J/P", "/S/2. J/P/1. K"), "- 0 - 2"},
		{"its own program has no row", lines("/S/1. I/P", "/S/2. J/P/1. K"), "- -"},
		{"a second indicator of the kegiatan", lines("/S/1. I/P", "/S/1. I/P/1. K @ a", "/S/1. I/P/1. K @ b", "/S/1. I/P/1. K/1. X"), "- 0 0 1"},
		{"spelled otherwise", lines("/S/1. I/Program P :", "/S/1 I/PROGRAM P/1. K"), "- 0"},
		{"no kegiatan between", lines("/S/1. I/P", "/S/1. I/P//1. X"), "- 0"},
		{"kegiatan before its program", lines("/S/1. I/P/1. K", "/S/1. I/P"), "1 -"},
		{"nothing above", lines("/S/1. I//1. K"), "-"},
	} {
		DeriveCodes(c.in)
		LinkParents(c.in)
		var got []string
		for _, l := range c.in {
			i := slices.Index(codesOf(c.in), l.Parent)
			got = append(got, strings.ReplaceAll(fmt.Sprint(i), "-1", "-"))
		}
		if text := strings.Join(got, " "); text != c.parents {
			t.Errorf("%s: %s, want %s", c.name, text, c.parents)
		}
	}
}

func TestCharacterize(t *testing.T) {
	for _, c := range []struct {
		name, measure, indikator, targets string
		units                             string // of the five targets
		unit, scale                       string
		agg                               Aggregation
	}{
		{"a count", "Jumlah PNS", "", "5 9 9 12 35", "Orang Orang Orang Orang Orang", "Orang", "", Akumulatif},
		{"two spellings", "Jumlah PNS", "", "5 5 5 5 20", "Dokumen Dokumen Orang Orang Orang", "Orang", "", Akumulatif},
		{"the most frequent", "Jumlah PNS", "", "5 5 5 5 20", "Orang Orang Orang Dokumen -", "Orang", "", Akumulatif},
		{"of equals the last", "Jumlah PNS", "", "5 5 - - 10", "Dokumen Orang - - -", "Orang", "", Akumulatif},
		{"no unit", "Jumlah PNS", "", "5 5 5 5 20", "- - - - -", "", "", Akumulatif},
		{"percent, one quarter", "Persentase", "", "- - - 95 95", "- - - Persen Persen", "Persen", "", PosisiAkhir},
		{"the year only", "Tersedianya data", "", "- - - - 12", "- - - - Bulan", "Bulan", "", Tahunan},
		{"no target", "Persentase", "", "- - - - -", "- - - - -", "", "", ""},
		{"a letter of one scale", "Tingkat kepuasan", "", "- - - BB BB", "- - - - -", Predikat, "SAKIP", PosisiAkhir},
		{"the best letter of one scale", "Tingkat kepuasan", "", "- - - AA AA", "- - - - -", Predikat, "SAKIP", PosisiAkhir},
		{"the best letter of two", "Indeks Kepuasan", "", "- - - A A", "- - - - -", Predikat, "IKM", PosisiAkhir},
		{"letters of one scale together", "Tingkat kepuasan", "", "B - - CC CC", "- - - - -", Predikat, "SAKIP", PosisiAkhir},
		{"by the words of the indicator", "4 Indeks Kepuasan Pelayanan", "", "- - - B B", "- - - - -", Predikat, "IKM", PosisiAkhir},
		{"by SAKIP's words", "Nilai Akuntabilitas Kinerja", "", "- - - B B", "- - - - -", Predikat, "SAKIP", PosisiAkhir},
		{"by the indicator above", "Hasil survei", "4. Indeks Kepuasan", "- - - B B", "- - - - -", Predikat, "IKM", PosisiAkhir},
		{"the measure before the indicator", "Indeks Kepuasan", "5. Nilai Akuntabilitas", "- - - B B", "- - - - -", Predikat, "IKM", PosisiAkhir},
		{"words of both", "Indeks Kepuasan atas Akuntabilitas", "", "- - - B B", "- - - - -", Predikat, "", PosisiAkhir},
		{"words of none", "Predikat kearsipan", "", "- - - B B", "- - - - -", Predikat, "", PosisiAkhir},
		{"a part of a word", "Mutu sampikmasan", "", "- - - B B", "- - - - -", Predikat, "", PosisiAkhir},
		{"a letter of no scale", "Indeks Kepuasan", "", "- - - E E", "- - - - -", Predikat, "", PosisiAkhir},
	} {
		l := Line{Level: LevelSasaran, Measure: c.measure, Path: Path{Indikator: c.indikator}}
		for i, text := range strings.Fields(c.targets) {
			l.Target[i] = quantity(text, planCell("s1", i))
			if u := strings.Fields(c.units)[i]; u != "-" {
				l.Target[i].Unit = u
			}
		}
		Characterize(&l, DefaultRules())
		if l.Unit != c.unit || l.Scale != c.scale || l.Aggregation != c.agg {
			t.Errorf("%s: %q %q %q, want %q %q %q", c.name, l.Unit, l.Scale, l.Aggregation, c.unit, c.scale, c.agg)
		}
	}
	rules := DefaultRules()
	rules.Scales[1].Words = []string{"Survei  Kepuasan!", ""}
	l := Line{Measure: "Nilai survei kepuasan"}
	l.Target[Year] = quantity("B", planCell("s1", 4))
	if Characterize(&l, rules); l.Scale != "IKM" {
		t.Errorf("the office's own words give %q", l.Scale)
	}
	l = Line{Unit: "Dokumen"}
	l.Target[0].Unit, l.Target[0].Value = "Orang", null(dec("5"))
	if Characterize(&l, rules); l.Unit != "Dokumen" {
		t.Errorf("the unit of the line became %q", l.Unit)
	}
}

// Ways of writing one name, and names that only look like them.
func TestNumberings(t *testing.T) {
	for _, s := range []string{
		"I. Penempatan PNS", "II. Penempatan PNS", "IV) Penempatan PNS", "xii. Penempatan PNS", "(1) Penempatan PNS", "(1)Penempatan PNS", "(12). Penempatan PNS",
		"(II) Penempatan PNS", "(a) Penempatan PNS", "[3] Penempatan PNS", "a) Penempatan PNS", "a)Penempatan PNS", "B) Penempatan PNS", "1.) Penempatan PNS",
		"1: Penempatan PNS", "I.2 Penempatan PNS", "II.3. Penempatan PNS", "1.a Penempatan PNS", "2.b. Penempatan PNS", "X.XX.01.2.01 Penempatan PNS",
		"5.03.02.2.01.0003 Penempatan PNS", "5.03.02.2.01.0003 - Penempatan PNS", "✓ Penempatan PNS", "○ 1. Penempatan PNS", "Ⅲ. Penempatan PNS",
		"Penem\u00adpatan PNS", "Penem\u200bpatan PNS", "\ufeffPenempatan PNS", "Penempatan\r\nPNS", "Penempatan\u2028PNS", "Penempatan\u202fPNS", "“Penempatan” ‘PNS’", "Penempatan PNS\ufe0f",
	} {
		if got := NormalName(s); got != "penempatan pns" {
			t.Errorf("%q is %q", s, got)
		}
	}
	if a, b, c := NormalName("Jum'at Bersih"), NormalName("Jum’at Bersih"), NormalName("Jumʼat Bersih"); a != b || a != c {
		t.Errorf("%q %q %q", a, b, c)
	}
	for _, s := range []string{
		"I Gusti Ngurah Rai", "S. Parman", "M. Yamin", "A. Yani", "C. Penempatan", "IIII. Penempatan", "(2020) Penempatan", "VI Penempatan", "Diklat I",
		"Civil. Service", "3D. Printing", "x. y. z",
	} {
		if number, name := SplitNumber(s); number != "" && s != "x. y. z" {
			t.Errorf("%q is number %q and %q", s, number, name)
		}
	}
}

// FuzzMayBeNumbered: the short cut never hides a number that a numbering finds.
func FuzzMayBeNumbered(f *testing.F) {
	for _, s := range []string{"XXXVIII. Nama", "XXXVIII ) Nama", "xxxv) Nama", "II.1.2 Nama", "a) Nama", "(iv) Nama", "12 Nama",
		"A) Nama", "I : Nama", "XIX.1 Nama", "x.x.01 Nama", "Nama"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		s = strings.TrimLeft(cleanName(s), bullets)
		for _, re := range numberings {
			if m := re.FindStringSubmatch(s); len(m) > 2 && !mayBeNumbered(s) {
				t.Errorf("%q has the number %q", s, m[1])
			}
		}
	})
}
