package xlsx

import (
	"io"
	"math"
	"sort"
	"time"

	"github.com/shopspring/decimal"
	"github.com/xuri/excelize/v2"
)

// draft is a workbook being written: its styles, and the first error met.
type draft struct {
	f      *excelize.File
	common map[look]int // of the wardrobe
	styles map[look]int // of this file alone
	shown  map[bookCell]Shown
	err    error
}

// newDraft begins a workbook with the sheets named, in that order.
func newDraft(sheets ...string) *draft {
	c := wardrobe()
	d := &draft{f: excelize.NewFile(), common: c.ids, styles: map[look]int{}, shown: map[bookCell]Shown{}, err: c.err}
	d.f.SetZipWriter(newParts)
	d.f.Pkg.Store(stylesPart, c.xml)
	d.f.Styles = nil // read again from the part, should a look be added
	d.keep(d.f.SetSheetName("Sheet1", sheets[0]))
	for _, name := range sheets[1:] {
		_, err := d.f.NewSheet(name)
		d.keep(err)
	}
	return d
}

// keep remembers the first error.
func (d *draft) keep(err error) {
	if d.err == nil {
		d.err = err
	}
}

// style is the number of a look in the file.
func (d *draft) style(l look) int {
	if id, ok := d.common[l]; ok {
		return id
	}
	id, ok := d.styles[l]
	if !ok {
		var err error
		id, err = d.f.NewStyle(l.style())
		d.keep(err)
		d.styles[l] = id
	}
	return id
}

// property is a custom document property.
type property struct {
	name  string
	value any
}

// describe sets the document's properties. At is when its figures were computed;
// the clock is never asked, so that a workbook can be written again byte by byte.
func (d *draft) describe(title, subject string, at time.Time, custom ...property) {
	props := &excelize.DocProperties{Title: clean(title), Subject: clean(subject), Creator: "rekon", LastModifiedBy: "rekon", Language: "id-ID"}
	if !at.IsZero() {
		props.Created = at.UTC().Format(time.RFC3339)
		props.Modified = props.Created
	}
	d.keep(d.f.SetDocProps(props))
	for _, p := range custom {
		if s, ok := p.value.(string); ok {
			p.value = clean(s)
		}
		d.keep(d.f.SetCustomProps(excelize.CustomProperty{Name: p.name, Value: p.value}))
	}
}

// name defines a name of the workbook or, with a scope, of one sheet.
func (d *draft) name(name, refersTo, scope string) {
	d.keep(d.f.SetDefinedName(&excelize.DefinedName{Name: name, RefersTo: refersTo, Scope: scope}))
}

// finish writes the workbook, or returns the first error met.
func (d *draft) finish(w io.Writer) error {
	defer func() { _ = d.f.Close() }()
	if d.err != nil {
		return d.err
	}
	d.sortTypes()
	_, err := d.f.WriteTo(w)
	return err
}

// sortTypes orders the kinds of files that the workbook may hold: with a chart the
// library adds those of pictures in random order.
func (d *draft) sortTypes() {
	kinds := d.f.ContentTypes.Defaults
	sort.SliceStable(kinds, func(i, j int) bool { return kinds[i].Extension < kinds[j].Extension })
}

// maxDigits is what a spreadsheet keeps of a number: 13 digits of rupiah and the
// sen.
const maxDigits = 15

// storable reports whether cells hold the numbers without losing a digit.
func storable(ds ...decimal.NullDecimal) bool {
	for _, d := range ds {
		if d.Valid && d.Decimal.NumDigits() > maxDigits && trimmed(d.Decimal).Truncate(2).NumDigits() > maxDigits {
			return false
		}
	}
	return true
}

// trimmed is a decimal without zeros at its end, so that what follows from its digits is
// the same before it was stored and after.
func trimmed(d decimal.Decimal) decimal.Decimal {
	return decimal.RequireFromString(d.String())
}

// number is a decimal as the binary float a cell stores, rounded to the digits it
// keeps; the library would cut them off.
func number(d decimal.Decimal) float64 {
	if digits := d.NumDigits(); digits > maxDigits {
		d = d.Round(int32(maxDigits-digits) - d.Exponent())
	}
	if e := d.Exponent(); e <= 0 && e >= -22 && d.NumDigits() <= maxDigits {
		return float64(d.CoefficientInt64()) / math.Pow10(int(-e))
	}
	return d.InexactFloat64()
}
