package xlsx

import (
	"fmt"
	"strconv"

	"github.com/shopspring/decimal"

	"rekon/reconcile"
)

// changeColumns show what the year's target and budget of each line were before a change
// in the year, beside what they are; nothing for a plan that did not change.
func (v *varianceBook) changeColumns(group string) []varianceColumn {
	if !v.r.Plan.Changed() {
		return nil
	}
	targets := "TARGET TAHUN " + strconv.Itoa(v.r.Period.Year)
	return []varianceColumn{
		{id: colTargetWas, group: targets, title: "Semula", width: 9, cell: func(e *entry) content { return quantity(e.v.Line.WasTarget, "") }},
		{id: colTargetIs, group: targets, title: "Menjadi", width: 9, cell: func(e *entry) content { return quantity(e.v.Line.Target[reconcile.Year], "") }},
		{id: colChange, group: targets, title: "Perubahan", width: 12, light: true, cell: func(e *entry) content { return turnWords(e.v.Line) }},
		{id: colPaguWas, group: group, title: "Pagu semula", width: 15, cell: func(e *entry) content {
			return rupiah(v.paguWas(e))
		}, total: func() content { return rupiah(v.kegiatanSum(colPaguWas, v.before[""])) }},
	}
}

// paguWas is the year's budget of a line before the change.
func (v *varianceBook) paguWas(e *entry) result {
	of := func(c *entry) decimal.NullDecimal { return v.before[c.v.Line.Code] }
	if e.leaf() {
		return result{value: of(e)}
	}
	return v.childSum(e, colPaguWas, of, of(e))
}

// changeSentence tells of a change in the year and what it did to the budget; "" for
// none.
func (v *varianceBook) changeSentence() string {
	if !v.r.Plan.Changed() {
		return ""
	}
	p := v.r.Plan
	s := p.ChangeWords(v.r.Totals.Pagu)
	gone, brought := 0, 0
	for _, l := range p.Lines {
		gone, brought = gone+btoi(l.Gone > 0), brought+btoi(l.Since > 1)
	}
	if gone+brought > 0 {
		s += fmt.Sprintf(" Baris baru %d, tidak ada lagi %d; yang sudah dibelanjakan padanya tetap dihitung.", brought, gone)
	}
	return s
}

// paguTitle tells the year's budget from that before a change.
func (v *varianceBook) paguTitle() string {
	if v.r.Plan.Changed() {
		return "Pagu menjadi"
	}
	return "Pagu"
}

// turnWords say what a change in the year did to a line.
func turnWords(l reconcile.Line) content {
	c := content{align: alignCenter}
	switch {
	case l.Gone > 0:
		c.text, c.ground = "tidak ada lagi mulai "+reconcile.QuarterNames[l.Gone-1], groundAttention
	case l.Since > 1:
		c.text, c.ground = "baru mulai "+reconcile.QuarterNames[l.Since-1], groundAttention
	case l.Target[reconcile.Year].Text() != l.WasTarget.Text() || !l.Budget[reconcile.Year].Value.Decimal.Equal(l.WasBudget.Value.Decimal):
		c.text = "berubah"
	}
	return c
}
