package reconcile

import (
	"cmp"
	"slices"
)

// Effective is the plan that holds for a quarter: the latest revision that begins
// no later. A change in the year (Perubahan APBD, DPPA) leaves the quarters before
// it as they were: their targets and budgets come from the plan that held then,
// line by line by code. What a change took out stays as a line that is gone, with
// the figures of the quarters in which it held, so that what was spent on it is
// never lost; see [Line.Gone]. Findings come along with the figures they lie on.
// False when no revision holds.
func Effective(revisions []Plan, quarter int) (Plan, bool) {
	c, ok := changeFor(revisions, quarter)
	if !ok {
		return Plan{}, false
	}
	plan := c.plan()
	plan.Since = begins(plan)
	for _, p := range c.older {
		plan.Since = min(plan.Since, begins(p))
	}
	return plan, true
}

// changeFor is the revision that holds for a quarter, over those before it.
func changeFor(revisions []Plan, quarter int) (change, bool) {
	held := slices.DeleteFunc(slices.Clone(revisions), func(p Plan) bool { return begins(p) > quarter })
	if len(held) == 0 {
		return change{}, false
	}
	slices.SortStableFunc(held, func(a, b Plan) int {
		return cmp.Or(cmp.Compare(a.Revision, b.Revision), cmp.Compare(begins(a), begins(b)), cmp.Compare(a.SHA256, b.SHA256))
	})
	return newChange(held[len(held)-1], held[:len(held)-1]), true
}

// owes reports whether a report was due for a quarter: a plan held, or has figures for a
// quarter before, which are in those to date.
func (p Plan) owes(quarter int) bool {
	return quarter >= p.Since || slices.ContainsFunc(p.Lines, func(l Line) bool { return l.Target[quarter-1].Said() || l.Budget[quarter-1].Said() })
}

func begins(p Plan) int { return max(p.FromQuarter, 1) }

// change is a revision laid over those before it.
type change struct {
	now   Plan
	older []Plan // oldest first
	then  []Plan // by quarter-1: the plan that held in each quarter before now begins
	held  bool   // one did
}

func newChange(now Plan, older []Plan) change {
	c := change{now: now, older: older}
	for q := 1; q < begins(now) && q <= Year; q++ {
		p, ok := Effective(older, q)
		c.then, c.held = append(c.then, p), c.held || ok
	}
	return c
}

// before is the plan that held up to the change, empty where none did.
func (c change) before() Plan {
	if !c.held {
		return Plan{}
	}
	return c.then[len(c.then)-1]
}

func (c change) plan() Plan {
	out, before := c.now, c.before()
	out.Lines = slices.Clone(c.now.Lines)
	for i := range out.Lines {
		out.Lines[i] = c.merged(out.Lines[i], before)
	}
	living := out.Lines
	out.Lines = c.withGone(living, before)
	out.Findings = c.findings(living, out.Lines)
	out.Older = nil
	for _, p := range c.then {
		if len(p.Lines) > 0 {
			out.Older = withHeads(out.Older, p)
		}
	}
	return out
}

// merged is a line with the figures that held in the quarters before the change, and
// those of the year as they were.
func (c change) merged(now Line, before Plan) Line {
	if !c.held {
		return now
	}
	was, out := lineOf(before, now.Code), now
	for q, p := range c.then {
		if len(p.Lines) == 0 { // none held yet
			p = before
		}
		then := lineOf(p, now.Code)
		out.Target[q], out.Budget[q] = then.Target[q], then.Budget[q]
	}
	if out.Since = was.Since; was.Code == "" {
		out.Since = begins(c.now)
	}
	out.WasTarget, out.WasBudget = was.Target[Year], was.Budget[Year]
	out.Aggregation = aggregationAfter(was, now, out)
	return out
}

// aggregationAfter is how the quarters of a line add up after a change: as a person
// set it for the new plan, else as all quarters of the year say, those before the
// change as they held. A line whose quarters were summed does not become one of
// positions for a change of its figures, nor the other way round.
func aggregationAfter(was, now, merged Line) Aggregation {
	if inferred, _ := InferAggregation(now); now.Aggregation != inferred {
		return now.Aggregation
	}
	agg, _ := InferAggregation(merged)
	usual, doubt := InferAggregation(was)
	if doubt && was.Aggregation == usual || was.Unit != now.Unit || hasLetters(merged) {
		return agg
	}
	switch {
	case was.Aggregation == Akumulatif && isPositional(agg):
		return Akumulatif
	case isPositional(was.Aggregation) && agg == Akumulatif:
		return PosisiAkhir
	}
	return agg
}

// isPositional: the last position counts, quarters are not summed.
func isPositional(a Aggregation) bool { return a == PosisiAkhir || a == Tetap }

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
	if i := indexOf(p.Lines, code); i >= 0 {
		return p.Lines[i]
	}
	return Line{}
}

// indexOf is the place of the line of a code, -1 for none.
func indexOf(lines []Line, code string) int {
	return slices.IndexFunc(lines, func(l Line) bool { return l.Code == code })
}
