package markdown

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// compareEach compares the description of each element with the wanted one.
func compareEach[T any](t *testing.T, text string, got []T, describe func(T) string, want ...string) {
	t.Helper()
	var all []string
	for _, v := range got {
		all = append(all, describe(v))
	}
	if !slices.Equal(all, want) {
		t.Errorf("%q\n got %q\nwant %q", text, all, want)
	}
}

func TestLinks(t *testing.T) {
	for _, c := range []struct {
		text string
		want []string // what stands there: destination in the text, destination, text, title
	}{
		{"x [a](b) y", []string{"[a](b): b b a "}},
		{"[a *b* `]` c]( <d e>\n'f' )", []string{"[a *b* `]` c]( <d e>\n'f' ): d e d e a b ] c f"}},
		{"[]() [a](b\\)c(d) \"\\\"\")", []string{"[](): ", "[a](b\\)c(d) \"\\\"\"): b\\)c(d) b)c(d) a \""}},
		{"> [a\n> b](c\n> (d\n> e))", []string{"[a\n> b](c\n> (d\n> e)): c c a b d\ne"}},
		{"[![a](b)](c)", []string{"[![a](b)](c): c c a "}},
		{"[a][b] [B][] [b]\n\n[b]: <u&amp;v> 't'", []string{
			"[a][b]: u&amp;v u&v a t", "[B][]: u&amp;v u&v B t", "[b]: u&amp;v u&v b t"}},
		{"<https://a.b/?c&amp;> www.a.b, me@a.b", []string{
			"<https://a.b/?c&amp;>: https://a.b/?c&amp; https://a.b/?c&amp; https://a.b/?c&amp; ",
			"www.a.b: www.a.b http://www.a.b www.a.b ", "me@a.b: me@a.b mailto:me@a.b me@a.b "}},
		{"a <a href=#x>*b*</a> `<a href=y>`", []string{"<a href=#x>*b*</a>: #x #x b "}},
		{"<p>\n<a\ntitle=t href='a&amp;b'>c <i>d</i>\n<img alt=e></a><a href=f>", []string{
			"<a\ntitle=t href='a&amp;b'>c <i>d</i>\n<img alt=e></a>: a&amp;b a&b c d t", "<a href=f>: f f  "}},
		{"[a] (b) [c][#d] [e(f)]", nil},
		{"| [a\\|b](c\\|d) |\n|---|", []string{"[a\\|b](c\\|d): c\\|d c|d a|b "}},
		{"\"[it's](a)\" -- [b...](c)", []string{"[it's](a): a a it’s ", "[b...](c): c c b… "}},
	} {
		for _, text := range []string{c.text, strings.ReplaceAll(c.text, "\n", "\r\n")} {
			d := parse(text, Dialect{LinkBareURLs: true, TypographicQuotes: strings.Contains(text, "--")})
			compareEach(t, text, d.Facts().Links, func(l Link) string {
				s := fmt.Sprintf("%s: %s %s %s %s", d.at(l.Range), d.at(l.To), l.Dest, l.Text, l.Title)
				if s = strings.ReplaceAll(s, "\r", ""); strings.TrimSpace(s) == "[]():" {
					return "[](): "
				}
				return s
			}, c.want...)
		}
	}
}

func TestImagesAndAnchors(t *testing.T) {
	text := "![a *b*](c 'd') [![](e)](f) <img src=g alt=\"h &lt;\"> <a name=i></a> <b id='j' name=k>\n\n<img src=l><br id=m>"
	d := parse(text, Dialect{})
	compareEach(t, text, d.Facts().Images, func(l Link) string { return d.at(l.To) + " " + l.Text }, "c a b", "e ", "g h <", "l ")
	compareEach(t, text, d.Facts().Anchors, func(a Attribute) string { return a.Name + " " + d.at(a.Range) }, "name i", "id j", "id m")
}

func TestTables(t *testing.T) {
	for _, c := range []struct {
		text string
		want []string // rows, cells after each "/"
	}{
		{"|a|b|\n|-|-|\n| 1 | `x\\|y` | 3 |\n|4|\n||5||\n6<br/>7|`8`</br>\n\nend",
			[]string{"|a|b|/a/b", "| 1 | `x\\|y` | 3 |/1/x|y{x\\|y x|y}/3", "|4|/4", "||5||//5/", "6<br/>7|`8`</br>/6\n7/8\n{8 8}"}},
		{"before\na | b\n--|--\n| c \\| d |\nno row", []string{"a | b/a/b", "| c \\| d |/c | d", "no row/no row"}},
		{"- > a|b\n  > -|-\n  > c|*d*", []string{"a|b/a/b", "c|*d*/c/d"}},
		{"| a |\n| b |", nil},
	} {
		for _, text := range []string{c.text, strings.ReplaceAll(c.text, "\n", "\r\n")} {
			d := parse(text, Dialect{})
			var rows []Row
			for _, table := range d.Facts().Tables {
				rows = append(append(rows, table.Header), table.Rows...)
			}
			compareEach(t, text, rows, func(r Row) string {
				s := d.at(r.Range)
				for _, cell := range r.Cells {
					s += "/" + cell.Text
					for _, l := range cell.Code {
						s += "{" + d.at(l.Range) + " " + l.Text + "}"
					}
				}
				return s
			}, c.want...)
		}
	}
}

