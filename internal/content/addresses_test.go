package content

import "testing"

func TestRunsScript(t *testing.T) {
	for address, want := range map[string]bool{
		"javascript:alert(1)":              true,
		" \tJava\nScript:alert(1)":         true,
		"\x00javascript:alert(1)":          true,
		"javascript&colon;alert(1)":        true,
		"&#106;avascript&#x3a;alert(1)":    true,
		"vbscript:x":                       true,
		"data:text/html,<script>":          true,
		"https://example.com/javascript:x": false,
		"/javascript:x":                    false,
		"mailto:a@example.com":             false,
		"docs/data.html":                   false,
		"":                                 false,
	} {
		if got := RunsScript(address); got != want {
			t.Errorf("%q: got %v", address, got)
		}
	}
}

func TestSetBaseURL(t *testing.T) {
	for base, want := range map[string][2]string{
		"https://docs.example.com":        {"https://docs.example.com", ""},
		"https://docs.example.com/":       {"https://docs.example.com", ""},
		"http://localhost:4000/a/b/":      {"http://localhost:4000", "/a/b"},
		"/":                               {"", ""},
		"/guide/":                         {"", "/guide"},
		"javascript:alert(1)":             {},
		"//example.com":                   {},
		"/%2f%2fexample.com":              {},
		"/a//b":                           {},
		"https://example.com/../a":        {},
		"https://example.com\"><script>":  {},
		"https://example.com/\"><script>": {},
		"https://user:pass@example.com":   {},
		"https://:80":                     {},
		"/a b":                            {},
		"":                                {},
	} {
		c := &Config{}
		err := c.SetBaseURL(base)
		if ok := want != [2]string{} || base == "/"; (err == nil) != ok || ok && (c.URL != want[0] || c.BaseURL != want[1]) {
			t.Errorf("%q: %q %q, %v", base, c.URL, c.BaseURL, err)
		}
	}
}
