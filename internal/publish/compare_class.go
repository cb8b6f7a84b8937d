package publish

import (
	"regexp"
	"slices"
	"strings"
)

// Class is the cause of a difference, as far as it can be derived from the texts.
type Class string

// The classes.
const (
	Typography        Class = "typography"
	LineBreakTag      Class = "line-break-tag"
	UnquotedAttribute Class = "unquoted-attribute"
	TagAsText         Class = "tag-as-text"
	UnclosedTag       Class = "unclosed-tag"
	MarkupInHTML      Class = "markup-in-html"
	Emphasis          Class = "emphasis"
	CodeBlock         Class = "code-block"
	CodeIndent        Class = "code-indent"
	CodeSpan          Class = "code-span"
	ListStart         Class = "list-start"
	PipeTable         Class = "pipe-table"
	ExtraCell         Class = "extra-cell"
	RedirectTarget    Class = "redirect"
	Other             Class = "other"
)

// Classes describes each class, in the order of reports. "Before" is the older
// build, "now" is docgen's. The first four are differences from kramdown that remain
// where docgen reads Markdown as kramdown does; most others are places where
// CommonMark with GitHub's tables reads a text differently.
var Classes = []struct {
	Class   Class
	Meaning string
}{
	{LineBreakTag, "</br> was shown as text; now it breaks the line"},
	{UnquotedAttribute, "a tag with an unquoted attribute was shown as text; now it is a tag"},
	{TagAsText, "one build shows a tag as text that the other reads as a tag"},
	{UnclosedTag, "a tag that is never closed took the rest of the page with it, shown as text; now it ends at the blank line"},
	{MarkupInHTML, "Markdown right below a line of HTML was read; now it stays as it is up to the blank line"},
	{Emphasis, "* or _ beside punctuation makes bold or italic text in one build, and is shown in the other"},
	{CodeBlock, "a code block begins or ends at another place"},
	{CodeIndent, "a code block has the same lines, with another indentation"},
	{CodeSpan, "backticks make a code span in one build, and are shown in the other"},
	{ListStart, "a numbered line right below text is a list item in one build, and text in the other"},
	{PipeTable, "a line with | is a table in one build, and text in the other"},
	{ExtraCell, "a cell beyond the last column of a table was shown; now it is not"},
	{Typography, "quotes, dashes or dots are converted differently"},
	{RedirectTarget, "a page leads to another address"},
	{Other, "none of these"},
}

