package reconcile

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// dealer makes plans of an office that likes its names: the same few at every level
// and under many parents.
type dealer struct{ *rand.Rand }

func (d dealer) one(of ...string) string { return of[d.IntN(len(of))] }

func (d dealer) name() string {
	return d.one("Penyusunan", "Pengelolaan", "Peningkatan", "Fasilitasi") + " " + d.one("Diklat", "Kinerja", "Mutasi Jabatan", "Perundang-undangan") +
		d.one("", " dan Pelaporan", " Pegawai", " Tingkat II", " Tingkat III")
}

func (d dealer) plan() []Line {
	var out []Line
	add := func(p Path, level Level) {
		out = append(out, Line{Level: level, Path: p, Measure: d.one("", "Jumlah orang", "Jumlah dokumen")})
	}
	for s := range 1 + d.IntN(2) {
		for i := range 1 + d.IntN(2) {
			p := Path{Tujuan: "1. Terwujudnya Aparatur", Sasaran: fmt.Sprintf("%d. Meningkatnya %s", s+1, d.one("Disiplin", "Kualitas")),
				Indikator: fmt.Sprintf("%d. Persentase %s", i+1, d.name())}
			add(p, LevelSasaran)
			for range d.IntN(3) {
				p.Program = d.one("Program ", "", "Program ") + d.name() + d.one("", " :")
				add(p, LevelProgram)
				for k := range d.IntN(4) {
					q := p
					q.Kegiatan = fmt.Sprintf("%d. %s", k+1, d.name())
					add(q, LevelKegiatan)
					for x := range d.IntN(2) {
						q.SubKegiatan = fmt.Sprintf("5.03.02.2.01.%04d %s", x+1, d.name())
						add(q, LevelSubKegiatan)
					}
				}
			}
		}
	}
	DeriveCodes(out)
	return out
}

// habits are what people do to a name without meaning another.
var habits = []func(d dealer, s string) string{
	func(_ dealer, s string) string { return strings.ToUpper(s) },
	func(_ dealer, s string) string { return strings.ToLower(s) },
	func(_ dealer, s string) string { return strings.ReplaceAll(s, " ", "  ") },
	func(_ dealer, s string) string { return strings.ReplaceAll(s, " ", "\u00a0") },
	func(_ dealer, s string) string { return strings.Replace(s, " ", "\n", 2) },
	func(_ dealer, s string) string { return strings.ReplaceAll(s, "laan", "la an") },
	func(_ dealer, s string) string { return joinLast(s) },
	func(_ dealer, s string) string { return strings.ReplaceAll(s, " dan ", " & ") },
	func(_ dealer, s string) string { return strings.ReplaceAll(s, "-", " - ") },
	func(_ dealer, s string) string { return strings.ReplaceAll(s, "nya", "n\u00adya") },
	func(_ dealer, s string) string { return strings.ReplaceAll(s, "an", "a\u200bn") },
	func(d dealer, s string) string { return s + d.one(".", ":", ";", " :", " ", "\n", "\u200f") },
	func(d dealer, s string) string { return d.one("- ", "• ", "'", "\ufeff") + s },
	func(_ dealer, s string) string { _, name := SplitNumber(s); return "“" + name + "”" },
}

// joinLast writes the last two words of a name as one, unless the name has but two.
func joinLast(s string) string {
	if at := strings.LastIndex(s, " "); at > 0 && len(strings.Fields(s)) > 2 {
		return s[:at] + s[at+1:]
	}
	return s
}

// renumbered is a name with another number, or none.
func (d dealer) renumbered(s string) string {
	_, name := SplitNumber(s)
	return d.one("", "7. ", "7) ", "(7) ", "7 ", "7.", "7.) ", "VII. ", "(iv) ", "b) ", "c. ", "I.2 ", "2.a. ", "A. ", "IX ", "5.03.02.2.01.0099 ", "X.XX.01.2 ") + name
}

func (d dealer) varied(p Path) Path {
	for _, n := range []*string{&p.Tujuan, &p.Sasaran, &p.Indikator, &p.Program, &p.Kegiatan, &p.SubKegiatan} {
		if *n != "" && d.IntN(2) == 0 {
			*n = d.renumbered(*n)
		}
		for range d.IntN(3) {
			if *n != "" {
				*n = habits[d.IntN(len(habits))](d, *n)
			}
		}
	}
	return p
}

// twins are the lines that only numbers, if anything, tell from a line.
func twins(plan []Line, l Line) int {
	n := 0
	for _, o := range plan {
		n += btoi(o.Level == l.Level && levelNames(o.Path) == levelNames(l.Path))
	}
	return n
}

