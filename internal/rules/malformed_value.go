package rules

import (
	"bytes"
	"regexp"
	"strings"

	"docgen/internal/data"
	"docgen/internal/diag"
	"docgen/internal/lint"
	"docgen/internal/source"
)

var malformedValue = &lint.Rule{
	Name:     diag.RuleMalformedValue,
	Severity: diag.Warning,
	Page: func(p *lint.Pass, page *lint.Page) {
		for _, e := range page.Examples() {
			for _, r := range e.Requests {
				for _, h := range r.Headers {
					if _, _, undefined := h.Value.Nothing(h.Value.Len()); !undefined && emptyCredential.Match(h.Value.Bytes) {
						d := p.Textf(page, h.Value, 0, h.Value.Len(), "the credentials in %q are empty: write placeholders", h.Name.String())
						d.Kind = "empty-credential"
					}
					unopened(p, page, h.Value)
				}
			}
		}
		for _, d := range analysisOf(page).docs {
			if !d.body.NotJSON {
				values(d.Node, func(key, v *data.Node) { polled(p, page, key, v) })
			}
		}
		for _, b := range paramBodies(page) {
			values(b.doc, func(key, v *data.Node) { malformed(p, page, key, v) })
		}
	},
}

// emptyCredential matches the value of an authorization header with nothing after
// the kind of its secret, such as "User".
var emptyCredential = regexp.MustCompile(`^\s*(?i:user|organization|element|bearer|basic|token)\s*(?:,|$)`)

// values visits the strings in a document, each with its key.
func values(n *data.Node, visit func(key, value *data.Node)) {
	for _, m := range n.Members {
		if m.Value.Kind == data.String || m.Value.Kind == data.Placeholder {
			visit(m.Key, m.Value)
		}
		values(m.Value, visit)
	}
}

// malformed reports a string with an unpaired quote or bracket.
func malformed(p *lint.Pass, page *lint.Page, key, v *data.Node) {
	text := v.Str()
	if open := strings.Count(text, "<") - strings.Count(text, ">"); isPlaceholderLike(text) && open != 0 {
		d := p.Textf(page, v.Text, 0, len(text), "the placeholder %q lacks its >", text)
		d.Kind = "unclosed-placeholder"
		if open > 0 {
			lint.FixText(d, true, "close it", v.Text, len(text), len(text), strings.Repeat(">", open))
		} else {
			d.Message = "the placeholder " + `"` + text + `"` + " has a > too many"
		}
		return
	}
	unopened(p, page, v.Text)
	if strings.HasPrefix(text, "/") && strings.Contains(text, "'") && oddQuotes(text) {
		d := p.Textf(page, v.Text, 0, len(text), "%q has a single quote that is not closed", key.Str())
		d.Kind = "unbalanced-quote"
	}
}

// polled reports what the platform needs of a polled resource and an example
// leaves empty or incomplete: the field that tells objects apart, and the formats
// of dates, in which letters stand between single quotes.
func polled(p *lint.Pass, page *lint.Page, key, v *data.Node) {
	name, text := key.Str(), v.Str()
	format := strings.HasSuffix(name, "DateFormat")
	switch {
	case v.Kind != data.String:
	case text == "" && (name == "idField" || format || strings.HasSuffix(name, "DateField")):
		p.Textf(page, v.Raw, 0, v.Raw.Len(), "%q is empty", name).Kind = "empty"
	case format && oddQuotes(text):
		d := p.Textf(page, v.Text, 0, v.Text.Len(), "%q has a single quote that is not closed", name)
		d.Kind = "unbalanced-quote"
		if n := v.Text.Len(); strings.Trim(text[:len(text)-1], "abcdefghijklmnopqrstuvwxyz") == "" && text[len(text)-1] == '\'' {
			lint.FixText(d, false, "remove it", v.Text, n-1, n, "")
		}
	}
}

// unopenedPlaceholder matches the end of a placeholder that lacks its "<".
var unopenedPlaceholder = regexp.MustCompile(`(?:^|[\s,;:=])([A-Z][A-Z0-9]*_[A-Z0-9_]*)>`)

// unopened reports the first placeholder without its "<".
func unopened(p *lint.Pass, page *lint.Page, t source.Text) {
	for _, m := range unopenedPlaceholder.FindAllSubmatchIndex(t.Bytes, -1) {
		before := t.Bytes[:m[2]]
		if bytes.LastIndexByte(before, '<') > bytes.LastIndexByte(before, '>') {
			continue // <YOUR ORGANIZATION_SECRET>
		}
		d := p.Textf(page, t, m[2], m[1], "the placeholder %q lacks its <", t.Bytes[m[2]:m[1]])
		d.Kind = "unopened-placeholder"
		lint.FixText(d, true, "insert it", t, m[2], m[2], "<")
		return
	}
}

// isPlaceholderLike reports whether a string begins like a placeholder.
func isPlaceholderLike(text string) bool {
	rest := strings.TrimLeft(text, "<")
	return len(rest) < len(text) && rest != "" && rest[0] != ' ' && rest[0] != '=' && rest[0] != '/'
}

// oddQuotes reports whether a request has an odd number of single quotes, except
// for those in ${date:…}, which belong to the format.
func oddQuotes(text string) bool {
	n := 0
	for i := 0; i < len(text); i++ {
		if text[i] == '\'' {
			n++
		}
	}
	return n%2 == 1
}
