package xlsx

import (
	"regexp"
	"slices"
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
	kind      rowKind
	row       int
	level     reconcile.Level
	path      reconcile.Path
	code      string
	measure   string
	unit      string
	name      reconcile.Source
	unsure    bool                 // a kegiatan only because nothing in a mixed column says otherwise
	programAt reconcile.Source     // of the name of the program it stands under
	parents   []reconcile.PlanName // tujuan, sasaran and indikator that begin at this row
}

// matchRow is the row for the matcher; its code is that before its name where there
// is no other.
func (r tableRow) matchRow() reconcile.Row {
	out := reconcile.Row{Code: r.code, Level: r.level, Path: r.path, Measure: r.measure}
	if number, _ := reconcile.SplitNumber(reconcile.Line{Level: r.level, Path: r.path}.Name()); out.Code == "" && strings.Count(number, ".") >= 2 {
		out.Code = number
	}
	return out
}

// asSubKegiatan is the row taken for a sub kegiatan, whatever the kegiatan.
func (r tableRow) asSubKegiatan() reconcile.Row {
	out := r.matchRow()
	out.Level, out.Path.Kegiatan, out.Path.SubKegiatan = reconcile.LevelSubKegiatan, "", r.path.Kegiatan
	return out
}

var (
	totalName = regexp.MustCompile(`^(?:sub ?|grand )?(?:jumlah|total)(?: (?:jumlah|total|seluruh|seluruhnya|keseluruhan|anggaran|belanja|langsung|tidak|` +
		`program|kegiatan|opd|skpd|badan|dinas|rp|[ivx]+|[0-9]+|[a-z]))*$|` +
		`^(?:rata rata|rerata)(?: (?:capaian|kinerja|serapan|persentase|realisasi|tingkat|fisik|keuangan|anggaran|program|kegiatan))*$|^predikat(?: kinerja)?$`)
	totalLead  = regexp.MustCompile(`^(?:sub ?|grand )?(?:jumlah|total) (.+)$`)
	totalOf    = regexp.MustCompile(`^(?:program|(?:sub ?)?kegiatan|sasaran|tujuan|bidang|belanja|anggaran|pagu|realisasi)\b`)
	programRow = regexp.MustCompile(`^program\b`)
	subRow     = regexp.MustCompile(`^sub ?kegiatan\b`)
)

// rows walks the table from the row under its heading to the end of its lines.
func (t *table) rows() []tableRow {
	rows, _ := t.walk()
	return rows
}

// walked is what walking a table found, which is done once.
type walked struct {
	rows []tableRow
	at   reconcile.Path
}

// walk gives the rows, and where in the hierarchy the last one stands. A table
// with the same names as the one above it goes on where that one ended.
func (t *table) walk() (out []tableRow, at reconcile.Path) {
	if t.walked != nil {
		return t.walked.rows, t.walked.at
	}
	defer func() { t.walked = &walked{out, at} }()
	if t.above != nil && t.above.nameFields() == t.nameFields() {
		_, at = t.above.walk()
	}
	var program reconcile.Source
	for row := t.bottom + 1; row <= t.end; row++ {
		r := tableRow{row: row, kind: rowLine}
		switch {
		case t.repeatsHeading(row):
			r.kind = rowHeading
		case t.sheet.blankRow(row):
			r.kind = rowBlank
		case t.isTotal(row, at):
			r.kind = rowTotal
		default:
			t.place(&r, &at)
		}
		if !r.programAt.IsZero() {
			program = r.programAt
		}
		r.programAt = program
		out = append(out, r)
	}
	return out, at
}

// nameFields are the fields that say where a line stands, as a set.
func (t *table) nameFields() (set int) {
	for _, c := range t.columns {
		if c.field >= fieldTujuan && c.field <= fieldSubKegiatan {
			set |= 1 << c.field
		}
	}
	return set
}

// isTotal recognises a sum by its name: in a name column, or in any column before
// the figures of a row that names no line. What a line measures may begin with the
// same words.
func (t *table) isTotal(row int, at reconcile.Path) bool {
	named := !t.namesNothing(row)
	for col := 1; col <= t.sheet.width; col++ {
		text := t.sheet.own(col, row)
		if f := t.fieldAt(col); text != "" && (f.isName() || !named && (f < fieldUnit || f == fieldOther)) && t.isTotalName(text, f, row, at) {
			return true
		}
	}
	return false
}

func (t *table) isTotalName(text string, f field, row int, at reconcile.Path) bool {
	name := reconcile.NormalName(closeUp(text))
	if totalName.MatchString(name) {
		return true
	}
	lead := totalLead.FindStringSubmatch(name)
	if lead == nil || f == fieldIndikator || f == fieldMeasure {
		return false
	}
	number, _ := reconcile.SplitNumber(text)
	return number == "" && (isNameIn(lead[1], at) || totalOf.MatchString(lead[1]) && !t.ownMeasure(row))
}

var spacedOut = regexp.MustCompile(`\b\pL(?: \pL){3,}\b`)

// closeUp joins letters that are spaced out for show: J U M L A H.
func closeUp(text string) string {
	return spacedOut.ReplaceAllStringFunc(text, func(s string) string { return strings.ReplaceAll(s, " ", "") })
}

// isNameIn: the name is that of the program or kegiatan at hand, with or without the
// word.
func isNameIn(name string, at reconcile.Path) bool {
	program, kegiatan := reconcile.NormalName(at.Program), reconcile.NormalName(at.Kegiatan)
	return slices.Contains([]string{program, strings.TrimPrefix(program, "program "), kegiatan, strings.TrimPrefix(kegiatan, "kegiatan ")}, name)
}

