package rules

import "testing"

// TestOneCauseOneFinding runs all rules over mistakes that several of them see.
func TestOneCauseOneFinding(t *testing.T) {
	tests := []struct{ name, archive, rule string }{
		{"a variable that is misspelt where a value must stand", `-- a.md --
---
title: A
elementId: 14
---
` + "```json\n{\"element\": {\"id\": {{page.elementID}}}}\n```\n", "json-syntax"},
		{"the same in an include", `-- _includes/element.json --
{"element": {"id": {{page.elementID}}}}
-- a.md --
---
title: A
elementId: 14
---
` + "```json\n{% include element.json %}\n```\n", "undefined-variable"},
		{"Liquid that is not closed in JSON", `-- a.md --
---
title: A
---
` + "```json\n{\"title\": {{page.title, \"id\": 1}\n```\n", "liquid-syntax"},
		{"a filter that is misspelt where a value must stand", `-- a.md --
---
title: A
elementId: 14
---
` + "```json\n{\"title\": {{page.elementId | plsu: 1}}}\n```\n", "liquid-syntax"},
		{"a heading in an include that is missing", `-- a.md --
---
title: A
---
See [Steps](#steps).

{% include steps.md %}
`, "missing-include"},
		{"a heading in an include whose tag is not closed", `-- _includes/steps.md --
## Steps
-- a.md --
---
title: A
---
See [Steps](#steps).

{% include steps.md }
-- b.md --
---
title: B
---
{% include steps.md %}
`, "liquid-syntax"},
		{"a page that is saved in another encoding", "-- a.md --\n---\ntitle: Caf\xe9 \x93A\x94\n---\nCaf\xe9 \x93A\x94\n", "front-matter"},
		{"a quote that is missing after what several pages print", `-- _includes/body.json --
{"name": "{{page.title}}, "id": 1}
-- a.md --
---
title: A
---
` + "```json\n{% include body.json %}\n```\n" + `-- b.md --
---
title: B
---
` + "```json\n{% include body.json %}\n```\n", "json-syntax"},
		{"a link whose text is not defined", `-- a.md --
---
title: A
---
See [{{page.titel}}](https://www.example.com/).
`, "undefined-variable"},
		{"a value with a tab in it that the schema does not allow", `-- a.md --
---
title: A
---
` + "```json\n{\"element\": {\"key\": \"box\"}, \"configuration\": {\"event.vendor.type\": \"poll\ting\"}, \"tags\": [], \"name\": \"A\"}\n```\n", "json-syntax"},
		{"a key that is no key on a page about another element", `-- zendesk.md --
---
title: A
elementKey: fake
---
` + "```bash\ncurl https://api.example.com/elements/api-v2/elements/zendesk/oauth/url\ncurl https://api.example.com/elements/api-v2/elements/zendesk/metadata\n```\n", "element-key-mismatch"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			found := lintArchive(t, []byte(test.archive))
			if len(found) != 1 || found[0].Rule != test.rule {
				t.Errorf("got %d findings", len(found))
				for _, d := range found {
					t.Logf("%s: %s", d.Rule, d.Message)
				}
			}
		})
	}
}
