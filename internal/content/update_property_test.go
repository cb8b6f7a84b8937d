package content

import (
	"errors"
	"fmt"
	"hash/crc32"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"docgen/internal/data"
	"docgen/internal/diag"
)

// TestUpdateEqualsOpen edits small trees at random. After each edit the updated
// site must equal one that is opened anew.
func TestUpdateEqualsOpen(t *testing.T) {
	for name, tree := range editedTrees {
		for seed := range uint64(2) {
			t.Run(fmt.Sprintf("%s %d", name, seed), func(t *testing.T) {
				e := newEditor(t, tree, seed)
				site, err := Open(e.dir, e.opts)
				if err != nil {
					t.Fatal(err)
				}
				defer site.Close()
				failed := false
				for range 40 {
					changed, overlay := e.edit()
					if failed {
						changed = nil // as the preview does: what changed before was not read
					}
					fresh, freshErr := e.open(overlay)
					next, err := site.Update(changed, overlay)
					if e.log = append(e.log, fmt.Sprintf("%q", changed)); fmt.Sprint(err) != fmt.Sprint(freshErr) {
						t.Fatalf("%s\nthe error is %v, want %v", strings.Join(e.log, "\n"), err, freshErr)
					}
					if failed = err != nil; failed {
						continue // the last site that could be read stays
					}
					if got, want := describe(next, tree), describe(fresh, tree); got != want {
						t.Fatalf("%s\n%s", strings.Join(e.log, "\n"), firstDifference(got, want))
					}
					e.checkChanges(site, next)
					site = next
				}
			})
		}
	}
}

