package reconcile

import (
	"testing"
)

func TestGrade(t *testing.T) {
	rules := DefaultRules()
	for _, c := range []struct{ scale, value, want string }{
		{"SAKIP", "100", "AA"}, {"SAKIP", "90.01", "AA"}, {"SAKIP", "90.0000001", "AA"}, {"SAKIP", "90", "A"}, {"SAKIP", "80.0000001", "A"}, {"SAKIP", "80", "BB"},
		{"SAKIP", "70.01", "BB"}, {"SAKIP", "70", "B"}, {"SAKIP", "60.01", "B"}, {"SAKIP", "60", "CC"}, {"SAKIP", "50.01", "CC"}, {"SAKIP", "50", "C"},
		{"SAKIP", "30.01", "C"}, {"SAKIP", "30", "D"}, {"SAKIP", "0", "D"}, {"SAKIP", "-0.01", ""}, {"SAKIP", "100.01", ""}, {"SAKIP", "7250", ""},
		{"IKM", "100", "A"}, {"IKM", "88.31", "A"}, {"IKM", "88.30", "B"}, {"IKM", "76.61", "B"}, {"IKM", "76.60", "C"}, {"IKM", "65", "C"}, {"IKM", "65.00", "C"},
		{"IKM", "64.99", "D"}, {"IKM", "25", "D"}, {"IKM", "24.99", ""}, {"IKM", "0", ""}, {"IKM", "100.01", ""}, {"IKM", "3.5324", ""},
		{"IKM", "88.3049", "B"}, {"IKM", "88.305", "A"}, {"IKM", "76.6049", "C"}, {"IKM", "76.605", "B"}, {"IKM", "64.9949", "D"}, {"IKM", "64.995", "C"},
	} {
		s, ok := rules.Scale(c.scale)
		if !ok {
			t.Fatalf("no scale %s", c.scale)
		}
		if got := s.Grade(dec(c.value)); got != c.want {
			t.Errorf("%s on %s is %q, want %q", c.value, c.scale, got, c.want)
		}
	}
	if got := (Scale{}).Grade(dec("80")); got != "" {
		t.Errorf("a scale without grades gives %q", got)
	}
}

// A number never earns less than a smaller one.
func TestGradeRises(t *testing.T) {
	for _, s := range DefaultRules().Scales {
		last := len(s.Grades)
		for v := dec("0"); v.LessThanOrEqual(dec("100")); v = v.Add(dec("0.005")) {
			letter := s.Grade(v)
			rank := s.Rank(letter)
			if rank < 0 && (s.Name != "IKM" || v.GreaterThanOrEqual(dec("25"))) {
				t.Fatalf("%s has no grade on %s", v, s.Name)
			}
			if rank >= 0 && rank > last {
				t.Fatalf("%s on %s falls to %s", v, s.Name, letter)
			}
			if rank >= 0 {
				last = rank
			}
		}
		if last != 0 {
			t.Errorf("100 on %s is not the best", s.Name)
		}
	}
}

func TestRank(t *testing.T) {
	rules := DefaultRules()
	sakip, _ := rules.Scale("SAKIP")
	for i, letter := range []string{"AA", "A", "BB", "B", "CC", "C", "D"} {
		if got := sakip.Rank(letter); got != i {
			t.Errorf("%s stands at %d, want %d", letter, got, i)
		}
	}
	ikm, _ := rules.Scale("IKM")
	for letter, want := range map[string]int{"A": 0, "D": 3, "AA": -1, "BB": -1, "": -1, "b": -1} {
		if got := ikm.Rank(letter); got != want {
			t.Errorf("%q stands at %d, want %d", letter, got, want)
		}
	}
	for _, name := range []string{"", "sakip", "LHE"} {
		if s, ok := rules.Scale(name); ok {
			t.Errorf("%q is a scale: %v", name, s)
		}
	}
}

