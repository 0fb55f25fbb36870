package xlsx

import (
	"maps"
	"strconv"
	"strings"
)

// styleTable is what the styles of a workbook say, by number.
type styleTable struct {
	root  *node
	xfs   []*node
	fills []*node
}

func readStyles(part []byte) (t styleTable, err error) {
	if t.root, err = parse(part); err != nil {
		return t, err
	}
	if xfs := t.root.child("cellXfs"); xfs != nil {
		t.xfs = xfs.children
	}
	if fills := t.root.child("fills"); fills != nil {
		t.fills = fills.children
	}
	return t, nil
}

// xf is a style by its number, nil for none.
func (t styleTable) xf(number int) *node {
	if number < 0 || number >= len(t.xfs) {
		return nil
	}
	return t.xfs[number]
}

// markOf is the mark whose fill a style has, 0 for none.
func (t styleTable) markOf(xf *node) markKind {
	n, _ := strconv.Atoi(xf.attrs["fillId"])
	if n >= len(t.fills) {
		return 0
	}
	text := strings.ToUpper(t.fills[n].text())
	for kind, colour := range markFills {
		if strings.Contains(text, "<FGCOLOR") && strings.Contains(text, colour) {
			return kind
		}
	}
	return 0
}

// unfilled spells a style out without its fill.
func unfilled(xf *node) string {
	plain := *xf
	plain.attrs = maps.Clone(xf.attrs)
	delete(plain.attrs, "fillId")
	delete(plain.attrs, "applyFill")
	return plain.text()
}

// compareStyles: all styles of hers are there under their numbers.
func (c *comparison) compareStyles() (err error) {
	for i, f := range []folio{c.her, c.ours} {
		if c.styles[i], err = readStyles(f[stylesPart]); err != nil {
			return err
		}
	}
	before, after := c.styles[0].root, c.styles[1].root
	for _, kind := range before.children {
		now := after.child(kind.name)
		if now == nil && len(kind.children) == 0 {
			continue
		}
		if now == nil || len(now.children) < len(kind.children) {
			return unfit("styles: %s are lost", kind.name)
		}
		for i, one := range kind.children {
			if x, y := one.text(), now.children[i].text(); x != y {
				return unfit("styles: %s %d: %s", kind.name, i, parting(x, y))
			}
		}
	}
	return nil
}
