package content

import (
	"strings"

	"docgen/internal/data"
)

// github returns what follows from the setting repository, as site.github of
// jekyll-github-metadata; nil where that is not configured. What only GitHub itself
// knows is left out.
func (c *Config) github() data.Map {
	name := strings.TrimSuffix(strings.TrimPrefix(c.Node.Get("repository").Str(), "https://github.com/"), "/")
	owner, project, ok := strings.Cut(name, "/")
	if !ok || !c.Uses("jekyll-github-metadata") || strings.Contains(project, "/") {
		return nil
	}
	url := "https://github.com/" + name
	page := strings.EqualFold(project, owner+".github.io")
	return data.MapOf(
		"repository_nwo", name, "repository_name", project, "repository_url", url, "owner_name", owner, "owner_url", "https://github.com/"+owner,
		"owner_gravatar_url", "https://github.com/"+owner+".png", "issues_url", url+"/issues", "releases_url", url+"/releases", "wiki_url", url+"/wiki",
		"clone_url", url+".git", "zip_url", url+"/zipball/gh-pages", "tar_url", url+"/tarball/gh-pages", "is_project_page", !page, "is_user_page", page,
		"environment", "production", "hostname", "github.com", "url", c.URL+c.BaseURL,
	)
}
