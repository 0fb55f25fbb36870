package reconcile

import (
	"slices"
	"strings"

	"github.com/shopspring/decimal"
)

// Rules are the conventions that vary between offices. They come in as a value
// and are kept with every result. The zero value is not usable: start from
// [DefaultRules].
type Rules struct {
	PhysicalTolerance Tolerance
	MoneyTolerance    Tolerance
	CapaianCap        decimal.NullDecimal // percent: 100, 120, 150, or null for none
	NegativeRatio     bool                // negative polarity: T/R x 100 instead of (2T-R)/T x 100
	CapaianExtreme    decimal.Decimal     // percent above which a capaian is asked about
	EfisiensiBand     decimal.Decimal     // percentage points
	Bands             []Band              // predikat kinerja, best first
	Scales            []Scale             // ordinal scales
	Units             []Unit              // canonical units with their aliases
	Names             [][]string          // groups of words and phrases that mean the same in names, such as PNS and ASN
	DueDay            int                 // day of the month after the quarter a report is due, in Asia/Jakarta
}

// Tolerance is what a deviation must reach to count: the larger of an absolute
// value (unit or rupiah) and a percentage of the period's plan.
type Tolerance struct {
	Absolute decimal.Decimal
	Percent  decimal.Decimal
}

// Band is a predikat kinerja: Name holds for a capaian, rounded to a whole
// percent, of at least Min.
type Band struct {
	Name string
	Min  decimal.Decimal
}

// Scale is an ordinal scale of letters, best first.
type Scale struct {
	Name   string
	Words  []string // words of an indicator that bind it to the scale
	Grades []Grade
}

// Grade is a letter and the numbers it stands for. Bounds are inclusive unless
// Above is set, then the number must be greater than Min.
type Grade struct {
	Letter string
	Min    decimal.Decimal
	Max    decimal.NullDecimal
	Above  bool
}

// Unit is a canonical unit with the spellings that mean it. Counted units are
// whole things, whose realisasi add up and cannot be fractional.
type Unit struct {
	Name    string
	Aliases []string
	Counted bool
}

func dec(s string) decimal.Decimal { return decimal.RequireFromString(s) }

func null(d decimal.Decimal) decimal.NullDecimal { return decimal.NewNullDecimal(d) }

// DefaultRules are the conventions of domain usage: predikat after Permendagri
// 54/2010 and 86/2017, SAKIP letters after PermenPANRB, the satisfaction index
// after PermenPANRB 14/2017.
func DefaultRules() Rules {
	return Rules{
		MoneyTolerance: Tolerance{Absolute: dec("1000"), Percent: dec("5")},
		CapaianExtreme: dec("150"),
		EfisiensiBand:  dec("5"),
		DueDay:         10,
		Bands: []Band{
			{"Sangat Tinggi", dec("91")}, {"Tinggi", dec("76")}, {"Sedang", dec("66")},
			{"Rendah", dec("51")}, {"Sangat Rendah", dec("0")},
		},
		Scales: []Scale{
			{Name: "SAKIP", Words: []string{"akuntabilitas", "sakip", "akip"}, Grades: []Grade{
				{Letter: "AA", Min: dec("90"), Above: true, Max: null(dec("100"))}, {Letter: "A", Min: dec("80"), Above: true},
				{Letter: "BB", Min: dec("70"), Above: true}, {Letter: "B", Min: dec("60"), Above: true},
				{Letter: "CC", Min: dec("50"), Above: true}, {Letter: "C", Min: dec("30"), Above: true},
				{Letter: "D", Min: dec("0")}}},
			{Name: "IKM", Words: []string{"indeks kepuasan", "ikm", "kepuasan masyarakat"}, Grades: []Grade{
				{Letter: "A", Min: dec("88.31"), Max: null(dec("100"))}, {Letter: "B", Min: dec("76.61"), Max: null(dec("88.30"))},
				{Letter: "C", Min: dec("65"), Max: null(dec("76.60"))}, {Letter: "D", Min: dec("25"), Max: null(dec("64.99"))}}},
		},
		Units: []Unit{
			{"Persen", []string{"%", "prosen"}, false},
			{"Orang", []string{"Org"}, true},
			{"Dokumen", []string{"Dok", "Dok."}, true},
			{"Laporan", []string{"Lap", "Lap."}, true},
			{"Bulan", []string{"Bln", "Bln."}, true},
			{"Kegiatan", []string{"Keg", "Keg."}, true},
			{"Unit", nil, true}, {"Paket", []string{"Pkt"}, true},
			{"Orang-Hari", []string{"OH", "Orang Hari"}, true},
			{"Orang-Jam", []string{"OJ", "Orang Jam"}, true},
			{"Orang-Bulan", []string{"OB", "Orang Bulan"}, true},
			{"Nilai", nil, false}, {"Indeks", nil, false}, {"Poin", []string{"Point"}, false},
			{"Hari", nil, true}, {"Jam", nil, true}, {"Minggu", nil, true}, {"Tahun", []string{"Thn"}, true},
			{"Rupiah", []string{"Rp", "IDR"}, false},
			{"Kali", nil, true}, {"Buah", []string{"Bh"}, true}, {"Berkas", nil, true},
			{"Set", nil, true}, {"Sistem", nil, true}, {"Aplikasi", nil, true}, {"Peserta", nil, true},
			{"Angkatan", nil, true}, {"Lembar", []string{"Lbr"}, true}, {"Eksemplar", []string{"Eks"}, true},
			{"Rasio", nil, false}, {"Km", nil, false}, {"Ha", nil, false}, {"Ton", nil, false},
		},
	}
}

