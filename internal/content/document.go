package content

import (
	"cmp"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"

	"docgen/internal/data"
	"docgen/internal/diag"
	"docgen/internal/source"
)

// datedName is the name of a file that begins with a date, as those of posts do.
var datedName = regexp.MustCompile(`^(\d{2,4}-\d{1,2}-\d{1,2})-(.*)(\.[^.]+)$`)

// addDocument adds a file to its collection.
func (r *reader) addDocument(f *source.File, settings *CollectionSettings, dirs folders) {
	p := r.page(f, func(p *Page) { r.completeDocument(p, settings) })
	switch {
	case p == nil:
		r.addStatic(f.Name, dirs)
	case p.URL == "" && !p.future || !r.published(p):
	case p.future && settings.Label == postsLabel:
		r.hasFuturePosts = true
	default:
		c := r.collection(settings)
		c.Docs = append(c.Docs, p)
		r.hasFuturePosts = r.hasFuturePosts || p.future
	}
}

// splitFront finds the front matter of a file, as frontMatter does. A post needs
// none, and a YAML file of a collection is nothing else.
func (r *reader) splitFront(f *source.File) (yaml, body source.Span, ok bool, problem *diag.Diagnostic) {
	yaml, body, ok, problem = frontMatter(f)
	settings, _ := r.Config.collectionOf(f.Name)
	switch {
	case settings == nil:
	case !ok && settings.Label == postsLabel:
		at := f.Content().Start
		return f.Span(at, at), body, true, nil
	case ok && isYAML(f.Name):
		if problem != nil {
			yaml, problem = f.Span(yaml.Start, len(f.Text)), nil
		}
		body = f.Span(len(f.Text), len(f.Text))
	}
	return yaml, body, ok, problem
}

func isYAML(name string) bool {
	return strings.HasSuffix(name, ".yml") || strings.HasSuffix(name, ".yaml")
}

// completeDocument sets what a document has in addition to its front matter: what is
// in the name of its file and in its folders, and its address. A post that has no
// valid name gets no address.
func (r *reader) completeDocument(p *Page, settings *CollectionSettings) {
	base, relative := path.Base(p.Path), r.Config.relative(p.Path)
	ext := path.Ext(base)
	match := datedName.FindStringSubmatch(base)
	draft := r.Config.isDraft(p.Path)
	if settings.Label == postsLabel && match == nil && (!draft || ext == "") {
		p.problem(newDiagnostic(p.File.Span(0, 0), diag.RuleUnsupported, diag.Warning, "a post must be named year-month-day-title.md, such as 2020-01-31-news.md"))
		return
	}
	name := strings.TrimRight(strings.TrimSuffix(base, ext), ".")
	p.Date = r.dateOf(p, match)
	if match != nil {
		name = strings.TrimRight(match[2], ".")
	}
	if draft && p.Date.IsZero() {
		if info, err := r.root.Stat(p.Path); err == nil {
			p.Date, p.timed = info.ModTime(), true
		}
	}
	p.future = p.Date.After(time.Now()) && !r.Config.Future
	if p.future && settings.Label == postsLabel {
		return
	}
	p.Unwritten = p.future || !settings.Output
	if yaml := isYAML(base); !yaml {
		setIfNone(p.Vars, "title", titleOf(name))
		setIfNone(p.Vars, "slug", name)
		setIfNone(p.Vars, "ext", ext)
		p.Vars.Set("categories", anys(r.categoriesOf(p, relative)))
		p.Vars.Set("tags", anys(pluralOf(p.Vars, "tag", "tags")))
	}
	setIfNone(p.Vars, "draft", draft)
	shown := r.documentURL(p, settings, strings.TrimSuffix(base, ext))
	if shown == "" {
		return
	}
	p.setURL(shown)
	if !p.Date.IsZero() {
		p.Vars.Set("date", p.Date)
	}
	p.Vars.Set("id", path.Join(path.Dir(strings.TrimSuffix(shown, "/")), cmp.Or(p.text("slug"), strings.TrimSuffix(base, ext))))
	setIfNone(p.Vars, "name", base)
	p.Vars.Set("collection", settings.Label)
	p.Vars.Set("relative_path", relative)
	p.complete()
	p.Vars.Set("path", relative)
}

// dateOf returns the date of a document: that of the front matter, else that of the
// name of its file; zero where there is none.
func (r *reader) dateOf(p *Page, name []string) time.Time {
	if written := cmp.Or(p.Front.Get("date"), r.Config.DefaultOf(p, "date")); written != nil && written.Kind != data.Null {
		d, ok := r.Config.dateOf(written)
		if !ok {
			p.problem(diagnosticAt(written, diag.RuleFrontMatter, diag.Error, "the date %q is none: write 2020-01-31 or 2020-01-31 09:30:00 +0000", written.Str()))
		}
		return d
	}
	if name == nil {
		return time.Time{}
	}
	d, ok := r.Config.parseDate(name[1])
	if !ok {
		p.problem(newDiagnostic(p.File.Span(0, 0), diag.RuleFrontMatter, diag.Error, "%q is no date", name[1]))
	}
	return d
}

