package xlsx

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

// Comments are put in and taken out here, and not by the library: it shares one
// drawing between sheets, loses form controls, and gives up on the shapes of other
// programs. What stands beside ours is left byte by byte.

// noteMarks are the first line of our comments, by which we know them again even
// after another program has dropped their author.
var noteMarks = map[markKind]string{markMend: "REKON – PERBAIKI", markAsk: "REKON – PERIKSA"}

func isOurNote(text string) bool {
	first, _, more := strings.Cut(strings.TrimLeft(text, " \r\n"), "\n")
	first = strings.TrimRight(first, " \r")
	return more && (first == noteMarks[markMend] || first == noteMarks[markAsk])
}

// note is a comment of ours.
type note struct {
	col, row   int
	head, text string
}

// notePaper holds the parts in which a sheet keeps its comments.
type notePaper struct {
	comments, drawing string // names of parts, "" where there is none
	drawingID         string // by which the sheet refers to the drawing
}

func (f folio) notePaper(sheet string) (p notePaper, err error) {
	relations, err := f.relations(sheet)
	if err != nil {
		return p, err
	}
	if bytes.Contains(f[sheet], []byte("legacyDrawing")) {
		err = scan(f[sheet], func(e *element) {
			if e.Name.Local == "legacyDrawing" && e.depth == 1 {
				p.drawingID = e.attr("id")
			}
		})
	}
	for _, r := range relations {
		switch {
		case r.kind() == "comments":
			p.comments = r.Target
		case r.ID == p.drawingID && p.drawingID != "":
			p.drawing = r.Target
		}
	}
	if p.drawingID != "" && f[p.drawing] == nil || p.comments != "" && f[p.comments] == nil {
		return p, unfit("a part of the comments is missing")
	}
	return p, err
}

// commented lists the cells of a sheet that have a comment, with its text.
func (f folio) commented(sheet string) (map[string]string, error) {
	p, err := f.notePaper(sheet)
	if err != nil {
		return nil, err
	}
	out := map[string]string{}
	err = scan(f[p.comments], func(e *element) {
		if e.Name.Local == "comment" {
			out[e.attr("ref")] = textOf(f[p.comments], e, "t")
		}
	})
	return out, err
}

// dropNotes takes our comments off a sheet.
func (f folio) dropNotes(sheet string) error {
	p, err := f.notePaper(sheet)
	if err != nil || p.comments == "" {
		return err
	}
	ours, hers := map[[2]int]bool{}, 0
	left, err := without(f[p.comments], func(e *element) bool {
		if e.Name.Local != "comment" {
			return false
		}
		if !isOurNote(textOf(f[p.comments], e, "t")) {
			hers++
			return false
		}
		col, row, err := excelize.CellNameToCoordinates(e.attr("ref"))
		ours[[2]int{col, row}] = true
		return err == nil
	})
	if err != nil || len(ours) == 0 {
		return err
	}
	shapes := 0
	drawing, err := without(f[p.drawing], func(e *element) bool {
		if e.Name.Local != "shape" {
			return false
		}
		if ours[noteCell(f[p.drawing], e)] {
			return true
		}
		shapes++
		return false
	})
	if err != nil {
		return err
	}
	f[p.comments], f[p.drawing] = left, drawing
	return f.clearPaper(sheet, p, hers, shapes)
}

// noteCell is the cell that the shape of a comment belongs to; none for another
// shape.
func noteCell(part []byte, e *element) [2]int {
	col, err1 := strconv.Atoi(strings.TrimSpace(textOf(part, e, "Column")))
	row, err2 := strconv.Atoi(strings.TrimSpace(textOf(part, e, "Row")))
	if err1 != nil || err2 != nil || !bytes.Contains(part[e.start:e.end], []byte(`"Note"`)) {
		return [2]int{}
	}
	return [2]int{col + 1, row + 1}
}

// clearPaper removes the parts that hold nothing any more.
func (f folio) clearPaper(sheet string, p notePaper, comments, shapes int) (err error) {
	if comments == 0 {
		err = f.remove(p.comments, sheet)
	}
	if err != nil || shapes > 0 || p.drawing == "" {
		return err
	}
	f[sheet], err = without(f[sheet], func(e *element) bool { return e.Name.Local == "legacyDrawing" && e.depth == 1 })
	if err != nil {
		return err
	}
	return f.remove(p.drawing, sheet)
}

