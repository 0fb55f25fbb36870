package xlsx

import (
	"strings"

	"github.com/xuri/excelize/v2"

	"rekon/reconcile"
)

// entryKind is how a cell of an entry workbook is filled in.
type entryKind int

const (
	entryNone    entryKind = iota // not to be filled in
	entryNumber                   // a number in the line's unit
	entryPercent                  // typed 25 or 25%, kept as 25%
	entryLetter                   // a letter of the line's scale
	entryMoney
	entryNote
)

// look dresses the cell: tinted and unlocked, or grey.
func (k entryKind) look() look {
	l := look{ground: groundEntry, open: true, align: alignRight}
	switch k {
	case entryNone:
		return look{ground: groundClosed}
	case entryPercent:
		l.format = formatPercent
	case entryMoney:
		l.format = formatTwoPlaces
	case entryLetter:
		l.align = alignCenter
	case entryNote:
		l.align, l.format = alignLeft, formatWords
	}
	return l
}

// checks gathers the cells that are checked alike.
type checks struct {
	order []check
	cells map[check][]string
}

type check struct {
	kind  entryKind
	scale string
}

func (c *checks) add(kind entryKind, scale, cell string) {
	if kind == entryNone || kind == entryNote {
		return
	}
	key := check{kind: kind}
	if kind == entryLetter {
		key.scale = scale
	}
	if c.cells == nil {
		c.cells = map[check][]string{}
	}
	if _, known := c.cells[key]; !known {
		c.order = append(c.order, key)
	}
	c.cells[key] = append(c.cells[key], cell)
}

// count is how many cells of the kinds are to be filled in.
func (c *checks) count(kinds ...entryKind) int {
	n := 0
	for key, cells := range c.cells {
		for _, k := range kinds {
			if key.kind == k {
				n += len(cells)
			}
		}
	}
	return n
}

// apply sets the checks up, before the sheet's rows are streamed.
func (c *checks) apply(d *draft, sheet string, rules reconcile.Rules) {
	for _, key := range c.order {
		dv := key.validation(rules)
		dv.Sqref = strings.Join(c.cells[key], " ")
		d.keep(d.f.AddDataValidation(sheet, dv))
	}
}

// validation says in Bahasa what belongs into the cell, and refuses the rest.
func (c check) validation(rules reconcile.Rules) *excelize.DataValidation {
	dv := excelize.NewDataValidation(true)
	if c.kind == entryLetter {
		c.letters(dv, rules)
		return dv
	}
	_ = dv.SetRange(0, 0, excelize.DataValidationTypeDecimal, excelize.DataValidationOperatorGreaterThanOrEqual)
	dv.Formula2 = ""
	stop := excelize.DataValidationErrorStyleStop
	switch c.kind {
	case entryPercent:
		dv.SetInput("Persen", "Ketik 25 atau 25% untuk 25 persen. Hasil triwulan ini saja, bukan kumulatif. Tulis 0 bila nihil.")
		dv.SetError(stop, "Isian bukan persentase", "Ketik angka nol atau lebih, misalnya 25 atau 25%. Kosongkan bila belum ada laporan; keterangan ditulis pada kolom Keterangan.")
	case entryMoney:
		dv.SetInput("Rupiah", "Ketik angka saja, misalnya 12500000, tanpa Rp. Belanja triwulan ini saja, bukan kumulatif. Tulis 0 bila nihil.")
		dv.SetError(stop, "Isian bukan angka rupiah", "Ketik angka nol atau lebih, misalnya 12500000, tanpa Rp dan tanpa keterangan. Kosongkan bila belum ada laporan.")
	default:
		dv.SetInput("Angka", "Ketik angkanya saja, dalam satuan di sebelah kiri. Hasil triwulan ini saja, bukan kumulatif. Tulis 0 bila nihil.")
		dv.SetError(stop, "Isian bukan angka", "Ketik angka nol atau lebih tanpa satuan, misalnya 5. Kosongkan bila belum ada laporan; keterangan ditulis pada kolom Keterangan.")
	}
	return dv
}

// letters offers the scale's letters. A number can be typed too: it is graded by
// the scale, so the list asks instead of refusing.
func (c check) letters(dv *excelize.DataValidation, rules reconcile.Rules) {
	scale, _ := rules.Scale(c.scale)
	var letters []string
	for _, g := range scale.Grades {
		letters = append(letters, g.Letter)
	}
	if len(letters) == 0 {
		dv.SetInput("Predikat", "Tulis hurufnya, misalnya B.")
		return
	}
	_ = dv.SetDropList(letters)
	list := strings.Join(letters, ", ")
	dv.SetInput("Predikat "+c.scale, "Pilih salah satu: "+list+". Nilai angka juga boleh; hurufnya ditetapkan menurut skala.")
	dv.SetError(excelize.DataValidationErrorStyleWarning, "Bukan huruf predikat", "Predikatnya salah satu dari "+list+". Teruskan hanya bila yang diketik adalah nilai angka.")
}
