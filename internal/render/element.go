package render

import (
	"bytes"
	"context"
	"maps"
	"slices"
	"strings"

	"docgen/internal/content"
	"docgen/internal/data"
	"docgen/internal/diag"
	"docgen/internal/source"
)

// front is the front matter of a page that a template makes, with its Liquid
// resolved.
type front struct {
	vars     data.Map
	values   []source.Text // the resolved texts
	problems []*diag.Diagnostic
}

// copyFronts makes the variables of the pages that a template makes. Their
// Liquid is resolved when all variables of the site are known.
func (e *Engine) copyFronts() {
	e.fronts = map[*content.Page]*front{}
	for _, p := range e.site.Pages {
		if p.Template != "" {
			e.fronts[p] = &front{vars: maps.Clone(p.Vars)}
		}
	}
}

// resolveFronts runs the Liquid in the front matter of pages that a template
// makes, so that titles and descriptions name the element.
func (e *Engine) resolveFronts(older *Engine) {
	for _, p := range e.site.Pages {
		f := e.fronts[p]
		if f == nil {
			continue
		}
		e.resolveFront(p, f)
		if was := older.frontFor(p); was != nil && was.sameAs(f) {
			e.fronts[p] = was
			f.vars.SetAll(was.vars) // siteVars has this map: one text, one place
		}
	}
}

func (e *Engine) resolveFront(p *content.Page, f *front) {
	s := e.newSink(context.Background(), p)
	defer s.release()
	s.meter.reset(s.meter.ctx, e.limits.ofFront())
	for _, m := range p.Front.Members {
		if m.Value.Kind != data.String || !hasLiquid(m.Value.Text) {
			continue
		}
		text := s.resolve(p, m.Value.Text, map[string]any{"page": f.vars, "site": s.bindings(p)["site"], "element": p.Element.Vars()})
		f.vars.Set(m.Key.Str(), text.String())
		f.values = append(f.values, text)
	}
	f.problems = s.out.Problems
}

// frontFor returns the front matter that the engine resolved for a page, or nil.
func (e *Engine) frontFor(p *content.Page) *front {
	if e == nil {
		return nil
	}
	return e.fronts[p]
}

// sameAs reports whether two resolutions of one front matter have the same texts
// from the same places.
func (f *front) sameAs(other *front) bool {
	return len(f.problems)+len(other.problems) == 0 && slices.EqualFunc(f.values, other.values, func(a, b source.Text) bool {
		from, _, _ := a.Origin(0, a.Len())
		to, _, _ := b.Origin(0, b.Len())
		return from == to && a.String() == b.String()
	})
}

func hasLiquid(t source.Text) bool {
	return bytes.Contains(t.Bytes, []byte("{{")) || bytes.Contains(t.Bytes, []byte("{%"))
}

// resolve runs the Liquid inside a YAML scalar. The provenance of the result is
// the bytes of the scalar, even if that is quoted or folded.
func (s *sink) resolve(p *content.Page, t source.Text, vars map[string]any) source.Text {
	scalar := source.NewFile("", t.Bytes)
	before := s.text
	s.text = source.Text{}
	problems, missing := len(s.out.Problems), len(s.out.Missing)
	s.run(s.engine.compile(scalar.All()), nil, vars)
	result := s.text.Through(scalar, t)
	s.text = before
	for _, d := range s.out.Problems[problems:] {
		if d.Span.File == scalar {
			d.Span, _, _ = t.Origin(d.Span.Start, d.Span.End)
		}
	}
	for i := range s.out.Missing[missing:] {
		m := &s.out.Missing[missing+i]
		for _, at := range []*source.Span{&m.At, &m.Var} {
			if at.File == scalar {
				*at, _, _ = t.Origin(at.Start, at.End)
			}
		}
	}
	return result
}

