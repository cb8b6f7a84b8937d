package publish

import (
	"os"

	"golang.org/x/sys/unix"
)

// sameMount reports whether files can be renamed between an open folder and one
// in it, which they cannot if that is a mount point. "." is never renamed, but
// the system looks at the mounts first.
func sameMount(dir *os.File, name string) bool {
	return unix.Renameat2(int(dir.Fd()), name+"/.", int(dir.Fd()), name, 0) == unix.EBUSY
}
