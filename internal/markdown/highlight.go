package markdown

import (
	"bytes"
	"io"
	"sync"
	"sync/atomic"

	"github.com/alecthomas/chroma/v2"
	"github.com/alecthomas/chroma/v2/lexers"

	"docgen/internal/data"
)

// cacheBytes bounds the coloured texts that are kept. Examples that come from
// an include stand on many pages and are coloured once.
const cacheBytes = 8 << 20

// highlighter colours code by wrapping its tokens in spans with the short
// class names that Pygments and chroma use.
type highlighter struct {
	done   sync.Map // lang and text → HTML
	size   atomic.Int64
	lexers sync.Map // lang → chroma.Lexer, nil where there is none
}

func newHighlighter() *highlighter { return &highlighter{} }

// write writes code as HTML. A tag between the two bytes of a Windows line end would
// make two line ends of it.
func (h *highlighter) write(w writer, lang string, body []byte) {
	body = bytes.ReplaceAll(body, []byte("\r\n"), []byte("\n"))
	if lang == "" {
		escapeTo(w, body)
		return
	}
	key := lang + "\x00" + string(body)
	if html, ok := h.done.Load(key); ok {
		_, _ = w.Write(html.([]byte))
		return
	}
	var b bytes.Buffer
	b.Grow(3 * len(body))
	h.colour(&b, lang, body)
	if h.size.Load() < cacheBytes {
		h.size.Add(int64(len(key) + b.Len()))
		h.done.Store(key, b.Bytes())
	}
	_, _ = w.Write(b.Bytes())
}

// colour writes coloured code. Nine of ten examples are JSON or shell, which
// are coloured here; chroma knows the other languages.
func (h *highlighter) colour(b *bytes.Buffer, lang string, body []byte) {
	switch lang {
	case "json":
		colourJSON(b, body)
		return
	case "bash", "sh", "shell", "zsh", "console":
		scanShell(body, func(class string, start, end int) { colourWord(b, class, body[start:end]) })
		return
	case "http":
		// The lexer marks a request without a version as an error.
		escapeTo(b, body)
		return
	}
	const longest = 64 // name of a language
	var lexer chroma.Lexer
	if len(lang) <= longest {
		lexer = h.lexer(lang)
	}
	if lexer == nil {
		escapeTo(b, body)
		return
	}
	tokens, err := lexer.Tokenise(nil, string(body))
	if err != nil {
		escapeTo(b, body)
		return
	}
	for token := tokens(); token != chroma.EOF; token = tokens() {
		span(b, chroma.StandardTypes[token.Type], []byte(token.Value))
	}
}

func colourJSON(b *bytes.Buffer, text []byte) {
	data.ScanJSON(text, func(t data.Token) { span(b, jsonClass[t.Kind], text[t.Start:t.End]) })
}

// label returns the name of a language as people write it, "" for plain text.
func (h *highlighter) label(lang string) string {
	const longest = 32
	switch {
	case lang == "" || lang == "text" || lang == "txt" || lang == "plain" || lang == "plaintext" || len(lang) > longest:
		return ""
	case lang == "console":
		return "Terminal"
	case lang == "http": // not a name of chroma's that people write
		return "HTTP"
	}
	if lexer := h.lexer(lang); lexer != nil {
		return lexer.Config().Name
	}
	return lang
}

// lexer returns the lexer of a language. Finding one is slow; it is done once.
func (h *highlighter) lexer(lang string) chroma.Lexer {
	if l, ok := h.lexers.Load(lang); ok {
		return l.(lexerOrNil).Lexer
	}
	var l lexerOrNil
	if found := lexers.Get(lang); found != nil {
		l.Lexer = chroma.Coalesce(found)
	}
	h.lexers.Store(lang, l)
	return l.Lexer
}

type lexerOrNil struct{ chroma.Lexer }

var jsonClass = map[data.TokenKind]string{
	data.TokenKey: "nt", data.TokenString: "s2", data.TokenNumber: "mi", data.TokenLiteral: "kc",
	data.TokenPunctuation: "p", data.TokenComment: "c1",
}

// span writes a token. White space and what has no class stays bare.
func span(b *bytes.Buffer, class string, text []byte) {
	if class == "" || class == "w" || len(bytes.TrimSpace(text)) == 0 {
		escapeTo(b, text)
		return
	}
	b.WriteString(`<span class="`)
	b.WriteString(class)
	b.WriteString(`">`)
	escapeTo(b, text)
	b.WriteString("</span>")
}

// escapeTo writes text as HTML.
func escapeTo(w writer, text []byte) { escape(w, text, &entities) }

// escapeText writes text as HTML that is not the value of an attribute: quotes stay.
func escapeText(w writer, text []byte) { escape(w, text, &textEntities) }

// writer is a bytes.Buffer or a util.BufWriter.
type writer interface {
	io.Writer
	io.StringWriter
}

var (
	entities     = [256]string{'<': "&lt;", '>': "&gt;", '&': "&amp;", '"': "&quot;"}
	textEntities = [256]string{'<': "&lt;", '>': "&gt;", '&': "&amp;"}
)

func escape(w writer, text []byte, entities *[256]string) {
	from := 0
	for i, c := range text {
		if entities[c] != "" {
			_, _ = w.Write(text[from:i])
			_, _ = w.WriteString(entities[c])
			from = i + 1
		}
	}
	_, _ = w.Write(text[from:])
}
