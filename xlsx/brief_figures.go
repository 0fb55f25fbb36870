package xlsx

import (
	"fmt"

	"github.com/shopspring/decimal"

	"rekon/reconcile"
)

// standingFigures are the figures of a period and of the one before, with the cells
// they stand in on another sheet.
type standingFigures struct {
	now, before         reconcile.Figures
	nowYTD, beforeYTD   reconcile.Figures
	pagu, sisa          decimal.NullDecimal
	hasBefore, complete bool
	firstQuarter        bool // nothing comes before it in the year
	reported            bool
	lacks               bool // something that was due in the period itself
	planDoubtful        bool // a warning lies on the plan that the figures rest on
	beforePlanDoubtful  bool
	predikat            string
	meanOf              string // what the capaian is a mean of
	see                 func(what string, figure decimal.NullDecimal) result
}

// Columns of the table: before, now, change, before to date, now to date.
const (
	standBefore, standNow, standChange, standBeforeYTD, standNowYTD = 0, 1, 2, 3, 4
)

var standColumns = [5]string{"C", "D", "E", "F", "G"}

// table makes the rows of the page's figures, with formulas among its own cells.
func (f standingFigures) table(first int) []standingRow {
	at := func(column, row int) string { return fmt.Sprintf("%s%d", standColumns[column], first+row) }
	const plan, actual, deviation, serapan, ofPlan, capaian, pagu = 0, 1, 2, 3, 4, 5, 6
	all := [5]reconcile.Figures{f.before, f.now, {}, f.beforeYTD, f.nowYTD}
	each := func(name string, of func(column int, g reconcile.Figures) result, change bool) func(int) [5]content {
		return func(row int) (out [5]content) {
			for i, g := range all {
				if i != standChange {
					out[i] = content{result: of(i, g)}.named(standingFigure(name, i))
				}
			}
			if a, b := out[standNow].result.value, out[standBefore].result.value; change && a.Valid && b.Valid {
				l, r := fmt.Sprintf("D%d", row), fmt.Sprintf("C%d", row)
				out[standChange] = content{result: provided(ifBoth(l, r, "ROUND("+l+"-"+r+",4)"), minus(a, b), minus(a, b), a, b)}
			}
			return f.toned(out)
		}
	}
	return []standingRow{
		{"Anggaran (rencana)", formatNoPlaces, each("plan", func(i int, g reconcile.Figures) result {
			return f.seen(i, "plan", g.Plan)
		}, true)},
		{"Realisasi", formatNoPlaces, each("actual", func(i int, g reconcile.Figures) result { return f.seen(i, "actual", g.Actual) }, true)},
		{"Deviasi (realisasi - rencana)", formatNoPlaces, each("deviation", func(i int, g reconcile.Figures) result {
			p, a := at(i, plan), at(i, actual)
			return provided("IF("+a+`="","",ROUND(`+a+"-N("+p+"),2))", lessOrZero(g.Actual, g.Plan), g.Deviation, g.Plan, g.Actual)
		}, false)},
		{"Serapan (%); s.d.: dari pagu", formatTwoPlaces, each("serapan", func(i int, g reconcile.Figures) result {
			whole, against := at(i, plan), g.Plan
			if i == standNowYTD {
				whole, against = at(i, pagu), f.pagu
			}
			if i == standBeforeYTD {
				return result{value: g.Serapan}
			}
			return ratio(percentOf(at(i, actual), whole), g.Serapan, g.Actual, against)
		}, true)},
		{"Realisasi terhadap rencana (%)", formatTwoPlaces, each("", func(i int, g reconcile.Figures) result {
			return ratio(percentOf(at(i, actual), at(i, plan)), g.OfPlan, g.Actual, g.Plan)
		}, true)},
		{"Rata-rata capaian (%), " + f.meanOf, formatTwoPlaces, each("capaian", func(i int, g reconcile.Figures) result {
			return f.seen(i, "capaian", g.Capaian.Value)
		}, true)},
		{"Pagu setahun", formatNoPlaces, f.only(func(int) content { return content{result: f.see("pagu", f.pagu)}.named("totals.pagu") })},
		{"Sisa pagu", formatNoPlaces, f.only(func(int) content {
			p, a := at(standNowYTD, pagu), at(standNowYTD, actual)
			return content{result: provided("IF("+p+`="","",ROUND(`+p+"-N("+a+"),2))", lessOrZero(f.pagu, f.nowYTD.Actual), f.sisa, f.pagu, f.nowYTD.Actual)}.named("totals.sisa")
		})},
		{"Predikat kinerja", formatGeneral, f.only(func(int) content { return content{text: f.judged(), ground: f.judgedGround()} })},
		{"Data", formatGeneral, func(int) [5]content { return f.data() }},
	}
}

