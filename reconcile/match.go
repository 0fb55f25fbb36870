package reconcile

import (
	"slices"
	"strings"
)

// Matcher finds the planned line that a row of a workbook means: by code, else
// by its path, else by a name that is unique under its parent. It never applies
// a resemblance; those come back as candidates.
type Matcher struct {
	lines   []Line
	aliases aliases
	names   [][6]string // as written, but for what people vary
	folded  [][6]string // with every alias as the first of its group, without spaces
	// known gives, by level, the folded name that a name can mean: itself, or the
	// only one that is the same but for what may be its number.
	known [6]map[string]string
}

// NewMatcher prepares the lines of a plan for matching. Names are groups of words
// and phrases that mean the same in names, see [Rules].
func NewMatcher(lines []Line, names [][]string) *Matcher {
	m := &Matcher{lines: lines, aliases: newAliases(names)}
	for i := range m.known {
		m.known[i] = map[string]string{}
	}
	for _, l := range lines {
		plain := levelNames(l.Path)
		m.names = append(m.names, plain)
		m.folded = append(m.folded, m.fold(plain))
	}
	m.remember()
	return m
}

func (m *Matcher) fold(names [6]string) [6]string {
	for i, n := range names {
		names[i] = m.foldName(n)
	}
	return names
}

// foldName leaves of a name what people do not vary: no alias, and no space, since
// sumber daya and sumberdaya are one word to them.
func (m *Matcher) foldName(name string) string { return joinWords(m.aliases.fold(name)) }

// joinWords takes the spaces out of a name, but for those that part two numbers:
// tahap 1 2 is not tahap 12.
func joinWords(name string) string {
	words := strings.Fields(name)
	var b strings.Builder
	for i, w := range words {
		if i > 0 && endsInDigit(words[i-1]) && w[0] >= '0' && w[0] <= '9' {
			b.WriteByte(' ')
		}
		b.WriteString(w)
	}
	return b.String()
}

func endsInDigit(s string) bool { return s[len(s)-1] >= '0' && s[len(s)-1] <= '9' }

// loose is a name without what may be its number, folded.
func (m *Matcher) loose(level int, name string) string {
	return m.foldName(levelName(level, LooseName(name)))
}

// remember notes what names can mean; whole names before loose ones, so that the
// order of lines does not matter.
func (m *Matcher) remember() {
	for _, names := range m.folded {
		for i, n := range names {
			m.known[i][n] = n
		}
	}
	for at, l := range m.lines {
		for i, n := range l.Path.names() {
			loose, whole := m.loose(i, n), m.folded[at][i]
			switch was, known := m.known[i][loose]; {
			case loose == "" || known && (was == loose || was == whole):
			case known:
				m.known[i][loose] = "" // two names are the same but for their numbers
			default:
				m.known[i][loose] = whole
			}
		}
	}
}

// meant are a row's folded names. One that no line bears is taken without what may
// be its number, or for the one name that has one: "A. Rapat" and "II Rapat" are
// Rapat where there is no other.
func (m *Matcher) meant(p Path) [6]string {
	names := m.fold(levelNames(p))
	for i, n := range p.names() {
		whole := m.known[i][names[i]]
		if whole == names[i] {
			continue
		}
		if loose := m.loose(i, n); loose != "" && m.known[i][loose] == loose {
			whole = loose
		}
		names[i] = orText(whole, names[i])
	}
	return names
}

// SameName reports whether two names are the same, but for what people vary, spaces
// included, and for the aliases.
func (m *Matcher) SameName(a, b string) bool {
	return m.foldName(NormalName(a)) == m.foldName(NormalName(b))
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

// find lists the lines that a row's names can mean. Where several do, a name as
// written goes before an alias, then numbers and the indicator tell.
func (m *Matcher) find(row Row) []int {
	plain, names := levelNames(row.Path), m.meant(row.Path)
	own := levelIndex(row.Level)
	if names[own] == "" {
		return nil
	}
	found := m.named(row.Level, names)
	found = m.narrow(found, func(i int) bool { return m.names[i][own] == plain[own] })
	found = m.narrow(found, func(i int) bool { return agree(plain, m.names[i], own) })
	found = m.narrow(found, func(i int) bool { return m.lines[i].Path.key() == row.Path.key() })
	found = m.narrow(found, func(i int) bool { return sameNumbers(m.lines[i].Path, row.Path) })
	if row.Measure != "" {
		found = m.narrow(found, func(i int) bool { return m.SameName(m.lines[i].Measure, row.Measure) })
		found = m.narrow(found, func(i int) bool { return NormalName(m.lines[i].Measure) == NormalName(row.Measure) })
	}
	return found
}

// agree reports whether the names that a row states, down to a level, are those of
// a line.
func agree(row, line [6]string, down int) bool {
	for i := range down + 1 {
		if row[i] != "" && row[i] != line[i] {
			return false
		}
	}
	return true
}

// named finds the lines of a level by their own name and the place that the row
// states: all of it, else only the nearest name above, whatever stands further up.
func (m *Matcher) named(level Level, names [6]string) []int {
	own := levelIndex(level)
	found := m.filter(level, func(i int) bool { return agree(names, m.folded[i], own) })
	if parent := parentIndex(names, own); len(found) == 0 && parent >= 0 {
		found = m.filter(level, func(i int) bool { return m.folded[i][own] == names[own] && m.folded[i][parent] == names[parent] })
	}
	return found
}

// parentIndex is the level of the nearest name above that is stated, -1 for none.
func parentIndex(names [6]string, own int) int {
	parent := own - 1
	for parent >= 0 && names[parent] == "" {
		parent--
	}
	return parent
}

func (m *Matcher) filter(level Level, keep func(int) bool) []int {
	var found []int
	for i, l := range m.lines {
		if l.Level == level && keep(i) {
			found = append(found, i)
		}
	}
	return found
}

// narrow keeps those that satisfy, unless none does.
func (m *Matcher) narrow(found []int, keep func(int) bool) []int {
	kept := slices.DeleteFunc(slices.Clone(found), func(i int) bool { return !keep(i) })
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
