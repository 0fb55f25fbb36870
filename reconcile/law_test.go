package reconcile

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
)

// dice turns bytes into choices, so that a fuzzer can write plans and reports.
type dice struct{ bytes []byte }

// roll is a number below n, 0 when the bytes are used up.
func (d *dice) roll(n int) int {
	if len(d.bytes) == 0 {
		return 0
	}
	b := int(d.bytes[0])
	d.bytes = d.bytes[1:]
	return b % n
}

func pick[T any](d *dice, of ...T) T { return of[d.roll(len(of))] }

func (d *dice) figure() string {
	return pick(d, "-", "-", "0", "1", "2", "5", "9", "2.5", "95", "100", "300", "-3", "0.0001", "1000000000000.01", "BB", "B", "E")
}

func (d *dice) rupiah() string {
	return pick(d, "-", "-", "0", "1", "999.99", "1000", "105000", "100000", "95000", "-7", "999999999999999")
}

func (d *dice) plan() Plan {
	p := Plan{Year: 2020, Revision: d.roll(5), FromQuarter: d.roll(7) - 1}
	codes := []string{"s1", "p2", "k3", "k4", "x5", "k6", "", "k3"}
	for i := range d.roll(9) {
		code := codes[i%len(codes)]
		l := Line{Code: code, Parent: pick(d, append(codes, "zz")...), Unit: pick(d, "Orang", "Persen", "Nilai", "", "Predikat", "Bulan"),
			Level:       pick(d, LevelSasaran, LevelProgram, LevelKegiatan, LevelKegiatan, LevelSubKegiatan, ""),
			Aggregation: pick(d, Aggregation(""), Akumulatif, PosisiAkhir, Tetap, Tahunan, "lain"),
			Polarity:    pick(d, Positif, Negatif, ""), Scale: pick(d, "", "SAKIP", "IKM", "lain")}
		for slot := range Slots {
			l.Target[slot] = quantity(d.figure(), Source{"rencana.xlsx", "plan", "PLAN", fmt.Sprintf("%c%d", 'A'+slot, i+1)})
			l.Budget[slot] = amount(d.rupiah(), Source{"rencana.xlsx", "plan", "PLAN", fmt.Sprintf("%c%d", 'F'+slot, i+1)})
		}
		p.Lines = append(p.Lines, l)
	}
	p.Findings = d.findings(planCell("k1", 0))
	return p
}

func (d *dice) findings(at Source) []Finding {
	var out []Finding
	for i := range d.roll(4) {
		at.Cell = fmt.Sprintf("%c%d", 'A'+d.roll(10), 1+d.roll(8))
		out = append(out, Finding{Code: pick(d, UnitMixed, AmountRepaired, NameRepeated, AmountUnreadable), Source: at, Message: fmt.Sprint(i)})
	}
	return out
}

func (d *dice) reports() []Report {
	var out []Report
	for i := range d.roll(8) {
		sha := fmt.Sprintf("report%d", i)
		r := Report{Period: Period{pick(d, 2020, 2020, 2020, 2019), pick(d, 1, 2, 3, 4, 1, 2, 0, 5)}, Revision: 1 + d.roll(3), File: "tw.xlsx", SHA256: sha}
		for row := range d.roll(9) {
			at := func(column string) Source { return Source{"tw.xlsx", sha, "REAL", fmt.Sprintf("%s%d", column, row+1)} }
			r.Realizations = append(r.Realizations, Realization{
				Line: pick(d, "s1", "p2", "k3", "k4", "x5", "k6", "", "zz"), Source: at("B"),
				Physical: quantity(d.figure(), at("C")), Money: amount(d.rupiah(), at("D"))})
		}
		r.Findings = d.findings(Source{File: "tw.xlsx", SHA256: sha, Sheet: "REAL"})
		out = append(out, r)
	}
	return out
}

func (d *dice) rules() Rules {
	r := DefaultRules()
	r.NegativeRatio = d.roll(2) == 1
	r.CapaianCap = pick(d, decimal.NullDecimal{}, null(dec("100")), null(dec("120")))
	r.PhysicalTolerance = Tolerance{dec(pick(d, "0", "1")), dec(pick(d, "0", "10"))}
	if d.roll(8) == 7 {
		r = Rules{}
	}
	return r
}

// shuffled returns the same reports and findings in another order.
func shuffled(d *dice, plan Plan, reports []Report) (Plan, []Report) {
	plan.Findings = shuffle(d, plan.Findings)
	reports = shuffle(d, reports)
	for i := range reports {
		reports[i].Realizations = shuffle(d, reports[i].Realizations)
		reports[i].Findings = shuffle(d, reports[i].Findings)
	}
	return plan, reports
}

