package rules

import (
	"regexp"
	"slices"
	"sort"
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
		url := page.API().Path(r.URL)
		return r.Method, url.String(), r.URL.Len() > 0
	}
	section, fence := sectionAt(page, b.Example.Fence.Start), b.Example.Fence
	nearest := section.End - section.Start
	consider := func(r namedRequest) {
		distance := max(r.Start-fence.End, fence.Start-r.End)
		if r.Start >= section.Start && r.End <= section.End && distance < nearest {
			nearest, method, path, ok = distance, r.method, r.path, true
		}
	}
	for _, list := range namedRequests(page) {
		at := sort.Search(len(list), func(i int) bool { return list[i].Start >= fence.Start })
		if at > 0 {
			consider(list[at-1])
		}
		if at < len(list) && list[at].Range == fence.Range {
			at++
		}
		if at < len(list) {
			consider(list[at])
		}
	}
	return method, path, ok
}

// namedRequest is a request that a code span or a code block begins with.
type namedRequest struct {
	markdown.Range
	method, path string
}

// namedRequests returns the requests that the code spans of a page name, and
// those that its code blocks do.
func namedRequests(page *lint.Page) [2][]namedRequest {
	type key struct{}
	return page.Once(key{}, func() any {
		var lists [2][]namedRequest
		add := func(kind int, r markdown.Range, text []byte) {
			if m := requestLine.FindSubmatch(text); m != nil {
				url := page.API().Path(source.Text{Bytes: m[2]})
				lists[kind] = append(lists[kind], namedRequest{r, string(m[1]), url.String()})
			}
		}
		for _, code := range page.Facts.Code {
			add(0, code, page.Text.Bytes[code.Start+1:code.End-1])
		}
		for _, f := range page.Facts.Fences {
			add(1, f.Range, f.Body.Bytes)
		}
		return lists
	}).([2][]namedRequest)
}

// sectionAt returns the text from the heading before a place to the next.
func sectionAt(page *lint.Page, at int) markdown.Range {
	r := markdown.Range{End: page.Text.Len()}
	next := nextHeading(page, at)
	if next < len(page.Headings) {
		r.End = page.Headings[next].Start
	}
	if next > 0 {
		r.Start = page.Headings[next-1].Start
	}
	return r
}

// headingAt returns the title of the heading above a place, in lower case.
func headingAt(page *lint.Page, at int) string {
	next := nextHeading(page, at)
	if next == 0 {
		return ""
	}
	return strings.ToLower(page.Headings[next-1].Title)
}

// nextHeading returns the index of the heading after a place.
func nextHeading(page *lint.Page, at int) int {
	return sort.Search(len(page.Headings), func(i int) bool { return page.Headings[i].Start > at })
}

// answerMembers are the members that the platform adds in a response.
var answerMembers = []string{"token", "createdDate", "updatedDate", "provisionInteractions", "valid"}

// isResponse reports whether a document is the response of a server.
func isResponse(page *lint.Page, b *example.Body, doc *data.Node) bool {
	if b.Request != nil {
		return false
	}
	if b.Response || b.Example.Directive == "response" {
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
