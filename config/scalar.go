package config

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/goccy/go-yaml/ast"
)

// text reads a plain, non-empty, single-line text.
func (d *decoder) text(v value, dst *string) bool {
	s, ok := scalar(v.node)
	s = strings.TrimSpace(s)
	switch {
	case v.null() || ok && s == "":
		d.problem(v, "is empty", "Give it a value or take the line out.")
	case !ok:
		d.problem(v, "expected a text, found "+kind(v.node), "Put it between quotes if it is meant as text.")
	case strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r == 0x7f }):
		d.problem(v, "holds a line break or a control character", "Write it on one line.")
	default:
		*dst = s
		return true
	}
	return false
}

// texts reads a list of texts.
func (d *decoder) texts(v value, dst *[]string) {
	var out []string
	for _, item := range d.items(v) {
		var s string
		if d.text(item, &s) {
			out = append(out, s)
		}
	}
	*dst = out
}

// choice reads one of the given words.
func (d *decoder) choice(v value, dst *string, allowed ...string) {
	var s string
	switch {
	case !d.text(v, &s):
	case !slices.Contains(allowed, s):
		d.problem(v, fmt.Sprintf("%q is not among the choices", s), "Write one of "+strings.Join(allowed, ", ")+".")
	default:
		*dst = s
	}
}

var (
	decimalShape  = regexp.MustCompile(`^[0-9]{1,18}(\.[0-9]{1,6})?$`)
	thousandShape = regexp.MustCompile(`^[1-9][0-9]{0,2}\.[0-9]{3}$`)
	commaShape    = regexp.MustCompile(`^[0-9]+,[0-9]+$`)
)

// decimal reads a figure as text. A figure that could be either a thousand or a
// decimal is refused: nothing is guessed here either.
func (d *decoder) decimal(v value, dst *string) bool {
	var s string
	switch {
	case !d.text(v, &s):
	case commaShape.MatchString(s):
		d.problem(v, fmt.Sprintf("%q has a comma", s), "Decimals take a point here: "+strings.Replace(s, ",", ".", 1)+".")
	case thousandShape.MatchString(s):
		plain := strings.Replace(s, ".", "", 1)
		d.problem(v, fmt.Sprintf("%q can be %s or a decimal", s, plain),
			"Write "+plain+" without a separator, or the decimal without its last zero.")
	case !decimalShape.MatchString(s):
		d.problem(v, fmt.Sprintf("%q is not a figure of 0 or more", s), "Write digits, with a point before decimals, for example 1000 or 2.5.")
	default:
		*dst = s
		return true
	}
	return false
}

// yes reads true or false.
func (d *decoder) yes(v value, dst **bool) {
	b, ok := v.node.(*ast.BoolNode)
	if !ok {
		d.problem(v, "expected true or false, found "+kind(v.node), "")
		return
	}
	*dst = &b.Value
}

// isList reports whether a node is a list.
func isList(n ast.Node) bool {
	_, ok := n.(*ast.SequenceNode)
	return ok
}

// integer reads a whole number within bounds.
func (d *decoder) integer(v value, dst *int, low, high int) {
	var s string
	if !d.text(v, &s) {
		return
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < low || n > high || s != strconv.Itoa(n) {
		d.problem(v, fmt.Sprintf("%q is not a whole number from %d to %d", s, low, high), "")
		return
	}
	*dst = n
}

// duration reads a length of time with its unit.
func (d *decoder) duration(v value, dst *time.Duration, low, high time.Duration) {
	var s string
	if !d.text(v, &s) {
		return
	}
	t, err := time.ParseDuration(s)
	switch {
	case err != nil:
		d.problem(v, fmt.Sprintf("%q is not a length of time", s), "Write a number with its unit, for example 5s, 2m or 1h30m.")
	case t < low || t > high:
		d.problem(v, fmt.Sprintf("%q is not between %s and %s", s, low, high), "")
	default:
		*dst = t
	}
}

var sizeShape = regexp.MustCompile(`^([0-9]{1,12}) ?([KMG]B)?$`)

// size reads a number of bytes; KB, MB and GB count 1024.
func (d *decoder) size(v value, dst *int64, low, high int64) {
	var s string
	if !d.text(v, &s) {
		return
	}
	m := sizeShape.FindStringSubmatch(strings.ToUpper(s))
	if m == nil {
		d.problem(v, fmt.Sprintf("%q is not a size", s), "Write for example 20MB.")
		return
	}
	n, err := strconv.ParseInt(m[1], 10, 64)
	shift := map[string]int{"": 0, "KB": 10, "MB": 20, "GB": 30}[m[2]]
	if err != nil || n > high>>shift || n<<shift < low {
		d.problem(v, fmt.Sprintf("%q is not between %s and %s", s, bytesText(low), bytesText(high)), "")
		return
	}
	*dst = n << shift
}

// bytesText writes a size as size reads it.
func bytesText(n int64) string {
	for _, u := range []struct {
		shift int
		name  string
	}{{30, "GB"}, {20, "MB"}, {10, "KB"}} {
		if n >= 1<<u.shift && n%(1<<u.shift) == 0 {
			return strconv.FormatInt(n>>u.shift, 10) + u.name
		}
	}
	return strconv.FormatInt(n, 10)
}

// nearest is the known word at most two edits away from s, "" when there is none
// or s is too short to say.
func nearest(s string, known []string) string {
	best, at := "", 3
	for _, k := range known {
		if n := edits(s, k); n < at && n < len(s) {
			best, at = k, n
		}
	}
	return best
}

// edits is the Levenshtein distance.
func edits(a, b string) int {
	if len(a) > 64 {
		return len(a)
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		last := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := last
			if a[i] != b[j] {
				cost++
			}
			last = row[j+1]
			row[j+1] = min(cost, row[j+1]+1, row[j]+1)
		}
	}
	return row[len(b)]
}
