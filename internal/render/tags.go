package render

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/osteele/liquid/expressions"
	"github.com/osteele/liquid/render"
	"github.com/osteele/liquid/values"

	"docgen/internal/diag"
	"docgen/internal/source"
)

// sinkKey binds the sink among the variables, where the tags find it; no
// expression can name it.
const sinkKey = "\x00sink"

type renderer = func(io.Writer, render.Context) error

// placed are the bytes of its source that each tag of a program carries.
type placed struct{ start, end int }

func (p placed) span(s *sink) source.Span {
	return s.frame.template.src.File.Span(p.start, p.end)
}

// parsePlaced splits the offsets off the arguments of a program's tag.
func parsePlaced(args string) (placed, string) {
	first, rest, _ := strings.Cut(args, " ")
	second, rest, _ := strings.Cut(rest, " ")
	start, _ := strconv.Atoi(first)
	end, _ := strconv.Atoi(second)
	return placed{start, end}, rest
}

// enter returns the sink of a run. What the library's tags have printed before
// is still buffered in w and goes out first.
func enter(w io.Writer, ctx render.Context) (*sink, error) {
	if buffered, ok := w.(interface{ Flush() (int, error) }); ok {
		if _, err := buffered.Flush(); err != nil {
			return nil, err
		}
	}
	return ctx.Get(sinkKey).(*sink), nil
}

// addProgramTags defines the tags that only programs contain.
func addProgramTags(c *render.Config) {
	c.AddTag(textTag, func(args string) (renderer, error) {
		p, _ := parsePlaced(args)
		return func(w io.Writer, ctx render.Context) error {
			s, err := enter(w, ctx)
			if err != nil {
				return err
			}
			s.reportCircleBefore(p.start)
			if at := p.span(s); s.meter.take(at.End-at.Start+runSize) == nil {
				s.text.Copy(at, s.frame.via)
			}
			return s.check(p.span(s))
		}, nil
	})
	c.AddTag(valueTag, compileValue)
	c.AddTag(includeTag, func(args string) (renderer, error) {
		p, rest := parsePlaced(args)
		inner, name := parsePlaced(rest)
		return func(w io.Writer, ctx render.Context) error {
			s, err := enter(w, ctx)
			if err != nil {
				return err
			}
			return s.include(ctx, name, p.span(s), inner.span(s))
		}, nil
	})
	c.AddTag(placeTag, func(args string) (renderer, error) {
		p, _ := parsePlaced(args)
		return func(w io.Writer, ctx render.Context) error {
			s, err := enter(w, ctx)
			if err == nil {
				s.place = p.span(s)
			}
			return err
		}, nil
	})
	c.AddTag(stepTag, compileStep)
	c.AddTag(pathTag, compilePath)
	c.AddTag(beginTag, func(string) (renderer, error) {
		return func(w io.Writer, ctx render.Context) error {
			s, err := enter(w, ctx)
			if err == nil {
				s.meter.vars = ctx.Bindings()
			}
			return err
		}, nil
	})
	c.AddTag(endTag, func(string) (renderer, error) {
		return func(w io.Writer, ctx render.Context) error {
			s, err := enter(w, ctx)
			if err == nil {
				s.reportCircleBefore(s.frame.template.src.End)
				s.frame.bindings = ctx.Bindings()
			}
			return err
		}, nil
	})
	c.AddTag(countTag, compileCount)
	c.AddTag(cycleTag, compileCycle)
	c.AddBlock(captureTag).Compiler(compileCapture)
	c.AddBlock("highlight").Compiler(compileHighlight)
}

func compileValue(args string) (renderer, error) {
	p, rest := parsePlaced(args)
	expr, err := expressions.Parse(rest)
	if err != nil {
		return nil, err
	}
	return func(w io.Writer, ctx render.Context) error {
		s, err := enter(w, ctx)
		if err != nil {
			return err
		}
		s.reportCircleBefore(p.start)
		value, err := evaluate(ctx, expr)
		if s.meter.err != nil {
			return s.stop(p.span(s), cmp.Or(err, s.meter.err))
		}
		if err != nil {
			s.report(diag.RuleLiquidSyntax, p.span(s), "%s", err)
			return nil
		}
		s.reportCircle(p.span(s))
		for _, v := range s.frame.template.prints[p.start] {
			s.missing(p.span(s), v, ctx)
		}
		s.printValue(p.span(s), value)
		return s.check(p.span(s))
	}, nil
}

// evaluate turns the library's panics about odd values into errors.
func evaluate(ctx render.Context, expr expressions.Expression) (value any, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("cannot be evaluated: %s", strings.SplitN(fmt.Sprint(r), "\n", 2)[0])
		}
	}()
	value, err = ctx.Evaluate(expr)
	return value, ofFilter(err)
}