// standingFigure is the name of the agency's figure in a column of the table; the quarter
// before and the change are figures of no stored result.
func standingFigure(name string, column int) string {
	switch {
	case name == "":
		return ""
	case column == standNow:
		return "totals." + name
	case column == standNowYTD:
		return "totals." + name + "_ytd"
	}
	return ""
}

// seen leads to the other sheet for the quarter shown; the quarter before is of another
// workbook.
func (f standingFigures) seen(column int, what string, figure decimal.NullDecimal) result {
	switch column {
	case standNow:
		return f.see(what, figure)
	case standNowYTD:
		return f.see(what+" ytd", figure)
	}
	return result{value: figure}
}

// only shows a figure of the year in the last column.
func (f standingFigures) only(c func(row int) content) func(int) [5]content {
	return func(row int) (out [5]content) {
		for i := range standNowYTD {
			out[i].ground = groundNeutral
		}
		out[standNowYTD] = c(row)
		return out
	}
}

// toned marks what is not said.
func (f standingFigures) toned(cells [5]content) [5]content {
	for i := range cells {
		if !cells[i].result.value.Valid && cells[i].formula == "" {
			cells[i].ground = groundNeutral
		}
	}
	return cells
}

// judged is the predikat in words; nothing is judged on incomplete data.
func (f standingFigures) judged() string { return reconcile.Judged(f.predikat, f.complete) }

var predikatTones = map[string]ground{"Sangat Tinggi": groundGood, "Tinggi": groundGood, "Sedang": groundAttention, "Rendah": groundBad, "Sangat Rendah": groundBad}

func (f standingFigures) judgedGround() ground {
	switch {
	case !f.complete:
		return groundUnreported
	case f.planDoubtful: // a good word that rests on a doubtful plan is not shown as good
		return groundNeutral
	}
	return predikatTones[f.predikat]
}

// data says in words whether the figures above are final, and what they rest on.
func (f standingFigures) data() (out [5]content) {
	word := func(there, lacks, doubtful bool) content {
		switch {
		case !there:
			return content{text: "tidak ada laporan", ground: groundUnreported}
		case lacks:
			return content{text: "belum lengkap", ground: groundUnreported}
		case doubtful:
			return content{text: "lengkap; rencana diragukan", ground: groundAttention}
		case !f.complete: // nothing is good on a page that is not
			return content{text: "lengkap", ground: groundNeutral}
		}
		return content{text: "lengkap", ground: groundGood}
	}
	out[standBefore] = word(f.hasBefore, f.before.Incomplete, f.beforePlanDoubtful)
	out[standBeforeYTD] = word(f.hasBefore, f.beforeYTD.Incomplete, f.beforePlanDoubtful)
	if f.firstQuarter {
		out[standBefore] = content{text: "awal tahun", ground: groundNeutral}
		out[standBeforeYTD] = out[standBefore]
	}
	out[standNow] = word(f.reported, f.now.Incomplete || f.lacks, f.planDoubtful)
	out[standNowYTD] = word(f.reported, f.nowYTD.Incomplete || !f.complete, f.planDoubtful)
	out[standChange].ground = groundNeutral
	return out
}
