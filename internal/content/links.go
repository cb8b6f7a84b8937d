package content

import (
	"slices"

	"docgen/internal/diag"
	"docgen/internal/source"
)

// settleLinks decides which file stands for all that are one: the file itself, if
// it is an input, or else the first one that a link leads to.
func (w *walker) settleLinks() {
	first := map[string]string{}
	for _, name := range w.files {
		real, linked := w.kept.links[name]
		switch {
		case !linked:
		case w.inputs[real] != nil:
		case first[real] == "":
			first[real] = name
			delete(w.kept.links, name)
		default:
			w.kept.links[name] = first[real]
		}
	}
}

// AtFiles returns findings at the files themselves where they are in files that
// links lead to, so that those of one cause are equal, and that fixes are made
// once. The findings that are given stay as they are.
func (s *Site) AtFiles(list []*diag.Diagnostic) []*diag.Diagnostic {
	if len(s.kept.links) == 0 {
		return list
	}
	out := slices.Clone(list)
	for i, d := range list {
		if !slices.ContainsFunc(append(slices.Clone(d.Via), d.Span), s.throughLink) {
			continue
		}
		c := *d
		c.Span, c.Via = s.atFile(d.Span), slices.Clone(d.Via)
		for j, at := range c.Via {
			c.Via[j] = s.atFile(at)
		}
		c.Notes = slices.Clone(d.Notes)
		for j, n := range c.Notes {
			c.Notes[j].Span = s.atFile(n.Span)
		}
		c.Fixes = slices.Clone(d.Fixes)
		for j, f := range c.Fixes {
			c.Fixes[j].Edits = slices.Clone(f.Edits)
			for k, e := range f.Edits {
				c.Fixes[j].Edits[k].Span = s.atFile(e.Span)
			}
		}
		out[i] = &c
	}
	return out
}

func (s *Site) throughLink(at source.Span) bool { return s.atFile(at).File != at.File }

// atFile returns a place in the file itself.
func (s *Site) atFile(at source.Span) source.Span {
	if at.File == nil {
		return at
	}
	if in := s.inputs[s.kept.links[at.File.Name]]; in != nil && in.file != nil && len(in.file.Text) == len(at.File.Text) {
		at.File = in.file
	}
	return at
}
