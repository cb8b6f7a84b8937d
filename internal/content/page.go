package content

import (
	"bytes"
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
	// URL is the address below the base URL: "/docs/x.html", "/docs/".
	URL string
	// Dir is where include_relative and the static files beside the page are.
	Dir string
	// Element is the element the page is generated from, or nil.
	Element *Element
	// Vars is what templates see as page.
	Vars data.Map
	// Values are texts made for this page that templates may print.
	Values []source.Text
	// Markdown says that the body is Markdown, and not HTML or something else.
	Markdown bool
	// Template is the name of the element page that a template makes, or "".
	Template string
	// Post says that the page is a post; Posts are listed in site.posts.
	Post bool
	// Date is the date of a post.
	Date time.Time
	// Pager is what templates see as paginator, or nil.
	Pager data.Map
	// Problems are the faults found in the page's front matter when it was
	// made for its element.
	Problems []*diag.Diagnostic
	// Redirects are old addresses that lead here.
	Redirects []*data.Node
}

// Out returns the path of the file that is written for the page.
func (p *Page) Out() string { return OutPath(p.URL) }

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

// Layout returns the name of the layout, or "" for none.
func (p *Page) Layout() string {
	name, _ := p.Vars["layout"].(string)
	if name == "none" || name == "null" {
		return ""
	}
	return name
}

// IsHTML reports whether the page is written as an HTML document.
func (p *Page) IsHTML() bool { return strings.HasSuffix(p.Out(), ".html") }

// frontMatter finds the front matter of a file: what stands between two rulers
// of three dashes, the first of which opens the file (behind a byte order
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
	problem = newDiagnostic(f.Span(start, start+3), "front-matter", diag.Error, "the front matter is not closed: a line of three dashes is missing")
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

// newPage reads a file with front matter. ok is false where it has none.
func (s *Site) newPage(f *source.File) (p *Page, ok bool, problems []*diag.Diagnostic) {
	yaml, body, ok, broken := frontMatter(f)
	if broken != nil {
		problems = append(problems, broken)
	}
	if !ok {
		return nil, false, nil
	}
	p = &Page{
		Path: f.Name, File: f, FrontSpan: yaml, Body: body, Dir: path.Dir(f.Name),
		Post: s.Config.Jekyll && isPost(f.Name),
	}
	text := source.Of(yaml)
	front, faults := s.readYAML(yaml, s.Config.Jekyll)
	problems = append(problems, s.problems(text, faults, "front-matter")...)
	if front != nil && front.Kind != data.Object {
		problems = append(problems, at(front, "front-matter", diag.Error, "front matter must be keys with values, as in \"title: Events\""))
		front = nil
	}
	p.Front = front
	if !slices.ContainsFunc(problems, func(d *diag.Diagnostic) bool { return d.Kind == "invalid-utf8" }) {
		problems = append(problems, encodingProblem(body)...)
	}
	p.Vars = data.Map{}
	for _, d := range s.Config.Defaults {
		if d.fits(p) {
			setVars(p.Vars, d.Values)
		}
	}
	setVars(p.Vars, front)
	p.Markdown = s.isMarkdown(f.Name)
	return p, true, problems
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
	d := newDiagnostic(text.File.Span(text.Start+i, text.Start+i+1), "unreadable", diag.Error, message, text.Bytes()[i])
	d.Kind = "encoding"
	return []*diag.Diagnostic{d}
}

// published tells whether a page is part of the site.
func (s *Site) published(p *Page) bool { return p.Vars["published"] != false || s.Config.ShowDrafts }

// text returns a variable of the page that is a string, or "".
func (p *Page) text(key string) string {
	text, _ := p.Vars[key].(string)
	return text
}

func (d Default) fits(p *Page) bool {
	kind := "pages"
	if p.Post {
		kind = "posts"
	}
	if d.Type != "" && d.Type != kind {
		return false
	}
	return d.Path == "" || p.Path == d.Path || strings.HasPrefix(p.Path, d.Path+"/") || matches([]string{d.Path}, p.Path)
}

func setVars(vars data.Map, n *data.Node) {
	if n == nil {
		return
	}
	for _, m := range n.Members {
		vars[m.Key.Str()] = m.Value.Value()
	}
}

func (s *Site) isMarkdown(name string) bool {
	ext := strings.TrimPrefix(path.Ext(name), ".")
	for _, e := range s.Config.MarkdownExt {
		if strings.EqualFold(strings.TrimSpace(e), ext) {
			return true
		}
	}
	return false
}
