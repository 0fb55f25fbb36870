package jobs

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"slices"

	"rekon/db"
	"rekon/reconcile"
)

// What was told to others is kept. Before a workbook in hasil/ is replaced by another one
// or removed, its bytes go to arsip/ under their SHA-256, whatever put them there: always
// once the quarter was closed out, and before that where they are not what we had put out,
// since somebody may have written into it. Our own drafts of a quarter that is still open
// are not kept: the reports and the plan that they came from are.

// former is the workbook that lies where a quarter's is to be written.
type former struct {
	agency string
	period reconcile.Period
	file   string
	last   string // SHA-256 of the one that we put out last, where the table of publications has none
}

// keepAmended keeps the workbook that lies where that of a corrected quarter is to be
// written, before this one is made: it names where those before it are kept.
func (j *Job) keepAmended(ctx context.Context, p db.Publication, r reconcile.Result) error {
	for _, a := range r.Changes {
		if sum, err := j.hashFile(p.File); err == nil && sum == a.Former.SHA256 {
			return j.keepFormer(ctx, former{p.Agency, p.Period, p.File, ""}, nil)
		}
	}
	return nil
}

// nameKept names in a result where the workbooks that were published before each of its
// corrections are kept, as far as they are.
func (j *Job) nameKept(r reconcile.Result) reconcile.Result {
	r.Changes = slices.Clone(r.Changes)
	for i := range r.Changes {
		f := &r.Changes[i].Former
		if f.SHA256 == "" {
			continue
		}
		kept := j.archivePath(f.SHA256, f.File)
		if info, err := j.Share.Stat(kept); err == nil && info.Mode().IsRegular() {
			f.Kept = kept
		}
	}
	return r
}

// keepFormer keeps a former workbook, unless it is the same as what takes its place; nil
// for nothing.
func (j *Job) keepFormer(ctx context.Context, f former, now []byte) error {
	data, err := fs.ReadFile(j.Share.FS(), f.file)
	if errors.Is(err, fs.ErrNotExist) || err == nil && now != nil && bytes.Equal(data, now) {
		return nil
	}
	if err != nil {
		return shareError(f.file, err)
	}
	hash := sha256.Sum256(data)
	sum := hex.EncodeToString(hash[:])
	known, err := j.DB.Published(ctx, f.agency, f.period)
	if err != nil {
		return err
	}
	ours := sum == f.last || slices.ContainsFunc(known.Workbooks, func(w reconcile.Published) bool { return w.SHA256 == sum })
	if ours && !known.ClosedOut {
		return nil
	}
	return errors.Join(j.archive(sum, f.file, data), j.reached("former workbook kept"))
}
