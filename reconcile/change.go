package reconcile

import (
	"slices"
	"time"

	"github.com/shopspring/decimal"
)

// Change is a figure that says something else than it did: semula and menjadi. Was and
// Is bear the same name and title; where a line stands in one result alone, the other
// says nothing.
type Change struct {
	Line     string // code; "" for the agency's status and totals
	LineName string // as typed, with its number
	Was, Is  NamedFigure
}

// Difference is menjadi less semula; null unless both are numbers of the same unit.
func (c Change) Difference() decimal.NullDecimal {
	if !c.Was.Value.Valid || !c.Is.Value.Valid || c.Was.Unit != c.Is.Unit {
		return decimal.NullDecimal{}
	}
	return null(c.Is.Value.Decimal.Sub(c.Was.Value.Decimal))
}

// Word says in Bahasa which way a figure moved.
func (c Change) Word() string {
	d := c.Difference()
	switch {
	case !c.Was.Said():
		return "semula kosong"
	case !c.Is.Said():
		return "menjadi kosong"
	case !d.Valid || d.Decimal.IsZero(): // words, letters or units
		return "berubah"
	case d.Decimal.IsNegative():
		return "berkurang"
	}
	return "bertambah"
}

// Amendment is a later change of a quarter that was closed out: when and why its stored
// result was replaced, what moved, and the workbook that had been published before.
type Amendment struct {
	At      time.Time
	Reason  string // in words, made from facts
	Former  Published
	Changes []Change // none where a report was withdrawn and nothing took its place
	Taken   *Result  // what such a withdrawal took away, else nil
}

// Published is a workbook that was put out. Its bytes are kept under its hash.
type Published struct {
	File   string // its path on the share; "" where none had been put out
	SHA256 string
	At     time.Time
	Kept   string // the path of its bytes in arsip/; "" where they are not there
}

// Lines counts the lines that moved.
func (a Amendment) Lines() int { return linesOf(a.Changes) }

// linesOf counts the lines whose figures changed.
func linesOf(changes []Change) int {
	seen := map[string]bool{}
	for _, c := range changes {
		if c.Line != "" {
			seen[c.Line] = true
		}
	}
	return len(seen)
}

// Same reports whether nothing moved: the figures are the same, in the same unit.
func (c Change) Same() bool {
	return c.Was.Same(c.Is) && (c.Was.Unit == c.Is.Unit || !c.Is.Said())
}

// Compare lists the figures that two results of an agency's quarter say differently: the
// agency's status, predikat and totals, then the lines of after in their
// order, then those that only before has. Lines are matched by their codes, which stand
// once in a result.
func Compare(before, after Result) []Change {
	out := moved(Line{}, agencyFigures(before), agencyFigures(after))
	was := variancesByCode(before)
	for _, v := range after.Variances {
		out = append(out, moved(v.Line, was[v.Line.Code].figures(), v.NamedFigures())...)
	}
	is := variancesByCode(after)
	for _, v := range before.Variances {
		if !is[v.Line.Code].there {
			out = append(out, moved(v.Line, v.NamedFigures(), nil)...)
		}
	}
	return out
}

// agencyFigures are those of the agency as a whole.
func agencyFigures(r Result) []NamedFigure {
	return append([]NamedFigure{wordFigure("status", "Status laporan", string(r.Status)),
		wordFigure("totals.predikat", "Predikat kinerja", r.predikat())}, r.Totals.NamedFigures()...)
}

// found is a line of a result, if it has one.
type found struct {
	Variance
	there bool
}

func (f found) figures() []NamedFigure {
	if !f.there {
		return nil
	}
	return f.NamedFigures()
}

func variancesByCode(r Result) map[string]found {
	out := map[string]found{}
	for _, v := range r.Variances {
		out[v.Line.Code] = found{v, true}
	}
	return out
}

// moved are the figures of a line that are not the same; nil stands for a line that is
// not there.
func moved(l Line, was, is []NamedFigure) (out []Change) {
	for i := range max(len(was), len(is)) {
		c := Change{Line: l.Code, LineName: l.Name()}
		switch {
		case was == nil:
			c.Was, c.Is = silent(is[i]), is[i]
		case is == nil:
			c.Was, c.Is = was[i], silent(was[i])
		default:
			c.Was, c.Is = was[i], is[i]
		}
		if !c.Same() {
			out = append(out, c)
		}
	}
	return out
}

// silent is a figure of the same name that says nothing.
func silent(f NamedFigure) NamedFigure {
	f.Value, f.Word = decimal.NullDecimal{}, ""
	return f
}

// Net is what several amendments, in their order, moved together: each figure from what
// it said before the first to what it says after the last, and none that came back to
// what it was.
func Net(amendments []Amendment) []Change {
	type key struct{ line, figure string }
	at := map[key]int{}
	var out []Change
	for _, a := range amendments {
		for _, c := range a.Changes {
			k := key{c.Line, c.Is.Name}
			if i, known := at[k]; known {
				out[i].Is, out[i].LineName = c.Is, c.LineName
			} else {
				at[k], out = len(out), append(out, c)
			}
		}
	}
	return slices.DeleteFunc(out, Change.Same)
}

// FigureNamed is a figure of a line, of the totals or of the agency that says nothing yet,
// by its name; false for a name that none bears.
func FigureNamed(name string) (NamedFigure, bool) {
	f, ok := figuresByName[name]
	return f, ok
}

// figuresByName are the figures that there are, and figureOrder the order in which they
// are told.
var figuresByName, figureOrder = func() (map[string]NamedFigure, map[string]int) {
	figures, order := map[string]NamedFigure{}, map[string]int{}
	for i, f := range append(agencyFigures(Result{}), Variance{}.NamedFigures()...) {
		figures[f.Name], order[f.Name] = silent(f), i
	}
	return figures, order
}()
