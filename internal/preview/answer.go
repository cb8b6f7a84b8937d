package preview

import (
	"bytes"
	"fmt"
	"net/http"
	"path"
	"slices"
	"strings"

	"docgen/internal/content"
	"docgen/internal/diag"
	"docgen/internal/workspace"
)

// reserved is the path below which the preview's own resources are; no build
// writes there.
const reserved = "/.docgen/"

// answer is what is served for an address.
type answer struct {
	status   int
	name     string // of the file a build writes; says the content type
	body     []byte
	static   *content.Static // read when it is served; body is empty
	redirect string          // another address; body is empty
	// version names the bytes of a page that reloads itself; "" for others.
	version string
}

// live returns a page that reloads itself.
func live(status int, name string, html []byte) answer {
	return answer{status: status, name: name, body: html, version: versionOf(html)}
}

// answer finds what is served at a path. current may be nil; failure says why the
// source folder cannot be read as it is now.
func (s *Server) answer(current *shot, failure []*diag.Diagnostic, urlPath string) answer {
	if current == nil {
		return s.problemPage(failure)
	}
	clean := path.Clean("/" + urlPath)
	if strings.HasSuffix(urlPath, "/") && clean != "/" {
		clean += "/"
	}
	base := current.site().Config.BaseURL
	if base != "" {
		rest, ok := strings.CutPrefix(clean, base)
		switch {
		case clean == "/" || clean == base:
			return answer{status: http.StatusTemporaryRedirect, redirect: base + "/"}
		case ok && strings.HasPrefix(rest, "/"):
			clean = rest
		}
	}
	name := strings.TrimPrefix(clean, "/")
	if name == "" || strings.HasSuffix(name, "/") {
		name += "index.html"
	}
	for _, candidate := range []string{name, name + ".html"} {
		if a, ok := s.file(current, failure, candidate); ok {
			return a
		}
	}
	if _, ok := s.file(current, failure, name+"/index.html"); ok {
		return answer{status: http.StatusTemporaryRedirect, redirect: base + clean + "/"}
	}
	_, faults := current.extras()
	if problems := errorsOf(slices.Concat(failure, current.site().Problems, faults)); len(problems) > 0 {
		return s.problemPage(problems) // the page may be missing because of them
	}
	if f := current.frame("404.html"); f != nil {
		a := s.page(current, "404.html", f)
		a.status = max(a.status, http.StatusNotFound)
		return a
	}
	return live(http.StatusNotFound, "404.html", []byte("<!doctype html>\n<title>Not found</title>\n<h1>There is no page at this address.</h1>\n"))
}

// file returns what a build writes to a path.
func (s *Server) file(current *shot, failure []*diag.Diagnostic, name string) (answer, bool) {
	if current.site().PageAt(name) != nil && len(failure) > 0 {
		return s.problemPage(failure), true
	}
	if f := current.frame(name); f != nil {
		return s.page(current, name, f), true
	}
	if f, ok := current.static[name]; ok {
		return answer{status: http.StatusOK, name: name, static: &f}, true
	}
	if page, ok := strings.CutSuffix(name, ".md"); ok {
		if f := current.frame(page + ".html"); f != nil && f.TwinPath == name {
			return answer{status: http.StatusOK, name: name, body: f.Twin}, true
		}
	}
	if files, _ := current.extras(); files[name] != nil {
		text := files[name]
		return answer{status: http.StatusOK, name: name, body: text}, true
	}
	return answer{}, false
}

func (s *Server) page(current *shot, name string, f *workspace.Frame) answer {
	page := current.site().PageAt(name)
	if problems := errorsOf(current.concerning(page, f)); len(problems) > 0 {
		return s.problemPage(problems)
	}
	if !page.IsHTML() {
		return answer{status: http.StatusOK, name: name, body: f.HTML}
	}
	return live(http.StatusOK, name, f.HTML)
}

// withScript returns the page with the script that reloads it, which gets
// the version of the page and the number of the shot it is of.
func withScript(html []byte, version string, snapshot int64) []byte {
	script := fmt.Sprintf(`<script src="%spreview.js" data-version="%s" data-snapshot="%d" async></script>`, reserved, version, snapshot)
	return slices.Insert(slices.Clone(html), bodyEnd(html), []byte(script)...)
}

// bodyEnd returns where the last end tag of a body begins, or the end.
func bodyEnd(html []byte) int {
	const name = "body"
	for at := len(html); ; {
		at = bytes.LastIndex(html[:at], []byte("</"))
		if at < 0 {
			return len(html)
		}
		if rest := html[at+2:]; len(rest) >= len(name) && strings.EqualFold(string(rest[:len(name)]), name) {
			return at
		}
	}
}
