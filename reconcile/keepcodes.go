package reconcile

import (
	"slices"
	"strings"
)

// KeepCodes gives the lines of a new plan revision the codes that the same lines
// had before, and their children the new code of their parent. Two lines are the
// same when each is what the other's path means: the same path, or a name that is
// unique under its parent; or when nothing else is and they have the same code, if
// that is the plan's own or their names are alike. A line that was not there
// before never takes the code of one that was, so that no report is counted for a
// line it was not written for.
func KeepCodes(before, now []Line) {
	old, young := NewMatcher(before, nil), NewMatcher(now, nil)
	taken, claimed := map[string]bool{}, map[string]bool{}
	same := make([]int, len(now))
	for i, l := range now {
		taken[l.Code] = true
		if same[i] = old.same(l); same[i] >= 0 && young.same(before[same[i]]) != i {
			same[i] = -1
		}
		if same[i] >= 0 {
			claimed[before[same[i]].Code] = true
		}
	}
	for _, l := range before {
		taken[l.Code] = true
	}
	renamed := map[string]string{}
	for i := range now {
		was := now[i].Code
		at := old.withCode(was)
		switch {
		case same[i] >= 0:
			now[i].Code = before[same[i]].Code
		case at >= 0 && (claimed[before[at].Code] || !continues(before[at], now[i])):
			now[i].Code = freeCode(was, now[i], taken)
			taken[now[i].Code] = true
		}
		renamed[was] = now[i].Code
	}
	for i := range now {
		if code, ok := renamed[now[i].Parent]; ok {
			now[i].Parent = code
		}
	}
}

// same finds the line that l is: the one that its path means, of several the one
// with its code; -1 for none.
func (m *Matcher) same(l Line) int {
	found := m.find(Row{Level: l.Level, Path: l.Path, Measure: l.Measure})
	if len(found) == 1 {
		return found[0]
	}
	if i := m.withCode(l.Code); slices.Contains(found, i) {
		return i
	}
	return -1
}

// continues reports whether a line at the code of an older one is that line under
// another name.
func continues(before, now Line) bool {
	own := levelIndex(now.Level)
	given := ownCode(now) || !strings.HasPrefix(now.Code, pathCode(now))
	return before.Level == now.Level &&
		(given || resemblance(levelNames(before.Path)[own], levelNames(now.Path)[own]) >= alike)
}
