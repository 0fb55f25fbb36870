package xlsx

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"rekon/reconcile"
)

// SheetE81 is the sheet of the official evaluation form.
const SheetE81 = "Formulir E.81"

// Columns of Formulir E.81. From column 5 of the form on, each is a pair: K, then Rp.
const (
	e81No = iota + 1
	e81Sasaran
	e81Code
	e81Name
	e81Measure
	e81Target
	e81Past    = e81Target + 2
	e81Year    = e81Past + 2
	e81Quarter = e81Year + 2 // of Triwulan I
	e81Actual  = e81Quarter + 8
	e81ToDate  = e81Actual + 2
	e81Rate    = e81ToDate + 2
	e81Unit    = e81Rate + 2
	e81Remarks = e81Unit + 1
)

// What a cell says that has no figure.
const (
	wordUnreported = "belum lapor"
	wordUnfilled   = "belum diisi"
	wordUnplanned  = "tanpa rencana" // no plan held in the quarter
	wordLater      = "tidak dimuat"  // reported after the quarter that the form shows
	wordWaiting    = "–"             // rests on a cell that is not filled in
	wordNone       = "n/a"           // cannot be computed
)

// Rows of the form: five of title, a gap, four of headings.
const (
	e81Header = 8
	e81First  = e81Header + 4
)

// WriteE81 writes Formulir E.81 as offices print it, computed cells as formulas beside
// their values. The same form gives the same bytes.
func WriteE81(w io.Writer, form reconcile.E81) error {
	if err := checkPeriod(form.Period); err != nil {
		return err
	}
	b := &e81Book{draft: newDraft(SheetE81, sheetE81Basis), form: &form}
	b.describe("Formulir E.81 "+b.agency()+" "+strconv.Itoa(form.Period.Year), b.period(), form.ComputedAt, b.properties()...)
	b.write()
	b.writeBasis()
	return b.finish(w)
}

// e81Book is a form being written.
type e81Book struct {
	*draft
	form  *reconcile.E81
	page  *page
	money format // of rupiah: with sen where some amount has them
}

func (b *e81Book) agency() string {
	if b.form.Agency.Name == "" {
		return b.form.Agency.Code
	}
	return b.form.Agency.Name
}

func (b *e81Book) period() string {
	return fmt.Sprintf("Tahun %d, sampai dengan Triwulan %s", b.form.Period.Year, b.form.Period.Roman())
}

func (b *e81Book) properties() []property {
	return []property{
		{PropKind, "formulir-e81"},
		{PropAgency, b.form.Agency.Code},
		{PropYear, int32(b.form.Period.Year)},
		{PropQuarter, int32(b.form.Period.Quarter)},
		{PropRevision, int32(b.form.PlanRevision)},
	}
}

func (b *e81Book) write() {
	b.money = b.moneyFormat()
	setup := printing{
		widths: b.widths(), paper: paperA3, pagesWide: 1, titleRows: [2]int{e81Header, e81First - 1},
		freeze: columnLetters(e81Target) + strconv.Itoa(e81First), footer: b.agency() + " – Tahun " + strconv.Itoa(b.form.Period.Year), tab: "1F3A5F",
	}
	b.page = b.open(SheetE81, setup)
	b.page.begin(setup)
	b.writeTitle()
	b.writeHeadings()
	for i := range b.form.Rows {
		b.writeRow(i)
	}
	b.writeTotal()
	b.writeFoot()
	b.writeNotes()
	b.writeSignatures()
	b.page.end()
}

// moneyFormat shows sen only where an amount of the form has them.
func (b *e81Book) moneyFormat() format {
	for i := range b.form.Rows {
		for _, d := range rupiahOf(&b.form.Rows[i]) {
			if d.Valid && !d.Decimal.IsInteger() {
				return formatTwoPlaces
			}
		}
	}
	return formatNoPlaces
}

// writeTitle writes what stands above the table, as the regulation words it.
func (b *e81Book) writeTitle() {
	run := look{bare: true, align: alignCenter, middle: true}
	year := strconv.Itoa(b.form.Period.Year)
	for _, row := range []struct {
		text string
		look look
		high float64
	}{
		{"Formulir E.81", run.in(faceHeading), 16},
		{"EVALUASI TERHADAP HASIL RENJA PERANGKAT DAERAH", run.in(faceTitle), 22},
		{"RENJA " + strings.ToUpper(b.agency()), run.in(faceHeading), 16},
		{"PERIODE PELAKSANAAN TAHUN " + year + " SAMPAI DENGAN TRIWULAN " + b.form.Period.Roman(), run.in(faceHeading), 16},
	} {
		b.page.text(1, row.text, row.look)
		b.page.merge(1, e81Remarks)
		b.page.next(excelize.RowOpts{Height: row.high})
	}
	b.page.next(excelize.RowOpts{Height: 6})
	b.page.text(1, "Indikator dan target kinerja Perangkat Daerah yang mengacu pada sasaran RKPD: "+strings.Repeat(".", 120), look{bare: true, ragged: true})
	b.page.next(excelize.RowOpts{Height: 15})
	b.page.next(excelize.RowOpts{Height: 6})
}
