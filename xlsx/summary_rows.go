package xlsx

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"
	"github.com/xuri/excelize/v2"

	"rekon/reconcile"
)

// rowsHeader is the heading row of Kinerja.
const rowsHeader = 5

// Columns of Kinerja that formulas name.
const (
	rowsCapaian = "I"
	rowsQuarter = "J" // capaian of the quarter
	rowsPlan    = "M"
	rowsActual  = "N"
	rowsPlanTo  = "O"
	rowsSpentTo = "P"
	rowsOfPlan  = "R"
	rowsPagu    = "S"
)

// rowsTotals says in which column the last row of Kinerja holds a total.
var rowsTotals = map[string]string{"plan": rowsPlan, "actual": rowsActual, "plan ytd": rowsPlanTo, "actual ytd": rowsSpentTo, "pagu": rowsPagu,
	"capaian": rowsQuarter, "capaian ytd": rowsCapaian}

func (b *summaryBook) totalRow() int { return rowsHeader + len(b.s.Rows) + 1 }

// sumsAndMeans heads the last row of a table that adds up its rupiah and averages its
// capaian.
const sumsAndMeans = "JUMLAH / RATA-RATA"

// rowColumn is a column of Kinerja.
type rowColumn struct {
	title string
	width float64
	sheet int
	cell  func(i int, r *reconcile.SummaryRow) content
	total func() content
}

