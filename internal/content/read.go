package content

import (
	"encoding/csv"
	"path"
	"slices"
	"strings"

	"docgen/internal/data"
	"docgen/internal/diag"
	"docgen/internal/source"
)

// Names of the input folders, in docgen's own layout and in a Jekyll tree.
type folders struct{ pages, includes, layouts, data string }

var (
	ownFolders    = folders{"templates/", "includes/", "templates/layouts/", "glossary/"}
	jekyllFolders = folders{"", "_includes/", "_layouts/", "_data/"}
)

func (s *Site) folders() folders {
	if s.Config.Jekyll {
		return jekyllFolders
	}
	return ownFolders
}

// opaque are the endings of files that are copied without a look inside.
var opaque = map[string]bool{
	".png": true, ".jpg": true, ".jpeg": true, ".gif": true, ".ico": true, ".webp": true, ".pdf": true,
	".zip": true, ".gz": true, ".woff": true, ".woff2": true, ".ttf": true, ".eot": true, ".otf": true,
	".mp4": true, ".webm": true, ".mov": true, ".mp3": true,
}

// read reads the files and puts each where it belongs.
func (s *Site) read(names []string) {
	dirs := s.folders()
	s.hasElements = slices.ContainsFunc(names, isElementFile)
	var read []string
	for _, name := range names {
		if opaque[strings.ToLower(path.Ext(name))] {
			s.addStatic(name, dirs)
			continue
		}
		if s.Config.Jekyll || inputFolder(name) {
			read = append(read, name)
		}
	}
	s.inputs = s.readAll(read)
	for _, name := range read {
		f := s.inputs[name]
		if f == nil {
			s.standIn(name, dirs)
			continue
		}
		s.Memory.Hold(source.Of(f.All()))
		switch {
		case strings.HasPrefix(name, dirs.includes):
			s.addInclude(strings.TrimPrefix(name, dirs.includes), f)
		case strings.HasPrefix(name, dirs.layouts):
			s.addLayout(strings.TrimPrefix(name, dirs.layouts), f)
		case strings.HasPrefix(name, dirs.data):
			s.addData(strings.TrimPrefix(name, dirs.data), f)
		case !s.Config.Jekyll && strings.HasPrefix(name, "schema/"):
			s.texts[name] = f
		case strings.HasPrefix(name, "elements/") && s.hasElements:
			s.addElementFile(name, f, dirs)
		default:
			s.addPage(f, dirs)
		}
	}
}

// standIn puts an empty file in the place of one that cannot be read, so that
// those who use it do not report it missing as well.
func (s *Site) standIn(name string, dirs folders) {
	empty := source.NewFile(name, nil)
	s.texts[name] = empty
	if include, ok := strings.CutPrefix(name, dirs.includes); ok {
		s.includes[include] = empty
	}
	if layout, ok := strings.CutPrefix(name, dirs.layouts); ok {
		s.layouts[withoutExt(layout)] = &Layout{File: empty, Body: empty.All()}
	}
}

// ownInputs are the input folders of docgen's own layout.
var ownInputs = []string{"templates", "includes", "elements", "glossary", "schema"}

// inputFolder tells whether a file of docgen's own layout is an input.
func inputFolder(name string) bool {
	top, _, _ := strings.Cut(name, "/")
	return slices.Contains(ownInputs, top)
}

// InputFolders returns the folders of the source folder that the site must not
// be written to.
func (s *Site) InputFolders() []string {
	if s.Config.Jekyll {
		return []string{"_includes", "_layouts", "_data", "_posts", "_drafts", "elements"}
	}
	return ownInputs
}

func (s *Site) addInclude(name string, f *source.File) {
	s.Problems = append(s.Problems, encodingProblem(f.All())...)
	s.includes[name] = f
	if tag, ok := strings.CutPrefix(name, "tags/"); ok {
		s.tags[withoutExt(tag)] = f
	}
}

func (s *Site) addLayout(name string, f *source.File) {
	s.Problems = append(s.Problems, encodingProblem(f.All())...)
	yaml, body, ok, broken := frontMatter(f)
	if broken != nil {
		s.Problems = append(s.Problems, broken)
	}
	l := &Layout{File: f, Body: body}
	if ok {
		front, problems := s.readYAML(yaml, false)
		s.Problems = append(s.Problems, s.problems(source.Of(yaml), problems, "front-matter")...)
		l.Front = front
	}
	s.layouts[withoutExt(name)] = l
}

// addData reads a data file: _data/a/b.yml is site.data.a.b.
func (s *Site) addData(name string, f *source.File) {
	var value any
	text := source.Of(f.All())
	switch path.Ext(name) {
	case ".yml", ".yaml", ".json":
		// YAML is a superset of JSON, and its reader keeps places.
		node, problems := s.readYAML(f.All(), false)
		s.Problems = append(s.Problems, s.problems(text, problems, "data-syntax")...)
		s.holdTexts(node)
		if name == "glossary.yml" {
			s.glossary = node
		}
		value = node.Value()
	case ".csv", ".tsv":
		value = s.readTable(f)
	default:
		return
	}
	at := s.Data
	parts := strings.Split(withoutExt(name), "/")
	for _, part := range parts[:len(parts)-1] {
		next, ok := at[part].(data.Map)
		if !ok {
			next = data.Map{}
			at[part] = next
		}
		at = next
	}
	at[parts[len(parts)-1]] = value
}

