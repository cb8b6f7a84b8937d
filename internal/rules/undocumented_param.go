package rules

import (
	"docgen/internal/diag"
	"docgen/internal/lint"
)

var undocumentedParam = &lint.Rule{
	Name:     "undocumented-param",
	Severity: diag.Warning,
	Page:     reportParams,
}
