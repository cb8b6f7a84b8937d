package render

import (
	"bytes"
	"errors"
	"io"
	"maps"
	gopath "path"
	"slices"
	"strings"

	"github.com/osteele/liquid/render"

	"docgen/internal/content"
	"docgen/internal/data"
	"docgen/internal/diag"
	"docgen/internal/source"
)

// include runs an include tag, a tag that a template defines, or a link tag.
func (s *sink) include(tok *token) error {
	tag, at, args := tok.name, tok.span, tok.args
	via := &source.Via{At: at, Next: s.frame.via}
	if tag == "link" || tag == "post_url" {
		return s.link(tag, at, args)
	}
	if file := s.engine.site.TagTemplate(tag); file != nil {
		return s.runIncluded(file, via, data.MapOf("args", args.String()))
	}
	if print := s.engine.gemTag(tag, at.File); print != nil {
		return s.runGem(print, at, args)
	}
	use, _ := tok.parsed.(includeUse)
	if tok.broken {
		return nil // reported when it was compiled
	}
	start := args.Start + strings.Index(args.String(), use.File)
	name := args.File.Span(start, start+len(use.File))
	path, err := s.expand(name)
	if s.meter.err != nil {
		return s.stop(at, s.meter.err)
	}
	if err != nil {
		s.report(diag.RuleLiquidSyntax, name, "%s", err)
		return nil
	}
	if path == "" {
		if s.namedByPlugin(name) {
			return nil
		}
		s.report(diag.RuleMissingInclude, at, "the name of the file to include is empty")
		return nil
	}
	file, err := s.find(tag, path, at.File)
	if unread := (*content.UnreadError)(nil); errors.As(err, &unread) {
		s.out.Unread = append(s.out.Unread, unread.Name)
		return nil
	}
	if err != nil {
		if !s.namedByPlugin(name) {
			s.report(diag.RuleMissingInclude, name, "%s", err)
		}
		return nil
	}
	if i := dotsForm.FindStringIndex(path); i != nil && s.engine.site.Config.Jekyll {
		s.report(diag.RuleMissingInclude, name, "Jekyll allows no %q in the name of a file", path[i[0]:i[1]])
		return nil
	}
	var values data.Map // without parameters, those of the outer include are seen
	if len(use.Params) > 0 {
		values = data.Map{}
	}
	for _, p := range use.Params {
		at := args.File.Span(args.Start+p.ValueStart, args.Start+p.ValueStart+len(p.Value))
		values.Set(p.Name, s.paramValue(at))
	}
	if s.meter.err != nil {
		return s.stop(at, s.meter.err)
	}
	if tag == "include_cached" {
		return s.runCached(file, via, values)
	}
	return s.runIncluded(file, via, values)
}

// find returns the file that an include tag in a file names.
func (s *sink) find(tag, path string, in *source.File) (*source.File, error) {
	site := s.engine.site
	if tag != "include_relative" {
		s.dependOnInclude(in, path)
		return site.Include(path, in)
	}
	s.beside = true
	s.dependOn(relativeDep, s.page.dir+"\n"+path)
	if s.page.element != nil { // an include may take the place of the file
		s.dependOn(includeDep, gopath.Base(path))
	}
	return site.Relative(s.page.dir, path, s.page.element)
}

// dependOnInclude records what an include tag in a file finds by a name.
func (s *sink) dependOnInclude(in *source.File, name string) {
	if s.usesOwn(in) {
		s.dependOn(ownIncludeDep, name)
		return
	}
	s.dependOn(includeDep, name)
}

// expand resolves the {{ }} in an include's file name.
func (s *sink) expand(name source.Span) (string, error) {
	if !bytes.Contains(name.Bytes(), []byte("{{")) {
		return name.String(), nil
	}
	tokens, mistakes := scan(name)
	if len(mistakes) > 0 {
		return "", errors.New(mistakes[0].message)
	}
	var b strings.Builder
	for _, t := range tokens {
		if t.kind == textToken {
			b.Write(t.span.Bytes())
			continue
		}
		f, failed := parseFiltered(t.args.String())
		if f == nil {
			return "", failed
		}
		value, err := s.meter.filtered(f)
		if err != nil {
			return "", err
		}
		s.noteUnset(usesOf(f).vars)
		b.WriteString(s.meter.format(value))
	}
	return b.String(), nil
}

