package reconcile

import (
	"slices"
)

// purseWords explains the rupiah of a line, of a quarter or to date.
type purseWords struct {
	x      *Lineage
	i      int
	ytd    bool
	m      Money // derived anew, percentages in full
	prefix string
}

func (x *Lineage) money(i int, ytd bool) purseWords {
	w := purseWords{x, i, ytd, x.raw[i].Money, "money."}
	if ytd {
		w.m, w.prefix = x.raw[i].MoneyYTD, "money_ytd."
	}
	return w
}

func (w purseWords) explain(e *Explanation, part string) {
	switch part {
	case "plan", "actual":
		w.x.addUp(e, w.i, part, w.ytd)
	case "deviation":
		e.Inputs = []Explanation{w.of("actual"), w.of("plan")}
		spentWords(e, w.m)
	case "serapan":
		w.serapan(e)
	case "status":
		w.status(e)
	case "incomplete":
		w.x.lacking(e, w.x.parts(w.i), w.ytd)
	}
}

func (w purseWords) of(part string) Explanation {
	e, _ := w.x.figure(w.i, w.prefix+part)
	return e
}

// parts are the lines whose own rupiah make up those of a line, or of the agency.
func (x *Lineage) parts(i int) (out []int) {
	for j := range x.own {
		if x.own[j].leaf && (i == agencyWide || j == i || slices.Contains(x.above[j], i)) {
			out = append(out, j)
		}
	}
	return out
}

// addUp explains rupiah that are a line's own, or the sum of those of the lines below.
// Part is plan, actual or pagu.
func (x *Lineage) addUp(e *Explanation, i int, part string, ytd bool) {
	parts := x.parts(i)
	if len(parts) == 1 && parts[0] == i {
		x.ownRupiah(e, i, part, ytd)
		return
	}
	e.Rules = append(e.Rules, ruleRollup)
	for _, j := range parts {
		own := Explanation{Line: x.plan.Lines[j], Period: x.r.Period, Figure: e.Figure}
		own.Figure.Name, own.Figure.Value = partName(part, ytd), x.own[j].figure(part, ytd).Value
		x.ownRupiah(&own, j, part, ytd)
		if own.Figure.Said() {
			e.Inputs = append(e.Inputs, own)
		}
	}
	if len(e.Inputs) == 0 {
		e.Because = []string{nothingBelow(len(parts))}
	}
	e.summed("jumlah "+countWords(x.plan, parts, len(e.Inputs))+" yang menyatakannya", "sama dengan satu-satunya baris yang menyatakannya", FormatRupiah)
}

func nothingBelow(parts int) string {
	if parts == 0 {
		return "Tidak ada kegiatan di bawahnya."
	}
	return "Tidak satu pun kegiatan di bawahnya menyatakannya."
}

// countWords counts the lines that are summed by what they are.
func countWords(p Plan, parts []int, n int) string {
	word := "kegiatan"
	for _, j := range parts {
		if p.Lines[j].Level == LevelSubKegiatan {
			word = "baris kegiatan dan sub kegiatan"
		}
	}
	return FormatNumber(decInt(n)) + " " + word
}

func partName(part string, ytd bool) string {
	switch {
	case part == "pagu":
		return part
	case ytd:
		return "money_ytd." + part
	}
	return "money." + part
}

// figure is one of the purse's amounts.
func (p purse) figure(part string, ytd bool) Amount {
	switch {
	case part == "pagu":
		return p.pagu
	case part == "plan" && ytd:
		return p.planTo
	case part == "plan":
		return p.plan
	case ytd:
		return p.actualTo
	}
	return p.actual
}