// editedTrees are the files of trees, each with the texts that it may have; the
// first is the one at the beginning, and "-" means that there is no file.
var editedTrees = map[string]map[string][]string{
	"Jekyll": {
		"_config.yml": {"title: A\n", "title: B\nmarkdown_ext: md,txt\ndefaults: [{scope: {path: docs}, values: {layout: base, x: 1}}]\n", "paginate: 1\n", "exclude: [docs]\n", "permalink: pretty\n",
			"collections: [notes]\n", "collections: {notes: {output: true, sort_by: weight}}\ndefaults: [{scope: {type: notes}, values: {layout: base, x: 1}}]\n",
			"collections_dir: notes\ncollections: {notes: {output: true, permalink: '/:name/', order: [b.md]}}\n"},
		"docgen.yml":               {"-", "rules: {}\n", "tags: {note: note.html}\n", "theme: docgen\n", "elements: {layout: base}\ntitle: Own\n", "elements: {layout: bse}\n"},
		"index.html":               {"---\n---\n", "---\ntitle: Home\n---\n{{ site.title }}"},
		"docs/a.md":                {"---\ntitle: A\n---\nText\n", "---\ntitle: A\n---\nMore\n", "---\ntitle: A2\nlayout: none\n---\n", "no front matter\n", "-", "---\ntitle: [\n---\n"},
		"docs/b.txt":               {"---\ntitle: B\npermalink: /docs/a.html\n---\n", "plain", "-"},
		"elements/one.yml":         {"-", "key: one\nname: One\nauth: {type: key}\n", "key: one\nname: Uno\n", "- list\n"},
		"elements/two/element.yml": {"-", "key: two\nname: Two\n"},
		"elements/two/guide.md":    {"---\ntitle: Guide\n---\n", "---\ntitle: Other\nredirect_from: /g\n---\n", "-"},
		"elements/plain/page.md":   {"---\ntitle: Plain\n---\n", "-"},
		"_posts/2020-01-01-one.md": {"---\ntitle: One\ntags: x y\n---\nOne", "---\ntitle: One\ndate: 2019-01-01\n---\n", "-"},
		"_posts/2020-01-02-two.md": {"---\ncategories: [c]\n---\nTwo", "-", "---\npublished: false\n---\n"},
		"_posts/no-date.md":        {"-", "---\n---\n"},
		"_includes/note.html":      {"note", "other", "-"},
		"_includes/tags/icon.html": {"-", "icon", "shipped"},
		"_layouts/base.html":       {"<{{ content }}>", "---\nlayout: base\n---\n", "-"},
		"_layouts/post.html":       {"-", "---\nlayout: base\n---\nx", "---\nlayout: none-such\n---\nx"},
		"_data/a.yml":              {"k: 1\n", "k: [\n", "- 1\n", "-"},
		"_data/a/b.csv":            {"x,y\n1,2\n", "x,y\n\"1\",\"3\"\"\"\n", "-"},
		"_data/a/c.json":           {"-", "{\"k\": \"v\"}", "{k"},
		"img/logo.png":             {"1", "22", "-"},
		"_notes/a.md":              {"---\nweight: 2\n---\nA\n", "---\nweight: 1\npermalink: /docs/a.html\n---\n", "-", "plain", "---\npublished: false\n---\n"},
		"_notes/sub/b.md":          {"---\nweight: 1\ncategories: c\n---\nB", "---\ndate: 2019-01-01\nredirect_from: /b\n---\n", "---\npermalink: /:nothing\n---\n"},
		"_notes/2020-01-01-c.md":   {"-", "---\ntags: x\n---\n"},
		"_notes/logo.png":          {"1", "-"},
		"notes/_notes/a.md":        {"---\ntitle: Elsewhere\n---\n", "-"},
		"_drafts/d.md":             {"-", "---\ntitle: D\n---\n"},
		"public/" + ManifestName:   {"-", "a.html\n"},
		"public/a.html":            {"---\n---\n", "-"},
	},
	"plugins": {
		"_config.yml": {
			"plugins: &all [jekyll-archives, jekyll-default-layout, jekyll-feed, jekyll-optional-front-matter, jekyll-paginate, jekyll-readme-index, jekyll-sitemap, jekyll-titles-from-headings]\njekyll-archives: {enabled: all}\nfeed: {tags: true, categories: [c]}\n",
			"plugins: [jekyll-titles-from-headings, jekyll-readme-index]\ntitles_from_headings: {strip_title: true, collections: true}\nreadme_index: {remove_originals: true, with_frontmatter: true}\n",
			"theme: t\nsass: {load_paths: [lib]}\n",
			"plugins: [jekyll-optional-front-matter]\noptional_front_matter: {remove_originals: true}\n",
		},
		"docgen.yml":                  {"-", "theme: themes/t\n", "theme: none\n", "theme: docgen\nnavigation: [{title: A, url: /}]\n"},
		"index.html":                  {"---\n---\n", "---\nlayout: home\n---\n"},
		"a.md":                        {"# A\n\nText\n", "---\n---\nTitle\n===\n\nText\n", "---\ntitle: T\n---\n# A\n", "---\n---\n# B\n", "-"},
		"docs/README.md":              {"# Read me\n", "---\n---\n# Read\n", "-"},
		"docs/index.html":             {"-", "---\n---\n"},
		"sitemap.xml":                 {"-", "<urlset/>", "---\n---\n"},
		"feed.xslt.xml":               {"-", "<x/>"},
		"_posts/2020-01-01-one.md":    {"---\ntags: x y\n---\n# One\n", "---\ncategories: c\n---\nOne\n", "-"},
		"_posts/2020-01-02-two.md":    {"-", "---\ntags: [x]\n---\nTwo\n"},
		"_layouts/home.html":          {"-", "{{ content }}"},
		"_layouts/default.html":       {"-", "{{ content }}"},
		"_layouts/archive.html":       {"{{ page.posts }}", "-"},
		"_sass/_a.scss":               {"a{}", "b{}", "-"},
		"_sass/readme.md":             {"# Sass\n", "-"},
		"lib/b.scss":                  {"-", "---\n---\nb{}"},
		"css/main.scss":               {"---\n---\n@import 'a';\n", "plain", "-"},
		"themes/t/_config.yml":        {"-", "tagline: x\nplugins: [jekyll-sitemap]\n", "k: [\n"},
		"themes/t/t.gemspec":          {"-", "s.add_dependency 'jekyll-feed'\n"},
		"themes/t/_layouts/home.html": {"-", "home", "other"},
		"themes/t/_includes/a.html":   {"-", "a"},
		"themes/t/_data/nav.yml":      {"-", "a: 1\n"},
		"themes/t/assets/main.css":    {"-", "c{}", "---\n---\nc{}"},
		"themes/t/assets/logo.png":    {"-", "1"},
		"_data/nav.yml":               {"-", "b: 2\n"},
		"assets/main.css":             {"-", "own{}"},
	},
	"languages": {
		"_config.yml": {
			"plugins: &all [jekyll-polyglot, jekyll-redirect-from, jekyll-sitemap, jekyll-paginate, jekyll-feed]\npaginate: 1\nlanguages: [en, de]\nexclude_from_localization: [css]\ncollections: {notes: {output: true}}\n",
			"plugins: [jekyll-polyglot, jekyll-titles-from-headings]\nlanguages: [en, fr, de]\nlang_from_path: true\nlang_vars: [l]\n",
			"plugins: [jekyll-polyglot]\nlanguages: [de]\ndefault_lang: xx\n",
			"title: A\n",
		},
		"index.html":                  {"---\n---\n", "---\nlang: DE\n---\n"},
		"a.md":                        {"---\npage_id: a\npermalink: /a\n---\n# A\n", "---\npage_id: a\nlang-exclusive: [en]\n---\n# B\n", "-"},
		"a.de.md":                     {"---\npage_id: a\nlang: de\npermalink: /d\nredirect_from: /old\n---\n", "---\nlang: xx\n---\n", "-"},
		"de/a.md":                     {"-", "---\nlang: de\npermalink: /de/a\n---\n"},
		"css/main.css":                {"a{}", "---\n---\n", "-"},
		"logo.png":                    {"1", "-"},
		"_notes/n.md":                 {"---\n---\n", "---\nlang: de\n---\n", "-"},
		"_notes/f.txt":                {"1", "-"},
		"_posts/2020-01-01-one.md":    {"---\n---\n", "-"},
		"_posts/de/2020-01-01-one.md": {"---\nlang: de\n---\n", "---\nlang: de\ndate: 2019-01-01\n---\n", "-"},
		"_data/x.yml":                 {"y: 1\nz: {a: 1}\n", "- 1\n", "-"},
		"_data/de/x.yml":              {"z: {b: 2}\n", "2\n", "-"},
		"_data/en/w.yml":              {"-", "1\n"},
	},
	"guides": {
		"docgen.yml":                  {"title: A\nlastUpdated: true\nlogo: img/logo.svg\nstylesheets: [/assets/a.css, own.css]\n", "title: A\nhome: {text: x}\naccent: '#abc'\n", "logo: templates/none.svg\n"},
		"img/logo.svg":                {"<svg width='1' height='2'/>", "<svg viewBox='0 0 3 4'/>", "-"},
		"own.css":                     {"a{}", "b{}", "-"},
		"templates/index.md":          {"---\ntitle: Home\n---\n", "---\ntitle: Start\n---\n", "-"},
		"templates/a/index.md":        {"---\ntitle: A\norder: 2\n---\n", "---\n---\n# Heading\n", "---\n---\n# Other\n", "-"},
		"templates/a/b/one.md":        {"---\ntitle: One\n---\n", "---\ntitle: One\norder: 3\nbreadcrumbs: /a/index.html\n---\n", "---\nsidebar: false\n---\n# One\n", "---\nlayout: none\n---\n"},
		"templates/a/b/two.md":        {"---\n---\n# Two\n", "---\n---\n# Second\n", "---\norder: 1.5\npermalink: /c/\n---\n", "-"},
		"templates/10-c/d/e.md":       {"-", "---\ntitle: E\nbreadcrumbs: /none.html\nparent: Up\n---\n"},
		"templates/layouts/page.html": {"-", "{{ content }}"},
		"elements/one.yml":            {"key: one\nname: One\n", "-"},
		"elements/two/element.yml":    {"-", "key: two\nname: Two\n"},
		"elements/two/notes.md":       {"---\ntitle: Notes\n---\n", "---\ntitle: Words\norder: 4\n---\n"},
	},
	"parents": {
		"_config.yml":      {"title: A\n", "collections: {notes: {output: true}}\n"},
		"elements/one.yml": {"key: one\nname: One\n"}, // brings the layouts of docgen
		"index.md":         {"---\ntitle: Home\nlayout: base\n---\n"},
		"a.md":             {"---\ntitle: A\nnav_order: 1\nlayout: base\n---\n", "---\ntitle: A\nparent: B\nlayout: base\n---\n", "-"},
		"b.md":             {"---\ntitle: B\nlayout: base\nhas_children: true\n---\n", "---\ntitle: B\nparent: A\nlayout: base\n---\n"},
		"c/c.md":           {"---\ntitle: C\nparent: B\ngrand_parent: A\nnav_order: '2'\nlayout: base\n---\n", "---\ntitle: C\nparent: none\nnav_exclude: true\nlayout: base\n---\n", "---\nlayout: base\n---\n# C\n"},
		"_notes/n.md":      {"---\ntitle: N\nparent: A\nlayout: base\n---\n", "-"},
	},
	"own": {
		"docgen.yml":                     {"title: A\n", "title: B\nmarkdownExt: x\n", "permalink: pretty\n", "exclude: [templates/docs]\n", "schemas: [{method: POST, path: /x, schema: other/x.json}]\n", "-"},
		"templates/index.md":             {"-", "---\ntitle: Home\n---\n", "shipped page"},
		"templates/docs/a.md":            {"---\ntitle: A\nlayout: base\n---\n", "---\ntitle: A\nelementKey: one\npermalink: /docs/one/\n---\n", "-"},
		"templates/docs/b.md":            {"-", "---\nelementKey: two\n---\n"},
		"templates/element.md":           {"-", "---\nelementPage: events\nwhen: {delivery: [webhooks]}\n---\nown", "---\nelementPage: index\nwhen: {auth: [key]}\n---\n"},
		"templates/layouts/base.html":    {"-", "{{ content }}", "shipped layout"},
		"includes/note.html":             {"-", "own note", "shipped note"},
		"elements/one.yml":               {"key: one\nname: One\nauth: {type: key}\n", "key: one\nname: Uno\nevents: {delivery: [webhooks]}\nextends: more\n", "key: one\nunknown: 1\n", "-", "key: two\nname: Twice\n"},
		"elements/two/element.yml":       {"-", "key: two\nname: Two\nsections: [{page: events, after: x, file: part.md}]\nauth: {type: nonesuch}\n"},
		"elements/two/part.md":           {"-", "part", "---\ntitle: Page\n---\n"},
		"elements/two/logo.svg":          {"<svg/>", "-"},
		"elements/_presets/more.yml":     {"-", "configuration: [{key: a, label: A}]\n", "configuration: [\n", "extends: [part, key]\nauth: {type: key}\nconfiguration: [{key: a, drop: true}]\n"},
		"elements/_presets/part.yml":     {"-", "sections: [{after: x, file: text.md}]\n", "extends: more\n"},
		"elements/_presets/part/text.md": {"-", "text", "other text"},
		"elements/_presets/key.yml":      {"-", "auth: {type: key, label: Mine}\n"},
		"glossary/glossary.yml":          {"-", "term: Mine\n", "term: {\n"},
		"schema/element.schema.json":     {"-", "{\"required\": [\"id\"]}", "{\"$ref\": \"more.json\"}", "{\"type\": \"object\", \"properties\": {\"unknown\": false}}"},
		"schema/more.json":               {"-", "{\"required\": [\"name\"]}"},
		"other/x.json":                   {"{}", "{\"a\": 1}", "-"},
		"README.md":                      {"x", "y"},
	},
}

