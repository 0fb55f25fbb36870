package reconcile

import (
	"testing"
)

// TestPhysical computes one line by hand: target, actual, deviation, capaian,
// capped and status of the quarter and to date. The quarter is the last reported.
func TestPhysical(t *testing.T) {
	tests := []struct {
		name, unit, targets, reported string
		quarter, toDate               string
	}{
		// Every flag.
		{"as planned", "Orang", "5 9 9 12 35", "5", "5 5 0 100 100 Tercapai", "5 5 0 100 100 Tercapai"},
		{"more", "Orang", "5 9 9 12 35", "6", "5 6 1 120 120 Melampaui Target", "5 6 1 120 120 Melampaui Target"},
		{"less", "Orang", "5 9 9 12 35", "4", "5 4 -1 80 80 Tidak Tercapai", "5 4 -1 80 80 Tidak Tercapai"},
		{"blank", "Orang", "5 9 9 12 35", "-", "5 - - - - Belum Lapor", "5 - - - - Belum Lapor !"},
		{"no report", "Orang", "5 9 9 12 35", "x", "5 - - - - Belum Lapor", "5 - - - - Belum Lapor !"},
		{"zero is said", "Orang", "5 9 9 12 35", "0", "5 0 -5 0 0 Tidak Tercapai", "5 0 -5 0 0 Tidak Tercapai"},
		{"not yet due", "Orang", "- - 40 - 40", "-", "- - - - - Belum Jatuh Tempo", "- - - - - Belum Jatuh Tempo"},
		{"not yet due, reported", "Orang", "- - 40 - 40", "3", "- 3 - - - Belum Jatuh Tempo", "- 3 - - - Belum Jatuh Tempo"},
		{"no target left", "Orang", "- - 40 - 40", "- - 40 -", "- - - - - null", "40 40 0 100 100 Tercapai"},
		{"no target left, reported", "Orang", "- - 40 - 40", "- - 40 5", "- 5 - - - Tidak Ada Target", "40 45 5 112.5 112.5 Melampaui Target"},
		{"no target at all", "", "- - - - -", "-", "- - - - - null", "- - - - - null"},
		{"no target at all, reported", "", "- - - - -", "3", "- 3 - - - Tidak Ada Target", "- 3 - - - Tidak Ada Target"},
		{"no target at all, never reported before", "", "- - - - -", "x 3", "- 3 - - - Tidak Ada Target", "- 3 - - - Tidak Ada Target"},
		// Akumulatif.
		{"sum to date", "Orang", "5 9 9 12 35", "5 8", "9 8 -1 88.8889 88.8889 Tidak Tercapai", "14 13 -1 92.8571 92.8571 Tidak Tercapai"},
		{"made good later", "Orang", "5 9 9 12 35", "3 11", "9 11 2 122.2222 122.2222 Melampaui Target", "14 14 0 100 100 Tercapai"},
		{"280 beside 300", "Orang", "70 70 70 70 300", "70 70 70 70", "70 70 0 100 100 Tercapai", "280 280 0 100 100 Tercapai"},
		{"the year wants more", "Orang", "10 - - - 20", "10 -", "- - - - - Belum Jatuh Tempo", "10 10 0 100 100 Tercapai"},
		{"the year wanted more", "Orang", "10 - - - 20", "10 - - -", "- - - - - null", "10 10 0 100 100 Tercapai"},
		{"the year is covered", "Orang", "20 - - - 20", "20 1", "- 1 - - - Tidak Ada Target", "20 21 1 105 105 Melampaui Target"},
		{"reported before it is due", "Orang", "- 4 - 4 8", "1 3", "4 3 -1 75 75 Tidak Tercapai", "4 4 0 100 100 Tercapai"},
		{"decimals", "Persen", "23.75 23.75 23.75 23.75 95", "21.37", "23.75 21.37 -2.38 89.9789 89.9789 Tidak Tercapai", "23.75 21.37 -2.38 89.9789 89.9789 Tidak Tercapai"},
		{"no report now, not due", "Orang", "5 - - 5 10", "5 x", "- - - - - Belum Jatuh Tempo", "5 5 0 100 100 Tercapai"},
		// Target 0: no percentage.
		{"nothing wanted, nothing done", "Orang", "0 5 - - 5", "0", "0 0 0 - - Tercapai", "0 0 0 - - Tercapai"},
		{"nothing wanted, something done", "Orang", "0 5 - - 5", "2", "0 2 2 - - Melampaui Target", "0 2 2 - - Melampaui Target"},
		// Posisi akhir and tetap.
		{"position before it is due", "Persen", "- - - 95 95", "30 40", "- 40 - - - Belum Jatuh Tempo", "- 40 - - - Belum Jatuh Tempo"},
		{"position due", "Persen", "- - - 95 95", "30 40 60 95", "95 95 0 100 100 Tercapai", "95 95 0 100 100 Tercapai"},
		{"last position stands", "Nilai", "10 20 - 40 40", "10 21 -", "- - - - - Belum Jatuh Tempo", "20 21 1 105 105 Melampaui Target"},
		{"position reached early", "Nilai", "- 40 - - 40", "- 40 41", "- 41 - - - Tidak Ada Target", "40 41 1 102.5 102.5 Melampaui Target"},
		{"tetap", "Persen", "100 100 100 100 100", "100 90", "100 90 -10 90 90 Tidak Tercapai", "100 90 -10 90 90 Tidak Tercapai"},
		// Tahunan.
		{"year only, early", "Orang", "- - - - 500", "120", "- 120 - - - Belum Jatuh Tempo", "- 120 - - - Belum Jatuh Tempo"},
		{"year only, summed so far", "Orang", "- - - - 500", "120 130 100", "- 100 - - - Belum Jatuh Tempo", "- 350 - - - Belum Jatuh Tempo"},
		{"year only, people add up", "Orang", "- - - - 500", "120 130 100 160", "500 510 10 102 102 Melampaui Target", "500 510 10 102 102 Melampaui Target"},
		{"year only, months add up", "Bulan", "- - - - 12", "3 3 3 3", "12 12 0 100 100 Tercapai", "12 12 0 100 100 Tercapai"},
		{"year only, last quarter blank", "Orang", "- - - - 500", "120 130 100 -", "500 - - - - Belum Lapor", "500 350 -150 70 70 Tidak Tercapai !"},
		{"year only, all before the last", "Orang", "- - - - 500", "500 - - -", "500 - - - - Belum Lapor", "500 500 0 100 100 Tercapai !"},
		{"year only, a position", "Persen", "- - - - 90", "80 85 88 90", "90 90 0 100 100 Tercapai", "90 90 0 100 100 Tercapai"},
		// Incomplete: an earlier quarter without a report, or due and blank.
		{"no report before", "Orang", "5 9 9 12 35", "x 9", "9 9 0 100 100 Tercapai", "14 9 -5 64.2857 64.2857 Tidak Tercapai !"},
		{"no report before, still enough", "Orang", "2 9 9 12 32", "x 11", "9 11 2 122.2222 122.2222 Melampaui Target", "11 11 0 100 100 Tercapai !"},
		{"no report before, more than enough", "Orang", "2 9 9 12 32", "x 12", "9 12 3 133.3333 133.3333 Melampaui Target", "11 12 1 109.0909 109.0909 Melampaui Target !"},
		{"due and blank before", "Orang", "5 9 9 12 35", "- 9", "9 9 0 100 100 Tercapai", "14 9 -5 64.2857 64.2857 Tidak Tercapai !"},
		{"not due and blank before", "Orang", "- 9 9 12 30", "- 9", "9 9 0 100 100 Tercapai", "9 9 0 100 100 Tercapai"},
		{"not due, no report before", "Orang", "- 9 9 12 30", "x 9", "9 9 0 100 100 Tercapai", "9 9 0 100 100 Tercapai !"},
		{"due and blank now", "Orang", "5 9 9 12 35", "5 -", "9 - - - - Belum Lapor", "14 5 -9 35.7143 35.7143 Tidak Tercapai !"},
		{"year only, never reported before", "Orang", "- - - - 500", "x x x 500", "500 500 0 100 100 Tercapai", "500 500 0 100 100 Tercapai !"},
		{"position, a report is lacking", "Nilai", "10 20 30 40 40", "10 x 31", "30 31 1 103.3333 103.3333 Melampaui Target", "30 31 1 103.3333 103.3333 Melampaui Target !"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			line := plannedLine("k1", "", tt.unit, tt.targets, "")
			v := onlyVariance(t, line, tt.reported, "", DefaultRules())
			if got := showPhysical(v.Physical); got != tt.quarter {
				t.Errorf("quarter: %s\nwant     %s", got, tt.quarter)
			}
			if got := showPhysical(v.PhysicalYTD); got != tt.toDate {
				t.Errorf("to date: %s\nwant     %s", got, tt.toDate)
			}
		})
	}
}

