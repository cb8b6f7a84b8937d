package publish

import (
	"bytes"
	"net/url"
	"path"
	"regexp"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// view is what a reader meets on a page: the parts that two builds are
// compared by, each in the order of the page.
type view struct {
	// redirect is where a page leads that does nothing else, or "".
	redirect string
	headings []string // "## Title {#id}"
	links    []string // resolved addresses
	images   []string
	code     []string // blocks and spans
	words    []string // visible text, split at white space
}

// parts returns the lists of a view by aspect.
func (v *view) parts(a Aspect) []string {
	switch a {
	case Headings:
		return v.headings
	case Links:
		return v.links
	case Images:
		return v.images
	case Code:
		return v.code
	}
	return v.words
}

// numberedLines is how Rouge numbers lines: by a table, even in inline code,
// where an HTML parser moves it out of the code.
var numberedLines = regexp.MustCompile(`(?s)<table class="rouge-table"><tbody><tr><td class="[a-z -]*gl"><pre class="lineno">[\d\s]*</pre></td><td class="[a-z -]*code"><pre>(.*?)\n?</pre></td></tr></tbody></table>`)

// viewer makes views of the pages of one build.
type viewer struct {
	selector string
	base     string // scheme, host and path of the site, taken off its own links
}

// view reads a page. name is its path in the build.
func (vw viewer) view(name string, page []byte) (*view, error) {
	if bytes.Contains(page, []byte("rouge-table")) {
		page = numberedLines.ReplaceAll(page, []byte("$1"))
	}
	doc, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		return nil, err
	}
	v := &view{}
	if to := refresh(doc); to != "" {
		v.redirect = vw.resolve(name, to)
		return v, nil
	}
	root := find(doc, vw.matches)
	if root == nil {
		root = find(doc, func(n *html.Node) bool { return n.DataAtom == atom.Body })
	}
	var text strings.Builder
	vw.walk(v, name, root, &text)
	v.words = strings.Fields(text.String())
	return v, nil
}

// matches tells whether the selector names an element: main, #content or
// .content.
func (vw viewer) matches(n *html.Node) bool {
	if name, ok := strings.CutPrefix(vw.selector, "#"); ok {
		return attr(n, "id") == name
	}
	if name, ok := strings.CutPrefix(vw.selector, "."); ok {
		for _, class := range strings.Fields(attr(n, "class")) {
			if class == name {
				return true
			}
		}
		return false
	}
	return strings.EqualFold(n.Data, vw.selector)
}

// walk adds what stands below a node.
func (vw viewer) walk(v *view, name string, n *html.Node, text *strings.Builder) {
	if n.Type == html.TextNode {
		text.WriteString(n.Data)
		return
	}
	switch n.DataAtom {
	case atom.Script, atom.Style, atom.Template, atom.Noscript:
		return
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		heading := strings.Repeat("#", int(n.Data[1]-'0')) + " " + strings.Join(strings.Fields(textOf(n)), " ")
		if id := attr(n, "id"); id != "" {
			heading += " {#" + id + "}"
		}
		v.headings = append(v.headings, heading)
	case atom.A:
		if to, ok := lookup(n, "href"); ok {
			v.links = append(v.links, vw.resolve(name, to))
		}
	case atom.Img:
		v.images = append(v.images, vw.resolve(name, attr(n, "src")))
	case atom.Pre:
		v.code = append(v.code, strings.TrimRight(textOf(n), " \t\n"))
	case atom.Code:
		if !within(n, atom.Pre) {
			v.code = append(v.code, strings.Join(strings.Fields(textOf(n)), " "))
		}
	}
	outer := n.Type == html.ElementNode && !inline[n.DataAtom]
	if outer {
		text.WriteByte('\n')
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		vw.walk(v, name, c, text)
	}
	if outer {
		text.WriteByte('\n')
	}
}

// inline are the elements that do not end a word.
var inline = map[atom.Atom]bool{
	atom.A: true, atom.Abbr: true, atom.B: true, atom.Bdi: true, atom.Bdo: true, atom.Big: true, atom.Cite: true,
	atom.Code: true, atom.Del: true, atom.Dfn: true, atom.Em: true, atom.Font: true, atom.I: true, atom.Ins: true,
	atom.Kbd: true, atom.Label: true, atom.Mark: true, atom.Q: true, atom.S: true, atom.Samp: true, atom.Small: true,
	atom.Span: true, atom.Strike: true, atom.Strong: true, atom.Sub: true, atom.Sup: true, atom.Time: true,
	atom.Tt: true, atom.U: true, atom.Var: true,
}

// resolve returns an address as seen from the root of the site, so that
// "b.html" on a/c.html, "/a/b.html" and the absolute address are one. What is
// no URL stays as it is.
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
	u.RawPath = "" // one way of escaping
	if rest, ok := strings.CutPrefix(u.String(), vw.base); ok && vw.base != "" && (rest == "" || rest[0] == '/') {
		return "/" + strings.TrimPrefix(rest, "/")
	}
	return u.String()
}

// absolute returns the rooted path that a reference means on a page.
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

// refresh returns the target of a page that leads elsewhere at once.
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

// find returns the first element in the order of the document that fits.
func find(n *html.Node, fits func(*html.Node) bool) *html.Node {
	for n := range n.Descendants() {
		if n.Type == html.ElementNode && fits(n) {
			return n
		}
	}
	return nil
}

func within(n *html.Node, a atom.Atom) bool {
	for n := range n.Ancestors() {
		if n.DataAtom == a {
			return true
		}
	}
	return false
}

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
