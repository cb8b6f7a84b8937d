package markdown

import (
	"bytes"
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

// readExtension reads the tag of an extension at i.
func readExtension(b []byte, i int) (t extensionTag, ok bool) {
	if !bytes.HasPrefix(b[i:], []byte("{::")) {
		return t, false
	}
	end := attributesEnd(b, i)
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
	return t, t.name != "" && (t.start >= t.end || b[t.start] == ' ' || b[t.start] == '\t' || b[t.start] == '\n')
}

// stopTag returns the range of the first {:/} or {:/name} in b.
func stopTag(b []byte, name string) (start, end int) {
	for at := 0; ; at = start + 1 {
		n := bytes.Index(b[at:], []byte("{:/"))
		if n < 0 {
			return -1, -1
		}
		start = at + n
		rest := bytes.TrimPrefix(b[start+3:], []byte(name))
		if len(rest) > 0 && rest[0] == '}' {
			return start, len(b) - len(rest) + 1
		}
		if rest = b[start+3:]; len(rest) > 0 && rest[0] == '}' {
			return start, start + 4
		}
	}
}

// extensionHTML returns what an extension writes.
func (k *kramdown) extensionHTML(t extensionTag, b, body []byte) (html []byte, ok bool) {
	switch t.name {
	case "comment":
		if body != nil {
			html = append(append([]byte("<!-- "), body...), " -->"...)
		}
		return html, true
	case "nomarkdown":
		var l attributeList
		readAttributes(&l, b, t.start, t.end, noPlace)
		for _, a := range l.pairs {
			if a.name == "type" && !bytes.Contains(a.value, []byte("html")) {
				return nil, true
			}
		}
		return body, true
	case "options":
		var l attributeList
		readAttributes(&l, b, t.start, t.end, noPlace)
		for _, a := range l.pairs {
			k.option(a.name, string(a.value))
		}
		return nil, true
	}
	return nil, false
}

func noPlace(int, int) Range { return Range{} }

// option changes a setting for the page.
func (k *kramdown) option(name, value string) {
	on := value == "true"
	conf := *k.conf
	switch name {
	case "auto_ids":
		conf.AutoIDs = on
	case "auto_id_prefix":
		conf.AutoIDPrefix = value
	case "auto_id_stripping":
		conf.AutoIDStripping = on
	case "hard_wrap":
		conf.HardWrap = on
	case "parse_block_html":
		conf.ParseBlockHTML = on
	case "parse_span_html":
		conf.ParseSpanHTML = on
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
	if t, ok := readExtension(p.buf, i); ok {
		var body []byte
		end := t.after
		if !t.closed {
			start, stop := stopTag(p.buf[t.after:], t.name)
			if start < 0 {
				p.spend(len(p.buf) - i)
				return nil, i + 1
			}
			body, end = p.buf[t.after:t.after+start], t.after+stop
		}
		html, ok := p.k.extensionHTML(t, p.buf, body)
		if !ok {
			return nil, i + 1
		}
		p.k.hidden = append(p.k.hidden, p.place(i, end))
		n := &spanHidden{html: html}
		if t.name == "nomarkdown" && html != nil {
			n.body = p.place(t.after, t.after+len(body))
		}
		return n, end
	}
	end := attributesEnd(p.buf, i)
	last := f.parent.LastChild()
	if end < 0 || end == i+2 || byteAt(p.buf, i+2) == '/' || last == nil || i > f.text {
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
	t, ok := readExtension(l.text, 0)
	if !ok || t.after < len(l.text) {
		return false
	}
	last := c.at
	var body []byte
	lines := text.NewSegments()
	if !t.closed {
		last++
		for ; last < len(c.lines); last++ {
			end := &c.lines[last]
			if !c.take(*end) {
				return false
			}
			if start, stop := stopTag(end.text, t.name); start == 0 && stop == len(end.text) && end.spaces <= 3 {
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
	html, ok := c.kramdown.extensionHTML(t, l.text, body)
	if !ok {
		return false
	}
	n := &hiddenBlock{Range: Range{l.begin(), c.lines[last].end()}, html: html}
	if t.name == "nomarkdown" && html != nil {
		n.SetLines(lines)
	}
	c.kramdown.hidden = append(c.kramdown.hidden, n.Range)
	c.at = last + 1
	c.add(n, l)
	return true
}
