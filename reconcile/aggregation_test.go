package reconcile

import "testing"

func TestInferAggregation(t *testing.T) {
	tests := []struct {
		name, unit, targets string
		want                Aggregation
		doubt               bool
	}{
		{"no target at all", "", "- - - - -", "", false},
		{"one quarter equal to the year in Persen", "Persen", "- - - 95 95", PosisiAkhir, false},
		{"the same in Nilai", "Nilai", "- 80 - - 80", PosisiAkhir, false},
		{"the same in Indeks", "Indeks", "- - - 3.5 3.5", PosisiAkhir, false},
		{"the same in Poin", "Poin", "7 - - - 7", PosisiAkhir, false},
		{"letters", "Predikat", "- - - BB BB", PosisiAkhir, false},
		{"letters in every quarter", "Predikat", "B B B BB BB", PosisiAkhir, false},
		{"a letter for the year only", "Predikat", "- - - - B", PosisiAkhir, false},
		{"40 Org in one quarter", "Orang", "- - 40 - 40", Akumulatif, false},
		{"only the year, people", "Orang", "- - - - 500", Tahunan, false},
		{"only the year, percent", "Persen", "- - - - 90", Tahunan, false},
		{"four times the year", "Persen", "100 100 100 100 100", Tetap, false},
		{"zero all year", "Dokumen", "0 0 0 0 0", Tetap, false},
		{"5+9+9+12", "Orang", "5 9 9 12 35", Akumulatif, false},
		{"23% x 4", "Persen", "23 23 23 23 92", Akumulatif, false},
		{"7% + 8%", "Persen", "- 7 - 8 15", Akumulatif, false},
		{"rising to the year", "Nilai", "10 20 30 40 40", PosisiAkhir, false},
		{"rising, last quarter blank", "Orang", "10 20 30 - 30", PosisiAkhir, false},
		{"three of four equal the year", "Persen", "100 100 100 - 100", PosisiAkhir, false},
		{"70 x 4 is not 300", "Orang", "70 70 70 70 300", Akumulatif, true},
		{"one quarter, another year", "Persen", "- - - 90 95", Akumulatif, true},
		{"no year", "Orang", "5 5 5 5 -", Akumulatif, true},
		{"no year, one quarter", "Persen", "- - - 95 -", Akumulatif, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			agg, doubt := InferAggregation(plannedLine("k1", "", tt.unit, tt.targets, ""))
			if agg != tt.want || doubt != tt.doubt {
				t.Errorf("%s %s: %q, doubt %v; want %q, %v", tt.targets, tt.unit, agg, doubt, tt.want, tt.doubt)
			}
		})
	}
}
