package content

import (
	"slices"
	"strings"
	"time"

	"github.com/bmatcuk/doublestar/v4"

	"docgen/internal/data"
)

// Default gives front matter to the pages of a scope (Jekyll's defaults).
type Default struct {
	// Path is what the paths of the scope begin with, or a pattern with * for the
	// files and folders of the scope; "" for all.
	Path string
	// Type is "pages" or the label of a collection; it counts if Typed is set.
	Type   string
	Typed  bool
	Values *data.Node
}

// readScopes reads the defaults of a configuration, in its order. As in Jekyll, an
// item whose values are no object counts for nothing.
func readScopes(list *data.Node) (out []Default) {
	if list == nil {
		return nil
	}
	for _, item := range list.Items {
		scope := item.Get("scope")
		kind := scope.Member("type")
		d := Default{Path: scope.Get("path").Str(), Typed: kind != nil, Values: item.Get("values")}
		if d.Values == nil || d.Values.Kind != data.Object {
			continue
		}
		if d.Typed {
			d.Type = kind.Value.Str()
			if slices.Contains([]string{"page", "post", "draft"}, d.Type) {
				d.Type += "s" // the names of old
			}
		}
		out = append(out, d)
	}
	return out
}

// scoped is what defaults apply to: a page, a document or a file that is copied.
type scoped struct {
	name     string // below the source folder
	relative string // below collections_dir, where it lies there
	kind     string // "pages", the label of a collection, or "" for other files
}

// defaultsOf returns the defaults that apply, the one that counts least first. A
// longer path counts more than the longest one before it, then a type. All others
// count less than those before them: Jekyll does not compare each with each.
func (c *Config) defaultsOf(of scoped) []Default {
	var list []Default
	var most *Default
	for i, d := range c.Defaults {
		switch {
		case !c.applies(d, of):
		case most == nil || d.over(most):
			most = &c.Defaults[i]
			list = append(list, d)
		default:
			list = slices.Insert(list, 0, d)
		}
	}
	return list
}

func (d Default) over(other *Default) bool {
	if len(d.Path) != len(other.Path) {
		return len(d.Path) > len(other.Path)
	}
	return d.Typed || !other.Typed
}

func (c *Config) applies(d Default, of scoped) bool {
	switch {
	case d.Typed && d.Type != of.kind:
		return false
	case !strings.Contains(d.Path, "*"):
		return strings.HasPrefix(of.relative, c.relative(d.Path))
	}
	pattern, folders := strings.CutSuffix(d.Path, "/")
	pattern = strings.TrimPrefix(pattern, "/")
	if ok, _ := doublestar.Match(pattern, of.name); ok && !folders {
		return true
	}
	for dir := range parents(of.name) {
		if ok, _ := doublestar.Match(pattern, dir); ok {
			return true
		}
	}
	return false
}

// DefaultOf returns the value that the defaults of the configuration give to a
// variable of a page, or nil.
func (c *Config) DefaultOf(p *Page, key string) *data.Node {
	for _, d := range slices.Backward(c.defaultsOf(c.scopeOf(p))) {
		if n := d.Values.Get(key); n != nil {
			return n
		}
	}
	return nil
}

func (c *Config) scopeOf(p *Page) scoped {
	if p.Collection == "" {
		return scoped{p.Path, p.Path, "pages"}
	}
	return scoped{p.Path, c.relative(p.Path), p.Collection}
}

// Times returns the zone of the timestamps in front matter and data files. It is nil
// outside a Jekyll tree, where they are texts.
func (c *Config) Times() *time.Location {
	if !c.Jekyll {
		return nil
	}
	return c.Location
}

// zoneKey identifies a zone: those of POSIX have equal names.
func zoneKey(zone *time.Location) string {
	if zone == nil {
		return ""
	}
	return zone.String() + time.Unix(0, 0).In(zone).Format("-0700")
}

// joinVars sets the variables of an object. Objects are joined with those that are
// there, and null does not take the place of another value. See data.Node.ValueIn for
// the zone.
func joinVars(vars data.Map, n *data.Node, zone *time.Location) {
	if n == nil {
		return
	}
	for _, m := range n.Members {
		key := m.Key.Str()
		old, joined := vars.Get(key).(data.Map)
		switch {
		case joined && m.Value.Kind == data.Object:
			joinVars(old, m.Value, zone)
		case m.Value.Kind != data.Null || !vars.Has(key):
			vars.Set(key, m.Value.ValueIn(zone))
		}
	}
}
