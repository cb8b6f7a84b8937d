package rules

import (
	"docgen/internal/diag"
	"docgen/internal/lint"
)

var unusedParam = &lint.Rule{
	Name:     diag.RuleUnusedParam,
	Severity: diag.Warning,
	Platform: true,
	Page:     reportParams,
}
