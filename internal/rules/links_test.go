package rules

import (
	"slices"
	"strings"
	"testing"
)

// TestFixesOfLinks applies the safe fixes of the link rules to a line.
func TestFixesOfLinks(t *testing.T) {
	tests := map[string]string{
		"Set up [webhooks][#set-up].":                                                 "Set up [webhooks](#set-up).",
		"See [the setup] (setup.html#set-up).":                                        "See [the setup](setup.html#set-up).",
		"See [the setup(setup.html)] first.":                                          "See [the setup](setup.html) first.",
		"See [the setup (setup.html)] first.":                                         "See [the setup](setup.html) first.",
		"See [[the setup](setup.html).":                                               "See [the setup](setup.html).",
		"See [the setup](setup.html)].":                                               "See [the setup](setup.html).",
		"See [the setup(setup.html).":                                                 "See [the setup](setup.html).",
		"See <a href=setup.html>the setup<a>.":                                        "See <a href=setup.html>the setup</a>.",
		"See <a href=setup.html?a=b>the setup</a>.":                                   `See <a href="setup.html?a=b">the setup</a>.`,
		`{% include note.html content="See <a href=setup.html?a=b>the setup</a>." %}`: `{% include note.html content="See <a href='setup.html?a=b'>the setup</a>." %}`,
		"See [the setup](setup.htlm?a=b#set-up).":                                     "See [the setup](setup.html?a=b#set-up).",
		"See [above](#Set-up).":                                                       "See [above](#set-up).",
		`See <a href='setup.html#setup'>this</a>.`:                                    `See <a href='setup.html#set-up'>this</a>.`,
		"![The page](img/Page.png)":                                                   "![The page](img/page.png)",
		"See [the setup](setup.html":                                                  "", // where the address ends is a guess
		"See [the bill](billing.html).":                                               "",
	}
	for line, want := range tests {
		page := "---\ntitle: Events\n---\n## Set up\n\n" + line + "\n"
		archive := "-- events.md --\n" + page + "-- setup.md --\n---\ntitle: Setup\n---\n## Set up\n-- img/page.png --\n-- _includes/note.html --\n<div markdown=\"span\">{{include.content}}</div>\n"
		found := lintArchive(t, []byte(archive), "broken-anchor", "broken-link", "malformed-link", "missing-image")
		if len(found) != 1 {
			t.Errorf("%s: %d findings", line, len(found))
			continue
		}
		got := page
		for _, fix := range found[0].Fixes {
			for _, e := range slices.Backward(fix.Edits) {
				if fix.Safe {
					got = got[:e.Span.Start] + e.Text + got[e.Span.End:]
				}
			}
		}
		if want == "" {
			want = line
		}
		if _, got, _ = strings.Cut(got, "## Set up\n\n"); got != want+"\n" {
			t.Errorf("%s becomes %s", line, got)
		}
	}
}
