package content

import (
	"io/fs"
	"slices"
	"strings"
)

// themedFolder is a source folder that has a theme from elsewhere in it, under the
// name MountedTheme.
type themedFolder struct {
	Folder
	theme Folder
}

// withThemeFolder returns a source folder with the theme that options name.
func withThemeFolder(folder Folder, opts Options) (Folder, error) {
	if opts.Theme == "" || opts.Theme == OwnTheme {
		return folder, nil
	}
	theme, err := OpenFolder(opts.Theme)
	if err != nil {
		folder.Close()
		return nil, err
	}
	return themedFolder{folder, theme}, nil
}

// of returns the folder that a path is in, and the path there.
func (t themedFolder) of(name string) (Folder, string) {
	if name == MountedTheme {
		return t.theme, "."
	}
	if rest, ok := strings.CutPrefix(name, MountedTheme+"/"); ok {
		return t.theme, rest
	}
	return t.Folder, name
}

func (t themedFolder) Open(name string) (fs.File, error) {
	folder, name := t.of(name)
	return folder.Open(name)
}

func (t themedFolder) Stat(name string) (fs.FileInfo, error) {
	folder, name := t.of(name)
	return folder.Stat(name)
}

func (t themedFolder) Lstat(name string) (fs.FileInfo, error) {
	folder, name := t.of(name)
	return folder.Lstat(name)
}

func (t themedFolder) ReadLink(name string) (string, error) {
	folder, name := t.of(name)
	return folder.ReadLink(name)
}

func (t themedFolder) ReadDir(name string) ([]fs.DirEntry, error) {
	folder, inside := t.of(name)
	entries, err := folder.ReadDir(inside)
	if err != nil || name != "." {
		return entries, err
	}
	info, err := t.theme.Stat(".")
	if err != nil {
		return nil, err
	}
	entries = slices.DeleteFunc(entries, func(e fs.DirEntry) bool { return e.Name() == MountedTheme })
	return append(entries, mount{fs.FileInfoToDirEntry(info)}), nil
}

func (t themedFolder) Close() error {
	t.theme.Close()
	return t.Folder.Close()
}

// mount is the folder of a theme as an entry of the source folder.
type mount struct{ fs.DirEntry }

func (mount) Name() string { return MountedTheme }
