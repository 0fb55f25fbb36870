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
	"slices"
	"strings"
	"time"

	"rekon/db"
	"rekon/xlsx"
)

// tornWait is how long a workbook without its directory may still be arriving.
const tornWait = 2 * time.Minute

// file is a file in the inbox that has come to rest.
type file struct {
	name string // path in the inbox, with slashes
	size int64
	time time.Time // of its last modification
}

// is reports whether what now bears the name is still the same file.
func (f file) is(info fs.FileInfo) bool {
	return info.Mode().IsRegular() && info.Size() == f.size && info.ModTime().Equal(f.time)
}

// Skipped is something in the inbox that was left where it is, and why.
type Skipped struct {
	Name   string
	Reason string
}

// settled lists the files of the inbox that have come to rest, oldest first, and
// what was left alone.
func (j *Job) settled(ctx context.Context) (ready []file, left []Skipped, err error) {
	files, left, err := j.list()
	if err != nil {
		return nil, nil, err
	}
	fresh := func(f file) bool {
		age := j.Now().Sub(f.time)
		return age < j.Settle
	}
	if !slices.ContainsFunc(files, fresh) {
		return files, left, nil
	}
	if err := j.Sleep(ctx, j.Settle); err != nil {
		return nil, nil, err
	}
	again, left, err := j.list()
	for _, f := range again {
		if i := slices.IndexFunc(files, func(x file) bool { return x.name == f.name }); i >= 0 && files[i] == f {
			ready = append(ready, f)
		} else {
			left = append(left, Skipped{f.name, string(arriving)})
		}
	}
	return ready, left, err
}

// list walks the inbox. Only regular files count; nothing is followed.
func (j *Job) list() (files []file, left []Skipped, err error) {
	owners := map[string]bool{}
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
			files = append(files, file{rel, info.Size(), info.ModTime()})
		}
		return nil
	})
	if err != nil {
		return nil, nil, shareError(j.Folders.Masuk, err)
	}
	files = slices.DeleteFunc(files, func(f file) bool {
		if !isOpen(f.name, owners) {
			return false
		}
		left = append(left, Skipped{f.name, "masih dibuka di Excel"})
		return true
	})
	slices.SortFunc(files, func(a, b file) int { return cmp.Or(a.time.Compare(b.time), cmp.Compare(a.name, b.name)) })
	return files, left, nil
}

// isOpen: Excel keeps an owner file beside a workbook that is open; of long names
// it replaces the first two letters.
func isOpen(name string, owners map[string]bool) bool {
	dir, base := path.Split(name)
	if owners[name] {
		return true
	}
	r := []rune(base)
	return len(r) > 2 && owners[path.Join(dir, string(r[2:]))]
}

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
	gone     notNow = "sudah tidak ada"
	stopped  notNow = "putaran dihentikan, dikerjakan pada putaran berikutnya"
)

// read takes the bytes of a file, at most one more than the limit. It refuses with
// a notNow a file that is no longer the one that was seen, and a workbook that may
// still be half-copied.
func (j *Job) read(f file) (data []byte, sum string, err error) {
	in, _, err := j.openRegular(path.Join(j.Folders.Masuk, f.name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, "", gone
	}
	if err != nil {
		return nil, "", err
	}
	defer func() { _ = in.Close() }()
	h := sha256.New()
	if data, err = io.ReadAll(io.TeeReader(io.LimitReader(in, j.Limits.Bytes+1), h)); err != nil {
		return nil, "", shareError(f.name, err)
	}
	info, err := in.Stat()
	if err != nil {
		return nil, "", shareError(f.name, err)
	}
	age := j.Now().Sub(f.time)
	if !f.is(info) || age >= 0 && age < tornWait && xlsx.IsTornZip(data) {
		return nil, "", arriving
	}
	return data, hex.EncodeToString(h.Sum(nil)), nil
}

// clear removes a file from the inbox, unless it is no longer the one that was
// read and dropped as d: then it is a new drop.
func (j *Job) clear(f file, d db.Drop) error {
	defer j.timed(stageClear)()
	name := path.Join(j.Folders.Masuk, f.name)
	info, err := j.Share.Lstat(name)
	if errors.Is(err, fs.ErrNotExist) {
		return j.mounted() // removed already, unless all is gone
	}
	if err != nil {
		return shareError(f.name, err)
	}
	if !f.is(info) {
		j.about(d).Info("replaced while it was read; taken in the next pass")
		return nil
	}
	if err := ignoreMissing(j.Share.Remove(name)); err != nil {
		return shareError(f.name, fmt.Errorf("done, and cannot be removed: %w", err))
	}
	return nil
}
