package publish

import (
	"bytes"
	"fmt"
	"net/url"
	"path"
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// view is the content of a page that is compared, in the order of the page.
type view struct {
	// redirect is the target of a page that only redirects, or "".
	redirect string
	// parts are the headings ("## Title {#id}"), addresses of links and images
	// and the texts of code.
	parts  map[Aspect][]string
	words  []string // visible text, split at white space
	places []place  // of the words
}

// place is the kind of place of a word, as far as it matters for the class.
type place uint8

const (
	inProse     place = iota
	inBlock           // of code
	inSpan            // of code
	inUnknown         // an element that HTML does not have
	inExtraCell       // of a table, below no header
)

// numberedLines matches Rouge's line numbers: a table, even in inline code, which
// an HTML parser moves out of the code.
var numberedLines = regexp.MustCompile(`(?s)<table class="rouge-table"><tbody><tr><td class="[a-z -]*gl"><pre class="lineno">[\d\s]*</pre></td><td class="[a-z -]*code"><pre>(.*?)\n?</pre></td></tr></tbody></table>`)

// viewer makes views of pages.
type viewer struct{ CompareOptions }

// view reads a page. name is its path in the build.
func (vw viewer) view(name string, from BuiltPage) (*view, error) {
	page, err := from.HTML()
	if err != nil {
		return nil, err
	}
	if bytes.Contains(page, []byte("rouge-table")) {
		page = numberedLines.ReplaceAll(page, []byte("$1"))
	}
	doc, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	v := &view{parts: map[Aspect][]string{}}
	if to := refresh(doc); to != "" {
		v.redirect = vw.resolve(name, to)
		return v, nil
	}
	root := find(doc, vw.matches)
	if root == nil {
		root = find(doc, func(n *html.Node) bool { return n.DataAtom == atom.Body })
	}
	w := walker{view: v, viewer: vw, page: name}
	w.walk(root, inProse)
	w.endWord()
	return v, nil
}

// matches reports whether the selector names an element: main, #content or
// .content.
func (vw viewer) matches(n *html.Node) bool {
	if name, ok := strings.CutPrefix(vw.Selector, "#"); ok {
		return attr(n, "id") == name
	}
	if name, ok := strings.CutPrefix(vw.Selector, "."); ok {
		for _, class := range strings.Fields(attr(n, "class")) {
			if class == name {
				return true
			}
		}
		return false
	}
	return strings.EqualFold(n.Data, vw.Selector)
}

// walker fills a view.
type walker struct {
	*view
	viewer
	page string
	word strings.Builder
	at   place // of word
}

// walk adds the content below a node.
func (w *walker) walk(n *html.Node, at place) {
	if n.Type == html.TextNode {
		w.text(n.Data, at)
		return
	}
	switch n.DataAtom {
	case 0:
		if n.Type == html.ElementNode && n.Namespace == "" {
			at = inUnknown
		}
	case atom.Script, atom.Style, atom.Template, atom.Noscript:
		return
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		heading := strings.Repeat("#", int(n.Data[1]-'0')) + " " + joinFields(textOf(n))
		if id := attr(n, "id"); id != "" {
			heading += " {#" + id + "}"
		}
		w.add(Headings, heading)
	case atom.A:
		if to, ok := lookup(n, "href"); ok {
			w.add(Links, w.resolve(w.page, to))
		}
	case atom.Img:
		w.add(Images, w.resolve(w.page, attr(n, "src")))
	case atom.Pre:
		w.add(Code, strings.TrimRight(textOf(n), " \t\n"))
		at = inBlock
	case atom.Code:
		if at != inBlock {
			w.add(Code, joinFields(textOf(n)))
			at = inSpan
		}
	case atom.Td:
		if isExtra(n) {
			at = inExtraCell
		}
	}
	block := n.Type == html.ElementNode && !inline[n.DataAtom]
	if block {
		w.endWord()
	}
	for c := range n.ChildNodes() {
		w.walk(c, at)
	}
	if block {
		w.endWord()
	}
}

func (w *walker) add(a Aspect, part string) { w.parts[a] = append(w.parts[a], part) }

// text adds visible text; a word may continue in the next inline element.
func (w *walker) text(s string, at place) {
	for _, r := range s {
		if unicode.IsSpace(r) {
			w.endWord()
			continue
		}
		if w.word.Len() == 0 {
			w.at = at
		}
		w.word.WriteRune(r)
	}
}

func (w *walker) endWord() {
	if w.word.Len() > 0 {
		w.words = append(w.words, w.word.String())
		w.places = append(w.places, w.at)
		w.word.Reset()
	}
}

// isExtra reports whether a cell is in a table with a header, but has no header
// cell, or an empty one, above it.
func isExtra(cell *html.Node) bool {
	column := 0
	for c := range cell.Parent.ChildNodes() {
		if c == cell {
			break
		}
		if c.Type == html.ElementNode {
			column++
		}
	}
	for table := range cell.Ancestors() {
		if table.DataAtom != atom.Table {
			continue
		}
		header := find(table, func(n *html.Node) bool { return n.DataAtom == atom.Th })
		if header == nil {
			return false
		}
		for c := range header.Parent.ChildNodes() {
			if c.Type != html.ElementNode {
				continue
			}
			if column == 0 {
				return strings.TrimSpace(textOf(c)) == ""
			}
			column--
		}
		return true
	}
	return false
}

// inline are the elements that do not end a word.
var inline = map[atom.Atom]bool{
	atom.A: true, atom.Abbr: true, atom.B: true, atom.Bdi: true, atom.Bdo: true, atom.Big: true, atom.Cite: true,
	atom.Code: true, atom.Del: true, atom.Dfn: true, atom.Em: true, atom.Font: true, atom.I: true, atom.Ins: true,
	atom.Kbd: true, atom.Label: true, atom.Mark: true, atom.Q: true, atom.S: true, atom.Samp: true, atom.Small: true,
	atom.Span: true, atom.Strike: true, atom.Strong: true, atom.Sub: true, atom.Sup: true, atom.Time: true,
	atom.Tt: true, atom.U: true, atom.Var: true,
}

// resolve returns an address relative to the root of the site, so that "b.html"
// on a/c.html, "/a/b.html" and the absolute address are equal. Text that is not a
// URL is not changed.
func (vw viewer) resolve(name, to string) string {
	to = strings.TrimSpace(to)
	u, err := url.Parse(to)
	if err != nil {
		return to
	}
	if u.Scheme == "" && u.Host == "" {
		if u.Path != "" || to == "" {
			u.Path, u.RawPath = absolute(name, u.Path), ""
		} else {
			u.Path = "/" + name
		}
		return u.String()
	}
	u.RawPath = "" // use the default escaping
	if rest, ok := strings.CutPrefix(u.String(), vw.BaseURL); ok && vw.BaseURL != "" && (rest == "" || rest[0] == '/') {
		return "/" + strings.TrimPrefix(rest, "/")
	}
	return u.String()
}

// absolute returns the rooted path of a reference on a page.
func absolute(name, ref string) string {
	if strings.HasPrefix(ref, "/") {
		return ref
	}
	to := path.Join("/", path.Dir(name), ref)
	if strings.HasSuffix(ref, "/") && to != "/" {
		to += "/"
	}
	return to
}

// refresh returns the target of a page that redirects at once.
func refresh(doc *html.Node) string {
	meta := find(doc, func(n *html.Node) bool {
		return n.DataAtom == atom.Meta && strings.EqualFold(attr(n, "http-equiv"), "refresh")
	})
	if meta == nil {
		return ""
	}
	_, to, _ := strings.Cut(attr(meta, "content"), "url=")
	return strings.TrimSpace(to)
}

// find returns the first matching element in the order of the document.
func find(n *html.Node, fits func(*html.Node) bool) *html.Node {
	for n := range n.Descendants() {
		if n.Type == html.ElementNode && fits(n) {
			return n
		}
	}
	return nil
}

func joinFields(s string) string { return strings.Join(strings.Fields(s), " ") }

func textOf(n *html.Node) string {
	var b strings.Builder
	for c := range n.Descendants() {
		if c.Type == html.TextNode {
			b.WriteString(c.Data)
		} else if c.DataAtom == atom.Br {
			b.WriteByte('\n')
		}
	}
	return b.String()
}

func attr(n *html.Node, name string) string {
	value, _ := lookup(n, name)
	return value
}

func lookup(n *html.Node, name string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val, true
		}
	}
	return "", false
}
