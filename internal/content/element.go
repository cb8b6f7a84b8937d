package content

import (
	"cmp"
	"maps"
	"path"
	"slices"
	"strings"

	"docgen/internal/data"
	"docgen/internal/diag"
	"docgen/internal/source"
)

// Element is a third-party service that the platform connects, as its YAML
// file describes it, with what its presets define.
type Element struct {
	File *source.File
	// Node is the file's own tree; Get looks through the presets as well.
	Node *data.Node
	Key  string
	Name string
	// Dir holds the other files of the element: "elements/<key>", or "" for an
	// element that is one file.
	Dir string
	// URL is the folder of its pages: "/docs/elements/<key>/".
	URL string
	// Configuration and ProviderData are the parameters of a request body, in
	// its order.
	Configuration, ProviderData []*Param
	Sections                    []Section
	// Pages are all pages of the element, in the order of its tabs.
	Pages []*Page

	layers []*data.Node // the file, then its presets
	flow   string       // what creating an instance takes: "credentials" unless a preset names another
}

// Param is one parameter of an element: its fields as the element and its
// presets give them.
type Param struct {
	Key    string
	fields map[string]*data.Node
}

// Get returns a field such as "label", or nil.
func (p *Param) Get(field string) *data.Node { return p.fields[field] }

// Type returns the JSON Schema type of the value: "string" where none is given.
func (p *Param) Type() string { return cmp.Or(p.Get("type").Str(), "string") }

// Same reports whether two parameters have the same fields from the same
// places.
func (p *Param) Same(other *Param) bool {
	return p.Key == other.Key && maps.Equal(p.fields, other.fields)
}

// Required reports whether a request must have the parameter: true where
// nothing is said.
func (p *Param) Required() bool { r := p.Get("required"); return r == nil || r.True() }

// Section is prose that one element adds to a page.
type Section struct {
	Page  string     // "events"
	After *data.Node // heading id
	File  *source.File
}

type elementFile struct {
	key  string
	dir  string
	file *source.File
}

// Get returns a value by its path, from the element's file or else from the
// presets it builds on.
func (e *Element) Get(keys ...string) *data.Node { return first(e.layers, keys) }

// auth returns what templates see as element.auth.
func (e *Element) auth() data.Map {
	kind := e.Get("auth", "type").Value()
	vars := data.Map{"label": kind}
	maps.Copy(vars, e.merged("auth"))
	vars["type"], vars["flow"], vars["terms"] = kind, e.flow, e.merged("auth", "terms")
	return vars
}

// Delivery returns how events reach a caller: "webhooks", "polling" or both.
func (e *Element) Delivery() []string { return strs(e.Get("events", "delivery")) }

func (s *Site) addElementFile(name string, f *source.File, dirs folders) {
	s.texts[name] = f
	rest := strings.TrimPrefix(name, "elements/")
	if preset, ok := strings.CutPrefix(rest, "_presets/"); ok {
		s.addPreset(preset, f)
		return
	}
	if isElementFile(name) {
		key, isFolder := strings.CutSuffix(rest, "/"+path.Base(rest))
		if !isFolder {
			s.elementFiles = append(s.elementFiles, elementFile{baseOf(rest), "", f})
		} else {
			s.elementFiles = append(s.elementFiles, elementFile{key, "elements/" + key, f})
		}
		return
	}
	if s.Config.Jekyll && !isElementFolder(name) {
		s.addPage(f, dirs)
		return
	}
	if s.isMarkdown(name) {
		p, ok, problems := s.newPage(f)
		s.Problems = append(s.Problems, problems...)
		if ok && s.published(p) { // without front matter it is a section
			s.elementPages = append(s.elementPages, p)
		}
		return
	}
	s.addStatic(name, dirs)
}

// readElements makes elements of the files in elements/.
func (s *Site) readElements() {
	s.checkPresets()
	slices.SortFunc(s.elementFiles, func(a, b elementFile) int { return strings.Compare(a.file.Name, b.file.Name) })
	for _, ef := range s.elementFiles {
		text := source.Of(ef.file.All())
		node, problems := s.readYAML(ef.file.All(), false)
		s.Problems = append(s.Problems, s.problems(text, problems, "element-yaml")...)
		if node == nil || node.Kind != data.Object {
			if len(problems) == 0 { // else they say why
				s.Problems = append(s.Problems, newDiagnostic(ef.file.Span(0, 0), "element-yaml", diag.Error, "an element must be keys with values, beginning with key, id and name"))
			}
			continue
		}
		s.holdTexts(node)
		found := s.checkElement(node)
		if len(problems) > 0 {
			// What seems to be missing may be what could not be read.
			found = slices.DeleteFunc(found, func(d *diag.Diagnostic) bool { return d.Span.Start == d.Span.End })
		}
		s.Problems = append(s.Problems, found...)
		s.addElement(ef, node)
	}
}

