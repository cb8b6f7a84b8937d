package data

import (
	"errors"
	"fmt"
	"net/http"
	"os"
	"path"
	"regexp"
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
// The error joins one *diag.Diagnostic for each mistake in the schema. These
// include what the library ignores silently: unknown keywords and those of other
// drafts, keywords beside a $ref, and formats that nothing checks.
func CompileSchema(f *source.File, load func(name string) (*source.File, error)) (*Schema, error) {
	c := &schemaCompiler{
		load:  load,
		files: map[string]*schemaFile{},
		index: map[*Node]int{},
		set:   &schemaSet{refs: map[*Node]*Node{}, parts: map[*Node]*Schema{}, patterns: map[string]*regexp.Regexp{}},
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

// schemaCompiler numbers every schema of the files at any depth. The library gets
// a flat list, in which each schema refers to those inside it, so that any of
// them can be compiled and evaluated separately.
type schemaCompiler struct {
	load  func(name string) (*source.File, error)
	files map[string]*schemaFile
	index map[*Node]int // position in list
	list  []any
	nodes []*Node
	parts []*Node // schemas of applicators, which are evaluated separately
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

// draft returns the draft that a schema declares.
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

// visit adds a schema to the list and returns a reference to it.
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

// schema converts a schema for the library.
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
	if allowsNothing(n) {
		return false // also a Placeholder
	}
	return out
}

// allowsNothing reports whether a schema is false or {"not": {}}.
func allowsNothing(schema *Node) bool {
	if schema.Kind == Bool {
		return !schema.True()
	}
	not := schema.Get("not")
	return not != nil && (not.True() || not.Kind == Object && len(not.Members) == 0)
}

// keyword adds a keyword to the converted schema.
func (c *schemaCompiler) keyword(f *schemaFile, schema *Node, m Member, out map[string]any) {
	key := m.Key.Str()
	kind, ok := keywordKinds[key]
	if !ok || !kind.in(f.draft) {
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
		out[key] = c.many(f, m, c.visit)
	case named:
		out[key] = c.named(f, m)
	case judged:
		c.parts = append(c.parts, m.Value)
		out[key] = c.visit(f, m.Value)
	case branch:
		out[key] = c.branch(f, m.Value)
	case branches:
		c.parts = append(c.parts, m.Value.Items...)
		out[key] = c.many(f, m, c.branch)
	case definitions:
		c.definitions(f, m.Value)
	}
}

func (c *schemaCompiler) many(f *schemaFile, m Member, visit func(*schemaFile, *Node) map[string]any) []any {
	list := make([]any, 0, len(m.Value.Items))
	for _, item := range m.Value.Items {
		list = append(list, visit(f, item))
	}
	if len(list) == 0 {
		c.errorf(m.Value, "%q must be a list of schemas", m.Key.Str())
	}
	return list
}

// branch is visit for a schema that may fail without a violation. The errors of
// one branch mean nothing without the others, so the library gets a schema that
// fails with a single error.
func (c *schemaCompiler) branch(f *schemaFile, n *Node) map[string]any {
	return map[string]any{"if": c.visit(f, n), "else": false}
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

// compile compiles the list with the library.
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

// failure returns a diagnostic for an error of the library, which has no place.
func (c *schemaCompiler) failure(n *Node, err error) error {
	at, _, _ := n.Origin()
	return &diag.Diagnostic{Severity: diag.Error, Span: at, Message: "the schema cannot be used: " + err.Error()}
}

// noFiles keeps the library from reading files: it already has all of them.
type noFiles struct{}

func (noFiles) Open(name string) (http.File, error) {
	return nil, &os.PathError{Op: "open", Path: name, Err: os.ErrNotExist}
}
