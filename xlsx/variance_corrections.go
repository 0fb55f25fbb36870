package xlsx

import (
	"fmt"

	"rekon/reconcile"
)

// correctionLink is the row of Ringkasan that leads to Koreksi, below what was corrected;
// a long text in a linked cell is not wrapped everywhere.
const correctionLink = 8

// correctionLinkWords are what the linked cells say.
const correctionLinkWords = "Semula dan menjadi setiap angka, dan buku kerja sebelumnya: lembar Koreksi"

// writeCorrection says on Ringkasan what was corrected after the close-out.
func (v *varianceBook) writeCorrection(p *page) {
	l := look{face: faceBold, ground: groundAttention, align: alignCenter, middle: true}
	v.band(p, v.r.Correction(), l, 16)
	v.band(p, correctionLinkWords, l.in(faceLinked), 16)
}

// layCorrections settles what Koreksi tells, and which lines it tells of.
func (v *varianceBook) layCorrections() {
	rows := map[string]int{}
	for _, e := range v.entries {
		if e.v != nil {
			rows[e.v.Line.Code] = e.row
		}
	}
	v.corrections = &corrections{titling: titling{when: v.when, who: v.who, standing: "Status: " + v.status(), loud: v.incomplete}, r: v.r, footer: v.footer(), each: true,
		shown: func(all []reconcile.Change) []reconcile.Change { return all },
		place: func(line string) string { return v.place(sheetVariance, "A", rows[line]) }}
	v.corrections.lay()
	v.moved = map[string]int{}
	for _, c := range v.r.Net() {
		v.moved[c.Line]++
	}
}

// corrected: something was corrected after the close-out.
func (v *varianceBook) corrected() bool { return len(v.r.Changes) > 0 }

// correctionColumn marks in words the lines that moved, by so many figures, and leads to semula and menjadi;
// nothing where none did.
func (v *varianceBook) correctionColumn() []varianceColumn {
	if !v.any(func(e *entry) bool { return v.moved[e.v.Line.Code] > 0 }) {
		return nil
	}
	return []varianceColumn{{id: colCorrected, title: "Koreksi setelah tutup buku", width: 13, light: true, cell: func(e *entry) content {
		n := v.moved[e.v.Line.Code]
		if n == 0 {
			return content{}
		}
		return content{text: fmt.Sprintf("dikoreksi (%d)", n), align: alignCenter, ground: groundAttention,
			link: v.place(sheetCorrections, columnLetters(corrCode), v.corrections.rowOf(e.v.Line.Code))}
	}}}
}
