package source

import (
	"bytes"
	"strings"
	"testing"
)

func TestPosition(t *testing.T) {
	for _, eol := range []string{"\n", "\r\n"} {
		f := NewFile("a.md", []byte("\xef\xbb\xbféa"+eol+"b\xffc"+eol+eol+"end"))
		for _, c := range []struct {
			before    string
			line, col int
		}{{"a", 1, 2}, {"b", 2, 1}, {"c", 2, 3}, {"end", 4, 1}} {
			off := bytes.Index(f.Text, []byte(c.before))
			if line, col := f.Position(off); line != c.line || col != c.col {
				t.Errorf("%q: got %d:%d, want %d:%d", c.before, line, col, c.line, c.col)
			}
			if got := f.Offset(c.line, c.col); got != off {
				t.Errorf("%d:%d: got offset %d, want %d", c.line, c.col, got, off)
			}
		}
		if got := string(f.Line(2)); got != "b\xffc" {
			t.Errorf("line 2 is %q", got)
		}
		if got := f.Lines(); got != 4 {
			t.Errorf("%d lines", got)
		}
	}
}

func TestTextLeadsBack(t *testing.T) {
	page := NewFile("page.md", []byte("one {% include %} two"))
	inc := NewFile("inc.md", []byte("<inner>"))
	tag := &Via{At: page.Span(4, 17)}
	var text Text
	text.Copy(page.Span(0, 4), nil)
	text.Copy(inc.Span(0, 3), tag)
	text.Copy(inc.Span(3, 7), tag)
	text.Put(page.Span(4, 17), nil, nil)
	text.Put(inc.All(), tag, []byte("!!"))
	text.Copy(page.Span(17, 21), nil)
	if got := string(text.Bytes); got != "one <inner>!! two" {
		t.Fatalf("got %q", got)
	}
	for _, c := range []struct {
		from, to   int
		file, want string
		exact      bool
		via        int
	}{
		{0, 3, "page.md", "one", true, 0},
		{5, 10, "inc.md", "inner", true, 1},
		{12, 13, "inc.md", "<inner>", false, 1},
		{14, 17, "page.md", "two", true, 0},
	} {
		for _, base := range []int{0, c.from} {
			at, via, exact := text.Slice(base, len(text.Bytes)).Origin(c.from-base, c.to-base)
			if at.File.Name != c.file || at.String() != c.want || exact != c.exact || len(via) != c.via {
				t.Errorf("%d-%d: got %s %q %v %d", c.from, c.to, at.File.Name, at, exact, len(via))
			}
		}
	}
	if at, via, ok := text.Origin(13, 13); at != page.Span(17, 17) || len(via) != 0 || !ok {
		t.Errorf("after the text of the include: got %s %v %v", at.File.Name, at, ok)
	}
	if at, via, ok := text.Origin(4, 4); at != page.Span(4, 4) || len(via) != 0 || !ok {
		t.Errorf("before the text of the include: got %s %v %v", at.File.Name, at, ok)
	}
	if at, _, ok := text.Nothing(11); !ok || at != page.Span(4, 17) {
		t.Errorf("nothing at 11: %v %v", at, ok)
	}
	if _, _, ok := text.Nothing(4); ok {
		t.Error("something stands at 4")
	}
	var outer Text
	outer.Put(inc.All(), nil, []byte("xx"))
	outer.Append(text.Slice(5, 10), &Via{At: inc.Span(0, 1)})
	at, via, exact := outer.Origin(2, 7)
	if at.String() != "inner" || !exact || len(via) != 2 || via[0] != tag.At {
		t.Errorf("appended: %q %v %v", at, via, exact)
	}
}

