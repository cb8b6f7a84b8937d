package content

import (
	"docgen/internal/data"
	"docgen/internal/diag"
)

func (s *Site) checkElement(n *data.Node) []*diag.Diagnostic { return nil }
