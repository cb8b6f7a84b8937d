package rules

import (
	"bytes"

	"docgen/internal/lint"
	"docgen/internal/markdown"
)

// standardKeys are the keys of pages that texts about Jekyll name.
var standardKeys = map[string]bool{
	"categories": true, "category": true, "collection": true, "content": true, "date": true, "description": true, "dir": true,
	"excerpt": true, "id": true, "lang": true, "layout": true, "name": true, "next": true, "path": true, "permalink": true,
	"previous": true, "published": true, "slug": true, "sitemap": true, "tag": true, "tags": true, "title": true, "toc": true, "url": true,
}

// leakedVariables reports the names of the page's own variables in its text: they
// lack the braces around them, or some of them.
func leakedVariables(p *lint.Pass, page *lint.Page) {
	text := page.Text.Bytes
	for at := 0; page.Front != nil; {
		n := bytes.Index(text[at:], []byte("page."))
		if n < 0 {
			return
		}
		start := at + n
		at = start + len("page.")
		end := at
		for end < len(text) && isKeyByte(text[end]) {
			end++
		}
		name := string(text[at:end])
		at = end
		if start > 0 && (isKeyByte(text[start-1]) || text[start-1] == '.' || text[start-1] == '$') || end < len(text) && text[end] == '(' {
			continue
		}
		before := bytes.TrimRight(text[max(0, start-longestAttribute):start], " ")
		after := bytes.TrimLeft(text[end:min(len(text), end+longestAttribute)], " ")
		open, closed := braces(before, '{', true), braces(after, '}', false)
		shown := open >= 2 && closed >= 2 || closed == 0 && inTag(text[max(0, start-longestTag):start]) // Liquid that is meant as text
		if _, _, exact := page.Text.Origin(start, end); !exact || shown || page.Front.Get(name) == nil || standardKeys[name] && open == closed {
			continue
		}
		r := markdown.Range{Start: start, End: end}
		if open > 0 {
			r.Start = bytes.LastIndexByte(text[:start], '{') + 1 - open
		}
		if closed > 0 {
			r.End = end + bytes.IndexByte(text[end:], '}') + closed
		}
		d := p.At(page, r, "readers see this name: a variable stands in {{ }}")
		d.Kind = "variable"
		lint.FixText(d, false, "write {{page."+name+"}}", page.Text, r.Start, r.End, "{{page."+name+"}}")
	}
}

// longestAttribute is how far from a name its braces are looked for.
const longestAttribute = 16

// braces counts the braces at the end of a text, or at its start.
func braces(b []byte, brace byte, atEnd bool) int {
	n := 0
	for n < len(b) && (atEnd && b[len(b)-1-n] == brace || !atEnd && b[n] == brace) {
		n++
	}
	return n
}

func isKeyByte(c byte) bool {
	return c == '_' || c == '-' || '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'z'
}
