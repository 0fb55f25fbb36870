package xlsx

import (
	"slices"

	"rekon/reconcile"
)

// isRecap: the table names programs alone, and another names them with their kegiatan.
func (r *realizationReader) isRecap(t *table) bool {
	programs, kegiatan := t.levels()
	return programs && !kegiatan && slices.ContainsFunc(r.book.realizationTables(), func(o *table) bool {
		programs, kegiatan := o.levels()
		return o != t && programs && kegiatan && !r.isOfAnother(o)
	})
}

// levels tells whether rows name programs, and whether they name anything else.
func (t *table) levels() (programs, others bool) {
	for _, row := range t.rows() {
		programs = programs || row.kind == rowLine && row.level == reconcile.LevelProgram
		others = others || row.kind == rowLine && row.level != reconcile.LevelProgram
	}
	return programs, others
}

// says reports whether anything was filled in for the quarter.
func (row realizedRow) says() bool { return !row.physical.Blank() || !row.money.Blank() }

// agrees: another sheet states the same figures of the line, as far as it states
// any. A second row on the same sheet never does: it may be meant to be added.
func (row realizedRow) agrees(o realizedRow) bool {
	same := func(a, b reconcile.Figure) bool {
		return b.Blank() || b.Problem == "" && a.Problem == "" && sameFigure(b, a)
	}
	return row.name.Sheet != o.name.Sheet && same(row.physical, o.physical) && same(row.money, o.money)
}

// tellRepeated says once a sheet that its rows say the same as those of another and
// are not added.
func (r *realizationReader) tellRepeated(t *table, row tableRow, was realizedRow) {
	if slices.ContainsFunc(r.report.Findings, func(f reconcile.Finding) bool {
		return f.Code == reconcile.RowsRepeated && f.Source.Sheet == t.sheet.Name
	}) {
		return
	}
	r.add(reconcile.RowsRepeated, row.name, was.line.Code,
		"baris ini dan yang sama pada lembar ini sudah terbaca dari lembar %s, dengan angka yang sama; tidak dijumlahkan.", was.name.Sheet)
}

// tellTwice refuses a line that stands twice with figures. A number that is another
// line's tells which may be meant.
func (r *realizationReader) tellTwice(t *table, row tableRow, was realizedRow) {
	name := t.sheet.raw(positionOf(row.name))
	number, _ := reconcile.SplitNumber(name)
	var meant []reconcile.Line
	for _, l := range r.lines {
		own, _ := reconcile.SplitNumber(l.Name())
		if own == number && number != "" && l.Parent == was.line.Parent && l.Level == was.line.Level && l.Code != was.line.Code {
			meant = append(meant, l)
		}
	}
	r.add(reconcile.LineDuplicate, row.name, was.line.Code,
		"'%s' sama dengan '%s' di lembar %s, sel %s: satu baris rencana ditulis dua kali. Bila yang dimaksud kegiatan lain, tulis namanya seperti dalam rencana; bila memang sama, sisakan satu baris.%s",
		clip(name), clip(was.line.Name()), was.name.Sheet, was.name.Cell, candidates(meant))
}
