package content

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"docgen/internal/data"
	"docgen/internal/diag"
	"docgen/internal/source"
)

// Names of the input folders, in docgen's own layout and in a Jekyll tree.
type folders struct{ pages, includes, layouts, data string }

var ownFolders = folders{"templates/", "includes/", "templates/layouts/", "glossary/"}

func (s *Site) folders() folders { return s.Config.folders }

// opaque are the endings of files that are copied without a look inside.
var opaque = map[string]bool{
	".png": true, ".jpg": true, ".jpeg": true, ".gif": true, ".ico": true, ".webp": true, ".pdf": true,
	".zip": true, ".gz": true, ".woff": true, ".woff2": true, ".ttf": true, ".eot": true, ".otf": true,
	".mp4": true, ".webm": true, ".mov": true, ".mp3": true,
}

// classify reads the files and adds each to the part of the site that its path
// and front matter name.
func (r *reader) classify(names []string) {
	dirs := r.folders()
	r.hasElements = slices.ContainsFunc(names, isElementFile)
	if r.same && r.hasElements != r.older.hasElements {
		r.same = false // pages in elements/ become pages of elements, or plain ones
	}
	var read, theme []string
	for _, name := range names {
		inTheme := r.Config.inTheme(name)
		if inTheme {
			theme = append(theme, name)
		}
		switch {
		case opaque[strings.ToLower(path.Ext(name))]:
			if !inTheme {
				r.addStatic(name, dirs)
			}
		case r.Config.Jekyll || inputFolder(name) || r.opts.Also && r.Config.IsAlso(name):
			read = append(read, name)
		}
	}
	r.files = r.readAll(read)
	for _, name := range inDataOrder(read, dirs.data) {
		f := r.files[name]
		if r.Config.inTheme(name) || r.kept.imported[name] {
			continue
		}
		if f == nil && r.inputs[name].copied {
			r.addStatic(name, dirs)
			continue
		}
		if f == nil {
			r.addUnreadable(name, dirs)
			continue
		}
		if r.addShared(name, f, dirs) && !r.asPage(name) {
			continue
		}
		switch {
		case r.isPlugin(name):
			r.addPlugin(f)
		case !r.Config.Jekyll && strings.HasPrefix(name, "schema/"):
			r.texts[name] = f
		case strings.HasPrefix(name, "elements/") && r.hasElements:
			r.addElementFile(name, f, dirs)
		default:
			r.addPage(f, dirs)
		}
	}
	r.addTheme(theme)
	r.reuseData()
	r.kept.data = r.Data
}

// addShared adds a file to the includes, the layouts or the data, and reports
// whether it is one of them.
func (r *reader) addShared(name string, f *source.File, dirs folders) (shared bool) {
	for _, in := range []struct {
		dir string
		add func(string, *source.File)
	}{{dirs.includes, r.addInclude}, {dirs.layouts, r.addLayout}, {dirs.data, r.addData}} {
		if rest, ok := strings.CutPrefix(name, in.dir); ok {
			in.add(rest, f)
			shared = true
		}
	}
	return shared
}

// addUnreadable adds an empty file in place of one that cannot be read, so that
// it is not reported as missing as well: neither to who includes it, nor, where it
// may have been a page, to who links to it.
func (r *reader) addUnreadable(name string, dirs folders) {
	empty := source.NewFile(name, nil)
	if !strings.HasPrefix(name, "schema/") {
		r.texts[name] = empty
	}
	if include, ok := strings.CutPrefix(name, dirs.includes); ok {
		r.includes[include] = empty
	}
	if layout, ok := strings.CutPrefix(name, dirs.layouts); ok {
		r.layouts[withoutExt(layout)] = &Layout{File: empty, Body: empty.All()}
	}
	before := len(r.Static)
	if r.addStatic(name, dirs); len(r.Static) > before {
		f := &r.Static[before]
		f.URL = "/" + OutPath(r.pageURL(&Page{Markdown: r.isMarkdown(name)}, strings.TrimPrefix(f.URL, "/")))
	}
}

// ownInputs are the input folders of docgen's own layout.
var ownInputs = []string{"templates", "includes", "elements", "glossary", "schema"}

// inputFolder reports whether a file of docgen's own layout is an input.
func inputFolder(name string) bool {
	top, _, _ := strings.Cut(name, "/")
	return slices.Contains(ownInputs, top)
}

// InputFolders returns the folders of the source folder that the site must not
// be written to.
func (s *Site) InputFolders() []string {
	if !s.Config.Jekyll {
		return ownInputs
	}
	names := append([]string{"_posts", "_drafts", "_plugins", "elements"}, s.Config.collections.folders()...)
	for _, dir := range []string{s.Config.folders.includes, s.Config.folders.layouts, s.Config.folders.data} {
		if top, _, _ := strings.Cut(dir, "/"); top != "" {
			names = append(names, top)
		}
	}
	return names
}

