// Package rules holds the checks of docgen lint, each with a Go file and a page
// of documentation.
package rules

import (
	"embed"
	"strings"
	"sync"

	"docgen"
	"docgen/internal/data"
	"docgen/internal/lint"
	"docgen/internal/source"
)

// All lists the rules, by name.
var All = []*lint.Rule{
	allow,
	brokenAnchor,
	brokenExternalLink,
	brokenLink,
	config,
	curlSyntax,
	dataSyntax,
	duplicateElement,
	duplicateID,
	elementKeyMismatch,
	elementYAML,
	examplesDisagree,
	fenceNotClosed,
	foreignElement,
	frontMatter,
	glossaryMismatch,
	goneAddress,
	headingSkip,
	internalFault,
	invalidHTML,
	invalidPath,
	jsonDuplicateKey,
	jsonSyntax,
	leakedMarkup,
	leftoverPlaceholder,
	liquidSyntax,
	listNumbering,
	malformedLink,
	malformedValue,
	missingAlt,
	missingImage,
	missingInclude,
	missingIncludeParam,
	paramNotCode,
	paramType,
	redirectCollision,
	schemaViolation,
	secretInExample,
	tableShape,
	undefinedVariable,
	undocumentedParam,
	unknownParam,
	unknownTerm,
	unreadable,
	unsupported,
	unusedInclude,
	unusedParam,
	wrongHeader,
}

//go:embed *.md
var pages embed.FS

// Doc returns the page of a rule: what it reports, why, and how to fix it.
func Doc(name string) string {
	text, err := pages.ReadFile(name + ".md")
	if err != nil {
		return ""
	}
	return string(text)
}

// URL returns the address of a rule's page on docgen's own site, or "" where the
// rule has no page.
func URL(name string) string {
	if Doc(name) == "" {
		return ""
	}
	return Site() + "/docs/rules/" + name + ".html"
}

// Site returns the address of docgen's own site, which has the pages of the rules.
var Site = sync.OnceValue(func() string {
	config, _ := data.ReadYAML(source.Of(source.NewFile("docgen.yml", docgen.Config).All()))
	return config.Get("url").Str() + config.Get("baseurl").Str()
})

// Summary returns the first sentence of a rule's page.
func Summary(name string) string {
	_, rest, _ := strings.Cut(Doc(name), "\n\n")
	paragraph, _, _ := strings.Cut(rest, "\n\n")
	paragraph = strings.ReplaceAll(paragraph, "\n", " ")
	if i := strings.Index(paragraph, ". "); i > 0 {
		paragraph = paragraph[:i+1]
	}
	return paragraph
}

// Find returns the rule with a name, or nil.
func Find(name string) *lint.Rule {
	for _, r := range All {
		if r.Name == name {
			return r
		}
	}
	return nil
}
