package jobs

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"rekon/db"
	"rekon/reconcile"
)

// Beside published workbooks lies a manifest of their hashes, which anybody can check with
// `sha256sum -c`. It lists what the database says is published; which manifest was
// written last is stored as well, so that a pass finds with one look what is to be written
// anew, also what a killed one left.

// manifestName is that of the manifest of a folder.
const manifestName = "MANIFES.sha256"

// ManifestPath is where the manifest of an agency's quarter lies; that of the summary of
// all agencies for "".
func (j *Job) ManifestPath(agency string, p reconcile.Period) string {
	return path.Join(path.Dir(j.SummaryPath(agency, p)), manifestName)
}

// manifest is what a manifest holds, in the form of sha256sum; nothing where no workbook
// is published.
func (j *Job) manifest(m db.Manifest) []byte {
	var lines []string
	for _, w := range []struct{ file, sha256 string }{{j.VariancePath(m.Agency, m.Period), m.Variance}, {j.SummaryPath(m.Agency, m.Period), m.Summary}} {
		if w.sha256 != "" {
			lines = append(lines, fmt.Sprintf("%s  %s\n", w.sha256, path.Base(w.file)))
		}
	}
	return []byte(strings.Join(lines, ""))
}

// PublishManifests writes the manifests that list something else than what is published.
// It can be repeated. Those of quarters that another worker is publishing are left to it,
// unless it dies over them.
func (j *Job) PublishManifests(ctx context.Context) error {
	return j.publishManifests(ctx, j.newHold().patience())
}

// publishManifests does so with what is left of a patience with other workers. What moved
// while it wrote is found by looking again.
func (j *Job) publishManifests(ctx context.Context, others *patience) error {
	h := j.newHold()
	err := j.manifestRounds(ctx, h, others)
	return errors.Join(err, h.end(ctx))
}

func (j *Job) manifestRounds(ctx context.Context, h *hold, others *patience) error {
	for tries := 0; tries < maxConflicts; {
		written, held, err := j.manifestRound(ctx, h)
		switch {
		case err != nil:
			return err
		case written > 0:
			tries++
		case held == 0 || !others.wait(ctx):
			return nil
		}
	}
	return nil
}

// manifestRound goes through all that are to be written now. It tells how many were, and
// how many are in other hands.
func (j *Job) manifestRound(ctx context.Context, h *hold) (written, held int, err error) {
	pending, err := j.DB.PendingManifests(ctx, db.QuarterFilter{})
	errs := []error{err}
	for part := range slices.Chunk(pending, chunk) {
		if ctx.Err() != nil {
			break
		}
		n, others, err := j.manifestPart(ctx, h, part)
		written, held, errs = written+n, held+others, append(errs, err)
	}
	return written, held, errors.Join(errs...)
}

// manifestPart claims quarters and writes their manifests from what is published once they
// are claimed, so that no worker writes over what another has found later. It tells how
// many are in other hands.
func (j *Job) manifestPart(ctx context.Context, h *hold, part []db.Manifest) (written, held int, err error) {
	ctx, release := j.inHand(ctx)
	defer release()
	var items []db.Item
	for _, m := range part {
		items = append(items, quarterItem(m.Agency, m.Period))
	}
	claims, err := h.claim(ctx, items)
	if err != nil {
		return 0, 0, err
	}
	var mine []db.Item
	for i, c := range claims {
		if c.Mine {
			mine = append(mine, items[i])
		}
	}
	pending, err := j.DB.PendingManifests(ctx, db.QuarterFilter{})
	errs := []error{err}
	for _, m := range pending {
		if item := quarterItem(m.Agency, m.Period); slices.Contains(mine, item) {
			err := j.publishManifest(ctx, h, m)
			if err == nil {
				written++
			}
			errs = append(errs, err)
		}
	}
	for _, item := range mine {
		h.done(item)
	}
	return written, len(items) - len(mine), errors.Join(append(errs, j.DB.Release(ctx, h.Holder, mine))...)
}

// quarterItem is what is claimed to publish of a quarter.
func quarterItem(agency string, p reconcile.Period) db.Item {
	return db.Publication{Agency: agency, Period: p}.Item()
}

// publishManifest writes a manifest, or removes the one of a folder in which nothing is
// published any more, and stores what it lists.
func (j *Job) publishManifest(ctx context.Context, h *hold, m db.Manifest) error {
	if err := h.still(ctx, quarterItem(m.Agency, m.Period)); err != nil {
		return err
	}
	return j.writeManifest(ctx, m)
}

func (j *Job) writeManifest(ctx context.Context, m db.Manifest) error {
	if err := j.putManifest(m); err != nil {
		return err
	}
	if err := j.reached("manifest written"); err != nil {
		return err
	}
	return errors.Join(j.DB.SaveManifest(ctx, m), j.reached("manifest stored"))
}

// putManifest makes the manifest of a folder the one that it should be.
func (j *Job) putManifest(m db.Manifest) error {
	name, content := j.ManifestPath(m.Agency, m.Period), j.manifest(m)
	there, err := fs.ReadFile(j.Share.FS(), name)
	switch {
	case len(content) == 0 && errors.Is(err, fs.ErrNotExist), err == nil && bytes.Equal(there, content):
		return nil
	case len(content) > 0:
		return j.writeFile(name, content)
	}
	if err := ignoreMissing(j.Share.Remove(name)); err != nil {
		return shareError(name, err)
	}
	return j.syncFolder(path.Dir(name))
}
