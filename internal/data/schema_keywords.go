package data

// use is what the value of a keyword is.
type use uint8

const (
	annotation  use = iota // says nothing about the document
	identity               // names the schema
	literal                // goes to the library as it is
	one                    // a schema
	oneOrFlag              // a schema, or true or false
	oneOrMany              // a schema, or a list of them
	many                   // a list of schemas
	named                  // schemas by name
	part                   // a schema that walk judges
	manyParts              // a list of schemas that walk judges
	definitions            // schemas by name, used by $ref
)

// keyword describes a keyword: its value, the first draft that has it, and
// the last one (0 if all that follow have it).
type keyword struct {
	use          use
	since, until int
}

// keywordKinds are the keywords of drafts 4, 6 and 7, and annotations that
// editors understand.
var keywordKinds = map[string]keyword{
	"$schema":             {use: annotation},
	"$comment":            {use: annotation},
	"title":               {use: annotation},
	"description":         {use: annotation},
	"markdownDescription": {use: annotation},
	"default":             {use: annotation},
	"examples":            {use: annotation},
	"deprecated":          {use: annotation},
	"readOnly":            {use: annotation},
	"writeOnly":           {use: annotation},
	"contentMediaType":    {use: annotation},
	"contentEncoding":     {use: annotation},

	"$ref":        {use: annotation},
	"id":          {use: identity, until: 4},
	"$id":         {use: identity, since: 6},
	"definitions": {use: definitions},

	"type":             {use: literal},
	"enum":             {use: literal},
	"const":            {use: literal, since: 6},
	"multipleOf":       {use: literal},
	"minimum":          {use: literal},
	"maximum":          {use: literal},
	"exclusiveMinimum": {use: literal},
	"exclusiveMaximum": {use: literal},
	"minLength":        {use: literal},
	"maxLength":        {use: literal},
	"pattern":          {use: literal},
	"format":           {use: literal},
	"minItems":         {use: literal},
	"maxItems":         {use: literal},
	"uniqueItems":      {use: literal},
	"minProperties":    {use: literal},
	"maxProperties":    {use: literal},
	"required":         {use: literal},

	"items":                {use: oneOrMany},
	"additionalItems":      {use: oneOrFlag},
	"properties":           {use: named},
	"patternProperties":    {use: named},
	"additionalProperties": {use: oneOrFlag},
	"dependencies":         {use: named},
	"allOf":                {use: many},

	"anyOf":         {use: manyParts},
	"oneOf":         {use: manyParts},
	"not":           {use: part},
	"contains":      {use: part, since: 6},
	"propertyNames": {use: part, since: 6},
	"if":            {use: part, since: 7},
	"then":          {use: part, since: 7},
	"else":          {use: part, since: 7},
}

// laterKeywords are keywords of drafts 2019-09 and 2020-12, and what draft 7
// has in their place.
var laterKeywords = map[string]string{
	"$defs":                 `use "definitions"`,
	"$anchor":               `use "definitions"`,
	"$dynamicAnchor":        `use "definitions"`,
	"$recursiveAnchor":      `use "definitions"`,
	"$dynamicRef":           `use "$ref"`,
	"$recursiveRef":         `use "$ref"`,
	"$vocabulary":           "remove it",
	"dependentRequired":     `use "dependencies"`,
	"dependentSchemas":      `use "dependencies"`,
	"prefixItems":           `use a list in "items"`,
	"minContains":           `use "contains"`,
	"maxContains":           `use "contains"`,
	"unevaluatedItems":      `use "additionalItems"`,
	"unevaluatedProperties": `use "additionalProperties"`,
	"contentSchema":         "remove it",
}
