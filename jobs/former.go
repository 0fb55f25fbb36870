package jobs

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"slices"

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
