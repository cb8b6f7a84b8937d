package render

import (
	"strings"
	"testing"

	"docgen/internal/content"
)

// Each tag and filter of a plugin that docgen has is there.
func TestPluginsBringTheirTags(t *testing.T) {
	for _, p := range content.Gems() {
		if !p.Has() {
			continue
		}
		for _, name := range p.Tags {
			if gemTags[name] == nil && gemBlocks[name] == nil && !standaloneTags[name] {
				t.Errorf("%s has no tag %s", p.Name, name)
			}
		}
		for _, name := range p.Filters {
			if _, ok := tocFilters[name]; !ok {
				t.Errorf("%s has no filter %s", p.Name, name)
			}
		}
	}
}

func TestTOC(t *testing.T) {
	for in, want := range map[string]string{
		`<h2 id="a">A &amp; B</h2><h4>C d!</h4><h2 class="no_toc">x</h2>`:             `a: A & B; c-d: C d!`,
		`<h1>One</h1><h1>One</h1>`:                                                    `one: One; one-1: One`,
		`<div class="no_toc_section"><div><h1>x</h1></div><h1>y</h1></div><h1>z</h1>`: `z: z`,
		`<h1 title=">">T</h1><!-- <h1>no</h1> --><h2 id=u>U</h2><h3>open`:             `t: T; u: U`,
		`<h1>A</h2>B</h1>` + strings.Repeat(`<h1 "`, 3):                               `ab: AB`,
	} {
		var got []string
		for _, e := range newTOC(in, nil).entries {
			got = append(got, e.id+": "+e.text)
		}
		if strings.Join(got, "; ") != want {
			t.Errorf("%s\nhas %q, want %q", in, got, want)
		}
	}
}
