package data

import (
	"bytes"
	"testing"
)

// plantedBodies are valid bodies in which one mistake at a time is planted.
var plantedBodies = []string{
	`{
  "element": {
    "key": "sample"
  },
  "providerData": {
    "code": "aB3/x+9="
  },
  "configuration": {
    "oauth.callback.url": "https://www.example.com/auth?x=1&y=2",
    "oauth.api.key": "<API_KEY>",
    "note": "it's 100%, or more: see the \"guide\", please",
    "path": "/hubs/{id}/items?where=changed>='${date:yyyy-MM-dd'T'HH:mm:ssZ}'",
    "enabled": true,
    "limit": 12.5,
    "nothing": null,
    "empty": "",
    "list": [],
    "map": { },
    "embedded": "{\"a\": [1, 2], \"b\": \"c\"}"
  },
  "tags": [
    "one",
    "two, three"
  ],
  "name": "First"
}`,
	`[
	{ "id": 1, "name": "A. B.", "on": false },
	{ "id": 2, "name": "C, D", "on": true, "in": {"x": {"y": ["z", 1]}} }
]`,
	`{"id":7,"key":"k","url":"http://example.com/a,b","tags":["a","b"],"sub":{"x":-1e3,"y":"z"},"last":"end"}`,
}

// plant calls try with every text that differs from the body by one mistake,
// where the mistake is, and what it is.
func plant(body []byte, try func(text []byte, at int, kind string)) {
	l := newJSONLexer(body, true)
	l.run()
	without := func(at ...int) []byte {
		var out []byte
		from := 0
		for _, i := range at {
			out = append(out, body[from:i]...)
			from = i + 1
		}
		return append(out, body[from:]...)
	}
	for i := range l.tokens {
		t := &l.tokens[i]
		switch {
		case t.kind == ',':
			try(without(t.start), l.tokens[i-1].end, "missing-comma")
		case t.kind == ':':
			try(without(t.start), l.tokens[i-1].end, "missing-colon")
		case t.kind == jsonString:
			try(without(t.start), t.start, "unterminated-string")
			try(without(t.end-1), t.end-1, "unterminated-string")
			if l.tokens[i+1].kind == ':' {
				try(without(t.start, t.end-1), t.start, "unquoted-key")
			}
		case t.closer() && !l.tokens[i-1].opener():
			end := l.tokens[i-1].end
			try(bytes.Join([][]byte{body[:end], body[end:]}, []byte(",")), end, "trailing-comma")
		}
	}
}

func TestJSONPlantedMistakes(t *testing.T) {
	total, missed := 0, 0
	for _, body := range plantedBodies {
		for _, lineEnd := range []string{"\n", "\r\n"} {
			plant(bytes.ReplaceAll([]byte(body), []byte("\n"), []byte(lineEnd)), func(text []byte, at int, kind string) {
				total++
				doc := readJSON(string(text))
				if len(doc.Problems) == 1 {
					p := doc.Problems[0]
					if p.Kind == kind && lineOf(text, p.Start) == lineOf(text, at) {
						return
					}
				}
				missed++
				t.Logf("%s at %d: got %v in\n%s", kind, at, places(doc), text)
			})
		}
	}
	if missed*100 > total {
		t.Errorf("%d of %d mistakes were not reported exactly once, at their line, for what they are", missed, total)
	}
}

func lineOf(text []byte, off int) int { return bytes.Count(text[:off], []byte{'\n'}) }
