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
