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
		wrong := map[source.Span]bool{}
		for _, d := range p.Site.CheckFrontMatter(page.Page.Page) {
			wrong[d.Span] = true
			if re := leftValues["elementId"]; !re.MatchString(d.Span.String()) {
				p.Provided(p.Report(d, []*lint.Page{page}), (*lint.Pass).OnPlatform)
			}
		}
		for _, m := range page.Front.Members {
			if at, _, _ := m.Value.Origin(); !wrong[at] {
				reportBooleans(p, page, m.Value)
			}
		}
		if list := findSwallowed(page); len(list) > 0 {
			p.Note(list)
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
	p.Provided(d, (*lint.Pass).OnPlatform)
	d.Fix(false, "put quotes around it", at, `"`+word+`"`)
}

// commentedKey matches a comment that reads like an entry of front matter,
// numberSign one that is more likely a number.
var (
	commentedKey = regexp.MustCompile(`^#\s*([A-Za-z_][\w-]*):\s+\S`)
	numberSign   = regexp.MustCompile(`^#\d+\b`)
)

// swallowed is a comment after a value that may hold what was meant to be front
// matter.
type swallowed struct {
	at  source.Span
	key string // that it reads like; "" for a value that was cut off
}

// findSwallowed lists the comments in the front matter of a page that look like
// a part of it.
func findSwallowed(page *lint.Page) (list []swallowed) {
	if bytes.IndexByte(page.FrontSpan.Bytes(), '#') < 0 {
		return nil
	}
	for _, m := range page.Front.Members {
		comment, ok := commentAfter(m, page.FrontSpan)
		if !ok {
			continue
		}
		if key := commentedKey.FindSubmatch(comment.Bytes()); key != nil && page.Front.Get(string(key[1])) == nil {
			list = append(list, swallowed{comment, string(key[1])})
		} else if numberSign.Match(comment.Bytes()) {
			list = append(list, swallowed{comment, ""})
		}
	}
	return list
}

// reportSwallowed reports comments that hold what was meant to be front matter:
// a value, or a key that other pages have.
func reportSwallowed(p *lint.Pass) {
	reported := map[source.Span]bool{}
	for _, page := range p.Pages {
		list, _ := p.Noted(page).([]swallowed)
		for _, s := range list {
			kind, message := "swallowed-key", "the key \""+s.key+"\" stands in a comment: begin a new line for it"
			switch {
			case reported[s.at] || s.key != "" && !givenKeys(p)[s.key]:
				continue
			case s.key == "":
				kind, message = "swallowed-value", "from here on this is a comment: put quotes around the value"
			}
			reported[s.at] = true
			users := slices.DeleteFunc(slices.Clone(p.UsersOf(page.File)), func(o *lint.Page) bool { return o.File != page.File })
			p.Grade(p.Reportf(s.at, users, "%s", message), diag.Warning).Kind = kind
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
