package render

import (
	"strings"
	"testing"

	"docgen/internal/source"
)

// shown prints what was found: each variable and filter with the text that its
// bytes hold in src; a guarded variable has a question mark in front.
func shown(src string, u uses) string {
	var out []string
	for _, v := range u.vars {
		s := strings.Join(v.Path, "/")
		if at := src[v.Start:v.End]; at != strings.Join(v.Path, ".") {
			s += "=" + at
		}
		if v.Guarded {
			s = "?" + s
		}
		out = append(out, s)
	}
	for _, f := range u.filters {
		if f.Name != src[f.Start:f.End] {
			out = append(out, "misplaced")
		}
		out = append(out, "|"+f.Name)
	}
	return strings.Join(out, " ")
}

func TestAnalyseExpr(t *testing.T) {
	for _, c := range []struct{ expr, want string }{
		{`page.heading`, "page/heading"},
		{` site.data.glossary.element-auth-api-key `, "site/data/glossary/element-auth-api-key"},
		{`page.seo | default: page.title`, "?page/seo ?page/title |default"},
		{`page.seo | escape | default: "x" | upcase`, "?page/seo |escape |default |upcase"},
		{`"x" | append: page.a, page.b`, "page/a page/b |append"},
		{`x | default: y, allow_false: z`, "?x ?y ?z |default"},
		{`a["b c"].d[0]`, `a/b c/d/0=a["b c"].d[0]`},
		{`links[forloop.index0].url`, "links forloop/index0"},
		{`a[b[c]].d`, "a b c"},
		{`a[-1]`, "a/-1=a[-1]"},
		{`(1..page.n)`, "page/n"},
		{`(a.x..b.y) | join: ","`, "a/x b/y |join"},
		{`1..5`, "!"},
		{`true`, ""},
		{`"it's" | replace: 'a "b"', ""`, "|replace"},
		{`'a | b'`, ""},
		{`"C:\"`, ""},
		{`page.empty?`, "page/empty?"},
		{`names | where_exp: "n", "n.lang == page.lang and n.x"`, "names page/lang |where_exp"},
		{`names | group_by_exp: 'n', "n.date | date: page.format" | size`, "names page/format |group_by_exp |date |size"},
		{`names | where_exp: v, w`, "names v w |where_exp"},
		{`x | date : "%Y"`, "x |date"},
		{"a\n| upcase", "a |upcase"},
	} {
		parsed, err := parseValue(c.expr)
		got := shown(c.expr, usesOf(parsed))
		if err != nil {
			got = "!"
		}
		if got != c.want {
			t.Errorf("%s: %s (%v), want %s", c.expr, got, err, c.want)
		}
	}
}

func TestAnalyseExprErrors(t *testing.T) {
	for _, c := range []struct{ expr, at, message string }{
		{`page.`, "", "found the end where a name should stand"},
		{`größe`, "ö", `found "ö" where the end should stand`},
		{`lead.First Name`, "Name", `found "Name" where the end should stand`},
		{`page.title | `, "", "found the end where a name should stand"},
		{`page.title | upcase downcase`, "downcase", `found "downcase" where the end should stand`},
		{`a | default: `, "", "found the end where a value should stand"},
		{`a | append: "b`, `"b`, `the string "b has no closing quote`},
		{`a = b`, "=", `write "==" to compare`},
		{`a[b`, "", `found the end where "]" should stand`},
		{`(1..2`, "", `found the end where ")" should stand`},
		{`a | size == 2`, "==", `found "==" where the end should stand`},
		{`a && b`, "&", `found "&" where the end should stand`},
	} {
		_, e := parseValue(c.expr)
		if e == nil || c.expr[e.start:e.end] != c.at || e.message != c.message {
			t.Errorf("%s: %+v, want %q at %q", c.expr, e, c.message, c.at)
		}
	}
}

