package example

import (
	"bytes"
	"strings"

	"docgen/internal/data"
	"docgen/internal/markdown"
	"docgen/internal/source"
)

// Request is a request in a code block, in any language.
type Request struct {
	Language *Language
	// Text is the request as written.
	Text source.Text
	// Method is the request method as it is sent.
	Method string
	// URL is its address; empty if there is none.
	URL     source.Text
	Headers []Header
	// Bodies are the JSON texts that it sends. Their provenance is the text of
	// the block.
	Bodies []source.Text
	// Problems are the mistakes in its syntax, in the order of the text. Their
	// places are offsets in the text that Language.Read was given.
	Problems []data.Problem
	// Response: it is the response of a server, with headers and bodies alone.
	Response bool

	at int // offset of Text in the text that it was read from
}

// Header is a header of a request.
type Header struct{ Name, Value source.Text }

// Language is a language that requests are written in. A language that is easily
// written wrong has a rule for its syntax; all other rules read requests of any
// language.
type Language struct {
	// Name is its name in machine-readable output, Title that in messages.
	Name, Title string
	// Takes reports whether a block may hold requests.
	Takes func(*markdown.Fence) bool
	// Read returns the requests in a text, which may hold other things too, and
	// the responses to them.
	// It does not set Request.Language.
	Read func(source.Text) []*Request
}

// Languages are the supported languages. A block belongs to the first one that
// finds requests in it.
var Languages = []*Language{Curl, HTTP}

// block is a text that a language has read.
type block struct {
	language *Language
	text     string
}

// reading is the requests found in a block, with places in a file of the text
// alone.
type reading struct {
	file *source.File
	list []*Request
}

// requests returns the requests in the text of a block.
func (finder *Finder) requests(f *markdown.Fence, text source.Text) []*Request {
	for _, l := range Languages {
		if !l.Takes(f) {
			continue
		}
		key := block{l, text.String()}
		known, ok := finder.blocks.Load(key)
		if !ok {
			file := source.NewFile("", text.Bytes)
			known = reading{file, l.Read(source.Of(file.All()))}
			finder.blocks.Store(key, known)
		}
		if read := known.(reading); len(read.list) > 0 {
			list := make([]*Request, len(read.list))
			for i, r := range read.list {
				list[i] = r.in(text, read.file)
				list[i].Language = l
			}
			return list
		}
	}
	return nil
}

// in maps a request that was read from a file to a text with the same bytes.
func (r *Request) in(text source.Text, file *source.File) *Request {
	move := func(t source.Text) source.Text {
		if at, _, _ := t.Origin(0, 0); t.Len() == 0 && at.File == file {
			return text.Slice(at.Start, at.Start)
		}
		return t.Through(file, text)
	}
	moved := *r
	moved.Text, moved.URL = move(r.Text), move(r.URL)
	moved.Headers, moved.Bodies = make([]Header, len(r.Headers)), make([]source.Text, len(r.Bodies))
	for i, h := range r.Headers {
		moved.Headers[i] = Header{move(h.Name), move(h.Value)}
	}
	for i, b := range r.Bodies {
		moved.Bodies[i] = move(b)
	}
	return &moved
}

// API is where the API of the platform is: an address without its scheme.
type API string

// base returns the path that those of all resources begin with.
func (api API) base() []byte {
	if i := strings.IndexByte(string(api), '/'); i >= 0 {
		return []byte(api[i:])
	}
	return nil
}

// Serves reports whether a URL is that of a resource of the API, on whatever host.
func (api API) Serves(url source.Text) bool {
	if base := api.base(); base != nil {
		return bytes.Contains(url.Bytes, base)
	}
	return bytes.Contains(url.Bytes, []byte("//"+api))
}

// Path returns the path of a URL without scheme, host, query and the base path of the
// API, such as "/instances".
func (api API) Path(url source.Text) source.Text {
	start, end := 0, url.Len()
	if i := bytes.IndexAny(url.Bytes, "?#"); i >= 0 {
		end = i
	}
	if s := readScheme(url.Bytes); s.separator > s.name && (s.good() || s.typo()) {
		start = min(s.separator, end)
		start += indexOr(url.Bytes[start:end], '/', end-start)
	}
	base := api.base()
	if rest, ok := bytes.CutPrefix(url.Bytes[start:end], base); ok && (len(rest) == 0 || rest[0] == '/') {
		start += len(base)
	}
	return url.Slice(start, end)
}

// ElementKey returns the element key in a URL: the segment after "/elements/"
// or "/events/" in its path. A placeholder, a number or the resource
// "/elements/keys" is no key.
func (api API) ElementKey(url source.Text) (source.Text, bool) {
	path := api.Path(url)
	for _, collection := range []string{"/elements/", "/events/"} {
		i := bytes.Index(path.Bytes, []byte(collection))
		if i < 0 {
			continue
		}
		start := i + len(collection)
		n := indexOr(path.Bytes[start:], '/', path.Len()-start)
		key := path.Slice(start, start+n)
		if name := key.String(); name != "" && name != "keys" && !strings.ContainsAny(name, "<>{}[]$ ") && strings.Trim(name, "0123456789") != "" {
			return key, true
		}
	}
	return source.Text{}, false
}
