package xlsx

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"rekon/reconcile"
)

// Sheets of the summary workbooks beside Ringkasan and Sumber.
const (
	sheetNeeds    = "Perhatian"
	sheetRows     = "Kinerja"
	sheetDoubtful = "Diragukan"
)

// WriteSummary writes the summary workbook of an agency's quarter: Ringkasan (one
// printed page for the head), Perhatian (every line that needs her, ranked), Kinerja
// (indicators and programs), Grafik (what the charts show), Diragukan and Sumber; of a
// quarter that was corrected after its close-out also Koreksi (semula and menjadi of what
// she was shown). The same summary gives the same bytes.
func WriteSummary(w io.Writer, s reconcile.Summary) error {
	d, err := draftSummary(s)
	if err != nil {
		return err
	}
	return d.finish(w)
}

func draftSummary(s reconcile.Summary) (*draft, error) {
	if err := checkPeriod(s.Period); err != nil {
		return nil, err
	}
	sheets := []string{sheetSummary, sheetNeeds, sheetRows, sheetCharts, sheetDoubtful, sheetSources}
	if s.Corrections > 0 {
		sheets = slices.Insert(sheets, 1, sheetCorrections)
	}
	b := newSummaryBook(newDraft(sheets...), &s)
	b.describe("Ringkasan "+b.who+" "+b.when, s.Headline(), s.Result.ComputedAt, b.properties()...)
	b.brief().write()
	if s.Corrections > 0 {
		b.writeCorrections(b.corrections())
	}
	b.writeNeeds(needsTable{needs: s.Ranked, titling: b.titling(""), footer: b.footer(), lead: b.lead})
	b.writeRows()
	b.writeCharts(b.chartData(), b.titling(""), b.footer())
	b.writeDoubtful()
	b.writeSources()
	return b.draft, nil
}

// summaryBook is a summary workbook being written: where every row stands is settled
// before the first cell is.
type summaryBook struct {
	*draft
	s         *reconcile.Summary
	who, when string
	children  map[int][]int     // rows of Kinerja under a row
	places    map[string]string // of the lines in the variance workbook beside this one
}

func newSummaryBook(d *draft, s *reconcile.Summary) *summaryBook {
	b := &summaryBook{draft: d, s: s, who: s.Agency.Name, when: periodWords(s.Period), children: map[int][]int{}, places: variancePlaces(&s.Result)}
	if b.who == "" {
		b.who = s.Agency.Code
	}
	top := -1
	for i, r := range s.Rows {
		if r.Depth == 0 {
			top = i
		} else if top >= 0 {
			b.children[top] = append(b.children[top], i)
		}
	}
	return b
}

// lead is where a line stands in the variance workbook beside this one.
func (b *summaryBook) lead(n reconcile.Need) (file, place string) {
	return b.s.Behind, b.places[n.Code]
}

func periodWords(p reconcile.Period) string {
	return fmt.Sprintf("Triwulan %s Tahun %d", p.Roman(), p.Year)
}

func (b *summaryBook) footer() string { return b.who + " – " + b.when }

func (b *summaryBook) titling(what string) titling {
	return titling{what: what, when: b.when, who: b.who, standing: b.s.Headline(), loud: !b.s.Complete()}
}

func (b *summaryBook) properties() []property {
	return []property{
		{"rekon_kind", "ringkasan"},
		{"rekon_form", int32(SummaryForm)},
		{"rekon_program", b.s.Result.Program},
		{"rekon_agency", b.s.Agency.Code},
		{"rekon_year", int32(b.s.Period.Year)},
		{"rekon_quarter", int32(b.s.Period.Quarter)},
		{"rekon_plan_revision", int32(b.s.PlanRevision)},
		{"rekon_report_revision", int32(b.s.Standing.Revision)},
	}
}

// brief fills the printed page.
func (b *summaryBook) brief() *brief {
	s := b.s
	out := &brief{
		draft: b.draft, title: "RINGKASAN KINERJA DAN ANGGARAN", who: b.who,
		when:     position(s.Period, s.Result.Report.ReceivedAt),
		headline: s.Headline(), ground: headlineGround(s.Card), complete: s.Complete(), notices: b.notices(),
		needs: s.Needs, name: func(n reconcile.Need) string { return short(n.Name, 110) + " (" + n.Code + ")" }, lead: b.lead,
		noNeeds: "Tidak ada baris yang menyimpang dari rencana melewati toleransi, belum dilaporkan atau diragukan.",
		titles:  b.titles(), figures: b.figures(), charts: b.chartData().charts(false),
		office: "Kepala " + b.who, head: s.Head, provenance: b.provenance(), footer: b.footer(),
	}
	if more := s.NeedsInAll - len(s.Needs); more > 0 {
		out.needsNote = fmt.Sprintf("Masih ada %d baris lain menurut urutan yang sama: lembar Perhatian, beserta aturan urutannya.", more)
	} else {
		out.needsNote = "Aturan urutan: lembar Perhatian."
	}
	if s.Behind != "" {
		out.needsNote += " Klik nomornya untuk membuka baris itu pada " + s.Behind + "."
	}
	return out
}

