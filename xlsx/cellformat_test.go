package xlsx

import (
	"strings"
	"testing"
	"unicode"

	"github.com/shopspring/decimal"
)

// FuzzCellFormat: no code of a number format breaks its reading, and none makes a
// percentage or a date of a value without the letters that do.
func FuzzCellFormat(f *testing.F) {
	for _, c := range traps {
		f.Add(c.format, int64(25))
	}
	for _, code := range []string{"", ";", ";;;;;;", `"`, `"a;b"0;0%`, `\;0`, `[`, `[>=]`, `[>1][<2]0;0`, `_;0;*;`, `[h`, `[$-421]`, "0,,,,", ",0,", "e+", `0"%"`, `#,##0".000"`, `"1."0,,`, `0\0\0`, `0.00"0"%`} {
		f.Add(code, int64(-1))
	}
	f.Fuzz(func(t *testing.T, code string, n int64) {
		v := decimal.New(n, -3)
		s := readFormat(0, &code).of(v)
		if s.percent && !strings.Contains(code, "%") {
			t.Errorf("%q shows a percentage", code)
		}
		if (s.date || s.time) && !strings.ContainsAny(strings.ToLower(code), "ymdhs") {
			t.Errorf("%q shows a date", code)
		}
		if note := dateNote(v, s, n%2 == 0); !strings.HasPrefix(note, "tanggal") && !strings.HasPrefix(note, "jam") {
			t.Errorf("%s as %q: %q", v, code, note)
		}
		if seen := s.seen(v); seen != "" && !strings.ContainsAny(code, "0123456789") {
			t.Errorf("%s as %q has digits of nobody: %q", v, code, seen)
		}
		if strings.ContainsFunc(code, unicode.IsNumber) {
			return
		}
		quoted := `"` + strings.ReplaceAll(code, `"`, "") + `"0`
		if s := readFormat(0, &quoted).of(v); s != (section{}) {
			t.Errorf("%s is no plain number: %+v", quoted, s)
		}
	})
}
