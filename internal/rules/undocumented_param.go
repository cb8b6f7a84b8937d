package rules

import (
	"docgen/internal/diag"
	"docgen/internal/lint"
)

var undocumentedParam = &lint.Rule{
	Name:     diag.RuleUndocumentedParam,
	Severity: diag.Warning,
	Platform: true,
	Page:     reportParams,
}