// ownRupiah explains what a line's own row brings: a cell, or to date the sum of those
// of the quarters in which it counts.
func (x *Lineage) ownRupiah(e *Explanation, i int, part string, ytd bool) {
	if part == "pagu" {
		e.is(x.budgetCell(x.plan.Lines[i], Year))
		if !x.isLeaf(i) {
			e.Cell, e.Because = nil, []string{"Pagunya adalah pagu sub kegiatannya."}
		}
		return
	}
	if !ytd {
		e.is(x.rupiahCell(i, part, x.quarter))
		return
	}
	for q := 1; q <= x.quarter; q++ {
		if cell := x.rupiahCell(i, part, q); cell.Figure.Said() {
			e.Inputs = append(e.Inputs, cell)
		}
	}
	if len(e.Inputs) == 0 {
		e.Because = []string{"Tidak ada triwulan sampai dengan " + QuarterNames[x.quarter-1] + " yang menyatakannya."}
		return
	}
	e.summed("jumlah triwulan yang terisi", "satu-satunya triwulan yang terisi, "+QuarterNames[e.Inputs[0].Period.Quarter-1], FormatRupiah)
}

// rupiahCell is what counts of a line in a quarter: nothing where its sub kegiatan do.
func (x *Lineage) rupiahCell(i int, part string, q int) Explanation {
	cell, counts := x.paidCell(i, q), x.paid[q-1][i]
	if part == "plan" {
		cell, counts = x.budgetCell(x.plan.Lines[i], q-1), x.leaf[q-1][i]
	}
	if !counts {
		cell.Figure.Value, cell.Cell = NamedFigure{}.Value, nil
		cell.Because = []string{"Yang dihitung adalah sub kegiatannya."}
	}
	return cell
}

// spentWords explain a deviation of rupiah; a plan that says nothing counts as 0.
func spentWords(e *Explanation, m Money) {
	if !m.Actual.Said() {
		e.Because = append(e.Because, "Realisasi belum dilaporkan.")
		return
	}
	if !m.Plan.Said() {
		e.Because = append(e.Because, "Rencana tidak menyatakan anggaran; dihitung 0.")
	}
	e.Formula = "realisasi dikurangi anggaran"
	e.Numbers = rupiahOperand(m.Actual.Value.Decimal) + " - " + rupiahOperand(m.Plan.Value.Decimal) + " = " + FormatRupiah(m.Deviation.Decimal)
}

func (w purseWords) serapan(e *Explanation) {
	against, name := w.of("plan"), "anggaran triwulan"
	if w.ytd {
		against, _ = w.x.figure(w.i, "pagu")
		name = "pagu anggaran setahun"
	}
	e.Inputs, e.Rules = []Explanation{w.of("actual"), against}, append(e.Rules, ruleSerapan, ruleRounding)
	whole := w.m.Plan
	if w.ytd {
		whole = w.x.purses[w.i].pagu
	}
	serapanWords(e, w.m.Actual, whole, name)
}

func serapanWords(e *Explanation, part, whole Amount, name string) {
	rate := percent(part.Value, whole.Value)
	switch {
	case !part.Said():
		e.Because = append(e.Because, "Realisasi belum dilaporkan.")
	case !whole.Said():
		e.Because = append(e.Because, "Tidak ada "+name+" untuk dibandingkan.")
	case !rate.Valid:
		e.Because = append(e.Because, "Nol ("+name+") tidak dapat menjadi pembagi.")
	default:
		e.Formula = "realisasi dibagi " + name + ", dikali 100"
		e.Numbers = rupiahOperand(part.Value.Decimal) + " / " + rupiahOperand(whole.Value.Decimal) + " x 100 = " + percentOperand(rate)
	}
}

// status follows the order in which the flag was found.
func (w purseWords) status(e *Explanation) {
	p, m := w.x.purses[w.i], w.m
	switch {
	case !p.leaf && !p.rolled:
		e.Because = []string{nothingBelow(0)}
		return
	case p.excess().Valid:
		spent, _ := w.x.figure(w.i, "money_ytd.actual")
		pagu, _ := w.x.figure(w.i, "pagu")
		e.Inputs, e.Formula = []Explanation{spent, pagu}, "realisasi s.d. triwulan melebihi pagu setahun; itu yang lebih dulu dinyatakan"
		e.Numbers = FormatRupiah(p.actualTo.Value.Decimal) + " > " + FormatRupiah(p.pagu.Value.Decimal)
		return
	}
	e.Inputs = []Explanation{w.of("actual"), w.of("plan")}
	switch {
	case !w.ytd && p.missing && p.rolled:
		w.x.lacking(e, w.x.parts(w.i), false)
	case positive(m.Plan) && !m.Actual.Said():
		e.Because = []string{"Ada anggaran, realisasi belum dilaporkan."}
	case !m.Actual.Said():
		e.Because = []string{"Tidak ada anggaran dan tidak ada realisasi."}
	case !positive(m.Plan):
		e.Formula = "tidak ada anggaran pada masa ini, maka setiap rupiah adalah deviasi"
		e.Numbers = rupiahOperand(m.Actual.Value.Decimal) + " - " + rupiahOperand(m.Plan.Value.Decimal) + " = " + FormatRupiah(m.Deviation.Decimal)
	case m.Deviation.Decimal.IsZero():
		spentWords(e, m)
	default:
		e.Formula, e.Numbers = w.x.rules.MoneyTolerance.words(m.Deviation.Decimal, m.Plan.Value.Decimal, FormatRupiah)
		e.Because = append(e.Because, "Deviasi "+FormatRupiah(m.Deviation.Decimal)+".")
		e.Rules = append(e.Rules, toleranceRule("rupiah", "money", w.x.rules.MoneyTolerance, FormatRupiah))
	}
}

// lacking lists what was due in rupiah and is not reported.
func (x *Lineage) lacking(e *Explanation, parts []int, ytd bool) {
	first := x.quarter
	if ytd {
		first = 1
	}
	for _, j := range parts {
		line := x.plan.Lines[j]
		for q := first; q <= x.quarter; q++ {
			plan, actual := x.rupiahCell(j, "plan", q).Figure, x.rupiahCell(j, "actual", q).Figure
			switch {
			case plan.Value.Valid && plan.Value.Decimal.IsPositive() && !actual.Said():
				e.Because = append(e.Because, "Anggaran "+QuarterNames[q-1]+" "+plan.Text()+" pada "+lineWords(line)+" belum dilaporkan realisasinya.")
			case q < x.quarter && x.leaf[q-1][j] && x.silent(q-1) && line.HoldsIn(q):
				e.Because = append(e.Because, "Laporan "+QuarterNames[q-1]+" belum ada, juga untuk "+lineWords(line)+".")
			}
		}
	}
	if len(e.Because) == 0 {
		e.Because = []string{"Setiap anggaran yang direncanakan sudah dilaporkan realisasinya."}
	}
}

// yearly explains what a line says of the year, and how it is judged.
func (x *Lineage) yearly(e *Explanation, i int, name string) {
	switch name {
	case "pagu":
		x.addUp(e, i, "pagu", false)
	case "pagu_written":
		e.is(x.budgetCell(x.plan.Lines[i], Year))
		e.Rules = append(e.Rules, ruleRollup)
	case "sisa":
		pagu, _ := x.figure(i, "pagu")
		spent, _ := x.figure(i, "money_ytd.actual")
		e.Inputs = []Explanation{pagu, spent}
		sisaWords(e, x.purses[i])
	case "predikat":
		x.predikat(e, i)
	case "efisiensi":
		x.efisiensi(e, i)
	}
}

func sisaWords(e *Explanation, p purse) {
	if !p.pagu.Said() {
		e.Because = append(e.Because, "Tidak ada pagu anggaran.")
		return
	}
	if !p.actualTo.Said() {
		e.Because = append(e.Because, "Belum ada realisasi; dihitung 0.")
	}
	e.Formula = "pagu anggaran dikurangi realisasi s.d. triwulan"
	e.Numbers = rupiahOperand(p.pagu.Value.Decimal) + " - " + rupiahOperand(p.actualTo.Value.Decimal) + " = " + FormatRupiah(p.sisa().Decimal)
}
