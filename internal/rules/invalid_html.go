package rules

import (
	"slices"
	"strings"

	"docgen/internal/diag"
	"docgen/internal/lint"
	"docgen/internal/markdown"
	"docgen/internal/source"
)

var invalidHTML = &lint.Rule{
	Name:     diag.RuleInvalidHTML,
	Severity: diag.Warning,
	Page: func(p *lint.Pass, page *lint.Page) {
		var open []*markdown.Tag
		foreign := 0 // depth of SVG and MathML, which have other names
		for i := range page.Facts.Tags {
			t := &page.Facts.Tags[i]
			if t.Name == "svg" || t.Name == "math" {
				foreign++
				if t.Closing {
					foreign = 0
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
				lint.FixText(d, false, "put it in code formatting", page.Text, t.Start, t.End, "`"+string(written)+"`")
			case page.Markdown:
				open = balance(p, page, open, t)
			}
		}
		for _, t := range open {
			unbalanced(p, page, t)
		}
		unquotedAttributes(p, page)
	},
}

// isUnknownTag reports whether a tag is no element of HTML, nor a custom one,
// whose name has a hyphen. Instructions of the template are reported by another
// rule.
func isUnknownTag(t *markdown.Tag) bool {
	return !t.Closing && !htmlElements[t.Name] && !strings.ContainsAny(t.Name, "-:") && !isInstruction(t)
}

// paired are the elements whose end tag must not be omitted. Links have another
// rule.
var paired = []string{"b", "blockquote", "code", "div", "dl", "em", "i", "ol", "pre", "span", "strong", "table", "ul"}

// balance follows the start and end tags of a page and reports an end tag
// without a start.
func balance(p *lint.Pass, page *lint.Page, open []*markdown.Tag, t *markdown.Tag) []*markdown.Tag {
	if t.SelfClosing || !slices.Contains(paired, t.Name) {
		return open
	}
	if !t.Closing {
		return append(open, t)
	}
	for i := len(open) - 1; i >= 0; i-- {
		if open[i].Name == t.Name {
			return slices.Delete(open, i, i+1)
		}
	}
	for _, at := range page.Facts.Signs {
		if name, _ := leakedTag(page, at); name == t.Name {
			return open // its start tag is malformed, which another rule reports
		}
	}
	unbalanced(p, page, t)
	return open
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
	for i := range page.Facts.Tags {
		t := &page.Facts.Tags[i]
		for _, a := range t.Attributes {
			if a.Quote != 0 || a.Value == "" {
				continue
			}
			at, _, exact := page.Text.Origin(a.Start, a.End)
			include, ok := includeTagAt(page, at)
			if !exact || !ok || include == last {
				continue
			}
			last = include
			d := p.Grade(p.At(page, a.Range, "the value of %q has no quotes", a.Name), diag.Info)
			d.Kind = "unquoted-attribute"
		}
	}
}

// includeTagAt returns the tag of an include that holds a place of the page.
func includeTagAt(page *lint.Page, at source.Span) (source.Span, bool) {
	for _, m := range page.Mentions.Includes {
		if m.At.File == at.File && m.At.Start < at.Start && at.End < m.At.End {
			return m.At, true
		}
	}
	return source.Span{}, false
}
