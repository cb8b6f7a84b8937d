package rules

import (
	"regexp"
	"strings"

	"docgen/internal/data"
	"docgen/internal/diag"
	"docgen/internal/lint"
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
				}
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
	if strings.HasPrefix(text, "/") && strings.Contains(text, "'") && oddQuotes(text) {
		d := p.Textf(page, v.Text, 0, len(text), "%q has a single quote that is not closed", key.Str())
		d.Kind = "unbalanced-quote"
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
