package main

import (
	"github.com/shopspring/decimal"

	"rekon/reconcile"
)

// planDiffJSON is a comparison of two states of a plan for machines.
type planDiffJSON struct {
	Agency   string         `json:"agency"`
	Year     int            `json:"year"`
	Was      planHeadJSON   `json:"was"`
	Is       planHeadJSON   `json:"is"`
	Lines    []lineDiffJSON `json:"lines"`
	Totals   slotsDiffJSON  `json:"totals"`
	Findings []findingJSON  `json:"findings"`
}

type planHeadJSON struct {
	Revision    int     `json:"revision"` // 0 where no plan was stored
	FromQuarter int     `json:"from_quarter"`
	Decree      *string `json:"decree"`
	File        *string `json:"file"`
	SHA256      *string `json:"sha256"`
}

type lineDiffJSON struct {
	Code    string        `json:"code"`
	Turn    string        `json:"turn"`
	Level   string        `json:"level"`
	NameWas *string       `json:"name_was"`
	Name    *string       `json:"name"`
	UnitWas *string       `json:"unit_was"`
	Unit    *string       `json:"unit"`
	Target  slotsDiffJSON `json:"target"`
	Budget  slotsDiffJSON `json:"budget"`
	Written slotsDiffJSON `json:"budget_written"` // on the line's own row
}

type slotsDiffJSON struct {
	Q1   diffJSON `json:"q1"`
	Q2   diffJSON `json:"q2"`
	Q3   diffJSON `json:"q3"`
	Q4   diffJSON `json:"q4"`
	Year diffJSON `json:"year"`
}

// diffJSON is one figure; change is null where neither says anything, and of letters.
type diffJSON struct {
	Was    *string `json:"was"`
	Is     *string `json:"is"`
	Change *string `json:"change"`
}

func planDiffOf(d reconcile.PlanDiff) planDiffJSON {
	out := planDiffJSON{Agency: d.Is.Agency.Code, Year: d.Is.Year, Was: planHeadOf(d.Was), Is: planHeadOf(d.Is), Lines: []lineDiffJSON{},
		Totals: slotsDiff(amountsDiff(d.Totals.Was, d.Totals.Is)), Findings: findingsJSON(d.Is.Findings)}
	for _, l := range d.Lines {
		line := lineDiffJSON{Code: l.Line().Code, Turn: string(l.Turn), Level: string(l.Line().Level),
			NameWas: text(l.Was.Name()), Name: text(l.Is.Name()), UnitWas: text(l.Was.Unit), Unit: text(l.Is.Unit),
			Target: slotsDiff(targetsDiff(l)), Budget: slotsDiff(amountsDiff(l.Rupiah.Was, l.Rupiah.Is)),
			Written: slotsDiff(amountsDiff(l.Was.Budget, l.Is.Budget))}
		if l.Turn == reconcile.Taken {
			line.Name, line.Unit = nil, nil
		}
		out.Lines = append(out.Lines, line)
	}
	return out
}

func planHeadOf(p reconcile.Plan) planHeadJSON {
	return planHeadJSON{p.Revision, p.FromQuarter, text(p.Decree), text(p.File), text(p.SHA256)}
}

func slotsDiff(of [reconcile.Slots]diffJSON) slotsDiffJSON {
	return slotsDiffJSON{of[0], of[1], of[2], of[3], of[4]}
}

func amountsDiff(was, is [reconcile.Slots]reconcile.Amount) (out [reconcile.Slots]diffJSON) {
	for i := range out {
		out[i] = diffJSON{amount(was[i]), amount(is[i]), number(reconcile.ChangeOf(was[i].Value, is[i].Value))}
	}
	return out
}

func targetsDiff(l reconcile.LineDiff) (out [reconcile.Slots]diffJSON) {
	for i := range out {
		was, is := l.Was.Target[i], l.Is.Target[i]
		change := decimal.NullDecimal{}
		if was.Letter == "" && is.Letter == "" {
			change = reconcile.ChangeOf(was.Value, is.Value)
		}
		out[i] = diffJSON{quantity(was), quantity(is), number(change)}
	}
	return out
}
