package reconcile

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

var (
	leadNumber = regexp.MustCompile(`^\s*(\d+(?:\.[\dxX]+)*)\s*[.)]?\s+(\S.*)$`)
	tightLead  = regexp.MustCompile(`^\s*(\d+)[.)]([^\d\s].*)$`)
	letterLead = regexp.MustCompile(`^\s*([a-z])[.)]\s+(\S.*)$`)
)

// SplitNumber takes the number or code in front of a name: "3. Penempatan PNS"
// is "3" and "Penempatan PNS", "5.03.02.2.01 Nama" is "5.03.02.2.01" and "Nama".
func SplitNumber(s string) (number, name string) {
	s = strings.Join(strings.Fields(norm.NFKC.String(s)), " ")
	for _, re := range []*regexp.Regexp{leadNumber, tightLead, letterLead} {
		if m := re.FindStringSubmatch(s); m != nil {
			return m[1], m[2]
		}
	}
	return "", s
}

// NormalName folds what people vary in a name: its number, case, spacing,
// punctuation, "&" for "dan". Two names are the same when this is equal.
func NormalName(s string) string {
	_, name := SplitNumber(s)
	name = strings.ReplaceAll(name, "&", " dan ")
	return strings.Join(strings.FieldsFunc(strings.ToLower(name), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	}), " ")
}

// names gives the path from the top, the line's own name last.
func (p Path) names() []string {
	return []string{p.Tujuan, p.Sasaran, p.Indikator, p.Program, p.Kegiatan, p.SubKegiatan}
}

// levelNames are the normalised path names, the word of the level taken off.
func levelNames(p Path) [6]string {
	var out [6]string
	for i, n := range p.names() {
		out[i] = NormalName(n)
	}
	for i, word := range [...]string{3: "program ", 4: "kegiatan ", 5: "sub kegiatan "} {
		out[i] = strings.TrimPrefix(out[i], word)
	}
	return out
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
// numbers included, and sets Parent codes of kegiatan and sub kegiatan: the
// nearest line above in the same path. Lines whose codes would coincide are told
// apart by a digest of their path and indicator, so a code never depends on the
// order of lines.
func DeriveCodes(lines []Line) {
	count := map[string]int{}
	for i := range lines {
		if lines[i].Code == "" {
			lines[i].Code = pathCode(lines[i])
		}
		count[lines[i].Code]++
	}
	taken := map[string]bool{}
	for i := range lines {
		l := &lines[i]
		if count[l.Code] > 1 {
			l.Code += "-" + pathDigest(*l)
		}
		for base, n := l.Code, 2; taken[l.Code]; n++ {
			l.Code = fmt.Sprintf("%s-%d", base, n)
		}
		taken[l.Code] = true
	}
}

// pathCode is the plan's own code where a name carries one (three numbers or
// more), else the numbers of the path, initials standing for what has none.
func pathCode(l Line) string {
	names := l.Path.names()
	if number, _ := SplitNumber(l.Name()); strings.Count(number, ".") >= 2 {
		return number
	}
	var parts []string
	for i := 0; i <= levelIndex(l.Level); i++ {
		if names[i] == "" {
			continue
		}
		if number, _ := SplitNumber(names[i]); number != "" {
			parts = append(parts, number)
			continue
		}
		parts = append(parts, initials(levelNames(l.Path)[i]))
	}
	return strings.Join(parts, ".")
}

func initials(name string) string {
	var b strings.Builder
	for _, w := range strings.Fields(name) {
		if r := []rune(w); len(r) > 3 || unicode.IsDigit(r[0]) {
			b.WriteRune(unicode.ToUpper(r[0]))
		}
		if b.Len() >= 8 {
			break
		}
	}
	return b.String()
}

func pathDigest(l Line) string {
	h := sha256.New()
	for _, n := range l.Path.names() {
		number, _ := SplitNumber(n)
		fmt.Fprintf(h, "%s\x00%s\x00", number, NormalName(n))
	}
	fmt.Fprint(h, NormalName(l.Measure))
	return hex.EncodeToString(h.Sum(nil))[:4]
}

// LinkParents sets the line that each line's rupiah roll up into: a sub kegiatan
// into its kegiatan, a kegiatan into its program, a program into the indicator
// line whose number and name both agree, else into none.
func LinkParents(lines []Line) {
	var program, kegiatan Line
	for i := range lines {
		l := &lines[i]
		switch l.Level {
		case LevelProgram:
			program, kegiatan = *l, Line{}
			l.Parent = indicatorOf(lines, l.Path.Indikator)
		case LevelKegiatan:
			kegiatan = *l
			if l.Path.Program == program.Path.Program {
				l.Parent = program.Code
			}
		case LevelSubKegiatan:
			if l.Path.Kegiatan == kegiatan.Path.Kegiatan {
				l.Parent = kegiatan.Code
			}
		}
	}
}

func indicatorOf(lines []Line, name string) string {
	number, _ := SplitNumber(name)
	for _, l := range lines {
		n, _ := SplitNumber(l.Path.Indikator)
		if l.Level == LevelSasaran && n == number && NormalName(l.Path.Indikator) == NormalName(name) {
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

// scaleOf is the only scale that knows all letters of the line, else the one
// that the indicator's words bind it to, else none.
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
	words := NormalName(l.Measure) + " " + NormalName(l.Path.Indikator)
	for _, s := range fit {
		for _, w := range s.Words {
			if strings.Contains(words, w) {
				return s.Name
			}
		}
	}
	return ""
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
