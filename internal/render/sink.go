package render

import (
	"errors"
	"fmt"

	"docgen/internal/diag"
	"docgen/internal/source"
)

// Limits that stop a page which would never end. They are far above what a real
// page needs.
const (
	maxBytes    = 32 << 20 // of one rendered page, or of one variable
	maxSteps    = 1 << 20  // loop rounds of one page, or items of a list
	maxIncludes = 100_000  // files that one page includes
	maxDepth    = 100      // includes inside includes
)

// errStop ends a run after its problem was reported.
var errStop = errors.New("stopped")

// sink collects what a page prints, with its provenance, and what it depends on.
type sink struct {
	engine *Engine
	page   *pageScope
	text   source.Text
	frame  *frame
	depth  int // how many templates are running
	// values holds texts made for this page before it ran; captured those of
	// {% capture %} and include parameters. A text of values gets the {{ }} that
	// prints it as its via; a captured one has its own via.
	values           source.Memory
	captured         source.Captures
	place            source.Span // of a library tag that prints by itself
	steps, includes  int
	counters, cycles map[string]int
	found            map[source.Span]bool // variables of loops that were there in some round
	beside           bool                 // a file beside the page was looked for
	deps             map[dependency]bool
	ran              map[*Template]bool
	out              *Output
}

// frame is one template that is running.
type frame struct {
	template *Template
	via      *source.Via // the include tags that lead to it, outward
	parent   *frame
	bindings map[string]any // as left by the template when it ended
}

// Write adds what the library's own tags print.
func (s *sink) Write(b []byte) (int, error) {
	for _, c := range b {
		if c != '\n' && c != ' ' {
			s.text.Put(s.place, s.frame.via, b)
			break
		}
	}
	return len(b), nil
}

// report adds a diagnostic at a place of the running template.
func (s *sink) report(rule string, at source.Span, format string, args ...any) *diag.Diagnostic {
	d := &diag.Diagnostic{Rule: rule, Severity: diag.Error, Span: at, Message: fmt.Sprintf(format, args...)}
	s.addProblem(d)
	return d
}

// addProblem adds a diagnostic about the running template.
func (s *sink) addProblem(d *diag.Diagnostic) {
	d.Via, d.Pages = s.frame.via.Spans(), []string{s.page.path}
	s.out.Problems = append(s.out.Problems, d)
}

// print writes a value. A string that was cut from a file, from element YAML or
// from the glossary keeps that as its provenance.
func (s *sink) print(at source.Span, text string) {
	if text == "" {
		s.text.Put(at, s.frame.via, nil)
		return
	}
	if found, ok := s.captured.Find(text); ok {
		s.text.Append(found, nil)
		return
	}
	via := &source.Via{At: at, Next: s.frame.via}
	if found, ok := s.values.Find(text); ok {
		s.text.Append(found, via)
		return
	}
	if found, ok := s.engine.site.Memory.Find(text); ok {
		s.text.Append(found, s.outward(found, via))
		return
	}
	if found, ok := s.engine.contents.find(s, text); ok {
		s.text.Append(found, via)
		return
	}
	s.text.Put(at, s.frame.via, []byte(text))
}

// outward returns the via of a text that may be written in a template that is
// running: that of an include's parameter is the via of the page that gives it.
func (s *sink) outward(found source.Text, via *source.Via) *source.Via {
	at, _, _ := found.Origin(0, found.Len())
	for f := s.frame; f != nil; f = f.parent {
		src := f.template.src
		if src.File == at.File && src.Start <= at.Start && at.End <= src.End {
			return f.via
		}
	}
	return via
}

// run renders a template into the sink. bindings are the variables it sees;
// those it has set are in the returned frame.
func (s *sink) run(t *Template, via *source.Via, bindings map[string]any) *frame {
	f := &frame{template: t, via: via, parent: s.frame, bindings: bindings}
	s.frame = f
	s.depth++
	if s.engine.traces {
		s.ran[t] = true
	}
	defer func() { s.frame, s.depth = f.parent, s.depth-1 }()
	for _, f := range t.mistakes {
		s.addProblem(f.diagnostic())
	}
	if t.fault != nil {
		fault := *t.fault // for this page
		s.addProblem(&fault)
	}
	switch {
	case t.plain:
		s.text.Copy(t.src, via)
	case t.root != nil:
		outer := bindings[literalVar]
		bindings[literalVar] = literals{file: t.src.File}
		s.execute(f)
		bindings[literalVar] = outer
	}
	return f
}

// tooMuch reports, once, a page that grows without bound.
func (s *sink) tooMuch(at source.Span, format string, args ...any) error {
	if !s.out.stopped {
		s.out.stopped = true
		s.report(diag.RuleLiquidSyntax, at, format, args...)
	}
	return errStop
}

func (s *sink) checkSize(at source.Span) error {
	switch {
	case s.text.Len() > maxBytes:
		return s.tooMuch(at, "the page grows beyond %d MB here", maxBytes>>20)
	case s.steps > maxSteps:
		return s.tooMuch(at, "the loops and lists of this page go on beyond %d rounds", maxSteps)
	case s.includes > maxIncludes:
		return s.tooMuch(at, "the page includes more than %d files", maxIncludes)
	}
	return nil
}
