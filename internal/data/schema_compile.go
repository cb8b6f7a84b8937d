package data

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/xeipuuv/gojsonschema"

	"docgen/internal/diag"
	"docgen/internal/source"
)

// CompileSchema compiles a JSON Schema of draft 4, 6 or 7, which may be
// written in JSON or, in a file named .yml or .yaml, in YAML. Without $schema
// it is read as draft 7.
//
// A $ref may lead into the file itself or into another file, which load reads;
// load gets a path relative to the source folder, as in File.Name, and may be
// nil. Nothing is ever read from the network.
//
// The error joins one *diag.Diagnostic for each mistake in the schema. Among
// them are what the library would pass over in silence: keywords it does not
// know or that belong to other drafts, keywords beside a $ref, and formats
// that nothing checks.
func CompileSchema(f *source.File, load func(name string) (*source.File, error)) (*Schema, error) {
	c := &schemaCompiler{
		load:  load,
		files: map[string]*schemaFile{},
		index: map[*Node]int{},
		set:   &schemaSet{refs: map[*Node]*Node{}, parts: map[*Node]*Schema{}, patterns: patterns{}},
	}
	root := c.read(f)
	if root == nil {
		return nil, errors.Join(c.errs...)
	}
	c.visit(root, root.node)
	c.cycles()
	if len(c.errs) > 0 {
		return nil, errors.Join(c.errs...)
	}
	return c.compile(root)
}

// schemaCompiler lists every schema of the files, however deep it stands, by
// number. What the library gets is that list, each schema referring to those
// inside it, so that any of them can be compiled and judged by itself.
type schemaCompiler struct {
	load  func(name string) (*source.File, error)
	files map[string]*schemaFile
	index map[*Node]int // position in list
	list  []any
	nodes []*Node
	parts []*Node // schemas that applicators judge
	set   *schemaSet
	errs  []error
}

// schemaFile is one file with schemas.
type schemaFile struct {
	name  string
	node  *Node
	draft int
}

func (c *schemaCompiler) errorf(n *Node, format string, args ...any) {
	at, _, _ := n.Origin()
	c.errs = append(c.errs, &diag.Diagnostic{Severity: diag.Error, Span: at, Message: fmt.Sprintf(format, args...)})
}

// read reads a file with a schema. It is nil if that fails.
func (c *schemaCompiler) read(f *source.File) *schemaFile {
	if known, ok := c.files[f.Name]; ok {
		return known
	}
	var node *Node
	var problems []Problem
	if ext := path.Ext(f.Name); ext == ".yml" || ext == ".yaml" {
		node, problems = ReadYAML(source.Of(f.All()))
	} else {
		doc := ReadJSON(source.Of(f.All()))
		problems = doc.Problems
		if len(doc.Docs) > 0 {
			node = doc.Docs[0]
		}
	}
	for _, p := range problems {
		c.errs = append(c.errs, &diag.Diagnostic{Severity: diag.Error, Span: f.Span(p.Start, p.End), Message: p.Message})
	}
	if node == nil || len(problems) > 0 {
		if len(problems) == 0 {
			c.errs = append(c.errs, &diag.Diagnostic{Severity: diag.Error, Span: f.Span(0, 0), Message: "the file holds no schema"})
		}
		c.files[f.Name] = nil
		return nil
	}
	file := &schemaFile{f.Name, node, c.draft(node)}
	c.files[f.Name] = file
	return file
}

// draft returns the draft a schema says it is written for.
func (c *schemaCompiler) draft(root *Node) int {
	n := root.Get("$schema")
	if n == nil {
		return 7
	}
	name := strings.TrimPrefix(strings.TrimPrefix(n.Str(), "https:"), "http:")
	switch strings.TrimSuffix(name, "#") {
	case "//json-schema.org/draft-04/schema":
		return 4
	case "//json-schema.org/draft-06/schema":
		return 6
	case "//json-schema.org/draft-07/schema":
		return 7
	}
	c.errorf(n, "schemas of %q cannot be checked: write for draft 7, \"http://json-schema.org/draft-07/schema#\"", n.Str())
	return 7
}

// visit adds a schema to the list and returns what refers to it.
func (c *schemaCompiler) visit(f *schemaFile, n *Node) map[string]any {
	i, ok := c.index[n]
	if !ok {
		i = len(c.list)
		c.index[n] = i
		c.list, c.nodes = append(c.list, nil), append(c.nodes, n)
		c.list[i] = c.schema(f, n)
	}
	return map[string]any{"$ref": "#/definitions/" + strconv.Itoa(i)}
}

