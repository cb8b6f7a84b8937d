package rules

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"docgen/internal/data"
	"docgen/internal/diag"
	"docgen/internal/example"
	"docgen/internal/lint"
	"docgen/internal/source"
)

var elementKeyMismatch = &lint.Rule{
	Name:      diag.RuleElementKeyMismatch,
	Severity:  diag.Error,
	Platform:  true,
	Published: true,
	Covers:    diag.RuleLeftoverPlaceholder,
	Page: func(p *lint.Pass, page *lint.Page) {
		want := elementKey(page)
		if want == "" {
			return
		}
		mentions := keyMentions(page)
		others := slices.DeleteFunc(slices.Clone(mentions), func(m keyMention) bool { return m.key() == want })
		front := page.Front.Get("elementKey")
		if front != nil && len(others) > 1 && len(others) == len(mentions) && agree(others) && strings.Contains(page.Path, others[0].key()) {
			p.Textf(page, front.Raw, 0, front.Raw.Len(), "the element key of the page is %q, but everything on it is about %q", want, others[0].key()).Kind = "page"
			return
		}
		for _, m := range others {
			d := p.Textf(page, m.text, 0, m.text.Len(), "the element key in %s is %q, which is not that of the page", m.where, m.key())
			d.Kind = m.kind
			if d.Span.File == page.File {
				d.Message = fmt.Sprintf("the element key in %s is %q, but that of the page is %q", m.where, m.key(), want)
				lint.FixText(d, false, "write "+want, m.text, 0, m.text.Len(), want)
			}
		}
	},
}

// elementKey returns the key of the element that a page documents, or "".
func elementKey(page *lint.Page) string {
	if page.Element != nil {
		return page.Element.Key
	}
	key := page.Vars.Text("elementKey")
	return key
}

// keyMention is a place on a page that names an element by its key.
type keyMention struct {
	text        source.Text
	kind, where string
}

func (m keyMention) key() string { return m.text.String() }

func agree(list []keyMention) bool {
	return !slices.ContainsFunc(list, func(m keyMention) bool { return m.key() != list[0].key() })
}

// keyMentions finds the keys in the bodies, in the tables, and in URLs.
func keyMentions(page *lint.Page) []keyMention {
	var out []keyMention
	for _, e := range page.Examples() {
		for _, r := range e.Requests {
			if key, ok := page.API().ElementKey(r.URL); ok && isElementKey(key.Bytes) {
				out = append(out, keyMention{key, "url", "the URL"})
			}
		}
	}
	for _, d := range analysisOf(page).docs {
		if key := d.Get("element").Get("key"); key != nil && key.Kind == data.String && isElementKey(key.Text.Bytes) {
			out = append(out, keyMention{key.Text, "body", "the body"})
		}
		if c := d.Get("configuration"); c != nil {
			out = append(out, urlMentions(page.API(), c)...)
		}
	}
	for _, t := range paramTables(page) {
		for _, row := range t.rows {
			if row.key == "key" && t.description < len(row.Cells) {
				if key, ok := describedKey(page, row, t.description); ok {
					out = append(out, keyMention{key, "table", "the table"})
				}
			}
		}
	}
	return out
}

// urlMentions finds keys in the URLs of a configuration, such as the address
// of the platform that an API provider sends events to.
func urlMentions(api example.API, configuration *data.Node) (out []keyMention) {
	for _, m := range configuration.Members {
		if v := m.Value; v.Kind == data.String && api.Serves(v.Text) {
			if key, ok := api.ElementKey(v.Text); ok && isElementKey(key.Bytes) {
				out = append(out, keyMention{key, "url", "the URL"})
			}
		}
	}
	return out
}

// describedKey returns the key at the end of the description of the row "key", on
// a separate line.
func describedKey(page *lint.Page, row *paramRow, column int) (source.Text, bool) {
	cell := row.Cells[column]
	text := page.Text.Slice(cell.Start, cell.End)
	breaks := lineBreak.FindAllIndex(text.Bytes, -1)
	if breaks == nil {
		return source.Text{}, false
	}
	start := breaks[len(breaks)-1][1]
	word := bytes.Trim(text.Bytes[start:], " \t`.*")
	start += bytes.Index(text.Bytes[start:], word)
	return text.Slice(start, start+len(word)), isElementKey(word)
}

// isElementKey reports whether a word can be the key of an element.
func isElementKey(word []byte) bool {
	return len(word) > 0 && strings.Trim(string(word), "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_") == ""
}
