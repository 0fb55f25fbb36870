package xlsx

import (
	"bytes"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// What was written is taken apart again and compared with what she sent, part by
// part and cell by cell, without the library that wrote it: what a library does
// not see it cannot say to be lost.

// verify says what of hers is not as it was, or what of ours is not there.
func (m *marker) verify(her folio, out []byte, book *Book) error {
	ours, err := unpack(out, m.limits)
	if err != nil {
		return err
	}
	c := comparison{m: m, her: her, ours: ours}
	if err := c.compare(); err != nil {
		return err
	}
	again, err := Open(m.Name, out, Limits{Bytes: int64(len(out)), Unpacked: m.limits.Unpacked + 16<<20, Rows: m.limits.Rows, Columns: m.limits.Columns, Sheets: m.limits.Sheets})
	if err != nil {
		return unfit("it cannot be opened again: %v", err)
	}
	defer again.Close()
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
	for i := range max(len(a), len(b)) {
		var x, y []string
		if i < len(a) {
			x = a[i]
		}
		if i < len(b) {
			y = b[i]
		}
		for j := range max(len(x), len(y)) {
			if cellIn(x, j) != cellIn(y, j) {
				return false
			}
		}
	}
	return true
}

func cellIn(row []string, i int) string {
	if i < len(row) {
		return row[i]
	}
	return ""
}

// comparison holds her workbook, without any marks, against the marked one.
type comparison struct {
	m         *marker
	her, ours folio
	styles    [2]styleTable
}

func (c *comparison) compare() error {
	workbook, hers, err := c.her.leaves()
	if err != nil {
		return err
	}
	_, after, err := c.ours.leaves()
	if err != nil {
		return err
	}
	if len(after) != len(hers)+1 || after[0].name != c.m.sheet {
		return unfit("the sheets are not hers and ours")
	}
	after = after[1:]
	sheets := map[string]bool{}
	for i, l := range hers {
		if l != after[i] {
			return unfit("sheet %q is now %q", l.name, after[i].name)
		}
		sheets[l.part] = l.kind == "worksheet"
	}
	if err := c.compareParts(workbook, sheets); err != nil {
		return err
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
	return c.compareWorkbook(workbook)
}

// compareParts: a part that we have no business with is byte for byte the same.
func (c *comparison) compareParts(workbook string, sheets map[string]bool) error {
	for _, name := range slices.Sorted(maps.Keys(c.her)) {
		part, there := c.ours[name]
		switch {
		case !there && name == "xl/calcChain.xml": // is made anew by whoever calculates
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
		case name == workbook, name == stylesPart, sheets[name], c.isNotePart(name):
		case !bytes.Equal(part, c.her[name]):
			return unfit("%s is changed", name)
		}
	}
	return nil
}

// isNotePart: our comments may stand in it; hers are compared with their sheet.
func (c *comparison) isNotePart(name string) bool {
	return strings.HasSuffix(name, ".vml") || strings.Contains(name, "comment")
}

// sameLines: every line of a table of relations or contents is still there.
func (c *comparison) sameLines(name string, kinds ...string) error {
	have := map[string]bool{}
	collect := func(part []byte, see func(line string)) error {
		return scan(part, func(e *element) {
			if slices.Contains(kinds, e.Name.Local) {
				target := strings.TrimPrefix(resolve("xl/x/", e.attr("Target")), "xl/x/")
				see(strings.Join([]string{e.attr("Id"), e.attr("Type"), target, e.attr("TargetMode"), e.attr("Extension"), e.attr("PartName"), e.attr("ContentType")}, "|"))
			}
		})
	}
	if err := collect(c.ours[name], func(line string) { have[line] = true }); err != nil {
		return err
	}
	lost := ""
	err := collect(c.her[name], func(line string) {
		if !have[line] && !strings.Contains(line, "calcChain") {
			lost = line
		}
	})
	if lost != "" {
		return unfit("%s has lost %s", name, lost)
	}
	return err
}

// compareWorkbook: names, protection, calculation and the like.
func (c *comparison) compareWorkbook(name string) error {
	skip := func(n *node) bool {
		return n.name == "sheets" || n.name == "bookViews" || n.name == "definedNames"
	}
	before, err := parse(c.her[name])
	if err != nil {
		return err
	}
	after, err := parse(c.ours[name])
	if err != nil {
		return err
	}
	if what := sameChildren(before, after, skip); what != "" {
		return unfit("workbook: %s", what)
	}
	var now []string
	for _, n := range after.find("definedName") {
		if id, local := n.attrs["localSheetId"]; local {
			place, _ := strconv.Atoi(id)
			if place == 0 {
				continue // ours
			}
			n.attrs["localSheetId"] = strconv.Itoa(place - 1)
		}
		now = append(now, n.text())
	}
	for _, n := range before.find("definedName") {
		if _, local := n.attrs["localSheetId"]; local && n.attrs["localSheetId"] == "" {
			n.attrs["localSheetId"] = "0"
		}
		if !slices.Contains(now, n.text()) {
			return unfit("the name %s is lost", n.attrs["name"])
		}
	}
	return nil
}