// changedByName gives each file a day of its own.
func changedByName(names []string) map[string]time.Time {
	dates := map[string]time.Time{}
	for _, name := range names {
		dates[name] = time.Unix(int64(crc32.ChecksumIEEE([]byte(name))), 0)
	}
	return dates
}

// shipped are the files that docgen ships in these tests.
var shipped = fstest.MapFS{
	"templates/index.md":             {Data: []byte("shipped page")},
	"templates/home.md":              {Data: []byte("---\ntitle: Shipped\n---\n")},
	"templates/events.md":            {Data: []byte("---\nelementPage: events\n---\n")},
	"templates/layouts/base.html":    {Data: []byte("shipped layout")},
	"templates/assets/a.css":         {Data: []byte("a{}")},
	"includes/note.html":             {Data: []byte("shipped note")},
	"includes/tags/icon.html":        {Data: []byte("shipped")},
	"elements/_presets/part/text.md": {Data: []byte("shipped text")},
	"elements/_presets/key.yml":      {Data: []byte("auth: {type: key, label: Key, terms: {apiKey: key}}\n")},
	"glossary/glossary.yml":          {Data: []byte("term: Shipped\nother: Shipped\n")},
	"schema/element.schema.json":     {Data: []byte("{\"type\": \"object\", \"properties\": {\"unknown\": false}}")},
}