// paramValue evaluates a parameter. A string literal keeps its provenance, the
// tag, even if a backslash escapes a quote in it.
func (s *sink) paramValue(at source.Span) any {
	text := at.Bytes()
	if text[0] != '"' && text[0] != '\'' {
		n := laxNode(at.String(), 0, 0)
		value, err := s.meter.value(n)
		var u uses
		u.node(n)
		s.noteUnset(u.vars)
		if err != nil && s.meter.err == nil {
			s.report(diag.RuleLiquidSyntax, at, "%s", err)
		}
		return value
	}
	inside := at.File.Span(at.Start+1, at.End-1)
	text = inside.Bytes()
	if !bytes.Contains(text, []byte{'\\'}) {
		return inside.String()
	}
	var unescaped source.Text
	from := 0
	for i := 0; i+1 < len(text); i++ {
		if text[i] == '\\' && (text[i+1] == '"' || text[i+1] == '\'') {
			unescaped.Copy(inside.File.Span(inside.Start+from, inside.Start+i), s.frame.via)
			from = i + 1
			i++
		}
	}
	unescaped.Copy(inside.File.Span(inside.Start+from, inside.End), s.frame.via)
	s.meter.take(2 * unescaped.Len())
	s.captured.Add(unescaped)
	return unescaped.String()
}

// runIncluded renders a file in place. As in Jekyll it shares the variables of
// the template that includes it, but for its own parameters.
func (s *sink) runIncluded(file *source.File, via *source.Via, params data.Map) error {
	if s.depth >= maxDepth {
		return s.tooDeep(via)
	}
	s.includes++
	if err := s.check(via.At); err != nil {
		return err
	}
	s.out.Used[file] = true
	if params != nil {
		s.meter.vars.push(map[string]any{"include": params})
		defer s.meter.vars.pop()
	}
	s.runInside(s.engine.template(file.Content()), via)
	switch {
	case s.out.stopped:
		return errStop
	case s.interrupt != noInterrupt:
		return errInterrupted
	}
	return s.check(via.At)
}

// runCached prints the result of a file for its parameters, which is rendered
// once for all pages. It sees the site and its parameters and nothing of the page,
// so that it is the same on each.
func (s *sink) runCached(file *source.File, via *source.Via, params data.Map) error {
	key := cachedKey{file, s.meter.inspect(params), s.places(params), s.markdown, s.meter.follows}
	if s.meter.err != nil {
		return s.stop(via.At, s.meter.err)
	}
	made, ok := s.engine.cached.load(key)
	if ok {
		s.meter.charge(made.cost)
	} else {
		if s.depth >= maxDepth {
			return s.tooDeep(via)
		}
		var beside bool
		if made, beside = s.renderIsolated(file, params); s.meter.err != nil {
			// Reported here, as for a page that finds the result.
			return s.stop(via.At, s.meter.err)
		}
		if made.stopped {
			s.dependOnAll(made)
			s.out.stopped = true
			maps.Copy(s.out.Used, made.Used)
			// Not by addCached: in a circle the chains would grow with each round.
			s.out.Problems = append(s.out.Problems, made.Problems...)
			return errStop
		}
		if !beside { // else each page has its own
			made = s.engine.cached.store(key, made)
		}
	}
	s.out.Used[file] = true
	s.dependOnAll(made)
	s.addCached(made, via)
	return s.check(via.At)
}

// dependOnAll records the dependencies of a cached result.
func (s *sink) dependOnAll(made *Output) {
	for d := range made.deps {
		s.dependOn(d.kind, d.name)
	}
	maps.Copy(s.ran, made.ran)
}

