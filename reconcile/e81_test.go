package reconcile

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// e81Of is the form of a quarter from reports.
func e81Of(plan Plan, quarter int, renstra Renstra, reports ...Report) E81 {
	return EvaluateE81(Reconcile(plan, Period{2020, quarter}, reports, DefaultRules()), reports, renstra, Head{})
}

func showPair(p Pair) string { return showQuantity(p.K) + "|" + showNull(p.Rp) }

// showRow writes the columns from 5 to 14: Renstra and last year, the year, its
// quarters, what it brought, what the Renstra has, in percent. "?" is due and not
// reported.
func showRow(r E81Row) string {
	out := []string{r.Line.Code, showPair(r.Target), showPair(r.Past), showPair(r.Year)}
	for _, q := range r.Quarters {
		open := map[[2]bool]string{{true, false}: "?K", {false, true}: "?Rp", {true, true}: "?"}[[2]bool{q.OpenK, q.OpenRp}]
		out = append(out, showPair(q.Pair)+open)
	}
	out = append(out, showPair(r.Actual), showPair(r.ToDate), showNull(r.RateK)+"|"+showNull(r.RateRp))
	return strings.Join(out, " ")
}

func showRows(rows []E81Row) (out []string) {
	for _, r := range rows {
		out = append(out, showRow(r))
	}
	return out
}

func pairOf(k, rp string) Pair { return Pair{quantity(k, Source{}), amount(rp, Source{}).Value} }

func TestE81Rows(t *testing.T) {
	reports := []Report{firstQuarter(), reportOf(2, reported(2, "p2", "98", "-"), reported(2, "k3", "12", "150.5"), reported(2, "k6", "-", "0"))}
	renstra := Renstra{EndYear: 2021, Lines: map[string]RenstraLine{
		"p2": {Target: pairOf("100", "-"), Past: pairOf("90", "-")},
		"k3": {Target: pairOf("200", "5000"), Past: pairOf("100", "2000")},
		"k4": {Target: pairOf("0", "8000"), Past: pairOf("3", "-")},
		"k6": {Target: pairOf("20", "0"), Past: pairOf("-", "100")},
	}}
	form := e81Of(summaryPlan(), 2, renstra, reports...)
	want := []string{
		"s1 -|13000 -|- 95|3000 -|1000 -|150.5?Rp -|- -|- -|1150.5 -|- -|-",
		"p2 100|13000 90|- 100|3000 100|1000 98|150.5?Rp -|- -|- 98|1150.5 98|- 98|-",
		"k3 200|5000 100|2000 40|1000 10|100 12|150.5 -|- -|- 22|250.5 122|2250.5 61|45.01",
		"k4 0|8000 3|- 10|2000 4|900 -|-? -|- -|- 4|900 7|- -|-",
		"p5 -|0 -|100 -|2000 -|500 -|0 -|- -|- -|500 -|600 -|-",
		"k6 20|0 -|100 4|2000 1|500 -|0?K -|- -|- 1|500 -|600 -|-",
	}
	if diff := cmp.Diff(want, showRows(form.Rows)); diff != "" {
		t.Error(diff)
	}
	if got := showRow(form.Total); got != " -|13000 -|- -|5000 -|1500 -|150.5?Rp -|- -|- -|1650.5 -|- -|-" {
		t.Error(got)
	}
	if form.Complete || form.Predikat != "" || form.Reported != [Year]bool{true, true} {
		t.Error(form.Complete, form.Predikat, form.Reported)
	}
	if got := showNull(form.RenstraRate.Value); got != "61" || form.RenstraRate.Count != 1 {
		t.Error("mean of column 14:", got, form.RenstraRate.Count)
	}
}

