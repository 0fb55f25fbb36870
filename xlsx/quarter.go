package xlsx

import (
	"slices"

	"rekon/reconcile"
)

// checkColumns makes sure that the quarter has its columns, each once and in whole
// rupiah.
func (r *realizationReader) checkColumns(t *table) bool {
	found := map[field]column{}
	for _, c := range t.columns {
		if c.field != fieldActual && c.field != fieldSpent || c.span || !r.isCurrent(t, c) {
			continue
		}
		at := t.sheet.book.source(t.sheet.Name, c.cell)
		if first, twice := found[c.field]; twice {
			r.add(reconcile.HeaderMissing, at, "",
				"kolom '%s' ada dua kali (juga sel %s). Sisakan satu kolom untuk Triwulan %s.", c.heading, first.cell, r.ctx.Period.Roman())
			return false
		}
		if c.scaled {
			r.add(reconcile.UnitMismatch, at, "", "kolom '%s' %s", c.heading, wholeRupiah)
		}
		found[c.field] = c
	}
	if len(found) == 0 {
		r.add(reconcile.HeaderMissing, t.sheet.source(1, t.top), "",
			"tidak ada kolom Realisasi untuk Triwulan %s. Tambahkan kolom Realisasi dan Realisasi (Rp) triwulan itu; kolom s.d. triwulan, bulan dan semester tidak diambil.", r.ctx.Period.Roman())
		return false
	}
	r.checkPairs(t, found)
	r.checkAbove(t, found)
	r.checkScale(t)
	return true
}

// checkPairs reports a plan column of the quarter whose realisasi has none: its
// heading may be one that we do not know. Rupiah of an indicator is a sum and needs
// no column.
func (r *realizationReader) checkPairs(t *table, found map[field]column) {
	for _, pair := range []struct {
		plan, actual field
		name         string
	}{{fieldTarget, fieldActual, "Realisasi"}, {fieldBudget, fieldSpent, "Realisasi (Rp)"}} {
		i := slices.IndexFunc(t.columns, func(c column) bool { return c.field == pair.plan && !c.span && r.isCurrent(t, c) })
		if _, ok := found[pair.actual]; ok || i < 0 || pair.plan == fieldBudget && !t.namesPrograms() {
			continue
		}
		c := t.columns[i]
		r.add(reconcile.HeaderMissing, t.sheet.book.source(t.sheet.Name, c.cell), "",
			"kolom '%s' ada, kolom %s untuk Triwulan %s tidak ada. Tambahkan kolomnya, atau beri judul '%s' pada kolom yang berisi.", c.heading, pair.name, r.ctx.Period.Roman(), pair.name)
	}
}

// checkAbove reports figures above the heading, as under one that is spoiled: the
// rows there would go unread.
func (r *realizationReader) checkAbove(t *table, found map[field]column) {
	if t.above != nil {
		return
	}
	for _, c := range found {
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

const wholeRupiah = "tidak dalam satuan penuh (ribuan atau jutaan). Tulis rupiah penuh, dengan judul (Rp)."

// checkScale reports a title that says thousands, and asks about plan columns that
// do: those are left out of the comparison.
func (r *realizationReader) checkScale(t *table) {
	if !t.title.scaled.IsZero() {
		r.add(reconcile.UnitMismatch, t.title.scaled, "", "menurut judul angkanya %s", wholeRupiah)
	}
	for _, c := range t.columns {
		if c.scaled && (c.field == fieldTarget || c.field == fieldBudget) {
			r.add(reconcile.PlanAltered, t.sheet.book.source(t.sheet.Name, c.cell), "",
				"kolom rencana '%s' %s Kolom ini tidak dibandingkan.", c.heading, wholeRupiah)
		}
	}
}

// isCurrent: the column is for the report's quarter, by its heading, or, where
// headings name no quarter, by a title that means the quarter alone.
func (r *realizationReader) isCurrent(t *table, c column) bool {
	return c.slot == r.ctx.Period.Quarter-1 || c.slot == noSlot && !t.namesQuarters() && !t.title.sofar
}

func (t *table) namesQuarters() bool {
	return slices.ContainsFunc(t.columns, func(c column) bool {
		return (c.field == fieldActual || c.field == fieldSpent) && c.slot >= 0 && c.slot < reconcile.Year
	})
}

// markLines remembers which rows name a line.
func (t *table) markLines(rows []tableRow) {
	t.lines = map[int]bool{}
	for _, r := range rows {
		t.lines[r.row] = r.kind == rowLine
	}
}

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
				if c.field == fieldSpent || c.field == fieldBudget {
					f.Problem = reconcile.AmountUnreadable
				}
				f.Options, f.Letter = nil, ""
				f.Detail = "selnya digabung untuk beberapa baris. Pisahkan (Unmerge Cells), lalu tulis angka pada tiap baris."
				return f
			}
		}
	}
	return f
}
