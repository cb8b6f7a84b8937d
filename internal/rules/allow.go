package rules

import (
	"bytes"
	"slices"

	"docgen/internal/diag"
	"docgen/internal/lint"
)

// allow checks what silences the other rules. The runner reports on comments and
// front matter, because it knows what they silence; the directives of fences are
// checked here.
var allow = &lint.Rule{
	Name:     lint.AllowRule,
	Severity: diag.Warning,
	Page: func(p *lint.Pass, page *lint.Page) {
		for i := range page.Facts.Fences {
			f := &page.Facts.Fences[i]
			word := f.Directive()
			if word == "" || slices.Contains(fenceDirectives, word) {
				continue
			}
			start := bytes.Index(f.Info.Bytes, []byte("docgen="+word)) + len("docgen=")
			d := p.Textf(page, f.Info, start, start+len(word), "%q is no word for a fence: use fragment, response or skip", word)
			d.Kind = "unknown-word"
			if near := diag.Nearest(word, fenceDirectives); near != "" {
				lint.FixText(d, false, "write "+near, f.Info, start, start+len(word), near)
			}
		}
	},
}

// fenceDirectives are the values of docgen=… on a fence.
var fenceDirectives = []string{"fragment", "response", "skip"}
