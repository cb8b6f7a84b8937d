package render

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/osteele/liquid/expressions"
	"github.com/osteele/liquid/render"
	"github.com/osteele/liquid/values"

	"docgen/internal/source"
)

// sinkKey binds the sink among the variables, where the tags find it; no
// expression can name it.
const sinkKey = "\x00sink"

type renderer = func(io.Writer, render.Context) error

// placed is what the tags of a program carry first: bytes of their source.
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
			s.text.Copy(p.span(s), s.frame.via)
			return s.checkSize(p.span(s))
		}, nil
	})
	c.AddTag(valueTag, compileValue)
	c.AddTag(includeTag, func(args string) (renderer, error) {
		p, rest := parsePlaced(args)
		name, rest, _ := strings.Cut(rest, " ")
		inner, _ := parsePlaced(rest)
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
	c.AddTag(endTag, func(string) (renderer, error) {
		return func(w io.Writer, ctx render.Context) error {
			s, err := enter(w, ctx)
			if err == nil {
				s.frame.bindings = ctx.Bindings()
			}
			return err
		}, nil
	})
	c.AddTag(countTag, compileCount)
	c.AddBlock(captureTag).Compiler(compileCapture)
	c.AddBlock("highlight").Compiler(compileHighlight)
}

func compileValue(args string) (renderer, error) {
	p, rest := parsePlaced(args)
	expr, err := expressions.Parse(engineDialect(showDelimiter(rest)))
	if err != nil {
		return nil, err
	}
	vars, _, _ := analyseExpr(showDelimiter(rest)) // what cannot be read has been left out
	return func(w io.Writer, ctx render.Context) error {
		s, err := enter(w, ctx)
		if err != nil {
			return err
		}
		value, err := evaluate(ctx, expr)
		if err != nil {
			s.report("liquid-syntax", p.span(s), "%s", err)
			return nil
		}
		for _, v := range vars {
			s.missing(p.span(s), v, ctx)
		}
		s.printValue(p.span(s), value)
		return s.checkSize(p.span(s))
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

// printValue prints a value as Liquid does; the elements of a list stand side
// by side.
func (s *sink) printValue(at source.Span, value any) {
	switch v := values.ToLiquid(value).(type) {
	case nil:
		s.print(at, "")
	case string:
		s.print(at, v)
	case []any:
		for _, item := range v {
			if s.steps++; s.steps > maxSteps {
				return // the caller says so
			}
			s.printValue(at, item)
		}
	default:
		s.print(at, formatValue(v))
	}
}

// compileStep makes what counts the rounds of a loop, to stop one that would
// not end.
func compileStep(args string) (renderer, error) {
	p, _ := parsePlaced(args)
	return func(w io.Writer, ctx render.Context) error {
		s, err := enter(w, ctx)
		if err != nil {
			return err
		}
		s.steps++
		return s.checkSize(p.span(s))
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
		before := s.text
		s.text = source.Text{}
		failed := ctx.RenderChildren(w)
		captured := s.text
		s.text = before
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
		s.text.Put(at, s.frame.via, []byte("\n```"+lang+"\n"))
		if err := ctx.RenderChildren(w); err != nil {
			return err
		}
		s.text.Put(at, s.frame.via, []byte("\n```\n"))
		return nil
	}, nil
}

// compileCount makes increment and decrement: counters beside the variables.
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
