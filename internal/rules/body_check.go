package rules

import (
	"bytes"
	"fmt"
	"slices"

	"docgen/internal/data"
	"docgen/internal/diag"
	"docgen/internal/example"
	"docgen/internal/lint"
)

// bodyCheck checks one document against the schema of its endpoint.
type bodyCheck struct {
	pass *lint.Pass
	page *lint.Page
	e    *endpoint
	body *example.Body
	root *data.Node
	// partial: members may be missing. guessed: it is not known which object
	// members belong to.
	partial, guessed bool
	moved            map[string]bool // members that are in the wrong object
	polled           *diag.Diagnostic
}

func checkBody(p *lint.Pass, page *lint.Page, list []*endpoint, b *example.Body, doc *data.Node) {
	c := bodyCheck{pass: p, page: page, body: b, root: doc, guessed: bracketsGuessed(b), moved: map[string]bool{}}
	c.partial = b.Abbreviated || b.Fragment || b.Example.Directive == "fragment"
	if !b.Fragment {
		c.e = endpointOf(list, page, b, doc)
	}
	if c.e == nil && b.Request == nil {
		for _, e := range list {
			if path, ok := e.place(doc); ok && (len(path) > 0 || c.partial) {
				c.e, c.root, c.partial = e, wrap(doc, path), true
				break
			}
		}
	}
	if c.e == nil {
		return
	}
	found := c.e.schema.Check(c.root)
	var missing []data.Violation
	for _, v := range found {
		if v.Keyword == "required" {
			missing = append(missing, v)
		} else {
			c.report(v)
		}
	}
	for _, v := range missing {
		c.missing(v)
	}
}

func (c *bodyCheck) report(v data.Violation) {
	key := c.key(v.Path)
	switch v.Keyword {
	case "additionalProperties":
		key = v.Key
		if c.misplaced(v, key, v.Path) {
			return
		}
	case "not", "false":
		if c.misplaced(v, key, v.Path[:len(v.Path)-1]) {
			return
		}
	case "type":
		if v.Node.Kind == data.Object && c.unpolled(v, key) {
			return
		}
	}
	at := v.Node
	if v.Key != nil {
		at = v.Key
	}
	d := c.at(v, at, "%s", v.Message)
	switch text := v.Node.Str(); {
	case v.Keyword == "type" && v.Node.Kind == data.String && (text == "true" || text == "false") && bytes.Contains(v.Schema.Bytes(), []byte("boolean")):
		c.soften(d, "boolean-as-string")
		if len(v.Node.Raw.Bytes) == len(text)+2 {
			lint.FixText(d, false, "remove the quotes", v.Node.Raw, 0, v.Node.Raw.Len(), text)
		}
	case v.Keyword == "type":
		d.Kind = "wrong-type"
	case v.Keyword == "enum":
		c.soften(d, "unknown-value")
	case v.Keyword == "additionalProperties":
		d.Kind = "unknown-key"
	default:
		d.Kind = "not-allowed"
	}
}

// soften turns an error into a warning, because the platform accepts the value.
func (c *bodyCheck) soften(d *diag.Diagnostic, kind string) {
	d.Kind, d.Severity = kind, min(d.Severity, diag.Warning)
}

// misplaced reports a key that belongs beside the object that it is in.
func (c *bodyCheck) misplaced(v data.Violation, key *data.Node, path []string) bool {
	if c.guessed {
		return true
	}
	if key == nil {
		return false
	}
	for i, within := range slices.Backward(path) {
		for _, owner := range c.e.owners {
			if owner.Get(within) == nil || owner.Get(key.Str()) == nil {
				continue
			}
			c.moved[key.Str()] = true
			if i > 0 {
				c.at(v, key, "%q does not belong in %q: move it out, to stand beside it", key.Str(), within).Kind = "key-in-wrong-object"
				return true
			}
			d := c.at(v, key, "%q must be a top-level key: move it out of %q", key.Str(), within)
			d.Kind = "key-in-wrong-object"
			if within == "configuration" {
				d.Kind = "key-inside-configuration"
			}
			return true
		}
	}
	return false
}

// unpolled reports polled resources outside of the object for them. Those of one
// body are one finding.
func (c *bodyCheck) unpolled(v data.Violation, key *data.Node) bool {
	if c.guessed || c.polled != nil {
		return true
	}
	for _, owner := range c.e.owners {
		for _, m := range owner.Members {
			if len(v.Path) < 2 || owner != c.properties(v.Path[:len(v.Path)-1]) || m.Value.Get("additionalProperties").Get("$ref") == nil {
				continue
			}
			c.polled = c.at(v, key, "%q belongs inside %q", key.Str(), m.Key.Str())
			c.polled.Kind = "key-in-wrong-object"
			if diag.Nearest(key.Str(), []string{m.Key.Str()}) != "" {
				c.polled.Kind, c.polled.Message = "unknown-key", fmt.Sprintf("unknown key %q: did you mean %q?", key.Str(), m.Key.Str())
			}
			return true
		}
	}
	return false
}

// properties returns what the schema lists for the object at a path.
func (c *bodyCheck) properties(path []string) *data.Node {
	n := c.e.node
	for _, name := range path {
		n = n.Get("properties").Get(name)
	}
	return n.Get("properties")
}

// missing reports a required member. The place is the key after which it can be
// added, because the opening bracket may be far above: the key before it in the
// schema, or else the last one.
func (c *bodyCheck) missing(v data.Violation) {
	if c.guessed || c.moved[v.Property] || c.partial && len(v.Node.Members) > 0 {
		return
	}
	if n := len(v.Node.Members); n > 0 {
		before := v.Node.Members[n-1].Key
		if properties := c.properties(v.Path); properties != nil {
			for _, m := range properties.Members {
				if m.Key.Str() == v.Property {
					break
				}
				if own := v.Node.Member(m.Key.Str()); own != nil {
					before = own.Key
				}
			}
		}
		c.at(v, before, "%s", v.Message).Kind = "missing-key"
	} else if key := c.key(v.Path); key != nil {
		c.at(v, key, "%q is empty: it needs %q", key.Str(), v.Property).Kind = "empty-resource"
	}
}

// key returns the key of the value that a path leads to, nil for the document
// and for an item of an array.
func (c *bodyCheck) key(path []string) *data.Node {
	n, key := c.root, (*data.Node)(nil)
	for _, name := range path {
		m := n.Member(name)
		if m == nil {
			return nil
		}
		n, key = m.Value, m.Key
	}
	return key
}

func (c *bodyCheck) at(v data.Violation, n *data.Node, format string, args ...any) *diag.Diagnostic {
	d := c.pass.Textf(c.page, n.Raw, 0, n.Raw.Len(), format, args...)
	if v.Schema.File != nil {
		d.Note(v.Schema, "the schema says so here")
	}
	return d
}