// editor writes random texts into the files of a tree.
type editor struct {
	t     *testing.T
	dir   string
	tree  map[string][]string
	names []string
	rand  *rand.Rand
	opts  Options
	ticks int
	log   []string
}

func newEditor(t *testing.T, tree map[string][]string, seed uint64) *editor {
	e := &editor{t: t, dir: t.TempDir(), tree: tree, rand: rand.New(rand.NewPCG(seed, 0))}
	e.opts = Options{Defaults: shipped, Changed: changedByName, Watched: seed%2 == 0, Out: filepath.Join(e.dir, "site")}
	e.names = slices.Sorted(maps.Keys(tree))
	for _, name := range e.names {
		e.write(name, tree[name][0])
	}
	return e
}

// write gives a file a text, and a time of its own that lies well in the past.
func (e *editor) write(name, text string) {
	file := filepath.Join(e.dir, name)
	e.ticks++
	var failed error
	if text == "-" {
		if failed = os.Remove(file); errors.Is(failed, os.ErrNotExist) {
			failed = nil
		}
	} else {
		when := time.Now().Add(-24*time.Hour + time.Duration(e.ticks)*3*time.Second)
		failed = errors.Join(os.MkdirAll(filepath.Dir(file), 0o755), os.WriteFile(file, []byte(text), 0o644), os.Chtimes(file, when, when))
	}
	if failed != nil {
		e.t.Fatal(failed)
	}
}

