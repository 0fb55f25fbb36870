package jobs_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"rekon/reconcile"
)

// obstruct makes a folder of the share one that cannot be written, and gives what
// ends that. Root may write anywhere: a file in the folder's place stops it, too.
func (o *office) obstruct(folder string) (clear func()) {
	o.t.Helper()
	aside := o.path(folder) + " lain"
	err := os.Rename(o.path(folder), aside)
	if errors.Is(err, fs.ErrNotExist) {
		aside = ""
	} else if err != nil {
		o.t.Fatal(err)
	}
	if err := os.WriteFile(o.path(folder), nil, 0o400); err != nil {
		o.t.Fatal(err)
	}
	return func() {
		err := os.Remove(o.path(folder))
		if err == nil && aside != "" {
			err = os.Rename(aside, o.path(folder))
		}
		if err != nil {
			o.t.Fatal(err)
		}
	}
}

// TestReadOnlyResults: while hasil/ cannot be written nothing is lost, nothing is
// taken twice, what needs no hasil/ goes on, and the next pass finishes.
func TestReadOnlyResults(t *testing.T) {
	eachPlanned(t, func(o *office) {
		clear := o.obstruct("hasil")
		o.drop("tw1.xlsx", fixture(o.t, tw1))
		o.drop("rusak.xlsx", []byte("rusak"))
		for range 3 {
			pass, err := o.Run(o.t.Context())
			if err == nil || !strings.Contains(err.Error(), "hasil") || !strings.Contains(err.Error(), "tw1.xlsx") {
				o.t.Errorf("the error says: %v", err)
			}
			if pass.Published != nil {
				o.t.Errorf("published: %v", pass.Published)
			}
			equal(o.t, "inbox", o.files("masuk"), []string{"tw1.xlsx"})
			equal(o.t, "given back", o.files("perbaikan"), []string{"rusak.xlsx", "rusak.xlsx - PERBAIKAN.txt"})
			equal(o.t, "drops", len(o.rows("drops", "name")), 2)
		}
		o.drop("lain.xlsx", []byte("juga rusak"))
		pass, err := o.Run(o.t.Context())
		equal(o.t, "outcomes", outcomes(pass), []string{"lain.xlsx returned"})
		if err == nil {
			o.t.Error("no error while hasil/ cannot be written")
		}
		clear()
		o.run()
		equal(o.t, "inbox", o.files("masuk"), nil)
		equal(o.t, "results", o.files("hasil"), []string{
			"2020/TW1/BKPP/MANIFES.sha256", "2020/TW1/BKPP/Ringkasan BKPP 2020 TW1.xlsx", "2020/TW1/BKPP/Tanda terima 2020-04-09 09.30.00 (revisi 1).txt",
			"2020/TW1/BKPP/Variansi BKPP 2020 TW1.xlsx", "2020/TW1/MANIFES.sha256", "2020/TW1/Ringkasan 2020 TW1.xlsx", "index.html"})
		equal(o.t, "drops", o.sorted("drops", "outcome", "published_at"), []string{"accepted 2020-04-09", "returned 2020-04-09", "returned 2020-04-09"})
	})
}

// TestWorkbookOpenInExcel: a workbook that cannot be replaced waits, the others
// do not.
func TestWorkbookOpenInExcel(t *testing.T) {
	eachPlanned(t, func(o *office) {
		const workbook = "hasil/2020/TW1/BKPP/Variansi BKPP 2020 TW1.xlsx"
		if err := os.MkdirAll(o.path(workbook+"/terkunci"), 0o775); err != nil {
			o.t.Fatal(err)
		}
		o.drop("tw1.xlsx", fixture(o.t, tw1))
		o.drop("tw2.xlsx", fixture(o.t, tw2))
		pass, err := o.Run(o.t.Context())
		if err == nil || !strings.Contains(err.Error(), "Variansi BKPP 2020 TW1.xlsx") || strings.Count(err.Error(), "TW1.xlsx") > 4 {
			o.t.Errorf("the error says: %v", err)
		}
		equal(o.t, "outcomes", outcomes(pass), []string{"tw1.xlsx accepted 1", "tw2.xlsx accepted 1"})
		equal(o.t, "published", pass.Published, []string{"hasil/2020/TW2/BKPP/Variansi BKPP 2020 TW2.xlsx"})
		equal(o.t, "inbox", o.files("masuk"), nil)
		if err := os.RemoveAll(o.path(workbook)); err != nil {
			o.t.Fatal(err)
		}
		equal(o.t, "published", o.run().Published, []string{workbook})
		for _, name := range o.files("hasil") {
			if strings.Contains(name, ".rekon-") {
				o.t.Errorf("left behind: %s", name)
			}
		}
	})
}

