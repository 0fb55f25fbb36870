package xlsx

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/xuri/excelize/v2"

	"rekon/reconcile"
)

// chartData gathers what the charts show: the indicators, those with the largest pagu
// where there are too many, and the curve of the year.
func (b *summaryBook) chartData() chartData {
	s := b.s
	tops := b.tops()
	if len(tops) > maxBars {
		slices.SortStableFunc(tops, func(i, j int) int { return s.Rows[j].Pagu.Decimal.Cmp(s.Rows[i].Pagu.Decimal) })
		tops = tops[:maxBars]
		slices.Sort(tops)
	}
	c := chartData{
		what: b.barsAre(tops), capaian: "Rata-rata capaian kegiatan s.d. triwulan (%)", curve: s.Curve, pagu: s.Pagu,
		paguCell: fmt.Sprintf("%s!$%s$%d", sheetRows, rowsPagu, b.totalRow()), complete: s.Complete(),
		note: curveWords(s) + "Grafik pertama membandingkan capaian dengan serapan terhadap rencana sampai triwulan yang sama; program di luar indikator berdiri sendiri.",
	}
	for _, i := range tops {
		r, row := &s.Rows[i], rowsHeader+1+i
		b := bar{r.Line.Name(), short(r.Line.Name(), 30), seenOn(sheetRows, rowsCapaian, row, r.Capaian.Value), seenOn(sheetRows, rowsOfPlan, row, r.OfPlan)}
		b.capaian.shows.Line, b.serapan.shows.Line = r.Line.Code, r.Line.Code
		c.bars = append(c.bars, b)
	}
	return c
}

// barsAre says in a word what the bars of the chart stand for: indicators, also where a
// program under none stands beside them.
func (b *summaryBook) barsAre(tops []int) string {
	are := func(level reconcile.Level) bool {
		return slices.ContainsFunc(tops, func(i int) bool { return b.s.Rows[i].Line.Level == level })
	}
	switch {
	case are(reconcile.LevelSasaran):
		return "indikator"
	case are(reconcile.LevelProgram):
		return "program"
	}
	return "kegiatan"
}

// doubt is a row of Diragukan.
type doubt struct {
	reconcile.Finding
	origin string
}

// writeDoubtful writes Diragukan: the warnings on the report, then those on the plan.
func (b *summaryBook) writeDoubtful() {
	var doubts []doubt
	for _, f := range b.s.Result.Findings {
		if f.Severity() == reconcile.Warning {
			doubts = append(doubts, doubt{f, originReport})
		}
	}
	for _, f := range b.s.Result.PlanWarnings() {
		doubts = append(doubts, doubt{f, originPlan})
	}
	names := map[string]string{}
	for _, v := range b.s.Result.Variances {
		names[v.Line.Code] = v.Line.Name()
	}
	setup := printing{widths: []float64{5, 10, 22, 8, 15, 36, 84}, pagesWide: 1, titleRows: [2]int{rowsHeader, rowsHeader},
		freeze: fmt.Sprintf("A%d", rowsHeader+1), footer: b.footer(), tab: "B45309", filter: fmt.Sprintf("A%d:G%d", rowsHeader, rowsHeader+max(1, len(doubts)))}
	p := b.open(sheetDoubtful, setup)
	p.begin(setup)
	p.title(b.titling("ANGKA YANG DIRAGUKAN"), 0)
	p.heads("No", "Pada", "Lembar", "Sel", "Kode", "Baris", "Mengapa, dan cara memperbaikinya")
	for i, d := range doubts {
		lines := 1
		for j, c := range []content{centered(strconv.Itoa(i + 1)), centered(d.origin), words(d.Source.Sheet), centered(d.Source.Cell),
			{text: d.Line, face: faceSmall}, words(names[d.Line]), words(d.Message)} {
			lines = max(lines, writeFinding(p, j+1, c.of(d.Line)))
		}
		p.next(excelize.RowOpts{Height: heightFor(lines)})
	}
	if len(doubts) == 0 {
		p.text(1, "Tidak ada angka yang diragukan, baik pada laporan maupun pada rencana.", look{bare: true, ragged: true})
		p.next()
	}
	p.end()
}

// writeSources writes Sumber: the files with their hashes, and the rules.
func (b *summaryBook) writeSources() {
	r := b.s.Result
	facts := factsOf(&r)
	if b.s.Behind != "" {
		facts = append([]fact{{"Buku kerja variansi", b.s.Behind + " (di folder yang sama; klik nomor baris pada Ringkasan, atau kodenya pada Perhatian dan Kinerja)"}}, facts...)
	}
	facts = append(facts, explainFact(&r))
	b.writeFacts(append(facts, rankingFacts()...), b.titling("SUMBER DAN ATURAN"), b.footer())
}

func rankingFacts() (out []fact) {
	for i, s := range reconcile.RankingRule {
		f := fact{"", s}
		if i == 0 {
			f.name = "Urutan perhatian"
		}
		out = append(out, f)
	}
	return out
}

// writeFacts writes named statements as a sheet of their own.
func (d *draft) writeFacts(facts []fact, t titling, footer string) {
	setup := printing{widths: []float64{26, 120}, pagesWide: 1, footer: footer, tab: "52606D"}
	p := d.open(sheetSources, setup)
	p.begin(setup)
	p.title(t, 0)
	p.next(excelize.RowOpts{Height: 6})
	for _, f := range facts {
		p.text(1, f.name, look{face: faceBold, bare: true})
		p.text(2, f.value, look{bare: true})
		p.next(excelize.RowOpts{Height: heightFor(linesIn(f.value, setup.widths[1], look{}))})
	}
	p.end()
}

// curveWords say why the planned curve of a plan that changed does not end at the pagu.
func curveWords(s *reconcile.Summary) string {
	end := s.Curve[reconcile.Year-1].Plan
	if !s.Result.Plan.Changed() || !end.Valid || !s.Pagu.Valid || end.Decimal.Equal(s.Pagu.Decimal) {
		return ""
	}
	return "Kurva rencana menjumlahkan anggaran setiap triwulan menurut rencana yang berlaku waktu itu, juga pada baris yang kemudian dihapus atau dikurangi; karena itu ujungnya bukan 100% dari pagu sekarang. "
}
