package jobs_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"rekon/db"
	"rekon/db/dbtest"
	"rekon/jobs"
)

// beside is another worker over the same share and database. It waits for others as
// long as it takes, and its own leases end when the test says so.
func (o *office) beside() *office {
	o.t.Helper()
	other := openOffice(o.t, o.dsn, o.dir)
	other.now, other.Lease = o.now, time.Hour
	return other
}

// pauseAt has a worker stop at a point until it is told to go on.
func (o *office) pauseAt(point string) (reached, goOn chan struct{}) {
	reached, goOn = make(chan struct{}), make(chan struct{})
	var once sync.Once
	o.StopAt(func(p string) error {
		if p == point {
			once.Do(func() {
				close(reached)
				<-goOn
			})
		}
		return nil
	})
	return reached, goOn
}

// passing runs a pass on a routine of its own.
func (o *office) passing() (done chan jobs.Pass) {
	done = make(chan jobs.Pass, 1)
	go func() {
		pass, err := o.Run(o.t.Context())
		if err != nil {
			o.t.Error(err)
		}
		done <- pass
	}()
	return done
}

// TestWorkersShareTheInbox: four workers take forty files of eight agencies; each file
// has one outcome, and of each agency the last that was dropped is in force.
func TestWorkersShareTheInbox(t *testing.T) {
	each(t, func(o *office) {
		const agencies, revisions = 8, 5
		for a := range agencies {
			o.importPlan(of(o.t, fmt.Sprintf("Dinas %c", 'A'+a), fixture(o.t, plan)), fmt.Sprintf("OPD%d", a))
		}
		for r := range revisions {
			for a := range agencies {
				report := edited(o.t, of(o.t, fmt.Sprintf("Dinas %c", 'A'+a), fixture(o.t, tw1)), map[string]any{spent: 12195000 + r})
				o.drop(fmt.Sprintf("%d-%d.xlsx", a, r), report)
			}
		}
		var wg sync.WaitGroup
		var mu sync.Mutex
		var taken []string
		for range 4 {
			w := o.beside()
			wg.Go(func() {
				pass, err := w.Run(o.t.Context())
				if err != nil {
					o.t.Error(err)
				}
				mu.Lock()
				taken = append(taken, outcomes(pass)...)
				mu.Unlock()
			})
		}
		wg.Wait()
		var want, figures []string
		for a := range agencies {
			for r := range revisions {
				want = append(want, fmt.Sprintf("%d-%d.xlsx accepted %d", a, r, r+1))
			}
			figures = append(figures, fmt.Sprintf("OPD%d 1 5", a))
		}
		slices.Sort(taken)
		equal(o.t, "taken", taken, want)
		equal(o.t, "stored", o.sorted("drops", "name", "outcome", "revision"), want)
		equal(o.t, "in force", o.sorted("results", "agency", "quarter", "submission_revision"), figures)
		equal(o.t, "inbox", o.files("masuk"), nil)
		equal(o.t, "claims", o.rows("claims", "name"), nil)
	})
}

// TestOlderFileFirst: a worker that has the later of two reports of an agency waits for
// the one that has the earlier, and takes those of other agencies meanwhile.
func TestOlderFileFirst(t *testing.T) {
	eachPlanned(t, func(o *office) {
		o.importPlan(of(o.t, "Dinas Sosial", fixture(o.t, plan)), "DINSOS")
		first := fixture(o.t, tw1)
		o.drop("lama.xlsx", edited(o.t, first, map[string]any{spent: 1000000}))
		slow := o.beside()
		held, goOn := slow.pauseAt("stored") // claimed, and known to be of BKPP
		slowDone := slow.passing()
		<-held
		o.drop("baru.xlsx", edited(o.t, first, map[string]any{spent: 2000000}))
		o.drop("sosial.xlsx", of(o.t, "Dinas Sosial", first))
		quick := o.beside()
		marked := make(chan struct{})
		quick.StopAt(func(point string) error {
			if point == "marked" {
				marked <- struct{}{}
			}
			return nil
		})
		quickDone := quick.passing()
		<-marked
		equal(o.t, "taken first", o.rows("drops", "name", "outcome", "revision"), []string{"lama.xlsx accepted 1", "sosial.xlsx accepted 1"})
		close(goOn)
		<-marked
		<-slowDone
		<-quickDone
		equal(o.t, "order", o.sorted("drops", "name", "outcome", "revision"), []string{"baru.xlsx accepted 2", "lama.xlsx accepted 1", "sosial.xlsx accepted 1"})
	})
}

