package xlsx

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/shopspring/decimal"

	"rekon/reconcile"
)

// scale is what the amounts under a heading are to be multiplied by: 1 where it
// says nothing, 0 where its words contradict each other.
type scale int64

const (
	ribuan  scale = 1_000
	jutaan  scale = 1_000_000
	miliar  scale = 1_000_000_000
	fullRp  scale = 1
	unclear scale = 0
)

var (
	scaleWord   = regexp.MustCompile(`(?i)\b(?:(ribu|ribuan|rb)|(juta|jutaan|jt)|(mil[iy]ar(?:an)?))\b`)
	scaleNumber = regexp.MustCompile(`\d[\d.,]*`)
	scaleSpoken = regexp.MustCompile(`(?i)\b(?:ribuan|jutaan|mil[iy]aran)\b`)
	ofRupiah    = regexp.MustCompile(`(?i)\b(?:dalam|dlm|satuan|rp|rupiah|x)\b|\b(?:rp|x)\.?\d`)
	oneAmount   = regexp.MustCompile(`(?i)\d[\d.,]*\s*(?:ribu|rb|juta|jt|mil[iy]ar)\b`)
	ofOneSum    = regexp.MustCompile(`(?i)\b(?:pagu|anggaran|jumlah|total|sebesar|nilai)\b`)
)

// scaleIn gives the scale that a heading says: Rp (000), ribuan, x 1.000.000.
func scaleIn(text string) scale {
	out := fullRp
	for _, m := range scaleWord.FindAllStringSubmatch(text, -1) {
		switch {
		case m[1] != "":
			out = out.and(ribuan)
		case m[2] != "":
			out = out.and(jutaan)
		default:
			out = out.and(miliar)
		}
	}
	for _, n := range scaleNumber.FindAllString(text, -1) {
		n = strings.TrimSuffix(strings.TrimRight(n, ".,"), ",00")
		switch strings.TrimPrefix(strings.NewReplacer(".", "", ",", "").Replace(n), "1") {
		case "000":
			out = out.and(ribuan)
		case "000000":
			out = out.and(jutaan)
		}
	}
	return out
}

// titleScale gives the scale that a title says of all amounts below it: "dalam ribuan
// rupiah", "(Rp 000)". One sum, as in "Pagu Rp 5 juta", says nothing of the others.
func titleScale(text string) scale {
	text = oneAmount.ReplaceAllString(text, " ")
	switch {
	case scaleSpoken.MatchString(text):
	case !ofRupiah.MatchString(text), ofOneSum.MatchString(text) && !scaleWord.MatchString(text):
		return fullRp
	}
	return scaleIn(text)
}

// and joins what headings above each other say.
func (s scale) and(o scale) scale {
	switch {
	case s == fullRp:
		return o
	case o == fullRp || s == o:
		return s
	}
	return unclear
}

func (s scale) factor() decimal.Decimal { return decimal.NewFromInt(int64(s)) }

// String names the scale in a message.
func (s scale) String() string {
	switch s {
	case ribuan:
		return "ribuan rupiah"
	case jutaan:
		return "jutaan rupiah"
	case miliar:
		return "miliaran rupiah"
	default:
		return "rupiah penuh"
	}
}

// fullAmount is an amount under a heading in thousands that looks typed in full.
type fullAmount struct {
	reconcile.Figure
	column column
	line   reconcile.Line
}

// looksFull: multiplied as the heading says, the amount is many times the line's
// pagu.
func looksFull(f reconcile.Figure, c column, pagu reconcile.Amount) bool {
	return c.scale > fullRp && len(f.Options) > 0 && pagu.Value.Decimal.IsPositive() &&
		f.Options[0].GreaterThan(pagu.Value.Decimal.Mul(decimal.New(10, 0)))
}

// tellFull reports amounts that look typed in full: one at its cell, several at
// their heading. It tells whether there are any.
func (r *realizationReader) tellFull(t *table, c column) bool {
	found := r.full[c.cell]
	delete(r.full, c.cell)
	if len(found) == 0 {
		return false
	}
	first := found[0]
	at, line, others := first.Cell.Source, first.line.Code, ""
	if len(found) > 1 {
		at, line = t.at(c), ""
		others = fmt.Sprintf("; begitu juga %d sel lain", len(found)-1)
	}
	pagu := first.line.Budget[reconcile.Year].Value.Decimal
	r.add(reconcile.UnitMismatch, at, line,
		"menurut judul '%s' angkanya dalam %s, sehingga '%s' (sel %s) berarti %s, jauh di atas pagu setahun %s%s. Bila angkanya rupiah penuh, tulis (Rp) pada judul; bila tidak, perbaiki angkanya.",
		c.heading, c.scale, reconcile.Shown(first.Cell), first.Cell.Source.Cell, reconcile.FormatRupiah(first.Options[0]), reconcile.FormatRupiah(pagu), others)
	return true
}

// scaledFinding tells how the amounts of a column in thousands were read, by its
// first one.
func (t *table) scaledFinding(c column, rows []tableRow) []reconcile.Finding {
	if c.scale <= fullRp {
		return nil
	}
	for _, row := range rows {
		cell := t.sheet.cell(c.col, row.row)
		f := reconcile.ReadScaled(cell, c.scale.factor())
		if row.kind == rowLine && f.Problem == "" && len(f.Options) == 1 && !f.Options[0].IsZero() {
			at := t.at(c)
			return []reconcile.Finding{{Code: reconcile.AmountScaled, Source: at, Message: fmt.Sprintf(
				"%s: kolom '%s' dalam %s: '%s' (sel %s) dibaca %s.", reconcile.Place(at), c.heading, c.scale, reconcile.Shown(cell), cell.Source.Cell, reconcile.FormatRupiah(f.Options[0]))}}
		}
	}
	return nil
}
