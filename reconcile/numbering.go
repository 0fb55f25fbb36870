package reconcile

import (
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

const roman = `X{0,3}(?:IX|IV|V?I{1,3}|V)|X{1,3}`

// numberings are the ways in which a number or code stands before a name. A Roman
// number or a letter needs its dot or bracket, and a capital letter a bracket: "I
// Gusti Ngurah Rai" and "S. Parman" are names. A year in brackets is no number.
var numberings = []*regexp.Regexp{
	regexp.MustCompile(`^(\d+(?:\.[\dxX]+)*|[xX](?:\.[\dxX]+){2,})(?: ?[.):]{1,2})? (\S.*)$`),
	regexp.MustCompile(`^(\d+(?:\.(?:\d+|[a-zA-Z]))+)[.)]{0,2} (\S.*)$`),
	regexp.MustCompile(`^(\d+(?:\.\d+)*)[.)]{1,2}([^\d\s].*)$`),
	regexp.MustCompile(`^[(\[]((?:\d{1,3}|` + roman + `|[ivx]{1,4}|[a-zA-Z])(?:\.\d{1,3})*)[)\]][.:]? ?(\S.*)$`),
	regexp.MustCompile(`^((?:` + roman + `)(?:\.\d+)*) ?[.):]{1,2} (\S.*)$`),
	regexp.MustCompile(`^((?:` + roman + `|[ivx]{1,4})(?:\.\d+)+)[.)]{0,2} (\S.*)$`),
	regexp.MustCompile(`^([a-z]|[ivx]{1,4})[.)]{1,2} (\S.*)$`),
	regexp.MustCompile(`^([a-zA-Z]|` + roman + `|[ivx]{1,4})\) ?(\S.*)$`),
}

const bullets = "'`-–—•·▪*>○◦●■□►➢‣✓✔ " // and the apostrophe that makes a text of a cell

// SplitNumber takes the number or code in front of a name, and a bullet before it:
// "3. Penempatan PNS" is "3" and "Penempatan PNS", "5.03.02.2.01 Nama" is
// "5.03.02.2.01" and "Nama", "II. Nama" and "(2) Nama" are "II" and "2".
func SplitNumber(s string) (number, name string) {
	s = strings.TrimLeft(cleanName(s), bullets)
	if !mayBeNumbered(s) {
		return "", s
	}
	for _, re := range numberings {
		if m := re.FindStringSubmatch(s); len(m) > 2 && strings.ContainsFunc(m[2], isWordRune) {
			return m[1], m[2]
		}
	}
	return "", s
}

// mayBeNumbered spares most names the numberings: each of those begins with a digit
// or a bracket, or has a dot, bracket or colon behind its first few letters.
func mayBeNumbered(s string) bool {
	if s == "" || s[0] >= 'a' && s[0] <= 'z' || s[0] >= 'A' && s[0] <= 'Z' {
		return strings.ContainsAny(s[:min(len(s), maxRoman+2)], ".):")
	}
	return true
}

// maxRoman is the length of the longest Roman number that counts, XXXVIII.
const maxRoman = 7

func isWordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// cleanName folds the forms that letters have, takes out what is not seen (soft
// hyphens, marks without width) and makes one space of every gap.
func cleanName(s string) string {
	if isPlain(s) {
		return strings.Join(strings.Fields(s), " ")
	}
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Cf, r), unicode.Is(unicode.Variation_Selector, r):
			return -1
		case r == 'ʼ', r == 'ʻ', r == 'ʹ', r == 'ˈ': // letters to Unicode, apostrophes to the eye
			return '\''
		}
		return r
	}, norm.NFKC.String(strings.ToValidUTF8(s, " ")))
	return strings.Join(strings.Fields(s), " ")
}

// isPlain: nothing but printable ASCII and the gaps between, so nothing to fold.
func isPlain(s string) bool {
	for i := range len(s) {
		if c := s[i]; c >= 0x7f || c < ' ' && c != '\n' && c != '\t' && c != '\r' {
			return false
		}
	}
	return true
}

// NormalName folds what people vary in a name: its number, case, spacing,
// punctuation, "&" for "dan". Two names are the same when this is equal. A number
// that is part of the name, as in "1. 5 Hari Kerja", is joined with the next word,
// so that it is never taken for the name's own: "5hari kerja".
func NormalName(s string) string {
	_, name := SplitNumber(s)
	return foldName(name)
}

func foldName(name string) string {
	name = strings.ReplaceAll(name, "&", " dan ")
	words := strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return !isWordRune(r) })
	lead := 0
	for lead < len(words)-1 && strings.Trim(words[lead], "0123456789") == "" {
		lead++
	}
	return strings.Join(words[:lead], "") + strings.Join(words[lead:], " ")
}

var looseNumber = regexp.MustCompile(`^\W*(?:[A-Za-z]\.|(?i:` + roman + `)) (\S.*)$`)

// LooseName is the name behind what may be a number or part of the name, as in "A.
// Penempatan" and "II Penempatan"; "" where there is nothing of the kind. It counts
// only where no line bears the whole name.
func LooseName(s string) string {
	number, name := SplitNumber(s)
	if m := looseNumber.FindStringSubmatch(name); m != nil && number == "" {
		return foldName(m[1])
	}
	return ""
}
