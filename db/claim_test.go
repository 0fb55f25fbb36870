package db_test

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"rekon/db"
	"rekon/db/dbtest"
)

// Two workers. The lease of the first never ends by itself in these tests.
var (
	one = db.Holder{ID: "one", Lease: time.Hour}
	two = db.Holder{ID: "two", Lease: time.Hour}
)

// moment is noon as the database holds it.
var moment = noon.UTC().Truncate(time.Microsecond)

func inboxFile(name string) db.Item {
	return db.Item{Kind: db.InboxFile, Name: name, Size: 12, Modified: noon}
}

// claim claims one item and tells whether it was given, and since when it is known.
func claim(t *testing.T, d *db.DB, h db.Holder, at time.Time, item db.Item) db.Claim {
	t.Helper()
	got, err := d.Claim(t.Context(), h, at, []db.Item{item})
	if err != nil || len(got) != 1 {
		t.Fatal(got, err)
	}
	return got[0]
}

// die ends the leases of a worker that says nothing any more.
func die(t *testing.T, dsn string, h db.Holder) {
	t.Helper()
	dbtest.Exec(t, dsn, `UPDATE claims SET expires_at = '2000-01-01 00:00:00' WHERE holder = '`+h.ID+`'`)
}

// TestClaim: an item is one holder's until it gives it up or is silent for too long.
func TestClaim(t *testing.T) {
	dbtest.EachDSN(t, func(t *testing.T, dsn string) {
		d := dbtest.Open(t, dsn)
		x, later := inboxFile("bkpp/x.xlsx"), moment.Add(time.Minute)
		equal(t, "free", claim(t, d, one, noon, x), db.Claim{Mine: true, ReceivedAt: moment})
		equal(t, "once more", claim(t, d, one, later, x), db.Claim{Mine: true, ReceivedAt: moment})
		equal(t, "another's", claim(t, d, two, later, x), db.Claim{})
		equal(t, "of another kind", claim(t, d, two, later, db.Item{Kind: db.QuarterResult, Name: x.Name}).Mine, true)
		for _, over := range []func(){
			func() { die(t, dsn, one) },
			func() {
				if err := d.GiveUp(t.Context(), one); err != nil {
					t.Fatal(err)
				}
			},
		} {
			over()
			equal(t, "taken over", claim(t, d, two, later, x), db.Claim{Mine: true, ReceivedAt: moment})
			equal(t, "not back", claim(t, d, one, later, x), db.Claim{})
			die(t, dsn, two)
			equal(t, "back", claim(t, d, one, later, x), db.Claim{Mine: true, ReceivedAt: moment})
		}
		die(t, dsn, one)
		x.Size++
		equal(t, "another file of that name", claim(t, d, two, later, x), db.Claim{Mine: true, ReceivedAt: later})
	})
}

// TestRenew: a holder that lives keeps what it has, one that was taken over is told.
func TestRenew(t *testing.T) {
	dbtest.EachDSN(t, func(t *testing.T, dsn string) {
		d := dbtest.Open(t, dsn)
		x, y := inboxFile("x"), inboxFile("y")
		claim(t, d, one, noon, x)
		claim(t, d, one, noon, y)
		die(t, dsn, one)
		if err := d.Holds(t.Context(), one, x); err != nil {
			t.Errorf("nobody took it: %v", err)
		}
		equal(t, "held", claim(t, d, two, noon, x).Mine, false)
		equal(t, "not held", claim(t, d, two, noon, y).Mine, true)
		if err := d.Holds(t.Context(), one, y); !errors.Is(err, db.ErrLost) {
			t.Errorf("two has it: %v", err)
		}
		die(t, dsn, one)
		if err := d.Renew(t.Context(), one); err != nil {
			t.Fatal(err)
		}
		equal(t, "renewed", claim(t, d, two, noon, x).Mine, false)
		equal(t, "still two's", claim(t, d, one, noon, y).Mine, false)
	})
}

// TestClaimAtOnce: of eight workers that want the same files at the same moment each
// file is given to exactly one.
func TestClaimAtOnce(t *testing.T) {
	dbtest.EachDSN(t, func(t *testing.T, dsn string) {
		dbtest.Open(t, dsn)
		var items []db.Item
		for i := range 40 {
			items = append(items, inboxFile(fmt.Sprintf("%d.xlsx", i)))
		}
		claim(t, dbtest.Open(t, dsn), one, noon, items[7])
		die(t, dsn, one) // one of them is taken over, the others are new
		var mu sync.Mutex
		given := map[string]int{}
		var wg sync.WaitGroup
		for n := range 8 {
			d := dbtest.Open(t, dsn)
			wg.Go(func() {
				want := slices.Clone(items)
				if n%2 == 1 {
					slices.Reverse(want)
				}
				for part := range slices.Chunk(want, 10) {
					got, err := d.Claim(t.Context(), db.Holder{ID: fmt.Sprint(n), Lease: time.Hour}, noon, part)
					if err != nil {
						t.Error(err)
						return
					}
					mu.Lock()
					for i, c := range got {
						if c.Mine {
							given[part[i].Name]++
						}
					}
					mu.Unlock()
				}
			})
		}
		wg.Wait()
		for _, i := range items {
			if given[i.Name] != 1 {
				t.Errorf("%s was given to %d", i.Name, given[i.Name])
			}
		}
	})
}

