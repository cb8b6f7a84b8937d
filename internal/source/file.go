// Package source holds files, spans and positions, and the provenance of
// derived text: the bytes that a writer can edit.
package source

import (
	"bytes"
	"sort"
	"strings"
	"sync"
	"unicode/utf8"
	"unsafe"
)

// File is one input file. Its text is read once and never rewritten: a byte
// order mark and CRLF line ends stay where they are, so offsets stay true.
type File struct {
	// Name is the path relative to the source folder, with forward slashes. That of
	// an embedded file begins with "docgen:".
	Name string
	// Embedded says that docgen brings the file, so that nobody can edit it.
	Embedded bool
	// Text is the content as read.
	Text []byte

	once  sync.Once
	lines []int // offset of the first byte of each line
	marks []mark
}

// EmbeddedPrefix is what the names of embedded files begin with.
const EmbeddedPrefix = "docgen:"

// NewEmbedded returns a file that docgen brings for a path of the source folder.
func NewEmbedded(path string, text []byte) *File {
	f := NewFile(EmbeddedPrefix+path, text)
	f.Embedded = true
	return f
}

// Path returns the path relative to the source folder: of an embedded file that of
// the file that may stand in its place.
func (f *File) Path() string {
	if f.Embedded {
		return strings.TrimPrefix(f.Name, EmbeddedPrefix)
	}
	return f.Name
}

// mark is a byte of a long line with its column, so that the place of another
// byte does not cost all of the line.
type mark struct{ at, col int }

// markEvery is the distance of marks, in bytes.
const markEvery = 1 << 10

// NewFile returns a file with the given name and content. The content must
// not change afterwards.
func NewFile(name string, text []byte) *File {
	return &File{Name: name, Text: text}
}

func (f *File) table() []int {
	f.once.Do(func() {
		f.lines = make([]int, 1, 1+bytes.Count(f.Text, []byte{'\n'}))
		for i, b := range f.Text {
			if b == '\n' {
				f.lines = append(f.lines, i+1)
			}
		}
		for i, at := range f.lines {
			end := len(f.Text)
			if i+1 < len(f.lines) {
				end = f.lines[i+1]
			}
			if i == 0 {
				at = f.bom()
			}
			for col := 1; end-at > markEvery; {
				next := at + markEvery // or up to three bytes before, not inside a character
				for i := range utf8.UTFMax {
					if utf8.RuneStart(f.Text[next-i]) {
						next -= i
						break
					}
				}
				col += utf8.RuneCount(f.Text[at:next])
				at = next
				f.marks = append(f.marks, mark{at, col})
			}
		}
	})
	return f.lines
}

// Position returns the line and column of a byte offset. Both count from 1;
// columns count characters (an invalid byte is one character, a byte order
// mark at the start of the file is none).
func (f *File) Position(off int) (line, col int) {
	off = max(0, min(off, len(f.Text)))
	lines := f.table()
	n := sort.SearchInts(lines, off+1) - 1
	start := lines[n]
	if n == 0 {
		start = min(f.bom(), off)
	}
	from := mark{start, 1}
	if i := sort.Search(len(f.marks), func(i int) bool { return f.marks[i].at > off }) - 1; i >= 0 && f.marks[i].at > start {
		from = f.marks[i]
	}
	return n + 1, utf8.RuneCount(f.Text[from.at:off]) + from.col
}

// Offset returns the byte offset of a line and a column, the inverse of
// Position. A place outside the text is clamped to it.
func (f *File) Offset(line, col int) int {
	start, end := f.lineBounds(line)
	for ; col > 1 && start < end; col-- {
		_, size := utf8.DecodeRune(f.Text[start:end])
		start += size
	}
	return start
}

// Line returns the text of a line (counted from 1) without its line end.
func (f *File) Line(line int) []byte {
	start, end := f.lineBounds(line)
	return bytes.TrimSuffix(f.Text[start:end], []byte{'\r'})
}

// Lines returns the number of lines; a final line end starts no new line.
func (f *File) Lines() int {
	lines := f.table()
	if n := len(lines); n > 1 && lines[n-1] == len(f.Text) {
		return n - 1
	}
	return len(lines)
}

// lineBounds returns the bytes of a line without the final '\n'.
func (f *File) lineBounds(line int) (start, end int) {
	lines := f.table()
	if line < 1 {
		return 0, 0
	}
	if line > len(lines) {
		return len(f.Text), len(f.Text)
	}
	start, end = lines[line-1], len(f.Text)
	if line < len(lines) {
		end = lines[line] - 1
	}
	if line == 1 {
		start = f.bom()
	}
	return start, end
}

// bom returns the length of the byte order mark that opens the file, or 0.
func (f *File) bom() int {
	if bytes.HasPrefix(f.Text, []byte("\xef\xbb\xbf")) {
		return 3
	}
	return 0
}

// Span returns the bytes from start to end.
func (f *File) Span(start, end int) Span { return Span{f, start, end} }

// All returns the span of the whole file.
func (f *File) All() Span { return Span{f, 0, len(f.Text)} }

// Content returns the span of the text after the byte order mark.
func (f *File) Content() Span { return Span{f, f.bom(), len(f.Text)} }

// Span is a half-open range of bytes of a file.
type Span struct {
	File       *File
	Start, End int
}

// Bytes returns the bytes of the span; they must not be changed.
func (s Span) Bytes() []byte {
	if s.File == nil {
		return nil
	}
	return s.File.Text[s.Start:s.End]
}

// String returns the text of the span. It shares the memory of the file, so
// that a Memory with the file finds its provenance.
func (s Span) String() string { return viewString(s.Bytes()) }

// Position returns the line and column of the first byte.
func (s Span) Position() (line, col int) {
	if s.File == nil {
		return 0, 0
	}
	return s.File.Position(s.Start)
}

// Before reports whether s comes before t: by file name, then by offset.
func (s Span) Before(t Span) bool {
	switch {
	case s.File == t.File:
	case s.File == nil || t.File == nil:
		return s.File == nil
	case s.File.Name != t.File.Name:
		return s.File.Name < t.File.Name
	}
	if s.Start != t.Start {
		return s.Start < t.Start
	}
	return s.End < t.End
}

// viewString converts bytes that never change to a string without a copy.
func viewString(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }
