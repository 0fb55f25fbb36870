package xlsx

import (
	"strings"

	"github.com/shopspring/decimal"

	"rekon/reconcile"
)

// quantityNow reads the quarter's physical figure, from that to date where need be.
func (r *realizationReader) quantityNow(c column, cell reconcile.Cell, unit string, line reconcile.Line) reconcile.Figure {
	f := r.quantity(cell, unit, line)
	if !c.sofar || f.Blank() || !reconcile.Summed(line, r.ctx.Settings.Rules) {
		return f
	}
	if !r.pastIsWhole(c, cell) {
		return reconcile.Figure{Cell: cell}
	}
	r.askBlankBefore(f, line, r.past.Silent(line, reconcile.Realization.SaidPhysical))
	return r.past.Quantity(f, line, r.ctx.Settings.Rules)
}

// amountNow reads the quarter's rupiah, from those to date where need be.
func (r *realizationReader) amountNow(c column, cell reconcile.Cell, line reconcile.Line) reconcile.Figure {
	f := reconcile.ReadScaled(cell, c.scale.factor())
	if c.scale > fullRp && !f.Blank() && f.Problem == "" {
		f = f.Because("judul kolom menyebut " + c.scale.String())
	}
	if looksFull(f, c, line.Budget[reconcile.Year]) {
		r.full[c.cell] = append(r.full[c.cell], fullAmount{f, c, line})
		f.Options = nil
		return f
	}
	if !c.sofar || f.Blank() {
		return f
	}
	if !r.pastIsWhole(c, cell) {
		return reconcile.Figure{Cell: cell}
	}
	if !r.isSum(line) {
		r.askBlankBefore(f, line, r.past.Silent(line, reconcile.Realization.SaidMoney))
	}
	return r.past.Amount(f, r.allBelow(line)...)
}

// pastIsWhole reports the earlier quarters without a report, at the heading of the
// figures to date that need them.
func (r *realizationReader) pastIsWhole(c column, cell reconcile.Cell) bool {
	missing := r.past.Missing()
	if len(missing) == 0 {
		return true
	}
	at := reconcile.Source{File: cell.Source.File, SHA256: cell.Source.SHA256, Sheet: cell.Source.Sheet, Cell: c.cell}
	r.add(reconcile.EarlierQuarterMissing, at, "",
		"kolom '%s' berisi angka s.d. Triwulan %s, sedangkan laporan Triwulan %s belum ada, sehingga angka triwulan ini tidak dapat dihitung. Kirim laporan itu dulu, atau tambahkan kolom Realisasi Triwulan %s.",
		c.heading, r.ctx.Period.Roman(), romans(missing), r.ctx.Period.Roman())
	return false
}

func romans(periods []reconcile.Period) string {
	var names []string
	for _, p := range periods {
		names = append(names, p.Roman())
	}
	return strings.Join(names, ", ")
}

// leavesOf are the codes of the lines whose rupiah make up a line's.
func (r *realizationReader) leavesOf(line reconcile.Line) []string {
	if !r.isSum(line) {
		return []string{line.Code}
	}
	var out []string
	for _, l := range r.lines {
		if l.Parent == line.Code && l.Code != line.Code {
			out = append(out, r.leavesOf(l)...)
		}
	}
	return out
}

// allBelow are the codes of a line and of all lines below it, also of those that are
// gone: what was stored of them makes up the line's rupiah of earlier quarters.
func (r *realizationReader) allBelow(line reconcile.Line) []string {
	out := []string{line.Code}
	for _, l := range r.ctx.Plan.Lines {
		if l.Parent == line.Code && l.Code != line.Code {
			out = append(out, r.allBelow(l)...)
		}
	}
	return out
}

// compareToDate asks about figures s.d. triwulan that stand beside the quarter's and
// are not what is stored with it added.
func (r *realizationReader) compareToDate(t *table, now current, row tableRow, out realizedRow) {
	if len(r.past.Missing()) > 0 {
		return
	}
	for _, c := range t.columns {
		own, there := now[c.field]
		if !there || own.sofar || !r.isToDate(c) {
			continue
		}
		cell := t.sheet.cell(c.col, row.row)
		switch {
		case c.field == fieldActual:
			r.tellToDate(r.quantity(cell, row.unit, out.line), out.physical, out.line, r.past.Reached(out.line, r.ctx.Settings.Rules),
				func(d decimal.Decimal) string {
					return reconcile.FormatQuantity(reconcile.Quantity{Value: decimal.NewNullDecimal(d)}, out.line.Unit)
				})
		case !r.isSum(out.line):
			r.tellToDate(reconcile.ReadScaled(cell, c.scale.factor()), out.money, out.line, r.past.Spent(r.allBelow(out.line)...), reconcile.FormatRupiah)
		}
	}
}

// tellToDate compares one figure to date; where either cannot be read, that is said
// elsewhere or is of no account.
func (r *realizationReader) tellToDate(stated, own reconcile.Figure, line reconcile.Line, before decimal.Decimal, write func(decimal.Decimal) string) {
	if stated.Problem != "" || own.Problem != "" || len(stated.Options) != 1 || own.Letter != "" || own.Blank() && before.IsZero() {
		return
	}
	want := before
	if !own.Blank() {
		want = before.Add(own.Options[0])
	}
	if want.Equal(stated.Options[0]) {
		return
	}
	f := reconcile.Finding{Code: reconcile.TodateDiffers, Source: stated.Cell.Source, Line: line.Code,
		Difference: decimal.NewNullDecimal(stated.Options[0].Sub(want))}
	f.Message = reconcile.Place(f.Source) + ": angka s.d. Triwulan " + r.ctx.Period.Roman() + " tertulis " + write(stated.Options[0]) +
		", sedangkan yang tersimpan ditambah triwulan ini " + write(want) + ". Yang dipakai adalah angka triwulan ini; periksa keduanya."
	r.report.Findings = append(r.report.Findings, f)
}