// schema returns what the library gets for a schema.
func (c *schemaCompiler) schema(f *schemaFile, n *Node) any {
	switch {
	case n.Kind == Bool && f.draft > 4:
		return n.True()
	case n.Kind != Object:
		c.errorf(n, "a schema must be an object, but this is %s", shown(n))
		return true
	}
	if ref := n.Get("$ref"); ref != nil {
		for _, m := range n.Members {
			if key := m.Key.Str(); key != "$ref" && keywordKinds[key].use != annotation && key != "definitions" {
				c.errorf(m.Key, "%q has no effect beside \"$ref\": put both into \"allOf\"", key)
			}
		}
		c.definitions(f, n.Get("definitions"))
		return c.reference(f, n, ref)
	}
	out := map[string]any{}
	for _, m := range n.Members {
		c.keyword(f, n, m, out)
	}
	return out
}

// keyword adds a keyword to what the library gets for a schema.
func (c *schemaCompiler) keyword(f *schemaFile, schema *Node, m Member, out map[string]any) {
	key := m.Key.Str()
	kind, ok := keywordKinds[key]
	if !ok || f.draft < kind.since || kind.until > 0 && f.draft > kind.until {
		c.unknown(f, m.Key)
		return
	}
	switch kind.use {
	case annotation:
	case identity:
		if schema != f.node {
			c.errorf(m.Key, "%q inside a schema is not supported: name it in \"definitions\"", key)
		}
	case literal:
		out[key] = plainValue(m.Value)
		c.literal(m)
	case one:
		out[key] = c.visit(f, m.Value)
	case oneOrFlag:
		if out[key] = any(m.Value.True()); m.Value.Kind != Bool {
			out[key] = c.visit(f, m.Value)
		}
	case oneOrMany:
		if m.Value.Kind != Array {
			out[key] = c.visit(f, m.Value)
			break
		}
		fallthrough
	case many:
		list := make([]any, 0, len(m.Value.Items))
		for _, item := range m.Value.Items {
			list = append(list, c.visit(f, item))
		}
		out[key] = list
		if len(list) == 0 {
			c.errorf(m.Value, "%q must be a list of schemas", key)
		}
	case named:
		out[key] = c.named(f, m)
	case part:
		c.part(f, m.Value)
	case manyParts:
		if len(m.Value.Items) == 0 {
			c.errorf(m.Value, "%q must be a list of schemas", key)
		}
		for _, item := range m.Value.Items {
			c.part(f, item)
		}
	case definitions:
		c.definitions(f, m.Value)
	}
}

func (c *schemaCompiler) part(f *schemaFile, n *Node) {
	c.visit(f, n)
	c.parts = append(c.parts, n)
}

// definitions visits schemas that may be used by a $ref alone, so that their
// mistakes are found too.
func (c *schemaCompiler) definitions(f *schemaFile, n *Node) {
	if n == nil {
		return
	}
	for _, m := range n.Members {
		c.visit(f, m.Value)
	}
}

// named returns schemas by name, or the lists of names in dependencies.
func (c *schemaCompiler) named(f *schemaFile, m Member) map[string]any {
	out := map[string]any{}
	if m.Value.Kind != Object {
		c.errorf(m.Value, "%q must be an object of schemas", m.Key.Str())
	}
	for _, p := range m.Value.Members {
		name := p.Key.Str()
		if m.Key.Str() == "patternProperties" {
			c.pattern(p.Key)
		}
		if m.Key.Str() == "dependencies" && p.Value.Kind == Array {
			out[name] = plainValue(p.Value)
		} else {
			out[name] = c.visit(f, p.Value)
		}
	}
	return out
}

// literal checks the keywords whose value the library takes as it is.
func (c *schemaCompiler) literal(m Member) {
	key := m.Key.Str()
	if wanted := literalShape(key, m.Value); wanted != "" {
		c.errorf(m.Value, "%q must be %s", key, wanted)
		return
	}
	switch key {
	case "type":
		for _, name := range words(m.Value) {
			if !slices.Contains(typeNames, name) {
				c.errorf(m.Value, "unknown type %q: use %s", name, oneOf(typeNames))
			}
		}
	case "pattern":
		c.pattern(m.Value)
	case "format":
		if name := m.Value.Str(); !gojsonschema.FormatCheckers.Has(name) {
			c.errorf(m.Value, "nothing checks the format %q: use \"pattern\"", name)
		}
	}
}

