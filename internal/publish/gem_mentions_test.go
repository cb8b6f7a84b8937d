package publish

import "testing"

func TestMentions(t *testing.T) {
	link := func(name string) string {
		return `<a href="https://github.com/` + name + `" class="user-mention">@` + name + `</a>`
	}
	for in, want := range map[string]string{
		"hi @ada":          "hi " + link("ada"),
		"@a-b, (@c).":      link("a-b") + ", (" + link("c") + ").",
		"x@y.org":          "x@y.org",
		"@org/team":        "@org/team",
		"@example.com":     "@example.com",
		"thanks @bob...":   "thanks " + link("bob") + "...",
		"we @mention them": "we @mention them",
	} {
		if got := string(mentionsIn([]byte(in), "https://github.com/")); got != want {
			t.Errorf("%q gives %q, want %q", in, got, want)
		}
	}
}
