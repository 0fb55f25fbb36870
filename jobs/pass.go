package jobs

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"rekon/db"
	"rekon/xlsx"
)

// Pass is what one pass over the share did.
type Pass struct {
	Taken     []Taken   // every file that was decided about, in the order of their arrival
	Left      []Skipped // what stays in the inbox for now
	Published []string  // variance workbooks written, by path in the share
}

// Taken is a decision carried out.
type Taken struct {
	Decision
	ReceivedAt time.Time
	Paths      []string // what was written for the sender, by path in the share
}

// Count is how many files had an outcome.
func (p Pass) Count(o db.Outcome) int {
	n := 0
	for _, t := range p.Taken {
		if t.Outcome == o {
			n++
		}
	}
	return n
}

// chunk bounds how many opened workbooks are held at once.
const chunk = 64

// Run makes one pass over the share: it finishes what an earlier pass left, takes
// every settled file of the inbox, publishes, and puts out entry workbooks. One
// bad file never stops the others: errors are joined, and each file that has one
// stays in the inbox. When the context ends it stops between two files.
func (j *Job) Run(ctx context.Context) (Pass, error) {
	var pass Pass
	if err := errors.Join(j.DB.CheckSchema(ctx), j.mounted()); err != nil {
		return pass, err
	}
	unfinished, err := j.finishDrops(ctx, &pass)
	errs := []error{err}
	agencies, err := j.known(ctx)
	if err != nil {
		return pass, errors.Join(append(errs, err)...)
	}
	files, left, err := j.settled(ctx)
	if err != nil {
		return pass, errors.Join(append(errs, err)...)
	}
	files, pass.Left = setAside(files, left, unfinished)
	for part := range slices.Chunk(files, chunk) {
		j.tell(len(pass.Taken), len(files))
		errs = append(errs, j.takeAll(ctx, part, agencies, &pass))
	}
	if ctx.Err() != nil {
		return pass, errors.Join(append(errs, ctx.Err())...)
	}
	published, err := j.PublishResults(ctx, nil)
	pass.Published = append(pass.Published, published...)
	errs = append(errs, err, j.PublishTemplates(ctx))
	return pass, errors.Join(append(errs, j.PublishStatus(ctx, len(pass.Taken)+len(pass.Published) > 0), ctx.Err())...)
}

// setAside leaves alone what is decided about already: a file of the same name is
// not taken a second time while the first is not done with.
func setAside(files []file, left []Skipped, unfinished map[string]bool) ([]file, []Skipped) {
	files = slices.DeleteFunc(files, func(f file) bool {
		if unfinished[f.name] {
			left = append(left, Skipped{f.name, "menunggu putaran sebelumnya diselesaikan"})
		}
		return unfinished[f.name]
	})
	return files, left
}

func (j *Job) tell(done, of int) {
	if j.Progress != nil {
		j.Progress(done, of)
	}
}