// literalShape returns what the value of a keyword must be, if it is not.
func literalShape(keyword string, n *Node) string {
	isString := func(n *Node) bool { return n.Kind == String }
	areStrings := func(list []*Node) bool { return !slices.ContainsFunc(list, func(n *Node) bool { return !isString(n) }) }
	switch keyword {
	case "type":
		if isString(n) || n.Kind == Array && len(n.Items) > 0 && areStrings(n.Items) {
			return ""
		}
		return "the name of a type or a list of them"
	case "required":
		if n.Kind == Array && areStrings(n.Items) {
			return ""
		}
		return "a list of keys"
	case "enum":
		if n.Kind == Array && len(n.Items) > 0 {
			return ""
		}
		return "a list of values"
	case "pattern", "format":
		if isString(n) {
			return ""
		}
		return "a string"
	case "uniqueItems":
		if n.Kind == Bool {
			return ""
		}
		return "true or false"
	case "minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties":
		if i, err := strconv.Atoi(n.Str()); n.Kind == Number && err == nil && i >= 0 {
			return ""
		}
		return "a number of zero or more"
	case "minimum", "maximum", "multipleOf":
		if n.Kind == Number {
			return ""
		}
		return "a number"
	}
	return ""
}

var typeNames = []string{"array", "boolean", "integer", "null", "number", "object", "string"}

// pattern checks a regular expression, and compiles it for walk.
func (c *schemaCompiler) pattern(n *Node) {
	re, err := regexp.Compile(n.Str())
	if err != nil {
		c.errorf(n, "the pattern cannot be used: %s", strings.TrimPrefix(err.Error(), "error parsing regexp: "))
		return
	}
	c.set.patterns[n.Str()] = re
}

func (c *schemaCompiler) unknown(f *schemaFile, key *Node) {
	name := key.Str()
	if strings.HasPrefix(name, "x-") {
		return
	}
	if kind, ok := keywordKinds[name]; ok {
		if f.draft < kind.since {
			c.errorf(key, "%q belongs to draft %d, but the schema is written for draft %d", name, kind.since, f.draft)
		} else {
			c.errorf(key, "%q belongs to draft %d, but the schema is written for draft %d", name, kind.until, f.draft)
		}
		return
	}
	if advice, ok := laterKeywords[name]; ok {
		c.errorf(key, "%q belongs to a later draft of JSON Schema and would have no effect: %s", name, advice)
		return
	}
	var known []string
	for keyword, kind := range keywordKinds {
		if f.draft >= kind.since && (kind.until == 0 || f.draft <= kind.until) {
			known = append(known, keyword)
		}
	}
	slices.Sort(known)
	if near := diag.Nearest(name, known); near != "" {
		c.errorf(key, "unknown keyword %q: did you mean %q?", name, near)
		return
	}
	c.errorf(key, "unknown keyword %q", name)
}

// reference returns the $ref that the library gets.
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

// cycles reports schemas that apply to a value only if they apply to it,
// which no validator would ever finish with.
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

// compile hands the list to the library.
func (c *schemaCompiler) compile(root *schemaFile) (*Schema, error) {
	definitions := map[string]any{}
	for i, schema := range c.list {
		definitions[strconv.Itoa(i)] = schema
	}
	const address = "file:///schema"
	loader := gojsonschema.NewSchemaLoader()
	loader.AutoDetect = false
	if err := loader.AddSchema(address, gojsonschema.NewRawLoader(map[string]any{"definitions": definitions})); err != nil {
		return nil, c.failure(root.node, err)
	}
	one := func(n *Node) (*Schema, error) {
		ref := fmt.Sprintf("%s#/definitions/%d", address, c.index[n])
		compiled, err := loader.Compile(gojsonschema.NewReferenceLoaderFileSystem(ref, noFiles{}))
		if err != nil {
			return nil, c.failure(n, err)
		}
		return &Schema{node: n, compiled: compiled, set: c.set}, nil
	}
	schema, err := one(root.node)
	if err != nil {
		return nil, err
	}
	for _, n := range c.parts {
		if c.set.parts[n], err = one(n); err != nil {
			return nil, err
		}
	}
	return schema, nil
}

// failure words an error of the library, which knows no places.
func (c *schemaCompiler) failure(n *Node, err error) error {
	at, _, _ := n.Origin()
	return &diag.Diagnostic{Severity: diag.Error, Span: at, Message: "the schema cannot be used: " + err.Error()}
}

// noFiles keeps the library from reading files: it has been given all of them.
type noFiles struct{}

func (noFiles) Open(name string) (http.File, error) {
	return nil, &os.PathError{Op: "open", Path: name, Err: os.ErrNotExist}
}
