package markdown

import "docgen/internal/source"

// HTMLFacts returns what stands on a page of HTML: its tags, and the links,
// images and anchors among them.
func HTMLFacts(t source.Text) *Facts {
	w := &walker{src: t.Bytes, facts: &Facts{}, anchor: -1}
	w.html(t.Bytes, 0, len(t.Bytes))
	return w.facts
}
