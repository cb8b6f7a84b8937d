package markdown

import (
	"bytes"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"

	"docgen/internal/content"
	"docgen/internal/mutant"
	"docgen/internal/source"
)

func parse(text string, dialect Dialect) *Document {
	return NewReader(dialect).Parse(textOf(text))
}

func textOf(s string) source.Text { return source.Of(source.NewFile("a.md", []byte(s)).All()) }

func (d *Document) at(r Range) string { return string(d.Text.Bytes[r.Start:r.End]) }

// samples are Markdown in all the places that make positions hard.
var samples = []string{
	"[a](b) ![c *d*](e \"t\") [f](<g h> 'i') [j]( /k\n  (l) ) [](m) [n]() [o](<>)\n",
	"[**a**](b) [`]`](c) [d ![e](f)](g) [h\\]](i\\)j) [k &amp; l](m?a&amp;b(c)d) ö[ü](ä)ß\n",
	"[a][b] [b][] [b] ![b] [c\nd]\n\n[b]: /url\n[c d]:\n  </x\\*y>\n  'title'\n",
	"> [a\n> b](c\n> 'd\n> e')\n> [f]:\n> \t/g\n\n> [f]\n",
	">\t[f]: /tab\n\n[f]\n",
	"<https://a.example/b?c=d&e> <mail@a.example> https://bare.example, www.bare.example (http://x.example) me@b.example\n",
	"- ```json\n  {\"a\": 1}\n  ```\n- b\n\n  ~~~~ bash docgen=skip\n  curl\n\n  ~~~\n  ~~~~~  \n",
	"1. a\n\n    ```\n    in\n      ```\n    out\n2. b\n",
	"- ```\n  open\n```\nnext\n```\n",
	"> ```\n> a\n>\n> b\n> ```\n\n> ```\n> open\n    ```\n",
	"-\t```\n\tone\n\t\ttwo\n \t three\n\t```\n",
	"\tindented\n\n\t\tcode\n\ntext\n\n     more\n",
	"```\n```\n~~~ x\n",
	"``` a`b\n```\n``",
	"| a | b |\n|---|:-:|\n| 1 | `x\\|y` | extra |\n| only |\n|| \\| |\n| a<br>b</br>c | [l](m) |\ntext\n\nafter\n",
	"- x\n\n  a | b\n  --|--\n  `` ` `` | ![i](j)\n  | c |\n- > | q |\n  > |---|\n  > | r |\n",
	"one\n| a |\n|---|\n| b |\n",
	"3. a\n4. b\n   1) c\n   9) d\n- 1. e\n- - 7. f\n      8. g\n10. h\n",
	">\t1.\ta\n>\t2.\tb\n\n-\t3. c\n",
	"# A [b](c) `d` #\n\nSet\n*ext*\n===\n\n>\t## E\n\n#\n\n## ##\n",
	"<div id=a class='b c' hidden>\n<a href=#x title=\"t\">Text <b>bold</b> &amp; so</a><br/></br>\n<img\n  src=\"i.png\"\n  alt='é'>\n<!-- <a href=no> --><script>\"<a href='no'>\"</script>\n<pre><b>no</b></pre> < 3 <4 <a href=\"open>\n</div>\n",
	"text <a\n  href=\"x\"\n  onclick='f()'>*in*\n`code`</a> <b> </ b> <span id=\"s\"/> <a name=n>\n",
	"> <div\n> id=\"q\"\n> > class=x>\n> <h2 id=h>Raw\n> head</h2>\n> </div>\n\n> a <i\n> title='x\n> y'>b</i>\n",
	"<div markdown=\"span\" class=\"x\"><i class=\"y\"></i> **b** [l](m)\nmore <div>in</div> `c`\n</div> after\n\n<div class='n' markdown='span'>open\n",
	"- <div markdown=\"span\">in [a](b)</div>\n- c\n",
	"He said \"[quote's \"x\"](y)\" -- and... <<z>> `` a`b `` ` ` `c\n\nd`\n",
	"`a\nb` ``\nx\n`` *a `b`* ~~c~~ \\`d\\` `e\n> `f\n> g`\n",
	"* [ ] [t](u)\n* [x] v\n\n***\n\n&#35; &lt; \\& &nosuch; &#x20AC;\n",
	"[a](b 'c) [d](e\n\n[[f](g) [h](i)] [j] (k) [l][#m] ![n](o\n",
	"<div>\n*a*\n\n<p>[b](c)</p></div> *d*\n<table><tr><td markdown=\"1\">\n* [e](f)\n\n```\n</td>\n```\n</td><td>g</td></tr></table>\n",
	"{::nomarkdown}\n<a href=\"x\">y</a>\n{:/}\n\n> {::nomarkdown}\n> <img\n> src=\"z\">\n> {:/}\n\na {::nomarkdown}<a id=\"b\">c</a>{:/} d\n",
	"* <div markdown=\"block\">\n  | `a|b` | c \\| d |\n  |===|\n  | [e](f) |\n  </div> g\n<h2 markdown=\"1\" id=x>*h*</h2><!-- c --> i\n",
	"|---|\n| a |\n|:-:|--|\n| b | |\n| c | d | e\n|====\n| f |\n\na | b\n\n1. a\nb\n```js x\nc\n```\n* d\n^\n* e\n\n\tf\n",
	"> * a\n>\n> \tb\n> <em>c</em>\n> <foo>\n> d\n> <div>\n> > <b>e</b>\n> </div>\n[x]: /a b 'c'\n[x]: </d>\n  \"e\"\n\n[x]\n",
	"",
	"\n\n",
	"\xff[\xfe](\x00)\n",
}

