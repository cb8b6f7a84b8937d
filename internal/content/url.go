package content

import (
	"path"
	"slices"
	"strings"
)

// pageURL returns the address of a page, as Jekyll makes it: by the permalink
// of the front matter, else the path with ".html"; an index page is its folder.
func (r *reader) pageURL(p *Page, name string) string {
	ext := outputExt(p, name)
	if r.Config.Jekyll {
		p.ext = ext
	}
	base := strings.TrimRight(baseOf(name), ".")
	fill := func(link string) string {
		for _, field := range [][2]string{{":path", dirOf(name)}, {":basename", base}, {":output_ext", ext}} {
			link = strings.ReplaceAll(link, field[0], escapePath(field[1]))
		}
		if r.Config.Jekyll {
			link = documentPath(link)
			p.shown = link
		}
		return cleanURL(unescape(link))
	}
	if link := p.text("permalink"); link != "" {
		if e := path.Ext(link); e != "" && !strings.HasSuffix(link, "/") && r.Config.Jekyll {
			p.ext = e
		}
		return fill(link)
	}
	switch {
	case !isHTML(ext):
		return fill("/:path/:basename:output_ext")
	case base == "index":
		return fill("/:path/")
	case !r.Config.Jekyll && (base == "404" || r.Config.permalinkEnd() == ""):
		return fill("/:path/:basename:output_ext")
	}
	return fill("/:path/:basename" + r.Config.permalinkEnd())
}

// isHTML reports whether an extension is one of HTML.
func isHTML(ext string) bool { return slices.Contains([]string{".html", ".xhtml", ".htm"}, ext) }

func outputExt(p *Page, name string) string {
	if p.Markdown {
		return ".html"
	}
	if p.Sheet {
		return ".css"
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
