package content

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"docgen/internal/diag"
	"docgen/internal/source"
)

// Include is FindInclude with an error that says what may be meant.
func (s *Site) Include(name string, in *source.File) (*source.File, error) {
	if f := s.FindInclude(name, in); f != nil {
		return f, nil
	}
	if escapes(s.includeName(name)) {
		return nil, fmt.Errorf("%q leaves the includes folder", name)
	}
	return nil, fmt.Errorf("no include %q%s", name, diag.DidYouMean(name, s.IncludeNames()))
}

// includeName returns the name of an include from the folder of includes: Jekyll joins the
// folder and the name, so that a name may begin with a slash.
func (s *Site) includeName(name string) string {
	if rest, ok := strings.CutPrefix(name, "/"); ok && s.Config.Jekyll && !strings.HasPrefix(rest, "/") {
		return rest
	}
	return name
}

// IncludeNames returns the names of all includes, sorted.
func (s *Site) IncludeNames() []string { return slices.Sorted(maps.Keys(s.includes)) }

// SharedLiquid returns what pages share, in the order of the names: the
// includes, the bodies of layouts, and the templates of element pages. Those
// that docgen ships are left out.
func (s *Site) SharedLiquid() []source.Span {
	var out []source.Span
	add := func(src source.Span) {
		if s.inputs[src.File.Name] != nil {
			out = append(out, src)
		}
	}
	for _, f := range s.includes {
		add(f.Content())
	}
	for _, l := range s.layouts {
		add(l.Body)
	}
	for _, t := range s.templates {
		add(t.Body)
	}
	slices.SortFunc(out, func(a, b source.Span) int { return strings.Compare(a.File.Name, b.File.Name) })
	return out
}

// UnreadError is the error for a file that a page includes and that was not
// read because it is excluded. With reads it.
type UnreadError struct{ Name string }

func (e *UnreadError) Error() string { return fmt.Sprintf("%q was not read", e.Name) }

// Relative returns the file that {% include_relative %} means on a page in
// dir: the file, or on a page of an element the include of that name, such as
// includes/config-fields.md.
// The error is an *UnreadError if the file was not looked for, see With.
func (s *Site) Relative(dir, name string, element *Element) (*source.File, error) {
	full := path.Join(dir, name)
	if escapes(full) || path.IsAbs(name) {
		return nil, fmt.Errorf("%q leaves the source folder", name)
	}
	if f := s.texts[full]; f != nil {
		return f, nil
	}
	l, known := s.late[full]
	switch {
	case !known:
		return nil, &UnreadError{full}
	case l.err == nil:
		return l.file, nil
	case element != nil && s.includes[path.Base(name)] != nil:
		return s.includes[path.Base(name)], nil
	case errors.Is(l.err, fs.ErrNotExist):
		return nil, fmt.Errorf("no file %q beside the page", name)
	}
	return nil, fmt.Errorf("%q %s", name, readError(l.err))
}

// TagTemplate returns the template that defines a tag, tags/<name>.html among
// the includes, or nil.
func (s *Site) TagTemplate(name string) *source.File { return s.tags[name] }

// TagNames returns the names of the tags that templates define.
func (s *Site) TagNames() []string { return slices.Collect(maps.Keys(s.tags)) }

// Layout returns a layout by name, or nil.
func (s *Site) Layout(name string) *Layout { return s.layouts[name] }

// LayoutNames returns the names of all layouts.
func (s *Site) LayoutNames() []string { return slices.Collect(maps.Keys(s.layouts)) }

// escapes reports whether a cleaned relative path points above its folder.
func escapes(name string) bool {
	clean := path.Clean(name)
	return clean == ".." || strings.HasPrefix(clean, "../") || path.IsAbs(clean)
}

// outInside returns the output folder relative to the source folder, or "".
func outInside(dir, out string) string {
	if out == "" {
		return ""
	}
	absDir, err1 := filepath.Abs(dir)
	absOut, err2 := filepath.Abs(out)
	if err1 != nil || err2 != nil {
		return ""
	}
	rel, err := filepath.Rel(absDir, absOut)
	if err != nil || escapes(filepath.ToSlash(rel)) {
		return ""
	}
	return filepath.ToSlash(rel)
}

// invalidUTF8 returns the offset of the first byte that is not UTF-8, or -1.
func invalidUTF8(b []byte) int {
	if utf8.Valid(b) {
		return -1
	}
	for i := 0; i < len(b); {
		r, size := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
	return -1
}

// BringsInclude reports whether docgen ships an include of this name for its own
// layout. A project need not use it.
func (s *Site) BringsInclude(name string) bool {
	if s.Config.Jekyll || s.opts.Defaults == nil {
		return false
	}
	_, err := fs.Stat(s.opts.Defaults, "includes/"+name)
	return err == nil
}

// IncludeName returns the name by which {% include %} finds a file. ok is false
// for a file that is no include.
func (s *Site) IncludeName(f *source.File) (name string, ok bool) {
	name, ok = strings.CutPrefix(f.Path(), s.folders().includes)
	return name, ok && s.includes[name] == f
}
