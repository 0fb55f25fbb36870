package xlsx

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"
	"github.com/xuri/excelize/v2"

	"rekon/reconcile"
)

// e81Sum dresses the rows of sums and averages.
var e81Sum = look{face: faceBold, ground: groundHead, middle: true}

// inColumn is what stands in a column.
type inColumn struct {
	col int
	content
}

// writeTotal writes the rupiah of all kegiatan.
func (b *e81Book) writeTotal() {
	total, at := &b.form.Total, rowOf(len(b.form.Rows))
	b.page.blank(1, e81Remarks, e81Sum)
	b.page.text(1, "JUMLAH ANGGARAN SELURUH KEGIATAN", e81Sum)
	b.page.merge(1, e81Measure)
	amounts := []inColumn{
		{e81Target, b.renstraSum(total, e81Target, total.Target.Rp)},
		{e81Past, b.renstraSum(total, e81Past, total.Past.Rp)},
		{e81Year, b.sumBelow(total, e81Year, total.Year.Rp, func(r *reconcile.E81Row) decimal.NullDecimal { return r.Year.Rp })},
		{e81Actual, b.actualRp(total, at)}, {e81ToDate, b.toDateRp(total, at)}, {e81Rate, b.rateRp(total, at)},
	}
	for q := 1; q <= reconcile.Year; q++ {
		_, rp := b.quarter(total, q)
		amounts = append(amounts, inColumn{quarterColumn(q), rp})
	}
	for _, c := range amounts {
		l := e81Sum
		l.align, l.format = c.align, c.number
		if c.face != facePlain {
			l.face = c.face
		}
		if c.ground != groundClear {
			l.ground = c.ground
		}
		b.page.put(c.col+1, c.cell(b.style(l)))
	}
	remarks, small := b.remarks(total), e81Sum.in(faceSmall)
	b.page.text(e81Remarks, remarks, small)
	b.page.next(excelize.RowOpts{Height: max(16, heightFor(linesIn(remarks, b.page.width(e81Remarks, e81Remarks), small)))})
}

// writeFoot writes the averages, their predikat, and what staff wrote.
func (b *e81Book) writeFoot() {
	total := rowOf(len(b.form.Rows))
	serapan := result{value: b.serapan(), formula: percentOf(cellAt(e81Actual+1, total), cellAt(e81Year+1, total))}
	whole := cellAt(e81Rate+1, total)
	rate := result{value: b.form.Total.RateRp, formula: "IF(ISNUMBER(" + whole + ")," + whole + `,"")`}
	b.footRow("Rata-rata capaian kinerja (%)",
		inColumn{e81Actual, percentage(b.average())}, inColumn{e81Actual + 1, percentage(serapan)},
		inColumn{e81Rate, percentage(b.renstraMean())}, inColumn{e81Rate + 1, percentage(rate)})
	b.footRow("Predikat kinerja",
		inColumn{e81Actual, b.predikat(b.form.Predikat, b.form.Capaian, cellAt(e81Actual, total+1))},
		inColumn{e81Rate, b.predikat(b.form.RenstraWord, b.form.RenstraRate, cellAt(e81Rate, total+1))})
	b.writeRemarks("Faktor pendorong keberhasilan kinerja:", b.form.Pendorong)
	b.writeRemarks("Faktor penghambat pencapaian kinerja:", b.form.Penghambat)
	b.writeRemarks("Tindak lanjut yang diperlukan dalam triwulan berikutnya*):", b.form.NextQuarter)
	b.writeRemarks("Tindak lanjut yang diperlukan dalam Renja Perangkat Daerah berikutnya*):", b.form.NextYear)
}

// serapan is what was spent to date in percent of the year's budget.
func (b *e81Book) serapan() decimal.NullDecimal {
	spent, budget := b.form.Total.Actual.Rp, b.form.Total.Year.Rp
	if !spent.Valid || !budget.Valid || budget.Decimal.IsZero() {
		return none()
	}
	return reconcile.RoundPercent(decimal.NewNullDecimal(spent.Decimal.Mul(hundred).DivRound(budget.Decimal, 20)))
}

// footRow writes a label up to column 11, and what stands below the columns after it.
func (b *e81Book) footRow(label string, cells ...inColumn) {
	l := e81Sum
	l.align = alignRight
	b.page.blank(1, e81Remarks, e81Sum)
	b.page.text(1, label, l)
	b.page.merge(1, e81Actual-1)
	for _, c := range cells {
		dressed := e81Sum
		dressed.align, dressed.format = alignCenter, c.number
		b.page.put(c.col, c.cell(b.style(dressed)))
		if c.text != "" {
			b.page.merge(c.col, c.col+1)
		}
	}
	b.page.next(excelize.RowOpts{Height: 27})
}

// renstraMean is the average of column 14 over the kegiatan.
func (b *e81Book) renstraMean() result {
	m := b.form.RenstraRate
	kegiatan := reconcile.E81Row{}
	total := decimal.Zero
	for i, row := range b.form.Rows {
		if row.Line.Level == reconcile.LevelKegiatan {
			kegiatan.Children = append(kegiatan.Children, i)
			total = total.Add(row.RateK.Decimal)
		}
	}
	cells := b.below(&kegiatan, e81Rate)
	exact := m.Count > 0 && isPercentOf(m.Value.Decimal, total.Shift(-2), decimal.NewFromInt(int64(m.Count)))
	if cells == "" || !exact && m.Count > 0 {
		return result{value: m.Value}
	}
	return result{value: m.Value, formula: "IF(COUNT(" + cells + `)=0,"",ROUND(AVERAGE(` + cells + "),4))"}
}

