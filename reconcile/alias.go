package reconcile

import (
	"cmp"
	"slices"
	"strings"
)

// aliases are words and phrases that an office uses for one another in names, such
// as PNS and ASN: each is written as the first of its group.
type aliases []alias

type alias struct{ words, meant []string }

// newAliases takes groups of equal words or phrases. Of two that fit at one place
// the longer one is meant.
func newAliases(groups [][]string) aliases {
	var out aliases
	for _, g := range groups {
		for _, phrase := range g {
			a := alias{strings.Fields(NormalName(phrase)), strings.Fields(NormalName(g[0]))}
			if len(a.words) > 0 && len(a.meant) > 0 && !slices.Equal(a.words, a.meant) {
				out = append(out, a)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b alias) int { return cmp.Compare(len(b.words), len(a.words)) })
	return out
}

// fold writes a normal name with the first word of every group.
func (as aliases) fold(name string) string {
	if len(as) == 0 {
		return name
	}
	var out []string
	for words := strings.Fields(name); len(words) > 0; {
		i := slices.IndexFunc(as, func(a alias) bool {
			return len(a.words) <= len(words) && slices.Equal(a.words, words[:len(a.words)])
		})
		if i < 0 {
			out, words = append(out, words[0]), words[1:]
			continue
		}
		out, words = append(out, as[i].meant...), words[len(as[i].words):]
	}
	return strings.Join(out, " ")
}
