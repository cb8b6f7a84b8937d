package markdown

import (
	"bytes"
	"sort"
	"strings"

	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// tagIndex are the tags of a container from a line on, each start tag with its end
// tag: of all elements at once, so that thousands which are never closed are not
// each searched to the end.
type tagIndex struct {
	b    []byte // the text, with the offsets of the source
	tags []indexedTag
}

// indexedTag is a tag as kramdown knows it.
type indexedTag struct {
	Tag
	// match is the index of the end tag, -1 for none.
	match int
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

// index returns the tags of the container, at least from an offset on. What was
// code may hide a tag from an index, which is then made anew.
func (c *container) index(offset int) *tagIndex {
	if c.tags != nil && c.tags.find(offset) >= 0 {
		return c.tags
	}
	segments := make([]text.Segment, 0, len(c.lines)-c.at)
	for _, l := range c.lines[c.at:] {
		segments = append(segments, l.Segment)
	}
	b, _, end := joined(c.src, segments)
	cost := end - offset
	if &b[0] != &c.src[0] {
		cost += end >> 4
	}
	c.tags = &tagIndex{b: b}
	if c.blocks(cost, offset) {
		c.tags.read(offset, end)
		c.tags.matchTags()
	}
	return c.tags
}

// read reads the tags between two offsets. Comments and instructions are left
// out, and what stands in scripts and styles.
func (x *tagIndex) read(start, end int) {
	unclosed, noComment := 0, false
	for i := start; i < end; {
		n := bytes.IndexByte(x.b[i:end], '<')
		if n < 0 {
			return
		}
		i += n
		switch rest := x.b[i:end]; {
		case bytes.HasPrefix(rest, []byte("<!--")) && !noComment:
			if n := bytes.Index(rest[4:], []byte("-->")); n >= 0 {
				i += n + 7
				continue
			}
			noComment = true
		case bytes.HasPrefix(rest, []byte("<?")):
			if n := bytes.Index(rest, []byte("?>")); n >= 0 {
				i += n + 2
				continue
			}
		}
		t, ok := readTag(x.b, i, end)
		if !ok || !isKramdownTag(x.b, &t) {
			if i++; !ok && t.End == end {
				if unclosed++; unclosed > maxUnclosed {
					return
				}
			}
			continue
		}
		i = t.End
		x.tags = append(x.tags, indexedTag{t, -1})
		if (t.Name == "script" || t.Name == "style") && !t.Closing {
			i = closeTag(x.b, i, end, t.Name)
		}
	}
}

// matchTags finds the end tags, from the last tag on. An element ends at the first
// end tag of its name that is not in an element within; other end tags do not
// count, and where an element within is never closed, it is not either.
func (x *tagIndex) matchTags() {
	for i := len(x.tags) - 1; i >= 0; i-- {
		t := &x.tags[i]
		if t.Closing || t.closed() {
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
// names are XML's, and a value without quotes is one word.
func isKramdownTag(b []byte, t *Tag) bool {
	at := t.Start + 1
	if t.Closing {
		at++
	}
	if n := tagNameLength(b[at:t.End]); n != len(t.Name) || t.Closing && len(t.Attributes) > 0 {
		return false
	}
	for _, a := range t.Attributes {
		if !util.IsSpace(b[a.name-1]) || tagNameLength(b[a.name:t.End]) != len(a.Name) {
			return false
		}
		if a.Quote == 0 && a.Start > a.name {
			for _, char := range b[a.Start:a.End] {
				if !isWord(char) && char < 0x80 {
					return false
				}
			}
		}
	}
	return true
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
