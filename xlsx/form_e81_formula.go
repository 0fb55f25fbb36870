package xlsx

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"rekon/reconcile"
)

// cellAt names a cell of the form.
func cellAt(col, row int) string { return columnLetters(col) + strconv.Itoa(row) }

// below lists the cells of a column on the rows that a row sums, neighbours as one
// range; "" where there are too many to list.
func (b *e81Book) below(row *reconcile.E81Row, col int) string {
	var ranges []string
	for i := 0; i < len(row.Children); {
		j := i
		for j+1 < len(row.Children) && row.Children[j+1] == row.Children[j]+1 {
			j++
		}
		cell := cellAt(col, rowOf(row.Children[i]))
		if j > i {
			cell += ":" + cellAt(col, rowOf(row.Children[j]))
		}
		ranges = append(ranges, cell)
		i = j + 1
	}
	if len(ranges) > maxArguments {
		return ""
	}
	return strings.Join(ranges, ",")
}

// sumBelow is an amount of a row: its own, or the sum of the rows below.
func (b *e81Book) sumBelow(row *reconcile.E81Row, col int, figure decimal.NullDecimal, of func(*reconcile.E81Row) decimal.NullDecimal) content {
	if row.Leaf {
		return b.amount(result{value: figure})
	}
	var parts []decimal.NullDecimal
	for _, c := range row.Children {
		parts = append(parts, of(&b.form.Rows[c]))
	}
	if len(parts) == 0 {
		return b.amount(result{value: figure})
	}
	return b.amount(provided(blankSum(b.below(row, col+1)), sum(parts...), figure, append(parts, figure)...))
}

// renstraSum is an amount that the office fills in on the kegiatan; a sum stands
// only where each of them says something.
func (b *e81Book) renstraSum(row *reconcile.E81Row, col int, figure decimal.NullDecimal) content {
	switch cells := b.below(row, col+1); {
	case row.Leaf && !figure.Valid:
		return open(wordUnfilled, groundEntry)
	case row.Leaf, len(row.Children) == 0:
		return b.amount(result{value: figure})
	default:
		formula := ""
		if cells != "" {
			formula = fmt.Sprintf(`IF(COUNT(%s)<%d,"%s",SUM(%s))`, cells, len(row.Children), wordWaiting, cells)
		}
		return b.waiting(result{value: figure, formula: formula})
	}
}

// waiting is an amount that rests on cells to be filled in.
func (b *e81Book) waiting(r result) content {
	if !r.value.Valid {
		c := open(wordWaiting, groundEntry)
		c.formula = r.formula
		return c
	}
	if !storable(r.value) {
		r.formula = ""
	}
	return b.amount(r)
}

// quarterCells are the cells of the quarters in one column of their pairs.
func quarterCells(at, inPair int) (cells []string) {
	for q := 1; q <= reconcile.Year; q++ {
		cells = append(cells, cellAt(quarterColumn(q)+inPair, at))
	}
	return cells
}

// quarterK is what the quarters say: all of it, and the last.
func (b *e81Book) quarterK(row *reconcile.E81Row) (total decimal.NullDecimal, last reconcile.Quantity) {
	for q := range b.form.Period.Quarter {
		if k := row.Quarters[q].K; k.Said() {
			total, last = sum(total, k.Value), k
		}
	}
	return total, last
}

// addsUpK reports whether column 12 is what the quarters beside it say.
func (b *e81Book) addsUpK(row *reconcile.E81Row) bool {
	total, last := b.quarterK(row)
	if row.Sums {
		return sameNumber(total, row.Actual.K.Value)
	}
	return last.Letter == row.Actual.K.Letter && sameNumber(last.Value, row.Actual.K.Value)
}

// quarterRp is the sum of the quarters' rupiah.
func (b *e81Book) quarterRp(row *reconcile.E81Row) (total decimal.NullDecimal) {
	for q := range b.form.Period.Quarter {
		total = sum(total, row.Quarters[q].Rp)
	}
	return total
}

func (b *e81Book) addsUpRp(row *reconcile.E81Row) bool {
	return sameNumber(b.quarterRp(row), row.Actual.Rp)
}

// actualK is column 12: the sum of the quarters, or what the last of them says.
func (b *e81Book) actualK(row *reconcile.E81Row, at int) content {
	cells, formula := quarterCells(at, 0), ""
	switch {
	case !b.addsUpK(row):
	case row.Sums:
		formula = blankSum(strings.Join(cells, ","))
	default:
		formula = lastOf(cells, row.Actual.K.Letter != "")
	}
	return b.physical(row.Line, row.Actual.K, formula)
}

func sameNumber(a, b decimal.NullDecimal) bool {
	return a.Valid == b.Valid && (!a.Valid || a.Decimal.Equal(b.Decimal))
}