// addNotes puts our comments on a sheet. Its cells must have none.
func (f folio) addNotes(sheet string, index int, notes []note) error {
	p, err := f.notePaper(sheet)
	if err != nil || len(notes) == 0 {
		return err
	}
	if p.comments == "" {
		if p.comments, err = f.newComments(sheet); err != nil {
			return err
		}
	}
	if p.drawing == "" {
		if p.drawing, err = f.newDrawing(sheet, index); err != nil {
			return err
		}
	}
	if err := f.writeComments(p.comments, notes); err != nil {
		return err
	}
	return f.writeShapes(p.drawing, index, notes, f.columnWidths(sheet))
}

// freeName is the first name of a series that no part bears.
func (f folio) freeName(format string) string {
	for n := 1; ; n++ {
		if name := fmt.Sprintf(format, n); f[name] == nil {
			return name
		}
	}
}

func (f folio) newComments(sheet string) (string, error) {
	name := f.freeName("xl/comments%d.xml")
	f[name] = []byte(xml.Header + `<comments xmlns="` + mainSpace + `"><authors></authors><commentList></commentList></comments>`)
	var known bool // some programs declare comments that they do not have
	err := scan(f[contentTypesPart], func(e *element) { known = known || e.attr("PartName") == "/"+name })
	if err == nil && !known {
		err = f.declare(`<Override PartName="/` + name + `" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"/>`)
	}
	if err != nil {
		return "", err
	}
	_, err = f.relate(sheet, "comments", name)
	return name, err
}

const mainSpace = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"

func (f folio) newDrawing(sheet string, index int) (string, error) {
	name := f.freeName("xl/drawings/vmlDrawing%d.vml")
	f[name] = fmt.Appendf(nil, `<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:x="urn:schemas-microsoft-com:office:excel">`+
		`<o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="%d"/></o:shapelayout></xml>`, index)
	var known bool
	err := scan(f[contentTypesPart], func(e *element) {
		known = known || e.Name.Local == "Default" && strings.EqualFold(e.attr("Extension"), "vml")
	})
	if err == nil && !known {
		err = f.declare(`<Default Extension="vml" ContentType="application/vnd.openxmlformats-officedocument.vmlDrawing"/>`)
	}
	if err != nil {
		return "", err
	}
	id, err := f.relate(sheet, "vmlDrawing", name)
	if err != nil {
		return "", err
	}
	if f[sheet], err = declared(f[sheet], `xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"`); err != nil {
		return "", err
	}
	f[sheet], err = withDrawing(f[sheet], `<legacyDrawing r:id="`+id+`"/>`)
	return name, err
}

// sheetOrder is the order in which a sheet names what stands behind its cells;
// spreadsheets refuse another one.
var sheetOrder = []string{
	"sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr", "sheetProtection", "protectedRanges",
	"scenarios", "autoFilter", "sortState", "dataConsolidate", "customSheetViews", "mergeCells", "phoneticPr", "conditionalFormatting",
	"dataValidations", "hyperlinks", "printOptions", "pageMargins", "pageSetup", "headerFooter", "rowBreaks", "colBreaks",
	"customProperties", "cellWatches", "ignoredErrors", "smartTags", "drawing", "legacyDrawing", "legacyDrawingHF", "drawingHF",
	"picture", "oleObjects", "controls", "webPublishItems", "tableParts", "extLst",
}

// withDrawing puts the reference to our drawing where it belongs: before all that
// comes behind it, in whatever version.
func withDrawing(sheet []byte, text string) ([]byte, error) {
	top, err := topElements(sheet)
	if err != nil {
		return nil, err
	}
	root := top[""]
	if root.closed || tagOf(sheet, root.element) != "worksheet" {
		return nil, unfit("no plain <worksheet>")
	}
	if top["sheetData"] == nil {
		return nil, unfit("a sheet without cells")
	}
	at := root.bodyEnd
	err = scan(sheet, func(e *element) {
		behind := e.Name.Local == "AlternateContent" || slices.Index(sheetOrder, e.Name.Local) > slices.Index(sheetOrder, "legacyDrawing")
		if e.depth == 1 && behind && e.start > top["sheetData"].start {
			at = min(at, e.start)
		}
	})
	if err != nil {
		return nil, err
	}
	return edited(sheet, []edit{{at, at, text}}), nil
}

// declared puts a prefix of names on the root of a part, where the library looks
// for it.
func declared(part []byte, prefix string) ([]byte, error) {
	var at *element
	if err := scan(part, func(e *element) {
		if e.depth == 0 {
			at = e
		}
	}); err != nil || at == nil {
		return nil, errors.Join(err, errUnfit)
	}
	head := string(part[at.start:at.bodyStart])
	name, _, _ := strings.Cut(prefix, "=")
	if strings.Contains(head, name+"=") {
		return part, nil
	}
	end := at.start + 1 + len(tagOf(part, at))
	return slices.Concat(part[:end], []byte(" "+prefix), part[end:]), nil
}

