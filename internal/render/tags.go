package render

import (
	"errors"
	"io"
	"slices"
	"strconv"

	"github.com/osteele/liquid/render"

	"docgen/internal/data"
	"docgen/internal/diag"
	"docgen/internal/source"
)

// sinkKey binds the sink of a run among the variables of its program.
const sinkKey = "sink"

// errInterrupted leads a break or continue out to its loop.
var errInterrupted = errors.New("interrupted")

// A blockBody is what stands between a block's tag and its end.
type blockBody struct {
	clauses []clause
	render  func(*render.BlockNode) error
}

// A clause is the text from one of a block's tags to the next; the first is the block's
// own.
type clause struct {
	token int
	*render.BlockNode
}

// programTags are the tags that programs contain besides blocks.
var programTags = map[string]func(s *sink, tok *token) error{
	"text": func(s *sink, tok *token) error {
		if s.meter.take(tok.span.End-tok.span.Start+runSize) == nil {
			s.text.Copy(tok.span, s.frame.via)
		}
		return s.check(tok.span)
	},
	"value":     (*sink).printToken,
	"echo":      (*sink).printToken,
	"assign":    (*sink).assign,
	"increment": (*sink).count,
	"decrement": (*sink).count,
	"cycle":     (*sink).cycle,
	"include":   (*sink).include, // and all that include
	"break": func(s *sink, _ *token) error {
		s.interrupt = breaks
		return errInterrupted
	},
	"continue": func(s *sink, _ *token) error {
		s.interrupt = continues
		return errInterrupted
	},
	"render": func(s *sink, tok *token) error {
		s.report(diag.RuleLiquidSyntax, tok.span, "Jekyll has no files for {%% render %%}; write {%% include %%}")
		return nil
	},
}

// programBlocks are the blocks that programs contain.
var programBlocks = map[string]func(s *sink, tok *token, b blockBody) error{
	"if":        (*sink).runIf,
	"unless":    (*sink).runIf,
	"case":      (*sink).runCase,
	"for":       (*sink).runFor,
	"tablerow":  (*sink).runTable,
	"capture":   (*sink).runCapture,
	"ifchanged": (*sink).runIfChanged,
	"highlight": (*sink).runHighlight,
	"foreign":   (*sink).runForeign,
}

// programConfig returns the configuration of the library that runs programs.
func programConfig() render.Config {
	c := render.NewConfig()
	for name, run := range programTags {
		c.AddTag(name, func(args string) (func(io.Writer, render.Context) error, error) {
			i, err := strconv.Atoi(args)
			return func(_ io.Writer, ctx render.Context) error {
				s := ctx.Get(sinkKey).(*sink)
				return run(s, &s.frame.template.tokens[i])
			}, err
		})
	}
	for name, run := range programBlocks {
		block := c.AddBlock(name)
		for _, clause := range blocks[name] {
			block = block.Clause(clause)
		}
		block.Compiler(func(n render.BlockNode) (func(io.Writer, render.Context) error, error) {
			var clauses []clause
			for _, c := range append([]*render.BlockNode{&n}, n.Clauses...) {
				i, err := strconv.Atoi(c.Args)
				if err != nil {
					return nil, err
				}
				clauses = append(clauses, clause{i, c})
			}
			return func(w io.Writer, ctx render.Context) error {
				s := ctx.Get(sinkKey).(*sink)
				return run(s, &s.frame.template.tokens[clauses[0].token], blockBody{
					clauses, func(n *render.BlockNode) error { return ctx.RenderBlock(w, n) },
				})
			}, nil
		})
	}
	return c
}

// fail reports that a tag cannot be evaluated, and goes on, unless that is because the
// page takes too much.
func (s *sink) fail(tok *token, err error) error {
	at := tok.span
	if inside := (*exprError)(nil); errors.As(err, &inside) {
		at = tok.inArgs(inside.start, inside.end)
	}
	if s.meter.err != nil {
		if err == nil || isCanceled(s.meter.err) {
			err = s.meter.err
		}
		return s.stop(at, err)
	}
	if err != nil && !s.worsen(at) {
		s.report(diag.RuleLiquidSyntax, at, "%s", err)
	}
	s.reportCircle(at)
	return nil
}

