package example

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"docgen/internal/data"
	"docgen/internal/source"
)

const api = API("api.example/elements/api-v2")

func readText(text string) []*Request {
	return readCurl(source.Of(source.NewFile("page.md", []byte(text)).All()))
}

// found lists the problems of all commands as "line:column kind".
func found(text string) []string {
	file := source.NewFile("page.md", []byte(text))
	list := []string{}
	for _, c := range readCurl(source.Of(file.All())) {
		for _, p := range c.Problems {
			line, col := file.Position(p.Start)
			list = append(list, fmt.Sprintf("%d:%d %s", line, col, p.Kind))
		}
	}
	return list
}

// fixAll applies the fixes of all problems.
func fixAll(text string) string {
	var edits []data.Edit
	for _, c := range readText(text) {
		for _, p := range c.Problems {
			if p.Fix != nil {
				edits = append(edits, p.Fix.Edits...)
			}
		}
	}
	slices.SortStableFunc(edits, func(a, b data.Edit) int { return b.Start - a.Start })
	for _, e := range edits {
		text = text[:e.Start] + e.Text + text[e.End:]
	}
	return text
}

func TestRequest(t *testing.T) {
	type request struct{ method, url, path, body string }
	for text, want := range map[string]request{
		`curl https://a.example/x?y=1`:                                        {"GET", "https://a.example/x?y=1", "/x", ""},
		`curl -XPOST 'https://a.example/elements/api-v2/instances'`:           {"POST", "https://a.example/elements/api-v2/instances", "/instances", ""},
		`curl --url a.example/x -d '{"a": 1}'`:                                {"POST", "a.example/x", "a.example/x", `{"a": 1}`},
		`curl -G -d a=b https://a.example/`:                                   {"GET", "https://a.example/", "/", ""},
		`curl -sSI https://a.example`:                                         {"HEAD", "https://a.example", "", ""},
		`curl -T file https://a.example/f`:                                    {"PUT", "https://a.example/f", "/f", ""},
		`curl -X PATCH -d@body.json https://a.example/f`:                      {"PATCH", "https://a.example/f", "/f", ""},
		`curl -d"{\"a\": \"$B\"}" https://a.example/f`:                        {"POST", "https://a.example/f", "/f", `{"a": "$B"}`},
		`curl --json '{"a": "it'\''s"}' https://a.example/f`:                  {"POST", "https://a.example/f", "/f", `{"a": "it's"}`},
		`curl --json $'{"a": "it\'s\u0021"}' https://a.example/f`:             {"POST", "https://a.example/f", "/f", `{"a": "it's!"}`},
		`curl -d '{"a": "'"$B"'"}' https://a.example/f`:                       {"POST", "https://a.example/f", "/f", `{"a": "$B"}`},
		"curl -d @- https://a.example/f <<EOF\n{\"a\": 1}\nEOF\n":             {"POST", "https://a.example/f", "/f", "{\"a\": 1}\n"},
		`curl -X GET /elements/{keyOrId}/oauth/url?apiKey=<key>&s=<a b> &c=d`: {"GET", "/elements/{keyOrId}/oauth/url?apiKey=<key>&s=<a b> &c=d", "/elements/{keyOrId}/oauth/url", ""},
	} {
		list := readText(text)
		if len(list) != 1 {
			t.Errorf("%s: %d commands", text, len(list))
			continue
		}
		c := list[0]
		body := ""
		for _, text := range c.Bodies {
			body += text.String()
		}
		path := api.Path(c.URL)
		if got := (request{c.Method, c.URL.String(), path.String(), body}); got != want {
			t.Errorf("%s:\ngot  %q\nwant %q", text, got, want)
		}
		if len(c.Problems) > 0 {
			t.Errorf("%s: %v", text, c.Problems)
		}
	}
}