// TestOlderFileOfUnknownAgency is waited for, too: it may be of the same agency.
func TestOlderFileOfUnknownAgency(t *testing.T) {
	eachPlanned(t, func(o *office) {
		first := fixture(o.t, tw1)
		o.drop("lama.xlsx", edited(o.t, first, map[string]any{spent: 1000000}))
		slow := o.beside()
		held, goOn := slow.pauseAt("archived") // it was not opened yet
		slowDone := slow.passing()
		<-held
		o.drop("baru.xlsx", edited(o.t, first, map[string]any{spent: 2000000}))
		quick := o.beside()
		archived, goOn2 := quick.pauseAt("archived")
		quickDone := quick.passing()
		<-archived
		close(goOn2)
		time.Sleep(50 * time.Millisecond) // time in which it would be stored, if it did not wait
		close(goOn)
		<-slowDone
		<-quickDone
		equal(o.t, "order", o.sorted("drops", "name", "outcome", "revision"), []string{"baru.xlsx accepted 2", "lama.xlsx accepted 1"})
	})
}

// TestOlderFileOfTheDead: the file of a worker that died is taken first by who follows.
func TestOlderFileOfTheDead(t *testing.T) {
	eachPlanned(t, func(o *office) {
		first := fixture(o.t, tw1)
		o.drop("lama.xlsx", edited(o.t, first, map[string]any{spent: 1000000}))
		o.kill(2, pass)
		o.drop("baru.xlsx", edited(o.t, first, map[string]any{spent: 2000000}))
		next := o.again() // the dead one's lease has run out
		equal(o.t, "taken", outcomes(next.run()), []string{"baru.xlsx accepted 2", "lama.xlsx accepted 1"})

		o.drop("hilang.xlsx", edited(o.t, first, map[string]any{spent: 3000000}))
		next.kill(2, pass)
		if err := os.Remove(o.path("masuk/hilang.xlsx")); err != nil {
			o.t.Fatal(err)
		}
		o.drop("terakhir.xlsx", edited(o.t, first, map[string]any{spent: 4000000}))
		equal(o.t, "nobody waits for what is gone", outcomes(next.again().run()), []string{"terakhir.xlsx accepted 3"})
	})
}

// TestOlderFileGivenUp: what a worker gave up when it was told to stop is taken first by
// one that has the later report of the same agency in hand.
func TestOlderFileGivenUp(t *testing.T) {
	eachPlanned(t, func(o *office) {
		first := fixture(o.t, tw1)
		o.drop("lama.xlsx", edited(o.t, first, map[string]any{spent: 1000000}))
		told := o.beside()
		ctx, stop := context.WithCancel(o.t.Context())
		defer stop()
		held, goOn := told.pauseAt("archived")
		toldDone := make(chan struct{})
		go func() {
			_, _ = told.Run(ctx) // which says that it was stopped
			close(toldDone)
		}()
		<-held
		o.drop("baru.xlsx", edited(o.t, first, map[string]any{spent: 2000000}))
		quick := o.beside()
		quick.Lease = time.Hour
		archived, goOn2 := quick.pauseAt("archived")
		quickDone := quick.passing()
		<-archived
		stop()
		close(goOn)
		<-toldDone
		close(goOn2)
		<-quickDone
		equal(o.t, "order", o.sorted("drops", "name", "outcome", "revision"), []string{"baru.xlsx accepted 2", "lama.xlsx accepted 1"})
	})
}

// TestOlderFileTakenOver: one that loses an older file to another worker leaves the later
// ones of that agency until that file is stored.
func TestOlderFileTakenOver(t *testing.T) {
	eachPlanned(t, func(o *office) {
		for i, name := range []string{"awal.xlsx", "lama.xlsx", "baru.xlsx"} {
			o.drop(name, edited(o.t, fixture(o.t, tw1), map[string]any{spent: 1000000 * (i + 1)}))
		}
		slow := o.beside()
		reached, goOn := slow.pauseAt("marked") // the first is done
		done := slow.passing()
		<-reached
		dbtest.Exec(o.t, o.dsn, `UPDATE claims SET holder = 'lain', expires_at = '2000-01-01 00:00:00' WHERE name = 'lama.xlsx'`)
		close(goOn)
		<-done
		equal(o.t, "order", o.sorted("drops", "name", "outcome", "revision"),
			[]string{"awal.xlsx accepted 1", "baru.xlsx accepted 3", "lama.xlsx accepted 2"})
	})
}