// onlyVariance reconciles a plan of one line in the last quarter of its figures.
func onlyVariance(t *testing.T, line Line, physical, money string, rules Rules) Variance {
	t.Helper()
	period := Period{2020, max(fieldCount(physical), fieldCount(money))}
	r := Reconcile(planOf(line), period, past(line.Code, physical, money), rules)
	if len(r.Variances) != 1 {
		t.Fatalf("%d variances for one line", len(r.Variances))
	}
	return r.Variances[0]
}

// TestPhysicalRules varies polarity, cap and tolerance for a target in quarter I.
func TestPhysicalRules(t *testing.T) {
	negative := func(l *Line, _ *Rules) { l.Polarity = Negatif }
	ratio := func(l *Line, r *Rules) { l.Polarity, r.NegativeRatio = Negatif, true }
	limit := func(at string) func(*Line, *Rules) {
		return func(_ *Line, r *Rules) { r.CapaianCap = null(dec(at)) }
	}
	tolerance := func(absolute, percent string) func(*Line, *Rules) {
		return func(_ *Line, r *Rules) { r.PhysicalTolerance = Tolerance{dec(absolute), dec(percent)} }
	}
	tests := []struct {
		name           string
		set            func(*Line, *Rules)
		target, actual string
		want           string
	}{
		{"negative, less is better", negative, "10", "8", "10 8 -2 120 120 Melampaui Target"},
		{"negative, as planned", negative, "10", "10", "10 10 0 100 100 Tercapai"},
		{"negative, more is worse", negative, "10", "12", "10 12 2 80 80 Tidak Tercapai"},
		{"negative, much better", negative, "10", "5", "10 5 -5 150 150 Melampaui Target"},
		{"negative, so much better that it is asked about", negative, "10", "0", "10 0 -10 200 200 Perlu Klarifikasi"},
		{"negative, floor 0", negative, "10", "25", "10 25 15 -50 0 Tidak Tercapai"},
		{"negative, target 0", negative, "0", "1", "0 1 1 - - Tidak Tercapai"},
		{"ratio", ratio, "10", "8", "10 8 -2 125 125 Melampaui Target"},
		{"ratio, worse", ratio, "10", "40", "10 40 30 25 25 Tidak Tercapai"},
		{"ratio, none at all", ratio, "10", "0", "10 0 -10 - - Melampaui Target"},
		{"ratio, target 0", ratio, "0", "5", "0 5 5 - - Tidak Tercapai"},
		{"cap 100", limit("100"), "10", "13", "10 13 3 130 100 Melampaui Target"},
		{"cap 120", limit("120"), "10", "13", "10 13 3 130 120 Melampaui Target"},
		{"cap 150", limit("150"), "10", "13", "10 13 3 130 130 Melampaui Target"},
		{"cap, below", limit("100"), "10", "9", "10 9 -1 90 90 Tidak Tercapai"},
		{"tolerance 2 or 10 %, below 2", tolerance("2", "10"), "10", "8.01", "10 8.01 -1.99 80.1 80.1 Tercapai"},
		{"tolerance 2 or 10 %, at 2", tolerance("2", "10"), "10", "8", "10 8 -2 80 80 Tidak Tercapai"},
		{"tolerance 2 or 10 %, at 2 above", tolerance("2", "10"), "10", "12", "10 12 2 120 120 Melampaui Target"},
		{"tolerance 2 or 10 %, below 5", tolerance("2", "10"), "50", "54.9", "50 54.9 4.9 109.8 109.8 Tercapai"},
		{"tolerance 2 or 10 %, at 5", tolerance("2", "10"), "50", "55", "50 55 5 110 110 Melampaui Target"},
		{"tolerance 10 % of 0", tolerance("0", "10"), "0", "0.01", "0 0.01 0.01 - - Melampaui Target"},
		{"no tolerance", tolerance("0", "0"), "3", "2.999", "3 2.999 -0.001 99.9667 99.9667 Tidak Tercapai"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			line, rules := plannedLine("k1", "", "Nilai", tt.target+" 1 1 1 77", ""), DefaultRules()
			tt.set(&line, &rules)
			v := onlyVariance(t, line, tt.actual, "", rules)
			if got := showPhysical(v.Physical); got != tt.want {
				t.Errorf("%s\nwant %s", got, tt.want)
			}
		})
	}
}

