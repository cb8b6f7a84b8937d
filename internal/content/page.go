package content

import (
	"bytes"
	"maps"
	"path"
	"slices"
	"strings"
	"time"

	"docgen/internal/data"
	"docgen/internal/diag"
	"docgen/internal/source"
)

// Page is one page that will be written: a file with front matter, or a
// template applied to an element.
type Page struct {
	// Path names the page in findings: the file of an authored page, the
	// output path of a generated one.
	Path string
	File *source.File
	// Front is the front matter as written; nil where it is empty.
	Front *data.Node
	// FrontSpan is the front matter between its rulers.
	FrontSpan source.Span
	// Body is what follows the front matter.
	Body source.Span
	// URL is the address below the base URL: "/docs/x.html", "/docs/". It is that in the
	// site of the page's language: see Address.
	URL string
	// Mount is where the site of another language than the default one is, as "/de"; ""
	// for all other pages.
	Mount string
	// Dir is where include_relative and the static files beside the page are.
	Dir string
	// Element is the element the page is generated from, or nil.
	Element *Element
	// Vars is what templates see as page.
	Vars data.Map
	// Markdown says that the body is Markdown, and not HTML or something else.
	Markdown bool
	// Sheet says that the body is a style sheet, which is compiled to CSS.
	Sheet bool
	// Template is the name of the element page that a template makes, or "".
	Template string
	// Collection is the label of the collection that has the page as a document, or
	// "".
	Collection string
	// Unwritten says that the page is a document that templates see, and that is not
	// written.
	Unwritten bool
	// Made says that a plugin makes the page, so that nobody has written it.
	Made bool
	// Date is the date of a document; zero where it has none.
	Date time.Time
	// Pager is what templates see as paginator, or nil, but for the posts that
	// the page lists, which are PagerPosts. Without a Pager, they are the posts of
	// an archive, which templates see as page.posts.
	Pager      data.Map
	PagerPosts []*Page
	// Redirects are old addresses that lead here.
	Redirects []*data.Node

	front    *tree              // the front matter as it was read
	problems []*diag.Diagnostic // found while it was read
	future   bool               // a document that is not written until its date
	// timed: the date or the URL follow from the time of the build or of the file.
	timed bool
	shown string // URL as templates see it, with escapes; "" where that is the same
	// ext is what the path of the output ends in, whatever the URL is; "" where the
	// URL decides.
	ext string
}

// Address returns the address of the page below the base URL, as readers see it.
func (p *Page) Address() string { return p.Mount + p.URL }

// Out returns the path of the file that is written for the page.
func (p *Page) Out() string {
	if p.ext == "" {
		return OutPath(p.Address())
	}
	out := strings.TrimPrefix(p.Address(), "/")
	switch {
	case (out == "" || strings.HasSuffix(out, "/")) && p.Collection != "":
		return out + "index.html"
	case out == "" || strings.HasSuffix(out, "/"):
		return out + "index" + p.ext
	case strings.HasSuffix(out, p.ext):
		return out
	}
	return out + p.ext
}

// OutPath returns the file that serves a URL.
func OutPath(url string) string {
	out := strings.TrimPrefix(url, "/")
	if out == "" || strings.HasSuffix(out, "/") {
		return out + "index.html"
	}
	if path.Ext(out) == "" {
		return out + ".html"
	}
	return out
}

// layout returns the name of the layout that the page names, or "" for none.
func (p *Page) layout() string {
	if p.Sheet {
		return ""
	}
	name := p.text("layout")
	if name == "none" || name == "null" {
		return ""
	}
	return name
}

// IsHTML reports whether the page is written as an HTML document.
func (p *Page) IsHTML() bool { return strings.HasSuffix(p.Out(), ".html") }

// TwinOut returns the path below the output folder at which the Markdown of the page
// is published, events.md beside events.html, and whether the page has such a twin.
func (p *Page) TwinOut() (out string, ok bool) {
	name, html := strings.CutSuffix(p.Out(), ".html")
	return name + ".md", html && p.Markdown && name != "404"
}

// frontMatter finds the front matter of a file: the text between two rulers
// of three dashes, the first of which opens the file (after a byte order
// mark). It returns the span of the YAML and that of the body.
func frontMatter(f *source.File) (yaml, body source.Span, ok bool, problem *diag.Diagnostic) {
	text := f.Text
	start := f.Content().Start
	first, rest := cutLine(text, start)
	if !isRuler(first) {
		return source.Span{}, f.Span(start, len(text)), false, nil
	}
	for at := rest; at < len(text); {
		line, next := cutLine(text, at)
		if isRuler(line) || string(bytes.TrimRight(line, " \t\r")) == "..." {
			return f.Span(rest, at), f.Span(next, len(text)), true, nil
		}
		at = next
	}
	problem = newDiagnostic(f.Span(start, start+3), diag.RuleFrontMatter, diag.Error, "the front matter is not closed: a line of three dashes is missing")
	problem.Kind = "not-closed"
	return f.Span(rest, rest), f.Span(rest, len(text)), true, problem
}

func isRuler(line []byte) bool { return string(bytes.TrimRight(line, " \t\r")) == "---" }

// cutLine returns the line at an offset without '\n', and where the next starts.
func cutLine(text []byte, at int) (line []byte, next int) {
	if i := bytes.IndexByte(text[at:], '\n'); i >= 0 {
		return text[at : at+i], at + i + 1
	}
	return text[at:], len(text)
}