// TestFailedFileHoldsBack what came after it from the same agency, and nothing else: it is
// stored first as soon as it can be.
func TestFailedFileHoldsBack(t *testing.T) {
	eachPlanned(t, func(o *office) {
		o.importPlan(of(o.t, "Dinas Sosial", fixture(o.t, plan)), "DINSOS")
		first := fixture(o.t, tw1)
		for n, name := range []string{"a.xlsx", "b.xlsx", "c.xlsx"} {
			o.drop(name, edited(o.t, first, map[string]any{spent: 1000000 * (n + 1)}))
		}
		o.drop("sosial.xlsx", of(o.t, "Dinas Sosial", first))
		o.Workers = 1
		failed := false
		o.StopAt(func(point string) error {
			if point != "journalled" || failed {
				return nil
			}
			failed = true
			return errors.New("the disk is full for a moment")
		})
		if pass, err := o.Run(o.t.Context()); err == nil || len(pass.Taken) != 1 || len(pass.Left) != 2 {
			o.t.Errorf("taken %v, left %v: %v", outcomes(pass), pass.Left, err)
		}
		o.run()
		equal(o.t, "order", o.rows("drops", "name", "revision"), []string{"sosial.xlsx 1", "a.xlsx 1", "b.xlsx 2", "c.xlsx 3"})
	})
}

// TestFailedFileHoldsBackTheWaiting: one that waited for another worker's file does not go
// before one of its own worker's that could not be stored meanwhile.
func TestFailedFileHoldsBackTheWaiting(t *testing.T) {
	eachPlanned(t, func(o *office) {
		first := fixture(o.t, tw1)
		o.drop("a.xlsx", edited(o.t, first, map[string]any{spent: 1000000}))
		o.drop("c.xlsx", edited(o.t, first, map[string]any{spent: 3000000}))
		oldest, err := os.Stat(o.path("masuk/a.xlsx"))
		if err != nil {
			o.t.Fatal(err)
		}
		other := db.Holder{ID: "lain", Lease: time.Hour} // has one between the two
		between := db.Item{Kind: db.InboxFile, Name: "b.xlsx", Modified: oldest.ModTime().Add(1)}
		if _, err := o.DB.Claim(o.t.Context(), other, april, []db.Item{between}); err != nil {
			o.t.Fatal(err)
		}
		if err := o.DB.Identify(o.t.Context(), other, map[string]string{"b.xlsx": "BKPP"}); err != nil {
			o.t.Fatal(err)
		}
		failed := false
		o.StopAt(func(point string) error {
			if point != "journalled" || failed {
				return nil
			}
			failed = true
			dbtest.Exec(o.t, o.dsn, `DELETE FROM claims WHERE holder = 'lain'`) // it is done
			return errors.New("the disk is full for a moment")
		})
		if pass, err := o.Run(o.t.Context()); err == nil || len(pass.Taken) != 0 {
			o.t.Errorf("taken %v: %v", outcomes(pass), err)
		}
		o.run()
		equal(o.t, "order", o.rows("drops", "name", "revision"), []string{"a.xlsx 1", "c.xlsx 2"})
	})
}

// TestFailedFileHoldsBackLaterBatches: what came so much later that it is opened apart
// waits for it just the same.
func TestFailedFileHoldsBackLaterBatches(t *testing.T) {
	eachPlanned(t, func(o *office) {
		first := fixture(o.t, tw1)
		o.drop("a.xlsx", edited(o.t, first, map[string]any{spent: 1000000}))
		o.drop("b.xlsx", edited(o.t, first, map[string]any{spent: 2000000}))
		for n := range 70 {
			o.drop(fmt.Sprintf("catatan %d.txt", n), []byte{byte(n)})
		}
		o.drop("c.xlsx", edited(o.t, first, map[string]any{spent: 3000000}))
		o.Workers = 1
		failed := false
		o.StopAt(func(point string) error {
			if point != "journalled" || failed {
				return nil
			}
			failed = true
			return errors.New("the disk is full for a moment")
		})
		if pass, err := o.Run(o.t.Context()); err == nil || len(pass.Taken) != 70 || len(pass.Left) != 2 {
			o.t.Errorf("taken %d, left %v: %v", len(pass.Taken), pass.Left, err)
		}
		o.run()
		accepted := slices.DeleteFunc(o.rows("drops", "name", "revision"), func(row string) bool { return !strings.Contains(row, ".xlsx") })
		equal(o.t, "order", accepted, []string{"a.xlsx 1", "b.xlsx 2", "c.xlsx 3"})
	})
}