// TestUnmounted: an empty mount point is no empty inbox, and stays empty.
func TestUnmounted(t *testing.T) {
	each(t, func(o *office) {
		for _, f := range []string{"masuk", "perbaikan", "hasil", "arsip", "templat"} {
			if err := os.Remove(o.path(f)); err != nil {
				o.t.Fatal(err)
			}
		}
		_, err := o.Run(o.t.Context())
		if err == nil || !strings.Contains(err.Error(), "is the share mounted?") {
			o.t.Errorf("the error says: %v", err)
		}
		if entries, _ := os.ReadDir(o.dir); len(entries) > 0 {
			o.t.Errorf("made in the mount point: %v", entries)
		}
	})
}

// TestShareDisappears: whatever the moment, what came before is kept, and the rest
// is done when the share is back.
func TestShareDisappears(t *testing.T) {
	for _, point := range []string{"archived", "stored", "temporary file", "published", "cleared", "marked", "workbook written"} {
		t.Run(point, func(t *testing.T) {
			eachPlanned(t, func(o *office) {
				o.Workers = 1
				o.drop("tw1.xlsx", fixture(o.t, tw1))
				o.drop("rusak.xlsx", []byte("rusak"))
				backup := o.t.TempDir()
				o.StopAt(func(at string) error {
					if at == point {
						o.StopAt(nil)
						o.takeAway(backup)
					}
					return nil
				})
				_, err := o.Run(o.t.Context())
				if err == nil && point != "marked" && point != "workbook written" {
					o.t.Error("no error without a share")
				}
				if err := os.CopyFS(o.dir, os.DirFS(backup)); err != nil {
					o.t.Fatal(err)
				}
				back := openOffice(o.t, o.dsn, o.dir)
				back.run()
				equal(o.t, "inbox", back.files("masuk"), nil)
				equal(o.t, "outcomes", back.sorted("drops", "outcome"), []string{"accepted", "returned"})
				equal(o.t, "standing", back.standing(1).Status, reconcile.Diterima)
			})
		})
	}
}

// takeAway removes the share's folder itself, which the job holds open.
func (o *office) takeAway(backup string) {
	o.t.Helper()
	if err := errors.Join(os.CopyFS(backup, os.DirFS(o.dir)), os.RemoveAll(o.dir)); err != nil {
		o.t.Fatal(err)
	}
}

// TestDatabaseDisappears: without a database nothing leaves the inbox.
func TestDatabaseDisappears(t *testing.T) {
	eachPlanned(t, func(o *office) {
		o.Lease = time.Second // which the next worker waits for
		o.drop("tw1.xlsx", fixture(o.t, tw1))
		o.StopAt(func(at string) error {
			if at == "archived" {
				_ = o.DB.Close()
			}
			return nil
		})
		if _, err := o.Run(o.t.Context()); err == nil {
			o.t.Error("no error without a database")
		}
		equal(o.t, "inbox", o.files("masuk"), []string{"tw1.xlsx"})
		back := openOffice(o.t, o.dsn, o.dir)
		equal(o.t, "outcomes", outcomes(back.run()), []string{"tw1.xlsx accepted 1"})
	})
}

// TestStopped: an interrupt ends a pass between two steps, and it says so.
func TestStopped(t *testing.T) {
	eachPlanned(t, func(o *office) {
		ctx, stop := context.WithCancel(o.t.Context())
		for i := range 5 {
			o.drop(fmt.Sprintf("rusak %d.xlsx", i), fmt.Appendf(nil, "rusak %d", i))
		}
		o.StopAt(func(at string) error {
			if at == "stored" {
				stop()
			}
			return nil
		})
		if _, err := o.Run(ctx); !errors.Is(err, context.Canceled) {
			o.t.Errorf("the error says: %v", err)
		}
		o.StopAt(nil)
		o.run()
		equal(o.t, "drops", len(o.rows("drops", "name")), 5)
		equal(o.t, "inbox", o.files("masuk"), nil)
	})
}

