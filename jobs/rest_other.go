//go:build !linux

package jobs

import (
	"errors"
	"io/fs"
	"os"
	"runtime"
	"syscall"
	"time"
)

// changedAt is when a file last changed, as far as it says.
func changedAt(info fs.FileInfo) time.Time { return info.ModTime() }

// isWritten: these systems do not tell.
func isWritten(*os.File) answer { return unknown }

// isBusy: the file server, or Windows, keeps the file for another.
func isBusy(err error) bool {
	var code syscall.Errno
	windows := runtime.GOOS == "windows" && errors.As(err, &code) && (code == 32 || code == 33) // sharing and lock violation
	return windows || errors.Is(err, syscall.EAGAIN) || errors.Is(err, syscall.EBUSY) || errors.Is(err, syscall.ETXTBSY)
}

// mayWrite is found out when something is written.
func mayWrite(*os.File) error { return nil }
