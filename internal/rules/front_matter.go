package rules

import (
	"bytes"
	"regexp"
	"slices"

	"docgen/internal/data"
	"docgen/internal/diag"
	"docgen/internal/lint"
	"docgen/internal/source"
)

var frontMatter = &lint.Rule{
	Name:     diag.RuleFrontMatter,
	Severity: diag.Error,
	Page: func(p *lint.Pass, page *lint.Page) {
		if page.Front == nil {
			return
		}
		for _, d := range p.Site.CheckFrontMatter(page.Page.Page) {
			if re := leftValues["elementId"]; !re.MatchString(d.Span.String()) {
				p.Report(d, []*lint.Page{page})
			}
		}
		for _, m := range page.Front.Members {
			reportBooleans(p, page, m.Value)
		}
	},
	Site: func(p *lint.Pass) {
		found(p)
		reportSwallowed(p)
	},
}

// reportBooleans reports words that are booleans for some YAML parsers and
// strings for others.
func reportBooleans(p *lint.Pass, page *lint.Page, n *data.Node) {
	for _, item := range n.Items {
		reportBooleans(p, page, item)
	}
	for _, m := range n.Members {
		reportBooleans(p, page, m.Value)
	}
	means := ""
	switch string(bytes.ToLower(n.Raw.Bytes)) {
	case "yes", "on":
		means = "true"
	case "no", "off":
		means = "false"
	default:
		return
	}
	at, _, _ := n.Origin()
	word := at.String()
	message := "the word %s is text here, and %s for other readers of YAML: write %[2]s, or put quotes around it"
	if n.Kind == data.Bool {
		message = "without quotes the word %s is %s: write %[2]s, or put quotes around it"
	}
	d := p.Grade(p.Reportf(at, []*lint.Page{page}, message, word, means), diag.Warning)
	d.Kind = "unquoted-boolean"
	d.Fix(false, "put quotes around it", at, `"`+word+`"`)
}

// commentedKey matches a comment that reads like an entry of front matter,
// numberSign one that is more likely a number.
var (
	commentedKey = regexp.MustCompile(`^#\s*([A-Za-z_][\w-]*):\s+\S`)
	numberSign   = regexp.MustCompile(`^#\d+\b`)
)

// reportSwallowed reports comments after a value that were meant to be front
// matter: a key that other pages have and this one does not.
func reportSwallowed(p *lint.Pass) {
	known := map[string]bool{}
	for _, page := range p.Pages {
		if page.Front != nil {
			for _, m := range page.Front.Members {
				known[m.Key.Str()] = true
			}
		}
	}
	seen := map[source.Span]bool{}
	for _, page := range p.Pages {
		if page.Front == nil || bytes.IndexByte(page.FrontSpan.Bytes(), '#') < 0 {
			continue
		}
		for _, m := range page.Front.Members {
			comment, ok := commentAfter(m, page.FrontSpan)
			if !ok || seen[comment] {
				continue
			}
			seen[comment] = true
			kind, message := "", ""
			if key := commentedKey.FindSubmatch(comment.Bytes()); key != nil && known[string(key[1])] && page.Front.Get(string(key[1])) == nil {
				kind, message = "swallowed-key", "the key \""+string(key[1])+"\" stands in a comment: begin a new line for it"
			} else if numberSign.Match(comment.Bytes()) {
				kind, message = "swallowed-value", "from here on this is a comment: put quotes around the value"
			} else {
				continue
			}
			users := slices.DeleteFunc(slices.Clone(p.UsersOf(page.File)), func(o *lint.Page) bool { return o.File != page.File })
			p.Grade(p.Reportf(comment, users, "%s", message), diag.Warning).Kind = kind
		}
	}
}

// commentAfter returns the comment after a value, or after a key without one, on
// the same line.
func commentAfter(m data.Member, front source.Span) (source.Span, bool) {
	at, _, exact := m.Value.Origin()
	if m.Value.Raw.Len() == 0 || !exact {
		at, _, exact = m.Key.Origin()
	}
	if !exact || at.End > front.End {
		return source.Span{}, false
	}
	rest := at.File.Text[at.End:front.End]
	if i := bytes.IndexByte(rest, '\n'); i >= 0 {
		rest = rest[:i]
	}
	comment := bytes.TrimLeft(rest, ": \t")
	if len(comment) == 0 || comment[0] != '#' {
		return source.Span{}, false
	}
	start := at.End + len(rest) - len(comment)
	return at.File.Span(start, start+len(bytes.TrimRight(comment, " \t\r"))), true
}
