//go:build !linux && !darwin

package publish

import "os"

// sameMount reports nothing: folders are not exchanged on other systems.
func sameMount(*os.File, string) bool { return false }
