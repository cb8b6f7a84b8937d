package rules

import (
	"docgen/internal/diag"
	"docgen/internal/lint"
)

var unknownParam = &lint.Rule{
	Name:     diag.RuleUnknownParam,
	Severity: diag.Error,
	Platform: true,
	Page:     reportParams,
}