func TestUnit(t *testing.T) {
	for _, c := range []struct {
		text, want string
		counted    bool
	}{
		{"Org", "Orang", true}, {"org.", "Orang", true}, {"ORANG", "Orang", true}, {" Orang ", "Orang", true}, {"Orang\u00a0", "Orang", true},
		{"Dok", "Dokumen", true}, {"dok.", "Dokumen", true}, {"Dokumen", "Dokumen", true}, {"Lap", "Laporan", true}, {"Laporan", "Laporan", true},
		{"Bln", "Bulan", true}, {"Keg.", "Kegiatan", true}, {"unit", "Unit", true}, {"Paket", "Paket", true},
		{"OH", "Orang-Hari", true}, {"orang-hari", "Orang-Hari", true}, {"Orang Hari", "Orang-Hari", true}, {"Orang – Hari", "Orang-Hari", true},
		{"OJ", "Orang-Jam", true}, {"OB", "Orang-Bulan", true}, {"Orang/Bulan", "", false},
		{"%", "Persen", false}, {"％", "Persen", false}, {"persen", "Persen", false}, {"Prosen", "Persen", false},
		{"Nilai", "Nilai", false}, {"Indeks", "Indeks", false}, {"Poin", "Poin", false}, {"point", "Poin", false}, {"Rp.", "Rupiah", false},
		{"", "", false}, {".", "", false}, {"-", "", false}, {"Desa", "", false}, {"Or", "", false}, {"Orangan", "", false}, {"ORG HR", "", false},
	} {
		u, ok := DefaultRules().Unit(c.text)
		if u.Name != c.want || u.Counted != c.counted || ok != (c.want != "") {
			t.Errorf("%q is %+v (%t), want %s", c.text, u, ok, c.want)
		}
	}
}

// No spelling means two units, or the first would hide the second.
func TestUnitsApart(t *testing.T) {
	seen := map[string]string{}
	for _, u := range DefaultRules().Units {
		for _, s := range append([]string{u.Name}, u.Aliases...) {
			if other, twice := seen[unitKey(s)]; twice && other != u.Name {
				t.Errorf("%q is %s and %s", s, other, u.Name)
			}
			seen[unitKey(s)] = u.Name
		}
	}
}

func TestAddUnit(t *testing.T) {
	yes, no := true, false
	base := DefaultRules()
	r := base
	r.AddUnit("orang", []string{"Peg", "ASN"}, nil)
	r.AddUnit("Org", []string{"Jiwa"}, nil)   // an alias names the unit as well
	r.AddUnit("persen", []string{"pct"}, nil) // the first of all
	r.AddUnit("Desa", []string{"Ds"}, &yes)
	r.AddUnit("Rasio", nil, &yes)
	r.AddUnit("Hari", nil, &no)
	r.AddUnit("Kelurahan", nil, nil)
	for _, c := range []struct {
		text, want string
		counted    bool
	}{
		{"peg.", "Orang", true}, {"ASN", "Orang", true}, {"Org", "Orang", true}, {"Jiwa", "Orang", true}, {"PCT", "Persen", false}, {"ds", "Desa", true},
		{"rasio", "Rasio", true}, {"Hari", "Hari", false}, {"kelurahan", "Kelurahan", false},
	} {
		if u, ok := r.Unit(c.text); u.Name != c.want || u.Counted != c.counted || !ok {
			t.Errorf("%q is %+v, want %s", c.text, u, c.want)
		}
	}
	for _, text := range []string{"Peg", "Jiwa", "Desa", "Kelurahan"} {
		if u, ok := base.Unit(text); ok {
			t.Errorf("the rules it was copied from know %q as %v", text, u)
		}
	}
	if u, _ := base.Unit("Rasio"); u.Counted {
		t.Error("the rules it was copied from count Rasio")
	}
}

// The conventions as domain usage has them.
func TestDefaultRules(t *testing.T) {
	r := DefaultRules()
	if !r.PhysicalTolerance.Absolute.IsZero() || !r.PhysicalTolerance.Percent.IsZero() ||
		!r.MoneyTolerance.Absolute.Equal(dec("1000")) || !r.MoneyTolerance.Percent.Equal(dec("5")) {
		t.Errorf("tolerances %v %v", r.PhysicalTolerance, r.MoneyTolerance)
	}
	if r.CapaianCap.Valid || r.NegativeRatio || r.DueDay != 10 || !r.CapaianExtreme.Equal(dec("150")) || !r.EfisiensiBand.Equal(dec("5")) {
		t.Errorf("cap %v, ratio %t, due %d, extreme %s, band %s", r.CapaianCap, r.NegativeRatio, r.DueDay, r.CapaianExtreme, r.EfisiensiBand)
	}
	want := []Band{{"Sangat Tinggi", dec("91")}, {"Tinggi", dec("76")}, {"Sedang", dec("66")}, {"Rendah", dec("51")}, {"Sangat Rendah", dec("0")}}
	if len(r.Bands) != len(want) {
		t.Fatalf("bands %v", r.Bands)
	}
	for i, b := range r.Bands {
		if b.Name != want[i].Name || !b.Min.Equal(want[i].Min) {
			t.Errorf("band %v, want %v", b, want[i])
		}
	}
}