// edit changes up to three files, on disk or in an overlay, and returns what
// Update is to be told of it.
func (e *editor) edit() (changed []string, overlay map[string][]byte) {
	for range 1 + e.rand.IntN(3) {
		name := e.names[e.rand.IntN(len(e.names))]
		text := e.tree[name][e.rand.IntN(len(e.tree[name]))]
		_, err := os.Stat(filepath.Join(e.dir, name))
		if text != "-" && err == nil && !opaque[filepath.Ext(name)] && e.rand.IntN(4) == 0 {
			if overlay == nil {
				overlay = map[string][]byte{}
			}
			overlay[name] = []byte(text)
			e.log = append(e.log, fmt.Sprintf("overlay %s: %q", name, text))
		} else if overlay[name] == nil {
			e.write(name, text)
			e.log = append(e.log, fmt.Sprintf("%s: %q", name, text))
		}
		changed = append(changed, name)
	}
	if e.rand.IntN(3) == 0 {
		changed = nil
	}
	return changed, overlay
}

// open reads the tree anew: with an overlay, a copy of it.
func (e *editor) open(overlay map[string][]byte) (*Site, error) {
	dir := e.dir
	opts := e.opts
	if len(overlay) > 0 {
		dir = e.t.TempDir()
		opts.Out = filepath.Join(dir, "site")
		if err := os.CopyFS(dir, os.DirFS(e.dir)); err != nil {
			e.t.Fatal(err)
		}
		for name, text := range overlay {
			if err := os.WriteFile(filepath.Join(dir, name), text, 0o644); err != nil {
				e.t.Fatal(err)
			}
		}
	}
	site, err := Open(dir, opts)
	if err == nil {
		e.t.Cleanup(func() { site.Close() })
	}
	return site, err
}

// checkChanges: a file that has another text is among the changes.
func (e *editor) checkChanges(older, site *Site) {
	changes := site.Changes(older)
	for _, name := range e.names {
		was, is := older.File(name), site.File(name)
		if (was == nil) != (is == nil) || was != nil && string(was.Text) != string(is.Text) {
			if !slices.Contains(changes, name) {
				e.t.Fatalf("%s\n%s is not among the changes %q", strings.Join(e.log, "\n"), name, changes)
			}
		}
	}
}

