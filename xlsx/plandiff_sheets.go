package xlsx

import (
	"fmt"
	"strings"

	"github.com/shopspring/decimal"
	"github.com/xuri/excelize/v2"

	"rekon/reconcile"
)

// Columns of Perubahan after code, name and unit.
const (
	diffTargetWas = 4 + iota
	diffMoneyWas
	diffTargetIs
	diffMoneyIs
	diffTarget
	diffMoney
	diffPercent
	diffRemark
)

// diffGroup is a heading over several columns with their own titles.
type diffGroup struct {
	title   string
	columns []string
}

// headings writes three rows: groups, titles, and the numbers of the columns.
func (b *diffBook) headings(groups []diffGroup) {
	col := 1
	for _, g := range groups {
		b.page.blank(col, col+max(len(g.columns), 1)-1, headingLook)
		b.page.text(col, g.title, headingLook)
		if len(g.columns) == 0 {
			b.page.mergeDown(col, col, 2)
			col++
			continue
		}
		b.page.merge(col, col+len(g.columns)-1)
		col += len(g.columns)
	}
	last := col - 1
	b.page.next(excelize.RowOpts{Height: 18})
	b.page.blank(1, last, headingLook)
	col = 1
	for _, g := range groups {
		for i, title := range g.columns {
			b.page.text(col+i, title, headingLook)
		}
		col += max(len(g.columns), 1)
	}
	b.page.next(excelize.RowOpts{Height: 28})
	for i := range last {
		b.page.text(i+1, fmt.Sprint(i+1), headingLook.in(faceSmall))
	}
	b.page.next(excelize.RowOpts{Height: 13})
}

// writeYear writes Perubahan.
func (b *diffBook) writeYear() {
	b.begin(sheetYearDiff, []float64{15, 44, 10, 10, 17, 10, 17, 12, 17, 9, 17}, 1)
	pair := []string{"Target setahun", "Anggaran (Rp)"}
	b.headings([]diffGroup{{"Kode", nil}, {"Program / Kegiatan", nil}, {"Satuan", nil}, {"SEMULA", pair}, {"MENJADI", pair},
		{"BERTAMBAH / (BERKURANG)", []string{"Target", "Anggaran (Rp)", "%"}}, {"Keterangan", nil}})
	for i, l := range b.d.Lines {
		b.yearRow(l, diffFirst+i)
	}
	b.totals(diffRemark, func(put func(int, content)) {
		f := b.figuresOf(reconcile.LineDiff{}, reconcile.Year, diffFirst+len(b.d.Lines))
		f.budgetWas, f.budgetIs = b.d.Totals.Was[reconcile.Year].Value, b.d.Totals.Is[reconcile.Year].Value
		put(diffMoneyWas, b.total(diffMoneyWas, f.budgetWas, budgetWas(reconcile.Year)))
		put(diffMoneyIs, b.total(diffMoneyIs, f.budgetIs, budgetIs(reconcile.Year)))
		put(diffMoney, f.moneyChange())
		put(diffPercent, f.share())
	})
	b.writeSignature()
	b.page.end()
}

func budgetWas(slot int) func(reconcile.LineDiff) decimal.NullDecimal {
	return func(l reconcile.LineDiff) decimal.NullDecimal { return l.Rupiah.Was[slot].Value }
}

func budgetIs(slot int) func(reconcile.LineDiff) decimal.NullDecimal {
	return func(l reconcile.LineDiff) decimal.NullDecimal { return l.Rupiah.Is[slot].Value }
}

// figuresOf are those of a line in a slot, on Perubahan.
func (b *diffBook) figuresOf(l reconcile.LineDiff, slot, row int) figures {
	return figures{l.Was.Target[slot], l.Is.Target[slot], l.Rupiah.Was[slot].Value, l.Rupiah.Is[slot].Value,
		row, diffTargetWas, diffTargetIs, diffMoneyWas, diffMoneyIs}
}

func (b *diffBook) yearRow(l reconcile.LineDiff, row int) {
	f, dress := b.figuresOf(l, reconcile.Year, row), b.dressOf(l)
	high := b.names(l)
	b.put(diffTargetWas, quantity(f.was, ""), dress)
	b.put(diffMoneyWas, b.budget(l, diffMoneyWas, budgetWas(reconcile.Year)), dress)
	b.put(diffTargetIs, quantity(f.is, ""), dress)
	b.put(diffMoneyIs, b.budget(l, diffMoneyIs, budgetIs(reconcile.Year)), dress)
	b.put(diffTarget, f.targetChange(), dress)
	b.put(diffMoney, f.moneyChange(), dress)
	b.put(diffPercent, f.share(), dress)
	remark := remarkOf(l)
	b.put(diffRemark, centered(remark), dress)
	b.page.next(excelize.RowOpts{Height: max(high, heightFor(linesIn(remark, b.page.width(diffRemark, diffRemark), dress)))})
}

// dressOf dresses the row of a line: what is new, gone or altered stands out, and says
// so in words too.
func (b *diffBook) dressOf(l reconcile.LineDiff) look {
	switch {
	case l.Turn == reconcile.Brought, l.Turn == reconcile.Taken:
		return look{ground: groundAttention}
	case l.Line().Level == reconcile.LevelSasaran, l.Line().Level == reconcile.LevelProgram:
		return look{face: faceBold, ground: levelGround(l.Line().Level)}
	}
	return look{}
}

