package reconcile

import "testing"

func TestFormatRupiah(t *testing.T) {
	for in, want := range map[string]string{
		"0": "Rp0", "1": "Rp1", "999": "Rp999", "1000": "Rp1.000", "1234567.89": "Rp1.234.567,89", "10435154900.00": "Rp10.435.154.900",
		"1234.5": "Rp1.234,50", "-1234567.8": "-Rp1.234.567,80", "-5": "-Rp5", "0.005": "Rp0,01", "-0.005": "-Rp0,01", "-0.004": "Rp0", "999.995": "Rp1.000",
	} {
		if got := FormatRupiah(dec(in)); got != want {
			t.Errorf("%s: %s, want %s", in, got, want)
		}
	}
}

func TestFormatNumber(t *testing.T) {
	for in, want := range map[string]string{
		"0": "0", "5": "5", "1234.5": "1.234,5", "26.2500": "26,25", "-1234567": "-1.234.567", "-0.5": "-0,5", "1e6": "1.000.000", "123456": "123.456",
	} {
		if got := FormatNumber(dec(in)); got != want {
			t.Errorf("%s: %s, want %s", in, got, want)
		}
	}
}

func TestFormatQuantity(t *testing.T) {
	number := Quantity{Value: null(dec("26.25"))}
	tests := []struct {
		q          Quantity
		unit, want string
	}{
		{Quantity{Value: null(dec("5"))}, "Orang", "5 Orang"},
		{number, "Persen", "26,25%"},
		{number, "", "26,25"},
		{number, "Predikat", "26,25"},
		{Quantity{Value: number.Value, Unit: "Persen"}, "", "26,25%"},
		{Quantity{Value: number.Value, Unit: "Persen"}, "Nilai", "26,25 Nilai"},
		{Quantity{Letter: "BB"}, "Predikat", "BB"},
		{Quantity{Letter: "BB", Value: null(dec("72.5"))}, "Predikat", "BB (72,5)"},
		{Quantity{Typed: "-"}, "Orang", "–"},
		{Quantity{Value: null(dec("0"))}, "Orang", "0 Orang"},
	}
	for _, tt := range tests {
		if got := FormatQuantity(tt.q, tt.unit); got != tt.want {
			t.Errorf("%q, want %q", got, tt.want)
		}
	}
}

func TestPlace(t *testing.T) {
	tests := []struct {
		at   Source
		want string
	}{
		{Source{File: "a.xlsx", Sheet: "PROGRAM KEGIATAN", Cell: "I12"}, "Lembar PROGRAM KEGIATAN, sel I12"},
		{Source{File: "a.xlsx", Sheet: "X"}, "Lembar X"},
		{Source{File: "a.xlsx", Cell: "A1"}, "Sel A1"},
		{Source{File: "a.xlsx"}, "a.xlsx"},
	}
	for _, tt := range tests {
		if got := Place(tt.at); got != tt.want {
			t.Errorf("%q, want %q", got, tt.want)
		}
	}
}

func TestRoundPercent(t *testing.T) {
	for in, want := range map[string]string{"33.33335": "33.3334", "33.33334999": "33.3333", "-33.33335": "-33.3334", "100": "100"} {
		if got := RoundPercent(null(dec(in))); !got.Decimal.Equal(dec(want)) {
			t.Errorf("%s: %s, want %s", in, got.Decimal, want)
		}
	}
	if RoundPercent(percent(null(dec("1")), null(dec("0")))).Valid {
		t.Error("a percentage of nothing")
	}
}
