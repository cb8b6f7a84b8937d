package markdown

import (
	"bytes"
	"sort"
	"strings"
	"unicode/utf8"

	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// tagIndex are the tags of a container from a line on, each start tag with its end
// tag: of all elements at once, so that thousands which are never closed are not
// each searched to the end.
type tagIndex struct {
	b     []byte // the text, with the offsets of the source
	start int
	tags  []indexedTag
	// hidden are comments, scripts and styles.
	hidden []Range
}

// indexedTag is a tag as kramdown knows it.
type indexedTag struct {
	Tag
	// match is the index of the end tag, -1 for none; next that of the first end
	// tag of its name below.
	match, next int
}

// closed reports whether the element has no content.
func (t *indexedTag) closed() bool { return t.SelfClosing || voidElements[t.Name] }

// find returns the index of the tag at an offset, -1 for none.
func (x *tagIndex) find(offset int) int {
	i := x.from(offset)
	if i < len(x.tags) && x.tags[i].Start == offset {
		return i
	}
	return -1
}

// from returns the index of the first tag from an offset on.
func (x *tagIndex) from(offset int) int {
	return sort.Search(len(x.tags), func(i int) bool { return x.tags[i].Start >= offset })
}

// reads reports whether the index knows of a tag at an offset.
func (x *tagIndex) reads(offset int) bool {
	if x == nil || offset < x.start {
		return false
	}
	if i := x.from(offset + 1); i > 0 && x.tags[i-1].Start < offset && x.tags[i-1].End > offset {
		return false
	}
	i := sort.Search(len(x.hidden), func(i int) bool { return x.hidden[i].End > offset })
	return i == len(x.hidden) || x.hidden[i].Start >= offset
}

// index returns the tags of the container, at least from an offset on. What is
// code may hide a tag from an index, which is then made anew.
func (c *container) index(offset int) *tagIndex {
	if c.tags.reads(offset) {
		return c.tags
	}
	c.tags = &tagIndex{b: c.src, start: offset}
	last := c.lines[len(c.lines)-1].Stop
	if !c.blocks(last-offset, offset) {
		return c.tags
	}
	segments := make([]text.Segment, 0, len(c.lines)-c.at)
	for _, l := range c.lines[c.at:] {
		segments = append(segments, l.Segment)
	}
	c.tags.b, _, _ = joined(c.src, segments)
	if &c.tags.b[0] != &c.src[0] {
		c.blocks(last>>4, offset) // for the copy
	}
	c.tags.read(offset, last, func(n int) bool { return c.blocks(n, offset) })
	c.tags.matchTags()
	return c.tags
}

// read reads the tags between two offsets. Comments and instructions are left
// out, and what stands in scripts and styles. What is read more than once is paid
// for.
func (x *tagIndex) read(start, end int, pay func(n int) bool) {
	unclosed, closers := 0, finder{b: x.b[:end]}
	for i := start; i < end; {
		n := bytes.IndexByte(x.b[i:end], '<')
		if n < 0 {
			break
		}
		i += n
		closer := ""
		switch rest := x.b[i:end]; {
		case bytes.HasPrefix(rest, []byte("<!--")):
			closer = "-->"
		case bytes.HasPrefix(rest, []byte("<?")):
			closer = "?>"
		}
		if closer != "" {
			if at := closers.next(closer, i+len(closer)+1); at >= 0 {
				x.hidden = append(x.hidden, Range{i, at + len(closer)})
				i = at + len(closer)
				continue
			}
		}
		if closers.next(">", i) < 0 {
			return
		}
		t, ok := readTag(x.b, i, end)
		if !ok || !isKramdownTag(x.b, &t, false) {
			const cost = 12 // in the time of a step
			if t.End == end {
				unclosed++
			}
			if unclosed > maxUnclosed || !pay(cost*(t.End-i)) {
				return
			}
			i++
			continue
		}
		i = t.End
		x.tags = append(x.tags, indexedTag{t, -1, -1})
		if (t.Name == "script" || t.Name == "style") && !t.Closing {
			i = closeTag(x.b, i, end, t.Name)
			x.hidden = append(x.hidden, Range{t.End, i})
		}
	}
}

// matchTags finds the end tags, from the last tag on. An element ends at the first
// end tag of its name that is not in an element within; other end tags do not
// count, and where an element within is never closed, it is not either.
func (x *tagIndex) matchTags() {
	next := map[string]int{}
	for i := len(x.tags) - 1; i >= 0; i-- {
		t := &x.tags[i]
		if t.Closing {
			next[t.Name] = i
			continue
		}
		if t.closed() {
			continue
		}
		if k, ok := next[t.Name]; ok {
			t.next = k
		}
		if m, ok := t.ownModel(); ok && m == spanModel {
			t.match = t.next // what seem to be tags in its text may be code
			continue
		}
	search:
		for k := i + 1; k < len(x.tags); k++ {
			within := &x.tags[k]
			switch {
			case within.Closing && within.Name == t.Name:
				t.match = k
				break search
			case within.Closing || within.closed():
			case within.match >= 0:
				k = within.match
			default:
				break search
			}
		}
	}
}

// isKramdownTag reports whether kramdown takes for a tag what a browser does: the
// names are XML's, white space stands before each attribute, and a value without
// quotes is one word. Where quotes may lack, it is anything that has no quote.
func isKramdownTag(b []byte, t *Tag, lacking bool) bool {
	at := t.Start + 1
	if t.Closing {
		at++
	}
	if n := tagNameLength(b[at:t.End]); n != len(t.Name) || t.Closing && len(t.Attributes) > 0 {
		return false
	}
	at += len(t.Name)
	for _, a := range t.Attributes {
		if !util.IsSpace(b[at]) || skipSpace(b, at, t.End) != a.name || tagNameLength(b[a.name:t.End]) != len(a.Name) {
			return false
		}
		at = a.End
		switch value := b[a.Start:a.End]; {
		case a.Quote != 0:
			at++
		case a.Start == a.name: // it has no value
		case len(value) == 0,
			lacking && bytes.ContainsAny(value, "\"'=<>`"),
			!lacking && bytes.ContainsFunc(value, func(r rune) bool { return r < utf8.RuneSelf && !isWord(byte(r)) }):
			return false
		}
	}
	rest := bytes.TrimSpace(b[at:t.End])
	return string(rest) == ">" || string(rest) == "/>"
}

// set returns the set of the words in a text.
func set(words string) map[string]bool {
	m := map[string]bool{}
	for word := range strings.FieldsSeq(words) {
		m[word] = true
	}
	return m
}

var (
	// spanElements stand in text: they begin no block.
	spanElements = set(`a abbr acronym b bdo big br button cite code del dfn em i img input ins kbd label mark option
		q rb rbc rp rt rtc ruby samp select small span strong sub sup tt u var`)
	voidElements = set(`area base br col command embed hr img input keygen link meta param source track wbr`)
	// blockElements stand in no text.
	blockElements = set(`address article aside applet body blockquote caption col colgroup dd div dl dt fieldset
		figcaption footer form h1 h2 h3 h4 h5 h6 header hgroup hr html head iframe legend menu li main map nav ol
		optgroup p pre section summary table tbody td th thead tfoot tr ul`)
	// commonBlocks begin a block of HTML in CommonMark (4.6, kind 6).
	commonBlocks = set(`address article aside base basefont blockquote body caption center col colgroup dd details
		dialog dir div dl dt fieldset figcaption figure footer form frame frameset h1 h2 h3 h4 h5 h6 head header hr html
		iframe legend li link main menu menuitem nav noframes ol optgroup option p param search section summary table
		tbody td tfoot th thead title tr track ul`)
	contentModels = map[string]model{}
)

func init() {
	for name := range set(`address applet article aside blockquote body dd details div dl fieldset figure figcaption
		footer form header hgroup iframe li main map menu nav noscript object section summary td`) {
		contentModels[name] = blockModel
	}
	for name := range set(`a abbr acronym b bdo big button cite caption del dfn dt em h1 h2 h3 h4 h5 h6 i ins label
		legend optgroup p q rb rbc rp rt rtc ruby select small span strong sub sup th tt`) {
		contentModels[name] = spanModel
	}
}
