package reconcile

import (
	"strings"
	"testing"
)

// TestQuestions holds every question of a careful reviewer against its rule: asked of
// one line in the last quarter reported, as a warning, at the cell of the figure in
// doubt (C physical, D rupiah), with both figures and the mend; not asked of the same
// line one step beside it.
func TestQuestions(t *testing.T) {
	const q2 = "Lembar REAL, sel "
	for _, c := range []struct {
		code                        Code
		unit, targets, budget       string
		physical, money             string // asked
		besidePhysical, besideMoney string // not asked
		cell, figure, other, mend   string
	}{
		{CumulativeFell, "Nilai", "10 20 30 40 40", "", "10 9", "", "10 10", "", "C1", "9 Nilai", "10 Nilai", "Periksa angkanya, atau jelaskan pada Keterangan."},
		{CumulativeFell, "Persen", "- - - 95 95", "", "90 89.99", "", "90 90.01", "", "C1", "89,99%", "90%", "Periksa angkanya, atau jelaskan pada Keterangan."},
		{LooksCumulative, "Orang", "5 1 - - 6", "", "5 5", "", "5 4", "", "C1", "5 Orang", "s.d. triwulan ini 6 Orang", "Tulis realisasi Triwulan II saja, atau jelaskan pada Keterangan."},
		{LooksCumulative, "", "", "1000 500 - - 2000", "", "1000 1000", "", "1000 999.99", "D1", "Rp1.000", "rencana Rp500", "Tulis realisasi Triwulan II saja, atau jelaskan pada Keterangan."},
		{SpentWithoutOutput, "Dokumen", "2 1 2 2 7", "10 10 10 10 40", "2 0", "9 9", "2 0", "9 0", "D1", "Rp9", "0 Dokumen dari target 1 Dokumen", "Periksa realisasi fisiknya, atau jelaskan pada Keterangan."},
		{OutputWithoutSpending, "Dokumen", "2 1 2 2 7", "10 10 10 10 40", "2 1", "9 0", "2 1", "9 1", "C1", "1 Dokumen", "Rp0 dari rencana Rp10", "Isi realisasi rupiahnya, atau jelaskan pada Keterangan."},
		{OverBudget, "", "", "10 10 10 10 40", "", "30 10.01", "", "30 10", "D1", "Rp40,01", "Rp40", "Periksa angkanya, atau sebutkan dasar perubahan anggarannya pada Keterangan."},
		{CapaianExtreme, "Orang", "10 - - - 10", "", "16", "", "15", "", "C1", "16 Orang dari target 10 Orang", "160% di atas 150%", "Periksa angkanya, atau jelaskan pada Keterangan."},
		{FractionalUnit, "Dokumen", "2 - - - 2", "", "1.5", "", "2", "", "C1", "1,5 Dokumen", "Dokumen dihitung utuh", "Tulis angka bulat."},
		{FractionalUnit, "Orang", "2 - - - 2", "", "1.5", "", "1", "", "C1", "1,5 Orang", "Orang dihitung utuh", "Tulis angka bulat."},
		{LineMissing, "Orang", "2 - - - 2", "", "-", "", "0", "", "C1", "fisik belum diisi", "2 Orang", "Isi realisasinya; tulis 0 bila memang belum ada."},
	} {
		plan := planOf(plannedLine("k1", "", c.unit, c.targets, c.budget))
		ask := func(physical, money string) *Finding {
			quarter := max(fieldCount(physical), fieldCount(money))
			for _, f := range Review(plan, Period{2020, quarter}, past("k1", physical, money), nil, DefaultRules()) {
				if f.Severity() != Warning {
					t.Errorf("%s is %s", f.Code, f.Severity())
				}
				if f.Code == c.code {
					return &f
				}
			}
			return nil
		}
		f := ask(c.physical, c.money)
		if f == nil {
			t.Errorf("%s is not asked of %q %q", c.code, c.physical, c.money)
			continue
		}
		if f.Source.Cell != c.cell || f.Line != "k1" || !strings.HasPrefix(f.Message, q2+c.cell+": ") || !strings.HasSuffix(f.Message, c.mend) ||
			!strings.Contains(f.Message, c.figure) || !strings.Contains(f.Message, c.other) {
			t.Errorf("%s at %v for %q: %s", f.Code, f.Source, f.Line, f.Message)
		}
		if f := ask(c.besidePhysical, c.besideMoney); f != nil {
			t.Errorf("%s is asked of %q %q: %s", c.code, c.besidePhysical, c.besideMoney, f.Message)
		}
	}
}
