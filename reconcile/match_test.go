package reconcile

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The plan that rows are matched with: one program name under three indicators, one
// kegiatan name under three programs, two indicators of one kegiatan.
func matchPlan() []Line {
	ls := lines(
		"1 T/1 Kapasitas/1 Lulus Diklat;",                                                          // 0
		"1 T/1 Kapasitas/2 Posisi Jabatan",                                                         // 1
		"1. T/1. Kapasitas/1. Lulus Diklat/Program Kapasitas :",                                    // 2
		"1. T/1. Kapasitas/1. Lulus Diklat/Program Kapasitas :/1. Bimtek",                          // 3
		"1. T/1. Kapasitas/1. Lulus Diklat/Program Kapasitas :/2. Rapat",                           // 4
		"1. T/1. Kapasitas/1. Lulus Diklat/Program Kapasitas :/3. Diklat III",                      // 5
		"1. T/1. Kapasitas/1. Lulus Diklat/Program Kapasitas :/4. Diklat IV",                       // 6
		"1. T/1. Kapasitas/2. Posisi Jabatan/Program Pembinaan :",                                  // 7
		"1. T/1. Kapasitas/2. Posisi Jabatan/Program Pembinaan :/1. Rapat",                         // 8
		"1. T/1. Kapasitas/2. Posisi Jabatan/Program Pembinaan :/2. Perencanaan dan Pelaporan",     // 9
		"1. T/2. Disiplin/3. Pelanggaran/Program Pembinaan :",                                      // 10
		"1. T/2. Disiplin/3. Pelanggaran/Program Pembinaan :/1. Rapat",                             // 11
		"1. T/2. Disiplin/3. Pelanggaran/Program Pembinaan :/2. Penghargaan @ Jumlah PNS",          // 12
		"1. T/2. Disiplin/3. Pelanggaran/Program Pembinaan :/2. Penghargaan @ Jumlah piagam",       // 13
		"2. U/3. Pelayanan/4. Kepuasan/Program Pembinaan :",                                        // 14
		"2. U/3. Pelayanan/4. Kepuasan/Program Pembinaan :/1. Rapat/1. Persiapan",                  // 15
		"2. U/3. Pelayanan/4. Kepuasan/5.03.02 Program Kode",                                       // 16
		"2. U/3. Pelayanan/4. Kepuasan/5.03.02 Program Kode/5.03.02.2.01 Mutasi",                   // 17
		"2. U/3. Pelayanan/4. Kepuasan/5.03.02 Program Kode/5.03.02.2.01 Mutasi/5.03.02.2.01.3 SK", // 18
	)
	DeriveCodes(ls)
	LinkParents(ls)
	return ls
}

// row makes a row of a workbook from its path; what is missing above is blank.
func row(code, path, measure string, level Level) Row {
	l := at(path, measure)
	if level == "" {
		level = l.Level
	}
	return Row{Code: code, Level: level, Path: l.Path, Measure: measure}
}

