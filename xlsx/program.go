package xlsx

import (
	"slices"
	"strings"

	"rekon/reconcile"
)

// programs follows which program the rows of a table stand under, where the names
// alone do not say it rightly.
type programs struct {
	r       *realizationReader
	t       *table
	doubt   bool   // a row that names no line stood since the last program
	name    string // of the program that such a row names, "" for none
	wrong   map[string]*wrongProgram
	inOrder []*wrongProgram
}

// wrongProgram is a program's name that no plan has, over kegiatan that a program
// resembling it has.
type wrongProgram struct {
	at         reconcile.Source
	said       string
	unknown    bool // the plan has no such program
	candidates []reconcile.Line
	meant      []reconcile.Line // those that have the kegiatan below
	rows       int
}

// place corrects the place of a row. A row of a column for all levels that has no
// code and no kegiatan's name may begin another program: the one that bears the name,
// or, without figures, one that it resembles; the program above counts no more.
func (p *programs) place(row tableRow) tableRow {
	if row.level == reconcile.LevelProgram {
		p.doubt = false
		return row
	}
	if p.doubt {
		row.path.Program = p.name
	}
	if !row.unsure || !p.isNoKegiatan(row) {
		return row
	}
	program := row.asProgram()
	m := p.r.matcher.Match(program.matchRow())
	_, gone := p.r.matchGone(program, m)
	switch {
	case m.Index >= 0 || m.Ambiguous || gone:
		p.doubt, p.name = true, program.path.Program
		return program
	case len(m.Candidates) > 0 && !p.t.hasFigures(row.row) && !isRemark(row.path.Kegiatan): // a slip
		p.doubt, p.name = true, ""
	}
	return row
}

// isRemark: words in brackets, which name nothing. Others resemble no program.
func isRemark(text string) bool { return strings.HasPrefix(text, "(") && strings.HasSuffix(text, ")") }

func (p *programs) isNoKegiatan(row tableRow) bool {
	m := p.r.match(row)
	_, gone := p.r.matchGone(row, m)
	return m.Index < 0 && !m.Ambiguous && !gone
}

// asProgram is the row taken for a program.
func (r tableRow) asProgram() tableRow {
	r.level, r.unsure = reconcile.LevelProgram, false
	r.path.Program, r.path.Kegiatan, r.path.SubKegiatan = r.path.Kegiatan, "", ""
	return r
}

// isBelowWrong tells whether a row matches no line only because its program's name
// is misspelled. That is one mistake, at the program.
func (p *programs) isBelowWrong(row tableRow) bool {
	said := row.path.Program
	if said == "" || row.programAt.IsZero() || row.level == reconcile.LevelProgram {
		return false // a program's own row is told of by itself
	}
	w, known := p.wrong[said]
	if !known {
		w = &wrongProgram{at: row.programAt, said: said}
		up := row
		up.level, up.path.Kegiatan, up.path.SubKegiatan, up.code, up.measure = reconcile.LevelProgram, "", "", "", ""
		if m := p.r.matcher.Match(up.matchRow()); m.Index < 0 && !m.Ambiguous {
			w.candidates, w.unknown = m.Candidates, true
		}
		if p.wrong == nil {
			p.wrong = map[string]*wrongProgram{}
		}
		p.wrong[said], p.inOrder = w, append(p.inOrder, w)
	}
	if w.unknown && len(w.candidates) == 0 {
		w.candidates = p.programsOf(row)
	}
	i := slices.IndexFunc(w.candidates, func(l reconcile.Line) bool {
		row.path.Program = l.Path.Program
		return p.r.match(row).Index >= 0
	})
	if i < 0 {
		return false
	}
	w.rows++
	if meant := w.candidates[i]; !slices.ContainsFunc(w.meant, func(l reconcile.Line) bool { return l.Code == meant.Code }) {
		w.meant = append(w.meant, meant)
	}
	return true
}

// programsOf are the planned programs that have a kegiatan of the row's name.
func (p *programs) programsOf(row tableRow) []reconcile.Line {
	name := reconcile.Line{Level: row.level, Path: row.path}.Name()
	var out []reconcile.Line
	for _, l := range p.r.lines {
		if l.Level == reconcile.LevelProgram && slices.ContainsFunc(p.r.lines, func(k reconcile.Line) bool {
			return k.Parent == l.Code && k.Level == row.level && p.r.matcher.SameName(k.Name(), name)
		}) {
			out = append(out, l)
		}
	}
	return out
}

// tell reports each misspelled program once, in place of what was asked about its
// own row.
func (p *programs) tell() {
	for _, w := range p.inOrder {
		if w.rows == 0 {
			continue
		}
		p.r.foreign = true
		p.r.report.Findings = slices.DeleteFunc(p.r.report.Findings, func(f reconcile.Finding) bool {
			return f.Source == w.at && (f.Code == reconcile.PlanAltered || f.Code == reconcile.LineUnplanned)
		})
		p.r.add(reconcile.LineUnplanned, w.at, "", "program '%s' tidak ada dalam rencana aksi, sehingga %d kegiatan di bawahnya tidak dapat dicocokkan. Tulis nama programnya seperti dalam rencana; kegiatannya tidak perlu diubah.%s",
			clip(w.said), w.rows, candidates(w.meant))
	}
}
