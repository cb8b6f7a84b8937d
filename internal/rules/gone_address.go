package rules

import (
	"docgen/internal/diag"
	"docgen/internal/lint"
)

// goneAddress needs two versions of the docs: lint.Index.Gone compares them where
// lint runs with --since.
var goneAddress = &lint.Rule{Name: diag.RuleGoneAddress, Severity: diag.Warning}
