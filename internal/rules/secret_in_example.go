package rules

import (
	"math"
	"regexp"
	"strings"

	"docgen/internal/data"
	"docgen/internal/diag"
	"docgen/internal/lint"
	"docgen/internal/source"
)

var secretInExample = &lint.Rule{
	Name:     "secret-in-example",
	Severity: diag.Warning,
	Page: func(p *lint.Pass, page *lint.Page) {
		for _, e := range page.Examples {
			for _, c := range e.Commands {
				for _, h := range c.Headers {
					if sentName.MatchString(h.Name.String()) {
						secretsIn(p, page, h.Value)
					}
				}
			}
			for _, b := range e.Bodies {
				for _, doc := range b.Docs {
					if !b.NotJSON {
						names := sentName
						if isResponse(page, b, doc) {
							names = keptName
						}
						secretsOf(p, page, doc, names)
					}
				}
			}
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
		if m.Value.Kind == data.String && names.MatchString(m.Key.Str()) {
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

// liveToken matches credentials by the form that their issuers give them.
var liveToken = regexp.MustCompile(`^(?:AKIA[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{36}|github_pat_\w{60,}|glpat-[\w-]{20}|xox[abprs]-[\w-]{20,}|[sr]k_live_\w{20,}|AIza[\w-]{35}|SG\.[\w-]{20,}\.[\w-]{20,}|eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,})$`)

var tokenLike = regexp.MustCompile(`^[A-Za-z0-9+/_.~-]{20,}={0,2}$`)

// madeUp matches what people write when they make a credential up.
var madeUp = regexp.MustCompile(`(?i)xxx|\*\*\*|fake|f4ke|fak3|example|sample|dummy|your|insert|replace|here|random|r[a4]nd[o0]m|secret|s3cr3t|token|password|foo|bar|test|abcd|0000|1111|1234|4321|placeholder|client|some|my[a-z_-]*key|\.\.\.`)

// looksLive reports whether a word looks like a credential that a machine has
// made: long, and so varied that nobody has typed it.
func looksLive(word string) bool {
	if liveToken.MatchString(word) {
		return true
	}
	if !tokenLike.MatchString(word) || madeUp.MatchString(word) || repeats(word) {
		return false
	}
	digits := strings.IndexAny(word, "0123456789") >= 0
	letters := strings.IndexFunc(word, func(r rune) bool { return r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' }) >= 0
	return digits && letters && entropy(word) >= 3.2 && switches(word) >= len(word)/5
}

// repeats reports whether a character stands four times in a row.
func repeats(s string) bool {
	for i := 3; i < len(s); i++ {
		if s[i] == s[i-1] && s[i] == s[i-2] && s[i] == s[i-3] {
			return true
		}
	}
	return false
}

// switches counts the changes between letters of either case, digits and
// signs: words and names change little.
func switches(s string) int {
	class := func(c byte) int {
		switch {
		case c >= '0' && c <= '9':
			return 0
		case c >= 'a' && c <= 'z':
			return 1
		case c >= 'A' && c <= 'Z':
			return 2
		}
		return 3
	}
	n := 0
	for i := 1; i < len(s); i++ {
		if class(s[i]) != class(s[i-1]) {
			n++
		}
	}
	return n
}

// entropy returns Shannon's entropy of the characters, in bits for each.
func entropy(s string) float64 {
	var count [256]int
	for i := range len(s) {
		count[s[i]]++
	}
	h := 0.0
	for _, n := range count {
		if n > 0 {
			f := float64(n) / float64(len(s))
			h -= f * math.Log2(f)
		}
	}
	return h
}
