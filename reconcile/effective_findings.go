package reconcile

import (
	"fmt"
	"slices"
	"strings"
)

// findings are those that hold of a change. A doubt about a line lies on each of its
// cells whose figure holds; what was asked only about a figure that does not is left out.
// How quarters and year agree is asked anew, of the figures that hold; and findings of
// the plans before come along with the figures they lie on.
func (c change) findings(living, all []Line) []Finding {
	if !c.held {
		return slices.Clone(c.now.Findings)
	}
	carried, replaced := c.cells(all)
	anew := c.askedAnew(living)
	told := map[string]bool{}
	key := func(f Finding) string { return fmt.Sprint(f.Code, f.Source, f.Line) }
	for _, f := range anew {
		told[key(f)] = true
	}
	var out []Finding
	for _, f := range c.now.Findings {
		if f, lies := f.without(replaced); lies && !told[key(f)] && !(f.isOfSums() && f.Line != "") {
			out = append(out, f)
		}
	}
	out = append(out, anew...)
	for _, f := range out {
		told[key(f)] = true
	}
	for _, p := range c.then {
		for _, f := range p.Findings {
			key := key(f)
			if told[key] || f.isOfSums() && indexOf(living, f.Line) >= 0 {
				continue
			}
			if slices.ContainsFunc(cells(f), func(s Source) bool { return carried[s] }) {
				told[key], out = true, append(out, f)
			}
		}
	}
	return out
}

// askedAnew are the questions whose answer depends on the figures that hold, of this plan
// and of those before it. Stored once, they are not told twice.
func (c change) askedAnew(living []Line) (out []Finding) {
	for _, l := range living {
		out = append(out, slices.Concat(checkBudgetQuarters(l), checkTargets(l), l.checkKept(), l.checkUnitChanged(c))...)
	}
	return out
}

// isOfSums: it is about how the quarters of a line agree with its year.
func (f Finding) isOfSums() bool {
	return f.Code == TargetQuarters || f.Code == TargetAnnualOnly || f.Code == BudgetQuarters
}

// cells are those of the figures that come from a plan before, and those of the
// change itself in whose place they stand.
func (c change) cells(all []Line) (carried, replaced map[Source]bool) {
	carried, replaced = map[Source]bool{}, map[Source]bool{}
	each := func(lines []Line, of map[Source]bool) {
		for _, l := range lines {
			for q := range c.then {
				of[l.Target[q].Source], of[l.Budget[q].Source] = true, true
			}
		}
	}
	each(all, carried)
	each(c.now.Lines, replaced)
	delete(carried, Source{})
	delete(replaced, Source{})
	for s := range carried {
		delete(replaced, s)
	}
	return carried, replaced
}

// checkKept reports a line that goes on as it was before the change though its
// figures, taken by themselves, would say otherwise.
func (l Line) checkKept() []Finding {
	agg, doubt := InferAggregation(l)
	if doubt || l.Aggregation == agg || l.WasTarget == (Quantity{}) {
		return nil
	}
	how := "triwulan-triwulannya tetap dijumlahkan"
	if isPositional(l.Aggregation) {
		how = "yang dihitung tetap posisi terakhir"
	}
	f := finding(TargetQuarters, l.Target[Year].Source, l.Code,
		"target setahun %s tidak sejalan dengan target triwulan sebelum dan sesudah perubahan; %s seperti pada rencana semula. "+
			"Periksa targetnya, atau tulis caranya pada rekon.yaml: lines: \"%s\": aggregation.", FormatQuantity(l.Target[Year], l.Unit), how, l.Code)
	for _, t := range l.Target[:Year] {
		f.Doubts = append(f.Doubts, t.Source)
	}
	return []Finding{f}
}

// checkUnitChanged reports a line that is measured in another unit than in the
// quarters before the change.
func (l Line) checkUnitChanged(c change) []Finding {
	was := lineOf(c.before(), l.Code)
	if was.Unit == "" || l.Unit == "" || was.Unit == l.Unit {
		return nil
	}
	f := finding(UnitMixed, orSource(l.Target[Year].Source, l.Source), l.Code,
		"satuan semula %s, menjadi %s; angka s.d. triwulan mencampur keduanya. Periksa satuannya.", was.Unit, l.Unit)
	for q := range c.then {
		f.Doubts = append(f.Doubts, l.Target[q].Source)
	}
	return []Finding{f}
}

// without takes off a finding the cells whose figures do not hold: it stands at the first
// of those that are left, and names that. False where none is left.
func (f Finding) without(replaced map[Source]bool) (Finding, bool) {
	held := slices.DeleteFunc(cells(f), func(s Source) bool { return replaced[s] })
	switch {
	case len(held) == 0:
		return f, false
	case len(held) == 1+len(f.Doubts):
		return f, true
	}
	if words, placed := strings.CutPrefix(f.Message, Place(f.Source)); placed {
		f.Message = Place(held[0]) + words
	}
	f.Source, f.Doubts = held[0], slices.Clip(held[1:])
	return f, true
}

// cells are the places a finding makes doubtful.
func cells(f Finding) []Source { return append([]Source{f.Source}, f.Doubts...) }