// predikat is the word for a mean that stands in a cell, or why there is none.
func (b *e81Book) predikat(word string, m reconcile.Mean, at string) content {
	switch {
	case word != "":
		c := words(word)
		c.formula = bandOf(at, b.form.Rules.Bands)
		return c
	case m.Value.Valid && !b.form.Complete:
		return words("data belum lengkap")
	}
	return words("")
}

// bandOf is the name of the band that a percentage falls into, rounded to a whole one.
func bandOf(cell string, bands []reconcile.Band) string {
	formula := `""`
	for _, band := range slices.Backward(bands) {
		formula = "IF(ROUND(" + cell + ",0)>=" + band.Min.String() + `,"` + strings.ReplaceAll(band.Name, `"`, `""`) + `",` + formula + ")"
	}
	return "IF(" + cell + `="","",` + formula + ")"
}

// writeRemarks writes a heading and below it each remark with the places where staff
// wrote it; a line to write on where there is none.
func (b *e81Book) writeRemarks(title string, remarks []reconcile.Remark) {
	b.page.band(1, e81Remarks, title, look{face: faceBold, ground: groundFaint}, 15)
	if len(remarks) == 0 {
		b.page.band(1, e81Remarks, wordUnfilled, look{face: faceSmall, ground: groundEntry}, 24)
	}
	for i, r := range remarks {
		b.page.band(1, e81Remarks, fmt.Sprintf("%d. %s (%s)", i+1, r.Text, placesOf(r)), look{indent: 1}, 15)
	}
}

// placesOf names where a remark was written, quarter by quarter.
func placesOf(r reconcile.Remark) string {
	var out []string
	quarter := 0
	for _, p := range r.Places {
		name := p.Name
		if name == "" {
			name = p.Code
		}
		if p.Quarter != quarter {
			quarter = p.Quarter
			out = append(out, "TW "+reconcile.Period{Quarter: quarter}.Roman()+": "+name)
			continue
		}
		out[len(out)-1] += ", " + name
	}
	return strings.Join(out, "; ")
}

// writeNotes says how to read the form, and what it rests on.
func (b *e81Book) writeNotes() {
	l := look{bare: true, face: faceSmall}
	notes := []string{
		"*) Diisi oleh Kepala BAPPEDA; yang tercetak adalah tindak lanjut yang ditulis Perangkat Daerah dalam laporannya.",
		"K = kinerja, Rp = anggaran dan realisasi dalam rupiah. Kolom 12 (K) menjumlahkan triwulan untuk indikator akumulatif; untuk posisi akhir dan predikat: triwulan terakhir yang dilaporkan. " +
			"Kolom 13 (K) menjumlahkan tahun untuk satuan yang dihitung; untuk persen, nilai, indeks, poin dan posisi akhir: capaian tahun ini.",
		fmt.Sprintf("Rata-rata di bawah kolom 12: capaian s.d. Triwulan %s terhadap target s.d. triwulan itu, atas %d kegiatan yang memilikinya; di bawah kolom 14 atas %d kegiatan. Di bawah Rp: serapan. n/a = tidak dapat dihitung.",
			b.form.Period.Roman(), b.form.Capaian.Count, b.form.RenstraRate.Count),
		"\"" + wordUnfilled + "\" dan arsir kuning: target Renstra dan realisasi s.d. tahun lalu yang belum diisi Perangkat Daerah. \"" + wordUnreported + "\": belum ada laporan.",
		b.provenance(),
	}
	for _, s := range notes {
		b.page.band(1, e81Remarks, s, l, 12)
	}
	b.page.next()
}

// provenance names the plan and the reports that the form rests on.
func (b *e81Book) provenance() string {
	s := "Sumber (rinciannya pada lembar " + sheetE81Basis + "): rencana"
	for i, h := range b.form.Plans {
		if i > 0 {
			s += " dan"
		}
		s += fmt.Sprintf(" revisi %d", h.Revision)
		if h.Decree != "" {
			s += " (" + h.Decree + ")"
		}
	}
	for _, r := range b.form.Reports {
		s += fmt.Sprintf("; laporan Triwulan %s revisi %d (%s)", r.Period.Roman(), r.Revision, r.File)
	}
	if b.form.Renstra.File != "" {
		s += "; isian Renstra " + b.form.Renstra.File
	}
	return s + "."
}

// signedIn is the year in which the form is signed, as far as that is known: a year ends
// with Triwulan IV, whose form is signed in the next one.
func (b *e81Book) signedIn() string {
	if b.form.Period.Quarter == reconcile.Year {
		return "20...."
	}
	return strconv.Itoa(b.form.Period.Year)
}

// writeSignatures leaves room for who made the form and who evaluated it.
func (b *e81Book) writeSignatures() {
	l := look{bare: true, align: alignCenter}
	dots := strings.Repeat(".", 45)
	head, nip := b.form.Head.Name, b.form.Head.NIP
	if head == "" {
		head = "(" + dots + ")"
	}
	if nip == "" {
		nip = dots
	}
	date := "....................., tanggal ........................... " + b.signedIn()
	for _, row := range [][2]string{
		{"Disusun", "Dievaluasi"}, {date, date}, {}, {"KEPALA " + strings.ToUpper(b.agency()), "KEPALA BAPPEDA"}, {}, {}, {},
		{head, "(" + dots + ")"}, {"NIP. " + nip, "NIP. " + dots},
	} {
		lines := 1
		for i, left := range []int{e81Quarter, e81ToDate} {
			b.page.blank(left, left+4, l)
			b.page.text(left, row[i], l)
			b.page.merge(left, left+4)
			lines = max(lines, linesIn(row[i], b.page.width(left, left+4), l))
		}
		b.page.next(excelize.RowOpts{Height: heightFor(lines)})
	}
}
