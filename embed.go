// Package docgen carries the templates, includes, presets, glossary and
// schemas that the command brings along.
package docgen

import "embed"

// Defaults are the files that stand in where a project has none of its own,
// and that `docgen init` writes.
//
//go:embed templates/*.md templates/layouts templates/assets templates/docs/elements.md templates/docs/platform
//go:embed includes elements/_presets glossary schema
var Defaults embed.FS
