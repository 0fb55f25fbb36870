package xlsx

import (
	"cmp"
	"encoding/json"
	"reflect"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"
)

// formerFill remembers how a cell was filled before it was marked: by description,
// since other programs number styles anew.
type formerFill struct {
	Sheet string          `json:"sheet"`
	Cell  string          `json:"cell"`
	Fill  json.RawMessage `json:"fill,omitempty"` // as the library describes it; none for no fill
	Apply *bool           `json:"apply,omitempty"`
	Shown string          `json:"shown,omitempty"` // what its theme's colour was, should the theme change
}

// paint makes the style of each marked cell with its colour, and leaves all else
// of it.
func (m *marker) paint(f *excelize.File, parts folio) (styleIDs, error) {
	ids := styleIDs{}
	p := painter{f: f, dressed: map[[2]int]int{}}
	for _, k := range m.marks {
		id, err := f.GetCellStyle(k.sheet, k.cell())
		if err != nil {
			return nil, err
		}
		former, err := p.describe(id)
		if err != nil {
			return nil, err
		}
		former.Sheet, former.Cell = k.sheet, k.cell()
		m.former = append(m.former, former)
		marked, err := p.filled(id, k.kind)
		if err != nil {
			return nil, err
		}
		ids.set(k.sheet, k.col, k.row, marked)
	}
	return ids, m.rememberHers(p, parts, ids)
}

// rememberHers remembers the cells that she has filled as marks are, so that they
// are not taken for ours when the marks come off. What is remembered is in the order
// of the cells: see [recall].
func (m *marker) rememberHers(p painter, parts folio, marked styleIDs) error {
	_, leaves, err := parts.leaves()
	if err != nil {
		return err
	}
	for _, l := range leaves {
		if l.kind != "worksheet" {
			continue
		}
		cells, err := p.painted(parts[l.part])
		if err != nil {
			return err
		}
		for _, cell := range cells {
			if err := m.rememberFill(p, l.name, cell, marked); err != nil {
				return err
			}
		}
	}
	slices.SortStableFunc(m.former, func(a, b formerFill) int {
		acol, arow, _ := excelize.CellNameToCoordinates(a.Cell)
		bcol, brow, _ := excelize.CellNameToCoordinates(b.Cell)
		return cmp.Or(arow-brow, acol-bcol)
	})
	return nil
}

func (m *marker) rememberFill(p painter, sheet, cell string, marked styleIDs) error {
	col, row, err := excelize.CellNameToCoordinates(cell)
	if err != nil {
		return err
	}
	if _, is := marked[sheet][[2]int{col, row}]; is {
		return nil
	}
	id, err := p.f.GetCellStyle(sheet, cell)
	if err != nil {
		return err
	}
	former, err := p.describe(id)
	former.Sheet, former.Cell = sheet, cell
	m.former = append(m.former, former)
	return err
}

// painter changes fills in a workbook's styles.
type painter struct {
	f       *excelize.File
	dressed map[[2]int]int // the marked style of a style and kind
}

// describe tells the fill of a style.
func (p painter) describe(id int) (former formerFill, err error) {
	xfs := p.f.Styles.CellXfs.Xf
	if id >= len(xfs) || xfs[id].FillID == nil || *xfs[id].FillID >= len(p.f.Styles.Fills.Fill) {
		return former, nil
	}
	former.Apply = xfs[id].ApplyFill
	if *xfs[id].FillID == 0 {
		return former, nil // the first fill is none
	}
	fill := p.f.Styles.Fills.Fill[*xfs[id].FillID]
	if former.Fill, err = json.Marshal(fill); err != nil {
		return former, err
	}
	if fill.PatternFill != nil && fill.PatternFill.FgColor != nil && fill.PatternFill.FgColor.Theme != nil {
		former.Shown = p.shown(fill.PatternFill.FgColor.Theme, fill.PatternFill.FgColor.Tint)
	}
	return former, nil
}

// shown is a colour of the theme as it looks.
func (p painter) shown(theme *int, tint float64) string {
	base := p.f.GetBaseColor("", 0, theme)
	if len(base) != 6 {
		return ""
	}
	return excelize.ThemeColor(base, tint)
}

// filled is a style like another one, with the colour of a mark.
func (p painter) filled(id int, kind markKind) (int, error) {
	key := [2]int{id, int(kind)}
	if known, ok := p.dressed[key]; ok {
		return known, nil
	}
	plain, err := p.f.NewStyle(&excelize.Style{Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{markFills[kind]}}})
	if err != nil {
		return 0, err
	}
	apply := true
	p.dressed[key] = p.refilled(id, p.f.Styles.CellXfs.Xf[plain].FillID, &apply)
	return p.dressed[key], nil
}

// refilled is a style like another one with another fill: one that is there
// already, or a new one.
func (p painter) refilled(id int, fill *int, apply *bool) int {
	all := p.f.Styles.CellXfs
	xf := all.Xf[id]
	number := *fill
	xf.FillID, xf.ApplyFill = &number, apply
	for i := range all.Xf {
		if reflect.DeepEqual(all.Xf[i], xf) {
			return i
		}
	}
	all.Xf = append(all.Xf, xf)
	all.Count = len(all.Xf)
	return all.Count - 1
}

// markOf is the mark whose fill a style has, 0 for none.
func (p painter) markOf(id int) markKind {
	xfs := p.f.Styles.CellXfs.Xf
	if id < 0 || id >= len(xfs) || xfs[id].FillID == nil || *xfs[id].FillID >= len(p.f.Styles.Fills.Fill) {
		return 0
	}
	fill := p.f.Styles.Fills.Fill[*xfs[id].FillID].PatternFill
	if fill == nil || fill.PatternType != "solid" || fill.FgColor == nil {
		return 0
	}
	rgb := strings.ToUpper(fill.FgColor.RGB)
	for kind, colour := range markFills {
		if strings.HasSuffix(rgb, colour) {
			return kind
		}
	}
	return 0
}

// restored is a marked style with a former fill again.
func (p painter) restored(id int, former formerFill) int {
	none := 0
	fill := p.f.Styles.Fills
	if len(former.Fill) == 0 {
		return p.refilled(id, &none, former.Apply)
	}
	was := blank(fill.Fill)
	if json.Unmarshal(former.Fill, was) != nil {
		return p.refilled(id, &none, former.Apply)
	}
	if c := was.PatternFill; c != nil && c.FgColor != nil && c.FgColor.Theme != nil && former.Shown != "" &&
		p.shown(c.FgColor.Theme, c.FgColor.Tint) != former.Shown {
		c.FgColor.Theme, c.FgColor.Tint, c.FgColor.RGB = nil, 0, former.Shown
	}
	for i := range fill.Fill {
		if reflect.DeepEqual(fill.Fill[i], was) {
			return p.refilled(id, &i, former.Apply)
		}
	}
	fill.Fill = append(fill.Fill, was)
	fill.Count = len(fill.Fill)
	last := fill.Count - 1
	return p.refilled(id, &last, former.Apply)
}

// blank is an empty element of a list whose type has no name here.
func blank[T any](_ []*T) *T { return new(T) }
