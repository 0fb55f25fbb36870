package jobs

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"strings"

	"rekon/db"
)

// shareError says what on the share could not be done, and what to look at.
func shareError(name string, err error) error {
	switch {
	case errors.Is(err, fs.ErrPermission):
		return fmt.Errorf("share, %s: %w: give the worker's user write access", name, err)
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("share, %s: %w: is the share mounted? `rekon init` makes its folders", name, err)
	default:
		return fmt.Errorf("share, %s: %w", name, err)
	}
}

// tempPrefix marks files that are not complete yet.
const tempPrefix = ".rekon-"

// writeFile puts data under a name so that the name holds either nothing, the old
// bytes or all of the new ones, and stays so after a power cut.
func (j *Job) writeFile(name string, data []byte) error {
	return j.writeFrom(name, bytes.NewReader(data))
}

// writeFrom is writeFile for what does not fit into memory.
func (j *Job) writeFrom(name string, data io.Reader) error {
	dir, base := path.Split(name)
	dir = path.Clean(dir)
	if err := j.Share.MkdirAll(dir, 0o775); err != nil {
		return shareError(dir, err)
	}
	temp := path.Join(dir, tempPrefix+shorten(base, 100)+".tmp")
	if err := j.writeSynced(temp, data); err != nil {
		return shareError(temp, errors.Join(err, ignoreMissing(j.Share.Remove(temp))))
	}
	if err := j.Share.Rename(temp, name); err != nil {
		return shareError(name, errors.Join(err, ignoreMissing(j.Share.Remove(temp))))
	}
	return j.syncFolder(dir)
}

func (j *Job) writeSynced(name string, data io.Reader) error {
	f, err := j.Share.OpenFile(name, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o664)
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
	if len(ext) > 6 || strings.ContainsFunc(ext, func(r rune) bool { return r != '.' && (r < 'a' || r > 'z') && (r < '0' || r > '9') }) {
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

// hashFile is the SHA-256 of a file on the share.
func (j *Job) hashFile(name string) (string, error) {
	f, err := j.Share.Open(name)
	if err != nil {
		return "", shareError(name, err)
	}
	defer func() { _ = f.Close() }()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
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
	return sum, j.copyFile(name, j.archivePath(sum, f.name))
}

// copyBack puts the kept original of a drop where its sender finds it.
func (j *Job) copyBack(d db.Drop, target string) error {
	return j.copyFile(j.archivePath(d.SHA256, d.Name), target)
}

// copyFile copies within the share, by way of a temporary name.
func (j *Job) copyFile(from, to string) error {
	in, err := j.Share.Open(from)
	if err != nil {
		return shareError(from, err)
	}
	defer func() { _ = in.Close() }()
	return j.writeFrom(to, in)
}
