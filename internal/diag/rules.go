package diag

// The names of the rules in configuration, comments and reports.
const (
	// RuleAllow reports a comment or front matter that silences nothing, or without a reason.
	RuleAllow = "allow"
	// RuleBrokenAnchor reports a link to an anchor that does not exist.
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
	// RuleDuplicateID reports an id that is used twice on a page.
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
	// RuleFrontMatter reports broken front matter, or values that cannot be intended.
	RuleFrontMatter = "front-matter"
	// RuleGlossaryMismatch reports a parameter with the text of another one.
	RuleGlossaryMismatch = "glossary-mismatch"
	// RuleGoneAddress reports an address or id that readers may have linked to and that is gone.
	RuleGoneAddress = "gone-address"
	// RuleHeadingSkip reports a heading more than one level below the one before it.
	RuleHeadingSkip = "heading-skip"
	// RuleInternalFault reports a fault of docgen: see Guard. No configuration turns it off.
	RuleInternalFault = "internal-fault"
	// RuleInvalidHTML reports a raw tag that is not valid HTML.
	RuleInvalidHTML = "invalid-html"
	// RuleInvalidPath reports a page or file whose path cannot be written.
	RuleInvalidPath = "invalid-path"
	// RuleJSONDuplicateKey reports the same key twice in a JSON object.
	RuleJSONDuplicateKey = "json-duplicate-key"
	// RuleJSONSyntax reports a mistake in JSON.
	RuleJSONSyntax = "json-syntax"
	// RuleLeakedMarkup reports markup that readers see.
	RuleLeakedMarkup = "leaked-markup"
	// RuleLeftoverPlaceholder reports a placeholder of the page template.
	RuleLeftoverPlaceholder = "leftover-placeholder"
	// RuleLiquidSyntax reports Liquid that cannot be run.
	RuleLiquidSyntax = "liquid-syntax"
	// RuleListNumbering reports numbers of a list that differ from those that readers see.
	RuleListNumbering = "list-numbering"
	// RuleMalformedLink reports a text that was meant to be a link.
	RuleMalformedLink = "malformed-link"
	// RuleMalformedValue reports an incomplete value in an example.
	RuleMalformedValue = "malformed-value"
	// RuleMissingAlt reports an image without alternative text.
	RuleMissingAlt = "missing-alt"
	// RuleMissingImage reports an image of the site that does not exist.
	RuleMissingImage = "missing-image"
	// RuleMissingInclude reports an include of a file that does not exist.
	RuleMissingInclude = "missing-include"
	// RuleMissingIncludeParam reports a parameter that an include prints and its tag does not pass.
	RuleMissingIncludeParam = "missing-include-param"
	// RuleParamNotCode reports the name of a parameter without code formatting.
	RuleParamNotCode = "param-not-code"
	// RuleParamType reports a data type of a parameter that is not a type.
	RuleParamType = "param-type"
	// RuleRedirectCollision reports two pages, files or redirects at one address.
	RuleRedirectCollision = "redirect-collision"
	// RuleSchemaViolation reports a request body that does not fit its schema.
	RuleSchemaViolation = "schema-violation"
	// RuleSecretInExample reports what looks like a live credential.
	RuleSecretInExample = "secret-in-example"
	// RuleTableShape reports a row with more or fewer cells than its header.
	RuleTableShape = "table-shape"
	// RuleUndefinedVariable reports a variable that is not defined.
	RuleUndefinedVariable = "undefined-variable"
	// RuleUndocumentedParam reports a parameter of an example that no table has.
	RuleUndocumentedParam = "undocumented-param"
	// RuleUnknownParam reports a parameter that the element does not have.
	RuleUnknownParam = "unknown-param"
	// RuleUnknownTerm reports a term that the glossary does not have.
	RuleUnknownTerm = "unknown-term"
	// RuleUnreadable reports a file, or a byte in it, that cannot be read.
	RuleUnreadable = "unreadable"
	// RuleUnsupported reports features that docgen does not support.
	RuleUnsupported = "unsupported"
	// RuleUnusedInclude reports an include that nothing includes.
	RuleUnusedInclude = "unused-include"
	// RuleUnusedParam reports a parameter of a table that no example has.
	RuleUnusedParam = "unused-param"
	// RuleWrongHeader reports a header that is misspelt, or that does not fit the body.
	RuleWrongHeader = "wrong-header"
)
