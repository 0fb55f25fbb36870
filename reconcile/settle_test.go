package reconcile

import (
	"strings"
	"testing"
)

// figuresOf reads amounts from cells written as for [cellOf], between bars.
func figuresOf(cells string) []*Figure {
	var out []*Figure
	for _, c := range strings.Split(cells, " | ") {
		f := ReadAmount(cellOf(c))
		out = append(out, &f)
	}
	return out
}

// Only a sum that one choice fits decides; whatever cannot be read proves nothing.
func TestSettleBySum(t *testing.T) {
	for _, c := range []struct {
		name, parts, sum string
		want             string // of the parts and the sum, "?" where a doubt stays
	}{
		{"the sum decides", "t 1.234 | n 1000", "n 2234", "1234 1000 2234"},
		{"the smaller reading", "t 1.230 | n 1000", "n 1001.23", "1.23 1000 1001.23"},
		{"the sum is the doubt", "n 1000 | n 234", "t 1.234", "1000 234 1234"},
		{"nothing fits", "t 1.234 | n 1000", "n 3000", ""},
		{"all large or all small", "t 1.230 | t 1.230", "t 2.460", ""},
		{"two choices", "t 1.230 | t 1.230", "n 1231.23", ""},
		{"blanks are nothing", "t 1.234 | blank ", "n 1234", "1234 - 1234"},
		{"the sum says nothing", "t 1.234 | n 1000", "blank ", ""},
		{"a part that cannot be read", "t 1.234 | t 12,x", "n 1234", ""},
		{"a part with an error", "t 1.234 | error #REF!", "n 1234", ""},
		{"a part that is a date", "t 1.234 | date 43831", "n 1234", ""},
		{"a part not calculated", "t 1.234 | formula ", "n 1234", ""},
		{"a negative part", "n 2234 | t -1.234", "n 1000", ""},
		{"a negative sum", "t 1.234", "t -1.234", ""},
		{"a sum that cannot be read", "t 1.234", "t 1234x", ""},
		{"one part", "t 1.234", "n 1234", "1234 1234"},
	} {
		parts, sum := figuresOf(c.parts), figuresOf(c.sum)[0]
		ok := SettleBySum(parts, sum, "jumlah program")
		if ok != (c.want != "") {
			t.Errorf("%s: %t", c.name, ok)
		}
		for i, want := range strings.Fields(c.want) {
			f := append(parts, sum)[i]
			if got := showFigure(*f); got != strings.ReplaceAll(want, "-", "blank") {
				t.Errorf("%s: figure %d is %s, want %s", c.name, i, got, want)
			}
		}
		if c.want != "" {
			continue
		}
		for i, f := range append(parts, sum) {
			if len(f.Options) > 1 && f.Problem == "" || f.Settled {
				t.Errorf("%s: figure %d is settled, %s", c.name, i, showFigure(*f))
			}
		}
	}
}

// A settled figure says what else it could have been and what decided.
func TestSettledWhy(t *testing.T) {
	parts, sum := figuresOf("t 1.234 | n 1000"), figuresOf("n 1001.23")[0]
	if !SettleBySum(parts, sum, "jumlah pada baris program") {
		t.Fatal("not settled")
	}
	const want = "'1.234' dapat berarti Rp1.234 atau Rp1,23; jumlah pada baris program menentukan Rp1,23; dibulatkan ke sen"
	if got := parts[0].Amount(); got.Why != want || !got.Value.Decimal.Equal(dec("1.23")) {
		t.Errorf("%s because %s", got.Value.Decimal, got.Why)
	}
	if parts[1].Why != "" || sum.Why != "" {
		t.Errorf("%q, %q", parts[1].Why, sum.Why)
	}
}
