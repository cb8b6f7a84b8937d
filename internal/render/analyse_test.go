package render

import (
	"strings"
	"testing"

	"github.com/osteele/liquid/expressions"

	"docgen/internal/source"
)

// uses prints what was found: each variable and filter with the text that its
// bytes hold in src; a guarded variable has a question mark in front.
func uses(src string, vars []varUse, filters []filterUse) string {
	var out []string
	for _, v := range vars {
		s := strings.Join(v.Path, "/")
		if at := src[v.Start:v.End]; at != strings.Join(v.Path, ".") {
			s += "=" + at
		}
		if v.Guarded {
			s = "?" + s
		}
		out = append(out, s)
	}
	for _, f := range filters {
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
		{`a == "b" and c.d != nil or e contains f`, "a c/d e f"},
		{`a <> 2`, "a"},
		{`(a or b) and c`, "a b c"},
		{`true`, ""},
		{`"it's" | replace: 'a "b"', ""`, "|replace"},
		{`'a | b'`, ""},
		{`"C:\"`, ""},
		{`page.empty?`, "page/empty?"},
		{`names | where_exp: "n", "n.lang == page.lang and n.x"`, "names page/lang |where_exp"},
		{`names | group_by_exp: 'n', "n.date | date: page.format" | size`, "names page/format |group_by_exp |date |size"},
		{`names | where_exp: v, w`, "names v w |where_exp"},
		{`x | date : "%Y"`, "x |date"},
		{`größe.höhe`, "größe/höhe"},
		{"a\n| upcase", "a |upcase"},
	} {
		vars, filters, err := analyseExpr(c.expr)
		got := uses(c.expr, vars, filters)
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
		{``, "", "found the end where a value should stand"},
		{`page.`, ".", `found "." where the end should stand`},
		{`lead.First Name`, "Name", `found "Name" where the end should stand`},
		{`page.title | `, "", "found the end where a name should stand"},
		{`page.title | upcase downcase`, "downcase", `found "downcase" where the end should stand`},
		{`a | default: `, "", "found the end where a value should stand"},
		{`a | append: "b`, `"b`, `the string "b has no closing quote`},
		{`a = b`, "=", `write "==" to compare`},
		{`a[b`, "", `found the end where "]" should stand`},
		{`(1..2`, "", `found the end where ")" should stand`},
		{`a | size == 2`, "==", `found "==" where the end should stand`},
		{`n | plus: 10000000000000000000`, "10000000000000000000", "the number 10000000000000000000 is too big"},
		{`a && b`, "&", `found "&" where the end should stand`},
		{`x | where_exp: "p", "p.a = 2"`, "=", `write "==" to compare`},
	} {
		_, _, err := analyseExpr(c.expr)
		e, ok := err.(*exprError)
		if !ok || c.expr[e.start:e.end] != c.at || e.message != c.message {
			t.Errorf("%s: %+v, want %q at %q", c.expr, err, c.message, c.at)
		}
	}
}

