package main

import (
	"cmp"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// TestPlaces runs a table: each text that a writer can type, through each tag
// and filter, in each kind of file. A text holds a broken link with a unique
// word; the finding must be where the word was typed or, where a filter produced
// a new text, at the {{ }} that printed it.
//
// A cell is one text, printed one way, in one file. To extend the table, add a
// line to texts, ways or hosts.
func TestPlaces(t *testing.T) {
	b := &placesTree{files: map[string]string{"_config.yml": "exclude: [parts]\n"}, want: map[string]*cell{}, count: map[string]int{}}
	for name, text := range printers {
		b.files[name] = text
	}
	for _, host := range hosts {
		for _, text := range texts {
			b.plant(host, text)
		}
	}
	for _, text := range texts {
		if text.file != "" {
			b.files[text.file] += text.tail
		}
	}
	dir := t.TempDir()
	for _, name := range slices.Sorted(maps.Keys(b.files)) {
		writeFile(t, dir, name, b.files[name])
	}
	found, others := map[string][]reported{}, 0
	for _, f := range lintIn(t, dir, nil) {
		word := wordIn(f.Message)
		if b.want[word] == nil {
			if f.Rule == "invalid-html" {
				continue // what is planted has attributes without quotes, also in parameters
			}
			if others++; others <= 20 {
				t.Errorf("%s: %s [%s]", f.place(), f.Message, f.Rule)
			}
			continue
		}
		found[word] = append(found[word], f)
	}
	failed := map[string]int{}
	for _, word := range slices.Sorted(maps.Keys(b.want)) {
		c := b.want[word]
		want := c.place(b.files)
		var got []string
		for _, f := range found[word] {
			got = append(got, placeIn(b.files, f))
		}
		if slices.Equal(got, []string{want}) {
			continue
		}
		row := c.text.name + " / " + c.way.name
		if failed[row]++; failed[row] == 1 { // the same in other files says no more
			t.Errorf("%s, in %s: %s\n\tgot  %s\n\twant %s", row, c.host.name, c.printed, strings.Join(got, "\n\t     "), want)
		}
	}
	sum := 0
	for _, n := range failed {
		sum += n
	}
	if sum > 0 {
		t.Errorf("%d of %d cells fail, in %d rows", sum, len(b.want), len(failed))
	}
}

// fit reports whether a combination is possible: a cached include does not see
// the page, and a parameter of an include is a literal or a plain name. Files
// other than pages print one text of each kind.
func fit(h host, x text, w way) bool {
	switch {
	case h.apart && x.page, w.literal && !x.literal, h.name != "a page" && !x.everywhere:
		return false
	}
	return !strings.Contains(w.liquid, "p=$") || !strings.Contains(x.expr, "[")
}

// text is a way to type a text, and how templates name it. @ is replaced by the
// planted text, # by the word of the cell, % by the number of texts above it.
type text struct {
	name string
	// file is where it is typed, and entry what is added there; head and tail
	// surround all entries. A literal has no file: it is typed where it is printed.
	file, head, entry, tail string
	expr                    string
	literal                 bool
	page                    bool // is a variable of the page, typed in its front matter
	everywhere              bool // is printed in every kind of file
}

var texts = []text{
	{name: "literal", literal: true, everywhere: true, expr: `"@"`},
	{name: "literal in single quotes", literal: true, everywhere: true, expr: `'@'`},

	{name: "plain YAML", file: "_data/plain.yml", entry: "#: @\n", expr: "site.data.plain.#"},
	{name: "YAML in single quotes", file: "_data/single.yml", entry: "#: 'it''s @'\n", expr: "site.data.single.#"},
	{name: "YAML in double quotes", file: "_data/double.yml", entry: "#: \"@\"\n", expr: "site.data.double.#"},
	{name: "YAML with escapes", everywhere: true, file: "_data/backslash.yml", entry: "#: \"\\u00e9\\t\\\" @\"\n", expr: "site.data.backslash.#"},
	{name: "literal YAML", file: "_data/block.yml", entry: "#: |\n  é first\n  @\n", expr: "site.data.block.#"},
	{name: "folded YAML", file: "_data/folded.yml", entry: "#: >-\n  first\n  second\n\n  @\n", expr: "site.data.folded.#"},
	{name: "YAML on several lines", file: "_data/lines.yml", entry: "#: first\n  second\n  @\n", expr: "site.data.lines.#"},
	{name: "YAML in a flow", file: "_data/flow.yml", entry: "#: {list: [first, '@']}\n", expr: "site.data.flow.#.list[1]"},
	{name: "YAML with an anchor", file: "_data/anchor.yml", entry: "a#: &a# \"@\"\n#: *a#\n", expr: "site.data.anchor.#"},
	{name: "YAML with CRLF", file: "_data/crlf.yml", entry: "#: |\r\n  first\r\n  @\r\n", expr: "site.data.crlf.#"},
	{name: "JSON", file: "_data/json.json", head: "[\n", entry: " {\"text\": \"@\"},\n", tail: " {}]\n", expr: "site.data.json[%].text"},
	{name: "JSON with escapes", file: "_data/escapes.json", head: "[\n", entry: " {\"text\": \"\\u00e9\\t\\n\\\" @\"},\n", tail: " {}]\n", expr: "site.data.escapes[%].text"},
	{name: "JSON with an escaped slash", file: "_data/solidus.json", head: "[\n", entry: " {\"text\": \"and\\/or @\"},\n", tail: " {}]\n", expr: "site.data.solidus[%].text"},
	{name: "JSON with a surrogate pair", file: "_data/pair.json", head: "[\n", entry: " {\"text\": \"\\ud83d\\ude00 @\"},\n", tail: " {}]\n", expr: "site.data.pair[%].text"},
	{name: "JSON with tabs", file: "_data/tabs.json", head: "[\n", entry: "\t{\n\t\t\"text\":\t\"@\"\n\t},\n", tail: "\t{}]\n", expr: "site.data.tabs[%].text"},
	{name: "CSV", everywhere: true, file: "_data/csv.csv", head: "key,text,last\n", entry: "é,@,x\n", expr: "site.data.csv[%].text"},
	{name: "CSV in quotes", file: "_data/quotes.csv", head: "key,\"text\"\n", entry: "\"é, x\",\"@\"\n", expr: "site.data.quotes[%].text"},
	{name: "CSV with doubled quotes", file: "_data/doubled.csv", head: "key,text\n", entry: "#,\"a \"\"b\"\" @\"\n", expr: "site.data.doubled[%].text"},
	{name: "CSV with a byte order mark", file: "_data/bom.csv", head: "\ufeffkey,text\n", entry: "#,@\n", expr: "site.data.bom[%].text"},
	{name: "CSV on several lines", file: "_data/cell.csv", head: "key,text\n", entry: "#,\"first\n\nsecond, @\"\n", expr: "site.data.cell[%].text"},
	{name: "CSV with CRLF", file: "_data/returns.csv", head: "key,text,last\r\n", entry: "#,\"first\r\nsecond, @\",x\r\n", expr: "site.data.returns[%].text"},
	{name: "TSV", file: "_data/tsv.tsv", head: "key\ttext\n", entry: "é, x\t@\n", expr: "site.data.tsv[%].text"},

	{name: "configuration", file: "_config.yml", entry: "#: @\n", expr: "site.#"},
	{name: "front matter", everywhere: true, page: true, entry: "#: @\n", expr: "page.#"},
	{name: "front matter with escapes", page: true, entry: "#: \"\\u00e9 @\"\n", expr: "page.#"},
	{name: "front matter on several lines", page: true, entry: "#: |\n  first\n  @\n", expr: "page.#"},
}

// way is a tag or filter that a text goes through. $ is replaced by the text. If
// the way produces a new text, the place between « and » is reported; without
// these, the place where the text was typed.
type way struct {
	name, liquid string
	literal      bool // for literals only
}

var ways = []way{
	{name: "value", liquid: `{{ $ }}`},
	{name: "value without spaces", liquid: `é {{-$-}}`},
	{name: "assign", liquid: `{% assign x = $ %}{{ x }}`},
	{name: "assign twice", liquid: `{% assign x = $ %}{% assign y = x %}{{ y }}`},
	{name: "default", liquid: `{{ page.none | default: $ }}`},
	{name: "default of a variable", liquid: `{% assign x = page.none | default: $ %}{{ x }}`},
	{name: "cycle in a loop", liquid: `{% for i in (1..3) %}{% cycle $, "b", "c" %}{% endfor %}`, literal: true},
	{name: "capture", liquid: `{% capture x %}a {{ $ }} b{% endcapture %}{{ x }}`},
	{name: "captured text", liquid: `{% capture x %}@{% endcapture %}{{ x }}`, literal: true},
	{name: "capture of a capture", liquid: `{% capture x %}{{ $ }}{% endcapture %}{% capture y %}{{ x }}{% endcapture %}{{ y }}`},
	{name: "case", liquid: `{% assign x = $ %}{% case "k" %}{% when "k" %}{{ x }}{% endcase %}`},
	{name: "case of a text", liquid: `{% assign x = $ %}{% case x %}{% when $ %}{{ x }}{% endcase %}`, literal: true},
	{name: "if", liquid: `{% assign x = $ %}{% if x contains "see" %}{{ x }}{% endif %}`},
	{name: "split", liquid: `{{ $ | split: "|" | last }}`},
	{name: "item of a split", liquid: `{% assign list = $ | split: "|" %}{{ list[1] }}`},
	{name: "for", liquid: `{% assign list = $ | split: "|" %}{% for i in list %}{{ i }} {% endfor %}`},
	{name: "for, reversed", liquid: `{% assign list = $ | split: "|" | reverse %}{% for i in list %}{{ i }} {% endfor %}`},
	{name: "uniq", liquid: `{% assign list = $ | split: "|" | uniq | compact %}{{ list | last }}`},
	{name: "strip", liquid: `{{ $ | strip }}`},
	{name: "include", liquid: `{% include print.html p=$ %}`},
	{name: "include of a variable", liquid: `{% assign x = $ %}{% include print.html p=x %}`},
	{name: "include of an include", liquid: `{% include outer.html p=$ %}`},
	{name: "cached include", liquid: `{% include_cached print.html p=$ %}`},
	{name: "cached include of a cached include", liquid: `{% include_cached cached.html p=$ %}`},
	{name: "include with escapes", liquid: `{% include print.html p="\"é\" @" %}`, literal: true},
	{name: "include on two lines", liquid: "{% include print.html\n   p=$ %}"},

	{name: "append", liquid: `é «{{ $ | append: "!" }}»`},
	{name: "append to another", liquid: `«{{ "a " | append: $ }}»`},
	{name: "prepend", liquid: `«{{ $ | prepend: "a " }}»!`},
	{name: "replace", liquid: `«{{ $ | replace: "see", "read" }}»`},
	{name: "join", liquid: `«{{ $ | split: "|" | join: " " }}»`},
	{name: "jsonify", liquid: `«{{ $ | jsonify }}»`},
	{name: "markdownify", liquid: `«{{ $ | markdownify }}»`},
	{name: "append in assign", liquid: `{% assign x = $ | append: "!" %}«{{ x }}»`},
	{name: "append in a capture", liquid: `{% capture x %}«{{ $ | append: "!" }}»{% endcapture %}{{ x }}`},
	{name: "append and split", liquid: `«{{ $ | append: "|b" | split: "|" | join: " " }}»`},

	// The last, because an error when it runs ends the page.
	{name: "cycle", liquid: `{% cycle $, "b" %}`, literal: true},
}

// printers are the includes that print their parameter.
var printers = map[string]string{
	"_includes/print.html":  "{{ include.p }}\n",
	"_includes/outer.html":  "{% include print.html p=include.p %}\n",
	"_includes/cached.html": "{% include_cached print.html p=include.p %}\n",
}

// host is a kind of file that texts are printed in. # is replaced by its name.
type host struct {
	name, file string
	page       string // the Liquid of the page that brings the file; "" where it is the page
	include    string // of an include in between
	apart      bool   // does not see the page
	html       bool   // has no Markdown
}

var hosts = []host{
	{name: "a page", file: "docs/#.md"},
	{name: "a page in HTML", file: "docs/#.html", html: true},
	{name: "a post", file: "_posts/2020-01-01-#.md"},
	{name: "an include", file: "_includes/#.html", page: "{% include #.html %}"},
	{name: "a cached include", file: "_includes/#.html", page: "{% include_cached #.html %}", apart: true},
	{name: "a file that only include_relative reads", file: "parts/#.md", page: "{% include_relative parts/#.md %}"},
	{name: "such a file, read by an include", file: "parts/#.md", page: "{% include in-#.html %}", include: "{% include_relative parts/#.md %}"},
}

// placesTree is the tree with all cells, and what it should report.
type placesTree struct {
	files map[string]string
	want  map[string]*cell
	count map[string]int // of the texts in a file
	pages int
}

// cell is one text, printed one way, in one file.
type cell struct {
	host    host
	text    text
	way     way
	word    string
	file    string // that the word is typed in, or that has the {{ }}
	printed string
	// whole is the {{ }} to be reported, "" for the word; before is
	// what is printed before it.
	before, whole string
}

// plant adds a page to the tree that prints a text in all ways.
func (b *placesTree) plant(h host, x text) {
	named := strings.NewReplacer("#", fmt.Sprintf("g%03d", b.pages))
	b.pages++
	file := named.Replace(h.file)
	page := file
	if h.page != "" {
		page = named.Replace("#.md")
	}
	front, body := "---\ntitle: T\n", "First é.\n\n"
	for _, w := range ways {
		if !fit(h, x, w) {
			continue
		}
		c, entry := b.cell(h, x, w)
		switch {
		case x.page:
			front += entry
		case x.file != "":
			b.files[x.file] = cmp.Or(b.files[x.file], x.head) + entry
			b.count[x.file]++
		}
		switch {
		case c.whole != "" || x.literal:
			c.file = file
		default:
			c.file = cmp.Or(x.file, page)
		}
		body += c.printed + "\n\n"
	}
	b.files[file] = body
	if h.include != "" {
		b.files[named.Replace("_includes/in-#.html")] = named.Replace(h.include) + "\n"
	}
	if h.page != "" {
		body = "First é.\n\n" + named.Replace(h.page) + "\n"
	}
	b.files[page] = front + "---\n" + body
}

// cell returns a cell with a unique word, and the entry for the file of its
// text.
func (b *placesTree) cell(h host, x text, w way) (c *cell, entry string) {
	word := fmt.Sprintf("w%05d", len(b.want))
	c = &cell{host: h, text: x, way: w, word: word}
	b.want[word] = c
	planted := "one|see [a](nowhere-" + word + ".html)"
	if h.html {
		planted = "one|see <a href=nowhere-" + word + ".html>a</a>"
	}
	fill := strings.NewReplacer("%", fmt.Sprint(b.count[x.file]), "@", planted, "#", word).Replace
	liquid := strings.ReplaceAll(strings.ReplaceAll(w.liquid, "@", planted), "$", fill(x.expr))
	if before, rest, ok := strings.Cut(liquid, "«"); ok {
		c.before = before
		c.whole, _, _ = strings.Cut(rest, "»")
	}
	c.printed = strings.NewReplacer("«", "", "»", "").Replace(liquid)
	return c, fill(x.entry)
}

// place returns where the cell should be reported, and the text there.
func (c *cell) place(files map[string]string) string {
	text := "nowhere-" + c.word + ".html"
	before, _, _ := strings.Cut(files[c.file], text)
	if c.whole != "" {
		text = c.whole
		before, _, _ = strings.Cut(files[c.file], c.printed)
		before += c.before
	}
	line := before[strings.LastIndexByte(before, '\n')+1:]
	return fmt.Sprintf("%s:%d:%d: %s", c.file, 1+strings.Count(before, "\n"), 1+utf8.RuneCountInString(line), text)
}

// placeIn returns the place of a finding, and the text there.
func placeIn(files map[string]string, f reported) string {
	lines := strings.SplitAfter(files[f.File], "\n")
	offset := func(line, column int) int {
		at := len(strings.Join(lines[:line-1], ""))
		for i := range lines[line-1] + "\n" {
			if column--; column == 0 {
				return at + i
			}
		}
		return at
	}
	if f.Line < 1 || max(f.Line, f.EndLine) > len(lines) {
		return f.place()
	}
	start, end := offset(f.Line, f.Column), offset(f.EndLine, f.EndColumn)
	return fmt.Sprintf("%s: %s", f.place(), files[f.File][start:end])
}

var plantedWord = regexp.MustCompile(`nowhere-(w\d+)\.html`)

func wordIn(message string) string {
	if m := plantedWord.FindStringSubmatch(message); m != nil {
		return m[1]
	}
	return ""
}

// TestPlacesInPosts: text of a post that other pages print is reported where it
// was typed, once, with all pages that show it.
func TestPlacesInPosts(t *testing.T) {
	const post = "_posts/2020-01-01-post.md"
	dir := makeTree(t, `
-- _config.yml --
-- _data/d.yml --
text: see [a](nowhere-w1.html)
-- `+post+` --
---
title: Post
text: see [a](nowhere-w2.html)
---
See [a](nowhere-w3.html), {{ "[a](nowhere-w4.html)" }}, {{ site.data.d.text }}, {{ page.text }},
{% assign x = "[a](nowhere-w5.html)" %}{{ x }},
{{ "[a](nowhere-w6.html)" | append: "!" }}

Not in the excerpt: [a](nowhere-w7.html)
-- content.html --
---
---
{{ site.posts[0].content }}
-- excerpt.html --
---
---
{{ site.posts[0].excerpt }}
-- loop.html --
---
---
{% for p in site.posts %}{% assign c = p.content %}{{ c }}{% endfor %}
-- capture.md --
---
---
{% capture c %}<div>{{ site.posts[0].content }}</div>{% endcapture %}{{ c }}
-- include.html --
---
---
{% assign c = site.posts[0].excerpt %}{% include print.html p=c %}
-- _includes/print.html --
{{ include.p }}
`)
	var got []string
	for _, f := range lintIn(t, dir, nil) {
		got = append(got, fmt.Sprintf("%s: %s on %d pages", f.place(), wordIn(f.Message), len(f.Pages)))
	}
	want := []string{
		"_data/d.yml:1:15: w1 on 6 pages", post + ":3:15: w2 on 6 pages", post + ":5:9: w3 on 6 pages", post + ":5:35: w4 on 6 pages",
		post + ":6:20: w5 on 6 pages", post + ":7:1: w6 on 6 pages", post + ":9:25: w7 on 4 pages",
	}
	if !slices.Equal(got, want) {
		t.Errorf("reported:\n\t%s\nwant:\n\t%s", strings.Join(got, "\n\t"), strings.Join(want, "\n\t"))
	}
}
