package preview

import (
	"bytes"
	"context"
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
// source folder cannot be read as it is now. The error is that of ctx once it is done.
func (s *Server) answer(ctx context.Context, current *shot, failure []*diag.Diagnostic, urlPath string) (answer, error) {
	if current == nil {
		return s.problemPage(failure), nil
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
			return answer{status: http.StatusTemporaryRedirect, redirect: base + "/"}, nil
		case ok && strings.HasPrefix(rest, "/"):
			clean = rest
		}
	}
	name := strings.TrimPrefix(clean, "/")
	if name == "" || strings.HasSuffix(name, "/") {
		name += "index.html"
	}
	for _, candidate := range []string{name, name + ".html"} {
		if a, ok, err := s.file(ctx, current, failure, candidate); ok || err != nil {
			return a, err
		}
	}
	if _, ok, err := s.file(ctx, current, failure, name+"/index.html"); ok || err != nil {
		return answer{status: http.StatusTemporaryRedirect, redirect: base + clean + "/"}, err
	}
	_, faults, err := current.allExtras(ctx)
	if err != nil {
		return answer{}, err
	}
	if problems := errorsOf(slices.Concat(failure, current.site().Problems, faults)); len(problems) > 0 {
		return s.problemPage(problems), nil // the page may be missing because of them
	}
	f, err := current.frame(ctx, "404.html")
	if err != nil {
		return answer{}, err
	}
	if f != nil {
		a := s.page(current, "404.html", f)
		a.status = max(a.status, http.StatusNotFound)
		return a, nil
	}
	return live(http.StatusNotFound, "404.html", []byte("<!doctype html>\n<title>Not found</title>\n<h1>There is no page at this address.</h1>\n")), nil
}

// file returns what a build writes to a path.
func (s *Server) file(ctx context.Context, current *shot, failure []*diag.Diagnostic, name string) (answer, bool, error) {
	if current.site().PageAt(name) != nil && len(failure) > 0 {
		return s.problemPage(failure), true, nil
	}
	if f, err := current.frame(ctx, name); err != nil {
		return answer{}, false, err
	} else if f != nil {
		return s.page(current, name, f), true, nil
	}
	if f, ok := current.static[name]; ok {
		return answer{status: http.StatusOK, name: name, static: &f}, true, nil
	}
	if page, ok := strings.CutSuffix(name, ".md"); ok {
		if f, err := current.frame(ctx, page+".html"); err != nil {
			return answer{}, false, err
		} else if f != nil && f.TwinPath == name {
			return answer{status: http.StatusOK, name: name, body: f.Twin}, true, nil
		}
	}
	extras, _, err := current.allExtras(ctx)
	if err != nil {
		return answer{}, false, err
	}
	text, ok := extras[name]
	return answer{status: http.StatusOK, name: name, body: text}, ok, nil
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
