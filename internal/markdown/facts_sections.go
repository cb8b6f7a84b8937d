package markdown

import (
	"bytes"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/util"
)

// Section is what a reader sees from one heading to the next.
type Section struct {
	// ID and Title are those of the heading; the text before the first one has
	// neither.
	ID, Title string
	// Text is the text with code and without markup; runs of white space are
	// one space.
	Text string
}

// Sections returns the visible text by heading, but for the links that lead around the
// page: <nav>, and lists of links to its headings. Sections without a heading and
// without text are left out.
func (d *Document) Sections() []Section {
	d.mu.Lock()
	defer d.mu.Unlock()
	s := &sectioner{doc: d, src: d.Text.Bytes}
	s.blocks(d.root)
	s.flush()
	return s.sections
}

type sectioner struct {
	doc      *Document
	src      []byte
	sections []Section
	current  Section
	next     int // index of the next heading of the document
	navs     int // the elements <nav> of raw HTML that are open
	text     strings.Builder
	space    bool // white space stands before the next word
}

// flush ends the current section.
func (s *sectioner) flush() {
	s.current.Text = s.text.String()
	if s.next > 0 || s.current.Text != "" {
		s.sections = append(s.sections, s.current)
	}
	s.text.Reset()
	s.space = false
}

// heading begins the section of the next heading.
func (s *sectioner) heading() {
	s.flush()
	s.navs = 0
	h := s.doc.Headings[s.next]
	s.current = Section{ID: h.ID, Title: h.Title}
	s.next++
}

func (s *sectioner) blocks(parent ast.Node) {
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		switch n := n.(type) {
		case *ast.Heading:
			s.heading()
		case *ast.HTMLBlock:
			s.html(n)
		case *ast.FencedCodeBlock, *ast.CodeBlock:
			for i := range n.Lines().Len() {
				line := n.Lines().At(i)
				s.write(s.src[line.Start:line.Stop])
			}
		case *ast.LinkReferenceDefinition:
		case *ast.List:
			if contentsLinks(n) < 2 { // else a table of contents
				s.blocks(n)
			}
		default:
			if n.Type() == ast.TypeInline {
				s.inline(n)
			} else {
				s.blocks(n)
			}
		}
		if n.Type() == ast.TypeBlock {
			s.space = true
		}
	}
}

func (s *sectioner) inline(n ast.Node) {
	switch n := n.(type) {
	case *ast.Text:
		s.write(shown(n, s.src))
		s.space = s.space || n.SoftLineBreak() || n.HardLineBreak()
	case *ast.String:
		s.write(resolve(n.Value))
	case *ast.AutoLink:
		s.write(n.Label(s.src))
	case *spanMath:
		s.write(n.value)
	case *spanTag:
		s.space = s.space || !withinWord(n.tag.Name)
		for c := n.FirstChild(); c != nil; c = c.NextSibling() {
			s.inline(c)
		}
		s.space = s.space || !withinWord(n.tag.Name)
	case *ast.RawHTML:
		tag := n.Segments.Value(s.src)
		t, ok := readTag(tag, 0, len(tag))
		s.space = s.space || ok && !withinWord(t.Name)
	default:
		for c := n.FirstChild(); c != nil; c = c.NextSibling() {
			s.inline(c)
		}
	}
}

// contentsLinks returns how many links a table of contents has: a list whose items are
// links to ids of the page. It is -1 for another list.
func contentsLinks(list *ast.List) int {
	links := 0
	for item := list.FirstChild(); item != nil; item = item.NextSibling() {
		for block := item.FirstChild(); block != nil; block = block.NextSibling() {
			if inner, ok := block.(*ast.List); ok {
				n := contentsLinks(inner)
				if n < 0 {
					return -1
				}
				links += n
				continue
			}
			link, ok := block.FirstChild().(*ast.Link)
			if !ok || link.NextSibling() != nil || !bytes.HasPrefix(link.Destination, []byte{'#'}) {
				return -1
			}
			links++
		}
	}
	return links
}

// html writes the text of an HTML block. That of a heading is its title.
func (s *sectioner) html(n *ast.HTMLBlock) {
	b, start, end := joined(s.src, htmlLines(n))
	titled := 0 // where the last heading ends
	scanHTML(b, start, end, func(t Tag) {
		if s.next < len(s.doc.Headings) && s.doc.Headings[s.next].Start == t.Start {
			titled = s.doc.Headings[s.next].End
			s.heading()
		}
		s.space = s.space || !withinWord(t.Name)
		if t.Name == "nav" && !t.Closing {
			s.navs++
		} else if t.Name == "nav" && s.navs > 0 {
			s.navs--
		}
	}, func(start, end int) {
		if start >= titled {
			s.write(resolve(b[start:end]))
		}
	})
}

// write adds text and makes one space of each run of white space.
func (s *sectioner) write(b []byte) {
	if s.navs > 0 {
		return
	}
	for len(b) > 0 {
		if util.IsSpace(b[0]) {
			s.space = true
			b = b[1:]
			continue
		}
		n := 1
		for n < len(b) && !util.IsSpace(b[n]) {
			n++
		}
		if s.space && s.text.Len() > 0 {
			s.text.WriteByte(' ')
		}
		s.space = false
		s.text.Write(b[:n])
		b = b[n:]
	}
}

// withinWord reports whether the tags of an element do not separate words.
func withinWord(name string) bool {
	switch name {
	case "a", "abbr", "b", "code", "em", "i", "kbd", "mark", "s", "small", "span", "strong", "sub", "sup", "u":
		return true
	}
	return false
}
