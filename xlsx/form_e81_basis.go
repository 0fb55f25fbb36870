package xlsx

import (
	"fmt"
	"strconv"

	"github.com/shopspring/decimal"
	"github.com/xuri/excelize/v2"

	"rekon/reconcile"
)

// sheetE81Basis is the second sheet of a form: how the average came about, line by line,
// and which plan, reports and input sheet its figures rest on.
const sheetE81Basis = "Dasar"

// Columns of the second sheet.
const (
	basisCode = iota + 1
	basisName
	basisLevel
	basisAggregation
	basisTarget
	basisActual
	basisCapaian
	basisColumns = basisCapaian
)

// basisHeader is its row of headings; the lines stand below in the form's order.
const basisHeader = 3

func basisRow(i int) int { return basisHeader + 1 + i }

var aggregationWords = map[reconcile.Aggregation]string{
	reconcile.Akumulatif: "akumulatif", reconcile.PosisiAkhir: "posisi akhir", reconcile.Tahunan: "tahunan", reconcile.Tetap: "tetap",
}

func (b *e81Book) writeBasis() {
	setup := printing{widths: []float64{12, 46, 12, 14, 16, 16, 18}, pagesWide: 1, upright: true,
		titleRows: [2]int{basisHeader, basisHeader}, freeze: "C" + strconv.Itoa(basisHeader+1), footer: b.agency() + " – Formulir E.81", tab: "52606D"}
	p := b.open(sheetE81Basis, setup)
	p.begin(setup)
	run := look{bare: true, ragged: true}
	p.text(1, "DASAR FORMULIR E.81", run.in(faceTitle))
	p.next(excelize.RowOpts{Height: 22})
	p.text(1, b.agency()+", "+b.period()+". Rata-rata capaian kinerja adalah rata-rata kolom terakhir atas kegiatan yang memilikinya.", run.in(faceMuted))
	p.next()
	upTo := "s.d. TW " + b.form.Period.Roman()
	for i, title := range []string{"Kode", "Sasaran / Program / Kegiatan", "Jenis", "Sifat", "Target " + upTo, "Realisasi " + upTo, "Capaian " + upTo + " (%)"} {
		p.text(i+1, title, headingLook)
	}
	p.next(excelize.RowOpts{Height: 30})
	for i := range b.form.Rows {
		b.writeBasisRow(p, i)
	}
	p.next()
	b.writeOrigins(p)
	p.end()
}

func (b *e81Book) writeBasisRow(p *page, i int) {
	row := &b.form.Rows[i]
	l := e81Look(row.Line)
	p.text(basisCode, row.Line.Code, l.in(faceSmall))
	p.text(basisName, row.Line.Name(), l)
	p.text(basisLevel, levelWords[row.Line.Level], l.in(facePlain))
	p.text(basisAggregation, aggregationWords[row.Line.Aggregation], l.in(facePlain))
	actual := b.physical(row.Line, row.Actual.K, "")
	if row.Actual.K.Said() {
		actual.formula = "'" + SheetE81 + "'!" + cellAt(e81Actual, rowOf(i))
	}
	for col, c := range []content{b.physical(row.Line, row.TargetTo, ""), actual, percentage(b.capaian(row, basisRow(i)))} {
		dressed := l.in(facePlain)
		dressed.indent, dressed.align, dressed.format = 0, c.align, c.number
		if col < 2 && c.number != formatGeneral {
			dressed.unit = shownUnit(row.Line)
		}
		p.put(basisTarget+col, c.cell(b.style(dressed)))
	}
	p.next(excelize.RowOpts{Height: heightFor(linesIn(row.Line.Name(), p.width(basisName, basisName), l))})
}

