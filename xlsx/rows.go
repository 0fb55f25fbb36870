package xlsx

import (
	"regexp"
	"strings"

	"rekon/reconcile"
)

// rowKind says what a row under a heading is.
type rowKind int

const (
	rowLine     rowKind = iota
	rowHeading          // a repeated heading or its column numbers
	rowBlank            // nothing of its own
	rowTotal            // JUMLAH or TOTAL
	rowNameless         // something, but no line's name
)

// tableRow is one row of a table, its place in the hierarchy completed from the
// rows above, where parents are merged or typed once.
type tableRow struct {
	kind    rowKind
	row     int
	level   reconcile.Level
	path    reconcile.Path
	code    string
	measure string
	unit    string
	name    reconcile.Source
	parents []reconcile.PlanName // tujuan, sasaran and indikator that begin at this row
}

func (r tableRow) matchRow() reconcile.Row {
	return reconcile.Row{Code: r.code, Level: r.level, Path: r.path, Measure: r.measure}
}

var (
	totalName  = regexp.MustCompile(`^(?:sub ?|grand )?(?:jumlah|total)(?: (?:jumlah|total|seluruh|seluruhnya|keseluruhan|anggaran|belanja|program|kegiatan|opd|badan|dinas|rp|[ivx]+|[0-9]+|[a-z]))*$`)
	programRow = regexp.MustCompile(`^(?i)program\b`)
	subRow     = regexp.MustCompile(`^(?i)sub ?kegiatan\b`)
)

// rows walks the table from the row under its heading to the end of the sheet.
func (t *table) rows() []tableRow {
	var out []tableRow
	var at reconcile.Path
	for row := t.bottom + 1; row <= len(t.sheet.rows); row++ {
		r := tableRow{row: row, kind: rowLine}
		switch {
		case t.repeatsHeading(row):
			r.kind = rowHeading
		case t.sheet.blankRow(row):
			r.kind = rowBlank
		case t.isTotal(row):
			r.kind = rowTotal
		default:
			t.place(&r, &at)
		}
		out = append(out, r)
	}
	return out
}

func (t *table) isTotal(row int) bool {
	for _, c := range t.columns {
		if c.field != fieldCode && (c.field < fieldTujuan || c.field > fieldMeasure) {
			continue
		}
		if text := t.sheet.own(c.col, row); text != "" && totalName.MatchString(reconcile.NormalName(text)) {
			return true
		}
	}
	return false
}

// place fills in the names of a row and finds its level.
func (t *table) place(r *tableRow, at *reconcile.Path) {
	r.kind = rowNameless
	for _, c := range t.columns {
		own := t.sheet.own(c.col, r.row)
		switch c.field {
		case fieldCode:
			r.code = own
		case fieldUnit:
			r.unit = t.sheet.text(c.col, r.row)
		case fieldMeasure:
			r.measure = t.sheet.text(c.col, r.row)
		}
		if own == "" || c.field < fieldTujuan || c.field > fieldSubKegiatan {
			continue
		}
		here := t.sheet.source(c.col, r.row)
		t.setName(r, at, c.field, own, here)
	}
	if r.kind == rowNameless && t.ownMeasure(r.row) && at.Kegiatan != "" && t.hasFigures(r.row) {
		// A second indicator under one kegiatan whose name is typed or merged once.
		r.kind, r.level = rowLine, reconcile.LevelKegiatan
		if at.SubKegiatan != "" {
			r.level = reconcile.LevelSubKegiatan
		}
		r.name = t.measureSource(r.row)
	}
	r.path = *at
}

// setName puts a name into the path, ends what stood below it, and makes the row
// a line where the column names lines.
func (t *table) setName(r *tableRow, at *reconcile.Path, f field, name string, here reconcile.Source) {
	line := func(level reconcile.Level) { r.kind, r.level, r.name = rowLine, level, here }
	switch f {
	case fieldTujuan:
		*at = reconcile.Path{Tujuan: name}
		r.parents = append(r.parents, reconcile.PlanName{Kind: "Tujuan", Text: name, Source: here})
	case fieldSasaran:
		*at = reconcile.Path{Tujuan: at.Tujuan, Sasaran: name}
		r.parents = append(r.parents, reconcile.PlanName{Kind: "Sasaran", Text: name, Source: here})
	case fieldIndikator:
		*at = reconcile.Path{Tujuan: at.Tujuan, Sasaran: at.Sasaran, Indikator: name}
		r.parents = append(r.parents, reconcile.PlanName{Kind: "Indikator", Text: name, Source: here})
		if !t.namesPrograms() {
			r.measure = name
			line(reconcile.LevelSasaran)
		}
	case fieldProgram:
		at.Program, at.Kegiatan, at.SubKegiatan = name, "", ""
		line(reconcile.LevelProgram)
	case fieldKegiatan:
		at.Kegiatan, at.SubKegiatan = name, ""
		line(reconcile.LevelKegiatan)
	case fieldSubKegiatan:
		at.SubKegiatan = name
		line(reconcile.LevelSubKegiatan)
	case fieldProgramKegiatan:
		f = mixedField(r.code, name)
		t.setName(r, at, f, name, here)
	}
}

// mixedField tells programs, kegiatan and sub kegiatan apart in one column: by the
// numbers of the code (Permendagri 90/2019: 3 for a program, 5 for a kegiatan, 6
// for a sub kegiatan), else by the word they begin with.
func mixedField(code, name string) field {
	number, rest := reconcile.SplitNumber(name)
	if strings.Count(number, ".") < 2 && code != "" && strings.Count(code, ".") >= 2 && isDotted(code) {
		number = code
	}
	switch strings.Count(number, ".") {
	case 2:
		return fieldProgram
	case 4:
		return fieldKegiatan
	case 5:
		return fieldSubKegiatan
	}
	switch {
	case programRow.MatchString(rest):
		return fieldProgram
	case subRow.MatchString(rest):
		return fieldSubKegiatan
	default:
		return fieldKegiatan
	}
}

func isDotted(s string) bool { return strings.Trim(s, "0123456789.") == "" }

func (t *table) namesPrograms() bool {
	return t.has(func(f field) bool { return f >= fieldProgramKegiatan && f <= fieldSubKegiatan })
}

func (t *table) ownMeasure(row int) bool {
	c, ok := t.column(fieldMeasure)
	return ok && strings.ContainsFunc(t.sheet.own(c.col, row), isLetter)
}

func (t *table) measureSource(row int) reconcile.Source {
	c, _ := t.column(fieldMeasure)
	return t.sheet.source(c.col, row)
}

// hasFigures reports whether a figure column of the row holds anything.
func (t *table) hasFigures(row int) bool {
	for _, c := range t.columns {
		if c.field.isFigure() && t.sheet.own(c.col, row) != "" {
			return true
		}
	}
	return false
}

// lastLine is the place in rows of the last one that names a line; what follows
// it after a blank row is the signature block.
func lastLine(rows []tableRow) int {
	last := -1
	for i, r := range rows {
		if r.kind == rowLine {
			last = i
		}
	}
	return last
}
