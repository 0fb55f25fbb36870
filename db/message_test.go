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
	"rekon/reconcile"
)

// letter is one to be queued about the first quarter of BKPP.
func letter(kind db.MessageKind, to string) db.Message {
	at := noon.Truncate(time.Microsecond).UTC()
	return db.Message{Kind: kind, To: to, MessageID: to + "-" + string(kind), Agency: "BKPP", Period: quarter(1), QueuedAt: at, GiveUpAt: at.Add(time.Hour)}
}

func queued(t *testing.T, d *db.DB, states ...db.MessageState) []db.Message {
	t.Helper()
	got, err := d.Messages(t.Context(), states...)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func next(t *testing.T, o *db.Outbox, at time.Time) (db.Message, bool) {
	t.Helper()
	m, ok, err := o.Next(t.Context(), at)
	if err != nil {
		t.Fatal(err)
	}
	return m, ok
}

// TestLettersAreQueuedWithTheDrop: once for each recipient, not before the drop is
// stored, and not taken to be sent before the drop is published.
func TestLettersAreQueuedWithTheDrop(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		give(t, d, "BKPP", 2)
		drop := db.Drop{Name: "x.xlsx", SHA256: hash, ReceivedAt: noon, DecidedAt: noon,
			Messages: []db.Message{letter(db.ReturnMessage, "a@b"), letter(db.ReturnMessage, "c@d"), letter(db.SummaryMessage, "e@f")}}
		broken := drop
		broken.Messages = append(slices.Clone(drop.Messages), letter("", "a@b")) // of no kind: not to be stored
		if _, err := d.Return(t.Context(), broken, nil); err == nil {
			t.Error("stored")
		}
		equal(t, "letters of a drop that was not stored", len(queued(t, d)), 0)
		id, err := d.Return(t.Context(), drop, nil)
		if err != nil {
			t.Fatal(err)
		}
		got := queued(t, d)
		want := letter(db.ReturnMessage, "a@b")
		if len(got) != 2 { // no summary before the close-out
			t.Fatalf("queued %+v", got)
		}
		want.ID, want.Drop, want.State, want.NextAt = got[0].ID, id, db.Waiting, want.QueuedAt
		equal(t, "queued", got[0], want)
		box := d.Outbox("one", time.Hour)
		if _, ok := next(t, box, noon); ok {
			t.Error("sent before the drop is published")
		}
		if err := d.MarkDropPublished(t.Context(), db.Drop{ID: id, Name: drop.Name}, noon); err != nil {
			t.Fatal(err)
		}
		if m, ok := next(t, box, noon); !ok || m.Drop != id {
			t.Errorf("not sent afterwards: %+v", m)
		}
	})
}

// TestReminderIsQueuedOnce, by however many workers, and not to who has reported.
func TestReminderIsQueuedOnce(t *testing.T) {
	dbtest.EachDSN(t, func(t *testing.T, dsn string) {
		first := dbtest.Open(t, dsn)
		p, _ := give(t, first, "BKPP", 2)
		p.Agency.Code = "DINKES"
		if _, _, err := first.SavePlan(t.Context(), p, noon, due); err != nil {
			t.Fatal(err)
		}
		var wg sync.WaitGroup
		var mu sync.Mutex
		total := 0
		for worker := range 6 {
			d := dbtest.Open(t, dsn)
			wg.Go(func() {
				m := letter(db.ReminderMessage, "a@b")
				m.Agency, m.MessageID = "DINKES", fmt.Sprint(worker)
				other := m
				other.To = "c@d"
				got, err := d.Remind(t.Context(), "DINKES", quarter(1), []db.Message{m, other})
				if err != nil {
					t.Error(err)
				}
				mu.Lock()
				defer mu.Unlock()
				total += len(got)
			})
		}
		wg.Wait()
		if total != 2 || len(queued(t, first)) != 2 {
			t.Errorf("%d queued, %d stored", total, len(queued(t, first)))
		}
		if got, err := first.Remind(t.Context(), "BKPP", quarter(1), []db.Message{letter(db.ReminderMessage, "a@b")}); len(got) > 0 || err != nil {
			t.Errorf("who has reported is reminded: %v, %v", got, err)
		}
	})
}

