package rules

import (
	"bytes"
	"slices"

	"docgen/internal/diag"
	"docgen/internal/lint"
)

// allow reports on what silences the other rules. The runner knows what the
// comments silence, and reports on them; the words on fences are looked at
// here.
var allow = &lint.Rule{
	Name:     lint.AllowRule,
	Severity: diag.Warning,
	Page: func(p *lint.Pass, page *lint.Page) {
		for i := range page.Facts.Fences {
			f := &page.Facts.Fences[i]
			word := f.Directive()
			if word == "" || slices.Contains(fenceWords, word) {
				continue
			}
			start := bytes.Index(f.Info.Bytes, []byte("docgen="+word)) + len("docgen=")
			d := p.Textf(page, f.Info, start, start+len(word), "%q is no word for a fence: use fragment, response or skip", word)
			d.Kind = "unknown-word"
			if near := diag.Nearest(word, fenceWords); near != "" {
				lint.FixText(d, false, "write "+near, f.Info, start, start+len(word), near)
			}
		}
	},
}

// fenceWords are what docgen=… on a fence may say.
var fenceWords = []string{"fragment", "response", "skip"}
