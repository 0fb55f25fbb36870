package jobs_test

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"rekon/db/dbtest"
)

// TestRestore: the database of last night and the arsip/ of today lead back to today's
// state, and nothing is taken twice.
func TestRestore(t *testing.T) {
	eachPlanned(t, func(o *office) {
		first := fixture(o.t, tw1)
		o.drop("bkpp/tw1.xlsx", edited(o.t, first, map[string]any{spent: "12,x"}))
		o.drop("tw2.xlsx", fixture(o.t, tw2))
		o.run()
		lastNight := dbtest.Backup(o.t, o.dsn)

		o.later(23 * time.Hour) // the last day
		changed := edited(o.t, fixture(o.t, plan), map[string]any{"PROGRAM KEGIATAN!E9": "Jumlah Pegawai ASN yang dilatih"})
		o.importPlan(changed, "BKPP")
		o.importPlan(changed, "BKPP") // changes nothing
		o.importPlan(of(o.t, "Dinas Sosial", fixture(o.t, plan)), "DINSOS")
		o.drop("bkpp/tw1.xlsx", first)
		o.drop("lagi/tw1.xlsx", first)
		o.drop("tw1 baru.xlsx", edited(o.t, first, map[string]any{spent: 12195001}))
		o.drop("sosial.xlsx", edited(o.t, of(o.t, "Dinas Sosial", first), map[string]any{spent: "1,2,x"}))
		o.drop("catatan.txt", []byte("halo"))
		o.Limits.Bytes = 200_000
		o.drop("besar.xlsx", []byte(strings.Repeat("besar sekali ", 20_000)))
		o.run()
		o.later(48 * time.Hour) // long after the due date
		o.run()
		want := o.snapshot()
		equal(o.t, "drops", len(o.rows("drops", "name")), 8)

		back := openOffice(o.t, lastNight, o.dir)
		back.Limits, back.now = o.Limits, o.now
		missing, err := back.Missing(o.t.Context())
		if err != nil {
			o.t.Fatal(err)
		}
		equal(o.t, "missing", len(missing), 2+6)
		back.drop("tw1 baru.xlsx", edited(o.t, first, map[string]any{spent: 12195001})) // as if it had not been cleared
		pass, err := back.Restore(o.t.Context(), missing)
		if err != nil {
			o.t.Fatal(err)
		}
		equal(o.t, "taken", outcomes(pass), []string{"besar.xlsx returned", "bkpp/tw1.xlsx accepted 1", "catatan.txt returned",
			"lagi/tw1.xlsx duplicate 1", "sosial.xlsx returned", "tw1 baru.xlsx accepted 2"})
		equal(o.t, "today", back.snapshot().whenever(), want.whenever())
		equal(o.t, "late", back.standing(1).LateDays, 0)
		missing, err = back.Missing(o.t.Context())
		equal(o.t, "missing afterwards", len(missing), 0)
		equal(o.t, "error", err, nil)
		equal(o.t, "the next pass", outcomes(back.run()), nil)
		back.clean("restored")
	})
}

// done are the columns that tell when a worker did something, not when anything came in.
var done = regexp.MustCompile(`(decided_at|published_at)=\S+ \S+`)

var happened = regexp.MustCompile(` at=\S+ \S+`)

// whenever is a snapshot without the times at which a worker wrote it.
func (s snapshot) whenever() snapshot {
	for i, row := range s.Database {
		if row = done.ReplaceAllString(row, "$1=THEN"); strings.HasPrefix(row, "history ") {
			row = happened.ReplaceAllString(row, " at=THEN")
		}
		s.Database[i] = row
	}
	slices.Sort(s.Database)
	s.forgetDrafts()
	delete(s.Files, "hasil/index.html") // tells when it was written
	return s
}

// forgetDrafts leaves out which workbooks were put out and replaced on the way.
func (s *snapshot) forgetDrafts() {
	dropped := ""
	for _, row := range s.Database {
		if strings.HasPrefix(row, "drops ") || strings.HasPrefix(row, "plans ") {
			dropped += row
		}
	}
	for name, sum := range s.Files {
		if strings.HasPrefix(name, "arsip/") && !strings.HasPrefix(name, "arsip/catatan/") && !strings.Contains(dropped, sum) {
			delete(s.Files, name)
		}
	}
	s.Database = slices.DeleteFunc(s.Database, func(row string) bool { return strings.HasPrefix(row, "publications ") })
}

// TestRestoreOfABrokenArchive: what was changed or is gone is named, and stops nothing
// else.
func TestRestoreOfABrokenArchive(t *testing.T) {
	eachPlanned(t, func(o *office) {
		lastNight := dbtest.Backup(o.t, o.dsn)
		good := fixture(o.t, tw1)
		changed, gone := edited(o.t, good, map[string]any{spent: 1}), edited(o.t, good, map[string]any{spent: 2})
		for name, data := range map[string][]byte{"baik.xlsx": good, "diubah.xlsx": changed, "hilang.xlsx": gone} {
			o.drop(name, data)
		}
		o.run()
		path := func(data []byte) string { return o.path("arsip/" + hash(data)[:2] + "/" + hash(data) + ".xlsx") }
		if err := os.WriteFile(path(changed), good, 0o600); err != nil {
			o.t.Fatal(err)
		}
		if err := os.Remove(path(gone)); err != nil {
			o.t.Fatal(err)
		}
		back := openOffice(o.t, lastNight, o.dir)
		missing, err := back.Missing(o.t.Context())
		if err != nil {
			o.t.Fatal(err)
		}
		pass, err := back.Restore(o.t.Context(), missing)
		equal(o.t, "taken", outcomes(pass), []string{"baik.xlsx accepted 1"})
		if err == nil || !strings.Contains(err.Error(), hash(gone)) || !strings.Contains(err.Error(), "no longer what was dropped, its SHA-256 is "+hash(good)) {
			o.t.Errorf("the error says: %v", err)
		}
	})
}
