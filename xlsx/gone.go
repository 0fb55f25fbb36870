package xlsx

import (
	"fmt"

	"rekon/reconcile"
)

// findGone prepares the lines that a change in the year took out of the plan, for rows
// that still name them.
func (r *realizationReader) findGone() {
	for _, l := range r.ctx.Plan.Lines {
		if !l.HoldsIn(r.ctx.Period.Quarter) {
			r.gone = append(r.gone, l)
		}
	}
	r.leavers = reconcile.NewMatcher(r.gone, r.ctx.Settings.Rules.Names)
}

// matchGone finds the line that a row means which no line of the plan is, if a change
// took it out. A name that resembles one of them means nothing.
func (r *realizationReader) matchGone(row tableRow, living reconcile.Match) (reconcile.Line, bool) {
	if len(r.gone) == 0 || living.Index >= 0 || living.Ambiguous {
		return reconcile.Line{}, false
	}
	m := r.leavers.Match(row.matchRow())
	if m.Index < 0 && row.unsure {
		m = r.leavers.Match(row.asSubKegiatan())
	}
	if m.Index < 0 {
		return reconcile.Line{}, false
	}
	return r.gone[m.Index], true
}

// readGone reads a row of a line that is gone. It may say what earlier quarters
// brought, which is compared; a realisasi of this quarter has no place any more.
func (r *realizationReader) readGone(t *table, now current, row tableRow, line reconcile.Line) fate {
	out := r.readNow(t, now, row, line)
	for _, f := range []reconcile.Figure{out.physical, out.money} {
		if !f.Blank() && !isZero(f) {
			r.foreign = true
			r.add(reconcile.LineUnplanned, f.Cell.Source, line.Code,
				"'%s' tidak ada lagi dalam rencana aksi sejak %s%s, sehingga realisasi %s tidak dapat diisi di sini. Kosongkan sel ini; bila kegiatannya masih berjalan, sampaikan kepada administrator.",
				clip(line.Name()), reconcile.QuarterNames[line.Gone-1], r.decree(), reconcile.QuarterNames[r.ctx.Period.Quarter-1])
			return fateFound
		}
	}
	for _, c := range t.columns {
		if c.isReported() {
			r.compareCell(t, now, row, c, line)
		}
	}
	r.compareToDate(t, now, row, out)
	return fateRecognised
}

// decree names the decision of the plan, in brackets.
func (r *realizationReader) decree() string {
	if r.ctx.Plan.Decree == "" {
		return ""
	}
	return fmt.Sprintf(" (%s)", r.ctx.Plan.Decree)
}
