package rules

import (
	"bytes"

	"docgen/internal/example"
	"docgen/internal/lint"
)

// linksInCode reports the Markdown links that an editor has pasted in place of an
// address: in code readers see the brackets, and copy them. A line that begins
// with a link shows Markdown.
func linksInCode(p *lint.Pass, page *lint.Page) {
	for i := range page.Facts.Fences {
		f := &page.Facts.Fences[i]
		switch f.Lang {
		case "md", "markdown", "mdx", "liquid", "html", "kramdown", "text", "asciidoc":
			continue
		}
		for at := 0; ; {
			n := bytes.Index(f.Body.Bytes[at:], []byte("](http"))
			if n < 0 {
				break
			}
			line := at + 1 + bytes.LastIndexByte(f.Body.Bytes[at:at+n], '\n')
			start := line + bytes.LastIndexByte(f.Body.Bytes[line:at+n], '[')
			at += n + 1
			if start < line || len(bytes.TrimSpace(f.Body.Bytes[line:start])) == 0 {
				continue
			}
			if meant, n := example.PastedURL(f.Body.Bytes[start:]); n > 0 {
				d := p.Textf(page, f.Body, start, start+n, "in code this is no link: readers see, and copy, its brackets")
				d.Kind = "link-in-code"
				lint.FixText(d, true, "write the address alone", f.Body, start, start+n, meant)
			}
		}
	}
}
