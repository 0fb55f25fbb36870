package reconcile

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// names gives the path from the top, the line's own name last.
func (p Path) names() []string {
	return []string{p.Tujuan, p.Sasaran, p.Indikator, p.Program, p.Kegiatan, p.SubKegiatan}
}

// levelNames are the normalised path names, the word of the level taken off.
func levelNames(p Path) [6]string {
	var out [6]string
	for i, n := range p.names() {
		out[i] = levelName(i, NormalName(n))
	}
	return out
}

// levelName takes the word of the level off a normalised name.
func levelName(level int, name string) string {
	switch level {
	case 3:
		return strings.TrimPrefix(name, "program ")
	case 4:
		return strings.TrimPrefix(name, "kegiatan ")
	case 5:
		return strings.TrimPrefix(strings.TrimPrefix(name, "sub kegiatan "), "subkegiatan ")
	}
	return name
}

func levelIndex(l Level) int {
	switch l {
	case LevelProgram:
		return 3
	case LevelKegiatan:
		return 4
	case LevelSubKegiatan:
		return 5
	default:
		return 2
	}
}

// DeriveCodes gives each line without a code one that follows from its path,
// numbers included. Lines whose codes would coincide are told apart by a digest of
// their path and indicator, so a code never depends on the order of lines; only
// where those are the same too are they numbered.
func DeriveCodes(lines []Line) {
	count := map[string]int{}
	for i := range lines {
		if lines[i].Code == "" {
			lines[i].Code = pathCode(lines[i])
		}
		count[lines[i].Code]++
	}
	taken := map[string]bool{}
	var twice []*Line
	for i := range lines {
		if count[lines[i].Code] > 1 {
			twice = append(twice, &lines[i])
			continue
		}
		taken[lines[i].Code] = true
	}
	slices.SortStableFunc(twice, func(a, b *Line) int { return cmp.Compare(pathDigest(*a), pathDigest(*b)) })
	for _, l := range twice {
		l.Code = freeCode(l.Code, *l, taken)
		taken[l.Code] = true
	}
}

// freeCode adds a digest of the line's path to a code, and a number where even
// that is taken.
func freeCode(code string, l Line, taken map[string]bool) string {
	base := code + "-" + pathDigest(l)[:4]
	free := base
	for n := 2; taken[free]; n++ {
		free = fmt.Sprintf("%s-%d", base, n)
	}
	return free
}

// pathCode is the plan's own code where a name carries one (three numbers or
// more), else the numbers of the path, initials standing for what has none.
func pathCode(l Line) string {
	names := l.Path.names()
	if ownCode(l) {
		number, _ := SplitNumber(l.Name())
		return number
	}
	var parts []string
	for i := 0; i <= levelIndex(l.Level); i++ {
		part, _ := SplitNumber(names[i])
		if part == "" {
			part = initials(levelNames(l.Path)[i])
		}
		if part != "" {
			parts = append(parts, part)
		}
	}
	if len(parts) == 0 {
		return pathDigest(l)[:8]
	}
	return strings.Join(parts, ".")
}

// ownCode reports whether the line's name carries the plan's own code.
func ownCode(l Line) bool {
	number, _ := SplitNumber(l.Name())
	return strings.Count(number, ".") >= 2
}

// initials are those of a name's longer words, of all where it has none.
func initials(name string) string {
	words := strings.Fields(name)
	longer := slices.DeleteFunc(slices.Clone(words), func(w string) bool {
		r := []rune(w)
		return len(r) <= 3 && !unicode.IsDigit(r[0])
	})
	if len(longer) > 0 {
		words = longer
	}
	var b strings.Builder
	for _, w := range words {
		b.WriteRune(unicode.ToUpper([]rune(w)[0]))
		if b.Len() >= 8 {
			break
		}
	}
	return b.String()
}

// key tells paths apart by their numbers and names, as people vary them.
func (p Path) key() string {
	var b strings.Builder
	for _, n := range p.names() {
		number, _ := SplitNumber(n)
		b.WriteString(number + "\x00" + NormalName(n) + "\x00")
	}
	return b.String()
}

func pathDigest(l Line) string {
	sum := sha256.Sum256([]byte(l.Path.key() + NormalName(l.Measure)))
	return hex.EncodeToString(sum[:])
}

// LinkParents sets the line that each line's rupiah roll up into: a sub kegiatan
// into its kegiatan, a kegiatan into its program, by the path they share; a program
// into the indicator line whose number and name both agree; else into none. Of
// several lines with one path, as for a second indicator, it is the first.
func LinkParents(lines []Line) {
	first := map[string]string{}
	key := func(level Level, p Path) string { return string(level) + "\x00" + p.key() }
	for _, l := range lines {
		if k := key(l.Level, l.Path); first[k] == "" {
			first[k] = l.Code
		}
	}
	for i := range lines {
		l, above := &lines[i], lines[i].Path
		switch l.Level {
		case LevelProgram:
			l.Parent = indicatorOf(lines, l.Path.Indikator)
		case LevelKegiatan:
			above.Kegiatan = ""
			l.Parent = first[key(LevelProgram, above)]
		case LevelSubKegiatan:
			above.SubKegiatan = ""
			l.Parent = cmp.Or(first[key(LevelKegiatan, above)], first[key(LevelProgram, above)])
		}
	}
}

func indicatorOf(lines []Line, name string) string {
	number, _ := SplitNumber(name)
	for _, l := range lines {
		n, _ := SplitNumber(l.Path.Indikator)
		if l.Level == LevelSasaran && n == number && name != "" && NormalName(l.Path.Indikator) == NormalName(name) {
			return l.Code
		}
	}
	return ""
}

// Characterize fills in what a line's own figures say of it: its unit, its
// ordinal scale, and how its quarters add up.
func Characterize(l *Line, rules Rules) {
	letters := false
	for _, t := range l.Target {
		letters = letters || t.Letter != ""
	}
	if letters {
		l.Unit, l.Scale = Predikat, scaleOf(*l, rules)
	} else if l.Unit == "" {
		l.Unit = usualUnit(l.Target)
	}
	l.Aggregation, _ = InferAggregation(*l)
}

// scaleOf is the only scale that knows all letters of the line, else the one that
// the words of what is measured bind it to, else those of its indicator, else none.
func scaleOf(l Line, rules Rules) string {
	var fit []Scale
	for _, s := range rules.Scales {
		known := true
		for _, t := range l.Target {
			known = known && (t.Letter == "" || s.Rank(t.Letter) >= 0)
		}
		if known {
			fit = append(fit, s)
		}
	}
	if len(fit) == 1 {
		return fit[0].Name
	}
	for _, text := range []string{l.Measure, l.Path.Indikator} {
		bound := slices.DeleteFunc(slices.Clone(fit), func(s Scale) bool { return !s.speaks(text) })
		if len(bound) == 1 {
			return bound[0].Name
		}
	}
	return ""
}

// speaks reports whether a text has one of the words that bind it to the scale.
func (s Scale) speaks(text string) bool {
	return slices.ContainsFunc(s.Words, func(word string) bool {
		word = NormalName(word)
		return word != "" && strings.Contains(" "+NormalName(text)+" ", " "+word+" ")
	})
}

// usualUnit is the most frequent unit among the targets, of equals the last.
func usualUnit(targets [Slots]Quantity) string {
	count := map[string]int{}
	usual := ""
	for _, t := range targets {
		if t.Unit != "" {
			count[t.Unit]++
		}
	}
	for _, t := range targets {
		if t.Unit != "" && count[t.Unit] >= count[usual] {
			usual = t.Unit
		}
	}
	return usual
}
