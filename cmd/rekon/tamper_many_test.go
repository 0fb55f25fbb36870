package main

import (
	"fmt"
	"strings"
	"testing"

	"rekon/db/dbtest"
)

// TestManyDifferences: of many differences the terminal names those first that others follow
// from, then so many of each kind, and how many more there are; JSON has all.
func TestManyDifferences(t *testing.T) {
	c := tellYear(t, dbtest.SQLite(t)).copied(t)
	dbtest.Exec(t, c.dsn, `UPDATE variances SET sisa = '1', pagu = '2'`)
	dbtest.Exec(t, c.dsn, `UPDATE submissions SET received_at = '2021-07-01 02:00:00' WHERE quarter = 2 AND revision = 2`)
	n := len(c.verify(exitRejected).Differences)
	said := c.does(exitRejected, "verify")
	at := 0
	for _, want := range []string{"KEMUNGKINAN SEBABNYA", "kolom received_at dalam tabel submissions", "YANG LAIN", "tabel variances",
		fmt.Sprintf("... dan %d perbedaan lagi pada basis data (--json memuat semuanya)", n-shownOfKind), fmt.Sprintf("ADA %d PERBEDAAN.", n), "YANG DILAKUKAN"} {
		i := strings.Index(said[at:], want)
		if i < 0 {
			t.Fatalf("%q is not said, or not in its place:\n%s", want, said)
		}
		at += i
	}
	if shown := strings.Count(said, "tempat: "); n < 2*shownOfKind || shown != shownOfKind {
		t.Errorf("%d of %d are shown", shown, n)
	}
}