func TestFactsHold(t *testing.T) {
	for _, sample := range samples {
		for _, text := range []string{
			sample,
			strings.ReplaceAll(sample, "\n", "\r\n"),
			strings.TrimRight(sample, "\n"),
			"> " + strings.ReplaceAll(sample, "\n", "\n> "),
			"1. " + strings.ReplaceAll(sample, "\n", "\n   "),
			"-\t" + strings.ReplaceAll(sample, "\n", "\n\t"),
			">\t- " + strings.ReplaceAll(sample, "\n", "\r\n>\t  "),
		} {
			for _, opts := range []Dialect{{}, {TypographicQuotes: true, LinkBareURLs: true}, {Kramdown: gfm}, {Kramdown: &content.Kramdown{ParseBlockHTML: true}}} {
				d := parse(text, opts)
				checkFacts(t, d)
				if t.Failed() || string(d.Text.Bytes) != text {
					t.Fatalf("of %q %+v", text, opts)
				}
			}
		}
	}
}

func FuzzFacts(f *testing.F) {
	for _, s := range samples {
		f.Add(s, true)
		f.Add("> "+strings.ReplaceAll(s, "\n", "\r\n> "), false)
	}
	f.Fuzz(func(t *testing.T, text string, all bool) {
		if all {
			checkText(t, text, rich)
		} else {
			checkText(t, text, plain)
			checkText(t, text, kramdownGFM)
		}
	})
}

// checkFacts holds the facts of a document to what is true of all.
func checkFacts(t mutant.Reporter, d *Document) {
	t.Helper()
	src, f := d.Text.Bytes, d.Facts()
	inside := func(what string, outer, r Range) {
		t.Helper()
		if r.Start < outer.Start || r.End > outer.End || r.Start > r.End {
			t.Fatalf("%s %v is not within %v", what, r, outer)
		}
	}
	framed := func(what string, r Range, first, last string) {
		t.Helper()
		inside(what, Range{0, len(src)}, r)
		if s := d.at(r); s == "" || !strings.Contains(first, s[:1]) || !strings.Contains(last, s[len(s)-1:]) {
			t.Errorf("%s is %q", what, s)
		}
	}
	all := Range{0, len(src)}
	for _, h := range d.Headings {
		inside("heading", all, Range{h.Start, h.End})
	}
	for _, l := range f.Links {
		checkLink(t, d, l, "[", inside, framed)
	}
	for _, l := range f.Images {
		checkLink(t, d, l, "!", inside, framed)
	}
	for _, c := range f.Code {
		framed("code", c, "`", "`")
	}
	for _, tag := range f.Tags {
		framed("tag", tag.Range, "<", ">")
		for _, a := range tag.Attributes {
			inside("attribute", tag.Range, a.Range)
		}
	}
	for _, b := range f.Blocks {
		for _, line := range b.Lines {
			inside("line", all, line)
			if s := d.at(line); strings.Contains(s, "\n") {
				t.Errorf("line %q", s)
			}
		}
	}
	checkTree(t, d)
	for _, fence := range f.Fences {
		if inside("fence", all, fence.Range); fence.Indented {
			continue
		}
		last := "`~"
		if !fence.Closed {
			last = string(src[fence.End-1 : fence.End])
		}
		framed("fence", fence.Range, "`~", last)
		for i := range fence.Body.Bytes {
			at, _, exact := fence.Body.Origin(i, i+1)
			if exact && at.Bytes()[0] != fence.Body.Bytes[i] {
				t.Errorf("byte %d of %q leads to %q", i, fence.Body.Bytes, at)
			}
		}
	}
}

