package jobs

import (
	"context"
	"errors"
	"sync"
	"time"

	"rekon/db"
)

// Several workers may share the folder and the database. What one of them works on it
// claims for the length of a lease, which it renews as long as it lives; what a dead
// one has claimed another takes over.

// DefaultLease is how long a worker may say nothing before it is taken for dead.
const DefaultLease = 20 * time.Second

// hold is what one run has claimed.
type hold struct {
	db.Holder
	j *Job

	mu      sync.Mutex
	open    map[db.Item]bool // claimed, and neither marked nor given up
	renewed time.Time        // when all leases were last renewed without a gap
	rest    func()           // ends the renewing; nil before there is anything to renew
}

func (j *Job) newHold() *hold {
	h := &hold{j: j, open: map[db.Item]bool{}}
	h.ID, h.Lease = NewRunID(), j.Lease
	if h.Lease <= 0 {
		h.Lease = DefaultLease
	}
	return h
}

// claim claims items and answers for each.
func (h *hold) claim(ctx context.Context, items []db.Item) ([]db.Claim, error) {
	begun := now()
	claims, err := h.j.DB.Claim(ctx, h.Holder, h.j.Now(), items)
	h.keep(ctx, items, claims, begun)
	return claims, err
}

// claimStored claims drops to be finished and answers for each.
func (h *hold) claimStored(ctx context.Context, drops []db.Drop) ([]db.Claim, error) {
	var items []db.Item
	for _, d := range drops {
		items = append(items, dropItem(d))
	}
	begun := now()
	claims, err := h.j.DB.ClaimStored(ctx, h.Holder, h.j.Now(), drops)
	h.keep(ctx, items, claims, begun)
	return claims, err
}

// keep has the leases renewed from now on.
func (h *hold) keep(ctx context.Context, items []db.Item, claims []db.Claim, begun time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for i, c := range claims {
		if c.Mine {
			h.open[bare(items[i])] = true
		}
	}
	if len(h.open) > 0 && h.rest == nil {
		h.renewed, h.rest = begun, h.renew(context.WithoutCancel(ctx))
	}
}

// bare is an item by its name alone.
func bare(i db.Item) db.Item { return db.Item{Kind: i.Kind, Name: i.Name} }

// renew keeps the leases alive until the returned function is called.
func (h *hold) renew(ctx context.Context) func() {
	ctx, cancel := context.WithCancel(ctx)
	var done sync.WaitGroup
	done.Go(func() {
		for Sleep(ctx, h.Lease/3) == nil {
			begun := now()
			if err := h.j.DB.Renew(ctx, h.Holder); err == nil {
				h.extend(begun)
			} else if ctx.Err() == nil {
				h.j.Log.Warn("leases not renewed", "error", err)
			}
		}
	})
	return func() {
		cancel()
		done.Wait()
	}
}

// extend notes a renewal. One that comes when the leases may have run out proves nothing:
// what another took over meanwhile is not renewed, so that each item is asked for from
// then on.
func (h *hold) extend(begun time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if now().Sub(h.renewed) < h.Lease {
		h.renewed = begun
	}
}

// still makes sure, before something is done outside the database, that an item is
// not another's by now: this process may have been stopped for a while.
func (h *hold) still(ctx context.Context, item db.Item) error {
	h.mu.Lock()
	fresh := now().Sub(h.renewed) < h.Lease*2/3
	h.mu.Unlock()
	if fresh {
		return nil
	}
	return h.j.DB.Holds(ctx, h.Holder, item)
}

// done notes that the claim on an item has ended with its work.
func (h *hold) done(item db.Item) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.open, bare(item))
}

// end gives up what is still claimed, for whoever comes next.
func (h *hold) end(ctx context.Context) error {
	if h.rest == nil {
		return nil
	}
	h.rest()
	if len(h.open) == 0 {
		return nil
	}
	if err := h.j.reached("giving up"); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), h.Lease)
	defer cancel()
	return h.j.DB.GiveUp(ctx, h.Holder)
}

// patience is the waiting for other workers: for two leases after anything was last
// achieved, since by then one that died has been found out, and followed.
type patience struct {
	h     *hold
	until time.Time
}

func (h *hold) patience() *patience {
	p := &patience{h: h}
	p.begin()
	return p
}

// begin waits anew, since something was achieved.
func (p *patience) begin() { p.until = now().Add(2 * p.h.Lease) }

// wait lets others work for a moment; false when there is no more waiting.
func (p *patience) wait(ctx context.Context) bool {
	return now().Before(p.until) && Sleep(ctx, p.h.lookAgain()) == nil
}

// lookAgain is how long one waits before looking whether others are done.
func (h *hold) lookAgain() time.Duration {
	return min(max(h.Lease/20, 50*time.Millisecond), time.Second)
}

// now is the clock of leases, which are a matter between processes: it goes on while
// that of the office stands still in a test.
func now() time.Time { return time.Now() } //nolint:forbidigo // see above

// inboxItem is what is claimed to work on a file.
func inboxItem(f file) db.Item {
	return db.Item{Kind: db.InboxFile, Name: f.name, Size: f.size, Modified: f.time}
}

// dropItem is what is claimed to finish a drop.
func dropItem(d db.Drop) db.Item { return db.Item{Kind: db.InboxFile, Name: d.Name} }

// isLost reports whether work was dropped since another worker has taken it over.
func isLost(err error) bool { return errors.Is(err, db.ErrLost) }
