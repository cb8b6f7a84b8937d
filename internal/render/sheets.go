package render

import (
	"bytes"
	"context"
	"errors"
	"maps"
	"sync"
	"sync/atomic"

	"docgen/internal/content"
	"docgen/internal/sass"
)

// maxSheets is how many style sheets of templates a site may have: each is a run of
// the program.
const maxSheets = 1_000

// sheets compiles the style sheets of a site.
type sheets struct {
	site    *content.Site
	program func() (*sass.Program, error)
	missed  *atomic.Bool // one was to be compiled and could not be, for want of the program

	mu   sync.Mutex
	made map[string]func() (string, error) // of the sheets in templates
}

// newSheets returns the sheets of a site. older are those before an edit, or nil.
func newSheets(site *content.Site, older *Engine) *sheets {
	s := &sheets{site: site, made: map[string]func() (string, error){}, missed: new(atomic.Bool)}
	if older != nil {
		s.program, s.missed = older.sheets.program, older.sheets.missed
		return s
	}
	s.program = sync.OnceValues(func() (*sass.Program, error) { return sass.Find(context.Background(), site.Dir) })
	return s
}

// SheetsMissed returns why style sheets could not be compiled, if there were any; else
// nil.
func (e *Engine) SheetsMissed() error {
	if !e.sheets.missed.Load() {
		return nil
	}
	_, err := e.sheets.program()
	return err
}

// CompileSheet returns the CSS of a style sheet of the site, and its source map. The
// error is a *sass.MissingError where there is no Dart Sass, a *sass.Error for a
// mistake in a sheet, or another one of the system.
func (e *Engine) CompileSheet(ctx context.Context, name string, text []byte) (css, sourceMap []byte, err error) {
	return e.sheets.compile(ctx, name, text)
}

func (s *sheets) compile(ctx context.Context, name string, text []byte) (css, sourceMap []byte, err error) {
	program, err := s.program()
	if err != nil {
		s.missed.Store(true)
		return nil, nil, err
	}
	settings := s.site.Sass()
	files := make(map[string][]byte, len(settings.Files))
	for other, f := range settings.Files {
		files[other] = f.Content().Bytes()
	}
	maps.DeleteFunc(files, func(other string, _ []byte) bool { return other == name })
	return program.Compile(ctx, sass.Sheet{
		Name: name, Text: bytes.TrimPrefix(text, []byte("\xef\xbb\xbf")), Files: files, LoadPaths: settings.LoadPaths, Style: settings.Style,
	})
}

// sassFilter makes the filter that compiles a style sheet in a template. Equal sheets
// are compiled once.
func sassFilter(site filterSite, ext string) filter {
	return filter{run: func(m *meter, in any, _ []any) (any, error) {
		text := m.text(in)
		if m.err != nil || site.sheets == nil {
			return text, m.err
		}
		s := site.sheets
		s.mu.Lock()
		key := ext + "\n" + text
		compile := s.made[key]
		if compile == nil && len(s.made) < maxSheets {
			compile = sync.OnceValues(func() (string, error) {
				css, _, err := s.compile(context.Background(), "stdin"+ext, []byte(text))
				return string(css), err
			})
			s.made[key] = compile
		}
		s.mu.Unlock()
		if compile == nil {
			return nil, errors.New("the pages of the site have too many style sheets in their templates")
		}
		css, err := compile()
		if missing := (*sass.MissingError)(nil); errors.As(err, &missing) {
			return "", nil // reported once
		}
		return css, err
	}}
}
