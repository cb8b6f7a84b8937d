// Package content reads the root folders of a project, or a Jekyll tree, into
// a Site: pages, elements, glossary, includes and files.
package content

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"docgen/internal/data"
	"docgen/internal/diag"
	"docgen/internal/source"
)

// Site is everything that goes into a build.
type Site struct {
	Dir      string // the source folder
	Config   *Config
	Pages    []*Page // by URL
	Posts    []*Page // newest first
	Elements []*Element
	Static   []Static
	// Data is site.data: the files of _data, or the glossary.
	Data data.Map
	// Memory finds the way back from a string that a template prints.
	Memory source.Memory
	// Problems are the faults found while reading.
	Problems []*diag.Diagnostic

	root                   *os.Root
	defaults               fs.FS
	overlay                map[string][]byte
	cache                  *Cache
	files                  map[string]*input       // every file of the source folder that is not excluded
	dirs                   []string                // every folder
	inputs                 map[string]*source.File // all that was read but the configuration
	includes               map[string]*source.File
	tags                   map[string]*source.File
	layouts                map[string]*Layout
	presets                map[string]*data.Node
	glossary, defaultTerms *data.Node
	templates              []*Page // pages made once for each element they fit
	hasElements            bool    // elements/ holds elements, and is no folder of pages
	elementFiles           []elementFile
	elementPages           []*Page // authored pages beside an element.yml
	waiting                bool    // a post is left out until its date

	mu         sync.Mutex
	texts      map[string]*source.File // what include_relative may ask for
	aside      map[string]*source.File // what it asked for that is not in texts; nil if absent
	judgements map[string]judgement    // the schemas of docgen's own formats
}

// Static is a file that is copied as it is.
type Static struct {
	From string // relative to the source folder
	URL  string
	FS   fs.FS // where From is read
}

// Out returns the path of the copy below the output folder.
func (f Static) Out() string { return strings.TrimPrefix(f.URL, "/") }

// Layout is a page frame.
type Layout struct {
	File  *source.File
	Front *data.Node
	Body  source.Span
}

// Options say how a site is read.
type Options struct {
	// BaseURL is scheme, host and path of the published site; it takes the
	// place of the configuration's.
	BaseURL string
	// Drafts includes pages that are marked published: false, and _drafts.
	Drafts bool
	// Out is the output folder; it is no input where it lies inside the source.
	Out string
	// Defaults are the templates, includes, presets, glossary and schemas that
	// docgen brings, used where the source folder has none.
	Defaults fs.FS
	// Overlay has the text of files that is read in place of what is on disk.
	Overlay map[string][]byte
	// Cache keeps what is read for the next time; nil keeps nothing.
	Cache *Cache
}

// FindDir returns the nearest folder upward from dir that is a source folder:
// it holds docgen.yml, _config.yml or elements/.
func FindDir(dir string) (string, error) {
	for at := dir; ; {
		for _, name := range append(slices.Clone(configNames), "elements") {
			if info, err := os.Stat(filepath.Join(at, name)); err == nil && info.IsDir() == (name == "elements") {
				return at, nil
			}
		}
		up := filepath.Dir(at)
		if up == at {
			return "", fmt.Errorf("no docgen.yml, _config.yml or elements folder in %s or above it; `docgen init` makes a project", dir)
		}
		at = up
	}
}

// Open reads a source folder. Faults of the docs are in the site's Problems;
// an error means that the folder or its configuration cannot be read.
func Open(dir string, opts Options) (*Site, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	s := &Site{
		Dir: dir, root: root, defaults: opts.Defaults, overlay: opts.Overlay, cache: opts.Cache, files: map[string]*input{},
		includes: map[string]*source.File{}, tags: map[string]*source.File{}, layouts: map[string]*Layout{},
		presets: map[string]*data.Node{}, texts: map[string]*source.File{}, judgements: map[string]judgement{},
		aside: map[string]*source.File{}, Data: data.Map{},
	}
	if err := s.load(opts); err != nil {
		root.Close()
		return nil, err
	}
	return s, nil
}

