package xlsx

import (
	"regexp"
	"slices"

	"github.com/shopspring/decimal"

	"rekon/reconcile"
)

// inFull is what a heading or title says where small amounts are meant as they
// stand.
var inFull = regexp.MustCompile(`(?i)\bpenuh\b`)

// tellTiny refuses a column whose amounts are all but nothing beside their plan: they
// are in thousands or millions that no heading tells of. At least three must be, and
// none may be of another kind; a heading that says "rupiah penuh" is believed.
func (r *realizationReader) tellTiny(t *table, c column) {
	if inFull.MatchString(c.heading) || slices.ContainsFunc(t.title.texts, inFull.MatchString) {
		return
	}
	var tiny []realizedRow
	for _, row := range r.rows {
		plan := row.line.Budget[r.ctx.Period.Quarter-1].Value
		if row.money.Cell.Source.Sheet != t.sheet.Name || r.isSum(row.line) || len(row.money.Read) != 1 || !row.money.Read[0].IsPositive() || reconcile.IsTrifle(plan.Decimal) {
			continue
		}
		if !reconcile.IsTiny(row.money.Read[0], plan.Decimal) {
			return
		}
		tiny = append(tiny, row)
	}
	if len(tiny) < 3 {
		return
	}
	first := tiny[0]
	r.add(reconcile.UnitMismatch, t.at(c), "",
		"semua rupiah di kolom '%s' kurang dari 0,5%% rencananya, misalnya %s (sel %s) dari rencana %s: tampaknya dalam ribuan atau jutaan. Tulis satuannya pada judul, misalnya Realisasi (Rp 000), atau tulis rupiah penuh. Bila memang sekecil itu, tulis 'rupiah penuh' pada judulnya.",
		c.heading, reconcile.FormatRupiah(first.money.Read[0]), first.money.Cell.Source.Cell, reconcile.FormatRupiah(first.line.Budget[r.ctx.Period.Quarter-1].Value.Decimal))
}

// askMixed asks where only one of the quarter's two columns is to date.
func (r *realizationReader) askMixed(t *table, now current) {
	actual, one := now[fieldActual]
	spent, two := now[fieldSpent]
	if !one || !two || actual.sofar == spent.sofar || r.ctx.Period.Quarter == 1 {
		return
	}
	plain, sofar := actual, spent
	if actual.sofar {
		plain, sofar = spent, actual
	}
	r.add(reconcile.LooksCumulative, t.at(plain), "",
		"kolom '%s' s.d. triwulan, kolom '%s' dibaca sebagai angka Triwulan %s saja. Bila yang ini juga s.d. triwulan, tulis itu pada judulnya.",
		sofar.heading, plain.heading, r.ctx.Period.Roman())
}

// tellUnread refuses a table with rupiah under a heading that may mean a percentage,
// where no column is read as realisasi in rupiah: "Penyerapan Anggaran", "Serapan".
func (r *realizationReader) tellUnread(t *table, now current) {
	if _, ok := now[fieldSpent]; ok {
		return
	}
	for _, c := range t.columnsOf(fieldPercent, func(c column) bool { return !c.percent && !c.span }) {
		for row := t.bottom + 1; row <= t.end; row++ {
			cell := t.sheet.cell(c.col, row)
			values := reconcile.ReadNumber(cell.Raw).Values
			if len(values) > 0 && values[0].GreaterThan(decimal.New(1000, 0)) && !isPersonNumber(values[0]) {
				r.add(reconcile.HeaderMissing, t.at(c), "",
					"kolom '%s' berisi rupiah (sel %s), tetapi judulnya tidak menyebutnya. Tulis judul Realisasi (Rp).", c.heading, cell.Source.Cell)
				return
			}
		}
	}
}

// askBlankBefore asks about a figure to date whose line says nothing in the reports
// of earlier quarters: all of it falls to this quarter.
func (r *realizationReader) askBlankBefore(f reconcile.Figure, line reconcile.Line, quarters []reconcile.Period) {
	if len(quarters) == 0 || len(f.Options) != 1 || f.Options[0].IsZero() {
		return
	}
	r.add(reconcile.TodateDiffers, f.Cell.Source, line.Code,
		"angka s.d. Triwulan %s ini seluruhnya dicatat pada Triwulan %s, karena laporan Triwulan %s tidak mengisi baris ini. Bila sebagian milik triwulan itu, kirim ulang laporannya.",
		r.ctx.Period.Roman(), r.ctx.Period.Roman(), romans(quarters))
}
