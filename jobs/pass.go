package jobs

import (
	"context"
	"errors"
	"fmt"
	"slices"
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
	DecidedAt  time.Time
	Paths      []string // what was written for the sender, by path in the share

	holder string // whose claim it rests on
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
// stays in the inbox. When the context ends it stops between two files. What other
// workers have in hand it leaves to them, unless they die over it.
func (j *Job) Run(ctx context.Context) (Pass, error) {
	var pass Pass
	if err := errors.Join(j.DB.CheckSchema(ctx), j.mounted()); err != nil {
		return pass, err
	}
	h := j.newHold()
	others := h.patience()
	err := j.rounds(ctx, h, others, &pass)
	err = errors.Join(err, h.end(ctx))
	if ctx.Err() == nil {
		summaries, failed := j.PublishSummaries(ctx)
		worked := len(pass.Taken)+len(pass.Published)+len(summaries) > 0
		err = errors.Join(err, failed, j.publishManifests(ctx, others), j.PublishTemplates(ctx), j.PublishStatus(ctx, worked))
	}
	return pass, errors.Join(err, ctx.Err())
}

// rounds does one round, and others as long as some of the inbox is in the hands of
// workers of whom it is not known yet whether they live.
func (j *Job) rounds(ctx context.Context, h *hold, others *patience, pass *Pass) error {
	for {
		before := len(pass.Taken) + len(pass.Published)
		held, err := j.round(ctx, h, others, pass)
		if len(pass.Taken)+len(pass.Published) > before {
			others.begin()
		}
		if held == 0 {
			others.begin()
			return err
		}
		if errors.Is(err, db.ErrUnavailable) || !others.wait(ctx) {
			return err
		}
	}
}

// round goes through all that lies in the inbox now. It tells how much of it is in
// other hands.
func (j *Job) round(ctx context.Context, h *hold, others *patience, pass *Pass) (held int, err error) {
	unfinished, held, err := j.finishDrops(ctx, h, pass)
	n, failed := j.finishEvents(ctx, h)
	held += n
	errs := []error{err, failed}
	agencies, err := j.known(ctx)
	if err != nil {
		return held, errors.Join(append(errs, err)...)
	}
	files, left, err := j.settled(ctx)
	if err == nil {
		err = j.forsake(ctx, h, files)
	}
	if err != nil {
		return held, errors.Join(append(errs, err)...)
	}
	files, pass.Left = setAside(files, left, unfinished)
	behind := map[string]error{}
	for part := range slices.Chunk(files, chunk) {
		if ctx.Err() != nil {
			break
		}
		j.tell(len(pass.Taken), len(files))
		n, err := j.takeAll(ctx, h, others, behind, part, agencies, pass)
		held, errs = held+n, append(errs, err)
		if errors.Is(err, errNotBegun) {
			break
		}
	}
	if ctx.Err() == nil {
		n, err := j.publishResults(ctx, h, nil, pass)
		held, errs = held+n, append(errs, err)
	}
	return held, errors.Join(errs...)
}

// forsake removes the claims of dead workers on files that are gone: nobody waits for
// those.
func (j *Job) forsake(ctx context.Context, h *hold, files []file) error {
	if len(files) == 0 {
		return nil
	}
	rivals, err := j.DB.Rivals(ctx, h.Holder)
	var moot []string
	for _, r := range rivals {
		there := slices.ContainsFunc(files, func(f file) bool { return f.name == r.Name && f.time.Equal(r.Modified) })
		if r.Expired && !there {
			moot = append(moot, r.Name)
		}
	}
	if err != nil || len(moot) == 0 {
		return err
	}
	return j.DB.Forsake(ctx, moot)
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

// maxConflicts bounds how often a decision is made anew because another worker
// stored something for the same agency meanwhile.
const maxConflicts = 5

// take carries one workbook through its stages.
func (j *Job) take(ctx context.Context, h *hold, in *incoming) (taken *Taken, err error) {
	defer j.survive(&err)
	ctx, release := j.inHand(ctx)
	defer release()
	t := Taken{ReceivedAt: in.receivedAt, holder: h.ID}
	if err := errors.Join(j.journal(dropEntry(in)), j.reached("journalled")); err != nil {
		return nil, err
	}
	id, err := j.store(ctx, in, &t)
	if err != nil {
		return nil, err
	}
	d := t.drop(id)
	t.Paths, err = j.finish(ctx, h, d, content{in.data, t.Report}, func() error { return j.clear(in.file, d) })
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errUnfinished, err)
	}
	j.logTaken(t)
	return &t, nil
}

