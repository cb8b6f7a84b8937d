package publish

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// htmlProblems returns what is wrong with a document: errors that a parser
// corrects, and those that it does not detect.
func htmlProblems(text []byte) []string {
	c := htmlCheck{ids: map[string]bool{}}
	if !bytes.HasPrefix(text, []byte("<!doctype html>\n")) && !bytes.HasPrefix(text, []byte("<!doctype html><")) {
		c.errorf("no doctype")
	}
	written := c.tokens(text)
	root, err := html.Parse(bytes.NewReader(text))
	if err != nil {
		c.errorf("%v", err)
		return c.problems
	}
	if len(c.problems) == 0 {
		c.compare(written, nesting(root))
	}
	for n := range root.Descendants() {
		if id, ok := lookup(n, "id"); ok {
			if c.ids[id] || id == "" || strings.ContainsAny(id, " \t\n") {
				c.errorf("id %q twice, empty or with a space", id)
			}
			c.ids[id] = true
		}
	}
	for n := range root.Descendants() {
		if n.Type == html.ElementNode {
			c.element(n)
		}
	}
	if c.level == 0 || c.first != 1 {
		c.errorf("%d <h1>", c.first)
	}
	return c.problems
}

type htmlCheck struct {
	problems []string
	ids      map[string]bool
	level    int // of the heading before
	first    int // headings of level 1
}

func (c *htmlCheck) errorf(format string, args ...any) {
	c.problems = append(c.problems, fmt.Sprintf(format, args...))
}

// nested is an element and its depth.
type nested struct {
	name   string
	parent string
	depth  int
}

// void are the elements that have no end tag.
var void = strings.Fields("area base br col embed hr img input link meta source track wbr")

// tokens matches start and end tags, and returns the elements as written.
func (c *htmlCheck) tokens(text []byte) []nested {
	var list []nested
	var open []string
	top := func() string {
		if len(open) == 0 {
			return ""
		}
		return open[len(open)-1]
	}
	for z := html.NewTokenizer(bytes.NewReader(text)); ; {
		kind := z.Next()
		if kind == html.ErrorToken {
			break
		}
		raw := string(z.Raw())
		name := z.Token().Data
		switch kind {
		case html.StartTagToken, html.SelfClosingTagToken:
			c.attributes(raw, name)
			list = append(list, nested{name, top(), len(open)})
			switch {
			case slices.Contains(void, name), kind == html.SelfClosingTagToken && slices.Contains(open, "svg"):
			case kind == html.SelfClosingTagToken:
				c.errorf("<%s/> has an end", name)
			default:
				open = append(open, name)
			}
		case html.EndTagToken:
			if i := slices.Index(open, name); i < 0 || top() != name {
				c.errorf("</%s> closes <%s>", name, top())
				continue
			}
			open = open[:len(open)-1]
		}
	}
	for _, name := range open {
		c.errorf("<%s> is not closed", name)
	}
	return list
}

var tagAttribute = regexp.MustCompile(`\s([^\s"'<>/=]+)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s>]+))?`)

// attributes checks the attributes of a tag as written.
func (c *htmlCheck) attributes(raw, name string) {
	seen := map[string]bool{}
	for _, m := range tagAttribute.FindAllStringSubmatch(raw, -1) {
		key, value := m[1], m[2]
		if seen[key] {
			c.errorf("<%s> has the attribute %s twice", name, key)
		}
		seen[key] = true
		if value != "" && value[0] != '"' && value[0] != '\'' {
			c.errorf("%s=%s is not quoted", key, value)
		}
		if key == "markdown" {
			c.errorf("markdown= is left over")
		}
	}
}

// nesting returns the elements of a document as the parser placed them.
func nesting(root *html.Node) []nested {
	var list []nested
	var walk func(n *html.Node, parent string, depth int)
	walk = func(n *html.Node, parent string, depth int) {
		for child := range n.ChildNodes() {
			if child.Type == html.ElementNode {
				name := strings.ToLower(child.Data)
				list = append(list, nested{name, parent, depth})
				walk(child, name, depth+1)
			}
		}
	}
	walk(root, "", 0)
	return list
}

// compare reports the first element that the parser moved to another place.
func (c *htmlCheck) compare(written, parsed []nested) {
	for i, w := range written {
		if i >= len(parsed) || w != parsed[i] {
			c.errorf("<%s> cannot stand in <%s>", w.name, w.parent)
			return
		}
	}
}

// children are the elements that lists may have as theirs.
var children = map[string][]string{
	"ul": {"li"}, "ol": {"li"}, "dl": {"dt", "dd", "div"}, "menu": {"li"},
	"table": {"caption", "colgroup", "thead", "tbody", "tfoot"}, "tr": {"th", "td"},
}

// interactive are the elements that must not hold one another.
var interactive = strings.Fields("a button details embed iframe input label select summary textarea")

func (c *htmlCheck) element(n *html.Node) {
	name := n.Data
	if allowed := children[n.Parent.Data]; allowed != nil && !slices.Contains(allowed, name) {
		c.errorf("<%s> as child of <%s>", name, n.Parent.Data)
	}
	if slices.Contains(interactive, name) {
		for p := range n.Ancestors() {
			if slices.Contains([]string{"a", "button", "summary"}, p.Data) {
				c.errorf("<%s> inside <%s>", name, p.Data)
			}
		}
	}
	if len(name) == 2 && name[0] == 'h' && name[1] >= '1' && name[1] <= '6' {
		level := int(name[1] - '0')
		if level > c.level+1 {
			c.errorf("<%s> after <h%d>", name, c.level)
		}
		if c.level = level; level == 1 {
			c.first++
		}
	}
	switch name {
	case "html":
		if attr(n, "lang") == "" {
			c.errorf("no lang")
		}
	case "img":
		if _, ok := lookup(n, "alt"); !ok {
			c.errorf("<img> without alt")
		}
	case "a", "button", "summary", "title", "h1", "h2", "h3", "h4", "h5", "h6", "label", "option":
		if !named(n) {
			c.errorf("<%s> has no name", name)
		}
	case "input", "select", "textarea":
		if !named(n) && attr(n, "type") != "hidden" && (attr(n, "id") == "" || !labelled(n)) {
			c.errorf("<%s> has no name", name)
		}
	}
	for _, a := range n.Attr {
		switch a.Key {
		case "href", "src", "action":
			if strings.TrimSpace(a.Val) == "" {
				c.errorf("<%s> has an empty %s", name, a.Key)
			}
		case "for", "aria-labelledby", "aria-describedby", "aria-controls", "popovertarget":
			for _, id := range strings.Fields(a.Val) {
				if !c.ids[id] {
					c.errorf("%s=%q names no element", a.Key, a.Val)
					break
				}
			}
		}
	}
}

// named reports whether assistive technology finds a name in an element.
func named(n *html.Node) bool {
	if attr(n, "aria-label") != "" || attr(n, "aria-labelledby") != "" {
		return true
	}
	for d := range n.Descendants() {
		if d.Type == html.TextNode && strings.TrimSpace(d.Data) != "" || d.Data == "img" && attr(d, "alt") != "" {
			return true
		}
	}
	return false
}

// labelled reports whether a label names an element by its id.
func labelled(n *html.Node) bool {
	root := n
	for p := range n.Ancestors() {
		root = p
	}
	for d := range root.Descendants() {
		if d.Data == "label" && attr(d, "for") == attr(n, "id") {
			return true
		}
	}
	return false
}
