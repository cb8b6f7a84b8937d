package rules

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"docgen/internal/data"
	"docgen/internal/diag"
	"docgen/internal/example"
	"docgen/internal/lint"
	"docgen/internal/markdown"
	"docgen/internal/source"
)

// rawHTTP is a language of requests that stands in for HTTP in this test: a line with the method and the
// URL, headers, an empty line and the body.
var rawHTTP = &example.Language{
	Name: "http", Title: "HTTP",
	Takes: func(f *markdown.Fence) bool { return f.Lang == "http" },
	Read: func(t source.Text) []*example.Request {
		head, _, ok := strings.Cut(t.String(), "\n\n")
		if !ok {
			return nil
		}
		r := &example.Request{Text: t, Bodies: []source.Text{t.Slice(len(head), t.Len())}}
		at := 0
		for i, line := range strings.Split(head, "\n") {
			if i == 0 {
				method, url, _ := strings.Cut(line, " ")
				r.Method, r.URL = method, t.Slice(len(method)+1, len(method)+1+len(url))
			} else if name, _, ok := strings.Cut(line, ": "); ok {
				value := at + len(name) + len(": ")
				r.Headers = append(r.Headers, example.Header{Name: t.Slice(at, at+len(name)), Value: t.Slice(value, at+len(line))})
			} else {
				r.Problems = append(r.Problems, data.Problem{Start: at, End: at + len(line), Message: "a header needs a colon"})
			}
			at += len(line) + 1
		}
		return []*example.Request{r}
	},
}

// TestRequestsOfAnyLanguage adds a language and a rule for its syntax: all other
// rules then check its requests as they do those of curl.
func TestRequestsOfAnyLanguage(t *testing.T) {
	languages, rules := example.Languages, All
	t.Cleanup(func() { example.Languages, All = languages, rules })
	example.Languages = []*example.Language{example.Curl, rawHTTP}
	All = append(slices.Clone(rules), &lint.Rule{
		Name: "http-syntax", Severity: diag.Error,
		Page: func(p *lint.Pass, page *lint.Page) { requestProblems(p, page, rawHTTP) },
	})
	page := strings.ReplaceAll(`-- page.md --
---
title: Authenticate
elementKey: helpdesk
---
'''json
{
  "element": {"key": "helpdesk"},
  "configuration": {
    "helpdesk.username": "<USER_NAME>",
    "helpdesk.password": "<PASSWORD>",
    "helpdesk.site": "<SITE>"
  },
  "tags": [],
  "name": "<INSTANCE_NAME>"
}
'''

'''http
POST https://api.example.com/elements/api-v2/instances
Authorization: User zQ7+kP2mW9xLr4Tb8YvNc3HsJd6FgA1uEiOo5Rt0SwU=
X-Proxy: Basic
X-Trace

{
  "element": {"key": "desk"},
  "configuration": {
    "helpdesk.username": "xxxx",
    "helpdesk.pasword": "xxxx"
  },
  "name": 12
}
'''

'''http
POST https://api.example.com/elements/api-v2/events/desk

{"a": 1 "b": 2}
'''
`, "'''", "```")
	var got []string
	for _, d := range lintArchive(t, []byte(page)) {
		line, col := d.Span.Position()
		got = append(got, fmt.Sprintf("%d:%d %s: %s", line, col, d.Rule, d.Message))
	}
	want := []string{
		`11:6 examples-disagree: "helpdesk.site" is in the JSON body, but not in the HTTP example`,
		`20:21 secret-in-example: "zQ7+kP…" looks like a live credential: revoke it, and write a made-up one or a placeholder`,
		`21:10 malformed-value: the credentials in "X-Proxy" are empty: write placeholders`,
		`22:1 http-syntax: a header needs a colon`,
		`25:23 element-key-mismatch: the element key in the body is "desk", but that of the page is "helpdesk"`,
		`26:3 schema-violation: "tags" is missing`,
		`28:6 unknown-param: "helpdesk.pasword" is in the HTTP example only: the other example has "helpdesk.password"`,
		`30:11 schema-violation: "name" must be a string, but it is 12: put quotes around it`,
		`35:53 element-key-mismatch: the element key in the URL is "desk", but that of the page is "helpdesk"`,
		`37:8 json-syntax: missing comma after "a"`,
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}