const noteAuthor = "rekon"

// writeComments appends comments by our author.
func (f folio) writeComments(part string, notes []note) error {
	authors, ours := 0, -1
	if err := scan(f[part], func(e *element) {
		if e.Name.Local == "author" {
			if textOf(f[part], e, "author") == noteAuthor {
				ours = authors
			}
			authors++
		}
	}); err != nil {
		return err
	}
	if ours < 0 {
		var err error
		if f[part], err = inserted(f[part], "authors", "<author>"+noteAuthor+"</author>"); err != nil {
			return err
		}
		ours = authors
	}
	var b strings.Builder
	for _, n := range notes {
		fmt.Fprintf(&b, `<comment ref="%s" authorId="%d"><text>`, cellName(n.col, n.row), ours)
		for _, run := range []struct{ bold, text string }{{"<b/>", n.head}, {"", "\n" + n.text}} {
			b.WriteString(`<r><rPr>` + run.bold + `<sz val="9"/><color indexed="81"/><rFont val="Arial"/><family val="2"/></rPr><t xml:space="preserve">`)
			_ = xml.EscapeText(&b, []byte(clean(run.text)))
			b.WriteString(`</t></r>`)
		}
		b.WriteString(`</text></comment>`)
	}
	var err error
	f[part], err = inserted(f[part], "commentList", b.String())
	return err
}

var shapeNumber = regexp.MustCompile(`_x0000_s(\d+)"`)

const noteShapeType = `<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>`

// writeShapes appends the boxes in which the comments show.
func (f folio) writeShapes(part string, index int, notes []note, widths func(col int) float64) error {
	id := 1024 * index
	for _, m := range shapeNumber.FindAllSubmatch(f[part], -1) {
		n, _ := strconv.Atoi(string(m[1]))
		id = max(id, n)
	}
	var b strings.Builder
	if !bytes.Contains(f[part], []byte(`"_x0000_t202"`)) {
		b.WriteString(noteShapeType)
	}
	for i, n := range notes {
		last, right := noteRight(n.col, widths)
		lines := 1 + linesIn(n.text, noteWidth/7, look{})
		fmt.Fprintf(&b, `<v:shape id="_x0000_s%d" type="#_x0000_t202" style="position:absolute;margin-left:0;margin-top:0;width:%dpt;height:%dpt;z-index:%d;visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto">`+
			`<v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/><v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>`+
			`<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>%d, 12, %d, 4, %d, %d, %d, 4</x:Anchor><x:AutoFill>False</x:AutoFill><x:Row>%d</x:Row><x:Column>%d</x:Column></x:ClientData></v:shape>`,
			id+1+i, noteWidth*3/4, 14*lines, i+1, n.col, max(0, n.row-2), last, right, n.row+lines*7/10+1, n.row-1, n.col-1)
	}
	var err error
	f[part], err = inserted(f[part], "xml", b.String())
	return err
}

// noteWidth is how wide the box of a comment is, in pixels.
const noteWidth = 300

// noteRight is where a box ends that begins right of a column.
func noteRight(col int, widths func(int) float64) (last, offset int) {
	room := noteWidth + 12
	for last = col; last < col+60; last++ {
		w := int(widths(last+1)*7) + 5
		if room < w {
			return last, room
		}
		room -= w
	}
	return last, 0
}

// columnWidths tells how wide the columns of a sheet are, in letters.
func (f folio) columnWidths(sheet string) func(col int) float64 {
	usual := 8.43
	type run struct {
		from, to int
		width    float64
	}
	var runs []run
	_ = scan(f[sheet], func(e *element) {
		number := func(name string) float64 { n, _ := strconv.ParseFloat(e.attr(name), 64); return n }
		switch {
		case e.Name.Local == "sheetFormatPr" && number("defaultColWidth") > 0:
			usual = number("defaultColWidth")
		case e.Name.Local == "col" && (e.attr("hidden") == "1" || e.attr("hidden") == "true"):
			runs = append(runs, run{int(number("min")), int(number("max")), 0})
		case e.Name.Local == "col" && e.attr("width") != "":
			runs = append(runs, run{int(number("min")), int(number("max")), number("width")})
		}
	})
	return func(col int) float64 {
		for _, r := range runs {
			if col >= r.from && col <= r.to {
				return r.width
			}
		}
		return usual
	}
}
