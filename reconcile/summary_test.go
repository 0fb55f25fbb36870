package reconcile

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// summaryPlan has an indicator with a program, a program under no indicator, and a
// kegiatan under each.
func summaryPlan() Plan {
	p := planOf(
		plannedLine("s1", "", "Persen", "- - - 95 95", "- - - - -"),
		plannedLine("p2", "s1", "Persen", "100 100 100 100 100", "- - - - -"),
		plannedLine("k3", "p2", "Unit", "10 10 10 10 40", "100 200 300 400 1000"),
		plannedLine("k4", "p2", "Unit", "5 5 - - 10", "1000 1000 - - 2000"),
		plannedLine("p5", "", "Persen", "- - - - -", "- - - - -"),
		plannedLine("k6", "p5", "Unit", "1 1 1 1 4", "500 500 500 500 2000"),
	)
	p.Agency = Agency{"BKPP", "Badan"}
	return p
}

func firstQuarter() Report {
	return reportOf(1, reported(1, "p2", "100", "-"), reported(1, "k3", "10", "100"), reported(1, "k4", "4", "900"), reported(1, "k6", "1", "500"))
}

var (
	inTime = time.Date(2020, 4, 9, 3, 0, 0, 0, time.UTC)
	dueDay = time.Date(2020, 4, 11, 0, 0, 0, 0, WIB)
)

// summaryOf is the summary of a quarter from reports.
func summaryOf(plan Plan, quarter int, standing Standing, reports ...Report) Summary {
	var earlier []Result
	for q := 1; q < quarter; q++ {
		if r := Reconcile(plan, Period{2020, q}, reports, DefaultRules()); r.Report.Revision > 0 {
			earlier = append(earlier, r)
		}
	}
	return Summarize(Reconcile(plan, Period{2020, quarter}, reports, DefaultRules()), earlier, standing, Head{})
}

