package rules

import (
	"docgen/internal/diag"
	"docgen/internal/lint"
)

// These rules report the problems that were found while the files were read.
var (
	dataSyntax  = &lint.Rule{Name: diag.RuleDataSyntax, Severity: diag.Error, Site: found}
	invalidPath = &lint.Rule{Name: diag.RuleInvalidPath, Severity: diag.Error, Site: found}
	unreadable  = &lint.Rule{Name: diag.RuleUnreadable, Severity: diag.Error, Site: found}
	unsupported = &lint.Rule{Name: diag.RuleUnsupported, Severity: diag.Warning, Site: found}
	// The runner reports faults of docgen itself, whatever rules run.
	internalFault = &lint.Rule{Name: diag.RuleInternalFault, Severity: diag.Error}
)

// found reports the problems from reading and rendering the site that have the
// name of the rule, and those of Liquid that does not run.
func found(p *lint.Pass) {
	for _, d := range p.Site.Problems {
		if d.Rule == p.Rule.Name {
			p.Report(d, p.UsersOf(d.Span.File))
		}
	}
	for _, page := range p.Pages {
		for _, d := range page.Problems {
			if d.Rule == p.Rule.Name {
				p.Report(d, []*lint.Page{page})
			}
		}
	}
	for _, d := range p.Engine.ContentProblems() {
		if d.Rule == p.Rule.Name {
			p.Report(d, p.UsersOf(d.Span.File))
		}
	}
	for _, t := range p.Engine.Templates() {
		for _, d := range t.Problems() {
			if d.Rule == p.Rule.Name {
				unrun(p, d)
				p.Report(d, p.UsersOf(t.File()))
			}
		}
	}
}

// unrun makes a warning of what is found in Liquid that may not run: Jekyll reads an
// include when it is included. Where it runs, the same finding of the page is an error.
func unrun(p *lint.Pass, d *diag.Diagnostic) {
	if p.Site.Config.Jekyll {
		d.Severity = min(d.Severity, diag.Warning)
	}
}