// printValue prints a value as Liquid does: the elements of a list one after the
// other.
func (s *sink) printValue(at source.Span, value any) {
	switch v := values.ToLiquid(value).(type) {
	case nil:
		s.print(at, "")
	case string:
		s.print(at, v)
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

// roundCost is the work of a round of a loop without tags.
const roundCost = 500

// compileStep makes the tag that counts the rounds of a loop, and the work of its
// tags in one round.
func compileStep(args string) (renderer, error) {
	p, rest := parsePlaced(args)
	cost, _ := strconv.Atoi(strings.TrimSpace(rest))
	return func(w io.Writer, ctx render.Context) error {
		s, err := enter(w, ctx)
		if err != nil {
			return err
		}
		s.steps++
		s.meter.spend(roundCost + cost)
		return s.check(p.span(s))
	}, nil
}

// compilePath makes the tag that counts what the library copies to assign a member of
// an object.
func compilePath(args string) (renderer, error) {
	path := strings.Split(strings.TrimSpace(args), ".")
	return func(w io.Writer, ctx render.Context) error {
		s, err := enter(w, ctx)
		if err != nil {
			return err
		}
		object := ctx.Bindings()
		for _, key := range path[:len(path)-1] {
			var ok bool
			if object, ok = object[strings.TrimSpace(key)].(map[string]any); !ok {
				break
			}
			s.meter.spend(100 * len(object))
			s.meter.take(64 * len(object))
		}
		return s.meter.err
	}, nil
}

func compileCapture(node render.BlockNode) (renderer, error) {
	name := strings.Trim(strings.TrimSpace(node.Args), `"'`)
	if name == "" || strings.ContainsAny(name, " \t\n") {
		return nil, errors.New("capture takes the name of one variable")
	}
	return func(w io.Writer, ctx render.Context) error {
		s, err := enter(w, ctx)
		if err != nil {
			return err
		}
		before, limit := s.text, s.maxText
		s.text, s.maxText = source.Text{}, s.meter.limits.text
		failed := ctx.RenderChildren(w)
		captured := s.text
		s.text, s.maxText = before, limit
		if failed != nil {
			return failed
		}
		s.captured.Add(captured)
		ctx.Set(name, captured.String())
		return nil
	}, nil
}

// compileHighlight makes the block that Jekyll makes of {% highlight lang %}.
func compileHighlight(node render.BlockNode) (renderer, error) {
	p, rest := parsePlaced(node.Args)
	lang, _, _ := strings.Cut(strings.TrimSpace(rest), " ")
	return func(w io.Writer, ctx render.Context) error {
		s, err := enter(w, ctx)
		if err != nil {
			return err
		}
		at := p.span(s)
		s.put(at, []byte("\n```"+lang+"\n"))
		if err := ctx.RenderChildren(w); err != nil {
			return err
		}
		s.put(at, []byte("\n```\n"))
		return nil
	}, nil
}

// compileCount makes increment and decrement, whose counters are not variables.
func compileCount(args string) (renderer, error) {
	p, rest := parsePlaced(args)
	direction, name, _ := strings.Cut(rest, " ")
	return func(w io.Writer, ctx render.Context) error {
		s, err := enter(w, ctx)
		if err != nil {
			return err
		}
		if s.counters == nil {
			s.counters = map[string]int{}
		}
		n := s.counters[name]
		if direction == "decrement" {
			n--
			s.counters[name] = n
		} else {
			s.counters[name] = n + 1
		}
		s.print(p.span(s), strconv.Itoa(n))
		return nil
	}, nil
}

// compileCycle makes the tag that prints its values in turn. As in Liquid for
// Ruby, a group counts on through the whole page.
func compileCycle(args string) (renderer, error) {
	p, rest := parsePlaced(args)
	inner, _ := parsePlaced(rest)
	return func(w io.Writer, ctx render.Context) error {
		s, err := enter(w, ctx)
		if err != nil {
			return err
		}
		at := inner.span(s)
		use, _ := analyseTag("cycle", at.String()) // was read without a mistake
		eval := func(r [2]int) (any, error) {
			expr, err := expressions.Parse(libraryDialect(at.File.Span(at.Start+r[0], at.Start+r[1])))
			if err != nil {
				return nil, err
			}
			return evaluate(ctx, expr)
		}
		group := at.String()
		if use.Group != [2]int{} {
			value, err := eval(use.Group)
			if err != nil {
				return err
			}
			group = s.meter.inspect(value)
		}
		if s.cycles == nil {
			s.cycles = map[string]int{}
		}
		value, err := eval(use.Values[s.cycles[group]%len(use.Values)])
		if err != nil {
			return err
		}
		s.cycles[group]++
		s.printValue(p.span(s), value)
		return s.check(p.span(s))
	}, nil
}