func (s *Site) readTable(f *source.File) any {
	r := csv.NewReader(strings.NewReader(string(f.Text)))
	if path.Ext(f.Name) == ".tsv" {
		r.Comma = '\t'
	}
	rows, err := r.ReadAll()
	if err != nil {
		s.Problems = append(s.Problems, newDiagnostic(f.Span(0, 0), "data-syntax", diag.Error, "%s", err))
		return nil
	}
	var out []any
	for i := 1; i < len(rows); i++ {
		row := data.Map{}
		for j, cell := range rows[i] {
			row[rows[0][j]] = cell
		}
		out = append(out, row)
	}
	return out
}

// holdTexts makes the decoded scalars of a tree known to Memory: those that
// are no piece of the file, because of escapes or folded lines.
func (s *Site) holdTexts(n *data.Node) {
	if n == nil {
		return
	}
	if n.Kind == data.String {
		if _, _, exact := n.Text.Origin(0, n.Text.Len()); !exact {
			s.Memory.Hold(n.Text)
		}
	}
	for _, item := range n.Items {
		s.holdTexts(item)
	}
	for _, m := range n.Members {
		s.holdTexts(m.Value)
	}
}

// addPage takes a file for a page if it has front matter, else for a file that
// is copied.
func (s *Site) addPage(f *source.File, dirs folders) {
	s.texts[f.Name] = f
	if s.Config.Jekyll && isPost(f.Name) {
		s.addPost(f)
		return
	}
	p, ok, problems := s.newPage(f)
	s.Problems = append(s.Problems, problems...)
	if !ok {
		s.addStatic(f.Name, dirs)
		return
	}
	if p.Front.Get("elementPage") != nil {
		s.templates = append(s.templates, p)
		return
	}
	if !s.published(p) {
		return
	}
	switch ext := path.Ext(f.Name); ext {
	case ".scss", ".sass", ".coffee":
		s.Problems = append(s.Problems, newDiagnostic(f.Span(0, 0), "unsupported", diag.Warning, "unsupported: %s is not compiled; the file is written as it is", ext[1:]))
	}
	p.URL = s.pageURL(p, strings.TrimPrefix(f.Name, dirs.pages))
	s.complete(p)
	s.Pages = append(s.Pages, p)
}

// complete sets what every page has beside its front matter.
func (s *Site) complete(p *Page) {
	p.Vars["url"] = p.URL
	p.Vars["path"] = p.Path
	if !p.Post {
		p.Vars["dir"] = p.URL[:strings.LastIndexByte(p.URL, '/')+1]
	}
	p.Vars["name"] = path.Base(p.Path)
	if r := p.Front.Get("redirect_from"); r != nil {
		p.Redirects = r.Items
		if r.Kind == data.String {
			p.Redirects = []*data.Node{r}
		}
	}
	s.holdTexts(p.Front)
}

func (s *Site) addStatic(name string, dirs folders) {
	st := Static{From: name, URL: "/" + strings.TrimPrefix(name, dirs.pages), FS: s.root.FS()}
	switch {
	case strings.HasPrefix(name, dirs.includes), strings.HasPrefix(name, dirs.layouts), strings.HasPrefix(name, dirs.data):
		return
	case strings.HasPrefix(name, "elements/") && s.hasElements && (!s.Config.Jekyll || isElementFolder(name)):
		key, rest, ok := strings.Cut(strings.TrimPrefix(name, "elements/"), "/")
		if !ok || strings.HasPrefix(key, "_") {
			return
		}
		st.URL = "/docs/elements/" + key + "/" + rest
	case !s.Config.Jekyll && !strings.HasPrefix(name, dirs.pages):
		return
	case s.Config.Jekyll && name == "_config.yml", s.Config.Jekyll && name == "docgen.yml":
		return
	}
	s.Static = append(s.Static, st)
}

func isElementFolder(name string) bool { return strings.Count(name, "/") >= 2 }

// isElementFile tells elements/<key>.yml and elements/<key>/element.yml.
func isElementFile(name string) bool {
	rest, ok := strings.CutPrefix(name, "elements/")
	if !ok || strings.HasPrefix(rest, "_") {
		return false
	}
	ext := path.Ext(rest)
	if ext != ".yml" && ext != ".yaml" {
		return false
	}
	return !strings.Contains(rest, "/") || strings.Count(rest, "/") == 1 && strings.TrimSuffix(path.Base(rest), ext) == "element"
}

// Schema returns a schema file by its path: the source folder's or docgen's.
func (s *Site) Schema(name string) (*source.File, error) {
	if f := s.texts[name]; f != nil {
		return f, nil
	}
	return s.readFile(name)
}
