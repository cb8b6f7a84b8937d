package publish

import (
	"os"

	"golang.org/x/sys/unix"
)

// sameMount reports whether files can be renamed between an open folder and one
// in it, which they cannot if that is a mount point.
func sameMount(dir *os.File, name string) bool {
	var outer, inner unix.Stat_t
	return unix.Fstat(int(dir.Fd()), &outer) == nil && unix.Fstatat(int(dir.Fd()), name, &inner, 0) == nil && outer.Dev == inner.Dev
}