func TestHeaders(t *testing.T) {
	c := readText(`curl -H 'Authorization: User <A>' -H"X-Y:z" https://a.example`)[0]
	got := ""
	for _, h := range c.Headers {
		got += h.Name.String() + "=" + h.Value.String() + ";"
	}
	if want := "Authorization=User <A>;X-Y=z;"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestElementKey(t *testing.T) {
	for url, want := range map[string]string{
		"https://a.example/elements/api-v2/elements/acme/oauth/url?a=b": "acme",
		"https://a.example/elements/api-v2/events/acme/":                "acme",
		"/elements/{keyOrId}/oauth/url":                                 "",
		"/elements/145/instances":                                       "",
		"/elements/keys":                                                "",
		"https://a.example/elements/api-v2/instances":                   "",
	} {
		text := source.Of(source.NewFile("f", []byte(url)).All())
		key, ok := api.ElementKey(text)
		if key.String() != want || ok != (want != "") {
			t.Errorf("%s: got %q %v", url, key.String(), ok)
		}
	}
}

func TestCommandsInText(t *testing.T) {
	for text, want := range map[string]int{
		"$ curl https://a.example | jq .\n{\n  \"curl\": 1\n}\n":                                   1,
		"Run curl to see it\ncurl is a tool.\n# curl https://a.example":                            0,
		"A=1 curl https://a.example && curl https://b.example; echo curl":                          2,
		"TOKEN=$(curl -s https://a.example/t | jq -r .t)\ncurl -H \"A: $TOKEN\" https://a.example": 2,
		"for i in 1 2; do curl \"https://a.example/$i\"; done":                                     1,
		"me@host:~$ curl https://a.example\r\nHTTP/1.1 200 OK\r\n":                                 1,
		"echo 'curl https://a.example'":                                                            0,
	} {
		list := readText(text)
		if len(list) != want {
			t.Errorf("%s: %d commands, want %d", text, len(list), want)
		}
		if got := found(text); len(got) > 0 {
			t.Errorf("%s: %v", text, got)
		}
	}
}

func TestProblems(t *testing.T) {
	for _, c := range []struct{ text, want, fixed string }{
		{"curl -X POST\n-H 'A: b'\n-d @f\n'https://a.example'\n\n{}\n", "1:13 missing-continuation",
			"curl -X POST \\\n-H 'A: b' \\\n-d @f \\\n'https://a.example'\n\n{}\n"},
		{"curl https://a.example \\\n -H 'A: b' \\\n\n{\n}\n", "2:12 dangling-continuation",
			"curl https://a.example \\\n -H 'A: b'\n\n{\n}\n"},
		{"curl https://a.example \\ \n -H 'A: b'", "1:24 dangling-continuation", "curl https://a.example \\\n -H 'A: b'"},
		{"curl https://a.example \\\n\n -H 'A: b'", "1:24 dangling-continuation", "curl https://a.example \\\n -H 'A: b'"},
		{"curl https://a.example\\\n-H 'A: b'", "1:23 missing-space", "curl https://a.example \\\n-H 'A: b'"},
		{"curl -H 'A: b -d @f https://a.example", "1:14 unterminated-quote", "curl -H 'A: b' -d @f https://a.example"},
		{"curl -H 'A: b -H 'C: d' https://a.example", "1:14 unterminated-quote", "curl -H 'A: b' -H 'C: d' https://a.example"},
		{"curl https://a.example -d '{\"a\": [1]}\n", "1:38 unterminated-quote", "curl https://a.example -d '{\"a\": [1]}'\n"},
		{"curl -d '{\"a\": 1} \\\n  -H 'A: b' https://a.example", "1:18 unterminated-quote", "curl -d '{\"a\": 1}' \\\n  -H 'A: b' https://a.example"},
		{"curl 'https://a.example -d \"a=b\"'", "1:24 misplaced-quote", "curl 'https://a.example' -d \"a=b\""},
		{"curl 'https://a.example/?q='b c''", "1:28 misplaced-quote 1:30 space-in-url", "curl 'https://a.example/?q=%27b%20c%27'"},
		{"curl -H A: b' https://a.example", "1:9 misplaced-quote", "curl -H 'A: b' https://a.example"},
		{"curl -H A: b' -H 'C: d' https://a.example", "1:9 misplaced-quote", "curl -H 'A: b' -H 'C: d' https://a.example"},
		{"curl -d '{\"a\": \"${d:yyyy'T'HH}\"}' https://a.example", "1:25 quote-in-payload", "curl -d '{\"a\": \"${d:yyyy'\\''T'\\''HH}\"}' https://a.example"},
		{"curl -d \"{\"a\": \"b\"}\" https://a.example", "1:11 quote-in-payload", `curl -d "{\"a\": \"b\"}" https://a.example`},
		{"curl -d {\"a\": 1} https://a.example", "1:9 unquoted-payload", `curl -d '{"a": 1}' https://a.example`},
		{"curl -d '{ \\\n  \"a\": 1 \\\n}' https://a.example", "1:12 backslash-in-payload", "curl -d '{\n  \"a\": 1\n}' https://a.example"},
		{"curl https;//a.example/x", "1:11 url-typo", "curl https://a.example/x"},
		{"curl htps://a.example/x?u=http:/b.example", "1:6 url-typo 1:31 url-typo", "curl https://a.example/x?u=http://b.example"},
		{"curl https://a.example -d '{\"u\": \"http:\\\\b.example\"}'", "1:39 url-typo", ""},
		{"curl 'https://a.example/a b'", "1:26 space-in-url", "curl 'https://a.example/a%20b'"},
		{"curl 'https://a.example/?u=https:%3A%2F%2Fb.example%2auth'", "1:28 malformed-url-escape",
			"curl 'https://a.example/?u=https%3A%2F%2Fb.example%2Fauth'"},
		{"curl 'https://a.example/?u=100%&v=1'", "1:31 malformed-url-escape", ""},
		{"curl https://api/x", "1:14 bad-host", ""},
		{"curl https://api.a.example-/x", "1:14 bad-host", ""},
		{"curl https://a..example/x", "1:14 bad-host", ""},
		{"curl https://api.acme-one.com -d '{\"u\": \"https://acme-on.com/\"}'", "1:50 bad-host", ""},
		{"curl https://api.acme-one.com -d '{\"u\": \"https://api.acme-one/x\"}'", "1:50 bad-host", ""},
		{"curl -X POST -H 'A: b'", "1:1 no-url", ""},
		{"curl -X GTE https://a.example", "1:9 unknown-method", "curl -X GET https://a.example"},
		{"curl POST https://a.example", "1:6 missing-option", "curl -X POST https://a.example"},
		{"curl -H “A: b” https://a.example", "1:9 smart-quote", `curl -H "A: b" https://a.example`},
		{"curl –H 'A: b' —data x https://a.example", "1:6 smart-dash 1:16 smart-dash", "curl -H 'A: b' --data x https://a.example"},
		{"curl --hedaer 'A: b' https://a.example", "1:6 unknown-option", "curl --header 'A: b' https://a.example"},
		{"curl --H 'A: b' https://a.example", "1:6 unknown-option", "curl -H 'A: b' https://a.example"},
		{"curl --request=PUT https://a.example", "1:6 unknown-option", "curl --request PUT https://a.example"},
		{"curl -request PUT https://a.example", "1:6 unknown-option", "curl --request PUT https://a.example"},
		{"curl https://a.example -d -H 'A: b'", "1:24 missing-argument", ""},
		{"curl https://a.example -X", "1:24 missing-argument", ""},
		{"curl -H Content-Type: text/plain https://a.example", "1:9 unquoted-header", `curl -H "Content-Type: text/plain" https://a.example`},
		{"curl -H 'Content-Type text/plain' https://a.example", "1:9 malformed-header", ""},
		{"curl https://a.example/?a=1&b=2 -H 'A: b'", "1:28 unquoted-url", "curl 'https://a.example/?a=1&b=2' -H 'A: b'"},
		{"curl https://a.example/?f=(a)", "1:27 unquoted-url", "curl 'https://a.example/?f=(a)'"},
		{"curl https;//a.example/<id>?a=<b>", "1:11 url-typo", "curl https://a.example/<id>?a=<b>"},
		{"curl -H 'A: b\" https://a.example", "1:14 misplaced-quote", "curl -H 'A: b' https://a.example"},
		{"curl -d '{\"a\": 1}\" https://a.example", "1:18 misplaced-quote", "curl -d '{\"a\": 1}' https://a.example"},
		{"curl -d 'a=it's' https://a.example", "1:14 misplaced-quote", "curl -d 'a=it'\\''s' https://a.example"},
		{"curl https://a.example' -H 'A: b'", "1:6 misplaced-quote", "curl 'https://a.example' -H 'A: b'"},
		{"curl -X POST\ncurl https;//a.example \\\n", "1:1 no-url 2:11 url-typo 2:24 dangling-continuation", ""},
	} {
		for _, eol := range []string{"\n", "\r\n"} {
			text := strings.ReplaceAll(c.text, "\n", eol)
			if got := strings.Join(found(text), " "); got != c.want {
				t.Errorf("%q:\ngot  %s\nwant %s", text, got, c.want)
			}
			if want := strings.ReplaceAll(c.fixed, "\n", eol); want != "" {
				if got := fixAll(text); got != want {
					t.Errorf("%q fixed:\ngot  %q\nwant %q", text, got, want)
				}
			}
		}
	}
}

func TestNoProblems(t *testing.T) {
	for _, text := range []string{
		"curl https://a.example/x?a=<b>",
		"curl -X GET /elements/{keyOrId}/x?a=<b c>&d=<e f> &g=https://a.example https://b.example",
		"curl -H 'Authorization: User , Organization ' https://a.example",
		"curl http://localhost:9200/_search -d '{\"query\": {}}'",
		"curl https://{host}/x https://[HOST]/y \"https://$HOST/z\" https://10.0.0.1:8443/",
		"curl -F file=@a.csv -F 'meta={\"a\": \"b c\"}' https://a.example > out.json 2>&1",
		"curl 'https://a.example/?where=d%3E'\\''2017-01-15'\\''&p=1'",
		"curl \"https://a.example/users/'me@a.example'\"",
		"curl -w '\\n%{http_code}\\n' -o /dev/null -s https://a.example",
		"curl -d '<a>\n  <b/>\n</a>' https://a.example",
		"curl -d '{\n  \"a\": 1\n}\n' \\\n 'https://a.example'",
		"curl -d '\n{\"a\": {}}' https://a.example",
		"curl https://a.example <OPTIONS>\n\n- item\n--- rule\n",
		"curl --version",
		"curl https://a.example ^\n  -H \"A: b\"",
		"curl -X POST ... https://a.example",
		"curl https://a.example # the list\n",
		"curl -u user:pass -k -b 'a=b' -A agent -e ref https://a.example &",
		"curl https://a.example -H 'A: b' || exit 1",
		"curl -d '{\"u\": \"see http://b.example, https: or http/2\", \"protocol\": \"http\"}' https://a.example",
	} {
		if got := found(text); len(got) > 0 {
			t.Errorf("%s: %v", text, got)
		}
	}
}

// wellFormed are commands for tests that break them.
var wellFormed = []string{
	"curl -X POST \\\n  https://api.example.com/elements/api-v2/instances \\\n" +
		"  -H 'Authorization: User <USER_SECRET>, Organization <ORG>' \\\n  -H \"content-type: application/json\" \\\n" +
		"  -d '{\n  \"element\": {\n    \"key\": \"abc\"\n  },\n  \"when\": \"yyyy-MM-dd'\\''T'\\''HH:mm\",\n  \"tags\": [\"a\", \"b\"]\n}'\n",
	"curl -sS -X PUT \\\n  --header 'Accept: application/json' \\\n  --data '{\n  \"name\": \"it'\\''s\",\n  \"n\": [1, 2]\n}' \\\n" +
		"  'https://api.example.com/v1/things?where=name%3D%27a%27&max=3'\n",
	"$ curl --request GET \\\n    --url \"https://api.example.com/things/42?a=$ID&b=c\" \\\n    --user name:secret\n\n{\n  \"id\": 42\n}\n",
	"curl -F file=@a.csv \\\n  -H 'Accept: text/csv' \\\n  -o out.json \\\n  https://api.example.com/upload | jq .\n",
	"curl -X PATCH https://api.example.com/things/1 \\\n  -H 'Content-Type: application/json' \\\n" +
		"  --data-raw \"{\\\"name\\\": \\\"$NAME\\\", \\\"on\\\": true}\"\n",
}

// oddCommands are more seeds for mutants.
var oddCommands = []string{"curl -d '{\"a\": 'b'}", "curl “a” –d {", "curl $'\\x41\\u00e9\\n'", "curl <<E\nE\n", "x=`curl a.b`; $(curl <a>)"}

// TestPlanted breaks well-formed commands, one character at a time.
func TestPlanted(t *testing.T) {
	for _, text := range wellFormed {
		if got := found(text); len(got) > 0 {
			t.Errorf("%s: %v", text, got)
		}
		for i := range text {
			kinds := []string{"unterminated-quote", "misplaced-quote", "quote-in-payload"}
			switch {
			case strings.HasPrefix(text[i:], "\\\n"):
				kinds = []string{"missing-continuation"}
			case strings.HasPrefix(text[i:], "://"):
				kinds = []string{"url-typo"}
			case text[i] != '\'' && (text[i] != '"' || inPayload(text, i)):
				continue
			}
			line := 1 + strings.Count(text[:i], "\n")
			for _, eol := range []string{"\n", "\r\n"} {
				broken := strings.ReplaceAll(text[:i]+text[i+1:], "\n", eol)
				got := found(broken)
				if len(got) == 1 && slices.ContainsFunc(kinds, func(kind string) bool {
					return strings.HasPrefix(got[0], fmt.Sprintf("%d:", line)) && strings.HasSuffix(got[0], " "+kind)
				}) {
					continue
				}
				t.Errorf("%q: got %v, want one of %v on line %d", broken, got, kinds, line)
			}
		}
	}
}

// inPayload reports whether the double quote at i belongs to a payload or
// a response.
func inPayload(text string, i int) bool {
	open := max(strings.Index(text, "'{"), strings.Index(text, "\n{"))
	return open >= 0 && i > open || text[i-1] == '\\'
}

func FuzzCurl(f *testing.F) {
	for _, text := range wellFormed {
		f.Add(text)
		f.Add(strings.ReplaceAll(text, "\n", "\r\n"))
	}
	for _, text := range oddCommands {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) { checkCurl(t, text) })
}

func BenchmarkReadCurl(b *testing.B) {
	text := source.Of(source.NewFile("f", []byte(wellFormed[0])).All())
	b.ReportAllocs()
	b.SetBytes(int64(text.Len()))
	for b.Loop() {
		readCurl(text)
	}
}
