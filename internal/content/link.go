package content

import (
	"fmt"
	"path"
	"regexp"
	"strings"
)

// shownPath returns the path of a page as templates see it: that of a document is
// below collections_dir.
func (c *Config) shownPath(p *Page) string {
	if p.Collection == "" {
		return p.Path
	}
	return c.relative(p.Path)
}

// listLinked completes what {% link %} and {% post_url %} find.
func (r *reader) listLinked() {
	r.linked, r.posts = make(map[string]string, len(r.Static)), map[string]*Page{}
	for _, f := range r.Static {
		name := f.From
		if f.collection != "" {
			name = r.Config.relative(name)
		}
		r.linked[name] = f.URL
	}
	for _, p := range r.Posts { // of two posts of one name the older one is found
		name := r.Config.relative(p.Path)
		if !r.Config.isDraft(p.Path) {
			before, after, _ := strings.Cut("/"+name, "/_posts/")
			name = strings.TrimPrefix(path.Join(before, after), "/")
			for i := strings.LastIndexByte(name, '/') + 1; i < len(name); i++ { // the name may end before any dot
				if name[i] == '.' {
					r.posts[name[:i]] = p
				}
			}
		}
	}
	for _, p := range r.Posts {
		if key := postKey(p); r.posts[key] == nil || postKey(r.posts[key]) == key {
			r.posts[key] = p
		}
	}
}

// postKey returns the name by which post_url finds a post in any folder.
func postKey(p *Page) string { return p.Date.Format("2006-01-02-") + fmt.Sprint(p.Vars.Get("slug")) }

// postName is what post_url takes.
var postName = regexp.MustCompile(`^(?:.+/)*(\d+-\d+-\d+)-(.*)$`)

// Link returns the URL that {% link path %} or {% post_url name %} means.
func (s *Site) Link(tag, target string) (string, error) {
	if tag == "post_url" {
		target = strings.TrimPrefix(target, "/")
		p := s.posts[target]
		if m := postName.FindStringSubmatch(target); m != nil && p == nil {
			if date, ok := s.Config.parseDate(m[1]); ok {
				p = s.posts[date.Format("2006-01-02-")+m[2]]
			}
		}
		if p != nil {
			return s.Config.BaseURL + p.ShownURL(), nil
		}
		return "", fmt.Errorf("{%% post_url %%} finds no %q", target)
	}
	named := target
	target = strings.TrimPrefix(target, "/")
	if p := s.byPath[target]; p != nil {
		if named != target && s.Config.Jekyll {
			return "", fmt.Errorf("{%% link %%} finds no %q: Jekyll finds this page without the slash", named)
		}
		return s.Config.BaseURL + p.ShownURL(), nil
	}
	if url, ok := s.linked[target]; ok {
		return s.Config.BaseURL + escapePath(url), nil
	}
	if s.polyglot != nil && s.texts[target] != nil {
		return "", fmt.Errorf("{%% link %%} finds no %q: it is no page in the language %q", target, s.Lang)
	}
	for _, c := range s.Collections {
		if !c.Output && strings.HasPrefix(target, c.Folder+"/") {
			return "", fmt.Errorf("{%% link %%} finds no %q: the documents of the collection %q are not written", target, c.Name)
		}
	}
	return "", fmt.Errorf("{%% link %%} finds no %q", target)
}
