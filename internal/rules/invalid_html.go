package rules

import (
	"slices"
	"sort"
	"strings"

	"docgen/internal/diag"
	"docgen/internal/lint"
	"docgen/internal/markdown"
	"docgen/internal/source"
)

var invalidHTML = &lint.Rule{
	Name:     diag.RuleInvalidHTML,
	Severity: diag.Warning,
	Layouts:  true,
	Page: func(p *lint.Pass, page *lint.Page) {
		open := map[string][]*markdown.Tag{}
		foreign := 0 // depth of SVG and MathML, which have other names
		for i := range page.Facts.Tags {
			t := &page.Facts.Tags[i]
			if t.Name == "svg" || t.Name == "math" {
				foreign++
				if t.Closing {
					foreign = max(0, foreign-2) // they may be inside each other
				}
			}
			switch {
			case t.Name == "br" && t.Closing:
				d := p.At(page, t.Range, "</br> closes nothing: write <br>")
				d.Kind = "closing-br"
				lint.FixText(d, true, "write <br>", page.Text, t.Start, t.End, "<br>")
			case foreign == 0 && isUnknownTag(t):
				written := page.Text.Bytes[t.Start:t.End]
				d := p.At(page, t.Range, "%s is taken for an HTML tag, so readers do not see it: put it in code formatting", written)
				d.Kind = "unknown-tag"
				if isInstruction(t) { // of the template, which another rule reports
					p.Provided(d, func(p *lint.Pass) bool { return !p.OnPlatform() })
				}
				lint.FixText(d, false, "put it in code formatting", page.Text, t.Start, t.End, "`"+string(written)+"`")
			case page.Markdown:
				balance(p, page, open, t)
			}
		}
		for _, name := range paired {
			for _, t := range open[name] {
				unbalanced(p, page, t)
			}
		}
		unquotedAttributes(p, page)
	},
}

// isUnknownTag reports whether a tag is no element of HTML, nor a custom one,
// whose name has a hyphen.
func isUnknownTag(t *markdown.Tag) bool {
	return !t.Closing && !htmlElements[t.Name] && !strings.ContainsAny(t.Name, "-:")
}

// paired are the elements whose end tag must not be omitted. Links have another
// rule.
var paired = []string{"b", "blockquote", "code", "div", "dl", "em", "i", "ol", "pre", "span", "strong", "table", "ul"}

// balance follows the start and end tags of a page and reports an end tag
// without a start. open are the tags that are open, by their names.
func balance(p *lint.Pass, page *lint.Page, open map[string][]*markdown.Tag, t *markdown.Tag) {
	tags := open[t.Name]
	switch {
	case t.SelfClosing || !slices.Contains(paired, t.Name):
	case !t.Closing:
		open[t.Name] = append(tags, t)
	case len(tags) > 0:
		open[t.Name] = tags[:len(tags)-1]
	case leakedTags(page)[t.Name]: // its start tag is malformed, which another rule reports
	default:
		unbalanced(p, page, t)
	}
}

// leakedTags returns the names of the tags that readers see.
func leakedTags(page *lint.Page) map[string]bool {
	type key struct{}
	return page.Once(key{}, func() any {
		names := map[string]bool{}
		for _, at := range page.Facts.Signs {
			name, _ := leakedTag(page, at)
			names[name] = true
		}
		return names
	}).(map[string]bool)
}

func unbalanced(p *lint.Pass, page *lint.Page, t *markdown.Tag) {
	message := "<%s> is never closed"
	if t.Closing {
		message = "</%s> closes nothing"
	}
	p.At(page, t.Range, message, t.Name).Kind = "unbalanced"
}

// unquotedAttributes reports values without quotes in the parameters of
// includes, which end at a space or bracket: once for each tag.
func unquotedAttributes(p *lint.Pass, page *lint.Page) {
	var last source.Span
	includes := map[*source.File][]source.Span{}
	for _, m := range page.Mentions.Includes {
		includes[m.At.File] = append(includes[m.At.File], m.At)
	}
	for _, list := range includes {
		slices.SortFunc(list, func(a, b source.Span) int { return a.Start - b.Start })
	}
	for i := range page.Facts.Tags {
		t := &page.Facts.Tags[i]
		for _, a := range t.Attributes {
			if a.Quote != 0 || a.Value == "" {
				continue
			}
			at, _, exact := page.Text.Origin(a.Start, a.End)
			include, ok := includeTagAt(includes[at.File], at)
			if !exact || !ok || include == last {
				continue
			}
			last = include
			d := p.Grade(p.At(page, a.Range, "the value of %q has no quotes", a.Name), diag.Info)
			d.Kind = "unquoted-attribute"
		}
	}
}

// includeTagAt returns the tag, of the sorted ones in a file, that holds a place.
func includeTagAt(tags []source.Span, at source.Span) (source.Span, bool) {
	i := sort.Search(len(tags), func(i int) bool { return tags[i].Start >= at.Start }) - 1
	if i < 0 || at.End >= tags[i].End {
		return source.Span{}, false
	}
	return tags[i], true
}