// worsen makes the warning about a place an error: what Liquid passes over there stops it
// when it runs.
func (s *sink) worsen(at source.Span) (done bool) {
	for _, d := range s.out.Problems {
		if d.Span == at && d.Rule == diag.RuleLiquidSyntax && d.Cause == nil {
			d.Severity, done = diag.Error, true
		}
	}
	return done
}

// printToken runs {{ }}.
func (s *sink) printToken(tok *token) error {
	f, ok := tok.parsed.(*filtered)
	if !ok {
		return nil // reported when it was compiled
	}
	value, err := s.meter.filtered(f)
	if err != nil || s.meter.err != nil {
		return s.fail(tok, err)
	}
	s.reportCircle(tok.span)
	for _, v := range tok.reads {
		s.missing(tok, v)
	}
	s.noteUnset(tok.reads)
	if s.isWhole(f, value) {
		s.print(tok.span, "")
		return nil
	}
	if made, ok := s.follow(tok.span, f, value); ok {
		s.add(made, nil)
	} else {
		s.printValue(tok.span, value)
	}
	return s.check(tok.span)
}

// isWhole reports whether a value is an object or a list that the filter of a plugin
// would have made something else of. It may be all of site.data, so it is not printed;
// the filter is reported.
func (s *sink) isWhole(f *filtered, value any) bool {
	switch s.meter.resolved(value).(type) {
	case []any, data.Map:
	default:
		return false
	}
	return slices.ContainsFunc(f.filters, func(call filterCall) bool {
		_, known := s.meter.filters[call.name]
		_, brings := s.engine.site.Brings(true, call.name)
		return !known && brings
	})
}

// printValue prints a value as Liquid does: the elements of a list one after the
// other.
func (s *sink) printValue(at source.Span, value any) {
	switch v := s.meter.resolved(value).(type) {
	case nil:
		s.print(at, "")
	case string:
		s.print(at, v)
	case data.Date:
		s.print(at, string(v))
	case []any:
		for _, item := range v {
			if s.steps++; s.steps > s.meter.limits.rounds || s.meter.spend(400) != nil {
				return // reported by the caller
			}
			s.printValue(at, item)
		}
	default:
		s.print(at, s.meter.format(v))
	}
}

func (s *sink) assign(tok *token) error {
	a, ok := tok.parsed.(*assignArgs)
	if !ok {
		return nil
	}
	value, err := s.meter.filtered(a.value)
	if err == nil && s.meter.take(64+len(a.name)) == nil {
		if made, ok := s.follow(tok.span, a.value, value); ok {
			s.captured.Add(made)
			value = made.String()
		}
		s.meter.vars.assign(a.name, value)
		s.noteUnset(usesOf(a).vars)
	}
	if inside := (*exprError)(nil); errors.As(err, &inside) {
		err = inside.moved(a.at)
	}
	return s.fail(tok, err)
}

// count runs increment and decrement. Their counters are seen where no variable has
// the name.
func (s *sink) count(tok *token) error {
	name, _ := tok.parsed.(countArgs)
	given := s.meter.vars.given
	n, ok := given[string(name)].(int)
	if !ok && given[string(name)] != nil {
		s.report(diag.RuleLiquidSyntax, tok.span, "%q is not a counter", cutShown(string(name)))
		return nil
	}
	if tok.name == "decrement" {
		n--
		given[string(name)] = n
	} else {
		given[string(name)] = n + 1
	}
	s.print(tok.span, strconv.Itoa(n))
	return s.check(tok.span)
}