// renderIsolated renders a file that sees nothing of the page. beside reports
// whether it includes a file beside the page, so that it differs between folders.
func (s *sink) renderIsolated(file *source.File, params data.Map) (made *Output, beside bool) {
	page, before := *s, s.meter.left()
	s.text, s.frame, s.out, s.deps, s.ran = source.Text{}, nil, newOutput(), nil, map[*Template]bool{}
	s.beside, s.steps, s.includes = false, 0, 0
	s.missed = nil
	site := s.engine.siteVars
	if s.usesOwn(file) {
		site = s.engine.ownVars
	}
	s.run(s.engine.template(file.Content()), nil, map[string]any{
		"site": site, "include": params, "jekyll": jekyllVars,
	})
	made, beside = s.out, s.beside
	made.Text, made.deps, made.ran, made.cost = s.text, s.deps, s.ran, before.minus(s.meter.left())
	s.text, s.frame, s.out, s.deps, s.ran = page.text, page.frame, page.out, page.deps, page.ran
	s.beside = page.beside || beside
	s.steps, s.includes, s.missed = page.steps, page.includes, page.missed
	return made, beside
}

// addCached adds a cached result to the page: its text, its files and its
// mistakes.
func (s *sink) addCached(made *Output, via *source.Via) {
	s.add(made.Text, via)
	if s.meter.take(1_000*(len(made.Problems)+len(made.Missing))) != nil {
		return
	}
	maps.Copy(s.out.Used, made.Used)
	s.out.Unread = append(s.out.Unread, made.Unread...)
	for _, d := range made.Problems {
		own := *d
		own.Via, own.Pages = slices.Concat(d.Via, via.Spans()), []string{s.page.path}
		s.out.Problems = append(s.out.Problems, &own)
	}
	for _, m := range made.Missing {
		m.Via = slices.Concat(m.Via, via.Spans())
		s.out.Missing = append(s.out.Missing, m)
	}
}

// tooDeep stops includes that never end. Whichever file of a circle a page enters
// at, the circle is reported at one place: the tag that includes the first of its files.
func (s *sink) tooDeep(via *source.Via) error {
	s.out.stopped = true
	d := s.report(diag.RuleLiquidSyntax, via.At, "includes go deeper than %d files inside each other", maxDepth)
	circle := s.circle()
	if len(circle) == 0 {
		return errStop
	}
	first := 0
	for i, f := range circle {
		if f.file().Name < circle[first].file().Name {
			first = i
		}
	}
	names := []string{}
	for i := range circle {
		names = append(names, circle[(first+i)%len(circle)].file().Name)
	}
	d.Message = "includes go round in a circle: " + strings.Join(append(names, names[0]), " includes ")
	if via := circle[first].via; via != nil {
		d.Span, d.Via = via.At, via.Next.Spans()
	}
	return errStop
}

// circle returns the first frames that lead from a file back to it, without the
// first frame of the file; nil where no file is included twice.
func (s *sink) circle() []*frame {
	var frames []*frame
	for f := s.frame; f != nil; f = f.parent {
		frames = append(frames, f)
	}
	slices.Reverse(frames)
	for i, f := range frames {
		for start, outer := range frames[:i] {
			if outer.file() == f.file() {
				return frames[start+1 : i+1]
			}
		}
	}
	return nil
}

func (f *frame) file() *source.File { return f.template.src.File }

func (s *sink) link(tag string, at, args source.Span) error {
	target := args.String()
	if tag == "link" { // may hold {{ }}
		expanded, err := s.expand(args)
		if s.meter.err != nil {
			return s.stop(at, s.meter.err)
		}
		if err != nil {
			s.report(diag.RuleLiquidSyntax, args, "%s", err)
			return nil
		}
		target = strings.TrimSpace(expanded)
	}
	s.dependOn(linkDep, tag+"\n"+target)
	url, err := s.engine.site.Link(tag, target)
	if err != nil {
		if !s.namedByPlugin(args) {
			s.report(diag.RuleBrokenLink, args, "%s", err)
		}
		return nil
	}
	s.put(at, []byte(url))
	return nil
}

// execute runs the program of a frame. Its tags report what is wrong by themselves.
func (s *sink) execute(f *frame) {
	last := f.template.tokens[len(f.template.tokens)-1].span
	err := render.Render(f.template.root, io.Discard, map[string]any{sinkKey: s}, s.engine.config)
	switch {
	case s.out.stopped:
	case s.meter.err != nil:
		_ = s.stop(last, s.meter.err)
	case err != nil && s.interrupt == noInterrupt:
		s.report(diag.RuleLiquidSyntax, last, "%s", err)
	}
}

// pageScope is the page of a run.
type pageScope struct {
	path    string
	dir     string // that include_relative starts from
	element *content.Element
}
