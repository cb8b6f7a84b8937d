package render

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"

	"docgen/internal/diag"
	"docgen/internal/source"
)

// Mentions are what a template names, in branches that do not run too.
type Mentions struct {
	Vars     []VarMention
	Includes []IncludeMention
	// Settled are the tags without a body and the filters of plugins for which the
	// configuration says what to do: what they would print is not known.
	Settled []SettledMention
	// Unsure are the conditions, to their end tags, that depend on a filter of a
	// plugin: which of their branches Jekyll would run is not known.
	Unsure []source.Span
}

// SettledMention is a tag or a filter of a plugin.
type SettledMention struct {
	At     source.Span // the tag or {{ }}
	Filter bool
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
	// Switched: the tag is in a branch that settings of the site turn on or off.
	Switched bool
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

// parse reads the arguments of the tags and {{ }} of a template, whether they will run or
// not, reports their mistakes, and collects what they mention.
func (e *Engine) parse(t *Template) {
	var branches branches
	for i := range t.tokens {
		tok := &t.tokens[i]
		if tok.kind == textToken {
			continue
		}
		var use uses
		named := len(t.Mentions.Includes)
		if strings.HasPrefix(tok.name, "include") || e.isForeign(tok.name) {
			use = e.parseInclude(t, tok)
		} else {
			name := tok.name
			if tok.kind == objectToken {
				name = "echo"
			}
			var err *exprError
			if tok.parsed, err = parseTag(name, tok.args.String()); err != nil {
				e.misread(t, tok, err)
			}
			if use = usesOf(tok.parsed); name == "link" { // its {{ }} are those of a file's name
				file := includeUse{File: tok.args.String()}
				file.fileVars(0)
				use = file.uses
			}
			if use.err != nil && err == nil {
				e.misread(t, tok, use.err)
			}
		}
		if tok.kind == objectToken {
			tok.reads = use.vars
		} else {
			e.branch(&branches, t, tok, use)
		}
		for j := range t.Mentions.Includes[named:] {
			t.Mentions.Includes[named+j].Switched = branches.switched()
		}
		for _, v := range use.vars {
			t.Mentions.Vars = append(t.Mentions.Vars, VarMention{tok.inArgs(v.Start, v.End), tok.span, v.Path, v.Guarded})
		}
		for _, f := range use.filters {
			if f.Dynamic {
				t.reads = append(t.reads, dependency{kind: wholeSite})
			}
			if _, ok := e.filters[f.Name]; !ok {
				e.unknownFilter(t, tok, f)
			} else if e.settled[f.Name] {
				t.Mentions.Settled = append(t.Mentions.Settled, SettledMention{tok.span, true})
			}
		}
	}
}

// misread reports what Liquid passes over, or refuses.
func (e *Engine) misread(t *Template, tok *token, err *exprError) {
	at := tok.inArgs(err.start, err.end)
	switch {
	case err.fatal:
		tok.parsed = nil
		t.addMistake(at, "%s", err.message)
	case e.liquid.ErrorMode == "strict":
		tok.parsed = nil
		t.addMistake(at, "%s", err.message)
	case e.liquid.ErrorMode != "lax" && !tok.broken:
		t.mistakes = addMistake(t.mistakes, mistake{at: at, message: err.message, warning: true})
	}
}

// parseInclude reads the arguments of a tag that includes a file.
func (e *Engine) parseInclude(t *Template, tok *token) (use uses) {
	include := includeUse{}
	if strings.HasPrefix(tok.name, "include") {
		var err *exprError
		if include, err = analyseInclude(tok.args.String()); err != nil {
			t.addMistake(tok.inArgs(err.start, err.end), "%s", err.message)
			tok.broken = true
		} else if include.err != nil {
			e.misread(t, tok, include.err)
		}
		tok.parsed = include
	}
	if include.File != "" || e.site.TagTemplate(tok.name) != nil {
		t.mention(*tok, include)
	}
	return include.uses
}

// isForeign reports whether an include prints a tag.
func (e *Engine) isForeign(name string) bool {
	return e.site.TagTemplate(name) != nil || e.site.TagTemplate(strings.TrimPrefix(name, "end")) != nil
}

// inArgs returns the place of some bytes of a token's arguments.
func (t token) inArgs(start, end int) source.Span {
	return t.args.File.Span(t.args.Start+start, t.args.Start+end)
}

func (t *Template) mention(tok token, use includeUse) {
	m := IncludeMention{Tag: tok.name, At: tok.span, Name: tok.inArgs(0, 0)}
	if use.File != "" {
		m.Name.End += len(use.File)
	}
	for _, p := range use.Params {
		m.Params = append(m.Params, p.Name)
	}
	t.Mentions.Includes = append(t.Mentions.Includes, m)
}

// unknownFilter reports a filter that docgen does not have. Jekyll returns the input
// of such a filter, unless strict_filters is set.
func (e *Engine) unknownFilter(t *Template, tok *token, f filterUse) {
	if len(t.mistakes) > maxMistakes {
		return
	}
	at := tok.inArgs(f.Start, f.End)
	near := diag.DidYouMean(f.Name, slices.Sorted(maps.Keys(e.filters)))
	if by, ok := e.site.Brings(true, f.Name); ok && (near == "" || strings.HasPrefix(by, " of ")) {
		t.foreign(at, "filter", f.Name, by, "it returns its input")
		return
	}
	if e.liquid.StrictFilters {
		tok.parsed = nil
	}
	t.mistakes = addMistake(t.mistakes, mistake{at: at, message: fmt.Sprintf("unknown filter %q%s", f.Name, near), warning: !e.liquid.StrictFilters})
}

// unknownTag reports a tag that docgen does not have.
func (e *Engine) unknownTag(t *Template, tok token, block bool) {
	if len(t.mistakes) > maxMistakes {
		return
	}
	near := diag.DidYouMean(tok.name, slices.Sorted(slices.Values(e.tagNames())))
	if by, ok := e.site.Brings(false, tok.name); ok && (near == "" || strings.HasPrefix(by, " of ")) {
		left := "it is left out"
		if block {
			left = "its body is kept"
		}
		t.foreign(tok.span, "tag", tok.name, by, left)
		return
	}
	t.addMistake(tok.span, "unknown tag %q%s", tok.name, near)
}

// foreign reports a tag or filter of a plugin, once for the site.
func (t *Template) foreign(at source.Span, what, name, by, instead string) {
	t.mistakes = addMistake(t.mistakes, mistake{
		at: at, warning: true, cause: what + " " + name,
		message: fmt.Sprintf("unsupported: %s %q%s; %s", what, name, by, instead),
	})
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