func TestMatch(t *testing.T) {
	plan := matchPlan()
	m := NewMatcher(plan, nil)
	for _, c := range []struct {
		name       string
		row        Row
		want       int    // -1 none, -2 ambiguous
		candidates string // their places in the plan
	}{
		{"the whole path", row("", "1. T/1. Kapasitas/1. Lulus Diklat/Program Kapasitas :/1. Bimtek", "", ""), 3, ""},
		{"an indicator", row("", "1. T/1. Kapasitas/1. Lulus Diklat", "", ""), 0, ""},
		{"case, spacing and punctuation", row("", "1 t/1) KAPASITAS/1.Lulus  diklat;/PROGRAM KAPASITAS/1 BIMTEK.", "", ""), 3, ""},
		{"& for dan", row("", "///Program Pembinaan/2. Perencanaan & Pelaporan", "", ""), 9, ""},
		{"without the word program", row("", "///Kapasitas/Bimtek", "", ""), 3, ""},
		{"with the word kegiatan", row("", "///Program Kapasitas/Kegiatan Bimtek", "", ""), 3, ""},
		{"its name alone", row("", "////Bimtek", "", ""), 3, ""},
		{"a wrong number", row("", "///Program Kapasitas/7. Bimtek", "", ""), 3, ""},
		{"wrong numbers all the way", row("", "9. T/9. Kapasitas/9. Lulus Diklat/Program Kapasitas/9. Bimtek", "", ""), 3, ""},
		{"a bullet", row("", "///Program Kapasitas/- Bimtek", "", ""), 3, ""},

		{"one name under three parents, the path", row("", "1. T/2. Disiplin/3. Pelanggaran/Program Pembinaan/1. Rapat", "", ""), 11, ""},
		{"the indicator tells", row("", "//2. Posisi Jabatan/Program Pembinaan/1. Rapat", "", ""), 8, ""},
		{"the program tells", row("", "///Program Kapasitas/Rapat", "", ""), 4, ""},
		{"the number tells", row("", "////2. Rapat", "", ""), 4, ""},
		{"two programs of that name", row("", "///Program Pembinaan/1. Rapat", "", ""), -2, "8 11"},
		{"no parents", row("", "////Rapat", "", ""), -2, "4 8 11"},
		{"no such number", row("", "////9. Rapat", "", ""), -2, "4 8 11"},
		{"a program under three indicators", row("", "///Program Pembinaan", "", ""), -2, "7 10 14"},
		{"a program by its indicator", row("", "//4. Kepuasan/Program Pembinaan", "", ""), 14, ""},
		{"a program by its sasaran", row("", "/2. Disiplin//Program Pembinaan", "", ""), 10, ""},
		{"a program of the wrong indicator", row("", "//1. Lulus Diklat/Program Pembinaan", "", ""), -1, "7 10 14"},
		{"further up it says something else", row("", "//3. Pelanggaran/Program Kapasitas/1. Bimtek", "", ""), 3, ""},

		{"a slip", row("", "///Program Kapasitas/1. Bimtekk", "", ""), -1, "3"},
		{"a slip between two", row("", "///Program Kapasitas/3. Diklat II", "", ""), -1, "5 6"},
		{"a slip in the parent", row("", "///Program Kapasitass/1. Bimtek", "", ""), -1, "3"},
		{"another thing", row("", "///Program Kapasitas/1. Kendaraan", "", ""), -1, ""},
		{"another level", row("", "///Bimtek", "", ""), -1, ""},
		{"no name", row("", "///Program Kapasitas/-", "", LevelKegiatan), -1, ""},
		{"no name at its level", row("", "///Program Kapasitas", "", LevelKegiatan), -1, ""},
		{"nothing", row("", "", "", LevelProgram), -1, ""},

		{"the first of two indicators", row("", "///Program Pembinaan/2. Penghargaan", "Jumlah PNS", ""), 12, ""},
		{"the second of two indicators", row("", "///Program Pembinaan/2. Penghargaan", "JUMLAH  piagam.", ""), 13, ""},
		{"none of the two", row("", "///Program Pembinaan/2. Penghargaan", "Jumlah medali", ""), -2, "12 13"},
		{"no indicator", row("", "///Program Pembinaan/2. Penghargaan", "", ""), -2, "12 13"},
		{"an indicator spelled otherwise", row("", "///Program Kapasitas/1. Bimtek", "Jumlah peserta", ""), 3, ""},

		{"three levels", row("", "//4. Kepuasan/Program Pembinaan/1. Rapat/1. Persiapan", "", ""), 15, ""},
		{"with a code in its name", row("", "////5.03.02.2.01 Mutasi/5.03.02.2.01.3 SK", "", ""), 18, ""},
		{"the name of a code", row("", "/////Sub Kegiatan SK", "", ""), 18, ""},

		{"a code alone", row("1.1.1.K.2", "", "", LevelKegiatan), 4, ""},
		{"a code, lower case and spaces", row(" 1.1.1.k.2 ", "", "", LevelKegiatan), 4, ""},
		{"a code and its name", row("1.1.1.K.1", "///Program Kapasitas/1. Bimtek", "", ""), 3, ""},
		{"a code decides between names", row("1.2.3.P.1", "////Rapat", "", ""), 11, ""},
		{"a code and a misspelled name", row("1.1.1.K.1", "///Program Kapasitas/1. Bimtekk", "", ""), 3, ""},
		{"a code and another line's name", row("1.1.1.K.1", "///Program Kapasitas/2. Rapat", "", ""), -2, "3 4"},
		{"a code and the name of two others", row("1.1.1.K.1", "///Program Pembinaan/1. Rapat", "", ""), -2, "3 8 11"},
		{"the first line's code and another line's name", row("1.1.1", "///Program Kapasitas/2. Rapat", "", ""), -2, "0 4"},
		{"an unknown code and a name", row("4.05.01", "///Program Kapasitas/1. Bimtek", "", ""), 3, ""},
		{"an unknown code and a doubtful name", row("4.05.01", "////Rapat", "", ""), -2, "4 8 11"},
		{"an unknown code", row("4.05.01", "", "", LevelKegiatan), -1, ""},
		{"the plan's own code", row("5.03.02.2.01", "", "", LevelKegiatan), 17, ""},
	} {
		got := m.Match(c.row)
		index := got.Index
		if got.Ambiguous {
			index--
		}
		var places []string
		for _, l := range got.Candidates {
			places = append(places, fmt.Sprint(slices.Index(codesOf(plan), l.Code)))
		}
		if text := strings.Join(places, " "); index != c.want || text != c.candidates {
			t.Errorf("%s: %d [%s], want %d [%s]", c.name, index, text, c.want, c.candidates)
		}
	}
}