// headlineGround: nothing is shown as good that is not complete.
func headlineGround(c reconcile.Card) ground {
	switch {
	case c.Standing.Revision == 0:
		return groundBad
	case !c.Complete():
		return groundUnreported
	case c.Doubts > 0 || c.Standing.LateDays > 0:
		return groundAttention
	}
	return groundGood
}

// notices say when the report came, what lacks, and what the figures rest on.
func (b *summaryBook) notices() []notice {
	s := b.s
	quiet := look{align: alignCenter, middle: true, ground: headlineGround(s.Card)}
	out := []notice{{text: strings.TrimSpace(s.Standing.Sentence() + " " + s.Afterwards()), look: quiet}}
	if s.Corrections > 0 {
		l := look{face: faceBold, align: alignCenter, middle: true, ground: groundAttention}
		out = append(out, notice{text: s.Result.Correction(), look: l},
			notice{correctionLinkWords, l.in(faceLinked), fmt.Sprintf("'%s'!A%d", sheetCorrections, correctionsHeader)})
	}
	if gaps := s.Gaps(); gaps != "" {
		out = append(out, notice{text: gaps, look: look{face: faceBold, align: alignCenter, middle: true, ground: groundUnreported}})
	}
	if !s.Complete() {
		out = append(out, notice{text: "Angka di bawah ini BUKAN angka akhir.", look: look{face: faceLoud, align: alignCenter, middle: true, ground: groundUnreported}})
	}
	if words := s.Result.Plan.ChangeWords(s.Pagu); words != "" {
		out = append(out, notice{text: words + " Serapan triwulan sebelumnya adalah dari pagu waktu itu; grafik memakai pagu sekarang.", look: look{align: alignCenter, middle: true}})
	}
	if words := s.Reservation(); words != "" {
		out = append(out, notice{text: words, look: look{align: alignCenter, middle: true, ground: groundAttention}})
	}
	return out
}

// corrections tells what was corrected of what the head was shown.
func (b *summaryBook) corrections() *corrections {
	c := &corrections{titling: b.titling(""), r: &b.s.Result, footer: b.footer(), shown: reconcile.ForHead, place: func(string) string { return "" }}
	c.lay()
	return c
}

func (b *summaryBook) titles() [5]string { return standingTitles(b.s.Period) }

// standingTitles head the figures of the page. Before the first quarter there is none.
func standingTitles(p reconcile.Period) [5]string {
	now, before := "Triwulan "+p.Roman(), "Triwulan sebelumnya"
	if p.Quarter > 1 {
		before = "Triwulan " + reconcile.Period{Quarter: p.Quarter - 1}.Roman()
	}
	toBefore := "s.d. " + before
	if p.Quarter == 1 {
		toBefore = before + ", s.d."
	}
	return [5]string{before, now, "Perubahan", toBefore, "s.d. " + now}
}

func (b *summaryBook) figures() standingFigures {
	s := b.s
	f := standingFigures{
		now: s.Quarter, nowYTD: s.YTD, pagu: s.Pagu, sisa: s.Sisa, complete: s.Complete(), reported: s.Standing.Revision > 0, lacks: s.Missing > 0,
		predikat: s.Predikat, meanOf: fmt.Sprintf("%d kegiatan; s.d.: %d", s.Quarter.Capaian.Count, s.YTD.Capaian.Count),
		see: func(what string, figure decimal.NullDecimal) result {
			return seenOn(sheetRows, rowsTotals[what], b.totalRow(), figure)
		},
	}
	f.firstQuarter, f.planDoubtful = s.Period.Quarter == 1, s.PlanDoubts > 0
	if s.Before != nil {
		f.hasBefore, f.before, f.beforeYTD = true, s.Before.Quarter, s.Before.YTD
		f.beforePlanDoubtful = s.Before.PlanDoubts > 0
	}
	return f
}

// provenance says what the page rests on.
func (b *summaryBook) provenance() string {
	r := &b.s.Result
	s := fmt.Sprintf("Sumber: rencana revisi %d (%s)", r.Plan.Revision, orNone(r.Plan.File))
	if r.Report.Revision > 0 {
		s += fmt.Sprintf("; laporan revisi %d (%s)", r.Report.Revision, r.Report.File)
	}
	return s + ". " + capWords(r.Rules) + " Rupiah pada halaman ini tanpa sen; angka penuh, urutan, yang diragukan, sumber dan aturan: lembar berikutnya."
}
