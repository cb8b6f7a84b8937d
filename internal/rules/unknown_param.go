package rules

import (
	"docgen/internal/diag"
	"docgen/internal/lint"
)

var unknownParam = &lint.Rule{
	Name:     "unknown-param",
	Severity: diag.Error,
	Page:     reportParams,
}
