package preview

import (
	"context"
	"encoding/json"
	"net/http"
	"runtime"
	"slices"

	"docgen/internal/diag"
	"docgen/internal/lint"
	"docgen/internal/source"
	"docgen/internal/workspace"
)

// findings are the result of the last check of the site.
type findings struct {
	// done says that the site was checked as it is now.
	done bool
	list []*diag.Diagnostic
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
	s.found = findings{true, result.Findings}
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
	Kind     string `json:"kind,omitempty"`
	Severity string `json:"severity"`
	Message  string `json:"message"`
	place
	// Text is the line in the source, for the panel to mark on the page.
	Text string  `json:"text"`
	Fix  string  `json:"fix,omitempty"`
	Via  []place `json:"via,omitempty"`
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
	return place{at.File.Name, line, column, s.editorLink(at.File.Name, line, column)}
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
		Findings []finding `json:"findings"`
	}{len(s.opts.Lint.Rules) > 0, found.done, []finding{}}
	if p := current.pageAt(r.URL.Query().Get("page")); p != nil {
		for _, d := range found.list {
			if !slices.Contains(d.Pages, p.Path) && (d.Span.File == nil || d.Span.File.Name != p.File.Name) {
				continue
			}
			f := finding{Rule: d.Rule, Kind: d.Kind, Severity: d.Severity.String(), Message: d.Message, place: s.place(d.Span)}
			if d.Span.File != nil {
				f.Text = string(d.Span.File.Line(f.Line))
			}
			if len(d.Fixes) > 0 {
				f.Fix = d.Fixes[0].Message
			}
			for _, via := range d.Via {
				f.Via = append(f.Via, s.place(via))
			}
			result.Findings = append(result.Findings, f)
		}
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	_ = json.NewEncoder(w).Encode(result) // fails only if the reader has gone
}
