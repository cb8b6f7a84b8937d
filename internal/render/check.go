package render

import (
	"bytes"
	"maps"
	"slices"

	"docgen/internal/diag"
	"docgen/internal/source"
)

// Mentions are what a template names, in branches that do not run too.
type Mentions struct {
	Vars     []VarMention
	Includes []IncludeMention
}

// VarMention is one place where a template reads a variable.
type VarMention struct {
	At source.Span // the variable, as written
	In source.Span // the tag or {{ }} that reads it
	// Path is the variable and the keys below it.
	Path []string
	// Guarded: the variable may be missing, because it is tested, looped over, or
	// has a default.
	Guarded bool
}

// IncludeMention is a tag that includes a file: an include, or a tag that a
// template defines.
type IncludeMention struct {
	Tag string
	At  source.Span // all of it
	// Name is the file as the tag names it; it may hold {{ }}. It is empty for
	// a tag that a template defines.
	Name source.Span
	// Params are the names of the parameters given.
	Params []string
}

// IsConstant reports whether the tag names its file without {{ }}.
func (m IncludeMention) IsConstant() bool { return !bytes.Contains(m.Name.Bytes(), []byte("{{")) }

// File returns the file that the template is, or is a part of.
func (t *Template) File() *source.File { return t.src.File }

// Problems returns the mistakes in the template, whether it runs or not.
func (t *Template) Problems() []*diag.Diagnostic {
	out := make([]*diag.Diagnostic, len(t.mistakes))
	for i, f := range t.mistakes {
		out[i] = f.diagnostic()
	}
	if t.fault != nil {
		out = append(out, t.fault)
	}
	return out
}

// Templates returns the Liquid that pages share, whether any page uses it or
// not: the includes, layouts and templates of the source folder.
func (e *Engine) Templates() []*Template {
	var out []*Template
	for _, src := range e.site.SharedLiquid() {
		out = append(out, e.template(src))
	}
	return out
}

// checkNames reports the mistakes inside the tags and {{ }} of a template, whether
// they will run or not, and collects what they mention. skip are the tokens that
// cannot be run.
func (e *Engine) checkNames(t *Template) (skip map[int]bool) {
	skip = map[int]bool{}
	for i, tok := range t.tokens {
		use, err := tok.analyse()
		if tok.kind == objectToken {
			t.prints[tok.span.Start] = use.Vars
		}
		for _, v := range use.Vars {
			t.Mentions.Vars = append(t.Mentions.Vars, VarMention{tok.inArgs(v.Start, v.End), tok.span, v.Path, v.Guarded})
		}
		if tok.kind == tagToken && (use.File != "" || e.site.TagTemplate(tok.name) != nil) {
			t.mention(tok, use)
		}
		if err != nil {
			skip[i] = true
			at := tok.span
			if e, ok := err.(*exprError); ok {
				at = tok.inArgs(e.start, e.end)
			}
			t.addMistake(at, "%s", err)
		}
		for _, f := range use.Filters {
			if f.Dynamic {
				t.reads = append(t.reads, dependency{kind: wholeSite})
			}
			if !e.filters[f.Name] {
				skip[i] = true
				e.unknown(t, tok.inArgs(f.Start, f.End), "filter", f.Name, slices.Collect(maps.Keys(e.filters)))
			}
		}
	}
	return skip
}

// analyse lists what a tag or {{ }} mentions.
func (t token) analyse() (use tagUse, err error) {
	switch {
	case t.kind == tagToken:
		return analyseTag(t.name, t.args.String())
	case t.kind == objectToken && t.args.Start < t.args.End:
		use.Vars, use.Filters, err = analyseExpr(t.args.String())
	}
	return use, err
}

// inArgs returns the place of some bytes of a token's arguments.
func (t token) inArgs(start, end int) source.Span {
	return t.args.File.Span(t.args.Start+start, t.args.Start+end)
}

func (t *Template) mention(tok token, use tagUse) {
	m := IncludeMention{Tag: tok.name, At: tok.span, Name: tok.inArgs(0, 0)}
	if use.File != "" {
		m.Name.End += len(use.File)
	}
	for _, p := range use.Params {
		m.Params = append(m.Params, p.Name)
	}
	t.Mentions.Includes = append(t.Mentions.Includes, m)
}

// unknown reports a tag or filter that docgen does not have. If it may belong to a
// plugin that the configuration names, it is unsupported instead of a mistake.
func (e *Engine) unknown(t *Template, at source.Span, what, name string, known []string) {
	if len(t.mistakes) > maxMistakes {
		return
	}
	slices.Sort(known) // they come from maps
	near := diag.DidYouMean(name, known)
	if near == "" && e.site.Config.PluginBrings(name) {
		t.mistakes = addMistake(t.mistakes, mistake{at, "unsupported: " + what + " \"" + name + "\", which a plugin may bring", true})
		return
	}
	t.addMistake(at, "unknown %s %q%s", what, name, near)
}

// tagNames returns the names of all tags, for suggestions.
func (e *Engine) tagNames() []string {
	names := e.site.TagNames()
	for name := range standaloneTags {
		names = append(names, name)
	}
	for name, clauses := range blocks {
		names = append(names, name, "end"+name)
		names = append(names, clauses...)
	}
	return append(names, "comment", "raw")
}
