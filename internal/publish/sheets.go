package publish

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"

	"docgen/internal/diag"
	"docgen/internal/markdown"
	"docgen/internal/sass"
	"docgen/internal/source"
)

// frameSheet compiles a style sheet. One that cannot be compiled is not written, which
// is reported; the rest of the site is built.
func (b *Builder) frameSheet(ctx context.Context, page *markdown.Page) (*Rendered, error) {
	r := &Rendered{Page: page, Problems: page.Problems, Trace: append(slices.Clip(page.Trace), b.Engine.SheetTrace()...)}
	css, sourceMap, err := b.Engine.CompileSheet(ctx, page.Path, page.Text.Bytes)
	mistake := (*sass.Error)(nil)
	switch missing := (*sass.MissingError)(nil); {
	case errors.As(err, &missing): // Build reports it once
		r.Dropped = true
		return r, nil
	case errors.As(err, &mistake):
		r.Dropped = true
		r.Problems = append(slices.Clip(r.Problems), b.sheetProblem(page, mistake))
		return r, nil
	case err != nil:
		return nil, err
	}
	if b.Site.Sass().Maps {
		name := path.Base(page.Out()) + ".map"
		r.SourceMap = mapOf(sourceMap, path.Base(page.Out()))
		css = append(css, "\n/*# sourceMappingURL="+strings.ReplaceAll(name, " ", "%20")+" */\n"...)
	}
	r.Content, r.HTML = css, css
	return r, nil
}

// noSass reports that style sheets cannot be compiled: once for all, at the first.
func (b *Builder) noSass(err error) *diag.Diagnostic {
	d := &diag.Diagnostic{
		Rule: diag.RuleUnsupported, Kind: "sass", Severity: diag.Warning, Span: b.Site.Config.Files[0].Span(0, 0),
		Message: fmt.Sprintf("%s: style sheets are left out; install it (https://sass-lang.com/install)", err),
	}
	for _, p := range slices.Backward(b.Site.Pages) {
		if p.Sheet {
			d.Span, d.Pages = p.File.Span(0, 0), append(d.Pages, p.Path)
		}
	}
	slices.Sort(d.Pages)
	return d
}

// sheetProblem reports a mistake in a style sheet, or in one that it imports.
func (b *Builder) sheetProblem(page *markdown.Page, e *sass.Error) *diag.Diagnostic {
	d := &diag.Diagnostic{
		Rule: diag.RuleUnsupported, Kind: "sass", Severity: diag.Warning, Span: page.File.Span(page.Body.Start, page.Body.Start), Pages: []string{page.Path},
		Message: "the style sheet is not written, because Dart Sass cannot compile it: " + e.Message,
	}
	if f := b.Site.Sass().Files[e.Name]; f != nil && e.Name != page.Path {
		at := offset(f.Content().Bytes(), e.Line, e.Column) + f.Content().Start
		d.Span = f.Span(at, at)
	} else if e.Name == page.Path {
		at := offset(page.Text.Bytes, e.Line, e.Column)
		d.Span, d.Via, _ = page.Text.Origin(at, at)
	}
	if d.Span.File == nil {
		d.Span = source.Span{File: page.File}
	}
	return d
}

// offset returns the byte at a line and column, both from 1.
func offset(text []byte, line, column int) int {
	at := 0
	for ; line > 1; line-- {
		i := bytes.IndexByte(text[at:], '\n')
		if i < 0 {
			return len(text)
		}
		at += i + 1
	}
	rest, _, _ := bytes.Cut(text[at:], []byte{'\n'})
	for i := range string(rest) {
		if column--; column == 0 {
			return at + i
		}
	}
	return at + len(rest)
}

// mapOf returns a source map that names the file it is for.
func mapOf(sourceMap []byte, file string) []byte {
	var m map[string]any
	if json.Unmarshal(sourceMap, &m) != nil {
		return sourceMap
	}
	m["file"] = file
	out, _ := json.Marshal(m)
	return append(out, '\n')
}
