package jobs

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"rekon/db"
	"rekon/xlsx"
)

// batch is the files of the inbox that are claimed and opened together.
type batch struct {
	*hold
	others *patience
	behind map[string]error // why later files of an agency wait, for one that was left in this round
	files  []file
	opened []incoming
	failed []error // why a file stays where it is, nil while it does not
	taken  []*Taken
}

// takeAll opens files side by side, then carries each through its stages: those of
// one agency in the order of their arrival, agencies side by side. It tells how many
// are in the hands of others.
func (j *Job) takeAll(ctx context.Context, h *hold, others *patience, left map[string]error, files []file, agencies []xlsx.Known, pass *Pass) (held int, err error) {
	b := batch{h, others, left, files, make([]incoming, len(files)), make([]error, len(files)), make([]*Taken, len(files))}
	if err := b.open(ctx, agencies); err != nil {
		return 0, fmt.Errorf("%w: %w", errNotBegun, err)
	}
	if err := errors.Join(b.identify(ctx), b.release(ctx)); err != nil {
		b.leave(b.groups(), err)
		return 0, fmt.Errorf("%w: %w", errNotBegun, err)
	}
	b.takeInOrder(ctx)
	fresh := resultCache{}
	held, err = b.gather(pass, fresh)
	if ctx.Err() != nil { // told to stop; the next pass sees to the rest
		return held, err
	}
	n, err2 := j.publishResults(ctx, h, fresh, pass)
	return held + n, errors.Join(err, err2)
}

// errNotBegun says that nobody knows whose a batch's files are: later ones may have to
// wait for them.
var errNotBegun = errors.New("these files and those after them were left")

// open claims the files and opens those that it was given.
func (b *batch) open(ctx context.Context, agencies []xlsx.Known) error {
	var items []db.Item
	for _, f := range b.files {
		items = append(items, inboxItem(f))
	}
	claims, err := b.claim(ctx, items)
	if err != nil {
		return err
	}
	b.j.sideBySide(len(b.files), func(i int) {
		switch {
		case !claims[i].Mine:
			b.failed[i] = inOtherHands
		case ctx.Err() != nil:
			b.failed[i] = stopped
		default:
			b.opened[i], b.failed[i] = b.j.receive(b.files[i], agencies)
			b.opened[i].receivedAt = claims[i].ReceivedAt
		}
	})
	return nil
}

// release ends the claims on files that left the inbox meanwhile.
func (b *batch) release(ctx context.Context) error {
	var left []db.Item
	for i, f := range b.files {
		if errors.Is(b.failed[i], gone) {
			left = append(left, inboxItem(f))
			b.done(inboxItem(f))
		}
	}
	if len(left) == 0 {
		return nil
	}
	return b.j.DB.Release(ctx, b.Holder, left)
}

// identify lets the other workers know whose files these are. A file that stays is
// nothing that they wait for.
func (b *batch) identify(ctx context.Context) error {
	whose := map[string]string{}
	for i, f := range b.files {
		if b.failed[i] != inOtherHands { //nolint:errorlint // the very value
			whose[f.name] = b.opened[i].identity.Agency
		}
	}
	return b.j.DB.Identify(ctx, b.Holder, whose)
}

// takeInOrder takes the files of each agency one after the other. One before which
// another worker has an older file of that agency waits for it, and stays when that
// worker died: the next round takes both.
func (b *batch) takeInOrder(ctx context.Context) {
	groups := b.groups()
	for len(groups) > 0 {
		rivals, err := b.j.DB.Rivals(ctx, b.Holder)
		if err != nil {
			b.leave(groups, err)
			return
		}
		ready := make([][]int, len(groups))
		for g, group := range groups {
			ready[g], groups[g] = b.split(group, rivals)
		}
		b.takeReady(ctx, ready, groups)
		groups = slices.DeleteFunc(groups, isEmpty)
		if len(slices.Concat(ready...)) > 0 {
			b.others.begin()
		} else if slices.ContainsFunc(rivals, isDead) || !b.others.wait(ctx) {
			b.leave(groups, behind)
			return
		}
	}
}

func isEmpty(group []int) bool { return len(group) == 0 }

