package content

import (
	"bytes"

	"docgen/internal/data"
	"docgen/internal/diag"
	"docgen/internal/source"
)

// Lenient is the severity of a mistake with which Jekyll goes on building: a
// warning in a Jekyll tree, an error in docgen's own layout.
func (c *Config) Lenient() diag.Severity { return lenientIf(c.Jekyll)("") }

// lenientIf is the severity of what Jekyll passes over, in one of its trees.
func lenientIf(jekyll bool) func(kind string) diag.Severity {
	return func(kind string) diag.Severity {
		if jekyll && (kind == "" || data.Tolerated(kind)) {
			return diag.Warning
		}
		return diag.Error
	}
}

// strict is the severity of mistakes in docgen's own formats.
func strict(string) diag.Severity { return diag.Error }

// frontSeverity is the severity of a problem in front matter: Jekyll skips what
// it cannot read, unless strict_front_matter is set.
func (c *Config) frontSeverity(kind string) diag.Severity {
	return lenientIf(c.Jekyll && (!c.StrictFrontMatter || data.Tolerated(kind)))("")
}

// frontProblems returns what is wrong with front matter, and whether any of it
// counts. As Jekyll, a Jekyll tree has all or nothing of it. p is the page, or nil
// for a layout.
func (r *reader) frontProblems(yaml source.Span, t *tree, p *Page) (found []*diag.Diagnostic, usable bool) {
	found = located(source.Of(yaml), t.problems, diag.RuleFrontMatter, r.Config.frontSeverity)
	usable = true
	if r.Config.Jekyll {
		// Jekyll ends with bytes that are not UTF-8 where it goes on to read the text.
		converted := p == nil || p.Markdown && p.Collection == ""
		for i, problem := range t.problems {
			if data.Tolerated(problem.Kind) {
				continue
			}
			usable = false
			if found[i].Message += "; Jekyll reads none of this front matter"; converted && problem.Kind == "invalid-utf8" {
				found[i].Severity = diag.Error
			}
		}
	}
	if t.node != nil && t.node.Kind != data.Object && usable {
		severity := diag.Error
		if p != nil && p.Collection != "" {
			severity = r.Config.Lenient()
		}
		found = append(found, diagnosticAt(t.node, diag.RuleFrontMatter, severity, "front matter must be keys with values, as in \"title: Events\""))
		usable = false
	}
	return found, usable
}

// unclosedFront reports front matter that is not closed. For Jekyll, which sees
// none then, it is a part of the text.
func (r *reader) unclosedFront(p *Page, broken *diag.Diagnostic) *diag.Diagnostic {
	broken.Severity = r.Config.Lenient()
	if r.Config.Jekyll {
		p.Body = p.File.Content()
	}
	return broken
}

// bodyEncoding reports what is no text in the body of a page. Jekyll ends with
// bytes that are not UTF-8 where it runs Liquid or reads Markdown.
func (r *reader) bodyEncoding(p *Page) []*diag.Diagnostic {
	found := encodingProblem(p.Body)
	text := p.Body.Bytes()
	for _, d := range found {
		if text[d.Span.Start-p.Body.Start] == 0 || p.Collection == postsLabel || !p.Markdown && !bytes.Contains(text, []byte("{{")) && !bytes.Contains(text, []byte("{%")) {
			d.Severity = r.Config.Lenient()
		}
	}
	return found
}
