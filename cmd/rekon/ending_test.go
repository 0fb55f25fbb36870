package main

import (
	"archive/zip"
	"bytes"
	"fmt"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"rekon/db/dbtest"
)

// When a file was received, which number its drop has and how late that is differ from one
// run to the next. Nothing else does.
var passing = []struct {
	*regexp.Regexp
	to string
}{
	{regexp.MustCompile(`\d{4}-\d\d-\d\d[ T]\d\d[:.]\d\d[:.]\d\d(\.\d+)?( \+0000 UTC|Z|\+07:00)?`), "THEN"},
	{regexp.MustCompile(`\d{1,2} (Januari|Februari|Maret|April|Mei|Juni|Juli|Agustus|September|Oktober|November|Desember) \d{4}( pukul)? \d\d\.\d\d`), "THEN"},
	{regexp.MustCompile(`\d+ hari`), "N hari"},
	{regexp.MustCompile(`no\. \d+`), "no. N"},
	{regexp.MustCompile(` (id|version)=\d+`), ""},
	{regexp.MustCompile(`late_days=\d\d+`), "late_days=N"},
	{regexp.MustCompile(`name="rekon" content="\w+`), ""}, // of the status page, over those times
	{regexp.MustCompile(`stamp=\w+`), ""},                 // of a summary, with its times
	{regexp.MustCompile(`workbook_sha256=\w+`), ""},       // [site.done] compares it
	{regexp.MustCompile(`(variance|summary)_sha256=\w+`), ""},
	{regexp.MustCompile(`(?m)^[0-9a-f]{64}  `), "SUM  "}, // of a manifest, the same
	{regexp.MustCompile(`^(history agency=\S*) number=\d+`), "$1"},
	{regexp.MustCompile(` (before_hash|hash)=\w+`), ""}, // over those times
	{regexp.MustCompile(`(kind=closed-out .*)sha256=\w+`), "$1"},
}

func lasting(s string) string {
	for _, p := range passing {
		s = p.ReplaceAllString(s, p.to)
	}
	return s
}

// ending is the state of share and database that a person could tell apart, a line for
// each file and row, sorted.
func (s *site) ending() (out []string) {
	s.t.Helper()
	rows := dbtest.Dump(s.t, s.dsn)
	came := cameIn(rows)
	for _, name := range s.published() {
		if strings.HasPrefix(name, journalFolder) {
			continue // an import that was killed and given again came in twice
		}
		if hash, _, _ := strings.Cut(path.Base(name), "."); strings.HasPrefix(name, "arsip/") && !strings.Contains(came, hash) {
			continue // a workbook that was put out and replaced on the way
		}
		data, err := os.ReadFile(s.share(name))
		must(s.t, err)
		out = append(out, lasting(name)+" "+sumOf([]byte(s.content(name, data))))
	}
	drops := regexp.MustCompile(`^drops id=(\d+) name=(.*) sha256=`)
	names := map[string]string{}
	for _, row := range rows {
		if m := drops.FindStringSubmatch(row); m != nil {
			names[m[1]] = m[2]
		}
	}
	dropID := regexp.MustCompile(`drop_id=(\d+)`)
	for _, row := range rows {
		if table, _, _ := strings.Cut(row, " "); table == "runs" || table == "claims" || table == "publications" {
			continue // who did it is told there, and in how many steps
		}
		row = dropID.ReplaceAllStringFunc(row, func(id string) string { return "drop=" + names[strings.TrimPrefix(id, "drop_id=")] })
		out = append(out, lasting(row))
	}
	slices.Sort(out)
	return out
}

// cameIn holds the hashes of all that came in.
func cameIn(rows []string) string {
	return strings.Join(slices.DeleteFunc(slices.Clone(rows), func(row string) bool {
		return !strings.HasPrefix(row, "drops ") && !strings.HasPrefix(row, "plans ")
	}), "\n")
}

// content is what a file says, of a workbook the text of its parts.
func (s *site) content(name string, data []byte) string {
	s.t.Helper()
	if path.Ext(name) != ".xlsx" || strings.HasPrefix(name, "arsip/") {
		return lasting(string(data))
	}
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return string(data) // given back as it came
	}
	var b strings.Builder
	for _, part := range z.File {
		fmt.Fprintf(&b, "%s\n%s\n", part.Name, lasting(partText(s.t, part)))
	}
	return b.String()
}

// sameEnding asserts that two sites ended alike.
func sameEnding(t testing.TB, got, want []string) {
	t.Helper()
	has := map[string]int{}
	for _, line := range want {
		has[line]++
	}
	for _, line := range got {
		if has[line]--; has[line] < 0 {
			t.Errorf("only here: %.400s", line)
		}
	}
	for line, n := range has {
		if n > 0 {
			t.Errorf("missing %d times: %.400s", n, line)
		}
	}
}