// TestBadFileStopsNoOther fails one file at each of its points; the others are
// done in the same pass, and it in the next.
func TestBadFileStopsNoOther(t *testing.T) {
	eachPlanned(t, func(o *office) {
		o.Workers = 1
		broken := errors.New("the disk says no")
		for i, point := range []string{"temporary file", "renamed", "archived", "stored", "published", "cleared", "marked"} {
			o.later(time.Hour)
			for n := range 3 {
				o.drop(fmt.Sprintf("%d %d.xlsx", i, n), edited(o.t, fixture(o.t, tw1), map[string]any{spent: 100*i + n}))
			}
			failed := false
			o.StopAt(func(at string) error {
				if at != point || failed {
					return nil
				}
				failed = true
				return broken
			})
			pass, err := o.Run(o.t.Context())
			if !errors.Is(err, broken) || !strings.Contains(err.Error(), ".xlsx") || !failed {
				o.t.Errorf("%s: the error says: %v", point, err)
			}
			equal(o.t, point, len(pass.Taken), 2)
			o.run()
			equal(o.t, point, o.files("masuk"), nil)
			equal(o.t, point, len(o.rows("submissions", "revision")), 3*(i+1))
		}
		equal(o.t, "outcomes", len(o.rows("drops", "outcome")), 3*7)
	})
}

// TestTwoWorkers: two passes over one share at the same time count nothing twice,
// lose nothing, and leave every file whole.
func TestTwoWorkers(t *testing.T) {
	eachPlanned(t, func(o *office) {
		const n = 5
		before := o.snapshot()
		for i := range n {
			o.drop(fmt.Sprintf("%d.xlsx", i), edited(o.t, fixture(o.t, tw1), map[string]any{spent: i + 1}))
			o.drop(fmt.Sprintf("rusak %d.xlsx", i), fmt.Appendf(nil, "rusak %d", i))
		}
		var work sync.WaitGroup
		for _, worker := range []*office{o, openOffice(o.t, o.dsn, o.dir)} {
			work.Go(func() {
				if _, err := worker.Run(o.t.Context()); err != nil {
					o.t.Error(err)
				}
			})
		}
		work.Wait()
		o.run()
		o.checkWhole(before, o.snapshot())
		equal(o.t, "inbox", o.files("masuk"), nil)
		accepted := 0
		for _, outcome := range o.rows("drops", "outcome") {
			if outcome == "accepted" {
				accepted++
			}
		}
		equal(o.t, "accepted", accepted, n)
		equal(o.t, "revisions", o.rows("submissions", "revision"), []string{"1", "2", "3", "4", "5"})
		equal(o.t, "stands", o.result(1).Report.Revision, n)
		equal(o.t, "published", o.rows("results", "workbook_sha256"), []string{hash([]byte(o.read("hasil/2020/TW1/BKPP/Variansi BKPP 2020 TW1.xlsx")))})
	})
}

// TestOvertaken: a worker that comes late with the workbook of an older result does
// not have the last word.
func TestOvertaken(t *testing.T) {
	eachPlanned(t, func(o *office) {
		first := fixture(o.t, tw1)
		fast := openOffice(o.t, o.dsn, o.dir)
		fast.dropped, fast.Lease = 1, time.Second // for so long it waits for the slow one
		o.drop("tw1.xlsx", first)
		marked := false
		o.StopAt(func(at string) error {
			switch {
			case at == "marked":
				marked = true
			case at == "temporary file" && marked: // of the workbook
				o.StopAt(nil)
				fast.drop("tw1 benar.xlsx", edited(o.t, first, map[string]any{spent: 12195001}))
				equal(o.t, "overtaking", outcomes(fast.run()), []string{"tw1 benar.xlsx accepted 2"})
			}
			return nil
		})
		o.run()
		o.run()
		equal(o.t, "published", o.rows("results", "workbook_sha256"), []string{hash([]byte(o.read("hasil/2020/TW1/BKPP/Variansi BKPP 2020 TW1.xlsx")))})
		equal(o.t, "left to do", o.kill(0, pass), nil)
	})
}
