package publish

import (
	"bytes"
	"cmp"
	"html"
	"regexp"
	"slices"
	"strings"

	nethtml "golang.org/x/net/html"

	"docgen/internal/data"
)

// mention matches @name where a name of a user can stand, with the character before it.
var mention = regexp.MustCompile(`(^|[^0-9A-Za-z_])@([0-9A-Za-z_][0-9A-Za-z_-]*)`)

// notMentioned are names that are words about mentions.
var notMentioned = []string{"mention", "mentions", "mentioned", "mentioning"}

// unlinked are the elements whose text is left as it is.
var unlinked = []string{"pre", "code", "a", "style", "script"}

// linkMentions returns the document of a page with links to the users that its text
// mentions as @name, as jekyll-mentions.
func (b *Builder) linkMentions(r *Rendered) []byte {
	config := b.Site.Config
	setting := r.Vars.Get("jekyll-mentions")
	if !config.Uses("jekyll-mentions") || !r.IsHTML() || setting == false || bytes.IndexByte(r.HTML, '@') < 0 {
		return r.HTML
	}
	if setting == nil {
		setting = config.Node.Get("jekyll-mentions").Value()
	}
	base, _ := setting.(string)
	if options, ok := setting.(data.Map); ok {
		base = options.Text("base_url")
	}
	base = cmp.Or(strings.TrimRight(base, "/"), "https://github.com") + "/"

	var out bytes.Buffer
	out.Grow(len(r.HTML) + 1<<10)
	tokens := nethtml.NewTokenizer(bytes.NewReader(r.HTML))
	inBody := !bytes.Contains(r.HTML, []byte("<body"))
	depth := 0 // of elements whose text is left as it is
	for {
		kind := tokens.Next()
		raw := tokens.Raw()
		switch kind {
		case nethtml.ErrorToken:
			out.Write(raw)
			return out.Bytes()
		case nethtml.StartTagToken, nethtml.EndTagToken:
			name, _ := tokens.TagName()
			switch {
			case string(name) == "body":
				inBody = kind == nethtml.StartTagToken
			case !slices.Contains(unlinked, string(name)):
			case kind == nethtml.StartTagToken:
				depth++
			default:
				depth = max(0, depth-1)
			}
		case nethtml.TextToken:
			if inBody && depth == 0 && bytes.IndexByte(raw, '@') >= 0 {
				raw = mentionsIn(raw, base)
			}
		}
		out.Write(raw)
	}
}

// mentionsIn links the names in a piece of text.
func mentionsIn(text []byte, base string) []byte {
	var out []byte
	done := 0
	for _, m := range mention.FindAllSubmatchIndex(text, -1) {
		name := string(text[m[4]:m[5]])
		if !endsMention(text[m[5]:]) || slices.Contains(notMentioned, strings.ToLower(name)) {
			continue
		}
		out = append(out, text[done:m[3]]...)
		out = append(out, `<a href="`+html.EscapeString(base+name)+`" class="user-mention">@`+name+`</a>`...)
		done = m[5]
	}
	return append(out, text[done:]...)
}

// endsMention reports whether a name may end before a text: not within an address, and
// dots only at the end of a sentence.
func endsMention(rest []byte) bool {
	if len(rest) == 0 {
		return true
	}
	after := bytes.TrimLeft(rest, ".")
	if len(after) < len(rest) {
		return len(after) == 0 || !isWordByte(after[0])
	}
	return rest[0] != '/' && rest[0] != '_'
}

func isWordByte(c byte) bool {
	return c == '_' || c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z'
}
