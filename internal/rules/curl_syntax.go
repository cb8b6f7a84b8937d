package rules

import (
	"bytes"

	"docgen/internal/diag"
	"docgen/internal/example"
	"docgen/internal/lint"
	"docgen/internal/markdown"
)

var curlSyntax = &lint.Rule{
	Name:     diag.RuleCurlSyntax,
	Severity: diag.Error,
	Page: func(p *lint.Pass, page *lint.Page) {
		for i := range page.Facts.Fences {
			commandInInfo(p, page, &page.Facts.Fences[i])
		}
		requestProblems(p, page, example.Curl)
	},
}

// commandInInfo reports a command on the line of the fence, which is not shown.
func commandInInfo(p *lint.Pass, page *lint.Page, f *markdown.Fence) {
	if f.Lang == "curl" && len(bytes.Fields(f.Info.Bytes)) > 1 {
		d := p.Textf(page, f.Info, 0, f.Info.Len(), "the command begins on the line of the fence, where it is not shown: move it to a line of its own")
		d.Kind = "command-in-info"
	}
}
