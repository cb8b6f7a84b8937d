//go:build !windows

package disk

import (
	"os"
	"syscall"
)

// Lock locks an open folder until it is released, which a crash does too. It fails
// if another process has locked it. Some network file systems have no locks.
func Lock(folder *os.File) (release func() error, ok bool) {
	for {
		switch err := syscall.Flock(int(folder.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err {
		case syscall.EINTR:
		case syscall.EWOULDBLOCK:
			return nil, false
		default:
			return folder.Close, true
		}
	}
}