// describe writes down all that others can see of a site.
func describe(s *Site, tree map[string][]string) string {
	var b strings.Builder
	page := func(p *Page) {
		fmt.Fprintf(&b, "page %s %s file %s dir %s out %s markdown %t template %q document of %q %t %s layout %q\n", p.Path, p.URL, p.File.Name, p.Dir, p.Out(), p.Markdown, p.Template, p.Collection, p.Unwritten, p.Date, s.LayoutOf(p))
		fmt.Fprintf(&b, "  vars %s\n  body %q front %q\n", ordered(p.Vars), p.Body, p.FrontSpan)
		if p.Element != nil {
			fmt.Fprintf(&b, "  element %s\n", p.Element.Key)
		}
		for _, r := range p.Redirects {
			fmt.Fprintf(&b, "  redirect %s\n", r.Str())
		}
		if p.Pager != nil {
			fmt.Fprintf(&b, "  pager %s of %d\n", ordered(p.Pager), len(p.PagerPosts))
		}
		fmt.Fprintf(&b, "  served %t\n", s.PageAt(p.Out()) == p)
		for _, d := range s.CheckFrontMatter(p) {
			fmt.Fprintf(&b, "  front %s\n", d.Message)
		}
	}
	for _, p := range s.AllPages() {
		page(p)
	}
	for _, l := range s.Languages {
		fmt.Fprintf(&b, "language %s %s\n%s\n", l.Lang, l.Mount, describe(l, tree))
	}
	for _, c := range s.Collections {
		for _, p := range c.Docs {
			fmt.Fprintf(&b, "document of %s: %s %t\n", c.Name, p.Path, p.Unwritten)
			if p.Unwritten {
				page(p)
			}
		}
		for _, f := range c.Files {
			fmt.Fprintf(&b, "file of %s: %s %s\n", c.Name, f.From, f.URL)
		}
	}
	for _, e := range s.Elements {
		fmt.Fprintf(&b, "element %s %s %s %s %s\n", e.Key, e.Name, e.Dir, e.URL, ordered(e.Vars()))
		for _, p := range e.Pages {
			fmt.Fprintf(&b, "  page %s %s %s\n", p.Path, p.URL, ordered(p.Vars))
		}
		for _, p := range slices.Concat(e.Configuration, e.ProviderData) {
			fmt.Fprintf(&b, "  parameter %s %s %s\n", p.Key, p.Type(), s.Description(p).Str())
		}
		for _, section := range e.Sections {
			fmt.Fprintf(&b, "  section %s %q\n", section.Page, section.File.Text)
		}
	}
	fmt.Fprintf(&b, "sidebar %s\n", s.SidebarKey())
	for _, p := range s.AllPages() {
		fmt.Fprintf(&b, "place %s %s %s\n", p.Out(), s.PlaceKey(p.Out()), ordered(s.PlaceVars(p, func(p *Page) string { return p.Path })))
	}
	for _, f := range s.Static {
		fmt.Fprintf(&b, "static %s %s %s\n", f.From, f.URL, f.Out())
	}
	var problems []string
	for _, d := range s.Problems {
		problems = append(problems, problemText(s, d))
	}
	slices.Sort(problems)
	fmt.Fprintf(&b, "%s\ndata %s\nglossary %s\n", strings.Join(problems, "\n"), ordered(s.Data), ordered(s.Glossary()))
	fmt.Fprintf(&b, "site %s\n", ordered(s.Vars(time.Time{}, func(p *Page) data.Map { return data.MapOf("path", p.Path) })))
	for _, f := range s.SharedLiquid() {
		fmt.Fprintf(&b, "liquid %s %q\n", f.File.Name, f)
	}
	for _, name := range slices.Sorted(slices.Values(s.TagNames())) {
		f := s.TagTemplate(name)
		fmt.Fprintf(&b, "tag %s %s %q\n", name, f.Name, f.Text)
	}
	for _, name := range slices.Sorted(slices.Values(s.LayoutNames())) {
		fmt.Fprintf(&b, "layout %s %q\n", name, s.Layout(name).Body)
	}
	for _, name := range slices.Sorted(maps.Keys(tree)) {
		schema, _ := s.Schema(name)
		url, err := s.Link("link", name)
		fmt.Fprintf(&b, "file %s %t %t %s %v\n", name, s.Has(name), schema != nil, url, err)
	}
	fmt.Fprintf(&b, "folders %q input %q\n", slices.Sorted(slices.Values(s.Folders())), s.InputFolders())
	print, err := s.Fingerprint()
	fmt.Fprintf(&b, "fingerprint %s %v\n", print, err)
	return b.String()
}

// problemText writes down a diagnostic, with the text of the file it is about.
func problemText(s *Site, d *diag.Diagnostic) string {
	text := fmt.Sprintf("problem %s %s %q %d-%d %s %s %q via %d notes %d", d.Rule, d.Severity, d.Span.File.Name, d.Span.Start, d.Span.End, d.Kind, d.Message, d.Pages, len(d.Via), len(d.Notes))
	if f := s.File(d.Span.File.Name); f != nil && len(d.Span.File.Text) > 0 {
		text += fmt.Sprintf(" current %t", f == d.Span.File)
	}
	return text
}

// ordered writes down a value with the order of its keys.
func ordered(v any) string {
	switch v := v.(type) {
	case data.Map:
		var parts []string
		for _, key := range v.Keys() {
			parts = append(parts, key+": "+ordered(v.Get(key)))
		}
		return "{" + strings.Join(parts, ", ") + "}"
	case []any:
		var parts []string
		for _, item := range v {
			parts = append(parts, ordered(item))
		}
		return "[" + strings.Join(parts, ", ") + "]"
	}
	return fmt.Sprintf("%#v", v)
}

func firstDifference(got, want string) string {
	a, b := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return "updated: " + a[i] + "\nopened:  " + b[i]
		}
	}
	return fmt.Sprintf("updated: %d lines, opened: %d\n%q\n%q", len(a), len(b), a[min(len(a), len(b)):], b[min(len(a), len(b)):])
}
