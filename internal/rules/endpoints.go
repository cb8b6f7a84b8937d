package rules

import (
	"slices"
	"strings"

	"docgen/internal/content"
	"docgen/internal/data"
	"docgen/internal/example"
	"docgen/internal/lint"
	"docgen/internal/source"
)

// endpoint is a request whose body has a schema.
type endpoint struct {
	content.SchemaUse
	schema *data.Schema
	node   *data.Node // the schema as written
	// owners are the objects in the schema that list properties, outermost
	// first.
	owners []*data.Node
	// levels are the objects that properties alone lead to, outermost first.
	levels []level
}

// level is an object in the schema.
type level struct {
	path       []string
	properties *data.Node
	closed     bool // allows no other properties
}

// endpointList are the endpoints of a site, with the files of their schemas.
type endpointList struct {
	list  []*endpoint
	files []*source.File
}

// prepareEndpoints returns the endpoints of the configuration. If no schema has
// changed, they are those of the older site.
func prepareEndpoints(p *lint.Pass, older any) any {
	made := &endpointList{}
	load := func(name string) (*source.File, error) {
		file, err := p.Site.Schema(name)
		made.files = append(made.files, file)
		return file, err
	}
	made.list = endpoints(p.Site.Config.Schemas, load)
	if was, ok := older.(*endpointList); ok && slices.Equal(was.files, made.files) {
		return was
	}
	return made
}

// endpoints compiles the schemas of the configuration. One that cannot be
// read is left out: the check of the configuration reports it.
func endpoints(uses []content.SchemaUse, load func(string) (*source.File, error)) []*endpoint {
	var out []*endpoint
	for _, use := range uses {
		file, err := load(use.Schema)
		if err != nil {
			continue
		}
		schema, err := data.CompileSchema(file, load)
		if err != nil {
			continue
		}
		e := &endpoint{SchemaUse: use, schema: schema}
		if docs := data.ReadJSON(source.Of(file.All())).Docs; len(docs) > 0 {
			e.node = docs[0]
		} else if e.node, _ = data.ReadYAML(source.Of(file.All())); e.node == nil {
			continue
		}
		e.collect(e.node)
		e.descend(e.node, nil)
		out = append(out, e)
	}
	return out
}

// collect finds the owners below a value of the schema.
func (e *endpoint) collect(n *data.Node) {
	if p := n.Get("properties"); p != nil && p.Kind == data.Object {
		e.owners = append(e.owners, p)
	}
	for _, m := range n.Members {
		e.collect(m.Value)
	}
	for _, item := range n.Items {
		e.collect(item)
	}
}

// serves reports whether a request is one of the endpoint. A segment of the
// path in braces matches any segment.
func (e *endpoint) serves(method, path string) bool {
	if !strings.EqualFold(e.Method, method) {
		return false
	}
	want, got := strings.Split(strings.Trim(e.Path, "/"), "/"), strings.Split(strings.Trim(path, "/"), "/")
	return slices.EqualFunc(want, got, func(w, g string) bool {
		return w == g || strings.HasPrefix(w, "{") && g != ""
	})
}

// knows counts the members of a document that are properties of the endpoint.
func (e *endpoint) knows(doc *data.Node) int {
	n, properties := 0, e.node.Get("properties")
	for _, m := range doc.Members {
		if properties.Get(m.Key.Str()) != nil {
			n++
		}
	}
	return n
}

// requires reports whether a document has half of what the endpoint requires,
// and most of it if there are members that the endpoint does not know.
func (e *endpoint) requires(doc *data.Node) bool {
	required := e.required()
	has := 0
	for _, name := range required {
		if doc.Get(name.Str()) != nil {
			has++
		}
	}
	if e.knows(doc) < len(doc.Members) {
		return has > 1 && 4*has >= 3*len(required)
	}
	return has > 0 && 2*has >= len(required)
}

// required lists the members that the endpoint requires, also those that it
// requires unless there are others in their place.
func (e *endpoint) required() (names []*data.Node) {
	for _, schema := range []*data.Node{e.node, e.node.Get("else")} {
		if list := schema.Get("required"); list != nil {
			names = append(names, list.Items...)
		}
	}
	return names
}

// endpointOf returns the endpoint that a document is sent to: that of its
// request, or else the one whose required members it has.
func endpointOf(list []*endpoint, page *lint.Page, b *example.Body, doc *data.Node) *endpoint {
	if b.Request == nil && !slices.ContainsFunc(list, func(e *endpoint) bool { return e.knows(doc) > 0 }) {
		return nil
	}
	method, path, named := requestOf(page, b)
	for _, e := range list {
		if named && e.serves(method, path) || !named && e.requires(doc) {
			return e
		}
	}
	return nil
}

// descend finds the levels at and below a schema.
func (e *endpoint) descend(schema *data.Node, path []string) {
	properties := schema.Get("properties")
	if properties == nil {
		return
	}
	rest := schema.Get("additionalProperties")
	e.levels = append(e.levels, level{path, properties, rest != nil && rest.Kind != data.Object})
	for _, m := range properties.Members {
		e.descend(m.Value, append(slices.Clip(path), m.Key.Str()))
	}
}

// place returns the path of the object of the schema that bare members belong
// to: none for the body itself. It must know most of them, and all where it
// allows no others.
func (e *endpoint) place(members *data.Node) (path []string, ok bool) {
	n := len(members.Members)
	for _, l := range e.levels {
		known := 0
		for _, m := range members.Members {
			if schema := l.properties.Get(m.Key.Str()); schema != nil && schema.Get("not") == nil {
				known++
			}
		}
		if known > 0 && (known == n || 2*known > n && !l.closed) {
			return l.path, true
		}
	}
	return nil, false
}

// wrap returns a document as the value at a path, in objects with the same
// provenance.
func wrap(doc *data.Node, path []string) *data.Node {
	for _, name := range slices.Backward(path) {
		text := source.Of(source.NewFile("", []byte(name)).All())
		key := &data.Node{Kind: data.String, Raw: text, Text: text}
		doc = &data.Node{Kind: data.Object, Raw: doc.Raw, Members: []data.Member{{Key: key, Value: doc}}}
	}
	return doc
}
