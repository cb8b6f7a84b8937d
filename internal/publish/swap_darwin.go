package publish

import (
	"os"

	"golang.org/x/sys/unix"
)

// swap exchanges two paths below an open folder in one step.
func swap(dir *os.File, a, b string) error {
	return unix.RenameatxNp(int(dir.Fd()), a, int(dir.Fd()), b, unix.RENAME_SWAP)
}

// sameMount reports whether files can be renamed between an open folder and one
// in it, which they cannot if that is a mount point.
func sameMount(dir *os.File, name string) bool {
	var outer, inner unix.Stat_t
	return unix.Fstat(int(dir.Fd()), &outer) == nil && unix.Fstatat(int(dir.Fd()), name, &inner, 0) == nil && outer.Dev == inner.Dev
}
