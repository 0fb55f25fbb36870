package reconcile

import "slices"

// withGone adds to the lines of a change those that it took out: of the plan before
// it, with the figures of the quarters in which they held; and of revisions that hold
// in no quarter any more, without figures, as reports may have been read against them.
// Each stands behind the line it stood behind before, and its parent.
func (c change) withGone(living []Line, before Plan) []Line {
	out := slices.Clone(living)
	keep := func(p Plan, gone func(Line) Line) {
		for i, l := range p.Lines {
			if indexOf(out, l.Code) < 0 {
				out = slices.Insert(out, placeOf(out, p.Lines[:i], l), gone(l))
			}
		}
	}
	keep(before, c.gone)
	for _, p := range slices.Backward(c.older) {
		keep(p, c.neverHeld)
	}
	return out
}

// placeOf is where a line that is gone goes among lines: behind the nearest one that
// stood before it, and behind its parent.
func placeOf(lines, stoodBefore []Line, gone Line) int {
	at := indexOf(lines, gone.Parent) + 1
	for _, l := range slices.Backward(stoodBefore) {
		if i := indexOf(lines, l.Code); i >= 0 {
			return max(at, i+1)
		}
	}
	return at
}

// gone is a line of the plan before as the change leaves it.
func (c change) gone(l Line) Line {
	l.WasTarget, l.WasBudget = Quantity{}, Amount{}
	if l.Gone == 0 {
		l.Gone, l.WasTarget, l.WasBudget = begins(c.now), l.Target[Year], l.Budget[Year]
	}
	return l.cleared(l.Gone)
}

// neverHeld is a line of a revision that the change replaces in all its quarters.
func (c change) neverHeld(l Line) Line {
	l.Since, l.Gone, l.WasTarget, l.WasBudget = 0, begins(c.now), Quantity{}, Amount{}
	return l.cleared(1)
}

// cleared is the line without figures of the quarters from one on, nor of the year.
func (l Line) cleared(from int) Line {
	for q := max(from, 1); q <= Slots; q++ {
		l.Target[q-1], l.Budget[q-1] = Quantity{}, Amount{}
	}
	return l
}

// reportedOn is the plan without the lines that are gone and of which nothing was
// planned in a quarter that still holds or for the year up to the change, nor anything
// reported up to a quarter.
func (p Plan) reportedOn(period Period, reports []Report) Plan {
	said := map[string]bool{}
	for _, r := range reports {
		for _, x := range r.Realizations {
			if r.Period.Year == period.Year && r.Period.Quarter <= period.Quarter && (x.SaidPhysical() || x.SaidMoney()) {
				said[x.Line] = true
			}
		}
	}
	p.Lines = slices.DeleteFunc(slices.Clone(p.Lines), func(l Line) bool {
		return l.Gone > 0 && !said[l.Code] && !l.saysAnything() && !hasChildIn(p.Lines, l.Code, said)
	})
	return p
}

// saysAnything reports whether the line has a target or a budget in any slot, or had one of
// the year before a change.
func (l Line) saysAnything() bool {
	return l.HasTarget() || l.WasTarget.Said() || l.WasBudget.Said() || slices.ContainsFunc(l.Budget[:], Amount.Said)
}

// hasChildIn reports whether a line below a code is kept: it says something, or was
// reported.
func hasChildIn(lines []Line, parent string, said map[string]bool) bool {
	return slices.ContainsFunc(lines, func(l Line) bool {
		return l.Parent == parent && l.Code != parent && (said[l.Code] || l.saysAnything() || hasChildIn(lines, l.Code, said))
	})
}
