// Package example finds the requests and the JSON in the code blocks of a page
// and reads them.
package example

import (
	"bytes"
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
	Requests  []*Request
	// Bodies are the JSON texts of the block: the block itself, or what its
	// requests send.
	Bodies []*Body
}

// Body is JSON that readers send or receive.
type Body struct {
	*data.JSON
	Example *Example
	// Request is the request that sends it, nil for a block of JSON.
	Request *Request
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
		e.Text, e.Requests = text, finder.requests(f, text)
		for _, r := range e.Requests {
			for _, body := range r.Bodies {
				e.Bodies = append(e.Bodies, &Body{data.ReadJSON(body), e, r})
			}
		}
		if len(e.Requests) == 0 && mayHoldJSON(f) {
			j := data.ReadJSON(text)
			if f.Lang == "json" || !j.NotJSON {
				e.Bodies = append(e.Bodies, &Body{j, e, nil})
			}
		}
		if len(e.Requests)+len(e.Bodies) > 0 {
			out = append(out, e)
		}
	}
	return out
}

// mayHoldJSON reports whether a block is worth reading as JSON: it is tagged as
// JSON, or is untagged and begins like an object or a list, or is tagged as
// JavaScript and begins like an object with a key in quotes.
func mayHoldJSON(f *markdown.Fence) bool {
	b := bytes.TrimSpace(f.Body.Bytes)
	if len(b) < 2 {
		return f.Lang == "json"
	}
	switch f.Lang {
	case "json":
		return true
	case "":
		return b[0] == '{' && b[1] != '%' || b[0] == '['
	case "js", "javascript":
		return b[0] == '{' && bytes.HasPrefix(bytes.TrimSpace(b[1:]), []byte{'"'})
	}
	return false
}
