package xlsx

import (
	"slices"

	"rekon/reconcile"
)

// version says which state of a plan a planned column holds, in a workbook of a change
// in the year: "Sebelum Perubahan", "Setelah Perubahan", "Bertambah/(Berkurang)".
type version int

const (
	versionNone version = iota
	versionWas
	versionIs
	versionDiff
)

// versionOf is the version that headings above each other name, the nearest first.
func versionOf(levels []heading) version {
	for _, h := range levels {
		switch {
		case h.words.any("bertambah", "berkurang"):
			return versionDiff
		case h.words.any("setelah", "sesudah", "menjadi"):
			return versionIs
		case h.words.any("sebelum", "semula", "murni", "induk"):
			return versionWas
		case h.words.any("perubahan"):
			return versionIs
		}
	}
	return versionNone
}

// settleVersions sets aside what a plan was before a change, where the change stands
// beside it, and what it changed by. Of a plan that states one version that is the plan.
func (t *table) settleVersions() {
	var changed [2]bool
	for _, c := range t.columns {
		if c.isPlanned() && c.version == versionIs {
			changed[btoi(c.isMoney())] = true
		}
	}
	for i := range t.columns {
		c := &t.columns[i]
		switch {
		case !c.isPlanned() || c.named:
		case c.version == versionDiff:
			c.field += fieldTargetDiff - fieldTarget
		case c.version == versionWas && changed[btoi(c.isMoney())]:
			c.field += fieldTargetWas - fieldTarget
		}
	}
}

// isAside: the column is compared with the plan and never taken.
func (f field) isAside() bool { return f >= fieldTargetWas && f <= fieldBudgetDiff }

// readStated reads what a row states beside its plan. What cannot be read says nothing:
// a doubt about these columns never stops a plan.
func (t *table) readStated(row int, unit string, rules reconcile.Rules) (out reconcile.Stated) {
	for _, c := range t.columns {
		if !c.field.isAside() || c.span || c.scale == unclear {
			continue
		}
		cell := t.sheet.cell(c.col, row)
		slot := c.planSlot()
		switch c.field {
		case fieldTargetWas:
			out.TargetWas[slot] = readable(reconcile.ReadQuantity(cell, unit, "", rules)).Quantity()
		case fieldBudgetWas:
			out.BudgetWas[slot] = readable(reconcile.ReadScaled(cell, c.scale.factor())).Amount()
		case fieldTargetDiff:
			cell, less := unsigned(cell)
			out.TargetDiff[slot] = signedQuantity(readable(reconcile.ReadQuantity(cell, unit, "", rules)).Quantity(), less)
		case fieldBudgetDiff:
			cell, less := unsigned(cell)
			out.BudgetDiff[slot] = signedAmount(readable(reconcile.ReadScaled(cell, c.scale.factor())).Amount(), less)
		}
	}
	return out
}

// readable is a figure that has one reading, else one that says nothing.
func readable(f reconcile.Figure) reconcile.Figure {
	if f.Problem != "" || len(f.Options) > 1 {
		return reconcile.Figure{Cell: f.Cell}
	}
	return f
}

// unsigned takes the sign off a difference: a minus, or the brackets of bookkeepers.
func unsigned(c reconcile.Cell) (reconcile.Cell, bool) {
	raw := []rune(squeeze(c.Raw))
	if len(raw) > 1 && slices.Contains([]rune("-–−("), raw[0]) {
		if raw[0] == '(' && raw[len(raw)-1] == ')' {
			raw = raw[:len(raw)-1]
		}
		c.Raw = squeeze(string(raw[1:]))
		return c, true
	}
	return c, false
}

func signedQuantity(q reconcile.Quantity, less bool) reconcile.Quantity {
	if less {
		q.Value.Decimal = q.Value.Decimal.Neg()
	}
	return q
}

func signedAmount(a reconcile.Amount, less bool) reconcile.Amount {
	if less {
		a.Value.Decimal = a.Value.Decimal.Neg()
	}
	return a
}
