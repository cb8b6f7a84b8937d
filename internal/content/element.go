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

	layers   []*data.Node // the file, then its presets
	inputs   []any        // everything that it was made of
	problems []*diag.Diagnostic
	flow     string // what creating an instance takes: "credentials" unless a preset names another
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

// Required reports whether a request must have the parameter: true by default.
func (p *Param) Required() bool { r := p.Get("required"); return r == nil || r.True() }

// Section is prose that one element adds to a page.
type Section struct {
	Page  string     // "events"
	After *data.Node // heading id
	File  *source.File
	// Shared: a preset has it. It is left out of pages without the heading.
	Shared bool
	at     *data.Node // names the page, or the file
}

// Broken reports whether the element has mistakes. It is false for nil.
func (e *Element) Broken() bool { return e != nil && diag.Count(e.problems, diag.Error) > 0 }

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
	vars := data.MapOf("label", kind)
	vars.SetAll(e.merged("auth"))
	vars.SetAll(data.MapOf("type", kind, "flow", e.flow, "terms", e.merged("auth", "terms")))
	return vars
}

// Delivery returns how events reach a caller: "webhooks", "polling" or both.
func (e *Element) Delivery() []string { return strs(e.Get("events", "delivery")) }

func (r *reader) addElementFile(name string, f *source.File, dirs folders) {
	r.texts[name] = f
	rest := strings.TrimPrefix(name, "elements/")
	if isPreset(name) {
		r.addPreset(path.Base(name), f)
	}
	if strings.HasPrefix(name, presetFolder+"/") {
		return // the texts of sections
	}
	if isElementFile(name) {
		key := strings.TrimSuffix(rest, "/"+path.Base(rest))
		if key == rest {
			key = baseOf(rest)
		}
		r.elementFiles = append(r.elementFiles, elementFile{key, "elements/" + key, f})
		return
	}
	if r.Config.Jekyll && !isElementFolder(name) {
		r.addPage(f, dirs)
		return
	}
	if r.isMarkdown(name) {
		p := r.page(f, func(*Page) {})
		if p != nil && r.published(p) { // without front matter it is a section
			r.elementPages[p.Dir] = append(r.elementPages[p.Dir], p)
		}
		return
	}
	r.addStatic(name, dirs)
}

// readElements makes elements of the files in elements/, with their pages.
func (r *reader) readElements() {
	slices.SortFunc(r.elementFiles, func(a, b elementFile) int { return strings.Compare(a.file.Name, b.file.Name) })
	r.checkTemplates()
	authored := map[string][]*Page{} // by the key of their element
	taken := map[string]bool{}
	for _, p := range r.Pages {
		taken[p.URL] = true
		if key := p.Front.Get("elementKey").Str(); key != "" {
			authored[key] = append(authored[key], p)
		}
	}
	plain := make(map[*Page]bool, len(r.Pages))
	for _, p := range r.Pages {
		plain[p] = true
	}
	older := map[*source.File]*Element{}
	if r.same {
		for _, e := range r.older.Elements {
			older[e.File] = e
		}
	}
	written := map[*Page]*Page{} // authored pages, and what they are as pages of an element
	var made []*Page
	for _, ef := range r.elementFiles {
		t := r.readYAML(ef.file.All(), false)
		key := cmp.Or(t.node.Get("key").Str(), ef.key)
		e := r.element(ef, t, older[ef.file], authored[key], taken)
		if e == nil {
			continue
		}
		delete(authored, key) // another element of this key has none of them
		r.Elements = append(r.Elements, e)
		for _, p := range e.Pages {
			taken[p.URL] = true
			if read := r.kept.pages[p.File]; p.Template == "" && plain[read] {
				written[read] = p
			} else {
				made = append(made, p)
			}
		}
	}
	r.checkKeys()
	r.checkHubs()
	r.checkFits()
	for i, p := range r.Pages {
		if written[p] != nil {
			r.Pages[i] = written[p]
		}
	}
	r.Pages = append(r.Pages, made...)
}

// element makes an element with its pages, or reuses the older one if it has the
// same inputs; it is nil where the file describes none.
func (r *reader) element(ef elementFile, t *tree, older *Element, authored []*Page, taken map[string]bool) *Element {
	inputs := r.elementInputs(ef, t, authored, taken)
	if older != nil && slices.Equal(older.inputs, inputs) {
		r.report(older.problems...)
		return older
	}
	before := len(r.Problems)
	text := source.Of(ef.file.All())
	r.report(located(text, t.problems, diag.RuleElementYAML, strict)...)
	node := t.node
	if node == nil || node.Kind != data.Object {
		if len(t.problems) == 0 { // if not empty, they name the cause
			r.report(newDiagnostic(ef.file.Span(0, 0), diag.RuleElementYAML, diag.Error, "an element must be keys with values, beginning with key, id and name"))
		}
		return nil
	}
	found := r.check(node, elementSchema, diag.RuleElementYAML, diag.Error)
	if len(t.problems) > 0 {
		// What seems to be missing may be in the part that could not be read.
		found = slices.DeleteFunc(found, func(d *diag.Diagnostic) bool { return d.Span.Start == d.Span.End })
	}
	r.report(found...)
	e := r.newElement(ef, node)
	e.inputs = inputs
	r.addPages(e, authored, taken)
	e.problems = slices.Clone(r.Problems[before:])
	return e
}

