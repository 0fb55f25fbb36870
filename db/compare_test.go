package db_test

import (
	"testing"

	"rekon/db"
)

// A text that looks like a number is no number: "1.10" is another code than "1.1".
func TestJSONDiffers(t *testing.T) {
	for _, tt := range []struct{ a, b, want string }{
		{`{"A":1,"B":[{"C":"x"}]}`, `{"B":[{"C":"x"}],"A":1}`, ""},
		{`{"Code":"1.10"}`, `{"Code":"1.1"}`, "rest.Code"},
		{`{"Typed":"15"}`, `{"Typed":"15.0"}`, "rest.Typed"},
		{`{"N":null}`, `{"N":[]}`, ""},
		{`{"N":null}`, `{"N":"0"}`, "rest.N"},
		{`{"N":{"A":1}}`, `{"N":null}`, "rest.N"},
		{`[{"A":1},{"A":2}]`, `[{"A":1},{"A":3}]`, "rest[1].A"},
		{`[{"A":1,"B":null},2]`, `[{"A":2,"B":1},3]`, "rest[0].A rest[0].B rest[1]"},
		{`[1,2]`, `[1]`, "rest"},
	} {
		if got := db.DifferencesOf(tt.a, tt.b); got != tt.want {
			t.Errorf("%s and %s differ at %q, want %q", tt.a, tt.b, got, tt.want)
		}
	}
}