// page reads a file with front matter, or reuses the page of the older site; it
// is nil where the file has none. complete sets what the page has
// in addition to its front matter. Its problems are reported.
func (r *reader) page(f *source.File, complete func(*Page)) *Page {
	if p := r.olderPage(f); p != nil {
		r.kept.pages[f] = p
		r.report(p.problems...)
		r.held = append(r.held, p.front.decoded...)
		return p
	}
	p := r.newPage(f)
	if p == nil {
		return nil
	}
	r.held = append(r.held, p.front.decoded...)
	complete(p)
	r.kept.pages[f] = p
	r.report(p.problems...)
	return p
}

// newPage reads a file with front matter; it is nil where the file has none.
func (r *reader) newPage(f *source.File) *Page {
	name := f.Path()
	yaml, body, ok, broken := r.splitFront(f)
	switch {
	case !ok && !r.needsNoFront(name):
		return nil
	case !ok:
		yaml = f.Span(body.Start, body.Start)
	}
	t := r.fronts[f]
	if t == nil {
		t = parseYAML(treeKey{at: yaml, jekyll: r.Config.Jekyll})
	}
	p := &Page{
		front: t, Mount: r.Mount,
		Path: name, File: f, FrontSpan: yaml, Body: body, Dir: path.Dir(name), Front: t.node,
		Markdown: r.isMarkdown(name), Sheet: r.Config.Jekyll && isSheet(name), Vars: data.Map{},
	}
	settings, _ := r.Config.collectionOf(name)
	if settings != nil {
		p.Collection = settings.Label
	}
	if broken != nil {
		p.problem(r.unclosedFront(p, broken))
	}
	found, usable := r.frontProblems(yaml, t, p)
	if p.problem(found...); !usable {
		p.Front = nil
	}
	if !slices.ContainsFunc(p.problems, func(d *diag.Diagnostic) bool { return d.Kind == "invalid-utf8" }) {
		p.problem(r.bodyEncoding(p)...)
	}
	if settings == nil || !isYAML(name) {
		for _, d := range r.Config.defaultsOf(r.Config.scopeOf(p)) {
			joinVars(p.Vars, d.Values, r.Config.Times())
		}
	}
	joinVars(p.Vars, p.Front, r.Config.Times())
	if !r.Config.Jekyll && r.opts.Defaults != nil && p.Markdown && !p.Vars.Has("layout") {
		p.Vars.Set("layout", shippedLayout(p))
	}
	return p
}

// shippedLayout returns the layout of a page of a project that names none.
func shippedLayout(p *Page) string {
	if strings.HasPrefix(p.Path, "elements/") {
		return "element"
	}
	return "page"
}

// parseFront reads the front matter of a file that is new, beside other files:
// that takes longer than reading them.
func (r *reader) parseFront(f *source.File) *tree {
	if r.olderPage(f) != nil {
		return nil
	}
	yaml, _, ok, _ := r.splitFront(f)
	if !ok {
		return nil
	}
	return parseYAML(treeKey{at: yaml, jekyll: r.Config.Jekyll})
}

// olderPage returns the page of a file in the older site, if it is the same now,
// or nil.
func (r *reader) olderPage(f *source.File) *Page {
	if !r.same || r.older.kept.pages[f] == nil || r.older.kept.pages[f].future {
		return nil // its date may have come
	}
	return r.older.kept.pages[f]
}

// problem notes what is wrong with a page.
func (p *Page) problem(list ...*diag.Diagnostic) { p.problems = append(p.problems, list...) }

// copied returns a page that may be changed without changing this one.
func (p *Page) copied() *Page {
	c := *p
	c.Vars = maps.Clone(p.Vars)
	return &c
}

// encodingProblem reports the first byte of a text that is not UTF-8, or is 0.
func encodingProblem(text source.Span) []*diag.Diagnostic {
	message := "the byte 0x%02X is not UTF-8: save the file in UTF-8"
	i := invalidUTF8(text.Bytes())
	if i < 0 {
		i, message = bytes.IndexByte(text.Bytes(), 0), "the byte 0x%02X is no character: remove it"
	}
	if i < 0 {
		return nil
	}
	d := newDiagnostic(text.File.Span(text.Start+i, text.Start+i+1), diag.RuleUnreadable, diag.Error, message, text.Bytes()[i])
	d.Kind = "encoding"
	return []*diag.Diagnostic{d}
}

// published reports whether a page is part of the site.
func (r *reader) published(p *Page) bool {
	published := p.Vars.Get("published")
	return r.Config.Unpublished || published != false && (published != nil || !p.Vars.Has("published") || !r.Config.Jekyll)
}

// text returns a variable of the page that is a string, or "". In the front matter of
// a page, null takes the place of a default.
func (p *Page) text(key string) string {
	if n := p.Front.Get(key); n != nil && n.Kind == data.Null && p.Collection == "" {
		return ""
	}
	return p.Vars.Text(key)
}

func (r *reader) isMarkdown(name string) bool {
	ext := strings.TrimPrefix(path.Ext(name), ".")
	for _, e := range r.Config.MarkdownExt {
		if strings.EqualFold(strings.TrimSpace(e), ext) {
			return true
		}
	}
	return false
}
