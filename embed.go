// Package docgen embeds the templates, includes, presets, glossary and
// schemas of the command.
package docgen

import "embed"

// Defaults are the files that are used where a project has none of its own,
// and that `docgen init` writes.
//
//go:embed templates/*.md templates/layouts templates/assets templates/docs/elements.md templates/docs/platform
//go:embed includes elements/_presets glossary schema
var Defaults embed.FS

// Config is the docgen.yml of docgen's own site.
//
//go:embed docgen.yml
var Config []byte

// Reference are the pages of docgen's own site about docgen itself, which
// `docgen help` shows. They are no part of other sites.
//
//go:embed templates/docs/configuration.md templates/docs/jekyll*.md templates/docs/reference
var Reference embed.FS
