package render

import (
	"slices"
	"strings"

	"docgen/internal/diag"
	"docgen/internal/source"
)

// again returns what a part is while it is being rendered: the text of a document as
// it was written, and of other parts nothing. That documents print each other is noted.
func (c *contents) again(p part, at int) string {
	if p.kind != outputPart && at < len(c.open)-1 && c.circle == nil {
		c.circle = slices.Clone(c.open[at:])
	}
	if p.kind == contentPart {
		return p.doc.Body.String()
	}
	return ""
}

// reportCircle reports at a place of the running template that documents print each
// other in a circle, if one was found since the last call.
func (s *sink) reportCircle(at source.Span) {
	c := s.engine.inside
	if c == nil || c.circle == nil {
		return
	}
	var names []string
	for _, p := range c.circle {
		names = append(names, p.doc.Path)
	}
	c.circle = nil
	if slices.ContainsFunc(c.problems, func(d *diag.Diagnostic) bool { return d.Span == at }) {
		return // of another circle, which the same fix breaks
	}
	d := s.report(diag.RuleLiquidSyntax, at, "documents print each other in a circle: %s", strings.Join(append(names, names[0]), " prints "))
	d.Severity = diag.Warning // Jekyll prints the text as it was written, too
	c.problems = append(c.problems, d)
	slices.Sort(names)
	c.circles[strings.Join(slices.Compact(names), "\n")] = d
}

// ContentProblems are what was found while contents of documents were made: documents
// that print each other, and faults of docgen. They are complete when all pages are
// rendered.
func (e *Engine) ContentProblems() []*diag.Diagnostic {
	var out []*diag.Diagnostic
	known := map[string]bool{}
	for _, inner := range e.all() {
		out = inner.contentProblems(out, known)
	}
	return out
}

// contentProblems adds what is not known yet.
func (e *Engine) contentProblems(out []*diag.Diagnostic, known map[string]bool) []*diag.Diagnostic {
	labels := []string{pagesLabel}
	for _, collection := range e.site.Collections {
		labels = append(labels, collection.Label)
	}
	for _, label := range labels {
		for kind := range partKinds {
			c := e.contents[contentsKey{label, kind}]
			if c == nil || !c.complete.Load() {
				continue
			}
			again := map[*diag.Diagnostic]bool{} // the same circle is found in many contents
			for documents, d := range c.circles {
				again[d] = known[documents]
				known[documents] = true
			}
			out = append(out, slices.DeleteFunc(slices.Clone(c.problems), func(d *diag.Diagnostic) bool {
				return again[d] || slices.ContainsFunc(out, func(o *diag.Diagnostic) bool { return o.Rule == d.Rule && o.Span == d.Span })
			})...)
		}
	}
	return out
}
