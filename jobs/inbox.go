package jobs

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"

	"rekon/db"
	"rekon/xlsx"
)

// tornWait is how long what may still be arriving is waited for, from its last change.
const tornWait = 2 * time.Minute

// file is a file in the inbox as it was seen at one look.
type file struct {
	name    string // path in the inbox, with slashes
	size    int64
	time    time.Time // of its last modification, as whoever copied it says
	changed time.Time // of its last change, as the system says
}

func fileOf(name string, info fs.FileInfo) file {
	return file{name, info.Size(), info.ModTime(), changedAt(info)}
}

// is reports whether what now bears the name is still the same file, unchanged.
func (f file) is(info fs.FileInfo) bool {
	return info.Mode().IsRegular() && fileOf(f.name, info) == f
}

// Skipped is something in the inbox that was left where it is, and why.
type Skipped struct {
	Name   string
	Reason string
}

// settled lists the files of the inbox that have come to rest, oldest first, and
// what was left alone. At rest is what did not change between two looks: no time that
// a file bears proves it, since copying may keep an old one, and the clock of a file
// server may be wrong.
func (j *Job) settled(ctx context.Context) (ready []file, left []Skipped, err error) {
	files, left, err := j.list()
	if err != nil || len(files) == 0 || j.Settle <= 0 {
		return files, left, err
	}
	if err := j.Sleep(ctx, j.Settle); err != nil {
		return nil, nil, err
	}
	again, left, err := j.list()
	for _, f := range again {
		if slices.Contains(files, f) {
			ready = append(ready, f)
		} else {
			left = append(left, Skipped{f.name, string(arriving)})
		}
	}
	return ready, left, err
}

// list is what of the inbox may be taken, oldest first, and what is left alone.
func (j *Job) list() (files []file, left []Skipped, err error) {
	files, owners, left, err := j.look()
	if err != nil {
		return nil, nil, err
	}
	files = slices.DeleteFunc(files, func(f file) bool {
		why := inExcel(f.name, owners)
		if why != "" {
			left = append(left, Skipped{f.name, why})
		}
		return why != ""
	})
	slices.SortFunc(files, func(a, b file) int { return cmp.Or(a.time.Compare(b.time), cmp.Compare(a.name, b.name)) })
	return files, left, nil
}

// look walks the inbox. Only regular files count; nothing is followed. It gives the
// names for which Excel keeps an owner file, too.
func (j *Job) look() (files []file, owners map[string]bool, left []Skipped, err error) {
	owners = map[string]bool{}
	err = fs.WalkDir(j.Share.FS(), j.Folders.Masuk, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			if name != j.Folders.Masuk && errors.Is(err, fs.ErrNotExist) {
				return nil // moved away while we looked
			}
			return err
		}
		rel := strings.TrimPrefix(strings.TrimPrefix(name, j.Folders.Masuk), "/")
		switch base := d.Name(); {
		case rel == "":
		case strings.HasPrefix(base, "~$"):
			owners[path.Join(path.Dir(rel), strings.TrimPrefix(base, "~$"))] = true
		case isNoise(base):
			if d.IsDir() {
				return fs.SkipDir
			}
		case d.IsDir():
		case !d.Type().IsRegular():
			left = append(left, Skipped{rel, "bukan berkas biasa"})
		default:
			info, err := d.Info()
			if err != nil {
				return ignoreMissing(err)
			}
			files = append(files, fileOf(rel, info))
		}
		return nil
	})
	if err != nil {
		return nil, nil, nil, shareError(j.Folders.Masuk, err)
	}
	return files, owners, left, nil
}

// inExcel is why a file is left alone: Excel keeps an owner file beside a workbook that
// is open, in whose name it replaces the first two letters of a long one, and saves
// under a temporary name, which may be eight hexadecimal digits and no more.
func inExcel(name string, owners map[string]bool) string {
	dir, base := path.Split(name)
	r := []rune(base)
	if owners[name] || len(r) > 2 && owners[path.Join(dir, string(r[2:]))] {
		return "masih dibuka di Excel"
	}
	besideOwner := func() bool {
		for o := range owners {
			if path.Dir(o) == path.Clean(dir) {
				return true
			}
		}
		return false
	}
	if excelTemp.MatchString(base) && besideOwner() {
		return "berkas sementara Excel"
	}
	return ""
}

