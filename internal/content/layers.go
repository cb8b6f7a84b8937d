package content

import (
	"slices"
	"strings"

	"docgen/internal/data"
	"docgen/internal/diag"
)

// layer is one of the files that an element is made of: its own, or a preset.
type layer struct {
	node *data.Node
	dir  string // of the files beside it
}

func (l layer) kind() string {
	if strings.HasPrefix(l.dir, presetFolder+"/") {
		return "preset"
	}
	return "element"
}

// layers are what an element is made of, each list with what counts least first. The
// element's own file counts most, then what it extends, then its kind of
// authentication, then the deliveries of its events.
type layers struct{ events, auth, extends, own []layer }

// byWeight returns the layers, the one that counts least first.
func (l *layers) byWeight() []layer { return slices.Concat(l.events, l.auth, l.extends, l.own) }

// inBody returns the layers in the order of their parameters in a request.
func (l *layers) inBody() []layer { return slices.Concat(l.auth, l.extends, l.own, l.events) }

// presets returns the layers that are presets, in the order of a request.
func (l *layers) presets() []layer { return slices.Concat(l.auth, l.extends, l.events) }

// extended returns what an element or a preset extends.
func extended(n *data.Node) []*data.Node {
	list := n.Get("extends")
	switch {
	case list == nil:
		return nil
	case list.Kind == data.Array:
		return list.Items
	}
	return []*data.Node{list}
}

// stack returns presets with those that they extend, what counts least first: a later
// one counts more than an earlier one, and each more than those that it extends. A
// preset that is named again, or in a circle, has its first place; checkPresets reports
// circles.
func (r *reader) stack(names ...*data.Node) []layer {
	var out []layer
	seen := map[string]bool{}
	var add func(name *data.Node)
	add = func(name *data.Node) {
		key := name.Str()
		if p := r.presets[key]; p != nil && !seen[key] {
			seen[key] = true
			for _, below := range extended(p) {
				add(below)
			}
			out = append(out, layer{p, presetFolder + "/" + key})
		}
	}
	for _, name := range names {
		add(name)
	}
	return out
}

// checkExtends reports names that are no preset. The schema reports one that is named
// twice.
func (r *reader) checkExtends(n *data.Node) {
	for _, name := range extended(n) {
		r.checkPreset(name, "extends")
	}
}

// checkCircles reports presets that lead back to themselves, each circle once: where
// the first of its presets, by their names, extends the next.
func (r *reader) checkCircles(names []string) {
	done := map[string]bool{}
	var path []string
	var follow func(name string)
	follow = func(name string) {
		if done[name] || r.presets[name] == nil {
			return
		}
		path = append(path, name)
		for _, next := range extended(r.presets[name]) {
			i := slices.Index(path, next.Str())
			if i < 0 {
				follow(next.Str())
				continue
			}
			circle := append(slices.Clone(path[i:]), next.Str())
			r.report(diagnosticAt(next, diag.RuleElementYAML, diag.Error, "presets extend each other in a circle: %s", strings.Join(circle, " extends ")))
		}
		path, done[name] = path[:len(path)-1], true
	}
	for _, name := range names {
		follow(name)
	}
}

// params merges the parameters that the layers have under a key such as
// "configuration". One stands where the first preset in the order of a request has it,
// else where the element has it; its fields are those of the layers that count most, and
// a layer that drops it undoes those that count less.
func (l *layers) params(list string) []*Param {
	entries := map[string][]*data.Node{}
	for _, layer := range l.byWeight() {
		for _, item := range items(layer.node.Get(list)) {
			entries[item.Get("key").Str()] = append(entries[item.Get("key").Str()], item)
		}
	}
	delete(entries, "") // reported by the schema check
	shared := map[string]bool{}
	for _, layer := range l.presets() {
		for _, item := range items(layer.node.Get(list)) {
			shared[item.Get("key").Str()] = true
		}
	}
	var params []*Param
	for _, layer := range l.inBody() {
		own := len(l.own) > 0 && layer.node == l.own[0].node
		for _, item := range items(layer.node.Get(list)) {
			key := item.Get("key").Str()
			if entries[key] == nil || own && shared[key] {
				continue
			}
			if p := newParam(key, entries[key]); p != nil {
				params = append(params, p)
			}
			delete(entries, key)
		}
	}
	return params
}

// newParam makes a parameter of its entries; nil where the last word is to drop it.
func newParam(key string, entries []*data.Node) *Param {
	var p *Param
	for _, item := range entries {
		if isDropped(item) {
			p = nil
			continue
		}
		if p == nil {
			p = &Param{Key: key, fields: map[string]*data.Node{}}
		}
		p.set(item)
	}
	return p
}

// isDropped reports whether an entry of a list of parameters takes one away.
func isDropped(item *data.Node) bool { return item.Get("drop").True() }

func items(n *data.Node) []*data.Node {
	if n == nil {
		return nil
	}
	return n.Items
}

// paramLists are the keys of an element that list parameters.
var paramLists = []string{"configuration", "providerData"}

// checkParams reports entries of a layer that have no effect, or not the one that they
// say: a parameter that stands twice in one list, and a dropped one that nothing below
// the layer has. below are the keys of the parameters there, by their lists; nil where they
// are not known.
func (r *reader) checkParams(n *data.Node, below map[string][]string) {
	for _, list := range paramLists {
		known := map[string]bool{}
		for _, key := range below[list] {
			known[key] = true
		}
		seen := map[string]bool{}
		for _, item := range items(n.Get(list)) {
			key := item.Get("key")
			if key.Str() == "" {
				continue
			}
			if seen[key.Str()] {
				r.report(diagnosticAt(key, diag.RuleElementYAML, diag.Error, "the parameter %q stands twice in %q", key.Str(), list))
			}
			if seen[key.Str()] = true; !isDropped(item) {
				continue
			}
			for _, m := range item.Members {
				if name := m.Key.Str(); name != "key" && name != "drop" {
					r.report(diagnosticAt(m.Key, diag.RuleElementYAML, diag.Error, "%q has no effect: the parameter is dropped", name))
				}
			}
			if below != nil && !known[key.Str()] {
				r.report(diagnosticAt(key, diag.RuleElementYAML, diag.Error, "no preset brings the parameter %q to %q: %s", key.Str(), list, orNone(key.Str(), below[list])))
			}
		}
	}
}

// orNone names what may replace a word, where there is anything.
func orNone(word string, all []string) string {
	if len(all) == 0 {
		return "there is none to drop"
	}
	return choices(word, all)
}

// paramKeys returns the keys of the parameters that layers have, by their lists.
func paramKeys(layers []layer) map[string][]string {
	keys := map[string][]string{}
	for _, list := range paramLists {
		seen := map[string]bool{}
		for _, layer := range layers {
			for _, item := range items(layer.node.Get(list)) {
				if key := item.Get("key").Str(); key != "" && !seen[key] && !isDropped(item) {
					seen[key] = true
					keys[list] = append(keys[list], key)
				}
			}
		}
	}
	return keys
}