func (b *summaryBook) rowColumns() []rowColumn {
	t := b.s.Result.Totals
	at := func(col string, i int) string { return col + strconv.Itoa(rowsHeader+1+i) }
	sumOf := func(col, name string, of func(*reconcile.SummaryRow) decimal.NullDecimal) func(int, *reconcile.SummaryRow) content {
		return func(i int, r *reconcile.SummaryRow) content {
			return rupiah(b.sumOf(b.children[i], col, of, of(r))).named(name)
		}
	}
	totalOf := func(col, name string, of func(*reconcile.SummaryRow) decimal.NullDecimal, figure decimal.NullDecimal) func() content {
		return func() content { return rupiah(b.sumOf(b.tops(), col, of, figure)).named(total(name)) }
	}
	plan := func(r *reconcile.SummaryRow) decimal.NullDecimal { return r.Money.Plan.Value }
	actual := func(r *reconcile.SummaryRow) decimal.NullDecimal { return r.Money.Actual.Value }
	planTo := func(r *reconcile.SummaryRow) decimal.NullDecimal { return r.MoneyYTD.Plan.Value }
	spentTo := func(r *reconcile.SummaryRow) decimal.NullDecimal { return r.MoneyYTD.Actual.Value }
	pagu := func(r *reconcile.SummaryRow) decimal.NullDecimal { return r.Pagu }
	q := b.s.Period.Roman()
	last := len(b.s.Rows)
	cs := []rowColumn{
		{"Kode", 13, 0, func(_ int, r *reconcile.SummaryRow) content { return linked(r.Line.Code, b.s.Behind) }, nil},
		{"Indikator / Program", 40, 0, func(_ int, r *reconcile.SummaryRow) content { return words(r.Line.Name()) }, func() content { return words(sumsAndMeans) }},
		{"Jenis", 10, 0, func(_ int, r *reconcile.SummaryRow) content { return words(levelWords[r.Line.Level]) }, nil},
		{"Indikator kinerja", 34, 0, func(_ int, r *reconcile.SummaryRow) content {
			if r.Line.Measure == r.Line.Name() {
				return content{}
			}
			return words(r.Line.Measure)
		}, nil},
		{"Target s.d. TW " + q, 11, 0, func(_ int, r *reconcile.SummaryRow) content {
			return centered(figureOrBlank(r.PhysicalYTD.Target, r.Line.Unit)).named("physical_ytd.target")
		}, nil},
		{"Realisasi s.d. TW " + q, 11, 0, func(_ int, r *reconcile.SummaryRow) content {
			return centered(figureOrBlank(r.PhysicalYTD.Actual, r.Line.Unit)).named("physical_ytd.actual")
		}, nil},
		{"Capaian (%)", 10, 0, func(_ int, r *reconcile.SummaryRow) content {
			return percentage(result{value: r.PhysicalYTD.Capaian}).named("physical_ytd.capaian")
		}, nil},
		{"Status fisik", 14, 0, func(_ int, r *reconcile.SummaryRow) content {
			return flag(r.PhysicalYTD.Status, r.Incomplete() || !b.s.Complete()).named("physical_ytd.status")
		}, nil},
		{"Rata-rata capaian kegiatan s.d. TW " + q + " (%)", 12, 0, func(_ int, r *reconcile.SummaryRow) content { return percentage(result{value: r.Capaian.Value}) },
			func() content { return percentage(result{value: t.CapaianYTD.Value}).named("totals.capaian_ytd") }},
		{"Rata-rata capaian kegiatan TW " + q + " (%)", 12, 0, func(_ int, r *reconcile.SummaryRow) content { return percentage(result{value: r.Quarter.Value}) },
			func() content { return percentage(result{value: t.Capaian.Value}).named("totals.capaian") }},
		{"Kegiatan dengan capaian", 10, 0, func(_ int, r *reconcile.SummaryRow) content {
			return centered(fmt.Sprintf("%d dari %d", r.Capaian.Count, r.Kegiatan))
		}, func() content { return centered(strconv.Itoa(t.CapaianYTD.Count)) }},
		{"Predikat", 13, 0, func(_ int, r *reconcile.SummaryRow) content { return b.predikatOf(r) }, nil},
		{"Anggaran TW " + q + " (Rp)", 17, 1, sumOf(rowsPlan, "money.plan", plan), totalOf(rowsPlan, "money.plan", plan, t.Plan)},
		{"Realisasi TW " + q + " (Rp)", 17, 1, sumOf(rowsActual, "money.actual", actual), totalOf(rowsActual, "money.actual", actual, t.Actual)},
		{"Anggaran s.d. TW " + q + " (Rp)", 17, 1, sumOf(rowsPlanTo, "money_ytd.plan", planTo), totalOf(rowsPlanTo, "money_ytd.plan", planTo, t.PlanYTD)},
		{"Realisasi s.d. TW " + q + " (Rp)", 17, 1, sumOf(rowsSpentTo, "money_ytd.actual", spentTo), totalOf(rowsSpentTo, "money_ytd.actual", spentTo, t.ActualYTD)},
		{"Deviasi s.d. TW " + q + " (Rp)", 17, 1, func(i int, r *reconcile.SummaryRow) content {
			return rupiah(lessOn(at(rowsSpentTo, i), at(rowsPlanTo, i), spentTo(r), planTo(r), r.MoneyYTD.Deviation)).named("money_ytd.deviation")
		}, func() content {
			return rupiah(lessOn(at(rowsSpentTo, last), at(rowsPlanTo, last), t.ActualYTD, t.PlanYTD, t.DeviationYTD)).named("totals.deviation_ytd")
		}},
		{"Terhadap rencana s.d. TW " + q + " (%)", 12, 1, func(i int, r *reconcile.SummaryRow) content {
			return percentage(ratio(percentOf(at(rowsSpentTo, i), at(rowsPlanTo, i)), r.OfPlan, spentTo(r), planTo(r)))
		}, func() content {
			return percentage(ratio(percentOf(at(rowsSpentTo, last), at(rowsPlanTo, last)), b.s.YTD.OfPlan, t.ActualYTD, t.PlanYTD))
		}},
		{"Pagu setahun (Rp)", 17, 1, sumOf(rowsPagu, "pagu", pagu), totalOf(rowsPagu, "pagu", pagu, t.Pagu)},
		{"Serapan pagu (%)", 10, 1, func(i int, r *reconcile.SummaryRow) content {
			return percentage(ratio(percentOf(at(rowsSpentTo, i), at(rowsPagu, i)), r.MoneyYTD.Serapan, spentTo(r), r.Pagu)).named("money_ytd.serapan")
		}, func() content {
			return percentage(ratio(percentOf(at(rowsSpentTo, last), at(rowsPagu, last)), t.SerapanYTD, t.ActualYTD, t.Pagu)).named("totals.serapan_ytd")
		}},
		{"Sisa pagu (Rp)", 17, 1, func(i int, r *reconcile.SummaryRow) content {
			return rupiah(lessOn(at(rowsPagu, i), at(rowsSpentTo, i), r.Pagu, spentTo(r), r.Sisa)).named("sisa")
		}, func() content {
			return rupiah(lessOn(at(rowsPagu, last), at(rowsSpentTo, last), t.Pagu, t.ActualYTD, t.Sisa)).named("totals.sisa")
		}},
		{"Status anggaran", 14, 1, func(_ int, r *reconcile.SummaryRow) content {
			return flag(r.MoneyYTD.Status, r.Incomplete() || !b.s.Complete()).named("money_ytd.status")
		}, nil},
		{"Data", 18, 1, func(_ int, r *reconcile.SummaryRow) content { return b.dataOf(r) }, nil},
	}
	widths, sheets := make([]float64, len(cs)-2), make([]int, len(cs)-2)
	for i, c := range cs[2:] {
		widths[i], sheets[i] = c.width, c.sheet
	}
	evenOut(widths, sheets)
	for i := range widths {
		cs[i+2].width = widths[i]
	}
	return cs
}

// lessOn is one cell less another, which counts as 0 when it says nothing.
func lessOn(a, b string, left, right, figure decimal.NullDecimal) result {
	return provided("IF("+a+`="","",ROUND(`+a+"-N("+b+"),2))", lessOrZero(left, right), figure, left, right)
}

func figureOrBlank(q reconcile.Quantity, unit string) string {
	if !q.Said() {
		return ""
	}
	return reconcile.FormatQuantity(q, unit)
}