// elementInputs lists all that an element and its pages are made of.
func (r *reader) elementInputs(ef elementFile, t *tree, authored []*Page, taken map[string]bool) []any {
	inputs := []any{ef.file, r.schemas[elementSchema].Schema}
	for _, name := range slices.Sorted(maps.Keys(r.presets)) {
		inputs = append(inputs, name, r.presets[name])
		for _, item := range items(r.presets[name].Get("sections")) {
			inputs = append(inputs, r.texts[path.Join(presetFolder, name, item.Get("file").Str())])
		}
	}
	for _, item := range items(t.node.Get("sections")) {
		inputs = append(inputs, r.texts[path.Join(ef.dir, item.Get("file").Str())])
	}
	for _, list := range [][]*Page{r.templates, authored, r.elementPages[ef.dir]} {
		for _, p := range list {
			inputs = append(inputs, p)
		}
		inputs = append(inputs, len(list))
	}
	folder := elementURL(cmp.Or(t.node.Get("key").Str(), ef.key), authored)
	for _, page := range r.templates {
		inputs = append(inputs, taken[templateURL(folder, page)])
	}
	return inputs
}

func (r *reader) newElement(ef elementFile, node *data.Node) *Element {
	e := &Element{
		File: ef.file, Node: node, Dir: ef.dir,
		Key: cmp.Or(node.Get("key").Str(), ef.key), Name: cmp.Or(node.Get("name").Str(), ef.key),
	}
	r.checkExtends(node)
	all := layers{own: []layer{{node, ef.dir}}, extends: r.stack(extended(node)...)}
	e.addLayers(&all)
	kind := e.Get("auth", "type")
	r.checkAuth(kind, "auth.type", diag.RuleElementYAML)
	all.auth = r.stack(kind)
	delivery := items(e.Get("events", "delivery"))
	for _, item := range delivery {
		r.checkPreset(item, "events.delivery")
	}
	all.events = r.stack(delivery...)
	e.addLayers(&all)
	e.Configuration, e.ProviderData = all.params("configuration"), all.params("providerData")
	r.checkLayers(e, &all)
	e.flow = "credentials"
	if flow := e.Get("auth", "flow"); flow != nil && !r.reported(flow) {
		e.flow = flow.Str() // a wrong one would drop pages and make links to them broken
	}
	return e
}

// addLayers sets what Get looks through.
func (e *Element) addLayers(all *layers) {
	e.layers = nil
	for _, l := range slices.Backward(all.byWeight()) {
		e.layers = append(e.layers, l.node)
	}
}

// checkLayers reports what an element says of its presets and what they do not have.
func (r *reader) checkLayers(e *Element, all *layers) {
	r.checkTerms(e)
	below := paramKeys(all.presets())
	if !r.presetsAreWhole(e) {
		below = nil
	} else if auth := e.Node.Get("auth"); e.Get("auth", "type") == nil && e.Node.Get("extends") != nil && (auth == nil || auth.Kind == data.Object) {
		// Without extends the schema reports it.
		what := `"auth" is missing`
		place, _, _ := e.Node.Members[0].Key.Origin()
		if auth != nil {
			what = `"type" is missing in "auth"`
			place, _, _ = auth.Origin()
		}
		place.End = place.Start
		r.report(newDiagnostic(place, diag.RuleElementYAML, diag.Error, "%s: no preset that the element extends has it", what))
	}
	r.checkParams(e.Node, below)
	for _, l := range slices.Concat(all.events, all.auth, all.extends) {
		for _, s := range r.sections(l, false) {
			if s.Page != "events" || len(e.Delivery()) > 0 { // what presets say of events is for elements that have some
				e.Sections = append(e.Sections, s)
			}
		}
	}
	e.Sections = append(e.Sections, r.sections(all.own[0], true)...)
}

// set sets the fields that an entry gives. A term replaces a description and
// the reverse.
func (p *Param) set(item *data.Node) {
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

// sections returns the sections that a file lists, whose texts lie in its folder. What
// is wrong with them is reported if report is set.
func (r *reader) sections(l layer, report bool) (out []Section) {
	for _, item := range items(l.node.Get("sections")) {
		name, page := item.Get("file"), item.Get("page")
		full := path.Join(l.dir, name.Str())
		var wrong *diag.Diagnostic
		switch f := r.texts[full]; {
		case name == nil || item.Get("after") == nil || r.reported(page):
			continue // reported by the schema check
		case escapes(name.Str()):
			wrong = diagnosticAt(name, diag.RuleElementYAML, diag.Error, "%q leaves the %s's folder", name.Str(), l.kind())
		case f == nil:
			wrong = diagnosticAt(name, diag.RuleElementYAML, diag.Error, "no file %q", full)
		case page != nil && !slices.Contains(r.elementPageNames(), page.Str()):
			wrong = diagnosticAt(page, diag.RuleElementYAML, diag.Error, "elements have no page %q: %s", page.Str(), choices(page.Str(), r.elementPageNames()))
		default:
			out = append(out, Section{Page: cmp.Or(page.Str(), "events"), After: item.Get("after"), File: f, Shared: l.kind() == "preset", at: cmp.Or(page, name)})
		}
		if wrong != nil && report {
			r.report(wrong)
		}
	}
	return out
}

// elementPageNames returns the names of the pages that templates make.
func (r *reader) elementPageNames() []string {
	names := map[string]bool{}
	for _, t := range r.templates {
		names[t.Front.Get("elementPage").Str()] = true
	}
	return slices.Sorted(maps.Keys(names))
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

// Terms returns the glossaries that describe parameters: the source folder's
// and docgen's.
func (s *Site) Terms() [2]*data.Node { return [2]*data.Node{s.glossary, s.defaultTerms} }

// Glossary returns all terms: docgen's, and those of the source folder.
func (s *Site) Glossary() data.Map {
	out := data.Map{}
	setVars(out, s.defaultTerms, nil)
	setVars(out, s.glossary, nil)
	return out
}
