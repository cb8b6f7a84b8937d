package content

import (
	"strings"
	"testing"
)

// TestLinkPrefix rewrites links as jekyll-polyglot does.
func TestLinkPrefix(t *testing.T) {
	c := &Config{BaseURL: "/b", URL: "https://x.org", Exclude: []string{"Gemfile", "*.md"}}
	g := &polyglot{standard: "en", languages: []string{"en", "de"}, exclude: []string{"css/", "robots"}}
	for in, want := range map[string]string{
		`<a href="/b/a/">`:                           `<a href="/b/de/a/">`,
		`<a href="/b/">`:                             `<a href="/b/de/">`,
		`<a href="/b">`:                              "",
		`<a href="/a/">`:                             "",
		`<a href="a/">`:                              "",
		`<a href='/b/a/'>`:                           "",
		`<a href=/b/a>`:                              "",
		`<a href="/b/a?x=1">`:                        "",
		`<a href="/b/a/?x=1">`:                       `<a href="/b/de/a/?x=1">`,
		`<a href="/b/a#x">`:                          `<a href="/b/de/a#x">`,
		`<a href="/b/a.b.html">`:                     `<a href="/b/de/a.b.html">`,
		`<a href="/b/a..html">`:                      "",
		`<a href="/b/a/(x)">`:                        "",
		`<a href="/b/a b/">`:                         "",
		`<a href="/b/css/x.css">`:                    "",
		`<a href="/b/x.css/">`:                       "",
		`<a href="/b/my/css/x.css">`:                 `<a href="/b/de/my/css/x.css">`,
		`<a href="/b/robots.txt">`:                   "",
		`<a href="/b/my-robots">`:                    `<a href="/b/de/my-robots">`,
		`<a href="/b/read.md">`:                      "",
		`<a href="/b/de/a">`:                         "",
		`<a href="/b/de">`:                           `<a href="/b/de/de">`,
		`<a href="https://x.org/b/a/">`:              `<a href="https://x.org/b/de/a/">`,
		`<a href="https://x.org/a/">`:                "",
		`<a hreflang="en" href="https://x.org/b/a">`: "",
		`<a hreflang="en" href="/b/a">`:              `<a hreflang="en" href="/b/de/a">`,
		`<a hreflang="de" href="https://x.org/b/a">`: `<a hreflang="de" href="https://x.org/b/de/a">`,
		`<a ferh="/b/a/">`:                           `<a href="/b/a/">`,
		`<a ferh="/b/de/">`:                          `<a href="/b/de/">`,
		`<a ferh="https://x.org/b/css/a">`:           `<a href="https://x.org/b/css/a">`,
		`<a ferh="#x">`:                              "",
		`href="/b/a`:                                 "",
		`href="/b/`:                                  "",
		`href=`:                                      "",
		`=href="/b/a" href="/b/c"`:                   `=href="/b/de/a" href="/b/de/c"`,
	} {
		if want == "" {
			want = in
		}
		if got := string(newLinkPrefix(c, g, "de").rewrite([]byte(in))); got != want {
			t.Errorf("%s\ngives %s\nwant  %s", in, got, want)
		}
		same := strings.ReplaceAll(strings.ReplaceAll(want, "/b/de/a", "/b/a"), StaticHref, "href")
		if got := string(newLinkPrefix(c, g, "en").rewrite([]byte(in))); !strings.Contains(in, StaticHref) && got != in || strings.Contains(in, StaticHref+`="/`) && got != same {
			t.Errorf("in the default language %s\ngives %s", in, got)
		}
	}
}

// FuzzLinkPrefix: of a text nothing is changed but links.
func FuzzLinkPrefix(f *testing.F) {
	f.Add(`<a href="/b/a/" ferh="/b/x"> href=/b/href="/b/c`)
	l := newLinkPrefix(&Config{BaseURL: "/b"}, &polyglot{standard: "en", languages: []string{"en", "de"}}, "de")
	f.Fuzz(func(t *testing.T, text string) {
		plain := func(s string) string {
			return strings.NewReplacer(StaticHref, "href", "/b/de/", "/b/", `"`, "").Replace(s)
		}
		if got := string(l.rewrite([]byte(text))); plain(plain(got)) != plain(plain(text)) && !strings.Contains(text, "/de") {
			t.Errorf("%q gives %q", text, got)
		}
	})
}