// cycle prints the next of its values.
func (s *sink) cycle(tok *token) error {
	c, ok := tok.parsed.(*cycleArgs)
	if !ok || len(c.values) == 0 {
		return nil
	}
	// The type counts too: the group 1 is not the group "1".
	group := tok.span.File.Name + ":" + strconv.Itoa(tok.span.Start)
	switch {
	case c.group != nil:
		value, err := s.meter.value(c.group)
		if err != nil {
			return s.fail(tok, err)
		}
		group = s.meter.inspect(value)
	case c.shared:
		list := make([]any, len(c.values))
		for i, n := range c.values {
			list[i] = n.value
		}
		group = s.meter.inspect(list)
	}
	turn := s.turns.cycles[group]
	if turn >= len(c.values) {
		turn = 0
	}
	value, err := s.meter.value(c.values[turn])
	if err != nil || s.meter.take(len(group)) != nil {
		return s.fail(tok, err)
	}
	s.turns.cycles[group] = (turn + 1) % len(c.values)
	s.printValue(tok.span, value)
	return s.check(tok.span)
}

func (s *sink) runIf(tok *token, b blockBody) error {
	for i, clause := range b.clauses {
		at := &s.frame.template.tokens[clause.token]
		if at.name == "else" {
			return b.render(clause.BlockNode)
		}
		c, ok := at.parsed.(*condition)
		if !ok {
			continue
		}
		holds, err := s.meter.holds(c)
		if stop := s.fail(at, err); err != nil || stop != nil {
			return stop
		}
		if holds != (i == 0 && tok.name == "unless") {
			return b.render(clause.BlockNode)
		}
	}
	return nil
}

// runCase renders each clause whose value is equal, and else only where there is none.
func (s *sink) runCase(tok *token, b blockBody) error {
	value, ok := tok.parsed.(caseArgs)
	if !ok {
		return nil
	}
	matched := false
	for _, clause := range b.clauses[1:] {
		at := &s.frame.template.tokens[clause.token]
		when, _ := at.parsed.(whenArgs)
		times := 0
		if at.name == "else" && !matched {
			times = 1
		}
		for _, w := range when {
			c := *w
			c.left = value.value
			holds, err := s.meter.holds(&c)
			if stop := s.fail(at, err); err != nil || stop != nil {
				return stop
			}
			if holds {
				times++
				matched = true
			}
		}
		for range times {
			if err := b.render(clause.BlockNode); err != nil {
				return err
			}
		}
	}
	return nil
}

// aside renders a body to a text of its own.
func (s *sink) aside(b blockBody) (source.Text, error) {
	before, limit := s.text, s.maxText
	s.text, s.maxText = source.Text{}, s.meter.limits.text
	err := b.render(b.clauses[0].BlockNode)
	made := s.text
	s.text, s.maxText = before, limit
	return made, err
}

func (s *sink) runCapture(tok *token, b blockBody) error {
	made, err := s.aside(b)
	if err != nil && s.interrupt == noInterrupt {
		return err
	}
	if name, ok := tok.parsed.(captureArgs); ok {
		s.captured.Add(made)
		s.meter.vars.assign(string(name), made.String())
	}
	return err
}

func (s *sink) runIfChanged(_ *token, b blockBody) error {
	made, err := s.aside(b)
	if text := made.String(); text != s.turns.changed {
		s.turns.changed = text
		s.add(made, nil)
	}
	return err
}

// runForeign prints a block of a plugin, or one that an include prints, which has the body
// as include.body.
func (s *sink) runForeign(tok *token, b blockBody) error {
	if print := s.engine.gemBlock(tok.name); print != nil {
		return print(s, tok, b)
	}
	body, err := s.aside(b)
	if err != nil {
		return err
	}
	s.captured.Add(body)
	file := s.engine.site.TagTemplate(tok.name)
	return s.runIncluded(file, &source.Via{At: tok.span, Next: s.frame.via}, data.MapOf("args", tok.args.String(), "body", body.String()))
}