// TestThrough maps a text that was rendered from an intermediate file: a
// decoded YAML scalar, whose escape and folded line end are not bytes of the
// YAML file.
func TestThrough(t *testing.T) {
	yaml := NewFile("one.yml", []byte(`"say \"{{ a }}\" now"`))
	page := NewFile("page.md", []byte("{{ element.text }}"))
	tag := &Via{At: page.All()}
	var scalar Text
	scalar.Copy(yaml.Span(1, 5), tag)
	scalar.Put(yaml.Span(5, 7), tag, []byte(`"`))
	scalar.Copy(yaml.Span(7, 14), tag)
	scalar.Put(yaml.Span(14, 16), tag, []byte(`"`))
	scalar.Copy(yaml.Span(16, 20), tag)
	decoded := NewFile("", scalar.Bytes) // say "{{ a }}" now
	other := NewFile("other.yml", []byte("word"))
	value := &Via{At: decoded.Span(5, 12)}

	var rendered Text
	rendered.Copy(decoded.Span(0, 5), nil)
	rendered.Copy(other.Span(1, 4), value)
	rendered.Put(decoded.Span(5, 12), nil, []byte("made"))
	rendered.Copy(decoded.Span(12, 17), nil)
	through := rendered.Slice(1, rendered.Len()).Through(decoded, scalar)
	if got := through.String(); got != `ay "ordmade" now` {
		t.Fatalf("got %q", got)
	}
	for _, c := range []struct {
		text, file, want string
		exact            bool
		via              string
	}{
		{"ay", "one.yml", "ay", true, "{{ element.text }}"},
		{`"`, "one.yml", `\"`, false, "{{ element.text }}"},
		{"ord", "other.yml", "ord", true, "{{ a }}"},
		{"made", "one.yml", "{{ a }}", false, "{{ element.text }}"},
		{"now", "one.yml", "now", true, "{{ element.text }}"},
	} {
		i := strings.Index(through.String(), c.text)
		at, via, exact := through.Origin(i, i+len(c.text))
		if at.File.Name != c.file || at.String() != c.want || exact != c.exact || len(via) == 0 || via[0].String() != c.via {
			t.Errorf("%q: %s %q %v through %v", c.text, at.File.Name, at, exact, via)
		}
	}
}

func TestMemoryFindsPieces(t *testing.T) {
	a, b := NewFile("a", []byte("some words here")), NewFile("b", []byte("others"))
	var m Memory
	m.Add(Of(a.All()), Of(b.All()))
	for _, word := range strings.Fields(a.All().String()) {
		got, ok := m.Find(word)
		if !ok {
			t.Fatalf("%q not found", word)
		}
		if at, _, exact := got.Origin(0, len(word)); !exact || at.File != a || at.String() != word {
			t.Errorf("%q leads to %q", word, at)
		}
	}
	if _, ok := m.Find(strings.Clone("words")); ok {
		t.Error("a copy is not a piece")
	}
	if _, ok := m.Find(""); ok {
		t.Error("nothing is found nowhere")
	}
}

// FuzzText: an exactly mapped byte equals the byte it came from, through copies,
// slices and appends.
func FuzzText(f *testing.F) {
	f.Add([]byte("some text to copy from"), []byte{0, 3, 2, 7, 1, 4, 9, 20})
	f.Fuzz(func(t *testing.T, content, ops []byte) {
		file := NewFile("f", content)
		via := &Via{At: file.Span(0, 0)}
		var text Text
		for i := 0; i+2 < len(ops); i += 3 {
			start := min(int(ops[i+1]), len(content))
			end := min(start+int(ops[i+2]), len(content))
			switch ops[i] % 3 {
			case 0:
				text.Copy(file.Span(start, end), nil)
			case 1:
				text.Put(file.Span(start, end), via, []byte("put"))
			case 2:
				if len(text.Bytes) < 1<<16 {
					s := min(start, len(text.Bytes))
					text.Append(text.Slice(s, min(end, len(text.Bytes))), via)
				}
			}
		}
		for i := range text.Bytes {
			at, _, exact := text.Slice(i/2, len(text.Bytes)).Origin(i-i/2, i-i/2+1)
			if exact && (at.End-at.Start != 1 || at.Bytes()[0] != text.Bytes[i]) {
				t.Fatalf("byte %d %q maps to %q", i, text.Bytes[i], at)
			}
		}
	})
}

// TestCutRuns cuts a text at the boundary of two runs: the run that is cut off
// is neither kept nor reported by Nothing.
func TestCutRuns(t *testing.T) {
	f := NewFile("f", []byte("abcdef"))
	var text Text
	text.Copy(f.Span(0, 3), nil)
	text.Put(f.Span(3, 4), nil, []byte("put"))
	if _, _, ok := text.Slice(0, 3).Nothing(3); ok {
		t.Error("Nothing reports a run after the slice")
	}
	for range 100 { // would double each time
		text.Append(text.Slice(3, 3), nil)
	}
	if len(text.runs) != 2 {
		t.Errorf("%d runs after nothing was appended, want 2", len(text.runs))
	}
	var empty Text
	empty.Append(text.Slice(1, 1), nil)
	if at, _, _ := empty.Origin(0, 0); at != f.Span(1, 1) {
		t.Errorf("an empty text has lost its place: %v", at)
	}
}
