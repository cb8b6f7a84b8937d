package markdown

import (
	"bytes"
	"slices"
	"strconv"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"

	"docgen/internal/content"
)

// extensionTag is {::name options} or {::name options /}.
type extensionTag struct {
	name       string
	start, end int // of the options
	closed     bool
	after      int // where it ends
}

// extension reads the tag of an extension at i.
func (f *finder) extension(i int) (t extensionTag, ok bool) {
	b := f.b
	if !bytes.HasPrefix(b[i:], []byte("{::")) {
		return t, false
	}
	end := f.attributesEnd(i)
	if end < 0 {
		return t, false
	}
	t.start, t.end, t.after = i+3, end, end+1
	for t.start < end && isWord(b[t.start]) {
		t.start++
	}
	t.name = string(b[i+3 : t.start])
	if b[end-1] == '/' {
		t.closed = true
		t.end--
	}
	known := t.name == "comment" || t.name == "nomarkdown" || t.name == "options"
	return t, known && (t.start >= t.end || b[t.start] == ' ' || b[t.start] == '\t' || b[t.start] == '\n')
}

// stops returns the tags that end an extension.
func (t *extensionTag) stops() [2]string { return [2]string{"{:/}", "{:/" + t.name + "}"} }

// extensionHTML returns what an extension writes.
func (k *kramdown) extensionHTML(t extensionTag, b, body []byte) []byte {
	if t.name == "comment" {
		if body == nil {
			return nil
		}
		return append(append([]byte("<!-- "), body...), " -->"...)
	}
	var l attributeList
	readAttributes(&l, b, t.start, t.end, func(int, int) Range { return Range{} })
	for _, a := range l.pairs {
		switch {
		case t.name == "options":
			k.option(a.name, string(a.value))
		case a.name == "type" && !bytes.Contains(a.value, []byte("html")):
			return nil
		}
	}
	return body
}

// option changes a setting for the page.
func (k *kramdown) option(name, value string) {
	conf := *k.conf
	if on := conf.Switch(name); on != nil {
		*on = value == "true"
	}
	switch name {
	case "auto_id_prefix":
		conf.AutoIDPrefix = value
	case "footnote_nr":
		if n, err := strconv.Atoi(value); err == nil {
			conf.FootnoteNr = n
		}
	case "toc_levels":
		conf.TOCLevels = content.TOCLevels(value)
	}
	k.conf = &conf
}

// extension reads what "{:" begins in a line of text: an extension, or a list of
// attributes for what stands before it.
func (p *spans) extension(f *frame, i int) (ast.Node, int) {
	if t, ok := p.closers.extension(i); ok {
		var body []byte
		end := t.after
		if !t.closed {
			start := -1
			for _, stop := range t.stops() {
				if at := p.closers.next(stop, t.after); at >= 0 && (start < 0 || at < start) {
					start, end = at, at+len(stop)
				}
			}
			if start < 0 {
				return nil, i + 1
			}
			body = p.buf[t.after:start]
		}
		html := p.k.extensionHTML(t, p.buf, body)
		p.k.hidden = append(p.k.hidden, p.place(i, end))
		n := &spanHidden{html: html}
		if t.name == "nomarkdown" && html != nil {
			n.body = p.place(t.after, t.after+len(body))
		}
		return n, end
	}
	end := p.closers.attributesEnd(i)
	last := f.parent.LastChild()
	if c := byteAt(p.buf, i+2); end < 0 || end == i+2 || c == '/' || c == ':' || last == nil || i > f.text {
		return nil, i + 1
	}
	if _, ok := last.(*spanUnread); ok {
		return nil, i + 1
	}
	if t, ok := last.(*ast.Text); ok && (t.IsRaw() || p.src[t.Segment.Start] != '&') {
		return nil, i + 1 // a text takes none; entities and quotes lose theirs
	}
	l := &attributeList{}
	readAttributes(l, p.buf, i+2, end, p.place)
	p.k.apply(last, l)
	p.k.hidden = append(p.k.hidden, p.place(i, end+1))
	// Nothing is shown, and another list may follow.
	f.text = end + 1
	return nil, end + 1
}

// attributes reads a line that is an attribute list: one for a block, or one that
// others name, {:name: …}.
func (c *container) attributes() bool {
	l := c.lines[c.at]
	if !l.isAttributes() {
		return false
	}
	k := c.kramdown
	n := &hiddenBlock{Range: Range{l.begin(), l.end()}}
	list, from := &attributeList{}, 2
	name, _, ok := bytes.Cut(l.text[from:], []byte{':'})
	if ok = ok && isName(name); ok {
		if from += len(name) + 1; k.named[string(name)] != nil {
			list = k.named[string(name)]
		}
		k.named[string(name)] = list
	} else {
		n.list = list
	}
	readAttributes(list, l.text, from, len(l.text)-1, func(start, end int) Range { return Range{l.begin() + start, l.begin() + end} })
	k.hidden = append(k.hidden, n.Range)
	c.at++
	if _, item := c.node.(*ast.ListItem); item && c.count == 1 && c.last == paragraphBlock {
		// Right below the text of an item it does not count as a block.
		c.node.AppendChild(c.node, n)
		c.paragraph = nil
		return true
	}
	boundary := c.afterBoundary()
	c.add(n, l)
	if boundary { // it is for the block below
		n.SetBlankPreviousLines(true)
		c.last = blockEnd
	}
	return true
}

// extension reads a block that goes from {::name} to {:/name} on lines of their
// own.
func (c *container) extension() bool {
	l := c.lines[c.at]
	if l.spaces > 3 || !bytes.HasPrefix(l.text, []byte("{::")) {
		return false
	}
	f := finder{b: l.text}
	t, ok := f.extension(0)
	if !ok || t.after < len(l.text) {
		return false
	}
	last := c.at
	var body []byte
	lines := text.NewSegments()
	if !t.closed {
		if c.closers.next("{:/", l.Stop) < 0 {
			return false
		}
		stops := t.stops()
		last++
		for ; last < len(c.lines); last++ {
			end := &c.lines[last]
			if !c.take(*end) {
				return false
			}
			if end.spaces <= 3 && slices.Contains(stops[:], string(end.text)) {
				break
			}
			body = append(body, c.src[end.Start:end.Stop]...)
			lines.Append(end.Segment)
		}
		if last == len(c.lines) {
			return false
		}
		body = bytes.TrimSuffix(append([]byte{}, body...), []byte("\n"))
	}
	html := c.kramdown.extensionHTML(t, l.text, body)
	n := &hiddenBlock{Range: Range{l.begin(), c.lines[last].end()}, html: html}
	if t.name == "nomarkdown" && html != nil {
		n.SetLines(lines)
	}
	c.kramdown.hidden = append(c.kramdown.hidden, n.Range)
	c.at = last + 1
	c.add(n, l)
	return true
}
