package preview

import (
	"encoding/json"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// TestOnlyTheSiteIsServed asks for files outside of the site in the ways in
// which servers have been led astray.
func TestOnlyTheSiteIsServed(t *testing.T) {
	const secret = "not for readers"
	outside := t.TempDir()
	put(t, outside, "secret.txt", secret)
	dir := t.TempDir()
	put(t, dir, "docgen.yml", "title: T\n")
	put(t, dir, "glossary/glossary.yml", "x: "+secret+"\n")
	put(t, dir, "templates/index.md", "---\ntitle: T\n---\nx\n")
	put(t, dir, "templates/assets/x.css", "a{}")
	for link, to := range map[string]string{
		"templates/assets/secret.txt": filepath.Join(outside, "secret.txt"),
		"templates/assets/folder":     outside,
		"templates/assets/up":         "../..",
	} {
		if err := os.Symlink(to, filepath.Join(dir, link)); err != nil {
			t.Skip(err)
		}
	}
	before := snapshotOf(t, dir)
	s := newServer(t, dir)
	for _, path := range []string{
		"/../docgen.yml", "/..%2fdocgen.yml", "/%2e%2e/docgen.yml", "/%2e%2e%2fdocgen.yml", "/..%5cdocgen.yml", "/..%5c..%5cetc%5cpasswd",
		"/assets/../../docgen.yml", "/assets/..%2f..%2fdocgen.yml", "/assets/%2e%2e/%2e%2e/glossary/glossary.yml", "/%252e%252e/docgen.yml",
		"/docgen.yml", "/docgen.yml%00.html", "/index.html%00.md", "/%00", "/C:%5cWindows%5cwin.ini", "/C:/Windows/win.ini", "/file:///etc/passwd",
		"//etc/passwd", "/etc/passwd", "/proc/self/environ", "/assets/secret.txt", "/assets/folder/secret.txt", "/assets/up/docgen.yml",
		"/assets/up/glossary/glossary.yml", "/.git/config", "/.docgen/../docgen.yml", "/.docgen/..%2fdocgen.yml", "/glossary/glossary.yml",
		"/assets/x.css/", "/assets/x.css/..", "/assets/con", "/assets/x.css::$DATA", "/assets/x.css%20", "/index.md/../../docgen.yml",
	} {
		r := ask(s, "GET", path, nil)
		if strings.Contains(r.Body.String(), secret) || strings.Contains(r.Body.String(), "title: T") || strings.Contains(r.Body.String(), "root:") {
			t.Errorf("%s shows %.80q", path, r.Body)
		}
		if r.Code == http.StatusOK && path != "/assets/x.css/.." && path != "/.docgen/../docgen.yml" {
			t.Errorf("%s: %d", path, r.Code)
		}
	}
	for _, method := range []string{"PUT", "DELETE", "POST", "PATCH", "OPTIONS", "TRACE"} {
		for _, path := range []string{"/index.html", "/new.html", "/.docgen/findings?page=/"} {
			if r := ask(s, method, path, nil); r.Code != http.StatusMethodNotAllowed {
				t.Errorf("%s %s: %d", method, path, r.Code)
			}
		}
	}
	if after := snapshotOf(t, dir); after != before {
		t.Errorf("the source folder was changed:\n%s\n%s", before, after)
	}
}

// snapshotOf lists the files of a folder with their sizes and times.
func snapshotOf(t *testing.T, dir string) string {
	t.Helper()
	var b strings.Builder
	err := filepath.Walk(dir, func(name string, info os.FileInfo, err error) error {
		if err == nil {
			b.WriteString(name + " " + info.Mode().String() + " " + info.ModTime().String() + "\n")
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestNamesStayInTheirHeader serves files whose names would begin another header,
// and redirects to them.
func TestNamesStayInTheirHeader(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no such names")
	}
	const name = "a\r\nSet-Cookie: b=c"
	s, _ := site(t, map[string]string{
		"templates/index.md":              "---\ntitle: T\n---\nx\n",
		"templates/" + name + "/index.md": "---\ntitle: T\n---\nx\n",
		"templates/assets/" + name:        "text",
	})
	for _, path := range []string{"/" + url.PathEscape(name), "/" + url.PathEscape(name) + "/", "/assets/" + url.PathEscape(name), "/%0d%0aSet-Cookie:%20b=c"} {
		r := ask(s, "GET", path, nil)
		for key, values := range r.Header() {
			if strings.ContainsAny(key+strings.Join(values, ""), "\r\n") || key == "Set-Cookie" {
				t.Errorf("%s: %q: %q", path, key, values)
			}
		}
	}
}

// TestFindingsAreText shows findings whose messages, names and lines are HTML: in
// the page that stands for one that cannot be made, and in the panel.
func TestFindingsAreText(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no such names")
	}
	const hostile = `"'><script>alert(9)<\/script><img src=x onerror=alert(9)>`
	name := strings.ReplaceAll(hostile, "/", "") + ".md"
	dir := t.TempDir()
	put(t, dir, "docgen.yml", "title: T\neditor: 'vscode://file/{file}\"><script>:{line}'\n")
	put(t, dir, "templates/layouts/page.html", "<body>{{ content }}</body>")
	put(t, dir, "templates/"+name, "---\ntitle: T\nlayout: page\n---\n[x](<"+hostile+">) {% include "+hostile+".md %}\n")
	put(t, dir, "templates/link.md", "---\ntitle: T\nlayout: page\n---\n[x](</"+strings.ReplaceAll(hostile, `\`, "")+".html>)\n\n<nobody onclick=alert(9)>\n")
	s := newServer(t, dir)
	r := ask(s, "GET", "/"+url.PathEscape(strings.TrimSuffix(name, ".md"))+".html", nil)
	if r.Code != http.StatusInternalServerError {
		t.Errorf("%d: the page is shown", r.Code)
	}
	root, err := html.Parse(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	scripts := 0
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		if n.Data == "script" {
			scripts++
		}
		for _, a := range n.Attr {
			if strings.HasPrefix(a.Key, "on") || strings.ContainsAny(a.Key, `"'<>`) || a.Val == "x" {
				t.Errorf("<%s %s=%q>", n.Data, a.Key, a.Val)
			}
		}
	}
	if scripts != 1 { // that of the preview
		t.Errorf("%d scripts", scripts)
	}

	current, _ := s.shown()
	s.find(t.Context(), current)
	answer := ask(s, "GET", "/.docgen/findings?page=/link.html", nil)
	if kind := answer.Header().Get("Content-Type"); kind != "application/json" || answer.Header().Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("findings are served as %q", kind)
	}
	var result struct{ Findings []finding }
	body := answer.Body.String()
	if err := json.Unmarshal([]byte(body), &result); err != nil || strings.ContainsAny(body, "<>") {
		t.Errorf("findings hold tags (%v): %s", err, body)
	}
	if !slices.ContainsFunc(result.Findings, func(f finding) bool { return strings.Contains(f.Message, "<nobody onclick") }) {
		t.Errorf("no finding is about the tag: %s", body)
	}
	list := ask(s, "GET", "/.docgen/findings.html?rule=%22%3E%3Cscript%3E", nil).Body.String() + ask(s, "GET", "/.docgen/findings.html", nil).Body.String()
	if n := strings.Count(list, "<script"); n != 2 || !strings.Contains(list, "&lt;nobody onclick") || strings.Contains(list, "<nobody") {
		t.Errorf("%d scripts on the pages of findings:\n%s", n, list)
	}
	// The panel is made of text nodes.
	for _, sink := range []string{"innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "Function(", "srcdoc"} {
		if strings.Contains(string(script), sink) {
			t.Errorf("the script of the preview uses %s", sink)
		}
	}
}
