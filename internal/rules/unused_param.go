package rules

import (
	"docgen/internal/diag"
	"docgen/internal/lint"
)

var unusedParam = &lint.Rule{
	Name:     "unused-param",
	Severity: diag.Warning,
	Page:     reportParams,
}
