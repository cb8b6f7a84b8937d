package render

import (
	"errors"
	"fmt"

	"docgen/internal/diag"
	"docgen/internal/source"
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
	values          source.Memory
	captured        source.Captures
	content         string // of the page whose layout runs
	meter           *meter
	maxText         int // bytes that may be printed
	steps, includes int
	turns           turns
	interrupt       interrupt
	missed          map[missingKey]bool
	unset           string               // a variable that the page lacks, since a plugin sets it
	found           map[source.Span]bool // variables of loops that were there in some round
	markdown        bool                 // what is printed is going to be read as Markdown
	beside          bool                 // a file beside the page was looked for, or the content of another page
	before          int                  // how many of the pages have contents already
	deps            map[dependency]bool
	ran             map[*Template]bool
	out             *Output
}

// frame is one template that is running.
type frame struct {
	template *Template
	via      *source.Via // the include tags that lead to it, outward
	parent   *frame
}

// turns is how far the loops and cycles of a run are.
type turns struct {
	loops   []*forLoop     // inside each other
	offsets map[string]int // for offset: continue
	cycles  map[string]int
	changed string // what ifchanged has printed last
}

// interrupt is a break or continue on its way to its loop.
type interrupt uint8

const (
	noInterrupt interrupt = iota
	breaks
	continues
)

// runSize is about how much memory the provenance of a piece of text takes.
const runSize = 48

// put prints bytes that lead to a place of the running template.
func (s *sink) put(at source.Span, b []byte) {
	if s.meter.take(len(b)+runSize) == nil {
		s.text.Put(at, s.frame.via, b)
	}
}

// add prints a text that has its own provenance.
func (s *sink) add(t source.Text, via *source.Via) {
	if runs := t.Runs(); s.meter.take(t.Len()+2*runSize*runs) == nil {
		s.text.Append(t, via)
	}
}

// report adds a diagnostic at a place of the running template.
func (s *sink) report(rule string, at source.Span, format string, args ...any) *diag.Diagnostic {
	d := &diag.Diagnostic{Rule: rule, Severity: diag.Error, Span: at, Message: fmt.Sprintf(format, args...)}
	s.addProblem(d)
	return d
}

// addProblem adds a diagnostic about the running template.
func (s *sink) addProblem(d *diag.Diagnostic) {
	if s.meter.take(1_000+len(d.Message)) != nil && !s.out.stopped {
		return // the page is stopped for it
	}
	d.Via, d.Pages = s.frame.via.Spans(), []string{s.page.path}
	s.out.Problems = append(s.out.Problems, d)
}

// print writes a value. A string that was cut from a file, from element YAML or
// from the glossary keeps that as its provenance.
func (s *sink) print(at source.Span, text string) {
	if text == "" {
		s.put(at, nil)
		return
	}
	if found, via, ok := s.lookUp(at, text); ok {
		s.add(found, via)
		return
	}
	if found, ok := s.engine.findContent(text); ok {
		s.add(found, &source.Via{At: at, Next: s.frame.via})
		return
	}
	s.put(at, []byte(text))
}

// lookUp returns the text that a string at a place was cut from, with what continues its
// chain.
func (s *sink) lookUp(at source.Span, text string) (found source.Text, via *source.Via, ok bool) {
	if found, ok = s.captured.Find(text); ok {
		return found, nil, true
	}
	via = &source.Via{At: at, Next: s.frame.via}
	if found, ok = s.values.Find(text); ok {
		return found, via, true
	}
	if found, ok = s.engine.site.Memory.Find(text); ok {
		return found, s.outward(found, via), true
	}
	return source.Text{}, nil, false
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

// run renders a template that sees some variables.
func (s *sink) run(t *Template, via *source.Via, given map[string]any) {
	vars, turns := s.meter.vars, s.turns
	s.meter.vars = variables{scopes: []map[string]any{{}}, given: given}
	s.turns = newTurns()
	defer func() { s.meter.vars, s.turns, s.interrupt = vars, turns, noInterrupt }()
	s.runInside(t, via)
}

// newTurns returns those of a run that begins.
func newTurns() turns { return turns{offsets: map[string]int{}, cycles: map[string]int{}} }

// runInside renders a template among the variables that there are.
func (s *sink) runInside(t *Template, via *source.Via) {
	f := &frame{template: t, via: via, parent: s.frame}
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
		if s.meter.take(t.src.End-t.src.Start+runSize) == nil {
			s.text.Copy(t.src, via)
		}
		_ = s.check(t.src)
	case t.root != nil:
		s.meter.spend(t.cost)
		s.execute(f)
	}
}

// stop ends the run because of what the meter says: it is reported once, at the tag
// that went over. With nobody waiting for the page there is nothing to report.
func (s *sink) stop(at source.Span, err error) error {
	if !s.out.stopped {
		s.out.stopped = true
		if !isCanceled(s.meter.err) {
			s.report(diag.RuleLiquidSyntax, at, "%s", err)
			s.out.tooMuch = true
		}
	}
	return errStop
}

// check ends a run that has printed or done too much.
func (s *sink) check(at source.Span) error {
	l := s.meter.limits
	switch {
	case s.text.Len() > s.maxText:
		s.meter.fail("the text grows beyond %d MB here", s.maxText>>20)
	case s.steps > l.rounds:
		s.meter.fail("the loops and lists of this page go on beyond %d rounds", l.rounds)
	case s.includes > l.includes:
		s.meter.fail("the page includes more than %d files", l.includes)
	}
	if s.meter.err != nil {
		return s.stop(at, s.meter.err)
	}
	return nil
}
