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
	found := m.find(row)
	i := m.withCode(row.Code)
	switch {
	case i >= 0 && (len(found) == 0 || slices.Contains(found, i)):
		return Match{Index: i}
	case i >= 0:
		found = append([]int{i}, found...)
	case len(found) == 1:
		return Match{Index: found[0]}
	case len(found) == 0:
		return Match{Index: -1, Candidates: m.nearest(row)}
	}
	out := Match{Index: -1, Ambiguous: true}
	for _, i := range found {
		out.Candidates = append(out.Candidates, m.lines[i])
	}
	return out
}

func (m *Matcher) withCode(code string) int {
	code = strings.TrimSpace(code)
	return slices.IndexFunc(m.lines, func(l Line) bool { return code != "" && strings.EqualFold(l.Code, code) })
}

// find lists the lines that a row's names can mean.
func (m *Matcher) find(row Row) []int {
	names := levelNames(row.Path)
	own := levelIndex(row.Level)
	if names[own] == "" {
		return nil
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
	found = m.narrow(found, func(l Line) bool { return l.Path.key() == row.Path.key() })
	found = m.narrow(found, func(l Line) bool { return sameNumbers(l.Path, row.Path) })
	if row.Measure != "" {
		found = m.narrow(found, func(l Line) bool { return NormalName(l.Measure) == NormalName(row.Measure) })
	}
	return found
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
func (m *Matcher) nearest(row Row) []Line {
	type scored struct {
		line  Line
		score int
	}
	own := levelIndex(row.Level)
	name := levelNames(row.Path)[own]
	if name == "" {
		return nil
	}
	var all []scored
	for i, l := range m.lines {
		if s := resemblance(m.names[i][own], name); l.Level == row.Level && s >= alike {
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

// alike is the resemblance from which two names may be one, misspelled.
const alike = 50

// resemblance is the share of letter pairs that two names have in common, in
// percent (Dice's coefficient).
func resemblance(a, b string) int {
	if a == b {
		return 100
	}
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
