package content

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"math"
	"path"
	"slices"
	"strconv"
	"strings"

	"docgen/internal/data"
	"docgen/internal/diag"
	"docgen/internal/source"
)

const presetFolder = "elements/_presets"

// Presets are the shared definitions that elements build on, by their names:
// each as the source folder has it, as docgen has it, or both.
type Presets map[string][]*data.Node

// ReadPresets reads the presets of a source folder, or of none with dir "", and
// those that docgen ships. Mistakes in their YAML are left to the lint.
func ReadPresets(dir string, shipped fs.FS) (Presets, error) {
	if dir == "" {
		return readPresets(shipped)
	}
	root, err := OpenFolder(dir)
	if err != nil {
		return nil, err
	}
	defer root.Close()
	return readPresets(root, shipped)
}

// readPresets reads the presets of folders, the most important first.
func readPresets(folders ...fs.FS) (Presets, error) {
	p := Presets{}
	for _, folder := range folders {
		entries, err := fs.ReadDir(folder, presetFolder)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
		for _, entry := range entries {
			full := path.Join(presetFolder, entry.Name())
			if entry.IsDir() || !isPreset(full) {
				continue
			}
			text, err := readInput(folder, full)
			if err != nil {
				return nil, fmt.Errorf("%s %s", full, readError(err))
			}
			node, _ := data.ReadYAML(source.Of(source.NewFile(full, text).All()))
			p.add(withoutExt(entry.Name()), node)
		}
	}
	return p, nil
}

// isPreset reports whether a path is that of a preset. Those of the texts of its sections
// are in the folder of its name.
func isPreset(name string) bool {
	ext := path.Ext(name)
	return path.Dir(name) == presetFolder && (ext == ".yml" || ext == ".yaml")
}

func (p Presets) add(name string, node *data.Node) {
	if node != nil {
		p[name] = append(p[name], node)
	}
}

// Get returns a value of a preset by its path: docgen's where the source
// folder has none.
func (p Presets) Get(name string, keys ...string) *data.Node { return first(p[name], keys) }

// Auth returns the names of the presets that are a kind of authentication, in
// the order in which they are listed.
func (p Presets) Auth() []string {
	var names []string
	order := map[string]int{}
	for name := range p {
		if p.Get(name, "auth", "type").Str() != name {
			continue
		}
		names = append(names, name)
		place, err := strconv.Atoi(p.Get(name, "new", "order").Str())
		if err != nil {
			place = math.MaxInt
		}
		order[name] = place
	}
	slices.SortFunc(names, func(a, b string) int { return cmp.Or(cmp.Compare(order[a], order[b]), cmp.Compare(a, b)) })
	return names
}

