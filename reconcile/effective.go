package reconcile

import (
	"cmp"
	"slices"
)

// Effective is the plan that holds for a quarter: the latest revision that begins
// no later. A change in the year (Perubahan APBD, DPPA) leaves the quarters before
// it as they were: their targets and budgets come from the plan that held then,
// line by line by code; a line that plan lacks was not planned in them. Findings of
// the earlier plan come along where they lie on such a figure. False when no
// revision holds.
func Effective(revisions []Plan, quarter int) (Plan, bool) {
	held := slices.DeleteFunc(slices.Clone(revisions), func(p Plan) bool { return begins(p) > quarter })
	if len(held) == 0 {
		return Plan{}, false
	}
	slices.SortStableFunc(held, func(a, b Plan) int {
		return cmp.Or(cmp.Compare(a.Revision, b.Revision), cmp.Compare(begins(a), begins(b)), cmp.Compare(a.SHA256, b.SHA256))
	})
	plan := carry(held[len(held)-1], held[:len(held)-1])
	plan.Since = begins(slices.MinFunc(held, func(a, b Plan) int { return cmp.Compare(begins(a), begins(b)) }))
	return plan, true
}

// owes reports whether a report was due for a quarter: a plan held, or has figures for a
// quarter before, which are in those to date.
func (p Plan) owes(quarter int) bool {
	return quarter >= p.Since || slices.ContainsFunc(p.Lines, func(l Line) bool { return l.Target[quarter-1].Said() || l.Budget[quarter-1].Said() })
}

func begins(p Plan) int { return max(p.FromQuarter, 1) }

// carry takes each quarter before the first one of now from the plan that held in
// it, as far as one did.
func carry(now Plan, older []Plan) Plan {
	now.Lines, now.Findings = slices.Clone(now.Lines), slices.Clone(now.Findings)
	now.Older = nil
	carried := map[Source]bool{}
	for q := 1; q < begins(now) && q <= Year; q++ {
		then, ok := Effective(older, q)
		if !ok {
			continue
		}
		now.Older = withHeads(now.Older, then)
		for i := range now.Lines {
			was, l := lineOf(then, now.Lines[i].Code), &now.Lines[i]
			l.Target[q-1], l.Budget[q-1] = was.Target[q-1], was.Budget[q-1]
			carried[was.Target[q-1].Source], carried[was.Budget[q-1].Source] = true, true
		}
	}
	for _, p := range older {
		for _, f := range p.Findings {
			if slices.ContainsFunc(cells(f), func(s Source) bool { return carried[s] && !s.IsZero() }) {
				now.Findings = append(now.Findings, f)
			}
		}
	}
	return now
}

// withHeads adds a plan, and those it rests on, in the order of their revisions.
func withHeads(heads []PlanHead, p Plan) []PlanHead {
	for _, h := range append(slices.Clone(p.Older), p.Head()) {
		if !slices.Contains(heads, h) {
			heads = append(heads, h)
		}
	}
	slices.SortStableFunc(heads, func(a, b PlanHead) int { return cmp.Compare(a.Revision, b.Revision) })
	return heads
}

// lineOf is the line of a code, empty where the plan has none.
func lineOf(p Plan, code string) Line {
	if i := slices.IndexFunc(p.Lines, func(l Line) bool { return l.Code == code }); i >= 0 {
		return p.Lines[i]
	}
	return Line{}
}

// cells are the places a finding makes doubtful.
func cells(f Finding) []Source { return append([]Source{f.Source}, f.Doubts...) }
