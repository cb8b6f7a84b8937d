package markdown

import (
	"bytes"
	"strings"

	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// Tag is a raw HTML tag.
type Tag struct {
	Range
	// Name is in lower case.
	Name string
	// Closing says that it is an end tag, SelfClosing that it ends in "/>".
	Closing, SelfClosing bool
	Attributes           []Attribute
}

// Attribute is an attribute of a raw HTML tag.
type Attribute struct {
	// Name is in lower case.
	Name string
	// Value has its entities resolved; Range are the bytes of the value
	// without quotes, of the name where there is no value.
	Range
	Value string
	// Quote is the quote around the value, 0 for none.
	Quote byte

	name int // where the name begins
}

// Attr returns the attribute with the given lower-case name, nil if there is
// none. Of two, browsers take the first.
func (t *Tag) Attr(name string) *Attribute {
	for i := range t.Attributes {
		if t.Attributes[i].Name == name {
			return &t.Attributes[i]
		}
	}
	return nil
}

// value returns the value of an attribute, "" if there is none.
func (t *Tag) value(name string) string {
	if a := t.Attr(name); a != nil {
		return a.Value
	}
	return ""
}

// headingLevel returns 1 to 6 for a tag of a heading, else 0.
func (t *Tag) headingLevel() int {
	if len(t.Name) == 2 && t.Name[0] == 'h' && t.Name[1] >= '1' && t.Name[1] <= '6' {
		return int(t.Name[1] - '0')
	}
	return 0
}

// readTag reads the tag that begins at the "<" at start, by the rules of the
// HTML standard's tokeniser (13.2.5). It fails where no tag begins, and where
// the tag does not end before end: its Range goes up to end then.
func readTag(b []byte, start, end int) (Tag, bool) {
	tag := Tag{Range: Range{Start: start, End: start}}
	i := start + 1
	if i < end && b[i] == '/' {
		tag.Closing = true
		i++
	}
	if i >= end || b[i]|0x20 < 'a' || b[i]|0x20 > 'z' {
		return tag, false
	}
	name := i
	for i < end && !util.IsSpace(b[i]) && b[i] != '/' && b[i] != '>' {
		i++
	}
	tag.Name, tag.End = strings.ToLower(string(b[name:i])), end
	for {
		slash := false
		for i < end && (util.IsSpace(b[i]) || b[i] == '/') {
			slash = b[i] == '/'
			i++
		}
		if i >= end {
			return tag, false
		}
		if b[i] == '>' {
			tag.SelfClosing, tag.End = slash, i+1
			return tag, true
		}
		attribute, next, ok := readAttribute(b, i, end)
		if !ok {
			return tag, false
		}
		tag.Attributes = append(tag.Attributes, attribute)
		i = next
	}
}

// readAttribute reads the attribute at start and returns what follows it.
func readAttribute(b []byte, start, end int) (a Attribute, next int, ok bool) {
	// An equals sign that begins a name belongs to it.
	i := start + 1
	for i < end && !util.IsSpace(b[i]) && b[i] != '/' && b[i] != '>' && b[i] != '=' {
		i++
	}
	a = Attribute{Name: strings.ToLower(string(b[start:i])), Range: Range{start, i}, name: start}
	v := skipSpace(b, i, end)
	if v >= end || b[v] != '=' {
		return a, i, true
	}
	v = skipSpace(b, v+1, end)
	if v >= end {
		return a, v, false
	}
	if b[v] == '"' || b[v] == '\'' {
		n := bytes.IndexByte(b[v+1:end], b[v])
		if n < 0 {
			return a, end, false
		}
		a.Quote, a.Range = b[v], Range{v + 1, v + 1 + n}
		next = a.End + 1
	} else {
		a.Range = Range{v, v}
		for a.End < end && !util.IsSpace(b[a.End]) && b[a.End] != '>' {
			a.End++
		}
		next = a.End
	}
	a.Value = string(resolve(b[a.Start:a.End]))
	return a, next, true
}

func skipSpace(b []byte, i, end int) int {
	for i < end && util.IsSpace(b[i]) {
		i++
	}
	return i
}

// maxUnclosed is how many tags may not end until scanHTML takes the rest for
// text: each one is looked at up to the end.
const maxUnclosed = 50

// scanHTML calls tag and text for the tags of b[start:end] and the text between
// them, in order. Comments, scripts and styles are skipped; the content of <pre>
// and <textarea> is text.
func scanHTML(b []byte, start, end int, tag func(Tag), text func(start, end int)) {
	done := start // everything before this was passed on
	unclosed := 0
	for i := start; i < end; {
		open := bytes.IndexByte(b[i:end], '<')
		if open < 0 {
			break
		}
		i += open
		if after := skipDeclaration(b, i, end); after > i {
			text(done, i)
			done, i = after, after
			continue
		}
		t, ok := readTag(b, i, end)
		if !ok {
			// A browser reads no tag in one that does not end. Only a few
			// times is it worth while to look at what was meant.
			if t.End == end {
				unclosed++
			}
			if i++; unclosed > maxUnclosed {
				break
			}
			continue
		}
		text(done, i)
		tag(t)
		done, i = t.End, t.End
		if t.Closing || t.SelfClosing {
			continue
		}
		switch t.Name {
		case "script", "style":
			i = closeTag(b, i, end, t.Name)
			done = i
		case "pre", "textarea":
			i = closeTag(b, i, end, t.Name)
		}
	}
	text(done, end)
}

// skipDeclaration returns the end of the comment, declaration or instruction
// that begins at i, or i.
func skipDeclaration(b []byte, i, end int) int {
	rest := b[i:end]
	closer := ""
	switch {
	case bytes.HasPrefix(rest, []byte("<!-->")), bytes.HasPrefix(rest, []byte("<!--->")):
		closer = ">"
	case bytes.HasPrefix(rest, []byte("<!--")):
		closer = "-->"
	case bytes.HasPrefix(rest, []byte("<![CDATA[")):
		closer = "]]>"
	case bytes.HasPrefix(rest, []byte("<!")), bytes.HasPrefix(rest, []byte("<?")):
		closer = ">"
	default:
		return i
	}
	if n := bytes.Index(rest, []byte(closer)); n >= 0 {
		return i + n + len(closer)
	}
	return end
}

// closeTag returns where the end tag of an element begins, or end.
func closeTag(b []byte, i, end int, name string) int {
	for ; i < end; i++ {
		n := bytes.Index(b[i:end], []byte("</"))
		if n < 0 {
			return end
		}
		i += n
		if rest := b[i+2 : end]; len(rest) >= len(name) && strings.EqualFold(string(rest[:len(name)]), name) {
			return i
		}
	}
	return end
}

// joined returns the bytes that hold all segments at their offsets, from start
// to end. What stands between two segments, such as the marker of a block
// quote, would disturb a tag that goes over both: it is made white space.
func joined(src []byte, segments []text.Segment) (b []byte, start, end int) {
	if len(segments) == 0 {
		return src, 0, 0
	}
	start, end = segments[0].Start, segments[len(segments)-1].Stop
	b = src
	for i := 1; i < len(segments); i++ {
		from, to := segments[i-1].Stop, segments[i].Start
		if from >= to || util.IsBlank(src[from:to]) {
			continue
		}
		if &b[0] == &src[0] {
			b = bytes.Clone(src[:end])
		}
		for j := from; j < to; j++ {
			b[j] = ' '
		}
	}
	return b, start, end
}
