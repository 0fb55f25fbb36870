package reconcile

import (
	"maps"
	"slices"
)

// Confirm gives lines of a new revision the codes of older lines that a person says
// they are, by their code or their name; children follow their parent. What names no
// line, or a code that the plan still has, does nothing.
func Confirm(before, now []Line, same map[string]string) {
	for i := range now {
		was := now[i].Code
		old, ok := same[was]
		if !ok {
			for _, name := range slices.Sorted(maps.Keys(same)) {
				if NormalName(name) == NormalName(now[i].Name()) && NormalName(name) != "" {
					old, ok = same[name], true
				}
			}
		}
		at := indexOf(before, old)
		if !ok || at < 0 || before[at].Level != now[i].Level || indexOf(now, old) >= 0 {
			continue
		}
		now[i].Code = old
		for j := range now {
			if now[j].Parent == was {
				now[j].Parent = old
			}
		}
	}
}

// Candidates tells of lines that no revision had (known) and that resemble one of the
// last revision that the plan lacks: they may be one line, renamed. Neither is taken for
// the other until a person confirms it.
func Candidates(agency string, known, last, now []Line) []Finding {
	var left []Line
	for _, l := range last {
		if indexOf(now, l.Code) < 0 {
			left = append(left, l)
		}
	}
	var out []Finding
	m := NewMatcher(left, nil)
	for _, l := range now {
		if indexOf(known, l.Code) >= 0 {
			continue
		}
		for _, was := range m.nearest(Row{Level: l.Level, Path: l.Path}) {
			out = append(out, finding(LineCandidate, l.Source, l.Code,
				"'%s' (%s) baru, dan menyerupai '%s' (%s) yang tidak ada lagi. Dicatat sebagai dua baris. Bila sebenarnya satu, tulis pada rekon.yaml: "+
					"plan_lines: {%s: {\"%s\": \"%s\"}}, lalu impor lagi.", clip(l.Name()), l.Code, clip(was.Name()), was.Code, agency, l.Code, was.Code))
			break
		}
	}
	return out
}