// lastOf is what the last of some cells says: a number, or a letter.
func lastOf(cells []string, letters bool) string {
	formula := `""`
	for _, c := range cells {
		says := "ISNUMBER(" + c + ")"
		if letters {
			says = "AND(" + c + `<>""`
			for _, word := range []string{wordUnreported, wordUnplanned, wordLater} {
				says += "," + c + `<>"` + word + `"`
			}
			says += ")"
		}
		formula = "IF(" + says + "," + c + "," + formula + ")"
	}
	return formula
}

// actualRp is column 12: the sum of the quarters.
func (b *e81Book) actualRp(row *reconcile.E81Row, at int) content {
	operands := []decimal.NullDecimal{row.Actual.Rp}
	for q := range b.form.Period.Quarter {
		operands = append(operands, row.Quarters[q].Rp)
	}
	c := b.amount(provided(blankSum(strings.Join(quarterCells(at, 1), ",")), b.quarterRp(row), row.Actual.Rp, operands...))
	if row.PartialRp && row.Actual.Rp.Valid {
		c.ground = groundUnreported
	}
	return c
}

// toDateK is column 13: what was reached before and this year; of a position, this
// year's.
func (b *e81Book) toDateK(row *reconcile.E81Row, at int) content {
	past, actual := cellAt(e81Past, at), cellAt(e81Actual, at)
	switch {
	case !row.Line.HasTarget() && !row.ToDate.K.Said() && !row.Target.K.Said():
		return content{}
	case !row.Adds:
		return b.physical(row.Line, row.ToDate.K, "IF("+actual+`="","",`+actual+")")
	}
	formula := fmt.Sprintf(`IF(AND(ISNUMBER(%[1]s),ISNUMBER(%[2]s)),%[1]s+%[2]s,"%[3]s")`, past, actual, wordWaiting)
	if !row.ToDate.K.Said() {
		c := open(wordWaiting, groundEntry)
		c.formula = formula
		return c
	}
	return b.physical(row.Line, row.ToDate.K, formula)
}

func (b *e81Book) toDateRp(row *reconcile.E81Row, at int) content {
	past, actual := cellAt(e81Past+1, at), cellAt(e81Actual+1, at)
	if !row.Leaf && len(row.Children) == 0 {
		return content{}
	}
	formula := fmt.Sprintf(`IF(AND(ISNUMBER(%[1]s),ISNUMBER(%[2]s)),%[1]s+%[2]s,"%[3]s")`, past, actual, wordWaiting)
	if !storable(row.Past.Rp, row.Actual.Rp) {
		formula = ""
	}
	return b.waiting(result{value: row.ToDate.Rp, formula: formula})
}

// rateK is column 14 by the line's polarity; letters have no percentage.
func (b *e81Book) rateK(row *reconcile.E81Row, at int) content {
	target, reached := cellAt(e81Target, at), cellAt(e81ToDate, at)
	switch {
	case !row.Line.HasTarget() && !row.Target.K.Said():
		return content{}
	case row.Line.Unit == reconcile.Predikat, row.Line.Scale != "":
		return content{text: wordNone, align: alignCenter}
	}
	arithmetic, zero := reached+"/"+target, target
	switch {
	case row.Line.Polarity == reconcile.Negatif && b.form.Rules.NegativeRatio:
		arithmetic, zero = target+"/"+reached, reached
	case row.Line.Polarity == reconcile.Negatif:
		arithmetic = "(2*" + target + "-" + reached + ")/" + target
	}
	unfilled := !row.Target.K.Said() || !row.ToDate.K.Said()
	return b.rate(row.RateK, unfilled, target, reached, arithmetic, zero)
}

func (b *e81Book) rateRp(row *reconcile.E81Row, at int) content {
	if !row.Leaf && len(row.Children) == 0 {
		return content{}
	}
	target, reached := cellAt(e81Target+1, at), cellAt(e81ToDate+1, at)
	return b.rate(row.RateRp, !row.Target.Rp.Valid || !row.ToDate.Rp.Valid, target, reached, reached+"/"+target, target)
}

// rate is a percentage to four decimals, n/a where there is nothing to divide by.
func (b *e81Book) rate(figure decimal.NullDecimal, unfilled bool, target, reached, arithmetic, zero string) content {
	formula := fmt.Sprintf(`IF(AND(ISNUMBER(%s),ISNUMBER(%s)),IF(%s=0,"%s",ROUND(%s*100,4)),"%s")`, target, reached, zero, wordNone, arithmetic, wordWaiting)
	var c content
	switch {
	case figure.Valid:
		c = percentage(result{value: figure, formula: formula})
	case unfilled:
		c = open(wordWaiting, groundEntry)
	default:
		c = content{text: wordNone, align: alignCenter}
	}
	c.formula = formula
	return c
}
