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
	now := held[len(held)-1]
	before, ok := Effective(held[:len(held)-1], begins(now)-1)
	if !ok {
		return now, true
	}
	return carry(now, before), true
}

func begins(p Plan) int { return max(p.FromQuarter, 1) }

// carry takes the quarters before the first one of now from the plan before it.
func carry(now, before Plan) Plan {
	quarters := min(begins(now)-1, Year)
	old := make(map[string]Line, len(before.Lines))
	for _, l := range slices.Backward(before.Lines) {
		old[l.Code] = l
	}
	now.Lines = slices.Clone(now.Lines)
	carried := map[Source]bool{}
	for i := range now.Lines {
		l, was := &now.Lines[i], old[now.Lines[i].Code]
		copy(l.Target[:quarters], was.Target[:quarters])
		copy(l.Budget[:quarters], was.Budget[:quarters])
		for q := range quarters {
			carried[l.Target[q].Source], carried[l.Budget[q].Source] = true, true
		}
	}
	delete(carried, Source{})
	now.Findings = slices.Clone(now.Findings)
	for _, f := range before.Findings {
		if slices.ContainsFunc(cells(f), func(s Source) bool { return carried[s] }) {
			now.Findings = append(now.Findings, f)
		}
	}
	return now
}

// cells are the places a finding makes doubtful.
func cells(f Finding) []Source { return append([]Source{f.Source}, f.Doubts...) }
