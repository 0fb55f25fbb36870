package xlsx

import (
	"strings"
	"unicode"

	"rekon/reconcile"
)

// entry is a row of Variansi: a planned line, or the heading of a tujuan or
// sasaran.
type entry struct {
	v        *reconcile.Variance // nil for a heading
	heading  string              // its words
	label    string              // what it is
	ground   ground
	depth    uint8 // in the outline, 0 the highest
	children []*entry
	row      int // on Variansi
	source   int // on Sumber, 0 for headings
	at       int // the line's place in the plan
	cells    lineCells
	report   *reconcile.Realization
}

// leaf reports whether the line's rupiah are its own and no sums.
func (e *entry) leaf() bool { return len(e.children) == 0 }

// isKegiatan reports whether the line counts in the agency's totals.
func (e *entry) isKegiatan() bool { return e.v != nil && e.v.Line.Level == reconcile.LevelKegiatan }

// arrange sets the lines out as a tree in plan order: an indicator, its programs,
// their kegiatan; what hangs under no indicator comes last, under headings of its
// own.
func arrange(r *reconcile.Result) []*entry {
	entries := make([]entry, len(r.Variances))
	byCode := make(map[string]*entry, len(entries))
	reports := make(map[string]*reconcile.Realization, len(r.Report.Realizations))
	for i := range r.Report.Realizations {
		reports[r.Report.Realizations[i].Line] = &r.Report.Realizations[i]
	}
	var roots []*entry
	indicators := false
	for i := range r.Variances {
		e, l := &entries[i], &r.Variances[i].Line
		e.v, e.report, e.at = &r.Variances[i], reports[l.Code], i
		indicators = indicators || l.Level == reconcile.LevelSasaran
		if parent := byCode[l.Parent]; l.Parent != "" && parent != nil {
			parent.children = append(parent.children, e)
		} else {
			roots = append(roots, e)
		}
		byCode[l.Code] = e
	}
	t := &outline{indicators: indicators}
	for _, e := range roots {
		t.root(e)
	}
	for i, e := range t.out {
		e.row = headerRow + 1 + i
	}
	return t.out
}

// outline walks the tree and puts headings where they change.
type outline struct {
	out                        []*entry
	tujuan, sasaran, indikator string
	indicators                 bool // the plan has lines for indicators
}

func (t *outline) root(e *entry) {
	p := e.v.Line.Path
	if t.changed(&t.tujuan, p.Tujuan) {
		t.sasaran, t.indikator = "", ""
		t.heading("Tujuan", p.Tujuan, groundDeep)
	}
	if t.changed(&t.sasaran, p.Sasaran) {
		t.indikator = ""
		t.heading("Sasaran", p.Sasaran, groundMid)
	}
	if e.v.Line.Level != reconcile.LevelSasaran && t.changed(&t.indikator, p.Indikator) {
		name := p.Indikator
		if t.indicators {
			name += " (tidak tertaut ke indikator mana pun pada rencana)"
		}
		t.heading("Indikator", name, groundLight)
	}
	t.walk(e, 0)
}

func (t *outline) walk(e *entry, depth uint8) {
	e.depth, e.ground = depth, levelGround(e.v.Line.Level)
	t.out = append(t.out, e)
	for _, c := range e.children {
		t.walk(c, min(depth+1, 7))
	}
}

func (t *outline) heading(label, name string, g ground) {
	t.out = append(t.out, &entry{heading: name, label: label, ground: g})
}

// changed notes a name and reports whether it is another one than before, apart
// from punctuation.
func (t *outline) changed(last *string, name string) bool {
	key := headingKey(name)
	if key == *last || key == "" {
		return false
	}
	*last = key
	return true
}

// headingKey is a name without its punctuation and case.
func headingKey(name string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, name)
}

func levelGround(l reconcile.Level) ground {
	switch l {
	case reconcile.LevelSasaran:
		return groundLight
	case reconcile.LevelProgram:
		return groundFaint
	default:
		return groundClear
	}
}
