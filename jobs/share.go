package jobs

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"strings"
	"syscall"
	"time"

	"rekon/db"
)

// shareError says what on the share could not be done, and what to look at.
func shareError(name string, err error) error {
	switch {
	case errors.Is(err, fs.ErrPermission):
		return fmt.Errorf("share, %s: %w: give the worker's user write access", name, err)
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("share, %s: %w: is the share mounted? `rekon init` makes its folders", name, err)
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return fmt.Errorf("share, %s: %w: disk full: make room on the share's disk, or raise its quota", name, err)
	case errors.Is(err, syscall.EROFS):
		return fmt.Errorf("share, %s: %w: mount it for writing", name, err)
	case errors.Is(err, syscall.EIO), errors.Is(err, syscall.ESTALE), errors.Is(err, syscall.ENOTCONN):
		return fmt.Errorf("share, %s: %w: is its file server running, and the disk sound?", name, err)
	default:
		return fmt.Errorf("share, %s: %w", name, err)
	}
}

// mounted makes sure that the share is there: the folder over which it ought to be
// mounted must not pass for an empty inbox, and nothing may be written into it.
func (j *Job) mounted() error {
	if _, err := j.Share.Stat(j.Folders.Masuk); err != nil {
		return shareError(j.Folders.Masuk, err)
	}
	return nil
}

// Usable makes sure that the share is there and that its folders can be written to, so
// that one which went read-only is seen also while there is nothing to take.
func (j *Job) Usable() error {
	errs := []error{j.mounted()}
	for _, name := range j.Folders.all() {
		f, err := j.Share.Open(name)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err == nil {
			err = errors.Join(mayWrite(f), f.Close())
		}
		if err != nil {
			errs = append(errs, shareError(name, err))
		}
	}
	return errors.Join(errs...)
}

// tempAge is when a temporary file is one that a killed worker left behind.
const tempAge = time.Minute

// tempPrefix begins the names of the files that are not complete yet and are to
// become the file of this name. The rest of the name is each writer's own.
func tempPrefix(base string) string { return ".rekon-" + digest(base) + "-" }

// digest stands for a name that is too long.
func digest(name string) string {
	sum := sha256.Sum256([]byte(name))
	return hex.EncodeToString(sum[:4])
}

// writeFile puts data under a name so that the name holds either nothing, the old
// bytes or all of the new ones, and stays so after a power cut.
func (j *Job) writeFile(name string, data []byte) error {
	return j.writeFrom(name, bytes.NewReader(data))
}

// writeFrom is writeFile for what does not fit into memory.
func (j *Job) writeFrom(name string, data io.Reader) error {
	if err := j.reached("write"); err != nil {
		return err
	}
	dir, base := path.Split(name)
	dir = path.Clean(dir)
	if err := j.Share.MkdirAll(dir, 0o775); err != nil {
		return shareError(dir, err)
	}
	temp := path.Join(dir, tempPrefix(base)+rand.Text()[:8]+".tmp")
	if err := j.writeSynced(temp, data); err != nil {
		return shareError(temp, errors.Join(err, ignoreMissing(j.Share.Remove(temp))))
	}
	if err := j.reached("temporary file"); err != nil {
		return err
	}
	if err := j.Share.Rename(temp, name); err != nil {
		return shareError(name, errors.Join(err, ignoreMissing(j.Share.Remove(temp))))
	}
	return errors.Join(j.syncFolder(dir), j.sweep(dir, base), j.reached("renamed"))
}

// sweep removes what killed workers left of a file that was now written.
func (j *Job) sweep(dir, base string) error {
	entries, err := fs.ReadDir(j.Share.FS(), dir)
	if err != nil {
		return shareError(dir, err)
	}
	var errs []error
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), tempPrefix(base)) {
			continue
		}
		written, err := j.Share.Stat(path.Join(dir, base)) // the server's clock, not ours
		left, err2 := e.Info()
		if err == nil && err2 == nil && written.ModTime().Sub(left.ModTime()) > tempAge {
			errs = append(errs, ignoreMissing(j.Share.Remove(path.Join(dir, e.Name()))))
		}
	}
	return errors.Join(errs...)
}

func (j *Job) writeSynced(name string, data io.Reader) error {
	f, err := j.Share.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o664)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, data)
	if err == nil {
		err = f.Sync()
	}
	return errors.Join(err, f.Close())
}

// syncFolder makes a rename in the folder last. Network shares may not be able
// to; then the rename lasts as the server sees fit.
func (j *Job) syncFolder(dir string) error {
	f, err := j.Share.Open(dir)
	if err != nil {
		return shareError(dir, err)
	}
	_ = f.Sync()
	return f.Close()
}

func ignoreMissing(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// shorten cuts a file name to n bytes on a rune's border.
func shorten(name string, n int) string {
	for len(name) > n {
		r := []rune(name)
		name = string(r[:len(r)-1])
	}
	return name
}

// archivePath is where a kept original lies, under its hash.
func (j *Job) archivePath(sha256, name string) string {
	ext := strings.ToLower(path.Ext(name))
	if ext == "." || len(ext) > 6 || strings.ContainsFunc(ext, func(r rune) bool { return r != '.' && (r < 'a' || r > 'z') && (r < '0' || r > '9') }) {
		ext = ""
	}
	return path.Join(j.Folders.Arsip, sha256[:2], sha256+ext)
}

// archive keeps the original bytes, once.
func (j *Job) archive(sha256, name string, data []byte) error {
	target := j.archivePath(sha256, name)
	if info, err := j.Share.Stat(target); err == nil && info.Size() == int64(len(data)) {
		return nil
	}
	return j.writeFile(target, data)
}

// hashOf is the SHA-256 of bytes.
func hashOf(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// hashFile is the SHA-256 of a file on the share.
func (j *Job) hashFile(name string) (string, error) {
	f, size, err := j.openRegular(name)
	if err != nil {
		return "", err
	}
	defer func() { _ = f.Close() }()
	h := sha256.New()
	if _, err := io.Copy(h, io.LimitReader(f, size)); err != nil {
		return "", shareError(name, err)
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// archiveLarge keeps a file that is too large to be read into memory, and gives
// its hash.
func (j *Job) archiveLarge(f file) (string, error) {
	name := path.Join(j.Folders.Masuk, f.name)
	sum, err := j.hashFile(name)
	if err != nil {
		return "", err
	}
	target := j.archivePath(sum, f.name)
	if err := j.copyFile(name, target); err != nil {
		return "", err
	}
	if kept, err := j.hashFile(target); err != nil || kept == sum {
		return sum, err
	}
	return "", errors.Join(arriving, j.Share.Remove(target)) // it changed between the two
}

// openRegular opens a file to be read as far as it reaches now: one may grow as fast
// as it is read. What took the name of a file, such as a pipe that nobody writes to,
// is no file, and opening it does not wait.
func (j *Job) openRegular(name string) (*os.File, int64, error) {
	f, err := j.Share.OpenFile(name, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, 0, shareError(name, err)
	}
	info, err := f.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = gone
	}
	if err != nil {
		return nil, 0, errors.Join(err, f.Close())
	}
	return f, info.Size(), nil
}

// copyBack puts the kept original of a drop where its sender finds it.
func (j *Job) copyBack(d db.Drop, target string) error {
	return j.copyFile(j.archivePath(d.SHA256, d.Name), target)
}

// copyFile copies within the share, by way of a temporary name.
func (j *Job) copyFile(from, to string) error {
	in, size, err := j.openRegular(from)
	if err != nil {
		return err
	}
	defer func() { _ = in.Close() }()
	return j.writeFrom(to, io.LimitReader(in, size))
}
