package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"rekon/db/dbtest"
	"rekon/jobs"
)

// crime is a copy of an office behind whose back something is changed.
type crime struct{ *desk }

// copied is the office once more, with its share and its database.
func (y *year) copied(t testing.TB) crime {
	t.Helper()
	d := &desk{t: t, dir: t.TempDir(), dsn: dbtest.Backup(t, y.dsn), now: y.now}
	must(t, os.CopyFS(filepath.Join(d.dir, "share"), os.DirFS(filepath.Join(y.dir, "share"))))
	d.settings([]byte("database: " + strconv.Quote(d.dsn) + "\n" + storySettings))
	return crime{d}
}

// tampering is something done behind rekon's back, and all that verify has to find, each
// as [found] writes it.
type tampering struct {
	name  string
	sql   string                               // done in the database
	do    func(t testing.TB, c crime) []string // or elsewhere; gives what has to be found
	finds []string
}

// TestTampering: of the finished year a copy, of the copy one thing changed; verify names
// what was changed, where, to what and from what, and nothing besides.
func TestTampering(t *testing.T) {
	y := tellYear(t, dbtest.SQLite(t))
	t.Run("untouched", func(t *testing.T) {
		if v := y.copied(t).verify(exitDone); len(v.Differences) > 0 {
			t.Errorf("verify finds %v", found(v))
		}
	})
	for _, x := range slices.Concat(tamperings, tamperingsOfFiles, tamperingsOfBooks) {
		t.Run(x.name, func(t *testing.T) {
			t.Parallel()
			c := y.copied(t)
			want := slices.Clone(x.finds)
			if x.do != nil {
				want = x.do(t, c)
			} else {
				dbtest.Exec(t, c.dsn, x.sql)
			}
			if diff := unlike(want, found(c.verify(exitRejected))); diff != "" {
				t.Errorf("(- wanted, + found)\n%s", diff)
			}
		})
	}
}

// tampers changes many rows at once, each as one of the tamperings does; each is named.
func (y *year) tampers() {
	y.t.Helper()
	var want []string
	for _, x := range tamperings {
		// which rules gave a result is not found among other changes
		if x.name != "rules of a result" && len(x.finds) == 1 && strings.Contains(x.finds[0], ", kolom ") {
			dbtest.Exec(y.t, y.dsn, x.sql)
			want = append(want, x.finds[0])
		}
	}
	if diff := unlike(want, found(y.verify(exitRejected))); diff != "" || len(want) < 10 {
		y.t.Errorf("%d rows changed (- wanted, + found)\n%s", len(want), diff)
	}
}

// unlike is differing, where a * in what is wanted stands for anything.
func unlike(want, got []string) string {
	for i, w := range want {
		pattern := regexp.MustCompile("^" + strings.ReplaceAll(regexp.QuoteMeta(w), `\*`, ".*") + "$")
		if at := slices.IndexFunc(got, pattern.MatchString); at >= 0 {
			want[i] = got[at]
		}
	}
	return differing(want, got)
}

// found writes differences as "stored TW2 2.23.02.2.01 money.actual | PLACE | 1 -> 2", those
// of the history with what is said of them.
func found(v verificationJSON) (out []string) {
	for _, d := range v.Differences {
		what := short(d.Found) + " -> " + short(d.Derived)
		if d.Kind == jobs.HistoryDiffers {
			what = d.Message
		}
		out = append(out, fmt.Sprintf("%s TW%s %s %s | %s | %s", d.Kind, number0(d.Quarter), orNothing(d.Line), orNothing(d.Figure), strings.TrimPrefix(d.Place, "basis data, "), what))
	}
	return out
}

// short is the beginning of a long value.
func short(value *string) string {
	if r := []rune(orNothing(value)); len(r) > 80 {
		return string(r[:80]) + "…"
	}
	return orNothing(value)
}

// overwrites changes a file of the share.
func (c crime) overwrites(name string, change func([]byte) []byte) {
	c.t.Helper()
	data, err := os.ReadFile(c.share(name))
	must(c.t, err)
	must(c.t, os.WriteFile(c.share(name), change(bytes.Clone(data)), 0o600))
}
