package xlsx

import (
	"slices"
	"testing"
)

// How a cell was read stands on Sumber beside what was typed; the words that mean the
// same in names stand among the rules.
func TestSourcesSayWhy(t *testing.T) {
	r := sampleResult(t, 2)
	x := &r.Report.Realizations[8]
	x.Physical.Why, x.Money.Why = "teks '5 Org' dibaca 5 Orang", "dibulatkan ke sen"
	r.Report.Realizations[6].Money.Why = "=format sel menyembunyikannya"
	r.Rules.Names = [][]string{{"PNS", "ASN"}, {"Diklat", "Pelatihan", "Bimtek"}}
	f := reopen(t, varianceBytes(t, r))
	rows, err := f.GetRows(sheetSources)
	if err != nil {
		t.Fatal(err)
	}
	cells := slices.Concat(rows...)
	for _, want := range []string{
		"Cara dibaca", "teks '5 Org' dibaca 5 Orang", "dibulatkan ke sen", "=format sel menyembunyikannya", "Pada nama berarti sama: PNS = ASN; Diklat = Pelatihan = Bimtek.",
	} {
		if !slices.Contains(cells, want) {
			t.Errorf("%q is not there", want)
		}
	}
	for _, cell := range formulaCells(t, f)[sheetSources] {
		if formula, _ := f.GetCellFormula(sheetSources, cell); formula == "format sel menyembunyikannya" {
			t.Errorf("%s is a formula", cell)
		}
	}
}
