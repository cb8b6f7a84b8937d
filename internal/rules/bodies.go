package rules

import (
	"regexp"
	"slices"
	"strings"

	"docgen/internal/data"
	"docgen/internal/example"
	"docgen/internal/lint"
	"docgen/internal/markdown"
	"docgen/internal/source"
)

// requestLine matches the first line of a request that has a body, as written in
// prose and code blocks.
var requestLine = regexp.MustCompile(`^\s*(POST|PUT|PATCH)\s+(\S+)`)

// requestOf returns the request that sends a body: its own, or the nearest one
// named in the section around the block. ok is false without either.
func requestOf(page *lint.Page, b *example.Body) (method, path string, ok bool) {
	if r := b.Request; r != nil {
		return r.Method, r.Path(), r.URL.Len() > 0
	}
	section, fence := sectionAt(page, b.Example.Fence.Start), b.Example.Fence
	nearest := section.End - section.Start
	consider := func(r markdown.Range, text []byte) {
		distance := max(r.Start-fence.End, fence.Start-r.End)
		if r.Start < section.Start || r.End > section.End || distance >= nearest {
			return
		}
		if m := requestLine.FindSubmatch(text); m != nil {
			url := example.URLPath(source.Text{Bytes: m[2]})
			nearest, method, path, ok = distance, string(m[1]), url.String(), true
		}
	}
	for _, code := range page.Facts.Code {
		consider(code, page.Text.Bytes[code.Start+1:code.End-1])
	}
	for i := range page.Facts.Fences {
		if f := &page.Facts.Fences[i]; f != fence {
			consider(f.Range, f.Body.Bytes)
		}
	}
	return method, path, ok
}

// sectionAt returns the text from the heading before a place to the next.
func sectionAt(page *lint.Page, at int) markdown.Range {
	r := markdown.Range{End: page.Text.Len()}
	for _, h := range page.Headings {
		if h.Start > at {
			r.End = h.Start
			break
		}
		r.Start = h.Start
	}
	return r
}

// headingAt returns the title of the heading above a place, in lower case.
func headingAt(page *lint.Page, at int) string {
	title := ""
	for _, h := range page.Headings {
		if h.Start > at {
			break
		}
		title = h.Title
	}
	return strings.ToLower(title)
}

// answerMembers are the members that the platform adds in a response.
var answerMembers = []string{"token", "createdDate", "updatedDate", "provisionInteractions", "valid"}

// isResponse reports whether a document is the response of a server.
func isResponse(page *lint.Page, b *example.Body, doc *data.Node) bool {
	if b.Request != nil {
		return false
	}
	if b.Example.Directive == "response" {
		return true
	}
	if id := doc.Get("id"); id != nil && (id.Kind == data.Number || doc.Get("element").Get("id") != nil) {
		return true
	}
	return slices.ContainsFunc(answerMembers, func(name string) bool { return doc.Get(name) != nil }) ||
		strings.Contains(headingAt(page, b.Example.Fence.Start), "response")
}

// bracketsGuessed reports whether the nesting of objects is a guess, because a
// bracket is missing or wrong.
func bracketsGuessed(b *example.Body) bool {
	return slices.ContainsFunc(b.Problems, func(p data.Problem) bool {
		return strings.HasSuffix(p.Kind, "-bracket") || p.Kind == "missing-key"
	})
}
