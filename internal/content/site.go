// Package content reads the root folders of a project, or a Jekyll tree, into
// a Site: pages, elements, glossary, includes and files.
package content

import (
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"time"

	"docgen/internal/data"
	"docgen/internal/diag"
	"docgen/internal/source"
)

// Site is everything that goes into a build, as it was when it was read.
// It is immutable and safe for use from many goroutines. Update returns the Site
// of a later state; equal parts are shared between the two, so that they can be
// compared by their pointers.
type Site struct {
	Dir    string // the source folder
	Config *Config
	Pages  []*Page // by URL
	Posts  []*Page // newest first
	// Collections are the collections of a Jekyll tree, the posts first.
	Collections []*Collection
	Elements    []*Element
	Static      []Static
	Hosting     *Hosting
	// Data is site.data: the files of _data, or the glossary.
	Data data.Map
	// Memory knows the provenance of the strings that a template prints.
	Memory source.Memory
	// Problems are the diagnostics of reading.
	Problems []*diag.Diagnostic
	// Languages are the sites of the other languages: see languages. AllPages and Static
	// have what is written for them too.
	Languages []*Site

	// Mount is where the site of this language is, see Page.Mount; Lang is the language,
	// or "" where the site has one.
	Mount, Lang string

	polyglot   *polyglot // nil where the site has one language
	links      *linkPrefix
	translated translated

	opts     Options
	root     Folder
	inputs   map[string]*input // every file of the source folder that is not excluded
	dirs     []string          // every folder
	includes map[string]*source.File
	tags     map[string]*source.File
	// ownIncludes are those that docgen's own templates use in a Jekyll tree.
	ownIncludes map[string]*source.File
	foreign     map[string]Foreign // tags without an include
	// Plugins are the Ruby files of a Jekyll tree.
	Plugins   []*Plugin
	layouts   map[string]*Layout
	presets   map[string]*data.Node
	texts     map[string]*source.File // by path: what include_relative and Schema find
	late      map[string]lateFile
	templates []*Page // pages made once for each element they fit
	schemas   map[string]schema
	byOut     map[string]*Page // by the path that is written
	byPath    map[string]*Page
	posts     map[string]*Page  // by the names that post_url gives
	linked    map[string]string // addresses of files by the names that link gives

	left        map[*Page]bool // pages that are not written: others take their places
	outline     *int
	staticFiles []any // what templates see of Static

	glossary, defaultTerms *data.Node
	pluginNames            map[string]bool
	beside                 map[string]string // the texts of files that only say something of the site: plugins, those of the host
	hasElements            bool              // elements/ holds elements, and is no folder of pages
	hasFuturePosts         bool              // a post is left out until its date
	sass                   Sass
	sidebar                *sidebar
	logo                   []picture            // for the light theme, and for the dark one if it has its own
	dates                  map[string]time.Time // when files were changed last; nil where that is not shown
	kept                   kept
}

// kept is what the next Site may reuse of this one.
type kept struct {
	names     []string           // of the files, as the walk found them
	unlisted  []*diag.Diagnostic // folders that cannot be read
	links     map[string]string  // files that links lead to: their paths without links
	defaults  map[string]*source.File
	data      data.Map // Site.Data without what is joined for a language
	trees     map[treeKey]*tree
	dataFiles map[*source.File]*tree
	dataKeys  map[string][]*source.File // the files that a key of Data is made of
	pages     map[*source.File]*Page    // as read, before elements and posts are known
	paginate  pagination
	changed   map[*Page]*Page  // by plugins: the copy of a page
	made      map[string]*Page // by plugins, by their paths
	hidden    map[string]bool  // folders of which only what style sheets import is read
	imported  map[string]bool  // files that are read for style sheets alone
}

// Static is a file that is copied as it is.
type Static struct {
	From string // relative to the source folder
	URL  string
	FS   fs.FS // where From is read
	// Mount is where the site of its language is: see Page.Mount.
	Mount string
	// Left says that the file is not written: it cannot be read, or another one
	// takes its place.
	Left bool

	collection string // the label of its collection, or ""
}

// Address returns the address of the copy below the base URL, as readers see it.
func (f Static) Address() string { return f.Mount + f.URL }

// Out returns the path of the copy below the output folder.
func (f Static) Out() string { return f.Address()[1:] }

// Layout is a page frame.
type Layout struct {
	File  *source.File
	Front *data.Node
	Body  source.Span

	problems []*diag.Diagnostic
}

// Options say how a site is read.
type Options struct {
	// BaseURL is scheme, host and path of the published site; it takes the
	// place of the configuration's.
	BaseURL string
	// Configs are the configurations of a Jekyll tree, by their paths from the
	// source folder; a later one counts more. Without any it is _config.yml.
	Configs []string
	// Drafts includes pages that are marked published: false, and _drafts.
	Drafts bool
	// Also reads the files of Config.Also like pages.
	Also bool
	// Theme is the folder of a theme for a Jekyll tree, if it is no part of the tree, or
	// OwnTheme.
	Theme string
	// Out is the output folder; it is no input where it lies inside the source.
	Out string
	// Defaults are the templates, includes, presets, glossary and schemas that
	// docgen ships, used where the source folder has none.
	Defaults fs.FS
	// Changed returns when files of the source folder were changed last, as far as that is
	// known. It is asked once, for a site that shows the dates.
	Changed func(names []string) map[string]time.Time
	// Watched notes size and time of each file, so that Update reads only the
	// files in which these have changed.
	Watched bool
}

