package reconcile

import (
	"cmp"
	"slices"
)

// nearest lists up to three lines of the level whose own name resembles the row's,
// for a person to choose from: those about as near as the nearest, under the row's
// own parent first.
func (m *Matcher) nearest(row Row) []Line {
	type scored struct {
		line     Line
		siblings bool
		score    int
	}
	own := levelIndex(row.Level)
	names := m.meant(row.Path)
	if names[own] == "" {
		return nil
	}
	parent := parentIndex(names, own)
	var all []scored
	for i, l := range m.lines {
		if l.Level != row.Level {
			continue
		}
		if s := likeness(m.folded[i][own], names[own]); s >= alike {
			all = append(all, scored{l, parent >= 0 && m.folded[i][parent] == names[parent], s})
		}
	}
	best := 0
	for _, s := range all {
		best = max(best, s.score)
	}
	all = slices.DeleteFunc(all, func(s scored) bool { return s.score < best-aboutAsNear })
	slices.SortStableFunc(all, func(a, b scored) int {
		if a.siblings != b.siblings {
			return btoi(b.siblings) - btoi(a.siblings)
		}
		return cmp.Compare(b.score, a.score)
	})
	var out []Line
	for _, s := range all[:min(3, len(all))] {
		out = append(out, s.line)
	}
	return out
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// alike is the likeness from which two names may be one, misspelled.
const alike = 50

// aboutAsNear is how much less alike than the nearest name another may be and still
// be worth a suggestion.
const aboutAsNear = 10

// likeness of two names in percent: the share of letter pairs they have in common,
// or, for short names, nearly all letters in their places.
func likeness(a, b string) int {
	pairs, places := resemblance(a, b), 0
	x, y := []rune(a), []rune(b)
	if longer := max(len(x), len(y)); longer > 0 && longer <= maxPlaces {
		if places = 100 - 100*slips(x, y)/longer; places < 70 {
			places = 0
		}
	}
	return max(pairs, places)
}

const maxPlaces = 200 // letters; longer names have pairs enough

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

// slips counts the letters to add, drop, change or swap with their neighbour to
// make one name of the other (Damerau's distance, each letter touched once).
func slips(a, b []rune) int {
	var before, last []int
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range a {
		before, last, row = last, row, make([]int, len(b)+1)
		row[0] = i + 1
		for j := range b {
			row[j+1] = min(last[j]+btoi(a[i] != b[j]), last[j+1]+1, row[j]+1)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
	}
	return row[len(b)]
}