func (t *table) fieldAt(col int) field {
	i := slices.IndexFunc(t.columns, func(c column) bool {
		return c.col == col || c.field.isName() && col > c.col && col <= c.last
	})
	if i < 0 {
		return fieldNone
	}
	return t.columns[i].field
}

// place fills in the names of a row from the top of the hierarchy down, whatever
// the order of the columns, and finds its level.
func (t *table) place(r *tableRow, at *reconcile.Path) {
	r.kind = rowNameless
	for _, c := range t.columns {
		switch text := t.sheet.text(c.col, r.row); {
		case c.field == fieldCode:
			r.code = t.sheet.own(c.col, r.row)
		case c.field == fieldUnit && text != "":
			r.unit = text
		case c.field == fieldMeasure && text != "":
			r.measure = text
		}
	}
	for f := fieldTujuan; f <= fieldSubKegiatan; f++ {
		for _, c := range t.columns {
			if c.field != f {
				continue
			}
			for _, name := range t.namesIn(c, r.row) {
				t.setName(r, at, f, name.text, name.at)
			}
		}
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
	switch r.level {
	case reconcile.LevelProgram:
		r.path.Kegiatan, r.path.SubKegiatan = "", ""
	case reconcile.LevelKegiatan:
		r.path.SubKegiatan = ""
	}
}

// rowName is a name with the cell it stands in.
type rowName struct {
	text string
	at   reconcile.Source
}

// namesIn are the names of a row under a heading. One merged over several columns is
// theirs together: the number may stand left of its name, and a kegiatan a column
// further than its program.
func (t *table) namesIn(c column, row int) (names []rowName) {
	number := ""
	for col := c.col; col <= c.last; col++ {
		text := t.sheet.own(col, row)
		if text == "" {
			continue
		}
		if n, rest := reconcile.SplitNumber(text + " x"); n != "" && rest == "x" && col < c.last {
			number = text + " "
			continue
		}
		names = append(names, rowName{number + text, t.sheet.source(col, row)})
		number = ""
	}
	if number != "" {
		names = append(names, rowName{strings.TrimSpace(number), t.sheet.source(c.col, row)})
	}
	return names
}

// setName puts a name into the path, and makes the row a line where the column
// names lines. A name other than before ends what stood below it; the same name
// typed again goes on.
func (t *table) setName(r *tableRow, at *reconcile.Path, f field, name string, here reconcile.Source) {
	line := func(level reconcile.Level) { r.kind, r.level, r.name = rowLine, level, here }
	parent := func(kind string) {
		r.parents = append(r.parents, reconcile.PlanName{Kind: kind, Text: name, Source: here})
	}
	switch f {
	case fieldTujuan:
		parent("Tujuan")
		if !sameName(at.Tujuan, name) {
			*at = reconcile.Path{Tujuan: name}
		}
	case fieldSasaran:
		parent("Sasaran")
		if !sameName(at.Sasaran, name) {
			*at = reconcile.Path{Tujuan: at.Tujuan, Sasaran: name}
		}
	case fieldIndikator:
		parent("Indikator")
		if !sameName(at.Indikator, name) {
			*at = reconcile.Path{Tujuan: at.Tujuan, Sasaran: at.Sasaran, Indikator: name}
		}
		if !t.namesPrograms() {
			r.measure = name
			line(reconcile.LevelSasaran)
		}
	case fieldProgram:
		if !sameName(at.Program, name) {
			at.Program, at.Kegiatan, at.SubKegiatan = name, "", ""
			r.programAt = here
		}
		line(reconcile.LevelProgram)
	case fieldKegiatan:
		if !sameName(at.Kegiatan, name) {
			at.Kegiatan, at.SubKegiatan = name, ""
		}
		line(reconcile.LevelKegiatan)
	case fieldSubKegiatan:
		at.SubKegiatan = name
		line(reconcile.LevelSubKegiatan)
	case fieldProgramKegiatan:
		f, sure := mixedField(r.code, name)
		t.setName(r, at, f, name, here)
		r.unsure = !sure
	}
}

func sameName(a, b string) bool {
	an, _ := reconcile.SplitNumber(a)
	bn, _ := reconcile.SplitNumber(b)
	return an == bn && reconcile.NormalName(a) == reconcile.NormalName(b)
}

// mixedField tells programs, kegiatan and sub kegiatan apart in one column: by the
// numbers of the code (Permendagri 90/2019: 3 for a program, 5 for a kegiatan, 6
// for a sub kegiatan), else by the word they begin with. A name with neither is taken
// for a kegiatan, and not surely.
func mixedField(code, name string) (f field, sure bool) {
	number, _ := reconcile.SplitNumber(name)
	loose := reconcile.LooseName(name) // A. Program
	name = reconcile.NormalName(name)
	if strings.Count(number, ".") < 2 && code != "" && strings.Count(code, ".") >= 2 && isDotted(code) {
		number = code
	}
	switch strings.Count(number, ".") {
	case 2:
		return fieldProgram, true
	case 4:
		return fieldKegiatan, true
	case 5:
		return fieldSubKegiatan, true
	}
	for _, name := range []string{name, loose} {
		switch {
		case programRow.MatchString(name):
			return fieldProgram, true
		case subRow.MatchString(name):
			return fieldSubKegiatan, true
		}
	}
	return fieldKegiatan, false
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
