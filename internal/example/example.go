// Package example finds the requests and the JSON in the code blocks of a page
// and reads them.
package example

import (
	"bytes"
	"slices"
	"sync"

	"docgen/internal/data"
	"docgen/internal/markdown"
	"docgen/internal/source"
)

// Example is a code block that holds JSON or requests.
type Example struct {
	Fence *markdown.Fence
	// Text is the text of the block, without fences that are shown in it.
	Text source.Text
	// Directive is the value of docgen= on the fence: fragment for a part of a
	// document, response for the response of a server.
	Directive string
	// Requests are the requests of the block, Responses the responses to them.
	Requests, Responses []*Request
	// Bodies are the JSON texts of the block: the block itself, or what its
	// requests send.
	Bodies []*Body
}

// Body is JSON that readers send or receive.
type Body struct {
	*data.JSON
	Example *Example
	// Request is the request that sends it; nil for a block of JSON and for the
	// body of a response.
	Request *Request
	// Response: the block shows it as the response of a server.
	Response bool
}

// Finder finds the examples of many pages. Requests that are on several pages,
// such as those of an include, are read once. The zero value is ready for use by
// many goroutines.
type Finder struct{ blocks sync.Map }

// Find returns the examples among the code blocks of a single page.
func Find(facts *markdown.Facts) []*Example { return new(Finder).Find(facts) }

// Find returns the examples among the code blocks of a page.
func (finder *Finder) Find(facts *markdown.Facts) []*Example {
	var out []*Example
	for i := range facts.Fences {
		f := &facts.Fences[i]
		directive := f.Directive()
		if directive == "skip" {
			continue
		}
		e := &Example{Fence: f, Directive: directive}
		text := f.Body
		if end, ok := f.MeantEnd(); ok {
			text = text.Slice(0, end.Start) // what follows was not meant to be code
		} else if opening, closing, ok := f.ShownFences(); ok {
			text = text.Slice(opening.End, closing.Start)
		}
		e.Text = text
		for _, r := range finder.requests(f, text) {
			e.add(r)
		}
		if len(e.Requests)+len(e.Responses) == 0 && mayHoldJSON(f) {
			for _, part := range documents(text) {
				j := data.ReadJSON(part)
				if f.Lang == "jsonc" { // allows a comma after the last member
					j.Problems = slices.DeleteFunc(j.Problems, func(p data.Problem) bool { return p.Kind == "trailing-comma" })
				}
				if isJSON(f.Lang) || !j.NotJSON {
					e.Bodies = append(e.Bodies, &Body{JSON: j, Example: e})
				}
			}
		}
		if len(e.Requests)+len(e.Responses)+len(e.Bodies) > 0 {
			out = append(out, e)
		}
	}
	return out
}

// add adds a request or a response with its bodies.
func (e *Example) add(r *Request) {
	sender := r
	if r.Response {
		e.Responses, sender = append(e.Responses, r), nil
	} else {
		e.Requests = append(e.Requests, r)
	}
	for _, body := range r.Bodies {
		for _, part := range documents(body) {
			e.Bodies = append(e.Bodies, &Body{data.ReadJSON(part), e, sender, r.Response})
		}
	}
}

// documents splits JSON with one document on each line (NDJSON), so that a
// mistake in one does not hide those in the next. Other text is returned whole.
func documents(t source.Text) []source.Text {
	var list []source.Text
	at := 0
	for line := range bytes.Lines(t.Bytes) {
		document := bytes.TrimSpace(line)
		switch {
		case len(document) == 0:
		case document[0] != '{' || bytes.IndexByte([]byte(",{["), document[len(document)-1]) >= 0:
			return []source.Text{t}
		default:
			start := at + bytes.IndexByte(line, '{')
			list = append(list, t.Slice(start, start+len(document)))
		}
		at += len(line)
	}
	if len(list) < 2 {
		return []source.Text{t}
	}
	return list
}

// isJSON reports whether a block is tagged as JSON.
func isJSON(lang string) bool {
	switch lang {
	case "json", "jsonc", "geojson", "json-ld", "jsonld", "ndjson", "jsonl", "jsonlines":
		return true
	}
	return false
}

// mayHoldJSON reports whether a block is worth reading as JSON: it is tagged as
// JSON, or is untagged and begins like an object or a list, or is tagged as
// JavaScript and begins like an object with a key in quotes. Comments may stand
// before it.
func mayHoldJSON(f *markdown.Fence) bool {
	if isJSON(f.Lang) {
		return true
	}
	b := f.Body.Bytes[data.SkipComments(f.Body.Bytes):]
	if len(b) < 2 {
		return false
	}
	quoted := b[0] == '{' && bytes.HasPrefix(bytes.TrimSpace(b[1:]), []byte{'"'})
	switch f.Lang {
	case "", "http", "text", "plaintext":
		if bytes.HasPrefix(bytes.TrimSpace(f.Body.Bytes), []byte{'#'}) {
			return quoted // a shell has such comments, and braces, too
		}
		return b[0] == '{' && b[1] != '%' || b[0] == '['
	case "js", "javascript":
		return quoted
	}
	return false
}
