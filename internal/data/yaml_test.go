package data

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"

	"docgen/internal/corpus"
	"docgen/internal/source"
)

func TestYAMLProblems(t *testing.T) {
	for _, c := range []struct{ doc, want string }{
		{"", ""},
		{"# nothing\n", ""},
		{"a: Foo: bar\nlast: 1\n", "1:7 colon-in-value"},
		{"é: 1\na: Foo é: bar # note\nlast: 1\n", "2:9 colon-in-value"},
		{"\xef\xbb\xbfa: Foo: bar\nlast: 1\n", "1:7 colon-in-value"},
		{"a: \"open\nb: c\nlast: 1\n", "1:4 unclosed-quote"},
		{"a: 'open\nb: c\nlast: 1\n", "1:4 unclosed-quote"},
		{"a: \"x \"y\" z\"\nlast: 1\n", "1:8 text-after-quote"},
		{"a: 'it's'\nlast: 1\n", "1:8 text-after-quote"},
		{"a: \"C:\\dir\"\nlast: 1\n", "1:7 bad-escape"},
		{"a: {{ page.x }} y\nlast: 1\n", "1:4 unquoted-liquid"},
		{"a: [b, c\nd: e\nlast: 1\n", "1:4 unclosed-bracket"},
		{"a: [b](c)\nlast: 1\n", "1:4 reserved-character"},
		{"a: @b\nlast: 1\n", "1:4 reserved-character"},
		{"a: b\n\tc: d\nlast: 1\n", "2:1 tab-in-indentation"},
		{"a:\n\tb: c\nlast: 1\n", "2:1 tab-in-indentation"},
		{"a:\n  - b: x: y\n    c: d\n  - e: [f\nlast: 1\n", "2:9 colon-in-value;4:8 unclosed-bracket"},
		{"a: b\nc d\nlast: 1\n", "2:1 missing-colon"},
		{"a b\nc: d\nlast: 1\n", "1:1 missing-colon"},
		{"a: b\nc:d\nlast: 1\n", "2:3 missing-space"},
		{"a: b\n  c: d\nlast: 1\n", "2:3 wrong-indentation"},
		{"a:\n    b: c\n  d: e\nlast: 1\n", "3:3 wrong-indentation"},
		{"a:\n  - b\n - c\nlast: 1\n", "3:2 wrong-indentation"},
		{"a: b\n- c\nlast: 1\n", "2:1 wrong-indentation"},
		{"a: x: y\nb: \"q\" r\nc: @d\nlast: 1\n", "1:5 colon-in-value;2:8 text-after-quote;3:4 reserved-character"},
		{"a: 1\nb: 2\na: 3\nlast: 1\n", "3:1 duplicate-key"},
		{"a:\n  b: 1\n  b: 2\nlast: 1\n", "3:3 duplicate-key"},
		{"a: *b\nlast: 1\n", "1:4 unknown-alias"},
		{"a: &x 1\nb: *x\nc: x: y\nd: *z\nlast: 1\n", "3:5 colon-in-value;4:4 unknown-alias"},
		{"a: &a [*a]\nlast: 1\n", "1:8 recursive-alias"},
		{"a: b\xffc\nlast: 1\n", "1:5 invalid-utf8"},
		{"a: b\x00c\nlast: 1\n", "1:5 control-character"},
		{"last: 1\n---\nb: c: d\n", "2:1 second-document"},
		{"---\nlast: 1\n---\n", ""},
		{"[a]: b\nlast: 1\n", "1:1 complex-key"},
		{"<<: 1\nlast: 1\n", "1:5 bad-merge"},
		{"a: !!int b\nlast: 1\n", "1:10 bad-tag"},
	} {
		for _, eol := range []string{"\n", "\r\n"} {
			file := source.NewFile("a.md", []byte("--\n"+strings.ReplaceAll(c.doc, "\n", eol)))
			if strings.HasPrefix(c.doc, byteOrderMark) {
				file = source.NewFile("a.yml", []byte(strings.ReplaceAll(c.doc, "\n", eol)))
			}
			at := file.All()
			if file.Text[0] == '-' {
				at.Start = 3
			}
			root, problems := ReadYAML(source.Of(at))
			var got []string
			for _, p := range problems {
				line, col := file.Position(at.Start + p.Start)
				if at.Start > 0 {
					line--
				}
				got = append(got, fmt.Sprintf("%d:%d %s", line, col, p.Kind))
				t.Log(p.Message)
			}
			if got := strings.Join(got, ";"); got != c.want {
				t.Errorf("%q:\ngot  %s\nwant %s", c.doc, got, c.want)
			}
			if strings.Contains(c.doc, "last") && root.Get("last").Str() != "1" {
				t.Errorf("%q: the last entry is lost", c.doc)
			}
		}
	}
}

// realTree returns the front matter of every page, and the data files, of a
// real Jekyll tree, as slices of their files.
func realTree(tb testing.TB) []source.Text {
	tb.Helper()
	root := corpus.Path(tb, "corpus")
	var texts []source.Text
	err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		file := source.NewFile(filepath.ToSlash(name), b)
		switch filepath.Ext(name) {
		case ".yml", ".yaml":
			texts = append(texts, source.Of(file.All()))
		case ".md", ".html":
			if !bytes.HasPrefix(b, []byte("---")) {
				break
			}
			start := bytes.IndexByte(b, '\n') + 1
			if end := bytes.Index(b[start:], []byte("\n---")); end >= 0 {
				texts = append(texts, source.Of(file.Span(start, start+end+1)))
			}
		}
		return nil
	})
	if err != nil {
		tb.Fatal(err)
	}
	return texts
}

func TestYAMLRealTree(t *testing.T) {
	for i, text := range realTree(t) {
		at, _, _ := text.Origin(0, text.Len())
		name := at.File.Name
		for _, crlf := range []bool{false, true} {
			if crlf {
				if i%4 > 0 {
					break // a part of the tree is enough
				}
				text = source.Of(source.NewFile(name, bytes.ReplaceAll(text.Bytes, []byte("\n"), []byte("\r\n"))).All())
				at, _, _ = text.Origin(0, text.Len())
			}
			n, problems := ReadYAML(text)
			for _, p := range problems {
				t.Logf("%s:%d: %s: %s", name, p.Start, p.Kind, p.Message)
			}
			var want any
			if err := yaml.Unmarshal(text.Bytes, &want); err != nil {
				if len(problems) == 0 {
					t.Errorf("%s: nothing found, but %v", name, err)
				}
				continue
			}
			checkValue(t, n, want)
			if n != nil {
				checkPlaces(t, n, at)
				checkBrackets(t, n)
			}
		}
	}
}

func BenchmarkReadYAML(b *testing.B) {
	texts := realTree(b)
	size := 0
	for _, text := range texts {
		size += text.Len()
	}
	b.SetBytes(int64(size))
	b.ReportAllocs()
	for b.Loop() {
		for _, text := range texts {
			ReadYAML(text)
		}
	}
}

func BenchmarkYAMLLibrary(b *testing.B) {
	texts := realTree(b)
	b.ReportAllocs()
	for b.Loop() {
		for _, text := range texts {
			var n map[string]any
			_ = yaml.Unmarshal(text.Bytes, &n)
		}
	}
}