func (r *reader) addInclude(name string, f *source.File) {
	r.Problems = append(r.Problems, encodingProblem(f.All())...)
	r.includes[name] = f
	if tag, ok := strings.CutPrefix(name, "tags/"); ok {
		r.tags[withoutExt(tag)] = f
	}
}

func (r *reader) addLayout(name string, f *source.File) {
	name = withoutExt(name)
	yaml, body, ok, broken := frontMatter(f)
	l := &Layout{File: f, Body: body, problems: encodingProblem(f.All())}
	if ok {
		t := r.readYAML(yaml, r.Config.Jekyll)
		found, usable := r.frontProblems(yaml, t, nil)
		if l.problems = append(l.problems, found...); usable {
			l.Front = t.node
		}
	}
	if broken != nil {
		if broken.Severity = r.Config.frontSeverity(broken.Kind); r.Config.Jekyll {
			l.Body = f.Content()
		}
		l.problems = append(l.problems, broken)
	}
	if r.older != nil && r.older.layouts[name] != nil && r.older.layouts[name].File == f {
		l = r.older.layouts[name]
	}
	r.layouts[name] = l
	r.report(l.problems...)
}

// addPage adds a file with front matter as a page, and any other as a static
// file.
func (r *reader) addPage(f *source.File, dirs folders) {
	r.texts[f.Name] = f
	if settings, _ := r.Config.collectionOf(f.Name); settings != nil {
		r.addDocument(f, settings, dirs)
		return
	}
	p := r.page(f, func(p *Page) {
		if p.Front.Get("elementPage") == nil {
			p.URL = r.pageURL(p, strings.TrimPrefix(f.Name, dirs.pages))
			p.complete()
		}
	})
	if p == nil {
		r.addStatic(f.Name, dirs)
		if !r.Config.Jekyll && r.isMarkdown(f.Name) && !strings.HasPrefix(f.Name, ownFolders.pages+"assets/") {
			at := f.Content()
			r.report(newDiagnostic(f.Span(at.Start, at.Start), diag.RuleFrontMatter, diag.Warning, "this file is copied as it is: a page begins with front matter, between two lines of three dashes"))
		}
		return
	}
	if p.Front.Get("elementPage") != nil {
		r.templates = append(r.templates, p)
		return
	}
	if !r.published(p) {
		return
	}
	if r.copiesOriginal(p) {
		r.addStatic(f.Name, dirs)
	}
	if path.Ext(f.Name) == ".coffee" {
		r.report(newDiagnostic(f.Span(0, 0), diag.RuleUnsupported, diag.Warning, "unsupported: coffee is not compiled; the file is written as it is"))
	}
	r.Pages = append(r.Pages, p)
}

// complete sets what every page has in addition to its front matter.
func (p *Page) complete() {
	url := p.ShownURL()
	p.Vars.Set("url", url)
	setIfNone(p.Vars, "path", p.Path)
	if p.Collection == "" {
		p.Vars.Set("dir", url[:strings.LastIndexByte(url, '/')+1])
		p.Vars.Set("name", path.Base(p.Path))
	}
	if r := p.Front.Get("redirect_from"); r != nil {
		p.Redirects = r.Items
		if r.Kind == data.String {
			p.Redirects = []*data.Node{r}
		}
	}
}

func (r *reader) addStatic(name string, dirs folders) {
	if settings, entry := r.Config.collectionOf(name); settings != nil {
		r.addFile(name, entry, settings)
		return
	}
	st := Static{From: name, URL: "/" + strings.TrimPrefix(name, dirs.pages), FS: r.root}
	switch {
	case r.inShared(name) && !r.asPage(name):
		return
	case strings.HasPrefix(name, "elements/") && r.hasElements && (!r.Config.Jekyll || isElementFolder(name)):
		key, rest, ok := strings.Cut(strings.TrimPrefix(name, "elements/"), "/")
		if !ok || strings.HasPrefix(key, "_") {
			return
		}
		st.URL = "/docs/elements/" + key + "/" + rest
	case !r.Config.Jekyll && !strings.HasPrefix(name, dirs.pages), r.Config.Jekyll && strings.HasPrefix(name, pluginFolder):
		return
	case r.Config.Jekyll && (name == ownConfig):
		return
	}
	r.Static = append(r.Static, st)
}

// inShared reports whether a path lies in the folder of the includes, the
// layouts or the data.
func (r *reader) inShared(name string) bool {
	dirs := r.folders()
	return slices.ContainsFunc([]string{dirs.includes, dirs.layouts, dirs.data}, func(dir string) bool { return strings.HasPrefix(name, dir) })
}

func isElementFolder(name string) bool { return strings.Count(name, "/") >= 2 }

// isElementFile reports whether a path is elements/<key>.yml or
// elements/<key>/element.yml.
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
	return nil, fmt.Errorf("no schema %q", name)
}
