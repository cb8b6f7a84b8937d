package data

import (
	"net/url"
	"path"
	"strconv"
	"strings"

	"docgen/internal/diag"
)

// reference returns the $ref for the library.
func (c *schemaCompiler) reference(f *schemaFile, n, ref *Node) any {
	file, pointer, _ := strings.Cut(ref.Str(), "#")
	target := f
	if file != "" {
		if target = c.other(f, ref, file); target == nil {
			return true
		}
	}
	node := target.node
	pointer, err := url.PathUnescape(pointer)
	if err != nil || pointer != "" && pointer[0] != '/' {
		c.errorf(ref, "%q leads nowhere: write a path such as \"#/definitions/name\"", ref.Str())
		return true
	}
	unescape := strings.NewReplacer("~1", "/", "~0", "~")
	for _, step := range strings.Split(pointer, "/")[1:] {
		step = unescape.Replace(step)
		next := node.Get(step)
		if i, err := strconv.Atoi(step); err == nil && i >= 0 && i < len(node.Items) {
			next = node.Items[i]
		}
		if next == nil {
			c.missing(ref, node, step)
			return true
		}
		node = next
	}
	c.set.refs[n] = node
	return c.visit(target, node)
}

func (c *schemaCompiler) missing(ref, at *Node, step string) {
	var names []string
	for _, m := range at.Members {
		names = append(names, m.Key.Str())
	}
	if near := diag.Nearest(step, names); near != "" {
		c.errorf(ref, "%q leads nowhere: there is no %q, did you mean %q?", ref.Str(), step, near)
		return
	}
	c.errorf(ref, "%q leads nowhere: there is no %q", ref.Str(), step)
}

// other reads the file that a $ref in f names.
func (c *schemaCompiler) other(f *schemaFile, ref *Node, name string) *schemaFile {
	u, err := url.Parse(name)
	if err != nil || u.Scheme != "" || u.Host != "" || path.IsAbs(u.Path) {
		c.errorf(ref, "%q is not read from the network: keep the schema in a file beside this one", name)
		return nil
	}
	full := path.Join(path.Dir(f.name), u.Path)
	if known, ok := c.files[full]; ok {
		return known
	}
	if c.load == nil {
		c.errorf(ref, "%q stands in another file, which cannot be read from here", name)
		return nil
	}
	file, err := c.load(full)
	if err != nil {
		c.errorf(ref, "%q cannot be read: %v", name, err)
		return nil
	}
	return c.read(file)
}

// cycles reports schemas that refer to themselves for the same value, which
// would make a validator run forever.
func (c *schemaCompiler) cycles() {
	const open, done = 1, 2
	state := map[*Node]int{}
	var follow func(n *Node) bool
	follow = func(n *Node) bool {
		switch state[n] {
		case open:
			return false
		case done:
			return true
		}
		state[n] = open
		var next []*Node
		if target := c.set.refs[n]; target != nil {
			next = append(next, target)
		}
		for _, m := range n.Members {
			switch m.Key.Str() {
			case "allOf", "anyOf", "oneOf":
				next = append(next, m.Value.Items...)
			case "not", "if", "then", "else":
				next = append(next, m.Value)
			case "dependencies":
				for _, d := range m.Value.Members {
					next = append(next, d.Value)
				}
			}
		}
		for _, n := range next {
			if _, isSchema := c.index[n]; isSchema && !follow(n) {
				return false
			}
		}
		state[n] = done
		return true
	}
	for _, n := range c.nodes {
		if !follow(n) {
			c.errorf(n, "this schema refers to itself without going deeper into the document")
			return
		}
	}
}
