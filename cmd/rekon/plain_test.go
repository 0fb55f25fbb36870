package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestSteeringNames: a file's name cannot steer the terminal, in an answer or in an
// error, and JSON stays JSON.
func TestSteeringNames(t *testing.T) {
	const odd = "a\x1b[2J\u202eb\u009b.xlsx"
	file := filepath.Join(t.TempDir(), odd)
	if err := os.WriteFile(file, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"plan", "check", file}, {"plan", "check", file, "--json"}, {"plan", "check", file + "x"}, {odd}, {"--" + odd}} {
		var out, errs bytes.Buffer
		if code := run(t.Context(), args, &out, &errs); code == exitDone {
			t.Errorf("%q was done", args)
		}
		for _, text := range []string{out.String(), errs.String()} {
			if strings.ContainsAny(text, "\x1b\u202e\u009b") {
				t.Errorf("%q printed %q", args, text)
			}
		}
		if all := out.String() + errs.String(); !strings.Contains(all, `1b[2J`) || !strings.Contains(all, `\u202e`) {
			t.Errorf("%q does not show the name: %q", args, all)
		}
	}
}
