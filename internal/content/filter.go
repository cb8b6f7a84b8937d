package content

import (
	"path"
	"slices"
	"strings"
)

// excluded reports whether a path is not an input: by the configuration's exclude
// and include, or because its name never is.
func (r *reader) excluded(name string, isDir bool) bool {
	base := path.Base(name)
	switch {
	case strings.HasPrefix(base, OwnPrefix), ofEditor(base):
		return true
	case r.opts.Also && r.Config.IsAlso(name):
		return false
	case r.Config.Jekyll:
		return !r.inputPath(name) && r.omits(name, isDir, r.Config.hides(name, isDir))
	case matches(r.Config.Include, name):
		return false
	}
	return matches(r.Config.Exclude, name) || name == ".git" || base == "node_modules" || base == "vendor"
}

// omits reports whether Jekyll makes neither pages nor files of a path: of what
// is hidden because of its name or excluded, and not included.
//
// A pattern counts from the source folder on: as a beginning of the path, as the
// path of a folder with a slash at its end, or with wildcards that also match
// slashes. One of include is compared with the name alone, in any folder.
func (r *reader) omits(name string, isDir, hidden bool) bool {
	base := path.Base(name)
	if name == r.Config.destination || strings.HasSuffix(base, ".") {
		return true
	}
	if slices.ContainsFunc(r.Config.Include, func(p string) bool { return fitsPattern(p, base, isDir) }) {
		return false
	}
	return hidden || strings.HasSuffix(base, "~") ||
		slices.ContainsFunc(r.Config.Exclude, func(p string) bool { return fitsPattern(p, name, isDir) })
}

// fitsPattern reports whether a path fits a pattern of include or exclude.
func fitsPattern(pattern, name string, isDir bool) bool {
	pattern = strings.TrimLeft(pattern, "/")
	return strings.HasPrefix(name, pattern) || isDir && pattern == name+"/" || globMatch(pattern, name)
}

// globMatch matches a name with the wildcards * and ?, which match slashes too,
// and sets such as [a-z] and [^a-z]; a backslash quotes the next character. It
// takes at most as many steps as the product of the lengths.
func globMatch(pattern, name string) bool {
	p, n := []rune(pattern), []rune(name)
	i, j := 0, 0
	star, from := -1, 0
	for j < len(n) {
		if i < len(p) && p[i] == '*' {
			star, from = i, j
			i++
			continue
		}
		if next, ok := matchOne(p, i, n[j]); ok {
			i, j = next, j+1
			continue
		}
		if star < 0 {
			return false
		}
		from++
		i, j = star+1, from
	}
	for i < len(p) && p[i] == '*' {
		i++
	}
	return i == len(p)
}

// matchOne matches one character with the pattern at i, and returns where the
// pattern goes on.
func matchOne(p []rune, i int, c rune) (next int, ok bool) {
	if i == len(p) {
		return i, false
	}
	switch p[i] {
	case '?':
		return i + 1, true
	case '[':
		return matchSet(p, i, c)
	case '\\':
		if i+1 < len(p) {
			i++
		}
	}
	return i + 1, p[i] == c
}

// matchSet matches a character with a set; one that is not closed matches nothing.
func matchSet(p []rune, i int, c rune) (next int, ok bool) {
	i++
	not := i < len(p) && (p[i] == '^' || p[i] == '!')
	if not {
		i++
	}
	in := false
	for first := true; i < len(p) && (first || p[i] != ']'); first = false {
		if p[i] == '\\' && i+1 < len(p) {
			i++
		}
		low, high := p[i], p[i]
		i++
		if i+1 < len(p) && p[i] == '-' && p[i+1] != ']' {
			high = p[i+1]
			i += 2
		}
		in = in || low <= c && c <= high
	}
	return i + 1, i < len(p) && in != not
}

// ofEditor reports whether a file is one that editors and desktops create: a
// lock, a swap file, a backup copy.
func ofEditor(base string) bool {
	return strings.HasPrefix(base, "#") || strings.HasPrefix(base, ".#") || strings.HasSuffix(base, "~") ||
		strings.HasPrefix(base, ".") && strings.HasSuffix(base, ".swp") || base == ".DS_Store" || base == "Icon\r"
}

// inputPath reports whether a path lies in the folder of the includes, layouts or
// data of a Jekyll tree, is one of these, or above one. exclude does not count
// there.
func (r *reader) inputPath(name string) bool {
	dirs := r.folders()
	return slices.ContainsFunc([]string{dirs.includes, dirs.layouts, dirs.data, pluginFolder}, func(dir string) bool {
		return dir != "" && (strings.HasPrefix(name+"/", dir) || strings.HasPrefix(dir, name+"/"))
	})
}

// asPage reports whether a file in an input folder is a page or a file of the
// site too, because that folder of a Jekyll tree has a name like any other.
func (r *reader) asPage(name string) bool {
	for at, isDir := name, false; at != "."; at, isDir = path.Dir(at), true {
		if r.omits(at, isDir, isHidden(path.Base(at))) {
			return false
		}
	}
	return r.Config.Jekyll
}
