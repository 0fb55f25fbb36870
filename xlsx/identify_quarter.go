package xlsx

import (
	"slices"
	"strings"

	"rekon/reconcile"
)

// quarterOfSheets settles which quarter is meant where sheets are titled with
// several: the one that the properties, the file or its folder name, else the only
// one that anything was filled in for; 0 when that leaves a doubt, or there is none.
func (id *identifier) quarterOfSheets(tables []*table, names []string) int {
	titled, filled := map[int]bool{}, map[int]bool{}
	for _, t := range tables {
		if q := t.title.period.Quarter; q > 0 {
			titled[q] = true
			if t.isFilled() {
				filled[q] = true
			}
		}
	}
	if len(titled) < 2 {
		return 0
	}
	said := []int{id.out.Period.Quarter}
	for _, text := range names {
		said = append(said, periodIn(text).Quarter)
	}
	if len(filled) == 1 {
		for q := range filled {
			said = append(said, q)
		}
	}
	i := slices.IndexFunc(said, func(q int) bool { return titled[q] })
	if i < 0 || !isForEach(tables, said[i]) {
		return 0
	}
	return said[i]
}

// isForEach: the sheets of other quarters have their like for this one, so that none
// of its figures stand under another's title.
func isForEach(tables []*table, quarter int) bool {
	return !slices.ContainsFunc(tables, func(other *table) bool {
		q := other.title.period.Quarter
		return q > 0 && q != quarter && !slices.ContainsFunc(tables, func(t *table) bool {
			return t.title.period.Quarter == quarter && t.nameFields() == other.nameFields() && t.reportedFields() == other.reportedFields()
		})
	})
}

// reportedFields are the fields of what was reached, as a set.
func (t *table) reportedFields() (set int) {
	for _, c := range t.columns {
		if c.isReported() {
			set |= 1 << c.field
		}
	}
	return set
}

// isFilled: some row of the table reports something.
func (t *table) isFilled() bool {
	return slices.ContainsFunc(t.rows(), func(r tableRow) bool { return r.kind == rowLine && t.reports(r.row) })
}

// askToDate asks about words that mean all quarters so far and stand where they
// decide nothing: in the file's name, or beside a date. The headings decide.
func (id *identifier) askToDate(tables []*table, name string) {
	ask := func(at reconcile.Source, where string) {
		id.conflict(reconcile.LooksCumulative, at, "%s menyebut s.d., sedangkan judul kolomnya tidak: angkanya dibaca sebagai angka triwulan itu saja. Bila angkanya s.d. triwulan, tulis itu pada judul kolomnya.", where)
	}
	if id.out.Period.Quarter < 2 {
		return
	}
	for _, t := range tables {
		if !t.takesPlain() {
			continue
		}
		switch p := periodIn(name); {
		case !t.title.upto.IsZero():
			ask(t.title.upto, "judul")
		case p.Quarter > 1 && isCumulative(headingWords(strings.ReplaceAll(name, "_", " "))):
			ask(t.sheet.source(1, t.top), "nama berkas")
		}
	}
}

// takesPlain: some realisasi is not to date.
func (t *table) takesPlain() bool {
	return slices.ContainsFunc(t.columns, func(c column) bool {
		return c.isReported() && !c.span && c.slot != 0 && c.slot != reconcile.Year
	})
}