// capaian is the achievement to date within floor and cap of the rules.
func (b *e81Book) capaian(row *reconcile.E81Row, at int) result {
	target, actual := cellAt(basisTarget, at), cellAt(basisActual, at)
	t, a := row.TargetTo.Value, row.Actual.K.Value
	part, whole, arithmetic, zero := a, t, actual+"/"+target, target
	switch {
	case row.Line.Polarity == reconcile.Negatif && b.form.Rules.NegativeRatio:
		part, whole, arithmetic, zero = t, a, target+"/"+actual, actual
	case row.Line.Polarity == reconcile.Negatif:
		part, arithmetic = minus(sum(t, t), a), "(2*"+target+"-"+actual+")/"+target
	}
	if row.TargetTo.Letter != "" || row.Actual.K.Letter != "" || !part.Valid || !whole.Valid || whole.Decimal.IsZero() {
		return result{value: row.Capaian}
	}
	yields, within := part.Decimal.Mul(hundred).DivRound(whole.Decimal, 20).Round(4), "MAX(0,ROUND("+arithmetic+"*100,4))"
	yields = decimal.Max(decimal.Zero, yields)
	if limit := b.form.Rules.CapaianCap; limit.Valid {
		yields, within = decimal.Min(limit.Decimal, yields), "MIN("+limit.Decimal.String()+","+within+")"
	}
	return provided("IF(OR("+target+`="",`+actual+`="",`+zero+`=0),"",`+within+")", decimal.NewNullDecimal(yields), row.Capaian, part, whole)
}

// average is the mean capaian over the kegiatan, from the second sheet.
func (b *e81Book) average() result {
	total, count, last := decimal.Zero, 0, basisRow(len(b.form.Rows)-1)
	for _, row := range b.form.Rows {
		if row.Line.Level == reconcile.LevelKegiatan && row.Capaian.Valid {
			total, count = total.Add(row.Capaian.Decimal), count+1
		}
	}
	m := b.form.Capaian
	if count == 0 || count != m.Count || !isPercentOf(m.Value.Decimal, total.Shift(-2), decimal.NewFromInt(int64(count))) {
		return result{value: m.Value}
	}
	down := func(col int) string {
		return fmt.Sprintf("%s!$%s$%d:$%[2]s$%[4]d", sheetE81Basis, columnLetters(col), basisRow(0), last)
	}
	return result{value: m.Value, formula: "ROUND(AVERAGEIFS(" + down(basisCapaian) + "," + down(basisLevel) + `,"` + levelWords[reconcile.LevelKegiatan] + `"),4)`}
}

// writeOrigins names the plan, the reports and the input sheet with their SHA-256.
func (b *e81Book) writeOrigins(p *page) {
	origin := func(what, file, sum, more string) {
		p.text(basisCode, what, look{})
		p.text(basisName, file, look{})
		p.text(basisLevel, more, look{})
		p.blank(basisAggregation, basisAggregation, look{})
		p.merge(basisLevel, basisAggregation)
		p.blank(basisTarget, basisColumns, look{face: faceSmall})
		p.text(basisTarget, sum, look{face: faceSmall})
		p.merge(basisTarget, basisColumns)
		p.next(excelize.RowOpts{Height: 27})
	}
	p.text(basisCode, "SUMBER", look{bare: true, ragged: true, face: faceHeading})
	p.next()
	for _, h := range b.form.Plans {
		more := fmt.Sprintf("revisi %d", h.Revision)
		if h.FromQuarter > 1 {
			more += ", mulai TW " + reconcile.Period{Quarter: h.FromQuarter}.Roman()
		}
		if h.Decree != "" {
			more += ", " + h.Decree
		}
		origin("Rencana", h.File, h.SHA256, more)
	}
	for _, r := range b.form.Reports {
		origin("TW "+r.Period.Roman(), r.File, r.SHA256, fmt.Sprintf("revisi %d, diterima %s", r.Revision, reconcile.LongTime(r.ReceivedAt)))
	}
	if r := b.form.Renstra; r.File != "" {
		origin("Renstra", r.File, r.SHA256, "isian")
	}
}
