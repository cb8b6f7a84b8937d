package rules

import (
	"docgen/internal/diag"
	"docgen/internal/lint"
)

var examplesDisagree = &lint.Rule{
	Name:     diag.RuleExamplesDisagree,
	Severity: diag.Warning,
	Platform: true,
	Page:     reportParams,
}
