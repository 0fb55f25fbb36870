package xlsx

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"
)

// What was written is taken apart again and compared with what she sent, part by
// part and cell by cell, without the library that wrote it: what a library does
// not see it cannot say to be lost.

// comparison holds a workbook of hers against what we made of it. Our own sheets,
// on either side, are not looked at.
type comparison struct {
	her, ours folio
	lists     []string                       // names of our sheets, on either side
	marked    map[string]map[[2]int]markKind // cells whose fill is to be that of a mark, or of none
	noted     map[string][]string            // cells that are to have a comment of ours
	styles    [2]styleTable
	gone      map[string]bool // parts that only served what is ours
}

// verify says what of hers is not as it was, or what of ours is not there.
func (m *marker) verify(her folio, out []byte, book *Book) error {
	ours, err := unpack(out, m.limits)
	if err != nil {
		return err
	}
	c := comparison{her: her, ours: ours, lists: []string{m.sheet}, marked: map[string]map[[2]int]markKind{}, noted: m.noted}
	for _, k := range m.marks {
		if c.marked[k.sheet] == nil {
			c.marked[k.sheet] = map[[2]int]markKind{}
		}
		c.marked[k.sheet][[2]int{k.col, k.row}] = k.kind
	}
	if err := c.compare(); err != nil {
		return err
	}
	limits := m.limits
	limits.Reserve = nil // what marking takes is reserved already: asking again would wait for itself
	limits.Bytes, limits.Unpacked = max(limits.Bytes, int64(len(out))), limits.Unpacked+16<<20
	again, err := Open(m.Name, out, limits)
	if err != nil {
		return unfit("it cannot be opened again: %v", err)
	}
	defer again.Close()
	return sameReading(book, again)
}

// sameReading: what is read of it is what was read of hers.
func sameReading(book, again *Book) error {
	if len(again.Sheets) != len(book.Sheets) {
		return unfit("%d sheets are read, not %d", len(again.Sheets), len(book.Sheets))
	}
	for i, s := range book.Sheets {
		t := again.Sheets[i]
		if s.Name != t.Name || s.Hidden != t.Hidden || !sameRows(s.rows, t.rows) {
			return unfit("sheet %s reads otherwise", s.Name)
		}
	}
	return nil
}

// sameRows compares what is read of two sheets; blanks at the ends say nothing.
func sameRows(a, b [][]string) bool {
	row := func(of [][]string, i int) []string {
		if i < len(of) {
			return of[i]
		}
		return nil
	}
	cell := func(of []string, i int) string {
		if i < len(of) {
			return of[i]
		}
		return ""
	}
	for i := range max(len(a), len(b)) {
		x, y := row(a, i), row(b, i)
		for j := range max(len(x), len(y)) {
			if cell(x, j) != cell(y, j) {
				return false
			}
		}
	}
	return true
}

func (c *comparison) compare() error {
	workbook, before, err := c.her.leaves()
	if err != nil {
		return err
	}
	_, after, err := c.ours.leaves()
	if err != nil {
		return err
	}
	c.gone = map[string]bool{}
	hers, now := c.withoutLists(before), c.withoutLists(after)
	if len(now) != len(hers) {
		return unfit("%d sheets of hers are left, not %d", len(now), len(hers))
	}
	sheets := map[string]bool{}
	for i, l := range hers {
		if l != now[i] {
			return unfit("sheet %q is now %q", l.name, now[i].name)
		}
		sheets[l.part] = l.kind == "worksheet"
	}
	for _, name := range slices.Sorted(maps.Keys(c.ours)) {
		if part := c.ours[name]; !bytes.Equal(part, c.her[name]) {
			if err := wellFormed(name, part); err != nil {
				return err
			}
		}
	}
	if err := c.compareStyles(); err != nil {
		return err
	}
	for _, l := range hers {
		if l.kind == "worksheet" {
			if err := c.compareSheet(l); err != nil {
				return err
			}
		}
	}
	if err := c.compareParts(workbook, sheets); err != nil {
		return err
	}
	return c.compareWorkbook(workbook, before, after)
}

// wellFormed reads a part that was written as strictly as spreadsheets do, which
// also refuse a prefix that nothing declares.
func wellFormed(name string, part []byte) error {
	d := xml.NewDecoder(bytes.NewReader(part))
	undeclared := func(n xml.Name) bool {
		return n.Space != "" && n.Space != "xmlns" && !strings.Contains(n.Space, ":")
	}
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return unfit("%s is broken: %v", name, err)
		}
		start, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		if undeclared(start.Name) || slices.ContainsFunc(start.Attr, func(a xml.Attr) bool { return undeclared(a.Name) }) {
			return unfit("%s has a name from nowhere in <%s>", name, start.Name.Local)
		}
	}
}