func TestSummaryFigures(t *testing.T) {
	plan := summaryPlan()
	second := reportOf(2, reported(2, "p2", "100", "-"), reported(2, "k3", "10", "200"), reported(2, "k4", "6", "1100"), reported(2, "k6", "1", "0"))
	s := summaryOf(plan, 2, Standing{Revision: 1, Status: Diterima, Due: dueDay, ReceivedAt: inTime}, firstQuarter(), second)
	rows := []string{}
	for _, r := range s.Rows {
		rows = append(rows, fmt.Sprint(strings.Repeat(" ", r.Depth), r.Line.Code, " ", showMoney(r.MoneyYTD), " ", showNull(r.Capaian.Value), " ", r.Capaian.Count, " of ", r.Kegiatan, " ", showNull(r.OfPlan)))
	}
	curve := []string{}
	for _, p := range s.Curve {
		curve = append(curve, showNull(p.Plan)+" "+showNull(p.Actual))
	}
	type figures struct {
		Rows, Curve                          []string
		Quarter, YTD, Before, Predikat, Head string
	}
	show := func(f Figures) string {
		return strings.Join([]string{showNull(f.Plan), showNull(f.Actual), showNull(f.Deviation), showNull(f.Serapan), showNull(f.OfPlan), showNull(f.Capaian.Value)}, " ")
	}
	// k3 20/20, k4 10/10, k6 2/2 to date; Triwulan I had 10/10, 4/5 and 1/1.
	want := figures{
		Rows: []string{
			"s1 2300 2300 0 76.6667 Sesuai Rencana 100 2 of 2 100",
			" p2 2300 2300 0 76.6667 Sesuai Rencana 100 2 of 2 100",
			"p5 1000 500 -500 25 Sesuai Rencana 100 1 of 1 50",
		},
		Curve:   []string{"1600 1500", "3300 2800", "4100 -", "5000 -"},
		Quarter: "1700 1300 -400 76.4706 76.4706 106.6667", YTD: "3300 2800 -500 56 84.8485 100",
		Before: "1600 1500 -100 93.75 93.75 93.3333", Predikat: "Sangat Tinggi", Head: "LENGKAP – 1 CATATAN PERLU DIJAWAB",
	}
	got := figures{rows, curve, show(s.Quarter), show(s.YTD), show(s.Before.Quarter), s.Predikat, s.Headline()}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestSummaryIncomplete: whatever lacks, nothing is judged and the headline says so.
func TestSummaryIncomplete(t *testing.T) {
	accepted := Standing{Revision: 1, Status: Diterima, Due: dueDay, ReceivedAt: inTime}
	closed := Standing{Status: BelumLapor, Due: dueDay, LateDays: 1, ClosedAt: dueDay.Add(time.Hour)}
	lacking := firstQuarter()
	lacking.Realizations = lacking.Realizations[:3]
	unsaid := firstQuarter()
	unsaid.Realizations[3] = reported(1, "k6", "-", "500")
	for _, c := range []struct {
		name             string
		quarter          int
		standing         Standing
		reports          []Report
		headline, gaps   string
		received, behind string
	}{
		{"nothing came", 1, Standing{Status: BelumLapor, Due: dueDay}, nil, "BELUM LENGKAP – BELUM ADA LAPORAN", "",
			"Belum ada laporan (batas waktu 10 April 2020).", ""},
		{"nothing came until it was closed out", 1, closed, nil, "BELUM LENGKAP – BELUM ADA LAPORAN", "",
			"Belum ada laporan; pada tutup buku 11 April 2020 sudah terlambat 1 hari (batas waktu 10 April 2020).", ""},
		{"given back", 1, Standing{Status: Ditolak, Due: dueDay, ReceivedAt: inTime}, nil, "BELUM LENGKAP – LAPORAN DIKEMBALIKAN", "",
			"Berkas yang masuk 9 April 2020 pukul 10.00 WIB dikembalikan untuk diperbaiki; belum ada laporan yang diterima (batas waktu 10 April 2020).", ""},
		{"a line lacks", 1, accepted, []Report{lacking}, "BELUM LENGKAP – 1 BARIS BELUM DILAPORKAN", "Belum dilaporkan: Kegiatan k6.",
			"Laporan revisi 1 diterima 9 April 2020 pukul 10.00 WIB, tepat waktu (batas waktu 10 April 2020).", ""},
		{"a quarter before lacks", 2, accepted, []Report{reportOf(2, reported(2, "p2", "100", "-"), reported(2, "k3", "10", "200"), reported(2, "k4", "6", "1100"), reported(2, "k6", "1", "500"))},
			"BELUM LENGKAP – TRIWULAN SEBELUMNYA BELUM LENGKAP", "Triwulan I tidak dilaporkan; angka s.d. triwulan belum lengkap.",
			"Laporan revisi 1 diterima 9 April 2020 pukul 10.00 WIB, tepat waktu (batas waktu 10 April 2020).", ""},
		{"a line of the quarter before lacks", 2, accepted, []Report{lacking, reportOf(2, reported(2, "p2", "100", "-"), reported(2, "k3", "10", "200"), reported(2, "k4", "6", "1100"), reported(2, "k6", "1", "500"))},
			"BELUM LENGKAP – TRIWULAN SEBELUMNYA BELUM LENGKAP", "Ada baris triwulan sebelumnya yang tidak dilaporkan; angka s.d. triwulan belum lengkap.",
			"Laporan revisi 1 diterima 9 April 2020 pukul 10.00 WIB, tepat waktu (batas waktu 10 April 2020).", ""},
		{"the output of a line of the quarter before lacks", 2, accepted, []Report{unsaid, reportOf(2, reported(2, "p2", "100", "-"), reported(2, "k3", "10", "200"), reported(2, "k4", "6", "1100"), reported(2, "k6", "1", "500"))},
			"BELUM LENGKAP – TRIWULAN SEBELUMNYA BELUM LENGKAP", "Ada baris triwulan sebelumnya yang tidak dilaporkan; angka s.d. triwulan belum lengkap.",
			"Laporan revisi 1 diterima 9 April 2020 pukul 10.00 WIB, tepat waktu (batas waktu 10 April 2020).", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := summaryOf(summaryPlan(), c.quarter, c.standing, c.reports...)
			got := []string{s.Headline(), s.Gaps(), s.Standing.Sentence(), s.Standing.Afterwards(), s.Predikat}
			if diff := cmp.Diff([]string{c.headline, c.gaps, c.received, c.behind, ""}, got); diff != "" {
				t.Error(diff)
			}
			if s.Complete() {
				t.Error("it is complete")
			}
		})
	}
}

