package xlsx

import (
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"rekon/reconcile"
)

// at is a cell of Variansi by its column's name.
func (v *varianceBook) at(id columnID, row int) string {
	return v.letters[id] + strconv.Itoa(row)
}

// down is the range of a column over all entries, fixed for copying.
func (v *varianceBook) down(id columnID) string {
	l := v.letters[id]
	return "$" + l + "$" + strconv.Itoa(v.first) + ":$" + l + "$" + strconv.Itoa(v.last)
}

var hundred = decimal.NewFromInt(100)

func minus(a, b decimal.NullDecimal) decimal.NullDecimal {
	if !a.Valid || !b.Valid {
		return none()
	}
	return decimal.NewNullDecimal(a.Decimal.Sub(b.Decimal))
}

// sum adds what is said; null when nothing is.
func sum(ds ...decimal.NullDecimal) decimal.NullDecimal {
	total := none()
	for _, d := range ds {
		if d.Valid {
			total = decimal.NewNullDecimal(total.Decimal.Add(d.Decimal))
		}
	}
	return total
}

// ifBoth is the arithmetic of two cells, blank unless both say something.
func ifBoth(a, b, arithmetic string) string {
	return "IF(OR(" + a + `="",` + b + `=""),"",` + arithmetic + ")"
}

// percentOf is part / whole x 100 to four decimals, blank where one is blank or the
// whole is 0.
func percentOf(part, whole string) string {
	return "IF(OR(" + part + `="",` + whole + `="",` + whole + `=0),"",ROUND(` + part + "/" + whole + "*100,4))"
}

// isPercentOf reports whether p is part / whole x 100, rounded as percentages are.
func isPercentOf(p, part, whole decimal.Decimal) bool {
	return p.Equal(part.Mul(hundred).DivRound(whole, 20).Round(4))
}

// ratio keeps the formula of a percentage if it yields the figure.
func ratio(formula string, figure, part, whole decimal.NullDecimal) result {
	computable := part.Valid && whole.Valid && !whole.Decimal.IsZero()
	if computable != figure.Valid || computable && !isPercentOf(figure.Decimal, part.Decimal, whole.Decimal) || !storable(part, whole) {
		formula = ""
	}
	return result{value: figure, formula: formula}
}

// physicalDeviation is realisasi - target.
func (v *varianceBook) physicalDeviation(e *entry, p *reconcile.Physical, base columnID) result {
	t, a := v.at(base+inPlan, e.row), v.at(base+inActual, e.row)
	if p.Target.Letter != "" || p.Actual.Letter != "" {
		return result{value: p.Deviation}
	}
	return provided(ifBoth(t, a, a+"-"+t), minus(p.Actual.Value, p.Target.Value), p.Deviation)
}

// capaian follows the line's polarity: more is better, or less is.
func (v *varianceBook) capaian(e *entry, p *reconcile.Physical, base columnID) result {
	t, a := v.at(base+inPlan, e.row), v.at(base+inActual, e.row)
	target, actual := p.Target.Value, p.Actual.Value
	switch {
	case p.Target.Letter != "" || p.Actual.Letter != "":
		return result{value: p.Capaian}
	case e.v.Line.Polarity != reconcile.Negatif:
		return ratio(percentOf(a, t), p.Capaian, actual, target)
	case v.r.Rules.NegativeRatio:
		return ratio(percentOf(t, a), p.Capaian, target, actual)
	default:
		turned := minus(sum(target, target), actual)
		formula := "IF(OR(" + a + `="",` + t + `="",` + t + `=0),"",ROUND((2*` + t + "-" + a + ")/" + t + "*100,4))"
		return ratio(formula, p.Capaian, turned, target)
	}
}

// capped is the capaian within floor 0 and the rules' cap.
func (v *varianceBook) capped(p *reconcile.Physical, e *entry, base columnID) result {
	raw := v.at(base+inPercent, e.row)
	within := "MAX(0," + raw + ")"
	yields := p.Capaian
	if yields.Valid {
		yields.Decimal = decimal.Max(decimal.Zero, yields.Decimal)
	}
	if c := v.r.Rules.CapaianCap; c.Valid {
		within = "MIN(" + c.Decimal.String() + "," + within + ")"
		if yields.Valid {
			yields.Decimal = decimal.Min(c.Decimal, yields.Decimal)
		}
	}
	return provided("IF("+raw+`="","",`+within+")", yields, p.Capped)
}

// averageOf is the plain mean over the kegiatan that have a capaian.
func (v *varianceBook) averageOf(graded columnID, m reconcile.Mean) result {
	total, count := decimal.Zero, 0
	for _, e := range v.entries {
		if c := v.gradedValue(e, graded); e.isKegiatan() && c.Valid {
			total, count = total.Add(c.Decimal), count+1
		}
	}
	formula := "ROUND(AVERAGEIFS(" + v.down(graded) + "," + v.down(colLevel) + `,"Kegiatan"),4)`
	exact := count == m.Count && count > 0 && m.Value.Valid &&
		isPercentOf(m.Value.Decimal, total.Shift(-2), decimal.NewFromInt(int64(count)))
	if !exact {
		formula = ""
	}
	return result{value: m.Value, formula: formula}
}