func (s *Site) addElement(ef elementFile, node *data.Node) {
	e := &Element{
		File: ef.file, Node: node, Dir: ef.dir,
		Key: cmp.Or(node.Get("key").Str(), ef.key), Name: cmp.Or(node.Get("name").Str(), ef.key),
		layers: []*data.Node{node},
	}
	extends := s.preset(node.Get("extends"), "extends")
	if extends != nil {
		e.layers = append(e.layers, extends)
	}
	kind := e.Get("auth", "type")
	s.checkAuth(kind, "auth.type", "element-yaml")
	auth := s.presets[kind.Str()]
	var events []*data.Node
	if list := e.Get("events", "delivery"); list != nil {
		for _, item := range list.Items {
			events = append(events, s.preset(item, "events.delivery"))
		}
	}
	e.layers = append(append(e.layers, auth), events...)
	bodyOrder := append([]*data.Node{auth, extends, node}, events...)
	e.Configuration = mergeParams(bodyOrder, "configuration", node)
	e.ProviderData = mergeParams(bodyOrder, "providerData", node)
	s.checkTerms(e)
	e.flow = "credentials"
	if flow := e.Get("auth", "flow"); flow != nil && !s.reported(flow) {
		e.flow = flow.Str() // a wrong one would take pages away, and links to them be reported
	}
	e.URL = "/docs/elements/" + e.Key + "/"
	s.readSections(e)
	s.Elements = append(s.Elements, e)
}

// mergeParams lists the parameters of all layers in the order of a body. A
// layer that names a parameter again overrides its fields in place, and what
// the element itself says always wins.
func mergeParams(order []*data.Node, list string, own *data.Node) []*Param {
	var params []*Param
	for _, layer := range order {
		values := layer.Get(list)
		if values == nil {
			continue
		}
		for _, item := range values.Items {
			key := item.Get("key").Str()
			if key == "" {
				continue // the schema has said so
			}
			if layer == own && slices.ContainsFunc(order, func(l *data.Node) bool { return l != own && param(l.Get(list), key) != nil }) {
				continue // it has the place of the preset's, and the fields of this one
			}
			i := slices.IndexFunc(params, func(p *Param) bool { return p.Key == key })
			if i < 0 {
				i = len(params)
				params = append(params, &Param{Key: key, fields: map[string]*data.Node{}})
			}
			params[i].take(item)
			if layer != own {
				params[i].take(param(own.Get(list), key))
			}
		}
	}
	return params
}

// take sets the fields that an entry gives. A term takes the place of a
// description, and the other way round.
func (p *Param) take(item *data.Node) {
	if item == nil {
		return
	}
	for _, m := range item.Members {
		switch m.Key.Str() {
		case "term":
			delete(p.fields, "description")
		case "description":
			delete(p.fields, "term")
		}
		p.fields[m.Key.Str()] = m.Value
	}
}

// param returns the entry with a key from a list of parameters, or nil.
func param(list *data.Node, key string) *data.Node {
	if list == nil {
		return nil
	}
	for _, item := range list.Items {
		if item.Get("key").Str() == key {
			return item
		}
	}
	return nil
}

func (s *Site) readSections(e *Element) {
	list := e.Node.Get("sections")
	if list == nil {
		return
	}
	for _, item := range list.Items {
		name := item.Get("file")
		full := path.Join("elements", e.Key, name.Str())
		if e.Dir != "" {
			full = path.Join(e.Dir, name.Str())
		}
		f := s.texts[full]
		switch {
		case name == nil || item.Get("after") == nil:
			continue // the schema has said so
		case leaves(name.Str()):
			s.Problems = append(s.Problems, at(name, "element-yaml", diag.Error, "%q leaves the element's folder", name.Str()))
		case f == nil:
			s.Problems = append(s.Problems, at(name, "element-yaml", diag.Error, "no file %q", full))
		default:
			e.Sections = append(e.Sections, Section{cmp.Or(item.Get("page").Str(), "events"), item.Get("after"), f})
		}
	}
}

// Description returns the text that describes a parameter: its own, or that of
// the glossary term it names.
func (s *Site) Description(p *Param) *data.Node {
	if d := p.Get("description"); d != nil {
		return d
	}
	return s.Term(p.Get("term").Str())
}

// Term returns the description of a glossary term: the source folder's or
// docgen's, or nil.
func (s *Site) Term(name string) *data.Node {
	if t := s.glossary.Get(name); t != nil {
		return t
	}
	return s.defaultTerms.Get(name)
}

// Glossary returns all terms: docgen's, and those of the source folder.
func (s *Site) Glossary() data.Map {
	out := data.Map{}
	setVars(out, s.defaultTerms)
	setVars(out, s.glossary)
	return out
}