// How quarters and years add up follows the line: counts add up, positions and letters
// are the last that was said.
func TestE81AddsUp(t *testing.T) {
	for name, test := range map[string]struct {
		line     Line
		physical string
		renstra  RenstraLine
		want     string // columns 12, 13 and 14
	}{
		"akumulatif":        {plannedLine("k1", "", "Unit", "5 9 9 12 35", ""), "5 9 - 3", RenstraLine{Target: pairOf("100", "-"), Past: pairOf("33", "-")}, "17 50 50"},
		"akumulatif persen": {plannedLine("k1", "", Persen, "23 23 23 23 92", ""), "23 23", RenstraLine{Target: pairOf("92", "-"), Past: pairOf("90", "-")}, "46 46 50"},
		"posisi akhir":      {plannedLine("k1", "", Persen, "- - - 95 95", ""), "80 x 90 76", RenstraLine{Target: pairOf("95", "-"), Past: pairOf("70", "-")}, "76 76 80"},
		"tetap":             {plannedLine("k1", "", "Unit", "4 4 4 4 4", ""), "4 3 - 2", RenstraLine{Target: pairOf("4", "-"), Past: pairOf("4", "-")}, "2 2 50"},
		"tahunan":           {plannedLine("k1", "", "Orang", "- - - - 500", ""), "100 - 50 50", RenstraLine{Target: pairOf("1000", "-"), Past: pairOf("300", "-")}, "200 500 50"},
		"predikat":          {plannedLine("k1", "", Predikat, "- - - BB BB", ""), "CC - B -", RenstraLine{Target: pairOf("A", "-"), Past: pairOf("B", "-")}, "B B -"},
		"nothing filled in": {plannedLine("k1", "", "Unit", "5 9 9 12 35", ""), "5 9 - 3", RenstraLine{}, "17 - -"},
		"target of 0":       {plannedLine("k1", "", "Unit", "5 9 9 12 35", ""), "5", RenstraLine{Target: pairOf("0", "-"), Past: pairOf("0", "-")}, "5 5 -"},
	} {
		form := e81Of(planOf(test.line), 4, Renstra{Lines: map[string]RenstraLine{"k1": test.renstra}}, past("k1", test.physical, "")...)
		row := form.Rows[0]
		if got := fmt.Sprint(showQuantity(row.Actual.K), " ", showQuantity(row.ToDate.K), " ", showNull(row.RateK)); got != test.want {
			t.Errorf("%s: %s, want %s", name, got, test.want)
		}
	}
	less := plannedLine("k1", "", "Unit", "5 5 5 5 20", "")
	less.Polarity = Negatif
	renstra := Renstra{Lines: map[string]RenstraLine{"k1": {Target: pairOf("100", "-"), Past: pairOf("100", "-")}}}
	if got := showNull(e81Of(planOf(less), 1, renstra, past("k1", "10", "")...).Rows[0].RateK); got != "90" {
		t.Error("less is better:", got)
	}
}

// Each quarter of the form is what Reconcile gives for that quarter, and column 12 what
// it gives to date.
func TestE81AgreesWithEveryQuarter(t *testing.T) {
	random := rand.New(rand.NewPCG(8, 81))
	figure := func() string { return []string{"-", "0", "1", "7", "12.25", "1000"}[random.IntN(6)] }
	for range 60 {
		plan := summaryPlan()
		var reports []Report
		for q := 1; q <= 4; q++ {
			if random.IntN(4) == 0 {
				continue
			}
			var rows []Realization
			for _, l := range plan.Lines {
				if random.IntN(5) > 0 {
					rows = append(rows, reported(q, l.Code, figure(), figure()))
				}
			}
			reports = append(reports, reportOf(q, rows...))
		}
		form := e81Of(plan, 4, Renstra{}, reports...)
		year := Reconcile(plan, Period{2020, 4}, reports, DefaultRules())
		if showNull(form.Total.Actual.Rp) != showNull(year.Totals.ActualYTD) {
			t.Fatal("total", form.Total.Actual.Rp, year.Totals.ActualYTD)
		}
		if told := summaryOf(plan, 4, Standing{Revision: year.Report.Revision}, reports...); form.Predikat != told.Predikat || form.Complete != told.Complete() {
			t.Fatalf("predikat %q complete %v, the head is told %q %v", form.Predikat, form.Complete, told.Predikat, told.Complete())
		}
		byCode := map[string]E81Row{}
		for _, row := range form.Rows {
			byCode[row.Line.Code] = row
		}
		for i, v := range year.Variances {
			row := byCode[v.Line.Code]
			if got, want := showPair(row.Actual), showPair(Pair{v.PhysicalYTD.Actual, v.MoneyYTD.Actual.Value}); got != want {
				t.Fatalf("%s to date: %s, want %s", v.Line.Code, got, want)
			}
			for q := 1; q <= 4; q++ {
				quarter := Reconcile(plan, Period{2020, q}, reports, DefaultRules()).Variances[i]
				if got, want := showPair(row.Quarters[q-1].Pair), showPair(Pair{quarter.Physical.Actual, quarter.Money.Actual.Value}); got != want {
					t.Fatalf("%s, TW %d: %s, want %s", v.Line.Code, q, got, want)
				}
			}
		}
	}
}

// What staff wrote stands once, with every place; what is to follow from the last
// quarter belongs to the next plan.
func TestE81Remarks(t *testing.T) {
	say := func(q int, code string, n Notes) Realization {
		r := reported(q, code, "1", "1")
		r.Notes = n
		return r
	}
	form := e81Of(summaryPlan(), 4, Renstra{},
		reportOf(1, say(1, "k6", Notes{Penghambat: "Pandemi", TindakLanjut: "Daring"}), say(1, "k3", Notes{Pendorong: "-", Penghambat: "Pandemi "})),
		reportOf(4, say(4, "k3", Notes{Pendorong: "Tim lengkap", Penghambat: "Pandemi", TindakLanjut: "Daring"})))
	show := func(remarks []Remark) (out string) {
		for _, r := range remarks {
			out += r.Text + ":"
			for _, p := range r.Places {
				out += fmt.Sprintf(" %s/%d", p.Code, p.Quarter)
			}
			out += ";"
		}
		return out
	}
	got := []string{show(form.Pendorong), show(form.Penghambat), show(form.NextQuarter), show(form.NextYear)}
	want := []string{"Tim lengkap: k3/4;", "Pandemi: k3/1 k6/1 k3/4;", "Daring: k6/1;", "Daring: k3/4;"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