// withoutLists leaves our sheets out; the parts of those on her side may go.
func (c *comparison) withoutLists(leaves []leaf) []leaf {
	return slices.DeleteFunc(slices.Clone(leaves), func(l leaf) bool {
		ours := slices.Contains(c.lists, l.name)
		if ours {
			c.gone[l.part], c.gone[relationsPart(l.part)] = true, true
		}
		return ours
	})
}

// compareParts: a part that we have no business with is byte for byte the same.
func (c *comparison) compareParts(workbook string, sheets map[string]bool) error {
	for _, name := range slices.Sorted(maps.Keys(c.her)) {
		part, there := c.ours[name]
		switch {
		case c.gone[name], !there && name == "xl/calcChain.xml": // is made anew by whoever calculates
		case !there && strings.HasSuffix(name, ".rels"):
			if err := c.sameLines(name, "Relationship"); err != nil {
				return err
			}
		case !there:
			return unfit("%s is lost", name)
		case strings.HasSuffix(name, ".rels"):
			if err := c.sameLines(name, "Relationship"); err != nil {
				return err
			}
		case name == contentTypesPart:
			if err := c.sameLines(name, "Default", "Override"); err != nil {
				return err
			}
		case name == workbook, name == stylesPart, sheets[name], isNotePart(name):
		case !bytes.Equal(part, c.her[name]):
			return unfit("%s is changed", name)
		}
	}
	return nil
}

// isNotePart: our comments may stand in it; hers are compared with their sheet.
func isNotePart(name string) bool {
	return strings.HasSuffix(name, ".vml") || strings.Contains(name, "comment")
}

// sameLines: every line of a table of relations or contents is still there, unless
// it is about a part that only served what is ours.
func (c *comparison) sameLines(name string, kinds ...string) error {
	base := strings.TrimSuffix(path.Dir(name), "_rels")
	lines := func(part []byte, see func(line, target string)) error {
		return scan(part, func(e *element) {
			if !slices.Contains(kinds, e.Name.Local) {
				return
			}
			target := resolve(base, e.attr("Target")+e.attr("PartName"))
			if e.attr("TargetMode") == "External" {
				target = e.attr("Target")
			}
			see(strings.Join([]string{e.attr("Id"), e.attr("Type"), target, e.attr("Extension"), e.attr("ContentType")}, " "), target)
		})
	}
	have := map[string]bool{}
	if err := lines(c.ours[name], func(line, _ string) { have[line] = true }); err != nil {
		return err
	}
	lost := ""
	err := lines(c.her[name], func(line, target string) {
		if !have[line] && !c.gone[target] && !strings.HasSuffix(target, "calcChain.xml") {
			lost = line
		}
	})
	if lost != "" {
		return unfit("%s has lost %s", name, lost)
	}
	return err
}

// compareWorkbook: names, protection, calculation and the like.
func (c *comparison) compareWorkbook(name string, hers, now []leaf) error {
	before, err := parse(c.her[name])
	if err != nil {
		return err
	}
	after, err := parse(c.ours[name])
	if err != nil {
		return err
	}
	skip := func(n *node) bool {
		// The last tells only with which revision others were editing.
		return slices.Contains([]string{"sheets", "bookViews", "definedNames", "revisionPtr"}, n.name)
	}
	if what := sameChildren(before, after, skip); what != "" {
		return unfit("workbook: %s", what)
	}
	have := c.names(after, now)
	for _, n := range c.names(before, hers) {
		if !slices.Contains(have, n) {
			return unfit("a name is lost: %s", n)
		}
	}
	return nil
}

// names spells the defined names out, with the sheet that one is for; not those of
// our sheets.
func (c *comparison) names(workbook *node, leaves []leaf) (out []string) {
	for _, n := range workbook.find("definedName") {
		if id, local := n.attrs["localSheetId"]; local {
			i, err := strconv.Atoi(id)
			if err != nil || i >= len(leaves) || slices.Contains(c.lists, leaves[i].name) {
				continue
			}
			n.attrs["localSheetId"] = "'" + leaves[i].name
		}
		out = append(out, n.text())
	}
	return out
}
