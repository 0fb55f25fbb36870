package reconcile

import (
	"cmp"
	"slices"
	"strings"
)

// Matcher finds the planned line that a row of a workbook means: by code, else
// by its path, else by a name that is unique under its parent. It never applies
// a resemblance; those come back as candidates.
type Matcher struct {
	lines []Line
	names [][6]string
}

// NewMatcher prepares the lines of a plan for matching.
func NewMatcher(lines []Line) *Matcher {
	m := &Matcher{lines: lines, names: make([][6]string, len(lines))}
	for i, l := range lines {
		m.names[i] = levelNames(l.Path)
	}
	return m
}

// Row is what a workbook says of a line: as much of the path as it has.
type Row struct {
	Code    string
	Level   Level
	Path    Path
	Measure string
}

// Match is the outcome for a row. Index is the planned line's place, -1 when
// none was found; then Ambiguous tells that several fit, and Candidates are
// those, or the nearest by resemblance, best first.
type Match struct {
	Index      int
	Ambiguous  bool
	Candidates []Line
}

// Match finds the line of a row. A code and a name that mean different lines are
// ambiguous: neither is believed.
func (m *Matcher) Match(row Row) Match {
	byPath := m.byPath(row)
	if row.Code == "" {
		return byPath
	}
	i := slices.IndexFunc(m.lines, func(l Line) bool { return strings.EqualFold(l.Code, strings.TrimSpace(row.Code)) })
	switch {
	case i < 0:
		return byPath
	case byPath.Index >= 0 && byPath.Index != i:
		return Match{Index: -1, Ambiguous: true, Candidates: []Line{m.lines[i], m.lines[byPath.Index]}}
	default:
		return Match{Index: i}
	}
}

func (m *Matcher) byPath(row Row) Match {
	names := levelNames(row.Path)
	own := levelIndex(row.Level)
	if names[own] == "" {
		return Match{Index: -1}
	}
	found := m.filter(row.Level, func(have [6]string) bool {
		for i, n := range names[:own+1] {
			if n != "" && n != have[i] {
				return false
			}
		}
		return true
	})
	if len(found) == 0 {
		found = m.underParent(row.Level, names)
	}
	if len(found) > 1 {
		found = m.narrow(found, func(l Line) bool { return sameNumbers(l.Path, row.Path) })
	}
	if len(found) > 1 && row.Measure != "" {
		found = m.narrow(found, func(l Line) bool { return NormalName(l.Measure) == NormalName(row.Measure) })
	}
	switch len(found) {
	case 1:
		return Match{Index: found[0]}
	case 0:
		return Match{Index: -1, Candidates: m.nearest(row.Level, names)}
	}
	all := Match{Index: -1, Ambiguous: true}
	for _, i := range found {
		all.Candidates = append(all.Candidates, m.lines[i])
	}
	return all
}

// underParent finds lines by their name and the nearest name above it that the
// row states, whatever the names further up say.
func (m *Matcher) underParent(level Level, names [6]string) []int {
	own := levelIndex(level)
	parent := own - 1
	for parent >= 0 && names[parent] == "" {
		parent--
	}
	if parent < 0 {
		return nil
	}
	return m.filter(level, func(have [6]string) bool {
		return have[own] == names[own] && have[parent] == names[parent]
	})
}

func (m *Matcher) filter(level Level, keep func([6]string) bool) []int {
	var found []int
	for i, l := range m.lines {
		if l.Level == level && keep(m.names[i]) {
			found = append(found, i)
		}
	}
	return found
}

// narrow keeps those that satisfy, unless none does.
func (m *Matcher) narrow(found []int, keep func(Line) bool) []int {
	kept := slices.DeleteFunc(slices.Clone(found), func(i int) bool { return !keep(m.lines[i]) })
	if len(kept) == 0 {
		return found
	}
	return kept
}

func sameNumbers(a, b Path) bool {
	an, bn := a.names(), b.names()
	for i := range an {
		x, _ := SplitNumber(an[i])
		y, _ := SplitNumber(bn[i])
		if an[i] != "" && bn[i] != "" && x != y {
			return false
		}
	}
	return true
}

// nearest lists up to three lines of the level whose own name resembles the
// row's, for a person to choose from.
func (m *Matcher) nearest(level Level, names [6]string) []Line {
	type scored struct {
		line  Line
		score int
	}
	own := levelIndex(level)
	var all []scored
	for i, l := range m.lines {
		if l.Level != level {
			continue
		}
		if s := resemblance(m.names[i][own], names[own]); s >= 50 {
			all = append(all, scored{l, s})
		}
	}
	slices.SortStableFunc(all, func(a, b scored) int { return cmp.Compare(b.score, a.score) })
	var out []Line
	for _, s := range all[:min(3, len(all))] {
		out = append(out, s.line)
	}
	return out
}

// resemblance is the share of letter pairs that two names have in common, in
// percent (Dice's coefficient).
func resemblance(a, b string) int {
	pairs := func(s string) map[[2]rune]int {
		out := map[[2]rune]int{}
		r := []rune(s)
		for i := 1; i < len(r); i++ {
			out[[2]rune{r[i-1], r[i]}]++
		}
		return out
	}
	pa, pb := pairs(a), pairs(b)
	var common, total int
	for p, n := range pa {
		common += min(n, pb[p])
		total += n
	}
	for _, n := range pb {
		total += n
	}
	if total == 0 {
		return 0
	}
	return 200 * common / total
}

// KeepCodes gives the lines of a new plan revision the codes that the same lines
// had before: same path, or a name unique under its parent. A line claimed twice
// keeps its own derived code. Parent codes follow.
func KeepCodes(before, now []Line) {
	m := NewMatcher(before)
	claims := map[string]int{}
	kept := make([]string, len(now))
	for i, l := range now {
		if f := m.byPath(Row{Level: l.Level, Path: l.Path, Measure: l.Measure}); f.Index >= 0 {
			kept[i] = before[f.Index].Code
			claims[kept[i]]++
		}
	}
	taken := map[string]bool{}
	for i := range now {
		if kept[i] != "" && claims[kept[i]] == 1 {
			taken[kept[i]] = true
		}
	}
	renamed := map[string]string{}
	for i := range now {
		old := now[i].Code
		switch {
		case kept[i] != "" && claims[kept[i]] == 1:
			now[i].Code = kept[i]
		case taken[old]:
			now[i].Code = old + "-" + pathDigest(now[i])
		}
		renamed[old] = now[i].Code
	}
	for i := range now {
		if code, ok := renamed[now[i].Parent]; ok {
			now[i].Parent = code
		}
	}
}
