package xlsx

import (
	"github.com/shopspring/decimal"
	"github.com/xuri/excelize/v2"

	"rekon/reconcile"
)

// result is what a computed cell shows, and how it was computed: the formula is
// "" where the figure cannot be derived from cells of the workbook.
type result struct {
	value   decimal.NullDecimal
	formula string
	shows   Shown // the figure that it is, where that has a name
}

// provided keeps the formula only if it yields the figure, so that no click ever
// shows an arithmetic that is not the figure's. Operands that a cell cannot store
// to the last digit have no formula either.
func provided(formula string, yields, figure decimal.NullDecimal, operands ...decimal.NullDecimal) result {
	same := yields.Valid == figure.Valid && (!yields.Valid || yields.Decimal.Equal(figure.Decimal))
	if !same || !storable(operands...) {
		formula = ""
	}
	return result{value: figure, formula: formula}
}

func none() decimal.NullDecimal { return decimal.NullDecimal{} }

// content is what a cell shows, before it is dressed for its row.
type content struct {
	result
	text   string // instead of a number
	number format
	align  align
	ground ground
	face   face
	link   string // a place in the workbook
}

func words(s string) content    { return content{text: s} }
func centered(s string) content { return content{text: s, align: alignCenter} }

func flag(s reconcile.Status, incomplete bool) content {
	return content{text: string(s), align: alignCenter, ground: tone(s, incomplete)}
}

func completeness(missing bool) content {
	if !missing {
		return content{}
	}
	return content{text: "belum lengkap", align: alignCenter, ground: groundUnreported}
}

// rupiah shows an amount; one that a cell cannot store exactly becomes text.
func rupiah(r result) content {
	if r.value.Valid && !storable(r.value) {
		return content{text: reconcile.FormatNumber(r.value.Decimal), align: alignRight}
	}
	return content{result: r, number: formatTwoPlaces, align: alignRight}
}

func percentage(r result) content {
	return content{result: r, number: formatTwoPlaces, align: alignRight}
}

// quantity shows a physical figure: a number, or the letter with the number it
// was graded from.
func quantity(q reconcile.Quantity, formula string) content {
	switch {
	case q.Letter != "" && q.Value.Valid:
		return centered(q.Letter + " (" + reconcile.FormatNumber(q.Value.Decimal) + ")")
	case q.Letter != "":
		return centered(q.Letter)
	default:
		return measured(result{value: q.Value, formula: formula})
	}
}

// measured shows a number with as many decimals as it has, up to four.
func measured(r result) content {
	c := content{result: r, number: formatNoPlaces, align: alignRight}
	switch {
	case !r.value.Valid || r.value.Decimal.IsInteger():
	case r.value.Decimal.Equal(r.value.Decimal.Round(2)):
		c.number = formatTwoPlaces
	default:
		c.number = formatFourPlaces
	}
	return c
}

// value is what the library writes for a cell: a number, text, or the empty
// result of a formula.
func (c content) value() any {
	switch {
	case c.text != "":
		return clean(c.text)
	case c.result.value.Valid:
		return number(c.result.value.Decimal)
	default:
		return nil
	}
}

func (c content) cell(style int) excelize.Cell {
	return excelize.Cell{StyleID: style, Formula: c.formula, Value: c.value()}
}
