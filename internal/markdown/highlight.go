package markdown

import (
	"io"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/alecthomas/chroma/v2"
	"github.com/alecthomas/chroma/v2/lexers"
	"github.com/yuin/goldmark/util"
)

// cacheBytes bounds the coloured texts that are kept. Examples that come from
// an include stand on many pages and are coloured once.
const cacheBytes = 8 << 20

// highlighter colours code by wrapping its tokens in spans with the short
// class names that Pygments and chroma use.
type highlighter struct {
	done sync.Map // lang and text → HTML
	size atomic.Int64
}

func newHighlighter() *highlighter { return &highlighter{} }

func (h *highlighter) write(w io.Writer, lang string, body []byte) {
	key := lang + "\x00" + string(body)
	if html, ok := h.done.Load(key); ok {
		_, _ = io.WriteString(w, html.(string))
		return
	}
	html := colour(lang, string(body))
	if h.size.Load() < cacheBytes {
		h.size.Add(int64(len(key) + len(html)))
		h.done.Store(key, html)
	}
	_, _ = io.WriteString(w, html)
}

// colour returns the HTML of code. A language without a lexer is not coloured.
func colour(lang, body string) string {
	lexer := lexers.Get(lang)
	if lang == "" || lexer == nil {
		return string(util.EscapeHTML([]byte(body)))
	}
	tokens, err := chroma.Coalesce(lexer).Tokenise(nil, body)
	if err != nil {
		return string(util.EscapeHTML([]byte(body)))
	}
	var b strings.Builder
	for token := tokens(); token != chroma.EOF; token = tokens() {
		class := chroma.StandardTypes[token.Type]
		text := string(util.EscapeHTML([]byte(token.Value)))
		if class == "" || class == "w" {
			b.WriteString(text)
			continue
		}
		b.WriteString(`<span class="` + class + `">` + text + `</span>`)
	}
	return b.String()
}