func TestFences(t *testing.T) {
	for _, c := range []struct {
		text string
		want []string // range, language, body, closed, indent
	}{
		{"``` JSON docgen=skip\n{}\n```", []string{"``` JSON docgen=skip\n{}\n```: json \"{}\\n\" true 0"}},
		{"~~~\na\n```\n~~~~~ \t\nb", []string{"~~~\na\n```\n~~~~~:  \"a\\n```\\n\" true 0"}},
		{"1. a\n\n   ```sh\n   b\n     c\n      ```\n   d\n", []string{"```sh\n   b\n     c\n      ```: sh \"b\\n  c\\n\" true 3"}},
		{"- ```sh\n  a\n      ```\n  b\n", []string{"```sh\n  a\n      ```\n  b: sh \"a\\n    ```\\nb\\n\" false 2"}},
		{"- ```\n  a\n```\nb", []string{"```\n  a:  \"a\\n\" false 2", "```\nb:  \"b\" false 0"}},
		{"> ```\n> a\n>\n> ```\nb", []string{"```\n> a\n>\n> ```:  \"a\\n\\n\" true 2"}},
		{"> ```\n> a\n    ```", []string{"```\n> a:  \"a\\n\" false 2", "```:  \"```\" false 0"}},
		{"-\t```\n\ta\n\t\tb\n\t```", []string{"```\n\ta\n\t\tb\n\t```:  \"a\\n\\tb\\n\" true 2"}},
		{"```\n```", []string{"```\n```:  \"\" true 0"}},
		{"a\n\n    b\n\n      c\n", []string{"b\n\n      c:  \"b\\n\\n  c\\n\" false 0"}},
	} {
		for _, text := range []string{c.text, strings.ReplaceAll(c.text, "\n", "\r\n")} {
			d := parse(text, Dialect{})
			compareEach(t, text, d.Facts().Fences, func(f Fence) string {
				body := strings.ReplaceAll(f.Body.String(), "\r", "")
				return strings.ReplaceAll(fmt.Sprintf("%s: %s %q %v %d", d.at(f.Range), f.Lang, body, f.Closed, f.Indent), "\r", "")
			}, c.want...)
		}
	}
}

func TestFenceBodyLeadsBack(t *testing.T) {
	d := parse("> ```\n> one\n>\n> two\n> ```\n\n-\t```\n\t\tx\n\t```\n", Dialect{})
	body := d.Facts().Fences[0].Body
	i := strings.Index(body.String(), "two")
	if at, _, exact := body.Origin(i, i+3); !exact || at.String() != "two" {
		t.Errorf("leads to %q", at)
	}
}

func TestTags(t *testing.T) {
	for _, c := range []struct {
		text string
		want []string
	}{
		{"a <B Id=x c='d e' f>g</b></br><br/>", []string{"b id=x c=d e f=", "/b", "/br", "br/"}},
		{"<div a\n= \"b\" c=d/>\n<e/ f>", []string{"div a=b c=d/", "e f="}},
		{"<p><!-- <a> --><script>'<b>'</script><style><c></style><pre><d></pre><?e <f>?><g>", []string{
			"p", "script", "/script", "style", "/style", "pre", "/pre", "g"}},
		{"<add custom thing>\nx < y <z\n\n`<a>` \\<b> <c", []string{"add custom= thing="}},
		{"> <p\n> a='b\n> c'>", []string{"p a=b\n  c"}},
		{"<p a=1 a=2><a b=\"c></p>", []string{"p a=1 a=2", "/p"}},
	} {
		d := parse(c.text, Dialect{})
		compareEach(t, c.text, d.Facts().Tags, func(tag Tag) string {
			s := tag.Name
			if tag.Closing {
				s = "/" + s
			}
			if tag.SelfClosing {
				s += "/"
			}
			for _, a := range tag.Attributes {
				s += " " + a.Name + "=" + a.Value
			}
			return s
		}, c.want...)
	}
}

func TestLists(t *testing.T) {
	text := "2. a\n2. b\n\n   - 7) c\n   - d\n\n> 1. e\n> 3. f\n\n- g\n"
	d := parse(text, Dialect{})
	compareEach(t, text, d.Facts().Lists, func(l List) string {
		s := d.at(l.Range)
		for _, n := range l.Numbers {
			s += fmt.Sprintf(" %d=%s", n.Value, d.at(n.Range))
		}
		return s
	}, "2. a\n2. b\n\n   - 7) c\n   - d 2=2 2=2", "7) c 7=7", "1. e\n> 3. f 1=1 3=3")
}

func TestBlocks(t *testing.T) {
	text := "# a #\n\n> b\n>   c\nd\n\n- e\n  f\n\n|g|\n|-|\n\n<p markdown=span>h\n i</p>\n"
	d := parse(text, Dialect{})
	compareEach(t, text, d.Facts().Blocks, func(b Block) string {
		s := b.Kind
		for _, l := range b.Lines {
			s += "/" + d.at(l)
		}
		return s
	}, "heading/a", "paragraph/b/c/d", "item/e/f", "cell/g", "span/h/i")
}

func TestSections(t *testing.T) {
	text := "intro\n# One\na *b*\n`c`<br>d\n\n|e|f|\n|-|-|\n\n```\ng\n```\n## *Two* &amp;\n<p>h<b>i</b><!-- no --></p>\n<h3 id=x>Three</h3>j\n\n## Four\n"
	compareEach(t, text, parse(text, Dialect{}).Sections(),
		func(s Section) string { return s.ID + "|" + s.Title + "|" + s.Text },
		"||intro", "one|One|a b c d e f g", "two-|Two &|hi", "x|Three|j", "four|Four|")
}