// TestFence: what was taken over meanwhile is not stored by the first holder, in any of
// the ways in which a drop is stored; and what a lost answer hid is found.
func TestFence(t *testing.T) {
	dbtest.EachDSN(t, func(t *testing.T, dsn string) {
		d := dbtest.Open(t, dsn)
		p, _ := give(t, d, "BKPP", 1)
		ways := map[string]func(db.Drop) (int64, error){
			"accept": func(x db.Drop) (int64, error) {
				s := state(t, d, "BKPP")
				a := acceptance(s, sampleReport(p, 1, s.NextRevision(1)))
				a.Drop.Name, a.Drop.Holder = x.Name, x.Holder
				return d.Accept(t.Context(), a)
			},
			"return":    func(x db.Drop) (int64, error) { return d.Return(t.Context(), x, nil) },
			"duplicate": func(x db.Drop) (int64, error) { return d.Duplicate(t.Context(), x) },
		}
		for name, store := range ways {
			drop := db.Drop{Name: name + ".xlsx", SHA256: hash, ReceivedAt: noon, DecidedAt: noon, Holder: one.ID}
			claim(t, d, one, noon, inboxFile(drop.Name))
			die(t, dsn, one)
			claim(t, d, two, noon, inboxFile(drop.Name))
			before := dbtest.Dump(t, dsn)
			if _, err := store(drop); !errors.Is(err, db.ErrLost) {
				t.Errorf("%s without the claim: %v", name, err)
			}
			equal(t, name+" left", dbtest.Dump(t, dsn), before)

			drop.Holder = two.ID
			id, err := store(drop)
			if err != nil || id == 0 {
				t.Fatal(name, id, err)
			}
			after := dbtest.Dump(t, dsn)
			again, err := store(drop)
			if err != nil || again != id {
				t.Errorf("%s once more is drop %d, not %d: %v", name, again, id, err)
			}
			equal(t, name+" once more", dbtest.Dump(t, dsn), after)

			equal(t, "while it is pending", claim(t, d, two, noon, inboxFile(drop.Name)).Mine, false)
			got, err := d.ClaimStored(t.Context(), two, noon, []db.Drop{{ID: id, Name: drop.Name}})
			if err != nil || !got[0].Mine {
				t.Error("not to be finished", got, err)
			}
			if err := d.MarkDropPublished(t.Context(), db.Drop{ID: id, Name: drop.Name, Holder: two.ID}, noon); err != nil {
				t.Fatal(err)
			}
			if got, err := d.ClaimStored(t.Context(), one, noon, []db.Drop{{ID: id, Name: drop.Name}}); err != nil || got[0].Mine {
				t.Error("to be finished twice", got, err)
			}
			equal(t, "dropped again", claim(t, d, one, noon.Add(time.Hour), inboxFile(drop.Name)), db.Claim{Mine: true, ReceivedAt: moment.Add(time.Hour)})
		}
	})
}

// TestRivals: the others' files, with whose they are and whether their worker lives.
func TestRivals(t *testing.T) {
	dbtest.EachDSN(t, func(t *testing.T, dsn string) {
		d := dbtest.Open(t, dsn)
		claim(t, d, one, noon, inboxFile("mine"))
		for _, name := range []string{"whose", "bkpp", "nobody's"} {
			claim(t, d, two, noon, inboxFile(name))
		}
		if err := d.Identify(t.Context(), two, map[string]string{"bkpp": "BKPP", "nobody's": "", "mine": "BKPP"}); err != nil {
			t.Fatal(err)
		}
		rivals := func() []db.Rival {
			got, err := d.Rivals(t.Context(), one)
			if err != nil {
				t.Fatal(err)
			}
			slices.SortFunc(got, func(a, b db.Rival) int { return len(a.Name) - len(b.Name) })
			for i := range got {
				if !got[i].Modified.Equal(noon) {
					t.Errorf("%s is of %v", got[i].Name, got[i].Modified)
				}
				got[i].Modified = time.Time{}
			}
			return got
		}
		equal(t, "rivals", rivals(), []db.Rival{{Name: "bkpp", Identified: true, Agency: "BKPP"}, {Name: "whose"}, {Name: "nobody's", Identified: true}})
		if err := d.Forsake(t.Context(), []string{"bkpp"}); err != nil {
			t.Fatal(err)
		}
		equal(t, "of the living", len(rivals()), 3)
		die(t, dsn, two)
		equal(t, "dead", rivals()[1], db.Rival{Name: "whose", Expired: true})
		if err := d.Forsake(t.Context(), []string{"bkpp"}); err != nil {
			t.Fatal(err)
		}
		equal(t, "of the dead", len(rivals()), 2)
		claim(t, d, two, noon, inboxFile("a later one"))
		if err := d.GiveUp(t.Context(), two); err != nil {
			t.Fatal(err)
		}
		equal(t, "given up", rivals()[2], db.Rival{Name: "a later one", Expired: true})
	})
}
