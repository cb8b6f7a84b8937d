package workspace

import (
	"context"

	"docgen/internal/diag"
	"docgen/internal/markdown"
	"docgen/internal/source"
)

// Pieces returns, for each of the findings, the pieces of a page's text that it is
// about; none where readers see nothing of it.
func (s *Snapshot) Pieces(ctx context.Context, out string, list []*diag.Diagnostic) [][]markdown.Piece {
	pieces := make([][]markdown.Piece, len(list))
	e := s.entries[out]
	if e == nil {
		return pieces
	}
	var page *markdown.Page
	e.mu.Lock()
	fault := diag.Guard("rendering", e.page.File, e.page.Path, func() {
		e.settle(s)
		page, _ = e.made(ctx, s)
	})
	e.mu.Unlock()
	if fault != nil || page == nil || page.Doc == nil {
		return pieces
	}
	for i, d := range list {
		var ranges []markdown.Range
		for _, at := range append([]source.Span{d.Span}, d.Repeats...) {
			page.Text.Shown(at, func(start, end int) bool {
				ranges = append(ranges, markdown.Range{Start: start, End: end})
				return len(ranges) < 20
			})
		}
		pieces[i] = page.Doc.Pieces(ranges)
	}
	return pieces
}
