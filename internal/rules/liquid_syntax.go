package rules

import (
	"docgen/internal/diag"
	"docgen/internal/lint"
)

var liquidSyntax = &lint.Rule{Name: "liquid-syntax", Severity: diag.Error, Site: found}
