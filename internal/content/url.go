package content

import (
	"path"
	"regexp"
	"strings"
	"time"

	"docgen/internal/data"
	"docgen/internal/diag"
	"docgen/internal/source"
)

// pageURL returns the address of a page, as Jekyll makes it: by the permalink
// of the front matter, else the path with ".html"; an index page is its folder.
func (s *Site) pageURL(p *Page, name string) string {
	if link := p.Front.Get("permalink").Str(); link != "" {
		return cleanURL(fillPermalink(link, map[string]string{
			"path": dirOf(name), "basename": baseOf(name), "output_ext": outputExt(p, name), "title": baseOf(name),
		}))
	}
	ext := outputExt(p, name)
	if ext != ".html" {
		return "/" + strings.TrimSuffix(name, path.Ext(name)) + ext
	}
	dir, base := dirOf(name), baseOf(name)
	switch {
	case base == "index":
		return cleanURL("/" + dir + "/")
	case s.Config.Permalink == "pretty" && base != "404":
		return cleanURL("/" + dir + "/" + base + "/")
	case s.Config.Permalink == "none":
		return cleanURL("/" + dir + "/" + base + ".html")
	}
	return cleanURL("/" + dir + "/" + base + ".html")
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

func baseOf(name string) string { return strings.TrimSuffix(path.Base(name), path.Ext(name)) }

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
	return permalinkVar.ReplaceAllStringFunc(link, func(v string) string {
		if value, ok := vars[v[1:]]; ok {
			return value
		}
		return v
	})
}

// permalinkStyles are Jekyll's names for the addresses of posts.
var permalinkStyles = map[string]string{
	"date":    "/:categories/:year/:month/:day/:title:output_ext",
	"pretty":  "/:categories/:year/:month/:day/:title/",
	"ordinal": "/:categories/:year/:y_day/:title:output_ext",
	"none":    "/:categories/:title:output_ext",
}

var postName = regexp.MustCompile(`^(\d{4}-\d{1,2}-\d{1,2})-(.+)\.[^.]+$`)

func isPost(name string) bool {
	for dir := path.Dir(name); dir != "."; dir = path.Dir(dir) {
		if base := path.Base(dir); base == "_posts" || base == "_drafts" {
			return true
		}
	}
	return false
}

// addPost reads a post: its date and slug are in its file name, its categories
// in its folders and front matter.
func (s *Site) addPost(f *source.File) {
	p, ok, problems := s.newPage(f)
	s.Problems = append(s.Problems, problems...)
	if !ok {
		return
	}
	match := postName.FindStringSubmatch(path.Base(f.Name))
	if match == nil {
		s.Problems = append(s.Problems, newDiagnostic(f.Span(0, 0), "unsupported", diag.Warning, "a post must be named year-month-day-title.md, such as 2020-01-31-news.md"))
		return
	}
	p.Post = true
	date, err := time.Parse("2006-1-2", match[1])
	if written := p.Front.Get("date"); written != nil {
		if d, ok := parseDate(written.Str()); ok {
			date = d
		} else {
			s.Problems = append(s.Problems, at(written, "front-matter", diag.Error, "the date %q is none: write 2020-01-31 or 2020-01-31 09:30:00 +0000", written.Str()))
		}
	} else if err != nil {
		s.Problems = append(s.Problems, newDiagnostic(f.Span(0, 0), "front-matter", diag.Error, "%q is no date", match[1]))
	}
	if pub := p.Front.Get("published"); pub != nil && pub.Kind == data.Bool && !pub.True() && !s.Config.ShowDrafts {
		return
	}
	if date.After(time.Now()) && !s.Config.Future {
		return
	}
	categories := strs(p.Front.Get("categories"))
	if len(categories) == 0 {
		categories = strs(p.Front.Get("category"))
	}
	folders, _, _ := strings.Cut(f.Name, "_posts")
	if folders = strings.Trim(folders, "/"); folders != "" {
		categories = append(strings.Split(folders, "/"), categories...)
	}
	link := or(p.Front.Get("permalink").Str(), or(permalinkStyles[s.Config.Permalink], s.Config.Permalink))
	p.URL = cleanURL(fillPermalink(link, map[string]string{
		"categories": strings.ToLower(strings.Join(categories, "/")), "title": or(p.Front.Get("slug").Str(), match[2]), "slug": strings.ToLower(match[2]),
		"year": date.Format("2006"), "month": date.Format("01"), "day": date.Format("02"), "i_month": date.Format("1"),
		"i_day": date.Format("2"), "short_year": date.Format("06"), "y_day": date.Format("002"),
		"hour": date.Format("15"), "minute": date.Format("04"), "second": date.Format("05"), "output_ext": ".html",
	}))
	if p.Vars["title"] == nil {
		p.Vars["title"] = strings.ReplaceAll(match[2], "-", " ")
	}
	p.Vars["date"] = date
	p.Vars["slug"] = match[2]
	p.Vars["categories"] = anys(categories)
	p.Vars["tags"] = anys(strs(p.Front.Get("tags")))
	p.Vars["id"] = strings.TrimSuffix(p.URL, ".html")
	s.complete(p)
	p.Date = date
	s.Posts = append(s.Posts, p)
}

func anys(list []string) []any {
	out := make([]any, len(list))
	for i, v := range list {
		out[i] = v
	}
	return out
}

var dateLayouts = []string{
	"2006-1-2", "2006-1-2 15:04", "2006-1-2 15:04:05", "2006-1-2 15:04:05 -0700", "2006-1-2 15:04:05 -07:00",
	"2006-1-2T15:04:05", "2006-1-2T15:04:05Z07:00", "2006-1-2T15:04:05-0700",
}

func parseDate(text string) (time.Time, bool) {
	for _, layout := range dateLayouts {
		if d, err := time.Parse(layout, text); err == nil {
			return d, true
		}
	}
	return time.Time{}, false
}
