package rules

import (
	"bytes"
	"regexp"
	"slices"
	"sort"

	"docgen/internal/content"
	"docgen/internal/data"
	"docgen/internal/diag"
	"docgen/internal/lint"
	"docgen/internal/markdown"
	"docgen/internal/source"
)

var leftoverPlaceholder = &lint.Rule{
	Name:      diag.RuleLeftoverPlaceholder,
	Severity:  diag.Error,
	Platform:  true,
	Published: true,
	Page: func(p *lint.Pass, page *lint.Page) {
		leftInFrontMatter(p, page)
		leftInText(p, page)
		for i := range page.Facts.Tags {
			if t := &page.Facts.Tags[i]; isInstruction(t) {
				reportInstruction(p, page, t.Range)
			}
		}
	},
}

// Placeholders of the page template: phrases, and whole values of a key.
var (
	leftPhrase = regexp.MustCompile(`\b(?:Name of (?:the )?Element|Element Name)\b`)
	leftValues = map[string]*regexp.Regexp{
		"elementId":  regexp.MustCompile(`^(?i:n{2,}|x{2,}|n|x|0+|id|tbd|todo|<.*>)$`),
		"elementKey": regexp.MustCompile(`^(?i:fake|key|n{2,}|x{2,}|element_?-?key|tbd|todo|<.*>)$`),
	}
	instructionLine = regexp.MustCompile(`^<[A-Za-z][^<>=]*\s[^<>=]*\s[^<>=]*>$`)
)

// leftPhrases finds the phrases of the page template.
func leftPhrases(text []byte) [][]int {
	if !mayHoldPhrase(text) {
		return nil
	}
	return leftPhrase.FindAllIndex(text, -1)
}

// mayHoldPhrase is a fast check before leftPhrase, which hardly any text passes.
func mayHoldPhrase(text []byte) bool {
	return bytes.Contains(text, []byte("Element Name")) || bytes.Contains(text, []byte("Name of "))
}

func leftInFrontMatter(p *lint.Pass, page *lint.Page) {
	if page.Front == nil {
		return
	}
	for _, m := range page.Front.Members {
		value := m.Value.Text
		if isLeftover(m.Key.Str(), m.Value) {
			leftOver(p, page, value, 0, value.Len())
		} else if m.Value.Kind == data.String {
			for _, at := range leftPhrases(value.Bytes) {
				leftOver(p, page, value, at[0], at[1])
			}
		}
	}
}

func leftOver(p *lint.Pass, page *lint.Page, text source.Text, start, end int) {
	p.Textf(page, text, start, end, "%q is left over from the page template", text.Bytes[start:end])
}

// isLeftover reports whether a value of front matter is a placeholder of the page
// template.
func isLeftover(key string, n *data.Node) bool {
	re := leftValues[key]
	return re != nil && re.MatchString(n.Str())
}

// leftInText checks the running text. A field of the product may be called
// "Element Name"; on the page of an element only emphasised text is such a field.
func leftInText(p *lint.Pass, page *lint.Page) {
	text := page.Text.Bytes
	phrases := isElementPage(page.Page.Page) && mayHoldPhrase(text)
	for _, b := range page.Facts.Blocks {
		for _, r := range b.Lines {
			line := text[r.Start:r.End]
			if len(line) > 0 && line[0] == '<' && instructionLine.Match(line) && !startsTag(page, r.Start) {
				reportInstruction(p, page, r)
			}
			if !phrases {
				continue
			}
			for _, m := range leftPhrases(line) {
				start, end := r.Start+m[0], r.Start+m[1]
				named := start > 0 && text[start-1] == '*'
				if !named && !inCode(page, start) {
					leftOver(p, page, page.Text, start, end)
				}
			}
		}
	}
}

// isElementPage reports whether a page is about one element.
func isElementPage(page *content.Page) bool {
	return page.Element != nil || page.Front.Get("elementId") != nil || page.Front.Get("elementKey") != nil
}

// inCode reports whether an offset is in a code span.
func inCode(page *lint.Page, at int) bool {
	type key struct{}
	code := page.Once(key{}, func() any {
		return slices.SortedFunc(slices.Values(page.Facts.Code), func(a, b markdown.Range) int { return a.Start - b.Start })
	}).([]markdown.Range)
	i := sort.Search(len(code), func(i int) bool { return code[i].End > at })
	return i < len(code) && code[i].Start <= at
}

// startsTag reports whether a raw HTML tag begins at an offset.
func startsTag(page *lint.Page, at int) bool {
	type key struct{}
	return page.Once(key{}, func() any {
		starts := map[int]bool{}
		for _, t := range page.Facts.Tags {
			starts[t.Start] = true
		}
		return starts
	}).(map[int]bool)[at]
}

// isInstruction reports whether a tag is a sentence for the writer in angle
// brackets: several words, none of which is an attribute with a value.
func isInstruction(t *markdown.Tag) bool {
	if t.Closing || htmlElements[t.Name] || len(t.Attributes) < 2 {
		return false
	}
	for _, a := range t.Attributes {
		if a.Quote != 0 || a.Value != "" {
			return false
		}
	}
	return true
}

func reportInstruction(p *lint.Pass, page *lint.Page, r markdown.Range) {
	d := p.At(page, r, "an instruction for the writer is left over from the page template")
	d.Kind = "instruction"
	lint.FixText(d, false, "remove the instruction", page.Text, r.Start, r.End, "")
}
