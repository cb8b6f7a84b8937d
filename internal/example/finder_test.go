package example

import (
	"reflect"
	"testing"

	"docgen/internal/markdown"
	"docgen/internal/source"
)

// TestFinderReadsOnce finds the same command on a page with the literal text and
// on one that composes it from parts: each has its own places.
func TestFinderReadsOnce(t *testing.T) {
	reads, curl, languages := 0, *Curl, Languages
	curl.Read = func(t source.Text) []*Request { reads++; return readSession(t) }
	Languages = []*Language{&curl}
	t.Cleanup(func() { Languages = languages })
	texts := append([]string{
		"curl -H 'A:' -H B:c --json $'{\"a\": \"it\\'s\\u0021\"}' ''",
		"curl htps://a.example/?u=1 -d '{\"a\": 'b'}'",
		"curl -X POST",
	}, wellFormed...)
	for _, text := range texts {
		plain := source.Of(source.NewFile("a.md", []byte("x"+text)).Span(1, 1+len(text)))
		var joined source.Text
		include := source.NewFile("b.md", []byte("{{value}}"+text))
		joined.Put(include.Span(0, 9), nil, nil)
		joined.Append(source.Of(include.Span(9, 12)), nil)
		joined.Append(source.Of(include.Span(12, 9+len(text)-4)), &source.Via{At: include.Span(0, 9)})
		joined.Put(include.Span(0, 9), nil, []byte(text[len(text)-4:]))

		var finder Finder
		reads = 0
		for _, at := range []source.Text{plain, joined} {
			examples := finder.Find(&markdown.Facts{Fences: []markdown.Fence{{Body: at, Lang: "bash"}}})
			if len(examples) != 1 {
				t.Fatalf("%s: %d examples", text, len(examples))
			}
			got, want := examples[0].Requests, readCurl(at)
			if len(got) != len(want) {
				t.Fatalf("%s: %d requests, want %d", text, len(got), len(want))
			}
			for i := range want {
				if !reflect.DeepEqual(placesIn(got[i]), placesIn(want[i])) {
					t.Errorf("%s:\ngot  %v\nwant %v", text, placesIn(got[i]), placesIn(want[i]))
				}
			}
		}
		if reads != 1 {
			t.Errorf("%s: read %d times", text, reads)
		}
	}
}

// place is a byte, or the point of an empty text, with its provenance.
type place struct {
	text  string
	at    source.Span
	via   []source.Span
	exact bool
}

func placesIn(r *Request) (places []place) {
	texts := append([]source.Text{r.Text, r.URL}, r.Bodies...)
	for _, h := range r.Headers {
		texts = append(texts, h.Name, h.Value)
	}
	for _, text := range texts {
		for i := range max(1, text.Len()) {
			end := min(i+1, text.Len())
			at, via, exact := text.Origin(i, end)
			places = append(places, place{string(text.Bytes[i:end]), at, via, exact})
		}
	}
	return places
}
