package xlsx

import (
	"strings"

	"github.com/xuri/excelize/v2"
)

// look describes how a cell is dressed. Equal looks are one style of the file.
type look struct {
	face   face
	ground ground
	format format
	align  align
	indent uint8
	ragged bool   // text runs on to the right instead of wrapping
	middle bool   // centred vertically; otherwise at the top
	bare   bool   // without a frame
	open   bool   // unlocked on a protected sheet
	unit   string // shown behind a number
}

// face is a kind of lettering.
type face uint8

const (
	facePlain face = iota
	faceBold
	faceMuted  // grey, for what explains
	faceSmall  // grey and small, for where a figure came from
	faceLinked // leads to another cell
	faceLoud   // must not be overlooked
	faceHeading
	faceTitle
	faces
)

// ground is a fill. Those that grade are pastel, differ in lightness and hue for
// colour-blind readers, and always stand behind a word; none of them is green.
type ground uint8

const (
	groundClear      ground = iota
	groundHead              // table headings
	groundDeep              // tujuan
	groundMid               // sasaran
	groundLight             // indikator
	groundFaint             // program
	groundGood              // as planned
	groundAttention         // to be looked at
	groundBad               // not as planned
	groundUnreported        // nothing said
	groundNeutral           // nothing to say yet
	groundEntry             // to be filled in
	groundClosed            // not to be filled in
	groundMend              // the mark of what must be mended
	groundAsk               // the mark of a question
	grounds
)

// format is a number format. In an Indonesian locale formatTwoPlaces reads 1.234.567,89.
type format uint8

const (
	formatGeneral   format = iota
	formatWords            // text, whatever it looks like
	formatNoPlaces         // 1.234
	formatTwoPlaces        // 1.234,56
	formatFourPlaces
	formatPercent // a fraction as 25,00%
	formatWholePercent
	formatBrackets // 1.234,56, and (1.234,56) below zero
	formatWholeBrackets
	formatFineBrackets
	formats
)

// align is a horizontal alignment.
type align uint8

const (
	alignLeft align = iota
	alignCenter
	alignRight
	aligns
)

const fontFamily = "Arial" // metric-compatible everywhere, also in LibreOffice

var fonts = [faces]excelize.Font{
	facePlain:   {Size: 9, Color: "1F2933"},
	faceBold:    {Size: 9, Color: "1F2933", Bold: true},
	faceMuted:   {Size: 9, Color: "52606D", Italic: true},
	faceSmall:   {Size: 8, Color: "52606D"},
	faceLinked:  {Size: 9, Color: "0B5CAD", Underline: "single"},
	faceLoud:    {Size: 10, Color: "7A1F0B", Bold: true},
	faceHeading: {Size: 11, Color: "1F3A5F", Bold: true},
	faceTitle:   {Size: 14, Color: "1F3A5F", Bold: true},
}

var fills = [grounds]string{
	groundHead: "DDE3EA", groundDeep: "C3CFDD", groundMid: "DAE2EC", groundLight: "EDF1F6", groundFaint: "F7F9FB",
	groundGood: "CFE4F7", groundAttention: "FFF0BF", groundBad: "F7CDBD", groundUnreported: "DED4EC", groundNeutral: "EBEBEB",
	groundEntry: "FFF7D1", groundClosed: "E4E7EB",
	groundMend: markFillMend, groundAsk: markFillAsk,
}

var formatCodes = [formats]string{
	formatWords: "@", formatNoPlaces: "#,##0", formatTwoPlaces: "#,##0.00", formatFourPlaces: "#,##0.00##", formatPercent: "0.00%",
	formatWholePercent: "0%", formatBrackets: "#,##0.00;(#,##0.00)",
	formatWholeBrackets: "#,##0;(#,##0)", formatFineBrackets: "#,##0.00##;(#,##0.00##)",
}

var alignments = [aligns]string{alignLeft: "left", alignCenter: "center", alignRight: "right"}

var frame = []excelize.Border{
	{Type: "left", Color: "B8C2CC", Style: 1}, {Type: "right", Color: "B8C2CC", Style: 1},
	{Type: "top", Color: "B8C2CC", Style: 1}, {Type: "bottom", Color: "B8C2CC", Style: 1},
}

// style spells the look out for the library.
func (l look) style() *excelize.Style {
	font := fonts[l.face]
	font.Family = fontFamily
	s := &excelize.Style{
		Font: &font,
		Alignment: &excelize.Alignment{
			Horizontal: alignments[l.align], Vertical: "top", Indent: int(l.indent), WrapText: !l.ragged,
		},
	}
	if l.middle {
		s.Alignment.Vertical = "center"
	}
	if !l.bare {
		s.Border = frame
	}
	if code := fills[l.ground]; code != "" {
		s.Fill = excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{code}}
	}
	if code := formatCodes[l.format]; code != "" {
		if l.unit != "" {
			code += ` "` + strings.Join(strings.Fields(strings.ReplaceAll(clean(l.unit), `"`, "")), " ") + `"`
		}
		s.CustomNumFmt = &code
	}
	if l.open {
		s.Protection = &excelize.Protection{Locked: false}
	}
	return s
}

// in is the look with another lettering.
func (l look) in(f face) look { l.face = f; return l }

// as is the look with another number format.
func (l look) as(f format) look { l.format = f; return l }