// TestOutputLacks: where only the output of a line was not said, the quarter before is not
// shown as complete, nor the rows above the line.
func TestOutputLacks(t *testing.T) {
	unsaid := firstQuarter()
	unsaid.Realizations[3] = reported(1, "k6", "-", "500")
	second := reportOf(2, reported(2, "p2", "100", "-"), reported(2, "k3", "10", "200"), reported(2, "k4", "6", "1100"), reported(2, "k6", "1", "500"))
	s := summaryOf(summaryPlan(), 2, Standing{Revision: 1, Status: Diterima}, unsaid, second)
	if !s.Before.Quarter.Incomplete || !s.Before.YTD.Incomplete || s.Quarter.Incomplete || !s.YTD.Incomplete {
		t.Errorf("incomplete: before %v, to date %v; now %v, to date %v", s.Before.Quarter.Incomplete, s.Before.YTD.Incomplete, s.Quarter.Incomplete, s.YTD.Incomplete)
	}
	lacking := []string{}
	for _, r := range s.Rows {
		if r.Incomplete() {
			lacking = append(lacking, r.Line.Code)
		}
	}
	if want := []string{"p5"}; !slices.Equal(lacking, want) {
		t.Errorf("rows that lack something %q, want %q", lacking, want)
	}
}

// TestQuartersBeforeThePlan: of a plan that holds from a later quarter on, the quarters
// before lack a report only where something was planned for them; where a plan held,
// also without.
func TestQuartersBeforeThePlan(t *testing.T) {
	for _, c := range []struct {
		figures string
		since   int
		silent  []Period
	}{
		{"- - 10 10", 3, nil},
		{"5 - 10 10", 3, []Period{{2020, 1}}},
		{"- - 10 10", 2, []Period{{2020, 2}}},
		{"- - 10 10", 0, []Period{{2020, 1}, {2020, 2}}},
	} {
		plan := planOf(plannedLine("k1", "", "Unit", c.figures+" 20", "- - 100 100 200"))
		plan.Since = c.since
		s := summaryOf(plan, 3, Standing{Revision: 1, Status: Diterima}, reportOf(3, reported(3, "k1", "10", "100")))
		if !slices.Equal(s.Silent, c.silent) || s.Complete() != (c.silent == nil) || s.Result.Totals.IncompleteYTD != (c.silent != nil) {
			t.Errorf("%s since %d: silent %v, %s", c.figures, c.since, s.Silent, s.Headline())
		}
	}
	later := Plan{FromQuarter: 3, Revision: 1}
	for _, c := range []struct {
		plans []Plan
		since int
	}{{[]Plan{later}, 3}, {[]Plan{later, {FromQuarter: 4, Revision: 2}}, 3}, {[]Plan{later, {FromQuarter: 2, Revision: 2}}, 2}} {
		if got, _ := Effective(c.plans, 4); got.Since != c.since {
			t.Errorf("%v: since %d", c.plans, got.Since)
		}
	}
}

func TestSilentQuartersAreNamed(t *testing.T) {
	silent := []Period{{2020, 1}, {2020, 2}, {2020, 3}}
	for n, want := range []string{"Triwulan I", "Triwulan I dan Triwulan II", "Triwulan I, Triwulan II dan Triwulan III"} {
		s := Summary{Card: Card{Silent: silent[:n+1]}}
		if got := s.Gaps(); got != want+" tidak dilaporkan; angka s.d. triwulan belum lengkap." {
			t.Error(got)
		}
	}
}

