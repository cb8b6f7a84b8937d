//go:build !windows

package publish

import (
	"io/fs"
	"os"
	"strconv"
	"syscall"
)

// identity names a file or folder on this machine. A tree that comes from
// elsewhere cannot know it before.
func identity(info fs.FileInfo) string {
	return strconv.FormatUint(uint64(info.Sys().(*syscall.Stat_t).Ino), 36)
}

// tryLock locks an open folder until it is closed, which a crash does too. It
// fails if another process has locked it. Some network file systems have no
// locks.
func tryLock(f *os.File) (release func() error, ok bool) {
	for {
		switch err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err {
		case syscall.EINTR:
		case syscall.EWOULDBLOCK:
			return nil, false
		default:
			return f.Close, true
		}
	}
}

// copyOwner gives a folder the owner of another one, if that is not the same.
func copyOwner(root *os.Root, name string, was fs.FileInfo) error {
	now, err := root.Lstat(name)
	if err != nil {
		return err
	}
	to, from := now.Sys().(*syscall.Stat_t), was.Sys().(*syscall.Stat_t)
	if to.Uid == from.Uid && to.Gid == from.Gid {
		return nil
	}
	return root.Lchown(name, int(from.Uid), int(from.Gid))
}
