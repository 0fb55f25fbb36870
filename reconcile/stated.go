package reconcile

import "github.com/shopspring/decimal"

// Stated is what a plan workbook of a change says beside a line ("Sebelum Perubahan",
// "Bertambah/(Berkurang)"). It is compared, never taken.
type Stated struct {
	TargetWas, TargetDiff [Slots]Quantity
	BudgetWas, BudgetDiff [Slots]Amount
}

// checkStated compares what stands beside the lines of a change with the plan that held
// before it, and its differences with those of the figures.
func checkStated(revisions []Plan, c change, stated []Stated) []Finding {
	before, held := c.before(), c.held
	if !held { // a plan of the whole year after another
		before, held = Effective(revisions, Year)
	}
	if !held || len(stated) != len(c.now.Lines) {
		return nil
	}
	var out []Finding
	for i, now := range c.now.Lines {
		was := lineOf(before, now.Code)
		for slot := range Slots {
			out = append(out, statedFindings(stated[i], was, now, slot)...)
		}
	}
	return out
}

func statedFindings(s Stated, was, now Line, slot int) []Finding {
	quantityText := func(d decimal.NullDecimal) string { return FormatQuantity(Quantity{Value: d}, now.Unit) }
	rupiahText := func(d decimal.NullDecimal) string { return rupiahOrDash(Amount{Value: d}) }
	targetWas, budgetWas := was.Target[slot].Value, was.Budget[slot].Value
	if s.TargetWas[slot].Value.Valid { // its difference is from what it says itself
		targetWas = s.TargetWas[slot].Value
	}
	if s.BudgetWas[slot].Said() {
		budgetWas = s.BudgetWas[slot].Value
	}
	var out []Finding
	if said := s.TargetWas[slot]; said.Letter != "" || was.Target[slot].Letter != "" {
		if said.Said() && said.Letter != was.Target[slot].Letter {
			out = append(out, statedDiffers(said.Source, now.Code, "target semula "+QuarterNames[slot], said.Text(), orText(was.Target[slot].Text(), "–"), decimal.NullDecimal{}))
		}
	} else {
		out = append(out, compareStated(said.Source, now.Code, "target semula "+QuarterNames[slot], said.Value, was.Target[slot].Value, quantityText)...)
	}
	out = append(out, compareStated(s.BudgetWas[slot].Source, now.Code, "anggaran semula "+QuarterNames[slot], s.BudgetWas[slot].Value, was.Budget[slot].Value, rupiahText)...)
	out = append(out, compareStated(s.TargetDiff[slot].Source, now.Code, "perubahan target "+QuarterNames[slot], s.TargetDiff[slot].Value, ChangeOf(targetWas, now.Target[slot].Value), quantityText)...)
	out = append(out, compareStated(s.BudgetDiff[slot].Source, now.Code, "perubahan anggaran "+QuarterNames[slot], s.BudgetDiff[slot].Value, ChangeOf(budgetWas, now.Budget[slot].Value), rupiahText)...)
	return out
}

// compareStated compares one figure; one that says nothing, or 0 where nothing is
// planned, agrees.
func compareStated(at Source, line, what string, said, held decimal.NullDecimal, write func(decimal.NullDecimal) string) []Finding {
	if !said.Valid || said.Decimal.Equal(held.Decimal) {
		return nil
	}
	return []Finding{statedDiffers(at, line, what, write(said), write(held), null(said.Decimal.Sub(held.Decimal)))}
}

func statedDiffers(at Source, line, what, said, held string, difference decimal.NullDecimal) Finding {
	f := finding(PlanBeforeDiffers, at, line,
		"%s tertulis %s, menurut rencana yang tersimpan %s. Yang dipakai adalah kolom setelah perubahan dan rencana yang tersimpan; periksa apakah berkas ini perubahan dari rencana itu.",
		what, said, held)
	f.Difference = difference
	return f
}
