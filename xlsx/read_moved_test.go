package xlsx_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"rekon/reconcile"
	"rekon/xlsx"
)

// A place says where a cell of a fixture's sheet went.
type place func(col, row int) (int, int)

// shape is what the changes need to know of a sheet: its heading rows and how many
// columns name its lines.
type shape struct {
	names, width         int
	top, bottom, numbers int // heading rows; the row of column numbers or 0
	first, last          int // rows of lines
	again, againEnd      int // the heading repeated at the page break, 0 for none
}

func shapeOf(file, sheet string) shape {
	switch file + sheet {
	case planFile + indicators:
		return shape{names: 3, width: 13, top: 4, bottom: 6, numbers: 7, first: 8, last: 12}
	case planFile + programs:
		return shape{names: 5, width: 15, top: 4, bottom: 6, numbers: 7, first: 8, last: 38, again: 28, againEnd: 30}
	case singleFile + indicators:
		return shape{names: 3, width: 8, top: 4, bottom: 5, first: 6, last: 10}
	case singleFile + programs:
		return shape{names: 5, width: 10, top: 4, bottom: 5, first: 6, last: 35, again: 26, againEnd: 27}
	case wideFile + indicators:
		return shape{names: 3, width: 19, top: 4, bottom: 5, first: 6, last: 10}
	case wideFile + programs:
		return shape{names: 5, width: 21, top: 4, bottom: 5, first: 6, last: 35, again: 26, againEnd: 27}
	}
	panic("no shape for " + file + sheet)
}

func (h shape) isHeading(row int) bool {
	return row >= h.top && row <= h.bottom || h.again > 0 && row >= h.again && row <= h.againEnd
}

// moves put the cells of a sheet elsewhere.
var moves = map[string]func(h shape) place{
	"rows inserted above":          func(shape) place { return func(c, r int) (int, int) { return c, r + 5 } },
	"columns inserted on the left": func(shape) place { return func(c, r int) (int, int) { return c + 2, r } },
	"a column between all columns": func(shape) place { return func(c, r int) (int, int) { return 2 * c, r } },
	"a row between all lines": func(h shape) place {
		return func(c, r int) (int, int) { return c, r + max(0, r-h.bottom) }
	},
	"figures before names": func(h shape) place {
		return func(c, r int) (int, int) {
			switch {
			case c > h.width || !h.isHeading(r) && (r < h.first || r > h.last) && r != h.numbers:
				return c, r
			case c <= h.names:
				return c + h.width - h.names, r
			}
			return c - h.names, r
		}
	},
	"names in reverse": func(h shape) place {
		return func(c, r int) (int, int) {
			if c <= h.names && r >= h.top {
				return h.names + 1 - c, r
			}
			return c, r
		}
	},
	"figures in reverse": func(h shape) place {
		return func(c, r int) (int, int) {
			if c > h.names && c <= h.width && r >= h.top && r <= h.last {
				return h.width + h.names + 1 - c, r
			}
			return c, r
		}
	},
}

// planWords is a plan as read, without its cells.
func planWords(p reconcile.Plan) map[string]string {
	out := map[string]string{}
	for _, l := range p.Lines {
		s := fmt.Sprintf("%s under %q: %s %s %s", l.Level, l.Parent, l.Unit, l.Aggregation, l.Scale)
		for slot := range reconcile.Slots {
			s += fmt.Sprintf(" %s/%s", l.Target[slot].Text(), amountText(l.Budget[slot]))
		}
		out[l.Code] = s
	}
	return out
}

// moved maps the cells of findings, and the cells that figures were read from.
func moved(fs []reconcile.Finding, to map[string]place, names map[string]string) []reconcile.Finding {
	fs = slices.Clone(fs)
	for i := range fs {
		s := &fs[i].Source
		col, row, err := excelize.CellNameToCoordinates(s.Cell)
		if err != nil {
			panic(err)
		}
		if at, ok := to[s.Sheet]; ok {
			s.Cell = cellRef(at(col, row))
		}
		if n, ok := names[s.Sheet]; ok {
			s.Sheet = n
		}
	}
	return fs
}

// same reads a changed fixture and compares figures, verdict and findings, these
// at the cells they moved to.
func same(t *testing.T, file string, data []byte, to map[string]place, names map[string]string) {
	t.Helper()
	sameBut(t, file, data, to, names, slices.Clone[[]reconcile.Finding])
}

// sameBut is same where not all findings are expected.
func sameBut(t *testing.T, file string, data []byte, to map[string]place, names map[string]string, expected func([]reconcile.Finding) []reconcile.Finding) {
	t.Helper()
	if file == planFile {
		before, after := plan2020(), xlsx.ReadPlan(open(t, file, data), settings())
		if after.Agency != agencyName || after.Plan.Year != 2020 {
			t.Errorf("agency %q, year %d", after.Agency, after.Plan.Year)
		}
		if diff := cmp.Diff(planWords(before), planWords(after.Plan)); diff != "" {
			t.Errorf("lines differ:\n%s", diff)
		}
		if diff := cmp.Diff(listed(moved(expected(before.Findings), to, names)), listed(after.Plan.Findings)); diff != "" {
			t.Errorf("findings differ:\n%s", diff)
		}
		return
	}
	var earlier []reconcile.Report
	if file == wideFile {
		earlier = append(earlier, readFile(t, singleFile, fixture(t, singleFile)).report)
	}
	before, after := readFile(t, file, fixture(t, file), earlier...), readFile(t, "laporan.xlsx", data, earlier...)
	if diff := cmp.Diff(figures(before.report), figures(after.report)); diff != "" {
		t.Errorf("figures differ:\n%s", diff)
	}
	if diff := cmp.Diff(listed(moved(expected(before.findings), to, names)), listed(after.findings)); diff != "" {
		t.Errorf("findings differ:\n%s\n%s", diff, messages(after.findings))
	}
	if want := verdict(expected(before.findings)); want != verdict(after.findings) {
		t.Errorf("%s, want %s", verdict(after.findings), want)
	}
	if after.identity.Agency != before.identity.Agency || after.identity.Period != before.identity.Period {
		t.Errorf("identified as %s %v", after.identity.Agency, after.identity.Period)
	}
}

func TestMovedTables(t *testing.T) {
	for name, move := range moves {
		for _, file := range []string{planFile, singleFile, wideFile} {
			t.Run(name+"/"+file, func(t *testing.T) {
				g := readGrid(t, fixture(t, file))
				to := map[string]place{}
				for _, s := range g {
					to[s.name] = move(shapeOf(file, s.name))
					s.move(to[s.name])
				}
				same(t, file, g.bytes(t), to, nil)
			})
		}
	}
}
