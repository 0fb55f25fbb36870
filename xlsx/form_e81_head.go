package xlsx

import (
	"fmt"
	"strconv"

	"github.com/shopspring/decimal"
	"github.com/xuri/excelize/v2"

	"rekon/reconcile"
)

// e81Heading is a heading over one or more columns, with the number that the
// regulation gives it. A span of two is a pair, K and Rp.
type e81Heading struct {
	at, span int
	title    string
	number   string
}

// headings are those of the regulation; a code stands beside the name.
func (b *e81Book) headings() []e81Heading {
	year := b.form.Period.Year
	end := "Akhir Periode"
	if b.form.Renstra.EndYear > 0 {
		end = fmt.Sprintf("Tahun %d (Akhir Periode)", b.form.Renstra.EndYear)
	}
	out := []e81Heading{
		{e81No, 1, "No", "1"}, {e81Sasaran, 1, "Sasaran", "2"}, {e81Code, 1, "Kode", ""}, {e81Name, 1, "Program / Kegiatan", "3"},
		{e81Measure, 1, "Indikator Kinerja Program (Outcome) / Kegiatan (Output)", "4"},
		{e81Target, 2, "Target Renstra Perangkat Daerah pada " + end, "5"},
		{e81Past, 2, fmt.Sprintf("Realisasi Capaian Kinerja Renstra Perangkat Daerah sampai dengan Renja Perangkat Daerah Tahun Lalu (%d)", year-1), "6"},
		{e81Year, 2, fmt.Sprintf("Target Kinerja dan Anggaran Renja Perangkat Daerah Tahun Berjalan (%d) yang Dievaluasi", year), "7"},
	}
	for q := 1; q <= reconcile.Year; q++ {
		out = append(out, e81Heading{quarterColumn(q), 2, reconcile.Period{Quarter: q}.Roman(), strconv.Itoa(7 + q)})
	}
	return append(out,
		e81Heading{e81Actual, 2, "Realisasi Capaian Kinerja dan Anggaran Renja Perangkat Daerah yang Dievaluasi", "12 = 8+9+10+11"},
		e81Heading{e81ToDate, 2, fmt.Sprintf("Realisasi Kinerja dan Anggaran Renstra Perangkat Daerah s.d. Tahun %d", year), "13 = 6+12"},
		e81Heading{e81Rate, 2, fmt.Sprintf("Tingkat Capaian Kinerja dan Realisasi Anggaran Renstra Perangkat Daerah s.d. Tahun %d (%%)", year), "14 = 13/5 x 100"},
		e81Heading{e81Unit, 1, "Unit Perangkat Daerah Penanggung Jawab", "15"}, e81Heading{e81Remarks, 1, "Ket.", ""})
}

// quarterColumn is the column K of a quarter.
func quarterColumn(q int) int { return e81Quarter + 2*(q-1) }

// writeHeadings writes the four heading rows: the quarters stand under a heading of
// their own, then the numbers, then K and Rp.
func (b *e81Book) writeHeadings() {
	heads := b.headings()
	number := headingLook.in(faceSmall)
	isQuarter := func(h e81Heading) bool { return h.at >= e81Quarter && h.at < e81Actual }
	rows := []func(h e81Heading){
		func(h e81Heading) {
			if !isQuarter(h) {
				b.heading(h, h.title, headingLook, 2)
			}
		},
		func(h e81Heading) {
			if isQuarter(h) {
				b.heading(h, h.title, headingLook, 1)
			}
		},
		func(h e81Heading) { b.heading(h, h.number, number, 3-h.span) },
		func(h e81Heading) {
			if h.span == 2 {
				b.page.text(h.at, "K", headingLook)
				b.page.text(h.at+1, "Rp", headingLook)
			}
		},
	}
	for i, height := range []float64{54, 26, 14, 14} {
		b.page.blank(1, e81Remarks, headingLook)
		if i == 0 {
			b.heading(e81Heading{at: e81Quarter, span: 8}, "Realisasi Kinerja Pada Triwulan", headingLook, 1)
		}
		for _, h := range heads {
			rows[i](h)
		}
		b.page.next(excelize.RowOpts{Height: height})
	}
}

// heading writes one heading over its columns and so many rows.
func (b *e81Book) heading(h e81Heading, text string, l look, rows int) {
	b.page.blank(h.at, h.at+h.span-1, l)
	b.page.text(h.at, text, l)
	b.page.mergeDown(h.at, h.at+h.span-1, rows)
}

// widths give each pair of columns the room that its longest figure takes.
func (b *e81Book) widths() []float64 {
	out := make([]float64, e81Remarks)
	for col, w := range map[int]float64{e81No: 4, e81Sasaran: 16, e81Code: 9, e81Name: 25, e81Measure: 20, e81Unit: 11, e81Remarks: 13} {
		out[col-1] = w
	}
	k, rp := len(wordUnreported)-2, 10
	for i := range b.form.Rows {
		row := &b.form.Rows[i]
		for _, q := range quantitiesOf(row) {
			if q.Said() {
				k = max(k, len(reconcile.FormatQuantity(q, shownUnit(row.Line))))
			}
		}
	}
	for _, d := range rupiahOf(&b.form.Total) {
		if d.Valid {
			rp = max(rp, len(reconcile.FormatNumber(d.Decimal.Round(2))))
		}
	}
	for col := e81Target; col < e81Rate; col += 2 {
		out[col-1], out[col] = float64(k), float64(rp)*0.95
	}
	out[e81Rate-1], out[e81Rate] = 8, 8
	return out
}

// quantitiesOf are the physical figures of a row.
func quantitiesOf(r *reconcile.E81Row) []reconcile.Quantity {
	out := []reconcile.Quantity{r.Target.K, r.Past.K, r.Year.K, r.Actual.K, r.ToDate.K}
	for _, q := range r.Quarters {
		out = append(out, q.K)
	}
	return out
}

// rupiahOf are the amounts of a row.
func rupiahOf(r *reconcile.E81Row) []decimal.NullDecimal {
	out := []decimal.NullDecimal{r.Target.Rp, r.Past.Rp, r.Year.Rp, r.Actual.Rp, r.ToDate.Rp}
	for _, q := range r.Quarters {
		out = append(out, q.Rp)
	}
	return out
}