var excelTemp = regexp.MustCompile(`^[0-9A-F]{8}$`)

// isNoise tells the files that systems and programs leave in folders.
func isNoise(base string) bool {
	switch lower := strings.ToLower(base); {
	case strings.HasPrefix(base, "."), lower == "thumbs.db", lower == "desktop.ini":
		return true
	default:
		return slices.Contains([]string{".tmp", ".part", ".crdownload", ".lnk"}, path.Ext(lower))
	}
}

// notNow is why a file that was ready stays in the inbox after all.
type notNow string

func (e notNow) Error() string { return string(e) }

const (
	arriving notNow = "masih disalin"
	inUse    notNow = "masih dibuka atau ditulis"
	gone     notNow = "sudah tidak ada"
	stopped  notNow = "putaran dihentikan, dikerjakan pada putaran berikutnya"

	inOtherHands notNow = "sedang dikerjakan oleh rekon di komputer atau proses lain"
	behind       notNow = "menunggu berkas yang lebih dahulu dari perangkat daerah yang sama"
	behindFailed notNow = "menunggu berkas yang lebih dahulu dari perangkat daerah yang sama, yang belum dapat disimpan"
)

// dropped is what a file of the inbox held when it was read.
type dropped struct {
	data   []byte // no more than the beginning of a large one
	sha256 string
	large  bool // larger than is read
	young  bool // what is missing may still come
}

// read takes the bytes of a file. It refuses with a notNow a file that is no longer
// the one that was seen, one that somebody writes, and a workbook that may still be
// half-copied.
func (j *Job) read(f file) (dropped, error) {
	in, _, err := j.openRegular(path.Join(j.Folders.Masuk, f.name))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return dropped{}, gone
	case isBusy(err):
		return dropped{}, inUse
	case err != nil:
		return dropped{}, err
	}
	defer func() { _ = in.Close() }()
	h := sha256.New()
	data, err := io.ReadAll(io.TeeReader(io.LimitReader(in, j.Limits.Bytes+1), h))
	if err != nil {
		return dropped{}, shareError(f.name, err)
	}
	written := isWritten(in)
	info, err := in.Stat()
	if err != nil {
		return dropped{}, shareError(f.name, err)
	}
	d := dropped{data, hex.EncodeToString(h.Sum(nil)), int64(len(data)) > j.Limits.Bytes, j.isYoung(f, written)}
	switch {
	case !f.is(info), d.young && (xlsx.IsUnfinished(data) || len(data) == 0 && written != no):
		return dropped{}, arriving
	case d.young && written == yes:
		return dropped{}, inUse
	}
	return d, nil
}

// isYoung reports whether a file changed so lately that more of it may come. The time
// it bears is believed where nobody has it open to write; else, or where that is not
// known, every change counts. The clocks of two machines may differ a little.
func (j *Job) isYoung(f file, written answer) bool {
	since := f.time
	if written != no {
		since = f.changed
	}
	return j.Now().Sub(since).Abs() < tornWait
}

// clear removes a file from the inbox, unless it no longer holds the bytes that were
// dropped as d: then it is a new drop.
func (j *Job) clear(f file, d db.Drop) error {
	defer j.timed(stageClear)()
	name := path.Join(j.Folders.Masuk, f.name)
	info, err := j.Share.Lstat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return j.mounted() // removed already, unless all is gone
	case err != nil:
		return shareError(f.name, err)
	case !info.Mode().IsRegular():
		return nil // something else took its place
	}
	if !f.is(info) {
		if sum, err := j.hashFile(name); err != nil || sum != d.SHA256 {
			j.about(d).Info("replaced while it was read; taken in the next pass")
			return err
		}
	}
	if err := ignoreMissing(j.Share.Remove(name)); err != nil {
		return shareError(f.name, fmt.Errorf("done, and cannot be removed: %w", err))
	}
	return nil
}
