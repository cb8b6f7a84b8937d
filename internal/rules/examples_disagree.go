package rules

import (
	"docgen/internal/diag"
	"docgen/internal/lint"
)

var examplesDisagree = &lint.Rule{
	Name:     "examples-disagree",
	Severity: diag.Warning,
	Page:     reportParams,
}
