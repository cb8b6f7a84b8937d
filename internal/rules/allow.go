package rules

import (
	"docgen/internal/diag"
	"docgen/internal/lint"
)

// allow reports on the comments that silence the other rules. The runner knows
// what they silence, and does the work.
var allow = &lint.Rule{Name: lint.AllowRule, Severity: diag.Warning}
