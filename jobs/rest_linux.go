package jobs

import (
	"errors"
	"io/fs"
	"os"
	"syscall"
	"time"
)

// changedAt is when anything about a file last changed. Nobody can set that time back.
func changedAt(info fs.FileInfo) time.Time {
	if s, ok := info.Sys().(*syscall.Stat_t); ok {
		return time.Unix(s.Ctim.Unix())
	}
	return info.ModTime()
}

// isWritten reports whether a program of this machine, such as its file server, has
// the file open to write: then the kernel grants nobody a lease to read it. It knows
// that of local files, and tells their owner and who has CAP_LEASE.
func isWritten(f *os.File) answer {
	const setLease = 1024 // F_SETLEASE
	lease := func(kind uintptr) (errno syscall.Errno) {
		raw, err := f.SyscallConn()
		if err == nil {
			err = raw.Control(func(fd uintptr) { _, _, errno = syscall.Syscall(syscall.SYS_FCNTL, fd, setLease, kind) })
		}
		if err != nil {
			return syscall.EINVAL
		}
		return errno
	}
	switch lease(syscall.F_RDLCK) {
	case 0:
		_ = lease(syscall.F_UNLCK) // as the close of the file would
		return no
	case syscall.EAGAIN:
		return yes
	default:
		return unknown
	}
}

// isBusy: the file server keeps the file for another.
func isBusy(err error) bool {
	return errors.Is(err, syscall.EAGAIN) || errors.Is(err, syscall.EBUSY) || errors.Is(err, syscall.ETXTBSY)
}

// mayWrite asks the system whether files can be made in a folder.
func mayWrite(folder *os.File) error {
	raw, err := folder.SyscallConn()
	if err != nil {
		return err
	}
	const byEffectiveUser, write = 0x200, 2 // AT_EACCESS, W_OK
	var refused error
	err = raw.Control(func(fd uintptr) { refused = syscall.Faccessat(int(fd), ".", write, byEffectiveUser) })
	return errors.Join(err, refused)
}