// terms returns the names of the terms that the presets have.
func (p Presets) terms() []string {
	known := map[string]bool{}
	for _, layers := range p {
		for _, n := range layers {
			for _, m := range members(n.Get("auth").Get("terms")) {
				known[m.Key.Str()] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(known))
}

// first returns the value that a path leads to in the first layer that has one.
func first(layers []*data.Node, keys []string) *data.Node {
	for _, n := range layers {
		for _, key := range keys {
			n = n.Get(key)
		}
		if n != nil {
			return n
		}
	}
	return nil
}

func members(n *data.Node) []data.Member {
	if n == nil {
		return nil
	}
	return n.Members
}

func (r *reader) addPreset(name string, f *source.File) {
	t := r.readYAML(f.All(), false)
	r.report(located(source.Of(f.All()), t.problems, diag.RuleElementYAML, strict)...)
	if t.node != nil || len(t.problems) > 0 { // an empty file is no preset
		r.presets[withoutExt(name)] = t.node
	}
}

// allPresets returns the presets of the source folder, with what docgen's of
// the same names say about themselves.
func (r *reader) allPresets() Presets {
	all := Presets{}
	for name, node := range r.presets {
		all.add(name, node)
	}
	if r.opts.Defaults != nil {
		own, _ := readPresets(r.opts.Defaults) // an error has ended readDefaults
		for name, layers := range own {
			all[name] = append(all[name], layers...)
		}
	}
	return all
}

// checkPresets reports presets of the source folder that do not follow the
// format, and presets and templates that name a kind of authentication which no
// preset is. The schema is known once docgen's own files are read.
func (r *reader) checkPresets() {
	names := slices.Sorted(maps.Keys(r.presets))
	var all []layer
	for _, p := range r.presets {
		all = append(all, layer{node: p})
	}
	known := paramKeys(all)
	for _, name := range names {
		p := r.presets[name]
		if p == nil {
			continue
		}
		own, _, _ := p.Origin()
		if r.Has(own.File.Name) {
			r.report(r.check(p, presetSchema, diag.RuleElementYAML, diag.Error)...)
		}
		r.checkAuth(p.Get("auth").Get("type"), "auth.type", diag.RuleElementYAML)
		if r.Has(own.File.Name) {
			r.checkExtends(p)
			r.checkParams(p, known)
			r.sections(layer{p, presetFolder + "/" + name}, true)
		}
	}
	r.checkCircles(names)
	for _, t := range r.templates {
		auth := t.Front.Get("when").Get("auth")
		if auth == nil {
			continue
		}
		for _, item := range auth.Items {
			r.checkAuth(item, "when.auth", diag.RuleFrontMatter)
		}
	}
}

// checkAuth reports a value that names no kind of authentication.
func (r *reader) checkAuth(name *data.Node, field, rule string) {
	if name == nil || name.Kind != data.String || r.presets[name.Str()].Get("auth").Get("type").Str() == name.Str() {
		return // the schema reports what is no string
	}
	if known := r.allPresets().Auth(); !slices.Contains(known, name.Str()) {
		r.noPreset(name, field, rule, known)
	}
}

// checkPreset reports a value that names no preset.
func (r *reader) checkPreset(name *data.Node, field string) {
	if r.presets[name.Str()] == nil {
		r.noPreset(name, field, diag.RuleElementYAML, slices.Sorted(maps.Keys(r.presets)))
	}
}

// noPreset reports a value that names none of the known presets, unless it or
// the preset itself is reported.
func (r *reader) noPreset(name *data.Node, field, rule string, known []string) {
	if r.reported(name) {
		return
	}
	message := fmt.Sprintf("no preset %q in %s", name.Str(), presetFolder)
	if r.presetHasProblems(name) {
		return
	}
	if r.presets[name.Str()] != nil {
		message = fmt.Sprintf("the preset %q is not for authentication (it has no \"auth: {type: %[1]s}\")", name.Str())
	}
	r.report(diagnosticAt(name, rule, diag.Error, "%s: %s: %s", field, message, choices(name.Str(), known)))
}

// presetHasProblems reports whether a value names a preset whose own file has
// findings.
func (r *reader) presetHasProblems(name *data.Node) bool {
	p, exists := r.presets[name.Str()]
	if p == nil {
		return exists
	}
	place, _, _ := p.Origin()
	return slices.ContainsFunc(r.Problems, func(d *diag.Diagnostic) bool { return d.Span.File == place.File })
}

// presetsAreWhole reports whether nothing is wrong with the presets that an element
// names.
func (r *reader) presetsAreWhole(e *Element) bool {
	seen := map[string]bool{}
	var whole func(names []*data.Node) bool
	whole = func(names []*data.Node) bool {
		return !slices.ContainsFunc(names, func(name *data.Node) bool {
			key := name.Str()
			if seen[key] {
				return false
			}
			seen[key] = true
			return r.presets[key] == nil || r.presetHasProblems(name) || !whole(extended(r.presets[key]))
		})
	}
	names := slices.Concat(extended(e.Node), items(e.Get("events", "delivery")))
	if kind := e.Get("auth", "type"); kind != nil {
		names = append(names, kind)
	}
	return whole(names)
}

// checkTerms reports terms of an element that no preset has.
func (r *reader) checkTerms(e *Element) {
	if r.presetHasProblems(e.Get("auth", "type")) {
		return // its terms may be in the part that could not be read
	}
	for _, m := range members(e.Node.Get("auth").Get("terms")) {
		if first(e.layers[1:], []string{"auth", "terms", m.Key.Str()}) != nil {
			continue
		}
		if known := r.allPresets().terms(); !slices.Contains(known, m.Key.Str()) && len(known) > 0 {
			r.report(diagnosticAt(m.Key, diag.RuleElementYAML, diag.Error, "unknown key %q: %s", m.Key.Str(), choices(m.Key.Str(), known)))
		}
	}
}

// choices names what may replace a word: the nearest, or all.
func choices(word string, all []string) string {
	if near := diag.Nearest(word, all); near != "" {
		return "did you mean \"" + near + "\"?"
	}
	return "there are " + strings.Join(all, ", ")
}

// reported reports whether a value is known to be wrong.
func (r *reader) reported(n *data.Node) bool {
	if n == nil {
		return false
	}
	span, _, _ := n.Origin()
	return slices.ContainsFunc(r.Problems, func(d *diag.Diagnostic) bool { return d.Span == span })
}