func TestAnalyseTag(t *testing.T) {
	for _, c := range []struct{ name, args, want string }{
		{"if", `page.url == "/a" or page.x`, "?page/url ?page/x"},
		{"elsif", `page.tags contains tag`, "?page/tags ?tag"},
		{"unless", `a.b`, "?a/b"},
		{"case", `page.kind`, "?page/kind"},
		{"when", `"a", b or 3`, "?b"},
		{"for", `post in paginator.posts limit:page.n offset: continue reversed`, "?paginator/posts page/n"},
		{"for", `i in (1..page.n) offset:2`, "?page/n"},
		{"for", `x in page.list | sort: "y"`, "?page/list |sort"},
		{"tablerow", `x in list cols:2`, "?list"},
		{"assign", `names = include.names | split: ","`, "include/names |split"},
		{"assign", `page.x = 1`, ""},
		{"capture", `text`, ""},
		{"capture", `"text"`, ""},
		{"increment", `n`, ""},
		{"cycle", `"a", b, 'c'`, "b"},
		{"cycle", `"group": a, "b"`, "a"},
		{"cycle", `group: "a", "b"`, ""},
		{"include", `note.html content="a \"b\" {{x}}" id=page.id type='t'`, "page/id note.html(content id type)"},
		{"include", `{{ page.file | downcase }}.md`, "page/file |downcase {{ page.file | downcase }}.md()"},
		{"include_relative", `includes/{{page.elementKey}}-x.html a = "1"`, "page/elementKey includes/{{page.elementKey}}-x.html(a)"},
		{"include", "x.html\n  a=\"1\n2\"\n  b=true", "x.html(a b)"},
		{"else", ``, ""},
		{"highlight", `json linenos`, ""},
	} {
		use, err := analyseTag(c.name, c.args)
		got := []string{uses(c.args, use.Vars, use.Filters)}
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
		{"for", `x in y step: 2`, "step:", `found "step:" where the end should stand`},
		{"assign", `x == 1`, "==", `found "==" where "=" should stand`},
		{"capture", `a b`, "b", `found "b" where the end should stand`},
		{"include", ``, "", "the name of a file is missing"},
		{"include", `a.html content="<a href="x">"`, `"`, `this quote ends the value of "content"; write \" for a quote inside`},
		{"include", `a.html content="b`, `content="b`, "the value has no closing quote"},
		{"include", `a.html b c="d"`, "b", `parameters are written name="value"`},
		{"include", `{{ a b }}.html`, "b", `found "b" where the end should stand`},
		{"include", `a.html n=-`, "-", `found "-" where a value should stand`},
	} {
		_, err := analyseTag(c.name, c.args)
		e, ok := err.(*exprError)
		if !ok || c.args[e.start:e.end] != c.at || e.message != c.message {
			t.Errorf("%s %s: %+v, want %q at %q", c.name, c.args, err, c.message, c.at)
		}
	}
}

func TestEngineDialect(t *testing.T) {
	for _, c := range []struct{ expr, want string }{
		{`page.title | default: "x"`, `page.title | default: docgen_literal.s23_24`},
		{`"a\n" | split: '\'`, `docgen_literal.s1_4 | split: docgen_literal.s16_17`},
		{`"C:\" | size`, `docgen_literal.s1_4 | size`},
		{`x | date : ""`, `x | date: ""`},
		{`a <> 'b'`, `a != docgen_literal.s6_7`},
		{`a <> b`, `(a | docgen_weigh) != b`},
		{`a[b].c<b and d == 1`, `(a[(b | docgen_weigh)].c | docgen_weigh)<b and d == 1`},
		{`a contains 'b' or 'c'.d contains e[0]`, `(a | docgen_weigh) contains docgen_literal.s12_13 or (docgen_literal.s19_20.d | docgen_weigh) contains (e[0] | docgen_weigh)`},
		{`(a contains b) and (1..c) == d`, `((a | docgen_weigh) contains (b | docgen_weigh)) and ((1..c) | docgen_weigh) == d`},
		{`(a == b or c) contains d`, `(((a | docgen_weigh) == b or c) | docgen_weigh) contains (d | docgen_weigh)`},
		{`a.b == empty`, `a.b .size == 0`},
		{`a <> empty and b`, `a .size != 0 and b`},
		{`a and b and c`, `a and b and c`},
		{`a and b == 1 or c`, `a and ( b == 1 or ( c))`},
	} {
		got := libraryDialect(spanOf(c.expr))
		if got != c.want {
			t.Errorf("%s: %s, want %s", c.expr, got, c.want)
		}
		if _, err := expressions.Parse(got); err != nil {
			t.Errorf("%s: %v", got, err)
		}
	}
}

// Whatever the analysis lets pass must be understood by the library.
func FuzzAnalyseExpr(f *testing.F) {
	for _, expr := range []string{
		`page.seo | default: page.title`, `a["b c"].d[0]`, `(1..n) | join: ","`, `a == 1 and b contains 'c' or d`,
		`x | where_exp: "p", "p.a <> 2"`, `"a\" | size`, `a == empty`, `-1.5 <= b[c.d]`,
	} {
		f.Add(expr)
	}
	f.Fuzz(func(t *testing.T, expr string) {
		vars, filters, err := analyseExpr(expr)
		uses(expr, vars, filters)
		if e, ok := err.(*exprError); ok {
			_ = expr[e.start:e.end]
			return
		}
		if _, err := expressions.Parse(libraryDialect(spanOf(expr))); err != nil {
			t.Errorf("%q passes, but the library says: %v", expr, err)
		}
	})
}

// spanOf returns a text as a file of its own.
func spanOf(text string) source.Span { return source.NewFile("", []byte(text)).All() }
