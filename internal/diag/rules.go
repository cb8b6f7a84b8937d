package diag

// The names of the rules, as configuration, comments and reports have them.
const (
	// RuleAllow reports a comment or front matter that silences nothing, or without a reason.
	RuleAllow = "allow"
	// RuleBrokenAnchor reports a link to a place on a page that is not there.
	RuleBrokenAnchor = "broken-anchor"
	// RuleBrokenExternalLink reports a link to a page that another site does not have.
	RuleBrokenExternalLink = "broken-external-link"
	// RuleBrokenLink reports a link to a page or file that the site does not have.
	RuleBrokenLink = "broken-link"
	// RuleConfig reports what docgen does not understand in the configuration.
	RuleConfig = "config"
	// RuleCurlSyntax reports a curl command that does not do what it shows.
	RuleCurlSyntax = "curl-syntax"
	// RuleDataSyntax reports a data file, glossary or schema that cannot be read.
	RuleDataSyntax = "data-syntax"
	// RuleDuplicateElement reports two elements with the same key or id.
	RuleDuplicateElement = "duplicate-element"
	// RuleDuplicateID reports an id that stands twice on a page.
	RuleDuplicateID = "duplicate-id"
	// RuleElementKeyMismatch reports the key of another element than the page's.
	RuleElementKeyMismatch = "element-key-mismatch"
	// RuleElementYAML reports YAML of an element that does not follow the format.
	RuleElementYAML = "element-yaml"
	// RuleExamplesDisagree reports two examples of one request with different parameters.
	RuleExamplesDisagree = "examples-disagree"
	// RuleFenceNotClosed reports a code block that is never closed.
	RuleFenceNotClosed = "fence-not-closed"
	// RuleForeignElement reports the name of another element than the page's.
	RuleForeignElement = "foreign-element"
	// RuleFrontMatter reports broken front matter, or values that nobody can mean.
	RuleFrontMatter = "front-matter"
	// RuleGlossaryMismatch reports a parameter with the text of another one.
	RuleGlossaryMismatch = "glossary-mismatch"
	// RuleHeadingSkip reports a heading more than one level below the one before it.
	RuleHeadingSkip = "heading-skip"
	// RuleInvalidHTML reports a raw tag that is not valid HTML.
	RuleInvalidHTML = "invalid-html"
	// RuleJSONDuplicateKey reports the same key twice in a JSON object.
	RuleJSONDuplicateKey = "json-duplicate-key"
	// RuleJSONSyntax reports a mistake in JSON.
	RuleJSONSyntax = "json-syntax"
	// RuleLeakedMarkup reports markup that readers see.
	RuleLeakedMarkup = "leaked-markup"
	// RuleLeftoverPlaceholder reports what the page template has in place of the element's own.
	RuleLeftoverPlaceholder = "leftover-placeholder"
	// RuleLiquidSyntax reports Liquid that cannot be run.
	RuleLiquidSyntax = "liquid-syntax"
	// RuleListNumbering reports numbers of a list that are not those readers see.
	RuleListNumbering = "list-numbering"
	// RuleMalformedLink reports a text that was meant to be a link.
	RuleMalformedLink = "malformed-link"
	// RuleMalformedValue reports a value in an example that lacks a part.
	RuleMalformedValue = "malformed-value"
	// RuleMissingAlt reports an image without alternative text.
	RuleMissingAlt = "missing-alt"
	// RuleMissingImage reports an image of the site that is not there.
	RuleMissingImage = "missing-image"
	// RuleMissingInclude reports an include of a file that is not there.
	RuleMissingInclude = "missing-include"
	// RuleMissingIncludeParam reports a parameter that an include prints and its tag does not give.
	RuleMissingIncludeParam = "missing-include-param"
	// RuleParamNotCode reports the name of a parameter without code formatting.
	RuleParamNotCode = "param-not-code"
	// RuleParamType reports the data type of a parameter that is no type.
	RuleParamType = "param-type"
	// RuleRedirectCollision reports two pages, files or redirects at one address.
	RuleRedirectCollision = "redirect-collision"
	// RuleSchemaViolation reports a request body that does not fit its schema.
	RuleSchemaViolation = "schema-violation"
	// RuleSecretInExample reports what looks like a live credential.
	RuleSecretInExample = "secret-in-example"
	// RuleTableShape reports a row with more or fewer cells than its header.
	RuleTableShape = "table-shape"
	// RuleUndefinedVariable reports a variable that is not there.
	RuleUndefinedVariable = "undefined-variable"
	// RuleUndocumentedParam reports a parameter of an example that no table has.
	RuleUndocumentedParam = "undocumented-param"
	// RuleUnknownParam reports a parameter that is none of the element's.
	RuleUnknownParam = "unknown-param"
	// RuleUnknownTerm reports a term that the glossary does not have.
	RuleUnknownTerm = "unknown-term"
	// RuleUnreadable reports a file, or a byte in it, that cannot be read.
	RuleUnreadable = "unreadable"
	// RuleUnsupported reports what docgen does not have.
	RuleUnsupported = "unsupported"
	// RuleUnusedInclude reports an include that nothing includes.
	RuleUnusedInclude = "unused-include"
	// RuleUnusedParam reports a parameter of a table that no example has.
	RuleUnusedParam = "unused-param"
)
