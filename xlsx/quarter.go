package xlsx

import (
	"maps"
	"slices"

	"rekon/reconcile"
)

// current are the columns that the quarter's figures are read from, by field: its
// own, or where there is none that of the figures to date.
type current map[field]column

func (c current) has(col column) bool {
	mine, ok := c[col.field]
	return ok && mine.col == col.col
}

// currentColumns finds the columns of the quarter and makes sure that each is there
// once.
func (r *realizationReader) currentColumns(t *table) (current, bool) {
	found := current{}
	for _, f := range []field{fieldActual, fieldSpent} {
		columns := t.columnsOf(f, func(c column) bool { return !c.span && r.isCurrent(t, c) })
		if len(columns) == 0 {
			columns = t.columnsOf(f, r.isToDate)
		}
		if len(columns) > 1 {
			r.add(reconcile.HeaderMissing, t.at(columns[1]), "",
				"dua kolom terbaca sebagai %s Triwulan %s: '%s' (sel %s%s) dan '%s' (sel ini%s). Sisakan satu kolom; kolom lain diberi judul yang berbeda.", columnNames[f], r.ctx.Period.Roman(),
				columns[0].heading, columns[0].cell, t.hiddenWord(columns[0]), columns[1].heading, t.hiddenWord(columns[1]))
			return nil, false
		}
		if len(columns) == 1 {
			found[f] = columns[0]
		}
	}
	if len(found) == 0 {
		r.add(reconcile.HeaderMissing, t.sheet.source(1, t.top), "",
			"tidak ada kolom Realisasi untuk Triwulan %s. Tambahkan kolom Realisasi dan Realisasi (Rp) triwulan itu; kolom bulan dan semester tidak diambil.", r.ctx.Period.Roman())
		return nil, false
	}
	r.checkPairs(t, found)
	r.checkUndated(t, found)
	r.checkAbove(t, found)
	r.checkScale(t)
	r.tellUnread(t, found)
	r.askMixed(t, found)
	return found, true
}

// columnNames are the titles that the columns of the quarter should have.
var columnNames = map[field]string{fieldActual: "Realisasi", fieldSpent: "Realisasi (Rp)"}

func (t *table) hiddenWord(c column) string {
	if t.sheet.isHiddenColumn(c.col) {
		return ", tersembunyi"
	}
	return ""
}

func (t *table) columnsOf(f field, is func(column) bool) []column {
	return slices.DeleteFunc(slices.Clone(t.columns), func(c column) bool { return c.field != f || !is(c) })
}

// at is the place of a column's heading.
func (t *table) at(c column) reconcile.Source { return t.sheet.book.source(t.sheet.Name, c.cell) }

// isOfAnother: the table's title says another quarter, and so do all its figures.
func (r *realizationReader) isOfAnother(t *table) bool {
	q := t.title.period.Quarter
	return q > 0 && q != r.ctx.Period.Quarter && !slices.ContainsFunc(t.columns, func(c column) bool {
		return c.isReported() && (c.slot != q-1 || c.span)
	})
}

// checkPairs reports a plan column whose realisasi has none: its heading may be one
// that we do not know, or another's. Rupiah of an indicator is a sum and needs no
// column.
func (r *realizationReader) checkPairs(t *table, found current) {
	for _, pair := range []struct {
		plan, actual field
		name         string
	}{{fieldTarget, fieldActual, "Realisasi"}, {fieldBudget, fieldSpent, "Realisasi (Rp)"}} {
		i := slices.IndexFunc(t.columns, func(c column) bool {
			return c.field == pair.plan && !c.span && (r.isCurrent(t, c) || c.slot == noSlot || c.slot == reconcile.Year)
		})
		if _, ok := found[pair.actual]; ok || i < 0 || pair.plan == fieldBudget && !t.namesPrograms() {
			continue
		}
		c := t.columns[i]
		t.unpaired = true
		r.add(reconcile.HeaderMissing, t.at(c), "",
			"kolom '%s' ada, kolom %s untuk Triwulan %s tidak ada. Tambahkan kolomnya, atau beri judul '%s' pada kolom yang berisi.", c.heading, pair.name, r.ctx.Period.Roman(), pair.name)
	}
}