// Unit finds the canonical unit of a spelling, without regard to case, dashes and
// trailing dots.
func (r Rules) Unit(text string) (Unit, bool) {
	if i := r.unitIndex(text); i >= 0 {
		return r.Units[i], true
	}
	return Unit{}, false
}

func (r Rules) unitIndex(text string) int {
	key := unitKey(text)
	return slices.IndexFunc(r.Units, func(u Unit) bool {
		same := func(s string) bool { return key != "" && unitKey(s) == key }
		return same(u.Name) || slices.ContainsFunc(u.Aliases, same)
	})
}

// AddUnit adds spellings to a unit, named by any of its own, or a unit that is not
// known yet; counted, where not nil, says whether it is a whole thing. The rules
// that r was copied from are not touched.
func (r *Rules) AddUnit(name string, aliases []string, counted *bool) {
	r.Units = slices.Clone(r.Units)
	i := r.unitIndex(name)
	if i < 0 {
		i = len(r.Units)
		r.Units = append(r.Units, Unit{Name: name})
	}
	r.Units[i].Aliases = slices.Concat(r.Units[i].Aliases, aliases)
	if counted != nil {
		r.Units[i].Counted = *counted
	}
}

// unitKey folds what people vary in a unit.
func unitKey(s string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(cleanText(s)), func(r rune) bool {
		return r == ' ' || r == '.' || r == '-'
	}), " ")
}

// Scale finds an ordinal scale by name.
func (r Rules) Scale(name string) (Scale, bool) {
	i := slices.IndexFunc(r.Scales, func(s Scale) bool { return s.Name == name })
	if i < 0 {
		return Scale{}, false
	}
	return r.Scales[i], true
}

// Rank is the place of a letter on the scale, 0 the best; -1 when unknown.
func (s Scale) Rank(letter string) int {
	return slices.IndexFunc(s.Grades, func(g Grade) bool { return g.Letter == letter })
}

// Grade is the letter a number earns; "" when it lies outside the scale. Between
// two bounds, as 88.305 between 88.30 and 88.31, it is rounded to two decimals.
func (s Scale) Grade(v decimal.Decimal) string {
	if letter := s.grade(v); letter != "" {
		return letter
	}
	return s.grade(v.Round(2))
}

func (s Scale) grade(v decimal.Decimal) string {
	for _, g := range s.Grades {
		switch {
		case v.LessThan(g.Min), g.Above && v.Equal(g.Min):
			continue
		case g.Max.Valid && v.GreaterThan(g.Max.Decimal):
			return ""
		}
		return g.Letter
	}
	return ""
}