// dataOf says in words whether a row's figures are final, and what they rest on.
func (b *summaryBook) dataOf(r *reconcile.SummaryRow) content {
	var out []string
	c := content{align: alignCenter, ground: groundGood}
	if r.RestsOnPlan {
		out, c.ground = append(out, "rencana diragukan"), groundAttention
	}
	switch {
	case b.s.Standing.Revision == 0:
		out, c.ground = append(out, "belum dilaporkan"), groundUnreported
	case b.lacks(r):
		out, c.ground = append(out, "belum lengkap"), groundUnreported
	default:
		out = append(out, "lengkap")
	}
	c.text = strings.Join(out, "; ")
	return c
}

// predikatOf judges a row whose data are complete.
func (b *summaryBook) predikatOf(r *reconcile.SummaryRow) content {
	if b.lacks(r) {
		return content{}
	}
	return centered(r.Predikat).named("predikat")
}

// lacks: something that was due in the row, or a quarter before, is not reported.
func (b *summaryBook) lacks(r *reconcile.SummaryRow) bool {
	return r.Incomplete() || len(b.s.Silent) > 0
}

// tops are the rows that stand under nothing.
func (b *summaryBook) tops() (out []int) {
	for i, r := range b.s.Rows {
		if r.Depth == 0 {
			out = append(out, i)
		}
	}
	return out
}

// sumOf adds rows of a column, where they add up to the figure.
func (b *summaryBook) sumOf(rows []int, col string, of func(*reconcile.SummaryRow) decimal.NullDecimal, figure decimal.NullDecimal) result {
	var cells []string
	var parts []decimal.NullDecimal
	for _, i := range rows {
		cells = append(cells, col+strconv.Itoa(rowsHeader+1+i))
		parts = append(parts, of(&b.s.Rows[i]))
	}
	if len(rows) == 0 || len(rows) > maxArguments {
		return result{value: figure}
	}
	return provided(blankSum(strings.Join(cells, ",")), sum(parts...), figure, append(parts, figure)...)
}

// writeRows writes Kinerja.
func (b *summaryBook) writeRows() {
	columns := b.rowColumns()
	setup := printing{pagesWide: 2, titleRows: [2]int{rowsHeader, rowsHeader}, titleCols: "$A:$B", freeze: fmt.Sprintf("C%d", rowsHeader+1), footer: b.footer(), tab: "1F3A5F"}
	titles, onFirst := make([]string, len(columns)), 0
	for i, c := range columns {
		setup.widths, titles[i] = append(setup.widths, c.width), c.title
		if c.sheet == 0 {
			onFirst = i + 1
		}
	}
	p := b.open(sheetRows, setup)
	for i, r := range b.s.Rows {
		b.beside(sheetRows, "A"+strconv.Itoa(rowsHeader+1+i), b.s.Behind, b.places[r.Line.Code])
	}
	p.begin(setup)
	p.title(b.titling("KINERJA PER INDIKATOR DAN PROGRAM"), 2)
	p.heads(titles...)
	for i := range b.s.Rows {
		r, lines := &b.s.Rows[i], 1
		for j, c := range columns {
			lines = max(lines, b.writeRow(p, j+1, c.cell(i, r), r))
		}
		p.next(excelize.RowOpts{Height: heightFor(lines)})
	}
	for j, c := range columns {
		l := look{face: faceBold, ground: groundHead, middle: true}
		var t content
		if c.total != nil {
			t = c.total()
		}
		l.align, l.format = t.align, t.number
		if t.text != "" {
			l.format = formatGeneral
		}
		p.show(j+1, t, l)
	}
	p.next(excelize.RowOpts{Height: 18})
	p.next(excelize.RowOpts{Height: 6})
	for _, s := range []string{
		"Rupiah indikator dan program adalah jumlah kegiatannya; angka fisik tidak dijumlahkan ke atas. Rata-rata capaian: rata-rata sederhana kegiatan yang mempunyai capaian.",
		"Predikat dan efisiensi hanya diberikan pada data yang lengkap. Setiap kegiatan: buku kerja Variansi di folder yang sama.",
	} {
		p.band(3, onFirst, s, look{face: faceMuted, bare: true}, heightFor(1)) // behind the columns that each sheet of paper repeats
	}
	p.end()
}

func (b *summaryBook) writeRow(p *page, col int, c content, r *reconcile.SummaryRow) int {
	l := look{face: c.face, ground: c.ground, align: c.align}
	if c.result.value.Valid || c.formula != "" {
		l.format = c.number
	}
	if r.Depth == 0 && l.face == facePlain && c.ground == groundClear {
		l.face = faceBold
	}
	if l.ground == groundClear && r.Depth == 0 {
		l.ground = groundFaint
	}
	if col == 2 {
		l.indent = uint8(min(r.Depth, 7))
	}
	p.show(col, c.of(r.Line.Code), l)
	return linesIn(c.text, p.width(col, col), l)
}
