package preview

import (
	"context"
	"encoding/json"
	"net/http"
	"runtime"
	"slices"
	"strings"

	"docgen/internal/content"
	"docgen/internal/diag"
	"docgen/internal/lint"
	"docgen/internal/markdown"
	"docgen/internal/source"
	"docgen/internal/workspace"
)

// findings are the result of the last check of the site.
type findings struct {
	// done says that the site was checked as it is now.
	done bool
	// number is another one for each check.
	number int
	list   []*diag.Diagnostic
}

// find checks the site, notifies the open pages, and returns what keeps pages
// from being built, and the faults of docgen.
func (s *Server) find(ctx context.Context, current *shot) (problems []*diag.Diagnostic) {
	s.mu.Lock()
	s.found.done = false
	s.mu.Unlock()
	result := current.check(ctx)
	if ctx.Err() != nil {
		return nil
	}
	s.mu.Lock()
	s.found = findings{true, s.found.number + 1, diag.Group(result.Findings)}
	s.mu.Unlock()
	if len(s.opts.Lint.Rules) > 0 {
		s.hub.broadcast(event{"findings", len(result.Findings)})
	}
	site := current.now()
	for _, t := range site.Builder.Engine.Templates() {
		problems = append(problems, t.Problems()...)
	}
	return slices.Concat(site.Site.Problems, result.Problems, site.Builder.Engine.ContentProblems(), problems, diag.Faults(result.Findings))
}

// check returns what is wrong with the site.
func (s *shot) check(ctx context.Context) (result *lint.Result) {
	fault := diag.Guard("checking", nil, "", func() {
		var work *workspace.Snapshot
		// One processor is left to the pages.
		result, work = s.now().Findings(ctx, max(1, runtime.GOMAXPROCS(0)-1))
		s.mu.Lock()
		s.work = work
		s.mu.Unlock()
	})
	if fault != nil {
		return &lint.Result{Findings: []*diag.Diagnostic{fault}}
	}
	return result
}

// finding is a diagnostic as the panel shows it.
type finding struct {
	Rule     string `json:"rule"`
	RuleURL  string `json:"rule_url,omitempty"`
	Kind     string `json:"kind,omitempty"`
	Severity string `json:"severity"`
	Message  string `json:"message"`
	place
	Fix string  `json:"fix,omitempty"`
	Via []place `json:"via,omitempty"`
	// Marks are the pieces of the page's text that it is about.
	Marks []markdown.Piece `json:"marks"`

	severity diag.Severity
}

// finding returns a diagnostic with the links that the preview has for it.
func (s *Server) finding(d *diag.Diagnostic) finding {
	f := finding{
		Rule: d.Rule, Kind: d.Kind, Severity: d.Severity.String(), Message: d.Message,
		place: s.place(d.Span), severity: d.Severity,
	}
	if s.rulePage(d.Rule) != "" {
		f.RuleURL = rulePath(d.Rule)
	}
	if len(d.Fixes) > 0 && !strings.Contains(d.Message, d.Fixes[0].Message) {
		f.Fix = d.Fixes[0].Message
	}
	for _, via := range d.Via {
		f.Via = append(f.Via, s.place(via))
	}
	return f
}

// place is where a finding is to be fixed.
type place struct {
	File   string `json:"file"`
	Line   int    `json:"line"`
	Column int    `json:"column"`
	// Editor is the address that opens the place in an editor.
	Editor string `json:"editor,omitempty"`
}

func (s *Server) place(at source.Span) place {
	if at.File == nil {
		return place{}
	}
	line, column := at.Position()
	p := place{File: at.File.Name, Line: line, Column: column}
	if !at.File.Embedded {
		p.Editor = s.editorLink(p.File, line, column)
	}
	return p
}

// serveFindings answers with the findings on the page that the query names.
func (s *Server) serveFindings(w http.ResponseWriter, r *http.Request) {
	current, _, err := s.latest(r.Context())
	if err != nil {
		return
	}
	s.mu.Lock()
	found := s.found
	s.mu.Unlock()
	result := struct {
		Enabled  bool      `json:"enabled"`
		Done     bool      `json:"done"`
		Number   int       `json:"number"`
		Findings []finding `json:"findings"`
	}{len(s.opts.Lint.Rules) > 0, found.done, found.number, []finding{}}
	if p := current.pageAt(r.URL.Query().Get("page")); p != nil {
		result.Findings = s.onPage(r.Context(), current, p, found.list)
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	_ = json.NewEncoder(w).Encode(result) // fails only if the reader has gone
}

// onPage returns those of the findings that are on a page, the worst first.
func (s *Server) onPage(ctx context.Context, current *shot, p *content.Page, list []*diag.Diagnostic) []finding {
	const mostMarked = 300
	var here []*diag.Diagnostic
	for _, d := range list {
		if slices.Contains(d.Pages, p.Path) || d.Span.File != nil && d.Span.File.Name == p.File.Name {
			here = append(here, d)
		}
	}
	slices.SortStableFunc(here, func(a, b *diag.Diagnostic) int { return int(b.Severity - a.Severity) })
	marks := current.now().Pieces(ctx, p.Out(), here[:min(mostMarked, len(here))])
	out := make([]finding, len(here))
	for i, d := range here {
		out[i] = s.finding(d)
		out[i].Marks = []markdown.Piece{}
		if i < len(marks) && len(marks[i]) > 0 {
			out[i].Marks = marks[i]
		}
	}
	return out
}
