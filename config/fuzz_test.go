package config

import (
	"errors"
	"strings"
	"testing"
)

// Whatever a file holds, reading it ends in settings or in problems; and what
// was read is written and read again as the same.
func FuzzRead(f *testing.F) {
	for _, tc := range problems {
		f.Add(tc.text)
	}
	f.Add(full)
	f.Add(string(Template()))
	f.Add("")
	f.Add("? [a]\n: b\n")
	f.Add("database: mysql://u:hunter2@h/n?tls=true")
	f.Fuzz(func(t *testing.T, text string) {
		d := &decoder{file: "rekon.yaml"}
		c := d.read([]byte(text))
		if err := d.problems.err(); err != nil {
			var ps Problems
			if !errors.As(err, &ps) || strings.TrimSpace(err.Error()) == "" {
				t.Fatalf("an empty complaint about %q", text)
			}
			return
		}
		printed := c.String()
		if c.Database.Password != "" {
			return // its mask would be read as a password
		}
		again := &decoder{file: "rekon.yaml"}
		c2 := again.read([]byte(printed))
		if err := again.problems.err(); err != nil {
			t.Fatalf("%v in\n%s", err, printed)
		}
		if c2.String() != printed {
			t.Fatalf("printed\n%s\nread back as\n%s", printed, c2)
		}
	})
}
