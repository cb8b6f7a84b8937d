package rules

import (
	"regexp"
	"strings"

	"docgen/internal/data"
	"docgen/internal/diag"
	"docgen/internal/lint"
	"docgen/internal/source"
)

var secretInExample = &lint.Rule{
	Name:     diag.RuleSecretInExample,
	Severity: diag.Warning,
	Page: func(p *lint.Pass, page *lint.Page) {
		for _, e := range page.Examples {
			for _, r := range e.Requests {
				for _, h := range r.Headers {
					if h.Value.Len() >= shortestToken && sentName.MatchString(h.Name.String()) {
						secretsIn(p, page, h.Value)
					}
				}
			}
		}
		for _, d := range analysisOf(page).docs {
			if d.body.NotJSON {
				continue
			}
			names := sentName
			if d.response {
				names = keptName
			}
			secretsOf(p, page, d.Node, names)
		}
	},
}

// sentName matches the names of headers and members that hold a credential,
// keptName those that do so in a response: the token of an instance opens
// nothing without the secrets of its user. A grant code is no credential: it
// can be used once, and has been.
var (
	sentName = regexp.MustCompile(`(?i)authorization|secret|token|password|passwd|credential|api.?key|private.?key|access.?key|signature`)
	keptName = regexp.MustCompile(`(?i)secret|password|passwd|private.?key|access.?token`)
)

// secretsOf reports the secrets among the members of a document.
func secretsOf(p *lint.Pass, page *lint.Page, n *data.Node, names *regexp.Regexp) {
	for _, m := range n.Members {
		if m.Value.Kind == data.String && m.Value.Text.Len() >= shortestToken && names.MatchString(m.Key.Str()) {
			secretsIn(p, page, m.Value.Text)
		}
		secretsOf(p, page, m.Value, names)
	}
	for _, item := range n.Items {
		secretsOf(p, page, item, names)
	}
}

// secretsIn reports the words of a text that look like live credentials.
func secretsIn(p *lint.Pass, page *lint.Page, text source.Text) {
	s := text.String()
	for start := 0; start < len(s); {
		end := start + strings.IndexAny(s[start:]+" ", " ,;")
		if word := s[start:end]; looksLive(word) {
			p.Textf(page, text, start, end, "%q looks like a live credential: revoke it, and write a made-up one or a placeholder", word[:6]+"…")
		}
		start = end + 1
	}
}