// A row with a line's full path means that line or is doubtful, and never another;
// however people write it, while no other line has the same names.
func TestNamesAreNeverMixedUp(t *testing.T) {
	for seed := range uint64(150) {
		d := dealer{rand.New(rand.NewPCG(seed, 7))}
		plan := d.plan()
		m := NewMatcher(plan, nil)
		for i, l := range plan {
			got := m.Match(Row{Level: l.Level, Path: l.Path, Measure: l.Measure})
			if got.Index != i && !got.Ambiguous {
				t.Fatalf("seed %d: %+v is taken for %+v", seed, l.Path, got)
			}
			if twins(plan, l) > 1 {
				continue
			}
			for range 4 {
				path := d.varied(l.Path)
				if got := m.Match(Row{Level: l.Level, Path: path, Measure: d.one(l.Measure, "")}); got.Index != i {
					t.Fatalf("seed %d: %q is not taken for %q: %+v", seed, path, l.Path, got)
				}
			}
		}
	}
}

// slip changes one letter of a longer word of the name.
func (d dealer) slip(s string) string {
	number, name := SplitNumber(s)
	r := []rune(name)
	at := d.IntN(len(r)-2) + 1
	for r[at] == ' ' || r[at] == '-' || r[at-1] == ' ' || r[at-1] == '-' || r[at+1] == ' ' || r[at+1] == '-' {
		at = d.IntN(len(r)-2) + 1
	}
	switch d.IntN(4) {
	case 0:
		r[at] = 'q'
	case 1:
		r = slices.Delete(r, at, at+1)
	case 2:
		r = slices.Insert(r, at, 'q')
	default:
		r[at], r[at-1] = r[at-1], r[at]
	}
	if number != "" {
		number += ". "
	}
	return number + string(r)
}

// A slip in a line's own name never matches, unless it makes the name of another
// line; the line that was meant is among those suggested, three at most.
func TestSlipsAreOnlySuggested(t *testing.T) {
	suggested, tried := 0, 0
	for seed := range uint64(150) {
		d := dealer{rand.New(rand.NewPCG(seed, 11))}
		plan := d.plan()
		m := NewMatcher(plan, nil)
		for _, l := range plan {
			row := Row{Level: l.Level, Path: l.Path, Measure: l.Measure}
			own := map[Level]*string{LevelSasaran: &row.Path.Indikator, LevelProgram: &row.Path.Program,
				LevelKegiatan: &row.Path.Kegiatan, LevelSubKegiatan: &row.Path.SubKegiatan}[l.Level]
			*own = d.slip(*own)
			slipped := levelNames(row.Path)[levelIndex(l.Level)]
			if slices.ContainsFunc(plan, func(o Line) bool { return levelNames(o.Path)[levelIndex(l.Level)] == slipped }) {
				continue
			}
			got := m.Match(row)
			if got.Index >= 0 || got.Ambiguous || len(got.Candidates) > 3 {
				t.Fatalf("seed %d: %q is taken for %+v", seed, *own, got)
			}
			tried++
			suggested += btoi(slices.Contains(codesOf(got.Candidates), l.Code))
		}
	}
	if tried < 500 || suggested < tried*95/100 {
		t.Errorf("of %d slips %d were suggested rightly", tried, suggested)
	}
}

// The nearest under the same parent come before better ones elsewhere; what is much
// less like the row than the nearest is not named.
func TestNearest(t *testing.T) {
	plan := lines("///Program A", "///Program A/Rapat Koordinasi", "///Program A/Rapat Koordinasi Daerah", "///Program B/Rapat Koordinasii", "///Program B/Mutasi")
	DeriveCodes(plan)
	for _, c := range []struct{ path, want string }{
		{"///Program A/Rapat Koordinasii", "1 3"}, {"///Program B/Rapat Koordinsai", "3 1"}, {"///Program C/Rapat Koordinasi", "1 3"},
		{"///Program A/Rapat Koordinasi Daera", "2"}, {"///Program A/Rapat Koordinasi Dae", "2 1 3"},
		{"///Program A/Mutsai", "4"}, {"///Program A/Kendaraan", ""},
	} {
		got := NewMatcher(plan, nil).Match(row("", c.path, "", ""))
		var places []string
		for _, l := range got.Candidates {
			places = append(places, fmt.Sprint(slices.Index(codesOf(plan), l.Code)))
		}
		if text := strings.Join(places, " "); text != c.want || got.Index >= 0 {
			t.Errorf("%s: %d [%s], want [%s]", c.path, got.Index, text, c.want)
		}
	}
}

func TestSlips(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{
		{"", "", 0}, {"rapat", "rapat", 0}, {"rapat", "rapta", 1}, {"rapat", "rapt", 1}, {"rapat", "rappat", 1}, {"rapat", "ratat", 1},
		{"rapat", "", 5}, {"ab", "ba", 1}, {"abc", "cab", 2}, {"rapat", "diklat", 4},
	} {
		if got := slips([]rune(c.a), []rune(c.b)); got != c.want || slips([]rune(c.b), []rune(c.a)) != got {
			t.Errorf("%q and %q: %d, want %d", c.a, c.b, got, c.want)
		}
	}
}
