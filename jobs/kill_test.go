package jobs_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"rekon/db/dbtest"
	"rekon/jobs"
)

// A kill is tried between any two steps of a pass, of an import, and of the pass
// that mends what the first kill left. Nothing that the job does after the kill
// has an effect: every step asks first, and the database is cut off.

var errKilled = errors.New("killed")

// killer ends a job at the nth point it reaches, and notes the points.
type killer struct {
	sync.Mutex
	nth    int
	points []string
	dead   bool
	cut    context.CancelFunc
}

func (k *killer) at(point string) error {
	k.Lock()
	defer k.Unlock()
	k.points = append(k.points, point)
	if k.dead || len(k.points) == k.nth {
		k.dead = true
		k.cut()
		return errKilled
	}
	return nil
}

// work is what a killed job was about.
type work func(ctx context.Context, o *office) error

func pass(ctx context.Context, o *office) error {
	_, err := o.Run(ctx)
	return err
}

// kill does a job up to its nth point; 0 lets it finish. It gives the points.
func (o *office) kill(nth int, do work) []string {
	o.t.Helper()
	ctx, cut := context.WithCancel(o.t.Context())
	defer cut()
	k := &killer{nth: nth, cut: cut}
	o.StopAt(k.at)
	err := do(ctx, o)
	switch {
	case nth == 0 && err != nil:
		o.t.Fatal(err)
	case k.dead && err == nil:
		o.t.Fatalf("killed at %s, and no error", k.points[nth-1])
	}
	return k.points
}

// again is a new process over the same share and database, a while later by the
// clocks of the file server and of the database.
func (o *office) again() *office {
	o.t.Helper()
	back := openOffice(o.t, o.dsn, o.dir)
	back.Workers, back.now, back.dropped, back.Mail = o.Workers, o.now, o.dropped, o.Mail
	dbtest.Exec(o.t, o.dsn, `UPDATE claims SET expires_at = '2000-01-01 00:00:00'`)
	for _, name := range back.files(".") {
		if strings.HasPrefix(path.Base(name), ".rekon-") {
			old := time.Now().Add(-time.Hour)
			if err := os.Chtimes(back.path(name), old, old); err != nil {
				o.t.Fatal(err)
			}
		}
	}
	return back
}

// snapshot is all of a share and a database that a person could tell apart.
type snapshot struct {
	Files    map[string]string // hash by path
	Database []string
}

var (
	numbered = regexp.MustCompile(`no\. \d+`)
	counters = regexp.MustCompile(` (id|version|number)=\d+| (before_hash|hash)=\S+`) // and what is made from them
	dropID   = regexp.MustCompile(`drop_id=(\d+)`)
	letterID = regexp.MustCompile(` message_id=\S+`)
	about    = regexp.MustCompile(`( about=.*) \d+( \d+ recipient=)`) // holds the number of a drop
)

func (o *office) snapshot() snapshot {
	o.t.Helper()
	s := snapshot{Files: map[string]string{}}
	for _, name := range o.files(".") {
		s.Files[numbered.ReplaceAllString(name, "no. N")] = hash([]byte(o.read(name)))
	}
	dump := slices.DeleteFunc(dbtest.Dump(o.t, o.dsn), func(row string) bool { return strings.HasPrefix(row, "claims ") })
	names := map[string]string{}
	for _, row := range dump {
		var id, name string
		if n, _ := fmt.Sscanf(row, "drops id=%s name=%s", &id, &name); n == 2 {
			names[id] = name
		}
	}
	for _, row := range dump {
		row = dropID.ReplaceAllStringFunc(row, func(m string) string { return "drop=" + names[strings.TrimPrefix(m, "drop_id=")] })
		row = about.ReplaceAllString(letterID.ReplaceAllString(row, ""), "$1$2")
		s.Database = append(s.Database, counters.ReplaceAllString(row, ""))
	}
	slices.Sort(s.Database)
	return s
}

// busy prepares an office with a report that was given back, and an inbox with
// one of everything: mended, revised, of a later quarter, the same again, faulty,
// and no workbook at all.
func busy(o *office) {
	first := fixture(o.t, tw1)
	o.Workers, o.Mail = 1, &jobs.Mail{From: "rekon@rekon.test", Administrator: "admin@rekon.test", Addresses: map[string]jobs.Addresses{"BKPP": {Staff: []string{"staf@rekon.test"}}}}
	o.importPlan(fixture(o.t, plan), "BKPP")
	o.drop("bkpp/tw1.xlsx", edited(o.t, first, map[string]any{spent: "12,x"}))
	o.run()
	o.later(time.Hour)
	o.drop("bkpp/tw1.xlsx", first)
	o.drop("bkpp/tw2.xlsx", fixture(o.t, tw2))
	o.drop("catatan.txt", []byte("halo"))
	o.drop("bkpp/tw1 baru.xlsx", edited(o.t, first, map[string]any{spent: 12195001}))
	o.drop("salinan.xlsx", first)
	o.drop("bkpp/keliru.xlsx", edited(o.t, fixture(o.t, tw2), map[string]any{"PROGRAM KEGIATAN!M7": "x"}))
}

