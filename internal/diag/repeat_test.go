package diag

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"docgen/internal/source"
)

// brs reports each </br> of a file, with its fix.
func brs(f *source.File) (list []*Diagnostic) {
	for _, m := range regexp.MustCompile(`</br>`).FindAllIndex(f.Text, -1) {
		d := &Diagnostic{Rule: "invalid-html", Severity: Warning, Span: f.Span(m[0], m[1]), Message: "closes nothing", Pages: []string{f.Name}}
		list = append(list, d.Fix(true, "write <br>", d.Span, "<br>"))
	}
	return list
}

// TestGroup holds groups to blocks: each line of the text begins with how many findings
// are reported at it.
func TestGroup(t *testing.T) {
	for _, c := range []struct{ name, text string }{
		{"a.md", "---\n1 title: </br></br>\n1 other: </br>\n---\n1 a</br> b</br>\n0 c</br>\n\n1 d</br>\n\n# 1 e</br>\n1 f</br>\n\n| 1 g</br> | h</br> |\n| 1 i</br> | j</br> |\n\n" +
			"```\n1 k</br>\n1 l</br>\n```\n1 m</br>\n- 1 n</br>\n  0 o</br>\n- 1 p</br>\n2. 1 q</br>\n> 1 r</br>\n0 s</br>\n{% include x %} 1</br>\n1. 1 u</br>\n"},
		{"a.yml", "1 a</br></br>\n1 b</br>\n1 c</br>\n"},
		{"a.md", "\r\n1 a</br>\r\n0 b</br>\r\n\r\n1 c</br>\r\n"},
	} {
		f := source.NewFile(c.name, []byte(c.text))
		list := brs(f)
		at := map[int]int{}
		for _, d := range Group(list) {
			line, _ := d.Span.Position()
			at[line]++
		}
		for i, line := range strings.Split(c.text, "\n") {
			want := 0
			if digit := regexp.MustCompile(` ?([01])[ <]`).FindStringSubmatch(line); digit != nil && digit[1] == "1" {
				want = 1
			}
			if at[i+1] != want {
				t.Errorf("%s:%d: %d findings at %q", c.name, i+1, at[i+1], line)
			}
		}
		one, all := Apply(list, false), Apply(Group(list), false)
		if len(one) != 1 || len(all) != 1 || !bytes.Equal(one[0].After, all[0].After) {
			t.Errorf("%s: the fixes of groups are not those of the findings", c.name)
		}
	}
}

// TestGroupKeepsApart: findings that differ in what they say, or whose fixes cannot be
// made at once, stay apart.
func TestGroupKeepsApart(t *testing.T) {
	f := source.NewFile("a.md", []byte("one one one\n"))
	at := func(i int) source.Span { return f.Span(4*i, 4*i+3) }
	make := func(change func(*Diagnostic, *Diagnostic)) int {
		a := &Diagnostic{Rule: "r", Severity: Error, Span: at(0), Message: "m"}
		b := &Diagnostic{Rule: "r", Severity: Error, Span: at(1), Message: "m"}
		change(a, b)
		return len(Group([]*Diagnostic{a, b}))
	}
	for name, change := range map[string]func(a, b *Diagnostic){
		"rule":     func(a, b *Diagnostic) { b.Rule = "s" },
		"kind":     func(a, b *Diagnostic) { b.Kind = "k" },
		"message":  func(a, b *Diagnostic) { b.Message = "n" },
		"severity": func(a, b *Diagnostic) { b.Severity = Info },
		"text":     func(a, b *Diagnostic) { b.Span.End-- },
		"point":    func(a, b *Diagnostic) { a.Span.End, b.Span.Start = a.Span.Start, b.Span.End },
		"note":     func(a, b *Diagnostic) { b.Note(at(2), "because of this") },
		"fix":      func(a, b *Diagnostic) { b.Fix(true, "write x", b.Span, "x") },
		"unsafe":   func(a, b *Diagnostic) { a.Fix(false, "write x", a.Span, "x"); b.Fix(true, "write x", b.Span, "x") },
		"clash":    func(a, b *Diagnostic) { a.Fix(true, "x", f.Span(0, 6), "x"); b.Fix(true, "x", f.Span(4, 8), "x") },
		"cause":    func(a, b *Diagnostic) { b.Cause = &Cause{Key: "c"} },
	} {
		if n := make(change); n != 2 {
			t.Errorf("%s: %d findings", name, n)
		}
	}
	if n := make(func(a, b *Diagnostic) {}); n != 1 {
		t.Errorf("what is alike is %d findings", n)
	}
	if n := make(func(a, b *Diagnostic) { a.Fix(true, "x", at(2), "x"); b.Fix(true, "x", at(2), "x") }); n != 1 {
		t.Errorf("with the same fix they are %d findings", n)
	}
}

// TestStepSummaryIsBounded gives it findings that are many, long, and look like markup.
func TestStepSummaryIsBounded(t *testing.T) {
	hostile := "a|b`c</code></details><script>@org #1 $x$ [l](http://e) **b** \\| &lt; \x1b[31m\n\n# h"
	f := source.NewFile(hostile+".md", []byte(strings.Repeat("word\n", 3000)))
	r := &Report{}
	for i := range 3000 {
		r.Findings = append(r.Findings, &Diagnostic{Rule: fmt.Sprintf("r%d%s", i, hostile), Severity: Error, Span: f.Span(5*i, 5*i+4), Message: strings.Repeat(hostile, 100)})
	}
	var b bytes.Buffer
	if err := r.StepSummary(&b); err != nil {
		t.Fatal(err)
	}
	if b.Len() > 500_000 {
		t.Errorf("%d bytes", b.Len())
	}
	text := regexp.MustCompile(`</?(code|details|summary)>`).ReplaceAllString(b.String(), "")
	if i := strings.IndexAny(text, "<>`*@$[\\\x1b"); i >= 0 {
		t.Errorf("markup: %.80q", text[i:])
	}
	for line := range strings.Lines(text) {
		if n := strings.Count(line, "|"); n != 0 && n != 5 && n != 6 {
			t.Errorf("%d bars: %.80q", n, line)
		}
	}
	if strings.Count(b.String(), "</details>") != 1 {
		t.Error("the list of findings is closed by a finding")
	}
}