// FindDir returns the source folder that dir lies in: the nearest folder upward
// with docgen.yml or _config.yml, or where there is none, with elements/.
func FindDir(dir string) (string, error) {
	for _, marks := range [][]string{configNames, {"elements"}} {
		for at := dir; ; at = filepath.Dir(at) {
			if holdsOne(at, marks) {
				return at, nil
			}
			if at == filepath.Dir(at) {
				break
			}
		}
	}
	return "", fmt.Errorf("no docgen.yml, _config.yml or elements folder in %s or above it; `docgen init` makes a project", dir)
}

// IsSource reports whether a folder is a source folder.
func IsSource(dir string) bool {
	return holdsOne(dir, configNames) || holdsOne(dir, []string{"elements"})
}

func holdsOne(dir string, names []string) bool {
	return slices.ContainsFunc(names, func(name string) bool {
		info, err := os.Stat(filepath.Join(dir, name))
		return err == nil && info.IsDir() == (name == "elements")
	})
}

// Open reads a source folder. Mistakes in the docs are in the site's Problems; an
// error means that the folder or its configuration cannot be read.
func Open(dir string, opts Options) (*Site, error) {
	root, err := OpenFolder(dir)
	if err == nil {
		root, err = withThemeFolder(root, opts)
	}
	if err != nil {
		return nil, err
	}
	site, err := read(&Site{Dir: dir, opts: opts, root: root}, nil, nil, nil)
	if err != nil {
		root.Close()
	}
	return site, err
}

// Update reads the source folder again. changed are the files that may have
// changed; nil means any. Files in overlay have the text given there instead
// of the one on disk.
func (s *Site) Update(changed []string, overlay map[string][]byte) (*Site, error) {
	root, err := s.rootNow()
	if err != nil {
		return nil, err
	}
	if len(overlay) == 0 && root == s.root {
		if site, ok := s.withBodies(changed); ok {
			return site, nil
		}
	}
	return read(&Site{Dir: s.Dir, opts: s.opts, root: root}, s, changed, overlay)
}

// Outline names all that the site has but the bodies of its pages: it is the same
// in two sites where that is.
func (s *Site) Outline() *int { return s.outline }

// rootNow returns the folder that has the name of the source folder now, which is
// another one after a rename. The finalizer of the old os.Root closes it.
func (s *Site) rootNow() (Folder, error) {
	now, err := os.Stat(s.Dir)
	if err != nil {
		return nil, err
	}
	if was, err := s.root.Stat("."); err == nil && os.SameFile(was, now) {
		return s.root, nil
	}
	root, err := OpenFolder(s.Dir)
	if err != nil {
		return nil, err
	}
	return withThemeFolder(root, s.opts)
}

// At reads another folder that holds the same docs, such as an older revision,
// and shares equal parts with s. The caller closes the folder.
func (s *Site) At(folder Folder) (*Site, error) {
	opts := s.opts
	opts.Watched = false // times prove nothing of another folder
	return read(&Site{Dir: s.Dir, opts: opts, root: folder}, s, nil, nil)
}

// With returns a site that also has the excluded files of these names, which
// pages include by include_relative.
func (s *Site) With(names []string) *Site {
	out := *s
	out.Memory = s.Memory.Clone()
	r := reader{Site: &out, older: s}
	r.readLate(names)
	out.Memory.Add(r.held...)
	out.Languages = slices.Clone(s.Languages)
	for i, l := range s.Languages {
		copied := *l
		copied.late, copied.Memory = out.late, out.Memory
		out.Languages[i] = &copied
	}
	return &out
}

// lateFile is an excluded file that a page includes by include_relative, or the
// error of reading it.
type lateFile struct {
	file *source.File
	err  error
}

// Close releases the source folder, for this site and all that Update and With
// made of it.
func (s *Site) Close() error { return s.root.Close() }

// AllPages returns all that is written as a page, in all languages: the pages, the
// posts, and the documents of the other collections.
func (s *Site) AllPages() []*Page {
	var all []*Page
	for _, l := range s.All() {
		all = append(all, l.ownPages()...)
	}
	return all
}

// ownPages are the pages of the language of the site.
func (s *Site) ownPages() []*Page {
	all := slices.Concat(s.Pages, s.Posts)
	for _, c := range s.Collections {
		for _, p := range c.Docs {
			if !p.Unwritten && c.Label != postsLabel {
				all = append(all, p)
			}
		}
	}
	return all
}

// PageAt returns the page or post that is written to a path below the output
// folder, or nil.
func (s *Site) PageAt(out string) *Page { return s.byOut[out] }

// ReadsAlso reports whether the files of Config.Also are among the pages.
func (s *Site) ReadsAlso() bool { return s.opts.Also }

// Writes reports whether a page is written, and no other one in its place.
func (s *Site) Writes(p *Page) bool { return !s.left[p] }

// Folders returns the folders that files were read from, "." among them.
func (s *Site) Folders() []string {
	dirs := slices.Clone(s.dirs)
	for name := range s.late {
		dirs = append(dirs, path.Dir(name))
	}
	for _, f := range s.besideInputs() {
		dirs = append(dirs, path.Dir(f.Name))
	}
	for name := range s.beside {
		dirs = append(dirs, path.Dir(name))
	}
	slices.Sort(dirs)
	return slices.Compact(dirs)
}

// Has reports whether the source folder has a file that is not excluded.
func (s *Site) Has(name string) bool { return s.inputs[name] != nil }

// ConfigError says that the configuration cannot be used, and where.
type ConfigError struct{ Problems []*diag.Diagnostic }

func (e *ConfigError) Error() string { return e.Problems[0].Error() }

func newDiagnostic(span source.Span, rule string, severity diag.Severity, format string, args ...any) *diag.Diagnostic {
	return &diag.Diagnostic{Rule: rule, Severity: severity, Span: span, Message: fmt.Sprintf(format, args...)}
}