func isDead(r db.Rival) bool { return r.Expired }

// split parts a group into the files that may be taken now and those that wait.
func (b *batch) split(group []int, rivals []db.Rival) (ready, wait []int) {
	for n, i := range group {
		if slices.ContainsFunc(rivals, func(r db.Rival) bool { return goesFirst(r, b.files[i], b.opened[i].identity.Agency) }) {
			return group[:n], group[n:]
		}
	}
	return group, nil
}

// goesFirst: of two reports of one agency the later wins, so that an older file which
// is or may be of the same agency is waited for.
func goesFirst(r db.Rival, f file, agency string) bool {
	older := cmp.Or(r.Modified.Compare(f.time), cmp.Compare(r.Name, f.name)) < 0
	return older && (!r.Identified || agency != "" && r.Agency == agency)
}

// takeReady takes files. One that could not be stored now, or that another worker took
// over, holds back those behind it, the waiting too: it must not be stored after them.
func (b *batch) takeReady(ctx context.Context, ready, waiting [][]int) {
	b.j.sideBySide(len(ready), func(g int) {
		for n, i := range ready[g] {
			if b.failed[i] = stopping(ctx); b.failed[i] == nil {
				b.taken[i], b.failed[i] = b.j.take(ctx, b.hold, &b.opened[i])
			}
			b.opened[i].close()
			if why := holdsBack(b.failed[i]); why != nil {
				b.leave([][]int{ready[g][n+1:], waiting[g]}, why)
				waiting[g] = nil
				return
			}
		}
	})
}

// holdsBack is why the files after one of their agency stay where they are, nil when they
// do not. One over which the program itself breaks down holds back none, for it would do
// so for ever.
func holdsBack(failed error) error {
	switch {
	case failed == nil, errors.Is(failed, errUnfinished), errors.Is(failed, errBroken):
		return nil
	case isLost(failed), errors.Is(failed, inOtherHands):
		return behind
	case errors.Is(failed, stopped), errors.Is(failed, behind):
		return failed
	default:
		return behindFailed
	}
}

// leave leaves files where they are.
func (b *batch) leave(groups [][]int, why error) {
	for _, i := range slices.Concat(groups...) {
		b.failed[i] = why
		b.opened[i].close()
	}
}

// groups gathers the files of one agency, so that of two reports the later one wins;
// a file of no known agency goes alone.
func (b *batch) groups() [][]int {
	var groups [][]int
	of := map[string]int{}
	for i, in := range b.opened {
		if b.failed[i] != nil {
			continue
		}
		key := in.identity.Agency
		if why := b.behind[key]; why != nil {
			b.leave([][]int{{i}}, why)
			continue
		}
		if key == "" {
			key = in.sha256 // the same bytes twice must meet
		}
		g, known := of[key]
		if !known {
			g = len(groups)
			of[key], groups = g, append(groups, nil)
		}
		groups[g] = append(groups[g], i)
	}
	return groups
}

// gather adds to the pass what became of the files, and the results that are new.
func (b *batch) gather(pass *Pass, fresh resultCache) (held int, err error) {
	var errs []error
	for i, f := range b.files {
		failed := b.failed[i]
		if isLost(failed) {
			failed = inOtherHands
		}
		if agency, why := b.opened[i].identity.Agency, holdsBack(b.failed[i]); why != nil && agency != "" {
			b.behind[agency] = why
		}
		var wait notNow
		switch {
		case errors.As(failed, &wait):
			pass.Left = append(pass.Left, Skipped{f.name, string(wait)})
			if wait == inOtherHands || wait == behind {
				held++
			}
		case failed != nil:
			errs = append(errs, fmt.Errorf("%s: %w", f.name, failed))
		case b.taken[i] != nil:
			pass.Taken = append(pass.Taken, *b.taken[i])
			fresh.add(b.taken[i].update)
		}
	}
	return held, errors.Join(errs...)
}

// sideBySide does n things with the job's workers.
func (j *Job) sideBySide(n int, do func(int)) {
	var wg sync.WaitGroup
	next := make(chan int)
	for range min(j.workers(), n) {
		wg.Go(func() {
			for i := range next {
				do(i)
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	wg.Wait()
}