// prepared is an office after busy.
func prepared(t *testing.T, dsn string) *office {
	t.Helper()
	o := newOffice(t, dsn)
	busy(o)
	return o
}

// copied is another office that is as this one is now.
func (o *office) copied(t *testing.T) *office {
	t.Helper()
	dir := t.TempDir()
	for _, name := range o.files(".") {
		from, to := o.path(name), filepath.Join(dir, filepath.FromSlash(name))
		info, err := os.Stat(from)
		if err == nil {
			err = errors.Join(os.MkdirAll(filepath.Dir(to), 0o775), os.WriteFile(to, []byte(o.read(name)), info.Mode()), os.Chtimes(to, info.ModTime(), info.ModTime()))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	c := openOffice(t, dbtest.Backup(t, o.dsn), dir)
	if err := c.Prepare(); err != nil { // folders that are empty
		t.Fatal(err)
	}
	c.Workers, c.now, c.dropped, c.Mail = o.Workers, o.now, o.dropped, o.Mail
	return c
}

// TestKilledPass kills a pass at each of its points; whatever was done by then is
// whole, and the next pass comes to the same end as one that nobody disturbed.
func TestKilledPass(t *testing.T) {
	onEach(t, func(t *testing.T, dsn func(testing.TB) string, all bool) {
		prepared := prepared(t, dsn(t))
		before := prepared.snapshot()
		o := prepared.copied(t)
		points := o.kill(0, pass)
		want := o.snapshot()
		equal(t, "outcomes", o.rows("drops", "outcome"), []string{"returned", "accepted", "accepted", "accepted", "duplicate", "returned", "returned"})
		equal(t, "letters", o.sorted("messages", "kind", "recipient"), []string{
			"pengembalian admin@rekon.test", "pengembalian staf@rekon.test", "pengembalian staf@rekon.test",
			"tanda-terima staf@rekon.test", "tanda-terima staf@rekon.test", "tanda-terima staf@rekon.test", "tanda-terima staf@rekon.test"})
		t.Logf("%d points: %v", len(points), count(points))
		for _, nth := range chosen(points, all) {
			t.Run(fmt.Sprintf("%d %s", nth, points[nth-1]), func(t *testing.T) {
				t.Parallel()
				o := prepared.copied(t)
				o.kill(nth, pass)
				o.checkWhole(before, want)
				equal(t, "a file under a temporary name", o.unfinished(), points[nth-1] == "temporary file")
				back := o.again()
				back.run()
				equal(t, "the end", back.snapshot(), want)
				idle := back.kill(0, pass)
				equal(t, "left to do", idle, nil)
				equal(t, "the end, again", back.snapshot(), want)
			})
		}
	})
}

// TestKilledAgain kills the pass that mends what a kill left, and so on until one
// gets through.
func TestKilledAgain(t *testing.T) {
	prepared := prepared(t, dbtest.SQLite(t))
	before := prepared.snapshot()
	o := prepared.copied(t)
	points := o.kill(0, pass)
	want := o.snapshot()
	for seed := range uint64(5) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			random := rand.New(rand.NewPCG(seed, 0))
			o := prepared.copied(t)
			for killed := true; killed; {
				nth := 1 + random.IntN(len(points))
				killed = len(o.kill(nth, pass)) >= nth
				o.checkWhole(before, want)
				o = o.again()
			}
			equal(t, "the end", o.snapshot(), want)
		})
	}
}

