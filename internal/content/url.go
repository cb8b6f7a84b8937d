package content

import (
	"path"
	"regexp"
	"strings"
)

// pageURL returns the address of a page, as Jekyll makes it: by the permalink
// of the front matter, else the path with ".html"; an index page is its folder.
func (r *reader) pageURL(p *Page, name string) string {
	ext := outputExt(p, name)
	if link := p.text("permalink"); link != "" {
		return cleanURL(fillPermalink(link, map[string]string{
			"path": dirOf(name), "basename": baseOf(name), "output_ext": ext, "title": baseOf(name),
		}))
	}
	if ext != ".html" {
		return "/" + withoutExt(name) + ext
	}
	url := "/" + dirOf(name) + "/" + baseOf(name)
	style := r.Config.Permalink
	switch {
	case baseOf(name) == "index":
		return cleanURL("/" + dirOf(name) + "/")
	case strings.HasSuffix(style, "/"), style == "pretty" && (r.Config.Jekyll || baseOf(name) != "404"):
		return cleanURL(url + "/")
	case strings.Contains(style, ":") && !strings.HasSuffix(style, ":output_ext"):
		return cleanURL(url)
	}
	return cleanURL(url + ".html")
}

func outputExt(p *Page, name string) string {
	if p.Markdown {
		return ".html"
	}
	return path.Ext(name)
}

func dirOf(name string) string {
	if dir := path.Dir(name); dir != "." {
		return dir
	}
	return ""
}

func baseOf(name string) string { return withoutExt(path.Base(name)) }

func withoutExt(name string) string { return strings.TrimSuffix(name, path.Ext(name)) }

// cleanURL makes a rooted path of a URL and keeps a slash at its end.
func cleanURL(url string) string {
	clean := path.Clean("/" + url)
	if strings.HasSuffix(url, "/") && clean != "/" {
		clean += "/"
	}
	return clean
}

var permalinkVar = regexp.MustCompile(`:[a-z_]+`)

func fillPermalink(link string, vars map[string]string) string {
	return permalinkVar.ReplaceAllStringFunc(unescape(link), func(v string) string {
		if value, ok := vars[v[1:]]; ok {
			return value
		}
		return v
	})
}