// Words written as one, or one as two, make no other name; the name as written goes
// first, and digits that a space parts stay two numbers.
func TestMatchSpaces(t *testing.T) {
	plan := lines("///Program Sumber Daya", "///Program Sumber Daya/Rapat Kerja", "///Program Sumber Daya/Rapatkerja",
		"///Program Sumber Daya/Tahap 1 2", "///Program Sumber Daya/Tahap 12", "///Program Sumber Daya/Diklat ASN")
	DeriveCodes(plan)
	m := NewMatcher(plan, [][]string{{"PNS", "ASN"}})
	for path, want := range map[string]int{
		"///Program Sumberdaya": 0, "///PROGRAM SUMBER DA YA": 0, "///Program Sumberdaya/Rapat Kerja": 1, "///Program Sumberdaya/Rapatkerja": 2,
		"///Program Sumberdaya/Rapat Ker ja": -2, "///Program Sumberdaya/Tahap 12": 4, "///Program Sumberdaya/Tahap 1 2": 3,
		"///Program Sumberdaya/Diklat PNS": 5, "///Program Sumberdaya/Dik lat PNS": 5, "///Program Sumberdayaa": -1,
	} {
		got := m.Match(row("", path, "", ""))
		index := got.Index
		if got.Ambiguous {
			index--
		}
		if index != want {
			t.Errorf("%s: %d, want %d", path, index, want)
		}
	}
	if !m.SameName("Jumlah sumber daya", "Jumlah sumberdaya") || m.SameName("Tahap 1 2", "Tahap 12") {
		t.Error("SameName does not follow")
	}
}

// Every line of the plan is found by its own path and indicator, and by its code.
func TestMatchItself(t *testing.T) {
	plan := matchPlan()
	m := NewMatcher(plan, nil)
	for i, l := range plan {
		for _, r := range []Row{{Level: l.Level, Path: l.Path, Measure: l.Measure}, {Code: l.Code, Level: l.Level}, {Code: l.Code, Level: l.Level, Path: l.Path}} {
			if got := m.Match(r); got.Index != i {
				t.Errorf("%s: %+v for %+v", l.Code, got, r)
			}
		}
	}
	nameless := lines("///P/-", "///P/Aaaa")
	if got := NewMatcher(nameless, nil).Match(row("", "///P", "", LevelKegiatan)); got.Index != -1 || got.Candidates != nil {
		t.Errorf("no name gives %+v", got)
	}
	if got := NewMatcher(nameless, nil).Match(row("", "///P/Aa", "", "")); len(got.Candidates) != 1 {
		t.Errorf("half of a name gives %+v", got)
	}
	if got := NewMatcher(nil, nil).Match(row("1", "///P", "", "")); got.Index != -1 || got.Ambiguous || got.Candidates != nil {
		t.Errorf("an empty plan gives %+v", got)
	}
}

func TestResemblance(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{
		{"rapat", "rapat", 100}, {"a", "a", 100}, {"a", "b", 0}, {"", "", 100}, {"night", "nacht", 25}, {"rapat", "diklat", 22}, {"aaaa", "aa", 50}, {"", "rapat", 0},
	} {
		if got := resemblance(c.a, c.b); got != c.want || resemblance(c.b, c.a) != got {
			t.Errorf("%q and %q: %d, want %d", c.a, c.b, got, c.want)
		}
	}
}

