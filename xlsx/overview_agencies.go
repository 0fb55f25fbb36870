package xlsx

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"
	"github.com/xuri/excelize/v2"

	"rekon/reconcile"
)

// agenciesHeader is the heading row of Perangkat Daerah.
const agenciesHeader = 5

// agencyTotals says in which column of Perangkat Daerah a figure stands.
var agencyTotals = map[string]string{"plan": "H", "actual": "I", "plan ytd": "K", "actual ytd": "L", "pagu": "O", "capaian": "F", "capaian ytd": "G"}

const agencyOfPlan = "N"

func (b *overviewBook) totalRow() int { return agenciesHeader + len(b.o.Cards) + 1 }

// agencyColumn is a column of Perangkat Daerah.
type agencyColumn struct {
	title string
	width float64
	sheet int
	cell  func(row int, c *reconcile.Card) content
	total func() content
}

func (b *overviewBook) agencyColumns() []agencyColumn {
	o := b.o
	at := func(what string, row int) string { return agencyTotals[what] + strconv.Itoa(row) }
	name := func(what string) string { return "totals." + strings.ReplaceAll(what, " ", "_") }
	money := func(title, what string, of func(*reconcile.Card) decimal.NullDecimal, figure decimal.NullDecimal) agencyColumn {
		return agencyColumn{title, 18, 1, func(_ int, c *reconcile.Card) content { return rupiah(result{value: of(c)}).named(name(what)) },
			func() content { return rupiah(b.sumDown(agencyTotals[what], of, figure)).named(name(what)) }}
	}
	less := func(title, figure, from, less string, of func(*reconcile.Card) [3]decimal.NullDecimal, total [3]decimal.NullDecimal) agencyColumn {
		cell := func(row int, n [3]decimal.NullDecimal) content {
			return rupiah(lessOn(at(from, row), at(less, row), n[0], n[1], n[2])).named(figure)
		}
		return agencyColumn{title, 18, 1, func(row int, c *reconcile.Card) content { return cell(row, of(c)) },
			func() content { return cell(b.totalRow(), total) }}
	}
	share := func(title, figure, part, whole string, of func(*reconcile.Card) [3]decimal.NullDecimal, total [3]decimal.NullDecimal) agencyColumn {
		cell := func(row int, n [3]decimal.NullDecimal) content {
			return percentage(ratio(percentOf(at(part, row), at(whole, row)), n[2], n[0], n[1])).named(figure)
		}
		return agencyColumn{title, 12, 1, func(row int, c *reconcile.Card) content { return cell(row, of(c)) },
			func() content { return cell(b.totalRow(), total) }}
	}
	q, t, y := "TW "+o.Period.Roman(), o.Quarter, o.YTD
	type triple = [3]decimal.NullDecimal
	cs := []agencyColumn{
		{"Kode", 14, 0, func(_ int, c *reconcile.Card) content { return linked(c.Agency.Code, o.Summaries[c.Agency.Code]) }, nil},
		{"Perangkat Daerah", 44, 0, func(_ int, c *reconcile.Card) content { return words(c.Agency.Name) }, func() content { return words(sumsAndMeans) }},
		{"Kelengkapan", 34, 0, func(_ int, c *reconcile.Card) content {
			return content{text: c.Headline(), align: alignCenter, ground: headlineGround(*c)}
		}, nil},
		{"Diterima", 24, 0, func(_ int, c *reconcile.Card) content { return centered(reconcile.LongTime(c.Standing.ReceivedAt)) }, nil},
		{"Terlambat (hari; tanpa laporan: pada tutup buku)", 12, 0, func(_ int, c *reconcile.Card) content { return lateDays(c.Standing) }, nil},
		{"Rata-rata capaian " + q + " (%)", 12, 0, func(_ int, c *reconcile.Card) content {
			return percentage(result{value: c.Quarter.Capaian.Value}).named("totals.capaian")
		},
			func() content { return percentage(result{value: t.Capaian.Value}).named("totals.capaian") }},
		{"Rata-rata capaian s.d. " + q + " (%)", 12, 0, func(_ int, c *reconcile.Card) content {
			return percentage(result{value: c.YTD.Capaian.Value}).named("totals.capaian_ytd")
		},
			func() content { return percentage(result{value: y.Capaian.Value}).named("totals.capaian_ytd") }},
		money("Anggaran "+q+" (Rp)", "plan", func(c *reconcile.Card) decimal.NullDecimal { return c.Quarter.Plan }, t.Plan),
		money("Realisasi "+q+" (Rp)", "actual", func(c *reconcile.Card) decimal.NullDecimal { return c.Quarter.Actual }, t.Actual),
		share("Serapan "+q+" (%)", "totals.serapan", "actual", "plan", func(c *reconcile.Card) triple { return triple{c.Quarter.Actual, c.Quarter.Plan, c.Quarter.Serapan} }, triple{t.Actual, t.Plan, t.Serapan}),
		money("Anggaran s.d. "+q+" (Rp)", "plan ytd", func(c *reconcile.Card) decimal.NullDecimal { return c.YTD.Plan }, y.Plan),
		money("Realisasi s.d. "+q+" (Rp)", "actual ytd", func(c *reconcile.Card) decimal.NullDecimal { return c.YTD.Actual }, y.Actual),
		less("Deviasi s.d. "+q+" (Rp)", "totals.deviation_ytd", "actual ytd", "plan ytd", func(c *reconcile.Card) triple { return triple{c.YTD.Actual, c.YTD.Plan, c.YTD.Deviation} }, triple{y.Actual, y.Plan, y.Deviation}),
		share("Terhadap rencana s.d. "+q+" (%)", "", "actual ytd", "plan ytd", func(c *reconcile.Card) triple { return triple{c.YTD.Actual, c.YTD.Plan, c.YTD.OfPlan} }, triple{y.Actual, y.Plan, y.OfPlan}),
		money("Pagu setahun (Rp)", "pagu", func(c *reconcile.Card) decimal.NullDecimal { return c.Pagu }, o.Pagu),
		share("Serapan pagu (%)", "totals.serapan_ytd", "actual ytd", "pagu", func(c *reconcile.Card) triple { return triple{c.YTD.Actual, c.Pagu, c.YTD.Serapan} }, triple{y.Actual, o.Pagu, y.Serapan}),
		less("Sisa pagu (Rp)", "totals.sisa", "pagu", "actual ytd", func(c *reconcile.Card) triple { return triple{c.Pagu, c.YTD.Actual, c.Sisa} }, triple{o.Pagu, y.Actual, o.Sisa}),
		{"Predikat", 22, 1, func(_ int, c *reconcile.Card) content {
			f := standingFigures{predikat: c.Predikat, complete: c.Complete(), planDoubtful: c.PlanDoubts > 0}
			return content{text: f.judged(), align: alignCenter, ground: f.judgedGround()}
		}, nil},
		{"Catatan", 26, 1, func(_ int, c *reconcile.Card) content { return cardNotes(c) }, nil},
	}
	const ofYear = 5 // the last ones: pagu, what is made of it, and notes
	for i := range cs[len(cs)-ofYear:] {
		cs[len(cs)-ofYear+i].sheet = 2
	}
	if o.Corrections() == "" {
		return cs
	}
	return append(cs, agencyColumn{"Dikoreksi setelah tutup buku", 20, 2, func(_ int, c *reconcile.Card) content {
		if c.Corrections == 0 {
			return content{}
		}
		return content{text: c.CorrectedWords(), align: alignCenter, ground: groundAttention}
	}, nil})
}

