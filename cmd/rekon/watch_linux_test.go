package main

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"syscall"
)

// appearances gives what looks at each file as it appears, until it is unblocked. The
// kernel tells of every file in the order of things: one that is made or written to under
// its final name is half-written for a moment, however short.
func (s *site) appearances(seen *int) (look, unblock func()) {
	s.t.Helper()
	fd, err := syscall.InotifyInit1(syscall.IN_CLOEXEC | syscall.IN_NONBLOCK)
	must(s.t, err)
	w := &inotify{s: s, File: os.NewFile(uintptr(fd), "inotify"), fd: fd, folders: map[int32]string{}, seen: seen}
	for _, name := range []string{"perbaikan", "hasil", "arsip", "templat"} {
		w.add(name, false)
	}
	return w.look, func() { must(s.t, os.WriteFile(s.share(lastSeen), nil, 0o600)) }
}

// lastSeen is the file whose appearance ends the watch: all before it has been looked at.
const lastSeen = "arsip/.rekon-watched"

// inotify is the kernel's watch over the folders of a share.
type inotify struct {
	*os.File
	s       *site
	fd      int
	folders map[int32]string
	seen    *int
}

// add watches a folder and those below it. What appeared in a new one before that is looked
// at now.
func (w *inotify) add(folder string, isNew bool) {
	if err := filepath.WalkDir(w.s.share(folder), func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(w.s.share("."), name)
		if err != nil {
			return err
		}
		if !d.IsDir() {
			if isNew {
				w.appeared(filepath.ToSlash(rel))
			}
			return nil
		}
		n, err := syscall.InotifyAddWatch(w.fd, name, syscall.IN_CREATE|syscall.IN_MODIFY|syscall.IN_MOVED_TO)
		w.folders[int32(n)] = filepath.ToSlash(rel)
		return err
	}); err != nil {
		w.s.t.Errorf("watching %s: %v", folder, err)
	}
}

func (w *inotify) appeared(name string) {
	if isTemporary(name) {
		return
	}
	*w.seen++
	if err := w.s.sound(name); err != nil {
		w.s.t.Errorf("as it appeared: %v", err)
	}
}

// look reads what the kernel tells, to the end of the watch.
func (w *inotify) look() {
	defer func() { _ = errors.Join(w.Close(), os.Remove(w.s.share(lastSeen))) }()
	buffer := make([]byte, 1<<16)
	for {
		n, err := w.Read(buffer)
		for told := buffer[:n]; len(told) > 0 && err == nil; {
			var e syscall.InotifyEvent
			var size int
			size, err = binary.Decode(told, binary.NativeEndian, &e)
			base := string(bytes.TrimRight(told[size:size+int(e.Len)], "\x00"))
			told = told[size+int(e.Len):]
			if base == path.Base(lastSeen) {
				return
			}
			w.happened(e, base)
		}
		if err != nil {
			w.s.t.Errorf("watching: %v", err)
			return
		}
	}
}

func (w *inotify) happened(e syscall.InotifyEvent, base string) {
	name := path.Join(w.folders[e.Wd], base)
	switch {
	case e.Mask&syscall.IN_Q_OVERFLOW != 0:
		w.s.t.Errorf("watching: more happened than the kernel remembers")
	case e.Mask&syscall.IN_ISDIR != 0:
		w.add(name, true)
	case e.Mask&syscall.IN_MOVED_TO != 0:
		w.appeared(name)
	case !strings.HasPrefix(base, ".rekon-"):
		w.s.t.Errorf("%s is written under its final name", name)
	}
}
