package reconcile

import "testing"

func TestAliases(t *testing.T) {
	as := newAliases([][]string{
		{"PNS", "ASN", "Pegawai Negeri Sipil", "Aparatur Sipil Negara"}, {"Diklat", "Pendidikan dan Pelatihan"}, {"Pendidikan", "Edukasi"}, {"sendiri"}, {}, {"-", "Nol"},
	})
	for _, c := range []struct{ a, b string }{
		{"Penempatan PNS", "Penempatan ASN"}, {"Penempatan Aparatur Sipil Negara", "3. Penempatan Pegawai Negeri Sipil"}, {"Diklat ASN", "PENDIDIKAN & PELATIHAN PNS"},
		{"Edukasi ASN", "Pendidikan PNS"}, {"ASN ASN", "PNS Aparatur Sipil Negara"},
	} {
		if x, y := as.fold(NormalName(c.a)), as.fold(NormalName(c.b)); x != y {
			t.Errorf("%q is %q, %q is %q", c.a, x, c.b, y)
		}
	}
	for _, c := range []struct{ a, b string }{
		{"Penempatan PNSD", "Penempatan ASN"}, {"Penempatan Aparatur Sipil", "Penempatan PNS"}, {"Diklat", "Pelatihan"}, {"Nol", "Satu"}, {"Kasn", "Kpns"},
	} {
		if x, y := as.fold(NormalName(c.a)), as.fold(NormalName(c.b)); x == y {
			t.Errorf("%q and %q are both %q", c.a, c.b, x)
		}
	}
	if got := aliases(nil).fold("penempatan asn"); got != "penempatan asn" {
		t.Errorf("no aliases: %q", got)
	}
}

// An alias finds the line only where the list says so, and never against a line
// that bears the name itself.
func TestMatchAliases(t *testing.T) {
	plan := lines("///Program Kapasitas", "///Program Kapasitas/1. Penempatan PNS", "///Program Kapasitas/2. Rapat PNS", "///Program Kapasitas/3. Rapat ASN",
		"///Program Aparatur ASN/1. Seleksi @ Jumlah ASN", "///Program Aparatur ASN/1. Seleksi @ Jumlah dokumen")
	DeriveCodes(plan)
	names := [][]string{{"PNS", "ASN", "Pegawai"}}
	for _, c := range []struct {
		path, measure string
		with, without int // the place of the line, -1 none, -2 ambiguous
	}{
		{"///Program Kapasitas/Penempatan ASN", "", 1, -1},
		{"///Program Kapasitas/Penempatan PNS", "", 1, 1},
		{"///Program Kapasitas/Rapat PNS", "", 2, 2},
		{"///Program Kapasitas/Rapat ASN", "", 3, 3},
		{"///Program Kapasitas/Rapat Pegawai", "", -2, -1},
		{"///Program Aparatur PNS/Seleksi", "Jumlah PNS", 4, -1},
		{"///Program Aparatur PNS/Seleksi", "", -2, -1},
	} {
		for _, try := range []struct {
			names [][]string
			want  int
		}{{names, c.with}, {nil, c.without}} {
			got := NewMatcher(plan, try.names).Match(row("", c.path, c.measure, ""))
			index := got.Index
			if got.Ambiguous {
				index--
			}
			if index != try.want {
				t.Errorf("%s with %v: %d, want %d", c.path, try.names, index, try.want)
			}
		}
	}
}