// TestKilledImport kills the import of a revised plan, which is then tried again.
func TestKilledImport(t *testing.T) {
	onEach(t, func(t *testing.T, dsn func(testing.TB) string, _ bool) {
		changed := edited(t, fixture(t, plan), map[string]any{"PROGRAM KEGIATAN!E9": "Jumlah Pegawai ASN yang dilatih"})
		revise := func(ctx context.Context, o *office) error {
			_, err := o.ImportPlan(ctx, "rencana.xlsx", changed, jobs.PlanImport{Agency: "BKPP", Year: 2020, FromQuarter: 1})
			return err
		}
		reported := prepared(t, dsn(t))
		reported.run()
		before := reported.snapshot()
		o := reported.copied(t)
		points := o.kill(0, revise)
		want := o.snapshot()
		t.Logf("%d points: %v", len(points), count(points))
		for _, nth := range chosen(points, false) {
			t.Run(fmt.Sprintf("%d %s", nth, points[nth-1]), func(t *testing.T) {
				t.Parallel()
				o := reported.copied(t)
				o.kill(nth, revise)
				o.checkWhole(before, want)
				if nth%2 == 0 { // a pass may come first
					o = o.again()
					o.run()
				}
				back := o.again()
				back.kill(0, revise)
				equal(t, "the end", back.snapshot(), want)
			})
		}
	})
}

// TestReplacedAfterKill: what is dropped under the name of a file whose pass was
// killed is a drop of its own.
func TestReplacedAfterKill(t *testing.T) {
	eachPlanned(t, func(o *office) {
		second := edited(o.t, fixture(o.t, tw1), map[string]any{spent: 12195001})
		o.drop("tw1.xlsx", fixture(o.t, tw1))
		o.StopAt(func(at string) error {
			if at == "stored" {
				return errKilled
			}
			return nil
		})
		if _, err := o.Run(o.t.Context()); !errors.Is(err, errKilled) {
			o.t.Fatal(err)
		}
		o.drop("tw1.xlsx", second)
		back := o.again()
		equal(o.t, "outcomes", outcomes(back.run()), []string{"tw1.xlsx accepted 1", "tw1.xlsx accepted 2"})
		equal(o.t, "submissions", back.rows("submissions", "revision", "sha256"), []string{"1 " + hash(fixture(o.t, tw1)), "2 " + hash(second)})
		equal(o.t, "receipts, workbooks and their manifest", len(back.files("hasil/2020/TW1/BKPP")), 5)
	})
}

// checkWhole asserts what holds at any moment: a file under its final name is as
// it was or as it will be, each original in arsip/ is the one its name says and is
// there for every drop, and each dropped file is in the inbox or in the database.
func (o *office) checkWhole(before, after snapshot) {
	o.t.Helper()
	now := o.snapshot()
	archived := map[string]bool{}
	for name, sum := range now.Files {
		base := path.Base(name)
		switch {
		case strings.HasPrefix(base, ".rekon-"), strings.HasPrefix(name, "arsip/catatan/"):
		case strings.HasPrefix(name, "arsip/"):
			archived[sum] = true
			if strings.TrimSuffix(base, path.Ext(base)) != sum {
				o.t.Errorf("%s is not what its name says", name)
			}
		case sum != before.Files[name] && sum != after.Files[name]:
			o.t.Errorf("%s is half-written", name)
		}
	}
	taken := map[string]int{}
	for _, row := range o.rows("drops", "sha256", "outcome") {
		sum, outcome, _ := strings.Cut(row, " ")
		taken[sum]++
		if !archived[sum] {
			o.t.Errorf("%s drop %s is not in arsip/", outcome, sum)
		}
	}
	for name, sum := range before.Files {
		if strings.HasPrefix(name, "masuk/") && now.Files[name] == "" && taken[sum] == 0 {
			o.t.Errorf("%s is lost", name)
		}
	}
	for _, row := range slices.Compact(o.sorted("submissions", "sha256")) {
		if !archived[row] {
			o.t.Errorf("figures of %s, which is not in arsip/", row)
		}
	}
}

// unfinished reports a file that does not bear its final name yet.
func (o *office) unfinished() bool {
	o.t.Helper()
	return slices.ContainsFunc(o.files("."), func(name string) bool { return strings.HasPrefix(path.Base(name), ".rekon-") })
}

// onEach runs a test on both engines, on SQLite with all points.
func onEach(t *testing.T, f func(t *testing.T, dsn func(testing.TB) string, all bool)) {
	t.Helper()
	for name, dsn := range map[string]func(testing.TB) string{"sqlite": dbtest.SQLite, "mariadb": dbtest.MariaDB} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f(t, dsn, name == "sqlite")
		})
	}
}

// chosen are the numbers of all points, or of the first and last of each name.
func chosen(points []string, all bool) (out []int) {
	for i, p := range points {
		last := !slices.Contains(points[i+1:], p)
		if all || last || slices.Index(points, p) == i {
			out = append(out, i+1)
		}
	}
	return out
}

func count(points []string) map[string]int {
	n := map[string]int{}
	for _, p := range points {
		n[p]++
	}
	return n
}
