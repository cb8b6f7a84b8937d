package render

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"docgen/internal/content"
	"docgen/internal/corpus"
	"docgen/internal/mutant"
	"docgen/internal/source"
)

// mutantIncludes are the includes of a page that is a mutant, and its front matter.
const mutantIncludes = `-- page.md --
---
title: T
list: [a, b, {c: d, n: 1}]
map: {k: v, n: {m: 2.5}}
date: 2020-01-02
elementKey: helpdesk
---
-- _includes/note.html --
<div markdown="span" class="{{ include.class | default: 'note' }}">{{ include.content }}</div>
-- _includes/list.md --
{% for item in page.list %}{% if item.c %}{{ item.c | upcase }}{% else %}{{ item }}{% endif %}{% unless forloop.last %}, {% endunless %}{% endfor %}
-- _includes/nested.md --
{% include note.html content=include.text %}{% include_cached list.md %}
-- _includes/callout.html --
{{ include.content }}
`

// liquidSeeds are texts with all of Liquid that pages use.
var liquidSeeds = []string{
	"{% assign x = page.list | join: \", \" %}{{ x | append: '!' | split: \"\" | reverse | join }}\n{% capture y %}({{ page.map.n.m | plus: 1 }}){% endcapture %}{{ y }}",
	"{% include nested.md text=\"a {{ b }}\" %}\n{%- include note.html class='x' content=page.title -%}\n{% include {{ page.list[0] }}.md %}",
	"{% for i in (1..3) reversed limit:2 offset:1 %}{% cycle 'a', 'b' %}{{ forloop.index0 }}{% break %}{% endfor %}{% tablerow r in page.list cols:2 %}{{ r }}{% endtablerow %}",
	"{% case page.title %}{% when 'T' or \"U\" %}t{% else %}e{% endcase %}{% if a == empty and b contains 'c' or page.map.k != nil %}x{% elsif d <= 1.5 %}y{% endif %}",
	"{% raw %}{{ raw }}{% endraw %}{% comment %}{% if %}{% endcomment %}{% highlight json %}{\"a\": 1}{% endhighlight %}{% increment n %}{{ n }}",
	"{{ page.date | date: \"%b %-d, %Y\" }} {{ 'a b' | url_encode | slugify }} {{ page.list | where: \"c\", \"d\" | first | jsonify }} {{ page.map | inspect }}",
	"{{ page.list | where_exp: \"i\", \"i.n > 0\" | map: 'n' | sort | uniq | size }} {{ 7 | divided_by: 2 | modulo: 3 | times: 1.5 | round: 1 }} {{ '<b>' | escape | strip_html | newline_to_br }}",
	"{{ 'x,y' | split: ',' | push: 'z' | slice: 1, 2 | array_to_sentence_string }} {{ nothing | default: page.title | truncate: 3, '' }} {{ \"a\\\"b\" }} {{ page['title'] }}",
	"```json\n{\n  \"key\": \"{{ page.elementKey }}\",\n  \"list\": [{% for i in page.list %}\"{{ i }}\"{% unless forloop.last %},{% endunless %}{% endfor %}]\n}\n```\n{% link page.md %}\n",
}

func TestLiquidMutants(t *testing.T) {
	templates := slices.Concat(liquidSeeds, corpus.Files(t, "../../templates", 4000, ".md", ".html"), corpus.Files(t, "../../includes", 4000, ".md", ".html"))
	mutateLiquid(t, 200, templates)
}

// The same with the pages of a real tree.
func TestLiquidMutantsOfTree(t *testing.T) {
	templates := slices.DeleteFunc(corpus.Files(t, corpus.Tree(t), 4000, ".md", ".html"), func(text string) bool {
		return !strings.Contains(text, "{%") && !strings.Contains(text, "{{")
	})
	mutateLiquid(t, 100, templates)
}

// mutateLiquid renders mutants of templates, as a page or as an include of it.
func mutateLiquid(t *testing.T, number int, templates []string) {
	first, page, _ := pageOf(t, mutantIncludes)
	front, dir := string(page.File.Text), first.site
	mutant.Run(t, number, templates, func(seed int, text string) string {
		return mutant.Fault(func(t mutant.Reporter) {
			for _, overlay := range []map[string][]byte{
				{"page.md": []byte(front + text)},
				{"page.md": []byte(front + "{% include callout.html %}\n"), "_includes/callout.html": []byte(text)},
			} {
				site, err := dir.Update([]string{"page.md", "_includes/callout.html"}, overlay)
				if err != nil {
					t.Fatalf("%v", err)
				}
				checkRendered(t, site)
			}
		})
	})
}

// checkRendered holds what is made of a page to the files that it was made of.
func checkRendered(t mutant.Reporter, site *content.Site) {
	e := New(site, Options{Now: time.Unix(0, 0)}, nil)
	inside := func(what string, spans ...source.Span) {
		for _, at := range spans {
			if at.File == nil || at.Start < 0 || at.End < at.Start || at.End > len(at.File.Text) {
				t.Fatalf("%s is at %d to %d", what, at.Start, at.End)
			}
			if line, column := at.Position(); line < 1 || column < 1 {
				t.Fatalf("%s is at line %d, column %d", what, line, column)
			}
		}
	}
	for _, p := range site.Pages {
		out, err := e.Page(context.Background(), p)
		if err != nil {
			t.Fatalf("%v", err)
		}
		for _, d := range out.Problems {
			inside(d.Message, d.Span)
			inside(d.Message, d.Via...)
			for _, fix := range d.Fixes {
				for _, edit := range fix.Edits {
					inside(fix.Message, edit.Span)
				}
			}
		}
		for _, m := range out.Missing {
			inside("a missing variable", m.At, m.Var)
			inside("a missing variable", m.Via...)
		}
		for i := 0; i < out.Text.Len(); i += 1 + out.Text.Len()/500 {
			at, via, exact := out.Text.Origin(i, i+1)
			inside("a byte", at)
			inside("a byte", via...)
			if exact && (at.End != at.Start+1 || at.File.Text[at.Start] != out.Text.Bytes[i]) {
				t.Fatalf("byte %d of %q leads to %q", i, out.Text.Bytes, at)
			}
		}
		if _, err := e.Layout(context.Background(), p, out.Text.Bytes, nil); err != nil {
			t.Fatalf("%v", err)
		}
	}
}
