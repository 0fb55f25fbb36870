package xlsx

import (
	"io"
	"strconv"

	"github.com/xuri/excelize/v2"

	"rekon/reconcile"
)

// The input sheet of Formulir E.81: what the database does not know, line by line.
const (
	sheetE81Input = "Isian Renstra"
	kindE81Input  = "isian-e81"
	e81EndYear    = "Tahun terakhir periode Renstra"
)

// Columns of the input sheet.
const (
	inputCode = iota + 1
	inputName
	inputMeasure
	inputUnit
	inputTargetK
	inputTargetRp
	inputPastK
	inputPastRp
	inputResponsible
	inputColumns = inputResponsible
)

// e81InputTitles are the headings by which the sheet is read.
var e81InputTitles = [inputColumns]string{
	"Kode", "Sasaran / Program / Kegiatan", "Indikator Kinerja", "Satuan",
	"Target Renstra akhir periode (K)", "Target Renstra akhir periode (Rp)",
	"Realisasi Renstra s.d. tahun lalu (K)", "Realisasi Renstra s.d. tahun lalu (Rp)", "Unit Penanggung Jawab",
}

// WriteE81Input writes the empty sheet into which an office fills what Formulir E.81
// needs of the Renstra; the form gives the lines. The same lines give the same bytes.
func WriteE81Input(w io.Writer, form reconcile.E81) error {
	b := &e81Book{draft: newDraft(sheetE81Input), form: &form}
	b.describe("Isian Renstra "+b.agency()+" "+strconv.Itoa(form.Period.Year), "Formulir E.81", beginning(reconcile.Period{Year: form.Period.Year, Quarter: 1}),
		property{PropKind, kindE81Input}, property{PropAgency, form.Agency.Code}, property{PropYear, int32(form.Period.Year)}, property{PropRevision, int32(form.PlanRevision)})
	b.writeInput()
	return b.finish(w)
}

const inputHeader = 6 // row of the headings

func (b *e81Book) writeInput() {
	setup := printing{
		widths: []float64{12, 38, 34, 10, 14, 18, 14, 18, 22}, pagesWide: 1, titleRows: [2]int{inputHeader, inputHeader},
		freeze: "E" + strconv.Itoa(inputHeader+1), footer: b.agency() + " – Isian Renstra", tab: "B45309",
	}
	b.page = b.open(sheetE81Input, setup)
	b.keep(b.f.ProtectSheet(sheetE81Input, &excelize.SheetProtectionOptions{
		SelectLockedCells: true, SelectUnlockedCells: true, FormatColumns: true, FormatRows: true,
	}))
	b.page.begin(setup)
	run := look{bare: true, ragged: true}
	b.page.text(1, "ISIAN RENSTRA UNTUK FORMULIR E.81 TAHUN "+strconv.Itoa(b.form.Period.Year), run.in(faceTitle))
	b.page.next(excelize.RowOpts{Height: 22})
	b.page.text(1, b.agency(), run.in(faceHeading))
	b.page.next()
	b.page.text(1, "Isi sel kuning saja. Kosong berarti belum diketahui dan tetap terbuka pada formulir; tulis 0 bila memang nihil. Rupiah program dan sasaran dijumlahkan dari kegiatannya.", run.in(faceMuted))
	b.page.next()
	b.page.text(2, e81EndYear, look{bare: true, align: alignRight})
	b.page.put(inputMeasure, excelize.Cell{StyleID: b.style(look{ground: groundEntry, open: true, align: alignLeft})})
	b.page.next()
	b.page.next()
	for i, title := range e81InputTitles {
		b.page.text(i+1, title, headingLook)
	}
	b.page.next(excelize.RowOpts{Height: 42})
	for i := range b.form.Rows {
		b.writeInputRow(&b.form.Rows[i])
	}
	b.page.end()
}

// writeInputRow writes a line with the cells to be filled in for it.
func (b *e81Book) writeInputRow(row *reconcile.E81Row) {
	l := e81Look(row.Line)
	name, measure := row.Line.Name(), row.Line.Measure
	b.page.text(inputCode, row.Line.Code, l.in(faceSmall))
	b.page.text(inputName, name, l)
	b.page.text(inputMeasure, measure, l.in(facePlain))
	b.page.text(inputUnit, row.Line.Unit, look{ground: l.ground, align: alignCenter})
	k, rp := entryNone, entryNone
	switch {
	case row.Line.Scale != "" || row.Line.Unit == reconcile.Predikat:
		k = entryLetter
	case row.Line.Unit == reconcile.Persen:
		k = entryPercent
	case row.Line.HasTarget():
		k = entryNumber
	}
	if row.Leaf {
		rp = entryMoney
	}
	for i, kind := range []entryKind{k, rp, k, rp, entryNote} {
		b.page.put(inputTargetK+i, excelize.Cell{StyleID: b.style(kind.look())})
	}
	b.page.next(excelize.RowOpts{Height: heightFor(max(linesIn(name, b.page.width(inputName, inputName), l), linesIn(measure, b.page.width(inputMeasure, inputMeasure), l)))})
}
