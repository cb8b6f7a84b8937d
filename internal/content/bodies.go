package content

import (
	"bytes"
	"maps"
	"slices"

	"docgen/internal/diag"
	"docgen/internal/source"
)

// withBodies returns the site after edits of nothing but the bodies of pages, the
// most frequent edit of all: it shares all else with s, and its Outline is that of
// s. ok is false where more than that may have changed, or where another part of
// the site depends on a page: read knows what to do then.
func (s *Site) withBodies(changed []string) (site *Site, ok bool) {
	if changed == nil || s.hasFuturePosts || s.polyglot != nil || s.Config.changesPages() {
		return nil, false
	}
	out := *s
	r := &reader{Site: &out, same: true}
	var older, newer []*Page
	for _, name := range changed {
		p, q := s.bodyEdit(r, name)
		if q == nil {
			return nil, false
		}
		older, newer = append(older, p), append(newer, q)
	}
	for _, in := range s.inputs {
		if in.link || in.overlaid {
			return nil, false // it may have changed with another file
		}
	}
	out.inputs, out.texts = maps.Clone(s.inputs), maps.Clone(s.texts)
	out.byOut, out.byPath = maps.Clone(s.byOut), maps.Clone(s.byPath)
	out.kept.pages = maps.Clone(s.kept.pages)
	out.Pages = slices.Clone(s.Pages)
	var gone []source.Text
	for i, p := range older {
		q := newer[i]
		in := r.newInput(q.Path, false, s.root.Stat)
		in.file = q.File
		out.inputs[q.Path] = in
		if q == p {
			continue
		}
		out.texts[q.Path], out.byOut[q.Out()], out.byPath[q.Path] = q.File, q, q
		delete(out.kept.pages, p.File)
		out.kept.pages[q.File] = q
		out.Pages[slices.Index(out.Pages, p)] = q
		gone = append(append(gone, source.Of(p.File.All())), p.front.decoded...)
		r.held = append(append(r.held, source.Of(q.File.All())), q.front.decoded...)
	}
	out.Memory = s.Memory.Replace(gone, r.held)
	return &out, true
}

// bodyEdit returns the page of a file before and after an edit of its body; after
// is nil where the edit is of another kind, or the file of another.
func (s *Site) bodyEdit(r *reader, name string) (before, after *Page) {
	in := s.inputs[name]
	if in == nil || in.file == nil {
		return nil, nil
	}
	p := s.kept.pages[in.file]
	if p == nil || p.URL == "" || p.Collection != "" || p.Element != nil || s.byOut[p.Out()] != p || s.byPath[name] != p || s.texts[name] != in.file {
		return nil, nil
	}
	if info, err := s.root.Lstat(name); err != nil || !info.Mode().IsRegular() {
		return nil, nil
	}
	text, err := readInput(s.root, name)
	if err != nil {
		return nil, nil
	}
	if bytes.Equal(in.file.Text, text) {
		return p, p // saved as it was
	}
	f := source.NewFile(name, text)
	if !bytes.Equal(in.file.Text[:p.Body.Start], text[:min(len(text), p.Body.Start)]) {
		return nil, nil
	}
	if slices.ContainsFunc(s.Problems, func(d *diag.Diagnostic) bool { return d.Span.File == in.file }) {
		return nil, nil
	}
	q := r.newPage(f)
	if q == nil || len(q.problems) > 0 || q.Body.Start != p.Body.Start {
		return nil, nil
	}
	q.URL, q.shown, q.ext = p.URL, p.shown, p.ext
	q.complete()
	if guideTitle(q) != guideTitle(p) {
		return nil, nil // other pages show it
	}
	return p, q
}