func TestLetters(t *testing.T) {
	tests := []struct {
		name, scale, targets, reported, want string
	}{
		{"same", "SAKIP", "- - - BB BB", "- - - BB", "BB BB - - - Tercapai"},
		{"better", "SAKIP", "- - - BB BB", "- - - AA", "BB AA - - - Melampaui Target"},
		{"worse", "SAKIP", "- - - BB BB", "- - - CC", "BB CC - - - Tidak Tercapai"},
		{"graded", "SAKIP", "- - - BB BB", "- - - 72.5", "BB BB/72.5 - - - Tercapai"},
		{"graded at the edge", "SAKIP", "- - - BB BB", "- - - 70", "BB B/70 - - - Tidak Tercapai"},
		{"graded above the edge", "SAKIP", "- - - BB BB", "- - - 80.01", "BB A/80.01 - - - Melampaui Target"},
		{"B of the other scale", "IKM", "- - - B B", "- - - 76.61", "B B/76.61 - - - Tercapai"},
		{"C of the other scale", "IKM", "- - - B B", "- - - 76.6", "B C/76.6 - - - Tidak Tercapai"},
		{"the best", "SAKIP", "- - - AA AA", "- - - AA", "AA AA - - - Tercapai"},
		{"not the best", "SAKIP", "- - - AA AA", "- - - A", "AA A - - - Tidak Tercapai"},
		{"outside the scale", "IKM", "- - - B B", "- - - 20", "B 20 - - - Perlu Klarifikasi"},
		{"no such letter", "SAKIP", "- - - BB BB", "- - - E", "BB E - - - Perlu Klarifikasi"},
		{"no such scale", "", "- - - BB BB", "- - - BB", "BB BB - - - Perlu Klarifikasi"},
		{"graded before it is due", "SAKIP", "- - - BB BB", "60.5", "- B/60.5 - - - Belum Jatuh Tempo"},
		{"a letter for the year only", "SAKIP", "- - - - A", "- - - A", "A A - - - Tercapai"},
		{"a letter for the year only, early", "SAKIP", "- - - - A", "B", "- B - - - Belum Jatuh Tempo"},
		{"a letter against a number", "", "- - - 90 90", "- - - A", "90 A - - - Perlu Klarifikasi"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			line := plannedLine("k1", "", Predikat, tt.targets, "")
			line.Scale = tt.scale
			v := onlyVariance(t, line, tt.reported, "", DefaultRules())
			for _, p := range []Physical{v.Physical, v.PhysicalYTD} {
				if got := showPhysical(p); got != tt.want {
					t.Errorf("%s\nwant %s", got, tt.want)
				}
			}
			if v.Predikat != "" || v.Efisiensi != "" {
				t.Errorf("letters earn no predikat (%q) and no efisiensi (%q)", v.Predikat, v.Efisiensi)
			}
		})
	}
}

