package xlsx

import (
	"slices"

	"github.com/xuri/excelize/v2"
)

// compareNotes: her comments are as they were, ours are where they belong and
// nowhere else, and each has its box.
func (c *comparison) compareNotes(l leaf) error {
	before, err := c.her.commented(l.part)
	if err != nil {
		return err
	}
	now, err := c.ours.commented(l.part)
	if err != nil {
		return err
	}
	hers := 0
	earlier := map[[2]int]bool{} // of ours, on her side
	for ref, text := range before {
		if isOurNote(text) {
			col, row, _ := excelize.CellNameToCoordinates(ref)
			earlier[[2]int{col, row}] = true
			continue
		}
		hers++
		if now[ref] != text {
			return unfit("sheet %s: the comment on %s is lost", l.name, ref)
		}
	}
	for _, ref := range c.noted[l.name] {
		if !isOurNote(now[ref]) {
			return unfit("sheet %s: no comment of ours on %s", l.name, ref)
		}
	}
	if len(now) != hers+len(c.noted[l.name]) {
		return unfit("sheet %s has %d comments", l.name, len(now))
	}
	return c.compareBoxes(l, earlier, hers)
}

// compareBoxes: what is drawn on the sheet in the old way is kept whole.
func (c *comparison) compareBoxes(l leaf, earlier map[[2]int]bool, hers int) error {
	before, err := c.her.notePaper(l.part)
	if err != nil {
		return err
	}
	after, err := c.ours.notePaper(l.part)
	if err != nil {
		return err
	}
	was, is := c.her[before.drawing], c.ours[after.drawing]
	boxes, shapes := map[[2]int]bool{}, []string{}
	if err := scan(is, func(e *element) {
		if e.Name.Local == "shape" {
			boxes[noteCell(is, e)] = true
			shapes = append(shapes, string(is[e.start:e.end]))
		}
	}); err != nil {
		return err
	}
	kept, lost := 0, false
	if err := scan(was, func(e *element) {
		if e.Name.Local == "shape" && !earlier[noteCell(was, e)] {
			kept++
			lost = lost || !slices.Contains(shapes, string(was[e.start:e.end]))
		}
	}); err != nil {
		return err
	}
	for _, ref := range c.noted[l.name] {
		col, row, _ := excelize.CellNameToCoordinates(ref)
		lost = lost || !boxes[[2]int{col, row}]
	}
	lost = lost || kept > 0 && before.drawing != after.drawing || hers > 0 && before.comments != after.comments
	if lost {
		return unfit("sheet %s has lost a shape", l.name)
	}
	c.gone[before.drawing] = c.gone[before.drawing] || kept == 0
	c.gone[before.comments] = c.gone[before.comments] || hers == 0
	return nil
}
