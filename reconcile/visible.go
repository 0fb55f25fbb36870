package reconcile

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// Visible writes out what a text from outside could do to the place it is shown in:
// characters that steer a terminal, turn the direction of writing or hide, and bytes
// that are no text. The form is that of JSON, so that JSON keeps its meaning. Line
// ends, tabs and the joiners of words stay.
func Visible(s string) string {
	if !strings.ContainsFunc(s, isSteering) && utf8.ValidString(s) {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		switch {
		case r == utf8.RuneError:
			b.WriteRune(r) // also for a byte that is no text
		case r > 0xffff && isSteering(r): // as JSON has it, in two halves
			high, low := utf16.EncodeRune(r)
			fmt.Fprintf(&b, `\u%04x\u%04x`, high, low)
		case isSteering(r):
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

func isSteering(r rune) bool {
	switch {
	case r == '\n' || r == '\t' || r == '\u200c' || r == '\u200d':
		return false
	default:
		return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == '\u2028' || r == '\u2029'
	}
}