// errUnfinished says that a file's figures are stored, and what follows is to be done.
var errUnfinished = errors.New("stored, to be finished by the next pass")

// finish does what a stored drop calls for outside the database, and marks it. It
// can be repeated.
func (j *Job) finish(ctx context.Context, h *hold, d db.Drop, of content, clear func() error) ([]string, error) {
	item := dropItem(d)
	if err := errors.Join(j.reached("stored"), h.still(ctx, item)); err != nil {
		return nil, err
	}
	paths, err := j.publishDrop(ctx, d, of)
	if err = errors.Join(err, j.reached("published")); err == nil {
		err = h.still(ctx, item)
	}
	if err != nil {
		return nil, err
	}
	if err := clear(); err != nil {
		return nil, err
	}
	if err := j.reached("cleared"); err != nil {
		return nil, err
	}
	marked := j.timed(stageMark)
	err = j.DB.MarkDropPublished(ctx, d, j.Now())
	marked()
	if err != nil {
		return nil, err
	}
	h.done(item)
	return paths, j.reached("marked")
}

// store decides about a workbook and stores the decision, once more when another
// worker changed what it rests on.
func (j *Job) store(ctx context.Context, in *incoming, t *Taken) (id int64, err error) {
	for range maxConflicts {
		if t.Decision, err = j.decide(ctx, in, t.ReceivedAt); err != nil {
			return 0, err
		}
		t.DecidedAt = j.Now()
		// Asked after the decision has read what is stored: if another worker accepts
		// these bytes from here on, that is a conflict.
		if known, ok, err := j.DB.SubmissionByHash(ctx, in.sha256); err != nil {
			return 0, err
		} else if ok {
			t.Decision = Decision{Name: in.file.name, SHA256: in.sha256, Outcome: db.Duplicate, Agency: known.Agency, Period: known.Period}
			t.Report.Revision = known.Revision
			return j.DB.Duplicate(ctx, j.telling(*t))
		}
		stored := j.timed(stageStore)
		if t.Outcome == db.Accepted {
			id, err = j.DB.Accept(ctx, db.Acceptance{Update: t.update, Drop: j.telling(*t), Report: t.Report})
		} else {
			id, err = j.DB.Return(ctx, j.telling(*t), j.rejected(*t))
		}
		if errors.Is(err, db.ErrRange) {
			t.refuseRange()
			id, err = j.DB.Return(ctx, j.telling(*t), j.rejected(*t))
		}
		stored()
		if !errors.Is(err, db.ErrConflict) {
			return id, err
		}
	}
	return 0, err
}

// telling is the record with the letters that tell of it.
func (j *Job) telling(t Taken) db.Drop {
	d := t.drop(0)
	d.Messages = j.lettersOf(t)
	return d
}

// drop is the database's record of what was taken.
func (t Taken) drop(id int64) db.Drop {
	return db.Drop{
		ID: id, Name: t.Name, SHA256: t.SHA256, ReceivedAt: t.ReceivedAt, DecidedAt: t.DecidedAt, Holder: t.holder,
		Outcome: t.Outcome, Agency: t.Agency, Period: t.Period, Revision: t.Report.Revision, Findings: t.Findings,
	}
}