func (s *Site) load(opts Options) error {
	if err := s.readConfig(opts); err != nil {
		return err
	}
	s.Problems = append(s.Problems, s.Config.problems...)
	files, err := s.walk(opts)
	if err != nil {
		return err
	}
	s.read(files)
	if err := s.readDefaults(); err != nil {
		return err
	}
	if err := s.defineTags(); err != nil {
		return err
	}
	if err := s.checkConfig(); err != nil {
		return err
	}
	s.readElements()
	s.generate()
	s.checkLayouts()
	s.finish()
	if s.cache != nil {
		s.cache.keep(s.files)
	}
	return nil
}

// Close releases the source folder.
func (s *Site) Close() error { return s.root.Close() }

func (s *Site) readConfig(opts Options) error {
	file, node, err := s.readConfigFile("_config.yml")
	if err != nil {
		return err
	}
	ownFile, own, err := s.readConfigFile("docgen.yml")
	if err != nil {
		return err
	}
	if file != nil {
		s.Config = parseConfig(file, node, true)
		s.Config.settleBeside(own)
	} else {
		s.Config = parseConfig(ownFile, own, false)
		s.Config.Own = own
	}
	if opts.BaseURL != "" {
		if err := s.Config.SetBaseURL(opts.BaseURL); err != nil {
			return fmt.Errorf("--base-url: %w", err)
		}
	}
	s.Config.ShowDrafts = s.Config.ShowDrafts || opts.Drafts
	return nil
}

// readConfigFile reads a configuration; one that is not there is nil.
func (s *Site) readConfigFile(name string) (*source.File, *data.Node, error) {
	file, err := s.readFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil, nil
	} else if err != nil {
		return nil, nil, err
	}
	node, problems := s.readYAML(file.All(), false)
	if len(problems) > 0 {
		return nil, nil, &ConfigError{s.problems(source.Of(file.All()), problems, "config")}
	}
	s.Memory.Hold(source.Of(file.All()))
	s.holdTexts(node)
	return file, node, nil
}

// defineTags gives the tags of the configuration their includes.
func (s *Site) defineTags() error {
	tags := s.Config.Own.Get("tags")
	if tags == nil {
		return nil
	}
	for _, m := range tags.Members {
		f, err := s.Include(m.Value.Str())
		if err != nil {
			return &ConfigError{[]*diag.Diagnostic{at(m.Value, "config", diag.Error, "%s", err)}}
		}
		s.tags[m.Key.Str()] = f
	}
	return nil
}

// ConfigError says that the configuration cannot be used, and where.
type ConfigError struct{ Problems []*diag.Diagnostic }

func (e *ConfigError) Error() string { return e.Problems[0].Error() }

// problems turns the problems of a text into diagnostics at their origin.
func (s *Site) problems(t source.Text, list []data.Problem, rule string) []*diag.Diagnostic {
	var out []*diag.Diagnostic
	for _, p := range list {
		span, via, _ := t.Origin(p.Start, p.End)
		d := newDiagnostic(span, rule, diag.Error, "%s", p.Message)
		d.Kind, d.Via = p.Kind, via
		if p.Fix != nil {
			fix := diag.Fix{Message: p.Fix.Message, Safe: p.Fix.Safe}
			for _, e := range p.Fix.Edits {
				if where, _, exact := t.Origin(e.Start, e.End); exact {
					fix.Edits = append(fix.Edits, diag.Edit{Span: where, Text: e.Text})
				}
			}
			if len(fix.Edits) == len(p.Fix.Edits) {
				d.Fixes = append(d.Fixes, fix)
			}
		}
		out = append(out, d)
	}
	return out
}

func newDiagnostic(span source.Span, rule string, severity diag.Severity, format string, args ...any) *diag.Diagnostic {
	return &diag.Diagnostic{Rule: rule, Severity: severity, Span: span, Message: fmt.Sprintf(format, args...)}
}

// AllPages returns the pages and the posts.
func (s *Site) AllPages() []*Page { return slices.Concat(s.Pages, s.Posts) }

// sortPages puts pages in the order of their URLs.
func sortPages(pages []*Page) {
	slices.SortFunc(pages, func(a, b *Page) int { return cmp.Or(cmp.Compare(a.URL, b.URL), cmp.Compare(a.Path, b.Path)) })
}