// checkUndated tells of filled columns for what was reached that name no quarter
// beside others that do. Where those name the report's alone, it is such a column
// again; beside several quarters it may be an office's own sum.
func (r *realizationReader) checkUndated(t *table, found current) {
	quarters := map[int]bool{}
	for _, c := range t.columns {
		quarters[c.slot] = quarters[c.slot] || c.isReported() && !c.span && c.slot >= 0 && c.slot < reconcile.Year
	}
	several := len(slices.DeleteFunc(slices.Collect(maps.Keys(quarters)), func(q int) bool { return !quarters[q] })) > 1
	for _, c := range t.columns {
		own, known := found[c.field]
		if !c.isReported() || c.span || c.slot != noSlot || !t.named || !known || !t.isColumnFilled(c) {
			continue
		}
		if several {
			r.add(reconcile.ColumnIgnored, t.at(c), "", "kolom '%s' tidak menyebut triwulannya; tidak diambil.", c.heading)
			continue
		}
		r.add(reconcile.HeaderMissing, t.at(c), "",
			"kolom '%s' ada lagi tanpa triwulan (juga sel %s). Sisakan satu kolom untuk Triwulan %s, atau beri judul lain pada yang bukan laporan.", c.heading, own.cell, r.ctx.Period.Roman())
	}
}

// isColumnFilled: some row under the heading has a number in the column.
func (t *table) isColumnFilled(c column) bool {
	for row := t.bottom + 1; row <= t.end; row++ {
		if !t.repeatsHeading(row) && len(reconcile.ReadNumber(t.sheet.own(c.col, row)).Values) > 0 {
			return true
		}
	}
	return false
}

// checkAbove reports figures above the heading, as under one that is spoiled: the
// rows there would go unread.
func (r *realizationReader) checkAbove(t *table, found current) {
	if t.above != nil {
		return
	}
	for _, f := range []field{fieldActual, fieldSpent} {
		c, ok := found[f]
		if !ok {
			continue
		}
		var first reconcile.Source
		count := 0
		for row := 1; row < t.top; row++ {
			if cell := t.sheet.cell(c.col, row); cell.Kind == reconcile.CellNumber {
				if count++; count == 1 {
					first = cell.Source
				}
			}
		}
		if count > 2 {
			r.add(reconcile.HeaderMissing, first, "", "angka ini di atas judul kolom (baris %d) sehingga tidak terbaca. Tulis judul kolom di atasnya.", t.top)
		}
	}
}

const wholeRupiah = "Tulis rupiah penuh, dengan judul (Rp)."

// checkScale reports headings whose scale nobody can tell: two that contradict each
// other, or one over figures that are no rupiah.
func (r *realizationReader) checkScale(t *table) {
	for _, c := range t.columns {
		switch {
		case c.scale == unclear && c.isMoney():
			r.add(reconcile.UnitMismatch, t.at(c), "", "judul '%s' menyebut dua satuan rupiah. %s", c.heading, wholeRupiah)
		case c.scale != fullRp && c.field == fieldActual:
			r.add(reconcile.UnitMismatch, t.at(c), "", "kolom '%s' tidak dalam satuan penuh (%s). Tulis angka dalam satuan targetnya.", c.heading, c.scale)
		}
	}
}

// isCurrent: the column is for the report's quarter, by its heading or the title,
// or because neither names one.
func (r *realizationReader) isCurrent(t *table, c column) bool {
	return c.slot == r.ctx.Period.Quarter-1 || c.slot == noSlot && !t.named
}

// isToDate: the column holds figures of all quarters up to the report's.
func (r *realizationReader) isToDate(c column) bool {
	return c.sofar && (c.slot == noSlot || c.slot == r.ctx.Period.Quarter-1)
}

// markLines remembers which rows name a line.
func (t *table) markLines(rows []tableRow) {
	t.lines = map[int]bool{}
	for _, r := range rows {
		t.lines[r.row] = r.kind == rowLine
	}
}

const mergedOver = "selnya digabung untuk beberapa baris. Pisahkan (Unmerge Cells), lalu tulis angka pada tiap baris."

// shared refuses a figure in a cell that is merged over the rows of several lines:
// whose it is, nobody can tell.
func (t *table) shared(f reconcile.Figure, c column, row int) reconcile.Figure {
	if f.Blank() {
		return f
	}
	for _, m := range t.sheet.merges[row] {
		if c.col < m.left || c.col > m.right {
			continue
		}
		for below := row + 1; below <= m.bottom; below++ {
			if t.lines[below] {
				f.Problem = reconcile.TargetUnreadable
				if c.isMoney() {
					f.Problem = reconcile.AmountUnreadable
				}
				f.Options, f.Letter = nil, ""
				f.Detail = mergedOver
				return f
			}
		}
	}
	return f
}