// TestStalledWorker stands still between any two steps for longer than its lease, and
// then goes on: what another has done meanwhile is done once.
func TestStalledWorker(t *testing.T) {
	for _, point := range []string{"archived", "stored", "published", "cleared", "workbook written"} {
		t.Run(point, func(t *testing.T) {
			eachPlanned(t, func(o *office) {
				o.drop("tw1.xlsx", fixture(o.t, tw1))
				slow, quick := o.beside(), o.beside()
				reached, goOn := slow.pauseAt(point)
				done := slow.passing()
				<-reached
				dbtest.Exec(o.t, o.dsn, `UPDATE claims SET expires_at = '2000-01-01 00:00:00'`)
				quick.run()
				before := o.snapshot()
				close(goOn)
				<-done
				quick.run() // may have to publish once more
				equal(o.t, "drops", o.rows("drops", "name", "outcome", "revision"), []string{"tw1.xlsx accepted 1"})
				equal(o.t, "the end", o.snapshot(), before)
			})
		})
	}
}

// TestStalledRenewal: a worker that could renew nothing for longer than its lease does not
// believe, once it can again, that it still has what it had.
func TestStalledRenewal(t *testing.T) {
	eachPlanned(t, func(o *office) {
		o.importPlan(of(o.t, "Dinas Sosial", fixture(o.t, plan)), "DINSOS")
		o.drop("salah.xlsx", edited(o.t, fixture(o.t, tw1), map[string]any{spent: "12,x"}))
		o.drop("sosial.xlsx", of(o.t, "Dinas Sosial", fixture(o.t, tw1))) // its claim tells of the renewals
		slow := o.beside()
		slow.Lease, slow.Workers = 600*time.Millisecond, 1
		reached, goOn := slow.pauseAt("stored")
		done := slow.passing()
		<-reached
		unlock := dbtest.Lock(o.t, o.dsn, "claims")
		time.Sleep(2 * slow.Lease)
		unlock(`UPDATE claims SET holder = 'lain', expires_at = '2999-01-01 00:00:00' WHERE name = 'salah.xlsx'`)
		for range 2 {
			o.awaitRenewal("sosial.xlsx")
		}
		close(goOn)
		<-done
		equal(o.t, "left to the other", o.files("perbaikan"), nil)
	})
}

// awaitRenewal waits until a file's claim is renewed.
func (o *office) awaitRenewal(name string) {
	o.t.Helper()
	pool := dbtest.Look(o.t, o.dsn)
	defer func() { _ = pool.Close() }()
	expires := func() (at string) {
		err := pool.QueryRowContext(o.t.Context(), `SELECT CAST(expires_at AS CHAR) FROM claims WHERE name = ?`, name).Scan(&at)
		if err != nil {
			o.t.Fatal(err)
		}
		return at
	}
	for before := expires(); expires() == before; {
		time.Sleep(5 * time.Millisecond)
	}
}

// TestTimeOfReceipt: a report that was there before the deadline is not late since the
// worker that had it in hand was killed.
func TestTimeOfReceipt(t *testing.T) {
	eachPlanned(t, func(o *office) {
		o.drop("tw1.xlsx", fixture(o.t, tw1))
		o.kill(2, pass)
		o.now = night.Add(24 * time.Hour)
		o = o.again()
		equal(o.t, "taken", outcomes(o.run()), []string{"tw1.xlsx accepted 1"})
		equal(o.t, "received", o.standing(1).ReceivedAt.Equal(april), true)
		equal(o.t, "days of delay", o.standing(1).LateDays, 0)
	})
}

// TestOnce: a job that is due for all workers is done by one of them.
func TestOnce(t *testing.T) {
	eachPlanned(t, func(o *office) {
		o.now = night
		at, times := night.Add(-time.Minute), 0
		do := func(ctx context.Context) error {
			times++
			if err := o.beside().Once(ctx, jobs.CloseOutJob, at, nil); !errors.Is(err, jobs.ErrElsewhere) {
				o.t.Errorf("while it is done: %v", err)
			}
			_, err := o.CloseOutRecorded(ctx, db.Run{ID: strconv.Itoa(times), Why: db.Scheduled, ScheduledFor: at})
			return err
		}
		for range 2 {
			if err := o.Once(o.t.Context(), jobs.CloseOutJob, at, do); err != nil {
				o.t.Error(err)
			}
		}
		equal(o.t, "times", times, 1)
		o.later(24 * time.Hour)
		at = at.Add(24 * time.Hour)
		if err := o.Once(o.t.Context(), jobs.CloseOutJob, at, do); err != nil {
			o.t.Error(err)
		}
		equal(o.t, "the next day", times, 2)
	})
}
