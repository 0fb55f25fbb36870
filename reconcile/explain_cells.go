package reconcile

import (
	"slices"
	"strings"

	"github.com/shopspring/decimal"
)

// targetCell is what a cell of the plan says of a line's target; slot is that of
// [Line.Target].
func (x *Lineage) targetCell(line Line, slot int) Explanation {
	t := line.Target[slot]
	return x.cell(line, slot, NamedFigure{Title: "Target " + slotName(slot), Kind: PhysicalFigure, Unit: line.Unit, Value: t.Value, Word: t.Letter},
		Origin{Source: t.Source, Typed: t.Typed, Why: t.Why, Plan: x.planOf(t.Source, slot)})
}

// budgetCell is the same of a line's budget.
func (x *Lineage) budgetCell(line Line, slot int) Explanation {
	b := line.Budget[slot]
	title := "Anggaran " + slotName(slot)
	if slot == Year {
		title = "Pagu anggaran"
	}
	return x.cell(line, slot, NamedFigure{Title: title, Value: b.Value}, Origin{Source: b.Source, Typed: b.Typed, Why: b.Why, Plan: x.planOf(b.Source, slot)})
}

// deliveredCell is what a report's cell says of a line's output in a quarter.
func (x *Lineage) deliveredCell(i, q int) Explanation {
	var said Quantity
	if row := x.rows[q-1][i]; row != nil {
		said = row.Physical
	}
	shown, line := x.track(i).graded(said), x.plan.Lines[i]
	e := x.cell(line, q-1, NamedFigure{Title: "Realisasi fisik " + QuarterNames[q-1], Kind: PhysicalFigure, Unit: line.Unit, Value: shown.Value, Word: shown.Letter},
		Origin{Source: said.Source, Typed: said.Typed, Why: said.Why, Less: said.Less, Report: x.reportOf(q)})
	return e.unsaid(x.silence(i, q))
}

// paidCell is what a report's cell says of a line's rupiah in a quarter.
func (x *Lineage) paidCell(i, q int) Explanation {
	var said Amount
	if row := x.rows[q-1][i]; row != nil {
		said = row.Money
	}
	e := x.cell(x.plan.Lines[i], q-1, NamedFigure{Title: "Realisasi anggaran " + QuarterNames[q-1], Value: said.Value},
		Origin{Source: said.Source, Typed: said.Typed, Why: said.Why, Less: said.Less, Report: x.reportOf(q)})
	return e.unsaid(x.silence(i, q))
}

// cell is a figure that a cell states. Where no cell is known it has none.
func (x *Lineage) cell(line Line, slot int, f NamedFigure, r Origin) Explanation {
	e := Explanation{Line: line, Period: Period{x.r.Period.Year, x.quarter}, Figure: f}
	if slot < Year {
		e.Period.Quarter = slot + 1
	}
	if !r.Source.IsZero() {
		e.Cell = &r
	}
	return e.unsaid(planSilence(line, slot))
}

// planSilence says why a plan states nothing in a slot of a line's targets or budgets.
func planSilence(line Line, slot int) string {
	switch {
	case line.Gone > 0 && slot+1 >= line.Gone:
		return "Baris ini tidak ada lagi dalam rencana mulai " + QuarterNames[line.Gone-1] + "."
	case slot+1 < line.Since:
		return "Baris ini baru ada dalam rencana mulai " + QuarterNames[line.Since-1] + "."
	default:
		return "Selnya kosong atau '-': rencana tidak menyatakannya."
	}
}

// unsaid gives the reason where nothing is said.
func (e Explanation) unsaid(why string) Explanation {
	if !e.Figure.Said() {
		e.Because = []string{why}
	}
	return e
}

// silence is why a report says nothing of a line in a quarter.
func (x *Lineage) silence(i, q int) string {
	switch {
	case x.reports[q-1] == nil:
		return "Laporan " + QuarterNames[q-1] + " belum ada."
	case x.rows[q-1][i] == nil:
		return "Laporan " + QuarterNames[q-1] + " tidak memuat baris ini."
	}
	return "Selnya pada laporan " + QuarterNames[q-1] + " kosong atau '-': tidak dilaporkan, bukan nol."
}

// slotName is a quarter, or the year.
func slotName(slot int) string {
	if slot == Year {
		return "setahun"
	}
	return QuarterNames[slot]
}

// planOf is the revision of the plan that a cell stands in: of those of its workbook
// the latest that held in the slot.
func (x *Lineage) planOf(s Source, slot int) *PlanHead {
	quarter := x.quarter
	if slot < Year {
		quarter = slot + 1
	}
	heads := append(slices.Clone(x.plan.Older), x.plan.Head())
	var found *PlanHead
	for i, h := range heads {
		if h.SHA256 == s.SHA256 && (found == nil || max(h.FromQuarter, 1) <= quarter) {
			found = &heads[i]
		}
	}
	return found
}

// reportOf is the report of a quarter without its figures, nil for none.
func (x *Lineage) reportOf(q int) *Report {
	if x.reports[q-1] == nil {
		return nil
	}
	r := headOf(*x.reports[q-1])
	return &r
}

// LineCells are all cells that were read of a line: its targets and budgets up to the
// quarter and of the year, then what was reported, quarter by quarter. Those that are
// blank are among them where their place is known.
func (x *Lineage) LineCells(i int) (targets, budgets, delivered, paid []Explanation) {
	line := x.plan.Lines[i]
	slots := append(slices.Clone([]int{0, 1, 2, 3}[:x.quarter]), Year)
	for _, slot := range slots {
		targets, budgets = append(targets, x.targetCell(line, slot)), append(budgets, x.budgetCell(line, slot))
	}
	for q := 1; q <= x.quarter; q++ {
		delivered, paid = append(delivered, x.deliveredCell(i, q)), append(paid, x.paidCell(i, q))
	}
	return targets, budgets, delivered, paid
}

// operand writes a number as it stands inside a formula: below zero in brackets.
func operand(s string) string {
	if strings.HasPrefix(s, "-") {
		return "(" + s + ")"
	}
	return s
}

func rupiahOperand(d decimal.Decimal) string { return operand(FormatRupiah(d)) }
func numberOperand(d decimal.Decimal) string { return operand(FormatNumber(d)) }

func percentOperand(d decimal.NullDecimal) string {
	return FormatNumber(RoundPercent(d).Decimal) + "%"
}

// summed sets a figure to be the sum of its inputs, or what the only one says.
func (e *Explanation) summed(formula, single string, write func(decimal.Decimal) string) {
	if len(e.Inputs) == 1 {
		e.Formula = single
		return
	}
	if len(e.Inputs) == 0 {
		return
	}
	var parts []string
	sum := decimal.Zero
	for _, in := range e.Inputs {
		parts, sum = append(parts, operand(write(in.Figure.Value.Decimal))), sum.Add(in.Figure.Value.Decimal)
	}
	e.Formula, e.Numbers = formula, strings.Join(parts, " + ")+" = "+write(sum)
}
