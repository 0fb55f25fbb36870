package xlsx

import (
	"fmt"
	"slices"
	"strings"

	"rekon/reconcile"
)

// reports: the row holds a realisasi of any period.
func (t *table) reports(row int) bool {
	return slices.ContainsFunc(t.columns, func(c column) bool {
		return (c.field == fieldActual || c.field == fieldSpent) && !reconcile.ReadNumber(t.sheet.own(c.col, row)).Blank
	})
}

// unmatched reports a row that is no planned line. One without any figure is a
// heading of the office's own.
func (r *realizationReader) unmatched(t *table, row tableRow, m reconcile.Match) fate {
	name := clip(t.sheet.raw(positionOf(row.name)))
	switch reports := t.reports(row.row); {
	case !reports && (m.Ambiguous || !t.hasFigures(row.row)):
		return fateRecognised
	case !reports:
		r.add(reconcile.PlanAltered, row.name, "", "baris ini tidak ada dalam rencana aksi dan tidak berisi realisasi; tidak diambil.%s", candidates(m.Candidates))
	case m.Ambiguous:
		r.foreign = true
		r.add(reconcile.LineAmbiguous, row.name, "", "'%s' cocok dengan lebih dari satu baris rencana. Lengkapi program dan indikatornya, atau pakai kode baris.%s", name, candidates(m.Candidates))
	default:
		r.foreign = true
		r.add(reconcile.LineUnplanned, row.name, "", "'%s' tidak ada dalam rencana aksi pada tempat ini. Tulis namanya seperti dalam rencana, di bawah program yang sama; kegiatan baru harus masuk rencana aksi dulu, lewat administrator.%s", name, candidates(m.Candidates))
	}
	return fateFound
}

// candidates suggests lines; it is for a person to choose.
func candidates(lines []reconcile.Line) string {
	if len(lines) == 0 {
		return ""
	}
	var names []string
	for _, l := range lines[:min(len(lines), 3)] {
		name := fmt.Sprintf("'%s' (%s)", clip(l.Name()), l.Code)
		if above := l.Above(); above != "" && len(lines) > 1 {
			name += " pada '" + clip(above) + "'"
		}
		names = append(names, name)
	}
	more := ""
	if n := len(lines) - len(names); n > 0 {
		more = fmt.Sprintf(" dan %d lainnya", n)
	}
	return " Mungkin maksud Anda: " + strings.Join(names, ", ") + more + "."
}

// checkNameless reports figures that stand in no line's row. A number of more than
// fifteen digits is a person's NIP.
func (r *realizationReader) checkNameless(t *table, now current, row tableRow) fate {
	for _, c := range t.columns {
		if !now.has(c) {
			continue
		}
		cell := t.sheet.cell(c.col, row.row)
		values := reconcile.ReadNumber(cell.Raw).Values
		if cell.Kind == reconcile.CellNumber || len(values) > 0 {
			if len(values) > 0 && isPersonNumber(values[0]) {
				continue
			}
			r.foreign = true
			r.add(reconcile.LineUnplanned, cell.Source, "", "'%s' berada pada baris tanpa nama kegiatan. Tulis nama kegiatannya, atau beri tanda JUMLAH bila ini jumlah.", reconcile.Shown(cell))
			return fateFound
		}
	}
	return fateRecognised
}