func shuffle[T any](d *dice, in []T) []T {
	out := slices.Clone(in)
	for i := range out {
		j := i + d.roll(len(out)-i)
		out[i], out[j] = out[j], out[i]
	}
	return out
}

func FuzzReconcile(f *testing.F) {
	f.Add([]byte(nil))
	f.Add([]byte(strings.Repeat("triwulan", 40)))
	f.Add([]byte(strings.Repeat("\x08\x03\x05\x01\x02\x07\x04", 90)))
	f.Fuzz(func(t *testing.T, bytes []byte) { checkLaws(t, &dice{bytes}) })
}

// TestLaws holds the laws against plans and reports made at random, larger than a
// fuzzer soon finds.
func TestLaws(t *testing.T) {
	bytes := make([]byte, 2000)
	for seed := range byte(200) {
		rand.NewChaCha8([32]byte{seed}).Read(bytes)
		checkLaws(t, &dice{bytes})
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
}

func checkLaws(t *testing.T, d *dice) {
	t.Helper()
	period := Period{2020, pick(d, 1, 2, 3, 4, 4, 0, 5, -1)}
	plan, rules, reports := d.plan(), d.rules(), d.reports()
	r := Reconcile(plan, period, reports, rules)
	checkLines(t, plan, r)
	checkRupiah(t, plan, reports, r)
	checkGreen(t, r)
	checkFindings(t, r)
	if period.Quarter > 1 && period.Quarter <= Year {
		checkSum(t, Reconcile(plan, Period{2020, period.Quarter - 1}, reports, rules), r)
	}
	otherPlan, otherReports := shuffled(d, plan, reports)
	other := Reconcile(otherPlan, period, otherReports, rules)
	other.Plan, other.Report, other.Earlier = r.Plan, r.Report, r.Earlier // as given, in the order given
	if diff := cmp.Diff(r, other); diff != "" {
		t.Errorf("the order of the input changes the output:\n%s", diff)
	}
}

// Every planned line has exactly one variance, in the plan's order.
func checkLines(t *testing.T, plan Plan, r Result) {
	t.Helper()
	if len(r.Variances) != len(plan.Lines) {
		t.Fatalf("%d variances for %d lines", len(r.Variances), len(plan.Lines))
	}
	for i, v := range r.Variances {
		if !cmp.Equal(v.Line, plan.Lines[i]) {
			t.Errorf("variance %d is of %s, the line is %s", i, v.Line.Code, plan.Lines[i].Code)
		}
	}
}

// Not a rupiah is lost or made: what the standing reports say is in the totals,
// among the unplanned, or on a row whose kegiatan count instead.
func checkRupiah(t *testing.T, plan Plan, reports []Report, r Result) {
	t.Helper()
	q := r.Period.Quarter
	if q < 1 || q > Year {
		if r.Totals.ActualYTD.Valid {
			t.Errorf("%s spent in quarter %d", r.Totals.ActualYTD.Decimal, q)
		}
		return
	}
	got := r.Totals.ActualYTD.Decimal
	for _, row := range slices.Concat(r.Unplanned, r.UnplannedBefore) {
		got = got.Add(row.Money.Value.Decimal)
	}
	var said decimal.Decimal
	l := newLedger(plan, r.Period, reports, r.Rules)
	for i := range q {
		if l.reports[i] == nil {
			continue
		}
		for _, row := range l.reports[i].Realizations {
			said = said.Add(row.Money.Value.Decimal)
		}
		for at, row := range l.rows[i] {
			if row != nil && !l.paid[i][at] {
				got = got.Add(row.Money.Value.Decimal)
			}
		}
	}
	if !got.Equal(said) {
		t.Errorf("reports say %s, totals and unplanned %s", said, got)
	}
}

// No predikat and no efisiensi rests on incomplete data, a sum that lacks a leaf gets
// no good word, and a capped capaian is within its bounds.
func checkGreen(t *testing.T, r Result) {
	t.Helper()
	for _, v := range r.Variances {
		for _, p := range []Physical{v.Physical, v.PhysicalYTD} {
			if p.Incomplete && v.Predikat != "" {
				t.Errorf("%s: %s, %q on incomplete data", v.Line.Code, p.Status, v.Predikat)
			}
			if p.Capped.Valid && (p.Capped.Decimal.IsNegative() || r.Rules.CapaianCap.Valid && p.Capped.Decimal.GreaterThan(r.Rules.CapaianCap.Decimal)) {
				t.Errorf("%s: capped %s", v.Line.Code, p.Capped.Decimal)
			}
			if p.Capped.Valid != p.Capaian.Valid || p.Capaian.Valid && !p.Deviation.Valid {
				t.Errorf("%s: capaian without its companions", v.Line.Code)
			}
		}
		if v.MoneyYTD.Incomplete && v.Efisiensi != "" {
			t.Errorf("%s: %q on incomplete rupiah", v.Line.Code, v.Efisiensi)
		}
		if v.Money.Incomplete && v.Money.Status == SesuaiRencana {
			t.Errorf("%s: %s, and a leaf says nothing", v.Line.Code, v.Money.Status)
		}
	}
}

// Every finding of the review is a warning at a cell, with a message.
func checkFindings(t *testing.T, r Result) {
	t.Helper()
	seen := map[string]bool{}
	for _, f := range r.Findings {
		key := string(f.Code) + f.Source.String()
		if f.Source.Cell == "" || f.Message == "" || seen[key] {
			t.Errorf("%s at %q: %q", f.Code, f.Source, f.Message)
		}
		seen[key] = true
	}
}

// To date is the quarter before to date and this quarter.
func checkSum(t *testing.T, before, now Result) {
	t.Helper()
	sum := func(a, b decimal.NullDecimal) decimal.NullDecimal {
		return addAmount(Amount{Value: a}, Amount{Value: b}).Value
	}
	for i, v := range now.Variances {
		if want := sum(before.Variances[i].MoneyYTD.Actual.Value, v.Money.Actual.Value); !cmp.Equal(want, v.MoneyYTD.Actual.Value) {
			t.Errorf("%s: to date %v, want %v", v.Line.Code, v.MoneyYTD.Actual.Value, want)
		}
		if want := sum(before.Variances[i].MoneyYTD.Plan.Value, v.Money.Plan.Value); !cmp.Equal(want, v.MoneyYTD.Plan.Value) {
			t.Errorf("%s: plan to date %v, want %v", v.Line.Code, v.MoneyYTD.Plan.Value, want)
		}
	}
}

// A quarter keeps the targets that held in it, whatever is decided later; and the
// order of the revisions does not matter.
func FuzzEffective(f *testing.F) {
	f.Add([]byte(nil))
	f.Add([]byte(strings.Repeat("perubahan", 60)))
	f.Fuzz(func(t *testing.T, bytes []byte) {
		d := &dice{bytes}
		revisions := []Plan{{Revision: 0, Lines: []Line{plannedLine("k3", "", "Orang", "1 2 3 4 10", "")}}}
		for i := range d.roll(5) {
			p := d.plan()
			p.Revision = i + 1
			p.Lines = slices.DeleteFunc(p.Lines, func(l Line) bool { return l.Code != "k3" })
			p.Lines = p.Lines[:min(len(p.Lines), 1)]
			revisions = append(revisions, p)
		}
		year, _ := Effective(revisions, Year)
		again, _ := Effective(shuffle(d, revisions), Year)
		if diff := cmp.Diff(year, again); diff != "" {
			t.Errorf("the order of revisions matters:\n%s", diff)
		}
		for q := range Year {
			then, ok := Effective(revisions, q+1)
			if !ok {
				t.Fatalf("no plan in quarter %d", q+1)
			}
			want := Quantity{}
			if len(then.Lines) > 0 {
				want = then.Lines[0].Target[q]
			}
			if len(year.Lines) > 0 && !cmp.Equal(want, year.Lines[0].Target[q]) {
				t.Errorf("quarter %d held %v, the year remembers %v", q+1, want, year.Lines[0].Target[q])
			}
		}
	})
}

// What is written can be read back: nothing but separators is added.
func FuzzFormat(f *testing.F) {
	f.Add(int64(123456789), 2)
	f.Add(int64(-5), 3)
	f.Add(int64(1000), 0)
	f.Fuzz(func(t *testing.T, coefficient int64, places int) {
		d := decimal.New(coefficient, -int32(places%20))
		plain := strings.NewReplacer(".", "", ",", ".", "Rp", "")
		if got := FormatNumber(d); !dec(plain.Replace(got)).Equal(d) {
			t.Errorf("%s is written %s", d, got)
		}
		if got := FormatRupiah(d); !dec(plain.Replace(got)).Equal(d.Round(2)) {
			t.Errorf("%s is written %s", d, got)
		}
	})
}

// A report is late by days exactly when it is late at all.
func FuzzLateDays(f *testing.F) {
	f.Add(int64(1586537999), 2020, 1, 10)
	f.Add(int64(1586538000), 2020, 1, 10)
	f.Fuzz(func(t *testing.T, received int64, year, quarter, day int) {
		period := Period{1900 + year%1000, quarter % 10}
		due := Due(period, Rules{DueDay: day})
		at := time.Unix(received%(1<<36), 0)
		days := LateDays(at, due)
		if late := !at.Before(due); late != (days > 0) || days < 0 {
			t.Errorf("received %s, late from %s: %d days", at, due, days)
		}
	})
}
