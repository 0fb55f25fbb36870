package xlsx

import (
	"strings"

	"github.com/shopspring/decimal"
	"github.com/xuri/excelize/v2"

	"rekon/reconcile"
)

// rowOf is the row of the sheet on which a row of the form stands.
func rowOf(i int) int { return e81First + i }

// e81Look dresses the rows of a level.
func e81Look(l reconcile.Line) look {
	switch l.Level {
	case reconcile.LevelSasaran:
		return look{face: faceBold, ground: groundLight}
	case reconcile.LevelProgram:
		return look{face: faceBold, ground: groundFaint}
	case reconcile.LevelSubKegiatan:
		return look{indent: 1}
	}
	return look{}
}

func (b *e81Book) writeRow(i int) {
	row := &b.form.Rows[i]
	l := e81Look(row.Line)
	b.page.blank(1, e81Remarks, l)
	number := l.in(facePlain).as(formatNoPlaces)
	number.align = alignCenter
	b.page.put(e81No, excelize.Cell{StyleID: b.style(number), Value: float64(i + 1)})
	b.writeSasaran(i)
	b.page.text(e81Code, row.Line.Code, l.in(faceSmall))
	name, measure := e81Names(row.Line)
	b.page.text(e81Name, name, l)
	b.page.text(e81Measure, measure, l.in(facePlain))
	wide := e81Name
	if row.Line.Level == reconcile.LevelSasaran {
		wide = e81Measure
	}
	b.page.merge(e81Name, wide)
	b.writeFigures(row, rowOf(i))
	unit := row.Unit
	if unit == "" {
		unit = b.form.Agency.Code
	}
	b.page.text(e81Unit, unit, look{ground: l.ground, align: alignCenter})
	remarks := b.remarks(row)
	b.page.text(e81Remarks, remarks, look{ground: l.ground, face: faceSmall})
	lines := max(linesIn(name, b.page.width(e81Name, wide), l), linesIn(measure, b.page.width(e81Measure, e81Measure), l),
		linesIn(row.Line.Code, b.page.width(e81Code, e81Code), l.in(faceSmall)), linesIn(unit, b.page.width(e81Unit, e81Unit), l),
		linesIn(remarks, b.page.width(e81Remarks, e81Remarks), look{face: faceSmall}))
	b.page.next(excelize.RowOpts{Height: heightFor(lines)})
}

// e81Names are what stands under Program / Kegiatan and under Indikator Kinerja: an
// indicator of a sasaran has no program and reaches over both.
func e81Names(l reconcile.Line) (name, measure string) {
	if l.Level == reconcile.LevelSasaran {
		return l.Name(), ""
	}
	if len(l.Unit) > maxUnit {
		return l.Name(), l.Measure + " (" + l.Unit + ")"
	}
	return l.Name(), l.Measure
}

// writeSasaran writes a sasaran once, merged down over the rows that serve it.
func (b *e81Book) writeSasaran(i int) {
	l := look{}
	b.page.blank(e81Sasaran, e81Sasaran, l)
	of := func(i int) string { return headingKey(b.form.Rows[i].Line.Path.Sasaran) }
	if i > 0 && of(i-1) == of(i) {
		return
	}
	n := 1
	for i+n < len(b.form.Rows) && of(i+n) == of(i) {
		n++
	}
	b.page.text(e81Sasaran, b.form.Rows[i].Line.Path.Sasaran, l)
	b.page.mergeDown(e81Sasaran, e81Sasaran, n)
}

// remarks say what a change in the year did to the row, and what its figures lack.
func (b *e81Book) remarks(row *reconcile.E81Row) string {
	out := changeWords(row)
	var lacks []string
	if row.PartialK {
		lacks = append(lacks, "kinerja")
	}
	if row.PartialRp {
		lacks = append(lacks, "anggaran")
	}
	if len(lacks) > 0 {
		out = append(out, "belum lengkap: "+strings.Join(lacks, ", "))
	}
	if !b.addsUpK(row) || !b.addsUpRp(row) {
		out = append(out, "kolom 12 dari basis data, berbeda dengan triwulannya")
	}
	return capital(strings.Join(out, "; "))
}

// changeWords tell of a line that a change in the year brought, took out or altered.
func changeWords(row *reconcile.E81Row) (out []string) {
	l := row.Line
	roman := func(quarter int) string { return reconcile.Period{Quarter: quarter}.Roman() }
	switch {
	case l.Gone > 0:
		out = append(out, "tidak lagi direncanakan mulai TW "+roman(l.Gone))
	case l.Since > 1:
		return append(out, "baru mulai TW "+roman(l.Since))
	}
	was, is := reconcile.FormatQuantity(row.Was.K, l.Unit), reconcile.FormatQuantity(l.Target[reconcile.Year], l.Unit)
	if row.Was.K.Said() && was != is {
		out = append(out, "target semula "+was)
	}
	if before := row.Was.Rp; before.Valid && !sameNumber(before, row.Year.Rp) {
		out = append(out, "pagu semula "+reconcile.FormatRupiah(before.Decimal))
	}
	return out
}

