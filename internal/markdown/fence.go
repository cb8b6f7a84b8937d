package markdown

import (
	"bytes"
	"strings"
)

// MeantEnd returns what was meant to close the block, as its place in Body: a
// line that is indented too deep to do so, or the end of a line of code. A line
// of the same fence is hardly ever code.
func (f *Fence) MeantEnd() (r Range, ok bool) {
	if f.Indented || f.Length == 0 {
		return Range{}, false
	}
	at := 0
	for line := range bytes.Lines(f.Body.Bytes) {
		trimmed := bytes.TrimSpace(line)
		if len(trimmed) >= f.Length && len(bytes.Trim(trimmed, string(f.Char))) == 0 {
			start := at + len(line) - len(bytes.TrimLeft(line, " \t"))
			return Range{start, start + len(trimmed)}, true
		}
		if f.endsIn(trimmed) && (!f.Closed || opensFence(f.Body.Bytes[at+len(line):])) {
			end := at + len(bytes.TrimRight(line, " \t\r\n"))
			return Range{end - f.Length, end}, true
		}
		at += len(line)
	}
	return Range{}, false
}

// endsIn reports whether a line of code ends with the fence, which has nothing
// else of its sort.
func (f *Fence) endsIn(line []byte) bool {
	n := len(line) - f.Length
	return n > 0 && f.Char == '`' && f.Lang != "markdown" && f.Lang != "md" &&
		bytes.Count(line, []byte{'`'}) == f.Length && bytes.Count(line[n:], []byte{'`'}) == f.Length
}

// opensFence reports whether a later line looks like the start of a fence.
func opensFence(b []byte) bool {
	for line := range bytes.Lines(b) {
		if bytes.HasPrefix(bytes.TrimLeft(line, " \t"), []byte("```")) {
			return true
		}
	}
	return false
}

// ShownFences returns the ranges, in the body of a block by indentation, of the
// opening and closing fence that were meant to surround it: they are indented
// so deep themselves that they are shown as code.
func (f *Fence) ShownFences() (opening, closing Range, ok bool) {
	b := bytes.TrimRight(f.Body.Bytes, " \t\r\n")
	n := len(b) - len(bytes.TrimLeft(b, "`~"))
	if !f.Indented || n < 3 || bytes.Count(b[:n], b[:1]) < n {
		return Range{}, Range{}, false
	}
	start := bytes.LastIndexByte(b, '\n') + 1
	last := bytes.TrimLeft(b[start:], " \t")
	// kramdown joins text right below the block to its last line.
	k := len(last) - len(bytes.TrimLeft(last, string(b[:1])))
	if start == 0 || k < n || k < len(last) && last[k] != ' ' {
		return Range{}, Range{}, false
	}
	first, _, _ := bytes.Cut(b, []byte{'\n'})
	end := len(b) - len(last)
	return Range{0, len(first)}, Range{end, end + k}, true
}

// Directive returns the value of docgen=… in the info string.
func (f *Fence) Directive() string {
	for _, word := range strings.Fields(string(f.Info.Bytes)) {
		if value, ok := strings.CutPrefix(word, "docgen="); ok {
			return value
		}
	}
	return ""
}