func (v *varianceBook) gradedValue(e *entry, graded columnID) decimal.NullDecimal {
	if e.v == nil {
		return none()
	}
	p := &e.v.Physical
	if graded >= colPhysicalYTD {
		p = &e.v.PhysicalYTD
	}
	return p.Capped
}

// moneySums are the agency's totals of one block.
type moneySums struct {
	plan, actual, deviation, serapan decimal.NullDecimal
	incomplete                       bool
}

func (v *varianceBook) moneyTotals(ytd bool) moneySums {
	t := v.r.Totals
	if ytd {
		return moneySums{t.PlanYTD, t.ActualYTD, t.DeviationYTD, t.SerapanYTD, t.IncompleteYTD}
	}
	return moneySums{t.Plan, t.Actual, t.Deviation, t.Serapan, t.Incomplete}
}

func (t moneySums) money() *reconcile.Money {
	return &reconcile.Money{Plan: reconcile.Amount{Value: t.plan}, Actual: reconcile.Amount{Value: t.actual}, Deviation: t.deviation, Serapan: t.serapan}
}

// difference is realisasi - anggaran, to the sen; no anggaran counts as 0.
func (v *varianceBook) difference(row int, base columnID, m *reconcile.Money) result {
	p, a := v.at(base+inPlan, row), v.at(base+inActual, row)
	return provided("IF("+a+`="","",ROUND(`+a+"-N("+p+"),2))", lessOrZero(m.Actual.Value, m.Plan.Value), m.Deviation, m.Plan.Value, m.Actual.Value)
}

// lessOrZero is a - b, where a b that says nothing counts as 0.
func lessOrZero(a, b decimal.NullDecimal) decimal.NullDecimal {
	if !a.Valid {
		return a
	}
	return decimal.NewNullDecimal(a.Decimal.Sub(b.Decimal))
}

// serapan of the quarter is against its plan, to date against the year's pagu.
func (v *varianceBook) serapan(row int, base columnID, m *reconcile.Money, pagu decimal.NullDecimal, ytd bool) result {
	whole, against := v.at(base+inPlan, row), m.Plan.Value
	if ytd {
		whole, against = v.at(colPagu, row), pagu
	}
	return ratio(percentOf(v.at(base+inActual, row), whole), m.Serapan, m.Actual.Value, against)
}

// sisa is the pagu less what was spent to date; nothing reported counts as 0.
func (v *varianceBook) sisa(row int, pagu, spent, figure decimal.NullDecimal) result {
	p, a := v.at(colPagu, row), v.at(colMoneyYTD+inActual, row)
	return provided("IF("+p+`="","",ROUND(`+p+"-N("+a+"),2))", lessOrZero(pagu, spent), figure, pagu, spent)
}

// childSum adds the rows below a program or an indicator.
func (v *varianceBook) childSum(e *entry, id columnID, of func(*entry) decimal.NullDecimal, figure decimal.NullDecimal) result {
	parts := make([]decimal.NullDecimal, len(e.children))
	for i, c := range e.children {
		parts[i] = of(c)
	}
	return provided(blankSum(v.childRanges(e, id)), sum(parts...), figure, append(parts, figure)...)
}

// blankSum adds cells; blank where none holds a number.
func blankSum(cells string) string {
	if cells == "" {
		return ""
	}
	return "IF(COUNT(" + cells + `)=0,"",SUM(` + cells + "))"
}

// maxArguments is what a function takes in a spreadsheet.
const maxArguments = 250

// childRanges lists the rows of the children, neighbours as one range; "" where
// there are too many to list.
func (v *varianceBook) childRanges(e *entry, id columnID) string {
	var ranges []string
	for i := 0; i < len(e.children); {
		j := i
		for j+1 < len(e.children) && e.children[j+1].row == e.children[j].row+1 {
			j++
		}
		cell := v.at(id, e.children[i].row)
		if j > i {
			cell += ":" + v.at(id, e.children[j].row)
		}
		ranges = append(ranges, cell)
		i = j + 1
	}
	if len(ranges) > maxArguments {
		return ""
	}
	return strings.Join(ranges, ",")
}

// kegiatanSum adds the kegiatan of the whole sheet.
func (v *varianceBook) kegiatanSum(id columnID, figure decimal.NullDecimal) result {
	var parts []decimal.NullDecimal
	for _, e := range v.entries {
		if e.isKegiatan() {
			parts = append(parts, v.moneyOf(e, id))
		}
	}
	levels, cells := v.down(colLevel), v.down(id)
	formula := "IF(COUNTIFS(" + levels + `,"Kegiatan",` + cells + `,">-1E+300")=0,"",SUMIFS(` + cells + "," + levels + `,"Kegiatan"))`
	return provided(formula, sum(parts...), figure, append(parts, figure)...)
}

// moneyOf is the figure of a line in a rupiah column.
func (v *varianceBook) moneyOf(e *entry, id columnID) decimal.NullDecimal {
	switch id {
	case colMoney + inPlan:
		return e.v.Money.Plan.Value
	case colMoney + inActual:
		return e.v.Money.Actual.Value
	case colMoneyYTD + inPlan:
		return e.v.MoneyYTD.Plan.Value
	case colMoneyYTD + inActual:
		return e.v.MoneyYTD.Actual.Value
	default:
		return e.v.Pagu
	}
}