var (
	fold      = strings.NewReplacer("“", `"`, "”", `"`, "‘", "'", "’", "'", "…", "...", "—", "---", "–", "--", "«", "<<", "»", ">>")
	breakTag  = regexp.MustCompile(`(?i)</br\s*>`)
	anyTag    = regexp.MustCompile(`</?[A-Za-z][^<>]*>`)
	unquoted  = regexp.MustCompile(`<[A-Za-z][^<>]*\s[A-Za-z-]+=[^"'<>\s][^<>]*>`)
	image     = regexp.MustCompile(`!\[[^\]]*\]\([^)]*\)`)
	linkTail  = regexp.MustCompile(`\]\([^)]*\)`)
	listMark  = regexp.MustCompile(`(^|\s)(\d+\.|[-+*])(\s|$)`)
	listStart = regexp.MustCompile(`(^|\s)(\d+)\.(\s|$)`)
	ruler     = regexp.MustCompile(`:?(-{2,}|[—–]+-?):?`)
	marks     = strings.NewReplacer("|", "", "*", "", "_", "", "`", "", "#", "", "[", "", "]", "", "!", "", `\`, "")
)

// squeeze drops all white space, because the place of a tag or mark may have some
// or none.
func squeeze(s string) string { return strings.Join(strings.Fields(s), "") }

// plain drops tags and Markdown marks, so that the rest is text that both builds
// show.
func plain(s string) string {
	s = anyTag.ReplaceAllString(s, "")
	s = image.ReplaceAllString(s, "")
	s = linkTail.ReplaceAllString(s, "")
	s = ruler.ReplaceAllString(s, "")
	s = listMark.ReplaceAllString(s, " ")
	return squeeze(fold.Replace(marks.Replace(s)))
}

// side is one build's part in a difference: words[start:end].
type side struct {
	*view
	start, end int
}

// any reports whether some of the words are in a place.
func (s side) any(p place) bool { return slices.Contains(s.places[s.start:s.end], p) }

// inCode reports whether a word is in a code block, or whether the place where
// the other side has words is inside one.
func (s side) inCode() bool {
	if s.start < s.end {
		return s.any(inBlock)
	}
	return s.after(inBlock) && s.before(inBlock)
}

// before and after report whether the next or the previous word is in a place.
func (s side) before(p place) bool { return s.end < len(s.places) && s.places[s.end] == p }
func (s side) after(p place) bool  { return s.start > 0 && s.places[s.start-1] == p }

// without returns the text without the words in a place.
func (s side) without(p place) string {
	var b strings.Builder
	for i := s.start; i < s.end; i++ {
		if s.places[i] != p {
			b.WriteString(s.words[i] + " ")
		}
	}
	return b.String()
}

// classifyText returns the class of a difference in visible text.
func classifyText(d Difference, old, new side) Class {
	was, is := fold.Replace(d.Old), fold.Replace(d.New)
	same := func(drop *regexp.Regexp, was string) bool {
		return squeeze(drop.ReplaceAllString(was, " ")) == squeeze(drop.ReplaceAllString(is, " "))
	}
	switch {
	case old.inCode() != new.inCode(), old.before(inBlock) != new.before(inBlock):
		return CodeBlock
	case squeeze(was) == squeeze(is) && old.any(inSpan) != new.any(inSpan):
		return CodeSpan
	case squeeze(was) == squeeze(is):
		return Typography
	case old.any(inUnknown) && (old.before(inUnknown) || old.after(inUnknown)):
		return UnclosedTag
	case same(breakTag, was):
		return LineBreakTag
	case same(anyTag, was):
		if unquoted.MatchString(d.Old) || strings.Contains(d.Old, "</a>") {
			return UnquotedAttribute
		}
		return TagAsText
	case old.any(inExtraCell) && same(anyTag, fold.Replace(old.without(inExtraCell))):
		return ExtraCell
	}
	return classifyMarks(d)
}

// aftermath are the classes of the text after a code block that ends at another
// place than before.
var aftermath = map[Class]bool{CodeSpan: true, MarkupInHTML: true, ListStart: true, PipeTable: true, Emphasis: true, Typography: true, TagAsText: true, Other: true}

// classifyMarks returns the class where one side shows Markdown as text.
func classifyMarks(d Difference) Class {
	has := func(mark string) bool { return strings.Count(d.Old, mark) != strings.Count(d.New, mark) }
	switch {
	case plain(d.Old) != plain(d.New) && !has("`"):
		return Other
	case has("```") || has("~~~"):
		return CodeBlock
	case has("`"):
		return CodeSpan
	case has("|"):
		return PipeTable
	case listStart.MatchString(d.New) != listStart.MatchString(d.Old):
		return ListStart
	case has("#") || has("]("):
		return MarkupInHTML
	case has("*") || has("_"):
		return Emphasis
	}
	return Other
}

// follows lists the classes of visible text that cause differences of the other
// aspects, the likeliest first.
var follows = map[Aspect][]Class{
	Headings: {UnclosedTag, CodeBlock, MarkupInHTML, TagAsText, LineBreakTag, Emphasis, CodeSpan, Typography},
	Links:    {UnquotedAttribute, UnclosedTag, CodeBlock, MarkupInHTML, ListStart, TagAsText, LineBreakTag, PipeTable},
	Images:   {UnclosedTag, CodeBlock, MarkupInHTML, TagAsText, UnquotedAttribute, LineBreakTag},
	Code:     {UnclosedTag, CodeBlock, CodeSpan, TagAsText, LineBreakTag, PipeTable, MarkupInHTML, ExtraCell, Typography},
}

// classify returns the class of a difference of another aspect than text, on a
// page whose text has differences of some classes.
func classify(d Difference, text map[Class]bool) Class {
	if d.Aspect == Code && squeeze(d.Old) == squeeze(d.New) {
		return CodeIndent
	}
	for _, c := range follows[d.Aspect] {
		if text[c] {
			return c
		}
	}
	if d.Aspect == Code && (d.Old == "" || d.New == "") {
		return CodeBlock // of words that both builds show
	}
	return Other
}
