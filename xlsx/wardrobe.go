package xlsx

import (
	"bytes"
	"io"
	"sync"

	"github.com/xuri/excelize/v2"
)

// closet holds the looks that every variance workbook needs, as the library
// spells them out: making them anew takes a fifth of the time of a workbook. A
// look it lacks is added to the one file.
type closet struct {
	ids map[look]int
	xml []byte
	err error
}

const stylesPart = "xl/styles.xml"

// wardrobe is made once. What it holds is fixed, so that a file never depends on
// those written before it.
var wardrobe = sync.OnceValue(func() closet {
	f := excelize.NewFile()
	defer func() { _ = f.Close() }()
	c := closet{ids: map[look]int{}}
	if c.err = f.SetDefaultFont(fontFamily); c.err != nil {
		return c
	}
	for _, l := range commonLooks() {
		if _, ok := c.ids[l]; ok {
			continue
		}
		if c.ids[l], c.err = f.NewStyle(l.style()); c.err != nil {
			return c
		}
	}
	c.xml, c.err = partOf(f, stylesPart)
	return c
})

// partOf is one part of a workbook as the library writes it.
func partOf(f *excelize.File, name string) ([]byte, error) {
	p := &parts{w: io.Discard, files: map[string]*bytes.Buffer{}}
	f.SetZipWriter(func(io.Writer) excelize.ZipWriter { return heldParts{p} })
	if _, err := f.WriteTo(io.Discard); err != nil {
		return nil, err
	}
	return p.files[name].Bytes(), nil
}

// heldParts keeps the parts instead of packing them.
type heldParts struct{ *parts }

func (heldParts) Close() error { return nil }

// commonLooks lists what the sheets of a variance workbook wear, in a fixed order.
func commonLooks() []look {
	ls := append(runningLooks(), headingLook, headingLook.as(formatNoPlaces))
	for _, g := range []ground{groundClear, groundLight, groundFaint} {
		for _, f := range []face{facePlain, faceBold} {
			ls = append(ls, tableLooks(look{face: f, ground: g})...)
		}
		for _, f := range []face{faceSmall, faceLinked} {
			ls = append(ls, look{face: f, ground: g}, look{face: f, ground: g, align: alignCenter})
		}
	}
	for depth := range uint8(4) {
		ls = append(ls, look{indent: depth}, look{face: faceBold, ground: groundFaint, indent: depth})
	}
	for _, g := range []ground{groundDeep, groundMid} {
		ls = append(ls, look{ground: g}, look{ground: g, face: faceBold})
	}
	for _, g := range []ground{groundGood, groundAttention, groundBad, groundUnreported, groundNeutral} {
		ls = append(ls, flagLooks(g)...)
	}
	return append(ls, figureLooks()...)
}

// runningLooks are those of text outside tables.
func runningLooks() []look {
	var ls []look
	for _, f := range []face{facePlain, faceBold, faceMuted, faceSmall, faceLoud, faceHeading, faceTitle} {
		ls = append(ls, look{face: f, bare: true, ragged: true}, look{face: f, bare: true})
	}
	for _, f := range []face{facePlain, faceHeading, faceTitle} {
		ls = append(ls, look{face: f, bare: true, align: alignCenter, middle: true})
	}
	return ls
}

// tableLooks are those of a line's cells: words, letters, blanks and numbers.
func tableLooks(l look) []look {
	ls := []look{l}
	for _, a := range []align{alignCenter, alignRight} {
		l.align = a
		ls = append(ls, l)
	}
	for _, f := range []format{formatNoPlaces, formatTwoPlaces, formatFourPlaces} {
		ls = append(ls, l.as(f))
	}
	return ls
}

// flagLooks are those of a flag in Variansi and on Ringkasan.
func flagLooks(g ground) []look {
	band := look{ground: g, align: alignCenter, middle: true}
	return []look{
		{ground: g}, {ground: g, align: alignCenter}, band, {ground: g, middle: true, indent: 1},
		band.in(faceBold), band.in(faceHeading), band.in(faceLoud),
		{ground: g, face: faceBold, align: alignRight, format: formatTwoPlaces},
	}
}

// figureLooks are those of Ringkasan and of the row of totals.
func figureLooks() []look {
	ls := []look{
		{middle: true}, {middle: true, indent: 1}, {middle: true, indent: 1, face: faceSmall},
		{middle: true, align: alignCenter, format: formatNoPlaces},
	}
	for _, g := range []ground{groundClear, groundHead} {
		l := look{face: faceBold, ground: g, middle: true}
		ls = append(ls, l)
		l.align = alignRight
		ls = append(ls, l, l.as(formatNoPlaces), l.as(formatTwoPlaces))
	}
	return ls
}
