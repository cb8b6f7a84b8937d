package rules

import (
	"docgen/internal/diag"
	"docgen/internal/lint"
)

var liquidSyntax = &lint.Rule{Name: diag.RuleLiquidSyntax, Severity: diag.Error, Site: found}
