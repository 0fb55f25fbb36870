package reconcile

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
)

// showNeed writes code, stake, shortfall and marks: P above the pagu, L unreported,
// R doubtful, F resting on a finding of the plan.
func showNeed(n Need) string {
	marks := ""
	for _, m := range []struct {
		is   bool
		mark string
	}{{n.OverPagu, "P"}, {n.Unreported, "L"}, {n.Doubtful, "R"}, {n.RestsOnPlan, "F"}} {
		if m.is {
			marks += m.mark
		}
	}
	return fmt.Sprintf("%s %s %s %s", n.Code, n.Stake(), showNull(n.Shortfall), orText(marks, "-"))
}

func showNeeds(r Result) []string {
	out := []string{}
	for _, n := range Needs(r) {
		out = append(out, showNeed(n))
	}
	return out
}

// quarterOne reconciles lines with what was reported of them in Triwulan I.
func quarterOne(lines []Line, rows ...Realization) Result {
	return Reconcile(planOf(lines...), Period{2020, 1}, []Report{reportOf(1, rows...)}, DefaultRules()).Rounded()
}

// TestNeeds states what each consequence amounts to, worked out by hand from the rule.
func TestNeeds(t *testing.T) {
	const targets, budget = "10 10 10 10 40", "1000000 1000000 1000000 1000000 4000000"
	for _, c := range []struct {
		name            string
		targets, budget string
		physical, money string
		want            string // "" when the line needs nobody
	}{
		{"as planned", targets, budget, "10", "1000000", ""},
		{"more than planned, at the price", targets, budget, "12", "1000000", ""},
		{"within the tolerance of rupiah", targets, budget, "10", "960000", ""},
		{"three tenths of the target lack", targets, budget, "7", "1000000", "k3 300000 30 -"},
		{"money strays further than the target", targets, budget, "7", "400000", "k3 600000 30 -"},
		{"doubtful as well", targets, budget, "7.5", "1000000", "k3 250000 25 R"},
		{"all spent, nothing delivered", targets, budget, "0", "1000000", "k3 1000000 100 R"},
		{"spent beyond the quarter", targets, budget, "10", "1500000", "k3 500000 - -"},
		{"above the year's pagu", targets, budget, "10", "4500000", "k3 3500000 - P"},
		{"nothing said", targets, budget, "-", "-", "k3 1000000 - L"},
		{"only the rupiah not said", targets, budget, "10", "-", "k3 1000000 - LR"},
		{"only the work not said", targets, budget, "-", "1000000", "k3 1000000 - LR"},
		{"weighed by the pagu before anything is planned", targets, "- 2000000 - - 2000000", "5", "-", "k3 1000000 50 -"},
		{"no money at all", targets, "- - - - -", "5", "-", "k3 0 50 -"},
		{"letters have no percentage", "BB BB BB BB BB", budget, "B", "1000000", "k3 1000000 - -"},
		{"not due yet", "- - - 10 10", "- - - 1000000 1000000", "-", "-", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := plannedLine("k3", "", "Unit", c.targets, c.budget)
			if strings.HasPrefix(c.targets, "BB") {
				l.Scale, l.Unit = "SAKIP", Predikat
			}
			want := []string{}
			if c.want != "" {
				want = append(want, c.want)
			}
			if diff := cmp.Diff(want, showNeeds(quarterOne([]Line{l}, reported(1, "k3", c.physical, c.money)))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestNeedsOrder: what is above the pagu first, then the rupiah at stake, then the
// points that lack, the unreported, the doubtful, the larger plan, the code.
func TestNeedsOrder(t *testing.T) {
	big, small := decimal.NewFromInt(900), decimal.NewFromInt(5)
	want := []Need{
		{Code: "over", OverPagu: true, Money: small},
		{Code: "stake", Output: big},
		{Code: "points", Money: small, Output: small, Unmet: true, Shortfall: null(dec("40"))},
		{Code: "fewer points", Money: small, Unmet: true, Shortfall: null(dec("39.9999")), Unreported: true, Doubtful: true, Budget: big},
		{Code: "unreported", Money: small, Unreported: true},
		{Code: "doubtful", Money: small, Doubtful: true},
		{Code: "plan", Money: small, Budget: big},
		{Code: "a", Money: small},
		{Code: "b", Money: small},
		{Code: "saved", Money: big, Saved: true, Doubtful: true},
		{Code: "only doubtful", Doubtful: true, Budget: big},
	}
	for seed := range uint64(20) {
		got := slices.Clone(want)
		rand.New(rand.NewPCG(seed, 1)).Shuffle(len(got), func(i, j int) { got[i], got[j] = got[j], got[i] })
		slices.SortFunc(got, CompareNeeds)
		for i := range want {
			if got[i].Code != want[i].Code {
				t.Fatalf("place %d: %s, want %s", i+1, got[i].Code, want[i].Code)
			}
		}
	}
}

// TestNeedsOfAGoneLine: of a line that a change took out nothing is left to decide but what was
// spent beyond its plan.
func TestNeedsOfAGoneLine(t *testing.T) {
	line := func() Line {
		l := plannedLine("k3", "", "Orang", "10 - - - -", "1000000 - - - -")
		l.Gone, l.WasBudget = 2, amount("4000000", planCell("k3", 9))
		return l
	}
	for name, c := range map[string]struct{ physical, money, want string }{
		"less spent, less done":   {"5", "500000", ""},
		"as planned":              {"10", "1000000", ""},
		"more spent, less done":   {"5", "1500000", "k3: Dihapus oleh perubahan rencana mulai Triwulan II. Realisasi anggaran lebih Rp500.000 dari rencana Rp1.000.000."},
		"more spent than planned": {"10", "1500000", "k3: Dihapus oleh perubahan rencana mulai Triwulan II. Realisasi anggaran lebih Rp500.000 dari rencana Rp1.000.000."},
	} {
		reports := []Report{reportOf(1, reported(1, "k3", c.physical, c.money)), reportOf(2)}
		got := ""
		for _, n := range Needs(Reconcile(planOf(line()), Period{2020, 2}, reports, DefaultRules()).Rounded()) {
			got += n.Code + ": " + n.Why
			if n.Shortfall.Valid || !n.Output.IsZero() {
				t.Errorf("%s: lacks %v points, %s", name, n.Shortfall, n.Output)
			}
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// TestNeedsWhy asserts the sentences the head reads.
func TestNeedsWhy(t *testing.T) {
	const targets, budget = "10 10 10 10 40", "1000000 1000000 1000000 1000000 4000000"
	lines := []Line{
		plannedLine("k3", "", "Orang", targets, budget), plannedLine("k4", "", "Orang", targets, budget),
		plannedLine("k5", "", "Orang", targets, budget), plannedLine("k6", "", "Orang", targets, budget),
		plannedLine("k7", "", "Orang", targets, budget),
	}
	lines[4].Polarity = Negatif
	got := []string{}
	for _, n := range Needs(quarterOne(lines, reported(1, "k3", "-", "-"), reported(1, "k4", "7", "900000.5"),
		reported(1, "k5", "10", "4000000.01"), reported(1, "k6", "10", "800000"), reported(1, "k7", "12", "1200000"))) {
		got = append(got, n.Code+": "+n.Why)
	}
	want := []string{
		"k5: Realisasi s.d. Triwulan I Rp4.000.000,01 melebihi pagu setahun Rp4.000.000.",
		"k3: Belum dilaporkan: fisik (target 10 Orang) dan rupiah (anggaran Rp1.000.000).",
		"k4: Baru 7 Orang dari target 10 Orang s.d. Triwulan I (capaian 70%). Realisasi anggaran kurang Rp99.999,50 dari rencana Rp1.000.000.",
		"k7: Realisasi 12 Orang melampaui batas 10 Orang s.d. Triwulan I (capaian 80%). Realisasi anggaran lebih Rp200.000 dari rencana Rp1.000.000.",
		"k6: Target tercapai, realisasi anggaran kurang Rp200.000 dari rencana Rp1.000.000: hemat, atau ada tagihan yang belum masuk.",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestNeedsCountRupiahOnce: rupiah of a program are those of its kegiatan, and those of
// a kegiatan its sub kegiatan's; a target that a program misses weighs by its sum.
func TestNeedsCountRupiahOnce(t *testing.T) {
	const half = "500000 - - - 500000"
	lines := []Line{
		plannedLine("p2", "", "Persen", "100 - - - 100", "- - - - -"),
		plannedLine("k3", "p2", "Unit", "2 - - - 2", "1000000 - - - 1000000"),
		plannedLine("x4", "k3", "Unit", "1 - - - 1", half), plannedLine("x5", "k3", "Unit", "1 - - - 1", half),
	}
	r := quarterOne(lines, reported(1, "p2", "80", "-"), reported(1, "k3", "2", "-"), reported(1, "x4", "1", "100000"), reported(1, "x5", "1", "500000"))
	if diff := cmp.Diff([]string{"p2 200000 20 -", "x4 400000 - -"}, showNeeds(r)); diff != "" {
		t.Error(diff)
	}
}

// TestNeedsLaws holds on results made at random: the order does not depend on that of
// the input, and a line whose target lacks more, or whose rupiah stray further, all
// else equal, never ranks lower.
func TestNeedsLaws(t *testing.T) {
	bytes := make([]byte, 2000)
	worse := 0
	for seed := range 1000 {
		rand.NewChaCha8([32]byte{byte(seed), byte(seed >> 8)}).Read(bytes)
		d := &dice{bytes}
		plan, rules := d.plan(), DefaultRules()
		for i := range plan.Lines {
			plan.Lines[i].Code = fmt.Sprint(i, plan.Lines[i].Code) // codes are unique in a stored plan
		}
		reports := d.reports()
		for i := range reports {
			for j := range reports[i].Realizations {
				reports[i].Realizations[j].Line = fmt.Sprint(j, reports[i].Realizations[j].Line)
			}
		}
		r := Reconcile(plan, Period{2020, 1 + d.roll(4)}, reports, rules).Rounded()
		before := Needs(r)
		mixed := r
		mixed.Variances = shuffle(d, r.Variances)
		if diff := cmp.Diff(before, Needs(mixed)); diff != "" {
			t.Fatalf("seed %d: another order of lines gives another ranking:\n%s", seed, diff)
		}
		for i := range r.Variances {
			worse += checkWorse(t, r, i, before)
		}
	}
	if worse < 50 {
		t.Errorf("only %d lines were made worse", worse)
	}
}

// checkWorse makes one line worse in each way that applies to it.
func checkWorse(t *testing.T, r Result, i int, before []Need) (n int) {
	t.Helper()
	code := r.Variances[i].Line.Code
	rank := func(ns []Need) int {
		return slices.IndexFunc(ns, func(n Need) bool { return n.Code == code })
	}
	for name, spoil := range map[string]func(v *Variance) bool{
		"target": func(v *Variance) bool {
			p := &v.PhysicalYTD
			lacks := p.Status == TidakTercapai && p.Capped.Valid && p.Capped.Decimal.IsPositive() && p.Capped.Decimal.LessThan(hundred)
			p.Capped.Decimal = p.Capped.Decimal.Div(decimal.NewFromInt(2))
			return lacks
		},
		"rupiah": func(v *Variance) bool {
			m := &v.MoneyYTD
			m.Deviation.Decimal = m.Deviation.Decimal.Mul(decimal.NewFromInt(3))
			return m.Status == DiBawah || m.Status == DiAtas
		},
	} {
		spoiled := r
		spoiled.Variances = slices.Clone(r.Variances)
		if !spoil(&spoiled.Variances[i]) {
			continue
		}
		n++
		if was, is := rank(before), rank(Needs(spoiled)); is < 0 && was >= 0 || is > was && was >= 0 {
			t.Errorf("%s of %s made worse: rank %d, before %d", name, code, is+1, was+1)
		}
	}
	return n
}
