package render

import (
	"html"
	"strings"

	"docgen/internal/content"
	"docgen/internal/data"
)

// gist prints the script of {% gist USER/ID file %}, as jekyll-gist without its
// look-up of the text for readers without scripts.
func gist(p *gemRun) string {
	words := strings.Fields(p.args)
	if len(words) == 0 {
		return ""
	}
	address := "https://gist.github.com/" + p.value(words[0]) + ".js"
	if len(words) > 1 {
		address += "?file=" + p.filter("url_encode", p.value(words[1]))
	}
	return `<script src="` + html.EscapeString(address) + `"> </script>`
}

// avatar prints the picture of a GitHub user, as jekyll-avatar: {% avatar NAME size=40 %}.
func avatar(p *gemRun) string {
	name := p.option("user")
	for _, word := range strings.Fields(p.args) {
		if name == "" && !strings.Contains(word, "=") {
			name = p.value(word)
		}
	}
	size := p.option("size")
	if size == "" || strings.Trim(size, "0123456789") != "" {
		size = "40"
	}
	name = html.EscapeString(strings.TrimPrefix(name, "@"))
	return `<img class="avatar" src="https://avatars.githubusercontent.com/` + name + `?v=4&amp;s=` + size + `" alt="` + name + `" width="` + size + `" height="` + size + `" />`
}

// githubEditLink prints the address at which GitHub edits the page, or with a text the
// link to it.
func githubEditLink(p *gemRun) string {
	github, _ := p.get("site", "github").(data.Map)
	repository := github.Text("repository_url")
	if repository == "" {
		return ""
	}
	branch := textOf(first(dig(github, "source", "branch"), p.get("site", "branch"), "master"))
	address := html.EscapeString(repository + "/edit/" + branch + "/" + p.text("page", "path"))
	if text := strings.TrimSpace(p.args); text != "" {
		return `<a href="` + address + `">` + html.EscapeString(p.value(text)) + `</a>`
	}
	return address
}

// gemFilters returns the filters of the plugins that a site uses. One of a plugin
// that docgen does not have, which is reported at its name, changes nothing.
func gemFilters(c *content.Config) map[string]filter {
	table := map[string]filter{}
	for _, p := range content.Gems() {
		if !c.Uses(p.Name) {
			continue
		}
		for _, name := range p.Filters {
			f, ok := tocFilters[name]
			if !ok {
				f = filter{max: 10, run: func(_ *meter, in any, _ []any) (any, error) { return in, nil }}
			}
			table[name] = f
		}
	}
	return table
}