// Letters before the year's letter leave something to come.
func TestLettersLater(t *testing.T) {
	for targets, want := range map[string]string{"B - - - BB": "- A - - - Belum Jatuh Tempo", "BB - - - BB": "- A - - - Tidak Ada Target"} {
		line := plannedLine("k1", "", Predikat, targets, "")
		line.Scale = "SAKIP"
		if got := showPhysical(onlyVariance(t, line, "BB A", "", DefaultRules()).Physical); got != want {
			t.Errorf("%s: %s, want %s", targets, got, want)
		}
	}
}

// The aggregation of a line may be given, against what its figures suggest; one
// that is not given is inferred.
func TestAggregationGiven(t *testing.T) {
	tests := []struct {
		name, targets   string
		given           Aggregation
		reported        string
		quarter, toDate string
	}{
		{"inferred", "5 9 9 12 35", "", "5 9", "9 9 0 100 100 Tercapai", "14 14 0 100 100 Tercapai"},
		{"posisi akhir, not yet the year's", "10 - - - 20", PosisiAkhir, "10 11", "- 11 - - - Belum Jatuh Tempo", "10 11 1 110 110 Melampaui Target"},
		{"posisi akhir", "5 9 9 12 35", PosisiAkhir, "5 9", "9 9 0 100 100 Tercapai", "9 9 0 100 100 Tercapai"},
		{"tahunan", "9 9 9 - 9", Tahunan, "1 2 3", "- 3 - - - Belum Jatuh Tempo", "- 6 - - - Belum Jatuh Tempo"},
		{"tahunan at its end", "9 9 9 - 9", Tahunan, "1 2 3 4", "9 10 1 111.1111 111.1111 Melampaui Target", "9 10 1 111.1111 111.1111 Melampaui Target"},
		{"tahunan without the year", "5 5 5 5 -", Tahunan, "5 6", "5 6 1 120 120 Melampaui Target", "10 11 1 110 110 Melampaui Target"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			line := plannedLine("k1", "", "Orang", tt.targets, "")
			line.Aggregation = tt.given
			v := onlyVariance(t, line, tt.reported, "", DefaultRules())
			if q, y := showPhysical(v.Physical), showPhysical(v.PhysicalYTD); q != tt.quarter || y != tt.toDate {
				t.Errorf("%s, to date %s\nwant %s, to date %s", q, y, tt.quarter, tt.toDate)
			}
		})
	}
}