// writeFigures writes the ten pairs of a row.
func (b *e81Book) writeFigures(row *reconcile.E81Row, at int) {
	b.pair(row, e81Target, b.fromRenstra(row, row.Target.K, row.HasK()), b.renstraSum(row, e81Target, row.Target.Rp))
	b.pair(row, e81Past, b.fromRenstra(row, row.Past.K, row.HasK()), b.renstraSum(row, e81Past, row.Past.Rp))
	b.pair(row, e81Year, b.physical(row.Line, row.Year.K, ""), b.sumBelow(row, e81Year, row.Year.Rp, func(r *reconcile.E81Row) decimal.NullDecimal { return r.Year.Rp }))
	for q := 1; q <= reconcile.Year; q++ {
		k, rp := b.quarter(row, q)
		b.pair(row, quarterColumn(q), k, rp)
	}
	b.pair(row, e81Actual, b.actualK(row, at), b.actualRp(row, at))
	b.pair(row, e81ToDate, b.toDateK(row, at), b.toDateRp(row, at))
	b.pair(row, e81Rate, b.rateK(row, at), b.rateRp(row, at))
}

// pair writes K and Rp, dressed for their row.
func (b *e81Book) pair(row *reconcile.E81Row, col int, k, rp content) {
	for i, c := range []content{k, rp} {
		l := e81Look(row.Line)
		l.indent, l.align, l.format = 0, c.align, c.number
		if i == 0 {
			l.face = facePlain
			if c.number != formatGeneral && col != e81Rate {
				l.unit = shownUnit(row.Line)
			}
		}
		if c.face != facePlain {
			l.face = c.face
		}
		if c.ground != groundClear {
			l.ground = c.ground
		}
		b.page.put(col+i, c.cell(b.style(l)))
	}
}

// maxUnit is how long a unit may be to stand behind each figure.
const maxUnit = 12

// shownUnit is the unit that stands behind the figures of a line; a long one stands
// once, with the indicator.
func shownUnit(l reconcile.Line) string {
	if l.Unit == reconcile.Persen || l.Unit == reconcile.Predikat || len(l.Unit) > maxUnit {
		return ""
	}
	return l.Unit
}

// physical shows a physical figure in its line's unit: a percentage as such.
func (b *e81Book) physical(line reconcile.Line, q reconcile.Quantity, formula string) content {
	c := quantity(q, formula)
	if c.text != "" {
		c.formula = formula
		return c
	}
	if line.Unit == reconcile.Persen {
		c.number = formatWholePercent
		if v := c.result.value; v.Valid {
			if !v.Decimal.IsInteger() {
				c.number = formatPercent
			}
			c.result.value.Decimal = v.Decimal.Shift(-2)
		}
	}
	return c
}

// amount shows rupiah, all with sen or all without.
func (b *e81Book) amount(r result) content {
	c := rupiah(r)
	if c.text == "" {
		c.number = b.money
	}
	return c
}

// open is a cell that lacks a figure, with the word that says why.
func open(word string, g ground) content {
	return content{text: word, align: alignCenter, face: faceSmall, ground: g}
}

// fromRenstra is a physical figure that the office fills in, if the line has any.
func (b *e81Book) fromRenstra(row *reconcile.E81Row, q reconcile.Quantity, measured bool) content {
	if !q.Said() && measured {
		return open(wordUnfilled, groundEntry)
	}
	return b.physical(row.Line, q, "")
}

// quarter is what one quarter brought, or the word that says why nothing stands there.
func (b *e81Book) quarter(row *reconcile.E81Row, q int) (k, rp content) {
	cell := row.Quarters[q-1]
	switch reported := b.form.Reported[q-1]; {
	case !row.Line.HoldsIn(q) && !cell.K.Said() && !cell.Rp.Valid:
		return content{ground: groundClosed}, content{ground: groundClosed}
	case !reported && !b.form.Owed[q-1]:
		return open(wordUnplanned, groundNeutral), open(wordUnplanned, groundNeutral)
	case !reported:
		return open(wordUnreported, groundUnreported), open(wordUnreported, groundUnreported)
	case q > b.form.Period.Quarter:
		return open(wordLater, groundNeutral), open(wordLater, groundNeutral)
	}
	k = b.physical(row.Line, cell.K, "")
	rp = b.sumBelow(row, quarterColumn(q), cell.Rp, func(r *reconcile.E81Row) decimal.NullDecimal { return r.Quarters[q-1].Rp })
	if cell.OpenK {
		k = open(wordUnreported, groundUnreported)
	}
	switch {
	case cell.OpenRp && !cell.Rp.Valid:
		rp = open(wordUnreported, groundUnreported)
	case cell.OpenRp:
		rp.ground = groundUnreported
	}
	return k, rp
}