// elementVars returns what templates of a page see as element. The texts of
// its parameters are finished: terms are looked up and their Liquid has run.
func (s *sink) elementVars(p *content.Page) data.Map {
	e := p.Element
	vars := e.Vars()
	scope := map[string]any{"page": s.engine.Vars(p), "site": s.engine.ownVars, "element": vars}
	list := func(params []*content.Param) []any {
		out := make([]any, len(params))
		for i, param := range params {
			out[i] = s.paramVars(p, param, scope)
		}
		return out
	}
	configuration, providerData := list(e.Configuration), list(e.ProviderData)
	vars.Set("configuration", configuration)
	vars.Set("providerData", providerData)
	rows := []any{s.fixedParam("key", "element-key", true)}
	rows = append(rows, providerData...)
	rows = append(rows, s.fixedParam("name", "element-auth-name", true))
	rows = append(rows, configuration...)
	vars.Set("parameters", append(rows, s.fixedParam("tags", "element-auth-tags", false)))
	return vars
}

// fixedParam describes a part of the body that every element has.
func (s *sink) fixedParam(code, term string, required bool) data.Map {
	vars := data.MapOf("key", code, "code", code, "type", "string", "required", required, "label", nil, "default", nil)
	switch code {
	case "tags":
		vars.Set("type", "array")
	case "name":
		vars.Set("label", "Name")
	}
	if n := s.engine.site.Term(term); n != nil {
		vars.Set("description", n.Str())
	}
	return vars
}

func (s *sink) paramVars(p *content.Page, param *content.Param, scope map[string]any) data.Map {
	vars := data.MapOf("key", param.Get("key").Value(), "code", param.Get("key").Value(), "type", param.Type(), "required", param.Required())
	text := func(n *data.Node) any {
		if n == nil {
			return nil
		}
		if !hasLiquid(n.Text) {
			return n.Value()
		}
		done := s.resolve(p, n.Text, scope)
		s.values.Add(done)
		return done.String()
	}
	vars.Set("label", text(param.Get("label")))
	vars.Set("default", text(param.Get("default")))
	vars.Set("description", text(s.engine.site.Description(param)))
	vars.Set("placeholder_json", s.paramJSON(p, param, "placeholder", scope))
	vars.Set("example_json", s.paramJSON(p, param, "example", scope))
	return vars
}

// bodyIndent is the indentation of the members that stand in the two bodies of
// an events page: the JSON body is part of a list, the cURL example is not.
var bodyIndent = map[string]string{"placeholder": "        ", "example": "    "}

// paramJSON returns the JSON of a parameter's placeholder or example, by its
// type: a number or boolean stands bare, everything else in quotes.
func (s *sink) paramJSON(p *content.Page, param *content.Param, field string, scope map[string]any) string {
	var out source.Text
	n := param.Get(field)
	if n == nil {
		n = param.Get("placeholder")
	}
	if n == nil {
		at, _, _ := param.Get("key").Origin()
		out.Put(at, nil, []byte(`"`+placeholder(param.Key)+`"`))
	} else {
		data.AppendJSON(&out, s.typed(p, n, param.Type(), scope), bodyIndent[field])
	}
	s.values.Add(out)
	return out.String()
}

// placeholder makes the example value of a key: some.key becomes <SOME_KEY>.
func placeholder(key string) string {
	return "<" + strings.NewReplacer(".", "_", "-", "_", " ", "_").Replace(strings.ToUpper(key)) + ">"
}

// typed gives a YAML value the type that the parameter has in JSON.
func (s *sink) typed(p *content.Page, n *data.Node, kind string, scope map[string]any) *data.Node {
	if n.Kind == data.Array || n.Kind == data.Object {
		return n
	}
	c := *n
	if hasLiquid(n.Text) {
		c.Text = s.resolve(p, n.Text, scope)
	}
	switch {
	case kind == "boolean" && (c.Str() == "true" || c.Str() == "false"):
		c.Kind = data.Bool
	case (kind == "integer" || kind == "number") && n.Kind == data.Number:
	default:
		c.Kind = data.String
	}
	return &c
}
