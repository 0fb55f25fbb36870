package xlsx

import (
	"fmt"
	"slices"
	"strings"
)

// graftStyles puts the styles that are new behind hers, which keep their numbers.
func graftStyles(before, after []byte) ([]byte, error) {
	old, err := topElements(before)
	if err != nil {
		return nil, err
	}
	now, err := topElements(after)
	if err != nil {
		return nil, err
	}
	var edits []edit
	for _, list := range []string{"numFmts", "fonts", "fills", "borders", "cellXfs"} {
		was, is := old[list], now[list]
		if is == nil || was != nil && len(is.inside) <= len(was.inside) {
			continue
		}
		if was == nil {
			if list != "numFmts" { // which comes first
				return nil, unfit("styles without %s", list)
			}
			root := old[""]
			edits = append(edits, edit{root.bodyStart, root.bodyStart, string(after[is.start:is.end])})
			continue
		}
		if was.closed || tagOf(before, was.element) != list {
			return nil, unfit("no plain <%s>", list)
		}
		var tail strings.Builder
		for _, e := range is.inside[len(was.inside):] {
			tail.Write(after[e.start:e.end])
		}
		edits = append(edits, attributeEdit(before, was.element, countAttr, fmt.Sprintf(` count="%d"`, len(is.inside))),
			edit{was.bodyEnd, was.bodyEnd, tail.String()})
	}
	return edited(before, edits), nil
}

// behindNames are the elements of a workbook before which its names stand.
var behindNames = []string{"calcPr", "oleSize", "customWorkbookViews", "pivotCaches", "smartTagPr", "smartTagTypes",
	"webPublishing", "fileRecoveryPr", "webPublishObjects", "extLst"}

// graftWorkbook takes over the views, sheets and names.
func graftWorkbook(before, after []byte) ([]byte, error) {
	old, err := topElements(before)
	if err != nil {
		return nil, err
	}
	now, err := topElements(after)
	if err != nil {
		return nil, err
	}
	var edits []edit
	for _, name := range []string{"bookViews", "sheets", "definedNames"} {
		was, is := old[name], now[name]
		text := ""
		if is != nil {
			text = string(after[is.start:is.end])
		}
		switch {
		case was != nil:
			edits = append(edits, edit{was.start, was.end, text})
		case name == "bookViews" && is != nil && old["sheets"] != nil:
			edits = append(edits, edit{old["sheets"].start, old["sheets"].start, text})
		case name == "definedNames" && is != nil:
			at := old[""].bodyEnd
			for _, next := range behindNames {
				if e := old[next]; e != nil {
					at = min(at, e.start)
				}
			}
			edits = append(edits, edit{at, at, text})
		}
	}
	out := edited(before, edits)
	if strings.Contains(string(out), " r:id=") {
		return declared(out, `xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"`)
	}
	return out, nil
}

// topElement is a child of the root with its own children.
type topElement struct {
	*element
	inside []*element
}

// topElements are the children of the root by name, the root itself by "".
func topElements(part []byte) (map[string]*topElement, error) {
	out := map[string]*topElement{}
	var inside []*element
	err := scan(part, func(e *element) {
		switch e.depth {
		case 0:
			out[""] = &topElement{element: e}
		case 1:
			out[e.Name.Local] = &topElement{e, slices.Clone(inside)}
			inside = nil
		case 2:
			inside = append(inside, e)
		}
	})
	if err == nil && out[""] == nil {
		return nil, unfit("a part without a root")
	}
	return out, err
}