// reminders queues n letters.
func reminders(t *testing.T, d *db.DB, n int) {
	t.Helper()
	var all []db.Message
	for i := range n {
		m := letter(db.ReminderMessage, fmt.Sprintf("%d@rekon.test", i))
		m.Agency = "X"
		all = append(all, m)
	}
	if got, err := d.Remind(t.Context(), "X", reconcile.Period{Year: year, Quarter: 1}, all); err != nil || len(got) != n {
		t.Fatal(len(got), err)
	}
}

// TestOutbox: a letter is one worker's until it is settled or the lease runs out; who
// has lost it settles nothing; what is settled to be tried later comes then.
func TestOutbox(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		reminders(t, d, 1)
		dead, alive := d.Outbox("dead", -time.Second), d.Outbox("alive", time.Hour)
		if _, ok := next(t, alive, noon.Add(-time.Second)); ok {
			t.Error("taken before it is due")
		}
		lost, ok := next(t, dead, noon) // whose lease runs out at once
		if !ok {
			t.Fatal("nothing to take")
		}
		m, ok := next(t, alive, noon)
		if !ok || m.ID != lost.ID || m.MessageID != lost.MessageID {
			t.Fatalf("not taken over: %+v", m)
		}
		if _, ok := next(t, d.Outbox("third", time.Hour), noon); ok {
			t.Error("taken from a living worker")
		}
		lost.State = db.Sent
		if err := dead.Settle(t.Context(), lost); !errors.Is(err, db.ErrLost) {
			t.Errorf("settled by who had lost it: %v", err)
		}
		m.State, m.Attempts, m.Error, m.NextAt = db.Waiting, 1, "nanti", m.QueuedAt.Add(time.Hour)
		if err := alive.Settle(t.Context(), m); err != nil {
			t.Fatal(err)
		}
		equal(t, "waiting", queued(t, d, db.Waiting), []db.Message{m})
		if _, ok := next(t, alive, noon); ok {
			t.Error("taken before its time")
		}
		if _, ok := next(t, alive, noon.Add(time.Hour)); !ok {
			t.Error("not taken at its time")
		}
		m.State, m.NextAt, m.EndedAt = db.GivenUp, time.Time{}, m.QueuedAt.Add(2*time.Hour)
		if err := alive.Settle(t.Context(), m); err != nil {
			t.Fatal(err)
		}
		n, err := d.CountMessages(t.Context())
		equal(t, "counted", n, map[db.MessageState]int{db.GivenUp: 1})
		if again, e := d.RetryMessages(t.Context(), noon, noon.Add(time.Hour)); again != 1 || e != nil || err != nil {
			t.Error(again, e, err)
		}
		m, ok = next(t, alive, noon)
		if !ok || m.Attempts != 0 || !m.GiveUpAt.Equal(noon.Add(time.Hour).Truncate(time.Microsecond)) {
			t.Errorf("again: %+v", m)
		}
	})
}

// TestOutboxesAtOnce: workers that take at the same time never take the same letter.
func TestOutboxesAtOnce(t *testing.T) {
	dbtest.EachDSN(t, func(t *testing.T, dsn string) {
		reminders(t, dbtest.Open(t, dsn), 40)
		var mu sync.Mutex
		taken := map[int64]int{}
		var wg sync.WaitGroup
		for i := range 4 {
			box := dbtest.Open(t, dsn).Outbox(fmt.Sprint("worker ", i), time.Hour)
			wg.Go(func() {
				for range 41 {
					m, ok, err := box.Next(t.Context(), noon)
					if err != nil {
						t.Error(err)
					}
					if !ok {
						return
					}
					mu.Lock()
					taken[m.ID]++
					mu.Unlock()
				}
			})
		}
		wg.Wait()
		for id, n := range taken {
			if n != 1 {
				t.Errorf("letter %d was taken %d times", id, n)
			}
		}
		if len(taken) != 40 {
			t.Errorf("%d letters were taken", len(taken))
		}
	})
}
