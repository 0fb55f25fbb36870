package xlsx

import (
	"strconv"

	"rekon/reconcile"
)

// beside leads from a cell to a place in another workbook, by its path from this one; to
// its first sheet where the place is "". Nothing is done where there is no workbook.
func (d *draft) beside(sheet, cell, file, place string) {
	if file == "" {
		return
	}
	link := linkEscapes.Replace(file)
	if place != "" {
		link += "#" + linkEscapes.Replace(place)
	}
	d.keep(d.f.SetCellHyperLink(sheet, cell, link, "External"))
}

// linked dresses a code that leads to another workbook, if there is one.
func linked(code, file string) content {
	if file == "" {
		return content{text: code, face: faceSmall}
	}
	return content{text: code, face: faceLinked}
}

// variancePlaces are where the lines of a result stand in its variance workbook, by code.
func variancePlaces(r *reconcile.Result) map[string]string {
	out := map[string]string{}
	for _, e := range arrange(r) {
		if e.v != nil {
			out[e.v.Line.Code] = "'" + sheetVariance + "'!A" + strconv.Itoa(e.row)
		}
	}
	return out
}
