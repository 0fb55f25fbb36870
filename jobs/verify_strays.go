package jobs

import (
	"context"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"rekon/db"
)

// shownStrays is how many files that nobody knows a notice names.
const shownStrays = 10

// verifyStrays names the files in arsip/ that rekon did not put there: whatever it keeps lies
// under its own hash. What lies so and is named by no row is evidence that was kept, or of
// something that broke off.
func (j *Job) verifyStrays(ctx context.Context, f db.QuarterFilter, files keptFiles, v *Verification) error {
	if f != (db.QuarterFilter{}) {
		return nil
	}
	var strays []string
	err := fs.WalkDir(j.Share.FS(), j.Folders.Arsip, func(name string, d fs.DirEntry, err error) error {
		if err != nil || ctx.Err() != nil {
			return shareError(name, ignoreMissing(err))
		}
		if !d.IsDir() && !files.looked[name] && !j.isOurs(name, d) {
			strays = append(strays, name)
		}
		return nil
	})
	if n := len(strays); n > 0 {
		more := ""
		if n > shownStrays {
			more = fmt.Sprintf(" dan %d lagi", n-shownStrays)
		}
		v.Notices = append(v.Notices, Notice{Message: fmt.Sprintf("%d berkas di %s bukan dari rekon, dan tidak ada yang merujuknya: '%s'%s.",
			n, j.Folders.Arsip, strings.Join(strays[:min(n, shownStrays)], "', '"), more)})
	}
	return err
}

// isOurs reports whether rekon put a file there: an entry of the journal, one that is being
// written, or one under its own hash.
func (j *Job) isOurs(name string, d fs.DirEntry) bool {
	base := path.Base(name)
	switch {
	case !d.Type().IsRegular():
		return false
	case strings.HasPrefix(base, ".rekon-"):
		return true
	case strings.HasPrefix(name, path.Join(j.Folders.Arsip, journalFolder)+"/"):
		return path.Ext(base) == ".json"
	}
	stem := strings.TrimSuffix(base, path.Ext(base))
	if len(stem) != 64 || j.archivePath(stem, base) != name {
		return false
	}
	sum, err := j.hashFile(name)
	return err == nil && sum == stem
}