func TestAnalyseTag(t *testing.T) {
	for _, c := range []struct{ name, args, want string }{
		{"if", `page.url == "/a" or page.x`, "?page/url ?page/x"},
		{"elsif", `page.tags contains tag`, "?page/tags ?tag"},
		{"unless", `a.b`, "?a/b"},
		{"if", `page.a == "b" and c.d != nil or e contains f`, "?page/a ?c/d ?e ?f"},
		{"if", `a <> 2`, "?a"},
		{"case", `page.kind`, "?page/kind"},
		{"when", `"a", b or 3`, "?b"},
		{"for", `post in paginator.posts reversed limit:page.n offset: continue`, "?paginator/posts page/n"},
		{"for", `i in (1..page.n) offset:2`, "?page/n"},
		{"tablerow", `x in list cols:2`, "?list"},
		{"assign", `names = include.names | split: ","`, "include/names |split"},
		{"assign", `page.x = 1`, ""},
		{"capture", `text`, ""},
		{"capture", `"text"`, ""},
		{"increment", `n`, ""},
		{"cycle", `"a", b, 'c'`, "b"},
		{"cycle", `"group": a, "b"`, "a"},
		{"cycle", `group: "a", "b"`, ""},
		{"include", `note.html content="a \"b\"" id=page.id type='t'`, "page/id note.html(content id type)"},
		{"include", `{{ f }}-{{ g }} content="{{ x }}"`, "f g {{ f }}-{{ g }}(content)"},
		{"include", `{{ page.file | downcase }}.md`, "page/file |downcase {{ page.file | downcase }}.md()"},
		{"include_relative", `includes/{{page.elementKey}}-x.html a = "1"`, "page/elementKey includes/{{page.elementKey}}-x.html(a)"},
		{"include", "x.html\n  a=\"1\n2\"\n  b=true", "x.html(a b)"},
		{"else", ``, ""},
		{"highlight", `json linenos`, ""},
	} {
		var use includeUse
		var err *exprError
		if strings.HasPrefix(c.name, "include") {
			use, err = analyseInclude(c.args)
		} else {
			var parsed any
			parsed, err = parseTag(c.name, c.args)
			use.uses = usesOf(parsed)
		}
		got := []string{shown(c.args, use.uses)}
		if use.File != "" {
			var names []string
			for _, p := range use.Params {
				names = append(names, p.Name)
				if at := c.args[p.Start:p.End]; !strings.HasPrefix(at, p.Name) || !strings.HasSuffix(at, p.Value) ||
					!strings.HasPrefix(c.args[p.ValueStart:], p.Value) {
					t.Errorf("%s %s: %+v is misplaced", c.name, c.args, p)
				}
			}
			got = append(got, use.File+"("+strings.Join(names, " ")+")")
		}
		if got := strings.Join(strings.Fields(strings.Join(got, " ")), " "); err != nil || got != c.want {
			t.Errorf("%s %s: %s (%v), want %s", c.name, c.args, got, err, c.want)
		}
	}
}

func TestAnalyseTagErrors(t *testing.T) {
	for _, c := range []struct{ name, args, at, message string }{
		{"if", ``, "", "found the end where a value should stand"},
		{"for", `x of y`, "of", `found "of" where "in" should stand`},
		{"for", `x in y step: 2`, "step", `found "step" where offset or limit should stand`},
		{"for", `x in y | sort: "z"`, "|", `found "|" where the end should stand`},
		{"assign", `x == 1`, "=", `found "=" where a value should stand`},
		{"capture", `a b`, "a b", "capture takes the name of one variable"},
		{"include", ``, "", "the name of a file is missing"},
		{"include", `a.html content="<a href="x">"`, `"`, `this quote ends the value of "content"; write \" for a quote inside`},
		{"include", `a.html x="1" content="{{ b }}"`, `x="1" content="{{ b }}"`, "Jekyll takes {{ }} in a parameter for a part of the file's name; write name=variable"},
		{"include", `{{ "a" }}.html`, `{{ "a" }}`, "{{ }} in the name of a file holds one variable, and filters"},
		{"include", `a.html content="b`, `content="b`, "the value has no closing quote"},
		{"include", `a.html b c="d"`, "b", `parameters are written name="value"`},
	} {
		_, e := parseTag(c.name, c.args)
		if c.name == "include" {
			_, e = analyseInclude(c.args)
		}
		if e == nil || c.args[e.start:e.end] != c.at || e.message != c.message {
			t.Errorf("%s %s: %+v, want %q at %q", c.name, c.args, e, c.message, c.at)
		}
	}
}

// spanOf returns a text as a file of its own.
func spanOf(text string) source.Span { return source.NewFile("", []byte(text)).All() }
