package rules

import (
	"bytes"
	"path"
	"regexp"
	"slices"
	"sort"
	"strings"

	"docgen/internal/diag"
	"docgen/internal/lint"
	"docgen/internal/markdown"
	"docgen/internal/source"
)

// attributeList matches attributes in braces, which may lack the closing one:
// those of kramdown, and those that other dialects write without the colon.
var attributeList = regexp.MustCompile(`^\{(:?)[ \t]*(?:[.#][A-Za-z][\w-]*|[a-z][a-z-]*=["'][^"'}\n]*["']?)[^{}\n]*(\}?)`)

// leakedBrace reports attributes and Liquid that readers see at a brace in the
// text.
func leakedBrace(p *lint.Pass, page *lint.Page, at int) {
	line := page.Text.Bytes[at:min(page.Text.Len(), at+longestTag)]
	if bytes.HasPrefix(line, []byte("{{")) || bytes.HasPrefix(line, []byte("{%")) {
		leakedLiquid(p, page, at)
		return
	}
	m := attributeList.FindSubmatchIndex(line)
	if m == nil || !belongs(page.Text.Bytes, at, at+m[1], m[3] > m[2]) {
		return
	}
	d := p.At(page, markdown.Range{Start: at, End: at + len(bytes.TrimRight(line[:m[1]], " \t\r"))}, "readers see these attributes as text")
	d.Kind = "attributes"
	switch {
	case m[5] == m[4]:
		d.Message += ": the closing } is missing"
	case m[3] == m[2] && line[1] != '#':
		d.Message += ": they begin with {:"
	}
}

// belongs reports whether attributes were meant for the text before them: they
// follow it without a space, or stand on a line of their own; a sentence about
// attributes goes on after them. Without a colon they must follow markup.
func belongs(text []byte, start, end int, colon bool) bool {
	glued := start > 0 && strings.IndexByte(")]*_`>\"", text[start-1]) >= 0
	if !colon {
		return glued && text[start-1] != '"'
	}
	before, rest := bytes.TrimRight(text[:start], " \t+"), bytes.TrimLeft(text[end:], " \t\r")
	return glued || (len(before) == 0 || before[len(before)-1] == '\n') && (len(rest) == 0 || rest[0] == '\n')
}

// leakedLiquid reports Liquid in a value of a data file or of front matter:
// values are printed as they are. What a page itself shows of Liquid is meant
// so.
func leakedLiquid(p *lint.Pass, page *lint.Page, at int) {
	span, via, exact := page.Text.Origin(at, at+2)
	if !exact || len(via) == 0 || !bytes.HasPrefix(via[0].Bytes(), []byte("{{")) || !isData(span) {
		return
	}
	closer := "}}"
	if page.Text.Bytes[at+1] == '%' {
		closer = "%}"
	}
	end := at + 2
	if i := bytes.Index(page.Text.Bytes[at:min(page.Text.Len(), at+longestTag)], []byte(closer)); i >= 0 {
		end = at + i + len(closer)
	}
	d := p.Grade(p.At(page, markdown.Range{Start: at, End: end}, "readers see this Liquid as text: it does not run in a value"), diag.Warning)
	d.Kind = "liquid"
}

// isData reports whether a place is in a data file or in front matter.
func isData(at source.Span) bool {
	switch path.Ext(at.File.Name) {
	case ".yml", ".yaml", ".json", ".csv", ".tsv":
		return true
	}
	const fence = "---"
	text := bytes.TrimPrefix(at.File.Text, []byte("\ufeff"))
	if !bytes.HasPrefix(text, []byte(fence)) {
		return false
	}
	end := bytes.Index(text[len(fence):], []byte("\n"+fence))
	return at.Start < len(at.File.Text)-len(text)+len(fence)+end
}

// attributesInHTML reports attributes of kramdown in raw HTML, where Markdown is
// not read: after a start tag, without Markdown in between.
func attributesInHTML(p *lint.Pass, page *lint.Page) {
	tags, blocks := page.Facts.Tags, page.Facts.Blocks
	var last []int // for each tag, and the end: the last one before that is not the end of what only formats
	for at := range inHTML(page, "{:") {
		if last == nil {
			last = append(last, -1)
			for i, t := range tags {
				if t.Closing && !slices.Contains(rawBlocks, t.Name) || t.Name == "br" {
					i = last[i]
				}
				last = append(last, i)
			}
		}
		i := last[sort.Search(len(tags), func(i int) bool { return tags[i].Start >= at })]
		if i < 0 || tags[i].Closing || !slices.Contains(rawBlocks, tags[i].Name) {
			continue
		}
		next := sort.Search(len(blocks), func(n int) bool { return blocks[n].Lines[0].Start >= tags[i].Start })
		if next == len(blocks) || blocks[next].Lines[0].Start > at {
			leakedBrace(p, page, at)
		}
	}
}

// rawBlocks are elements in which Markdown is not read.
var rawBlocks = []string{"article", "aside", "blockquote", "dd", "div", "dt", "figure", "footer", "header", "li", "main", "p", "section", "td", "th"}