// A letter that was typed is not graded again; a sum keeps the unit its parts share.
func TestActualFigures(t *testing.T) {
	line := plannedLine("k1", "", Predikat, "- - - BB BB", "")
	line.Scale = "SAKIP"
	typed := Quantity{Letter: "A", Value: null(dec("72.5"))}
	if got := newTrack(line, DefaultRules()).graded(typed); got.Letter != "A" {
		t.Errorf("A became %s", got.Letter)
	}
	sum := newTrack(plannedLine("k1", "", "Orang", "5 5 - - 10", ""), DefaultRules())
	one := Quantity{Value: null(dec("1")), Unit: "Orang"}
	if got := sum.combine([]Quantity{one, one}); got.Unit != "Orang" || got.Text() != "2" {
		t.Errorf("%s %s", got.Text(), got.Unit)
	}
	if got := sum.combine([]Quantity{one, {Value: one.Value, Unit: "Dokumen"}}); got.Unit != "" {
		t.Errorf("unit %s of two kinds", got.Unit)
	}
}

// A figure that is one cell's keeps its source and what was typed; a sum has none.
func TestSources(t *testing.T) {
	v := onlyVariance(t, plannedLine("k1", "", "Orang", "- 9 9 12 30", "10 20 - - 30"), "- 8", "5 6", DefaultRules())
	if got, want := v.PhysicalYTD.Actual.Source, reportCell(2, "k1", "C"); got != want {
		t.Errorf("one physical figure to date: source %v, want %v", got, want)
	}
	if got, want := v.PhysicalYTD.Target.Source, planCell("k1", 1); got != want {
		t.Errorf("one target to date: source %v, want %v", got, want)
	}
	if got := v.MoneyYTD.Actual; !got.Source.IsZero() || got.Typed != "" {
		t.Errorf("a sum claims the cell %v, typed %q", got.Source, got.Typed)
	}
	if got, want := v.Money.Plan, amount("20", planCell("k1", 6)); got.Source != want.Source || got.Typed != want.Typed {
		t.Errorf("plan of the quarter: %v, want %v", got, want)
	}
	if got, want := v.Money.Actual.Source, reportCell(2, "k1", "D"); got != want {
		t.Errorf("money of the quarter: source %v, want %v", got, want)
	}
}