// ownName is a line's name without the word of its level, folded without the help
// of the matcher.
func ownName(p Path, level Level) string {
	name := NormalName(Line{Path: p, Level: level}.Name())
	switch level {
	case LevelProgram:
		return strings.TrimPrefix(name, "program ")
	case LevelKegiatan:
		return strings.TrimPrefix(name, "kegiatan ")
	case LevelSubKegiatan:
		return strings.TrimPrefix(name, "sub kegiatan ")
	}
	return name
}

func FuzzMatch(f *testing.F) {
	f.Add([]byte(nil))
	f.Add([]byte(strings.Repeat("triwulan", 40)))
	f.Add([]byte(strings.Repeat("\x07\x01\x01\x01\x00\x02\x01\x00\x03", 30)))
	f.Fuzz(func(t *testing.T, bytes []byte) {
		d := &dice{bytes}
		plan, rows := d.planLines(""), d.planLines("")
		DeriveCodes(plan)
		before := slices.Clone(plan)
		m := NewMatcher(plan, nil)
		for _, l := range rows {
			r := Row{Level: l.Level, Path: l.Path, Measure: l.Measure}
			if len(plan) > 0 && d.roll(3) == 2 {
				r.Code = plan[d.roll(len(plan))].Code
			}
			checkMatch(t, plan, r, m.Match(r))
			other := shuffle(d, plan)
			if a, b := m.Match(r), NewMatcher(other, nil).Match(r); a.Ambiguous != b.Ambiguous ||
				(a.Index < 0) != (b.Index < 0) || a.Index >= 0 && plan[a.Index].Code != other[b.Index].Code {
				t.Errorf("the order of the plan decides for %+v: %+v, %+v", r, a, b)
			}
		}
		if diff := cmp.Diff(before, plan); diff != "" {
			t.Errorf("matching changed the plan: %s", diff)
		}
	})
}

func checkMatch(t *testing.T, plan []Line, r Row, got Match) {
	t.Helper()
	if got.Index >= len(plan) || got.Index < -1 || got.Index >= 0 && (got.Ambiguous || got.Candidates != nil) || got.Ambiguous && len(got.Candidates) < 2 {
		t.Fatalf("%+v for %+v", got, r)
	}
	if got.Index < 0 {
		return
	}
	l := plan[got.Index]
	byCode := r.Code != "" && l.Code == r.Code
	if !byCode && (l.Level != r.Level || ownName(l.Path, l.Level) != ownName(r.Path, r.Level) || ownName(r.Path, r.Level) == "") {
		t.Errorf("%+v is taken for %+v", r, l)
	}
	if byCode {
		return
	}
	for i, other := range plan {
		if i != got.Index && other.Level == r.Level && other.Path.key() == l.Path.key() && NormalName(other.Measure) == NormalName(l.Measure) {
			t.Errorf("%+v is taken for one of two that are the same, %+v", r, l)
		}
	}
}

// A line stands under the nearest name above it.
func TestAbove(t *testing.T) {
	for path, want := range map[string]string{
		"T/S/I/P/K/X": "K", "T/S/I/P/K": "P", "T/S/I/P": "I", "T/S/I": "S", "T/S//P//X": "P", "///P": "", "": "",
	} {
		if got := at(path, "").Above(); got != want {
			t.Errorf("%s stands under %q, want %q", path, got, want)
		}
	}
}

// The order of the plan's lines says nothing of what a name means.
func TestMatchInAnyOrder(t *testing.T) {
	line := func(code, name string) Line {
		return Line{Code: code, Level: LevelKegiatan, Path: Path{Program: "P", Kegiatan: name}}
	}
	lines := []Line{line("1", "A. Rapat"), line("2", "Rapat"), line("3", "II Arsip"), line("4", "B. Arsip")}
	backwards := slices.Clone(lines)
	slices.Reverse(backwards)
	for _, name := range []string{"Rapat", "A. Rapat", "B. Rapat", "Arsip", "II Arsip", "C. Arsip"} {
		row := Row{Level: LevelKegiatan, Path: Path{Program: "P", Kegiatan: name}}
		code := func(lines []Line) string {
			if m := NewMatcher(lines, nil).Match(row); m.Index >= 0 {
				return lines[m.Index].Code
			}
			return ""
		}
		if a, b := code(lines), code(backwards); a != b {
			t.Errorf("%s is %q, backwards %q", name, a, b)
		}
	}
}
