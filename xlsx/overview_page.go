package xlsx

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"rekon/reconcile"
)

// brief fills the printed page.
func (b *overviewBook) brief() *brief {
	o := b.o
	return &brief{
		draft: b.draft, title: "RINGKASAN KINERJA DAN ANGGARAN", who: fmt.Sprintf("%d perangkat daerah", len(o.Cards)),
		when:     position(o.Period, time.Time{}),
		headline: o.Headline(), ground: b.ground(), complete: o.Complete(), notices: b.notices(),
		needs: o.Needs[:min(reconcile.NeedsShown, len(o.Needs))], name: func(n reconcile.Need) string { return n.Agency + ": " + n.Name }, lead: b.lead,
		noNeeds: "Tidak ada baris pada laporan yang sudah diterima yang menyimpang, belum dilaporkan atau diragukan.",
		titles:  standingTitles(o.Period), figures: b.figures(), charts: b.chartData().charts(true), wide: len(o.Cards) > maxBars,
		office: "", provenance: b.provenance(), footer: b.footer(),
		needsNote: "Lima baris terbesar dari setiap perangkat daerah yang sudah melapor diurutkan bersama: lembar Perhatian, beserta aturannya.",
	}
}

// ground: nothing is shown as good that is not so of every agency.
func (b *overviewBook) ground() ground {
	if !b.o.Complete() {
		return groundUnreported
	}
	for _, c := range b.o.Cards {
		if headlineGround(c) != groundGood {
			return groundAttention
		}
	}
	return groundGood
}

func (b *overviewBook) notices() []notice {
	o := b.o
	centre := look{align: alignCenter, middle: true, ground: b.ground()}
	out := []notice{{text: o.Sentence() + " Batas waktu " + b.due() + ".", look: centre}}
	missing, partial := o.Gaps()
	out = append(out, notice{text: missing, look: look{face: faceBold, align: alignCenter, middle: true, ground: groundBad}}, notice{text: partial, look: centre},
		notice{text: o.Corrections(), look: look{face: faceBold, align: alignCenter, middle: true, ground: groundAttention}})
	if !o.Complete() {
		out = append(out, notice{text: "Jumlah di bawah ini BUKAN angka akhir.", look: centre.in(faceLoud)})
	}
	if o.PlanDoubts > 0 {
		out = append(out, notice{text: fmt.Sprintf("Angka %d perangkat daerah bertumpu pada rencana yang masih diragukan; rinciannya pada ringkasan masing-masing.", o.PlanDoubts),
			look: look{align: alignCenter, middle: true, ground: groundAttention}})
	}
	return out
}

// due is the last day on which a report is in time.
func (b *overviewBook) due() string {
	for _, c := range b.o.Cards {
		if !c.Standing.Due.IsZero() {
			return reconcile.LongDate(c.Standing.Due.Add(-time.Nanosecond))
		}
	}
	return "–"
}

func (b *overviewBook) figures() standingFigures {
	o := b.o
	f := standingFigures{
		now: o.Quarter, nowYTD: o.YTD, pagu: o.Pagu, sisa: o.Sisa, complete: o.Complete(), reported: o.Reported > 0, lacks: !o.Complete(),
		firstQuarter: o.Period.Quarter == 1, meanOf: fmt.Sprintf("%d perangkat daerah; s.d.: %d", o.Quarter.Capaian.Count, o.YTD.Capaian.Count),
		planDoubtful: o.PlanDoubts > 0, predikat: "lihat setiap perangkat daerah",
		see: func(what string, figure decimal.NullDecimal) result {
			return seenOn(agenciesRange, agencyTotals[what], b.totalRow(), figure)
		},
	}
	if before := o.Before; before != nil {
		f.hasBefore, f.before, f.beforeYTD = before.Reported > 0, before.Quarter, before.YTD
		f.beforePlanDoubtful = before.PlanDoubts > 0
		f.before.Incomplete = f.before.Incomplete || !before.Complete()
		f.beforeYTD.Incomplete = f.beforeYTD.Incomplete || !before.Complete()
	}
	if !o.Complete() {
		f.predikat = ""
	}
	return f
}

func (b *overviewBook) provenance() string {
	return "Sumber: ringkasan setiap perangkat daerah, di foldernya masing-masing. Jumlah rupiah adalah jumlah seluruh perangkat daerah yang rencananya berlaku pada triwulan ini; rata-rata capaian adalah rata-rata sederhana perangkat daerah yang mempunyai capaian. Rupiah pada halaman ini tanpa sen."
}

// maxAgencyBars bounds the chart: those with the largest pagu are in it.
const maxAgencyBars = 40

func (b *overviewBook) chartData() chartData {
	o := b.o
	shown := make([]int, len(o.Cards))
	for i := range shown {
		shown[i] = i
	}
	c := chartData{what: "perangkat daerah", capaian: "Rata-rata capaian kegiatan s.d. triwulan (%)", curve: o.Curve, pagu: o.Pagu,
		paguCell: fmt.Sprintf("%s!$%s$%d", agenciesRange, agencyTotals["pagu"], b.totalRow()), complete: o.Complete()}
	if len(shown) > maxAgencyBars {
		slices.SortStableFunc(shown, func(i, j int) int { return o.Cards[j].Pagu.Decimal.Cmp(o.Cards[i].Pagu.Decimal) })
		shown = shown[:maxAgencyBars]
		slices.Sort(shown)
		c.note = fmt.Sprintf("Grafik pertama memuat %d perangkat daerah dengan pagu terbesar.", maxAgencyBars)
	}
	for _, i := range shown {
		card, row := &o.Cards[i], agenciesHeader+1+i
		c.bars = append(c.bars, bar{cmp.Or(card.Agency.Name, card.Agency.Code), card.Agency.Code, seenOn(agenciesRange, agencyTotals["capaian ytd"], row, card.YTD.Capaian.Value),
			seenOn(agenciesRange, agencyOfPlan, row, card.YTD.OfPlan)})
	}
	return c
}