func lateDays(s reconcile.Standing) content {
	if s.LateDays == 0 {
		return content{}
	}
	return content{text: strconv.Itoa(s.LateDays), align: alignCenter, ground: groundAttention}
}

// cardNotes counts what is asked of an agency.
func cardNotes(c *reconcile.Card) content {
	s := fmt.Sprintf("%d baris perlu perhatian", c.NeedsInAll)
	if c.Doubts > 0 {
		s += fmt.Sprintf("; %d catatan", c.Doubts)
	}
	if c.PlanDoubts > 0 {
		s += "; rencana diragukan"
	}
	return words(s)
}

// sumDown adds a column over all agencies.
func (b *overviewBook) sumDown(col string, of func(*reconcile.Card) decimal.NullDecimal, figure decimal.NullDecimal) result {
	var parts []decimal.NullDecimal
	for i := range b.o.Cards {
		parts = append(parts, of(&b.o.Cards[i]))
	}
	if len(parts) == 0 {
		return result{value: figure}
	}
	return provided(blankSum(fmt.Sprintf("%s%d:%s%d", col, agenciesHeader+1, col, agenciesHeader+len(parts))), sum(parts...), figure, append(parts, figure)...)
}

// writeAgencies writes Perangkat Daerah.
func (b *overviewBook) writeAgencies() {
	columns := b.agencyColumns()
	widths, sheets := make([]float64, len(columns)-2), make([]int, len(columns)-2)
	for i, c := range columns[2:] {
		widths[i], sheets[i] = c.width, c.sheet
	}
	evenOut(widths, sheets)
	setup := printing{widths: append([]float64{columns[0].width, columns[1].width}, widths...), pagesWide: 3, titleRows: [2]int{agenciesHeader, agenciesHeader},
		titleCols: "$A:$B", freeze: fmt.Sprintf("C%d", agenciesHeader+1), footer: b.footer(), tab: "1F3A5F",
		filter: fmt.Sprintf("A%d:%s%d", agenciesHeader, columnLetters(len(columns)), agenciesHeader+max(1, len(b.o.Cards)))}
	titles := make([]string, len(columns))
	for i, c := range columns {
		titles[i] = c.title
	}
	p := b.open(sheetAgencies, setup)
	for i, c := range b.o.Cards {
		if i < maxLinks {
			b.beside(sheetAgencies, fmt.Sprintf("A%d", agenciesHeader+1+i), b.o.Summaries[c.Agency.Code], "")
		}
	}
	p.begin(setup)
	p.title(b.titling("PERANGKAT DAERAH"), 2)
	p.heads(titles...)
	for i := range b.o.Cards {
		lines := 1
		for j, c := range columns {
			lines = max(lines, writeFinding(p, j+1, c.cell(p.row+1, &b.o.Cards[i]).ofAgency(b.o.Cards[i].Agency.Code)))
		}
		p.next(excelize.RowOpts{Height: heightFor(lines)})
	}
	for j, c := range columns {
		l := look{face: faceBold, ground: groundHead, middle: true}
		var t content
		if c.total != nil {
			t = c.total()
		}
		if l.align = t.align; t.text == "" {
			l.format = t.number
		}
		p.show(j+1, t, l)
	}
	p.next(excelize.RowOpts{Height: 18})
	p.end()
}