// remarkOf says what became of a line, and what its own row says where that is not what
// counts.
func remarkOf(l reconcile.LineDiff) string {
	out := map[reconcile.Turn]string{reconcile.Brought: "Baru", reconcile.Taken: "Tidak ada lagi", reconcile.Altered: "Berubah", reconcile.Unchanged: "Tetap"}[l.Turn]
	was, is := l.Written()
	switch {
	case was.Said() && is.Said() && !was.Value.Decimal.Equal(is.Value.Decimal):
		out += fmt.Sprintf("; tertulis semula %s, menjadi %s", amountText(was), amountText(is))
	case is.Said():
		out += "; tertulis " + amountText(is)
	case was.Said():
		out += "; semula tertulis " + amountText(was)
	}
	return out
}

// share is the change of the budget in percent of what it was.
func (f figures) share() content {
	if !f.budgetWas.Valid || f.budgetWas.Decimal.IsZero() {
		return content{}
	}
	change := reconcile.ChangeOf(f.budgetWas, f.budgetIs)
	value := decimal.NewNullDecimal(change.Decimal.Mul(hundred).DivRound(f.budgetWas.Decimal, 20).Round(4))
	formula := fmt.Sprintf("ROUND(%s/%s*100,4)", cellAt(diffMoney, f.row), cellAt(f.colMoneyWas, f.row))
	if !isPercentOf(value.Decimal, change.Decimal, f.budgetWas.Decimal) {
		formula = ""
	}
	return percentage(result{value: value, formula: formula})
}

// totals writes the row of sums.
func (b *diffBook) totals(last int, write func(put func(int, content))) {
	sums := look{face: faceBold, ground: groundHead, middle: true}
	b.page.blank(1, last, sums)
	b.page.text(1, "JUMLAH ANGGARAN KEGIATAN", sums)
	b.page.merge(1, 3)
	write(func(col int, c content) { b.put(col, c, sums) })
	b.page.next(excelize.RowOpts{Height: 18})
}

// Columns of a quarter on Per Triwulan: target semula and menjadi, rupiah semula and
// menjadi, and by how much the rupiah changed.
const (
	quarterFirst = 4
	quarterWidth = 5
)

// writeQuarters writes Per Triwulan.
func (b *diffBook) writeQuarters() {
	widths := []float64{15, 40, 9}
	groups := []diffGroup{{"Kode", nil}, {"Program / Kegiatan", nil}, {"Satuan", nil}}
	for q := range reconcile.Year {
		widths = append(widths, 9, 9, 16, 16, 16)
		groups = append(groups, diffGroup{strings.ToUpper(reconcile.QuarterNames[q]),
			[]string{"Target semula", "Target menjadi", "Rp semula", "Rp menjadi", "Bertambah / (berkurang) (Rp)"}})
	}
	b.begin(sheetQuarterDiff, widths, 2)
	b.headings(groups)
	for i, l := range b.d.Lines {
		high := b.names(l)
		for q := range reconcile.Year {
			b.quarterCells(l, q, diffFirst+i)
		}
		b.page.next(excelize.RowOpts{Height: high})
	}
	b.totals(len(widths), func(put func(int, content)) {
		for q := range reconcile.Year {
			f := b.inQuarter(reconcile.LineDiff{}, q, diffFirst+len(b.d.Lines))
			f.budgetWas, f.budgetIs = b.d.Totals.Was[q].Value, b.d.Totals.Is[q].Value
			put(f.colMoneyWas, b.total(f.colMoneyWas, f.budgetWas, budgetWas(q)))
			put(f.colMoneyIs, b.total(f.colMoneyIs, f.budgetIs, budgetIs(q)))
			put(f.colMoneyIs+1, f.moneyChange())
		}
	})
	b.page.end()
}

func (b *diffBook) inQuarter(l reconcile.LineDiff, q, row int) figures {
	col := quarterFirst + q*quarterWidth
	return figures{l.Was.Target[q], l.Is.Target[q], l.Rupiah.Was[q].Value, l.Rupiah.Is[q].Value, row, col, col + 1, col + 2, col + 3}
}

func (b *diffBook) quarterCells(l reconcile.LineDiff, q, row int) {
	f, dress := b.inQuarter(l, q, row), b.dressOf(l)
	b.put(f.colWas, quantity(f.was, ""), dress)
	b.put(f.colIs, quantity(f.is, ""), dress)
	b.put(f.colMoneyWas, b.budget(l, f.colMoneyWas, budgetWas(q)), dress)
	b.put(f.colMoneyIs, b.budget(l, f.colMoneyIs, budgetIs(q)), dress)
	b.put(f.colMoneyIs+1, f.moneyChange(), dress)
}

// writeSignature leaves room for the head of the agency.
func (b *diffBook) writeSignature() {
	l := look{bare: true, align: alignCenter}
	b.page.next(excelize.RowOpts{Height: 8})
	nip := b.head.NIP
	if nip == "" {
		nip = strings.Repeat(".", 40)
	}
	name := b.head.Name
	if name == "" {
		name = "(" + strings.Repeat(".", 45) + ")"
	}
	for _, text := range []string{fmt.Sprintf("....................., ........................... %d", b.d.Is.Year), "KEPALA " + strings.ToUpper(b.who), "", "", "", name, "NIP. " + nip} {
		b.page.text(diffTarget, text, l)
		b.page.merge(diffTarget, diffRemark)
		b.page.next(excelize.RowOpts{Height: heightFor(linesIn(text, b.page.width(diffTarget, diffRemark), l))})
	}
}