func checkLink(t mutant.Reporter, d *Document, l Link, first string,
	inside func(string, Range, Range), framed func(string, Range, string, string)) {
	t.Helper()
	inside("link", Range{0, d.Text.Len()}, l.Range)
	inside("target", Range{0, d.Text.Len()}, l.To)
	switch {
	case l.Raw != nil:
		framed("raw link", l.Range, "<", ">")
		inside("target", l.Raw.Range, l.To)
	case l.Auto:
		inside("target", l.Range, l.To)
		if d.at(l.To) != l.Text {
			t.Errorf("address %q is at %q", l.Text, d.at(l.To))
		}
	default:
		framed("link", l.Range, first, ")]")
		got := string(unescape([]byte(d.at(l.To))))
		if d.reader.kramdown != nil && withoutMarkers(string(resolve([]byte(d.at(l.To))))) == withoutMarkers(l.Dest) {
			got = l.Dest // it may be on two lines, and backslashes are part of it
		}
		if got != l.Dest {
			t.Errorf("target of %q is %q at %q", d.at(l.Range), l.Dest, got)
		}
		if d.Text.Bytes[l.End-1] == ')' && l.To.End > l.End {
			t.Errorf("target of %q ends at %d of %d", d.at(l.Range), l.To.End, l.End)
		}
	}
}

// withoutMarkers returns a text without white space and the markers of quotes.
func withoutMarkers(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(" \t\r\n>", r) }), "")
}

// checkTree compares the facts with goldmark's tree.
func checkTree(t mutant.Reporter, d *Document) {
	t.Helper()
	src, f := d.Text.Bytes, d.Facts()
	fences, tables, lists := slices.DeleteFunc(slices.Clone(f.Fences), func(f Fence) bool { return f.Unread != "" }), f.Tables, f.Lists
	_ = ast.Walk(d.root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.FencedCodeBlock, *ast.CodeBlock:
			if want := bytes.TrimSuffix(n.Lines().Value(src), []byte("\n")); string(want) != strings.TrimSuffix(fences[0].Body.String(), "\n") {
				t.Errorf("body %q, want %q", fences[0].Body.Bytes, want)
			}
			fences = fences[1:]
		case *ast.List:
			if !n.IsOrdered() {
				break
			}
			if got := lists[0].Numbers; len(got) != n.ChildCount() || got[0].Value != n.Start && d.reader.kramdown == nil {
				t.Errorf("numbers %v of a list of %d from %d", got, n.ChildCount(), n.Start)
			}
			for _, number := range lists[0].Numbers {
				if v, err := strconv.Atoi(d.at(number.Range)); err != nil || v != number.Value {
					t.Errorf("number %d is %q", number.Value, d.at(number.Range))
				}
			}
			lists = lists[1:]
		case *east.Table:
			rows := append([]Row{tables[0].Header}, tables[0].Rows...)
			tables = tables[1:]
			if g, ok := n.FirstChild().(*rowGroup); ok {
				if g.name != "thead" {
					rows = rows[1:]
				}
				for ; g != nil; g, _ = g.NextSibling().(*rowGroup) {
					for row := g.FirstChild(); row != nil; row, rows = row.NextSibling(), rows[1:] {
						for i, c := range rows[0].Cells {
							if start, _ := trimSpace(src, c.Start, c.End); start != c.Start || bytes.IndexByte(src[c.Start:c.End], '\n') >= 0 {
								t.Errorf("cell %d is %q", i, d.at(c.Range))
							}
						}
					}
				}
				break
			}
			for row := n.FirstChild(); row != nil; row, rows = row.NextSibling(), rows[1:] {
				i := 0
				for c := row.FirstChild(); c != nil; c = c.NextSibling() {
					if c.Lines().Len() == 0 || i >= len(rows[0].Cells) {
						continue
					}
					s := c.Lines().At(0)
					if got := rows[0].Cells[i].Range; got.Start != s.Start || got.End != s.Stop && src[s.Stop-1] != '\\' {
						t.Errorf("cell %q, want %q", d.at(got), src[s.Start:s.Stop])
					}
					i++
				}
			}
		}
		return ast.WalkContinue, nil
	})
	if len(fences)+len(tables)+len(lists) > 0 {
		t.Errorf("%d fences, %d tables, %d lists are not in the tree", len(fences), len(tables), len(lists))
	}
}
