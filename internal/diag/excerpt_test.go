package diag

import (
	"strings"
	"testing"

	"github.com/rivo/uniseg"

	"docgen/internal/source"
)

// TestMarksStandUnderTheSpan encloses spans in «» and expects the marks to
// begin and end where a terminal shows them.
func TestMarksStandUnderTheSpan(t *testing.T) {
	long := strings.Repeat("0123456789", 30)
	for _, c := range []struct{ name, line, text, marks string }{
		{"word", "a «word» here", "a word here", "  ^~~~"},
		{"point", "a«» word", "a word", " ^"},
		{"point at the end", "word«»", "word", "    ^"},
		{"empty line", "«»", "", "^"},
		{"tab before", "\ta\t«b»", "    a   b", "        ^"},
		{"tab inside", "a«\t»b", "a   b", " ^~~"},
		{"wide", "日本 «語» x", "日本 語 x", "     ^~"},
		{"combining", "e\u0301 «e\u0301»!", "e\u0301 e\u0301!", "  ^"},
		{"only the combining mark", "e«\u0301»!", "e\u0301!", "^"},
		{"joined emoji", "\U0001f469\u200d\U0001f469\u200d\U0001f467 «x»", "\U0001f469\u200d\U0001f469\u200d\U0001f467 x", "   ^"},
		{"invisible", "a«\u200b»b", "a\ufffdb", " ^"},
		{"bidirectional", "a\u202e«b»", "a\ufffdb", "  ^"},
		{"invalid", "a\xff«b»", "a\ufffdb", "  ^"},
		{"byte order mark before", "\ufeff«a»b", "ab", "^"},
		{"byte order mark inside", "«\ufeffab»", "ab", "^~"},
		{"point before a byte order mark", "«»\ufeffab", "ab", "^"},
		{"carriage return", "a«b»\r", "ab", " ^"},
		{"cut right", "«ab»" + long, "ab" + long[:98] + "…", "^~"},
		{"cut left", long + "«ab»", "…" + long[2:100] + "ab", strings.Repeat(" ", 99) + "^~"},
		{"cut twice", long + "«ab»" + long, "…" + long[7:40] + "ab" + long[:65] + "…", strings.Repeat(" ", 34) + "^~"},
		{"cut inside", "«" + long + "»", long[:100] + "…", "^" + strings.Repeat("~", 99)},
		{"cut a wide one", strings.Repeat("日", 60) + "«a»", "…" + strings.Repeat("日", 49) + "a", strings.Repeat(" ", 99) + "^"},
		{"megabytes", strings.Repeat("é", 1<<20) + "«x»" + strings.Repeat("é", 1<<20),
			"…" + strings.Repeat("é", 33) + "x" + strings.Repeat("é", 66) + "…", strings.Repeat(" ", 34) + "^"},
	} {
		start := strings.Index(c.line, "«")
		end := strings.Index(c.line, "»") - len("«")
		content := strings.NewReplacer("«", "", "»", "").Replace(c.line)
		for _, next := range []string{"", "\nnext"} {
			f := source.NewFile("f.md", []byte(content+next))
			text, indent, marks := excerptRow(f.Span(start, end), 1)
			if text != c.text || strings.Repeat(" ", indent)+marks != c.marks {
				t.Errorf("%s:\n%s\n%*s%s\nwant\n%s\n%s", c.name, text, indent, "", marks, c.text, c.marks)
			}
		}
	}
}

// FuzzExcerpt: an excerpt of any file has no control characters, is not wider
// than allowed, and the text before the marks is as wide as their indentation.
func FuzzExcerpt(f *testing.F) {
	f.Add([]byte("a\tb 日本 e\u0301\r\nnext \x1b[31m"), uint16(3), uint16(9))
	f.Add([]byte("\ufeffa"), uint16(0), uint16(0))
	f.Add([]byte(strings.Repeat("日本 \u200d\xff", 40)), uint16(200), uint16(20))
	f.Fuzz(func(t *testing.T, content []byte, start, length uint16) {
		file := source.NewFile("f.md", content)
		from := min(int(start), len(content))
		span := file.Span(from, min(from+int(length), len(content)))
		first, last := linesOf(span)
		for line := first; line <= last; line++ {
			text, indent, marks := excerptRow(span, line)
			if strings.ContainsAny(text, "\x1b\r\n\t") || uniseg.StringWidth(text) > excerptWidth+2 {
				t.Fatalf("line %d is shown as %q", line, text)
			}
			if indent+len(marks) > excerptWidth+3 || line == first && !strings.HasPrefix(marks, "^") {
				t.Fatalf("marks of line %d: %d %q under %q", line, indent, marks, text)
			}
		}
	})
}
