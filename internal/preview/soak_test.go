package preview

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"net/http/httptest"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"docgen/internal/content"
	"docgen/internal/diag"
	"docgen/internal/lint"
	"docgen/internal/markdown"
	"docgen/internal/publish"
	"docgen/internal/rules"
	"docgen/internal/workspace"
)

// TestSoak edits a tree at random and holds what is served to what a fresh
// build writes. DOCGEN_SOAK sets the number of edits.
func TestSoak(t *testing.T) {
	steps := 60
	if n, err := strconv.Atoi(os.Getenv("DOCGEN_SOAK")); err == nil {
		steps = n
	}
	for _, jekyll := range []bool{false, true} {
		t.Run(fmt.Sprintf("jekyll=%t", jekyll), func(t *testing.T) {
			w := newWriter(t, jekyll)
			compared := 0
			s := newServer(t, w.dir)
			for step := range steps {
				w.touched = []string{}
				for range 1 + w.random.IntN(3)*w.random.IntN(2) {
					w.edit()
				}
				files := w.touched // as a watcher names them
				if w.random.IntN(3) == 0 {
					files = nil
				}
				if err := s.rebuild(t.Context(), files); err != nil {
					t.Fatal(err)
				}
				if w.random.IntN(3) == 0 && s.current != nil {
					s.current.check(t.Context())
				}
				if w.random.IntN(4) == 0 {
					for _, p := range s.current.site().AllPages() {
						s.current.frameOf(context.Background(), p.Out()) // as the background does
					}
				}
				if step%10 == 9 && compareWithBuild(t, s, w) {
					compared++
				}
			}
			t.Logf("%d of %d states could be built", compared, steps/10)
			w.clear()
			w.writeAll()
			if err := s.rebuild(t.Context(), nil); err != nil {
				t.Fatal(err)
			}
			if !compareWithBuild(t, s, w) {
				t.Error("the good tree cannot be built")
			}
		})
	}
}

func newServer(t testing.TB, dir string) *Server {
	t.Helper()
	s, err := New(Options{Dir: dir, Now: now, Content: content.Options{Defaults: defaults}, Lint: lint.Options{Rules: rules.All}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		s.stop()
		s.background.Wait()
		s.close()
	})
	return s
}

