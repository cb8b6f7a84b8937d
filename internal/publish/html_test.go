package publish

import (
	"bytes"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"docgen"
	"docgen/internal/content"
	"docgen/internal/markdown"
)

// ownSite builds the site of this repository, and returns its files.
func ownSite(t *testing.T, baseURL string) map[string][]byte {
	t.Helper()
	site, err := content.Open(filepath.Join("..", ".."), content.Options{BaseURL: baseURL, Defaults: docgen.Defaults})
	if err != nil {
		t.Fatal(err)
	}
	defer site.Close()
	out := t.TempDir()
	result, err := NewBuilder(markdown.NewPipeline(site, markdown.Options{Now: time.Unix(0, 0)})).Build(t.Context(), out, "", nil)
	if err != nil {
		t.Fatal(err)
	}
	if result.Failed {
		t.Fatal(result.Problems)
	}
	files := map[string][]byte{}
	err = fs.WalkDir(os.DirFS(out), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		files[name], err = os.ReadFile(filepath.Join(out, name))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func TestOwnSiteIsValidHTML(t *testing.T) {
	for name, text := range ownSite(t, "") {
		if path.Ext(name) == ".html" {
			for _, problem := range htmlProblems(text) {
				t.Errorf("%s: %s", name, problem)
			}
		}
	}
}

// The site may be published in a folder of its host.
func TestOwnSiteLeadsSomewhere(t *testing.T) {
	for _, base := range []string{"https://docs.example", "https://docs.example/guides"} {
		site := linkedSite{base: base, files: ownSite(t, base), ids: map[string]map[string]bool{}}
		links := 0
		for name, text := range site.files {
			for _, to := range references(t, name, text) {
				links++
				if problem := site.follow(name, to); problem != "" {
					t.Errorf("%s: %s: %s: %s", base, name, to, problem)
				}
			}
		}
		if links < 1000 {
			t.Errorf("%s: %d links: most were not found", base, links)
		}
	}
}

func TestHTMLProblems(t *testing.T) {
	const page = `<!doctype html><html lang="en"><head><title>T</title></head><body><main><h1>T</h1>%s</main></body></html>`
	for _, c := range []struct{ body, want string }{
		{`<p>a <b>b</b> <br> <img src="x" alt="">`, "<p> is not closed"},
		{`<p>a</b></p>`, "</b> closes <p>"},
		{`<p>a<div>b</div></p>`, "<div> cannot stand in <p>"},
		{`<table><p>a</p></table>`, "cannot stand in"},
		{`<a href="/"><button>b</button></a>`, "<button> inside <a>"},
		{`<i id="a"></i><i id="a"></i>`, `id "a" twice`},
		{`<i class="a" class="b"></i>`, "attribute class twice"},
		{`<i class=a></i>`, `class=a is not quoted`},
		{`<div markdown="span"></div>`, "markdown= is left over"},
		{`<img src="/x">`, "<img> without alt"},
		{`<h3>a</h3>`, "<h3> after <h1>"},
		{`<h1>a</h1>`, "2 <h1>"},
		{`<ul><p>a</p></ul>`, "<p> as child of <ul>"},
		{`<a href="">a</a>`, "empty href"},
		{`<a href="/"></a>`, "<a> has no name"},
		{`<input type="text">`, "<input> has no name"},
		{`<label for="a">a</label>`, `for="a" names no element`},
		{`<i aria-labelledby="a b"></i>`, `aria-labelledby="a b" names no element`},
	} {
		problems := htmlProblems(fmt.Appendf(nil, page, c.body))
		if !slices.ContainsFunc(problems, func(p string) bool { return strings.Contains(p, c.want) }) {
			t.Errorf("%s: got %q, want %q", c.body, problems, c.want)
		}
	}
	good := fmt.Appendf(nil, page, `<h2 id="a">A</h2><ul><li>a<br>b</li></ul><table><thead><tr><th>a</th></tr></thead></table><label for="i">L</label><input id="i">`)
	if problems := htmlProblems(good); len(problems) > 0 {
		t.Errorf("a valid page: got %q", problems)
	}
}

// linkedSite is the site that links are checked against.
type linkedSite struct {
	base  string // where the site is published
	files map[string][]byte
	ids   map[string]map[string]bool // of each page, read when needed
}

// follow returns why a reference of a file is broken, or "".
func (s linkedSite) follow(from, reference string) string {
	at, err := url.Parse(s.base + "/" + from)
	if err != nil {
		return err.Error()
	}
	to, err := at.Parse(reference)
	if err != nil {
		return err.Error()
	}
	root, err := url.Parse(s.base)
	if err != nil {
		return err.Error()
	}
	if to.Host != root.Host {
		return ""
	}
	name, ok := strings.CutPrefix(to.Path, root.Path+"/")
	if !ok {
		return "outside of the site"
	}
	if name == "" || strings.HasSuffix(name, "/") {
		name += "index.html"
	}
	if _, ok := s.files[name]; !ok {
		return "no such file"
	}
	if to.Fragment != "" && !s.anchors(name)[to.Fragment] {
		return "no such anchor"
	}
	return ""
}

func (s linkedSite) anchors(name string) map[string]bool {
	if s.ids[name] == nil {
		s.ids[name] = map[string]bool{}
		root, _ := html.Parse(bytes.NewReader(s.files[name]))
		for n := range root.Descendants() {
			s.ids[name][attr(n, "id")] = true
		}
	}
	return s.ids[name]
}

var (
	cssReference    = regexp.MustCompile(`url\("?([^")]+)"?\)`)
	scriptReference = regexp.MustCompile(`(?:from|import\() ?"([^"]+)"`)
	twinReference   = regexp.MustCompile(`\]\(([^)\s]+)\)`)
)

// references returns the references of a file.
func references(t *testing.T, name string, text []byte) []string {
	var list []string
	var pattern *regexp.Regexp
	switch path.Ext(name) {
	case ".css":
		pattern = cssReference
	case ".js":
		pattern = scriptReference
	case ".txt":
		pattern = twinReference
	case ".html":
		root, err := html.Parse(bytes.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		for n := range root.Descendants() {
			for _, a := range n.Attr {
				if a.Key == "href" || a.Key == "src" {
					list = append(list, a.Val)
				}
			}
		}
		return list
	default:
		return nil
	}
	for _, m := range pattern.FindAllSubmatch(text, -1) {
		list = append(list, string(m[1]))
	}
	return list
}
