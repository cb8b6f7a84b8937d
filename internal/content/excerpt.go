package content

import (
	"bytes"
	"cmp"
	"regexp"
	"slices"

	"docgen/internal/source"
)

// Excerpt returns a document that has only the beginning of its text: up to the
// excerpt_separator, which is a blank line unless something else is set. Blocks of
// Liquid that are cut are closed, and the addresses of its reference links added.
func (s *Site) Excerpt(p *Page) *Page {
	separator := cmp.Or(p.text("excerpt_separator"), s.Config.Node.Get("excerpt_separator").Str(), "\n\n")
	short := *p
	body := p.Body.Bytes()
	blank := bytes.LastIndexByte(body[:len(body)-len(bytes.TrimLeft(body, " \t\r\n"))], '\n') + 1
	head, tail, cut := bytes.Cut(body[blank:], []byte(separator)) // Jekyll drops the blank lines below front matter
	if !cut {
		return &short
	}
	head = body[:blank+len(head)]
	end := p.Body.Start + len(head)
	short.Body.End = end
	more := append(closeBlocks(head, tail), linkDefinitions(head, tail)...)
	if len(more) > 0 { // places in the beginning stay what they are
		f := source.NewFile(p.File.Name, append(bytes.Clone(p.File.Text[:end]), more...))
		short.Body = f.Span(p.Body.Start, len(f.Text))
	}
	return &short
}

var liquidTag = regexp.MustCompile(`\{%-?\s*(\w+)`)

// closeBlocks returns the end tags of the blocks that are open at the end of head and
// closed in tail.
func closeBlocks(head, tail []byte) (out []byte) {
	if !bytes.Contains(head, []byte("{%")) {
		return nil
	}
	closed, later := map[string]bool{}, map[string]bool{}
	var names []string
	for _, m := range liquidTag.FindAllSubmatch(head, -1) {
		name := string(m[1])
		names = append(names, name)
		closed[name] = true
	}
	for _, m := range liquidTag.FindAllSubmatch(tail, -1) {
		later[string(m[1])] = true
	}
	for _, name := range slices.Backward(names) {
		if end := "end" + name; later[end] && !closed[end] {
			out = append(out, "\n{% "+end+" %}"...)
		}
	}
	return out
}

var linkDefinition = regexp.MustCompile(`(?m)^ {0,3}(\[[^\]\n]+\]):.+$`)

// linkDefinitions returns the lines of tail that define the links of head.
func linkDefinitions(head, tail []byte) (out []byte) {
	if !bytes.Contains(head, []byte("[")) {
		return nil
	}
	for _, m := range linkDefinition.FindAllSubmatch(tail, -1) {
		if bytes.Contains(head, m[1]) {
			out = append(append(out, '\n'), m[0]...)
		}
	}
	if len(out) > 0 {
		out = append([]byte{'\n'}, out...)
	}
	return out
}