// takeAll opens files side by side, then carries each through its stages: those of
// one agency in the order of their arrival, agencies side by side.
func (j *Job) takeAll(ctx context.Context, files []file, agencies []xlsx.Known, pass *Pass) error {
	opened := make([]incoming, len(files))
	waiting := make([]error, len(files))
	j.sideBySide(len(files), func(i int) {
		if waiting[i] = stopping(ctx); waiting[i] == nil {
			opened[i], waiting[i] = j.receive(files[i], agencies)
		}
	})
	groups := groupByAgency(opened, waiting)
	taken := make([]*Taken, len(files))
	j.sideBySide(len(groups), func(g int) {
		for _, i := range groups[g] {
			if waiting[i] = stopping(ctx); waiting[i] == nil {
				taken[i], waiting[i] = j.take(ctx, &opened[i])
			}
			opened[i].close()
		}
	})
	fresh := resultCache{}
	var errs []error
	for i := range files {
		var wait notNow
		switch {
		case errors.As(waiting[i], &wait):
			pass.Left = append(pass.Left, Skipped{files[i].name, string(wait)})
		case waiting[i] != nil:
			errs = append(errs, fmt.Errorf("%s: %w", files[i].name, waiting[i]))
		case taken[i] != nil:
			pass.Taken = append(pass.Taken, *taken[i])
			fresh.add(taken[i].update)
		}
	}
	if ctx.Err() == nil {
		published, err := j.PublishResults(ctx, fresh)
		pass.Published = append(pass.Published, published...)
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

// stopping leaves a file to the next pass when this one is told to stop.
func stopping(ctx context.Context) error {
	if ctx.Err() != nil {
		return stopped
	}
	return nil
}

// receive reads a file, keeps its bytes and opens it.
func (j *Job) receive(f file, agencies []xlsx.Known) (in incoming, err error) {
	defer j.survive(&err)
	got, err := j.keep(f)
	if err != nil {
		return incoming{}, err
	}
	if err := j.reached("archived"); err != nil {
		return incoming{}, err
	}
	in = j.open(f.name, got.data, got.sha256, agencies)
	in.file = f
	if got.young && in.isDamaged() { // a part in its middle may be missing
		return incoming{}, arriving
	}
	if got.large || j.isHeavy(int64(len(got.data))) {
		in.data = nil // only its beginning was read, or it lies better in arsip/
	}
	return in, nil
}

// keep reads a file and keeps its bytes in arsip/.
func (j *Job) keep(f file) (dropped, error) {
	defer j.timed(stageArchive)()
	d, err := j.read(f)
	if err != nil {
		return dropped{}, err
	}
	if d.large {
		d.sha256, err = j.archiveLarge(f)
	} else {
		err = j.archive(d.sha256, f.name, d.data)
	}
	return d, err
}

// groupByAgency gathers the files of one agency, so that of two reports the later
// one wins; a file of no known agency goes alone.
func groupByAgency(opened []incoming, failed []error) [][]int {
	var groups [][]int
	of := map[string]int{}
	for i, in := range opened {
		if failed[i] != nil {
			continue
		}
		key := in.identity.Agency
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

// maxConflicts bounds how often a decision is made anew because another worker
// stored something for the same agency meanwhile.
const maxConflicts = 5

// take carries one workbook through its stages.
func (j *Job) take(ctx context.Context, in *incoming) (taken *Taken, err error) {
	defer j.survive(&err)
	ctx, release := j.inHand(ctx)
	defer release()
	t := Taken{ReceivedAt: j.Now().UTC().Truncate(time.Microsecond)}
	id, err := j.store(ctx, in, &t)
	if err == nil {
		d := t.drop(id)
		t.Paths, err = j.finish(ctx, d, content{in.data, t.Report.Realizations}, func() error { return j.clear(in.file, d) })
	}
	if err != nil {
		return nil, err
	}
	j.logTaken(t)
	return &t, nil
}

// finish does what a stored drop calls for outside the database, and marks it. It
// can be repeated.
func (j *Job) finish(ctx context.Context, d db.Drop, of content, clear func() error) ([]string, error) {
	if err := j.reached("stored"); err != nil {
		return nil, err
	}
	paths, err := j.publishDrop(ctx, d, of)
	if err = errors.Join(err, j.reached("published")); err != nil {
		return nil, err
	}
	if err := clear(); err != nil {
		return nil, err
	}
	if err := j.reached("cleared"); err != nil {
		return nil, err
	}
	marked := j.timed(stageMark)
	err = j.DB.MarkDropPublished(ctx, d.ID, j.Now())
	marked()
	if err != nil {
		return nil, err
	}
	return paths, j.reached("marked")
}

// store decides about a workbook and stores the decision, once more when another
// worker changed what it rests on.
func (j *Job) store(ctx context.Context, in *incoming, t *Taken) (id int64, err error) {
	for range maxConflicts {
		if t.Decision, err = j.decide(ctx, in, t.ReceivedAt); err != nil {
			return 0, err
		}
		// Asked after the decision has read what is stored: if another worker accepts
		// these bytes from here on, that is a conflict.
		if known, ok, err := j.DB.SubmissionByHash(ctx, in.sha256); err != nil {
			return 0, err
		} else if ok {
			t.Decision = Decision{Name: in.file.name, SHA256: in.sha256, Outcome: db.Duplicate, Agency: known.Agency, Period: known.Period}
			t.Report.Revision = known.Revision
			return j.DB.Duplicate(ctx, t.drop(0))
		}
		stored := j.timed(stageStore)
		if t.Outcome == db.Accepted {
			id, err = j.DB.Accept(ctx, db.Acceptance{Update: t.update, Drop: t.drop(0), Report: t.Report})
		} else {
			id, err = j.DB.Return(ctx, t.drop(0), j.rejected(*t))
		}
		if errors.Is(err, db.ErrRange) {
			t.refuseRange()
			id, err = j.DB.Return(ctx, t.drop(0), j.rejected(*t))
		}
		stored()
		if !errors.Is(err, db.ErrConflict) {
			return id, err
		}
	}
	return 0, err
}

// drop is the database's record of what was taken.
func (t Taken) drop(id int64) db.Drop {
	return db.Drop{
		ID: id, Name: t.Name, SHA256: t.SHA256, ReceivedAt: t.ReceivedAt, DecidedAt: t.ReceivedAt,
		Outcome: t.Outcome, Agency: t.Agency, Period: t.Period, Revision: t.Report.Revision, Findings: t.Findings,
	}
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