// compareWithBuild builds the tree from nothing and asks the server for each
// file. It reports false where the build fails because of the tree.
func compareWithBuild(t *testing.T, s *Server, w *writer) bool {
	t.Helper()
	site, err := content.Open(w.dir, content.Options{Defaults: defaults})
	if err != nil {
		return false
	}
	defer site.Close()
	out := t.TempDir()
	result, err := publish.NewBuilder(markdown.NewPipeline(site, markdown.Options{Now: now})).Build(t.Context(), out, "", nil)
	if err != nil {
		return false
	}
	compareFindings(t, s, w)
	if result.Failed {
		return false
	}
	handler := s.Handler(loopback)
	count := 0
	err = filepath.WalkDir(out, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasPrefix(d.Name(), ".docgen") {
			return err
		}
		count++
		want, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		rel, _ := filepath.Rel(out, name)
		request := httptest.NewRequest("GET", "http://localhost/"+filepath.ToSlash(rel), nil)
		recorder := httptest.NewRecorder()
		handler.ServeHTTP(recorder, request)
		if got := injected.ReplaceAll(recorder.Body.Bytes(), nil); !bytes.Equal(got, want) {
			t.Fatalf("%s differs from a fresh build after:\n%s\nserved (%d): %.600s\nbuilt: %.600s", rel, strings.Join(w.log, "\n"), recorder.Code, got, want)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if pages := s.Pages(); count < pages {
		t.Fatalf("%d pages are served, %d were built", pages, count)
	}
	return true
}

// compareFindings holds what the server found, part by part, to what a fresh
// process finds.
func compareFindings(t *testing.T, s *Server, w *writer) {
	t.Helper()
	work, err := workspace.Open(w.dir, workspace.Options{Content: content.Options{Defaults: defaults}, Now: now, Lint: lint.Options{Rules: rules.All}})
	if err != nil {
		t.Fatal(err)
	}
	defer work.Site.Close()
	result, _ := work.Findings(t.Context(), 0)
	want, got := asLines(t, result.Findings), asLines(t, s.current.check(t.Context()).Findings)
	if !slices.Equal(want, got) {
		only := func(a, b []string) string {
			return strings.Join(slices.DeleteFunc(slices.Clone(a), func(line string) bool { return slices.Contains(b, line) }), "\n")
		}
		t.Fatalf("the findings are not those of a fresh process after:\n%s\nmissing:\n%s\ntoo many:\n%s", strings.Join(w.log, "\n"), only(want, got), only(got, want))
	}
}

func asLines(t *testing.T, list []*diag.Diagnostic) []string {
	t.Helper()
	print, err := diag.ParseFormat("jsonl")
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := print(&b, &diag.Report{Findings: list}); err != nil {
		t.Fatal(err)
	}
	return strings.Split(b.String(), "\n")
}

// writer edits a tree as people do.
type writer struct {
	t      *testing.T
	dir    string
	random *rand.Rand
	files  map[string][]string // the texts a file takes in turn; the first is good
	log    []string
	// touched are the files that edits have changed, as a watcher names them.
	touched []string
}

func newWriter(t *testing.T, jekyll bool) *writer {
	w := &writer{t: t, dir: t.TempDir(), random: rand.New(rand.NewPCG(7, 7))}
	w.files = ownTree
	if jekyll {
		w.files = jekyllTree
	}
	w.writeAll()
	return w
}

// writeAll writes the good text of all files.
func (w *writer) writeAll() {
	for _, name := range w.names() {
		w.write(name, w.files[name][0])
	}
}

// clear removes all files, among them those that were renamed.
func (w *writer) clear() {
	w.t.Helper()
	entries, err := os.ReadDir(w.dir)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, e := range entries {
		if err := os.RemoveAll(filepath.Join(w.dir, e.Name())); err != nil {
			w.t.Fatal(err)
		}
	}
}

func (w *writer) names() []string {
	var names []string
	for name := range w.files {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

func (w *writer) write(name, text string) {
	w.t.Helper()
	file := filepath.Join(w.dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		w.t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		w.t.Fatal(err)
	}
}

// edit makes one change: another text, a deletion, a renaming, a save by
// renaming, or all files at once.
func (w *writer) edit() {
	names := w.names()
	name := names[w.random.IntN(len(names))]
	texts := w.files[name]
	text := texts[w.random.IntN(len(texts))] + strings.Repeat("\n", w.random.IntN(2))
	file := filepath.Join(w.dir, filepath.FromSlash(name))
	what := ""
	switch n := w.random.IntN(20); {
	case n < 12:
		what = "write " + name + ": " + strconv.Quote(text)
		w.write(name, text)
	case n < 14:
		what = "delete " + name
		_ = os.Remove(file)
	case n < 15:
		what = "delete the folder of " + name
		if dir := filepath.Dir(file); dir != w.dir {
			_ = os.RemoveAll(dir)
		}
	case n < 17:
		what = "save by renaming " + name + ": " + strconv.Quote(text)
		w.write(name+".tmp~", text)
		_ = os.Rename(file+".tmp~", file)
	case n < 18:
		what = "rename " + name
		_ = os.Rename(file, filepath.Join(filepath.Dir(file), "moved-"+filepath.Base(file)))
	case n < 19:
		what = "move back " + name
		_ = os.Rename(filepath.Join(filepath.Dir(file), "moved-"+filepath.Base(file)), file)
	default:
		what = "write all"
		w.writeAll()
		w.touched = append(w.touched, names...)
	}
	w.touched = append(w.touched, name, path.Dir(name), path.Join(path.Dir(name), "moved-"+path.Base(name)))
	w.log = append(w.log, what)
}

// ownTree and jekyllTree have every way in which one file goes into the page
// of another.
var ownTree = map[string][]string{
	"docgen.yml":              {"title: T\nconsole: C\nurl: https://example.com\n", "title: T\nlogo: templates/docs/logo.svg\naccent: '#123'\nhome: {text: Hello}\nstylesheets: [assets/site.css]\n", "title: U\nconsole: C\n", "title: [\n"},
	"glossary/glossary.yml":   {"term: A **term** of {{ site.console }}\nelement-key: The key\n", "term: Other\n", "term: \"\n"},
	"includes/note.html":      {"<b>{{ include.content }}</b>", "<i>{{ include.content }}</i>", "{% if %}"},
	"includes/list.md":        {"{% for e in site.elements %}* {{ e.name }} {{ e.url }}\n{% endfor %}", "none", "{% include note.html content='list' %}"},
	"includes/tags/mark.html": {"[{{ include.args }}]", "<{{ include.args }}>"},
	"elements/one.yml": {
		"key: one\nid: 1\nname: One\nauth: {type: oauth2}\nevents: {delivery: [webhooks]}\nconfiguration:\n- {key: a.b, label: A, term: term, example: x}\n",
		"key: one\nid: 1\nname: Uno\nauth: {type: basic}\nevents: {delivery: [polling]}\n",
		"key: one\nid: 1\nname: One\nauth: {type: nonsense}\n",
	},
	"elements/two/element.yml": {
		"key: two\nid: 2\nname: Two\nauth: {type: apikey}\nevents: {delivery: [webhooks]}\nsections:\n- {after: parameters, file: more.md}\nredirectFrom: [/old/two.html]\n",
		"key: two\nid: 2\nname: Two\nauth: {type: apikey}\nevents: {delivery: [webhooks, polling]}\n",
	},
	"elements/two/more.md":         {"## More\n\nText {% include note.html content='x' %}\n", "## Less\n"},
	"elements/two/img/a.png":       {"png", "gnp", "png2"},
	"elements/two/setup.md":        {"---\ntitle: Own setup\nlayout: page\n---\nBy hand.\n", "---\ntitle: Set up\n---\nx\n"},
	"templates/index.md":           {"---\ntitle: Home\nlayout: home\n---\n{% include list.md %}\n", "---\ntitle: Start\n---\n# Hello\n"},
	"templates/docs/a.md":          {"---\ntitle: A\nlayout: page\nredirect_from: /old/a.html\n---\n# A\n\n{{ site.data.glossary.term }} {% mark x %}\n", "---\ntitle: B\nlayout: page\n---\nChanged {% include note.html content='a' %}\n", "---\ntitle: A\n---\n{% include missing.md %}\n"},
	"templates/docs/b.md":          {"---\ntitle: B\nlayout: page\n---\n{% for p in site.pages %}{{ p.title }} {% endfor %}\n", "---\ntitle: B2\npermalink: /elsewhere/\n---\nx\n"},
	"templates/docs/c.md":          {"---\ntitle: C\n---\n{% include_relative part.txt %}\n", "---\ntitle: C\n---\n{% assign s = site %}{{ s.data.glossary.term }}{% for f in site.static_files %}{{ f.path }}{% endfor %}\n"},
	"templates/docs/logo.svg":      {"<svg width='1' height='2'/>", "<svg width='3' height='2'/>"},
	"templates/guides/index.md":    {"---\ntitle: Guides\nlayout: place\n---\nx\n", "---\ntitle: Ways\norder: 1\nlayout: place\n---\nx\n"},
	"templates/guides/deep/x.md":   {"---\ntitle: X\nlayout: place\n---\nx\n", "---\nlayout: place\norder: 2\n---\n# Y\n", "---\nlayout: place\norder: 2\n---\n# Z\n", "---\ntitle: X\nsidebar: false\nlayout: place\n---\n"},
	"templates/guides/deep/y.md":   {"---\ntitle: Y\nlayout: place\nbreadcrumbs: /docs/b.html\nparent: Up\n---\nx\n", "---\ntitle: X\nlayout: place\n---\n"},
	"templates/layouts/place.html": {"<html><body>{% include_cached sidebar-whole.html %}{{ content }}{{ site.logo.light.width }}</body></html>", "<html><body>{% for l in page.trail %}{{ l.title }}{{ l.url }}{% endfor %}{{ page.previous.title }}{{ page.next.url }}{{ page.sections | join }}{{ content }}</body></html>"},
	"templates/docs/part.txt":      {"part", "other part"},
	"templates/layouts/page.html":  {"<html><body>{{ page.title }} {{ content }}{% for t in page.toc %}{{ t.text }}{% endfor %}</body></html>", "---\nlayout: base\n---\n<main>{{ content }}</main>", "{{ content"},
	"templates/assets/site.css":    {"a{}", "b{}"},
}

var jekyllTree = map[string][]string{
	"_config.yml":              {"title: T\nplugins: [jekyll-redirect-from, jekyll-sitemap]\npaginate: 1\npaginate_path: /news/page:num\n", "title: U\nbaseurl: ''\n", "a: [\n"},
	"_data/glossary.yml":       {"term: A term\n", "term: Other\n"},
	"_data/people/team.csv":    {"name,age\nAnn,3\n", "name,age\nBob,4\n"},
	"_includes/note.html":      {"<b>{{ include.content }}</b>", "<i>{{ include.content }}</i>"},
	"_layouts/default.html":    {"<html><body>{{ site.title }} {{ page.title }} {{ content }}</body></html>", "<body>{{ content }}{{ page.next.title }}</BODY>"},
	"_posts/2020-01-02-one.md": {"---\ntitle: One\nlayout: default\n---\nFirst {% include note.html content='p' %}\n", "---\ntitle: Eins\n---\nx\n"},
	"_posts/2020-03-04-two.md": {"---\ntitle: Two\nlayout: default\n---\nBefore: {{ page.previous.title }}\n", "---\ntitle: Zwei\nlayout: default\n---\n{{ page.previous.content }}\n"},
	"news/index.html":          {"---\n---\n{% for p in paginator.posts %}{{ p.title }}{{ p.content }}{% endfor %}", "---\n---\n{% for p in site.posts %}{{ p.title }}{% endfor %}"},
	"index.md":                 {"---\ntitle: Home\nlayout: default\n---\n[a]({% link docs/a.md %}) {{ site.data.people.team[0].name }}\n", "---\ntitle: Start\nlayout: default\n---\n{% assign d = site.data %}{{ d.glossary.term }}\n"},
	"docs/a.md":                {"---\ntitle: A\nlayout: default\nredirect_from: [/old/]\n---\n{{ site.data.glossary.term }}\n", "---\ntitle: A\nlayout: default\npublished: false\n---\nx\n"},
	"docs/b.md":                {"---\ntitle: B\nlayout: default\n---\n{% include_relative _parts/one.md %}\n", "---\ntitle: B\n---\n{{ site[page.key] }}\n"},
	"docs/_parts/one.md":       {"one", "two"},
	"docs/pages.json":          {"---\n---\n[{% for p in site.pages %}\"{{ p.url }}\",{% endfor %}0]", "{}"},
	"assets/site.css":          {"a{}", "b{}"},
}
