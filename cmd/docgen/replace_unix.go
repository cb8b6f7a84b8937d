//go:build !windows

package main

import (
	"io/fs"
	"os"
	"syscall"
)

// tryLock locks an open folder until it is closed, or the process ends. It fails
// if another process has the lock. Some network file systems have no locks.
func tryLock(folder *os.File) bool {
	for {
		err := syscall.Flock(int(folder.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		if err != syscall.EINTR {
			return err != syscall.EWOULDBLOCK
		}
	}
}

// hasLinks reports whether a file has several names.
func hasLinks(info fs.FileInfo) bool { return info.Sys().(*syscall.Stat_t).Nlink > 1 }

// keepOwner gives a file the owner and the group of another one.
func keepOwner(to, from *os.File) error {
	var stats [2]*syscall.Stat_t
	for i, f := range []*os.File{to, from} {
		info, err := f.Stat()
		if err != nil {
			return err
		}
		stats[i] = info.Sys().(*syscall.Stat_t)
	}
	if stats[0].Uid == stats[1].Uid && stats[0].Gid == stats[1].Gid {
		return nil
	}
	return to.Chown(int(stats[1].Uid), int(stats[1].Gid))
}
