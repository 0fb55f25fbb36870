package reconcile

import "testing"

func TestVisible(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"", ""}, {"Badan Kepegawaian, Rp 1.000", "Badan Kepegawaian, Rp 1.000"}, {"café 😀\n\tx", "café 😀\n\tx"},
		{"a\x1b[2Jb\x07", `a\u001b[2Jb\u0007`}, {"a\x9bb", "a\uFFFDb"}, {"a\u009b2Jb", `a\u009b2Jb`}, {"x\u202excod.exe", `x\u202excod.exe`},
		{"a\rb\x7f", `a\u000db\u007f`}, {"\u2066a\u2069\ufeff\u200b", `\u2066a\u2069\ufeff\u200b`}, {"a\u2028b", `a\u2028b`}, {"\U000e0041", `\udb40\udc41`},
	} {
		if got := Visible(c.text); got != c.want {
			t.Errorf("%q is shown as %q, want %q", c.text, got, c.want)
		}
	}
}