// categoriesOf returns the categories of a document: of a post the folders that
// _posts lies in, then those of the defaults and of the front matter.
func (r *reader) categoriesOf(p *Page, relative string) []string {
	var out []string
	add := func(list []string) {
		for _, c := range list {
			if !slices.Contains(out, c) {
				out = append(out, c)
			}
		}
	}
	if p.Collection == postsLabel {
		folder := "_posts"
		if r.Config.isDraft(p.Path) {
			folder = "_drafts"
		}
		folders, _, _ := strings.Cut(relative, folder)
		add(strings.FieldsFunc(folders, func(r rune) bool { return r == '/' }))
	}
	for _, n := range []*data.Node{r.Config.DefaultOf(p, "categories"), p.Front.Get("categories")} {
		add(listItems(n.Value()))
	}
	if category := p.Vars.Get("category"); category != nil {
		add(pluralOf(p.Vars, "category", "categories"))
	}
	return out
}

// pluralOf returns the value of a variable as one item, or where there is none the
// items of the variable in the plural.
func pluralOf(vars data.Map, one, many string) []string {
	switch v := vars.Get(one).(type) {
	case nil:
		return listItems(vars.Get(many))
	case []any:
		return listItems(v)
	default:
		return []string{fmt.Sprint(v)}
	}
}

// documentURL returns the address of a document; it is "" where its permalink is
// none.
func (r *reader) documentURL(p *Page, settings *CollectionSettings, base string) string {
	ext := outputExt(p, p.Path)
	link := settings.Permalink
	if own := p.text("permalink"); own != "" {
		if unknown := unknownPlaceholder(own); unknown != "" {
			at := cmp.Or(p.Front.Get("permalink"), r.Config.DefaultOf(p, "permalink"))
			p.problem(diagnosticAt(at, diag.RuleFrontMatter, diag.Error, "%s", noPlaceholder(unknown)))
			return ""
		}
		link = own
		if e := path.Ext(own); e != "" && !strings.HasSuffix(own, "/") {
			ext = e
		}
	}
	p.ext = ext
	date := p.Date
	if date.IsZero() {
		date = time.Now() // Jekyll takes the time of the build
	}
	return documentPath(fillPermalink(link, func(name string) string {
		switch name {
		case "collection":
			return settings.Label
		case "path":
			_, entry := r.Config.collectionOf(p.Path)
			if settings.Label == postsLabel {
				entry = strings.Replace(r.Config.relative(p.Path), settings.Folder, "", 1)
			}
			return "/" + strings.TrimRight(strings.TrimSuffix(entry, path.Ext(entry)), ".")
		case "output_ext":
			return ext
		case "name":
			return bareSlug(base)
		case "title":
			return slug(cmp.Or(p.text("slug"), base))
		case "slug":
			return bareSlug(cmp.Or(p.text("slug"), base))
		case "categories":
			return joinOnce(p, Downcase)
		case "slugified_categories":
			return joinOnce(p, bareSlug)
		}
		p.timed = p.timed || p.Date.IsZero()
		return fillDate(name, date)
	}))
}

// joinOnce joins the categories of a document, each in the form that it has in an
// address.
func joinOnce(p *Page, form func(string) string) string {
	var out []string
	for _, c := range listItems(p.Vars.Get("categories")) {
		if c = form(c); !slices.Contains(out, c) {
			out = append(out, c)
		}
	}
	return strings.Join(out, "/")
}

// documentPath cleans an address as Jekyll does.
func documentPath(url string) string {
	return cleanURL(strings.ReplaceAll(strings.ReplaceAll("/"+url, "..", "/"), "./", ""))
}

// fileURL returns the address of a file of a collection that has no front matter.
// Only these placeholders count for it.
func (s *CollectionSettings) fileURL(entry string) string {
	ext := path.Ext(entry)
	plain := strings.TrimRight(strings.TrimSuffix(entry, ext), ".")
	url := s.Permalink
	for _, field := range [][2]string{{":collection", s.Label}, {":path", "/" + plain}, {":output_ext", ""}, {":name", path.Base(plain)}, {":title", ""}} {
		url = strings.ReplaceAll(url, field[0], escapePath(field[1]))
	}
	return strings.TrimSuffix(documentPath(url), "/") + ext
}

// setIfNone sets a variable that has no value.
func setIfNone(vars data.Map, key string, value any) {
	if v := vars.Get(key); v == nil || v == false {
		vars.Set(key, value)
	}
}

// listItems returns the items of a list, or the fields of a string, as Jekyll
// reads categories and tags.
func listItems(value any) []string {
	switch v := value.(type) {
	case string:
		return strings.Fields(v)
	case []any:
		out := make([]string, 0, len(v))
		for _, item := range v {
			if item != nil {
				out = append(out, fmt.Sprint(item))
			}
		}
		return out
	}
	return nil
}

// titleOf makes a title of the file name of a document.
func titleOf(name string) string {
	parts := strings.Split(strings.TrimRight(name, "-"), "-")
	for i, part := range parts {
		if part != "" {
			parts[i] = Capitalize(part)
		}
	}
	return strings.Join(parts, " ")
}

func anys(list []string) []any {
	out := make([]any, len(list))
	for i, v := range list {
		out[i] = v
	}
	return out
}