func TestLateSentences(t *testing.T) {
	s := Standing{Revision: 2, Due: dueDay, ReceivedAt: dueDay.Add(30 * time.Hour), LateDays: 2, ClosedAt: dueDay.Add(time.Hour), ClosedWith: 1}
	got := []string{s.Sentence(), s.Afterwards()}
	s.ClosedWith = 0
	got = append(got, s.Afterwards())
	s.Status = Ditutup
	got = append(got, s.Sentence(), Standing{Status: Ditutup, Due: dueDay}.Sentence())
	want := []string{
		"Laporan revisi 2 diterima 12 April 2020 pukul 06.00 WIB, terlambat 2 hari (batas waktu 10 April 2020).",
		"Laporan diperbaiki sesudah tutup buku 11 April 2020 (waktu itu revisi 1).", "Laporan masuk sesudah tutup buku 11 April 2020.",
		"Laporan revisi 2 diterima 12 April 2020 pukul 06.00 WIB, terlambat 2 hari (batas waktu 10 April 2020). Triwulan ini sudah ditutup: angkanya tetap.",
		"Belum ada laporan (batas waktu 10 April 2020). Triwulan ini sudah ditutup: angkanya tetap.",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestOverview: the sums are those of the agencies, whoever has not reported comes
// first, and only those who have are in the ranking.
func TestOverview(t *testing.T) {
	var cards []Card
	for i, standing := range []Standing{
		{Revision: 1, Status: Diterima, Due: dueDay, ReceivedAt: inTime},
		{Status: BelumLapor, Due: dueDay, LateDays: 1, ClosedAt: dueDay},
		{Revision: 1, Status: Terlambat, Due: dueDay, ReceivedAt: dueDay, LateDays: 5},
		{Status: Ditolak, Due: dueDay, LateDays: 3, ReceivedAt: inTime},
	} {
		plan := summaryPlan()
		plan.Agency = Agency{Code: fmt.Sprint("A", i)}
		reports := []Report{firstQuarter()}
		if i == 2 {
			reports[0].Realizations = reports[0].Realizations[:3]
		}
		if standing.Revision == 0 {
			reports = nil
		}
		cards = append(cards, summaryOf(plan, 1, standing, reports...).Card)
	}
	var first Overview
	for seed := range uint64(5) {
		rand.New(rand.NewPCG(seed, 2)).Shuffle(len(cards), func(i, j int) { cards[i], cards[j] = cards[j], cards[i] })
		o := Oversee(Period{2020, 1}, cards)
		if seed > 0 {
			if diff := cmp.Diff(first, o); diff != "" {
				t.Fatalf("the order of the cards matters: %s", diff)
			}
			continue
		}
		first = o
		open, needs := []string{}, []string{}
		for _, c := range o.Open {
			open = append(open, c.Agency.Code)
		}
		for _, n := range o.Needs {
			needs = append(needs, n.Agency+" "+showNeed(n))
		}
		got := fmt.Sprint(open, o.Reported, o.Completed, o.Late, o.Complete(), " ", showNull(o.Quarter.Plan), " ", showNull(o.Quarter.Actual), " ", showNull(o.Quarter.Deviation), " ", showNull(o.YTD.Deviation), " ", showNull(o.YTD.Serapan), " ", showNull(o.Pagu), " ", showNull(o.Quarter.Capaian.Value))
		want := fmt.Sprint([]string{"A3", "A1", "A2"}, 2, 1, 3, false, " 6400 2500 -3900 -3900 12.5 20000 91.6667")
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
		if want := []string{"A2 k6 500 - L", "A0 k4 200 20 -", "A2 k4 200 20 -"}; !slices.Equal(needs, want) {
			t.Errorf("needs %q, want %q", needs, want)
		}
	}
}

// TestOverviewNamesWhoLacks: who has not reported, the latest first, and how late at the
// close-out; who was given back; then whose report lacks something; only so many.
func TestOverviewNamesWhoLacks(t *testing.T) {
	of := func(code string, s Standing, missing int, silent ...Period) Card {
		return Card{Agency: Agency{Code: code}, Standing: s, Missing: missing, Silent: silent}
	}
	var many []Card
	for i := range 22 {
		many = append(many, of(fmt.Sprintf("Z%02d", i), Standing{}, 0))
	}
	const twenty = "Z00; Z01; Z02; Z03; Z04; Z05; Z06; Z07; Z08; Z09; Z10; Z11; Z12; Z13; Z14; Z15; Z16; Z17; Z18; Z19"
	for _, c := range []struct {
		cards            []Card
		missing, partial string
	}{
		{[]Card{of("A", Standing{Revision: 1}, 0)}, "", ""},
		{[]Card{of("A", Standing{}, 0), of("B", Standing{Status: Ditolak}, 0)}, "Belum ada laporan: A; B (dikembalikan).", ""},
		{[]Card{of("A", Standing{LateDays: 1}, 0), of("B", Standing{Status: Ditolak, LateDays: 3}, 0)},
			"Belum ada laporan, hari terlambat pada tutup buku: B (dikembalikan, 3 hari); A (1 hari).", ""},
		{[]Card{of("A", Standing{Revision: 1}, 4), of("B", Standing{Revision: 1}, 0, Period{2020, 1})}, "", "Belum lengkap: A (4 baris); B (triwulan sebelumnya)."},
		{many, "Belum ada laporan: " + twenty + "; dan 2 lagi pada lembar Perangkat Daerah.", ""},
	} {
		missing, partial := Oversee(Period{2020, 2}, c.cards).Gaps()
		if missing != c.missing || partial != c.partial {
			t.Errorf("%q, %q, want %q, %q", missing, partial, c.missing, c.partial)
		}
	}
}

// TestOverviewCountsQuestions: complete with questions is not complete without.
func TestOverviewCountsQuestions(t *testing.T) {
	done := Card{Standing: Standing{Revision: 1}}
	asked := done
	asked.Doubts = 3
	for _, c := range []struct {
		cards    []Card
		headline string
	}{
		{[]Card{done, done}, "LENGKAP – 2 PERANGKAT DAERAH"},
		{[]Card{done, asked, asked}, "LENGKAP – 3 PERANGKAT DAERAH, 2 DENGAN CATATAN"},
		{[]Card{{}, asked}, "BELUM LENGKAP – 1 DARI 2 PERANGKAT DAERAH"},
	} {
		o := Oversee(Period{2020, 1}, c.cards)
		if o.Headline() != c.headline || strings.Contains(o.Sentence(), fmt.Sprintf("; %d dengan catatan", o.Asked)) != (o.Asked > 0) {
			t.Errorf("%s; %s", o.Headline(), o.Sentence())
		}
	}
}

// TestWhyCountsQuestions in the word of the headline.
func TestWhyCountsQuestions(t *testing.T) {
	plan := planOf(plannedLine("k1", "", "Unit", "10 10 10 10 40", "100 100 100 100 400"))
	r := Reconcile(plan, Period{2020, 1}, []Report{reportOf(1, reported(1, "k1", "10", "100"))}, DefaultRules())
	r.Findings = []Finding{{Code: SpentWithoutOutput, Line: "k1"}, {Code: CapaianExtreme, Line: "k1"}}
	s := Summarize(r, nil, Standing{Revision: 1}, Head{})
	if len(s.Needs) != 1 || !strings.Contains(s.Needs[0].Why, "2 catatan pada laporan") || s.Headline() != "LENGKAP – 2 CATATAN PERLU DIJAWAB" {
		t.Errorf("%+v: %s", s.Needs, s.Headline())
	}
}
