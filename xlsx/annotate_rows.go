package xlsx

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"rekon/reconcile"
)

// mendRow is a row of the list.
type mendRow struct {
	text    string // runs over all columns
	look    look
	cells   []string // of the table, instead
	mark    markKind
	finding *reconcile.Finding
}

var sectionLook = look{face: faceHeading, ground: groundLight, middle: true, indent: 1}

// rows are all rows of the list from top to bottom; the heading row is always the
// same one.
func (l *mendList) rows() []mendRow {
	errors, questions := l.count(reconcile.Error), l.count(reconcile.Warning)
	plain, steps := look{bare: true}, l.steps()
	rows := []mendRow{
		{text: "PERBAIKAN LAPORAN REALISASI", look: plain.in(faceTitle)},
		{text: l.about(), look: plain.in(faceBold)},
		{text: "Berkas: " + l.Name + l.received(), look: plain},
		{look: plain},
		{text: l.verdict(errors, questions), look: look{face: faceLoud, ground: groundBad, middle: true, indent: 1}},
		{look: plain},
		{text: l.wayHeading(), look: plain.in(faceHeading)},
		{text: "1. " + steps[0], look: plain},
		{text: "2. " + steps[1], look: plain},
		{text: "3. " + steps[2], look: plain},
		{text: l.legend(), look: plain.in(faceMuted)},
		{look: plain},
		{cells: []string{"No", "Tempat", "Tanda", "Yang perlu diperbaiki", "Cara memperbaiki"}, look: headingLook},
	}
	rows = append(rows, l.section(fmt.Sprintf("HARUS DIPERBAIKI: %d", errors), reconcile.Error, 0)...)
	rows = append(rows, l.section(fmt.Sprintf("PERLU DIPERIKSA: %d (pertanyaan, tidak menghalangi penerimaan)", questions), reconcile.Warning, errors)...)
	return append(rows, l.section(fmt.Sprintf("UNTUK DIKETAHUI: %d", l.count(reconcile.Info)), reconcile.Info, errors+questions)...)
}

func (l *mendList) count(s reconcile.Severity) (n int) {
	for _, f := range l.Findings {
		if f.Severity() == s {
			n++
		}
	}
	return n
}

// about says whose report it is, as far as that is known.
func (l *mendList) about() string {
	var parts []string
	if l.Agency != "" {
		parts = append(parts, l.Agency)
	}
	if l.Period.Quarter > 0 && l.Period.Year > 0 {
		parts = append(parts, fmt.Sprintf("Triwulan %s Tahun %d", l.Period.Roman(), l.Period.Year))
	}
	if len(parts) == 0 {
		return "Perangkat daerah dan triwulannya belum terbaca"
	}
	return strings.Join(parts, ", ")
}

func (l *mendList) received() string {
	if l.ReceivedAt.IsZero() {
		return ""
	}
	return ", diterima " + reconcile.LongTime(l.ReceivedAt)
}

func (l *mendList) verdict(errors, questions int) string {
	s := fmt.Sprintf("LAPORAN BELUM DITERIMA: %d hal harus diperbaiki.", errors)
	if errors == 0 {
		s = "Tidak ada yang harus diperbaiki."
	}
	if questions > 0 {
		s += fmt.Sprintf(" %d hal lagi hanya pertanyaan.", questions)
	}
	return s + " Belum ada angka dari berkas ini yang disimpan."
}

func (l *mendList) where() string {
	if l.kind == "External" {
		return "dalam berkas " + l.Name + " yang ada di folder ini"
	}
	return "langsung dalam berkas ini"
}

func (l *mendList) legend() string {
	if l.kind == "External" {
		return "Berkas Anda sendiri tidak diubah: susunannya tidak memungkinkan sel-selnya ditandai tanpa risiko. Yang dikirim lagi adalah " + l.Name + ", bukan daftar ini."
	}
	return "Sel bertanda PERBAIKI berwarna merah muda, sel bertanda PERIKSA berwarna kuning, dengan komentar pada selnya. Lembar, warna dan komentar ini tidak ikut dibaca dan boleh dibiarkan."
}

// section is a band and the findings of a severity beneath it, numbered on from the
// sections before.
func (l *mendList) section(title string, s reconcile.Severity, before int) (rows []mendRow) {
	for i := range l.Findings {
		f := &l.Findings[i]
		if f.Severity() != s {
			continue
		}
		if rows == nil {
			rows = append(rows, mendRow{text: title, look: sectionLook})
		}
		what, mend := split(*f)
		rows = append(rows, mendRow{finding: f, mark: kindOf(*f), look: look{},
			cells: []string{strconv.Itoa(before + len(rows)), spot(f.Source), orNone(markWords[kindOf(*f)]), what, orNone(mend)}})
	}
	return rows
}

// spot is a place in few words.
func spot(s reconcile.Source) string {
	if s.Sheet == "" {
		return "Seluruh berkas"
	}
	return "Lembar " + s.Sheet + ", sel " + s.Cell
}

// put1 writes one row, its memory beside it.
func (l *mendList) put1(r mendRow) {
	lines := 1
	if r.cells == nil {
		l.blank(1, mendColumns, r.look)
		l.text(1, r.text, r.look)
		l.merge(1, mendColumns)
		lines = l.linesOf(r.text, 1, mendColumns, r.look)
	}
	for i, text := range r.cells {
		style := l.cellLook(r, i)
		l.text(i+1, text, style)
		lines = max(lines, l.linesOf(text, i+1, i+1, style))
	}
	l.remember()
	height := min(maxHeight, heightFor(lines)+2)
	if r.look.face == faceTitle || r.look.face == faceLoud || r.look.face == faceHeading {
		height = min(maxHeight, height*1.5)
	}
	l.next(excelize.RowOpts{Height: height})
}

// linesOf counts generously: how wide a column is depends on the lettering of her
// workbook.
func (l *mendList) linesOf(text string, from, to int, style look) int {
	return linesIn(text, l.width(from, to)*0.9, style)
}

func (l *mendList) cellLook(r mendRow, column int) look {
	style := r.look
	switch {
	case r.finding == nil:
	case column == 0:
		style.align = alignCenter
	case column != 2:
		style.indent = 1 // or the text of one column touches the next
		if column == 1 && l.link(*r.finding) != "" {
			style.face = faceLinked
		}
	default:
		style.align, style.face = alignCenter, faceBold
		style.ground = map[markKind]ground{markMend: groundMend, markAsk: groundAsk, 0: groundNeutral}[r.mark]
	}
	return style
}
